// Package acceptance_test runs the real program and does to it what happens in use: it is killed at any instant, stopped,
// started wrongly, run twice on one database, and watched by strace. What it has once answered must stay true. Read
// journal_test.go first (what clients remember), then kill_test.go.
package acceptance_test

import (
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"shenpi/internal/testserver"
)

func TestMain(m *testing.M) {
	code := testserver.Main(m)
	if builtIn != "" {
		_ = os.RemoveAll(builtIn) // what is left of it is in the temporary folder
	}
	os.Exit(code)
}

var builtIn string // folder of the program under test

// build builds the program once, as it is shipped.
var build = sync.OnceValues(func() (string, error) {
	dir, err := os.MkdirTemp("", "shenpi-acceptance-")
	if err != nil {
		return "", fmt.Errorf("make a folder for the program: %w", err)
	}
	builtIn = dir
	path := filepath.Join(dir, "shenpi")
	cmd := exec.Command("go", "build", "-trimpath", "-o", path, "shenpi/cmd/shenpi")
	cmd.Env = append(cmd.Environ(), "CGO_ENABLED=0")
	if said, err := cmd.CombinedOutput(); err != nil {
		return "", fmt.Errorf("build the program: %w\n%s", err, said)
	}
	return path, nil
})

func program(t *testing.T) string {
	t.Helper()
	path, err := build()
	if err != nil {
		t.Fatal(err)
	}
	return path
}

// size is how much a test does: less in CI, all of it with SHENPI_LONG=1.
func size(ci, long int) int {
	if os.Getenv("SHENPI_LONG") != "" {
		return long
	}
	return ci
}

// both runs a test on SQLite and on PostgreSQL; database is what --database takes, empty for the data folder's own.
func both(t *testing.T, test func(t *testing.T, database string)) {
	t.Run("sqlite", func(t *testing.T) {
		t.Parallel()
		test(t, "")
	})
	t.Run("postgres", func(t *testing.T) {
		t.Parallel()
		test(t, testserver.Postgres(t))
	})
}

// freePort gives a port of the loopback interface nobody listens on.
func freePort(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = l.Close() }()
	return l.Addr().String()
}

var errLate = errors.New("it did not come in time")

// eventually asks again and again until it is true.
func eventually(within time.Duration, what func() (bool, error)) error {
	tick, limit := time.NewTicker(5*time.Millisecond), time.NewTimer(within)
	defer tick.Stop()
	defer limit.Stop()
	for {
		done, err := what()
		if done || err != nil {
			return err
		}
		select {
		case <-tick.C:
		case <-limit.C:
			return fmt.Errorf("%w: %s", errLate, within)
		}
	}
}
