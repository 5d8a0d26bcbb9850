package workflow

import (
	"context"
	"slices"

	"shenpi/workflow/flow"
	"shenpi/workflow/item"
)

// ReplyInput is what an agency outside this office replied to a call, as an officer records it.
type ReplyInput struct {
	Key    *Key
	Case   CaseID
	Visit  int
	Reply  string // one the item knows
	Number string // of the document, as that agency gave it
	Reason string
	File   File // the document itself
}

// Reply records the reply of an agency outside, with its document. Of several who record one at once one wins.
func (e *Engine) Reply(ctx context.Context, actor Actor, in ReplyInput) (Receipt, error) {
	return e.run(ctx, Write{Case: in.Case, Key: in.Key}, actor, func(c *command) error { return c.reply(in) })
}

func (c *command) reply(in ReplyInput) error {
	a := act{visit: in.Visit, decision: in.Reply, reason: in.Reason, written: true, file: in.File.SHA256}
	if err := c.check(replyGuards, a); err != nil {
		return err
	}
	n := c.item.Place(c.state.openVisit(in.Visit).Node)
	file := fileFacts([]File{in.File})[0]
	r := CallResult{Visit: in.Visit, Outcome: n.Call.Outcomes[in.Reply], Reply: in.Reply, File: &file}
	changes, err := c.replies(a)
	if err != nil {
		return c.moved(err)
	}
	f := Facts{Act: &Act{Visit: in.Visit, Node: n.ID, Hearing: c.restsOn(changes, nil, in.Visit)}, CalledBack: []CallResult{r}}
	if err := c.move(&f, c.now, changes); err != nil {
		return err
	}
	body, err := marshal(replied{Reason: in.Reason, Number: in.Number, Name: in.File.Name})
	if err != nil {
		return err
	}
	return c.record("reply_recorded", c.now, c.trailActorOf(postAt(n)), f, body)
}

// replied is the payload of a recorded reply.
type replied struct {
	Reason string `json:"reason,omitempty"`
	Number string `json:"number,omitempty"`
	Name   string `json:"name,omitempty"` // of the file
}

var replyGuards = []guard{guardRunning, guardSuspended, guardOpen, guardAwaited, guardRole, guardAside, guardReply, guardReason, guardReplyHeard}

// guardAwaited: the visit waits for an agency outside; what a case of this office comes to, nobody records.
func guardAwaited(c *command, a act) *Error {
	if n := c.item.Place(c.state.openVisit(a.visit).Node); n.Kind != item.Call || !n.Call.External {
		return refuse(Conflict, "no_reply_awaited")
	}
	return nil
}

func guardReply(c *command, a act) *Error {
	n := c.item.Place(c.state.openVisit(a.visit).Node)
	if !slices.Contains(n.Call.Replies(), a.decision) {
		return refuse(Invalid, "reply_unknown", a.decision)
	}
	if a.written && a.file == "" {
		return at(refuse(Invalid, "reply_document"), "/document")
	}
	return nil
}

// replies is how the flow goes on with a reply.
func (c *command) replies(a act) ([]flow.Change, error) {
	n := c.item.Place(c.state.openVisit(a.visit).Node)
	return flow.CallBack(c.item, &c.state.Position, a.visit, n.Call.Outcomes[a.decision], c.actor.Person, "", c.chooser())
}

// replyTitle is what people call a reply.
func replyTitle(it *item.Item, reply string) item.Text {
	if t, ok := it.Labels[reply]; ok {
		return t
	}
	if t, ok := replyTitles[reply]; ok {
		return t
	}
	return item.Text{Zh: reply, En: reply}
}

var replyTitles = map[string]item.Text{
	string(item.Grants):  {Zh: "登记答复：同意", En: "Record the reply: granted"},
	string(item.Refuses): {Zh: "登记答复：不同意", En: "Record the reply: refused"},
	string(item.Closes):  {Zh: "登记答复：终止", En: "Record the reply: closed"},
}
