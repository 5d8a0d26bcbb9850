package item

import (
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"
)

// HoldingKey is one thing a case takes that only one may have at a time.
type HoldingKey struct {
	Kind   string `json:"kind"`
	Key    string `json:"key"`
	Field  string `json:"field,omitempty"`  // JSON pointer of the field it stands in
	Kept   bool   `json:"kept,omitempty"`   // a grant keeps it while the certificate is valid; otherwise the end of the case releases it
	Holder string `json:"holder,omitempty"` // empty = the case
	Title  Text   `json:"title"`
}

// HoldingKeys lists what a form takes.
func (i *Item) HoldingKeys(data any, c CaseData) ([]HoldingKey, error) {
	vars := i.vars(data, c)
	var keys []HoldingKey
	for k, h := range i.Holdings {
		list, err := i.decls.holdings[k].keys.texts(vars)
		if err != nil {
			return nil, fmt.Errorf("read the keys of %s: %w", h.Kind, err)
		}
		holder, err := i.decls.holdings[k].holder.text(vars)
		if err != nil {
			return nil, fmt.Errorf("read the holder of %s: %w", h.Kind, err)
		}
		for _, key := range list {
			keys = append(keys, HoldingKey{Kind: h.Kind, Key: key, Field: fieldOf(h.Keys), Kept: h.For == "certificate", Holder: holder, Title: h.Title})
		}
	}
	return keys, nil
}

var fieldPath = regexp.MustCompile(`\bform((?:\.[A-Za-z_][A-Za-z0-9_]*)+)(\()?`)

// fieldOf gives the first field an expression names as a JSON pointer; a call at its end, as in form.a.map(..), is no
// field.
func fieldOf(source string) string {
	m := fieldPath.FindStringSubmatch(source)
	if m == nil {
		return ""
	}
	path := m[1]
	if m[2] != "" {
		path = path[:strings.LastIndexByte(path, '.')]
	}
	return strings.ReplaceAll(path, ".", "/")
}

// CertificateValues are the facts of a certificate that the form decides.
type CertificateValues struct {
	Grade     string
	Holder    string
	HolderID  string
	Scope     string
	ValidFrom string // date; empty = the day of the decision
}

// CertificateValues reads what a grant on this form issues. It is an error when the item issues nothing.
func (i *Item) CertificateValues(data any, c CaseData) (CertificateValues, error) {
	if i.Certificate == nil {
		return CertificateValues{}, errors.New("the item issues no certificate")
	}
	v, vars, p := CertificateValues{Scope: i.Certificate.Scope.Zh}, i.vars(data, c), &i.decls
	for _, one := range []struct {
		name string
		from *expression
		to   *string
	}{
		{"grade", p.grade, &v.Grade}, {"holder", p.holder, &v.Holder}, {"holder id", p.holderID, &v.HolderID},
		{"first day", p.validFrom, &v.ValidFrom},
	} {
		text, err := one.from.text(vars)
		if err != nil {
			return CertificateValues{}, fmt.Errorf("read the %s of the certificate: %w", one.name, err)
		}
		*one.to = text
	}
	return v, nil
}

// Concern is what the form of a case says of the certificate it is about.
type Concern struct {
	Certificate string
	Ground      string
	Duty        string
	Year        int
}

// Concern reads which certificate a case is about: the one the item concerns, else the one its grant follows. Its number is
// empty when it is about none.
func (i *Item) Concern(data any, c CaseData) (Concern, error) {
	var v Concern
	var year string
	vars, p := i.vars(data, c), &i.decls
	number := p.concerns
	if i.Concerns == nil {
		number = p.replaces
	}
	for _, one := range []struct {
		name string
		from *expression
		to   *string
	}{
		{"number", number, &v.Certificate}, {"ground", p.ground, &v.Ground}, {"duty", p.duty, &v.Duty}, {"year", p.year, &year},
	} {
		text, err := one.from.text(vars)
		if err != nil {
			return Concern{}, fmt.Errorf("read the %s of the certificate a case is about: %w", one.name, err)
		}
		*one.to = text
	}
	if year != "" {
		n, err := strconv.Atoi(year)
		if err != nil {
			return Concern{}, fmt.Errorf("read the year of a duty: %w", err)
		}
		v.Year = n
	}
	return v, nil
}

// Text reads one of the item's own texts from the form: source is its ApplicantCode, ApplicantName or Grade.Is.
func (i *Item) Text(source string, data any, c CaseData) (string, error) {
	e := i.decls.texts[source]
	if e == nil {
		return "", fmt.Errorf("the item has no text %q", source)
	}
	return e.text(i.vars(data, c))
}

// Until gives the day a date clock ends, and whether it runs at all.
func (i *Item) Until(name string, data any, c CaseData) (date string, runs bool, err error) {
	e, ok := i.decls.clocks[name]
	if !ok {
		return "", false, fmt.Errorf("the item has no clock %s that ends on a date", name)
	}
	vars := i.vars(data, c)
	if date, err = e.until.text(vars); err != nil {
		return "", false, fmt.Errorf("read the end of the clock %s: %w", name, err)
	}
	runs = true
	if e.when != nil {
		if runs, err = e.when.bool(vars); err != nil {
			return "", false, fmt.Errorf("read whether the clock %s runs: %w", name, err)
		}
	}
	return date, runs, nil
}
