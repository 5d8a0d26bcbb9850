package workflow

import "time"

// UndoneDocument is a document that could not be made the last time it was tried.
type UndoneDocument struct {
	Case      CaseID
	Seq       int
	Type      string
	Number    string
	OwedAt    time.Time
	LaidAside bool // it is laid aside and waits for a retry; else it is tried again by itself
	Because   Because
}

// Because is why something could not be made: where in its template, and cause and cure.
type Because struct {
	Field string `json:"field,omitempty"` // JSON pointer into the template
	Zh    string `json:"zh"`
	En    string `json:"en"`
}
