package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"iter"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"shenpi/workflow"
	"shenpi/workflow/trail"
)

type trailCommands struct {
	Verify trailVerifyCommand `cmd:"" help:"Verify every entry, the chains, the log, its checkpoints and heads; or a pack of evidence."`
	Pack   trailPackCommand   `cmd:"" help:"Pack what proves some cases into one zip."`
}

type trailVerifyCommand struct {
	Evidence string `arg:"" optional:"" name:"pack" help:"A pack of evidence to verify instead of the database." type:"existingfile"`
	databaseFlags
	Key        string   `help:"File with the verifier key (default: keys/checkpoint.pub in the data folder)." placeholder:"FILE" type:"existingfile"`
	Checkpoint []string `help:"Checkpoints kept outside, to be held against the log; a folder is all of those in it." placeholder:"FILE" type:"path"`
	Receipt    []string `help:"Receipts held outside." placeholder:"FILE" type:"existingfile"`
	witnessFlags
	JSON bool `help:"Print JSON."`
}

// Help shows an example.
func (*trailVerifyCommand) Help() string {
	return `Examples:
  shenpi trail verify --data /var/lib/shenpi --checkpoint kept-last-month.txt
  shenpi trail verify case.zip --key checkpoint.pub --receipt mine.txt
  shenpi trail verify --data /var/lib/shenpi --witness witnesses.txt --quorum 2

It needs the database, or a pack, and the public key only, and may be run while the server runs. Without a checkpoint kept
outside, or a witness who cosigned, it cannot tell of a log that was rewritten as a whole by whoever holds its key.`
}

// verified is the outcome as printed.
type verified struct {
	trail.Report
	OK        bool    `json:"ok"`
	Signed    int64   `json:"signed"`   // entries in the largest checkpoint that agrees
	Cosigned  int64   `json:"cosigned"` // and in the largest of them that enough of the witnesses cosigned
	Seconds   float64 `json:"seconds"`
	PerSecond float64 `json:"per_second"`
}

// Run verifies and ends with 1 when something was found.
func (c *trailVerifyCommand) Run(ctx context.Context, p *process) error {
	key, err := c.key()
	if err != nil {
		return err
	}
	witnesses, err := c.asked()
	if err != nil {
		return err
	}
	if c.Evidence != "" {
		return c.verifyPack(p, key, witnesses)
	}
	return withDatabase(ctx, p, c.databaseFlags, func(d reading) error {
		began := p.now()
		report, err := c.verifyStill(ctx, d, key, trail.Verifier{Witnesses: witnesses, Now: p.now()})
		if err != nil {
			return err
		}
		out := verified{Report: report, OK: report.OK(), Seconds: p.now().Sub(began).Seconds()}
		if report.Signed != nil {
			out.Signed = report.Signed.Size
		}
		if report.Cosigned != nil {
			out.Cosigned = report.Cosigned.Size
		}
		out.PerSecond = float64(report.Entries+report.Unmerged) / max(out.Seconds, 1e-6)
		return c.tell(p, out)
	})
}

func (c *trailVerifyCommand) tell(p *process, v verified) error {
	if c.JSON {
		if err := p.printJSON(v); err != nil {
			return err
		}
	} else {
		p.printf("%d entries in the log and %d waiting, in %d streams; %d payloads erased; %d entries under a signed checkpoint\n",
			v.Entries, v.Unmerged, v.Streams, v.Erased, v.Signed)
		if len(c.Witness) > 0 {
			p.printf("%d entries under a checkpoint that the witnesses cosigned\n", v.Cosigned)
		}
		p.printf("%.1f s, %.0f entries a second\n", v.Seconds, v.PerSecond)
		for _, f := range v.Findings {
			p.printf("%s\n", describe(f))
		}
		if v.OK {
			p.printf("nothing is wrong\n")
		}
	}
	if first, bad := v.First(); bad {
		return fmt.Errorf("the trail was altered: %s", describe(first))
	}
	return nil
}

// describe puts a finding on one line with its place.
func describe(f trail.Finding) string {
	place := ""
	if f.Stream != "" {
		place = fmt.Sprintf("%s %d: ", f.Stream, f.Number)
	}
	return fmt.Sprintf("%s: %s%s", f.Code, place, f.EN)
}

func (c *trailVerifyCommand) key() (string, error) {
	name := c.Key
	if name == "" {
		name = filepath.Join(c.Data, "keys", "checkpoint.pub")
	}
	text, err := os.ReadFile(name)
	if errors.Is(err, fs.ErrNotExist) {
		return "", fmt.Errorf("there is no verifier key at %s: give --key", name)
	}
	if err != nil {
		return "", fmt.Errorf("read the verifier key: %w", err)
	}
	return strings.TrimSpace(string(text)), nil
}

// verifyTries is how often a database that is being written to is read again.
const verifyTries = 5

// verifyStill verifies, and again when what it found may only be due to what was recorded meanwhile: the heads, the log
// and what waits for it are not read at one moment.
func (c *trailVerifyCommand) verifyStill(ctx context.Context, d reading, key string, by trail.Verifier) (trail.Report, error) {
	for range verifyTries {
		before, err := lastWritten(ctx, d)
		if err != nil {
			return trail.Report{}, err
		}
		report, err := c.verify(ctx, d, key, by)
		if err != nil || !slices.ContainsFunc(report.Findings, ofTheEdge) || slices.ContainsFunc(report.Findings, ofAnEntry) {
			return report, err
		}
		after, err := lastWritten(ctx, d)
		if err != nil || before == after {
			return report, err
		}
	}
	return trail.Report{}, errors.New("the database was written to all the time: verify a copy of it, or at a quieter moment")
}

// written is where a database stands.
type written struct {
	size int64
	last trail.Hash
}

func lastWritten(ctx context.Context, d reading) (w written, err error) {
	tree, err := d.Tree(ctx)
	if err != nil {
		return w, err
	}
	w.size = tree.Size
	page, err := d.Entries(ctx, workflow.EntryFilter{Scope: workflow.Scope{All: true}, Limit: 1})
	if err == nil && len(page.Rows) > 0 {
		w.last = page.Rows[0].Entry.Hash // one that cannot be opened is for the verification to tell
	}
	return w, nil
}

// ofTheEdge are findings that entries recorded meanwhile bring about.
func ofTheEdge(f trail.Finding) bool {
	switch f.Code {
	case trail.CodeHeadMismatch, trail.CodeRootMismatch, trail.CodeNumberGap, trail.CodeChainBroken, trail.CodeErasureUnrecorded:
		return true
	}
	return false
}

func ofAnEntry(f trail.Finding) bool { return !ofTheEdge(f) }

// verify reads the whole database once.
func (c *trailVerifyCommand) verify(ctx context.Context, d reading, key string, by trail.Verifier) (trail.Report, error) {
	keys, err := trail.OpenKeys(key, d.StreamRecords(ctx, trail.KeyStream))
	var finding *trail.Finding
	if errors.As(err, &finding) {
		return trail.Report{Findings: []trail.Finding{*finding}}, nil
	}
	if err != nil {
		return trail.Report{}, fmt.Errorf("read the keys of the log: %w", err)
	}
	kept, err := readAll(c.Checkpoint)
	if err != nil {
		return trail.Report{}, err
	}
	receipts, err := readAll(c.Receipt)
	if err != nil {
		return trail.Report{}, err
	}
	tree, err := d.Tree(ctx)
	if err != nil {
		return trail.Report{}, err
	}
	by.Keys = keys
	return by.Verify(trail.Export{
		Records: d.Records(ctx), Heads: heads(ctx, d), Tree: &tree, Tiles: d.Tiles(ctx), Checkpoints: notes(ctx, d),
		Kept: kept, Receipts: receipts,
	})
}

func readAll(names []string) ([][]byte, error) {
	names, err := keptFiles(names)
	if err != nil {
		return nil, fmt.Errorf("read what was kept: %w", err)
	}
	var all [][]byte
	for _, name := range names {
		b, err := os.ReadFile(name)
		if err != nil {
			return nil, fmt.Errorf("read what was kept: %w", err)
		}
		all = append(all, b)
	}
	return all, nil
}

func notes(ctx context.Context, d reading) iter.Seq2[[]byte, error] {
	return func(yield func([]byte, error) bool) {
		for c, err := range d.Checkpoints(ctx) {
			if !yield(c.Note, err) || err != nil {
				return
			}
		}
	}
}

var errEnough = errors.New("the reader has enough")

func heads(ctx context.Context, d reading) iter.Seq2[trail.Head, error] {
	return func(yield func(trail.Head, error) bool) {
		err := d.Heads(ctx, func(h trail.Head) error {
			if !yield(h, nil) {
				return errEnough
			}
			return nil
		})
		if err != nil && !errors.Is(err, errEnough) {
			yield(trail.Head{}, err)
		}
	}
}
