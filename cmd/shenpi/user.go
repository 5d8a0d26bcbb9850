package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"strings"

	"shenpi/identity"
	"shenpi/policies"
	"shenpi/workflow"
)

type userCommands struct {
	Add  userAddCommand  `cmd:"" help:"Create an account with its first role."`
	Role userRoleCommand `cmd:"" help:"Give and take roles."`
}

// operator is who the trail names for what was done at this command line.
var operator = workflow.Actor{Person: "operator"}

type userAddCommand struct {
	databaseFlags
	Login         string `arg:"" help:"What the person signs in with; it is their id too."`
	Name          string `help:"Their name." required:""`
	Role          string `help:"Role, or ROLE@UNIT where it is held in a unit." required:""`
	Unit          string `help:"The unit they sit in."`
	PasswordStdin bool   `help:"Read the password from standard input instead of making one up."`
	JSON          bool   `help:"Print JSON."`
}

// Help shows an example.
func (*userAddCommand) Help() string {
	return "Example:\n  shenpi user add admin --name 王小明 --role system-admin --data /var/lib/shenpi\n\nThe password is shown once. The server must not be running on the same SQLite data folder."
}

// Run creates the account.
func (c *userAddCommand) Run(ctx context.Context, p *process) (err error) {
	password, err := c.password(p)
	if err != nil {
		return err
	}
	h, err := openAdministered(ctx, p, c.databaseFlags)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, h.close()) }()
	id := identity.NormalLogin(c.Login)
	appointment, err := parseRole(id, c.Role)
	if err != nil {
		return err
	}
	if err := h.free(ctx, id); err != nil {
		return err
	}
	if why := h.office.Appointable(policies.Appointment{Person: id, Role: appointment.Role, Unit: appointment.Unit}); why != nil {
		return why
	}
	kind := identity.Officer
	switch appointment.Role {
	case policies.SystemAdmin, policies.SecurityAdmin, policies.AuditAdmin:
		kind = identity.Admin
	case policies.Applicant, policies.Agent:
		return misused("an account of an enterprise is not made here: it registers itself or a system administrator enters it")
	}
	account := identity.Account{ID: identity.AccountID(id), Login: id, Name: c.Name, Kind: kind, Unit: c.Unit}
	if _, err := h.addAccount(ctx, account, password); err != nil {
		return err
	}
	if err := h.addPerson(ctx, operator, policies.SystemAdmin, workflow.Person{ID: id, Name: c.Name, Unit: c.Unit}); err != nil {
		return err
	}
	if err := h.appoint(ctx, operator, appointment, false); err != nil {
		return err
	}
	return c.tell(p, id, password)
}

func (c *userAddCommand) tell(p *process, id, password string) error {
	if c.PasswordStdin {
		password = ""
	}
	if c.JSON {
		return p.printJSON(struct {
			Login    string `json:"login"`
			Role     string `json:"role"`
			Password string `json:"password,omitempty"`
		}{id, c.Role, password})
	}
	p.printf("created %s as %s\n", id, c.Role)
	if password != "" {
		p.printf("password, shown this once: %s\n", password)
	}
	return nil
}

func (c *userAddCommand) password(p *process) (string, error) {
	if !c.PasswordStdin {
		return p.secret(20)
	}
	line, err := bufio.NewReader(p.in).ReadString('\n')
	if line = strings.TrimRight(line, "\r\n"); line == "" {
		return "", misused("no password came on standard input: %v", err)
	}
	return line, nil
}

// openAdministered opens a database to administer it; a new one is begun for real use.
func openAdministered(ctx context.Context, p *process, f databaseFlags) (*house, error) {
	h, err := openHouse(ctx, p, f, plan{migrate: f.sqlite()})
	if err != nil {
		return nil, err
	}
	mark, err := h.db.Setting(ctx, demoSetting)
	if err == nil && mark == "" {
		_, err = markDemo(ctx, h.db, "no")
	}
	if err != nil {
		return nil, errors.Join(err, h.close())
	}
	return h, nil
}

// free refuses a login or an id that somebody has.
func (h *house) free(ctx context.Context, id string) error {
	_, errLogin := h.db.AccountByLogin(ctx, id)
	_, errID := h.db.Account(ctx, identity.AccountID(id))
	if errLogin == nil || errID == nil {
		return fmt.Errorf("the login %s is taken", id)
	}
	for _, err := range []error{errLogin, errID} {
		if !errors.Is(err, identity.ErrNotFound) {
			return err
		}
	}
	return nil
}

// parseRole reads ROLE or ROLE@UNIT.
func parseRole(person, text string) (workflow.Appointment, error) {
	role, unit, _ := strings.Cut(text, "@")
	for _, r := range policies.Roles() {
		if r.Name == role {
			return workflow.Appointment{Person: person, Role: role, Unit: unit}, nil
		}
	}
	return workflow.Appointment{}, misused("there is no role %q", role)
}

type userRoleCommand struct {
	databaseFlags
	Login   string   `arg:"" help:"The login of the account."`
	Changes []string `arg:"" name:"change" help:"+ROLE@UNIT gives a role, -ROLE@UNIT takes it; write -- before a change that begins with a minus."`
}

// Help shows an example.
func (*userRoleCommand) Help() string {
	return "Example:\n  shenpi user role wang --data /var/lib/shenpi -- +handler@gz-iid -inspector@gz-iid"
}

// Run gives and takes the roles in the order written.
func (c *userRoleCommand) Run(ctx context.Context, p *process) (err error) {
	if err := c.exists(); err != nil {
		return err
	}
	h, err := openHouse(ctx, p, c.databaseFlags, plan{})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, h.close()) }()
	account, err := h.db.AccountByLogin(ctx, identity.NormalLogin(c.Login))
	if errors.Is(err, identity.ErrNotFound) {
		return fmt.Errorf("there is no account %s", c.Login)
	}
	if err != nil {
		return err
	}
	for _, change := range c.Changes {
		sign := change[:min(1, len(change))]
		if sign != "+" && sign != "-" {
			return misused("a change is +ROLE@UNIT or -ROLE@UNIT, not %q", change)
		}
		appointment, err := parseRole(string(account.ID), change[1:])
		if err != nil {
			return err
		}
		if err := h.appoint(ctx, operator, appointment, sign == "-"); err != nil {
			return err
		}
		p.printf("%s %s\n", account.Login, change)
	}
	return nil
}
