package workflow

import (
	"context"
	"encoding/json"
	"errors"
	"maps"
	"slices"
	"time"

	"shenpi/workflow/calendar"
	"shenpi/workflow/credential"
	"shenpi/workflow/flow"
	"shenpi/workflow/trail"
)

// Store is the one write path: every change of a case or of an administrative stream is one Write.
type Store interface {
	// Write runs w.Change in one transaction and answers after its commit.
	//
	// The change is pure and may be run several times, each time on a freshly loaded Tx; only the outputs of its last
	// run are stored. It is run again with more loaded when it asked for a counter or holding that was not (ErrLoad),
	// when another writer moved the case first, or when the batch it shared could not be flushed.
	//
	// With a Key the stored answer of the same key is returned with Replayed set and nothing is run; the same key with
	// another body is Invalid `key_reused`; one in flight elsewhere is waited for up to 5 s, then Conflict `key_in_flight`.
	// A Tx that ends Refused commits its outputs (what had fallen due) and returns the refusal; no answer is kept for the key.
	// A failed or unknown commit is Unavailable `outcome_unknown`.
	Write(ctx context.Context, w Write) (Receipt, error)
	// Case reads one case as last committed; NotFound when there is none.
	Case(ctx context.Context, id CaseID) (*Case, error)
	// Due lists cases whose NextDue is not after the instant, the longest due first.
	Due(ctx context.Context, at time.Time, limit int) ([]CaseID, error)
}

// ErrLoad is returned by a change that asked the Tx for something not loaded yet: the store loads (and, on PostgreSQL,
// locks) what Tx.Wanted names and runs the change again.
var ErrLoad = errors.New("load what is wanted and run again")

// ErrPolicyMoved is returned by a change that was judged on an older policy than the transaction sees.
var ErrPolicyMoved = errors.New("the policy has a newer revision")

// Write is one command as the store sees it.
type Write struct {
	Case   CaseID // the case it is about; empty for an administrative stream
	Create bool   // the case does not exist yet
	Stream string // the administrative stream it is about, e.g. item/si-renewal; empty for a case
	Key    *Key   // nil for the system's own acts
	Change func(*Tx) error
}

// Key is the idempotency key of a command. It is unique per actor and route.
type Key struct {
	Actor string
	Route string
	Key   string
	Body  [32]byte // hash of the request
}

// Receipt is what a command answers and what a repeated key gets again: ids and hashes, no personal data.
type Receipt struct {
	Case        CaseID     `json:"case,omitempty"`
	CaseNumber  string     `json:"case_number,omitempty"`
	Stream      string     `json:"stream"`
	Number      int64      `json:"number"`
	Hash        trail.Hash `json:"hash"`
	RecordedAt  time.Time  `json:"recorded_at"`
	Kind        string     `json:"kind"`
	Documents   []string   `json:"documents,omitempty"`   // numbers of the documents now owed
	Certificate string     `json:"certificate,omitempty"` // number of the certificate now issued
	Registered  bool       `json:"-"`                     // the register of certificates says something else than before
	Replayed    bool       `json:"-"`
}

// Tx is what a change sees and what it leaves. Inputs are set by the store before each run, Out by the change.
type Tx struct {
	Case   *Case      // as loaded; a change only reads it, so a store may share it; nil when creating or for an administrative stream
	Head   trail.Head // of Stream, for an administrative stream; Number 0 when it is new
	Policy int64      // policy revision this transaction sees

	Counters map[string]int64          // last value given, of the counters loaded
	Holders  map[HoldingKey]HoldingRow // the holdings loaded; a loaded free key has a zero row
	// Certificates are those of the register that were loaded, and are locked; one that is not there has a zero row.
	Certificates map[string]Certificate

	Wanted Wanted // what the change asked for and was not loaded
	Out    Output
}

// Wanted names what a change needs loaded before it can run.
type Wanted struct {
	Counters []string
	Holdings []HoldingKey
	// Certificates are numbers of the register.
	Certificates []string
}

// Certificate gives a row of the register, as this change has left it; ok is false when there is none.
func (t *Tx) Certificate(number string) (c Certificate, ok bool, err error) {
	for _, put := range slices.Backward(t.Out.Certificates) {
		if put.Number == number {
			return put, true, nil
		}
	}
	c, loaded := t.Certificates[number]
	if !loaded {
		t.Wanted.Certificates = append(t.Wanted.Certificates, number)
		return Certificate{}, false, ErrLoad
	}
	return c, c.Number != "", nil
}

// mark keeps what the change has left so far, and the numbers it has taken; what it gives brings them back.
func (t *Tx) mark() (back func()) {
	out, counters := t.Out, maps.Clone(t.Counters)
	out.Counters = maps.Clone(t.Out.Counters)
	return func() { t.Out, t.Counters = out, counters }
}

// Next gives the next number of a gapless counter. The number is given back when the write does not commit.
func (t *Tx) Next(counter string) (int64, error) {
	last, loaded := t.Counters[counter]
	if !loaded {
		t.Wanted.Counters = append(t.Wanted.Counters, counter)
		return 0, ErrLoad
	}
	t.Counters[counter] = last + 1
	if t.Out.Counters == nil {
		t.Out.Counters = map[string]int64{}
	}
	t.Out.Counters[counter] = last + 1
	return last + 1, nil
}

// Holder says who has a holding: ok is false when it is free.
func (t *Tx) Holder(k HoldingKey) (row HoldingRow, ok bool, err error) {
	row, loaded := t.Holders[k]
	if !loaded {
		t.Wanted.Holdings = append(t.Wanted.Holdings, k)
		return HoldingRow{}, false, ErrLoad
	}
	return row, row.Holder != "", nil
}

// HoldingKey names something only one may have at a time.
type HoldingKey struct {
	Kind string
	Key  string
}

// Settle says what becomes of the holdings a case took when it ends: with a Certificate those marked Kept stay, bound
// to it, and the others go; without one all go.
type Settle struct {
	Case        CaseID
	Certificate string
	Anew        bool // the case goes on: its claims are given back before those of Take are made
}

// HandOver says that what was kept for one certificate is kept for another from now on, which follows it.
type HandOver struct{ From, To string }

// HoldingRow is a taken holding. The database holds (Kind, Key) unique.
type HoldingRow struct {
	HoldingKey
	Holder      string // who has it: the enterprise or the case
	Case        CaseID // the case that took it
	Kept        bool   // a grant keeps it for the certificate; otherwise it is released when the case ends
	Certificate string // the certificate it is kept for; set by Settle
}

// Output is everything one write stores, in one transaction or not at all.
type Output struct {
	Case        *Case      // the case after the write; nil = unchanged
	FormChanged bool       // Case.Form is new and has to be written
	Draft       string     // the draft it files; one that was filed already refuses the write with Conflict `draft_filed`
	Entries     []Recorded // in order; what had fallen due first
	// Erase deletes the payloads of the entries of the case before the one of trail.KindErased among Entries, its form, the data
	// of its documents, and what names its files.
	Erase        bool
	PutTasks     []Task     // opened or changed
	CloseTasks   []int      // visits whose task is gone
	Sent         []Sent     // opinions that were given: their drafts are forgotten
	PutDocuments []Document // owed, or issued
	Take         []HoldingRow
	Settle       *Settle       // the case ended: its holdings are released or kept
	Certificates []Certificate // put by number
	HandOver     []HandOver    // after Settle: holdings kept for one certificate are kept for another
	Free         []string      // after HandOver: certificates whose holdings are given back
	Notices      []Notice      // outgoing messages
	PutReaders   []Reader      // who sees the case from now on
	// PublicNotices are those that the case has opened or closed.
	PublicNotices []PublicNotice
	Calls         []Call           // made by the case
	Marks         []Mark           // set on calls of this case or on the one it answers
	Counters      map[string]int64 // values to store
	Rows          []any            // administrative streams: Unit, Person, Appointment, Unappoint, Substitution, Mandate, PublishedItem, Proposal, CalendarYear, and those of other rooms
	PolicyMoved   bool             // appointments or units changed: raises policy_revision by one
	Receipt       Receipt
	Refused       error // told to the caller; the outputs above are kept
}

// Recorded is a sealed entry with the payload whose hash it carries.
type Recorded struct {
	Entry   trail.Entry
	Payload *trail.Payload // nil when the entry has none
}

// Case is a case as stored: the state rebuilt from facts, and the current form, which is personal data and can be erased.
type Case struct {
	State State
	Form  json.RawMessage // of version State.Form.Version; nil once erased
}

// Task is work on one open visit: what an inbox lists. It is a projection of the case, rewritten with it.
type Task struct {
	Case       CaseID
	Visit      int
	Node       string
	Kind       string // step or issue; answer: a question to an officer that parks the step; call: a reply from outside to be recorded
	Role       string
	Authority  string // the unit whose holders of the role may act
	Item       string
	Version    int
	CaseNumber string
	Applicant  string
	OpenedAt   time.Time
	DueOn      calendar.Date // last day of the step
	CaseDueOn  calendar.Date // last day of the clock that runs over the case
	AnswerBy   calendar.Date // until when the applicant may answer, while it is parked
	Card       string        // the worst of the cards that its limit and the clocks of the case have: red, yellow, warning
	Claimed    string
	OpenSeats  int
	Picks      string            // the role that names or draws people for the free seats; empty when none is to be picked
	Takable    bool              // a seat is free whose turn it is, for anybody with the role
	Parked     bool              // waits for an answer of the applicant
	Named      []string          // persons with a seat whose turn it is
	Waiting    []string          // persons with a seat whose turn has not come
	Voted      []string          // persons who have voted in this visit
	Barred     []string          // persons whom not_who keeps out, or who were recused
	Delegated  []flow.Delegation // who prepares it for whom
}

// AnswerTask is the kind of task of who was asked.
const AnswerTask = "answer"

// Reader is who may see a case besides the unit that decides it and the applicant: a unit that takes part in it (neither
// Person nor Role), or one person, or whoever holds a role in a unit, that was sent a copy.
type Reader struct {
	Case   CaseID
	Person string
	Role   string
	Unit   string
}

// Document is a paper the case owes or has issued.
type Document struct {
	Case     CaseID
	Seq      int    // 1-based within the case
	Type     string // acceptance-notice
	Number   string // 文号; empty for unnumbered kinds
	Visit    int
	Data     json.RawMessage // what it is rendered from; personal data, erasable
	DataHash trail.Hash
	OwedAt   time.Time
	IssuedAt time.Time // zero while owed
	File     string    // SHA-256 of the rendered file
	Size     int64
	Tries    int
}

// Certificate is one row of the register: one that was issued here, or was entered from before. Cases alone change what it is
// (ADR 22), each on the row as Tx.Certificate gives it, locked.
type Certificate struct {
	Number     string        `json:"number"`
	Kind       string        `json:"kind"`
	Holder     string        `json:"holder"`    // name
	HolderID   string        `json:"holder_id"` // credit code, or masked id of a person
	Owner      string        `json:"owner"`     // the enterprise that may see and renew it
	Grade      string        `json:"grade"`
	Scope      string        `json:"scope,omitempty"`
	GrantedOn  calendar.Date `json:"granted_on"`
	ValidFrom  calendar.Date `json:"valid_from"`
	ValidUntil calendar.Date `json:"valid_until,omitzero"` // last day; zero = until cancelled
	// Status is never expired, which follows from ValidUntil: see StatusOn.
	Status   CertificateStatus `json:"status"`
	Case     CaseID            `json:"case,omitempty"`
	Replaces string            `json:"replaces,omitempty"` // the certificate that it follows
	// SucceededBy is the certificate that follows this one, from its grant on: while it is not issued it has no row. No other may follow.
	SucceededBy string              `json:"succeeded_by,omitempty"`
	Changes     []CertificateChange `json:"changes,omitempty"` // by cases, in order; the first is its issue
	Done        []DutyDone          `json:"done,omitempty"`    // duties of its holder
	Terms       Terms               `json:"terms,omitzero"`    // that it was granted on
	// CaughtUp is the day to which what falls due by time was told: see Remind.
	CaughtUp  calendar.Date `json:"caught_up,omitzero"`
	Authority string        `json:"authority"`
	// Place is where its status stands in the lists; 0 = it has no code that proves it.
	Place credential.Place `json:"place,omitempty"`
	// Details is what else the register holds, a JSON object, such as copies.
	Details json.RawMessage `json:"details,omitempty"`
}

// Notice is a message to somebody, a row of the same transaction that caused it.
type Notice struct {
	ID        string
	Recipient string // an enterprise's credit code or a person
	Case      CaseID
	Kind      string // its sentence: see NoticeSentence
	Zh, En    string
	At        time.Time
	Document  int
	// CaseNumber and Item are of the case, so that whoever delivers need not read it.
	CaseNumber string
	Item       string
	Duty       string // what the law has the office tell by it; see Duties
	// Certificate is the number of the one that the notice is about, where it is about a certificate and not about a case.
	Certificate string
}
