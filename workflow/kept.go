package workflow

import "time"

// Kept is something a person keeps for themselves under a name of their own.
type Kept struct {
	Person    string
	Kind      string // KeptView or KeptOpinion
	Name      string
	Content   string
	UpdatedAt time.Time
}

// The kinds of what people keep: a view of a list, and words that they use again in opinions.
const (
	KeptView    = "view"
	KeptOpinion = "opinion"
)

// OpinionDraft is an opinion that somebody has begun to write on a task. Nobody else sees it.
type OpinionDraft struct {
	Case      CaseID
	Visit     int
	Person    string
	Opinion   string
	UpdatedAt time.Time
}
