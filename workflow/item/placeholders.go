package item

import (
	"maps"
	"slices"
	"strings"

	"shenpi/workflow/wording"
)

// placeholders are the names that the data of a document may have, whatever the item: what the entry that owes it knows.
var placeholders = []string{
	"number", "kind", "date", "item.title", "case_no", "query_code", "applicant.name", "applicant.credit_code", "received_on",
	"accepted_on", "due_on", "promise_days", "law_days", "grade_text", "acceptance_no", "supplement_no", "incomplete", "other",
	"decision", "reason", "findings", "answer_by", "silence", "deemed", "deemed_on", "deemed_basis",
	"criteria_basis", "failed_criteria_text", "failed_criteria_basis",
	"days", "from", "to", "special_kind", "new_due_on", "ground", "basis",
	"apply_within", "hearing_at", "hearing_place", "hearing_on",
	"certificate_no", "granted_on", "valid_from", "valid_until", "holder.name", "holder.id", "holder.id_masked", "old_no", "old_until", "credential",
	"ground_binds", "ground_note", "effective_on",
	"corrected_no", "corrected_title", "corrected_on", "delivered_documents",
}

// placeholderRows are the lists of the data, with what their rows have.
var placeholderRows = map[string][]string{
	"supplements": {"n", "material", "problem", "demand", "basis"},
	"changes":     {"n", "field", "was", "now"},
}

// ApprovalSheet is the type of the document (审批表) that the file of a case has of all that was decided in it. It is made of the
// trail, and owed by no decision.
const ApprovalSheet = "approval-sheet"

// Placeholders are the names that something stands for in the documents of an item.
type Placeholders struct {
	values []string            // data, phrases, and whether a step or a decision was come to
	rows   map[string][]string // what the rows of a list have
}

// Placeholders gives those of the item.
func (i *Item) Placeholders() Placeholders {
	p := Placeholders{values: slices.Clone(placeholders), rows: placeholderRows}
	for _, at := range i.Places() {
		if at.Kind == Step || at.Kind == Issue || at.Kind == Call {
			p.values = append(p.values, Examined(at.ID))
		}
		for _, d := range at.Decisions {
			p.values = append(p.values, d.ID)
		}
	}
	for _, m := range i.Materials {
		if m.picture() {
			p.values = append(p.values, "material."+m.ID)
		}
	}
	p.values = slices.AppendSeq(p.values, maps.Keys(i.Phrases))
	return p
}

// picture reports whether every file of a material is a picture.
func (m *Material) picture() bool {
	return !slices.ContainsFunc(m.Types, func(t string) bool { return t != "jpeg" && t != "png" })
}

// Pictured reports whether a certificate shows a material as a picture.
func (i *Item) Pictured(material string) bool {
	return slices.ContainsFunc(i.Documents, func(d DocumentSpec) bool {
		return d.Layout == "certificate" && slices.ContainsFunc(d.Rows, func(r Cell) bool { return r.Value == "{material."+material+"}" })
	})
}

// SheetPlaceholders gives those of the approval sheet of the item.
func (i *Item) SheetPlaceholders() Placeholders {
	values := []string{"item.title", "case_no", "date", "kind", "applicant.name", "applicant.credit_code", "received_on", "accepted_on", "due_on", "grade_text",
		"criteria_results", "objections", "clock_sheet"}
	if i.Concerns != nil {
		values = append(values, "old_no", "ground", "basis")
	}
	if i.Acts.Hearing != nil {
		values = append(values, "hearing_on")
	}
	for _, at := range i.Places() {
		if at.Kind == Step {
			values = append(values, "opinion."+at.ID, "votes."+at.ID)
		}
	}
	return Placeholders{values: slices.AppendSeq(values, maps.Keys(i.Phrases))}
}

// Lists are the names of lists.
func (p Placeholders) Lists() []string { return sortedKeys(p.rows) }

// For are the names that something stands for in a node of that kind which stands in the rows of lists.
func (p Placeholders) For(kind wording.Kind, lists []string) []string {
	if kind == wording.Each {
		return p.Lists()
	}
	names := slices.Clone(p.values)
	for _, l := range lists {
		names = append(names, p.rows[l]...)
	}
	if kind == wording.If {
		names = append(names, p.Lists()...)
	}
	return names
}

// Fill reports whether something stands for the name of a node. A condition may also ask for the whole of what has dots.
func (p Placeholders) Fill(n *wording.Node, lists []string) bool {
	switch n.Kind {
	case wording.Value, wording.Each, wording.If:
		return slices.ContainsFunc(p.For(n.Kind, lists), func(name string) bool {
			return name == n.Text || n.Kind == wording.If && strings.HasPrefix(name, n.Text+".")
		})
	}
	return true
}

// Examined is the placeholder that says that people acted at a node: {?site} of the step site-check.
func Examined(node string) string {
	before, _, _ := strings.Cut(node, "-")
	return before
}
