package policies

import (
	"fmt"
	"slices"
)

// Conflict is a role that one account cannot hold together with some others, and why.
type Conflict struct {
	Role string
	With []string
	Zh   string
	En   string
}

var (
	keptApart = Term{Zh: "系统管理员、安全管理员、审计管理员三者不得由同一账号兼任", En: "no account holds two of system, security and audit administrator"}
	actsNot   = Term{Zh: "审计员不得参与办理，不得兼任可以改动数据的岗位", En: "an auditor acts on nothing and holds no role that changes anything"}
)

// Incompatible tells why one account cannot hold these roles together, or nil. Two of the three administrators would
// unite what GB/T 22239-2019 keeps apart; an auditor who could change something would audit their own work.
func (p *Policy) Incompatible(roles []string) *Error {
	one, other, why := p.clash(roles)
	if one == "" {
		return nil
	}
	return &Error{
		Code: "roles_incompatible", Field: "role",
		Zh: fmt.Sprintf("%s（%s、%s）", why.Zh, title(one).Zh, title(other).Zh),
		En: fmt.Sprintf("%s (%s, %s)", why.En, title(one).En, title(other).En),
	}
}

// Conflicts lists which roles no account holds together, each pair once.
func (p *Policy) Conflicts() []Conflict {
	var list []Conflict
	for i, a := range roleTerms {
		for _, b := range roleTerms[i+1:] {
			one, other, why := p.clash([]string{a.Name, b.Name})
			if one == "" {
				continue
			}
			at := slices.IndexFunc(list, func(c Conflict) bool { return c.Role == one })
			if at < 0 {
				at, list = len(list), append(list, Conflict{Role: one, Zh: why.Zh, En: why.En})
			}
			list[at].With = append(list[at].With, other)
		}
	}
	return list
}

// clash finds two of some roles that one account cannot hold together; one is empty when there are none.
func (p *Policy) clash(roles []string) (one, other string, why Term) {
	var admins []string
	for _, r := range []string{SystemAdmin, SecurityAdmin, AuditAdmin} {
		if slices.Contains(roles, r) {
			admins = append(admins, r)
		}
	}
	if len(admins) > 1 {
		return admins[0], admins[1], keptApart
	}
	if !slices.Contains(roles, Auditor) {
		return "", "", Term{}
	}
	for _, r := range roles {
		if r != Auditor && p.changesAnything(r) {
			return Auditor, r, actsNot
		}
	}
	return "", "", Term{}
}

// Incompatible judges by the policy in use whether one account can hold these roles together.
func (a *Authorizer) Incompatible(roles []string) *Error { return a.policy.Incompatible(roles) }

// Appointable tells why a person, with what they hold now, cannot be appointed to a role in a unit, or nil. Whoever
// stores the appointment asks within the transaction that moves policy_revision, so that two appointments that are
// compatible only one by one cannot both be stored.
func (a *Authorizer) Appointable(x Appointment) *Error {
	s := a.now.Load()
	if x.Person == "" {
		return &Error{Code: "person_required", Zh: "请指定人员", En: "name the person to appoint", Field: "person"}
	}
	if !known(roleTerms, x.Role) {
		return &Error{Code: "role_unknown", Zh: "没有这个岗位：" + x.Role, En: "there is no role " + x.Role, Field: "role"}
	}
	if err := a.policy.admit(s, x); err != nil {
		return &Error{Code: "appointment_unit", Zh: "该岗位须任命到现有的机构", En: "the role is held in a unit that exists", Field: "unit"}
	}
	return a.policy.Incompatible(append(rolesOf(s.held[x.Person]), x.Role))
}

func (p *Policy) changesAnything(role string) bool {
	return slices.ContainsFunc(p.lines, func(l Line) bool {
		return l.Role == role && l.Allow && slices.ContainsFunc(l.Actions, changes)
	})
}

func title(role string) Term {
	for _, t := range roleTerms {
		if t.Name == role {
			return t
		}
	}
	return Term{Name: role, Zh: role, En: role}
}
