package workflow

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"

	"shenpi/workflow/flow"
	"shenpi/workflow/item"
)

// maxCallDepth bounds how far calls call on: an item that calls itself would file cases for ever.
const maxCallDepth = 8

// Carry does what is next to do of a call: it files the called case, tells the caller how it ended, or closes it when the
// caller went on. Each is done at most once, however often and wherever it is tried: what a case says decides, in the
// transaction that changes it.
func (e *Engine) Carry(ctx context.Context, k Call) error {
	switch {
	case !k.Owing():
		return nil
	case k.Dropped:
		return e.closeCalled(ctx, k)
	case k.Filed:
		return e.tellCaller(ctx, k)
	}
	return e.fileCalled(ctx, k)
}

// fileCalled files the called case under the id that the caller's entry names. One that cannot be filed is an answer too.
func (e *Engine) fileCalled(ctx context.Context, k Call) error {
	parent, err := e.Store.Case(ctx, k.Parent)
	if err != nil {
		return fmt.Errorf("read the case that calls: %w", err)
	}
	fact := parent.State.call(k.Visit)
	if fact == nil || fact.Result != nil || parent.State.openVisit(k.Visit) == nil {
		return nil // left meanwhile; its mark says so
	}
	err = e.file(ctx, k, parent, fact)
	if err == nil || e.filed(ctx, k.Child) {
		return nil
	}
	var told *Error
	if errors.As(err, &told) && told.Kind != Unavailable {
		_, err = e.run(ctx, Write{Case: k.Parent}, system, func(c *command) error { return c.notFiled(k, told) })
	}
	return err
}

// filed reports whether a case is there: another replica, or this one before it was killed, may have been faster.
func (e *Engine) filed(ctx context.Context, id CaseID) bool {
	_, err := e.Store.Case(ctx, id)
	return err == nil
}

func (e *Engine) file(ctx context.Context, k Call, parent *Case, fact *CallFact) error {
	by := Caller{Case: k.Parent, Number: parent.State.Number, Visit: k.Visit, Forward: k.Forward, Depth: 1}
	if up := parent.State.CalledBy; up != nil {
		by.Depth = up.Depth + 1
	}
	it, err := e.callable(fact, by.Depth)
	if err != nil {
		return err
	}
	files := carriedFiles(it, parent, fact)
	by.Carried = fileFacts(files)
	actor := Actor{Person: system.Person, Enterprise: parent.State.Applicant, system: true}
	if err := e.belongs(ctx, parent.State.Applicant, it, k.Form); err != nil {
		return err
	}
	s, err := e.seed()
	if err != nil {
		return err
	}
	_, err = e.write(ctx, Write{Case: k.Child, Create: true, Change: func(tx *Tx) error {
		c, err := e.begin(tx, actor, e.now(), s)
		if err != nil {
			return err
		}
		c.item = it
		return c.attempt(func(c *command) error {
			return c.submit(k.Child, SubmitInput{Form: k.Form, Files: files}, &called{by: by, authority: fact.Authority, salt: k.Salt})
		})
	}})
	return err
}

// called is what a case that is called has besides its application.
type called struct {
	by        Caller
	authority string
	salt      []byte // under which the caller's entry hashed the form
}

// callable gives the item of the called case, or says why there can be none.
func (e *Engine) callable(fact *CallFact, depth int) (*item.Item, error) {
	switch {
	case fact.Broken != "":
		return nil, refuse(Conflict, fact.Broken)
	case fact.Version == 0:
		return nil, refuse(Conflict, "item_closed")
	case depth > maxCallDepth:
		return nil, refuse(Conflict, "call_too_deep", strconv.Itoa(maxCallDepth))
	}
	it, err := e.Items.Item(fact.Item, fact.Version)
	if err != nil {
		return nil, fmt.Errorf("read version %d of %s: %w", fact.Version, fact.Item, err)
	}
	if !fact.Forward && it.Outcomes[endWithdrawn] != item.Closes {
		return nil, refuse(Conflict, "not_callable", it.Item)
	}
	return it, nil
}

// carriedFiles are the files and papers that go along. Their names, which are personal data of the calling case, stay
// there: a carried file is called as its material is.
func carriedFiles(it *item.Item, parent *Case, fact *CallFact) []File {
	facts := slices.Clone(fact.Files)
	for _, p := range fact.Papers {
		d := parent.State.Documents[p.Seq-1]
		facts = append(facts, FileFact{Material: p.Material, SHA256: d.File, Size: d.Size}) // as this office renders it
	}
	files := make([]File, len(facts))
	for i, f := range facts {
		files[i] = carriedFile(it, f)
	}
	return files
}

func carriedFile(it *item.Item, f FileFact) File {
	title := f.Material
	if m := it.Material(f.Material); m != nil {
		title = m.Title.Zh
	}
	if f.MediaType != "" {
		title += "." + mediaKind(f.MediaType)
	}
	return File{Material: f.Material, Name: title, SHA256: f.SHA256, Size: f.Size, MediaType: f.MediaType}
}

// tellCaller tells the caller how the called case ended or, where it only had to be forwarded, that it is there.
func (e *Engine) tellCaller(ctx context.Context, k Call) error {
	child, err := e.Store.Case(ctx, k.Child)
	if err != nil {
		return fmt.Errorf("read the called case: %w", err)
	}
	if child.State.Position.End == "" && !k.Forward {
		return nil
	}
	_, err = e.run(ctx, Write{Case: k.Parent}, system, func(c *command) error { return c.calledBack(k, &child.State) })
	return err
}

// calling finds the open visit of a call that is still waited for; nil when whatever comes of it counts no more.
func (c *command) calling(k Call) *flow.Visit {
	fact := c.state.call(k.Visit)
	if fact == nil || fact.Child != k.Child || fact.Result != nil {
		return nil
	}
	return c.state.openVisit(k.Visit)
}

func (c *command) calledBack(k Call, child *State) error {
	v := c.calling(k)
	if v == nil {
		return nil
	}
	r := CallResult{Visit: k.Visit, Number: child.Number, Outcome: item.OutcomePass}
	reason := flow.Forwarded
	if !k.Forward {
		r.End, r.Effect, reason = child.Position.End, child.Outcome, ""
		r.Outcome = c.item.Place(v.Node).Call.Outcome(r.End, r.Effect)
	}
	return c.answered("called_back", r, reason, nil)
}

// notFiled records that the called case could not be filed, and why.
func (c *command) notFiled(k Call, why *Error) error {
	if c.calling(k) == nil {
		return nil
	}
	reason := why.Text.Zh
	for _, f := range why.Fields {
		reason += "；" + f.Zh
	}
	r := CallResult{Visit: k.Visit, Outcome: item.OutcomeFail, Failed: why.Code}
	return c.answered("call_failed", r, flow.NotFiled, &opinion{Reason: reason})
}

// answered records what came of a call and goes on from there.
func (c *command) answered(kind string, r CallResult, reason string, why *opinion) error {
	changes, err := flow.CallBack(c.item, &c.state.Position, r.Visit, r.Outcome, "", reason, c.chooser())
	if err != nil {
		return c.moved(err)
	}
	f := Facts{Act: &Act{Visit: r.Visit, Node: c.state.Position.Visits[r.Visit-1].Node}, CalledBack: []CallResult{r}}
	if err := c.move(&f, c.now, changes); err != nil {
		return err
	}
	var body []byte
	if why != nil {
		if body, err = marshal(why); err != nil {
			return err
		}
	}
	return c.record(kind, c.now, systemActor(), f, body)
}

// closeCalled ends a called case whose caller went on without it, and tells its applicant. What it has decided already
// stands, and it is carried out for itself; so is what was only forwarded, whose end nobody waited for.
func (e *Engine) closeCalled(ctx context.Context, k Call) error {
	_, err := e.run(ctx, Write{Case: k.Child}, system, func(c *command) error {
		by := c.state.CalledBy
		if by == nil || by.Left || c.state.Position.End != "" {
			return nil
		}
		f := Facts{CallerLeft: true}
		if c.state.DecidedOn.IsZero() && !by.Forward {
			changes, err := flow.Finish(c.item, &c.state.Position, endWithdrawn)
			if err != nil {
				return c.moved(err)
			}
			if err := c.move(&f, c.now, changes); err != nil {
				return err
			}
			c.tell("call_closed", 0, nil)
		}
		if err := c.record("call_closed", c.now, systemActor(), f, nil); err != nil {
			return err
		}
		c.markCaller(CallMarks{Ended: true})
		return nil
	})
	return err
}

// keepCarried adds to the files of an answer those that came along with the call: they are not asked for again.
func (c *command) keepCarried(files []File) []File {
	if c.state.CalledBy == nil {
		return files
	}
	for _, f := range c.state.CalledBy.Carried {
		if !slices.ContainsFunc(files, func(x File) bool { return x.Material == f.Material && x.SHA256 == f.SHA256 }) {
			files = append(slices.Clip(files), carriedFile(c.item, f))
		}
	}
	return files
}

// carried reports whether files of a material came along with the call; with a hash, whether that one did.
func (s *State) carried(material, sha256 string) bool {
	return s.CalledBy != nil && slices.ContainsFunc(s.CalledBy.Carried, func(f FileFact) bool {
		return f.Material == material && cmp.Or(sha256, f.SHA256) == f.SHA256
	})
}
