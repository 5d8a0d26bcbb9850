package handlers

import (
	"net/http"
	"time"

	"shenpi/identity"
)

// Token is a service token without its secret.
type Token struct {
	ID        string  `json:"id"`
	Name      string  `json:"name"`
	CreatedAt Instant `json:"created_at"`
	ExpiresAt Instant `json:"expires_at"`
	RevokedAt Instant `json:"revoked_at,omitzero"`
}

// NewToken is a token as it is shown once.
type NewToken struct {
	Token
	Secret string `json:"secret" doc:"Shown this once; it is stored nowhere"`
}

type tokenListOutput struct {
	Body struct {
		Rows []Token `json:"rows"`
	}
}

type issueTokenInput struct {
	Body struct {
		Name      string    `json:"name" maxLength:"100"`
		ExpiresAt time.Time `json:"expires_at"`
	}
}

type issueTokenOutput struct {
	Replayed string `header:"Idempotency-Replayed"`
	Body     NewToken
}

type tokenInput struct {
	ID string `path:"id" maxLength:"64"`
}

func (s *Server) tokenRoutes() {
	const path = prefix + "/tokens"
	declare(s, endpoint{id: "list-tokens", method: http.MethodGet, path: path, summary: "One's service tokens", tag: "session",
		guards: []guard{s.mayOwn("token", "list")}}, s.listTokens)
	declare(s, endpoint{id: "issue-token", method: http.MethodPost, path: path, summary: "Make a service token", tag: "session", keyed: true,
		status: http.StatusCreated, guards: []guard{s.mayOwn("token", "create"), forPrograms, withSession}}, s.issueToken)
	declare(s, endpoint{id: "revoke-token", method: http.MethodDelete, path: path + "/{id}", summary: "Revoke a service token", tag: "session",
		guards: []guard{s.ownToken, s.mayOwn("token", "delete"), withSession}}, s.revokeToken)
}

func tokenOf(t identity.Token) Token {
	return Token{ID: string(t.ID), Name: t.Name, CreatedAt: Instant{t.CreatedAt}, ExpiresAt: Instant{t.ExpiresAt}, RevokedAt: Instant{t.RevokedAt}}
}

func (s *Server) listTokens(c *call, _ *struct{}) (*tokenListOutput, error) {
	list, err := s.Identity.Tokens(c, c.who.ID)
	if err != nil {
		return nil, err
	}
	out := &tokenListOutput{}
	out.Body.Rows = rowsOf(list, tokenOf)
	return out, nil
}

func (s *Server) issueToken(c *call, in *issueTokenInput) (*issueTokenOutput, error) {
	key, err := c.keyOf(in.Body)
	if err != nil {
		return nil, err
	}
	made, replayed, err := s.answers.once(c, key, func() (any, error) {
		secret, t, err := s.Identity.IssueToken(c, c.who.ID, in.Body.Name, in.Body.ExpiresAt)
		return NewToken{tokenOf(t), secret}, err
	})
	if err != nil {
		return nil, err
	}
	return &issueTokenOutput{Replayed: replayedHeader(replayed), Body: made.(NewToken)}, nil
}

func replayedHeader(replayed bool) string {
	if replayed {
		return "true"
	}
	return ""
}

// forPrograms: officers have no tokens, because their decisions need a session that ends.
func forPrograms(c *call) error {
	if c.who.Kind != identity.Enterprise && c.who.Kind != identity.ServiceUse {
		return forbidden()
	}
	return nil
}

// ownToken hides the tokens of others.
func (s *Server) ownToken(c *call) error {
	list, err := s.Identity.Tokens(c, c.who.ID)
	if err != nil {
		return err
	}
	for _, t := range list {
		if string(t.ID) == c.param("id") {
			return nil
		}
	}
	return refuse(http.StatusNotFound, "token_unknown", "没有这个接口令牌", "there is no such token")
}

func (s *Server) revokeToken(c *call, in *tokenInput) (*struct{}, error) {
	return nil, s.Identity.RevokeToken(c, c.who.ID, identity.TokenID(in.ID))
}
