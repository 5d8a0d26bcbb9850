package handlers_test

import (
	"context"
	"encoding/json"
	"errors"
	"io/fs"
	"slices"
	"strings"
	"sync"
	"testing/fstest"

	"shenpi/catalogue"
	"shenpi/handlers"
	"shenpi/identity"
	"shenpi/policies"
	"shenpi/storage/db"
	"shenpi/storage/objects"
	"shenpi/workflow"
	"shenpi/workflow/calendar"
	"shenpi/workflow/item"
)

func asObject(err error, e **objects.Error) bool { return errors.As(err, e) }

// office joins the appointments in the database with the shipped policy.
type office struct {
	source *db.DB
	*policies.Authorizer
	mu    sync.Mutex
	units []workflow.Unit

	substitutions []workflow.Substitution
	mandates      []workflow.Mandate
}

func (o *office) Substitutions(person string) []workflow.Substitution {
	o.mu.Lock()
	defer o.mu.Unlock()
	return slices.DeleteFunc(slices.Clone(o.substitutions), func(s workflow.Substitution) bool { return s.By != person || s.Ended })
}

func (o *office) Mandates(person string) []workflow.Mandate {
	o.mu.Lock()
	defer o.mu.Unlock()
	return slices.DeleteFunc(slices.Clone(o.mandates), func(m workflow.Mandate) bool { return m.Agent != person || m.Ended })
}

func openOffice(ctx context.Context, source *db.DB) (*office, error) {
	o := &office{source: source}
	r, err := o.read(ctx)
	if err == nil {
		o.Authorizer, err = policies.New(r)
	}
	return o, err
}

func (o *office) read(ctx context.Context) (policies.Roster, error) {
	revision, err1 := o.source.PolicyRevision(ctx)
	units, err2 := o.source.Units(ctx)
	people, err3 := o.source.People(ctx)
	appointments, err4 := o.source.Appointments(ctx)
	substitutions, err5 := o.source.Substitutions(ctx)
	mandates, err6 := o.source.Mandates(ctx)
	o.mu.Lock()
	defer o.mu.Unlock()
	o.units, o.substitutions, o.mandates = units, substitutions, mandates
	return roster(revision, units, people, appointments), errors.Join(err1, err2, err3, err4, err5, err6)
}

func roster(revision int64, units []workflow.Unit, people []workflow.Person, appointments []workflow.Appointment) policies.Roster {
	r := policies.Roster{Revision: revision}
	for _, u := range units {
		r.Units = append(r.Units, policies.Unit{ID: u.ID, Parent: u.Parent})
	}
	for _, a := range appointments {
		if !slices.ContainsFunc(people, func(p workflow.Person) bool { return p.ID == a.Person && p.Disabled }) {
			r.Appointments = append(r.Appointments, policies.Appointment{Person: a.Person, Role: a.Role, Unit: a.Unit})
		}
	}
	return r
}

func (o *office) Reload(ctx context.Context) error {
	r, err := o.read(ctx)
	if err != nil {
		return err
	}
	return o.Authorizer.Reload(r)
}

func (o *office) Holds(person, role, unit string) bool {
	return slices.Contains(o.RolesIn(person, unit), role)
}

func (o *office) Code(string) string { return "示信产许" }

func (o *office) Reach(person, unit, kind, action string) handlers.Reach {
	return handlers.Reach(o.Authorizer.Reach(person, unit, kind, action))
}

func (o *office) Scope(person, kind, action string) handlers.Scope {
	return handlers.Scope(o.Authorizer.Scope(person, kind, action))
}

func (o *office) Held(person string) []workflow.RoleInUnits {
	o.mu.Lock()
	defer o.mu.Unlock()
	var list []workflow.RoleInUnits
	for _, a := range o.Roles(person) {
		held := workflow.RoleInUnits{Role: a.Role}
		for _, u := range o.units {
			if slices.Contains(o.RolesIn(person, u.ID), a.Role) {
				held.Units = append(held.Units, u.ID)
			}
		}
		list = append(list, held)
	}
	return list
}

// items compiles what was published and keeps the calendar.
type items struct {
	*db.DB
	demo bool
	mu   sync.Mutex
	all  []*item.Item
	cal  *calendar.Calendar
}

func (i *items) Reload(ctx context.Context) error {
	published, err := i.PublishedItems(ctx)
	if err != nil {
		return err
	}
	years, err := i.Calendars(ctx)
	if err != nil {
		return err
	}
	i.mu.Lock()
	defer i.mu.Unlock()
	i.cal = calendar.Shipped()
	for _, y := range years {
		year, err := calendar.ParseYear("year", y.Data)
		if err != nil {
			return err
		}
		i.cal = i.cal.With(year)
	}
	i.all = nil
	for _, p := range published {
		it, err := compiled(p)
		if err != nil {
			return err
		}
		i.all = append(i.all, it)
	}
	return nil
}

// known are the items compiled already, by their hash: every house has the same ones, and nobody changes an item.
var known sync.Map

func compiled(p workflow.PublishedItem) (*item.Item, error) {
	if it, ok := known.Load(p.Hash); ok {
		return it.(*item.Item), nil
	}
	forms := fstest.MapFS{}
	for name, data := range p.Files {
		forms[name] = &fstest.MapFile{Data: data}
	}
	it, err := item.Read(forms, p.Item+".yaml", p.Source)
	if err == nil {
		known.Store(p.Hash, it)
	}
	return it, err
}

func (i *items) Calendar() *calendar.Calendar {
	i.mu.Lock()
	defer i.mu.Unlock()
	return i.cal
}

func (i *items) Counted(string) (*calendar.Calendar, bool) { return nil, false }

func (i *items) find(match func(*item.Item) bool) *item.Item {
	i.mu.Lock()
	defer i.mu.Unlock()
	for k := len(i.all) - 1; k >= 0; k-- {
		if match(i.all[k]) {
			return i.all[k]
		}
	}
	return nil
}

func (i *items) Item(key string, version int) (*item.Item, error) {
	if it := i.find(func(it *item.Item) bool { return it.Item == key && it.Version == version }); it != nil {
		return it, nil
	}
	return nil, &workflow.Error{Kind: workflow.NotFound, Code: "item_not_found", Text: item.Text{Zh: "没有", En: "none"}}
}

func (i *items) Filing(key string, on calendar.Date) (*item.Item, error) {
	i.mu.Lock()
	defer i.mu.Unlock()
	var versions []workflow.Version
	for _, it := range i.all {
		if it.Item == key {
			versions = append(versions, workflow.Version{Item: it})
		}
	}
	return workflow.Filing(versions, on, i.demo)
}

// recorded notes which forms were read.
type recorded struct {
	fs.FS
	read map[string][]byte
}

func (r recorded) Open(name string) (fs.File, error) {
	if data, err := fs.ReadFile(r.FS, name); err == nil {
		r.read[name] = data
	}
	return r.FS.Open(name)
}

var founder = workflow.Actor{Person: "founder"}

// furnish fills an empty database with the demonstration office, and with two persons for every role who hold nothing
// else: r-window, r-handler and so on in gz-iid or for the enterprise of A1, far-window and so on in another unit or for
// the enterprise of A2.
func (h *house) furnish(ctx context.Context) error {
	shipped, err := catalogue.DemoOffice()
	if err != nil {
		return err
	}
	for _, u := range shipped.Units {
		unit := workflow.Unit{ID: u.ID, Parent: u.Parent, Title: item.Text{Zh: u.Title.ZH, En: u.Title.EN}}
		if err := h.administer(ctx, "unit/"+u.ID, true, unit); err != nil {
			return err
		}
	}
	for _, p := range shipped.People {
		person := workflow.Person{ID: p.ID, Name: p.Name, Unit: p.Unit, Post: p.Post, Revision: 1}
		var held []workflow.Appointment
		for _, a := range p.Appointments {
			held = append(held, workflow.Appointment{Person: p.ID, Role: a.Role, Unit: a.Unit})
		}
		if err := h.takeOn(ctx, person, identity.Officer, held...); err != nil {
			return err
		}
	}
	for _, e := range shipped.Enterprises {
		person := workflow.Person{ID: e.Account, Name: e.LegalRepresentative, Enterprise: e.CreditCode, EnterpriseName: e.Name, Revision: 1}
		if err := h.takeOn(ctx, person, identity.Enterprise, workflow.Appointment{Person: e.Account, Role: policies.Applicant}); err != nil {
			return err
		}
	}
	if err := h.oneForEveryRole(ctx, shipped.Enterprises[0], shipped.Enterprises[1]); err != nil {
		return err
	}
	for _, agent := range []string{"r-agent", "far-agent"} {
		if err := h.mandate(ctx, agent); err != nil {
			return err
		}
	}
	if err := h.registered(ctx, shipped); err != nil {
		return err
	}
	return h.publishAll(ctx)
}

func (h *house) oneForEveryRole(ctx context.Context, near, far catalogue.Enterprise) error {
	for _, r := range policies.Roles() {
		for _, x := range []struct {
			id, unit string
			files    catalogue.Enterprise
		}{{"r-" + r.Name, "gz-iid", near}, {"far-" + r.Name, "gz-iid-legal", far}} {
			p := workflow.Person{ID: x.id, Name: r.Zh + "示范", Unit: "gz-iid-platform", Revision: 1}
			kind := identity.Officer
			if r.Name == policies.Agent || r.Name == policies.Applicant {
				p.Unit, p.Enterprise, p.EnterpriseName, kind, x.unit = "", x.files.CreditCode, x.files.Name, identity.Enterprise, ""
			}
			if err := h.takeOn(ctx, p, kind, workflow.Appointment{Person: p.ID, Role: r.Name, Unit: x.unit}); err != nil {
				return err
			}
		}
	}
	return nil
}

// mandate lets an agent do everything an agent can for their enterprise.
func (h *house) mandate(ctx context.Context, agent string) error {
	p, err := h.db.Person(ctx, agent)
	if err != nil {
		return err
	}
	return h.administer(ctx, "mandate/"+agent, true, workflow.Mandate{
		ID: agent, Enterprise: p.Enterprise, Agent: agent, Acts: workflow.MandateActs(), From: calendar.MustParse("2026-01-01"),
		Until: calendar.MustParse("2026-12-31"), Proof: strings.Repeat("0", 64)})
}

func (h *house) administer(ctx context.Context, stream string, policy bool, rows ...any) error {
	_, err := h.engine.Administer(ctx, founder, workflow.AdminInput{Stream: stream, Kind: "founded", Facts: map[string]any{}, Rows: rows, Policy: policy})
	return err
}

// takeOn takes somebody on, with an account whose login is the id in small letters.
func (h *house) takeOn(ctx context.Context, p workflow.Person, kind identity.Kind, held ...workflow.Appointment) error {
	a := identity.Account{ID: identity.AccountID(p.ID), Login: login(p.ID), Name: p.Name, Kind: kind, Enterprise: p.Enterprise, Unit: p.Unit}
	if _, err := h.identity.Create(ctx, a, password); err != nil {
		return err
	}
	rows := []any{p}
	for _, x := range held {
		rows = append(rows, x)
	}
	return h.administer(ctx, "person/"+p.ID, true, rows...)
}

func login(person string) string { return "login." + strings.ToLower(person) }

func (h *house) registered(ctx context.Context, shipped catalogue.Office) error {
	for _, c := range shipped.Certificates {
		name, id := shipped.HolderOf(c)
		details, err := json.Marshal(map[string]any{"copies": c.Copies})
		if err != nil {
			return err
		}
		k := workflow.Certificate{
			Number: c.Number, Kind: c.Kind, Holder: name, HolderID: id, Owner: c.Holder, Grade: c.GradeText(), Status: workflow.CertificateValid,
			GrantedOn: calendar.MustParse(c.GrantedOn), ValidFrom: calendar.MustParse(c.GrantedOn),
			Authority: "gz-iid", Details: details, Done: checked(c),
		}
		if c.ValidUntil != "" {
			k.ValidUntil = calendar.MustParse(c.ValidUntil)
		}
		_, err = h.engine.Administer(ctx, founder, workflow.AdminInput{
			Stream: "certificate/" + c.Number, Kind: "registered", Facts: map[string]any{}, Certificates: []workflow.Certificate{k},
		})
		if err != nil {
			return err
		}
	}
	return nil
}

func checked(c catalogue.Certificate) (list []workflow.DutyDone) {
	for _, y := range c.SelfChecks {
		list = append(list, workflow.DutyDone{Duty: "self-check", Year: y, Result: "pass"})
	}
	for _, i := range c.Inspections {
		list = append(list, workflow.DutyDone{Duty: "inspection", Year: i.Year, Result: i.Result})
	}
	return list
}

func (h *house) publishAll(ctx context.Context) error {
	for _, path := range catalogue.Items() {
		src, err := fs.ReadFile(catalogue.FS(), path)
		if err != nil {
			return err
		}
		forms := recorded{catalogue.FS(), map[string][]byte{}}
		it, err := item.Read(forms, path, src)
		if err != nil {
			return err
		}
		p := workflow.PublishedItem{Item: it.Item, Version: it.Version, Hash: it.Hash, Source: src, Files: forms.read, PublishedAt: begin, PublishedBy: "X2"}
		if err := h.administer(ctx, "item/"+it.Item, false, p); err != nil {
			return err
		}
	}
	return h.items.Reload(ctx)
}
