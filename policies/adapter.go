package policies

import (
	"errors"
	"strings"

	"github.com/casbin/casbin/v2/model"
)

var errReadOnly = errors.New("the policy is part of the binary and cannot be saved")

// adapter gives Casbin the lines that were already read and judged. Lists become "|a|b|", so that among is one search.
type adapter struct{ lines []Line }

func (a adapter) LoadPolicy(m model.Model) error {
	for _, l := range a.lines {
		rule := []string{l.Role, fenced(l.Kinds), fenced(l.Actions), l.Scope, l.effect()}
		if err := m.AddPolicy("p", "p", rule); err != nil {
			return err
		}
	}
	return nil
}

func (adapter) SavePolicy(model.Model) error                              { return errReadOnly }
func (adapter) AddPolicy(string, string, []string) error                  { return errReadOnly }
func (adapter) RemovePolicy(string, string, []string) error               { return errReadOnly }
func (adapter) RemoveFilteredPolicy(string, string, int, ...string) error { return errReadOnly }

const fence = "|"

func fenced(words []string) string {
	if words[0] == "*" {
		return "*"
	}
	return fence + strings.Join(words, fence) + fence
}

// among(word, list) of the matcher; the word comes fenced like the list.
func among(args ...any) (any, error) {
	if len(args) != 2 {
		return nil, errors.New("among wants two values")
	}
	word, ok1 := args[0].(string)
	list, ok2 := args[1].(string)
	if !ok1 || !ok2 {
		return nil, errors.New("among wants two strings")
	}
	return list == "*" || strings.Contains(list, word), nil
}

// holds(who, role, scope, unit, own) of the matcher.
func holds(args ...any) (any, error) {
	if len(args) != 5 {
		return nil, errors.New("holds wants five values")
	}
	who, ok1 := args[0].(holder)
	role, ok2 := args[1].(string)
	scope, ok3 := args[2].(string)
	unit, ok4 := args[3].(string)
	own, ok5 := args[4].(bool)
	if !ok1 || !ok2 || !ok3 || !ok4 || !ok5 {
		return nil, errors.New("holds wants who, role, scope, unit, own")
	}
	switch scope {
	case scopeAll:
		return who.has(role), nil
	case scopeOwn:
		return own && who.has(role), nil
	case scopeUnit:
		return who.hasIn(role, unit), nil
	}
	return false, nil
}
