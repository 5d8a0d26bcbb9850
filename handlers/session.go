package handlers

import (
	"net/http"

	"shenpi/identity"
	"shenpi/workflow"
)

// Session tells who is signed in.
type Session struct {
	Person    SessionPerson `json:"person"`
	Roles     []HeldRole    `json:"roles"`
	May       []string      `json:"may" doc:"What the person may do somewhere to things that need not be their own, kind:action each: what is worth showing"`
	CSRF      string        `json:"csrf,omitempty" doc:"To be sent as X-CSRF-Token with every change; absent for a service token"`
	Now       Instant       `json:"now" doc:"The time of the server, which the two ends go by"`
	IdleAt    Instant       `json:"idle_at,omitzero" doc:"When the session ends unless it is used before; absent for a service token"`
	ExpiresAt Instant       `json:"expires_at,omitzero" doc:"When it ends, used or not"`
	Purpose   bool          `json:"purpose_due,omitempty" doc:"Whether the person has to say first what for they look at what others did"`
	Demo      bool          `json:"demo" doc:"Whether this is a demonstration"`
	Today     string        `json:"today" doc:"The civil day of the office"`
}

// SessionPerson is who is signed in.
type SessionPerson struct {
	ID             string `json:"id"`
	Login          string `json:"login"`
	Name           string `json:"name"`
	Kind           string `json:"kind" enum:"officer,enterprise,service,admin"`
	Unit           string `json:"unit,omitempty"`
	Post           string `json:"post,omitempty"`
	Enterprise     string `json:"enterprise,omitempty" doc:"credit code"`
	EnterpriseName string `json:"enterprise_name,omitempty"`
}

// HeldRole is a role the person holds.
type HeldRole struct {
	Role  string   `json:"role"`
	Zh    string   `json:"zh"`
	En    string   `json:"en"`
	Units []string `json:"units" doc:"Where it holds, the units below included"`
}

type signInInput struct {
	Body struct {
		Login    string `json:"login" maxLength:"200"`
		Password string `json:"password" maxLength:"1000"`
	}
}

type passwordInput struct {
	Body struct {
		Current string `json:"current" maxLength:"1000"`
		New     string `json:"new" maxLength:"1000"`
	}
}

type sessionOutput struct {
	SetCookie http.Cookie `header:"Set-Cookie" hidden:"true"`
	Body      Session
}

type sessionSeenOutput struct{ Body Session }

type signOutOutput struct {
	SetCookie http.Cookie `header:"Set-Cookie" hidden:"true"`
}

func (s *Server) sessionRoutes() {
	const path = prefix + "/session"
	declare(s, endpoint{id: "sign-in", method: http.MethodPost, path: path, summary: "Sign in", tag: "session", status: http.StatusCreated}, s.signIn)
	declare(s, endpoint{id: "session", method: http.MethodGet, path: path, summary: "Who is signed in", tag: "session", guards: signedInOnly}, s.session)
	declare(s, endpoint{id: "sign-out", method: http.MethodDelete, path: path, summary: "Sign out", tag: "session", guards: signedInOnly}, s.signOut)
	declare(s, endpoint{id: "change-password", method: http.MethodPost, path: path + "/password", summary: "Change one's password; every other session ends", status: http.StatusCreated,
		tag: "session", guards: []guard{withSession}}, s.changePassword)
}

// signedInOnly asks for nothing else than being signed in.
var signedInOnly = []guard{func(*call) error { return nil }}

// withSession refuses programs: what follows is for people.
func withSession(c *call) error {
	if c.who.token == "" {
		return refuse(http.StatusForbidden, "session_required", "此操作须以账号密码登录后进行。", "This needs a signed-in person, not a service token.")
	}
	return nil
}

func (s *Server) signIn(c *call, in *signInInput) (*sessionOutput, error) {
	if err := s.sameOrigin(c); err != nil {
		return nil, err
	}
	previous := ""
	if old, err := c.gin.Request.Cookie(identity.CookieName(s.TLS)); err == nil {
		previous = old.Value
	}
	signed, err := s.Identity.SignIn(c, identity.Credentials{
		Login: in.Body.Login, Password: in.Body.Password, Remote: c.gin.ClientIP(), UserAgent: c.gin.Request.UserAgent(), Previous: previous,
	})
	if err != nil {
		return nil, err
	}
	return s.begun(c, signed)
}

// begun answers with a new session.
func (s *Server) begun(c *call, signed identity.SignedIn) (*sessionOutput, error) {
	who := &caller{Account: signed.Account, session: signed.Session, token: signed.Token}
	body, err := s.describe(c, who)
	if err != nil {
		return nil, err
	}
	return &sessionOutput{SetCookie: s.cookie(signed.Token, 0), Body: body}, nil
}

// cookie keeps a session in the browser until it is closed; a negative age forgets it.
func (s *Server) cookie(token string, age int) http.Cookie {
	return http.Cookie{
		Name: identity.CookieName(s.TLS), Value: token, Path: "/", MaxAge: age, Secure: s.TLS, HttpOnly: true, SameSite: http.SameSiteLaxMode,
	}
}

func (s *Server) session(c *call, _ *struct{}) (*sessionSeenOutput, error) {
	body, err := s.describe(c, c.who)
	if err != nil {
		return nil, err
	}
	return &sessionSeenOutput{body}, nil
}

func (s *Server) describe(c *call, w *caller) (Session, error) {
	p, err := s.Office.Person(c, w.id())
	if err != nil && !isRefusal(err, workflow.NotFound) {
		return Session{}, doing("read the person signed in", err)
	}
	out := Session{
		Person: SessionPerson{
			ID: w.id(), Login: w.Login, Name: w.Name, Kind: string(w.Kind), Unit: w.Unit, Post: p.Post,
			Enterprise: w.Enterprise, EnterpriseName: p.EnterpriseName,
		},
		Now: instantOf(s.Identity.Now()), Demo: s.Demo.Demo(), Today: s.today().String(),
	}
	out.May = listed(s.Authorizer.May(w.id()))
	titles := s.roleTitles()
	out.Roles = rowsOf(s.Authorizer.Held(w.id()), func(h workflow.RoleInUnits) HeldRole {
		t := titles[h.Role]
		return HeldRole{Role: h.Role, Zh: t.Zh, En: t.En, Units: listed(h.Units)}
	})
	if out.Purpose, err = s.purposeDue(c, w); err != nil {
		return Session{}, err
	}
	if w.token != "" {
		out.CSRF, out.IdleAt, out.ExpiresAt = identity.CSRF(w.token), instantOf(s.Identity.IdleAt(w.session)), instantOf(w.session.ExpiresAt)
	}
	return out, nil
}

func (s *Server) signOut(c *call, _ *struct{}) (*signOutOutput, error) {
	if c.who.token != "" {
		if err := s.Identity.SignOut(c, c.who.token); err != nil {
			return nil, err
		}
	}
	return &signOutOutput{s.cookie("", -1)}, nil
}

func (s *Server) changePassword(c *call, in *passwordInput) (*sessionOutput, error) {
	signed, err := s.Identity.ChangePassword(c, c.who.ID, in.Body.Current, in.Body.New, c.gin.Request.UserAgent())
	if err != nil {
		return nil, err
	}
	return s.begun(c, signed)
}
