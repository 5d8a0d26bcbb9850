package acceptance_test

import (
	"bufio"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestAnswersComeAfterTheDisk watches the system calls of the server: between taking a request that changes something and
// answering it with success, the write-ahead log was written and after that synced, and an attachment was synced too. On
// PostgreSQL, which syncs before it says so, a commit was sent and after that confirmed.
func TestAnswersComeAfterTheDisk(t *testing.T) {
	t.Parallel()
	strace, err := exec.LookPath("strace")
	if err != nil {
		t.Fatal("no strace found: run make tools")
	}
	both(t, func(t *testing.T, database string) { answersComeAfterTheDisk(t, strace, database) })
}

func answersComeAfterTheDisk(t *testing.T, strace, database string) {
	s := demonstration(t, filepath.Join(t.TempDir(), "data"), database)
	_, err := s.start() // the passwords of a new demonstration are hashed before anybody looks
	require.NoError(t, err)
	require.Zero(t, s.end(syscall.SIGTERM))
	calls := filepath.Join(t.TempDir(), "calls")
	// With -D the server is the process started here and strace its companion.
	_, err = s.start(strace, "-D", "-f", "--seccomp-bpf", "-q", "-yy", "-tt", "-s", "80", "-o", calls,
		"-e", "trace=fsync,fdatasync,read,write,writev,sendto,sendmsg,pwrite64", "-e", "signal=none")
	require.NoError(t, err)
	writes := size(200, 2000)
	require.NoError(t, writeSequentially(s, writes))
	require.Zero(t, s.end(syscall.SIGTERM))
	require.NoError(t, eventually(stopWithin, func() (bool, error) { return finished(calls) }), "strace has not ended")

	w := watch{keeper: onSQLite}
	if database != "" {
		w.keeper = onPostgres
	}
	require.NoError(t, w.read(calls))
	require.Empty(t, w.early, "answered before it was on the disk")
	require.GreaterOrEqual(t, w.answered, writes)
	require.Greater(t, w.clean*2, w.answered, "commits begin after the answers")
	require.GreaterOrEqual(t, w.uploads, writes/10)
	t.Logf("%d of %d acknowledged writes were kept before the answer, %d attachments among them; %d syncs", w.answered-len(w.early), w.answered, w.uploads, w.syncs)
}

// writeSequentially has one client at a time do things until at least n writes were acknowledged.
func writeSequentially(s *server, n int) error {
	to := newStreet()
	to.unblock()
	clients, err := signIn(to, s, "A1", "U1", "U3")
	if err != nil {
		return err
	}
	j := newJournal()
	papers, err := template()
	if err != nil {
		return err
	}
	for written := 0; written < n; {
		kase, err := j.file(clients["A1"], true)
		if err != nil {
			return err
		}
		written += 3 + len(papers.papers)
		first := task{Case: kase, Visit: 1}
		for _, step := range []func() (done, bool, error){
			func() (done, bool, error) { return j.at(clients["U1"], first, "claim", nil) },
			func() (done, bool, error) { return j.decide(clients["U1"], first, "accept") },
			func() (done, bool, error) { return j.decide(clients["U3"], task{Case: kase, Visit: 2}, "pass") },
			func() (done, bool, error) { return j.at(clients["U3"], task{Case: kase, Visit: 2}, "take-back", nil) },
		} {
			_, ok, err := step()
			if err != nil {
				return err
			}
			if ok { // taking back loses against an entry of the system's own
				written++
			}
		}
	}
	return nil
}

// finished reports whether strace has written its last line, about the end of the server.
func finished(calls string) (bool, error) {
	text, err := os.ReadFile(calls)
	if err != nil {
		return false, err
	}
	lines := strings.Split(strings.TrimSpace(string(text)), "\n")
	return strings.Contains(lines[len(lines)-1], "+++ exited with"), nil
}

// watch follows the one request at a time through the system calls.
type watch struct {
	keeper
	request  string // the one under way that changes something; empty when there is none
	upload   bool
	written  bool              // a commit began since the request came
	synced   bool              // and after that was kept
	dirty    bool              // one began that is not kept yet
	stored   bool              // an object was synced since the request came
	begun    map[string]string // by process: the call that has not returned
	answered int
	clean    int // of them those with nothing unsynced: a job may have begun to write meanwhile
	uploads  int
	syncs    int
	early    []string
}

// The first byte of a request may be read alone, by who waits for the connection to break while a handler runs.
var (
	lineOf = regexp.MustCompile(`^(\d+) +\S+ (.*)$`)
	taken  = regexp.MustCompile(`^read\(\d+<TCP:\[[^"]*, "((?:P?OST|P?UT|D?ELETE) /api/v1/[^ "]*)`)
	told   = regexp.MustCompile(`^(?:write|writev|sendto|sendmsg)\(\d+<TCP:\[[^"]*"HTTP/1\.1 (\d)`)
	synced = regexp.MustCompile(`^f(?:data)?sync\(\d+<([^>]*)>\) += 0`)
)

// keeper is how a commit begins and how it is known to be on the disk.
type keeper struct{ writes, keeps *regexp.Regexp }

var (
	onSQLite = keeper{
		regexp.MustCompile(`^(?:write|pwrite64)\(\d+<[^>]*shenpi\.db-wal>`),
		regexp.MustCompile(`^f(?:data)?sync\(\d+<[^>]*shenpi\.db-wal>\) += 0`),
	}
	onPostgres = keeper{
		regexp.MustCompile(`^write\(\d+<TCP:\[[^"]*"Q[^"]*commit\\0"`),
		regexp.MustCompile(`^read\(\d+<TCP:\[[^"]*"C[^"]*COMMIT\\0Z`),
	}
)

func (w *watch) read(calls string) (err error) {
	file, err := os.Open(calls)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	w.begun = map[string]string{}
	lines := bufio.NewScanner(file)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		m := lineOf.FindStringSubmatch(lines.Text())
		if m == nil {
			return fmt.Errorf("strace said %q", lines.Text())
		}
		w.line(m[1], m[2])
	}
	return lines.Err()
}

// line joins the two halves of a call that another one interrupted. What is written counts from its beginning, what is
// read and synced from its end.
func (w *watch) line(process, call string) {
	if begun, cut := strings.CutSuffix(call, " <unfinished ...>"); cut {
		w.begun[process] = begun
		w.begins(begun)
		return
	}
	if rest, resumed := strings.CutPrefix(call, "<... "); resumed {
		_, rest, _ = strings.Cut(rest, " resumed>")
		call = w.begun[process] + rest
		delete(w.begun, process)
	} else {
		w.begins(call)
	}
	w.ends(call)
}

func (w *watch) begins(call string) {
	if w.writes.MatchString(call) {
		w.written, w.dirty = true, true
	}
	if m := told.FindStringSubmatch(call); m != nil && w.request != "" {
		w.answer(m[1] == "2")
	}
}

func (w *watch) ends(call string) {
	if m := taken.FindStringSubmatch(call); m != nil {
		*w = watch{keeper: w.keeper, request: m[1], upload: strings.Contains(m[1], "/files/"),
			begun: w.begun, answered: w.answered, clean: w.clean, uploads: w.uploads, syncs: w.syncs, early: w.early}
	}
	if w.keeps.MatchString(call) {
		w.synced, w.dirty = w.written, false
	}
	if m := synced.FindStringSubmatch(call); m != nil {
		w.syncs++
		w.stored = w.stored || strings.Contains(m[1], "/objects/")
	}
}

func (w *watch) answer(ok bool) {
	defer func() { w.request = "" }()
	if !ok || strings.HasSuffix(w.request, "OST /api/v1/session") {
		return
	}
	w.answered++
	if w.upload {
		w.uploads++
	}
	if !w.dirty {
		w.clean++
	}
	if !w.synced || w.upload && !w.stored {
		w.early = append(w.early, fmt.Sprintf("%s: a commit began %t, was kept %t; the attachment was synced %t", w.request, w.written, w.synced, w.stored))
	}
}
