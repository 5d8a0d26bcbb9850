package handlers

import (
	"context"
	"errors"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humagin"
	"github.com/gin-gonic/gin"

	"shenpi/workflow"
	"shenpi/workflow/item"
)

// call is one request on its way through a route: what is known of it so far.
type call struct {
	context.Context
	gin  *gin.Context
	lang language
	id   string  // of the request
	who  *caller // nil on public routes

	kase  *workflow.Case // of routes below a case, once it is known to be visible
	item  *item.Item     // its definition
	draft *workflow.Draft

	certificate *workflow.Certificate // of routes below one

	proposal *workflow.Proposal // of routes below one
	key      *idempotencyKey
}

// param is a value of the path.
func (c *call) param(name string) string { return c.gin.Param(name) }

func (c *call) actor() workflow.Actor {
	if c.who == nil {
		return workflow.Public
	}
	return workflow.Actor{Person: c.who.id(), Enterprise: c.who.Enterprise}
}

// guard checks one thing before the body is read. The guards of a route stand in the order of its refusals: who asks,
// whether they may know of the thing, whether they may do it.
type guard func(*call) error

// endpoint declares a route.
type endpoint struct {
	id, method, path, summary string
	tag                       string
	guards                    []guard
	status                    int  // of success; 0 = 200, or 204 without a body
	keyed                     bool // an Idempotency-Key is needed
	change                    func(*huma.Operation)
}

const (
	prefix      = "/api/v1"
	maxBody     = 1<<20 + 1 // a body of exactly 1 MiB is read
	bodyTimeout = 30 * time.Second
)

type callKey struct{}

// declare puts a route into the URL table and the OpenAPI document.
func declare[I, O any](s *Server, e endpoint, handle func(*call, *I) (*O, error)) {
	op := s.operation(e)
	huma.Register(s.api, op, func(ctx context.Context, in *I) (*O, error) {
		c := ctx.Value(callKey{}).(*call)
		out, err := handle(c, in)
		if err != nil {
			return nil, s.refusal(c, err)
		}
		return out, nil
	})
}

func (s *Server) operation(e endpoint) huma.Operation {
	op := huma.Operation{
		OperationID: e.id, Method: e.method, Path: e.path, Summary: e.summary, Tags: []string{e.tag},
		DefaultStatus: e.status, MaxBodyBytes: maxBody, BodyReadTimeout: bodyTimeout,
		Responses: map[string]*huma.Response{"default": problemResponse()},
		Security:  []map[string][]string{},
	}
	public := len(e.guards) == 0
	if !public {
		op.Security = []map[string][]string{{"session": {}, "csrf": {}}, {"token": {}}}
		if !unsafe(e.method) {
			op.Security[0] = map[string][]string{"session": {}}
		}
	}
	if e.keyed {
		op.Parameters = append(op.Parameters, keyParameter())
	}
	op.Middlewares = huma.Middlewares{s.enter(e, public)}
	if e.change != nil {
		e.change(&op)
	}
	s.routes = append(s.routes, Route{ID: e.id, Method: e.method, Path: e.path})
	return op
}

// enter makes the call and runs the guards. Whatever they refuse is told before the body is read.
func (s *Server) enter(e endpoint, public bool) func(huma.Context, func(huma.Context)) {
	guards := e.guards
	if !public {
		guards = append([]guard{s.signedIn, s.fromOwnPage}, guards...)
	}
	return func(ctx huma.Context, next func(huma.Context)) {
		g := humagin.Unwrap(ctx)
		g.Set(operationKey, e.id)
		c := &call{Context: ctx.Context(), gin: g, lang: languageOf(g.Request), id: g.GetString(requestKey)}
		for _, check := range guards {
			if err := check(c); err != nil {
				s.tell(g, s.refusal(c, err))
				return
			}
		}
		if e.keyed {
			c.key = &idempotencyKey{route: e.id, value: g.Request.Header.Get(keyHeader)}
		}
		next(huma.WithValue(ctx, callKey{}, c))
	}
}

// raw declares a route that reads and writes by itself.
func (s *Server) raw(e endpoint, handle func(*call) error) {
	op := s.operation(e)
	s.api.OpenAPI().AddOperation(&op)
	s.api.Adapter().Handle(&op, op.Middlewares.Handler(func(ctx huma.Context) {
		c := ctx.Context().Value(callKey{}).(*call)
		if err := handle(c); err != nil {
			s.tell(c.gin, s.refusal(c, err))
		}
	}))
}

// answers200 documents an answer that is no JSON.
func answers200(mediaTypes ...string) func(*huma.Operation) {
	content := map[string]*huma.MediaType{}
	for _, t := range mediaTypes {
		content[t] = &huma.MediaType{}
	}
	return func(op *huma.Operation) {
		op.Responses["200"] = &huma.Response{Description: "OK", Content: content}
	}
}

func unsafe(method string) bool {
	switch method {
	case http.MethodGet, http.MethodHead, http.MethodOptions:
		return false
	}
	return true
}

// report turns any error into the problem that is told, and logs what nobody is told.
func (s *Server) report(c *call, err error) *Problem {
	p := s.problem(c, err)
	if p.Status >= http.StatusInternalServerError && !errors.Is(err, context.Canceled) {
		s.Logger.ErrorContext(c, "request failed", "request_id", c.id, "operation", c.gin.GetString(operationKey), "error", err)
	}
	return p
}

// refusal is what the whole request is refused with.
func (s *Server) refusal(c *call, err error) *Problem {
	p := s.report(c, err)
	if p.retryAfter > 0 {
		c.gin.Header("Retry-After", seconds(p.retryAfter))
	}
	return p
}

// keyParameter documents the header; whether it is there is judged after the body.
func keyParameter() *huma.Param {
	least, most := 1, maxKey
	return &huma.Param{
		Name: keyHeader, In: "header", Required: true,
		Description: "A value of the client's own that makes repeating the request safe for seven days.",
		Schema:      &huma.Schema{Type: huma.TypeString, MinLength: &least, MaxLength: &most},
	}
}
