package acceptance_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

const (
	requestWithin = 60 * time.Second
	// answerWithin bounds how long one request is repeated until somebody answers it.
	answerWithin = 2 * time.Minute
)

// request is one request, always sent with the same bytes.
type request struct {
	method, path string // path below /api/v1, escaped
	key          string
	ifMatch      string
	body         any    // JSON
	raw          []byte // or bytes
}

// answer is a whole answer that arrived.
type answer struct {
	status   int
	body     []byte
	etag     string
	replayed bool
	repeated bool // the request was sent more than once before it was answered
}

func (a answer) ok() bool { return a.status >= 200 && a.status < 300 }

// code is what a refusal is called.
func (a answer) code() string {
	var p struct{ Code string }
	_ = json.Unmarshal(a.body, &p) // an answer without one has no code
	return p.Code
}

func (a answer) read(into any) error {
	if !a.ok() {
		return fmt.Errorf("answered %d: %s", a.status, a.body)
	}
	return json.Unmarshal(a.body, into)
}

// street leads to the server. It is closed while the server is down, so that whoever was not answered waits, and it
// counts what is sent, so that a kill can come in the middle of it.
type street struct {
	mu   sync.Mutex
	open chan struct{} // closed while the server can be asked

	sent       atomic.Int64
	target     atomic.Int64  // when that many are sent, strike is told
	strike     chan struct{} //
	unanswered atomic.Int64
	busy       atomic.Int64 // answers that asked to come again: 503, and 409 while a key is in flight
}

func newStreet() *street {
	return &street{open: make(chan struct{}), strike: make(chan struct{}, 1)}
}

func (s *street) opened() <-chan struct{} {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.open
}

func (s *street) unblock() {
	s.mu.Lock()
	defer s.mu.Unlock()
	close(s.open)
}

func (s *street) block() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.open = make(chan struct{})
}

func (s *street) count() {
	if s.sent.Add(1) == s.target.Load() {
		s.strike <- struct{}{}
	}
}

// client is one person with a session.
type client struct {
	*street
	http       *http.Client
	url        string
	id         string
	name       string
	enterprise string // credit code; empty for officers
	firm       string // its name
	today      string
	cookie     string
	csrf       string
}

// login is a line of logins.txt.
type login struct{ login, password, id, name string }

func logins(data string) (map[string]login, error) {
	text, err := os.ReadFile(filepath.Join(data, "logins.txt"))
	if err != nil {
		return nil, err
	}
	all := map[string]login{}
	for _, line := range strings.Split(string(text), "\n") {
		if f := strings.Split(line, "\t"); len(f) >= 4 && !strings.HasPrefix(line, "#") {
			all[f[2]] = login{f[0], f[1], f[2], f[3]}
		}
	}
	return all, nil
}

// signIn gives clients to some persons of the demonstration, by their ids.
func signIn(to *street, server *server, ids ...string) (map[string]*client, error) {
	all, err := logins(server.data)
	if err != nil {
		return nil, err
	}
	clients := map[string]*client{}
	for _, id := range ids {
		l, known := all[id]
		if !known {
			return nil, fmt.Errorf("logins.txt has no %s", id)
		}
		c := &client{street: to, url: server.url, id: id, name: l.name,
			http: &http.Client{Timeout: requestWithin, Transport: &http.Transport{MaxIdleConnsPerHost: 4}}}
		if err := c.signIn(l); err != nil {
			return nil, fmt.Errorf("sign in %s: %w", id, err)
		}
		clients[id] = c
	}
	return clients, nil
}

func (c *client) signIn(l login) error {
	body, err := json.Marshal(map[string]string{"login": l.login, "password": l.password})
	if err != nil {
		return err
	}
	r, err := c.http.Post(c.url+"/api/v1/session", "application/json", bytes.NewReader(body))
	if err != nil {
		return err
	}
	said, err := io.ReadAll(r.Body)
	if err = errors.Join(err, r.Body.Close()); err != nil {
		return err
	}
	var session struct {
		Person struct {
			Enterprise     string
			EnterpriseName string `json:"enterprise_name"`
		}
		CSRF, Today string
		PurposeDue  bool `json:"purpose_due"`
	}
	if err := (answer{status: r.StatusCode, body: said}).read(&session); err != nil {
		return err
	}
	for _, k := range r.Cookies() {
		c.cookie = k.Name + "=" + k.Value
	}
	c.csrf, c.today, c.enterprise, c.firm = session.CSRF, session.Today, session.Person.Enterprise, session.Person.EnterpriseName
	if !session.PurposeDue {
		return nil
	}
	stated, err := c.once(context.Background(), request{method: http.MethodPut, path: "/session/purpose", body: map[string]string{"purpose": "年度检查"}})
	return errors.Join(err, stated.read(&struct{}{}))
}

// on gives the same client at another server of the same database.
func (c *client) on(s *server) *client {
	there := *c
	there.url = s.url
	return &there
}

// once sends a request and gives the answer, or an error when none came back whole.
func (c *client) once(ctx context.Context, q request) (answer, error) {
	body, kind := q.raw, "application/octet-stream"
	if q.raw == nil && q.body != nil {
		var err error
		if body, err = json.Marshal(q.body); err != nil {
			return answer{}, err
		}
		kind = "application/json"
	}
	r, err := http.NewRequestWithContext(ctx, q.method, c.url+"/api/v1"+q.path, bytes.NewReader(body))
	if err != nil {
		return answer{}, err
	}
	c.dress(r, q)
	if body != nil {
		r.Header.Set("Content-Type", kind)
	}
	c.count()
	said, err := c.http.Do(r)
	if err != nil {
		return answer{}, err
	}
	got, err := io.ReadAll(said.Body)
	if err = errors.Join(err, said.Body.Close()); err != nil {
		return answer{}, err
	}
	return answer{
		status: said.StatusCode, body: got, etag: said.Header.Get("ETag"), replayed: said.Header.Get("Idempotency-Replayed") == "true",
	}, nil
}

func (c *client) dress(r *http.Request, q request) {
	r.Header.Set("Cookie", c.cookie)
	r.Header.Set("X-CSRF-Token", c.csrf)
	for name, value := range map[string]string{"Idempotency-Key": q.key, "If-Match": q.ifMatch} {
		if value != "" {
			r.Header.Set(name, value)
		}
	}
}

// call sends a request until it is answered: what got no answer is repeated, with the same key, when the server is back.
func (c *client) call(q request) (answer, error) {
	ctx, cancel := context.WithTimeout(context.Background(), answerWithin)
	defer cancel()
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for repeated := false; ; repeated = true {
		select {
		case <-c.opened():
		case <-ctx.Done():
			return answer{}, fmt.Errorf("%s %s: the server never came back", q.method, q.path)
		}
		a, err := c.once(ctx, q)
		again := err != nil
		if err == nil && (a.status == http.StatusServiceUnavailable || a.code() == "key_in_flight") {
			c.busy.Add(1)
			again = true
		} else if err != nil {
			c.unanswered.Add(1)
		}
		if !again {
			a.repeated = repeated
			return a, c.unexpected(q, a)
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
			return answer{}, fmt.Errorf("%s %s was never answered: %w: %s", q.method, q.path, errors.Join(err, ctx.Err()), a.body)
		}
	}
}

// unexpected is an answer that nothing a client did can explain.
func (c *client) unexpected(q request, a answer) error {
	switch {
	case a.status >= 500, a.status == http.StatusUnauthorized, a.code() == "key_reused", a.code() == "csrf_mismatch":
		return fmt.Errorf("%s: %s %s was answered %d: %s", c.id, q.method, q.path, a.status, a.body)
	}
	return nil
}

// fetch reads something.
func (c *client) fetch(path string, into any) error {
	a, err := c.call(request{method: http.MethodGet, path: path})
	if err != nil {
		return err
	}
	if err := a.read(into); err != nil {
		return fmt.Errorf("GET %s: %w", path, err)
	}
	return nil
}

// every reads all pages of a list.
func every[T any](c *client, path string) ([]T, error) {
	var all []T
	for cursor := ""; ; {
		var page struct {
			Rows []T
			Next string
		}
		if err := c.fetch(path+"?limit=200&cursor="+url.QueryEscape(cursor), &page); err != nil {
			return nil, err
		}
		all = append(all, page.Rows...)
		if cursor = page.Next; cursor == "" {
			return all, nil
		}
	}
}
