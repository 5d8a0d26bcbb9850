package main

import (
	"archive/zip"
	"bufio"
	"context"
	"database/sql"
	"io/fs"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"shenpi/internal/testserver"
)

// program builds the real program once.
func program(t *testing.T) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "shenpi")
	said, err := exec.Command("go", "build", "-o", path, ".").CombinedOutput()
	require.NoError(t, err, string(said))
	return path
}

// served is a running server.
type served struct {
	cmd  *exec.Cmd
	url  string
	rest chan string // what it prints after its address
}

var address = regexp.MustCompile(`serves (https?://\S+)/api/v1 `)

func serve(t *testing.T, program string, args ...string) *served {
	t.Helper()
	s := &served{cmd: exec.Command(program, append([]string{"serve", "--addr", "127.0.0.1:0"}, args...)...), rest: make(chan string, 1)}
	log, err := os.Create(filepath.Join(t.TempDir(), "log"))
	require.NoError(t, err)
	s.cmd.Stderr = log
	out, err := s.cmd.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, s.cmd.Start())
	t.Cleanup(func() {
		_ = s.cmd.Process.Kill() // unless it has ended, as it should
		_ = log.Close()
	})
	lines := bufio.NewScanner(out)
	for s.url == "" && lines.Scan() {
		if m := address.FindStringSubmatch(lines.Text()); m != nil {
			s.url = m[1]
		}
	}
	said, err := os.ReadFile(log.Name())
	require.NoError(t, err)
	require.NotEmpty(t, s.url, string(said))
	go func() {
		var rest []string
		for lines.Scan() {
			rest = append(rest, lines.Text())
		}
		s.rest <- strings.Join(rest, "\n")
	}()
	s.ready(t)
	return s
}

func (s *served) ready(t *testing.T) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	for {
		r, err := http.NewRequestWithContext(ctx, http.MethodGet, s.url+"/readyz", nil)
		require.NoError(t, err)
		if answer, err := http.DefaultClient.Do(r); err == nil {
			require.NoError(t, answer.Body.Close())
			if answer.StatusCode == http.StatusOK {
				return
			}
		}
		require.NoError(t, ctx.Err(), "the server never became ready")
	}
}

// stop asks the server to end in order.
func (s *served) stop(t *testing.T) string {
	t.Helper()
	require.NoError(t, s.cmd.Process.Signal(syscall.SIGTERM))
	rest := <-s.rest
	require.NoError(t, s.cmd.Wait())
	return rest
}

func succeeds(t *testing.T, program string, args ...string) string {
	t.Helper()
	said, err := exec.Command(program, args...).CombinedOutput()
	require.NoError(t, err, "%v:\n%s", args, said)
	return string(said)
}

// TestTour visits a demonstration twice and, after a restart, once more; then everything is verified from outside.
func TestTour(t *testing.T) {
	t.Parallel()
	shenpi, data := program(t), filepath.Join(t.TempDir(), "demo")
	logins := filepath.Join(data, "logins.txt")
	s := serve(t, shenpi, "--demo", "--data", data)
	papers := filepath.Join(t.TempDir(), "papers")
	visit := func() {
		said := succeeds(t, shenpi, "tour", "--url", s.url, "--logins", logins, "--papers", papers)
		require.Contains(t, said, "Everything was as it should be")
	}
	visit()
	checkPapers(t, shenpi, data, papers)
	visit()
	first, err := os.ReadFile(logins)
	require.NoError(t, err)

	busy, err := exec.Command(shenpi, "user", "add", "someone", "--name", "N", "--role", "auditor", "--data", data).CombinedOutput()
	require.Error(t, err)
	require.Contains(t, string(busy), "is in use by another shenpi process")
	require.Contains(t, succeeds(t, shenpi, "trail", "verify", "--data", data), "nothing is wrong", "while the server runs")
	require.Contains(t, succeeds(t, shenpi, "case", "route", "2026-000001", "--en", "--data", data), "The application was filed; the flow begins here. [1]")
	require.Contains(t, s.stop(t), "shenpi tour --url")

	said, err := exec.Command(shenpi, "serve", "--data", data, "--addr", "127.0.0.1:0").CombinedOutput()
	require.Error(t, err)
	require.Contains(t, string(said), "this database is a demonstration for ever")

	outside := t.TempDir()
	s = serve(t, shenpi, "--demo", "--data", data, "--mirror", "dir:"+outside)
	again, err := os.ReadFile(logins)
	require.NoError(t, err)
	require.Equal(t, first, again, "the passwords are written once")
	visit()
	s.stop(t)
	mirrored, err := os.ReadDir(outside)
	require.NoError(t, err)
	require.NotEmpty(t, mirrored)
	require.Contains(t, succeeds(t, shenpi, "trail", "verify", "--data", data, "--checkpoint", outside), "nothing is wrong")
	require.Contains(t, succeeds(t, shenpi, "fsck", "--data", data), "57 cases")

	// A file that was altered, and one that is gone, are found.
	var files []string
	require.NoError(t, filepath.WalkDir(filepath.Join(data, "objects"), func(path string, d os.DirEntry, err error) error {
		if err == nil && d.Type().IsRegular() && len(d.Name()) == 64 {
			files = append(files, path)
		}
		return err
	}))
	require.Greater(t, len(files), 2)
	require.NoError(t, os.Chmod(files[0], 0o600))
	require.NoError(t, os.WriteFile(files[0], []byte("something else"), 0o600))
	require.NoError(t, os.Remove(files[1]))
	found, err := exec.Command(shenpi, "fsck", "--data", data).CombinedOutput()
	require.Error(t, err)
	require.Contains(t, string(found), "file_altered "+filepath.Base(files[0]))
	require.Contains(t, string(found), "file_missing "+filepath.Base(files[1]))
	takeAway(t, shenpi, data)
}

// takeAway is an owner of the database who deletes what was written in an entry and has the tables say that it was erased: first
// that it was, then also that an entry says so.
func takeAway(t *testing.T, shenpi, data string) {
	t.Helper()
	d, err := sql.Open("sqlite", "file:"+filepath.Join(data, "shenpi.db"))
	require.NoError(t, err)
	for _, statements := range [][]string{{
		"DROP TRIGGER erasure_only_recorded",
		"INSERT INTO erasure SELECT stream, number, 1 FROM entry_payload WHERE stream LIKE 'case/%' AND number = 1 ORDER BY stream LIMIT 1",
		"DELETE FROM entry_payload WHERE (stream, number) IN (SELECT stream, number FROM erasure)",
	}, {
		"DROP TRIGGER entry_no_update",
		"UPDATE entry SET kind = 'erased' WHERE number = 2 AND stream IN (SELECT stream FROM erasure)",
	}} {
		for _, s := range statements {
			_, err := d.Exec(s)
			require.NoError(t, err, s)
		}
		for _, command := range [][]string{{"fsck"}, {"trail", "verify"}} {
			found, err := exec.Command(shenpi, append(command, "--data", data)...).CombinedOutput()
			require.Error(t, err)
			lines := regexp.MustCompile("(?m)^erasure_unrecorded").FindAll(found, -1)
			require.Len(t, lines, 1, "%s: told by the tables and by the entries, or by these alone: %s", command, found)
		}
	}
	require.NoError(t, d.Close())
}

// checkPapers holds what the tour took home against both verifiers, and packs the same case anew.
func checkPapers(t *testing.T, shenpi, data, papers string) {
	t.Helper()
	key, pack := filepath.Join(papers, "checkpoint.pub"), filepath.Join(papers, "evidence.zip")
	for _, name := range []string{"grant-decision.*", "certificate.pdf"} {
		found, err := filepath.Glob(filepath.Join(papers, name))
		require.NoError(t, err)
		require.Len(t, found, 1, name)
	}
	certificate := []string{"certificate", "verify", filepath.Join(papers, "certificate.pdf"), "--key", filepath.Join(papers, "certificate.pub"), "--list", filepath.Join(papers, "statuses.txt")}
	list, err := os.ReadFile(certificate[len(certificate)-1])
	require.NoError(t, err)
	_, at, _ := strings.Cut(string(list), "\nat ")
	at, _, _ = strings.Cut(at, "\n")
	require.Contains(t, succeeds(t, shenpi, append(certificate, "--at", at)...), "\nvalid: ")
	require.Contains(t, succeeds(t, shenpi, "trail", "verify", pack, "--key", key), "nothing is wrong")
	require.Contains(t, succeeds(t, shenpi, "trail", "verify", pack, "--key", key, "--json"), `"ok":true`)
	const second = "../../docs/verify/verify.mjs"
	require.Regexp(t, "^ok ", succeeds(t, "node", second, "--key", key, pack))

	all := filepath.Join(t.TempDir(), "all.zip")
	kept := filepath.Join(t.TempDir(), "kept.txt")
	said := succeeds(t, shenpi, "trail", "pack", "-o", all, "--data", data, "--item", "si-renewal", "--from", "2026-01-01", "--to", "2099-12-31")
	require.Contains(t, said, "cases 4,", said)
	require.Contains(t, succeeds(t, shenpi, "trail", "verify", all, "--key", key), "cases from=2026-01-01 to=2099-12-31 item=si-renewal: ")
	require.Regexp(t, "^ok ", succeeds(t, "node", second, "--key", key, all))
	z, err := zip.OpenReader(all)
	require.NoError(t, err)
	defer func() { require.NoError(t, z.Close()) }()
	checkpoint, err := fs.ReadFile(z, "checkpoint.txt")
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(kept, checkpoint, 0o600))
	succeeds(t, shenpi, "trail", "pack", "-o", all, "--data", data, "--status", "ended", "--checkpoint", kept)
	require.Contains(t, succeeds(t, shenpi, "trail", "verify", all, "--key", key, "--checkpoint", kept), "nothing is wrong")

	b, err := os.ReadFile(pack)
	require.NoError(t, err)
	b[len(b)/2] ^= 1
	require.NoError(t, os.WriteFile(all, b, 0o600))
	found, err := exec.Command(shenpi, "trail", "verify", all, "--key", key).CombinedOutput()
	require.Error(t, err)
	require.Contains(t, string(found), "shenpi: the pack does not prove what it shows: ")
}

// TestTourOnPostgres visits an office whose data are in PostgreSQL and MinIO, served by two replicas at once.
func TestTourOnPostgres(t *testing.T) {
	t.Parallel()
	shenpi, data, minio, owner := program(t), filepath.Join(t.TempDir(), "demo"), testserver.MinIO(t), testserver.Postgres(t)
	name, role := testserver.PostgresRole(t, "app_", owner)
	said := succeeds(t, shenpi, "migrate", "up", "--database", owner, "--app-role", name)
	require.Contains(t, said, "the role "+name+" can add to the trail and not alter it\n")
	store := []string{
		"--data", data, "--database", role, "--objects", "s3://" + minio.Endpoint + "/shenpi-tour?tls=off",
		"--s3-access-key", minio.AccessKey, "--s3-secret-key", minio.SecretKey,
	}
	demo := append([]string{"--demo"}, store...)
	one, other := serve(t, shenpi, demo...), serve(t, shenpi, demo...)
	require.Equal(t, "ok\n", get(t, one.url+"/readyz"))
	said = succeeds(t, shenpi, "tour", "--url", one.url, "--logins", filepath.Join(data, "logins.txt"), "--papers", t.TempDir())
	require.Contains(t, said, "Everything was as it should be")
	other.stop(t)
	one.stop(t)
	require.Contains(t, succeeds(t, shenpi, append([]string{"trail", "verify"}, store[:4]...)...), "nothing is wrong")
	require.Contains(t, succeeds(t, shenpi, append([]string{"fsck"}, store...)...), "19 cases")

	store[3] = owner
	owned := serve(t, shenpi, append([]string{"--demo"}, store...)...)
	require.Contains(t, get(t, owned.url+"/readyz"), "ok\nwarning: the role shenpi is a superuser or may make roles\nwarning: the role shenpi could take away the guards of checkpoint, ")
	owned.stop(t)
}

// TestBenchOnPostgres measures beside the limit and drops what it made.
func TestBenchOnPostgres(t *testing.T) {
	t.Parallel()
	address := testserver.Postgres(t)
	said := succeeds(t, program(t), "bench", "--database", address, "--dir", t.TempDir(), "--clients", "2", "--seconds", "0.3", "--json")
	require.Contains(t, said, `"path":"http","database":"postgres","clients":2`)
	conn, err := pgx.Connect(t.Context(), address)
	require.NoError(t, err)
	defer func() { require.NoError(t, conn.Close(context.WithoutCancel(t.Context()))) }()
	var left int
	require.NoError(t, conn.QueryRow(t.Context(), "SELECT count(*) FROM pg_namespace WHERE nspname LIKE 'shenpi_bench_%'").Scan(&left))
	require.Zero(t, left)
}
