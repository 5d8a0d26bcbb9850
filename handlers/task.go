package handlers

import (
	"context"
	"net/http"

	"shenpi/workflow"
	"shenpi/workflow/calendar"
	"shenpi/workflow/item"
)

// Task is work on one open visit, as an inbox shows it.
type Task struct {
	Case       string        `json:"case"`
	CaseNumber string        `json:"case_number"`
	Visit      int           `json:"visit"`
	Node       string        `json:"node"`
	Title      item.Text     `json:"title" doc:"of the step"`
	Kind       string        `json:"kind" enum:"step,issue,answer,call" doc:"answer: a question to oneself that holds the step up; call: a reply from outside to be recorded"`
	Role       string        `json:"role"`
	Authority  string        `json:"authority"`
	Item       string        `json:"item"`
	ItemTitle  item.Text     `json:"item_title"`
	Applicant  string        `json:"applicant" doc:"credit code"`
	Name       string        `json:"applicant_name,omitempty" doc:"of its account"`
	OpenedAt   Instant       `json:"opened_at"`
	DueOn      calendar.Date `json:"due_on,omitzero" format:"date" doc:"Last day of the step"`
	CaseDueOn  calendar.Date `json:"case_due_on,omitzero" format:"date" doc:"Last day of the case"`
	Card       string        `json:"card,omitempty" enum:"warning,yellow,red" doc:"The worst of those that its limit and the clocks of the case have"`
	Claimed    bool          `json:"claimed" doc:"Whether it is one's own"`
	OpenSeats  int           `json:"open_seats"`
	Named      bool          `json:"named" doc:"Whether one was named for it"`
	Picks      bool          `json:"picks" doc:"Whether one has to name or draw members of its panel"`

	InPlaceOf   *Somebody `json:"in_place_of,omitempty" doc:"Who has it and is away: one stands in for them"`
	PreparesFor *Somebody `json:"prepares_for,omitempty" doc:"Who decides once one has prepared it and handed it back"`
	DelegatedTo *Somebody `json:"delegated_to,omitempty" doc:"Who prepares it for oneself"`

	Actions []TaskAction `json:"actions,omitempty" doc:"What one may do there now, where it was asked for"`
}

// TaskAction is one thing the caller may do at a task now.
type TaskAction struct {
	Action   string    `json:"action"`
	Decision string    `json:"decision,omitempty"`
	Title    item.Text `json:"title"`
	Reason   bool      `json:"reason_required"`
	Batch    bool      `json:"batch" doc:"A decision that may be taken on many tasks at once"`
}

// TaskSearch is what somebody looks for among the tasks that are theirs.
type TaskSearch struct {
	Claimed bool   `query:"claimed" json:"claimed,omitempty" doc:"Only what one has claimed"`
	Free    bool   `query:"free" json:"free,omitempty" doc:"Only what nobody has claimed"`
	Item    string `query:"item" json:"item,omitempty" maxLength:"64"`
	Node    string `query:"node" json:"node,omitempty" maxLength:"64" doc:"The step"`
	Unit    string `query:"unit" json:"unit,omitempty" maxLength:"64" doc:"Whose step it is"`
	Card    string `query:"card" json:"card,omitempty" enum:"warning,yellow,red" doc:"With a card as bad as this one, or worse"`
	Text    string `query:"q" json:"q,omitempty" maxLength:"100" doc:"Part of the case number, of the applicant's credit code or its name"`
}

type taskListInput struct {
	PageInput
	TaskSearch
	Actions bool `query:"actions" doc:"Also what one may do at each, by the guards that decide"`
}

// TaskInput names the visit of the path.
type TaskInput struct {
	CaseInput
	Visit int `path:"visit" minimum:"1" maximum:"100000"`
}

type decideInput struct {
	TaskInput
	Body struct {
		Decision    string             `json:"decision" maxLength:"64"`
		Reason      string             `json:"reason,omitempty" maxLength:"4000"`
		Supplements []SupplementDemand `json:"supplements,omitempty" maxItems:"200" doc:"Everything that is missing, once"`
		Grade       string             `json:"grade,omitempty" maxLength:"16"`
		InPlaceOf   string             `json:"in_place_of,omitempty" maxLength:"64" doc:"The officer one stands in for; left out: oneself, else whoever has it and is away"`
	}
}

// SupplementDemand is one paper or point the applicant has to put right.
type SupplementDemand struct {
	Material string `json:"material" maxLength:"200" doc:"A material of the item; empty: a point about none of them"`
	Problem  string `json:"problem" minLength:"1" maxLength:"1000"`
	Demand   string `json:"demand" minLength:"1" maxLength:"1000"`
	Basis    string `json:"basis,omitempty" maxLength:"400"`
}

type nameInput struct {
	TaskInput
	Body struct {
		People []string `json:"people" minItems:"1" maxItems:"50"`
	}
}

type addSeatsInput struct {
	TaskInput
	Body struct {
		Where  string   `json:"where" enum:"beside,before,after" doc:"Seen from one's own seat: beside votes at once, before holds one's own vote up, after opens with it"`
		Seats  int      `json:"seats,omitempty" minimum:"0" maximum:"99" doc:"How many; as many as there are people when left out"`
		People []string `json:"people,omitempty" maxItems:"99" doc:"Named for the first of the seats; the others are found as the members of the step are"`
		Reason string   `json:"reason,omitempty" maxLength:"4000"`
	}
}

type removeSeatInput struct {
	TaskInput
	Body struct {
		Person string `json:"person,omitempty" maxLength:"64" doc:"Whose seat; left out, one that nobody has"`
		Reason string `json:"reason,omitempty" maxLength:"4000"`
	}
}

type answerInput struct {
	TaskInput
	Body struct {
		Text string `json:"text" maxLength:"4000"`
	}
}

type objectInput struct {
	TaskInput
	Body struct {
		Text string `json:"text" maxLength:"4000"`
		From string `json:"from,omitempty" maxLength:"200" doc:"Who objects, as they gave it"`
	}
}

func (s *Server) taskRoutes() {
	declare(s, endpoint{id: "list-tasks", method: http.MethodGet, path: prefix + "/tasks", summary: "What one may work on, the most urgent first: by the earlier of the last days of step and case", tag: "task",
		guards: []guard{s.mayList("task", "list"), s.searching("tasks")}}, s.listTasks)
	declare(s, endpoint{id: "count-tasks", method: http.MethodPost, path: prefix + "/tasks/count", summary: "How many tasks each of some searches finds", tag: "task",
		guards: []guard{s.mayList("task", "list")}}, s.countTasks)
	at := func(id, below, summary, kind, action string) endpoint {
		return endpoint{id: id, method: http.MethodPost, path: prefix + "/cases/{id}/tasks/{visit}/" + below, summary: summary, tag: "task",
			keyed: true, guards: []guard{s.caseVisible, s.onCase(kind, action)}}
	}
	declare(s, at("claim", "claim", "Make a task one's own", "task", "claim"), s.onTask((*workflow.Engine).Claim))
	declare(s, at("release", "release", "Give a task back", "task", "claim"), s.onTask((*workflow.Engine).Release))
	declare(s, at("take-back", "take-back", "Undo one's own last vote or plain decision", "task", "act"), s.onTask((*workflow.Engine).TakeBack))
	declare(s, at("issue", "issue", "Put the certificate into the register", "certificate", "issue"), s.onTask((*workflow.Engine).Issue))
	declare(s, at("decide", "decide", "Decide or vote", "task", "act"), s.decide)
	declare(s, at("name", "name", "Name the members of a panel", "task", "act"), s.nameMembers)
	declare(s, at("draw", "draw", "Draw people for the free seats of a panel", "task", "act"), s.onTask((*workflow.Engine).Draw))
	declare(s, at("add-seats", "add-seats", "Add seats to a step", "task", "act"), s.addSeats)
	declare(s, at("remove-seat", "remove-seat", "Take an added seat away", "task", "act"), s.removeSeat)
	declare(s, at("answer", "answer", "Answer a question of a later step", "task", "act"), s.answerQuestion)
	declare(s, at("object", "object", "Record an objection to a public notice", "case", "object"), s.object)
}

// onTask is a command that names a visit and nothing else.
func (s *Server) onTask(command func(*workflow.Engine, context.Context, workflow.Actor, workflow.TaskInput) (workflow.Receipt, error)) func(*call, *TaskInput) (*doneOutput, error) {
	return func(c *call, in *TaskInput) (*doneOutput, error) {
		key, err := c.keyOf(nil)
		if err != nil {
			return nil, err
		}
		return s.answer(command(s.Engine, c, c.actor(), workflow.TaskInput{Key: key, Case: c.kase.State.ID, Visit: in.Visit}))
	}
}

func (s *Server) decide(c *call, in *decideInput) (*doneOutput, error) {
	key, err := c.keyOf(in.Body)
	if err != nil {
		return nil, err
	}
	decision := c.decision(in)
	decision.Key = key
	return s.answer(s.Engine.Decide(c, c.actor(), decision))
}

func (c *call) decision(in *decideInput) workflow.DecideInput {
	asked := rowsOf(in.Body.Supplements, func(d SupplementDemand) workflow.Supplement { return workflow.Supplement(d) })
	return workflow.DecideInput{
		Case: c.kase.State.ID, Visit: in.Visit, Decision: in.Body.Decision, Reason: in.Body.Reason, Supplements: asked, Grade: in.Body.Grade,
		InPlaceOf: in.Body.InPlaceOf,
	}
}

func (s *Server) nameMembers(c *call, in *nameInput) (*doneOutput, error) {
	key, err := c.keyOf(in.Body)
	if err != nil {
		return nil, err
	}
	return s.answer(s.Engine.Name(c, c.actor(), workflow.NameInput{Key: key, Case: c.kase.State.ID, Visit: in.Visit, People: in.Body.People}))
}

func (s *Server) addSeats(c *call, in *addSeatsInput) (*doneOutput, error) {
	key, err := c.keyOf(in.Body)
	if err != nil {
		return nil, err
	}
	return s.answer(s.Engine.AddSeats(c, c.actor(), workflow.AddSeatsInput{
		Key: key, Case: c.kase.State.ID, Visit: in.Visit, Where: in.Body.Where, Seats: in.Body.Seats, People: in.Body.People, Reason: in.Body.Reason,
	}))
}

func (s *Server) removeSeat(c *call, in *removeSeatInput) (*doneOutput, error) {
	key, err := c.keyOf(in.Body)
	if err != nil {
		return nil, err
	}
	return s.answer(s.Engine.RemoveSeat(c, c.actor(), workflow.RemoveSeatInput{
		Key: key, Case: c.kase.State.ID, Visit: in.Visit, Person: in.Body.Person, Reason: in.Body.Reason,
	}))
}

func (s *Server) answerQuestion(c *call, in *answerInput) (*doneOutput, error) {
	key, err := c.keyOf(in.Body)
	if err != nil {
		return nil, err
	}
	return s.answer(s.Engine.Answer(c, c.actor(), workflow.AnswerInput{Key: key, Case: c.kase.State.ID, Visit: in.Visit, Text: in.Body.Text}))
}

func (s *Server) object(c *call, in *objectInput) (*doneOutput, error) {
	key, err := c.keyOf(in.Body)
	if err != nil {
		return nil, err
	}
	return s.answer(s.Engine.Object(c, c.actor(), workflow.ObjectInput{
		Key: key, Case: c.kase.State.ID, Visit: in.Visit, Text: in.Body.Text, From: in.Body.From,
	}))
}
