package objects

import (
	"errors"
	"fmt"
)

// Kind is what is wrong, as a stable code.
type Kind string

// The kinds of errors. Errors without a kind come from the caller: its reader broke off or its context ended.
const (
	KindNotFound    Kind = "not_found"   // nothing has this hash; also for a name that is no SHA-256
	KindAltered     Kind = "altered"     // the stored bytes are not the ones that were put: raise the alarm
	KindTooLarge    Kind = "too_large"   // more bytes than the limit; nothing was stored
	KindUnavailable Kind = "unavailable" // the store cannot be reached or cannot do it now; trying again may help
)

// To be compared with errors.Is.
var (
	ErrNotFound    = &Error{Kind: KindNotFound}
	ErrAltered     = &Error{Kind: KindAltered}
	ErrTooLarge    = &Error{Kind: KindTooLarge}
	ErrUnavailable = &Error{Kind: KindUnavailable}
)

// Error is an error of the store itself. Err, when set, is the cause, so that errors.Is still finds a full disk.
type Error struct {
	Kind   Kind
	Object string // hash of the object, empty while it is not known
	Err    error
}

func (e *Error) Error() string {
	text := "object " + string(e.Kind)
	if e.Object != "" {
		text = fmt.Sprintf("object %s %s", e.Object, e.Kind)
	}
	if e.Err != nil {
		text += ": " + e.Err.Error()
	}
	return text
}

// Unwrap gives the cause.
func (e *Error) Unwrap() error { return e.Err }

// Is tells errors.Is that the Err* values stand for every error of their kind.
func (e *Error) Is(target error) bool {
	t, ok := target.(*Error)
	return ok && t.Object == "" && t.Err == nil && t.Kind == e.Kind
}

// unavailable wraps a fault of the store. An error that already has a kind keeps it.
func unavailable(doing, sha string, err error) error {
	if e := (*Error)(nil); errors.As(err, &e) {
		return err
	}
	return &Error{Kind: KindUnavailable, Object: sha, Err: fmt.Errorf("%s: %w", doing, err)}
}
