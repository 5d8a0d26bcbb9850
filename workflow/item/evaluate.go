package item

import (
	"fmt"
	"strings"
)

// CaseData is what expressions may read of the case besides the form.
type CaseData struct {
	ReceivedOn string // date
	AcceptedOn string // date; empty until the case is accepted
	BaseYear   int    // the year of filing; "the last three years" are the three before it
}

// vars are the values of an expression's variables. The form is what DecodeForm gave.
func (i *Item) vars(data any, c CaseData) map[string]any {
	if f := i.decls.form; f != nil {
		data, _ = f.shape.fit(data)
	}
	return map[string]any{formVariable: data, "case.received_on": c.ReceivedOn, "case.base_year": int64(c.BaseYear)}
}

// Verdict is what an automatic criterion says of a form. It informs; only an officer refuses.
type Verdict struct {
	Criterion  string `json:"criterion"`
	RuleSet    string `json:"rule_set,omitempty"`
	Holds      bool   `json:"holds"`
	Unverified bool   `json:"unverified,omitempty"` // the source is not sure: a failure is a warning only
	Title      Text   `json:"title"`
	Basis      string `json:"basis,omitempty"`
	Err        string `json:"err,omitempty"` // why it could not be judged; it does not hold then
}

// InForce is the rule set that judges what was accepted on a day, or, when none was in force, the one marked for
// demonstrations; nil when there is none.
func (d *Definition) InForce(on string) *RuleSet {
	var demo *RuleSet
	for k := range d.RuleSets {
		s := &d.RuleSets[k]
		if s.EffectiveFrom <= on && (s.EffectiveTo == "" || on <= s.EffectiveTo) {
			return s
		}
		if s.Demo && demo == nil {
			demo = s
		}
	}
	return demo
}

// Judge says of each criterion that applies to the form whether it holds: those of no rule set, and those of the rule
// set in force on the day of acceptance; before it, of receipt.
func (i *Item) Judge(data any, c CaseData) []Verdict {
	on := c.AcceptedOn
	if on == "" {
		on = c.ReceivedOn
	}
	set, vars := i.InForce(on), i.vars(data, c)
	var verdicts []Verdict
	for k, criterion := range i.Criteria {
		if criterion.RuleSet != "" && (set == nil || set.ID != criterion.RuleSet) {
			continue
		}
		v := Verdict{
			Criterion: criterion.ID, RuleSet: criterion.RuleSet, Title: criterion.Title, Basis: criterion.Basis,
			Unverified: criterion.Unverified || criterion.RuleSet != "" && set.Unverified,
		}
		applies, err := true, error(nil)
		if when := i.decls.criteria[k].when; when != nil {
			applies, err = when.bool(vars)
		}
		if err == nil && applies {
			v.Holds, err = i.decls.criteria[k].check.bool(vars)
		}
		if err != nil {
			v.Err = err.Error()
		} else if !applies {
			continue
		}
		verdicts = append(verdicts, v)
	}
	return verdicts
}

// CheckRules judges a form that fits the schema by the item's own rules over several fields. A rule that cannot be
// evaluated counts as broken.
func (i *Item) CheckRules(data any, c CaseData) []FieldError {
	vars := i.vars(data, c)
	var broken []FieldError
	for k, check := range i.Checks {
		holds, err := i.decls.checks[k].bool(vars)
		if err == nil && holds {
			continue
		}
		e := FieldError{Code: "rule", Rule: check.ID, Zh: check.Title.Zh, En: check.Title.En, Warning: check.Level == "warning"}
		if check.Field != "" {
			e.Field = "/" + strings.ReplaceAll(check.Field, ".", "/")
		}
		broken = append(broken, e)
	}
	return broken
}

// Choose gives the index of the first case of a choice that holds. A guard that cannot be evaluated is an error, never
// a silent no.
func (i *Item) Choose(n *Node, data any, c CaseData) (int, error) {
	vars := i.vars(data, c)
	guards := i.decls.choices[n]
	for k, a := range n.Cases {
		if a.Else {
			return k, nil
		}
		if k >= len(guards) || guards[k] == nil {
			return 0, fmt.Errorf("choose at %s: case %d has no guard", n.ID, k+1)
		}
		holds, err := guards[k].bool(vars)
		if err != nil {
			return 0, fmt.Errorf("choose at %s: %w", n.ID, err)
		}
		if holds {
			return k, nil
		}
	}
	return 0, fmt.Errorf("choose at %s: no case holds", n.ID)
}

// Missing is a material of which there are too few files.
type Missing struct {
	Material string `json:"material"`
	Have     int    `json:"have"`
	Need     int    `json:"need"`
	Title    Text   `json:"title"`
}

// MaterialsMissing lists the materials of which the form demands more files than there are. Where it cannot be
// evaluated whether a material is demanded, it is.
func (i *Item) MaterialsMissing(data any, c CaseData, have map[string]int) []Missing {
	vars := i.vars(data, c)
	var missing []Missing
	for k, m := range i.Materials {
		demanded := m.Required
		if when := i.decls.materials[k]; when != nil {
			holds, err := when.bool(vars)
			demanded = demanded || holds || err != nil
		}
		need := max(m.Min, 1)
		if demanded && have[m.ID] < need {
			missing = append(missing, Missing{Material: m.ID, Have: have[m.ID], Need: need, Title: m.Title})
		}
	}
	return missing
}
