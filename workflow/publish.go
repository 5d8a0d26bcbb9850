package workflow

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strconv"
	"time"
	"unicode/utf8"

	"shenpi/workflow/calendar"
	"shenpi/workflow/item"
	"shenpi/workflow/trail"
)

// Proposal is a version of an item that somebody has put before a second person. Its content never changes.
type Proposal struct {
	Item       string
	Version    int
	Number     int64 // of its entry on the item's stream, which names it
	Hash       string
	Authority  string
	Source     []byte
	Files      map[string][]byte // the forms it names, by path
	Report     []byte            // of its proof, canonical
	ProposedBy string
	ProposedAt time.Time
	Status     string // proposed, published, rejected, withdrawn
	DecidedBy  string
	DecidedAt  time.Time
}

// The statuses of a proposal.
const (
	ProposalOpen      = "proposed"
	ProposalPublished = "published"
	ProposalRejected  = "rejected"
	ProposalWithdrawn = "withdrawn"
)

// Proof is what the prover says of a definition. Report is canonical: the same proof has the same bytes.
type Proof struct {
	Report []byte
	Errors item.Findings // any of them refuses publishing
}

// Digest is the hex SHA-256 over the report.
func (p Proof) Digest() string {
	sum := sha256.Sum256(p.Report)
	return hex.EncodeToString(sum[:])
}

// Publications reads what was proposed and published.
type Publications interface {
	Head(ctx context.Context, stream string) (trail.Head, error)
	PublishedItems(ctx context.Context) ([]PublishedItem, error)
	// Proposals lists those of an item, or of all with an empty one, that stand as named, or anyhow, the newest first.
	Proposals(ctx context.Context, item string, statuses ...string) ([]Proposal, error)
}

// Publisher publishes versions of items with four eyes: one person proposes, another publishes. Everything about an item
// stands on its stream, so that of two who act at once one is told that the other was faster.
type Publisher struct {
	Engine       *Engine
	Publications Publications
	// Prove judges a definition by the people and the calendar of now.
	Prove func(context.Context, *item.Item) (Proof, error)
}

// Publication is what the trail says of a proposal, and of a version published.
type Publication struct {
	Item       string `json:"item"`
	Version    int    `json:"version"`
	Hash       string `json:"hash"`
	Authority  string `json:"authority"`
	Report     string `json:"report,omitempty"`      // hash of the report of its proof
	Proposal   int64  `json:"proposal,omitempty"`    // the entry that proposed it
	ProposedBy string `json:"proposed_by,omitempty"` // of a version published
	Bootstrap  bool   `json:"bootstrap,omitempty"`   // the program itself did it at its start, in the names of both persons
}

// ProposeInput is a version to be put before somebody else.
type ProposeInput struct {
	Key   *Key
	Item  *item.Item // compiled, with its source
	Files map[string][]byte
	// After is the hash of the latest version its author knew; empty for a new item, "*" for whatever version there is.
	After     string
	Bootstrap bool
}

// JudgeInput names the open proposal of an item.
type JudgeInput struct {
	Key       *Key
	Item      string
	Hash      string // of the definition seen; what is published is what was read
	Reason    string
	Bootstrap bool
}

// ItemStream is the stream on which everything about an item stands.
func ItemStream(key string) string { return "item/" + key }

// Propose stores a version, its findings and the report of its proof, and asks for a second pair of eyes.
func (p *Publisher) Propose(ctx context.Context, actor Actor, in ProposeInput) (Receipt, error) {
	s, err := p.stand(ctx, in.Item.Item)
	if err != nil {
		return Receipt{}, err
	}
	proof, err := p.prove(ctx, in.Item)
	if err != nil {
		return Receipt{}, err
	}
	row := Proposal{
		Item: in.Item.Item, Version: in.Item.Version, Number: s.head.Number + 1, Hash: in.Item.Hash, Authority: in.Item.Authority,
		Source: in.Item.Source, Files: in.Files, Report: proof.Report, ProposedBy: actor.Person, ProposedAt: s.now, Status: ProposalOpen,
	}
	return p.record(ctx, actor, s, in.Key, "proposed", in.Item.Authority, AdminInput{
		Facts: Publication{Item: row.Item, Version: row.Version, Hash: row.Hash, Authority: row.Authority, Report: proof.Digest(), Bootstrap: in.Bootstrap},
		Rows:  []any{row},
	}, func() error {
		isNew := in.After == "" && s.latest.Version == 0
		isNext := s.latest.Version > 0 && (in.After == s.latest.Hash || in.After == "*")
		if !isNew && !isNext {
			return at(refuse(Stale, "stale"), "If-Match")
		}
		if o := s.open(); o != nil {
			e := refuse(Conflict, "proposal_open", strconv.Itoa(o.Version))
			e.Who, e.At = o.ProposedBy, o.ProposedAt
			return e
		}
		return s.publishable(in.Item, proof)
	})
}

// Publish publishes the open proposal of an item. The person is another than the one who proposed it, and the version is
// proved again: people and calendar may have changed since.
func (p *Publisher) Publish(ctx context.Context, actor Actor, in JudgeInput) (Receipt, error) {
	s, err := p.stand(ctx, in.Item)
	if err != nil {
		return Receipt{}, err
	}
	o := s.judged()
	it, err := o.Compile()
	if err != nil {
		return Receipt{}, err
	}
	var proof Proof
	if it != nil {
		if proof, err = p.prove(ctx, it); err != nil {
			return Receipt{}, err
		}
	}
	row := PublishedItem{Item: o.Item, Version: o.Version, Hash: o.Hash, Source: o.Source, Files: o.Files, PublishedAt: s.now, PublishedBy: actor.Person}
	return p.record(ctx, actor, s, in.Key, "published", o.Authority, AdminInput{
		Facts: Publication{Item: o.Item, Version: o.Version, Hash: o.Hash, Authority: o.Authority, Report: proof.Digest(),
			Proposal: o.Number, ProposedBy: o.ProposedBy, Bootstrap: in.Bootstrap},
		Rows: []any{row, o.decided(ProposalPublished, actor, s.now)},
	}, func() error {
		if err := s.judgeable(actor, in.Hash); err != nil {
			return err
		}
		return s.publishable(it, proof)
	})
}

// Reject refuses the open proposal of an item, with a reason its author can read.
func (p *Publisher) Reject(ctx context.Context, actor Actor, in JudgeInput) (Receipt, error) {
	return p.close(ctx, actor, in, ProposalRejected, func(s *standing) error {
		if err := s.judgeable(actor, in.Hash); err != nil {
			return err
		}
		switch {
		case in.Reason == "":
			return at(refuse(Invalid, "reason"), "/reason")
		case utf8.RuneCountInString(in.Reason) > 4000:
			return at(refuse(Invalid, "opinion_long"), "/reason")
		}
		return nil
	})
}

// Withdraw takes the open proposal of an item back; only its author may.
func (p *Publisher) Withdraw(ctx context.Context, actor Actor, in JudgeInput) (Receipt, error) {
	return p.close(ctx, actor, in, ProposalWithdrawn, func(s *standing) error {
		if err := s.stillOpen(in.Hash); err != nil {
			return err
		}
		if o := s.open(); o.ProposedBy != actor.Person {
			e := refuse(Forbidden, "not_proposer")
			e.Who = o.ProposedBy
			return e
		}
		return nil
	})
}

// close ends the open proposal without publishing it.
func (p *Publisher) close(ctx context.Context, actor Actor, in JudgeInput, status string, check func(*standing) error) (Receipt, error) {
	s, err := p.stand(ctx, in.Item)
	if err != nil {
		return Receipt{}, err
	}
	o := s.judged()
	return p.record(ctx, actor, s, in.Key, status, o.Authority, AdminInput{
		Facts:   Publication{Item: o.Item, Version: o.Version, Hash: o.Hash, Authority: o.Authority, Proposal: o.Number},
		Rows:    []any{o.decided(status, actor, s.now)},
		Payload: opinion{Reason: in.Reason},
	}, func() error { return check(s) })
}

// WhyNotPublish says why somebody cannot publish a proposal by being who they are; nil when they can.
func WhyNotPublish(actor Actor, o Proposal) *Error {
	if o.Status != ProposalOpen {
		e := refuse(Conflict, "proposal_closed")
		e.Who, e.At = o.DecidedBy, o.DecidedAt
		return e
	}
	if o.ProposedBy == actor.Person {
		e := refuse(Forbidden, "four_eyes")
		e.Who = o.ProposedBy
		return e
	}
	return nil
}

// standing is what is known of an item when somebody acts on it.
type standing struct {
	now       time.Time
	head      trail.Head
	latest    PublishedItem
	versions  []Version
	proposals []Proposal
}

// stand reads how an item stands. What is written is written only if nothing was added to its stream meanwhile.
func (p *Publisher) stand(ctx context.Context, key string) (*standing, error) {
	s := &standing{now: p.Engine.now()}
	var err error
	if s.head, err = p.Publications.Head(ctx, ItemStream(key)); err != nil {
		return nil, fmt.Errorf("read the stream of item %s: %w", key, err)
	}
	list, err := p.Publications.PublishedItems(ctx)
	if err != nil {
		return nil, fmt.Errorf("list the published items: %w", err)
	}
	for _, x := range list {
		if x.Item != key {
			continue
		}
		it, err := p.Engine.Items.Item(x.Item, x.Version)
		if err != nil {
			return nil, fmt.Errorf("read version %d of item %s: %w", x.Version, x.Item, err)
		}
		s.versions = append(s.versions, Version{Item: it, Closed: x.Open != ""})
		if x.Version > s.latest.Version {
			s.latest = x
		}
	}
	if s.proposals, err = p.Publications.Proposals(ctx, key); err != nil {
		return nil, fmt.Errorf("list the proposals of item %s: %w", key, err)
	}
	return s, nil
}

// open is the proposal that waits; nil when none does.
func (s *standing) open() *Proposal {
	if i := slices.IndexFunc(s.proposals, func(o Proposal) bool { return o.Status == ProposalOpen }); i >= 0 {
		return &s.proposals[i]
	}
	return nil
}

// judged is the open proposal, else the last one: a request repeated by its key is still about that one.
func (s *standing) judged() Proposal {
	switch o := s.open(); {
	case o != nil:
		return *o
	case len(s.proposals) > 0:
		return s.proposals[0]
	}
	return Proposal{}
}

// stillOpen: a proposal waits, and it is the one that was seen.
func (s *standing) stillOpen(hash string) error {
	o := s.open()
	switch {
	case o == nil && len(s.proposals) == 0:
		return refuse(NotFound, "proposal_not_found")
	case o == nil:
		return WhyNotPublish(Actor{}, s.proposals[0])
	case hash != o.Hash:
		return at(refuse(Stale, "proposal_other"), "/hash")
	}
	return nil
}

// judgeable: the proposal is there and the actor is a second person.
func (s *standing) judgeable(actor Actor, hash string) error {
	if err := s.stillOpen(hash); err != nil {
		return err
	}
	if why := WhyNotPublish(actor, *s.open()); why != nil {
		return why
	}
	return nil
}

// publishable: it is the next version, it follows on, and nothing found refuses it.
func (s *standing) publishable(it *item.Item, proof Proof) error {
	if next := s.latest.Version + 1; it.Version != next {
		return at(refuse(Conflict, "version_not_next", strconv.Itoa(next)), "version")
	}
	if err := FollowsOn(s.versions, it, calendar.DateOf(s.now)); err != nil {
		return err
	}
	if len(proof.Errors) > 0 {
		return Unsound(proof.Errors)
	}
	return nil
}

// Unsound refuses a definition with every finding, each at its line:column.
func Unsound(findings item.Findings) *Error {
	e := refuse(Invalid, "definition_unsound")
	for _, f := range findings {
		e.Fields = append(e.Fields, item.FieldError{Field: fmt.Sprintf("%d:%d", f.Pos.Line, f.Pos.Column), Code: f.Code, Zh: f.Zh, En: f.En})
	}
	return e
}

// prove gives what the prover says now.
func (p *Publisher) prove(ctx context.Context, it *item.Item) (Proof, error) {
	proof, err := p.Prove(ctx, it)
	if err != nil {
		return Proof{}, fmt.Errorf("prove version %d of item %s: %w", it.Version, it.Item, err)
	}
	return proof, nil
}

// record writes one entry on the item's stream, if nothing was added to it since it was looked at.
func (p *Publisher) record(ctx context.Context, actor Actor, s *standing, key *Key, kind, authority string, in AdminInput, check func() error) (Receipt, error) {
	said, _ := in.Facts.(Publication)
	in.Key, in.Kind, in.Stream, in.Role = key, kind, ItemStream(said.Item), p.role(actor, authority, kind)
	in.Check = func(head trail.Head) error {
		if head.Number != s.head.Number {
			return refuse(Stale, "stale")
		}
		return check()
	}
	return p.Engine.Administer(ctx, actor, in)
}

// publishing are the roles that may hold a proposal against the law, in the order in which an act is said to rest on them.
var publishing = []string{"legal", "agency-head", "item-admin"}

// role is the role an act rests on; that the actor may act at all is asked before, of the policy.
func (p *Publisher) role(actor Actor, authority, kind string) string {
	for _, role := range publishing {
		if (kind == ProposalPublished || kind == ProposalRejected || role == "item-admin") && p.Engine.Office.Holds(actor.Person, role, authority) {
			return role
		}
	}
	return ""
}

func (o Proposal) decided(status string, by Actor, at time.Time) Proposal {
	o.Status, o.DecidedBy, o.DecidedAt = status, by.Person, at
	return o
}

// Compile reads a proposal as it was proposed; nil for none.
func (o Proposal) Compile() (*item.Item, error) {
	if o.Item == "" {
		return nil, nil
	}
	it, err := item.Read(item.Files(o.Files), fmt.Sprintf("%s@%d.yaml", o.Item, o.Version), o.Source)
	if err != nil {
		return nil, fmt.Errorf("read proposal %d of item %s: %w", o.Number, o.Item, err)
	}
	if it.Hash != o.Hash {
		return nil, fmt.Errorf("proposal %d of item %s is not what was proposed: its hash is %s, not %s", o.Number, o.Item, it.Hash, o.Hash)
	}
	return it, nil
}
