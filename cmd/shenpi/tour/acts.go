package tour

import (
	"fmt"
	"net/http"
	"slices"
)

// receipt is the office's signed promise that an act stays on the trail.
type receipt struct {
	Stream string `json:"stream"`
	Number int64  `json:"number"`
	Hash   string `json:"hash"`
	Note   string `json:"note"`
}

// done is the answer to an act that was carried out.
type done struct {
	Case        string  `json:"case"`
	CaseNumber  string  `json:"case_number"`
	Kind        string  `json:"kind"`
	Certificate string  `json:"certificate"`
	Receipt     receipt `json:"receipt"`
}

// act sends a command and keeps its receipt.
func (t *tour) act(u *user, path string, body any, status int, doing string) done {
	var d done
	if !t.ok() {
		return d
	}
	if t.expect(t.send(u, http.MethodPost, path, body, nil), status, &d, doing) {
		t.receipts = append(t.receipts, d.Receipt)
	}
	return d
}

// words are what an officer writes with a decision.
type words struct {
	Decision    string   `json:"decision"`
	Reason      string   `json:"reason,omitempty"`
	Supplements []demand `json:"supplements,omitempty"`
	Grade       string   `json:"grade,omitempty"`
}

type demand struct {
	Material string `json:"material"`
	Problem  string `json:"problem"`
	Demand   string `json:"demand"`
	Basis    string `json:"basis,omitempty"`
}

// decide has an officer decide, or vote, at a step.
func (t *tour) decide(id string, k *kase, node string, w words) {
	v := t.open(k, node)
	u := t.user(id)
	if !t.ok() {
		return
	}
	had := len(k.Documents)
	t.act(u, k.path("/tasks/%d/decide", v), w, http.StatusOK, fmt.Sprintf("%s decides %s at %s of %s", id, w.Decision, node, k.Number))
	t.look(k)
	what := fmt.Sprintf("%s, “%s”", node, w.Decision)
	if w.Reason != "" {
		what += ", because: " + w.Reason
	}
	t.told(u, what, k, k.papers(had)+k.result())
}

// refuses shows that the office may not do something, and why.
func (t *tour) refuses(id string, k *kase, node string, w words, code string) {
	v := t.open(k, node)
	u := t.user(id)
	if !t.ok() {
		return
	}
	a := t.send(u, http.MethodPost, k.path("/tasks/%d/decide", v), w, nil)
	p := a.problem()
	if t.ok() && (a.status < 400 || p.Code != code) {
		t.fail("%s tried %s at %s of %s: the answer was %d %s, expected a refusal %s", id, w.Decision, node, k.Number, a.status, p, code)
	}
	t.told(u, fmt.Sprintf("tries %s, “%s”", node, w.Decision), k, fmt.Sprintf("refused (%s): %s", p.Code, p.Detail))
}

// name has the members of a panel named.
func (t *tour) name(id string, k *kase, node string, people ...string) {
	v := t.open(k, node)
	u := t.user(id)
	if !t.ok() {
		return
	}
	t.act(u, k.path("/tasks/%d/name", v), map[string]any{"people": people}, http.StatusOK, id+" names the panel of "+k.Number)
	t.told(u, fmt.Sprintf("names %v for %s", people, node), k, k.result())
}

// claim has an officer take a task.
func (t *tour) claim(id string, k *kase, node string) {
	v := t.open(k, node)
	u := t.user(id)
	if !t.ok() {
		return
	}
	t.act(u, k.path("/tasks/%d/claim", v), nil, http.StatusOK, id+" claims "+node+" of "+k.Number)
	t.told(u, "claims "+node, k, "nobody else decides it now")
}

// takeBack has an officer undo the last vote.
func (t *tour) takeBack(id string, k *kase, node string) {
	v := t.open(k, node)
	u := t.user(id)
	if !t.ok() {
		return
	}
	t.act(u, k.path("/tasks/%d/take-back", v), nil, http.StatusOK, id+" takes back a vote on "+k.Number)
	t.told(u, "takes the vote at "+node+" back", k, "the seat is open again")
}

// issue puts the certificate into the register.
func (t *tour) issue(id string, k *kase) {
	v := t.open(k, "certificate")
	u := t.user(id)
	if !t.ok() {
		return
	}
	t.act(u, k.path("/tasks/%d/issue", v), nil, http.StatusOK, id+" issues the certificate of "+k.Number)
	t.look(k)
	if t.ok() && (k.Certificate == nil || !k.Certificate.Issued) {
		t.fail("case %s has no issued certificate", k.Number)
		return
	}
	t.told(u, "issues certificate "+k.Certificate.Number, k, k.result())
}

// finish issues and delivers, and checks the end.
func (t *tour) finish(k *kase, end string) {
	t.issue("U5", k)
	t.served(k)
	t.decide("U1", k, "delivery", words{Decision: "delivered"})
	t.ended(k, end)
}

// accept accepts an application.
func (t *tour) accept(id string, k *kase) {
	t.decide(id, k, "acceptance", words{Decision: "accept"})
	if t.ok() && !k.owes("acceptance-notice") {
		t.fail("case %s owes no acceptance notice", k.Number)
	}
}

// supplement has the office ask for a better paper and the applicant send it.
func (t *tour) supplement(id string, k *kase, material string, better file) {
	t.decide(id, k, "acceptance", words{Decision: "supplement", Supplements: []demand{{
		Material: material, Problem: "盖章页不清晰，无法辨认", Demand: "请提交清晰的盖章扫描件", Basis: "行政许可法第三十二条",
	}}})
	t.served(k)
	if !t.ok() {
		return
	}
	u := t.user(k.owner)
	d := t.newDraft(u, map[string]string{"case": k.ID})
	if !t.ok() {
		return
	}
	i := slices.IndexFunc(d.Files, func(f draftFile) bool { return f.Material == material })
	if i < 0 {
		t.fail("the answer for case %s does not open on its %s", k.Number, material)
		return
	}
	t.upload(u, d.ID, file{material: material, name: d.Files[i].Name, content: better.content})
	t.act(u, k.path("/supply"), map[string]string{"draft": d.ID}, http.StatusOK, k.owner+" answers for "+k.Number)
	t.look(k)
	t.told(u, "sends the "+material+" anew", k, k.result())
}

// withdraw ends a case at the applicant's wish.
func (t *tour) withdraw(k *kase, reason string) {
	u := t.user(k.owner)
	if !t.ok() {
		return
	}
	t.act(u, k.path("/withdraw"), map[string]string{"reason": reason}, http.StatusOK, k.owner+" withdraws "+k.Number)
	t.look(k)
	t.told(u, "withdraws, because: "+reason, k, k.result())
	t.ended(k, "withdrawn")
}
