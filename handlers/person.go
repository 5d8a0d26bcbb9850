package handlers

import (
	"errors"
	"net/http"
	"slices"

	"shenpi/identity"
	"shenpi/workflow"
	"shenpi/workflow/trail"
)

// Person is somebody who acts.
type Person struct {
	ID             string        `json:"id"`
	Name           string        `json:"name"`
	Unit           string        `json:"unit,omitempty"`
	Post           string        `json:"post,omitempty"`
	Enterprise     string        `json:"enterprise,omitempty"`
	EnterpriseName string        `json:"enterprise_name,omitempty"`
	Disabled       bool          `json:"disabled"`
	Appointments   []Appointment `json:"appointments"`
}

// Appointment is a role a person holds in a unit and the units below it.
type Appointment struct {
	Role string `json:"role"`
	Unit string `json:"unit,omitempty"`
}

type personListInput struct {
	PageInput
	Q    string `query:"q" maxLength:"100" doc:"Part of the id, the name, the post, or of what the enterprise is called or coded"`
	Kind string `query:"kind" enum:"staff,enterprise"`
	Role string `query:"role" maxLength:"40" doc:"Only who holds it"`
	Unit string `query:"unit" maxLength:"64" doc:"In this unit, or one above it"`
}

// PersonInput names the person of the path.
type PersonInput struct {
	ID string `path:"id" maxLength:"64"`
}

type personOutput struct {
	ETag string `header:"ETag"`
	Body OnePerson
}

// OnePerson is a person with what they were appointed to, and when.
type OnePerson struct {
	Person
	Tenures []Tenure `json:"tenures" doc:"From the first on, those that have ended too"`
}

// Tenure is how long somebody held an appointment.
type Tenure struct {
	Appointment
	From    Instant   `json:"from"`
	By      *Somebody `json:"by,omitempty" doc:"Who gave it"`
	Until   Instant   `json:"until,omitzero" doc:"Absent: it holds"`
	EndedBy *Somebody `json:"ended_by,omitempty"`
}

type newPersonInput struct {
	Body struct {
		ID             string `json:"id" pattern:"^[A-Za-z0-9][A-Za-z0-9_-]{0,62}$"`
		Login          string `json:"login" maxLength:"64"`
		Password       string `json:"password,omitempty" maxLength:"1000" doc:"Not for a service, which has tokens"`
		Kind           string `json:"kind" enum:"officer,enterprise,service,admin"`
		Name           string `json:"name" minLength:"1" maxLength:"100"`
		Unit           string `json:"unit,omitempty" maxLength:"64"`
		Post           string `json:"post,omitempty" maxLength:"100"`
		Enterprise     string `json:"enterprise,omitempty" maxLength:"18" doc:"credit code"`
		EnterpriseName string `json:"enterprise_name,omitempty" maxLength:"200"`
	}
}

type savePersonInput struct {
	PersonInput
	IfMatch string `header:"If-Match" doc:"The ETag of the person"`
	Body    struct {
		Name           string `json:"name" minLength:"1" maxLength:"100"`
		Unit           string `json:"unit,omitempty" maxLength:"64"`
		Post           string `json:"post,omitempty" maxLength:"100"`
		EnterpriseName string `json:"enterprise_name,omitempty" maxLength:"200"`
		Disabled       bool   `json:"disabled,omitempty"`
	}
}

func (s *Server) personRoutes() {
	const path = prefix + "/people"
	declare(s, endpoint{id: "list-people", method: http.MethodGet, path: path, summary: "People one may know of", tag: "administration",
		guards: []guard{s.listsPeople}}, s.listPeople)
	declare(s, endpoint{id: "create-person", method: http.MethodPost, path: path, summary: "Take on a person, with an account", tag: "administration",
		keyed: true, status: http.StatusCreated, guards: []guard{s.may("person", "create")}}, s.createPerson)
	declare(s, endpoint{id: "person", method: http.MethodGet, path: path + "/{id}", summary: "One person", tag: "administration",
		guards: []guard{s.personVisible}}, s.showPerson)
	declare(s, endpoint{id: "save-person", method: http.MethodPut, path: path + "/{id}", summary: "Change a person, or shut their account out",
		tag: "administration", guards: []guard{s.personVisible, s.changesPeople}}, s.savePerson)
}

// listsPeople: everybody may read themselves, but a list is for those who may list.
func (s *Server) listsPeople(c *call) error {
	scope := s.Authorizer.Scope(c.who.id(), "person", "list")
	if !scope.All && len(scope.Units) == 0 {
		return forbidden()
	}
	return nil
}

// personVisible hides people the caller may not know of; oneself one may.
func (s *Server) personVisible(c *call) error {
	id := c.param("id")
	p, err := s.Office.Person(c, id)
	if err != nil && !isRefusal(err, workflow.NotFound) {
		return doing("read a person", err)
	}
	seen := err == nil && (id == c.who.id() || s.Authorizer.Reach(c.who.id(), p.Unit, "person", "read") == Whole)
	if !seen {
		return refuse(http.StatusNotFound, "person_not_found", "没有这个人员。", "There is no such person.")
	}
	return nil
}

func (s *Server) changesPeople(c *call) error {
	if s.can(c, "person", "update") || s.can(c, "person", "disable") {
		return nil
	}
	return forbidden()
}

// can is a permission on everything of a kind.
func (s *Server) can(c *call, kind, action string) bool {
	return s.Authorizer.Reach(c.who.id(), "", kind, action) == Whole
}

func personOf(p workflow.Person, held []workflow.Appointment) Person {
	return Person{
		ID: p.ID, Name: p.Name, Unit: p.Unit, Post: p.Post, Enterprise: p.Enterprise, EnterpriseName: p.EnterpriseName, Disabled: p.Disabled,
		Appointments: rowsOf(held, func(a workflow.Appointment) Appointment { return Appointment{a.Role, a.Unit} }),
	}
}

func heldBy(person string, all []workflow.Appointment) []workflow.Appointment {
	var held []workflow.Appointment
	for _, a := range all {
		if a.Person == person {
			held = append(held, a)
		}
	}
	return held
}

func (s *Server) listPeople(c *call, in *personListInput) (*pageOutput[Person], error) {
	all, err := s.Office.Appointments(c)
	if err != nil {
		return nil, err
	}
	held := map[string][]workflow.Appointment{}
	for _, a := range all {
		held[a.Person] = append(held[a.Person], a)
	}
	f := workflow.PersonFilter{Text: in.Q, Kind: in.Kind, Cursor: in.Cursor, Limit: in.Limit}
	if scope := s.Authorizer.Scope(c.who.id(), "person", "list"); !scope.All {
		f.Units = listed(scope.Units)
	}
	switch {
	case in.Role != "" && in.Unit != "":
		f.Among = listed(s.Engine.Office.Holders(in.Role, in.Unit))
	case in.Role != "":
		f.Among = []string{}
		for _, a := range all {
			if a.Role == in.Role {
				f.Among = append(f.Among, a.Person)
			}
		}
	case in.Unit != "" && (f.Units == nil || slices.Contains(f.Units, in.Unit)):
		f.Units = []string{in.Unit}
	case in.Unit != "":
		f.Units = []string{}
	}
	page, err := s.Office.FindPeople(c, f)
	if err != nil {
		return nil, err
	}
	return pageOf(page, func(p workflow.Person) Person { return personOf(p, held[p.ID]) }), nil
}

func (s *Server) showPerson(c *call, in *PersonInput) (*personOutput, error) {
	head, err := s.Entries.Head(c, personStream(in.ID))
	if err != nil {
		return nil, err
	}
	p, err := s.Office.Person(c, in.ID)
	if err != nil {
		return nil, err
	}
	all, err := s.Office.Appointments(c)
	if err != nil {
		return nil, err
	}
	tenures, err := s.tenures(c, in.ID)
	if err != nil {
		return nil, err
	}
	return &personOutput{ETag: revisionTag(head.Number), Body: OnePerson{personOf(p, heldBy(p.ID, all)), tenures}}, nil
}

func (s *Server) tenures(c *call, person string) ([]Tenure, error) {
	var entries []trail.Entry
	err := s.eachEntry(c, personStream(person), func(r workflow.EntryRow) error {
		entries = append(entries, r.Entry)
		return nil
	})
	if err != nil {
		return nil, err
	}
	list, err := workflow.Tenures(entries)
	if err != nil {
		return nil, err
	}
	n := s.names(c)
	return rowsOf(list, func(x workflow.Tenure) Tenure {
		return Tenure{Appointment{x.Role, x.Unit}, Instant{x.From}, n.somebody(x.By), Instant{x.Until}, n.somebody(x.Ended)}
	}), nil
}

func personStream(id string) string { return "person/" + id }

// createPerson makes the account first: a login that is taken leaves nothing, and an account without a person may do
// nothing until the request is repeated.
func (s *Server) createPerson(c *call, in *newPersonInput) (*doneOutput, error) {
	b := in.Body
	password := b.Password
	b.Password = "" // not even its hash is kept with the key
	key, err := c.keyOf(b)
	if err != nil {
		return nil, err
	}
	a := identity.Account{ID: identity.AccountID(b.ID), Login: b.Login, Name: b.Name, Kind: identity.Kind(b.Kind), Enterprise: b.Enterprise, Unit: b.Unit}
	if err := s.account(c, a, password); err != nil {
		return nil, err
	}
	p := workflow.Person{ID: b.ID, Name: b.Name, Unit: b.Unit, Post: b.Post, Enterprise: b.Enterprise, EnterpriseName: b.EnterpriseName, Revision: 1}
	return s.answer(s.Engine.Administer(c, c.actor(), workflow.AdminInput{
		Key: key, Stream: personStream(p.ID), Kind: "taken_on", Role: "system-admin", Facts: personFacts(p), Payload: p, Rows: []any{p},
		Check: isNew("person_exists", "已有这个人员。", "There is such a person already."),
	}))
}

// personFacts are what the trail says of a person in the clear.
func personFacts(p workflow.Person) map[string]any {
	return map[string]any{"unit": p.Unit, "enterprise": p.Enterprise, "disabled": p.Disabled}
}

// account makes the account unless the same request made it before.
func (s *Server) account(c *call, a identity.Account, password string) error {
	old, err := s.Accounts.Account(c, a.ID)
	switch {
	case err == nil && old.Login == identity.NormalLogin(a.Login):
		return nil
	case err == nil:
		return isNew("person_exists", "已有这个人员。", "There is such a person already.")(trail.Head{Number: 1})
	case !errors.Is(err, identity.ErrNotFound):
		return doing("look for an account", err)
	}
	_, err = s.Identity.Create(c, a, password)
	return err
}

func (s *Server) savePerson(c *call, in *savePersonInput) (*doneOutput, error) {
	revision, err := c.matchRevision()
	if err != nil {
		return nil, err
	}
	old, err := s.Office.Person(c, in.ID)
	if err != nil {
		return nil, err
	}
	p := old
	p.Name, p.Unit, p.Post, p.EnterpriseName, p.Disabled = in.Body.Name, in.Body.Unit, in.Body.Post, in.Body.EnterpriseName, in.Body.Disabled
	p.Revision = revision + 1
	if err := s.changeAllowed(c, old, p); err != nil {
		return nil, err
	}
	shuts := p.Disabled && !old.Disabled
	check := func(head trail.Head) error {
		if err := unmoved(revision)(head); err != nil || !shuts {
			return err
		}
		if why := workflow.WhyNotLeave(p.ID, nil, s.Authorizer.Holding); why != nil {
			return why
		}
		return nil
	}
	if shuts { // the account first: what follows may fail and be repeated
		head, err := s.Entries.Head(c, personStream(p.ID))
		if err == nil {
			err = check(head)
		}
		if err == nil {
			err = s.Identity.Disable(c, identity.AccountID(p.ID))
		}
		if err != nil {
			return nil, err
		}
	}
	role := "system-admin"
	if p.Disabled != old.Disabled {
		role = "security-admin"
	}
	r, err := s.Engine.Administer(c, c.actor(), workflow.AdminInput{
		Stream: personStream(p.ID), Kind: "changed", Role: role, Facts: personFacts(p), Payload: p, Rows: []any{p},
		Policy: p.Disabled != old.Disabled, Check: check,
	})
	refused := isRefusal(err, workflow.Stale) || isRefusal(err, workflow.Conflict) // something moved between the two
	if err == nil && !p.Disabled && old.Disabled || shuts && refused {
		if again := s.Identity.Enable(c, identity.AccountID(p.ID)); again != nil {
			return nil, doing("let an account in", again)
		}
	}
	return s.answer(r, err)
}

// changeAllowed: the system administrator keeps the data, the security administrator the rights.
func (s *Server) changeAllowed(c *call, old, p workflow.Person) error {
	shut := p.Disabled != old.Disabled
	old.Disabled, old.Revision = p.Disabled, p.Revision
	if shut && !s.can(c, "person", "disable") || old != p && !s.can(c, "person", "update") {
		return forbidden()
	}
	return nil
}

// unmoved refuses when the stream has another length than the author saw.
func unmoved(seen int64) func(trail.Head) error {
	return func(head trail.Head) error {
		if head.Number != seen {
			return stale()
		}
		return nil
	}
}
