package main

import (
	"context"
	"fmt"
	"io/fs"
	"path/filepath"
	"strings"

	"golang.org/x/sync/errgroup"

	"shenpi/catalogue"
	"shenpi/identity"
	"shenpi/policies"
	"shenpi/workflow"
	"shenpi/workflow/item"
)

// demonstrator is who the trail names for what a demonstration begins with.
var demonstrator = workflow.Actor{Person: "demonstration"}

// demoCost is the least work that OWASP recommends for argon2id.
var demoCost = identity.Cost{MemoryKiB: 19 * 1024, Passes: 2, Threads: 1}

// member is somebody of the demonstration office, with an account.
type member struct {
	person workflow.Person
	kind   identity.Kind
	roles  []workflow.Appointment
}

func (m member) login() string { return "demo-" + strings.ToLower(m.person.ID) }

// openDemo fills a demonstration database: office, people with accounts, the register, the shipped items. It may run any
// number of times; what is there stays.
func (h *house) openDemo(ctx context.Context, data string) error {
	office, err := catalogue.DemoOffice()
	if err != nil {
		return err
	}
	office.Enterprises = append(office.Enterprises, moreEnterprises()...)
	var ran bool
	for !ran && err == nil { // another replica may be at it
		ran, err = h.db.Exclusive(ctx, "demonstration", func(ctx context.Context) error {
			return h.fillDemo(ctx, data, office)
		})
	}
	if err != nil {
		return fmt.Errorf("prepare the demonstration: %w", err)
	}
	return nil
}

func (h *house) fillDemo(ctx context.Context, data string, office catalogue.Office) error {
	if err := h.demoUnits(ctx, office.Units); err != nil {
		return err
	}
	members := demoMembers(office)
	if err := h.demoAccounts(ctx, filepath.Join(data, "logins.txt"), members); err != nil {
		return err
	}
	for _, m := range members {
		if err := h.addPerson(ctx, demonstrator, policies.SystemAdmin, m.person); err != nil {
			return err
		}
		for _, a := range m.roles {
			if err := h.appoint(ctx, demonstrator, a, false); err != nil {
				return err
			}
		}
	}
	if err := h.demoItems(ctx); err != nil {
		return err
	}
	if err := h.demoRegister(ctx, office); err != nil {
		return err
	}
	return h.keepCurrent(ctx)
}

func (h *house) demoUnits(ctx context.Context, units []catalogue.Unit) error {
	have, err := h.db.Units(ctx)
	if err != nil {
		return err
	}
	known := map[string]bool{}
	for _, u := range have {
		known[u.ID] = true
	}
	for _, u := range units {
		if known[u.ID] {
			continue
		}
		row := workflow.Unit{ID: u.ID, Parent: u.Parent, Title: item.Text{Zh: u.Title.ZH, En: u.Title.EN}}
		if u.Parent == "" {
			row.Code = "示信产许"
		}
		_, err := h.engine.Administer(ctx, demonstrator, workflow.AdminInput{
			Stream: "unit/" + u.ID, Kind: "founded", Role: policies.SystemAdmin, Facts: row, Rows: []any{row}, Policy: true,
		})
		if err != nil {
			return fmt.Errorf("create unit %s: %w", u.ID, err)
		}
	}
	return nil
}

func demoMembers(office catalogue.Office) []member {
	var list []member
	for _, p := range office.People {
		m := member{person: workflow.Person{ID: p.ID, Name: p.Name, Unit: p.Unit, Post: p.Post}, kind: identity.Officer}
		for _, a := range p.Appointments {
			m.roles = append(m.roles, workflow.Appointment{Person: p.ID, Role: a.Role, Unit: a.Unit})
			switch a.Role {
			case policies.SystemAdmin, policies.SecurityAdmin, policies.AuditAdmin:
				m.kind = identity.Admin
			}
		}
		list = append(list, m)
	}
	for _, e := range office.Enterprises {
		list = append(list, member{
			person: workflow.Person{ID: e.Account, Name: e.LegalRepresentative, Enterprise: e.CreditCode, EnterpriseName: e.Name},
			kind:   identity.Enterprise,
			roles:  []workflow.Appointment{{Person: e.Account, Role: policies.Applicant}},
		})
	}
	return list
}

// demoAccounts writes the passwords down before anybody has one, so that none is lost if this is cut short. Hashing takes
// its time; the accounts are made side by side.
func (h *house) demoAccounts(ctx context.Context, file string, members []member) error {
	logins, err := h.demoLogins(ctx, file, members)
	if err != nil {
		return err
	}
	group, ctx := errgroup.WithContext(ctx)
	for _, m := range members {
		password, ok := logins[m.login()]
		if !ok {
			continue // a login file of before, without this member: nobody would know the password
		}
		group.Go(func() error {
			p := m.person
			_, err := h.addAccount(ctx, identity.Account{
				ID: identity.AccountID(p.ID), Login: m.login(), Name: p.Name, Kind: m.kind, Enterprise: p.Enterprise, Unit: p.Unit,
			}, password)
			return err
		})
	}
	return group.Wait()
}

// demoItems publishes the shipped items in the names of the office's item administrator and its legal reviewer.
func (h *house) demoItems(ctx context.Context) error {
	for _, name := range catalogue.Items() {
		source, err := fs.ReadFile(catalogue.FS(), name)
		if err != nil {
			return err
		}
		if err := h.bootstrap(ctx, workflow.Actor{Person: "X2"}, workflow.Actor{Person: "L1"}, name, source, catalogue.FS()); err != nil {
			return err
		}
	}
	return nil
}
