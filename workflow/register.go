package workflow

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"shenpi/workflow/calendar"
	"shenpi/workflow/item"
)

// Register answers what stands in the register of certificates.
type Register interface {
	// Certificate gives one by number; NotFound when there is none.
	Certificate(ctx context.Context, number string) (Certificate, error)
}

// belongs refuses a form that speaks for another enterprise than the one that files, or says of a certificate something
// else than the register does.
func (e *Engine) belongs(ctx context.Context, applicant string, it *item.Item, form json.RawMessage) error {
	data, err := item.DecodeForm(form)
	if err != nil {
		return nil // told with the other faults of the form
	}
	today := calendar.DateOf(e.now())
	facts := item.CaseData{ReceivedOn: today.String(), BaseYear: today.Year()}
	if it.ApplicantCode != "" {
		if code, err := it.Text(it.ApplicantCode, data, facts); err == nil && code != applicant {
			return at(refuse(Invalid, "applicant_other"), pointer(it.ApplicantCode))
		}
	}
	if it.Follows() == nil {
		return nil
	}
	about, err := it.Concern(data, facts)
	if err != nil || about.Certificate == "" {
		return nil // the schema asks for it
	}
	if c := it.Concerns; c != nil && c.Ground != "" && item.FindGround(c.Grounds, about.Ground) == nil {
		return at(refuse(Invalid, "ground_unknown", about.Ground), pointer(c.Ground))
	}
	return e.matchesRegister(ctx, applicant, it, data, facts, about)
}

// pointer is where a form has the field that an expression reads.
func pointer(expression string) string {
	return "/form/" + strings.ReplaceAll(strings.TrimPrefix(expression, "form."), ".", "/")
}

func (e *Engine) matchesRegister(ctx context.Context, applicant string, it *item.Item, data any, facts item.CaseData, about item.Concern) error {
	number := about.Certificate
	held, err := e.Register.Certificate(ctx, number)
	var told *Error
	switch {
	case errors.As(err, &told), err == nil && (held.Owner != applicant || !slices.Contains(it.Follows(), held.Kind)):
		return at(refuse(Invalid, "certificate_unknown", number), "/form")
	case err != nil:
		return fmt.Errorf("read certificate %s: %w", number, err)
	}
	if refusal := held.serves(it.RegisterActs(), about, calendar.DateOf(e.now())); refusal != nil {
		return at(refusal, "/form")
	}
	if it.Prefill == nil {
		return nil
	}
	says, err := it.Prefilled(held.Values(), nil, facts)
	if err != nil {
		return fmt.Errorf("read certificate %s into the form of %s: %w", number, it.Item, err)
	}
	registered, err := item.DecodeForm(says)
	if err != nil {
		return fmt.Errorf("read certificate %s into the form of %s: %w", number, it.Item, err)
	}
	for _, field := range it.Prefill.Locked {
		if want := item.FieldAt(registered, field); want != nil && !reflect.DeepEqual(want, item.FieldAt(data, field)) {
			return at(refuse(Invalid, "register_differs", field), "/form/"+strings.ReplaceAll(field, ".", "/"))
		}
	}
	return nil
}

// serves refuses a certificate with which nothing that an item's cases do can be done: what the first of them hears.
func (c Certificate) serves(acts []item.RegisterAct, about item.Concern, on calendar.Date) *Error {
	var first *Error
	for _, act := range acts {
		_, refusal := c.judge(act, about, on)
		if refusal == nil {
			return nil
		}
		if first == nil {
			first = refusal
		}
	}
	return first
}

// Values is a certificate as expressions of an item read it: a grade that is a number is one.
func (c Certificate) Values() map[string]any {
	m := map[string]any{}
	if len(c.Details) > 0 {
		if details, err := item.DecodeForm(c.Details); err == nil {
			if d, ok := details.(map[string]any); ok {
				m = d
			}
		}
	}
	m["number"], m["kind"], m["granted_on"], m["valid_from"] = c.Number, c.Kind, c.GrantedOn.String(), c.ValidFrom.String()
	m["holder"], m["holder_id"], m["owner"], m["scope"] = c.Holder, c.HolderID, c.Owner, c.Scope
	if len(c.Done)+len(c.Terms.Duties) > 0 { // else the register knows of no duties
		m["done"] = doneValues(c.Done)
	}
	if !c.ValidUntil.IsZero() {
		m["valid_until"] = c.ValidUntil.String()
	}
	m["grade"] = any(c.Grade)
	if n, err := strconv.ParseInt(c.Grade, 10, 64); err == nil {
		m["grade"] = n
	}
	return m
}

func doneValues(list []DutyDone) []any {
	rows := make([]any, len(list))
	for i, d := range list {
		rows[i] = map[string]any{"duty": d.Duty, "year": int64(d.Year), "result": d.Result}
	}
	return rows
}
