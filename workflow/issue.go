package workflow

import (
	"context"

	"shenpi/workflow/flow"
	"shenpi/workflow/item"
)

// Issue puts the certificate of a granted case into the register.
func (e *Engine) Issue(ctx context.Context, actor Actor, in TaskInput) (Receipt, error) {
	return e.run(ctx, Write{Case: in.Case, Key: in.Key}, actor, func(c *command) error {
		a := act{visit: in.Visit}
		if err := c.check(issueGuards, a); err != nil {
			return err
		}
		v := c.state.openVisit(in.Visit)
		h := c.hand(a)
		changes, err := flow.IssueFor(c.item, &c.state.Position, in.Visit, h, c)
		if err != nil {
			return c.moved(err)
		}
		f := Facts{Act: &Act{Visit: in.Visit, Node: v.Node}}
		c.inPlace(&f, h, c.item.Place(v.Node))
		if err := c.move(&f, c.now, changes); err != nil {
			return err
		}
		if c.state.Certificate != nil {
			cert := *c.state.Certificate
			cert.Issued = true
			if cert.Place, err = c.place(); err != nil {
				return err
			}
			f.Certificate = &cert
			if err := c.register(&f, c.now); err != nil {
				return err
			}
		}
		if d := c.item.Document(certificateDocument); d != nil {
			if err := c.owe(&f, c.now, owing{document: d.ID, visit: in.Visit}); err != nil {
				return err
			}
		}
		return c.record("certificate_issued", c.now, c.trailActorOf(postAt(c.item.Place(v.Node))), f, nil)
	})
}

var issueGuards = []guard{guardRunning, guardSuspended, guardOpen, guardIssue, guardRole, guardAside, guardMandate, guardNotWho, guardHosting, guardMake, guardFollows}

func guardMake(c *command, a act) *Error {
	_, err := flow.IssueFor(c.item, &c.state.Position, a.visit, c.hand(a), c.chooser())
	return c.moveError(err)
}

// guardFollows: the certificate that the new one follows has no other successor.
func guardFollows(c *command, _ act) *Error {
	if c.item.Certificate == nil || c.state.Certificate == nil {
		return nil
	}
	act := c.granting(nil)
	old, _, err := c.certificateOf(act)
	if err != nil {
		return c.unread(err)
	}
	return old.frees(act, c.state.Certificate.Number)
}

func guardIssue(c *command, a act) *Error {
	if c.item.Place(c.state.openVisit(a.visit).Node).Kind != item.Issue {
		return refuse(Invalid, "decision_unknown", "issue")
	}
	return nil
}

// IssuedDocument is a rendered document.
type IssuedDocument struct {
	Case CaseID
	Seq  int
	File string // SHA-256
	Size int64
}

// DocumentIssued records that an owed document was rendered: from this entry on it counts as served. It may be called
// again for the same document and then answers Conflict `document_issued`.
func (e *Engine) DocumentIssued(ctx context.Context, in IssuedDocument) (Receipt, error) {
	return e.run(ctx, Write{Case: in.Case}, system, func(c *command) error {
		if in.Seq < 1 || in.Seq > len(c.state.Documents) {
			return refuse(NotFound, "document_unknown")
		}
		d := c.state.Documents[in.Seq-1]
		if !d.IssuedAt.IsZero() {
			return refuse(Conflict, "document_issued")
		}
		f := Facts{Issued: &IssuedFact{Seq: in.Seq, File: in.File, Size: in.Size}}
		c.served(&f, c.now, d)
		if err := c.record("document_issued", c.now, c.trailActor(""), f, nil); err != nil {
			return err
		}
		c.tx.Out.PutDocuments = append(c.tx.Out.PutDocuments, issuedRow(c.state.ID, c.state.Documents[in.Seq-1], in.Size))
		c.issuedPaper(in.Seq)
		c.tell("document_issued", in.Seq, words{"document": c.documentTitle(d.Type)})
		return nil
	})
}

func issuedRow(id CaseID, d DocumentFact, size int64) Document {
	return Document{Case: id, Seq: d.Seq, Type: d.Type, Number: d.Number, Visit: d.Visit, DataHash: d.Data,
		OwedAt: d.OwedAt, IssuedAt: d.IssuedAt, File: d.File, Size: size}
}

// documentTitle is what the item calls a document.
func (c *command) documentTitle(typ string) item.Text { return documentTitle(c.item, typ) }

func documentTitle(it *item.Item, typ string) item.Text {
	if spec := it.Document(typ); spec != nil {
		return it.TitleOf(spec)
	}
	return same(typ)
}
