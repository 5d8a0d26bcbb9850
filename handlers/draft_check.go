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

type draftCheckOutput struct{ Body DraftCheck }

func (s *Server) checkDraft(c *call, _ *DraftInput) (*draftCheckOutput, error) {
	d := c.draft
	it, err := s.Engine.Items.Item(d.Item, d.Version)
	if err != nil {
		return nil, doing("read the item of a draft", err)
	}
	facts := s.facts()
	if d.Case != "" {
		k, err := s.Engine.Store.Case(c, d.Case)
		if err != nil {
			return nil, doing("read the case of a draft", err)
		}
		facts.BaseYear = k.State.BaseYear
	}
	out := DraftCheck{Fields: []FieldProblem{}, Warnings: []FieldProblem{}, Criteria: []DraftVerdict{}, Missing: []DraftMissing{}}
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

func verdictOf(v item.Verdict) DraftVerdict {
	return DraftVerdict{v.Criterion, v.RuleSet, v.Holds, v.Err == "", v.Unverified, v.Title, v.Basis}
}
