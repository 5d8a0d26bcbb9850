package handlers

import (
	"shenpi/workflow"
	"shenpi/workflow/calendar"
	"shenpi/workflow/item"
)

// CaseCall is a call on another agency, and what came of it.
type CaseCall struct {
	Visit     int           `json:"visit"`
	Node      string        `json:"node"`
	Title     item.Text     `json:"title"`
	Case      string        `json:"case,omitempty" doc:"The called case; absent for an agency outside"`
	Number    string        `json:"number,omitempty" doc:"Its number, once it has answered"`
	Item      string        `json:"item,omitempty"`
	Authority string        `json:"authority,omitempty"`
	Forward   bool          `json:"forward" doc:"Nobody waits for its end"`
	Status    string        `json:"status" enum:"waiting,answered,failed,silent,closed"`
	AnswerBy  calendar.Date `json:"answer_by,omitzero" format:"date"`
	Outcome   string        `json:"outcome,omitempty" enum:"pass,fail"`
	End       string        `json:"end,omitempty" doc:"How the called case ended"`
	Reply     string        `json:"reply,omitempty" doc:"What an agency outside replied"`
	Document  string        `json:"document,omitempty" doc:"SHA-256 of the document of that reply; read it as a file of the application"`
	Failed    *Remark       `json:"failed,omitempty" doc:"Why the called case could not be filed"`
	Files     int           `json:"files" doc:"How many papers went along"`
}

// CaseCaller is the case that called this one.
type CaseCaller struct {
	Case    string   `json:"case"`
	Number  string   `json:"number"`
	Forward bool     `json:"forward"`
	Left    bool     `json:"left" doc:"It went on without the answer"`
	Carried []string `json:"carried" doc:"Materials that came along and are not asked for again"`
}

func (v *view) calls() []CaseCall {
	return rowsOf(v.st.Calls, func(k workflow.CallFact) CaseCall {
		x := &v.st.Position.Visits[k.Visit-1]
		out := CaseCall{
			Visit: k.Visit, Node: x.Node, Title: v.it.Place(x.Node).Title, Case: string(k.Child), Item: k.Item, Authority: k.Authority,
			Forward: k.Forward, Status: v.st.CallStatus(k.Visit), AnswerBy: v.lastDay(v.st.Visits[k.Visit-1].Answer), Files: len(k.Files) + len(k.Papers),
		}
		if r := k.Result; r != nil {
			out.Number, out.Outcome, out.End, out.Reply = r.Number, r.Outcome, r.End, r.Reply
			if r.Failed != "" {
				t := workflow.Sentence(r.Failed)
				out.Failed = &Remark{r.Failed, t.Zh, t.En}
			}
			if r.File != nil && v.s.mine(v.call, "material", "read") {
				out.Document = r.File.SHA256
			}
		}
		return out
	})
}

func (v *view) calledBy() *CaseCaller {
	k := v.st.CalledBy
	if k == nil {
		return nil
	}
	out := &CaseCaller{Case: string(k.Case), Number: k.Number, Forward: k.Forward, Left: k.Left, Carried: []string{}}
	for _, f := range k.Carried {
		if n := len(out.Carried); n == 0 || out.Carried[n-1] != f.Material {
			out.Carried = append(out.Carried, f.Material)
		}
	}
	return out
}
