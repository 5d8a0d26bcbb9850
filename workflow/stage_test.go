package workflow_test

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"strings"
	"sync"

	"github.com/stretchr/testify/require"

	"shenpi/catalogue"
	"shenpi/workflow"
	"shenpi/workflow/item"
)

// stage is what histories are played on: the items and an application for each.
type stage struct {
	items        []*item.Item
	other        *item.Item // of another agency, which some of them call
	applications map[string]catalogue.Sample
	office       catalogue.Office
	terms        map[string]*item.CertificateSpec // by kind
}

// openStage takes the shipped items and some small ones.
var openStage = func() func(tester) *stage {
	var once sync.Once
	s := &stage{applications: map[string]catalogue.Sample{}, terms: map[string]*item.CertificateSpec{}}
	return func(t tester) *stage {
		once.Do(func() { s.fill(t) })
		return s
	}
}()

func (s *stage) fill(t tester) {
	for _, path := range catalogue.Items() {
		it, err := item.Load(catalogue.FS(), path)
		require.NoError(t, err)
		s.items = append(s.items, it)
		if c := it.Certificate; c != nil && len(c.Duties) > 0 {
			s.terms[c.Kind] = c
		}
	}
	for i, flow := range []string{acceptance, examination, excluding, ratioPanel, sentBack, published, drawnPanel, addedSeats, asking, askingInside, consulting, restarting, apart} {
		it := small(t, flow)
		it.Item = fmt.Sprint("small-", i)
		s.items = append(s.items, it)
	}
	own := withClocks(t).item
	own.Item = "small-clocks"
	s.items = append(s.items, own)
	public := withOwnSuspension(t)
	public.Item = "small-public"
	s.items = append(s.items, public)
	s.other = callee(t, "opinion", "", answering)
	fire := jointly(t, fireExamines)
	fire.Item = "joint-panel"
	s.items = append(s.items, joint(t), fire)
	samples, err := catalogue.Samples()
	require.NoError(t, err)
	for _, sample := range samples {
		if _, had := s.applications[sample.Item]; !had {
			s.applications[sample.Item] = sample
		}
	}
	forward := s.applications["si-qualification"]
	s.applications["si-qualification-forward"] = forwarded(t, forward)
	office, err := catalogue.DemoOffice()
	require.NoError(t, err)
	s.office = office
	s.items = append(s.items, keeper(t, "[applicant, handler]"))
	s.applications["small-register"] = catalogue.Sample{Item: "small-register", Applicant: applicant, ReceivedOn: "2026-11-23",
		Form: json.RawMessage(`{"n":6,"valid_until":"` + held + `"}`)}
}

// forwarded is an application for the grade that the ministry decides.
func forwarded(t tester, s catalogue.Sample) catalogue.Sample {
	form := map[string]any{}
	require.NoError(t, json.Unmarshal(s.Form, &form))
	application, ok := form["application"].(map[string]any)
	require.True(t, ok)
	application["grade"], application["kind"], application["prior_grade"] = 2, "upgrade", 3
	application["prior_certificate_no"], application["prior_granted_on"] = "SL-SIQ3-2020-0001", "2020-03-01"
	raw, err := json.Marshal(form)
	require.NoError(t, err)
	s.Form = raw
	return s
}

const sentBack = `
  - step: first
    title: {zh: 初, en: First}
    by: {role: handler}
    within: 3
    decisions:
      pass: {clock: {start: decide}}
      supplement: {ask: applicant, answer_within: {days: 10}, document: letter}
  - step: panel
    title: {zh: 组, en: Panel}
    by: {role: expert, people: 3, pass: all, pick: {named_by: handler}}
    upon: {fail: {next: last}}
    within: 4
  - step: last
    title: {zh: 末, en: Last}
    by: {role: office-head, not_who: [first]}
    within: 2
    decisions:
      pass: {needs: [panel]}
      consult: {ask: first, answer_within: {workdays: 3}}
      refuse: {end: refused, document: letter, reason: required}
      return: {back_to: previous, reason: required}
  - end: granted
`

const consulting = `
  - {step: first, title: {zh: 初, en: First}, by: {role: handler}, decisions: {pass: {clock: {start: decide}}}}
  - parallel: both
    title: {zh: 并, en: Both}
    join: any
    upon: {fail: {next: last}}
    branches:
      theirs:
        - {call: opinion, item: opinion, form: {n: form.n, valid_until: '""'}, answer_within: {workdays: 5}}
        - {call: ministry, external: true, by: {role: window}, answer_within: {days: 10}, on_silence: {outcome: fail}}
      ours:
        - {call: copy, item: opinion, until: filed}
        - {step: own, title: {zh: 自, en: Own}, by: {role: inspector, people: 2}, decisions: {pass: {}, return: {back_to: first, alone: true, reason: required}}}
  - {step: last, title: {zh: 末, en: Last}, by: {role: agency-leader}, decisions: {pass: {needs: [both]}, refuse: {end: refused, document: letter, reason: required}}}
  - end: granted
`

const published = `
  - {step: first, title: {zh: 初, en: First}, by: {role: handler}, decisions: {pass: {clock: {start: decide}}}}
  - wait: publicity
    title: {zh: 示, en: Publicity}
    for: {days: 7}
    document: notice
    upon: {objection: {back_to: first, at_most: 1}}
  - choice: which
    title: {zh: 择, en: Which}
    upon: {fail: {end: refused}}
    cases:
      - when: form.n > 3
        do:
          - {step: extra, title: {zh: 加, en: Extra}, by: {role: inspector, people: 2, pass: any}}
      - {else: true, do: []}
  - step: renewal
    title: {zh: 延, en: Renewal}
    by: {role: agency-leader}
    within: 9
    decisions: {pass: {needs: [first, publicity], clock: {start: issue}}, refuse: {end: refused, document: letter, reason: required}}
    on_expiry: {of: validity, decision: pass, as: deemed}
  - {issue: paper, title: {zh: 证, en: Paper}, certificate: small, by: {role: certificate-clerk}, within: 2}
  - end: granted
`

func attachments(s catalogue.Sample) []workflow.File {
	types := map[string]string{"pdf": "application/pdf", "png": "image/png", "jpg": "image/jpeg"}
	var files []workflow.File
	for i, f := range s.Files {
		files = append(files, workflow.File{Material: f.Requirement, Name: f.Name, SHA256: fmt.Sprintf("%064d", i), Size: 10,
			MediaType: types[f.Name[strings.LastIndex(f.Name, ".")+1:]]})
	}
	return files
}

// stock puts the certificates of before into the register, the other agency's item on the shelf, and people of its own into
// the unit for fire.
func (s *stage) stock(o *office) {
	maps.Copy(o.staff, staff{"handler@fire": {"H2", "H3"}, "expert@fire": {"E1", "E2", "E3"}, "office-head@fire": {"O2"}})
	o.knows(s.other)
	o.store.Put(heldBefore())
	for _, c := range s.office.Certificates {
		name, id := s.office.HolderOf(c)
		k := workflow.Certificate{Number: c.Number, Kind: c.Kind, Owner: c.Holder, Holder: name, HolderID: id, Grade: c.GradeText(), GrantedOn: day(c.GrantedOn),
			ValidFrom: day(c.GrantedOn), Status: workflow.CertificateValid, Authority: "gz-iid", CaughtUp: day("2026-08-01"), Terms: workflow.TermsOf(s.terms[c.Kind], day(c.GrantedOn))}
		if c.ValidUntil != "" {
			k.ValidUntil = day(c.ValidUntil)
		}
		for _, y := range c.SelfChecks {
			k.Done = append(k.Done, workflow.DutyDone{Duty: "self-check", Year: y})
		}
		for _, i := range c.Inspections {
			k.Done = append(k.Done, workflow.DutyDone{Duty: "inspection", Year: i.Year, Result: i.Result})
		}
		o.store.Put(k)
	}
}

// send files a sample, or opens its case where the office does.
func (o *office) send(s catalogue.Sample) (workflow.Receipt, error) {
	in := workflow.SubmitInput{Item: s.Item, Form: s.Form, Files: attachments(s), OwnMotion: s.OpenedBy != ""}
	actor := workflow.Actor{Person: "A1", Enterprise: s.Applicant}
	if in.OwnMotion {
		actor = workflow.Actor{Person: "H3"}
	}
	return o.engine.Submit(context.Background(), actor, in)
}

// shipped opens an office for a shipped item and files its sample, on the day it is made for.
func (s *stage) shipped(t tester, key string) *matter {
	t.Helper()
	sample := s.applications[key]
	for _, it := range s.items {
		if it.Item != key {
			continue
		}
		o := openOffice(t, it, sample.ReceivedOn)
		s.stock(o)
		r, err := o.send(sample)
		require.NoError(t, err)
		return &matter{office: o, id: r.Case}
	}
	require.Fail(t, "no such item")
	return nil
}
