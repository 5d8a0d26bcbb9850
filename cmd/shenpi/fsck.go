package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"shenpi/storage/db"
	"shenpi/storage/objects"
	"shenpi/workflow"
	"shenpi/workflow/trail"
)

type fsckCommand struct {
	databaseFlags
	objectFlags
	SkipFiles bool `help:"Do not read the files."`
	JSON      bool `help:"Print one JSON object for each problem and one at the end."`
}

// Help shows an example.
func (*fsckCommand) Help() string {
	return `Example:
  shenpi fsck --data /var/lib/shenpi

Checks the tables against each other, verifies the entries of every case, rebuilds it from them and compares it with what is
stored, and reads every file that is named and compares its hash. Verify the log as a whole with: shenpi trail verify.`
}

// checkup is the end of a check as printed.
type checkup struct {
	Cases    int `json:"cases"`
	Files    int `json:"files"`
	Problems int `json:"problems"`
}

// Run checks and ends with 1 when there was a problem.
func (c *fsckCommand) Run(ctx context.Context, p *process) error {
	var sum checkup
	err := withDatabase(ctx, p, c.databaseFlags, func(d reading) error {
		say := once(func(x db.Problem) error {
			sum.Problems++
			if c.JSON {
				return p.printJSON(map[string]string{"code": x.Code, "subject": x.Subject, "detail": x.Detail})
			}
			p.printf("%s\n", x)
			return nil
		})
		problems, err := d.Fsck(ctx)
		if err != nil {
			return err
		}
		for _, x := range problems {
			if err := say(x); err != nil {
				return err
			}
		}
		if sum.Cases, err = rebuildAll(ctx, d, say); err != nil {
			return err
		}
		if !c.SkipFiles {
			sum.Files, err = c.readFiles(ctx, d, say)
		}
		return err
	})
	if err != nil {
		return err
	}
	if c.JSON {
		err = p.printJSON(sum)
	} else {
		p.printf("%d cases, %d files, %d problems\n", sum.Cases, sum.Files, sum.Problems)
	}
	if err == nil && sum.Problems > 0 {
		return errSaid
	}
	return err
}

// once says of a thing only once what is wrong with it: the tables may tell what the entries tell too, such as that a payload is
// gone which nothing erased.
func once(say func(db.Problem) error) func(db.Problem) error {
	type what struct{ code, subject string }
	said := map[what]bool{}
	return func(x db.Problem) error {
		w := what{x.Code, x.Subject}
		if said[w] {
			return nil
		}
		said[w] = true
		return say(x)
	}
}

// rebuildAll rebuilds every case from the facts of its entries and compares it with what is stored, byte for byte.
func rebuildAll(ctx context.Context, d reading, say func(db.Problem) error) (cases int, err error) {
	filter := workflow.CaseFilter{Scope: workflow.Scope{All: true}, Limit: 200}
	for {
		page, err := d.Cases(ctx, filter)
		if err != nil {
			return cases, err
		}
		for _, row := range page.Rows {
			cases++
			if err := rebuildOne(ctx, d, row.ID, say); err != nil {
				return cases, err
			}
		}
		if filter.Cursor = page.Next; page.Next == "" {
			return cases, nil
		}
	}
}

func rebuildOne(ctx context.Context, d reading, id workflow.CaseID, say func(db.Problem) error) error {
	stored, err := d.Case(ctx, id)
	if err != nil {
		return say(db.Problem{Code: "case_unreadable", Subject: string(id), Detail: sentence(err)})
	}
	entries, err := entriesOf(ctx, d, "case/"+string(id))
	if f := (*trail.Finding)(nil); errors.As(err, &f) {
		return say(db.Problem{Code: string(f.Code), Subject: fmt.Sprintf("case/%s %d", id, f.Number), Detail: f.EN})
	}
	if err != nil {
		return err
	}
	if known := stored.State.Head.Number; int64(len(entries)) > known {
		entries = entries[:known] // the others were recorded since the case was read
	}
	rebuilt, err := workflow.Rebuild(entries)
	if err != nil {
		return say(db.Problem{Code: "state_unbuildable", Subject: string(id), Detail: err.Error()})
	}
	want, err := json.Marshal(rebuilt)
	if err != nil {
		return err
	}
	got, err := json.Marshal(stored.State)
	if err != nil {
		return err
	}
	if !bytes.Equal(want, got) {
		return say(db.Problem{Code: "state_differs", Subject: string(id), Detail: "the stored state is not what its entries say"})
	}
	return nil
}

// entriesOf reads a stream that verifies; what does not is a *trail.Finding.
func entriesOf(ctx context.Context, d reading, stream string) (entries []trail.Entry, err error) {
	_, err = trail.VerifyStream(stream, func(yield func(trail.Record, error) bool) {
		for r, err := range d.StreamRecords(ctx, stream) {
			if !yield(r, err) || err != nil {
				return
			}
			if e, err := trail.Open(r.Entry); err == nil { // it was found good
				entries = append(entries, e)
			}
		}
	})
	return entries, err
}

// readFiles reads every file the database names; the store gives an error where the bytes are not what was put.
func (c *fsckCommand) readFiles(ctx context.Context, d reading, say func(db.Problem) error) (files int, err error) {
	store, err := c.open(ctx, c.Data)
	if err != nil {
		return 0, fmt.Errorf("open the object store: %w", err)
	}
	err = d.EachObject(ctx, func(o db.Object) error {
		r, size, err := store.Open(ctx, o.SHA256)
		if !o.Named && errors.Is(err, objects.ErrNotFound) {
			return nil // an upload that was broken off after its row was written
		}
		files++
		if err != nil {
			return say(db.Problem{Code: "file_missing", Subject: o.SHA256, Detail: err.Error()})
		}
		_, err = io.Copy(io.Discard, r)
		if err = errors.Join(err, r.Close()); err != nil {
			return say(db.Problem{Code: "file_altered", Subject: o.SHA256, Detail: err.Error()})
		}
		if size != o.Size {
			return say(db.Problem{Code: "file_size", Subject: o.SHA256, Detail: fmt.Sprintf("it has %d bytes, the database says %d", size, o.Size)})
		}
		return nil
	})
	return files, err
}
