package workflow

import (
	"time"

	"shenpi/workflow/calendar"
	"shenpi/workflow/clock"
	"shenpi/workflow/flow"
	"shenpi/workflow/item"
)

// signal is what the electronic supervision says of a clock.
type signal struct {
	colour string
	stage  string // half or near, of a warning
	rule   string
}

// The measures a clock is held against: its rule names begin with them.
const (
	ofStep    = "step"
	ofPromise = "promise"
	ofLaw     = "law"
)

// signals are the warnings of a clock and the card of its end. A limit that binds the applicant is not held against the
// office.
func (c *command) signals(all []fall, name string, k *clock.Clock) []fall {
	if c.item.Clocks[name].Citizen {
		return all
	}
	all = c.stageSignals(all, name, k)
	due, runs := c.certain(k)
	if !runs {
		return all
	}
	if _, _, ofVisit := visitClock(name); ofVisit {
		return c.cardFall(all, due.Law, orderCard, signal{colour: item.Yellow, rule: ofStep + "_expired"}, name, k)
	}
	return c.cardFall(all, due.Law, orderCard, signal{colour: item.Red, rule: ofLaw + "_expired"}, name, k)
}

// stageSignals are the warnings at parts of law and promise, and the card of the promise: a promise is judged by its own
// days, for those of the law may lie in a year that is not loaded.
func (c *command) stageSignals(all []fall, name string, k *clock.Clock) []fall {
	if !k.Running() {
		return all
	}
	half, near := c.item.Signal(item.Half), c.item.Signal(item.Near)
	for _, s := range k.Stages(c.cal, c.today(), half.At, near.At) {
		if s.Provisional {
			continue
		}
		w := signal{colour: item.Warning, stage: item.Near}
		if s.Percent == half.At {
			w.stage = item.Half
		}
		w.rule = measure(name, s.Promise) + "_" + w.stage
		all = c.cardFall(all, s.Day, orderStage, w, name, k)
	}
	if k.Promise == 0 {
		return all
	}
	due := k.Due(c.cal, c.today())
	if due.PromiseProvisional {
		return all
	}
	return c.cardFall(all, due.Promise, orderCard, signal{colour: item.Red, rule: ofPromise + "_expired"}, name, k)
}

func measure(name string, promise bool) string {
	if _, _, ofVisit := visitClock(name); ofVisit {
		return ofStep
	}
	if promise {
		return ofPromise
	}
	return ofLaw
}

// cardFall adds a signal at the end of a day unless it was given since the clock started or was last lengthened. What a
// longer limit would have said before it was lengthened is not said afterwards.
func (c *command) cardFall(all []fall, day calendar.Date, order int, s signal, name string, k *clock.Clock) []fall {
	if day.IsZero() || !k.ExtendedOn.IsZero() && day.Before(k.ExtendedOn) {
		return all
	}
	since := k.Start
	if k.ExtendedOn.After(since) {
		since = k.ExtendedOn
	}
	if day.Before(since) {
		since = day // of a clock that was over before it started
	}
	for _, had := range c.state.Cards {
		if had.Clock == name && had.Rule == s.rule && !calendar.DateOf(had.At).Before(since) {
			return all
		}
	}
	return append(all, fall{day.End(), order, name, func(at time.Time) error {
		card := c.card(s, name, at)
		kind := "carded"
		if s.colour == item.Warning {
			kind = "warned"
		}
		c.notifyCard(card)
		return c.record(kind, at, systemActor(), Facts{Act: &Act{Clock: name}, Cards: []Card{card}}, nil)
	}})
}

// card is a signal with the roles that are told of it.
func (c *command) card(s signal, name string, at time.Time) Card {
	kind := s.colour
	if s.stage != "" {
		kind = s.stage
	}
	return Card{Colour: s.colour, Clock: name, Rule: s.rule, At: at, Told: c.item.Signal(kind).Tell}
}

// notifyCard tells who works on what the clock measures, and those above them whom the item names.
func (c *command) notifyCard(card Card) {
	people := c.atWork(card.Clock)
	for _, role := range card.Told {
		people = append(people, c.Office.Holders(role, c.state.Authority)...)
	}
	title, rule := c.clockTitle(card.Clock), ruleTitles[card.Rule]
	kind := "carded"
	if card.Colour == item.Warning {
		kind = "warned"
	}
	c.notify(people, kind, words{"clock": title, "rule": rule})
}

// atWork are the persons who have claimed or sit on what a clock measures: its visit, or all that is open.
func (c *command) atWork(name string) (people []string) {
	_, visit, ofVisit := visitClock(name)
	for _, v := range flow.OpenVisits(&c.state.Position) {
		if ofVisit && v.ID != visit {
			continue
		}
		if v.Claimed != "" {
			people = append(people, v.Claimed)
		}
		for _, s := range v.Seats {
			if s.Person != "" && s.Vote == "" && s.Closed == "" {
				people = append(people, s.Person)
			}
		}
	}
	return people
}

func (c *command) clockTitle(name string) item.Text {
	return clockTitle(c.item, &c.state.Position, name)
}

// RuleTitle says what a card is about.
func RuleTitle(rule string) item.Text { return ruleTitles[rule] }

// ruleTitles say what a card is about.
var ruleTitles = map[string]item.Text{
	"step_half":       {Zh: "环节时限已用过半", En: "half of the time of the step is used"},
	"step_near":       {Zh: "环节时限即将届满", En: "the time of the step is nearly used up"},
	"step_expired":    {Zh: "环节超时", En: "the step is late"},
	"promise_half":    {Zh: "承诺期限已用过半", En: "half of the promised time is used"},
	"promise_near":    {Zh: "承诺期限即将届满", En: "the promised time is nearly used up"},
	"promise_expired": {Zh: "超过承诺期限", En: "the promise is broken"},
	"law_half":        {Zh: "法定期限已用过半", En: "half of the legal time is used"},
	"law_near":        {Zh: "法定期限即将届满", En: "the legal time is nearly used up"},
	"law_expired":     {Zh: "超过法定期限", En: "the legal limit has passed"},
	"deemed":          {Zh: "逾期未作决定，依法视为决定", En: "not decided in time; the law has decided"},
	"unlawful":        {Zh: "期限已届满，但因所涉证照的状况不能依法视为决定，须由工作人员作出决定", En: "the time is over, but the law cannot decide on the certificate as it stands; somebody has to"},
	"near":            {Zh: "期限即将届满", En: "the limit is near"}, // of entries from before
}
