package handlers

import (
	"errors"
	"fmt"
	"net/http"
	"strings"

	"shenpi/identity"
	"shenpi/workflow"
)

const csrfHeader = "X-Csrf-Token"

// unattendedHeader says that a page asks by itself, while nobody uses it: that keeps no session from going idle.
const unattendedHeader = "X-Unattended"

// caller is who sent a request.
type caller struct {
	identity.Account
	session identity.Session
	token   string // of the session; empty when a service token was shown
}

func (w *caller) id() string { return string(w.ID) }

// insider reports whether the caller works for the office: only insiders are told names of persons.
func (w *caller) insider() bool { return w.Enterprise == "" }

// signedIn finds out who asks. A service token goes before a cookie.
func (s *Server) signedIn(c *call) error {
	w, err := s.caller(c.gin.Request)
	if err != nil {
		if p := s.problem(c, err); p.Status == http.StatusUnauthorized {
			c.gin.Header("WWW-Authenticate", `Bearer realm="shenpi"`)
		}
		return err
	}
	c.who = w
	return nil
}

func (s *Server) caller(r *http.Request) (*caller, error) {
	if shown := r.Header.Get("Authorization"); shown != "" {
		secret, ok := bearer(shown)
		if !ok {
			return nil, identity.ErrTokenInvalid
		}
		account, _, err := s.Identity.AuthenticateToken(r.Context(), secret)
		if err != nil {
			return nil, err
		}
		return &caller{Account: account}, nil
	}
	cookie, err := r.Cookie(identity.CookieName(s.TLS))
	if err != nil {
		return nil, identity.ErrUnauthenticated
	}
	authenticate := s.Identity.Authenticate
	if r.Header.Get(unattendedHeader) != "" {
		authenticate = s.Identity.Unattended
	}
	account, session, err := authenticate(r.Context(), cookie.Value)
	if err != nil {
		return nil, err
	}
	return &caller{Account: account, session: session, token: cookie.Value}, nil
}

func bearer(header string) (secret string, ok bool) {
	scheme, secret, found := strings.Cut(header, " ")
	return secret, found && strings.EqualFold(scheme, "Bearer")
}

// fromOwnPage refuses a change that another site had the browser send. A service token is not sent by browsers.
func (s *Server) fromOwnPage(c *call) error {
	if !unsafe(c.gin.Request.Method) || c.who.token == "" {
		return nil
	}
	if err := s.sameOrigin(c); err != nil {
		return err
	}
	return identity.CheckCSRF(c.who.token, c.gin.GetHeader(csrfHeader))
}

func (s *Server) sameOrigin(c *call) error {
	if s.origin.Check(c.gin.Request) != nil {
		return refuse(http.StatusForbidden, "cross_origin", "请求来自其他网站，已拒绝。", "The request comes from another site.")
	}
	return nil
}

// may asks for a permission on things that stand in no unit, whole.
func (s *Server) may(kind, action string) guard {
	return func(c *call) error {
		if s.Authorizer.Reach(c.who.id(), "", kind, action) != Whole {
			return forbidden()
		}
		return nil
	}
}

// mayOwn asks for a permission that may be bounded to the caller's own things.
func (s *Server) mayOwn(kind, action string) guard {
	return func(c *call) error {
		if s.Authorizer.Reach(c.who.id(), "", kind, action) == Nothing {
			return forbidden()
		}
		return nil
	}
}

// mayList asks that the caller's part of a list is not nothing.
func (s *Server) mayList(kind, action string) guard {
	return func(c *call) error {
		scope := s.Authorizer.Scope(c.who.id(), kind, action)
		if !scope.All && !scope.Own && len(scope.Units) == 0 {
			return forbidden()
		}
		return nil
	}
}

// scope is the part of a list the caller sees. What is an expert's own is found through the inbox, not in lists, but
// what an officer or an expert was sent a copy of is.
func (s *Server) scope(c *call, kind, action string) workflow.Scope {
	scope := s.Authorizer.Scope(c.who.id(), kind, action)
	out := workflow.Scope{All: scope.All, Units: scope.Units}
	if scope.Own {
		out.Enterprise = c.who.Enterprise
	}
	if c.who.insider() && reading[action] {
		out.Person, out.Roles = c.who.id(), s.Authorizer.Held(c.who.id())
	}
	return out
}

// isRefusal reports whether an error is the engine's or a store's word for the user, of a kind.
func isRefusal(err error, kind workflow.Kind) bool {
	var w *workflow.Error
	return errors.As(err, &w) && w.Kind == kind
}

// doing says what failed, unless the user is told.
func doing(what string, err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("%s: %w", what, err)
}
