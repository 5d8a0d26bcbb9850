package item

// Lead is a way out of a node that does not simply go on to the node after it.
type Lead struct {
	Title Text   // of the decision or event that leads there
	Way   string // next, back_to or end
	To    string // a node, or the name of an end; empty when it leads back to whichever node was before
}

// The ways of a Lead, in the words of the definition.
const (
	leadNext   = "next"
	leadBackTo = "back_to"
	leadEnd    = "end"
)

var eventTitles = map[string]Text{
	OutcomePass: {Zh: "通过", En: "Passed"}, OutcomeFail: {Zh: "未通过", En: "Failed"}, "objection": {Zh: "有异议", En: "Objection"},
}

// Leads are the ways out of a node in the order written, decisions before events.
func (n *Node) Leads() []Lead {
	var list []Lead
	for _, d := range n.Decisions {
		if l, ok := leadOf(Route{Next: d.Next, BackTo: d.BackTo, End: d.End}); ok {
			l.Title = d.Title
			list = append(list, l)
		}
	}
	for _, event := range sortedKeys(n.Upon) {
		if l, ok := leadOf(n.Upon[event]); ok {
			l.Title = cmpText(eventTitles[event], Text{Zh: event, En: event})
			list = append(list, l)
		}
	}
	return list
}

// leadOf reads one way; false when it only goes on.
func leadOf(r Route) (Lead, bool) {
	switch {
	case r.End != "":
		return Lead{Way: leadEnd, To: r.End}, true
	case r.BackTo == backToPrevious:
		return Lead{Way: leadBackTo}, true
	case r.BackTo != "":
		return Lead{Way: leadBackTo, To: r.BackTo}, true
	case r.Next != "":
		return Lead{Way: leadNext, To: r.Next}, true
	}
	return Lead{}, false
}
