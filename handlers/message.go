package handlers

import (
	"encoding/json"
	"net/http"
	"slices"

	"shenpi/workflow"
	"shenpi/workflow/item"
)

// messageKind is the kind of the entries of messages, and of the notices of them.
const messageKind = "message_sent"

// CaseMessage is one message about a case, between its applicant and the office.
type CaseMessage struct {
	Number int64     `json:"number" doc:"of its entry"`
	At     Instant   `json:"at"`
	From   string    `json:"from" enum:"applicant,office"`
	Post   item.Text `json:"post" doc:"Of who wrote it: their role"`
	Unit   item.Text `json:"unit,omitzero" doc:"Of the office"`
	Person *Somebody `json:"person,omitempty" doc:"Told to insiders"`
	Mine   bool      `json:"mine" doc:"The caller wrote it"`
	Text   string    `json:"text,omitempty" doc:"Absent once what people wrote was erased"`
	Unread bool      `json:"unread" doc:"The caller was told of it and has not read the notice"`
}

type messagesOutput struct {
	Body struct {
		Page[CaseMessage]
		Notices []string `json:"notices" doc:"The ids of the caller's unread notices of these messages: mark them read once they are shown"`
	}
}

type sendMessageInput struct {
	CaseInput
	Body struct {
		Text string `json:"text" maxLength:"4000"`
	}
}

type listMessagesInput struct {
	CaseInput
	PageInput
}

func (s *Server) messageRoutes() {
	const path = prefix + "/cases/{id}/messages"
	declare(s, endpoint{id: "list-messages", method: http.MethodGet, path: path, summary: "Messages about a case, the oldest first", tag: "case",
		guards: []guard{s.caseVisible, s.onCase("trail", "list"), s.onCase("application", "read")}}, s.listMessages)
	declare(s, endpoint{id: "send-message", method: http.MethodPost, path: path, summary: "Write to the other side about a case", tag: "case", keyed: true,
		guards: []guard{s.caseVisible, s.onCase("case", "message")}}, s.sendMessage)
}

func (s *Server) sendMessage(c *call, in *sendMessageInput) (*doneOutput, error) {
	key, err := c.keyOf(in.Body)
	if err != nil {
		return nil, err
	}
	return s.answer(s.Engine.Message(c, c.actor(), workflow.MessageInput{Key: key, Case: c.kase.State.ID, Text: in.Body.Text}))
}

func (s *Server) listMessages(c *call, in *listMessagesInput) (*messagesOutput, error) {
	page, err := s.Entries.Entries(c, workflow.EntryFilter{
		Scope: workflow.Scope{All: true}, Stream: c.kase.State.Head.Stream, Kind: messageKind, Cursor: in.Cursor, Limit: in.Limit,
	})
	if err != nil {
		return nil, err
	}
	notices, err := s.unreadMessages(c)
	if err != nil {
		return nil, err
	}
	out, telling := &messagesOutput{}, s.telling(c)
	out.Body.Page = pageOf(page, func(r workflow.EntryRow) CaseMessage {
		m := telling.message(r)
		at := slices.IndexFunc(notices, func(n workflow.InboxNotice) bool { return n.At.Equal(r.Entry.RecordedAt) })
		if m.Unread = at >= 0 && !m.Mine; m.Unread {
			out.Body.Notices = append(out.Body.Notices, notices[at].ID)
			notices = slices.Delete(notices, at, at+1)
		}
		return m
	}).Body
	out.Body.Notices = listed(out.Body.Notices)
	return out, nil
}

// unreadMessages are the caller's unread notices of messages about the case, the newest ones.
func (s *Server) unreadMessages(c *call) ([]workflow.InboxNotice, error) {
	f := s.addressee(c)
	f.Unread, f.Case, f.Kind, f.Limit = true, c.kase.State.ID, messageKind, 200
	told, err := s.Inbox.Inbox(c, f)
	if err != nil {
		return nil, err
	}
	return told.Rows, nil
}

func (t telling) message(r workflow.EntryRow) CaseMessage {
	e := r.Entry
	m := CaseMessage{Number: e.Number, At: Instant{e.RecordedAt}, From: "office", Person: t.names.somebody(e.Actor.Person), Mine: e.Actor.Person == t.names.c.who.id()}
	if e.Actor.Applies() {
		m.From = askApplicant
	} else {
		m.Unit = t.names.unit(e.Actor.Unit)
	}
	for _, role := range e.Actor.Roles {
		m.Post = t.words.Role(role)
	}
	var said words
	if r.Payload != nil && json.Unmarshal(r.Payload.Body, &said) == nil {
		m.Text = said.Text
	}
	return m
}
