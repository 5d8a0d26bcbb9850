package workflow

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"shenpi/workflow/calendar"
	"shenpi/workflow/flow"
	"shenpi/workflow/item"
)

// MessageInput is a message about a case, from its applicant to the office or back.
type MessageInput struct {
	Key  *Key
	Case CaseID
	Text string
}

// Messaged is that somebody wrote a message (留言); what it says is personal data, in the payload of its entry.
type Messaged struct {
	By    string        `json:"by"`
	Role  string        `json:"role"`
	Party bool          `json:"party,omitempty"` // the applicant's side wrote it, else the office
	On    calendar.Date `json:"on"`
}

// message is the payload of a message.
type message struct {
	Text string `json:"text"`
}

// The bounds of messages: what is longer is a letter, what is more is no conversation.
const (
	maxMessage     = 2000 // characters
	messagesPerDay = 10   // of each side of a case
)

// messengers are the roles of the office that speak with applicants: whoever takes papers in, examines the case or decides it. Who
// inspects, votes, presides, makes the paper, keeps the file or looks on has them ask.
var messengers = []string{"window", "handler", "office-head", "legal", "agency-leader", "agency-head"}

// Messengers are the roles of the office that may write to the applicant.
func Messengers() []string { return slices.Clone(messengers) }

// Message writes to the other side about a case. It decides nothing and ends nobody's time: it is there to ask and to tell, also after
// the case has ended, until what people wrote is erased.
func (e *Engine) Message(ctx context.Context, actor Actor, in MessageInput) (Receipt, error) {
	return e.run(ctx, Write{Case: in.Case, Key: in.Key}, actor, func(c *command) error {
		text := strings.TrimSpace(in.Text)
		if err := c.check(messageGuards, act{}); err != nil {
			return err
		}
		switch n := utf8.RuneCountInString(text); {
		case n == 0:
			return at(refuse(Invalid, "message_empty"), "/text")
		case n > maxMessage:
			return at(refuse(Invalid, "message_long", strconv.Itoa(maxMessage)), "/text")
		}
		var f Facts
		post := c.messenger()
		if c.fromParty() {
			post = item.Post{Role: c.party(&f, "")}
			c.notify(c.correspondents(), "message_sent", nil)
		} else {
			c.tell("message_sent", 0, nil)
		}
		f.Message = &Messaged{By: c.actor.Person, Role: post.Role, Party: c.fromParty(), On: c.today()}
		body, err := marshal(message{text})
		if err != nil {
			return err
		}
		return c.record("message_sent", c.now, c.trailActorOf(post), f, body)
	})
}

var messageGuards = []guard{guardUnerased, guardMessenger, guardMessagesToday}

// fromParty: the actor acts for an enterprise; whether for that of the case the guards ask.
func (c *command) fromParty() bool { return c.actor.Enterprise != "" }

// messenger is the post in which an officer writes, in a unit that takes part in the case.
func (c *command) messenger() item.Post {
	for _, unit := range append([]string{""}, c.state.Units...) {
		if p := c.heldOf(messengers, unit); p.Role != "" {
			return p
		}
	}
	return item.Post{}
}

func guardMessenger(c *command, a act) *Error {
	switch {
	case c.fromParty():
		if err := guardApplicant(c, a); err != nil {
			return err
		}
		return guardMandated("")(c, a)
	case c.messenger().Role != "":
		return c.unrecused()
	}
	return c.postedIn("", messengers...)
}

func guardMessagesToday(c *command, _ act) *Error {
	n := 0
	for _, m := range c.state.Messages {
		if m.Party == c.fromParty() && m.On == c.today() {
			n++
		}
	}
	if n >= messagesPerDay {
		return refuse(Conflict, "messages_today", strconv.Itoa(messagesPerDay))
	}
	return nil
}

// correspondents are the officers who are told what the applicant wrote: those the case waits for and those who wrote themselves; once
// it has ended and nobody wrote, who concluded it last.
func (c *command) correspondents() []string {
	var list []string
	for i := range c.state.Position.Visits {
		v := &c.state.Position.Visits[i]
		if k := c.item.Place(v.Node).Kind; v.Status == flow.Open && (k == item.Step || k == item.Issue) {
			list = append(list, c.awaited(v)...)
		}
	}
	for _, m := range c.state.Messages {
		if !m.Party {
			list = append(list, m.By)
		}
	}
	for _, v := range slices.Backward(c.state.Position.Visits) {
		if len(list) == 0 && v.By != "" {
			list = append(list, v.By)
		}
	}
	if len(list) == 0 {
		list = c.Office.Holders("window", c.state.Authority)
	}
	return slices.DeleteFunc(slices.Clone(list), func(p string) bool { return c.state.Recused(p) || !c.talks(p) })
}

// talks reports whether somebody is of the office and may answer.
func (c *command) talks(person string) bool {
	return slices.ContainsFunc(append([]string{c.state.Authority}, c.state.Units...), func(unit string) bool {
		return slices.ContainsFunc(messengers, func(role string) bool { return c.Office.Holds(person, role, unit) })
	})
}
