package workflow

import (
	"cmp"
	"slices"
	"time"

	"shenpi/workflow/calendar"
	"shenpi/workflow/item"
)

// Paper is a file that an enterprise has on record with the office, known by its content however often it was filed.
type Paper struct {
	SHA256    string
	Size      int64
	MediaType string
	Uses      []PaperUse // at least one
}

// PaperUse is where a paper stands: issued by the office in a case, filed with a case, or put to a draft.
type PaperUse struct {
	Draft    string // the draft it was put to; empty of what the office issued
	Case     CaseID // empty of a draft that was not filed
	Number   string // of the case
	Item     string
	Version  int
	Outcome  item.Effect // of the case
	Material string      // under which it was filed
	Document string      // the type of what the office issued
	DocNo    string      // and its number
	Name     string
	At       time.Time

	ValidUntil calendar.Date // of the certificate that its case granted
}

// Trust is how far the office itself answers for what a paper says.
type Trust string

// The levels of trust.
const (
	TrustIssued   Trust = "A" // the office issued it
	TrustRelied   Trust = "B" // officers examined it with an application that was granted
	TrustFiled    Trust = "C" // it was filed before
	TrustUploaded Trust = "D" // it was uploaded, and never filed
)

// Trust is that of one use.
func (u PaperUse) Trust() Trust {
	switch {
	case u.Document != "":
		return TrustIssued
	case u.Case == "":
		return TrustUploaded
	case u.Outcome == item.Grants:
		return TrustRelied
	}
	return TrustFiled
}

// Origin is the use that says most for the paper: the most trusted, and of those the last.
func (p Paper) Origin() PaperUse {
	return slices.MinFunc(p.Uses, func(a, b PaperUse) int {
		return cmp.Or(cmp.Compare(a.Trust(), b.Trust()), b.At.Compare(a.At))
	})
}

// PaperFilter asks for a page of what an enterprise has on record, the last added first.
type PaperFilter struct {
	Enterprise string
	Filed      *[]CaseBound // what was filed, within one of these; nil = no bound
	Issued     *[]CaseBound // what the office issued, likewise
	SHA256     string       // that paper alone
	Cursor     string
	Limit      int
}
