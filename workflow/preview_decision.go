package workflow

import (
	"context"
	"encoding/json"
	"errors"
)

// PreviewDecision is the data of the document that a decision would issue now, judged by the guards that decide and filled in from the
// case, without its number, which is given when it is owed. NotFound `document_none` for a decision that issues none.
func (e *Engine) PreviewDecision(ctx context.Context, actor Actor, in DecideInput) (document string, data json.RawMessage, err error) {
	c, err := e.view(ctx, actor, in.Case)
	if err != nil {
		return "", nil, err
	}
	due := len(c.tx.Out.PutDocuments) // of what has fallen due
	if err := c.decide(in); err != nil {
		return "", nil, c.told(err)
	}
	for _, d := range c.tx.Out.PutDocuments[due:] {
		if d.Visit == in.Visit {
			return d.Type, d.Data, nil
		}
	}
	return "", nil, refuse(NotFound, "document_none")
}

// told is what a look at a command answers instead of the command: the refusal in full, or what broke.
func (c *command) told(err error) error {
	var refusal *Error
	switch {
	case c.broken != nil:
		return c.broken
	case errors.As(err, &refusal):
		return c.titled(refusal)
	}
	return err
}
