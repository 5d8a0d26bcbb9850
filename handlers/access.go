package handlers

import (
	"net/http"
	"slices"
	"strings"
	"sync"

	"github.com/danielgtaylor/huma/v2"

	"shenpi/workflow"
	"shenpi/workflow/item"
)

type purposeInput struct {
	Body struct {
		Purpose string `json:"purpose" maxLength:"2000" doc:"What the caller looks for: up to 500 characters"`
	}
}

type trailPeopleInput struct {
	Body struct {
		Who string `json:"who" minLength:"1" maxLength:"100" doc:"An id, or a whole name"`
	}
}

// TrailPerson is somebody whose acts can be searched for.
type TrailPerson struct {
	ID    string    `json:"id"`
	Name  string    `json:"name"`
	Where item.Text `json:"where" doc:"The unit or the enterprise, which tells people of one name apart"`
}

type trailPeopleOutput struct {
	Body struct {
		Rows []TrailPerson `json:"rows"`
	}
}

func (s *Server) accessRoutes() {
	declare(s, endpoint{id: "state-purpose", method: http.MethodPut, path: prefix + "/session/purpose", tag: "session", status: http.StatusOK,
		summary: "Say for what one looks at what others did, once in each session; it is recorded, and so is what is looked at", guards: []guard{s.watches}}, s.statePurpose)
	declare(s, endpoint{id: "find-trail-people", method: http.MethodPost, path: prefix + "/trail/people", tag: "trail", status: http.StatusOK,
		summary: "People of an id or of a whole name, which so stands in no address", guards: []guard{s.readsTrail}}, s.findTrailPeople)
}

// watching reports whether somebody watches over others: whoever reads the whole trail. What they look at is recorded, with what for.
func (s *Server) watching(w *caller) bool { return s.Authorizer.Scope(w.id(), "trail", "list").All }

// watches lets those in who watch over others.
func (s *Server) watches(c *call) error {
	if !s.watching(c.who) {
		return forbidden()
	}
	return nil
}

// accessSession is what a purpose holds for: the session, and for a program, which has none, the day.
func (s *Server) accessSession(w *caller) string {
	if w.token == "" {
		return "day/" + s.today().String()
	}
	return string(w.session.ID)
}

func (s *Server) statePurpose(c *call, in *purposeInput) (*doneOutput, error) {
	return s.answer(s.Engine.StatePurpose(c, c.actor(), s.accessSession(c.who), in.Body.Purpose))
}

func (s *Server) findTrailPeople(c *call, in *trailPeopleInput) (*trailPeopleOutput, error) {
	people, err := s.Office.PeopleCalled(c, strings.TrimSpace(in.Body.Who))
	if err != nil {
		return nil, doing("find people by name", err)
	}
	names, out := s.names(c), &trailPeopleOutput{}
	out.Body.Rows = rowsOf(people, func(p workflow.Person) TrailPerson {
		where := names.unit(p.Unit)
		if p.Enterprise != "" {
			where = item.Text{Zh: p.EnterpriseName, En: p.EnterpriseName}
		}
		return TrailPerson{p.ID, p.Name, where}
	})
	return out, nil
}

// accounted records what somebody looks at who watches over others. What cannot be recorded is not shown.
func (s *Server) accounted(c *call, a workflow.Access) error {
	if !s.watching(c.who) {
		return nil
	}
	a.Session = s.accessSession(c.who)
	seen := strings.Join([]string{c.who.id(), a.Session, a.About, a.List}, "\n")
	if a.List != "" {
		seen += "\n" + c.gin.Request.URL.RawQuery
	}
	if a.Taken == "" && s.looked.has(seen) {
		return nil
	}
	id, ofCase := strings.CutPrefix(a.About, casePrefix)
	if ofCase && a.Number == "" { // by which people know it
		k, err := s.Engine.Store.Case(c, workflow.CaseID(id))
		if isRefusal(err, workflow.NotFound) {
			return nil // nothing is there to look at
		}
		if err == nil { // of a case that cannot be read any more the entries can be looked at still
			a.Number = k.State.Number
		}
	}
	if err := s.Engine.RecordAccess(c, c.actor(), a); err != nil {
		return err
	}
	s.looked.add(seen)
	return nil
}

// searching accounts for a search of a list.
func (s *Server) searching(list string) guard {
	return func(c *call) error { return s.accounted(c, searchOf(c, list, "")) }
}

// TakeInput asks first: what is taken along is written by the browser to its disk, where no refusal can be read.
type TakeInput struct {
	Check bool `query:"check" doc:"Only say whether it would be given: 204, or the refusal"`
}

// takeable documents an answer that is taken along.
func takeable(mediaType string) func(*huma.Operation) {
	return func(op *huma.Operation) {
		answers200(mediaType)(op)
		op.Responses["204"] = &huma.Response{Description: "It would be given: the answer to check"}
	}
}

// taking accounts for what somebody takes along; whoever only asks is answered here.
func (s *Server) taking(c *call, in TakeInput, a workflow.Access) (*huma.StreamResponse, error) {
	if !in.Check {
		return nil, s.accounted(c, a)
	}
	if s.watching(c.who) {
		if err := s.Engine.CheckPurpose(c, c.actor(), s.accessSession(c.who)); err != nil {
			return nil, err
		}
	}
	return &huma.StreamResponse{Body: func(ctx huma.Context) { ctx.SetStatus(http.StatusNoContent) }}, nil
}

// purposeDue reports whether somebody has still to say what for they look.
func (s *Server) purposeDue(c *call, w *caller) (bool, error) {
	if !s.watching(w) {
		return false, nil
	}
	err := s.Engine.CheckPurpose(c, workflow.Actor{Person: w.id()}, s.accessSession(w))
	if workflow.Code(err) == "purpose_missing" {
		return true, nil
	}
	return false, doing("look for the purpose of a session", err)
}

// searchOf is the search of a request: its conditions but for the text, which may name somebody and goes where it can be erased.
func searchOf(c *call, list, taken string) workflow.Access {
	q := c.gin.Request.URL.Query()
	search := map[string]string{}
	for name, values := range q {
		if value := strings.Join(values, ","); value != "" && !slices.Contains(notConditions, name) {
			search[name] = value
		}
	}
	return workflow.Access{List: list, Search: search, Text: q.Get("q"), Taken: taken}
}

// notConditions say how a list is shown, not what is in it.
var notConditions = []string{"q", "cursor", "limit", "language", "actions", "grown_from", "check"}

// remembered is what this process knows to be recorded already, so that it need not be asked for again with each request.
type remembered struct {
	mu   sync.Mutex
	them map[string]struct{}
}

const mostRemembered = 20_000

func (r *remembered) has(what string) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	_, ok := r.them[what]
	return ok
}

func (r *remembered) add(what string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.them == nil || len(r.them) >= mostRemembered {
		r.them = map[string]struct{}{}
	}
	r.them[what] = struct{}{}
}
