// Package testserver starts real servers for tests: PostgreSQL, MinIO and versitygw. A test process has at most one of
// each, started when first asked for, on a free port of the loopback interface, with its data in a temporary folder.
// The package's TestMain must be os.Exit(testserver.Main(m)). It runs on Linux only.
package testserver

import (
	"crypto/rand"
	"fmt"
	"net"
	"os"
	"os/user"
	"path/filepath"
	"strconv"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
)

var (
	entered  atomic.Bool
	stopping struct {
		sync.Mutex
		last []func() // in the order of starting
	}
)

// Main runs the tests, then stops every server they started and removes its data. It returns the exit code. If the
// process is killed instead, the kernel stops the servers.
func Main(m *testing.M) int {
	entered.Store(true)
	code := m.Run()
	stopping.Lock()
	defer stopping.Unlock()
	for i := len(stopping.last) - 1; i >= 0; i-- {
		stopping.last[i]()
	}
	return code
}

func atEnd(stop func()) {
	stopping.Lock()
	defer stopping.Unlock()
	stopping.last = append(stopping.last, stop)
}

// once starts a server when it is first wanted and gives every later caller the same server, or the same error.
func once[S any](start func() (S, error)) func(testing.TB) S {
	started := sync.OnceValues(start)
	return func(t testing.TB) S {
		t.Helper()
		if !entered.Load() {
			t.Fatal("TestMain of this package must call testserver.Main, or the server would never be stopped")
		}
		server, err := started()
		if err != nil {
			t.Fatal(err)
		}
		return server
	}
}

// folder makes a temporary folder that belongs to the one who will run the server and is removed at the end.
func folder(name string, owner *syscall.Credential) (string, error) {
	dir, err := os.MkdirTemp("", "shenpi-test-"+name+"-")
	if err != nil {
		return "", fmt.Errorf("make a folder for %s: %w", name, err)
	}
	atEnd(func() { _ = os.RemoveAll(dir) })
	if owner != nil {
		if err := os.Chown(dir, int(owner.Uid), int(owner.Gid)); err != nil {
			return "", fmt.Errorf("hand the folder to %s: %w", name, err)
		}
	}
	return dir, nil
}

// credential is who runs a server that refuses to run as root; nil when the tests themselves do not run as root.
func credential(name string) (*syscall.Credential, error) {
	if os.Geteuid() != 0 {
		return nil, nil
	}
	u, err := user.Lookup(name)
	if err != nil {
		return nil, fmt.Errorf("look up who runs the server: %w; run make tools", err)
	}
	uid, err := strconv.ParseUint(u.Uid, 10, 32)
	if err != nil {
		return nil, fmt.Errorf("look up who runs the server: %w", err)
	}
	gid, err := strconv.ParseUint(u.Gid, 10, 32)
	if err != nil {
		return nil, fmt.Errorf("look up who runs the server: %w", err)
	}
	return &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}, nil
}

// freePort gives a port nobody listens on. Somebody else may take it before the server does: see launch.
func freePort() (int, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return 0, fmt.Errorf("find a free port: %w", err)
	}
	port := l.Addr().(*net.TCPAddr).Port
	return port, l.Close()
}

// logName is where launch writes what the server in dir prints.
func logName(dir string) string { return filepath.Join(dir, "server.log") }

// secret is a random password.
func secret() string { return rand.Text() }
