package workflow_test

import (
	"context"
	"time"

	"shenpi/workflow"
)

// actOffered is one of the acts that small items have and belong to the case, by somebody it may be for.
func (h *history) actOffered(m *matter) (workflow.Receipt, error) {
	if h.below(2) == 0 {
		return h.actOfHearing(m)
	}
	who := workflow.Actor{Person: pick(h, []string{"O1", "O2", "G1", "H1", "W1", "R1"})}
	return h.act(m, who, pick(h, []string{"suspend", "suspend", "resume", "copy", "urge", "urge", "correct", "correct", "terminate", "erase", "message", "rate", "answer_rating"}), h.below(3) > 0)
}

// actOfHearing goes on with a hearing, mostly with what comes next.
func (h *history) actOfHearing(m *matter) (workflow.Receipt, error) {
	ctx, s := context.Background(), m.state()
	next := 0
	if x := s.Hearing; x != nil {
		switch {
		case x.AskedOn.IsZero():
			next = 1
		case x.At.IsZero() || h.below(6) == 0:
			next = 2
		default:
			next = 3
		}
	}
	if h.below(5) == 0 {
		next = h.below(5)
	}
	officer := workflow.Actor{Person: pick(h, []string{"O1", "O1", "W1"})}
	switch next {
	case 0:
		return h.engine.TellHearing(ctx, officer, workflow.CaseInput{Case: m.id})
	case 1:
		return h.askHearing(m, pick(h, []workflow.Actor{{Person: "A1", Enterprise: s.Applicant}, {Person: "W1"}, {Person: "H2"}}))
	case 2:
		return h.engine.ArrangeHearing(ctx, officer, workflow.ArrangeHearingInput{Case: m.id, Place: "会议室",
			At: h.clock.Now().AddDate(0, 0, 8+h.below(24)), Host: pick(h, []string{"P1", "P1", "P2", "I3", "I1"})})
	case 3:
		if h.below(3) > 0 {
			h.clock.set(latest(h.clock.Now(), s.Hearing))
		}
		host := workflow.Actor{Person: pick(h, []string{"P1", "P2", "I3"})}
		if x := s.Hearing; x != nil && x.Host != "" && h.below(4) > 0 {
			host.Person = x.Host
		}
		return h.engine.HoldHearing(ctx, host, workflow.HoldHearingInput{Case: m.id, Minutes: "笔录"})
	}
	return h.engine.DropHearing(ctx, workflow.Actor{Person: "A1", Enterprise: s.Applicant}, workflow.CaseInput{Case: m.id, Reason: "放弃"})
}

// latest is the time a hearing is set for, or now.
func latest(now time.Time, x *workflow.Hearing) time.Time {
	if x != nil && x.At.After(now) {
		return x.At
	}
	return now
}

func (h *history) askHearing(m *matter, who workflow.Actor) (workflow.Receipt, error) {
	return h.engine.AskHearing(context.Background(), who, workflow.AskHearingInput{Case: m.id, Reason: "要求听证", From: "利害关系人"})
}

// act does an act of the case; fitting says that what it names is there.
func (h *history) act(m *matter, who workflow.Actor, action string, fitting bool) (workflow.Receipt, error) {
	ctx, s := context.Background(), m.state()
	ground := workflow.GroundInput{Case: m.id, Ground: pick(h, []string{"litigation", "flood", "dissolved"}), Reason: "理由"}
	switch action {
	case "suspend":
		return h.engine.Suspend(ctx, who, ground)
	case "resume":
		return h.engine.Resume(ctx, who, workflow.CaseInput{Case: m.id, Reason: "理由"})
	case "erase":
		if s.Position.End != "" && h.below(2) == 0 {
			h.clock.set(h.clock.Now().AddDate(1, 0, h.below(3)-1))
			who.Person = "R1"
		}
		return h.engine.Erase(ctx, who, workflow.CaseInput{Case: m.id})
	case "terminate":
		if h.below(12) > 0 {
			ground.Ground = "whim"
		}
		return h.engine.Terminate(ctx, who, ground)
	case "correct":
		in := workflow.CorrectInput{Case: m.id, Document: h.below(len(s.Documents) + 2), Reason: "笔误",
			Changes: []workflow.FieldChange{{Field: "applicant.name", Was: "甲", Now: "乙"}}}
		for _, d := range s.Documents {
			if fitting && d.Type == "letter" && !d.IssuedAt.IsZero() {
				in.Document = d.Seq
			}
		}
		return h.engine.Correct(ctx, who, in)
	case "copy":
		in := workflow.CopyInput{Case: m.id, Role: pick(h, []string{"legal", "expert", "window"})}
		if h.below(2) == 0 {
			in.Person = pick(h, []string{"J1", "E1", "E2"})
		}
		return h.engine.Copy(ctx, who, in)
	}
	applicant := workflow.Actor{Person: "A1", Enterprise: s.Applicant}
	if h.below(2) == 0 {
		who = applicant
	}
	switch action {
	case "message":
		return h.engine.Message(ctx, who, workflow.MessageInput{Case: m.id, Text: "请问何时办结？"})
	case "rate":
		return h.engine.Rate(ctx, applicant, workflow.RateInput{Case: m.id, Grade: pick(h, workflow.RatingGrades()).ID, Reasons: []string{"speed"}})
	case "answer_rating":
		return h.engine.AnswerRating(ctx, who, workflow.AnswerRatingInput{Case: m.id, Text: "已整改"})
	}
	return h.engine.Urge(ctx, who, workflow.TaskInput{Case: m.id, Visit: h.below(len(s.Position.Visits) + 2)})
}

// carryOutAct does what a permission on an act of the case is about, with everything that has to be given.
func (h *history) carryOutAct(m *matter, actor workflow.Actor, p workflow.Permission) error {
	ctx, s := context.Background(), m.state()
	ground := workflow.GroundInput{Case: m.id, Reason: "理由"}
	if len(p.Grounds) > 0 {
		ground.Ground = pick(h, p.Grounds).ID
	}
	var err error
	switch p.Action {
	case "suspend":
		_, err = h.engine.Suspend(ctx, actor, ground)
	case "resume":
		_, err = h.engine.Resume(ctx, actor, workflow.CaseInput{Case: m.id})
	case "erase":
		_, err = h.engine.Erase(ctx, actor, workflow.CaseInput{Case: m.id})
	case "terminate":
		_, err = h.engine.Terminate(ctx, actor, ground)
	case "correct":
		in := workflow.CorrectInput{Case: m.id, Changes: []workflow.FieldChange{{Field: "applicant.name", Was: "甲", Now: "乙"}}}
		for _, d := range s.Documents {
			if d.Type == "letter" && !d.IssuedAt.IsZero() {
				in.Document = d.Seq
			}
		}
		_, err = h.engine.Correct(ctx, actor, in)
	case "copy":
		in := workflow.CopyInput{Case: m.id, Role: "expert"}
		for _, k := range s.Copies {
			if k.Role == "expert" && k.Person == "" {
				in.Role = "legal"
			}
		}
		_, err = h.engine.Copy(ctx, actor, in)
		if workflow.Code(err) == "copied" {
			err = nil // to all of them already: explain does not know whom the copy is for
		}
	case "message":
		_, err = h.engine.Message(ctx, actor, workflow.MessageInput{Case: m.id, Text: "请问何时办结？"})
	case "rate":
		_, err = h.engine.Rate(ctx, actor, workflow.RateInput{Case: m.id, Grade: pick(h, p.Grades).ID, Reasons: []string{pick(h, p.Grounds).ID}})
	case "answer_rating":
		_, err = h.engine.AnswerRating(ctx, actor, workflow.AnswerRatingInput{Case: m.id, Text: "已整改"})
	case "urge":
		_, err = h.engine.Urge(ctx, actor, workflow.TaskInput{Case: m.id, Visit: p.Visit})
	case "tell_hearing":
		_, err = h.engine.TellHearing(ctx, actor, workflow.CaseInput{Case: m.id})
	case "ask_hearing":
		_, err = h.askHearing(m, actor)
	case "arrange_hearing":
		_, err = h.engine.ArrangeHearing(ctx, actor, workflow.ArrangeHearingInput{Case: m.id, Place: "会议室", Host: "P1",
			At: h.clock.Now().AddDate(0, 0, 14)})
		if code := workflow.Code(err); code == "hearing_late" || code == "hearing_notice_short" {
			err = nil // explain does not know what day is meant
		}
	case "hold_hearing":
		_, err = h.engine.HoldHearing(ctx, actor, workflow.HoldHearingInput{Case: m.id, Minutes: "笔录"})
	case "drop_hearing":
		_, err = h.engine.DropHearing(ctx, actor, workflow.CaseInput{Case: m.id, Reason: "放弃"})
	default:
		err = h.carryOutAmongPeople(m, actor, p)
	}
	return err
}
