package handlers

import (
	"shenpi/workflow"
	"shenpi/workflow/calendar"
	"shenpi/workflow/item"
)

// DraftCheck is what filing would say of a draft now.
type DraftCheck struct {
	Ready    bool           `json:"ready" doc:"Whether it could be filed"`
	Fields   []FieldProblem `json:"fields" doc:"What is wrong"`
	Warnings []FieldProblem `json:"warnings" doc:"What is worth a look"`
	Criteria []DraftVerdict `json:"criteria" doc:"The conditions the form itself can prove; only an officer refuses"`
	Missing  []DraftMissing `json:"missing" doc:"Materials of which there are too few files"`
	Asked    []DraftAsked   `json:"asked" doc:"What the applicant was asked for, of a draft that supplies it"`
	AnswerBy calendar.Date  `json:"answer_by,omitzero" format:"date" doc:"Until when it may be supplied"`

	DecidedBy  calendar.Date `json:"decided_by,omitzero" format:"date" doc:"By law, if it were accepted today and nothing of the time were left out"`
	PromisedBy calendar.Date `json:"promised_by,omitzero" format:"date" doc:"As the office promises"`
}

// DraftVerdict is a condition judged by the form.
type DraftVerdict struct {
	Criterion  string    `json:"criterion"`
	RuleSet    string    `json:"rule_set,omitempty"`
	Holds      bool      `json:"holds"`
	Judged     bool      `json:"judged" doc:"False when the form does not say enough"`
	Unverified bool      `json:"unverified"`
	Title      item.Text `json:"title"`
	Basis      string    `json:"basis,omitempty"`
}

// DraftMissing is a material of which there are too few files.
type DraftMissing struct {
	Material string    `json:"material"`
	Title    item.Text `json:"title"`
	Have     int       `json:"have"`
	Need     int       `json:"need"`
}

// DraftAsked is a point of what the applicant was asked for.
type DraftAsked struct {
	AskedSupplement
	Changed bool `json:"changed" doc:"Something of it is not as it was filed; what is not may be supplied all the same"`
}

type draftCheckOutput struct{ Body DraftCheck }

func (s *Server) checkDraft(c *call, _ *DraftInput) (*draftCheckOutput, error) {
	d := c.draft
	it, err := s.Engine.Items.Item(d.Item, d.Version)
	if err != nil {
		return nil, doing("read the item of a draft", err)
	}
	facts := s.facts()
	out := DraftCheck{Fields: []FieldProblem{}, Warnings: []FieldProblem{}, Criteria: []DraftVerdict{}, Missing: []DraftMissing{}, Asked: []DraftAsked{}}
	if d.Case != "" {
		k, err := s.Engine.Store.Case(c, d.Case)
		if err != nil {
			return nil, doing("read the case of a draft", err)
		}
		facts.BaseYear = k.State.BaseYear
		if err := s.checkAsked(c, it, k, &out); err != nil {
			return nil, err
		}
	}
	data, err := item.DecodeForm(d.Form)
	if err != nil {
		return nil, formRefused(err)
	}
	out.Fields = rowsOf(it.CheckForm(d.Form), fieldOf)
	if len(out.Fields) == 0 {
		for _, f := range it.CheckRules(data, facts) {
			if f.Warning {
				out.Warnings = append(out.Warnings, fieldOf(f))
			} else {
				out.Fields = append(out.Fields, fieldOf(f))
			}
		}
	}
	out.Criteria = rowsOf(it.Judge(data, facts), verdictOf)
	have := map[string]int{}
	for _, f := range d.Files {
		have[f.Material]++
	}
	out.Missing = rowsOf(it.MaterialsMissing(data, facts, have), func(m item.Missing) DraftMissing {
		return DraftMissing{m.Material, m.Title, m.Have, m.Need}
	})
	if !d.Opens && d.Case == "" {
		due := workflow.Expected(it, s.Engine.Calendars.Calendar(), s.today())
		out.DecidedBy, out.PromisedBy = due.Law, due.Promise
	}
	out.Ready = len(out.Fields) == 0 && len(out.Missing) == 0
	return &draftCheckOutput{out}, nil
}

// checkAsked tells what the draft was asked for, and of what the draft changes something.
func (s *Server) checkAsked(c *call, it *item.Item, k *workflow.Case, out *DraftCheck) error {
	d, v := c.draft, asking(&k.State)
	if d.Opens || v == nil {
		return nil
	}
	said, err := s.wordsOf(c, &k.State)
	if err != nil {
		return err
	}
	asked := said.asked(v.ID)
	changed, err := k.Changed(asked, d.Form, d.Files)
	if err != nil {
		return doing("compare a draft with what was filed", err)
	}
	for i, a := range asked {
		out.Asked = append(out.Asked, DraftAsked{askedSupplement(it, a), changed[i]})
	}
	out.AnswerBy = s.lastDay(k.State.Visits[v.ID-1].Answer, s.today())
	return nil
}

func verdictOf(v item.Verdict) DraftVerdict {
	return DraftVerdict{v.Criterion, v.RuleSet, v.Holds, v.Err == "", v.Unverified, v.Title, v.Basis}
}
