package acceptance_test

import (
	"bytes"
	"errors"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

const (
	readyWithin = 90 * time.Second // a new demonstration hashes many passwords; a loaded machine with two cores
	stopWithin  = 40 * time.Second
)

// launcher starts processes on one thread that never ends: the kernel kills them when the thread does that started them,
// which then is when the tests die.
var launcher = sync.OnceValue(func() chan<- func() {
	work := make(chan func())
	go func() {
		runtime.LockOSThread()
		for do := range work {
			do()
		}
	}()
	return work
})

// server is the program, serving a demonstration. It may be started and ended any number of times.
type server struct {
	data string // its folder
	url  string
	log  string // file with what it printed
	args []string

	cmd  *exec.Cmd
	done chan struct{} // closed when the process has ended
}

// demonstration readies a server on a fresh database. More than one may share a data folder on PostgreSQL.
func demonstration(t *testing.T, data, database string) *server {
	t.Helper()
	addr := freePort(t)
	s := &server{data: data, url: "http://" + addr, log: filepath.Join(t.TempDir(), "server.log")}
	s.args = append([]string{program(t), "serve", "--demo", "--addr", addr}, folder(data, database)...)
	t.Cleanup(func() { _ = s.end(syscall.SIGKILL) })
	return s
}

// folder is how the program is told where the data are.
func folder(data, database string) []string {
	if database == "" {
		return []string{"--data", data}
	}
	return []string{"--data", data, "--database", database}
}

// launch starts the process and does not wait for it.
func (s *server) launch(before ...string) error {
	log, err := os.OpenFile(s.log, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	defer func() { _ = log.Close() }() // the process has its own
	args := append(before, s.args...)
	cmd := exec.Command(args[0], args[1:]...)
	cmd.Stdout, cmd.Stderr = log, log
	cmd.Env = append(cmd.Environ(), "TMPDIR="+s.temp())
	cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	started := make(chan error)
	launcher() <- func() { started <- cmd.Start() }
	if err := <-started; err != nil {
		return fmt.Errorf("start %s: %w", args[0], err)
	}
	done := make(chan struct{})
	go func() {
		_ = cmd.Wait() // how it ended is in its state
		close(done)
	}()
	s.cmd, s.done = cmd, done
	return nil
}

// start starts the process and gives how long it took until it could be asked.
func (s *server) start(before ...string) (time.Duration, error) {
	began := time.Now()
	if err := s.launch(before...); err != nil {
		return 0, err
	}
	return s.ready(began)
}

func (s *server) ready(began time.Time) (time.Duration, error) {
	probe := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}, Timeout: 5 * time.Second}
	err := eventually(readyWithin, func() (bool, error) {
		select {
		case <-s.done:
			return false, fmt.Errorf("the server ended at its start: %s", s.said())
		default:
		}
		r, err := probe.Get(s.url + "/readyz")
		if err != nil {
			return false, nil // not listening yet
		}
		return r.StatusCode == http.StatusOK, r.Body.Close()
	})
	if errors.Is(err, errLate) {
		err = fmt.Errorf("the server is not ready: %w; %s", err, s.said())
	}
	return time.Since(began), err
}

// temp is the folder for temporary files that the server is given.
func (s *server) temp() string { return filepath.Dir(s.log) }

func (s *server) signal(sig os.Signal) { _ = s.cmd.Process.Signal(sig) } // it may have ended by itself

// end sends a signal and waits for the process to end; it gives the exit code, -1 when it was killed.
func (s *server) end(sig os.Signal) int {
	if s.cmd == nil {
		return 0
	}
	s.signal(sig)
	select {
	case <-s.done:
	case <-time.After(stopWithin):
		s.signal(syscall.SIGKILL)
		<-s.done
	}
	return s.cmd.ProcessState.ExitCode()
}

// said is the end of what the server printed.
func (s *server) said() string {
	text, err := os.ReadFile(s.log)
	if err != nil {
		return err.Error()
	}
	lines := strings.Split(strings.TrimSpace(string(text)), "\n")
	return strings.Join(lines[max(0, len(lines)-20):], "\n")
}

// complaints are the lines of the log that name an error of the server's own.
func (s *server) complaints() []string {
	text, err := os.ReadFile(s.log)
	if err != nil {
		return []string{err.Error()}
	}
	var list []string
	for _, line := range strings.Split(string(text), "\n") {
		if strings.Contains(line, "level=ERROR") || strings.Contains(line, "panic") {
			list = append(list, line)
		}
	}
	return list
}

// outcome is how a command of the program ended.
type outcome struct {
	code           int
	stdout, stderr string
}

// run runs a command of the program that ends by itself.
func run(t *testing.T, args ...string) outcome {
	t.Helper()
	var out, err bytes.Buffer
	cmd := exec.Command(program(t), args...)
	cmd.Stdout, cmd.Stderr = &out, &err
	cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	started := make(chan error)
	launcher() <- func() { started <- cmd.Start() }
	if err := <-started; err != nil {
		t.Fatal(err)
	}
	limit := time.AfterFunc(2*time.Minute, func() { _ = cmd.Process.Kill() })
	defer limit.Stop()
	_ = cmd.Wait() // its exit code says it
	return outcome{cmd.ProcessState.ExitCode(), out.String(), err.String()}
}

// sound holds the database, the trail and the files against each other with the program's own means.
func sound(t *testing.T, data, database string) {
	t.Helper()
	for _, command := range [][]string{{"fsck"}, {"trail", "verify"}} {
		o := run(t, append(command, folder(data, database)...)...)
		if o.code != 0 {
			t.Errorf("shenpi %s ended with %d:\n%s%s", strings.Join(command, " "), o.code, o.stdout, o.stderr)
			continue
		}
		t.Logf("shenpi %s: %s", strings.Join(command, " "), strings.Join(strings.Fields(o.stdout), " "))
	}
}
