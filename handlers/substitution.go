package handlers

import (
	"cmp"
	"net/http"

	"shenpi/workflow"
	"shenpi/workflow/calendar"
	"shenpi/workflow/item"
)

// Substitution lets one officer act in the place of another who is away.
type Substitution struct {
	ID    string        `json:"id"`
	Of    *Somebody     `json:"of" doc:"Who is away"`
	By    *Somebody     `json:"by" doc:"Who stands in"`
	Roles []string      `json:"roles" doc:"Empty: every role; likewise units and items"`
	Posts []item.Text   `json:"posts" doc:"What the roles are called"`
	Units []string      `json:"units"`
	Items []string      `json:"items"`
	From  calendar.Date `json:"from" format:"date"`
	Until calendar.Date `json:"until" format:"date" doc:"Last day"`
	Ended bool          `json:"ended" doc:"Before its last day"`
	Ends  bool          `json:"ends" doc:"Whether the caller can end it"`
}

type substitutionListOutput struct {
	Body struct {
		Rows []Substitution `json:"rows"`
	}
}

type colleaguesInput struct {
	Of string `query:"of" maxLength:"64" doc:"Who is away, for who appoints substitutes of others; otherwise oneself"`
}

type colleaguesOutput struct {
	Body struct {
		Rows []Somebody `json:"rows"`
	}
}

type substituteInput struct {
	Body struct {
		Of     string   `json:"of,omitempty" maxLength:"64" doc:"Who is away; left out: oneself"`
		By     string   `json:"by" minLength:"1" maxLength:"64" doc:"Who stands in"`
		Roles  []string `json:"roles,omitempty" maxItems:"20"`
		Units  []string `json:"units,omitempty" maxItems:"200"`
		Items  []string `json:"items,omitempty" maxItems:"200"`
		From   string   `json:"from" format:"date"`
		Until  string   `json:"until" format:"date"`
		Reason string   `json:"reason,omitempty" maxLength:"400"`
	}
}

// SubstitutionInput names the substitution of the path.
type SubstitutionInput struct {
	ID string `path:"id" maxLength:"64"`
}

func (s *Server) substitutionRoutes() {
	const path = prefix + "/substitutions"
	declare(s, endpoint{id: "list-substitutions", method: http.MethodGet, path: path, summary: "Who stands in for whom, as far as one is concerned",
		tag: "administration", guards: []guard{s.substitutes("list")}}, s.listSubstitutions)
	declare(s, endpoint{id: "list-colleagues", method: http.MethodGet, path: path + "/colleagues", summary: "Who could stand in: who holds a role of the one who is away, in a unit of theirs",
		tag: "administration", guards: []guard{s.substitutes("appoint")}}, s.listColleagues)
	declare(s, endpoint{id: "appoint-substitute", method: http.MethodPost, path: path, summary: "Have somebody stand in from one day to another",
		tag: "administration", keyed: true, guards: []guard{s.substitutes("appoint")}}, s.appointSubstitute)
	declare(s, endpoint{id: "end-substitution", method: http.MethodDelete, path: path + "/{id}", summary: "End a substitution before its last day",
		tag: "administration", guards: []guard{s.substitutes("delete")}}, s.endSubstitution)
}

// substitutes: officers who may pass work on do it for themselves, whoever has this permission on appointments for all.
func (s *Server) substitutes(action string) guard {
	own := s.mayList("task", "delegate")
	return func(c *call) error {
		if s.can(c, "appointment", action) {
			return nil
		}
		return own(c)
	}
}

func (s *Server) listSubstitutions(c *call, _ *struct{}) (*substitutionListOutput, error) {
	list, err := s.Office.Substitutions(c)
	if err != nil {
		return nil, err
	}
	all, me, names, titles := s.can(c, "appointment", "list"), c.who.id(), s.names(c), s.roleTitles()
	out := &substitutionListOutput{}
	out.Body.Rows = []Substitution{}
	for _, x := range list {
		if all || x.Of == me || x.By == me {
			out.Body.Rows = append(out.Body.Rows, Substitution{
				ID: x.ID, Of: names.somebody(x.Of), By: names.somebody(x.By), Roles: listed(x.Roles), Units: listed(x.Units), Items: listed(x.Items),
				Posts: rowsOf(x.Roles, func(role string) item.Text { return titles[role] }), From: x.From, Until: x.Until, Ended: x.Ended,
				Ends: x.MayEnd(c.actor(), s.substitutesAs(c, x.Of, "delete"), s.today()),
			})
		}
	}
	return out, nil
}

func (s *Server) listColleagues(c *call, in *colleaguesInput) (*colleaguesOutput, error) {
	of := cmp.Or(in.Of, c.who.id())
	if why := workflow.WhyNotFor(of, c.actor(), s.substitutesAs(c, of, "appoint")); why != nil {
		return nil, why
	}
	held := s.Authorizer.Held(of)
	var able []string
	for _, id := range s.Authorizer.Appointed() {
		if id != of && workflow.MayStandIn(held, s.Authorizer.Held(id)) {
			able = append(able, id)
		}
	}
	out := &colleaguesOutput{}
	out.Body.Rows = s.names(c).all(able)
	return out, nil
}

func (s *Server) appointSubstitute(c *call, in *substituteInput) (*doneOutput, error) {
	key, err := c.keyOf(in.Body)
	if err != nil {
		return nil, err
	}
	b := in.Body
	if b.Of == "" {
		b.Of = c.who.id()
	}
	for _, id := range []string{b.Of, b.By} {
		if _, err := s.Office.Person(c, id); err != nil {
			return nil, err
		}
	}
	from, until, err := days(b.From, b.Until)
	if err != nil {
		return nil, err
	}
	return s.answer(s.Engine.AppointSubstitute(c, c.actor(), workflow.SubstituteInput{
		Key: key, Role: s.substitutesAs(c, b.Of, "appoint"), Reason: b.Reason, Substitution: workflow.Substitution{
			Of: b.Of, By: b.By, Roles: b.Roles, Units: b.Units, Items: b.Items, From: from, Until: until},
	}))
}

// substitutesAs is the role an administrator does something in for somebody; empty for oneself.
func (s *Server) substitutesAs(c *call, of, action string) string {
	if of != c.who.id() && s.can(c, "appointment", action) {
		return "security-admin"
	}
	return ""
}

// days reads the first and the last day of something.
func days(from, until string) (first, last calendar.Date, err error) {
	if first, err = calendar.Parse(from); err != nil {
		return first, last, invalidDay("/from")
	}
	if last, err = calendar.Parse(until); err != nil {
		return first, last, invalidDay("/until")
	}
	return first, last, nil
}

func invalidDay(field string) error {
	return refuse(http.StatusUnprocessableEntity, "day_invalid", "日期应为 YYYY-MM-DD。", "A day is written YYYY-MM-DD.").at(field)
}

func (s *Server) endSubstitution(c *call, in *SubstitutionInput) (*doneOutput, error) {
	x, err := s.Office.Substitution(c, in.ID)
	if err == nil && x.Of != c.who.id() && !s.can(c, "appointment", "delete") {
		err = refuse(http.StatusNotFound, "substitution_not_found", "没有这项代理。", "There is no such substitution.")
	}
	if err != nil {
		return nil, err
	}
	return s.answer(s.Engine.EndSubstitution(c, c.actor(), workflow.SubstituteInput{Substitution: x, Role: s.substitutesAs(c, x.Of, "delete")}))
}
