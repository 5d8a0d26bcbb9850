package acceptance_test

import (
	"database/sql"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	_ "github.com/glebarez/go-sqlite" // the driver "sqlite"
	_ "github.com/jackc/pgx/v5/stdlib"
	"github.com/stretchr/testify/require"

	"shenpi/internal/testserver"
)

// refusal is a start that must not be served.
type refusal struct {
	name string
	harm func(t *testing.T, data string) // what was done to a copy of a demonstration's folder
	args []string                        // beside the data folder; %s is the data folder
	code int                             // 2 for what cannot be meant, 1 for what is refused
	says string
}

var refusals = []refusal{
	{name: "a newer schema", harm: newer, args: []string{"--demo"}, code: 1, says: "run the program that wrote it, or a newer one"},
	{name: "a weaker setting", args: []string{"--demo", "--database", "sqlite:%s/shenpi.db?synchronous=normal"}, code: 1, says: "loses acknowledged decisions in a power cut"},
	{name: "another weaker setting", args: []string{"--demo", "--database", "sqlite:%s/shenpi.db?synchronous=off"}, code: 1, says: "loses acknowledged decisions in a power cut"},
	{name: "an unknown setting", args: []string{"--demo", "--database", "sqlite:%s/shenpi.db?cache=shared"}, code: 1, says: "unknown option"},
	{name: "an unknown database", args: []string{"--demo", "--database", "mysql://office"}, code: 1, says: "must begin with sqlite: or postgres://"},
	{name: "no database server", args: []string{"--demo", "--database", "postgres://nobody@127.0.0.1:1/shenpi"}, code: 1, says: "connect"},
	{name: "not a database", harm: garbage, args: []string{"--demo"}, code: 1, says: "not a database"},
	{name: "a demonstration in earnest", code: 1, says: "this database is a demonstration for ever"},
	{name: "another key", harm: otherKey, args: []string{"--demo"}, code: 1, says: "put back the key it was begun with"},
	{name: "half a key", harm: halfKey, args: []string{"--demo"}, code: 1, says: "checkpoint.key"},
	{name: "a clock that is behind", harm: clockBack, args: []string{"--demo"}, code: 1, says: "set the clock of this machine"},
	{name: "an altered definition", harm: altered, args: []string{"--demo"}, code: 1, says: "si-project-manager"},
	{name: "a malformed definition", harm: malformed, args: []string{"--demo"}, code: 1, says: "si-project-manager"},
	{name: "an unknown object store", args: []string{"--demo", "--objects", "ftp://files"}, code: 2, says: "--objects"},
	{name: "half of TLS", args: []string{"--demo", "--tls-cert", "%s/shenpi.db"}, code: 2, says: "--tls-cert and --tls-key"},
	{name: "readable passwords", args: []string{"--demo", "--addr", "0.0.0.0:0"}, code: 2, says: "--behind-tls-proxy"},
	{name: "an unknown form of log", args: []string{"--demo", "--log", "xml"}, code: 2, says: "--log"},
	{name: "an unknown flag", args: []string{"--dmeo"}, code: 2, says: "--dmeo"},
}

// TestBadStartsAreRefused: the exit code says that nothing is served, and one sentence on standard error says why.
func TestBadStartsAreRefused(t *testing.T) {
	t.Parallel()
	made := demonstration(t, filepath.Join(t.TempDir(), "data"), "")
	_, err := made.start()
	require.NoError(t, err)
	advance(t, made)
	refused(t, 1, "is in use by another shenpi process", "serve", "--demo", "--addr", "127.0.0.1:0", "--data", made.data)
	require.Zero(t, made.end(syscall.SIGTERM))
	for _, r := range refusals {
		t.Run(r.name, func(t *testing.T) {
			t.Parallel()
			data := filepath.Join(t.TempDir(), "data")
			require.NoError(t, os.CopyFS(data, os.DirFS(made.data)))
			if r.harm != nil {
				r.harm(t, data)
			}
			args := []string{"serve", "--data", data}
			if r.name != "readable passwords" {
				args = append(args, "--addr", "127.0.0.1:0")
			}
			for _, a := range r.args {
				args = append(args, strings.ReplaceAll(a, "%s", data))
			}
			refused(t, r.code, r.says, args...)
		})
	}
}

func TestRealDatabaseIsNeverADemonstration(t *testing.T) {
	t.Parallel()
	data := filepath.Join(t.TempDir(), "data")
	refused(t, 1, "run shenpi migrate", "serve", "--data", data, "--addr", "127.0.0.1:0", "--skip-migrate")
	s := demonstration(t, data, "")
	s.args = append(s.args[:2:2], s.args[3:]...) // without --demo
	_, err := s.start()
	require.NoError(t, err)
	require.Zero(t, s.end(syscall.SIGTERM))
	refused(t, 1, "can never be a demonstration", "serve", "--demo", "--data", data, "--addr", "127.0.0.1:0")
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	defer func() { _ = l.Close() }()
	refused(t, 1, "address already in use", "serve", "--data", data, "--addr", l.Addr().String())
}

func TestNewerSchemaOnPostgresIsRefused(t *testing.T) {
	t.Parallel()
	database, data := testserver.Postgres(t), filepath.Join(t.TempDir(), "data")
	require.Zero(t, run(t, append([]string{"migrate", "up"}, folder(data, database)...)...).code)
	execute(t, "pgx", database, "INSERT INTO goose_db_version (version_id, is_applied) VALUES (9999, true)")
	refused(t, 1, "run the program that wrote it, or a newer one", append([]string{"serve", "--addr", "127.0.0.1:0"}, folder(data, database)...)...)
}

// refused starts the program and checks that it ends at once with one sentence.
func refused(t *testing.T, code int, says string, args ...string) {
	t.Helper()
	o := run(t, args...)
	require.Equal(t, code, o.code, o.stderr)
	require.Empty(t, o.stdout)
	require.Equal(t, 1, strings.Count(o.stderr, "\n"), "one line: %s", o.stderr)
	require.True(t, strings.HasPrefix(o.stderr, "shenpi: "), o.stderr)
	require.Contains(t, o.stderr, says)
	require.NotContains(t, o.stderr, "panic")
}

func execute(t *testing.T, driver, where string, statements ...string) {
	t.Helper()
	d, err := sql.Open(driver, where)
	require.NoError(t, err)
	defer func() { require.NoError(t, d.Close()) }()
	for _, s := range statements {
		_, err := d.Exec(s)
		require.NoError(t, err)
	}
}

func newer(t *testing.T, data string) {
	execute(t, "sqlite", filepath.Join(data, "shenpi.db"), "INSERT INTO goose_db_version (version_id, is_applied) VALUES (9999, 1)")
}

func garbage(t *testing.T, data string) {
	require.NoError(t, os.WriteFile(filepath.Join(data, "shenpi.db"), []byte(strings.Repeat("no database ", 1000)), 0o600))
}

func altered(t *testing.T, data string) {
	execute(t, "sqlite", filepath.Join(data, "shenpi.db"), `UPDATE item_version
		SET source = CAST(replace(CAST(source AS TEXT), 'within: 2', 'within: 9') AS BLOB) WHERE item = 'si-project-manager'`)
}

func malformed(t *testing.T, data string) {
	execute(t, "sqlite", filepath.Join(data, "shenpi.db"),
		"UPDATE item_version SET source = CAST('item: [' AS BLOB) WHERE item = 'si-project-manager'")
}

// otherKey puts the key of another folder in.
func otherKey(t *testing.T, data string) {
	other := filepath.Join(t.TempDir(), "other")
	s := demonstration(t, other, "")
	s.args = append(s.args[:2:2], s.args[3:]...)
	_, err := s.start()
	require.NoError(t, err)
	require.Zero(t, s.end(syscall.SIGTERM))
	require.NoError(t, os.RemoveAll(filepath.Join(data, "keys")))
	require.NoError(t, os.CopyFS(filepath.Join(data, "keys"), os.DirFS(filepath.Join(other, "keys"))))
}

func halfKey(t *testing.T, data string) {
	name := filepath.Join(data, "keys", "checkpoint.key")
	key, err := os.ReadFile(name)
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(name, key[:len(key)/3], 0o600))
}

// advance sets the clock of a demonstration ahead, files something and waits for the checkpoint over it.
func advance(t *testing.T, s *server) {
	t.Helper()
	to := newStreet()
	to.unblock()
	clients, err := signIn(to, s, "X2", "A1", auditor)
	require.NoError(t, err)
	a, err := clients["X2"].call(request{method: http.MethodPost, path: "/demo/clock", key: "ahead", body: map[string]int{"advance_days": 3}})
	require.NoError(t, err)
	require.True(t, a.ok(), string(a.body))
	_, err = newJournal().file(clients["A1"], false)
	require.NoError(t, err)
	require.NoError(t, eventually(answerWithin, func() (bool, error) {
		var list struct {
			Rows []struct {
				RecordedAt time.Time `json:"recorded_at"`
			}
		}
		err := clients[auditor].fetch("/trail/checkpoints", &list)
		for _, c := range list.Rows {
			if time.Until(c.RecordedAt) > 24*time.Hour {
				return true, nil
			}
		}
		return false, err
	}), "there is no checkpoint of the time after the move")
}

func clockBack(t *testing.T, data string) {
	execute(t, "sqlite", filepath.Join(data, "shenpi.db"), "DELETE FROM setting WHERE key = 'clock_offset'")
}
