package main

import (
	"database/sql"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"testing"

	_ "github.com/glebarez/sqlite" // the driver, to alter a database behind its back
	"github.com/rogpeppe/go-internal/testscript"

	"shenpi/internal/testserver"
)

func TestMain(m *testing.M) {
	testscript.Main(servers{m}, map[string]func(){"shenpi": main})
}

// servers runs the tests with real servers at hand.
type servers struct{ m *testing.M }

func (s servers) Run() int { return testserver.Main(s.m) }

// TestCommandLine runs the scripts of testdata against the real program.
func TestCommandLine(t *testing.T) {
	t.Parallel()
	testscript.Run(t, testscript.Params{
		Dir: "testdata",
		Setup: func(env *testscript.Env) error {
			shipped, err := filepath.Abs("../../catalogue")
			env.Setenv("CATALOGUE", shipped)
			return err
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"fails": func(ts *testscript.TestScript, neg bool, args []string) { exits(ts, neg, exitFailed, args) },
			"usage": func(ts *testscript.TestScript, neg bool, args []string) { exits(ts, neg, exitUsage, args) },
			"sql":   alter,
			"mode":  hasMode,
		},
	})
}

// exits runs a program that has to end with a code.
func exits(ts *testscript.TestScript, neg bool, want int, args []string) {
	if neg || len(args) == 0 {
		ts.Fatalf("usage: fails|usage PROGRAM ARGUMENT...")
	}
	err := ts.Exec(args[0], args[1:]...)
	var code int
	if exit, ok := err.(interface{ ExitCode() int }); ok { //nolint:errorlint // the error is exec's own
		code = exit.ExitCode()
	}
	if code != want {
		ts.Fatalf("%v ended with %d (%v), expected %d", args, code, err, want)
	}
}

// alter changes a SQLite database behind the program's back.
func alter(ts *testscript.TestScript, neg bool, args []string) {
	if len(args) != 2 {
		ts.Fatalf("usage: sql FILE STATEMENT")
	}
	d, err := sql.Open("sqlite", ts.MkAbs(args[0]))
	ts.Check(err)
	defer func() { _ = d.Close() }()
	_, err = d.Exec(args[1])
	if (err != nil) != neg {
		ts.Fatalf("%s: %v", args[1], err)
	}
}

func hasMode(ts *testscript.TestScript, _ bool, args []string) {
	if len(args) != 2 {
		ts.Fatalf("usage: mode FILE OCTAL")
	}
	info, err := os.Stat(ts.MkAbs(args[0]))
	ts.Check(err)
	want, err := strconv.ParseUint(args[1], 8, 32)
	ts.Check(err)
	if got := info.Mode().Perm(); uint64(got) != want {
		ts.Fatalf("%s", fmt.Sprintf("%s has mode %o, expected %o", args[0], got, want))
	}
}
