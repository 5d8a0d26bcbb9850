package tour

// fileQualifications: one that will be granted, one with a paper to put right, one that does not meet a condition, one
// nobody looks at in time.
func (t *tour) fileQualifications(c *cases) {
	c.qualified = t.apply("A1", t.fit(t.sample("S1"), t.user("A1"), 0))
	c.qualifiedLater = t.apply("T1", t.fit(t.sample("S1"), t.user("T1"), 1))
	c.unqualified = t.apply("A2", t.fit(t.sample("S2"), t.user("A2"), 0))
	c.qualifiedLate = t.apply("T2", t.fit(t.sample("S1"), t.user("T2"), 2))
}

var experts = []string{"E1", "E2", "E3", "E4", "E5"}

// examine passes the site check of two inspectors and the review of five experts, three of whom have to agree.
func (t *tour) examine(k *kase, handler string, inspectors [2]string) {
	t.name(handler, k, "expert-review", experts...)
	t.decide(inspectors[0], k, "site-check", words{Decision: "pass", Reason: "现场与申报材料一致"})
	t.decide("E1", k, "expert-review", words{Decision: "pass", Reason: "技术能力符合要求"})
	t.decide("E2", k, "expert-review", words{Decision: "fail", Reason: "典型项目的技术难度不足"})
	t.decide(inspectors[1], k, "site-check", words{Decision: "pass", Reason: "人员、设备核对无误"})
	t.decide("E3", k, "expert-review", words{Decision: "pass", Reason: "同意"})
	t.decide("E4", k, "expert-review", words{Decision: "pass", Reason: "同意"})
}

func (t *tour) qualify(c *cases) {
	t.title("A qualification, examined on site and by experts at the same time, sent back once")
	k := c.qualified
	t.claim("U1", k, "acceptance")
	t.refuses("U2", k, "acceptance", words{Decision: "accept"}, "claimed")
	t.accept("U1", k)
	t.refuses("U1", k, "first-review", words{Decision: "pass"}, "role")
	t.decide("U3", k, "first-review", words{Decision: "pass", Reason: "材料齐全，初审通过"})
	t.refuses("E1", k, "expert-review", words{Decision: "pass"}, "case_not_found")
	t.examine(k, "U3", [2]string{"U4", "U5"})
	t.decide("U6", k, "second-review", words{Decision: "return", Reason: "请补充核对近三年财务数据"})
	t.stands(k, "first-review")
	t.decide("U3", k, "first-review", words{Decision: "pass", Reason: "财务数据已核对，与审计报告一致"})
	t.name("U3", k, "expert-review", experts...)
	t.served(k) // anything recorded after a vote, a paper that was issued too, ends taking it back
	t.decide("E5", k, "expert-review", words{Decision: "fail", Reason: "意见有误"})
	t.takeBack("E5", k, "expert-review")
	t.decide("E5", k, "expert-review", words{Decision: "pass", Reason: "更正：同意"})
	t.decide("E1", k, "expert-review", words{Decision: "pass", Reason: "同意"})
	t.decide("U4", k, "site-check", words{Decision: "pass", Reason: "现场核查通过"})
	t.decide("E3", k, "expert-review", words{Decision: "pass", Reason: "同意"})
	t.decide("U5", k, "site-check", words{Decision: "pass", Reason: "现场核查通过"})
	t.decide("U7", k, "second-review", words{Decision: "pass", Reason: "复审通过"})
	t.stands(k, "publicity")

	t.title("A qualification with a paper to put right")
	k = c.qualifiedLater
	t.supplement("U2", k, "contract", t.paperOf("S2", "contract"))
	t.accept("U2", k)
	t.decide("U4", k, "first-review", words{Decision: "pass", Reason: "补正后材料齐全"})
	t.examine(k, "U3", [2]string{"U3", "U5"})
	t.decide("U6", k, "second-review", words{Decision: "pass", Reason: "复审通过"})
	t.stands(k, "publicity")
	t.refuse(c.unqualified)
}

// refuse: the experts fail it, and then nobody can grant it.
func (t *tour) refuse(k *kase) {
	t.title("A qualification the experts do not support")
	t.accept("U1", k)
	t.decide("U3", k, "first-review", words{Decision: "pass", Reason: "材料齐全"})
	t.name("U3", k, "expert-review", experts...)
	t.decide("U4", k, "site-check", words{Decision: "pass", Reason: "现场核查通过"})
	t.decide("U5", k, "site-check", words{Decision: "pass", Reason: "现场核查通过"})
	for _, e := range experts[:3] {
		t.decide(e, k, "expert-review", words{Decision: "fail", Reason: "软件费用占比达不到三级条件"})
	}
	t.refuses("U6", k, "second-review", words{Decision: "pass"}, "needs")
	t.decide("U6", k, "second-review", words{Decision: "refuse", Reason: "专家评审未通过"})
	t.refuses("U8", k, "decision", words{Decision: "grant"}, "needs")
	t.refuses("U8", k, "decision", words{Decision: "refuse"}, "reason")
	t.decide("U8", k, "decision", words{Decision: "refuse", Reason: "不符合三级资质条件：软件费用占项目总额不足30%"})
	t.ended(k, "refused")
	t.tellWhy(k, "expert-review", "votes_failed")
}

func (t *tour) grantQualifications(c *cases) {
	for _, k := range []*kase{c.qualified, c.qualifiedLater} {
		t.decide("U8", k, "decision", words{Decision: "grant", Reason: "符合三级资质条件"})
		t.finish(k, "granted")
	}
	t.tellWhy(c.qualified, "expert-review", "votes_passed")
	t.tellWhy(c.qualified, "granted", "end_reached")
}

// deemedQualification: the law accepted it; from then on it goes its way, and the days count from receipt.
func (t *tour) deemedQualification(c *cases) {
	k := c.qualifiedLate
	t.deemedAcceptance(k)
	t.decide("U3", k, "first-review", words{Decision: "pass", Reason: "初审通过"})
	t.examine(k, "U3", [2]string{"U4", "U5"})
	t.decide("U6", k, "second-review", words{Decision: "pass", Reason: "复审通过"})
	t.stands(k, "publicity")
}

func (t *tour) grantLate(c *cases) {
	t.decide("U8", c.qualifiedLate, "decision", words{Decision: "grant", Reason: "符合三级资质条件"})
	t.finish(c.qualifiedLate, "granted")
}

// deemedAcceptance checks what the law did with an application nobody answered in five working days (Art. 32(4)).
func (t *tour) deemedAcceptance(k *kase) {
	t.deemed(k, "accept")
	if !t.ok() {
		return
	}
	red := false
	for _, card := range k.Cards {
		red = red || card.Colour == "red" && card.Rule == "deemed"
	}
	if !red {
		t.fail("case %s was accepted by the law and the office has no red card for it", k.Number)
	}
	for _, clock := range k.Clocks {
		if clock.Name == "decide" && clock.Start != k.ReceivedOn {
			t.fail("case %s was accepted by the law: its days should count from receipt on %s, not %s", k.Number, k.ReceivedOn, clock.Start)
		}
	}
	t.sayf("%s  The law accepts · %s %s → a red card for the office; %s", t.today(), k.Number, k.item, k.result())
}

// paperOf is a file of a sample.
func (t *tour) paperOf(sample, material string) file {
	for _, f := range t.sample(sample).files {
		if f.material == material {
			return f
		}
	}
	t.fail("sample %s has no %s", sample, material)
	return file{}
}
