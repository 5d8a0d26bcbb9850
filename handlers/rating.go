package handlers

import (
	"net/http"

	"shenpi/workflow"
	"shenpi/workflow/calendar"
	"shenpi/workflow/item"
)

// CaseRating is what the applicant thought of how a case was handled. It is for the two sides of the case alone, and for supervision.
type CaseRating struct {
	Grade      string        `json:"grade" enum:"very_satisfied,satisfied,fairly_satisfied,dissatisfied,very_dissatisfied"`
	Title      item.Text     `json:"title" doc:"of the grade"`
	Reasons    []item.Text   `json:"reasons" doc:"What it was about"`
	Comment    string        `json:"comment,omitempty" doc:"Absent where nothing was written, and once it was erased"`
	On         calendar.Date `json:"on" format:"date"`
	Answer     string        `json:"answer,omitempty" doc:"of the office"`
	AnsweredOn calendar.Date `json:"answered_on,omitzero" format:"date"`
	AnsweredBy *Somebody     `json:"answered_by,omitempty" doc:"Told to insiders"`
}

type rateInput struct {
	CaseInput
	Body struct {
		Grade   string   `json:"grade" maxLength:"40" doc:"One that the permission offers"`
		Reasons []string `json:"reasons,omitempty" maxItems:"20" doc:"Those that the permission offers"`
		Comment string   `json:"comment,omitempty" maxLength:"4000"`
	}
}

type answerRatingInput struct {
	CaseInput
	Body struct {
		Text string `json:"text" maxLength:"4000"`
	}
}

func (s *Server) ratingRoutes() {
	at := func(id, below, summary, action string) endpoint {
		return endpoint{id: id, method: http.MethodPost, path: prefix + "/cases/{id}/rating" + below, summary: summary, tag: "case", keyed: true,
			guards: []guard{s.caseVisible, s.onCase("case", action)}}
	}
	declare(s, at("rate", "", "Say how an ended case was handled", "rate"), s.rate)
	declare(s, at("answer-rating", "/answer", "Reply to the rating of a case", "answer_rating"), s.answerRating)
}

func (s *Server) rate(c *call, in *rateInput) (*doneOutput, error) {
	key, err := c.keyOf(in.Body)
	if err != nil {
		return nil, err
	}
	return s.answer(s.Engine.Rate(c, c.actor(), workflow.RateInput{
		Key: key, Case: c.kase.State.ID, Grade: in.Body.Grade, Reasons: in.Body.Reasons, Comment: in.Body.Comment}))
}

func (s *Server) answerRating(c *call, in *answerRatingInput) (*doneOutput, error) {
	key, err := c.keyOf(in.Body)
	if err != nil {
		return nil, err
	}
	return s.answer(s.Engine.AnswerRating(c, c.actor(), workflow.AnswerRatingInput{Key: key, Case: c.kase.State.ID, Text: in.Body.Text}))
}

// rating is shown to those it is for; nil also where there is none.
func (v *view) rating() *CaseRating {
	r := v.st.Rating
	if r == nil || !v.s.mine(v.call, "trail", "list") {
		return nil
	}
	return &CaseRating{
		Grade: r.Grade, Title: workflow.RatingTitle(r.Grade), Reasons: rowsOf(r.Reasons, workflow.RatingTitle), Comment: v.said.comment, On: r.On,
		Answer: v.said.reply, AnsweredOn: r.AnsweredOn, AnsweredBy: v.names.somebody(r.AnsweredBy),
	}
}
