// Package policies answers what a role may do to which kind of thing in which unit. The lines are policy.csv and are
// judged by Casbin; who holds which role comes from the database as a Roster. Read vocabulary.go, policy.go,
// authorizer.go, scope.go. Ownership, seats and clocks are not decided here but by the guards of a case.
package policies

import "fmt"

// Error is a refusal a user may be told. Field names the input it is about, if any.
type Error struct {
	Code  string
	Zh    string
	En    string
	Field string
}

func (e *Error) Error() string { return fmt.Sprintf("%s: %s", e.Code, e.En) }

// Is compares codes, so that errors.Is works with a fresh value.
func (e *Error) Is(target error) bool {
	t, ok := target.(*Error)
	return ok && t.Code == e.Code
}
