package tour

import (
	"net/http"
	"net/url"
	"strings"
	"time"
)

// record is a certificate with what became of it.
type record struct {
	certificate
	Since       string `json:"since"`
	SucceededBy string `json:"succeeded_by"`
	ToCancel    bool   `json:"to_cancel"`
	Changes     []struct {
		Act        string `json:"act"`
		Basis      string `json:"basis"`
		CaseNumber string `json:"case_number"`
		From       string `json:"from"`
		Status     string `json:"status"`
	} `json:"changes"`
	Duties []struct {
		Title   text `json:"title"`
		Windows []struct {
			Year   int    `json:"year"`
			Status string `json:"status"`
		} `json:"windows"`
	} `json:"duties"`
}

// lives: what may become of a certificate after its grant. One is changed at its holder's wish, another revoked by the office and
// then cancelled; the register and what everybody may look up follow.
func (t *tour) lives(c *cases) {
	if !t.ok() {
		return
	}
	t.change(c.qualifiedLater)
	t.revoke(c.managerLater)
	t.cancel(c.managerLater)
}

// standing checks a certificate's status in the register and in the eyes of a stranger.
func (t *tour) standing(number, status string) record {
	var r record
	t.fetch(t.user("U6"), "/certificates/"+url.PathEscape(number)+"/record", &r)
	var seen struct {
		Status string `json:"status"`
		Since  string `json:"since"`
	}
	a := t.send(&user{http: http.DefaultClient}, http.MethodGet, "/certificates/"+url.PathEscape(number), nil, nil)
	t.expect(a, http.StatusOK, &seen, "check certificate "+number)
	if t.ok() && (r.Status != status || seen.Status != status || seen.Since != r.Since) {
		t.fail("certificate %s should be %s: the register says %s, a stranger is told %s", number, status, r.Status, seen.Status)
	}
	if t.ok() {
		acts := make([]string, len(r.Changes))
		for i, x := range r.Changes {
			acts[i] = x.Act + " by case " + x.CaseNumber
		}
		t.sayf("%s  certificate %s: %s since %s (%s)", t.today(), number, r.Status, r.Since, strings.Join(acts, ", "))
	}
	return r
}

func (t *tour) change(k *kase) {
	t.title("A certificate is changed: another one takes its place")
	old := t.certificateOf(k)
	u := t.user(k.owner)
	p := t.sample("C1")
	d := t.newDraft(u, map[string]string{"item": p.item, "certificate": old})
	if !t.ok() {
		return
	}
	e := p.form.section("enterprise")
	e["name"], e["credit_code"], e["legal_representative"] = u.Person.EnterpriseName, u.Person.Enterprise, u.Person.Name
	p.form["certificate"] = d.Form["certificate"]
	t.sign(p)
	n := t.fileDraft(u, d, p)
	t.accept("U1", n)
	t.decide("U3", n, "first-review", words{Decision: "pass", Reason: "变更登记已核对"})
	t.decide("U6", n, "second-review", words{Decision: "pass", Reason: "复审通过"})
	t.refuses("U8", n, "decision", words{Decision: "replace"}, "ground_other")
	t.decide("U8", n, "decision", words{Decision: "change", Reason: "准予变更"})
	t.finish(n, "changed")
	now := t.standing(old, "replaced").SucceededBy
	if t.ok() && t.standing(now, "valid").Replaces != old {
		t.fail("certificate %s should take the place of %s", now, old)
	}
}

// certificateOf is the certificate that a case issued.
func (t *tour) certificateOf(k *kase) string {
	if t.look(k) && k.Certificate == nil {
		t.fail("case %s has no certificate", k.Number)
	}
	if !t.ok() {
		return ""
	}
	return k.Certificate.Number
}

// opens has an officer open a case about a certificate, of the office's own motion.
func (t *tour) opens(id, sample, number, ground string) *kase {
	u := t.user(id)
	p := t.sample(sample)
	d := t.newDraft(u, map[string]string{"item": p.item, "certificate": number})
	if !t.ok() {
		return nil
	}
	p.form["certificate"] = d.Form["certificate"]
	p.form.section("act")["ground"], p.form.section("act")["found_on"] = ground, t.today()
	return t.fileDraft(u, d, p)
}

func (t *tour) revoke(granted *kase) {
	t.title("A certificate is revoked: the office opens the case, its holder is heard first")
	number := t.certificateOf(granted)
	k := t.opens("U3", "V1", number, "deceit")
	t.decide("U6", k, "filing-check", words{Decision: "open", Reason: "同意立案"})
	t.refuses("U3", k, "investigation", words{Decision: "pass"}, "not_who")
	t.decide("U4", k, "investigation", words{Decision: "pass", Reason: "审计报告系伪造"})
	t.decide("U5", k, "investigation", words{Decision: "pass", Reason: "审计报告系伪造"})
	t.decide("L1", k, "legal-review", words{Decision: "pass", Reason: "程序合法，证据确凿"})
	t.refuses("U8", k, "decision", words{Decision: "revoke", Reason: "以欺骗手段取得"}, "hearing_untold")
	if !t.ok() {
		return
	}
	u := t.user("U4")
	t.act(u, k.path("/hearing/tell"), map[string]string{"reason": "审计报告系伪造"}, http.StatusOK, "U4 tells the right to a hearing")
	t.look(k)
	t.told(u, "tells the right to a hearing", k, k.result())
	t.served(k)
	if t.ok() && !t.sees(granted.owner, k) {
		t.fail("the holder should see case %s", k.Number)
	}
	t.refuses("U8", k, "decision", words{Decision: "revoke", Reason: "以欺骗手段取得"}, "hearing_open")
	t.moveClock(t.inDays(14)) // nobody asks for a hearing
	t.refuses("U8", k, "decision", words{Decision: "forgo", Reason: "从宽"}, "ground_other")
	t.decide("U8", k, "decision", words{Decision: "revoke", Reason: "以欺骗手段取得资质"})
	t.ended(k, "revoked")
	if r := t.standing(number, "revoked"); t.ok() && !r.ToCancel {
		t.fail("certificate %s should be listed to be cancelled", number)
	}
}

// sees reports whether somebody is shown a case.
func (t *tour) sees(account string, k *kase) bool {
	return t.send(t.user(account), http.MethodGet, k.path(""), nil, nil).status == http.StatusOK
}

func (t *tour) inDays(n int) string {
	day, err := time.Parse(time.DateOnly, t.today())
	if err != nil {
		t.fail("today is %q", t.today())
	}
	return day.AddDate(0, 0, n).Format(time.DateOnly)
}

func (t *tour) cancel(granted *kase) {
	t.title("What was revoked is cancelled")
	number := t.certificateOf(granted)
	var list struct {
		Rows []certificate `json:"rows"`
	}
	t.fetch(t.user("U7"), "/certificates?to_cancel=true&status=revoked&limit=200", &list)
	listed := false
	for _, r := range list.Rows {
		listed = listed || r.Number == number
	}
	if t.ok() && !listed {
		t.fail("certificate %s should be among those to be cancelled", number)
	}
	k := t.opens("U7", "N1", number, "undone")
	t.accept("U1", k)
	t.decide("U3", k, "review", words{Decision: "pass", Reason: "已依法撤销"})
	t.decide("U8", k, "decision", words{Decision: "cancel", Reason: "依法注销"})
	t.ended(k, "cancelled")
	t.standing(number, "cancelled")
}
