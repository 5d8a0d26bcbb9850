package workflow_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"

	"shenpi/workflow"
	"shenpi/workflow/trail"
)

// audit follows a case entry by entry, as somebody does who sees nothing but the trail.
type audit struct {
	m       *matter
	rebuilt workflow.State
}

func (a *audit) check(o *office) string {
	recorded := o.store.Entries("case/" + string(a.m.id))
	for _, r := range recorded[a.rebuilt.Head.Number:] {
		e, err := trail.Open(r.Entry.Bytes)
		if err != nil {
			return err.Error()
		}
		if e.Prev != a.rebuilt.Head.Hash || e.RecordedAt.Before(a.rebuilt.Head.RecordedAt) || e.EffectiveAt.After(e.RecordedAt) {
			return fmt.Sprintf("entry %d does not follow", e.Number)
		}
		var f workflow.Facts
		if err := json.Unmarshal(e.Facts, &f); err != nil {
			return err.Error()
		}
		if why := a.rightful(o, e, f); why != "" {
			return why
		}
		if err := a.rebuilt.Apply(e, f); err != nil {
			return err.Error()
		}
	}
	again, err := json.Marshal(a.rebuilt)
	if err != nil {
		return err.Error()
	}
	if stored := o.store.Stored(a.m.id); !bytes.Equal(again, stored) {
		return fmt.Sprintf("rebuilt:\n%s\nstored:\n%s", again, stored)
	}
	for _, why := range []string{
		placed(&a.rebuilt.Position), projected(o.item, &a.rebuilt, o.store.Tasks(a.m.id)), grounded(o.item, &a.rebuilt), leftOut(o.item, &a.rebuilt), unburdened(o.item, &a.rebuilt),
	} {
		if why != "" {
			return why
		}
	}
	return ""
}

// gaps finds holes in the numbers given to documents.
func gaps(o *office, audits []*audit) string {
	given := map[string]map[string]bool{}
	for _, a := range audits {
		for _, d := range a.m.state().Documents {
			if d.Number == "" {
				continue
			}
			i := strings.LastIndex(d.Number, "〕")
			if i < 0 {
				return "no number: " + d.Number
			}
			kind := d.Number[:i]
			if given[kind] == nil {
				given[kind] = map[string]bool{}
			}
			if given[kind][d.Number] {
				return d.Number + " was given twice"
			}
			given[kind][d.Number] = true
		}
	}
	for kind, numbers := range given {
		for n := 1; n <= len(numbers); n++ {
			if number := fmt.Sprintf("%s〕%d号", kind, n); !numbers[number] {
				return number + " is missing"
			}
		}
	}
	return ""
}
