package workflow

import (
	"time"

	"shenpi/workflow/calendar"
	"shenpi/workflow/trail"
)

// Scope bounds what a reader sees: everything, the cases of some units, those of one enterprise, and copies.
type Scope struct {
	All        bool
	Units      []string // already expanded to the units below
	Enterprise string
	// Person and Roles find, besides, the cases of which a copy was sent to the person or to who holds one of the roles.
	Person string
	Roles  []RoleInUnits
}

// CaseFilter asks for a page of cases, newest first.
type CaseFilter struct {
	Scope  Scope
	Bounds *[]CaseBound // within one of these; nil = no bound
	Status string
	Item   string
	Unit   string // that decides
	Text   string // part of the case number, of the applicant's credit code or its name
	Waits  bool   // only what waits for an answer of its applicant

	Rateable bool // only what its applicant may rate
	// Received is when the application came in.
	Received Period
	Cursor   string // opaque
	Limit    int    // 1..200
}

// Period is a time by days that are both in it; no day is no bound.
type Period struct{ From, To calendar.Date }

// Backwards reports whether the period ends before it begins.
func (p Period) Backwards() bool {
	return !p.From.IsZero() && !p.To.IsZero() && p.To.Before(p.From)
}

// CaseBound is cases of some items, or one case; empty = every case.
type CaseBound struct {
	Items []string
	Case  CaseID
}

// CaseRow is a case in a list.
type CaseRow struct {
	ID         CaseID
	Number     string
	Item       string
	Version    int
	Authority  string
	Applicant  string
	Status     string
	Outcome    string
	End        string // the end of its flow that it came to
	ReceivedOn string
	NextDue    time.Time
	Revision   int64
	// Of its open tasks: the last day of the case, whether it waits for its applicant, and until when.
	DueOn    calendar.Date
	Waits    bool
	AnswerBy calendar.Date
	Rateable bool // its applicant may rate it
}

// NoticeFilter asks for a page of somebody's notices, newest first.
type NoticeFilter struct {
	Recipient string
	Bounds    *[]CaseBound // of cases within one of these; nil = no bound
	Unread    bool         // only those that nobody has read
	Case      CaseID       // only those about it
	Kind      string
	Cursor    string
	Limit     int
}

// InboxNotice is a notice with when it was read: once for an enterprise, whoever of its people opened it.
type InboxNotice struct {
	Notice
	ReadAt time.Time
}

// NoticePage is a page of notices with how many of all are unread.
type NoticePage struct {
	Page[InboxNotice]
	Unread int
}

// TaskFilter asks for a page of what a person may work on, the most urgent first: by the earlier of the last days of the step and of
// the case.
type TaskFilter struct {
	Person  string
	Roles   []RoleInUnits // where the person holds which role
	Claimed bool          // only what the person has claimed
	Free    bool          // only what nobody has claimed
	Item    string
	Node    string
	Unit    string // whose step it is
	Card    string // with a card as bad as this one, or worse
	Text    string // part of the case number, of the applicant's credit code or its name
	// StandsIn lists in whose place the person may act today.
	StandsIn []StandIn
	Cursor   string
	Limit    int
}

// StandIn is somebody in whose place one may act, and where.
type StandIn struct {
	Of    string
	Held  []RoleInUnits // what they hold of what the substitution covers
	Items []string      // empty = all
}

// TaskCase is a task of an inbox with the case it is of, as stored: without its form, which no guard of a list needs.
type TaskCase struct {
	Task
	Case *Case
}

// RoleInUnits is a role with all units it holds in, expanded to the units below.
type RoleInUnits struct {
	Role  string
	Units []string
}

// EntryFilter asks for a page of entries, newest first (of one stream: in order).
type EntryFilter struct {
	Scope   Scope
	Stream  string
	Streams string // those of a kind: case, item, person
	Kind    string
	Person  string // who acted: an id
	Item    string // of cases of the item, and what was done to the item itself
	Text    string // of cases with it in their number, or their applicant's credit code or name
	From    time.Time
	To      time.Time
	Cursor  string
	Limit   int
}

// EntryRow is a stored entry with its place in the log; Position is -1 while it waits for the merger.
type EntryRow struct {
	Entry    trail.Entry
	Payload  *trail.Payload // nil when it has none or it was erased
	Position int64
	Case     EntryCase // where a search found it; empty of the entries that are of no case
}

// EntryCase is what is known of the case an entry is of.
type EntryCase struct {
	Number  string
	Item    string
	Version int
}

// LiveCases is how many cases that have not ended stand on a version of an item.
type LiveCases struct {
	Item    string
	Version int
	Cases   int
}

// Page is one page of a list; Next is empty on the last.
type Page[T any] struct {
	Rows []T
	Next string
}

// PersonFilter asks for a page of people, by id.
type PersonFilter struct {
	Text   string   // part of the id, the name, the post, or of what the enterprise is called or coded
	Kind   string   // staff, enterprise; empty: both
	Units  []string // where they sit; nil: anywhere, and in no unit
	Among  []string // only these; nil: everybody
	Cursor string
	Limit  int
}

// GrantFilter asks for a page of what was granted, the newest first.
type GrantFilter struct {
	Kind    string // of certificate
	Granted Period
	Cursor  string
	Limit   int
}
