package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"

	"shenpi/identity"
	"shenpi/policies"
)

const loginsHead = "# Accounts of this demonstration: login, password, id, name, what they are. Made once, at random, for this folder only.\n"

// demoLogins reads the passwords of a demonstration by login, and makes the file when there is none.
func (h *house) demoLogins(ctx context.Context, file string, members []member) (map[string]string, error) {
	text, err := os.ReadFile(file)
	if errors.Is(err, fs.ErrNotExist) {
		if there, err := h.hasAccount(ctx, members[0]); err != nil || there {
			return nil, err // made by another replica, or the file was taken away: nobody can read a password back
		}
		if err := h.writeLogins(file, members); err != nil {
			return nil, fmt.Errorf("write the logins: %w", err)
		}
		text, err = os.ReadFile(file)
	}
	if err != nil {
		return nil, fmt.Errorf("read the logins: %w", err)
	}
	logins := map[string]string{}
	for _, line := range strings.Split(string(text), "\n") {
		if fields := strings.Split(line, "\t"); len(fields) >= 2 && !strings.HasPrefix(line, "#") {
			logins[fields[0]] = fields[1]
		}
	}
	return logins, nil
}

func (h *house) hasAccount(ctx context.Context, m member) (bool, error) {
	_, err := h.db.Account(ctx, identity.AccountID(m.person.ID))
	if errors.Is(err, identity.ErrNotFound) {
		return false, nil
	}
	return err == nil, err
}

func (h *house) writeLogins(file string, members []member) error {
	var b strings.Builder
	b.WriteString(loginsHead)
	for _, m := range members {
		password, err := h.secret(16)
		if err != nil {
			return err
		}
		fmt.Fprintf(&b, "%s\t%s\t%s\t%s\t%s\n", m.login(), password, m.person.ID, m.person.Name, m.describe())
	}
	err := writeOnce(file, []byte(b.String()))
	if errors.Is(err, fs.ErrExist) {
		return nil
	}
	return err
}

// describe says in words what somebody does.
func (m member) describe() string {
	if m.person.Enterprise != "" {
		return m.person.EnterpriseName + "，" + m.person.Enterprise
	}
	var titles []string
	for _, a := range m.roles {
		for _, r := range policies.Roles() {
			if r.Name == a.Role {
				titles = append(titles, r.Zh)
			}
		}
	}
	return m.person.Post + "：" + strings.Join(titles, "、")
}
