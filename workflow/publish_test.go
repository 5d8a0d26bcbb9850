package workflow_test

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"shenpi/workflow"
	"shenpi/workflow/calendar"
	"shenpi/workflow/item"
	"shenpi/workflow/memory"
	"shenpi/workflow/trail"
)

// shopWindow reads items as they were published.
type shopWindow struct{ *memory.Store }

func (s shopWindow) Item(key string, version int) (*item.Item, error) {
	list, err := s.PublishedItems(context.Background())
	if err != nil {
		return nil, err
	}
	for _, p := range list {
		if p.Item == key && p.Version == version {
			return item.Read(item.Files(p.Files), "published.yaml", p.Source)
		}
	}
	return nil, &workflow.Error{Kind: workflow.NotFound, Code: "item_not_found"}
}

func (shopWindow) Filing(string, calendar.Date) (*item.Item, error) { return nil, nil }

// press is where versions are proposed and published: P1 and P2 are item administrators, J1 the legal reviewer.
type press struct {
	*testing.T
	*workflow.Publisher
	store *memory.Store
	clock *hand
	found item.Findings // what the prover says of whatever it is shown
}

func newPress(t *testing.T) *press {
	store, clock := &memory.Store{}, &hand{}
	p := &press{T: t, store: store, clock: clock}
	engine := &workflow.Engine{Store: store, Items: shopWindow{store}, Office: &absences{staff: staff{"item-admin": {"P1", "P2"}, "legal": {"J1"}}}, Clock: clock,
		Calendars: &almanac{loaded: calendar.Shipped()}, Register: store, Random: rand.Reader}
	p.Publisher = &workflow.Publisher{Engine: engine, Publications: store, Prove: func(_ context.Context, it *item.Item) (workflow.Proof, error) {
		report, err := json.Marshal(map[string]any{"hash": it.Hash, "found": p.found})
		return workflow.Proof{Report: report, Errors: p.found}, err
	}}
	clock.set(at("2026-11-23 09:00"))
	return p
}

// draft is the small item as a version, in force from a day.
func (p *press) draft(version int, from string) workflow.ProposeInput {
	p.Helper()
	head, err := os.ReadFile("testdata/head.yaml")
	require.NoError(p, err)
	form, err := os.ReadFile("testdata/forms/plain.schema.json")
	require.NoError(p, err)
	text := string(head) + "flow:\n  - {step: first, title: {zh: 初, en: First}, by: {role: handler}, decisions: {pass: {}}}\n" +
		"  - {step: last, by: {role: legal}, decisions: {pass: {needs: [first]}}}\n  - end: granted\n"
	for _, line := range strings.Split(text, "\n") {
		switch {
		case strings.HasPrefix(line, "version:"):
			text = strings.Replace(text, line, fmt.Sprint("version: ", version), 1)
		case strings.HasPrefix(line, "effective:"):
			text = strings.Replace(text, line, "effective: {from: "+from+"}", 1)
		case strings.HasPrefix(line, "open:"):
			text = strings.Replace(text, line+"\n", "", 1)
		}
	}
	files := item.Files{"forms/plain.schema.json": form}
	it, err := item.Read(files, "small.yaml", []byte(text))
	require.NoError(p, err)
	in := workflow.ProposeInput{Item: it, Files: files}
	list, err := p.store.PublishedItems(context.Background())
	require.NoError(p, err)
	for _, x := range list {
		in.After = x.Hash
	}
	return in
}

func (p *press) propose(person string, in workflow.ProposeInput) error {
	_, err := p.Propose(context.Background(), workflow.Actor{Person: person}, in)
	return err
}

func (p *press) publish(person string, in workflow.ProposeInput) error {
	_, err := p.Publish(context.Background(), workflow.Actor{Person: person}, judged(in))
	return err
}

func judged(in workflow.ProposeInput) workflow.JudgeInput {
	return workflow.JudgeInput{Item: in.Item.Item, Hash: in.Item.Hash, Reason: "理由"}
}

func (p *press) said(in workflow.ProposeInput) (said []workflow.Publication, kinds []string, actors []trail.Actor) {
	p.Helper()
	for _, r := range p.store.Entries(workflow.ItemStream(in.Item.Item)) {
		var f workflow.Publication
		require.NoError(p, json.Unmarshal(r.Entry.Facts, &f))
		said, kinds, actors = append(said, f), append(kinds, r.Entry.Kind), append(actors, r.Entry.Actor)
	}
	return said, kinds, actors
}

func TestPublishingNeedsFourEyes(t *testing.T) {
	t.Parallel()
	p := newPress(t)
	first := p.draft(1, "2020-01-01")
	require.Equal(t, "proposal_not_found", workflow.Code(p.publish("J1", first)))
	require.NoError(t, p.propose("P1", first))
	require.Equal(t, "four_eyes", workflow.Code(p.publish("P1", first)))
	require.Equal(t, "proposal_open", workflow.Code(p.propose("P2", first)))
	other := p.draft(1, "2021-01-01")
	require.Equal(t, "proposal_other", workflow.Code(p.publish("J1", other)), "what is published is what was read")
	require.NoError(t, p.publish("J1", first))
	require.Equal(t, "proposal_closed", workflow.Code(p.publish("P2", first)))

	said, kinds, actors := p.said(first)
	require.Equal(t, []string{"proposed", "published"}, kinds)
	require.Equal(t, []string{"P1", "J1"}, []string{actors[0].Person, actors[1].Person})
	require.Equal(t, []string{"legal"}, actors[1].Roles)
	require.Equal(t, "P1", said[1].ProposedBy)
	require.EqualValues(t, 1, said[1].Proposal)
	require.Len(t, said[0].Report, 64)
	require.Equal(t, said[0].Report, said[1].Report, "the same proof has the same hash")
	list, err := p.store.Proposals(t.Context(), "")
	require.NoError(t, err)
	require.Equal(t, said[0].Report, workflow.Proof{Report: list[0].Report}.Digest(), "the report is kept under its hash")
	require.Equal(t, workflow.ProposalPublished, list[0].Status)
}

func TestProposalsAreRejectedAndWithdrawn(t *testing.T) {
	t.Parallel()
	p, ctx := newPress(t), t.Context()
	first := p.draft(1, "2020-01-01")
	p1, p2 := workflow.Actor{Person: "P1"}, workflow.Actor{Person: "P2"}
	require.NoError(t, p.propose("P1", first))
	bare := judged(first)
	bare.Reason = ""
	_, err := p.Reject(ctx, p2, bare)
	require.Equal(t, "reason", workflow.Code(err))
	_, err = p.Reject(ctx, p1, judged(first))
	require.Equal(t, "four_eyes", workflow.Code(err))
	_, err = p.Withdraw(ctx, p2, judged(first))
	require.Equal(t, "not_proposer", workflow.Code(err))
	_, err = p.Withdraw(ctx, p1, judged(first))
	require.NoError(t, err)
	require.Equal(t, "proposal_closed", workflow.Code(p.publish("P2", first)))
	require.NoError(t, p.propose("P2", first), "it may be proposed again")
	_, err = p.Reject(ctx, p1, judged(first))
	require.NoError(t, err)
	entries := p.store.Entries(workflow.ItemStream(first.Item.Item))
	require.Contains(t, string(entries[3].Payload.Body), "理由")
	require.NotContains(t, string(entries[3].Entry.Facts), "理由", "reasons are in the payload")
	_, kinds, _ := p.said(first)
	require.Equal(t, []string{"proposed", "withdrawn", "proposed", "rejected"}, kinds)
}

func TestOnlyWhatIsNextAndSoundIsPublished(t *testing.T) {
	t.Parallel()
	p := newPress(t)
	require.Equal(t, "version_not_next", workflow.Code(p.propose("P1", p.draft(2, "2020-01-01"))))
	first := p.draft(1, "2020-01-01")
	require.NoError(t, p.propose("P1", first))
	p.found = item.Findings{{Pos: item.Position{Line: 3, Column: 1}, Code: "stuck", Zh: "走不通", En: "it gets stuck"}}
	err := p.publish("J1", first)
	require.Equal(t, "definition_unsound", workflow.Code(err), "it is proved again: the people may have changed")
	require.Equal(t, "3:1", err.(*workflow.Error).Fields[0].Field) //nolint:errorlint // Code has just read it
	p.found = nil
	require.NoError(t, p.publish("J1", first))

	late := p.draft(2, "2026-11-22")
	require.Equal(t, "effective_past", workflow.Code(p.propose("P1", late)))
	stale := p.draft(2, "2027-01-01")
	stale.After = "something older"
	require.Equal(t, "stale", workflow.Code(p.propose("P1", stale)))
	next := p.draft(2, "2026-11-24")
	require.NoError(t, p.propose("P1", next))
	p.clock.set(at("2026-11-25 09:00"))
	require.Equal(t, "effective_past", workflow.Code(p.publish("J1", next)), "it waited too long")
	p.found = item.Findings{{Code: "stuck"}}
	_, err = p.Withdraw(t.Context(), workflow.Actor{Person: "P1"}, judged(next))
	require.NoError(t, err)
	require.Equal(t, "definition_unsound", workflow.Code(p.propose("P1", p.draft(2, "2027-01-01"))))
}

func TestARepeatedRequestGetsItsAnswer(t *testing.T) {
	t.Parallel()
	p, ctx := newPress(t), t.Context()
	in := p.draft(1, "2020-01-01")
	in.Key = &workflow.Key{Actor: "P1", Route: "propose", Key: "k"}
	r, err := p.Propose(ctx, workflow.Actor{Person: "P1"}, in)
	require.NoError(t, err)
	again, err := p.Propose(ctx, workflow.Actor{Person: "P1"}, in)
	require.NoError(t, err)
	require.True(t, again.Replayed)
	require.Equal(t, r.Hash, again.Hash)
	j := judged(in)
	j.Key = &workflow.Key{Actor: "J1", Route: "publish", Key: "k"}
	r, err = p.Publish(ctx, workflow.Actor{Person: "J1"}, j)
	require.NoError(t, err)
	again, err = p.Publish(ctx, workflow.Actor{Person: "J1"}, j)
	require.NoError(t, err)
	require.True(t, again.Replayed)
	require.Equal(t, r.Hash, again.Hash)
}
