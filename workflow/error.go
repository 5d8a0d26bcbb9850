package workflow

import (
	"errors"
	"time"

	"shenpi/workflow/item"
)

// Kind sorts errors by what the caller can do about them; handlers map it to a status once.
type Kind string

// The kinds of error.
const (
	Invalid     Kind = "invalid"     // 422: the input breaks a rule; Field names where
	NotFound    Kind = "not_found"   // 404: missing, or somebody else's: the same answer
	Forbidden   Kind = "forbidden"   // 403: known, visible, but not for this actor
	Conflict    Kind = "conflict"    // 409: the case has moved on
	Gone        Kind = "gone"        // 410: it was here, and is given out no more
	Stale       Kind = "stale"       // 412: another revision was edited
	Missing     Kind = "missing"     // 428: a precondition header is required
	Unavailable Kind = "unavailable" // 503: outcome unknown, retry by key
)

// Error is an error a user may be told. Anything else is internal and only logged.
type Error struct {
	Kind       Kind
	Code       string            // snake_case noun of fact: task_not_open, not_who, needs
	Text       item.Text         // one sentence: the cause and the cure
	Field      string            // JSON pointer or the name of what is wrong
	Fields     []item.FieldError // all wrong fields of a form
	Nodes      []string          // what is missing or what it is about
	Who        string            // the person who was faster, told to insiders
	At         time.Time         // when that was
	Round      int               // of not_who: in which visit of the node the person acted, 1-based, void ones counted
	RetryAfter time.Duration
	unit       string // of role: where it has to be held
}

func (e *Error) Error() string { return e.Code + ": " + e.Text.En }

// Code returns the stable code of an error, or "internal".
func Code(err error) string {
	var e *Error
	if errors.As(err, &e) {
		return e.Code
	}
	return "internal"
}
