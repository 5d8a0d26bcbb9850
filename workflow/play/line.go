package play

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"time"

	"shenpi/workflow"
	"shenpi/workflow/calendar"
	"shenpi/workflow/flow"
)

// line is one line of a script: everything any command takes.
type line struct {
	Command string `json:"cmd"`
	At      string `json:"at"`
	Actor   string `json:"actor"`
	Expect  string `json:"expect"` // accepted, or the code it is to be refused with

	Case        string                 `json:"case"` // a case number; the first case when absent
	Task        string                 `json:"task"` // a node: its open visit, or its last one
	Visit       int                    `json:"visit"`
	Decision    string                 `json:"decision"`
	Reason      string                 `json:"reason"`
	Supplements []workflow.Supplement  `json:"supplements"`
	Grade       string                 `json:"grade"`
	Reasons     []string               `json:"reasons"` // of a rating
	People      []string               `json:"people"`
	Where       string                 `json:"where"`
	Seats       int                    `json:"seats"`
	Text        string                 `json:"text"`
	From        string                 `json:"from"`
	To          string                 `json:"to"`
	Node        string                 `json:"node"`
	Whom        string                 `json:"whom"`
	Recusal     int                    `json:"recusal"` // the number of a recusal within its case
	Reply       string                 `json:"reply"`
	Number      string                 `json:"number"` // of a reply's document
	Days        int                    `json:"days"`
	Ground      string                 `json:"ground"`
	Changes     []workflow.FieldChange `json:"changes"`
	On          string                 `json:"on"` // when a hearing is set for
	Place       string                 `json:"place"`
	Host        string                 `json:"host"`
	Role        string                 `json:"role"`
	Unit        string                 `json:"unit"`
	Person      string                 `json:"person"`
	Document    int                    `json:"document"` // the number of a document within its case
	Item        string                 `json:"item"`
	Sample      string                 `json:"sample"`
	Form        json.RawMessage        `json:"form"`
	Patch       json.RawMessage        `json:"patch"` // RFC 7396, on the sample's form or, of an answer, on the case's
	Files       []file                 `json:"files"`

	at    time.Time
	id    workflow.CaseID
	files []workflow.File
}

// file is an attachment as a script names it.
type file struct {
	Material  string `json:"material"`
	Name      string `json:"name"`
	MediaType string `json:"media_type"`
	Size      int64  `json:"size"`
}

// accepted is what a script expects of a command that has to go through.
const accepted = "accepted"

// everyLine are the keys of every line.
var everyLine = []string{"cmd", "at", "actor", "expect"}

// blank lines and lines that begin with # are for people.
func blank(b []byte) bool {
	b = bytes.TrimSpace(b)
	return len(b) == 0 || b[0] == '#'
}

// parse reads a line strictly: one JSON object, no key unknown to its command and none twice.
func (p *Play) parse(raw []byte) (line, error) {
	var l line
	keys, err := keysOf(raw)
	if err != nil {
		return l, err
	}
	d := json.NewDecoder(bytes.NewReader(raw))
	d.DisallowUnknownFields()
	if err := d.Decode(&l); err != nil {
		return l, told(err)
	}
	c, known := commands[l.Command]
	if !known {
		return l, fmt.Errorf("there is no command %q; there are %s", l.Command, strings.Join(slices.Sorted(maps.Keys(commands)), ", "))
	}
	for _, k := range keys {
		if !slices.Contains(everyLine, k) && !slices.Contains(c.keys, k) {
			return l, fmt.Errorf("%s takes no %q; it takes %s", l.Command, k, strings.Join(append(slices.Clone(everyLine), c.keys...), ", "))
		}
	}
	if l.at, err = p.instant(l.At); err != nil {
		return l, err
	}
	if err := p.find(&l, c); err != nil {
		return l, err
	}
	return l, p.fill(&l)
}

// told says what encoding/json says, in the words of a script.
func told(err error) error {
	var kind *json.UnmarshalTypeError
	if errors.As(err, &kind) {
		return fmt.Errorf("%q cannot be %s", kind.Field, kind.Value)
	}
	return errors.New(strings.TrimPrefix(err.Error(), "json: "))
}

// keysOf lists the keys of a line, and refuses what is not one JSON object with each key once.
func keysOf(raw []byte) ([]string, error) {
	d := json.NewDecoder(bytes.NewReader(raw))
	t, err := d.Token()
	if err != nil || t != json.Delim('{') {
		return nil, errors.New("a line is one JSON object")
	}
	var keys []string
	for d.More() {
		t, err := d.Token()
		if err != nil {
			return nil, errors.New("a line is one JSON object")
		}
		key, _ := t.(string) // the keys of an object are texts
		if slices.Contains(keys, key) {
			return nil, fmt.Errorf("the key %q stands here twice", key)
		}
		keys = append(keys, key)
		var value json.RawMessage
		if err := d.Decode(&value); err != nil {
			return nil, errors.New("a line is one JSON object")
		}
	}
	if _, err := d.Token(); err != nil {
		return nil, errors.New("a line is one JSON object")
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return nil, errors.New("a line is one JSON object and nothing after it")
	}
	return keys, nil
}

// layouts are how a script may write an instant: of the office's own time, or with an offset.
var layouts = []string{"2006-01-02 15:04", "2006-01-02 15:04:05", time.RFC3339}

func (p *Play) instant(text string) (time.Time, error) {
	if text == "" {
		if p.clock.Now().IsZero() {
			return time.Time{}, errors.New(`the first command says when: "at": "2026-11-23 09:00"`)
		}
		return time.Time{}, nil
	}
	for _, layout := range layouts {
		t, err := time.ParseInLocation(layout, text, calendar.Zone)
		if err != nil {
			continue
		}
		switch y := t.In(calendar.Zone).Year(); {
		case y < 2000 || y > 2100:
			return t, fmt.Errorf("%s is not between the years 2000 and 2100", text)
		case t.Before(p.clock.Now()):
			return t, fmt.Errorf("%s is before %s: the clock never goes back", text, civil(p.clock.Now()))
		}
		return t.UTC(), nil
	}
	return time.Time{}, fmt.Errorf("%q is no instant such as 2026-11-23 09:00", text)
}

// find says which case and which visit a line is about.
func (p *Play) find(l *line, c command) error {
	if !slices.Contains(c.keys, "case") {
		return nil
	}
	for _, id := range p.cases {
		if k := p.stored(id); l.Case == "" || k.Number == l.Case {
			l.id = id
			break
		}
	}
	switch {
	case l.id == "" && l.Case == "":
		return errors.New("nothing has been filed yet")
	case l.id == "":
		return fmt.Errorf("there is no case %s", l.Case)
	case l.Task != "" && l.Visit != 0:
		return errors.New(`either "task" or "visit", not both`)
	case l.Task == "":
		return nil
	}
	s := p.stored(l.id)
	it, err := p.engine.Items.Item(s.Item, s.Version)
	if err != nil || it.Place(l.Task) == nil {
		return fmt.Errorf("the item has no node %q", l.Task)
	}
	for _, v := range s.Position.Visits {
		if v.Node == l.Task {
			l.Visit = v.ID
			if v.Status == flow.Open {
				break
			}
		}
	}
	return nil // a node never entered is visit 0: the engine says that no task is open
}

// fill gives a line the form and the files it names.
func (p *Play) fill(l *line) error {
	a, known := p.Applications[l.Sample]
	switch {
	case l.Sample != "" && !known:
		return fmt.Errorf("there is no sample %q; there are %s", l.Sample, strings.Join(slices.Sorted(maps.Keys(p.Applications)), ", "))
	case known && l.Form != nil:
		return errors.New(`either "sample" or "form", not both; "patch" changes the sample's form`)
	case known:
		l.Form, l.files = a.Form, a.Files
	case l.Patch != nil && l.Command == "submit" && l.Form == nil:
		return errors.New(`"patch" changes the form of a sample, and none is named`)
	}
	if l.Files != nil {
		l.files = []workflow.File{}
	}
	for _, f := range l.Files {
		sum := sha256.Sum256([]byte(f.Material + "\x00" + f.Name))
		l.files = append(l.files, workflow.File{
			Material: f.Material, Name: f.Name, MediaType: f.MediaType, Size: f.Size, SHA256: hex.EncodeToString(sum[:]), By: l.Actor})
	}
	if l.Form == nil || l.Patch == nil {
		return nil
	}
	form, err := patched(l.Form, l.Patch)
	l.Form = form
	return err
}

// patched is a JSON merge patch (RFC 7396).
func patched(form, patch json.RawMessage) (json.RawMessage, error) {
	if patch == nil {
		return form, nil
	}
	var a, b any
	if err := errors.Join(numbered(form, &a), numbered(patch, &b)); err != nil {
		return nil, told(err)
	}
	return json.Marshal(merge(a, b))
}

// numbered reads numbers as they are written.
func numbered(raw []byte, v any) error {
	d := json.NewDecoder(bytes.NewReader(raw))
	d.UseNumber()
	return d.Decode(v)
}

func merge(target, patch any) any {
	p, ok := patch.(map[string]any)
	if !ok {
		return patch
	}
	t, ok := target.(map[string]any)
	if !ok {
		t = map[string]any{}
	}
	for k, v := range p {
		if v == nil {
			delete(t, k)
			continue
		}
		t[k] = merge(t[k], v)
	}
	return t
}

// unexpected says how a command ended otherwise than the script expects.
func (l line) unexpected(t *Told) string {
	switch {
	case l.Expect == "":
		return ""
	case l.Expect == accepted && !t.Accepted:
		return fmt.Sprintf("%s was expected to be accepted and was refused with %s: %s", l.Command, t.Refused.Code, t.Refused.En)
	case l.Expect != accepted && t.Accepted:
		return fmt.Sprintf("%s was expected to be refused with %s and was accepted", l.Command, l.Expect)
	case l.Expect != accepted && t.Refused.Code != l.Expect:
		return fmt.Sprintf("%s was expected to be refused with %s, not with %s: %s", l.Command, l.Expect, t.Refused.Code, t.Refused.En)
	}
	return ""
}
