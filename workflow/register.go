package workflow

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
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
			return at(refuse(Invalid, "applicant_other"), "/form/"+strings.ReplaceAll(strings.TrimPrefix(it.ApplicantCode, "form."), ".", "/"))
		}
	}
	if it.Prefill == nil || it.Certificate == nil || it.Certificate.Replaces == "" {
		return nil
	}
	number, err := it.Text(it.Certificate.Replaces, data, facts)
	if err != nil {
		return nil // the schema asks for it
	}
	return e.matchesRegister(ctx, applicant, it, data, facts, number)
}

func (e *Engine) matchesRegister(ctx context.Context, applicant string, it *item.Item, data any, facts item.CaseData, number string) error {
	held, err := e.Register.Certificate(ctx, number)
	var told *Error
	switch {
	case errors.As(err, &told), err == nil && (held.Owner != applicant || held.Kind != it.Prefill.Certificate):
		return at(refuse(Invalid, "certificate_unknown", number), "/form")
	case err != nil:
		return fmt.Errorf("read certificate %s: %w", number, err)
	case held.Status != "valid" || held.SucceededBy != "":
		return at(refuse(Conflict, "certificate_replaced", number), "/form")
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
		if want := fieldOf(registered, field); want != nil && !reflect.DeepEqual(want, fieldOf(data, field)) {
			return at(refuse(Invalid, "register_differs", field), "/form/"+strings.ReplaceAll(field, ".", "/"))
		}
	}
	return nil
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
	m["number"], m["kind"], m["granted_on"], m["valid_until"] = c.Number, c.Kind, c.GrantedOn.String(), c.ValidUntil.String()
	m["grade"] = any(c.Grade)
	if n, err := strconv.ParseInt(c.Grade, 10, 64); err == nil {
		m["grade"] = n
	}
	return m
}

// fieldOf finds a dotted field of a form; nil when it is not there.
func fieldOf(data any, field string) any {
	for _, name := range strings.Split(field, ".") {
		m, ok := data.(map[string]any)
		if !ok {
			return nil
		}
		data = m[name]
	}
	return data
}
