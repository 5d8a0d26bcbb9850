package play

import (
	"context"

	"shenpi/workflow"
)

// actCommands are the acts that belong to the case.
func actCommands() map[string]command {
	ground := []string{"case", "ground", "reason"}
	return map[string]command{
		"suspend":   {"Suspend", ground, onGround((*workflow.Engine).Suspend)},
		"erase":     {"Erase", []string{"case"}, onCase((*workflow.Engine).Erase)},
		"terminate": {"Terminate", ground, onGround((*workflow.Engine).Terminate)},
		"resume":    {"Resume", []string{"case", "reason"}, onCase((*workflow.Engine).Resume)},
		"correct": {"Correct", []string{"case", "document", "changes", "reason"}, func(ctx context.Context, p *Play, l line) (workflow.Receipt, error) {
			return p.engine.Correct(ctx, p.actor(l), workflow.CorrectInput{Case: l.id, Document: l.Document, Changes: l.Changes, Reason: l.Reason})
		}},
		"copy": {"Copy", []string{"case", "role", "unit", "person"}, func(ctx context.Context, p *Play, l line) (workflow.Receipt, error) {
			return p.engine.Copy(ctx, p.actor(l), workflow.CopyInput{Case: l.id, Role: l.Role, Unit: l.Unit, Person: l.Person})
		}},
		"tell_hearing": {"TellHearing", []string{"case", "reason"}, onCase((*workflow.Engine).TellHearing)},
		"drop_hearing": {"DropHearing", []string{"case", "reason"}, onCase((*workflow.Engine).DropHearing)},
		"ask_hearing": {"AskHearing", []string{"case", "reason", "from"}, func(ctx context.Context, p *Play, l line) (workflow.Receipt, error) {
			return p.engine.AskHearing(ctx, p.actor(l), workflow.AskHearingInput{Case: l.id, Reason: l.Reason, From: l.From})
		}},
		"arrange_hearing": {"ArrangeHearing", []string{"case", "on", "place", "host"}, func(ctx context.Context, p *Play, l line) (workflow.Receipt, error) {
			on, err := p.instant(l.On)
			if err != nil {
				return workflow.Receipt{}, err
			}
			return p.engine.ArrangeHearing(ctx, p.actor(l), workflow.ArrangeHearingInput{Case: l.id, At: on, Place: l.Place, Host: l.Host})
		}},
		"hold_hearing": {"HoldHearing", []string{"case", "text"}, func(ctx context.Context, p *Play, l line) (workflow.Receipt, error) {
			return p.engine.HoldHearing(ctx, p.actor(l), workflow.HoldHearingInput{Case: l.id, Minutes: l.Text})
		}},
		"message": {"Message", []string{"case", "text"}, func(ctx context.Context, p *Play, l line) (workflow.Receipt, error) {
			return p.engine.Message(ctx, p.actor(l), workflow.MessageInput{Case: l.id, Text: l.Text})
		}},
		"rate": {"Rate", []string{"case", "grade", "reasons", "text"}, func(ctx context.Context, p *Play, l line) (workflow.Receipt, error) {
			return p.engine.Rate(ctx, p.actor(l), workflow.RateInput{Case: l.id, Grade: l.Grade, Reasons: l.Reasons, Comment: l.Text})
		}},
		"answer_rating": {"AnswerRating", []string{"case", "text"}, func(ctx context.Context, p *Play, l line) (workflow.Receipt, error) {
			return p.engine.AnswerRating(ctx, p.actor(l), workflow.AnswerRatingInput{Case: l.id, Text: l.Text})
		}},
		"urge": {"Urge", []string{"case", "task", "visit"}, onTask((*workflow.Engine).Urge)},
	}
}

type groundMethod func(*workflow.Engine, context.Context, workflow.Actor, workflow.GroundInput) (workflow.Receipt, error)

func onGround(m groundMethod) func(context.Context, *Play, line) (workflow.Receipt, error) {
	return func(ctx context.Context, p *Play, l line) (workflow.Receipt, error) {
		return m(p.engine, ctx, p.actor(l), workflow.GroundInput{Case: l.id, Ground: l.Ground, Reason: l.Reason})
	}
}

type caseMethod func(*workflow.Engine, context.Context, workflow.Actor, workflow.CaseInput) (workflow.Receipt, error)

func onCase(m caseMethod) func(context.Context, *Play, line) (workflow.Receipt, error) {
	return func(ctx context.Context, p *Play, l line) (workflow.Receipt, error) {
		return m(p.engine, ctx, p.actor(l), workflow.CaseInput{Case: l.id, Reason: l.Reason})
	}
}
