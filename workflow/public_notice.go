package workflow

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"

	"shenpi/workflow/flow"
	"shenpi/workflow/item"
	"shenpi/workflow/trail"
)

// PublicNotice is a time in which everybody may object to what is proposed in a case: one visit of a wait of its flow. It is
// a projection of the case, rewritten with it.
type PublicNotice struct {
	Case     CaseID
	Visit    int
	Number   string // of the case
	Item     string
	OpenedAt time.Time
	ClosedAt time.Time // zero while it runs
}

// PublicNoticeCase is a public notice of a list with the case it is of, as stored.
type PublicNoticeCase struct {
	PublicNotice
	Case *Case
}

// PublicNoticeFilter asks for a page of public notices, the newest first.
type PublicNoticeFilter struct {
	Running, Over bool // only those that run, only those that are over
	Item          string
	Cursor        string
	Limit         int
}

// IsPublicNotice reports whether a visit of the case is a public notice: a wait, where nobody has a seat and which ends with its time.
func (s *State) IsPublicNotice(visit int) bool {
	return visit >= 1 && visit <= min(len(s.Position.Visits), len(s.Visits)) &&
		len(s.Position.Visits[visit-1].Seats) == 0 && s.Visits[visit-1].Limit.Limit > 0
}

// PublicNotices are those of the case, over and running.
func (s *State) PublicNotices() []PublicNotice {
	var list []PublicNotice
	for i, v := range s.Visits {
		if s.IsPublicNotice(i + 1) {
			list = append(list, PublicNotice{Case: s.ID, Visit: i + 1, Number: s.Number, Item: s.Item, OpenedAt: v.OpenedAt, ClosedAt: v.ClosedAt})
		}
	}
	return list
}

// publicNotices are those that this write has opened or closed.
func (c *command) publicNotices() []PublicNotice {
	var before []VisitTimes
	if c.tx.Case != nil {
		before = c.tx.Case.State.Visits
	}
	return slices.DeleteFunc(c.state.PublicNotices(), func(n PublicNotice) bool {
		return n.Visit <= len(before) && before[n.Visit-1].ClosedAt.Equal(n.ClosedAt)
	})
}

// Public is whoever is not known: of all acts they can only object to a public notice.
var Public = Actor{public: true}

// PublicRole is that of whoever is not known, and of an enterprise that speaks in the case of another. Nobody is appointed to it.
const PublicRole = "public"

// PublicTitle is what who acts in no role of the office and for no party is called.
var PublicTitle = item.Text{Zh: "社会公众", En: "Somebody from the public"}

// OfPublic reports whether an actor of the trail is of the public: what they did is no act of the party, nor of the office.
func OfPublic(a trail.Actor) bool { return slices.Contains(a.Roles, PublicRole) }

// ObjectInput is an objection to a public notice.
type ObjectInput struct {
	Key     *Key
	Case    CaseID
	Visit   int
	Text    string
	From    string // who objects, as they gave it: personal data, like what follows
	Contact string // where they can be reached
}

// objection is the payload of one.
type objection struct {
	Text    string `json:"text"`
	From    string `json:"from"`
	Contact string `json:"contact,omitempty"`
}

// Object records an objection during a public notice, from anybody: by the officer at the window who received it, by another
// enterprise that is signed in, or by whoever is not known. It goes back as the item says, at most as often as it says; whoever
// proposed what is noticed is told of it.
func (e *Engine) Object(ctx context.Context, actor Actor, in ObjectInput) (Receipt, error) {
	return e.run(ctx, Write{Case: in.Case, Key: in.Key}, actor, func(c *command) error {
		if err := c.check(objectGuards, act{visit: in.Visit}); err != nil {
			return err
		}
		said, err := c.objection(in)
		if err != nil {
			return err
		}
		changes, err := flow.Object(c.item, &c.state.Position, in.Visit, c)
		if err != nil {
			return c.moved(err)
		}
		v := c.state.openVisit(in.Visit)
		c.notify(c.proposers(v), "objected", words{"node": c.item.Place(v.Node).Title})
		f := Facts{Act: &Act{Visit: in.Visit, Node: v.Node}}
		if err := c.move(&f, c.now, changes); err != nil {
			return err
		}
		body, err := marshal(said)
		if err != nil {
			return err
		}
		return c.record("objected", c.now, c.trailActor(c.objector()), f, body)
	})
}

// objection is what somebody said, without the space around it. Whoever is not known, or files for an enterprise, says who they are;
// at the window the officer does that as it comes. It ends up in papers of the office: what would change how these are read is refused.
func (c *command) objection(in ObjectInput) (objection, error) {
	said := objection{strings.TrimSpace(in.Text), strings.TrimSpace(in.From), strings.TrimSpace(in.Contact)}
	known := c.objector() != PublicRole
	switch {
	case said.Text == "":
		return said, at(refuse(Invalid, "objection_text"), "/text")
	case said.From == "" && !known:
		return said, at(refuse(Invalid, "objection_name"), "/name")
	case said.Contact == "" && !known:
		return said, at(refuse(Invalid, "objection_contact"), "/contact")
	}
	for pointer, text := range map[string]string{"/text": strings.ReplaceAll(said.Text, "\n", ""), "/name": said.From, "/contact": said.Contact} {
		if strings.ContainsFunc(text, unreadable) {
			return said, at(refuse(Invalid, "unreadable_character"), pointer)
		}
	}
	return said, nil
}

// unreadable are the characters that nobody sees and that change how others are read.
func unreadable(r rune) bool {
	return unicode.IsControl(r) && r != '\r' && r != '\t' || unicode.In(r, unicode.Cf, unicode.Zl, unicode.Zp, unicode.Co)
}

// proposers are told of an objection: who concluded last what led to the notice; where that was nobody's doing, the window.
func (c *command) proposers(v *flow.Visit) []string {
	for n := v.Opener; n > 0; n = c.state.Position.Visits[n-1].Opener {
		if by := c.state.Position.Visits[n-1].By; by != "" {
			return slices.DeleteFunc([]string{by}, func(p string) bool { return p == c.actor.Person })
		}
	}
	return c.Office.Holders(windowRole, c.state.Authority)
}

// objector is the role in which the actor objects: what an enterprise objects to is no case of its own.
func (c *command) objector() string {
	if c.actor.public || c.actor.Enterprise != "" {
		return PublicRole
	}
	return windowRole
}

// maxObjections bounds what people whom nobody sees can write into one case; the window still takes what comes after.
const maxObjections = 100

var objectGuards = []guard{guardRunning, guardOpen, guardWaiting, guardObjector, guardObjections}

func guardObjections(c *command, a act) *Error {
	if v := c.state.openVisit(a.visit); c.objector() == PublicRole && v != nil && v.Objections >= maxObjections {
		return refuse(Conflict, "objections_full", strconv.Itoa(maxObjections))
	}
	return nil
}

func guardWaiting(c *command, a act) *Error {
	if !c.state.IsPublicNotice(a.visit) {
		return refuse(Conflict, "not_waiting")
	}
	return nil
}

// guardObjector: everybody may object but the party whose case it is; an officer only at the window, for who came there.
func guardObjector(c *command, _ act) *Error {
	if c.actor.public || c.actor.Enterprise != "" && c.actor.Enterprise != c.state.Applicant {
		return nil
	}
	return c.posted(item.Post{Role: windowRole})
}
