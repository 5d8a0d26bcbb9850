package main

import (
	"context"
	"errors"
	"fmt"

	"shenpi/identity"
	"shenpi/policies"
	"shenpi/workflow"
)

// addPerson enters somebody into the office; one who is there already stays as they are.
func (h *house) addPerson(ctx context.Context, by workflow.Actor, role string, x workflow.Person) error {
	_, err := h.db.Person(ctx, x.ID)
	if err == nil {
		return nil
	}
	if told := (*workflow.Error)(nil); !errors.As(err, &told) || told.Kind != workflow.NotFound {
		return err
	}
	x.Revision = 1
	_, err = h.engine.Administer(ctx, by, workflow.AdminInput{
		Stream: "person/" + x.ID, Kind: "taken_on", Role: role, Payload: x, Rows: []any{x},
		Facts: map[string]any{"unit": x.Unit, "enterprise": x.Enterprise, "disabled": x.Disabled},
	})
	if err != nil {
		return fmt.Errorf("enter person %s: %w", x.ID, err)
	}
	return nil
}

// appoint gives a person a role, or takes it away. The policy judges what the person would then hold.
func (h *house) appoint(ctx context.Context, by workflow.Actor, x workflow.Appointment, away bool) error {
	held, err := h.db.Appointments(ctx)
	if err != nil {
		return err
	}
	units, err := h.db.Units(ctx)
	if err != nil {
		return err
	}
	var mine []workflow.Appointment
	has := false
	for _, a := range held {
		if a.Person == x.Person {
			mine = append(mine, a)
			has = has || a == x
		}
	}
	if has != away {
		return nil // it is so already
	}
	in := workflow.AdminInput{
		Stream: "person/" + x.Person, Kind: "appointed", Role: policies.SecurityAdmin,
		Facts: x, Rows: []any{x}, Policy: true,
	}
	if away {
		in.Kind, in.Rows = "unappointed", []any{workflow.Unappoint{Appointment: x}}
	} else if why := (appointing{h.policy}).Appointable(x, mine, units); why != nil {
		return why
	}
	if _, err := h.engine.Administer(ctx, by, in); err != nil {
		return fmt.Errorf("appoint %s: %w", x.Person, err)
	}
	return nil
}

// addAccount lets a person sign in; who can already keeps the password there is.
func (h *house) addAccount(ctx context.Context, a identity.Account, password string) (created bool, err error) {
	_, err = h.db.Account(ctx, a.ID)
	if err == nil {
		return false, nil
	}
	if !errors.Is(err, identity.ErrNotFound) {
		return false, err
	}
	if _, err := h.identity.Create(ctx, a, password); err != nil {
		return false, fmt.Errorf("create the account %s: %w", a.Login, err)
	}
	return true, nil
}
