// Command shenpi runs the approval of government service items: the server, its tour, and what an operator needs around
// them. Read house.go (how everything is joined), then one file per subcommand. Only this package reads the environment,
// flags and keys, the time and random bytes.
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"syscall"

	"github.com/alecthomas/kong"
)

// The ways a command ends.
const (
	exitDone   = 0
	exitFailed = 1 // refused or failed, or something was found
	exitUsage  = 2
)

// commands is the command line.
type commands struct {
	Serve       serveCommand        `cmd:"" help:"Serve the API."`
	Tour        tourCommand         `cmd:"" help:"Play a day of the office through the API and say what happens."`
	Item        itemCommands        `cmd:"" help:"Check, list and publish service items."`
	Document    documentCommands    `cmd:"" help:"Look at the documents of a definition."`
	Certificate certificateCommands `cmd:"" help:"Check certificates offline, choose what one shows, and make keys that sign them."`
	Clock       clockCommands       `cmd:"" help:"Count limits, and confirm the machine's clock."`
	Case        caseCommands        `cmd:"" help:"Look at a case."`
	Notice      noticeCommands      `cmd:"" help:"Look at what became of notices, and try again."`
	Trail       trailCommands       `cmd:"" help:"Verify the trail."`
	Fsck        fsckCommand         `cmd:"" help:"Check that the database, the trail and the files agree."`
	User        userCommands        `cmd:"" help:"Create accounts and give roles."`
	Migrate     migrateCommands     `cmd:"" help:"Bring a database to the schema of this program."`
	Bench       benchCommands       `cmd:"" help:"Measure decisions per second beside the raw limit of the database."`
	Version     versionCommand      `cmd:"" help:"Say which build this is."`
}

func main() { os.Exit(run(os.Args[1:], newProcess())) }

// run carries out one command line and gives the exit code.
func run(args []string, p *process) int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	exited := -1 // kong asks to exit after printing help
	parser, err := kong.New(&commands{},
		kong.Name("shenpi"),
		kong.Description("Approval of government service items, with a trail that anybody can verify.\n\n"+
			"Try it: shenpi tour, or shenpi serve --demo --data ./demo."),
		kong.Writers(p.out, p.err),
		kong.Exit(func(code int) { exited = code }),
		kong.ConfigureHelp(kong.HelpOptions{Compact: true}),
		kong.UsageOnError(),
		kong.BindTo(ctx, (*context.Context)(nil)),
		kong.Bind(p),
	)
	if err != nil {
		panic(err) // the command line above is wrong
	}
	parsed, err := parser.Parse(args)
	switch {
	case exited >= 0:
		return exitDone
	case err != nil:
		p.complain(err)
		return exitUsage
	}
	return p.finish(parsed.Run())
}

// finish says what went wrong, in one sentence, and gives the exit code.
func (p *process) finish(err error) int {
	var wrong *usageError
	switch {
	case err == nil:
		return exitDone
	case errors.Is(err, errSaid):
		return exitFailed
	case errors.As(err, &wrong):
		p.complain(err)
		return exitUsage
	}
	p.complain(err)
	return exitFailed
}

func (p *process) complain(err error) { _, _ = fmt.Fprintf(p.err, "shenpi: %s\n", sentence(err)) }
