package item

// Post is a role in a unit; without one, in the unit that decides the item.
type Post struct {
	Role string `json:"role"`
	Unit string `json:"unit,omitempty"`
}

// Post is who approves an extension.
func (e *Extend) Post() Post { return Post{Role: e.By, Unit: e.Unit} }

// Ground is a legal ground on which an act of the case may be done.
type Ground struct {
	ID    string `json:"id"`
	Title Text   `json:"title"`
	Basis string `json:"basis,omitempty"` // law and article
	Must  bool   `json:"must,omitempty"`  // the law leaves no choice (应当); else it allows (可以)
	Note  Text   `json:"note,omitzero"`   // what else follows from it, such as compensation
}

// Suspend stops a case for a time on a legal ground (中止). The written notice is what stops the clock: time that nobody was
// told of in writing is counted, as for the exclusions of the Administrative Licensing Law, Art. 45.
type Suspend struct {
	Clock    string   `json:"clock"`
	Grounds  []Ground `json:"grounds"`
	By       Post     `json:"by"`
	Document string   `json:"document"`
	AtMost   int      `json:"at_most"` // working days, of all suspensions on one ground together
}

// Hearing is the right to be heard before the decision (Administrative Licensing Law, Arts. 46 to 48).
type Hearing struct {
	By       Post   `json:"by"`                 // who tells the right and sets the hearing
	Host     Post   `json:"host"`               // who may preside: nobody who examined the case, Art. 48(3)
	Required bool   `json:"required,omitempty"` // the right has to be told before the case is decided, Art. 47
	Right    string `json:"right"`              // document that tells the right
	Notice   string `json:"notice"`             // document that tells time and place; the clock stops with its service
	Apply    Span   `json:"apply_within"`       // Art. 47: five days from being told
	Hold     Span   `json:"hold_within"`        // Art. 47: twenty days from the application
	Ahead    Span   `json:"notice_ahead"`       // Art. 48(1): seven days before the hearing
	Clock    string `json:"clock"`              // what does not count meanwhile, Art. 45
	AtMost   int    `json:"at_most"`            // working days
}

// GroundHearing is the ground under which the time of a hearing is not counted.
const GroundHearing = "hearing"

// Terminate ends a case by the office's own act, without a decision on the matter (终止).
type Terminate struct {
	By       Post     `json:"by"`
	Grounds  []Ground `json:"grounds"`
	End      string   `json:"end"` // closes or refuses, never grants
	Document string   `json:"document"`
}

// Correct puts a clerical error in an issued document right by another document (更正). The first one stays.
type Correct struct {
	By        Post             `json:"by"`
	Documents []string         `json:"documents"` // that may be corrected
	Fields    []CorrectedField `json:"fields"`    // in which of their fields
	Document  string           `json:"document"`
}

// CorrectedField is a placeholder of a document in which a clerical error may be put right.
type CorrectedField struct {
	Field string `json:"field"`
	Title Text   `json:"title"`
}

// Field finds a field that may be corrected; nil when it is not one.
func (c *Correct) Field(name string) *CorrectedField {
	for i := range c.Fields {
		if c.Fields[i].Field == name {
			return &c.Fields[i]
		}
	}
	return nil
}

// Copy lets somebody see a case from then on, without acting on it (抄送).
type Copy struct {
	By      []string `json:"by"` // roles that send copies
	Readers []string `json:"to"` // roles that may be sent one
}

// Urge asks the people of an open task to get on with it (催办).
type Urge struct {
	By    []string `json:"by"`    // applicant, or roles of the office
	Every int      `json:"every"` // working days between two urges of one task
}

// Erase lets what people wrote in a case be deleted after its time of keeping (保管期限届满): opinions, names, form values and
// files. What was decided, and when and by whom, stays.
type Erase struct {
	By    Post `json:"by"`
	Years int  `json:"years"` // after the end of the case
}

// FindGround finds a ground by its id; nil when it is none of them.
func FindGround(list []Ground, id string) *Ground {
	for i := range list {
		if list[i].ID == id {
			return &list[i]
		}
	}
	return nil
}

// The acts whose people an item chooses, from a few roles each: the policies permit an act to those and no others.
const (
	ActSuspend   = "suspend"
	ActHear      = "hear"
	ActHost      = "host"
	ActTerminate = "terminate"
	ActCorrect   = "correct"
	ActCopy      = "copy"
	ActUrge      = "urge"
	ActErase     = "erase"
)

// ActRoles are the roles that an item may give an act to.
func ActRoles(act string) []string { return actRoles[act] }

var actRoles = map[string][]string{
	ActSuspend:   {"handler", "office-head", "agency-leader", "agency-head"},
	ActHear:      {"handler", "office-head", "legal"},
	ActHost:      {"hearing-host"},
	ActTerminate: {"office-head", "agency-leader", "agency-head"},
	ActCorrect:   {"window", "handler", "office-head", "legal", "agency-leader", "agency-head", "certificate-clerk"},
	ActCopy:      {"window", "handler", "office-head", "legal", "agency-leader", "agency-head"},
	ActErase:     {"archivist"},
	ActOpen:      {askApplicant, "handler", "office-head"},
	ActUrge:      {askApplicant, "office-head", "agency-leader", "agency-head"},
}
