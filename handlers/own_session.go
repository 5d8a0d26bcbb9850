package handlers

import (
	"net/http"
	"time"

	"shenpi/identity"
)

// OwnSession is one sign-in of the caller that is alive.
type OwnSession struct {
	ID        string  `json:"id"`
	Browser   string  `json:"browser,omitempty" doc:"Family and system of the browser, as far as it says; absent for a program"`
	CreatedAt Instant `json:"created_at"`
	UsedAt    Instant `json:"used_at" doc:"When it was used last"`
	ExpiresAt Instant `json:"expires_at"`
	Current   bool    `json:"current" doc:"Whether it is the one that asks"`
}

type sessionListOutput struct {
	Body struct {
		Rows []OwnSession `json:"rows" doc:"The newest first"`
	}
}

type ownSessionInput struct {
	ID string `path:"id" maxLength:"64"`
}

type endedOutput struct {
	Body struct {
		Ended int `json:"ended" doc:"How many ended"`
	}
}

func (s *Server) ownSessionRoutes() {
	const path = prefix + "/sessions"
	declare(s, endpoint{id: "list-sessions", method: http.MethodGet, path: path, summary: "Where one is signed in", tag: "session",
		guards: []guard{s.mayOwn("session", "list"), withSession}}, s.listSessions)
	declare(s, endpoint{id: "end-session", method: http.MethodDelete, path: path + "/{id}", summary: "End one of one's sessions", tag: "session",
		guards: []guard{s.mayOwn("session", "delete"), withSession, s.ownSession}}, s.endSession)
	declare(s, endpoint{id: "end-other-sessions", method: http.MethodDelete, path: path, summary: "End one's sessions but for the one that asks", tag: "session",
		status: http.StatusOK, guards: []guard{s.mayOwn("session", "delete"), withSession}}, s.endOtherSessions)
}

func (s *Server) listSessions(c *call, _ *struct{}) (*sessionListOutput, error) {
	list, err := s.Identity.Sessions(c, c.who.ID)
	if err != nil {
		return nil, err
	}
	out := &sessionListOutput{}
	out.Body.Rows = rowsOf(list, func(x identity.Session) OwnSession {
		return OwnSession{
			ID: string(x.ID), Browser: x.Browser, CreatedAt: instantOf(x.CreatedAt), UsedAt: instantOf(s.Identity.LastUse(x)), ExpiresAt: instantOf(x.ExpiresAt),
			Current: x.ID == c.who.session.ID,
		}
	})
	return out, nil
}

func instantOf(t time.Time) Instant { return Instant{t.Truncate(time.Microsecond)} }

// ownSession hides the sessions of others, and those that are over.
func (s *Server) ownSession(c *call) error {
	list, err := s.Identity.Sessions(c, c.who.ID)
	if err != nil {
		return err
	}
	for _, x := range list {
		if string(x.ID) == c.param("id") {
			return nil
		}
	}
	return refuse(http.StatusNotFound, "session_not_found", "没有这个登录，或已退出。", "There is no such session, or it has ended.")
}

func (s *Server) endSession(c *call, in *ownSessionInput) (*struct{}, error) {
	return nil, s.Identity.EndSession(c, c.who.ID, identity.SessionID(in.ID))
}

func (s *Server) endOtherSessions(c *call, _ *struct{}) (*endedOutput, error) {
	n, err := s.Identity.EndOtherSessions(c, c.who.ID, c.who.session.ID)
	if err != nil {
		return nil, err
	}
	out := &endedOutput{}
	out.Body.Ended = n
	return out, nil
}
