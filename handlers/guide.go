package handlers

import (
	"encoding/json"
	"maps"
	"slices"

	"shenpi/workflow/item"
)

// Guide is what an applicant has to know of an item before filing.
type Guide struct {
	ItemRow
	Hash      string            `json:"hash" doc:"SHA-256 of the definition and its form"`
	From      string            `json:"effective_from"`
	To        string            `json:"effective_to,omitempty"`
	Legal     GuideLegal        `json:"legal"`
	RuleSets  []GuideRuleSet    `json:"rule_sets"`
	Criteria  []GuideCriterion  `json:"criteria"`
	Checks    []GuideCheck      `json:"checks"`
	Materials []GuideMaterial   `json:"materials"`
	Steps     []GuideStep       `json:"steps"`
	Clocks    []GuideClock      `json:"clocks"`
	Documents []GuideDocument   `json:"documents"`
	Outcomes  []GuideOutcome    `json:"outcomes"`
	Issues    *GuideCertificate `json:"issues,omitempty" doc:"The certificate a grant issues"`
	Concerns  *GuideConcerns    `json:"concerns,omitempty" doc:"The certificate that a case is about"`
	Locked    []string          `json:"locked" doc:"Fields of the form that the register fills"`
	Form      json.RawMessage   `json:"form" doc:"JSON Schema 2020-12 of the form, in one piece"`
}

// GuideLegal is the law an item stands on.
type GuideLegal struct {
	IsAdminLicence bool         `json:"is_admin_licence"`
	Basis          []item.Basis `json:"basis"`
	NotModelled    []string     `json:"not_modelled"`
	Standing       item.Text    `json:"standing"`
}

// GuideRuleSet is one generation of the conditions.
type GuideRuleSet struct {
	ID         string    `json:"id"`
	From       string    `json:"effective_from"`
	To         string    `json:"effective_to,omitempty"`
	Title      item.Text `json:"title"`
	InForce    bool      `json:"in_force" doc:"Whether it would judge an application received today"`
	Unverified bool      `json:"unverified"`
}

// GuideCriterion is a condition of the grant.
type GuideCriterion struct {
	ID         string    `json:"id"`
	RuleSet    string    `json:"rule_set,omitempty"`
	Title      item.Text `json:"title"`
	Basis      string    `json:"basis,omitempty"`
	Unverified bool      `json:"unverified" doc:"The source is not sure: a warning only"`
}

// GuideCheck is a rule over several fields of the form.
type GuideCheck struct {
	ID      string    `json:"id"`
	Title   item.Text `json:"title"`
	Field   string    `json:"field,omitempty"`
	Refuses bool      `json:"refuses"`
}

// GuideMaterial is a paper the item demands.
type GuideMaterial struct {
	ID        string    `json:"id"`
	Title     item.Text `json:"title"`
	Help      item.Text `json:"help"`
	Required  bool      `json:"required"`
	Sometimes bool      `json:"required_sometimes" doc:"Whether it depends on the form"`
	Min       int       `json:"min"`
	Max       int       `json:"max"`
	Types     []string  `json:"types"`
	MaxSize   int64     `json:"max_size" doc:"bytes"`
	Level     string    `json:"level,omitempty"`

	Photo *GuidePhoto `json:"photo,omitempty" doc:"Of a portrait that a certificate shows"`
}

// GuidePhoto is what a portrait on a certificate has to be.
type GuidePhoto struct {
	LeastWidth  int `json:"least_width" doc:"pixels"`
	LeastHeight int `json:"least_height" doc:"pixels"`
	Longest     int `json:"longest" doc:"Its height is from once to so many times its width"`
}

// GuideStep is one node of the flow, in the order of the text.
type GuideStep struct {
	Node      string      `json:"node"`
	Kind      string      `json:"kind"`
	Title     item.Text   `json:"title"`
	Within    string      `json:"within_node,omitempty" doc:"The parallel or choice it stands in"`
	Lane      string      `json:"lane,omitempty" doc:"The branch it stands in, or the number of the case of a choice, from 0"`
	LaneTitle *item.Text  `json:"lane_title,omitempty"`
	Role      string      `json:"role,omitempty"`
	RoleTitle *item.Text  `json:"role_title,omitempty"`
	People    int         `json:"people,omitempty"`
	Limit     int         `json:"limit,omitempty" doc:"working days"`
	Wait      *item.Span  `json:"wait,omitempty"`
	Excluded  bool        `json:"excluded" doc:"Whether its time is not counted (Art. 45)"`
	Decisions []item.Text `json:"decisions"`
	Cases     []GuideCase `json:"cases" doc:"Of a choice, in the order in which they are tried"`
	Leads     []GuideLead `json:"leads" doc:"The ways out that do not go on to the step after it"`
}

// GuideCase is one of the ways a choice can take. It holds steps, or goes on at once.
type GuideCase struct {
	When string `json:"when,omitempty" doc:"The condition, as written; absent of the last one, which holds when no other does"`
}

// GuideLead is a way out of a step, by a decision or by an event.
type GuideLead struct {
	Title   item.Text `json:"title" doc:"of the decision or event"`
	Way     string    `json:"way" enum:"next,back_to,end"`
	To      string    `json:"to,omitempty" doc:"A step, or an end; absent when it goes back to whichever step was before"`
	ToTitle item.Text `json:"to_title,omitzero"`
}

// GuideClock is a limit that ends on a date of the form.
type GuideClock struct {
	Name  string    `json:"name"`
	Title item.Text `json:"title"`
}

// GuideDocument is a paper the office may issue.
type GuideDocument struct {
	Type  string    `json:"type"`
	Code  string    `json:"code,omitempty"`
	Title item.Text `json:"title"`
}

// GuideOutcome is an end of a case.
type GuideOutcome struct {
	End    string    `json:"end"`
	Effect string    `json:"effect" enum:"grants,refuses,closes"`
	Title  item.Text `json:"title"`
}

// GuideGrade is a grade that may be applied for.
type GuideGrade struct {
	Grade string    `json:"grade"`
	Title item.Text `json:"title"`
}

// GuideCertificate is what a grant issues.
type GuideCertificate struct {
	Kind       string    `json:"kind"`
	Title      item.Text `json:"title"`
	ValidYears int       `json:"valid_years,omitempty"`

	Remind []int       `json:"remind" doc:"Days before its last day on which the holder is reminded"`
	Duties []GuideDuty `json:"duties" doc:"Of its holder"`
}

// GuideDuty is what a holder has to do again and again while the certificate is valid.
type GuideDuty struct {
	Duty  string    `json:"duty"`
	Title item.Text `json:"title"`
	Basis string    `json:"basis,omitempty"`
	First int       `json:"first" doc:"The first window is in this year after that of the award"`
	Every int       `json:"every" doc:"Years between two windows"`
	From  string    `json:"from" doc:"MM-DD, the first day of a window"`
	To    string    `json:"to" doc:"MM-DD, its last day"`
}

// GuideConcerns is the certificate that a case is about, and the grounds the case may rest on.
type GuideConcerns struct {
	Kinds   []string      `json:"kinds"`
	Grounds []GuideGround `json:"grounds"`
}

// GuideGround is a ground of the law.
type GuideGround struct {
	Ground string    `json:"ground"`
	Title  item.Text `json:"title"`
	Basis  string    `json:"basis,omitempty"`
	Must   bool      `json:"must" doc:"The law leaves no choice"`
	Note   item.Text `json:"note,omitzero" doc:"What else follows from it"`
}

func (s *Server) guideOf(it *item.Item, form json.RawMessage) Guide {
	g := Guide{
		ItemRow: s.itemRow(it), Hash: it.Hash, From: it.Effective.From, To: it.Effective.To, Form: form,
		Legal: GuideLegal{it.Legal.IsAdminLicence, listed(it.Legal.Basis), listed(it.Legal.NotModelled), it.Legal.Standing},
		Criteria: rowsOf(it.Criteria, func(k item.Criterion) GuideCriterion {
			return GuideCriterion{k.ID, k.RuleSet, k.Title, k.Basis, k.Unverified}
		}),
		Checks: rowsOf(it.Checks, func(k item.Check) GuideCheck {
			return GuideCheck{ID: k.ID, Title: k.Title, Field: k.Field, Refuses: k.Level != "warning"}
		}),
		Materials: rowsOf(it.Materials, func(m item.Material) GuideMaterial { return s.materialOf(it, m) }),
		Documents: rowsOf(it.Documents, func(d item.DocumentSpec) GuideDocument { return GuideDocument{d.ID, d.Code, it.TitleOf(&d)} }),
		Steps:     s.steps(it), Locked: []string{},
	}
	inForce := it.InForce(s.today().String())
	g.RuleSets = rowsOf(it.RuleSets, func(r item.RuleSet) GuideRuleSet {
		return GuideRuleSet{r.ID, r.EffectiveFrom, r.EffectiveTo, r.Title, inForce != nil && inForce.ID == r.ID, r.Unverified}
	})
	for _, name := range slices.Sorted(maps.Keys(it.Clocks)) {
		g.Clocks = append(g.Clocks, GuideClock{name, it.Clocks[name].Title})
	}
	g.Clocks = listed(g.Clocks)
	for _, end := range slices.Sorted(maps.Keys(it.Outcomes)) {
		g.Outcomes = append(g.Outcomes, GuideOutcome{end, string(it.Outcomes[end]), label(it, end)})
	}
	g.Outcomes = listed(g.Outcomes)
	if k := it.Certificate; k != nil {
		g.Issues = &GuideCertificate{k.Kind, k.Title, k.ValidYears, listed(k.Remind), rowsOf(k.Duties, func(d item.Duty) GuideDuty {
			return GuideDuty{d.ID, d.Title, d.Basis, d.First, d.Every, d.From, d.To}
		})}
	}
	if c := it.Concerns; c != nil {
		g.Concerns = &GuideConcerns{c.Kinds, rowsOf(c.Grounds, groundOf)}
	}
	if it.Prefill != nil {
		g.Locked = listed(it.Prefill.Locked)
	}
	return g
}

func gradeOf(g item.Grade) GuideGrade { return GuideGrade{g.ID, g.Title} }

func groundOf(g item.Ground) GuideGround {
	return GuideGround{g.ID, g.Title, g.Basis, g.Must, g.Note}
}

func (s *Server) materialOf(it *item.Item, m item.Material) GuideMaterial {
	g := GuideMaterial{
		ID: m.ID, Title: m.Title, Help: m.Help, Required: m.Required, Sometimes: m.RequiredWhen != "", Min: m.Min, Max: m.Max,
		Types: listed(m.Types), MaxSize: m.MaxSize, Level: m.Level,
	}
	if it.Pictured(m.ID) {
		g.Photo = &s.PhotoAsks
	}
	return g
}

func (s *Server) steps(it *item.Item) []GuideStep {
	roles := s.roleTitles()
	return rowsOf(it.Places(), func(p *item.Place) GuideStep {
		g := GuideStep{
			Node: p.ID, Kind: string(p.Kind), Title: p.Title, Role: p.By.Role, People: p.By.People, Limit: p.Within,
			Excluded:  p.Exclude != nil,
			Decisions: rowsOf(p.Decisions, func(d *item.Decision) item.Text { return d.Title }),
			Cases:     rowsOf(p.Cases, func(a *item.Alternative) GuideCase { return GuideCase{a.When} }),
			Leads:     rowsOf(p.Leads(), func(l item.Lead) GuideLead { return GuideLead{l.Title, l.Way, l.To, leadsTo(it, l)} }),
		}
		if p.Kind == item.Wait {
			g.Wait = &p.For
		}
		if t, ok := roles[p.By.Role]; ok {
			g.RoleTitle = &t
		}
		if p.Parent != nil {
			g.Within, g.Lane = p.Parent.ID, p.Lane
			if p.Parent.Kind == item.Parallel {
				t := label(it, p.Lane)
				g.LaneTitle = &t
			}
		}
		return g
	})
}

// leadsTo is the title of where a way leads.
func leadsTo(it *item.Item, l item.Lead) item.Text {
	switch at := it.Place(l.To); {
	case l.To == "":
		return item.Text{}
	case at != nil && at.Kind != item.End:
		return at.Title
	}
	return label(it, l.To)
}

// label is what a decision, branch or end is called.
func label(it *item.Item, name string) item.Text {
	if t, ok := it.Labels[name]; ok {
		return t
	}
	return item.Text{Zh: name, En: name}
}
