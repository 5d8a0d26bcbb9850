package workflow_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"shenpi/workflow"
	"shenpi/workflow/item"
	"shenpi/workflow/trail"
)

// teller names everybody by their id.
func teller(it *item.Item) workflow.Teller {
	named := func(id string) item.Text { return item.Text{Zh: "“" + id + "”", En: id} }
	return workflow.Teller{
		Person: func(id string) string { return id }, Behalf: func(a trail.Actor) string { return a.OnBehalf }, Role: named, Unit: named,
		Item: func(key string, version int) (*item.Item, error) {
			if key != it.Item || version != it.Version {
				return nil, fmt.Errorf("version %d of %s is not known", version, key)
			}
			return it, nil
		},
	}
}

// unworded says which entry of a case is not put into words: each has a title and a sentence in both languages, in which nothing
// is left to be filled in, with the state of the case and without it.
func unworded(o *office, id workflow.CaseID) string {
	c, err := o.store.Case(context.Background(), id)
	if err != nil {
		return err.Error()
	}
	it, err := o.engine.Items.Item(c.State.Item, c.State.Version)
	if err != nil {
		return err.Error()
	}
	for _, of := range []workflow.Matter{{Item: it.Item, Version: it.Version, State: &c.State}, {Item: it.Item, Version: it.Version}} {
		for _, r := range o.store.Entries("case/" + string(id)) {
			told := teller(it).Tell(r.Entry, of)
			for _, text := range []string{told.Title.Zh, told.Title.En, told.Sentence.Zh, told.Sentence.En} {
				if text == "" || strings.ContainsAny(text, "{}%") || strings.Contains(text, "：。") || strings.Contains(text, "，，") {
					return fmt.Sprintf("entry %d, %s %s: %+v", r.Entry.Number, r.Entry.Kind, r.Entry.Facts, told)
				}
			}
			if told.Visit > 0 && of.State != nil && told.Round < 1 {
				return fmt.Sprintf("entry %d is of visit %d in no round", r.Entry.Number, told.Visit)
			}
		}
	}
	return ""
}

func TestEntriesInWords(t *testing.T) {
	t.Parallel()
	it := small(t, acceptance)
	at := time.Date(2026, 3, 2, 1, 0, 0, 0, time.UTC)
	for _, c := range []struct {
		stream, kind, facts string
		actor               trail.Actor
		zh, en              string
	}{
		{"case/1", "decided", `{"act":{"visit":1,"node":"acceptance","decision":"accept"}}`, trail.Actor{Person: "张某", Unit: "u", OnBehalf: "李某"},
			"张某代李某作出决定：受理。", "张某 decided on behalf of 李某: Acceptance."},
		{"case/1", "carded", `{"act":{"clock":"decide"},"cards":[{"colour":"red","clock":"decide","rule":"law_expired","at":"2026-03-02T01:00:00Z"}]}`, trail.Actor{Person: "system", System: true},
			"系统发出监察牌：办理期限，红牌，超过法定期限。", "The system gave a card: Decision, red card, the legal limit has passed."},
		{"case/1", "document_issued", `{"issued":{"seq":2,"file":"x","size":1}}`, trail.Actor{Person: "system", System: true},
			"系统印发文书：第2号文书。", "The system issued a document: document 2."},
		{"case/1", "extension_approved", `{"clocks":[{"op":"extended","clock":"decide","on":"2026-03-02","days":10}]}`, trail.Actor{Person: "王某", Unit: "u"},
			"王某批准延期：办理期限延长10个工作日。", "王某 approved the extension: Decision longer by 10 working days."},
		{"person/U3", "appointed", `{"person":"U3","role":"handler","unit":"gz"}`, trail.Actor{Person: "z"}, "z任命：U3，“handler”，“gz”。", "z appointed a person: U3, handler, gz."},
		{"item/small", "published", `{"item":"small","version":1}`, trail.Actor{Person: "z"}, "z发布事项版本：" + it.Title.Zh + "，第1版。", "z published a version of the item: " + it.Title.En + ", version 1."},
		{"item/small", "withdrawn", `{"item":"gone","version":9}`, trail.Actor{Person: "z"}, "z撤回提出的事项版本：small，第9版。", "z took a proposed version back: small, version 9."},
		{"case/1", "from_elsewhere", `{"act":7}`, trail.Actor{Person: "z"}, "zfrom_elsewhere。", "z from_elsewhere."},
	} {
		e, err := trail.Seal(trail.Head{}, trail.Header{Stream: c.stream, Kind: c.kind, RecordedAt: at, EffectiveAt: at, Actor: c.actor}, []byte(c.facts), nil)
		require.NoError(t, err, c.facts)
		told := teller(it).Tell(e, workflow.Matter{Item: it.Item, Version: it.Version})
		require.Equal(t, item.Text{Zh: c.zh, En: c.en}, told.Sentence)
	}
}

// Who is not told names hears what somebody is.
func TestEntriesInWordsForThoseOutside(t *testing.T) {
	t.Parallel()
	words := teller(small(t, acceptance))
	words.Person = func(string) string { return "" }
	words.Behalf = func(trail.Actor) string { return "" }
	at := time.Date(2026, 3, 2, 1, 0, 0, 0, time.UTC)
	for actor, want := range map[*trail.Actor]string{
		{Person: "A1", OnBehalf: "91X"}:             "申请人撤回申请。",
		{Person: "U3", Unit: "u", OnBehalf: "U4"}:   "办理人员撤回申请。",
		{Person: "system", System: true, Unit: "u"}: "系统撤回申请。",
	} {
		e, err := trail.Seal(trail.Head{}, trail.Header{Stream: "case/1", Kind: "withdrawn", RecordedAt: at, EffectiveAt: at, Actor: *actor}, []byte(`{}`), nil)
		require.NoError(t, err)
		require.Equal(t, want, words.Tell(e, workflow.Matter{}).Sentence.Zh)
	}
}

// How somebody voted is not for those outside; that the step was decided, and how, is.
func TestVotesAreNotToldOutside(t *testing.T) {
	t.Parallel()
	it := small(t, acceptance)
	words := teller(it)
	words.Outside = true
	at := time.Date(2026, 3, 2, 1, 0, 0, 0, time.UTC)
	for kind, want := range map[string]string{"voted": "U3表决：受理。", "decided": "U3作出决定：受理，不予受理。", "reassigned": "U3改派：受理。"} {
		e, err := trail.Seal(trail.Head{}, trail.Header{Stream: "case/1", Kind: kind, RecordedAt: at, EffectiveAt: at, Actor: trail.Actor{Person: "U3", Unit: "u"}},
			[]byte(`{"act":{"visit":1,"node":"acceptance","decision":"decline"}}`), nil)
		require.NoError(t, err)
		require.Equal(t, want, words.Tell(e, workflow.Matter{Item: it.Item, Version: it.Version}).Sentence.Zh)
	}
}
