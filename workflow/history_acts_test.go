package workflow_test

import (
	"context"

	"shenpi/workflow"
)

// actOffered is one of the acts that small items have and belong to the case, by somebody it may be for.
func (h *history) actOffered(m *matter) (workflow.Receipt, error) {
	who := workflow.Actor{Person: pick(h, []string{"O1", "O2", "G1", "H1", "W1"})}
	return h.act(m, who, pick(h, []string{"suspend", "suspend", "resume", "copy", "urge", "urge", "correct", "correct", "terminate"}), h.below(3) > 0)
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
	if h.below(2) == 0 {
		who = workflow.Actor{Person: "A1", Enterprise: s.Applicant}
	}
	return h.engine.Urge(ctx, who, workflow.TaskInput{Case: m.id, Visit: h.below(len(s.Position.Visits) + 2)})
}

// carryOutAct does what a permission on an act of the case is about, with everything that has to be given.
func (h *history) carryOutAct(m *matter, actor workflow.Actor, p workflow.Permission) error {
	ctx, s := context.Background(), m.state()
	ground := workflow.GroundInput{Case: m.id, Reason: "理由"}
	if len(p.Grounds) > 0 {
		ground.Ground = pick(h, p.Grounds)
	}
	var err error
	switch p.Action {
	case "suspend":
		_, err = h.engine.Suspend(ctx, actor, ground)
	case "resume":
		_, err = h.engine.Resume(ctx, actor, workflow.CaseInput{Case: m.id})
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
	case "urge":
		_, err = h.engine.Urge(ctx, actor, workflow.TaskInput{Case: m.id, Visit: p.Visit})
	default:
		err = h.carryOutAmongPeople(m, actor, p)
	}
	return err
}
