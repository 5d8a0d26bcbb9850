package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"sync"

	"shenpi/catalogue"
	"shenpi/policies"
	"shenpi/storage/db"
	"shenpi/workflow"
	"shenpi/workflow/calendar"
	"shenpi/workflow/item"
)

// moreEnterprises join those that file the samples, so that every item can be filed by several.
func moreEnterprises() []catalogue.Enterprise {
	var list []catalogue.Enterprise
	for i, name := range []string{"长风", "清江", "云岭", "翠屏"} {
		list = append(list, catalogue.Enterprise{
			CreditCode:          creditCode(fmt.Sprintf("91520000MA00001%02d", i+1)),
			Name:                "示例" + name + "信息技术有限公司",
			LegalRepresentative: []string{"苏", "潘", "葛", "范"}[i] + "示例",
			Account:             fmt.Sprintf("T%d", i+1),
		})
	}
	return list
}

// creditCode adds the check digit of GB 32100-2015 to the first seventeen places of a unified social credit code.
func creditCode(first string) string {
	const digits = "0123456789ABCDEFGHJKLMNPQRTUWXY"
	sum, weight := 0, 1
	for _, c := range first {
		sum += strings.IndexRune(digits, c) * weight
		weight = weight * 3 % 31
	}
	return first + string(digits[(31-sum%31)%31])
}

// held is what the register keeps of a certificate granted before the system existed.
type held struct {
	Copies int `json:"copies"`
}

// dutiesDone are the duties that the holder of a certificate of before has done.
func dutiesDone(selfChecks []int, inspections []catalogue.Inspection) []workflow.DutyDone {
	var list []workflow.DutyDone
	for _, y := range selfChecks {
		list = append(list, workflow.DutyDone{Duty: "self-check", Year: y, Result: "pass"})
	}
	for _, i := range inspections {
		list = append(list, workflow.DutyDone{Duty: "inspection", Year: i.Year, Result: i.Result})
	}
	return list
}

// shippedTerms are the terms of the shipped kinds of certificate; see workflow.Terms.
var shippedTerms = sync.OnceValues(func() (map[string]*item.CertificateSpec, error) {
	terms := map[string]*item.CertificateSpec{}
	for _, name := range catalogue.Items() {
		src, err := fs.ReadFile(catalogue.FS(), name)
		if err != nil {
			return nil, err
		}
		d, err := item.Parse(name, src)
		if err != nil {
			return nil, err
		}
		if c := d.Certificate; c != nil && len(c.Remind)+len(c.Duties) > 0 {
			terms[c.Kind] = c
		}
	}
	return terms, nil
})

func (h *house) demoRegister(ctx context.Context, office catalogue.Office) error {
	list, err := registered(office)
	if err != nil {
		return err
	}
	for _, c := range list {
		if err := h.enter(ctx, c); err != nil {
			return err
		}
	}
	return nil
}

// registered are the certificates of an office as the register holds them.
func registered(o catalogue.Office) ([]workflow.Certificate, error) {
	var list []workflow.Certificate
	for _, c := range o.Certificates {
		granted, err := calendar.Parse(c.GrantedOn)
		if err != nil {
			return nil, err
		}
		var until calendar.Date
		if c.ValidUntil != "" {
			if until, err = calendar.Parse(c.ValidUntil); err != nil {
				return nil, err
			}
		}
		name, id := o.HolderOf(c)
		row := workflow.Certificate{
			Number: c.Number, Kind: c.Kind, Holder: name, HolderID: id, Owner: c.Holder, Grade: c.GradeText(), GrantedOn: granted,
			ValidUntil: until, Done: dutiesDone(c.SelfChecks, c.Inspections),
		}
		if row, err = ofBefore(row, held{c.Copies}); err != nil {
			return nil, err
		}
		list = append(list, row)
	}
	return list, nil
}

// ofBefore completes the row of a certificate granted before the system existed.
func ofBefore(c workflow.Certificate, about held) (workflow.Certificate, error) {
	kinds, err := shippedTerms()
	if err != nil {
		return c, err
	}
	if spec := kinds[c.Kind]; spec != nil {
		c.Terms = workflow.TermsOf(spec, c.GrantedOn)
	}
	c.Details, err = json.Marshal(about)
	c.Status, c.ValidFrom, c.Authority = workflow.CertificateValid, c.GrantedOn, "gz-iid"
	return c, err
}

// enter puts a certificate of before into the register, once.
func (h *house) enter(ctx context.Context, c workflow.Certificate) error {
	known, err := h.certificateKnown(ctx, c.Number)
	if err != nil || known {
		return err
	}
	_, err = h.engine.Administer(ctx, demonstrator, workflow.AdminInput{
		Stream: "certificate/" + c.Number, Kind: "registered", Role: policies.CertificateClerk,
		Facts: map[string]string{
			"number": c.Number, "kind": c.Kind, "owner": c.Owner, "grade": c.Grade,
			"granted_on": c.GrantedOn.String(), "valid_until": c.ValidUntil.String(),
		},
		Payload: map[string]string{"holder": c.Holder}, Certificates: []workflow.Certificate{c},
	})
	if err != nil {
		return fmt.Errorf("register certificate %s: %w", c.Number, err)
	}
	return nil
}

func (h *house) certificateKnown(ctx context.Context, number string) (bool, error) {
	_, err := h.db.Certificate(ctx, number)
	var told *workflow.Error
	if errors.As(err, &told) && told.Kind == workflow.NotFound {
		return false, nil
	}
	return err == nil, err
}

// renewable says which enterprises of the demonstration always hold a certificate to renew, and in how many days it ends:
// at least from, at most to.
var renewable = []struct {
	account  string
	from, to int
}{{"A3", 31, 400}, {"T3", 31, 400}, {"T4", 31, 45}}

// calendarsAhead is for how many years a demonstration has a calendar: nothing is deemed in a year without one.
const calendarsAhead = 6

// keepCurrent is called whenever the clock of a demonstration was moved: there is a calendar for the years to come, and
// certificates that have to be renewed soon.
func (h *house) keepCurrent(ctx context.Context) error {
	today := calendar.DateOf(h.clock.Now())
	if err := h.demoCalendars(ctx, today.Year()); err != nil {
		return err
	}
	office, err := catalogue.DemoOffice()
	if err != nil {
		return err
	}
	enterprises := append(office.Enterprises, moreEnterprises()...)
	for i, r := range renewable {
		at := slices.IndexFunc(enterprises, func(e catalogue.Enterprise) bool { return e.Account == r.account })
		if err := h.renewableSoon(ctx, enterprises[at], 1000*(i+2), today, today.AddDays(r.from), today.AddDays(r.to)); err != nil {
			return err
		}
	}
	return nil
}

// renewableSoon sees to it that an enterprise holds a certificate that ends in a span of days and was not renewed yet.
func (h *house) renewableSoon(ctx context.Context, e catalogue.Enterprise, series int, today, from, to calendar.Date) error {
	page, err := h.db.Certificates(ctx, db.CertificateFilter{Scope: workflow.Scope{Enterprise: e.CreditCode}, Status: workflow.CertificateValid, Limit: 200})
	if err != nil {
		return err
	}
	followed := map[string]bool{}
	for _, c := range page.Rows {
		followed[c.Replaces] = true
	}
	for _, c := range page.Rows {
		if c.Kind == "si-qualification" && !followed[c.Number] && !c.ValidUntil.Before(from) && !c.ValidUntil.After(to) {
			return nil
		}
	}
	for until := today.AddDays(40); ; until = until.AddDays(1) {
		granted, err := yearsEarlier(until.AddDays(1), 4)
		if err != nil {
			continue // 29 February
		}
		number := fmt.Sprintf("SL-SIQ3-%d-%04d", granted.Year(), series+granted.Sub(yearStart(granted)))
		known, err := h.certificateKnown(ctx, number)
		if err != nil {
			return err
		}
		if known {
			continue
		}
		var years []int
		for y := granted.Year() + 1; y <= today.Year(); y++ {
			years = append(years, y)
		}
		row, err := ofBefore(workflow.Certificate{
			Number: number, Kind: "si-qualification", Holder: e.Name, HolderID: e.CreditCode, Owner: e.CreditCode,
			Grade: "3", GrantedOn: granted, ValidUntil: until,
			Done: dutiesDone(years, []catalogue.Inspection{{Year: granted.Year() + 3, Result: "pass"}}),
		}, held{Copies: 1})
		if err != nil {
			return err
		}
		return h.enter(ctx, row)
	}
}

func yearsEarlier(d calendar.Date, years int) (calendar.Date, error) {
	y, m, day := d.Civil()
	return calendar.NewDate(y-years, m, day)
}

func yearStart(d calendar.Date) calendar.Date {
	first, err := calendar.NewDate(d.Year(), 1, 1)
	if err != nil {
		panic(err) // every year has a first of January
	}
	return first
}

// demoCalendars loads years that nobody has announced yet with their statutory holidays, and says so in them.
func (h *house) demoCalendars(ctx context.Context, from int) error {
	known := h.definitions.Calendar()
	for year := from; year <= from+calendarsAhead; year++ {
		if _, ok := known.Year(year); ok {
			continue
		}
		data, err := inventedYear(known, year)
		if err != nil {
			return err
		}
		_, err = h.engine.Administer(ctx, demonstrator, workflow.AdminInput{
			Stream: fmt.Sprintf("calendar/%d", year), Kind: "loaded", Role: policies.ItemAdmin,
			Facts: json.RawMessage(data), Rows: []any{workflow.CalendarYear{Year: year, Data: data}},
		})
		if err != nil {
			return fmt.Errorf("load calendar %d: %w", year, err)
		}
	}
	return h.definitions.Reload(ctx)
}

func inventedYear(c *calendar.Calendar, year int) ([]byte, error) {
	type day struct {
		Date calendar.Date `json:"date"`
		Name calendar.Name `json:"name"`
	}
	holidays := []day{}
	first, err := calendar.NewDate(year, 1, 1)
	if err != nil {
		return nil, err
	}
	for d := first; d.Year() == year; d = d.AddDays(1) {
		if info := c.Day(d); info.Rule == calendar.RuleHolidayProvisional {
			holidays = append(holidays, day{d, info.Name})
		}
	}
	raw, err := json.Marshal(map[string]any{
		"year": year, "source": "演示日历：仅列法定节假日，不是国务院办公厅的公告", "holidays": holidays, "makeup": []day{},
	})
	if err != nil {
		return nil, err
	}
	y, err := calendar.ParseYear("demonstration", raw)
	if err != nil {
		return nil, err
	}
	return json.Marshal(y) // in its canonical form
}
