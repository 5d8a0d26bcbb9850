package workflow

import (
	"encoding/json"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"

	"shenpi/workflow/item"
)

// Round is one answer of the applicant to a request for supplements: what was asked, and what is other than before.
type Round struct {
	Number int64 // of its entry
	At     time.Time
	Person string
	Visit  int // that asked
	Asked  []Supplement
	Fields []FieldDifference
	Files  []FileDifference
}

// FieldDifference is one field of the form that is other than before. What was not there, or is no more, is nil.
type FieldDifference struct {
	Field    string // JSON pointer
	Was, Now json.RawMessage
}

// FileDifference is a file that came or went; one that replaces another comes where that one goes.
type FileDifference struct {
	File
	Added bool
}

// Rounds lists what each answer changed, the first one first, from the entries of a case in order with their payloads. It is
// empty of a case whose payloads were erased.
func Rounds(records []Recorded) ([]Round, error) {
	var rounds []Round
	var before *filing
	asked := map[int][]Supplement{} // by visit
	for _, r := range records {
		if r.Payload == nil {
			continue
		}
		switch r.Entry.Kind {
		case "submitted", "opened", "supplied":
			now := &filing{}
			if err := json.Unmarshal(r.Payload.Body, now); err != nil {
				return nil, fmt.Errorf("read entry %d: %w", r.Entry.Number, err)
			}
			if before != nil {
				round, err := roundOf(r, before, now)
				if err != nil {
					return nil, fmt.Errorf("compare entry %d: %w", r.Entry.Number, err)
				}
				round.Asked = asked[round.Visit]
				rounds = append(rounds, round)
			}
			before = now
		case "supplement_asked":
			f, o := Facts{}, opinion{}
			if err := json.Unmarshal(r.Entry.Facts, &f); err != nil {
				return nil, fmt.Errorf("read entry %d: %w", r.Entry.Number, err)
			}
			if err := json.Unmarshal(r.Payload.Body, &o); err != nil {
				return nil, fmt.Errorf("read entry %d: %w", r.Entry.Number, err)
			}
			if f.Act != nil {
				asked[f.Act.Visit] = o.Supplements
			}
		}
	}
	return rounds, nil
}

func roundOf(r Recorded, before, now *filing) (Round, error) {
	f := Facts{}
	if err := json.Unmarshal(r.Entry.Facts, &f); err != nil {
		return Round{}, err
	}
	fields, err := Differences(before.Form, now.Form)
	if err != nil {
		return Round{}, err
	}
	out := Round{Number: r.Entry.Number, At: r.Entry.RecordedAt, Person: r.Entry.Actor.Person, Fields: fields, Files: fileDifferences(before.Files, now.Files)}
	if f.Act != nil {
		out.Visit = f.Act.Visit
	}
	return out, nil
}

// fileDifferences stand by material, what went before what came.
func fileDifferences(before, now []File) []FileDifference {
	missing := func(from []File) func(File) bool {
		return func(f File) bool {
			return slices.ContainsFunc(from, func(x File) bool { return x.Material == f.Material && x.SHA256 == f.SHA256 })
		}
	}
	var list []FileDifference
	for _, f := range slices.DeleteFunc(slices.Clone(before), missing(now)) {
		list = append(list, FileDifference{File: f})
	}
	for _, f := range slices.DeleteFunc(slices.Clone(now), missing(before)) {
		list = append(list, FileDifference{File: f, Added: true})
	}
	slices.SortStableFunc(list, func(a, b FileDifference) int { return strings.Compare(a.Material, b.Material) })
	return list
}

// Replaced are, of all files that were ever filed, those that are not part of the application any more, each once.
func (s *State) Replaced(filed []FileFact) (list []FileFact) {
	for _, f := range filed {
		if !slices.Contains(s.Materials, f) && !slices.Contains(list, f) {
			list = append(list, f)
		}
	}
	return list
}

// Changed says of which points of what its applicant was asked a form and files change something: the files of its material are not those
// that were filed; for a point about no material, any file or field is not. It judges nothing: what is not changed may be supplied too.
func (k *Case) Changed(asked []Supplement, form json.RawMessage, files []File) ([]bool, error) {
	fields, err := Differences(k.Form, form)
	if err != nil {
		return nil, err
	}
	var filed []File
	for _, f := range k.State.Materials {
		filed = append(filed, File{Material: f.Material, SHA256: f.SHA256})
	}
	differ := slices.DeleteFunc(fileDifferences(filed, files), func(f FileDifference) bool {
		return k.State.carried(f.Material, f.SHA256) // it came along with the call, and stays
	})
	changed := make([]bool, len(asked))
	for i, a := range asked {
		changed[i] = a.Material == "" && len(fields) > 0 ||
			slices.ContainsFunc(differ, func(f FileDifference) bool { return a.Material == "" || f.Material == a.Material })
	}
	return changed, nil
}

// Differences lists the fields in which two filled forms differ, by pointer: the smallest ones that say it. Rows of a list are
// compared from both of its ends, so that one that was put in or taken out does not make all that follow it new.
func Differences(was, now json.RawMessage) ([]FieldDifference, error) {
	a, err := item.DecodeForm(was)
	if err != nil {
		return nil, err
	}
	b, err := item.DecodeForm(now)
	if err != nil {
		return nil, err
	}
	var list []FieldDifference
	compareValues(a, b, "", &list)
	return list, nil
}

// absent is the value of a field that is not there.
type absent struct{}

func compareValues(a, b any, at string, list *[]FieldDifference) {
	if reflect.DeepEqual(a, b) {
		return
	}
	if x, ok := a.(map[string]any); ok {
		if y, ok := b.(map[string]any); ok {
			compareObjects(x, y, at, list)
			return
		}
	}
	if x, ok := a.([]any); ok {
		if y, ok := b.([]any); ok {
			compareLists(x, y, at, list)
			return
		}
	}
	*list = append(*list, FieldDifference{Field: at, Was: written(a), Now: written(b)})
}

func compareObjects(a, b map[string]any, at string, list *[]FieldDifference) {
	names := slices.Collect(maps.Keys(a))
	for name := range b {
		if _, had := a[name]; !had {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	value := func(of map[string]any, name string) any {
		if v, ok := of[name]; ok {
			return v
		}
		return absent{}
	}
	for _, name := range names {
		compareValues(value(a, name), value(b, name), at+"/"+item.EscapePointer(name), list)
	}
}

func compareLists(a, b []any, at string, list *[]FieldDifference) {
	head := 0
	for head < min(len(a), len(b)) && reflect.DeepEqual(a[head], b[head]) {
		head++
	}
	tail := 0
	for tail < min(len(a), len(b))-head && reflect.DeepEqual(a[len(a)-1-tail], b[len(b)-1-tail]) {
		tail++
	}
	value := func(of []any, i int) any {
		if i < len(of)-tail {
			return of[i]
		}
		return absent{}
	}
	for i := head; i < max(len(a), len(b))-tail; i++ {
		compareValues(value(a, i), value(b, i), at+"/"+strconv.Itoa(i), list)
	}
}

func written(v any) json.RawMessage {
	if v == (absent{}) {
		return nil
	}
	raw, err := json.Marshal(v)
	if err != nil {
		panic(err) // it was read from JSON
	}
	return raw
}
