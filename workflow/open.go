package workflow

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"shenpi/workflow/calendar"
	"shenpi/workflow/item"
)

// The office opens some cases itself (依职权), without an application: it revokes, withdraws or cancels. Whose certificate it is
// about is the party (当事人): the case is theirs like one they filed, to be told of it, to be heard and to get its documents,
// but not to withdraw or to supplement.

var openingTitle = item.Text{Zh: "立案", En: "Opening the case"}

// partyOf is the owner of the certificate that the form of a case is about.
func (e *Engine) partyOf(ctx context.Context, it *item.Item, form json.RawMessage, now time.Time) (string, error) {
	if it.Concerns == nil {
		return "", refuse(Conflict, "not_opener")
	}
	today := calendar.DateOf(now)
	data, err := item.DecodeForm(form)
	if err != nil {
		return "", at(refuse(Invalid, "form_invalid", "1"), "/form")
	}
	about, err := it.Concern(data, item.CaseData{ReceivedOn: today.String(), BaseYear: today.Year()})
	if err != nil {
		return "", at(refuse(Invalid, "form_invalid", "1"), "/form")
	}
	held, err := e.Register.Certificate(ctx, about.Certificate)
	var told *Error
	switch {
	case errors.As(err, &told):
		return "", at(refuse(Invalid, "certificate_unknown", about.Certificate), "/form")
	case err != nil:
		return "", fmt.Errorf("read certificate %s: %w", about.Certificate, err)
	}
	return held.Owner, nil
}

// AppliedFor says why nobody can apply for cases of an item, or nil: the office alone opens them.
func AppliedFor(it *item.Item) *Error {
	if !it.OpenedByApplicant() {
		return refuse(Forbidden, "opened_by_office")
	}
	return nil
}

func guardAppliedFor(c *command, _ act) *Error { return AppliedFor(c.item) }

func guardOpenable(c *command, _ act) *Error {
	if len(c.item.OpenersInside()) == 0 {
		return refuse(Conflict, "not_opener")
	}
	return nil
}

func guardOpener(c *command, _ act) *Error { return c.postedIn("", c.item.OpenersInside()...) }

// guardNotOwnMotion: what an applicant may do with an application, nobody does with a case the office opened itself.
func guardNotOwnMotion(c *command, _ act) *Error {
	if c.state.OwnMotion {
		return refuse(Conflict, "own_motion")
	}
	return nil
}

// guardAsksApplicant: only an application is supplemented; what is in a case of the office's own motion the office answers for.
func guardAsksApplicant(c *command, a act) *Error {
	d := c.item.Place(c.state.openVisit(a.visit).Node).Decision(a.decision)
	if d == nil || d.Ask == nil || d.AsksOfficer() {
		return nil
	}
	return guardNotOwnMotion(c, a)
}
