package workflow

import (
	"context"
	"slices"
	"strings"
	"time"

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

// PublicNoticeFilter asks for a page of public notices, the newest first.
type PublicNoticeFilter struct {
	Running, Over bool // only those that run, only those that are over
	Item          string
	Cursor        string
	Limit         int
}

// IsPublicNotice reports whether a visit of the case is a public notice.
func (s *State) IsPublicNotice(it *item.Item, visit int) bool {
	return visit >= 1 && visit <= len(s.Position.Visits) && it.Place(s.Position.Visits[visit-1].Node).Kind == item.Wait
}

// publicNotices are those that this write has opened or closed.
func (c *command) publicNotices() []PublicNotice {
	var moved []PublicNotice
	var before []VisitTimes
	if c.tx.Case != nil {
		before = c.tx.Case.State.Visits
	}
	for i, now := range c.state.Visits {
		known := i < len(before) && before[i].ClosedAt.Equal(now.ClosedAt)
		if known || !c.state.IsPublicNotice(c.item, i+1) {
			continue
		}
		moved = append(moved, PublicNotice{
			Case: c.state.ID, Visit: i + 1, Number: c.state.Number, Item: c.state.Item, OpenedAt: now.OpenedAt, ClosedAt: now.ClosedAt,
		})
	}
	return moved
}

// Public is whoever is not known: of all acts they can only object to a public notice.
var Public = Actor{public: true}

const publicRole = "public"

// fromPublic reports whether somebody acted who has no part in the case: it is none of the applicant's acts, though an enterprise's.
func fromPublic(a trail.Actor) bool { return slices.Contains(a.Roles, publicRole) }

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
		if err := c.objects(&in); err != nil {
			return err
		}
		changes, err := flow.Object(c.item, &c.state.Position, in.Visit, c)
		if err != nil {
			return c.moved(err)
		}
		v := c.state.openVisit(in.Visit)
		if v.Opener > 0 {
			if by := c.state.Position.Visits[v.Opener-1].By; by != "" && by != c.actor.Person {
				c.notify([]string{by}, "objected", words{"node": c.item.Place(v.Node).Title})
			}
		}
		f := Facts{Act: &Act{Visit: in.Visit, Node: v.Node}}
		if err := c.move(&f, c.now, changes); err != nil {
			return err
		}
		body, err := marshal(objection{in.Text, in.From, in.Contact})
		if err != nil {
			return err
		}
		return c.record("objected", c.now, c.trailActor(c.objector()), f, body)
	})
}

// objects trims what an objection says and refuses one that says nothing, or nothing of who is answered for it: at the window the
// officer answers for that.
func (c *command) objects(in *ObjectInput) error {
	in.Text, in.From, in.Contact = strings.TrimSpace(in.Text), strings.TrimSpace(in.From), strings.TrimSpace(in.Contact)
	switch {
	case in.Text == "":
		return at(refuse(Invalid, "objection_text"), "/text")
	case c.objector() == windowRole:
		return nil
	case in.From == "":
		return at(refuse(Invalid, "objection_name"), "/name")
	case in.Contact == "":
		return at(refuse(Invalid, "objection_contact"), "/contact")
	}
	return nil
}

// objector is the role in which the actor objects: what an enterprise objects to is no case of its own.
func (c *command) objector() string {
	if c.actor.public || c.actor.Enterprise != "" {
		return publicRole
	}
	return windowRole
}

var objectGuards = []guard{guardRunning, guardOpen, guardWaiting, guardObjector}

func guardWaiting(c *command, a act) *Error {
	if !c.state.IsPublicNotice(c.item, a.visit) {
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
