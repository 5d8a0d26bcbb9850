package tour

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/cookiejar"
	"os"
	"strings"
	"time"
)

// login is one line of the login file.
type login struct{ login, password string }

// user is somebody signed in.
type user struct {
	id     string
	http   *http.Client
	csrf   string
	Person struct {
		Name           string `json:"name"`
		Post           string `json:"post"`
		Enterprise     string `json:"enterprise"`
		EnterpriseName string `json:"enterprise_name"`
	} `json:"person"`
	Today string `json:"today"`
}

// who is the user in a line of the tour.
func (u *user) who() string {
	switch {
	case u.Person.EnterpriseName != "":
		return u.Person.EnterpriseName
	case u.Person.Post != "":
		return u.Person.Post + " " + u.Person.Name
	}
	return u.Person.Name
}

// answer is what the API said.
type answer struct {
	status int
	header http.Header
	body   []byte
}

// problem is a refusal of the API.
type problem struct {
	Code   string `json:"code"`
	Detail string `json:"detail_en"`
	Fields []struct {
		Field string `json:"field"`
		En    string `json:"en"`
	} `json:"fields"`
}

func (p problem) String() string {
	s := p.Code + ": " + p.Detail
	for _, f := range p.Fields {
		s += fmt.Sprintf("; %s: %s", f.Field, f.En)
	}
	return s
}

func (a answer) problem() problem {
	var p problem
	if json.Unmarshal(a.body, &p) != nil || p.Code == "" {
		p.Detail = strings.TrimSpace(string(a.body))
	}
	return p
}

func (t *tour) readLogins() {
	text, err := os.ReadFile(t.Logins)
	if err != nil {
		t.fail("read the logins: %w", err)
		return
	}
	t.logins = map[string]login{}
	for _, line := range strings.Split(string(text), "\n") {
		if f := strings.Split(line, "\t"); len(f) >= 3 && !strings.HasPrefix(line, "#") {
			t.logins[f[2]] = login{f[0], f[1]}
		}
	}
}

// user signs somebody in, once.
func (t *tour) user(id string) *user {
	if u, ok := t.users[id]; ok || !t.ok() {
		return u
	}
	l, ok := t.logins[id]
	if !ok {
		t.fail("%s has no login for %s", t.Logins, id)
		return nil
	}
	jar, _ := cookiejar.New(nil) // never an error without options
	u := &user{id: id, http: &http.Client{Jar: jar, Timeout: time.Minute}}
	a := t.send(u, http.MethodPost, "/session", map[string]string{"login": l.login, "password": l.password}, nil)
	var session struct {
		*user
		CSRF       string `json:"csrf"`
		PurposeDue bool   `json:"purpose_due"`
	}
	session.user = u
	t.expect(a, http.StatusCreated, &session, "sign in as "+id)
	u.csrf = session.CSRF
	t.users[id] = u
	if session.PurposeDue {
		said := t.send(u, http.MethodPut, "/session/purpose", map[string]string{"purpose": "参观演示：核对所办的每一件"}, nil)
		t.expect(said, http.StatusOK, nil, "say what "+id+" looks for")
	}
	return u
}

// send makes one request. Every change gets an idempotency key of its own unless the header has one.
func (t *tour) send(u *user, method, path string, body any, header http.Header) answer {
	if !t.ok() {
		return answer{}
	}
	content, kind, err := encode(body)
	if err != nil {
		t.fail("%s %s: %w", method, path, err)
		return answer{}
	}
	r, err := http.NewRequestWithContext(t.ctx, method, t.URL+"/api/v1"+path, content)
	if err != nil {
		t.fail("%s %s: %w", method, path, err)
		return answer{}
	}
	for name, values := range header {
		r.Header[name] = values
	}
	if kind != "" {
		r.Header.Set("Content-Type", kind)
	}
	if u.csrf != "" && method != http.MethodGet {
		r.Header.Set("X-CSRF-Token", u.csrf)
	}
	if method == http.MethodPost && r.Header.Get("Idempotency-Key") == "" {
		t.keys++
		r.Header.Set("Idempotency-Key", fmt.Sprintf("tour-%s-%d", t.run, t.keys))
	}
	response, err := u.http.Do(r)
	if err != nil {
		t.fail("%s %s: %w", method, path, err)
		return answer{}
	}
	a := answer{status: response.StatusCode, header: response.Header}
	a.body, err = io.ReadAll(response.Body)
	if err = errors.Join(err, response.Body.Close()); err != nil {
		t.fail("%s %s: %w", method, path, err)
	}
	return a
}

func encode(body any) (io.Reader, string, error) {
	switch b := body.(type) {
	case nil:
		return nil, "", nil
	case []byte:
		return bytes.NewReader(b), "application/octet-stream", nil
	}
	text, err := json.Marshal(body)
	return bytes.NewReader(text), "application/json", err
}

// expect takes an answer apart, or ends the tour when it is another one.
func (t *tour) expect(a answer, status int, out any, doing string) bool {
	if !t.ok() {
		return false
	}
	if a.status != status {
		t.fail("%s: the answer was %d %s, expected %d", doing, a.status, a.problem(), status)
		return false
	}
	if out == nil {
		return true
	}
	if err := json.Unmarshal(a.body, out); err != nil {
		t.fail("%s: read the answer: %w", doing, err)
	}
	return t.ok()
}

func (t *tour) fetch(u *user, path string, out any) bool {
	if !t.ok() {
		return false
	}
	return t.expect(t.send(u, http.MethodGet, path, nil, nil), http.StatusOK, out, "read "+path)
}
