package handlers

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"shenpi/workflow"
	"shenpi/workflow/item"
	"shenpi/workflow/proof"
)

// ProposalRow is a version of an item that waits, or waited, for a second person.
type ProposalRow struct {
	Item       string    `json:"item"`
	Version    int       `json:"version"`
	Hash       string    `json:"hash"`
	Title      item.Text `json:"title"`
	Authority  string    `json:"authority"`
	From       string    `json:"from" format:"date" doc:"The day it would take over"`
	To         string    `json:"to,omitempty" doc:"Its last day"`
	Status     string    `json:"status" enum:"proposed,published,rejected,withdrawn"`
	Entry      int64     `json:"entry" doc:"Of the item's stream"`
	ProposedAt Instant   `json:"proposed_at"`
	ProposedBy *Somebody `json:"proposed_by,omitempty"`
	DecidedAt  Instant   `json:"decided_at,omitzero"`
	DecidedBy  *Somebody `json:"decided_by,omitempty"`
	Reason     string    `json:"reason,omitempty" doc:"Why it was rejected; told of one proposal, not in lists"`
	Report     string    `json:"report_hash" doc:"SHA-256 of the report of its proof"`
	WhyNot     *WhyNot   `json:"why_not,omitempty" doc:"Why the caller cannot publish it"`
}

// Proposal is one with everything its judge has to see.
type Proposal struct {
	ProposalRow
	Source     string             `json:"source" doc:"The definition, YAML"`
	Proof      json.RawMessage    `json:"proof" doc:"The report of its proof, as it was hashed"`
	Check      DefinitionCheck    `json:"check" doc:"The same report, in the shape of a check"`
	Against    int                `json:"against" doc:"The latest published version; 0 when there is none"`
	Changes    []DefinitionChange `json:"changes" doc:"What it says otherwise than that one"`
	Publishers []Somebody         `json:"publishers" doc:"Who could publish it"`
}

type proposalListInput struct {
	All  bool   `query:"all" doc:"Also those that were judged or withdrawn"`
	Item string `query:"item" maxLength:"64" doc:"Only those of this item"`
}

type proposalListOutput struct {
	Body struct {
		Rows []ProposalRow `json:"rows"`
	}
}

// ProposalInput names the item of the path.
type ProposalInput struct {
	Item string `path:"item" maxLength:"64"`
}

type oneProposalInput struct {
	ProposalInput
	Entry int64 `query:"entry" minimum:"1" doc:"One of before, by its entry; without it the open one, else the last"`
}

type proposalOutput struct {
	ETag string `header:"ETag"`
	Body Proposal
}

type judgeInput struct {
	ProposalInput
	Body struct {
		Hash   string `json:"hash" maxLength:"64" doc:"Of the proposal that was seen"`
		Reason string `json:"reason,omitempty" maxLength:"4000"`
	}
}

func (s *Server) proposalRoutes() {
	const at = prefix + "/proposals"
	declare(s, endpoint{id: "list-proposals", method: http.MethodGet, path: at, summary: "Versions that wait for a second person", tag: "administration",
		guards: []guard{s.mayList("definition", "list")}}, s.listProposals)
	s.raw(endpoint{
		id: "propose-definition", method: http.MethodPost, path: at, tag: "administration",
		summary: "Propose the next version of an item; If-Match names the ETag of the latest one, If-None-Match: * begins a new item",
		keyed:   true, guards: []guard{s.mayList("definition", "create")}, change: s.takesYAML(http.StatusCreated, Done{}),
	}, s.propose)
	declare(s, endpoint{id: "proposal", method: http.MethodGet, path: at + "/{item}", summary: "The proposal of an item: its text, its proof, what it changes", tag: "administration",
		guards: []guard{s.proposalVisible}}, s.proposal)
	judge := func(id, below, summary, action string) endpoint {
		return endpoint{id: id, method: http.MethodPost, path: at + "/{item}/" + below, summary: summary, tag: "administration", keyed: true,
			guards: []guard{s.proposalVisible, s.onProposal(action)}}
	}
	declare(s, judge("publish-definition", "publish", "Publish a proposal of somebody else", "publish"), s.judge((*workflow.Publisher).Publish))
	declare(s, judge("reject-proposal", "reject", "Reject a proposal of somebody else, with the reason", "publish"), s.judge((*workflow.Publisher).Reject))
	declare(s, judge("withdraw-proposal", "withdraw", "Take one's own proposal back", "create"), s.judge((*workflow.Publisher).Withdraw))
}

func (s *Server) listProposals(c *call, in *proposalListInput) (*proposalListOutput, error) {
	statuses := []string{workflow.ProposalOpen}
	if in.All {
		statuses = nil
	}
	list, err := s.Publisher.Publications.Proposals(c, in.Item, statuses...)
	if err != nil {
		return nil, err
	}
	scope := s.scope(c, "definition", "list")
	out := &proposalListOutput{}
	out.Body.Rows = []ProposalRow{}
	n := s.names(c)
	for _, o := range list {
		if !within(scope, o.Authority) {
			continue
		}
		row, _, err := s.proposalRow(c, n, o)
		if err != nil {
			return nil, err
		}
		out.Body.Rows = append(out.Body.Rows, row)
	}
	return out, nil
}

func (s *Server) proposalRow(c *call, n *names, o workflow.Proposal) (ProposalRow, *item.Item, error) {
	it, err := s.proposed(o)
	if err != nil {
		return ProposalRow{}, nil, doing("read a proposal", err)
	}
	row := ProposalRow{
		Item: o.Item, Version: o.Version, Hash: o.Hash, Title: it.Title, Authority: o.Authority, From: it.Effective.From, To: it.Effective.To,
		Status: o.Status, Entry: o.Number, ProposedAt: Instant{o.ProposedAt}, ProposedBy: n.somebody(o.ProposedBy), DecidedAt: Instant{o.DecidedAt},
		DecidedBy: n.somebody(o.DecidedBy), Report: workflow.Proof{Report: o.Report}.Digest(),
	}
	switch why := workflow.WhyNotPublish(c.actor(), o); {
	case !within(s.scope(c, "definition", "publish"), o.Authority):
		p := forbidden()
		row.WhyNot = &WhyNot{Code: p.Code, Zh: p.DetailZh, En: p.DetailEn, Nodes: []string{}}
	case why != nil:
		row.WhyNot = whyNot(c, why)
	}
	return row, it, nil
}

// proposed is the definition of a proposal: one that was published is there already, and is not compiled again for a list.
func (s *Server) proposed(o workflow.Proposal) (*item.Item, error) {
	if o.Status == workflow.ProposalPublished {
		if it, err := s.Engine.Items.Item(o.Item, o.Version); err == nil && it.Hash == o.Hash {
			return it, nil
		}
	}
	return o.Compile()
}

// proposalVisible finds the open proposal of an item, else its last one.
func (s *Server) proposalVisible(c *call) error {
	list, err := s.Publisher.Publications.Proposals(c, c.param("item"))
	if err != nil {
		return doing("list the proposals of an item", err)
	}
	at := max(0, slices.IndexFunc(list, func(o workflow.Proposal) bool { return o.Status == workflow.ProposalOpen }))
	if len(list) == 0 || !within(s.scope(c, "definition", "read"), list[at].Authority) {
		return noProposal()
	}
	c.proposal = &list[at]
	return nil
}

// proposalAsked finds the proposal that is asked for by its entry, else the one that proposalVisible does.
func (s *Server) proposalAsked(c *call, o workflow.Proposal, entry int64) (workflow.Proposal, error) {
	if entry == 0 || entry == o.Number {
		return o, nil
	}
	list, err := s.Publisher.Publications.Proposals(c, o.Item)
	if err != nil {
		return o, doing("list the proposals of an item", err)
	}
	at := slices.IndexFunc(list, func(p workflow.Proposal) bool { return p.Number == entry })
	if at < 0 || !within(s.scope(c, "definition", "read"), list[at].Authority) {
		return o, noProposal()
	}
	return list[at], nil
}

func noProposal() error {
	return refuse(http.StatusNotFound, "proposal_not_found", "该事项没有提出的版本。", "No version of this item has been proposed.")
}

func (s *Server) onProposal(action string) guard {
	return func(c *call) error {
		if !within(s.scope(c, "definition", action), c.proposal.Authority) {
			return forbidden()
		}
		return nil
	}
}

func (s *Server) proposal(c *call, in *oneProposalInput) (*proposalOutput, error) {
	o, err := s.proposalAsked(c, *c.proposal, in.Entry)
	if err != nil {
		return nil, err
	}
	row, it, err := s.proposalRow(c, s.names(c), o)
	if err != nil {
		return nil, err
	}
	if row.Reason, err = s.reasonOf(c, o); err != nil {
		return nil, err
	}
	out := &proposalOutput{ETag: etag(o.Hash), Body: Proposal{ProposalRow: row, Source: string(o.Source), Proof: o.Report, Changes: []DefinitionChange{}}}
	if out.Body.Check, err = s.checkOfProposal(c, o, it); err != nil {
		return nil, err
	}
	out.Body.Publishers = s.publishers(c, o)
	latest, err := s.latestOf(c, o.Item)
	if err != nil || latest.Version == 0 {
		return out, err
	}
	old, err := s.Engine.Items.Item(o.Item, latest.Version)
	if err != nil {
		return nil, doing("read a definition", err)
	}
	out.Body.Against, out.Body.Changes = latest.Version, changesOf(old, it)
	return out, nil
}

// checkOfProposal reads the report that was stored with a proposal.
func (s *Server) checkOfProposal(c *call, o workflow.Proposal, it *item.Item) (check DefinitionCheck, err error) {
	var report proof.Report
	if err := json.Unmarshal(o.Report, &report); err != nil {
		return check, doing("read the proof of a proposal", err)
	}
	check = s.checkOf(&report, s.names(c))
	return check, s.shown(&check, it)
}

// publishers are those whom a permission on it and their being another person than its author let publish a proposal.
func (s *Server) publishers(c *call, o workflow.Proposal) []Somebody {
	var able []string
	for _, id := range s.Authorizer.Appointed() {
		if workflow.WhyNotPublish(workflow.Actor{Person: id}, o) == nil && s.Authorizer.Reach(id, o.Authority, "definition", "publish") == Whole {
			able = append(able, id)
		}
	}
	return s.names(c).all(able)
}

// reasonOf finds why a proposal was rejected: its judge wrote it on the item's stream.
func (s *Server) reasonOf(c *call, o workflow.Proposal) (string, error) {
	if o.Status != workflow.ProposalRejected {
		return "", nil
	}
	entries, err := s.Entries.StreamEntries(c, workflow.ItemStream(o.Item), o.Number+1, 1) // nothing comes between a proposal and its judgment
	if err != nil || len(entries) == 0 || entries[0].Payload == nil {
		return "", doing("read why a proposal was rejected", err)
	}
	var said struct {
		Reason string `json:"reason"`
	}
	return said.Reason, doing("read why a proposal was rejected", json.Unmarshal(entries[0].Payload.Body, &said))
}

func (s *Server) propose(c *call) error {
	src, err := s.source(c)
	if err != nil {
		return err
	}
	it, files, findings, err := s.compile(c, src)
	if err != nil {
		return doing("read a definition", err)
	}
	if it == nil {
		return workflow.Unsound(findings)
	}
	if !within(s.scope(c, "definition", "create"), it.Authority) {
		return forbidden()
	}
	key, err := c.keyOf(string(src))
	if err != nil {
		return err
	}
	after, err := c.after()
	if err != nil {
		return err
	}
	r, err := s.Publisher.Propose(c, c.actor(), workflow.ProposeInput{Key: key, Item: it, Files: files, After: after})
	if err != nil {
		return err
	}
	done, err := s.done(r)
	if err != nil {
		return err
	}
	if r.Replayed {
		c.gin.Header(replayHeader, "true")
	}
	c.gin.Header("ETag", etag(it.Hash))
	c.gin.Header("Location", fmt.Sprintf("%s/proposals/%s", prefix, it.Item))
	c.gin.JSON(http.StatusCreated, done)
	return nil
}

// after is the hash of the latest version the author knew; empty for a new item.
func (c *call) after() (string, error) {
	if c.gin.GetHeader("If-None-Match") == "*" {
		return "", nil
	}
	match, err := c.ifMatch()
	return strings.Trim(match, `"`), err
}

// judgment is what is done with a proposal.
type judgment func(*workflow.Publisher, context.Context, workflow.Actor, workflow.JudgeInput) (workflow.Receipt, error)

func (s *Server) judge(do judgment) func(*call, *judgeInput) (*doneOutput, error) {
	return func(c *call, in *judgeInput) (*doneOutput, error) {
		key, err := c.keyOf(in.Body)
		if err != nil {
			return nil, err
		}
		r, err := do(s.Publisher, c, c.actor(), workflow.JudgeInput{Key: key, Item: in.Item, Hash: in.Body.Hash, Reason: in.Body.Reason})
		if err != nil {
			return nil, err
		}
		if err := s.Definitions.Reload(c); err != nil {
			return nil, doing("take over the definition", err)
		}
		return s.answer(r, nil)
	}
}
