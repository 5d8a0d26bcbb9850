package workflow

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"time"

	"shenpi/workflow/calendar"
	"shenpi/workflow/clock"
	"shenpi/workflow/flow"
	"shenpi/workflow/item"
	"shenpi/workflow/trail"
)

// SubmitInput is a whole application.
type SubmitInput struct {
	Key     *Key
	Item    string
	Version int // 0 = the one that takes filings today
	Form    json.RawMessage
	Files   []File
	Draft   string // the draft it is filed from, marked in the same write; empty when there is none
	// PapersOf is the enterprise whose papers an officer types in at the window; empty for those who file for their own.
	PapersOf string
	// OwnMotion says that an officer opens the case for the office itself (依职权), without an application: its party is the owner
	// of the certificate it is about.
	OwnMotion bool
}

// Submit files an application: the form and the materials are judged by the item, what only one may hold is taken, the
// case gets its number, the flow opens and the acceptance clock starts (Administrative Licensing Law, Art. 32).
func (e *Engine) Submit(ctx context.Context, actor Actor, in SubmitInput) (Receipt, error) {
	now := e.now() // one instant: the version is that of the day the application is received on
	it, err := e.filing(in.Item, in.Version, now)
	if err != nil {
		return Receipt{}, err
	}
	if in.OwnMotion {
		if in.PapersOf, err = e.partyOf(ctx, it, in.Form, now); err != nil {
			return Receipt{}, err
		}
	}
	applicant := applicantOf(actor, in.PapersOf)
	if applicant == "" {
		return Receipt{}, refuse(Forbidden, "not_applicant")
	}
	if err := e.belongs(ctx, applicant, it, in.Form); err != nil {
		return Receipt{}, err
	}
	s, err := e.seed()
	if err != nil {
		return Receipt{}, err
	}
	id := CaseID(s.id("case", 0))
	w := Write{Case: id, Create: true, Key: in.Key, Change: func(tx *Tx) error {
		c, err := e.begin(tx, actor, now, s)
		if err != nil {
			return err
		}
		c.item = it
		return c.attempt(func(c *command) error { return c.submit(id, in, nil) })
	}}
	return e.write(ctx, w)
}

func (e *Engine) filing(key string, version int, now time.Time) (*item.Item, error) {
	it, err := e.Items.Filing(key, calendar.DateOf(now))
	if err != nil {
		return nil, err
	}
	if version != 0 && version != it.Version {
		return nil, at(refuse(Conflict, "version_closed"), "/version")
	}
	return it, nil
}

// submit files an application; from is set where another case called for it.
func (c *command) submit(id CaseID, in SubmitInput, from *called) error {
	on, authority := c.today(), c.item.Authority
	if from != nil {
		authority, c.state.CalledBy = from.authority, &from.by
	}
	c.state.ID, c.state.BaseYear, c.state.ReceivedOn = id, on.Year(), on
	c.state.Authority, c.state.Applicant = authority, applicantOf(c.actor, in.PapersOf)
	guards := submitGuards
	if in.OwnMotion {
		guards = openGuards
	}
	if err := c.check(guards, act{}); err != nil {
		return err
	}
	c.form = in.Form
	if err := c.judge(in.Form, in.Files, c.caseData()); err != nil {
		return err
	}
	if err := c.hold(); err != nil {
		return err
	}
	n, err := c.tx.Next(fmt.Sprintf("case/%d", on.Year()))
	if err != nil {
		return err
	}
	form, salt := c.formFact(in.Form, 1)
	if from != nil {
		form, salt = &FormFact{Version: 1, Hash: saltedHash(from.salt, in.Form)}, from.salt
	}
	f := Facts{
		Filed: &Filed{
			Number: fmt.Sprintf("%d-%06d", on.Year(), n), Item: c.item.Item, Version: c.item.Version, Definition: c.item.Hash,
			Authority: authority, Applicant: c.state.Applicant, BaseYear: on.Year(), ReceivedOn: on, CalledBy: c.state.CalledBy,
			Units: c.item.Units(), OwnMotion: in.OwnMotion,
		},
		Form: form, Materials: fileFacts(in.Files), Status: StatusReceived,
	}
	c.state = State{Head: trail.Head{Stream: caseStream + string(id)}, ID: id, BaseYear: on.Year(), ReceivedOn: on,
		Authority: authority, Applicant: c.state.Applicant, Number: f.Filed.Number, OwnMotion: in.OwnMotion}
	if err := c.opening(&f, on); err != nil {
		return err
	}
	if c.item.Document(filingReceipt) != nil && !in.OwnMotion {
		if err := c.owe(&f, c.now, owing{document: filingReceipt}); err != nil {
			return err
		}
	}
	body, err := marshal(filing{Form: in.Form, Salt: salt, Files: in.Files})
	if err != nil {
		return err
	}
	c.tx.Out.FormChanged, c.tx.Out.Draft = true, in.Draft
	var post item.Post
	switch {
	case in.OwnMotion:
		post = c.heldOf(c.item.OpenersInside(), "")
	case from == nil:
		post.Role = c.typed(&f, MandateFile, c.state.Applicant)
	default:
		post.Role = "applicant"
		c.tx.Out.Marks = append(c.tx.Out.Marks, Mark{Parent: from.by.Case, Visit: from.by.Visit, CallMarks: CallMarks{Filed: true}})
	}
	kind := "submitted"
	if in.OwnMotion {
		kind = "opened"
	}
	if err := c.record(kind, c.now, c.trailActorOf(post), f, body); err != nil {
		return err
	}
	c.tx.Out.PutReaders = append(c.tx.Out.PutReaders, c.state.Readers()...)
	return nil
}

var (
	submitGuards = []guard{guardAppliedFor, guardFiler(MandateFile)}
	openGuards   = []guard{guardOpenable, guardOpener}
)

// opening starts the acceptance clock, the clocks that end on a date, and the flow.
func (c *command) opening(f *Facts, on calendar.Date) error {
	if n := c.item.Limits.Accept; n > 0 && !f.Filed.OwnMotion {
		f.Clocks = append(f.Clocks, ClockChange{Op: ClockStarted, Clock: acceptClock, On: on, Set: &clock.Clock{
			Name: acceptClock, Unit: clock.UnitWorkday, Limit: n, Start: on}})
	}
	if err := c.dateClocks(f, on); err != nil {
		return err
	}
	changes, err := flow.Start(c.item, c)
	if err != nil {
		return c.moved(err)
	}
	return c.move(f, c.now, changes)
}

// filingReceipt is the document (收件凭证) that says which papers were received when; an item that defines it owes it on
// every filing.
const filingReceipt = "filing-receipt"

// filing is the payload of an application or of an answer.
type filing struct {
	Form  json.RawMessage `json:"form"`
	Salt  []byte          `json:"salt"` // FormFact.Hash is SHA-256 of salt and form
	Files []File          `json:"files"`
}

// judge refuses a form that does not fit its schema or the item's rules, and materials that are missing or wrong.
func (c *command) judge(form json.RawMessage, files []File, facts item.CaseData) error {
	data, err := item.DecodeForm(form)
	if err != nil {
		e := refuse(Invalid, "form_invalid", "1")
		e.Fields = []item.FieldError{{Code: "malformed", Zh: "申请表不是有效的 JSON", En: err.Error()}}
		return e
	}
	c.data = data
	fields := c.item.CheckForm(form)
	if len(fields) == 0 {
		for _, r := range c.item.CheckRules(data, facts) {
			if !r.Warning {
				fields = append(fields, r)
			}
		}
	}
	if len(fields) > 0 {
		e := refuse(Invalid, "form_invalid", strconv.Itoa(len(fields)))
		e.Fields = fields
		return e
	}
	return c.judgeFiles(files, facts)
}

func (c *command) judgeFiles(files []File, facts item.CaseData) error {
	have := map[string]int{}
	for _, f := range files {
		m := c.item.Material(f.Material)
		switch {
		case m == nil:
			return at(refuse(Invalid, "material_unknown", f.Material), "/files")
		case c.state.carried(f.Material, f.SHA256): // another agency has taken it as it is
		case !slices.Contains(m.Types, mediaKind(f.MediaType)):
			return at(refuse(Invalid, "material_type", f.Material), "/files/"+f.Material)
		case m.MaxSize > 0 && f.Size > m.MaxSize:
			return at(refuse(Invalid, "material_size", f.Material), "/files/"+f.Material)
		}
		have[f.Material]++
		if m.Max > 0 && have[f.Material] > m.Max {
			return at(refuse(Invalid, "materials_many", f.Material), "/files/"+f.Material)
		}
	}
	if c.state.CalledBy != nil && c.tx.Case == nil {
		return nil // filed by a call: what is lacking the applicant is asked for, once
	}
	var lacking []string
	for _, m := range c.item.MaterialsMissing(c.data, facts, have) {
		if !c.state.carried(m.Material, "") {
			lacking = append(lacking, m.Material)
		}
	}
	if len(lacking) > 0 {
		return at(refuse(Invalid, "materials_missing", lacking...), "/files")
	}
	return nil
}

// mediaKind is the name definitions use for a media type.
func mediaKind(mediaType string) string {
	switch mediaType {
	case "application/pdf":
		return "pdf"
	case "image/jpeg":
		return "jpeg"
	case "image/png":
		return "png"
	}
	return mediaType
}

// formFact hashes a form under a salt that stands in the payload beside the form, and is erased with it.
func (c *command) formFact(form json.RawMessage, version int) (fact *FormFact, salt []byte) {
	salt = c.salt()
	return &FormFact{Version: version, Hash: saltedHash(salt, form)}, salt
}

func saltedHash(salt, form []byte) trail.Hash {
	h := sha256.New()
	h.Write(salt)
	h.Write(form)
	return trail.Hash(h.Sum(nil))
}

func fileFacts(files []File) []FileFact {
	facts := make([]FileFact, len(files))
	for i, f := range files {
		facts[i] = FileFact{Material: f.Material, SHA256: f.SHA256, Size: f.Size, MediaType: f.MediaType}
	}
	return facts
}

// hold takes what only one may have at a time, such as a manager's one employer. The same holder may take it again: each
// case has its own claim, and it is free when the last one is gone.
func (c *command) hold() error {
	taken := map[HoldingKey]bool{}
	keys, err := c.item.HoldingKeys(c.data, c.caseData())
	if err != nil {
		return fmt.Errorf("read the holdings of %s: %w", c.item.Item, err)
	}
	for _, k := range keys {
		h := sha256.Sum256([]byte(k.Kind + "\x00" + k.Key))
		key := HoldingKey{Kind: k.Kind, Key: fmt.Sprintf("%x", h[:16])}
		holder := k.Holder
		if holder == "" {
			holder = string(c.state.ID)
		}
		row, held, err := c.tx.Holder(key)
		switch {
		case err != nil:
			return err
		case held && row.Holder != holder:
			return at(&Error{Kind: Conflict, Code: "holding_taken", Text: item.Text{
				Zh: k.Title.Zh + "：" + mask(k.Key) + " 已被占用，不能重复申报", En: k.Title.En + ": " + mask(k.Key) + " is already held elsewhere"}}, "/form")
		case taken[key]:
			continue
		}
		taken[key] = true
		c.tx.Out.Take = append(c.tx.Out.Take, HoldingRow{HoldingKey: key, Holder: holder, Case: c.state.ID, Kept: k.Kept})
	}
	return nil
}
