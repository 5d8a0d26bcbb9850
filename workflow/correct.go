package workflow

import (
	"context"
	"slices"
	"strconv"
)

// CorrectInput puts clerical errors in an issued document right.
type CorrectInput struct {
	Key      *Key
	Case     CaseID
	Document int // Seq of the document that has the error
	Changes  []FieldChange
	Reason   string
}

// FieldChange is one field of a document as it was written and as it should have been: personal data, in the payload.
type FieldChange struct {
	Field string `json:"field"`
	Was   string `json:"was"`
	Now   string `json:"now"`
}

// Correction is a document put right by another one. The first one stays as it was issued.
type Correction struct {
	Document   int      `json:"document"`   // the one corrected
	Correction int      `json:"correction"` // the one that corrects it
	Fields     []string `json:"fields"`
	By         string   `json:"by"`
}

// correction is the payload of a correction.
type correction struct {
	Reason  string        `json:"reason,omitempty"`
	Changes []FieldChange `json:"changes"`
}

// Correct puts a clerical error in an issued document right (更正) by another document that refers to the first, which stays.
// Only fields that the item names can be corrected, none of which says what was decided. It may be done after the case has
// ended: a decision is mostly read then.
func (e *Engine) Correct(ctx context.Context, actor Actor, in CorrectInput) (Receipt, error) {
	return e.run(ctx, Write{Case: in.Case, Key: in.Key}, actor, func(c *command) error {
		if err := c.check(correctGuards, act{}); err != nil {
			return err
		}
		d := c.correctable(in.Document)
		if d == nil {
			return at(refuse(Conflict, "document_uncorrectable", strconv.Itoa(in.Document)), "/document")
		}
		rows, fields, err := c.corrections(in)
		if err != nil {
			return err
		}
		spec := c.item.Acts.Correct
		title := c.item.TitleOf(c.item.Document(d.Type)).Zh
		f := Facts{Correction: &Correction{Document: d.Seq, Correction: len(c.state.Documents) + 1, Fields: fields, By: c.actor.Person}}
		oweing := owing{document: spec.Document, extra: map[string]any{
			"corrected_no": d.Number, "corrected_title": title, "corrected_on": chineseDate(dayOf(d.IssuedAt)), "changes": rows, "reason": in.Reason}}
		if err := c.owe(&f, c.now, oweing); err != nil {
			return err
		}
		body, err := marshal(correction{Reason: in.Reason, Changes: in.Changes})
		if err != nil {
			return err
		}
		return c.record("corrected", c.now, c.trailActorOf(spec.By), f, body)
	})
}

// corrections judges what is to be put right.
func (c *command) corrections(in CorrectInput) (rows []any, fields []string, err error) {
	if len(in.Changes) == 0 {
		return nil, nil, at(refuse(Invalid, "changes_missing"), "/changes")
	}
	for i, ch := range in.Changes {
		where := "/changes/" + strconv.Itoa(i)
		spec := c.item.Acts.Correct.Field(ch.Field)
		switch {
		case spec == nil:
			return nil, nil, at(refuse(Invalid, "field_uncorrectable", ch.Field), where+"/field")
		case slices.Contains(fields, ch.Field):
			return nil, nil, at(refuse(Invalid, "field_twice", ch.Field), where+"/field")
		case ch.Now == "" || ch.Now == ch.Was:
			return nil, nil, at(refuse(Invalid, "field_unchanged", ch.Field), where+"/now")
		}
		fields = append(fields, ch.Field)
		rows = append(rows, map[string]any{"n": i + 1, "field": spec.Title.Zh, "was": ch.Was, "now": ch.Now})
	}
	return rows, fields, nil
}

// correctable is an issued document of a kind that may be corrected; nil when the number names none.
func (c *command) correctable(seq int) *DocumentFact {
	if seq < 1 || seq > len(c.state.Documents) {
		return nil
	}
	d := &c.state.Documents[seq-1]
	if d.IssuedAt.IsZero() || !slices.Contains(c.item.Acts.Correct.Documents, d.Type) {
		return nil
	}
	return d
}

// correctGuards do not ask whether the case has ended: see Correct.
var correctGuards = []guard{guardCorrect, guardUnerased, guardCorrectable}

func guardCorrect(c *command, _ act) *Error {
	if c.item.Acts.Correct == nil {
		return refuse(Conflict, "not_offered")
	}
	return c.posted(c.item.Acts.Correct.By)
}

func guardCorrectable(c *command, _ act) *Error {
	for i := range c.state.Documents {
		if c.correctable(i+1) != nil {
			return nil
		}
	}
	return refuse(Conflict, "nothing_issued")
}
