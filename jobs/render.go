package jobs

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"sync"

	"shenpi/workflow"
)

// Owed lists documents that are owed and not rendered yet.
type Owed interface {
	// OwedDocuments lists those least tried and longest owed first.
	OwedDocuments(ctx context.Context, limit int) ([]workflow.Document, error)
	// DocumentTried counts an attempt that did not succeed, so that a document that never will does not stop the others.
	DocumentTried(ctx context.Context, id workflow.CaseID, seq int, why workflow.Because) error
	// DocumentRefused lays a document aside that cannot be rendered, until an administrator has it retried.
	DocumentRefused(ctx context.Context, id workflow.CaseID, seq int, why workflow.Because) error
}

// Issuer records that a document was issued.
type Issuer interface {
	DocumentIssued(ctx context.Context, in workflow.IssuedDocument) (workflow.Receipt, error)
}

// Files stores a rendered document and gives its SHA-256 and size.
type Files interface {
	PutFile(ctx context.Context, r io.Reader) (sha string, size int64, err error)
}

// ErrNotNow marks an error of a renderer that is not the document's: another try may succeed.
var ErrNotNow = errors.New("not now")

// Renderer makes the bytes of a document from its data.
type Renderer func(d workflow.Document) ([]byte, error)

// renderBatch is how many documents are rendered at once: their entries share one commit.
const renderBatch = 64

// Render renders owed documents and records them as issued. A document rendered twice gives the same bytes, and the
// second record is refused, so a kill between the two steps loses and doubles nothing. One that cannot be rendered is laid
// aside: the same data would fail the same way for ever. One that cannot be stored or recorded now is tried again.
func Render(owed Owed, files Files, render Renderer, issuer Issuer) Job {
	work := rendering{owed, files, render, issuer}
	run := func(ctx context.Context) (bool, error) {
		list, err := owed.OwedDocuments(ctx, renderBatch)
		if err != nil || len(list) == 0 {
			return false, err
		}
		errs := make([]error, len(list))
		var wait sync.WaitGroup
		for i, d := range list {
			wait.Add(1)
			go func() {
				defer wait.Done()
				errs[i] = work.one(ctx, d)
			}()
		}
		wait.Wait()
		err = errors.Join(errs...)
		return err == nil, err
	}
	return Job{Name: "render", Every: every, Run: run}
}

// rendering is what the job works with.
type rendering struct {
	owed   Owed
	files  Files
	render Renderer
	issuer Issuer
}

func (r rendering) one(ctx context.Context, d workflow.Document) error {
	b, err := r.paper(d)
	if err != nil {
		why := because(err)
		err = fmt.Errorf("render document %d of case %s: %w", d.Seq, d.Case, err)
		if !errors.Is(err, ErrNotNow) {
			return errors.Join(err, r.owed.DocumentRefused(ctx, d.Case, d.Seq, why))
		}
	} else {
		err = r.issue(ctx, d, b)
	}
	if err != nil && ctx.Err() == nil {
		err = errors.Join(err, r.owed.DocumentTried(ctx, d.Case, d.Seq, because(err)))
	}
	return err
}

// mostSaid is how much of an error is kept.
const mostSaid = 500

// because is what an error says to an administrator: what a renderer says of itself, else that it is one.
func because(err error) workflow.Because {
	var said interface{ Said() (field, zh, en string) }
	if errors.As(err, &said) {
		field, zh, en := said.Said()
		return workflow.Because{Field: field, Zh: zh, En: en}
	}
	text := []rune(strings.ToValidUTF8(err.Error(), "?"))
	text = text[:min(len(text), mostSaid)]
	return workflow.Because{Zh: "未能制作：" + string(text), En: "It could not be made: " + string(text)}
}

// paper renders a document; a panic is an error like another.
func (r rendering) paper(d workflow.Document) (b []byte, err error) {
	defer func() {
		if v := recover(); v != nil {
			b, err = nil, fmt.Errorf("it panicked: %v", v)
		}
	}()
	return r.render(d)
}

func (r rendering) issue(ctx context.Context, d workflow.Document, b []byte) error {
	sha, size, err := r.files.PutFile(ctx, bytes.NewReader(b))
	if err != nil {
		return fmt.Errorf("store document %d of case %s: %w", d.Seq, d.Case, err)
	}
	_, err = r.issuer.DocumentIssued(ctx, workflow.IssuedDocument{Case: d.Case, Seq: d.Seq, File: sha, Size: size})
	if workflow.Code(err) == "document_issued" {
		return nil
	}
	return err
}
