package testserver

import (
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"sync"
	"syscall"
	"time"
)

const (
	startWithin = 90 * time.Second // a loaded machine with two cores
	stopWithin  = 20 * time.Second
)

type process struct {
	cmd  *exec.Cmd
	done chan struct{} // closed when it has ended
}

// starter runs functions on one thread that lives as long as this process: the kernel sends Pdeathsig when the thread
// ends that started the child, and Go ends threads as it likes.
var starter = sync.OnceValue(func() chan<- func() {
	work := make(chan func())
	go func() {
		runtime.LockOSThread()
		for do := range work {
			do()
		}
	}()
	return work
})

// start runs cmd until it is stopped or this process dies, which sends it onDeath.
func start(cmd *exec.Cmd, as *syscall.Credential, onDeath syscall.Signal) (*process, error) {
	// A group of its own keeps the terminal's Ctrl-C from it, so that it is stopped in order.
	cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: onDeath, Setpgid: true, Credential: as}
	started := make(chan error)
	starter() <- func() { started <- cmd.Start() }
	if err := <-started; err != nil {
		return nil, fmt.Errorf("start %s: %w", cmd.Path, err)
	}
	p := &process{cmd: cmd, done: make(chan struct{})}
	go func() {
		_ = cmd.Wait() // how it ended is in its log
		close(p.done)
	}()
	return p, nil
}

// stop asks the process to end and kills it if it does not.
func (p *process) stop(ask syscall.Signal) {
	_ = p.cmd.Process.Signal(ask) // it may have ended by itself
	select {
	case <-p.done:
	case <-time.After(stopWithin):
		_ = p.cmd.Process.Kill()
		<-p.done
	}
}

// plan says how a server is run.
type plan struct {
	name    string
	dir     string                   // belongs to it; its log is written there
	as      *syscall.Credential      // nil: whoever runs the tests
	command func(port int) *exec.Cmd // not yet started
	ready   func(port int) error     // nil once it answers
	ask     syscall.Signal           // to stop it in order
	onDeath syscall.Signal           // sent when the tests die
}

// launch starts the server and waits until it answers. When it ends before that, its port may have been taken by
// somebody else meanwhile, so it is tried again on another one.
func launch(p plan) (port int, err error) {
	for range 3 {
		var ended bool
		if port, ended, err = launchOnce(p); err == nil || !ended {
			return port, err
		}
	}
	return 0, err
}

func launchOnce(p plan) (port int, ended bool, err error) {
	if port, err = freePort(); err != nil {
		return 0, false, err
	}
	log, err := os.Create(logName(p.dir))
	if err != nil {
		return 0, false, fmt.Errorf("make the log of %s: %w", p.name, err)
	}
	defer func() { _ = log.Close() }() // the child has its own
	cmd := p.command(port)
	cmd.Dir, cmd.Stdout, cmd.Stderr = p.dir, log, log
	server, err := start(cmd, p.as, p.onDeath)
	if err != nil {
		return 0, false, err
	}
	if err := await(server, p, port); err != nil {
		select {
		case <-server.done:
			ended = true
		default:
			server.stop(p.ask)
		}
		return 0, ended, fmt.Errorf("start %s: %w; it said:\n%s", p.name, err, tail(logName(p.dir)))
	}
	atEnd(func() { server.stop(p.ask) })
	return port, false, nil
}

// await asks again and again, since a server does not say when it is ready.
func await(server *process, p plan, port int) error {
	tick, limit := time.NewTicker(30*time.Millisecond), time.NewTimer(startWithin)
	defer tick.Stop()
	defer limit.Stop()
	for {
		err := p.ready(port)
		if err == nil {
			return nil
		}
		select {
		case <-server.done:
			return fmt.Errorf("it ended at once")
		case <-limit.C:
			return fmt.Errorf("not ready after %s: %w", startWithin, err)
		case <-tick.C:
		}
	}
}

// tail gives the end of a log.
func tail(name string) string {
	text, err := os.ReadFile(name)
	if err != nil {
		return err.Error()
	}
	lines := strings.Split(strings.TrimSpace(string(text)), "\n")
	return strings.Join(lines[max(0, len(lines)-15):], "\n")
}
