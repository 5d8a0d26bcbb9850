package tour

import "time"

// fileForwards: grades 1 and 2 are decided above; the province examines and forwards.
func (t *tour) fileForwards(c *cases) {
	c.forwarded = t.apply("A1", t.upgrade(t.fit(t.sample("S1"), t.user("A1"), 0)))
	c.opposed = t.apply("T3", t.upgrade(t.fit(t.sample("S1"), t.user("T3"), 3)))
	c.declined = t.apply("A2", t.upgrade(t.fit(t.sample("S2"), t.user("A2"), 0)))
	c.forwardLate = t.apply("T1", t.upgrade(t.fit(t.sample("S1"), t.user("T1"), 1)))
}

// upgrade makes an application for grade 3 one for grade 2.
func (t *tour) upgrade(p paper) paper {
	if !t.ok() {
		return p
	}
	p.item = "si-qualification-forward"
	a := p.form.section("application")
	a["grade"], a["kind"], a["prior_grade"] = 2, "upgrade", 3
	a["prior_certificate_no"] = "SL-SIQ3-2022-0101"
	day, err := time.Parse(time.DateOnly, t.today())
	if err != nil {
		t.fail("today is %q", t.today())
	}
	a["prior_granted_on"] = day.AddDate(-3, 0, 0).Format(time.DateOnly)
	return p
}

func (t *tour) forward(c *cases) {
	t.title("Applications for grade 2, examined here and forwarded")
	k := c.forwarded
	t.accept("U1", k)
	t.decide("U3", k, "first-review", words{Decision: "pass", Reason: "材料齐全"})
	t.decide("U4", k, "site-check", words{Decision: "pass", Reason: "现场核查通过"})
	t.decide("U5", k, "site-check", words{Decision: "pass", Reason: "现场核查通过"})
	t.decide("U6", k, "second-review", words{Decision: "return", Reason: "请核对项目经理证书"})
	t.decide("U3", k, "first-review", words{Decision: "pass", Reason: "证书已核对"})
	t.decide("U4", k, "site-check", words{Decision: "pass", Reason: "现场核查通过"})
	t.decide("U5", k, "site-check", words{Decision: "pass", Reason: "现场核查通过"})
	t.decide("U6", k, "second-review", words{Decision: "pass", Reason: "复审通过"})
	t.decide("U8", k, "forward", words{Decision: "support", Reason: "建议授予二级资质"})
	t.ended(k, "forwarded")

	t.title("One with a paper to put right, forwarded with an adverse opinion")
	k = c.opposed
	t.supplement("U2", k, "contract", t.paperOf("S2", "contract"))
	t.accept("U2", k)
	t.decide("U4", k, "first-review", words{Decision: "oppose", Reason: "近三年项目总额达不到二级条件"})
	t.refuses("U8", k, "forward", words{Decision: "support"}, "needs")
	t.decide("U8", k, "forward", words{Decision: "oppose", Reason: "不建议授予二级资质"})
	t.ended(k, "forwarded")

	t.title("One the window does not accept")
	k = c.declined
	t.refuses("U1", k, "acceptance", words{Decision: "decline"}, "reason")
	t.decide("U1", k, "acceptance", words{Decision: "decline", Reason: "申请人尚未取得三级资质，不属于本事项的申请范围"})
	t.ended(k, "not-accepted")
}

// deemedForward: accepted by the law, then given up by the applicant.
func (t *tour) deemedForward(c *cases) {
	t.deemedAcceptance(c.forwardLate)
	t.withdraw(c.forwardLate, "企业决定暂缓升级")
}
