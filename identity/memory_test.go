package identity_test

import (
	"context"
	"errors"
	"maps"
	"slices"
	"sync"
	"testing"
	"time"

	"shenpi/identity"
	"shenpi/identity/identitytest"
)

// memory keeps the ports in maps, to try the rules of the package without a database. It keeps the same contract.
type memory struct {
	mu       sync.Mutex
	accounts map[identity.AccountID]identity.Account
	sessions map[identity.SessionID]identity.Session
	tokens   map[identity.TokenID]identity.Token
	touches  int
	meantime func() // runs once, before the next update of an account
}

func newMemory() *memory {
	return &memory{
		accounts: map[identity.AccountID]identity.Account{},
		sessions: map[identity.SessionID]identity.Session{},
		tokens:   map[identity.TokenID]identity.Token{},
	}
}

func TestMemoryKeepsTheContract(t *testing.T) {
	t.Parallel()
	identitytest.All(t, func(*testing.T) identitytest.Ports {
		m := newMemory()
		return identitytest.Ports{Accounts: m, Sessions: m, Sweeper: m, Tokens: m, Unit: "gz-iid"}
	})
}

func (m *memory) Account(_ context.Context, id identity.AccountID) (identity.Account, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	a, ok := m.accounts[id]
	if !ok {
		return a, identity.ErrNotFound
	}
	return a, nil
}

func (m *memory) AccountByLogin(_ context.Context, login string) (identity.Account, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, a := range m.accounts {
		if a.Login == login {
			return a, nil
		}
	}
	return identity.Account{}, identity.ErrNotFound
}

func (m *memory) taken(a identity.Account) bool {
	for _, other := range m.accounts {
		if other.Login == a.Login && other.ID != a.ID {
			return true
		}
	}
	return false
}

func (m *memory) CreateAccount(_ context.Context, a identity.Account) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.taken(a) {
		return identity.ErrLoginTaken
	}
	m.accounts[a.ID] = a
	return nil
}

func (m *memory) UpdateAccount(_ context.Context, a identity.Account) error {
	if f := m.meantime; f != nil {
		m.meantime = nil
		f()
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	old, ok := m.accounts[a.ID]
	switch {
	case !ok:
		return identity.ErrNotFound
	case old.Revision != a.Revision:
		return identity.ErrStale
	case m.taken(a):
		return identity.ErrLoginTaken
	}
	a.Revision++
	a.CreatedAt = old.CreatedAt
	m.accounts[a.ID] = a
	return nil
}

func (m *memory) CreateSession(_ context.Context, s identity.Session) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if _, ok := m.sessions[s.ID]; ok {
		return errors.New("session id used twice")
	}
	m.sessions[s.ID] = s
	return nil
}

func (m *memory) Session(_ context.Context, id identity.SessionID) (identity.Session, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	s, ok := m.sessions[id]
	if !ok {
		return s, identity.ErrNotFound
	}
	return s, nil
}

func (m *memory) TouchSession(_ context.Context, id identity.SessionID, at time.Time) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	s, ok := m.sessions[id]
	if !ok {
		return identity.ErrNotFound
	}
	if at.After(s.LastSeenAt) {
		s.LastSeenAt = at
	}
	m.sessions[id] = s
	m.touches++
	return nil
}

func (m *memory) DeleteSession(_ context.Context, id identity.SessionID) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	delete(m.sessions, id)
	return nil
}

func (m *memory) SessionsOf(_ context.Context, id identity.AccountID) ([]identity.Session, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	of := slices.DeleteFunc(slices.Collect(maps.Values(m.sessions)), func(s identity.Session) bool { return s.AccountID != id })
	slices.SortFunc(of, func(a, b identity.Session) int { return b.CreatedAt.Compare(a.CreatedAt) })
	return of, nil
}

func (m *memory) DeleteSessions(_ context.Context, expired, lastSeen time.Time) (int, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	before := len(m.sessions)
	maps.DeleteFunc(m.sessions, func(_ identity.SessionID, s identity.Session) bool {
		return !s.ExpiresAt.After(expired) || !s.LastSeenAt.After(lastSeen)
	})
	return before - len(m.sessions), nil
}

func (m *memory) CreateToken(_ context.Context, x identity.Token) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if _, ok := m.tokens[x.ID]; ok {
		return errors.New("token id used twice")
	}
	m.tokens[x.ID] = x
	return nil
}

func (m *memory) Token(_ context.Context, id identity.TokenID) (identity.Token, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	x, ok := m.tokens[id]
	if !ok {
		return x, identity.ErrNotFound
	}
	return x, nil
}

func (m *memory) RevokeToken(_ context.Context, account identity.AccountID, id identity.TokenID, at time.Time) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	x, ok := m.tokens[id]
	if !ok || x.AccountID != account {
		return identity.ErrNotFound
	}
	if x.RevokedAt.IsZero() {
		x.RevokedAt = at
	}
	m.tokens[id] = x
	return nil
}

func (m *memory) TokensOf(_ context.Context, id identity.AccountID) ([]identity.Token, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	of := slices.DeleteFunc(slices.Collect(maps.Values(m.tokens)), func(x identity.Token) bool { return x.AccountID != id })
	slices.SortFunc(of, func(a, b identity.Token) int { return b.CreatedAt.Compare(a.CreatedAt) })
	return of, nil
}
