package workflow_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"shenpi/workflow"
	"shenpi/workflow/calendar"
	"shenpi/workflow/clock"
	"shenpi/workflow/flow"
	"shenpi/workflow/item"
	"shenpi/workflow/trail"
	"shenpi/workflow/wording"
)

// unsound says what is wrong with a case as it is stored; empty when nothing is.
func unsound(o *office, id workflow.CaseID) string {
	c, err := o.store.Case(context.Background(), id)
	if err != nil {
		return err.Error()
	}
	it, err := o.engine.Items.Item(c.State.Item, c.State.Version)
	if err != nil {
		return err.Error()
	}
	recorded := o.store.Entries("case/" + string(id))
	for _, check := range []func() string{
		func() string { return rebuilds(recorded, o.store.Stored(id)) },
		func() string { return chained(c.State, recorded) },
		func() string { return placed(&c.State.Position) },
		func() string { return projected(it, &c.State, o.store.Tasks(id)) },
		func() string { return noticed(it, &c.State) },
		func() string { return grounded(it, &c.State) },
		func() string { return leftOut(it, &c.State) },
		func() string { return unburdened(it, &c.State) },
		func() string { return named(it, o.store.Documents(id)) },
		func() string { return entered(o, &c.State) },
		func() string { return filled(o.store.Notices()) },
	} {
		if why := check(); why != "" {
			return why
		}
	}
	return ""
}

// noticed: the public notices, which the state tells by itself, are the waits of the item.
func noticed(it *item.Item, s *workflow.State) string {
	for _, v := range s.Position.Visits {
		if s.IsPublicNotice(v.ID) != (it.Place(v.Node).Kind == item.Wait) {
			return fmt.Sprintf("visit %d of %s: a public notice is %t", v.ID, v.Node, s.IsPublicNotice(v.ID))
		}
	}
	return ""
}

// rebuilds: the entries alone make the state, byte for byte.
func rebuilds(recorded []workflow.Recorded, stored []byte) string {
	entries := make([]trail.Entry, len(recorded))
	for i, r := range recorded {
		e, err := trail.Open(r.Entry.Bytes)
		if err != nil {
			return err.Error()
		}
		entries[i] = e
	}
	s, err := workflow.Rebuild(entries)
	if err != nil {
		return err.Error()
	}
	again, err := json.Marshal(s)
	if err != nil {
		return err.Error()
	}
	if !bytes.Equal(again, stored) {
		return fmt.Sprintf("rebuilt:\n%s\nstored:\n%s", again, stored)
	}
	return ""
}

// chained: the entries verify, and the state knows the last of them.
func chained(s workflow.State, recorded []workflow.Recorded) string {
	head, err := trail.VerifyStream("case/"+string(s.ID), records(recorded))
	if err != nil {
		return err.Error()
	}
	if head != s.Head {
		return fmt.Sprintf("the head is %+v, the state says %+v", head, s.Head)
	}
	return ""
}

// placed: a node is open at most once, and nothing is open at an end.
func placed(p *flow.Position) string {
	open := map[string]bool{}
	for _, v := range flow.OpenVisits(p) {
		if open[v.Node] {
			return v.Node + " is open twice"
		}
		open[v.Node] = true
	}
	if p.End != "" && len(open) > 0 {
		return fmt.Sprintf("the case has ended and %v is open", open)
	}
	if p.End == "" && len(open) == 0 {
		return "the case has not ended and nothing is open"
	}
	return ""
}

// projected: the tasks are the open visits that somebody decides, or of whose question somebody was asked.
func projected(it *item.Item, s *workflow.State, tasks []workflow.Task) string {
	want := map[int]string{}
	for _, v := range flow.OpenVisits(&s.Position) {
		kind := it.Place(v.Node).Kind
		if kind == item.Call && it.Place(v.Node).Call.External {
			want[v.ID] = fmt.Sprintln(v.Node, kind, "", false, 1)
		}
		if kind != item.Step && kind != item.Issue {
			continue
		}
		_, open := v.Tally()
		want[v.ID] = fmt.Sprintln(v.Node, kind, v.Claimed, v.Parked(), open)
		if v.Parked() && v.Ask.Of != flow.Applicant {
			want[v.ID] = fmt.Sprintln(v.Node, "answer", "", false, 0)
		}
	}
	for _, t := range tasks {
		got := fmt.Sprintln(t.Node, t.Kind, t.Claimed, t.Parked, t.OpenSeats)
		if want[t.Visit] != got {
			return fmt.Sprintf("task of visit %d: want %q, got %q", t.Visit, want[t.Visit], got)
		}
		if why := turns(it, &s.Position.Visits[t.Visit-1], t); why != "" {
			return fmt.Sprintf("task of visit %d: %s", t.Visit, why)
		}
		delete(want, t.Visit)
	}
	if len(want) > 0 {
		return fmt.Sprintf("no task for %v", want)
	}
	if parked := slices.ContainsFunc(tasks, func(t workflow.Task) bool { return t.Parked }); parked != s.WaitsForApplicant() {
		return fmt.Sprintf("a task is parked: %t, yet the case waits for its applicant: %t", parked, !parked)
	}
	return ""
}

// turns: a task names those whose turn it is and nobody else, and it is always somebody's.
func turns(it *item.Item, v *flow.Visit, t workflow.Task) string {
	if t.Kind == workflow.AnswerTask {
		if !slices.Equal(t.Named, []string{v.Ask.Person}) || t.Role != it.Place(v.Ask.Of).By.Role {
			return fmt.Sprintf("%s was asked, not %v", v.Ask.Person, t.Named)
		}
		return ""
	}
	takable, unpicked := t.Kind == string(item.Call), false // a reply anybody with the role records
	for k, s := range v.Seats {
		switch {
		case s.Person == "":
			unpicked = true
			takable = takable || v.Turn(k) && it.Place(v.Node).By.Pick.Kind == "claim"
		case s.Vote == "" && v.Turn(k) == slices.Contains(t.Waiting, s.Person):
			return fmt.Sprintf("whether it is the turn of %s is wrong: %v wait", s.Person, t.Waiting)
		case s.Vote == "" && v.Turn(k) != slices.Contains(t.Named, s.Person):
			return fmt.Sprintf("whether it is the turn of %s is wrong: it names %v", s.Person, t.Named)
		}
	}
	switch {
	case takable != t.Takable:
		return fmt.Sprintf("anybody may take a seat: %v", takable)
	case !takable && len(t.Named) == 0 && t.Picks == "":
		return "it is nobody's turn"
	case (t.Picks != "") != (unpicked && it.Place(v.Node).By.Pick.Kind != "claim"):
		return fmt.Sprintf("%q is to pick", t.Picks)
	}
	return ""
}

// grounded: a panel passed or failed by the votes of that very visit, and a grant rests on what passed and still counts.
func grounded(it *item.Item, s *workflow.State) string {
	for i := range s.Position.Visits {
		v := &s.Position.Visits[i]
		at := it.Place(v.Node)
		if v.Status == flow.Done && len(v.Seats) > 1 && v.Reason == "" {
			d := at.Decision(v.Decision)
			passes, _ := v.Tally()
			if left := d != nil && d.Leaves(); !left && (v.Outcome == item.OutcomePass) != (passes >= v.Need) {
				return fmt.Sprintf("visit %d has %d of %d passes and is %s", v.ID, passes, v.Need, v.Outcome)
			}
		}
		if at.Kind == item.Issue && v.Status != flow.Void && v.Status != flow.Closed {
			if missing := flow.Missing(&s.Position, flow.GrantNeeds(it, &s.Position, v.Opener)); len(missing) > 0 {
				return fmt.Sprintf("granted without %v", missing)
			}
		}
	}
	if (s.Position.End != "") != (s.Status == workflow.StatusEnded) || (s.Position.End != "") == s.EndedAt.IsZero() {
		return "the status does not say whether the case has ended"
	}
	if s.Position.End != "" && slices.ContainsFunc(s.Clocks, running) {
		return "a clock of an ended case is running"
	}
	if x := s.Suspended(); x != nil && slices.ContainsFunc(s.Clocks, func(k clock.Clock) bool { return k.Name == x.Clock && !k.Ended.IsZero() }) {
		return "the case is suspended for a clock that has ended"
	}
	if h := s.Hearing; h != nil && h.Over == "" && !s.DecidedOn.IsZero() {
		return "the case is decided and its hearing is still to come"
	}
	return ""
}

// entered: what a case did in the register stands there, once, and the changes of a certificate lead to its status by lawful
// moves alone.
func entered(o *office, s *workflow.State) string {
	for _, f := range s.Registered {
		k, err := o.store.Certificate(context.Background(), f.Certificate)
		if err != nil {
			return err.Error()
		}
		did := 0
		status := workflow.CertificateValid
		for i, x := range k.Changes {
			if i > 0 || x.Act != item.RegisterIssue && x.Successor == "" && k.Replaces == "" {
				before := workflow.Certificate{Number: k.Number, Status: status, ValidUntil: k.ValidUntil}
				if _, refusal := before.After(x.Act, x.From); refusal != nil && !x.Act.Issues() {
					return fmt.Sprintf("%s of %s: %s", x.Act, k.Number, refusal.Text.En)
				}
			}
			if status = x.Status; x.Case == s.ID && x.Act == f.Act && x.Ground == f.Ground {
				did++
			}
		}
		for _, d := range k.Done {
			if d.Case == s.ID && d.Duty == f.Duty && d.Year == f.Year {
				did++
			}
		}
		if f.Successor != "" && k.SucceededBy != f.Successor {
			return fmt.Sprintf("%s was to be followed by %s, and %s follows it", k.Number, f.Successor, k.SucceededBy)
		}
		if did == 0 {
			return fmt.Sprintf("the register does not show that the case did %s on %s", f.Act, k.Number)
		}
		if status != k.Status {
			return fmt.Sprintf("%s is %s, and its changes make it %s", k.Number, k.Status, status)
		}
	}
	return ""
}

// toldTwice: the holder of a certificate was told each thing once, in the order of its days, and nothing of the future.
func toldTwice(o *office) string {
	told := map[workflow.HolderReminder]bool{}
	var last calendar.Date
	for _, e := range o.store.Entries("certificate/" + held) {
		var f struct{ Reminders []workflow.HolderReminder }
		if err := json.Unmarshal(e.Entry.Facts, &f); err != nil {
			return err.Error()
		}
		for _, r := range f.Reminders {
			if told[r] || r.On.Before(last) || calendar.DateOf(e.Entry.RecordedAt).Before(r.On) || calendar.DateOf(e.Entry.EffectiveAt) != r.On {
				return fmt.Sprintf("%+v was told twice, out of order or too early", r)
			}
			told[r], last = true, r.On
		}
	}
	if n := len(o.store.Notices()); n < len(told) {
		return fmt.Sprintf("%d reminders and %d notices", len(told), n)
	}
	return ""
}

// unburdened: nobody has, or prepares, what they are kept out of.
func unburdened(it *item.Item, s *workflow.State) string {
	for _, v := range flow.OpenVisits(&s.Position) {
		by := it.Place(v.Node).By
		kept := flow.Who(&s.Position, by.NotWho)
		if slices.Contains(by.NotWho, item.Filing) {
			typed := s.TypedBy
			if s.OwnMotion {
				typed = append(slices.Clone(typed), s.FiledBy)
			}
			for _, person := range typed {
				kept = append(kept, flow.Acted{Person: person, Node: item.Filing})
			}
		}
		for _, w := range kept {
			if v.Has(w.Person) || v.DelegatorOf(w.Person) != "" {
				return fmt.Sprintf("%s has %s and acted at %s", w.Person, v.Node, w.Node)
			}
		}
	}
	return ""
}

// leftOut: the hearings and examinations under way of which written notice was served are left out of the present run of
// their clock.
func leftOut(it *item.Item, s *workflow.State) string {
	counts := func(name, ground string) string {
		open := func(x clock.Exclusion) bool { return x.Ground == ground && x.To.IsZero() }
		for _, k := range s.Clocks {
			if k.Name == name && k.Ended.IsZero() && !slices.ContainsFunc(k.Exclusions, open) {
				return fmt.Sprintf("%s counts the %s under way", name, ground)
			}
		}
		return ""
	}
	if h := s.Hearing; h != nil && h.Over == "" && !h.NoticedOn.IsZero() {
		if why := counts(it.Acts.Hearing.Clock, item.GroundHearing); why != "" {
			return why
		}
	}
	for _, d := range s.Documents {
		if d.Visit == 0 || d.IssuedAt.IsZero() || s.Position.Visits[d.Visit-1].Status != flow.Open {
			continue
		}
		if x := it.Place(s.Position.Visits[d.Visit-1].Node).Exclude; x != nil && x.Notice == d.Type {
			if why := counts(x.Clock, x.Ground); why != "" {
				return why
			}
		}
	}
	return ""
}

// filled: what people are told has no place left that something was to stand in.
func filled(list []workflow.Notice) string {
	for _, n := range list {
		if strings.Contains(n.Zh+n.En, "{") {
			return n.Kind + " says " + n.Zh + " " + n.En
		}
	}
	return ""
}

// named: what the data of a document has is what its author may name.
func named(it *item.Item, list []workflow.Document) string {
	known := it.Placeholders()
	for _, d := range list {
		if d.Data == nil { // erased
			continue
		}
		var data map[string]any
		if err := json.Unmarshal(d.Data, &data); err != nil {
			return err.Error()
		}
		for _, notSaid := range []string{"salt", "template", "phrases", "statement"} {
			delete(data, notSaid)
		}
		if name := unnamed(known, "", data, nil); name != "" {
			return fmt.Sprintf("%s has {%s}, which no author is told of", d.Type, name)
		}
	}
	return ""
}

func unnamed(known item.Placeholders, before string, data map[string]any, lists []string) string {
	for key, v := range data {
		name, kind := before+key, wording.Value
		switch v := v.(type) {
		case map[string]any:
			if v["media_type"] != nil { // a picture has no parts that an author could name
				break
			}
			if bad := unnamed(known, name+".", v, lists); bad != "" {
				return bad
			}
			continue
		case []any:
			kind = wording.Each
			for _, row := range v {
				if bad := unnamed(known, "", row.(map[string]any), append(lists, name)); bad != "" {
					return name + "." + bad
				}
			}
		}
		if !known.Fill(&wording.Node{Kind: kind, Text: name}, lists) {
			return name
		}
	}
	return ""
}

func running(k clock.Clock) bool { return k.Running() }
