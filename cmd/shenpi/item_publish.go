package main

import (
	"context"
	"errors"
	"fmt"
	"os"

	"shenpi/policies"
	"shenpi/workflow"
	"shenpi/workflow/item"
)

// publishNote is said in the help of every command that writes.
const publishNote = "\n\nThe server must not be running on the same SQLite data folder."

type itemProposeCommand struct {
	databaseFlags
	formFlags
	File string `arg:"" help:"The definition, YAML."`
	As   string `help:"Id of the person who proposes: an item administrator." required:"" placeholder:"PERSON"`
	JSON bool   `help:"Print JSON."`
}

// Help shows an example.
func (*itemProposeCommand) Help() string {
	return "Example:\n  shenpi item propose items/si-renewal.yaml --as X2 --data ./demo\n\nAnother person then publishes it: shenpi item publish." + publishNote
}

// Run puts the definition before a second person.
func (c *itemProposeCommand) Run(ctx context.Context, p *process) error {
	return withHouse(ctx, p, c.databaseFlags, func(h *house) error {
		source, err := os.ReadFile(c.File)
		if err != nil {
			return fmt.Errorf("read the definition: %w", err)
		}
		in, err := readProposal(c.File, source, c.beside(c.File))
		if found := (item.Findings)(nil); errors.As(err, &found) {
			p.printf("%s\n", found)
			return errSaid
		}
		if err != nil {
			return err
		}
		if err := h.may(ctx, c.As, in.Item.Authority, policies.Create); err != nil {
			return err
		}
		if err := p.unsound(c.File, h.propose(ctx, workflow.Actor{Person: c.As}, in)); err != nil {
			return err
		}
		if c.JSON {
			return p.printJSON(workflow.Publication{Item: in.Item.Item, Version: in.Item.Version, Hash: in.Item.Hash, Authority: in.Item.Authority})
		}
		p.printf("proposed %s version %d, hash %s\n", in.Item.Item, in.Item.Version, in.Item.Hash)
		return nil
	})
}

// unsound prints what is wrong with a definition as item check does.
func (p *process) unsound(file string, err error) error {
	var told *workflow.Error
	if !errors.As(err, &told) || told.Code != "definition_unsound" {
		return err
	}
	for _, f := range told.Fields {
		p.printf("%s:%s: %s\n", file, f.Field, f.En)
	}
	return errSaid
}

// judgeFlags name a proposal and who judges it.
type judgeFlags struct {
	databaseFlags
	Item string `arg:"" help:"The item whose proposal it is."`
	As   string `help:"Id of the person who acts." required:"" placeholder:"PERSON"`
	Hash string `help:"Hash of the definition that was read (default: whatever waits)." placeholder:"SHA256"`
}

// judge does something with the proposal that waits.
func (c judgeFlags) judge(ctx context.Context, p *process, action, reason, done string,
	do func(*workflow.Publisher, context.Context, workflow.Actor, workflow.JudgeInput) (workflow.Receipt, error)) error {
	return withHouse(ctx, p, c.databaseFlags, func(h *house) error {
		o, err := h.openProposal(ctx, c.Item)
		if err != nil {
			return err
		}
		if err := h.may(ctx, c.As, o.Authority, action); err != nil {
			return err
		}
		if c.Hash == "" {
			c.Hash = o.Hash
		}
		_, err = do(h.publisher(), ctx, workflow.Actor{Person: c.As}, workflow.JudgeInput{Item: c.Item, Hash: c.Hash, Reason: reason})
		if err := p.unsound(c.Item, err); err != nil {
			return err
		}
		p.printf("%s %s version %d, hash %s\n", done, o.Item, o.Version, o.Hash)
		return nil
	})
}

type itemPublishCommand struct{ judgeFlags }

// Help shows an example.
func (*itemPublishCommand) Help() string {
	return "Example:\n  shenpi item publish si-renewal --as L1 --data ./demo\n\nThe person is another than the one who proposed it: an item administrator, the legal reviewer or the head of the agency." + publishNote
}

// Run publishes what somebody else proposed.
func (c *itemPublishCommand) Run(ctx context.Context, p *process) error {
	return c.judge(ctx, p, policies.Publish, "", "published", (*workflow.Publisher).Publish)
}

type itemRejectCommand struct {
	judgeFlags
	Reason string `help:"Why; its author reads it." required:"" placeholder:"TEXT"`
}

// Run rejects what somebody else proposed.
func (c *itemRejectCommand) Run(ctx context.Context, p *process) error {
	return c.judge(ctx, p, policies.Publish, c.Reason, "rejected", (*workflow.Publisher).Reject)
}

type itemWithdrawCommand struct{ judgeFlags }

// Run takes one's own proposal back.
func (c *itemWithdrawCommand) Run(ctx context.Context, p *process) error {
	return c.judge(ctx, p, policies.Create, "", "withdrew", (*workflow.Publisher).Withdraw)
}

type itemProposalsCommand struct {
	databaseFlags
	All  bool `help:"Also those that were judged or withdrawn."`
	JSON bool `help:"Print one JSON object a proposal."`
}

// proposed is a proposal as it is printed.
type proposed struct {
	workflow.Publication
	Status     string `json:"status"`
	ProposedAt string `json:"proposed_at"`
	DecidedBy  string `json:"decided_by,omitempty"`
}

// Run lists the proposals.
func (c *itemProposalsCommand) Run(ctx context.Context, p *process) error {
	return withDatabase(ctx, p, c.databaseFlags, func(d reading) error {
		list, err := d.Proposals(ctx, "")
		if err != nil {
			return err
		}
		for _, o := range list {
			if o.Status != workflow.ProposalOpen && !c.All {
				continue
			}
			if c.JSON {
				said := workflow.Publication{Item: o.Item, Version: o.Version, Hash: o.Hash, Authority: o.Authority, Proposal: o.Number,
					ProposedBy: o.ProposedBy, Report: workflow.Proof{Report: o.Report}.Digest()}
				if err := p.printJSON(proposed{said, o.Status, o.ProposedAt.Format("2006-01-02T15:04:05Z"), o.DecidedBy}); err != nil {
					return err
				}
				continue
			}
			p.printf("%s@%d\t%s\t%s\tproposed by %s\n", o.Item, o.Version, o.Status, o.Hash[:12], o.ProposedBy)
		}
		return nil
	})
}

// withHouse opens a database to write to it.
func withHouse(ctx context.Context, p *process, f databaseFlags, do func(*house) error) error {
	h, err := openHouse(ctx, p, f, plan{migrate: f.sqlite()})
	if err != nil {
		return err
	}
	return errors.Join(do(h), h.close())
}
