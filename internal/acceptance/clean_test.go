package acceptance_test

import (
	"crypto/rand"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	mathrand "math/rand/v2"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	_ "github.com/glebarez/sqlite" // the driver, for backups
	"github.com/stretchr/testify/require"

	"shenpi/catalogue"
	"shenpi/internal/testserver"
	"shenpi/internal/testwitness"
)

// watched is a demonstration of which others hold something: a mirror and an auditor its checkpoints, applicants receipts, a
// witness the size it has come to.
type watched struct {
	*server
	t        *testing.T
	database string
	to       *street
	journal  *journal
	clients  map[string]*client
	mirror   string // folder of checkpoints
	held     string // folder of receipts
	witness  *testwitness.Witness
	erasable []string // cases whose time of keeping is over
	erasing  string   // the case of this run
	saved    string   // where the last backup is: a file, or a database of PostgreSQL
	runs     int
}

// erasableItem is the item of the shipped definition that may be erased after a year.
const erasableItem = "si-manager-kept-a-year"

func newWatched(t *testing.T, database string, runs int) *watched {
	t.Helper()
	w := &watched{t: t, database: database, to: newStreet(), journal: newJournal(), mirror: t.TempDir(), held: t.TempDir()}
	w.server = demonstration(t, filepath.Join(t.TempDir(), "data"), database)
	_, err := w.start()
	require.NoError(t, err)
	require.Zero(t, w.end(syscall.SIGTERM))
	w.publish()
	key, err := os.ReadFile(w.key())
	require.NoError(t, err)
	w.witness = testwitness.New(t, "witness.example/w1", strings.TrimSpace(string(key)))
	list := filepath.Join(t.TempDir(), "witnesses")
	require.NoError(t, os.WriteFile(list, fmt.Appendf(nil, "%s %s\n", w.witness.URL, w.witness.Key), 0o600))
	w.args = append(w.args, "--mirror", "dir:"+w.mirror, "--witness", list)
	_, err = w.start()
	require.NoError(t, err)
	w.to.unblock()
	w.letTimePass(runs)
	return w
}

func (w *watched) key() string { return filepath.Join(w.data, "keys", "checkpoint.pub") }

// shenpi runs a command that must succeed on the database.
func (w *watched) shenpi(args ...string) string {
	w.t.Helper()
	o := run(w.t, append(args, folder(w.data, w.database)...)...)
	require.Zero(w.t, o.code, "shenpi %v: %s%s", args, o.stdout, o.stderr)
	return o.stdout
}

// publish brings an item into use whose cases may be erased after a year.
func (w *watched) publish() {
	source, err := fs.ReadFile(catalogue.FS(), "items/"+filed+".yaml")
	require.NoError(w.t, err)
	text := strings.Replace(string(source), "item: "+filed+"\n", "item: "+erasableItem+"\n", 1)
	text = strings.Replace(text, "\nacts: ", "\nacts:\n  erase: {by: {role: archivist}, years: 1}\n#", 1)
	file := filepath.Join(w.t.TempDir(), "item.yaml")
	require.NoError(w.t, os.WriteFile(file, []byte(text), 0o600))
	forms, err := fs.ReadFile(catalogue.FS(), "forms/"+filed+".schema.json")
	require.NoError(w.t, err)
	require.NoError(w.t, os.Mkdir(filepath.Join(filepath.Dir(file), "forms"), 0o700))
	require.NoError(w.t, os.WriteFile(filepath.Join(filepath.Dir(file), "forms", filed+".schema.json"), forms, 0o600))
	w.shenpi("user", "add", "publisher", "--name", "亥示范", "--role", "item-admin@gz-iid", "--unit", "gz-iid-platform")
	w.shenpi("item", "propose", file, "--as", "X2")
	w.shenpi("item", "publish", erasableItem, "--as", "publisher")
}

// letTimePass has as many cases ended as there are runs, and a year go by.
func (w *watched) letTimePass(runs int) {
	w.signIn()
	for range runs {
		id, err := w.journal.fileItem(w.clients["A1"], erasableItem, false)
		require.NoError(w.t, err)
		_, ok, err := w.journal.command(w.clients["A1"], "/cases/"+id+"/withdraw", map[string]string{"reason": "撤回申请"})
		require.NoError(w.t, err)
		require.True(w.t, ok)
		w.erasable = append(w.erasable, id)
	}
	w.journal.open = map[string]bool{}
	left := time.Now().AddDate(0, 6, 0).UTC().Format(time.RFC3339) // some day between then and now
	a, err := w.clients["X2"].call(request{method: http.MethodPost, path: "/demo/clock", key: rand.Text(), body: map[string]int{"advance_days": 367}})
	require.NoError(w.t, err)
	require.True(w.t, a.ok(), "%s", a.body)
	require.Zero(w.t, w.end(syscall.SIGTERM)) // the witness is asked again at the start
	_, err = w.start()
	require.NoError(w.t, err)
	w.signIn() // today is another day
	_, err = newJournal().file(w.clients["A1"], false)
	require.NoError(w.t, err)
	require.NoError(w.t, eventually(time.Minute, func() (bool, error) {
		a, err := w.clients[auditor].call(request{method: http.MethodGet, path: "/trail/checkpoint"})
		_, after, _ := strings.Cut(string(a.body), "\nrecorded_at ")
		at, _, _ := strings.Cut(after, "\n")
		return at > left && strings.Contains(string(a.body), "\n— "+"witness.example/w1 "), err
	}))
}

func (w *watched) signIn() {
	var err error
	w.clients, err = signIn(w.to, w.server, slices.Concat(officers, applicants, []string{auditor, "X2"})...)
	require.NoError(w.t, err)
}

// keep has the auditor fetch the latest checkpoint and hold it.
func (w *watched) keep() {
	w.runs++
	a, err := w.clients[auditor].call(request{method: http.MethodGet, path: "/trail/checkpoint"})
	require.NoError(w.t, err)
	require.True(w.t, a.ok(), "%s", a.body)
	require.NoError(w.t, os.WriteFile(filepath.Join(w.mirror, fmt.Sprintf("auditor-%06d.txt", w.runs)), a.body, 0o600))
}

// outside copies what others hold of checkpoints now.
func (w *watched) outside() string {
	dir := w.t.TempDir()
	require.NoError(w.t, os.CopyFS(dir, os.DirFS(w.mirror)))
	return dir
}

// backup copies the database while it is in use, in place of the last copy, and gives how the program is told of it.
func (w *watched) backup() []string {
	if w.database != "" {
		if w.saved == "" {
			w.saved = testserver.Postgres(w.t)
		}
		testserver.PostgresCopy(w.t, w.database, w.saved)
		return []string{"--data", w.data, "--database", w.saved}
	}
	if w.saved == "" {
		w.saved = filepath.Join(w.t.TempDir(), "backup.db")
	}
	for _, file := range []string{w.saved, w.saved + "-wal", w.saved + "-shm"} {
		if err := os.Remove(file); !errors.Is(err, fs.ErrNotExist) {
			require.NoError(w.t, err)
		}
	}
	d, err := sql.Open("sqlite", "file:"+filepath.Join(w.data, "shenpi.db")+"?_pragma=busy_timeout(10000)")
	require.NoError(w.t, err)
	_, err = d.Exec("VACUUM INTO ?", w.saved)
	require.NoError(w.t, err)
	require.NoError(w.t, d.Close())
	return []string{"--data", w.data, "--database", "sqlite:" + w.saved}
}

// receipts writes down some that applicants and officers hold, of the cases that are named or of any.
func (w *watched) receipts(kase string) (flags []string) {
	w.journal.mu.Lock()
	defer w.journal.mu.Unlock()
	for i := range w.journal.acks {
		d := w.journal.acks[len(w.journal.acks)-1-i].done
		if d.Receipt.Note == "" || kase != "" && d.Case != kase {
			continue
		}
		name := filepath.Join(w.held, fmt.Sprintf("%s-%d.txt", d.Case, d.Receipt.Number))
		require.NoError(w.t, os.WriteFile(name, []byte(d.Receipt.Note), 0o600))
		if flags = append(flags, "--receipt", name); len(flags) == 40 {
			break
		}
	}
	return flags
}

// quiet holds that a verification finds nothing.
func (w *watched) quiet(what string, args ...string) {
	w.t.Helper()
	o := run(w.t, append([]string{"trail", "verify"}, args...)...)
	require.Zero(w.t, o.code, "a false alarm of %s in run %d: %s%s", what, w.runs, o.stdout, o.stderr)
	require.Contains(w.t, o.stdout, "nothing is wrong", what)
}

// pack packs a case and has both verifiers look at it. One that ended long ago is under what the witness cosigned.
func (w *watched) pack() {
	file := filepath.Join(w.t.TempDir(), "case.zip")
	kase, also := w.erasable[len(w.erasable)-1], []string{"--witness", w.witness.Key}
	kept := []string{}
	if w.runs%2 == 0 {
		for kase = w.erasing; kase == w.erasing; { // what was erased a moment ago is packed when a checkpoint says so
			kase = w.journal.acks[mathrand.IntN(len(w.journal.acks))].done.Case
		}
		kept = []string{"--checkpoint", w.mirror}
		also = w.receipts(kase)
	}
	w.shenpi(append([]string{"trail", "pack", kase, "-o", file}, kept...)...)
	w.quiet("the pack of "+kase, append(append([]string{file, "--key", w.key()}, kept...), also...)...)
	args := []string{"../../docs/verify/verify.mjs", "--key", w.key()}
	if len(kept) == 0 {
		args = append(args, also...)
	}
	said, err := exec.Command("node", append(args, file)...).CombinedOutput()
	require.NoError(w.t, err, "%s", said)
}

// goOn has the office work on with a backup that is as new as all that others hold, and be killed; that is no tampering either.
func (w *watched) goOn(restored []string, held string) {
	s := demonstration(w.t, w.data, "")
	s.args = append(slices.Clone(s.args[:5]), append(slices.Clone(restored), "--mirror", "dir:"+held)...)
	_, err := s.start()
	require.NoError(w.t, err)
	clients, err := signIn(w.to, s, "A1", auditor)
	require.NoError(w.t, err)
	_, err = newJournal().file(clients["A1"], false)
	require.NoError(w.t, err)
	require.Equal(w.t, -1, s.end(syscall.SIGKILL))
	w.quiet("the backup that went on", append(restored, "--checkpoint", held)...)
}

// TestCleanRunsRaiseNoAlarm lives through what is no tampering: kills in the middle of writes, backups taken online and
// restored, erasures; with all that is kept outside, verification finds nothing. What it must find is that the backup is older
// than what is kept by then.
func TestCleanRunsRaiseNoAlarm(t *testing.T) {
	t.Parallel()
	both(t, func(t *testing.T, database string) {
		runs := size(5, 100)
		w := newWatched(t, database, runs+1)
		workers := map[string]*client{}
		for _, id := range slices.Concat(officers, applicants) {
			workers[id] = w.clients[id]
		}
		work := newShift(w.journal, workers)
		work.begin(workers)
		var restored []string
		var before string // what others held of checkpoints when it was copied
		for range runs {
			w.keep()
			before = w.outside()
			erased, ok, err := w.journal.command(w.clients["U2"], "/cases/"+w.erasable[0]+"/erase", nil)
			require.NoError(t, err)
			require.True(t, ok, "%v: %v", erased, w.journal.refused)
			w.erasing, w.erasable = w.erasable[0], w.erasable[1:]
			w.to.target.Store(w.to.sent.Load() + 40 + mathrand.Int64N(200))
			restored = w.backup()
			select {
			case <-w.to.strike:
			case <-time.After(answerWithin):
				require.NoError(t, work.failed())
				require.Fail(t, "nobody does anything", w.said())
			}
			<-time.After(time.Duration(mathrand.IntN(10_000)) * time.Microsecond)
			w.to.block()
			require.Equal(t, -1, w.end(syscall.SIGKILL), "the server had ended by itself: %s", w.said())

			w.quiet("the log", append(append(folder(w.data, database), "--checkpoint", w.mirror, "--witness", w.witness.Key), w.receipts("")...)...)
			w.quiet("the backup", append(restored, "--checkpoint", before, "--witness", w.witness.Key)...)
			w.pack()
			_, err = w.start()
			require.NoError(t, err)
			w.to.unblock()
			require.NoError(t, work.failed())
		}
		require.NoError(t, work.end())
		w.keep()
		require.Zero(t, w.end(syscall.SIGTERM))
		sound(t, w.data, database)
		o := run(t, append([]string{"trail", "verify"}, append(restored, "--checkpoint", w.mirror)...)...)
		require.Equal(t, 1, o.code)
		require.Regexp(t, `log_shrunk: The log has shrunk: a signed checkpoint had \d+ entries, now it has \d+\. The log was rolled back or cut\.`, o.stderr)
		w.goOn(restored, before)
	})
}
