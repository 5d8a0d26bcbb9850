package tour

import (
	"slices"
	"time"
)

// certificate is a row of the register as its holder sees it.
type certificate struct {
	Number     string `json:"number"`
	Kind       string `json:"kind"`
	Holder     string `json:"holder"`
	Grade      string `json:"grade"`
	Status     string `json:"status"`
	ValidFrom  string `json:"valid_from"`
	ValidUntil string `json:"valid_until"`
	Replaces   string `json:"replaces"`
}

// fileRenewals: in time, with a paper to put right, late, and in time but left lying.
func (t *tour) fileRenewals(c *cases) {
	c.renewed = t.applyRenewal("A3", t.sample("R1"), 0, 31)
	c.renewedLater = t.applyRenewal("T3", unchanged(t.sample("R1")), 3, 31)
	c.notRenewed = t.applyRenewal("A4", t.sample("R2"), 0, -10000)
	c.renewedByLaw = t.applyRenewal("T4", unchanged(t.sample("R1")), 4, 31)
}

// unchanged takes the changes out of a renewal, with their papers.
func unchanged(p paper) paper {
	if p.form != nil {
		p.form.section("changes")["list"] = []any{}
		p.files = slices.DeleteFunc(p.files, func(f file) bool { return f.material == "change-papers" })
	}
	return p
}

// applyRenewal renews the certificate of an enterprise that ends first, at least so many days ahead.
func (t *tour) applyRenewal(account string, p paper, series, days int) *kase {
	u := t.user(account)
	old := t.ending(u, days)
	p = t.fit(p, u, series)
	d := t.newDraft(u, map[string]string{"item": p.item, "certificate": old.Number})
	if !t.ok() {
		return nil
	}
	held := d.Form.section("certificate") // what the register says is not typed
	held["lost"] = false
	if held["copies"] == nil {
		held["copies"] = 1
	}
	p.form["certificate"] = held
	supervision := p.form.section("supervision")
	for name, value := range d.Form.section("supervision") {
		supervision[name] = value
	}
	t.sayf("%s  %s: certificate %s ends on %s", t.today(), u.who(), old.Number, old.ValidUntil)
	return t.fileDraft(u, d, p)
}

func (t *tour) certificates(u *user) []certificate {
	var page struct {
		Rows []certificate `json:"rows"`
	}
	t.fetch(u, "/certificates?limit=200", &page)
	return page.Rows
}

// ending finds the certificate that ends first, at least so many days ahead, and that no other follows yet.
func (t *tour) ending(u *user, days int) certificate {
	if !t.ok() {
		return certificate{}
	}
	today, err := time.Parse(time.DateOnly, t.today())
	if err != nil {
		t.fail("today is %q", t.today())
		return certificate{}
	}
	least := today.AddDate(0, 0, days).Format(time.DateOnly)
	var first certificate
	list := t.certificates(u)
	for _, c := range list {
		followed := slices.ContainsFunc(list, func(o certificate) bool { return o.Replaces == c.Number })
		if c.Kind == "si-qualification" && !followed && c.ValidUntil >= least && (first.Number == "" || c.ValidUntil < first.ValidUntil) {
			first = c
		}
	}
	if t.ok() && first.Number == "" {
		t.fail("%s holds no certificate to renew that ends after %s", u.id, least)
	}
	return first
}

func (t *tour) renew(c *cases) {
	t.title("A renewal after a change of address, checked on site")
	k := c.renewed
	t.accept("U1", k)
	t.decide("U3", k, "first-review", words{Decision: "pass", Reason: "材料齐全"})
	t.decide("U4", k, "site-check", words{Decision: "pass", Reason: "新址现场核查通过"})
	t.decide("U5", k, "site-check", words{Decision: "pass", Reason: "新址现场核查通过"})
	t.decide("U6", k, "second-review", words{Decision: "return", Reason: "请核对变更证明"})
	t.decide("U3", k, "first-review", words{Decision: "pass", Reason: "变更证明已核对"})
	t.decide("U4", k, "site-check", words{Decision: "pass", Reason: "现场核查通过"})
	t.decide("U5", k, "site-check", words{Decision: "pass", Reason: "现场核查通过"})
	t.decide("U6", k, "second-review", words{Decision: "pass", Reason: "复审通过"})
	t.decide("U8", k, "decision", words{Decision: "renew", Reason: "准予延续"})
	t.finish(k, "renewed")

	t.title("A renewal with a paper to put right")
	k = c.renewedLater
	t.supplement("U2", k, "assessment-report", t.paperOf("R2", "assessment-report"))
	t.accept("U2", k)
	t.decide("U4", k, "first-review", words{Decision: "pass", Reason: "补正后材料齐全"})
	t.decide("U6", k, "second-review", words{Decision: "pass", Reason: "复审通过"})
	t.decide("U8", k, "decision", words{Decision: "renew", Reason: "准予延续"})
	t.finish(k, "renewed")

	t.title("A renewal asked for too late")
	k = c.notRenewed
	t.accept("U1", k)
	t.decide("U3", k, "first-review", words{Decision: "refuse", Reason: "未在有效期届满三十日前提出"})
	t.decide("U8", k, "decision", words{Decision: "refuse", Reason: "逾期提出且理由不成立"})
	t.ended(k, "not-renewed")
}

// deemedRenewal checks that the law renewed, from whatever step the case was at, and that the office makes the papers.
func (t *tour) deemedRenewal(c *cases) {
	k := c.renewedByLaw
	t.deemed(k, "renew")
	if t.look(k) {
		t.sayf("%s  The law renews · %s %s → %s", t.today(), k.Number, k.item, k.result())
	}
	t.finish(k, "renewed")
}
