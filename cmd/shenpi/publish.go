package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"slices"

	"shenpi/policies"
	"shenpi/workflow"
	"shenpi/workflow/item"
	"shenpi/workflow/proof"
)

// publisher joins what publishes versions of items.
func (h *house) publisher() *workflow.Publisher {
	return &workflow.Publisher{Engine: h.engine, Publications: h.db, Prove: h.prove}
}

// prove proves a definition with the calendar as loaded and the people appointed now.
func (h *house) prove(ctx context.Context, it *item.Item) (workflow.Proof, error) {
	people, err := h.db.People(ctx)
	if err != nil {
		return workflow.Proof{}, err
	}
	units, err := h.db.Units(ctx)
	if err != nil {
		return workflow.Proof{}, err
	}
	ids := make([]string, len(people))
	for i, p := range people {
		ids[i] = p.ID // who is disabled holds nothing
	}
	opt := proof.Options{Calendar: h.definitions.Calendar(), People: proof.Staff(it, ids, h.office.RolesIn), Units: []string{}, Roles: roleTitles()}
	for _, u := range units {
		opt.Units = append(opt.Units, u.ID)
	}
	r := proof.Check(it, opt)
	return workflow.Proof{Report: r.Canonical(), Errors: r.Errors()}, nil
}

// readProposal reads a definition with the forms it names.
func readProposal(name string, source []byte, forms fs.FS) (workflow.ProposeInput, error) {
	named := recordingFS{forms, map[string][]byte{}}
	it, err := item.Read(named, name, source)
	return workflow.ProposeInput{Item: it, Files: named.read}, err
}

// propose puts a definition before a second person as the next version of its item.
func (h *house) propose(ctx context.Context, actor workflow.Actor, in workflow.ProposeInput) error {
	latest, err := h.latest(ctx, in.Item.Item)
	if err != nil {
		return err
	}
	in.After = latest.Hash
	_, err = h.publisher().Propose(ctx, actor, in)
	return err
}

// may refuses a person whose roles do not let them do something with the definitions of a unit.
func (h *house) may(ctx context.Context, person, unit, action string) error {
	if _, err := h.db.Person(ctx, person); err != nil {
		return fmt.Errorf("--as %s: %s", person, sentence(err))
	}
	if !h.office.Can(person, unit, policies.KindDefinition, action) {
		return fmt.Errorf("--as %s: none of their roles may do this for %s", person, unit)
	}
	return nil
}

// bootstrap publishes what the program brings with it, at its start: in the names of two persons, and the trail says that
// neither of them pressed a button. What somebody else has proposed meanwhile is left alone.
func (h *house) bootstrap(ctx context.Context, first, second workflow.Actor, name string, source []byte, forms fs.FS) error {
	in, err := readProposal(name, source, forms)
	if err != nil {
		return err
	}
	latest, err := h.latest(ctx, in.Item.Item)
	if err != nil || latest.Version >= in.Item.Version {
		return err
	}
	in.Bootstrap = true
	err = h.propose(ctx, first, in)
	if err != nil && workflow.Code(err) != "proposal_open" { // a start that was cut short has left its proposal
		return fmt.Errorf("propose %s: %w", name, err)
	}
	_, err = h.publisher().Publish(ctx, second, workflow.JudgeInput{Item: in.Item.Item, Hash: in.Item.Hash, Bootstrap: true})
	if workflow.Code(err) == "proposal_other" {
		return nil
	}
	if err != nil {
		return fmt.Errorf("publish %s: %w", name, err)
	}
	return h.definitions.Reload(ctx)
}

// latest is the newest version of an item; version 0 when there is none.
func (h *house) latest(ctx context.Context, key string) (workflow.PublishedItem, error) {
	list, err := h.db.PublishedItems(ctx)
	var latest workflow.PublishedItem
	for _, p := range list {
		if p.Item == key && p.Version > latest.Version {
			latest = p
		}
	}
	return latest, err
}

// openProposal is the one of an item that waits.
func (h *house) openProposal(ctx context.Context, key string) (workflow.Proposal, error) {
	list, err := h.db.Proposals(ctx, key)
	if err != nil {
		return workflow.Proposal{}, err
	}
	if i := slices.IndexFunc(list, func(o workflow.Proposal) bool { return o.Status == workflow.ProposalOpen }); i >= 0 {
		return list[i], nil
	}
	return workflow.Proposal{}, errors.New("no version of " + key + " waits to be judged")
}
