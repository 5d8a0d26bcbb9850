package testserver_test

import (
	"context"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"shenpi/internal/testserver"
)

func TestMain(m *testing.M) { os.Exit(testserver.Main(m)) }

func TestPostgresGivesFreshDurableDatabases(t *testing.T) {
	t.Parallel()
	for range 2 {
		conn, err := pgx.Connect(context.Background(), testserver.Postgres(t))
		require.NoError(t, err)
		t.Cleanup(func() { require.NoError(t, conn.Close(context.Background())) })
		_, err = conn.Exec(context.Background(), "CREATE TABLE once (id int)")
		require.NoError(t, err, "the second database must not see the table of the first")
		var fsync, encoding string
		require.NoError(t, conn.QueryRow(context.Background(), "SHOW fsync").Scan(&fsync))
		require.NoError(t, conn.QueryRow(context.Background(), "SHOW server_encoding").Scan(&encoding))
		require.Equal(t, []string{"on", "UTF8"}, []string{fsync, encoding})
	}
}

func TestS3ServersRefuseStrangers(t *testing.T) {
	t.Parallel()
	for name, server := range map[string]func(testing.TB) testserver.S3{"versitygw": testserver.VersityGW, "minio": testserver.MinIO} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := server(t)
			require.Equal(t, s, server(t), "one server per process")
			require.NotEqual(t, s.AccessKey, s.SecretKey)
			answer, err := http.Get("http://" + s.Endpoint + "/")
			require.NoError(t, err)
			require.NoError(t, answer.Body.Close())
			require.Equal(t, http.StatusForbidden, answer.StatusCode)
		})
	}
}

// The servers must die with the tests, also when nobody is left to stop them. The test runs itself once more, lets
// that child kill itself with the server up, and looks whether the server is still there.
func TestDiesWithTests(t *testing.T) {
	t.Parallel()
	if file := os.Getenv("SHENPI_TESTSERVER_CHILD"); file != "" {
		dsn := testserver.Postgres(t)
		require.NoError(t, os.WriteFile(file, []byte(dsn), 0o600))
		self, err := os.FindProcess(os.Getpid())
		require.NoError(t, err)
		require.NoError(t, self.Kill())
		select {}
	}
	temp := t.TempDir()
	require.NoError(t, os.Chmod(filepath.Dir(temp), 0o755), "the server's user must be able to pass")
	file := filepath.Join(temp, "dsn")
	child := exec.Command(os.Args[0], "-test.run=^TestDiesWithTests$", "-test.timeout=3m")
	child.Env = append(os.Environ(), "SHENPI_TESTSERVER_CHILD="+file, "TMPDIR="+temp)
	require.Error(t, child.Run(), "it kills itself")
	dsn, err := os.ReadFile(file)
	require.NoError(t, err)
	require.Eventually(t, func() bool {
		conn, err := pgx.Connect(context.Background(), string(dsn))
		if err == nil {
			_ = conn.Close(context.Background())
		}
		return err != nil
	}, time.Minute, 20*time.Millisecond)
}

func TestMissingToolSaysWhatToDo(t *testing.T) {
	t.Parallel()
	child := exec.Command(os.Args[0], "-test.run=^TestS3ServersRefuseStrangers$")
	child.Env = append(os.Environ(), "SHENPI_TOOLS="+t.TempDir())
	said, err := child.CombinedOutput()
	require.Error(t, err, "a test that misses its server fails, it is not skipped")
	require.Contains(t, string(said), "run make tools")
}

func TestVersionsAreThoseThatMakeToolsBuilds(t *testing.T) {
	t.Parallel()
	script, err := os.ReadFile("../../scripts/tools.sh")
	require.NoError(t, err)
	wanted, err := os.ReadFile("tool.go")
	require.NoError(t, err)
	for _, name := range []string{"versitygw", "minio"} {
		_, version, found := strings.Cut(string(script), "\n"+name+"_version=")
		require.True(t, found, name)
		version, _, _ = strings.Cut(version, "\n")
		require.Contains(t, string(wanted), `tool{"`+name+`", "`+version+`"}`)
	}
}
