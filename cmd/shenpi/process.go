package main

import (
	"bytes"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"strings"
	"time"

	"shenpi/identity"
	"shenpi/policies"
	"shenpi/workflow"
)

// process is what the outside world gives a command.
type process struct {
	in     io.Reader
	out    io.Writer
	err    io.Writer
	now    func() time.Time
	random io.Reader // safe for concurrent use
}

func newProcess() *process {
	return &process{in: os.Stdin, out: os.Stdout, err: os.Stderr, now: time.Now, random: rand.Reader}
}

// errSaid ends a command with exit code 1 when what is wrong was already printed.
var errSaid = errors.New("said already")

// usageError is a value that cannot be meant; it ends a command with exit code 2.
type usageError struct{ text string }

func (e *usageError) Error() string { return e.text }

func misused(format string, args ...any) error { return &usageError{fmt.Sprintf(format, args...)} }

// sentence is an error as a user reads it: on one line, and an error of the domain without its code.
func sentence(err error) string {
	var told *workflow.Error
	var refused *identity.Error
	var denied *policies.Error
	switch {
	case errors.As(err, &told) && told.Text.En != "":
		return told.Text.En
	case errors.As(err, &refused):
		return refused.En
	case errors.As(err, &denied):
		return denied.En
	}
	return strings.Join(strings.Fields(err.Error()), " ")
}

func (p *process) printf(format string, args ...any) {
	_, _ = fmt.Fprintf(p.out, format, args...) // nobody is left to tell when standard output is gone
}

// printJSON prints one value a line.
func (p *process) printJSON(v any) error {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		return err
	}
	_, err := p.out.Write(b.Bytes())
	return err
}

// logger writes to standard error.
func (p *process) logger(format string) *slog.Logger {
	if format == "json" {
		return slog.New(slog.NewJSONHandler(p.err, nil))
	}
	return slog.New(slog.NewTextHandler(p.err, nil))
}

// secret is n random bytes in a spelling that is easy to copy.
func (p *process) secret(n int) (string, error) {
	const letters = "abcdefghjkmnpqrstuvwxyz23456789" // without those that look alike
	b := make([]byte, 0, n)
	one := make([]byte, 1)
	for len(b) < n {
		if _, err := io.ReadFull(p.random, one); err != nil {
			return "", fmt.Errorf("draw a secret: %w", err)
		}
		if int(one[0]) < 256/len(letters)*len(letters) { // so that every letter is as likely
			b = append(b, letters[int(one[0])%len(letters)])
		}
	}
	return string(b), nil
}
