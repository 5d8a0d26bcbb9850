package play

import (
	"context"

	"shenpi/workflow"
)

type handMethod func(*workflow.Engine, context.Context, workflow.Actor, workflow.HandInput) (workflow.Receipt, error)

// onHand is a command that gives a task to somebody, or back.
func onHand(m handMethod) func(context.Context, *Play, line) (workflow.Receipt, error) {
	return func(ctx context.Context, p *Play, l line) (workflow.Receipt, error) {
		return m(p.engine, ctx, p.actor(l), workflow.HandInput{Case: l.id, Visit: l.Visit, From: l.From, To: l.To, Reason: l.Reason})
	}
}

type recusalMethod func(*workflow.Engine, context.Context, workflow.Actor, workflow.RecusalInput) (workflow.Receipt, error)

func onRecusal(m recusalMethod) func(context.Context, *Play, line) (workflow.Receipt, error) {
	return func(ctx context.Context, p *Play, l line) (workflow.Receipt, error) {
		return m(p.engine, ctx, p.actor(l), workflow.RecusalInput{
			Case: l.id, Number: l.Recusal, Person: l.Person, Node: l.Node, Whom: l.Whom, Reason: l.Reason})
	}
}
