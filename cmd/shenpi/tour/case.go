package tour

import (
	"fmt"
	"net/http"
	"slices"
	"time"
)

// kase is a case as the API tells it.
type kase struct {
	item  string
	owner string // the account that filed it

	ID         string   `json:"id"`
	Number     string   `json:"number"`
	Status     string   `json:"status"`
	Outcome    string   `json:"outcome"`
	End        string   `json:"end"`
	EndTitle   text     `json:"end_title"`
	DueOn      string   `json:"due_on"`
	PromisedOn string   `json:"promised_on"`
	ReceivedOn string   `json:"received_on"`
	AcceptedOn string   `json:"accepted_on"`
	Deemed     []string `json:"deemed"`
	Visits     []visit  `json:"visits"`
	Clocks     []struct {
		Name  string `json:"name"`
		Start string `json:"start"`
		DueOn string `json:"due_on"`
		Ended string `json:"ended"`
	} `json:"clocks"`
	Documents []struct {
		Seq      int    `json:"seq"`
		Title    text   `json:"title"`
		Type     string `json:"type"`
		Number   string `json:"number"`
		IssuedAt string `json:"issued_at"`
	} `json:"documents"`
	Certificate *struct {
		Number string `json:"number"`
		Issued bool   `json:"issued"`
	} `json:"certificate"`
	Cards []struct {
		Colour string `json:"colour"`
		Rule   string `json:"rule"`
	} `json:"cards"`
}

type text struct {
	Zh string `json:"zh"`
	En string `json:"en"`
}

type visit struct {
	Visit    int    `json:"visit"`
	Node     string `json:"node"`
	Title    text   `json:"title"`
	Kind     string `json:"kind"`
	Status   string `json:"status"`
	Outcome  string `json:"outcome"`
	DueOn    string `json:"due_on"`
	AnswerBy string `json:"answer_by"`
	Parked   bool   `json:"parked"`
}

// look reads a case anew, with the eyes of the supervisor, who sees every case and clock.
func (t *tour) look(k *kase) bool {
	if !t.ok() || k == nil {
		return false
	}
	fresh := kase{item: k.item, owner: k.owner}
	if !t.fetch(t.user("U10"), "/cases/"+k.ID, &fresh) {
		return false
	}
	*k = fresh
	return true
}

// open finds the open visit of a node.
func (t *tour) open(k *kase, node string) int {
	if !t.look(k) {
		return 0
	}
	for _, v := range k.Visits {
		if v.Node == node && v.Status == "open" {
			return v.Visit
		}
	}
	t.fail("case %s should stand at %s: %s", k.Number, node, k.result())
	return 0
}

// stands checks that a node is open now.
func (t *tour) stands(k *kase, node string) { t.open(k, node) }

// ended checks how a case ended.
func (t *tour) ended(k *kase, end string) {
	if t.look(k) && (k.End != end || k.Status != "ended") {
		t.fail("case %s should have ended %s: it is %s, %s", k.Number, end, k.Status, k.result())
	}
}

// tellWhy says in the words of the case why it went on from a node as it did the last time.
func (t *tour) tellWhy(k *kase, node, why string) {
	var route struct {
		Rows []struct {
			Node  string `json:"node"`
			Title text   `json:"title"`
			Why   string `json:"why"`
			En    string `json:"en"`
		} `json:"rows"`
	}
	if !t.fetch(t.user("U10"), "/cases/"+k.ID+"/route", &route) {
		return
	}
	for _, l := range slices.Backward(route.Rows) {
		if l.Node == node && l.Why == why {
			t.sayf("            why: %s · %s", l.Title.En, l.En)
			return
		}
	}
	t.fail("the route of case %s does not say %s of %s", k.Number, why, node)
}

// deemed checks that the law made a decision.
func (t *tour) deemed(k *kase, decision string) {
	if t.look(k) && !slices.Contains(k.Deemed, decision) {
		t.fail("case %s: the law should have decided %s; it says %v", k.Number, decision, k.Deemed)
	}
}

// served waits until every paper the case owes is issued, since a notice counts from then on.
func (t *tour) served(list ...*kase) {
	for _, k := range list {
		until := t.Now().Add(30 * time.Second)
		for t.look(k) && !k.allIssued() {
			if t.Now().After(until) {
				t.fail("case %s: its documents were not issued in 30 s", k.Number)
			}
			t.pause()
		}
	}
}

func (k *kase) allIssued() bool {
	for _, d := range k.Documents {
		if d.IssuedAt == "" {
			return false
		}
	}
	return true
}

// pause waits a moment before asking again.
func (t *tour) pause() {
	timer := time.NewTimer(100 * time.Millisecond)
	defer timer.Stop()
	select {
	case <-t.ctx.Done():
	case <-timer.C:
	}
}

// owes reports whether a case owes or has issued a document of a type.
func (k *kase) owes(kind string) bool {
	for _, d := range k.Documents {
		if d.Type == kind {
			return true
		}
	}
	return false
}

// advancePast moves the office's clock to the morning after the last day of everything that the cases wait for.
func (t *tour) advancePast(list ...*kase) {
	t.served(list...)
	last := ""
	for _, k := range list {
		if !t.look(k) {
			return
		}
		for _, v := range k.Visits {
			if v.Status == "open" && v.Kind == "wait" {
				last = max(last, v.DueOn)
			}
		}
		for _, c := range k.Clocks {
			if c.Name == "accept" && c.Ended == "" {
				last = max(last, c.DueOn)
			}
		}
	}
	t.moveClock(last)
}

// advancePastValidity moves the clock past the end of the certificate that a case renews.
func (t *tour) advancePastValidity(k *kase) {
	if !t.look(k) {
		return
	}
	for _, c := range k.Clocks {
		if c.Name == "validity" {
			t.moveClock(c.DueOn)
			return
		}
	}
	t.fail("case %s has no clock of the old certificate's validity", k.Number)
}

func (t *tour) moveClock(past string) {
	day, err := time.Parse(time.DateOnly, past)
	if err != nil && t.ok() {
		t.fail("nothing is waited for: the day is %q", past)
	}
	to := time.Date(day.Year(), day.Month(), day.Day()+1, 1, 0, 0, 0, time.UTC) // nine in the morning
	a := t.send(t.user("X2"), http.MethodPost, "/demo/clock", map[string]string{"to": to.Format(time.RFC3339)}, nil)
	t.expect(a, http.StatusOK, nil, "move the clock past "+past)
	for _, u := range t.users {
		t.fetch(u, "/session", u)
	}
	t.sayf("\n-- the clock of the demonstration is moved past %s: it is %s", past, t.today())
}

func (k *kase) path(format string, args ...any) string {
	return "/cases/" + k.ID + fmt.Sprintf(format, args...)
}
