package handlers

import (
	"encoding/json"
	"net/http"

	"shenpi/workflow"
	"shenpi/workflow/item"
)

// Round is one answer of the applicant to a request for supplements.
type Round struct {
	Entry  int64              `json:"entry" doc:"Number of the entry on the trail"`
	At     Instant            `json:"at"`
	By     *Somebody          `json:"by,omitempty" doc:"Told to insiders"`
	Visit  int                `json:"visit" doc:"That asked"`
	Asked  []SupplementDemand `json:"asked"`
	Fields []FieldDifference  `json:"fields"`
	Files  []FileDifference   `json:"files"`
}

// FieldDifference is a field of the form that is other than before.
type FieldDifference struct {
	Field string          `json:"field" doc:"JSON pointer into the form"`
	Was   json.RawMessage `json:"was,omitempty" doc:"Absent: it was not there"`
	Now   json.RawMessage `json:"now,omitempty" doc:"Absent: it is no more"`
}

// FileDifference is a file that came or went.
type FileDifference struct {
	CaseMaterial
	Change string `json:"change" enum:"added,removed"`
}

type roundsOutput struct {
	Body struct {
		Rows []Round `json:"rows" doc:"The last one first"`
	}
}

// Criterion is a condition of the grant as the form meets it.
type Criterion struct {
	DraftVerdict
	Measured []Reading `json:"measured" doc:"The values it was judged by"`
}

type criteriaOutput struct {
	Body struct {
		Rows    []Criterion    `json:"rows"`
		Remarks []FieldProblem `json:"remarks" doc:"What a rule of the item finds worth a look"`
	}
}

// examineRoutes help whoever examines an application.
func (s *Server) examineRoutes() {
	at := func(id, below, summary string) endpoint {
		return endpoint{id: id, method: http.MethodGet, path: prefix + "/cases/{id}/" + below, summary: summary, tag: "case",
			guards: []guard{s.caseVisible, s.onCase("application", "read")}}
	}
	declare(s, at("case-changes", "changes", "What each answer of the applicant changed"), s.caseChanges)
	declare(s, at("case-criteria", "criteria", "The conditions that the form itself can prove, with the values they were judged by"), s.caseCriteria)
	declare(s, endpoint{id: "preview-decision", method: http.MethodPost, path: prefix + "/cases/{id}/tasks/{visit}/preview", tag: "task",
		summary: "The document that a decision would issue now, marked as a preview", guards: []guard{s.caseVisible, s.onCase("task", "act")},
		change: answers200(pdfType)}, s.previewDecision)
}

func (s *Server) caseChanges(c *call, _ *CaseInput) (*roundsOutput, error) {
	if err := c.kase.State.HandOut(); err != nil {
		return nil, err
	}
	records, err := s.recorded(c, c.kase.State.Head.Stream)
	if err != nil {
		return nil, err
	}
	rounds, err := workflow.Rounds(records)
	if err != nil {
		return nil, doing("compare the rounds of a case", err)
	}
	names, out := s.names(c), &roundsOutput{}
	out.Body.Rows = make([]Round, len(rounds))
	for i, r := range rounds {
		out.Body.Rows[len(rounds)-1-i] = Round{
			Entry: r.Number, At: Instant{r.At}, By: names.somebody(r.Person), Visit: r.Visit, Asked: demands(r.Asked),
			Fields: rowsOf(r.Fields, func(d workflow.FieldDifference) FieldDifference { return FieldDifference(d) }),
			Files: rowsOf(r.Files, func(f workflow.FileDifference) FileDifference {
				change := "removed"
				if f.Added {
					change = "added"
				}
				fact := workflow.FileFact{Material: f.Material, SHA256: f.SHA256, Size: f.Size, MediaType: f.MediaType}
				return FileDifference{caseMaterial(c.item, fact, f.Name), change}
			}),
		}
	}
	return out, nil
}

func (s *Server) caseCriteria(c *call, _ *CaseInput) (*criteriaOutput, error) {
	if err := c.kase.State.HandOut(); err != nil {
		return nil, err
	}
	data, err := item.DecodeForm(c.kase.Form)
	if err != nil {
		return nil, doing("read the form of a case", err)
	}
	facts, out := c.kase.State.CaseData(), &criteriaOutput{}
	out.Body.Rows = rowsOf(c.item.Judge(data, facts), func(v item.Verdict) Criterion {
		return Criterion{verdictOf(v), rowsOf(c.item.Measured(v, data, facts), readingOf)}
	})
	out.Body.Remarks = rowsOf(c.item.CheckRules(data, facts), fieldOf)
	return out, nil
}

type pdfOutput struct {
	ContentType        string `header:"Content-Type"`
	ContentDisposition string `header:"Content-Disposition"`
	Body               []byte
}

func (s *Server) previewDecision(c *call, in *decideInput) (*pdfOutput, error) {
	document, data, err := s.Engine.PreviewDecision(c, c.actor(), c.decision(in))
	if err != nil {
		return nil, err
	}
	paper, err := s.Preview(data)
	if err != nil {
		return nil, unrenderable(document, err)
	}
	name := c.item.TitleOf(c.item.Document(document)).Zh + ".pdf"
	return &pdfOutput{pdfType, disposition(name), paper}, nil
}
