package handlers_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"github.com/pb33f/libopenapi"
	validator "github.com/pb33f/libopenapi-validator"
	"github.com/pb33f/libopenapi-validator/config"
	"github.com/pb33f/libopenapi-validator/errors"
	"github.com/stretchr/testify/require"

	"shenpi/identity"
)

const api = "/api/v1"

// client is a browser, or a program, of somebody.
type client struct {
	h      *house
	person string
	cookie string
	csrf   string
	bearer string
	header http.Header
}

// nobody is a client that is not signed in.
func (h *house) nobody() *client { return &client{h: h, header: http.Header{}} }

// as signs a person in, past the password, and says what for they look where that is asked of them.
func (h *house) as(person string) *client {
	h.t.Helper()
	c := h.silent(person)
	if h.office.Scope(person, "trail", "list").All {
		c.put("/session/purpose", map[string]string{"purpose": "年度检查"}).is(http.StatusOK)
	}
	return c
}

// silent signs a person in.
func (h *house) silent(person string) *client {
	h.t.Helper()
	s, err := h.identity.SignIn(context.Background(), identity.Credentials{Login: login(person), Password: password, Remote: "192.0.2.1"})
	require.NoError(h.t, err, person)
	return &client{h: h, person: person, cookie: s.Token, csrf: s.CSRF, header: http.Header{}}
}

// with gives a copy that sends a header.
func (c *client) with(name, value string) *client {
	d := *c
	d.header = c.header.Clone()
	d.header.Set(name, value)
	return &d
}

// without gives a copy that leaves a header out, also one that is sent by itself.
func (c *client) without(name string) *client { return c.with(name, "-") }

// keyed gives a copy that sends an idempotency key.
func (c *client) keyed(key string) *client { return c.with("Idempotency-Key", key) }

// answer is what came back.
type answer struct {
	t      testing.TB
	status int
	header http.Header
	body   []byte
}

// raw sends bytes.
func (c *client) raw(method, path, mediaType string, body []byte) *answer {
	c.h.t.Helper()
	var r io.Reader
	if body != nil {
		r = bytes.NewReader(body)
	}
	req := httptest.NewRequest(method, path, r)
	req.RemoteAddr = "192.0.2.1:1234"
	set := func(name, value string) {
		if value != "" && req.Header.Get(name) == "" {
			req.Header.Set(name, value)
		}
	}
	for name := range c.header {
		req.Header.Set(name, c.header.Get(name))
	}
	set("Content-Type", mediaType)
	if c.bearer != "" {
		set("Authorization", "Bearer "+c.bearer)
	}
	if c.cookie != "" {
		req.AddCookie(&http.Cookie{Name: "shenpi", Value: c.cookie})
		set("X-CSRF-Token", c.csrf)
	}
	if method == http.MethodPost {
		set("Idempotency-Key", rand.Text())
	}
	for name := range req.Header {
		if req.Header.Get(name) == "-" {
			req.Header.Del(name)
		}
	}
	w := httptest.NewRecorder()
	c.h.Handler().ServeHTTP(w, req)
	a := &answer{t: c.h.t, status: w.Code, header: w.Result().Header, body: w.Body.Bytes()}
	if !c.h.measured && !underRace { // which would have it take twice as long, and find nothing more
		conform(c.h, req, body, a)
	}
	return a
}

func (c *client) send(method, path string, body any) *answer {
	c.h.t.Helper()
	if body == nil {
		return c.raw(method, path, "", nil)
	}
	b, err := json.Marshal(body)
	require.NoError(c.h.t, err)
	return c.raw(method, path, "application/json", b)
}

func (c *client) get(path string) *answer {
	c.h.t.Helper()
	return c.send(http.MethodGet, api+path, nil)
}

func (c *client) post(path string, body any) *answer {
	c.h.t.Helper()
	return c.send(http.MethodPost, api+path, body)
}

func (c *client) put(path string, body any) *answer {
	c.h.t.Helper()
	return c.send(http.MethodPut, api+path, body)
}

func (c *client) delete(path string) *answer {
	c.h.t.Helper()
	return c.send(http.MethodDelete, api+path, nil)
}

// is checks the status and gives the answer back.
func (a *answer) is(status int) *answer {
	a.t.Helper()
	require.Equal(a.t, status, a.status, "%.900s", a.body)
	return a
}

// problem checks that it is a refusal with a code.
func (a *answer) problem(status int, code string) problem {
	a.t.Helper()
	require.Equal(a.t, status, a.status, "%.900s", a.body)
	require.Equal(a.t, "application/problem+json", a.header.Get("Content-Type"))
	var p problem
	a.into(&p)
	require.Equal(a.t, code, p.Code, "%s", a.body)
	require.Equal(a.t, status, p.Status)
	require.Equal(a.t, "urn:shenpi:problem:"+code, p.Type)
	for _, text := range []string{p.Title, p.Detail, p.DetailZh, p.DetailEn, p.RequestID} {
		require.NotEmpty(a.t, text, "%s", a.body)
	}
	return p
}

type problem struct {
	Type, Title, Detail, Code, Field, Who string
	Status                                int
	DetailZh                              string `json:"detail_zh"`
	DetailEn                              string `json:"detail_en"`
	WhoName                               string `json:"who_name"`
	At                                    string
	Nodes                                 []string
	Fields                                []struct{ Field, Code, Zh, En string }
	RequestID                             string `json:"request_id"`
}

func (a *answer) into(v any) {
	a.t.Helper()
	require.NoError(a.t, json.Unmarshal(a.body, v), "%s", a.body)
}

// at finds a value by a path such as rows.0.id.
func (a *answer) at(path string) any {
	a.t.Helper()
	var v any
	a.into(&v)
	for _, name := range strings.Split(path, ".") {
		switch x := v.(type) {
		case map[string]any:
			v = x[name]
		case []any:
			var n int
			require.NoError(a.t, json.Unmarshal([]byte(name), &n))
			require.Less(a.t, n, len(x), "%s of %s", path, a.body)
			v = x[n]
		default:
			require.Fail(a.t, "no "+path, "%s", a.body)
		}
	}
	return v
}

func (a *answer) text(path string) string {
	a.t.Helper()
	s, ok := a.at(path).(string)
	require.True(a.t, ok, "%s of %s", path, a.body)
	return s
}

// conformance holds every request and answer of the tests against the OpenAPI document.
type conformance struct {
	mu sync.Mutex
	validator.Validator
}

var conforming = sync.OnceValues(func() (*conformance, error) {
	doc, err := libopenapi.NewDocument(document())
	if err != nil {
		return nil, err
	}
	v, errs := validator.NewValidator(doc, config.WithFormatAssertions(), config.WithoutSecurityValidation())
	if len(errs) > 0 {
		return nil, errs[0]
	}
	return &conformance{Validator: v}, nil
})

var documentOnce struct {
	sync.Once
	body []byte
}

// document is what the first server of the run serves; they are all the same.
func document() []byte { return documentOnce.body }

func conform(h *house, req *http.Request, body []byte, a *answer) {
	h.t.Helper()
	documentOnce.Do(func() { documentOnce.body = h.OpenAPI() })
	c, err := conforming()
	require.NoError(h.t, err)
	if p := (problem{}); json.Unmarshal(a.body, &p) == nil && (p.Code == "route_unknown" || p.Code == "method_not_allowed") {
		return // no operation answered
	}
	again := req.Clone(context.Background())
	again.Body = io.NopCloser(bytes.NewReader(body))
	res := &http.Response{StatusCode: a.status, Header: a.header, Body: io.NopCloser(bytes.NewReader(a.body)), Request: again}
	c.mu.Lock()
	defer c.mu.Unlock()
	if a.status < 300 {
		ok, errs := c.ValidateHttpRequestSync(again)
		require.True(h.t, ok, "request %s %s: %v", req.Method, req.URL.Path, errs)
		again.Body = io.NopCloser(bytes.NewReader(body))
	}
	ok, errs := c.ValidateHttpResponse(again, res)
	require.True(h.t, ok, "answer to %s %s: %s\n%.600s", req.Method, req.URL.Path, said(errs), a.body)
}

func said(errs []*errors.ValidationError) string {
	var b strings.Builder
	for _, e := range errs {
		for _, f := range e.SchemaValidationErrors {
			fmt.Fprintf(&b, "%s: %s; ", f.FieldPath, f.Reason)
		}
		fmt.Fprintf(&b, "%s\n", e.Reason)
	}
	return b.String()
}
