// Package tour plays some weeks of a demonstration office through its API: service items granted, supplemented, refused and
// decided by the law itself, certificates changed, revoked and cancelled, and at the end everything is verified as an outsider would. It speaks to
// the office through the API only; of the program it uses the sample applications and what verifies the trail.
//
// Read tour.go (the order of things), client.go (how the API is spoken to), acts.go (what people do), then the file of an
// item: qualification.go, forward.go, manager.go, renewal.go; life.go is what becomes of certificates; proof.go verifies.
package tour

import (
	"context"
	"fmt"
	"io"
	"time"
)

// Config says which office to visit.
type Config struct {
	URL    string // without /api/v1
	Logins string // the login file of the demonstration
	Papers string // the folder for what is taken home
	Out    io.Writer
	Random io.Reader
	Now    func() time.Time
}

// tour is one visit. The first answer that is not as expected is kept in err; from then on nothing is done.
type tour struct {
	Config
	ctx      context.Context
	logins   map[string]login
	users    map[string]*user
	receipts []receipt
	kept     []byte // the checkpoint at the beginning, as somebody outside would have kept it
	serial   int    // makes the persons of this visit other ones than those of the last
	keys     int
	filed    int // cases
	run      string
	err      error
}

// Run plays the tour and returns the first thing that was not as it should be.
func Run(ctx context.Context, c Config) error {
	t := &tour{Config: c, ctx: ctx, users: map[string]*user{}}
	began := c.Now()
	t.arrive()
	cases := t.fileAll()
	t.firstDay(cases)
	t.afterWaiting(cases)
	t.afterWaitingAgain(cases)
	t.endOfValidity(cases)
	t.checkCertificates(cases)
	t.lives(cases)
	t.verifyTrail()
	t.takeAway(cases.qualified)
	if t.err != nil {
		return t.err
	}
	t.title("Everything was as it should be")
	t.sayf("%d cases, %d receipts, %.0f seconds.", t.filed, len(t.receipts), c.Now().Sub(began).Seconds())
	return nil
}

// fail keeps the first error.
func (t *tour) fail(format string, args ...any) {
	if t.err == nil {
		t.err = fmt.Errorf(format, args...)
	}
}

func (t *tour) ok() bool {
	if t.err == nil && t.ctx.Err() != nil {
		t.err = t.ctx.Err()
	}
	return t.err == nil
}

// cases are the applications of the tour, by item and what becomes of them.
type cases struct {
	qualified, qualifiedLater, unqualified, qualifiedLate *kase
	forwarded, opposed, declined, forwardLate             *kase
	manager, managerLater, noManager, managerLate         *kase
	renewed, renewedLater, notRenewed, renewedByLaw       *kase
}

func (c *cases) all() []*kase {
	return []*kase{
		c.qualified, c.qualifiedLater, c.unqualified, c.qualifiedLate, c.forwarded, c.opposed, c.declined, c.forwardLate,
		c.manager, c.managerLater, c.noManager, c.managerLate, c.renewed, c.renewedLater, c.notRenewed, c.renewedByLaw,
	}
}

func (t *tour) fileAll() *cases {
	c := &cases{}
	t.title("Filing")
	t.fileQualifications(c)
	t.fileForwards(c)
	t.fileManagers(c)
	t.fileRenewals(c)
	return c
}

func (t *tour) firstDay(c *cases) {
	t.qualify(c)
	t.forward(c)
	t.appointManagers(c)
	t.renew(c)
}

// afterWaiting: five working days later public notices are over, and what nobody touched is accepted by the law.
func (t *tour) afterWaiting(c *cases) {
	if !t.ok() {
		return
	}
	t.advancePast(c.qualified, c.qualifiedLater, c.qualifiedLate, c.forwardLate, c.managerLate, c.renewedByLaw)
	t.title("After the public notice, and five working days without acceptance")
	t.grantQualifications(c)
	t.deemedQualification(c)
	t.deemedForward(c)
	t.deemedManager(c)
	t.deemedAcceptance(c.renewedByLaw)
}

func (t *tour) afterWaitingAgain(c *cases) {
	if !t.ok() {
		return
	}
	t.advancePast(c.qualifiedLate)
	t.title("After the second public notice")
	t.grantLate(c)
}

// endOfValidity: nobody has decided on the renewal when the old certificate ends, so the law renews it (Art. 50).
func (t *tour) endOfValidity(c *cases) {
	if !t.ok() {
		return
	}
	t.advancePastValidity(c.renewedByLaw)
	t.title("At the end of the old certificate's validity")
	t.deemedRenewal(c)
}
