package handlers

import (
	"encoding/json"

	"shenpi/workflow"
	"shenpi/workflow/calendar"
	"shenpi/workflow/item"
)

// Case is one case as the caller may see it.
type Case struct {
	ID          string           `json:"id"`
	Number      string           `json:"number"`
	Item        string           `json:"item"`
	Version     int              `json:"version"`
	Definition  string           `json:"definition" doc:"Hash of the version it was filed under"`
	Title       item.Text        `json:"title" doc:"of the item"`
	Authority   string           `json:"authority"`
	Units       []string         `json:"units" doc:"That take part beside the authority"`
	Applicant   CaseApplicant    `json:"applicant"`
	FiledBy     *Somebody        `json:"filed_by,omitempty"`
	OwnMotion   bool             `json:"own_motion" doc:"The office opened it itself; the applicant is its party"`
	Registered  []CaseRegister   `json:"registered" doc:"What it did in the register of certificates"`
	TypedBy     []Somebody       `json:"typed_by" doc:"Officers who typed in papers brought to the window; told to insiders"`
	Status      string           `json:"status" enum:"received,accepted,decided,ended"`
	Outcome     string           `json:"outcome,omitempty" enum:"grants,refuses,closes"`
	End         string           `json:"end,omitempty"`
	EndTitle    *item.Text       `json:"end_title,omitempty"`
	Grade       string           `json:"grade,omitempty" doc:"The grade decided, where it is not the one asked for"`
	ReceivedOn  calendar.Date    `json:"received_on" format:"date"`
	AcceptedOn  calendar.Date    `json:"accepted_on,omitzero" format:"date"`
	DecidedOn   calendar.Date    `json:"decided_on,omitzero" format:"date"`
	DueOn       calendar.Date    `json:"due_on,omitzero" format:"date" doc:"By law, of the clock that runs over the case"`
	PromisedOn  calendar.Date    `json:"promised_on,omitzero" format:"date"`
	EndedAt     Instant          `json:"ended_at,omitzero"`
	ErasedOn    calendar.Date    `json:"erased_on,omitzero" format:"date" doc:"What people wrote was deleted after its time of keeping"`
	Deemed      []string         `json:"deemed" doc:"Decisions the law made"`
	QueryCode   string           `json:"query_code,omitempty" doc:"For the public progress page"`
	Revision    int64            `json:"revision"`
	FormVersion int              `json:"form_version"`
	Form        json.RawMessage  `json:"form,omitempty" doc:"Absent when it was erased or may not be seen"`
	Materials   []CaseMaterial   `json:"materials"`
	Replaced    []CaseMaterial   `json:"replaced" doc:"Files that were filed before and are not part of the application any more"`
	Visits      []CaseVisit      `json:"visits"`
	Clocks      []CaseClock      `json:"clocks"`
	Documents   []CaseDocument   `json:"documents"`
	Certificate *CaseCertificate `json:"certificate,omitempty"`
	Cards       []CaseCard       `json:"cards"`
	Outlook     CaseOutlook      `json:"outlook" doc:"How long it still takes, who has it, what comes next"`
	Asks        []CaseAsk        `json:"asks" doc:"Questions that wait for an answer"`
	Extension   *CaseExtension   `json:"extension,omitempty"`
	Suspensions []CaseSuspension `json:"suspensions"`
	Hearing     *CaseHearing     `json:"hearing,omitempty"`
	Corrections []CaseCorrection `json:"corrections"`
	Copies      []CaseCopy       `json:"copies" doc:"Told to insiders"`
	Urges       []CaseUrge       `json:"urges"`
	Recusals    []CaseRecusal    `json:"recusals"`
	Messages    int              `json:"messages" doc:"How many messages about it were written"`
	Unread      int              `json:"unread_messages" doc:"Of how many the caller has an unread notice; 200 at most"`
	Rating      *CaseRating      `json:"rating,omitempty" doc:"Absent while it was not rated, and for those it is not for"`
	Calls       []CaseCall       `json:"calls" doc:"On other agencies"`
	CalledBy    *CaseCaller      `json:"called_by,omitempty" doc:"The case that called this one"`
}

// CaseApplicant is the enterprise that filed.
type CaseApplicant struct {
	CreditCode string `json:"credit_code"`
	Name       string `json:"name,omitempty"`
}

// CaseMaterial is a file of the application.
type CaseMaterial struct {
	Material  string    `json:"material"`
	Title     item.Text `json:"title"`
	Name      string    `json:"name,omitempty"`
	SHA256    string    `json:"sha256"`
	Size      int64     `json:"size"`
	MediaType string    `json:"media_type"`
}

// CaseVisit is one entering of a node.
type CaseVisit struct {
	Visit         int           `json:"visit"`
	Node          string        `json:"node"`
	Title         item.Text     `json:"title"`
	Kind          string        `json:"kind" enum:"step,parallel,choice,wait,call,issue,end"`
	Role          string        `json:"role,omitempty"`
	Block         int           `json:"block,omitempty" doc:"The visit of the parallel or choice around it"`
	Lane          string        `json:"lane,omitempty"`
	Status        string        `json:"status" enum:"open,done,closed,void"`
	Outcome       string        `json:"outcome,omitempty"`
	Decision      string        `json:"decision,omitempty"`
	DecisionTitle *item.Text    `json:"decision_title,omitempty"`
	Reason        string        `json:"reason,omitempty" doc:"Why it was closed, or what the law concluded it for"`
	ReasonTitle   *item.Text    `json:"reason_title,omitempty" doc:"The reason in words"`
	OpenedAt      Instant       `json:"opened_at"`
	ClosedAt      Instant       `json:"closed_at,omitzero"`
	DueOn         calendar.Date `json:"due_on,omitzero" format:"date"`
	AnswerBy      calendar.Date `json:"answer_by,omitzero" format:"date" doc:"Until when an open question or call may be answered"`
	Parked        bool          `json:"parked"`
	By            *Somebody     `json:"by,omitempty"`
	Claimed       *Somebody     `json:"claimed,omitempty"`
	Need          int           `json:"need,omitempty" doc:"Passes the panel needs"`
	InTurn        bool          `json:"in_turn" doc:"Whether its seats vote one after the other"`
	Seats         []CaseSeat    `json:"seats"`
	Delegated     []Delegation  `json:"delegated" doc:"Told to insiders"`
	Opinions      []CaseOpinion `json:"opinions" doc:"Told to insiders"`
}

// CaseSeat is one place of a panel.
type CaseSeat struct {
	Person    *Somebody `json:"person,omitempty"`
	InPlaceOf *Somebody `json:"in_place_of,omitempty" doc:"Whose seat it is, where the person stood in"`
	Vote      string    `json:"vote,omitempty" enum:"pass,fail,abstain"`
	Decision  string    `json:"decision,omitempty"`
	Closed    string    `json:"closed,omitempty"`
	Turn      bool      `json:"turn" doc:"Whether it may vote now"`
	After     []int     `json:"after" doc:"The seats, by their index, that vote before it"`
	Drawn     bool      `json:"drawn"`
	NamedBy   *Somebody `json:"named_by,omitempty" doc:"Who named the person, or had the lots drawn"`
	AddedBy   *Somebody `json:"added_by,omitempty" doc:"Who added the seat and may take it away"`
}

// Delegation says who prepares what somebody has.
type Delegation struct {
	Of *Somebody `json:"of"`
	To *Somebody `json:"to"`
}

// CaseOpinion is what was written with a decision.
type CaseOpinion struct {
	Person      *Somebody          `json:"person,omitempty"`
	Kind        string             `json:"kind"`
	Decision    string             `json:"decision,omitempty"`
	At          Instant            `json:"at"`
	Reason      string             `json:"reason,omitempty"`
	Supplements []SupplementDemand `json:"supplements"`
	From        string             `json:"from,omitempty" doc:"Who objected, as they gave it"`
	Contact     string             `json:"contact,omitempty" doc:"Where they can be reached"`
}

// CaseClock is a limit of the case today.
type CaseClock struct {
	Name        string        `json:"name"`
	Title       item.Text     `json:"title"`
	Unit        string        `json:"unit" enum:"workday,day,month"`
	Limit       int           `json:"limit" doc:"days the law gives; 0 for one that ends on a date"`
	Promise     int           `json:"promise"`
	Start       calendar.Date `json:"start" format:"date"`
	DueOn       calendar.Date `json:"due_on,omitzero" format:"date"`
	PromisedOn  calendar.Date `json:"promised_on,omitzero" format:"date"`
	Ended       calendar.Date `json:"ended,omitzero" format:"date"`
	Halted      calendar.Date `json:"halted,omitzero" format:"date"`
	Extended    int           `json:"extended"`
	Used        int           `json:"used"`
	Running     bool          `json:"running"`
	Provisional bool          `json:"provisional" doc:"A day on the way lies in a year that is not loaded"`
}

// CaseDocument is a paper the case owes or has issued.
type CaseDocument struct {
	Seq      int       `json:"seq"`
	Type     string    `json:"type"`
	Title    item.Text `json:"title"`
	Number   string    `json:"number,omitempty"`
	Visit    int       `json:"visit,omitempty"`
	OwedAt   Instant   `json:"owed_at"`
	IssuedAt Instant   `json:"issued_at,omitzero"`
	SHA256   string    `json:"sha256,omitempty"`
}

// CaseCertificate is the certificate a case gave.
type CaseCertificate struct {
	Number     string        `json:"number"`
	Grade      string        `json:"grade"`
	ValidFrom  calendar.Date `json:"valid_from" format:"date"`
	ValidUntil calendar.Date `json:"valid_until,omitzero" format:"date"`
	Issued     bool          `json:"issued" doc:"False while only its number is given"`
}

// CaseCard is a signal of the electronic supervision.
type CaseCard struct {
	Colour string    `json:"colour" enum:"warning,yellow,red"`
	Clock  string    `json:"clock"`
	Rule   string    `json:"rule"`
	Title  item.Text `json:"title" doc:"What the rule means"`
	At     Instant   `json:"at"`
	Told   []string  `json:"told" doc:"Roles that were told besides who works on it"`
}

// CaseAsk is a question that waits for an answer.
type CaseAsk struct {
	Visit       int               `json:"visit"`
	Node        string            `json:"node"`
	Decision    string            `json:"decision"`
	Of          string            `json:"of" doc:"applicant, or the step whose officer is asked"`
	Person      *Somebody         `json:"person,omitempty" doc:"The officer asked; told to insiders"`
	Question    string            `json:"question,omitempty" doc:"of an officer, told to insiders"`
	AnswerBy    calendar.Date     `json:"answer_by,omitzero" format:"date"`
	Supplements []AskedSupplement `json:"supplements"`
}

// AskedSupplement is what the applicant was asked for, with what it is about.
type AskedSupplement struct {
	SupplementDemand
	Title item.Text `json:"title,omitzero" doc:"of the material"`
}

func askedSupplement(it *item.Item, d workflow.Supplement) AskedSupplement {
	out := AskedSupplement{SupplementDemand: SupplementDemand(d)}
	if m := it.Material(d.Material); m != nil {
		out.Title = m.Title
	}
	return out
}

// CaseExtension is more time, asked for or approved.
type CaseExtension struct {
	Clock      string    `json:"clock"`
	Days       int       `json:"days"`
	AskedBy    *Somebody `json:"asked_by,omitempty"`
	AskedAt    Instant   `json:"asked_at"`
	ApprovedBy *Somebody `json:"approved_by,omitempty"`
	ApprovedAt Instant   `json:"approved_at,omitzero"`
	RefusedBy  *Somebody `json:"refused_by,omitempty"`
	RefusedAt  Instant   `json:"refused_at,omitzero"`
}
