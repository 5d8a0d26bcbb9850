package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"iter"
	"os"
	"path/filepath"
	"strings"
	"time"

	"shenpi/storage/objects"
	"shenpi/workflow"
	"shenpi/workflow/evidence"
	"shenpi/workflow/trail"
)

type trailPackCommand struct {
	Case []string `arg:"" optional:"" help:"Numbers or ids of cases; none: those of the search."`
	databaseFlags
	objectFlags
	Output     string   `short:"o" required:"" help:"The zip to write." placeholder:"FILE"`
	From       string   `help:"Cases received on or after this day." placeholder:"DATE"`
	To         string   `help:"Cases received on or before this day." placeholder:"DATE"`
	Item       string   `help:"Cases of this item."`
	Status     string   `help:"Cases of this status." enum:",received,accepted,decided,ended" default:""`
	Text       string   `help:"Part of the case number or the applicant's credit code."`
	Checkpoint []string `help:"Checkpoints kept outside: the pack proves that its log grew from them; a folder is all of those in it." placeholder:"FILE" type:"path"`
}

// Help shows examples.
func (*trailPackCommand) Help() string {
	return `Examples:
  shenpi trail pack 2026-000001 -o case.zip --data /var/lib/shenpi
  shenpi trail pack --from 2026-01-01 --to 2026-03-31 -o quarter.zip --data /var/lib/shenpi --checkpoint auditors.txt

A pack holds entries with their proofs, the files they name, definitions, calendars and clock sheets. Whoever gets it checks it
without us: shenpi trail verify case.zip --key checkpoint.pub, or node verify.mjs --key checkpoint.pub case.zip.`
}

// Run writes a pack. It may be run while the server runs.
func (c *trailPackCommand) Run(ctx context.Context, p *process) error {
	received, err := c.period()
	if err != nil {
		return err
	}
	if len(c.Case) > 0 && c.From+c.To+c.Item+c.Status+c.Text != "" {
		return misused("give cases or a search, not both")
	}
	key, err := existingKey(c.Data)
	if err != nil {
		return err
	}
	return withDatabase(ctx, p, c.databaseFlags, func(d reading) error {
		m, err := c.maker(ctx, d, key)
		if err != nil {
			return err
		}
		r, err := c.request(ctx, d, m.Keys, received)
		if err != nil {
			return err
		}
		var made evidence.Made
		err = writeWhole(c.Output, func(w io.Writer) error {
			made, err = m.Write(ctx, w, r)
			return err
		})
		if err != nil {
			return err
		}
		p.printf("%s: cases %d, entries %d, proved against the log of %d entries\n", c.Output, made.Cases, made.Entries, made.Size)
		if n := len(made.Later.WentOn); n > 0 {
			p.printf("%d of them have entries younger than its checkpoint, which are left out\n", n)
		}
		if n := len(made.Later.LeftOut); n > 0 {
			p.printf("cases left out %d: they were filed or erased after its checkpoint; pack them again in a moment\n", n)
		}
		return nil
	})
}

// existingKey reads the signing key; it makes none.
func existingKey(data string) (logKey, error) {
	if name := filepath.Join(data, "keys", "checkpoint.key"); !exists(name) {
		return logKey{}, fmt.Errorf("there is no signing key at %s: packs are made where the log is signed", name)
	}
	return openKey(data, nil)
}

func exists(name string) bool {
	_, err := os.Stat(name)
	return !errors.Is(err, fs.ErrNotExist)
}

func (c *trailPackCommand) maker(ctx context.Context, d reading, key logKey) (evidence.Maker, error) {
	store, err := c.open(ctx, c.Data)
	if err != nil {
		return evidence.Maker{}, fmt.Errorf("open the object store: %w", err)
	}
	keys, err := trail.OpenKeys(key.public, d.StreamRecords(ctx, trail.KeyStream))
	if err != nil {
		return evidence.Maker{}, fmt.Errorf("read the keys of the log: %w", err)
	}
	cal, err := loadedCalendar(ctx, d)
	return evidence.Maker{Source: d, Keys: keys, Signer: key.Signer, Calendar: cal, File: keptIn(store)}, err
}

// keptIn reads files out of a store for packs and case files.
func keptIn(store objectStore) func(ctx context.Context, sha string) (io.ReadCloser, error) {
	return func(ctx context.Context, sha string) (io.ReadCloser, error) {
		r, _, err := objects.Verified(ctx, store, sha)
		if errors.Is(err, objects.ErrNotFound) {
			return nil, evidence.ErrNoFile
		}
		return r, err
	}
}

func (c *trailPackCommand) request(ctx context.Context, d reading, keys *trail.Keys, received workflow.Period) (r evidence.Request, err error) {
	search := workflow.CaseFilter{Scope: workflow.Scope{All: true}, Item: c.Item, Status: c.Status, Text: c.Text, Received: received}
	r.Subject, r.Cases, r.Search = c.subject(), evidence.Cases(ctx, d, search), len(c.Case) == 0
	var least int64 // of the checkpoint that has all that is asked for
	if len(c.Case) > 0 {
		if r.Cases, least, err = c.named(ctx, d); err != nil {
			return r, err
		}
	}
	kept, err := readAll(c.Checkpoint)
	if err != nil {
		return r, err
	}
	for _, b := range kept {
		k, err := trail.OpenCheckpoint(b, keys)
		if err != nil {
			return r, fmt.Errorf("a checkpoint that was kept: %w", err)
		}
		r.GrownFrom = append(r.GrownFrom, k.Size)
		least = max(least, k.Size)
	}
	last, ok, err := d.EvidenceCheckpoint(ctx, least)
	if err != nil {
		return r, err
	}
	if !ok {
		return r, errors.New("the log has no checkpoint yet: let the server run for a moment")
	}
	for _, size := range r.GrownFrom {
		if size > last.Size {
			return r, fmt.Errorf("a checkpoint that was kept is of a log of %d entries, this one has %d: it was rolled back or is another", size, last.Size)
		}
	}
	r.Checkpoint = last.Note
	return r, nil
}

// subject is what the pack was asked for.
func (c *trailPackCommand) subject() string {
	if len(c.Case) > 0 {
		return "case " + strings.Join(c.Case, ", ")
	}
	said := []string{"cases"}
	for _, x := range [][2]string{{"from", c.From}, {"to", c.To}, {"item", c.Item}, {"status", c.Status}, {"q", c.Text}} {
		if x[1] != "" {
			said = append(said, x[0]+"="+x[1])
		}
	}
	return strings.Join(said, " ")
}

// named finds the cases asked for, and the size of a log that has all their entries which are merged.
func (c *trailPackCommand) named(ctx context.Context, d reading) (cases iter.Seq2[workflow.CaseID, error], size int64, err error) {
	var ids []workflow.CaseID
	for _, name := range c.Case {
		s, err := findCase(ctx, d, name)
		if err != nil {
			return nil, 0, fmt.Errorf("%s: %w", name, err)
		}
		ids = append(ids, s.ID)
		last, err := d.StreamEntries(ctx, s.Head.Stream, s.Head.Number, 1)
		if err != nil {
			return nil, 0, fmt.Errorf("%s: %w", name, err)
		}
		for _, e := range last {
			size = max(size, e.Position+1)
		}
	}
	return func(yield func(workflow.CaseID, error) bool) {
		for _, id := range ids {
			if !yield(id, nil) {
				return
			}
		}
	}, size, nil
}

func (c *trailPackCommand) period() (p workflow.Period, err error) {
	if c.From != "" {
		p.From, err = flagDate("from", c.From)
	}
	if c.To != "" && err == nil {
		p.To, err = flagDate("to", c.To)
	}
	if err == nil && p.Backwards() {
		err = misused("--to: the period ends before it begins")
	}
	return p, err
}

// writeWhole writes a file that is there whole or not at all.
func writeWhole(name string, write func(io.Writer) error) (err error) {
	temp, err := os.CreateTemp(filepath.Dir(name), "."+filepath.Base(name)+"-*")
	if err != nil {
		return fmt.Errorf("write %s: %w", name, err)
	}
	defer func() { _ = os.Remove(temp.Name()) }()
	b := bufio.NewWriterSize(temp, 1<<16)
	err = write(b)
	if err = errors.Join(err, b.Flush(), temp.Close()); err != nil {
		return err
	}
	return os.Rename(temp.Name(), name)
}

// verifyPack verifies a pack and ends with 1 when something was found.
func (c *trailVerifyCommand) verifyPack(p *process, key string, witnesses *trail.Witnesses) error {
	kept, err := readAll(c.Checkpoint)
	if err != nil {
		return err
	}
	receipts, err := readAll(c.Receipt)
	if err != nil {
		return err
	}
	f, err := os.Open(c.Evidence)
	if err != nil {
		return err
	}
	defer func() { _ = f.Close() }()
	info, err := f.Stat()
	if err != nil {
		return err
	}
	report, err := evidence.Verify(f, info.Size(), key, kept, receipts)
	if err != nil {
		return err
	}
	var cosigned []trail.Cosignature
	if witnesses != nil && report.Note != nil {
		cosigned, err = witnesses.Check(report.Note)
		if finding := (*trail.Finding)(nil); errors.As(err, &finding) {
			report.Findings = append(report.Findings, *finding)
		}
	}
	return c.tellPack(p, report, cosigned)
}

func (c *trailVerifyCommand) tellPack(p *process, r trail.PackReport, cosigned []trail.Cosignature) error {
	if c.JSON {
		if err := p.printJSON(struct {
			trail.PackReport
			Cosigned []trail.Cosignature `json:"cosigned,omitempty"`
			OK       bool                `json:"ok"`
		}{r, cosigned, r.OK()}); err != nil {
			return err
		}
	} else {
		p.printf("%s: %d entries in %d streams, %d payloads erased, %d files and %d kept no longer, in the log of %d entries\n",
			r.Subject, r.Entries, r.Streams, r.Erased, r.Files, r.Absent, r.Size)
		if r.WentOn+r.LeftOut > 0 {
			p.printf("it says that after its checkpoint cases went on %d, and that left out, since they were filed or erased then, are %d\n", r.WentOn, r.LeftOut)
		}
		for _, w := range cosigned {
			p.printf("cosigned by %s at %s\n", w.Witness, w.At.Format(time.RFC3339))
		}
		for _, f := range r.Findings {
			p.printf("%s\n", describe(f))
		}
		if r.OK() {
			p.printf("nothing is wrong\n")
		}
	}
	if !r.OK() {
		return fmt.Errorf("the pack does not prove what it shows: %s", describe(r.Findings[0]))
	}
	return nil
}
