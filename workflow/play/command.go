package play

import (
	"context"
	"maps"
	"slices"

	"shenpi/workflow"
)

// command is one thing a script can say: the keys it takes besides those of every line, and the method of the engine it
// is, if any. A test holds that every command of the engine stands here.
type command struct {
	method string
	keys   []string
	run    func(context.Context, *Play, line) (workflow.Receipt, error)
}

var commands map[string]command

func init() { // the table's functions lead back to it
	task := []string{"case", "task", "visit"}
	with := func(more ...string) []string { return append(append([]string{}, task...), more...) }
	commands = map[string]command{
		"submit": {"Submit", []string{"item", "sample", "form", "patch", "files"}, submit},
		"supply": {"Supply", []string{"case", "sample", "form", "patch", "files"}, supply},
		"decide": {"Decide", with("decision", "reason", "supplements", "grade"), func(ctx context.Context, p *Play, l line) (workflow.Receipt, error) {
			return p.engine.Decide(ctx, p.actor(l), workflow.DecideInput{
				Case: l.id, Visit: l.Visit, Decision: l.Decision, Reason: l.Reason, Supplements: l.Supplements, Grade: l.Grade})
		}},
		"claim":     {"Claim", task, onTask((*workflow.Engine).Claim)},
		"release":   {"Release", task, onTask((*workflow.Engine).Release)},
		"take_back": {"TakeBack", task, onTask((*workflow.Engine).TakeBack)},
		"issue":     {"Issue", task, onTask((*workflow.Engine).Issue)},
		"name": {"Name", with("people"), func(ctx context.Context, p *Play, l line) (workflow.Receipt, error) {
			return p.engine.Name(ctx, p.actor(l), workflow.NameInput{Case: l.id, Visit: l.Visit, People: l.People})
		}},
		"transfer":       {"Transfer", with("to", "reason"), onHand((*workflow.Engine).Transfer)},
		"delegate":       {"Delegate", with("to", "reason"), onHand((*workflow.Engine).Delegate)},
		"hand_back":      {"HandBack", with("reason"), onHand((*workflow.Engine).HandBack)},
		"recall":         {"Recall", task, onTask((*workflow.Engine).Recall)},
		"reassign":       {"Reassign", with("from", "to", "reason"), onHand((*workflow.Engine).Reassign)},
		"ask_recusal":    {"AskRecusal", []string{"case", "node", "whom", "reason"}, onRecusal((*workflow.Engine).AskRecusal)},
		"grant_recusal":  {"GrantRecusal", []string{"case", "recusal", "person", "reason"}, onRecusal((*workflow.Engine).GrantRecusal)},
		"refuse_recusal": {"RefuseRecusal", []string{"case", "recusal", "person", "reason"}, onRecusal((*workflow.Engine).RefuseRecusal)},
		"draw":           {"Draw", task, onTask((*workflow.Engine).Draw)},
		"add_seats": {"AddSeats", with("where", "seats", "people", "reason"), func(ctx context.Context, p *Play, l line) (workflow.Receipt, error) {
			return p.engine.AddSeats(ctx, p.actor(l), workflow.AddSeatsInput{
				Case: l.id, Visit: l.Visit, Where: l.Where, Seats: l.Seats, People: l.People, Reason: l.Reason})
		}},
		"remove_seat": {"RemoveSeat", with("person", "reason"), func(ctx context.Context, p *Play, l line) (workflow.Receipt, error) {
			return p.engine.RemoveSeat(ctx, p.actor(l), workflow.RemoveSeatInput{Case: l.id, Visit: l.Visit, Person: l.Person, Reason: l.Reason})
		}},
		"answer": {"Answer", with("text"), func(ctx context.Context, p *Play, l line) (workflow.Receipt, error) {
			return p.engine.Answer(ctx, p.actor(l), workflow.AnswerInput{Case: l.id, Visit: l.Visit, Text: l.Text})
		}},
		"object": {"Object", with("text", "from"), func(ctx context.Context, p *Play, l line) (workflow.Receipt, error) {
			return p.engine.Object(ctx, p.actor(l), workflow.ObjectInput{Case: l.id, Visit: l.Visit, Text: l.Text, From: l.From})
		}},
		"reply": {"Reply", with("reply", "number", "reason", "files"), reply},
		"withdraw": {"Withdraw", []string{"case", "reason"}, func(ctx context.Context, p *Play, l line) (workflow.Receipt, error) {
			return p.engine.Withdraw(ctx, p.actor(l), workflow.CaseInput{Case: l.id, Reason: l.Reason})
		}},
		"ask_extension":     {"AskExtension", []string{"case", "days", "reason"}, onClock((*workflow.Engine).AskExtension)},
		"approve_extension": {"ApproveExtension", []string{"case", "reason"}, onClock((*workflow.Engine).ApproveExtension)},
		"refuse_extension":  {"RefuseExtension", []string{"case", "reason"}, onClock((*workflow.Engine).RefuseExtension)},
		"tick":              {"CatchUp", nil, tick},
		"route":             {"", []string{"case"}, route},
		"document_issued": {"DocumentIssued", []string{"case", "document"}, func(ctx context.Context, p *Play, l line) (workflow.Receipt, error) {
			return p.engine.DocumentIssued(ctx, issued(l.id, l.Document))
		}},
	}
	maps.Copy(commands, actCommands())
}

// actor is who sends the command; who files for an enterprise acts for it.
func (p *Play) actor(l line) workflow.Actor {
	return workflow.Actor{Person: l.Actor, Enterprise: p.Enterprises[l.Actor]}
}

type taskMethod func(*workflow.Engine, context.Context, workflow.Actor, workflow.TaskInput) (workflow.Receipt, error)

// onTask is a command that names a visit and nothing else.
func onTask(m taskMethod) func(context.Context, *Play, line) (workflow.Receipt, error) {
	return func(ctx context.Context, p *Play, l line) (workflow.Receipt, error) {
		return m(p.engine, ctx, p.actor(l), workflow.TaskInput{Case: l.id, Visit: l.Visit})
	}
}

type clockMethod func(*workflow.Engine, context.Context, workflow.Actor, workflow.ExtendInput) (workflow.Receipt, error)

func onClock(m clockMethod) func(context.Context, *Play, line) (workflow.Receipt, error) {
	return func(ctx context.Context, p *Play, l line) (workflow.Receipt, error) {
		return m(p.engine, ctx, p.actor(l), workflow.ExtendInput{Case: l.id, Days: l.Days, Reason: l.Reason})
	}
}

func submit(ctx context.Context, p *Play, l line) (workflow.Receipt, error) {
	key := l.Item
	if key == "" {
		key = p.Items[0].Item
	}
	in := workflow.SubmitInput{Item: key, Form: l.Form, Files: l.files}
	for _, it := range p.Items { // an officer opens it for the office itself, where the item says so
		in.OwnMotion = in.OwnMotion || it.Item == key && p.actor(l).Enterprise == "" && len(it.OpenersInside()) > 0
	}
	return p.engine.Submit(ctx, p.actor(l), in)
}

// supply answers with the form and the files as they are, where the script gives no others.
func supply(ctx context.Context, p *Play, l line) (workflow.Receipt, error) {
	c, err := p.store.Case(ctx, l.id)
	if err != nil {
		return workflow.Receipt{}, err
	}
	in := workflow.SupplyInput{Case: l.id, Form: l.Form, Files: l.files}
	if in.Form == nil {
		if in.Form, err = patched(c.Form, l.Patch); err != nil {
			return workflow.Receipt{}, err
		}
	}
	if in.Files == nil {
		for _, f := range c.State.Materials {
			in.Files = append(in.Files, workflow.File{Material: f.Material, SHA256: f.SHA256, Size: f.Size, MediaType: f.MediaType})
		}
	}
	return p.engine.Supply(ctx, p.actor(l), in)
}

// reply records what an agency outside replied, with the first of the files.
func reply(ctx context.Context, p *Play, l line) (workflow.Receipt, error) {
	in := workflow.ReplyInput{Case: l.id, Visit: l.Visit, Reply: l.Reply, Number: l.Number, Reason: l.Reason}
	if len(l.files) > 0 {
		in.File = l.files[0]
	}
	return p.engine.Reply(ctx, p.actor(l), in)
}

// tick records what has fallen due on every case, also where no job runs.
func tick(ctx context.Context, p *Play, _ line) (workflow.Receipt, error) {
	for _, id := range p.cases {
		for err := error(nil); ; {
			if _, err = p.engine.CatchUp(ctx, id); workflow.Code(err) != "catching_up" {
				if err != nil {
					return workflow.Receipt{}, err
				}
				break
			}
		}
	}
	return workflow.Receipt{}, nil
}

// route asks for the route of a case, to be told at the end of the play.
func route(_ context.Context, p *Play, l line) (workflow.Receipt, error) {
	p.routes[l.id] = true
	return workflow.Receipt{}, nil
}

// issued is a document as the job would have rendered it; the play renders nothing.
func issued(id workflow.CaseID, seq int) workflow.IssuedDocument {
	return workflow.IssuedDocument{Case: id, Seq: seq, File: "00", Size: 1}
}

// Methods are the methods of the engine that a script can say, sorted.
func Methods() []string {
	var list []string
	for _, c := range commands {
		if c.method != "" { // what only the play itself does
			list = append(list, c.method)
		}
	}
	slices.Sort(list)
	return list
}
