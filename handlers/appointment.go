package handlers

import (
	"net/http"
	"slices"

	"shenpi/workflow"
	"shenpi/workflow/item"
	"shenpi/workflow/trail"
)

type appointInput struct {
	PersonInput
	Body Appointment
}

type unappointInput struct {
	PersonInput
	Role string `path:"role" maxLength:"40"`
	Unit string `path:"unit" maxLength:"64" doc:"- for a role held in no unit"`
}

func (s *Server) appointmentRoutes() {
	const path = prefix + "/people/{id}/appointments"
	declare(s, endpoint{id: "appoint", method: http.MethodPost, path: path, summary: "Give a person a role", tag: "administration", keyed: true,
		guards: []guard{s.personVisible, s.may("appointment", "appoint")}}, s.appoint)
	declare(s, endpoint{id: "unappoint", method: http.MethodDelete, path: path + "/{role}/{unit}", summary: "Take a role away", tag: "administration",
		guards: []guard{s.personVisible, s.may("appointment", "delete")}}, s.unappoint)
}

// appointTries is how often an appointment is judged anew when the person's appointments moved meanwhile.
const appointTries = 5

func (s *Server) appoint(c *call, in *appointInput) (*doneOutput, error) {
	key, err := c.keyOf(in.Body)
	if err != nil {
		return nil, err
	}
	a := workflow.Appointment{Person: in.ID, Role: in.Body.Role, Unit: in.Body.Unit}
	return s.onPerson(c, in.ID, func(held []workflow.Appointment, units []workflow.Unit, seen int64) workflow.AdminInput {
		return workflow.AdminInput{Key: key, Kind: "appointed", Facts: a, Rows: []any{a}, Check: func(head trail.Head) error {
			if err := unmoved(seen)(head); err != nil {
				return err
			}
			if slices.Contains(held, a) {
				return &workflow.Error{Kind: workflow.Conflict, Code: "appointment_exists", Text: item.Text{Zh: "该人员已有此任命。", En: "The person holds it already."}}
			}
			if why := s.Appointing.Appointable(a, held, units); why != nil {
				return why
			}
			return nil
		}}
	})
}

func (s *Server) unappoint(c *call, in *unappointInput) (*doneOutput, error) {
	unit := in.Unit
	if unit == "-" {
		unit = ""
	}
	a := workflow.Appointment{Person: in.ID, Role: in.Role, Unit: unit}
	return s.onPerson(c, in.ID, func(held []workflow.Appointment, _ []workflow.Unit, seen int64) workflow.AdminInput {
		return workflow.AdminInput{Kind: "unappointed", Facts: a, Rows: []any{workflow.Unappoint{Appointment: a}}, Check: func(head trail.Head) error {
			if err := unmoved(seen)(head); err != nil {
				return err
			}
			if !slices.Contains(held, a) {
				return &workflow.Error{Kind: workflow.NotFound, Code: "appointment_not_found", Text: item.Text{Zh: "没有这项任命。", En: "There is no such appointment."}}
			}
			if why := workflow.WhyNotLeave(in.ID, rolesWithout(held, a), s.Authorizer.Holding); why != nil {
				return why
			}
			return nil
		}}
	})
}

// rolesWithout are the roles of some appointments, one left out.
func rolesWithout(held []workflow.Appointment, gone workflow.Appointment) (roles []string) {
	for _, a := range held {
		if a != gone {
			roles = append(roles, a.Role)
		}
	}
	return roles
}

// onPerson changes the appointments of a person, judged on those the person holds at that moment: the stream of the
// person must not have moved between reading and writing.
func (s *Server) onPerson(c *call, person string, make func(held []workflow.Appointment, units []workflow.Unit, seen int64) workflow.AdminInput) (*doneOutput, error) {
	for try := 1; ; try++ {
		head, err := s.Entries.Head(c, personStream(person))
		if err != nil {
			return nil, err
		}
		all, err := s.Office.Appointments(c)
		if err != nil {
			return nil, err
		}
		units, err := s.Office.Units(c)
		if err != nil {
			return nil, err
		}
		in := make(heldBy(person, all), units, head.Number)
		in.Stream, in.Role, in.Policy = personStream(person), "security-admin", true
		r, err := s.Engine.Administer(c, c.actor(), in)
		if isRefusal(err, workflow.Stale) && try < appointTries {
			continue
		}
		return s.answer(r, err)
	}
}
