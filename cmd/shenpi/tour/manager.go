package tour

// fileManagers: project managers, filed by their employers.
func (t *tour) fileManagers(c *cases) {
	c.manager = t.apply("A1", t.person(t.sample("P1"), t.user("A1"), "沈示例", 0))
	c.managerLater = t.apply("T1", t.person(t.sample("P1"), t.user("T1"), "韩示例", 1))
	c.noManager = t.apply("A2", t.person(t.sample("P2"), t.user("A2"), "褚示例", 2))
	c.managerLate = t.apply("T2", t.person(t.sample("P1"), t.user("T2"), "杨示例", 3))
}

// person makes the application of a sample one of somebody else: each visit of the office meets other people.
func (t *tour) person(p paper, u *user, name string, n int) paper {
	if !t.ok() {
		return p
	}
	who := p.form.section("person")
	who["name"] = name
	renumber(who, 400+(t.serial*8+n*2)%600)
	job := p.form.section("employment")
	job["employer_name"], job["employer_credit_code"] = u.Person.EnterpriseName, u.Person.Enterprise
	p.form.section("statement")["signed_by_person"] = name
	opinion := p.form.section("employer_opinion")
	opinion["signed_by"], opinion["signed_on"] = u.Person.Name, t.today()
	return p
}

// managerExamined goes from acceptance to the desk of the leader.
func (t *tour) managerExamined(k *kase) {
	t.decide("U3", k, "first-review", words{Decision: "pass", Reason: "材料齐全"})
	t.refuses("U1", k, "originals-check", words{Decision: "pass"}, "role")
	t.decide("U4", k, "originals-check", words{Decision: "pass", Reason: "原件核验无误"})
	t.decide("U5", k, "originals-check", words{Decision: "pass", Reason: "原件核验无误"})
	t.decide("U6", k, "second-review", words{Decision: "pass", Reason: "复审通过"})
}

func (t *tour) appointManagers(c *cases) {
	t.title("A project manager, sent back once by the leader")
	k := c.manager
	t.accept("U1", k)
	t.managerExamined(k)
	t.decide("U8", k, "decision", words{Decision: "return", Reason: "请补充核对社保缴费情况"})
	t.stands(k, "second-review")
	t.decide("U6", k, "second-review", words{Decision: "pass", Reason: "社保缴费连续，已核对"})
	t.decide("U8", k, "decision", words{Decision: "grant", Reason: "符合项目经理条件"})
	t.finish(k, "granted")

	t.title("A project manager with a paper to put right")
	k = c.managerLater
	t.supplement("U2", k, "labour-contract", t.paperOf("P2", "labour-contract"))
	t.accept("U2", k)
	t.managerExamined(k)
	t.decide("U8", k, "decision", words{Decision: "grant", Reason: "符合项目经理条件"})
	t.finish(k, "granted")

	t.title("A project manager who lacks the years")
	k = c.noManager
	t.accept("U1", k)
	t.decide("U3", k, "first-review", words{Decision: "refuse", Reason: "大专学历从事系统集成不足四年"})
	t.refuses("U8", k, "decision", words{Decision: "grant"}, "needs")
	t.decide("U8", k, "decision", words{Decision: "refuse", Reason: "不符合从业年限条件"})
	t.ended(k, "refused")
}

func (t *tour) deemedManager(c *cases) {
	k := c.managerLate
	t.deemedAcceptance(k)
	t.managerExamined(k)
	t.decide("U8", k, "decision", words{Decision: "grant", Reason: "符合项目经理条件"})
	t.finish(k, "granted")
}
