package proof

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"

	"shenpi/workflow/item"
)

// Severity says what a finding does to publishing.
type Severity string

// The severities. An error refuses publishing, a warning is told, a note informs.
const (
	Error   Severity = "error"
	Warning Severity = "warning"
	Note    Severity = "note"
)

// Finding is one thing the prover found, with the way to it that has the fewest moves.
type Finding struct {
	Pos      item.Position `json:"pos"`
	Code     string        `json:"code"`
	Severity Severity      `json:"severity"`
	Zh       string        `json:"zh"`
	En       string        `json:"en"`
	Path     []PathStep    `json:"path,omitempty"`
}

// String gives the finding the way compilers do: file:line:column: severity: sentence [code].
func (f Finding) String() string {
	return fmt.Sprintf("%s:%d:%d: %s: %s [%s]", f.Pos.File, f.Pos.Line, f.Pos.Column, f.Severity, f.En, f.Code)
}

// PathStep is one move of a counterexample.
type PathStep struct {
	By       Mover  `json:"by"`
	Node     string `json:"node,omitempty"`
	Decision string `json:"decision,omitempty"`
	Zh       string `json:"zh"`
	En       string `json:"en"`
}

// Report is all that was proved of one definition. It depends on the definition, the calendar, the people and the budget
// alone: the same input gives the same bytes.
type Report struct {
	Item      string        `json:"item"`
	Version   int           `json:"version"`
	Hash      string        `json:"hash,omitempty"` // of the definition
	Sound     bool          `json:"sound"`          // no finding is an error
	Positions int           `json:"positions"`
	Moves     int           `json:"moves"`
	Findings  []Finding     `json:"findings"`
	Times     []LongestTime `json:"times"`
	Returns   []WayBack     `json:"returns"`
	Staffing  *Staffing     `json:"staffing,omitempty"` // nil when nobody said who is there
}

// Refused is the report of a definition that was not even understood: what the parser found are its errors.
func Refused(found item.Findings) *Report {
	r := &Report{Findings: make([]Finding, 0, len(found)), Times: []LongestTime{}, Returns: []WayBack{}}
	for _, f := range found {
		r.Findings = append(r.Findings, Finding{Pos: f.Pos, Code: f.Code, Severity: Error, Zh: f.Zh, En: f.En})
	}
	return r
}

// Canonical is the report as JSON, byte for byte the same for the same report: no maps, no spaces, no escaping of HTML.
func (r *Report) Canonical() []byte {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(r); err != nil { // it is made of texts and numbers only
		panic(fmt.Sprintf("write a report: %v", err))
	}
	return bytes.TrimSuffix(b.Bytes(), []byte("\n"))
}

// Digest is the hex SHA-256 over the canonical report, for the trail of whoever publishes on it.
func (r *Report) Digest() string {
	sum := sha256.Sum256(r.Canonical())
	return hex.EncodeToString(sum[:])
}

// Errors are the findings that refuse publishing, in the shape of the parser's, so that a user sees one list.
func (r *Report) Errors() item.Findings {
	var list item.Findings
	for _, f := range r.Findings {
		if f.Severity == Error {
			list = append(list, item.Finding{Pos: f.Pos, Code: f.Code, Zh: f.Zh, En: f.En})
		}
	}
	return list
}

// maxFindings bounds a report.
const maxFindings = 200

// add records a finding unless the same is there already.
func (r *Report) add(severity Severity, code string, pos item.Position, path []PathStep, args ...any) {
	zh, en := sentence(code, args)
	f := Finding{Code: code, Severity: severity, Pos: pos, Zh: zh, En: en, Path: path}
	same := func(g Finding) bool { return g.Code == code && g.Pos == pos && g.En == en }
	if len(r.Findings) < maxFindings && !slices.ContainsFunc(r.Findings, same) {
		r.Findings = append(r.Findings, f)
	}
}

// close sorts the findings: the errors first, then in the order of the file.
func (r *Report) close() {
	rank := map[Severity]int{Error: 0, Warning: 1, Note: 2}
	slices.SortStableFunc(r.Findings, func(a, b Finding) int {
		return cmp.Or(cmp.Compare(rank[a.Severity], rank[b.Severity]), cmp.Compare(a.Pos.Line, b.Pos.Line),
			cmp.Compare(a.Pos.Column, b.Pos.Column), cmp.Compare(a.Code, b.Code))
	})
	r.Sound = !slices.ContainsFunc(r.Findings, func(f Finding) bool { return f.Severity == Error })
}
