package workflow

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"shenpi/workflow/calendar"
	"shenpi/workflow/item"
)

// RateInput is what the applicant of an ended case thinks of how it was handled.
type RateInput struct {
	Key     *Key
	Case    CaseID
	Grade   string
	Reasons []string // of RatingReasons
	Comment string
}

// AnswerRatingInput is what the office says to a rating.
type AnswerRatingInput struct {
	Key  *Key
	Case CaseID
	Text string
}

// Rating is what the applicant thought of how the case was handled (好差评). What they and the office wrote is in the payloads.
type Rating struct {
	Grade   string        `json:"grade"`
	Reasons []string      `json:"reasons,omitempty"`
	By      string        `json:"by"`
	On      calendar.Date `json:"on"`
	// What follows is zero until the office has answered.
	AnsweredBy string        `json:"answered_by,omitempty"`
	AnsweredOn calendar.Date `json:"answered_on,omitzero"`
}

// RatingTerm is a grade of a rating, or what one may be about.
type RatingTerm struct {
	ID    string
	Title item.Text
}

var ratingGrades = []RatingTerm{
	{"very_satisfied", item.Text{Zh: "非常满意", En: "Very satisfied"}}, {"satisfied", item.Text{Zh: "满意", En: "Satisfied"}},
	{"fairly_satisfied", item.Text{Zh: "基本满意", En: "Fairly satisfied"}}, {"dissatisfied", item.Text{Zh: "不满意", En: "Dissatisfied"}},
	{"very_dissatisfied", item.Text{Zh: "非常不满意", En: "Very dissatisfied"}},
}

var ratingReasons = []RatingTerm{
	{"guide", item.Text{Zh: "办事指南", En: "The guide"}}, {"papers", item.Text{Zh: "材料要求", En: "The papers asked for"}},
	{"speed", item.Text{Zh: "办理速度", En: "The time it took"}}, {"service", item.Text{Zh: "服务态度", En: "How people treated me"}},
	{"online", item.Text{Zh: "网上办理", En: "Doing it online"}}, {"result", item.Text{Zh: "结果说明", En: "How the result was explained"}},
}

// RatingGrades are the grades of a rating, the best first.
func RatingGrades() []RatingTerm { return slices.Clone(ratingGrades) }

// RatingReasons are what a rating may be about.
func RatingReasons() []RatingTerm { return slices.Clone(ratingReasons) }

// RatingTitle is what a grade or reason is called.
func RatingTitle(id string) item.Text {
	for _, t := range slices.Concat(ratingGrades, ratingReasons) {
		if t.ID == id {
			return t.Title
		}
	}
	return same(id)
}

// Bad reports whether the office has to see to what was wrong.
func (r Rating) Bad() bool { return r.Grade == "dissatisfied" || r.Grade == "very_dissatisfied" }

// Rateable is a case that its applicant may rate: it ended, they had applied for it, and nobody has rated it yet.
func (s *State) Rateable() bool {
	return s.Position.End != "" && s.Rating == nil && !s.OwnMotion && s.ErasedOn.IsZero()
}

// ratingAnswerers are who may answer for the office: not who handled the case, but who answers for them.
var ratingAnswerers = []string{"office-head", "agency-leader", "agency-head"}

// RatingAnswerers are the roles that may answer a rating.
func RatingAnswerers() []string { return slices.Clone(ratingAnswerers) }

// Rate records what the applicant thinks of how an ended case was handled: once, and only if they want to. Who answers for the office
// is told of a bad one.
func (e *Engine) Rate(ctx context.Context, actor Actor, in RateInput) (Receipt, error) {
	return e.run(ctx, Write{Case: in.Case, Key: in.Key}, actor, func(c *command) error {
		if err := c.check(rateGuards, act{}); err != nil {
			return err
		}
		comment := strings.TrimSpace(in.Comment)
		r, err := c.rating(in, comment)
		if err != nil {
			return err
		}
		if r.Bad() {
			c.notify(slices.Concat(c.Office.Holders("office-head", c.state.Authority), c.Office.Holders("supervisor", c.state.Authority)), "rated_badly", words{"grade": RatingTitle(r.Grade)})
		}
		f := Facts{Rating: r}
		role := c.party(&f, "")
		body, fault := marshal(struct {
			Comment string `json:"comment,omitempty"`
		}{comment})
		if fault != nil {
			return fault
		}
		return c.record("rated", c.now, c.trailActor(role), f, body)
	})
}

func (c *command) rating(in RateInput, comment string) (*Rating, error) {
	known := func(list []RatingTerm, id string) bool {
		return slices.ContainsFunc(list, func(t RatingTerm) bool { return t.ID == id })
	}
	if !known(ratingGrades, in.Grade) {
		return nil, at(refuse(Invalid, "rating_grade"), "/grade")
	}
	for i, reason := range in.Reasons {
		if !known(ratingReasons, reason) || slices.Contains(in.Reasons[:i], reason) {
			return nil, at(refuse(Invalid, "rating_reason", reason), "/reasons/"+strconv.Itoa(i))
		}
	}
	r := &Rating{Grade: in.Grade, Reasons: in.Reasons, By: c.actor.Person, On: c.today()}
	switch {
	case utf8.RuneCountInString(comment) > maxMessage:
		return nil, at(refuse(Invalid, "message_long", strconv.Itoa(maxMessage)), "/comment")
	case r.Bad() && len(in.Reasons) == 0 && comment == "":
		return nil, at(refuse(Invalid, "rating_why"), "/reasons")
	}
	return r, nil
}

var rateGuards = []guard{guardApplicant, guardMandated(""), guardUnerased, guardRateable, guardOver, guardUnrated}

// guardRateable: nobody asked for a case that the office opened itself.
func guardRateable(c *command, _ act) *Error {
	if c.state.OwnMotion {
		return refuse(Conflict, "not_offered")
	}
	return nil
}

func guardUnrated(c *command, _ act) *Error {
	if r := c.state.Rating; r != nil {
		return refuse(Conflict, "rated", r.On.String())
	}
	return nil
}

// AnswerRating says what the office has to say to a rating: once, and to the applicant.
func (e *Engine) AnswerRating(ctx context.Context, actor Actor, in AnswerRatingInput) (Receipt, error) {
	return e.run(ctx, Write{Case: in.Case, Key: in.Key}, actor, func(c *command) error {
		if err := c.check(answerRatingGuards, act{}); err != nil {
			return err
		}
		text := strings.TrimSpace(in.Text)
		switch n := utf8.RuneCountInString(text); {
		case n == 0:
			return at(refuse(Invalid, "message_empty"), "/text")
		case n > maxMessage:
			return at(refuse(Invalid, "message_long", strconv.Itoa(maxMessage)), "/text")
		}
		r := *c.state.Rating
		r.AnsweredBy, r.AnsweredOn = c.actor.Person, c.today()
		c.tell("rating_answered", 0, nil)
		body, err := marshal(message{text})
		if err != nil {
			return err
		}
		return c.record("rating_answered", c.now, c.trailActorOf(c.heldOf(ratingAnswerers, "")), Facts{Rating: &r}, body)
	})
}

var answerRatingGuards = []guard{guardUnerased, guardRatingAnswerer, guardRated, guardRatingUnanswered}

func guardRatingAnswerer(c *command, _ act) *Error { return c.postedIn("", ratingAnswerers...) }

func guardRated(c *command, _ act) *Error {
	if c.state.Rating == nil {
		return refuse(Conflict, "unrated")
	}
	return nil
}

func guardRatingUnanswered(c *command, _ act) *Error {
	if r := c.state.Rating; r != nil && r.AnsweredBy != "" {
		return refuse(Conflict, "rating_answered", r.AnsweredOn.String())
	}
	return nil
}
