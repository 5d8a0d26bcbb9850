package workflow

import (
	"cmp"
	"strings"
	"time"

	"shenpi/workflow/calendar"
	"shenpi/workflow/item"
)

// accessLists are the lists that can be searched, as they are called.
var accessLists = map[string]item.Text{
	"entries": {Zh: "留痕", En: "the trail"}, "cases": {Zh: "办件", En: "cases"}, "tasks": {Zh: "待办", En: "tasks"}, "certificates": {Zh: "证照", En: "certificates"},
}

// accessCondition is something a list is searched by.
type accessCondition struct {
	name  string // in the API
	title item.Text
	value func(t Teller, f accessFacts, value string) item.Text // nil where the title says it all
}

// accessConditions are told in this order.
var accessConditions = []accessCondition{
	{"person", item.Text{Zh: "经办人", En: "by"}, func(t Teller, _ accessFacts, value string) item.Text { return same(cmp.Or(t.Person(value), value)) }},
	{"kind", item.Text{}, Teller.searchedKind},
	{"streams", item.Text{}, func(_ Teller, _ accessFacts, value string) item.Text { return StreamTitle(value) }},
	{"stream", item.Text{}, func(t Teller, _ accessFacts, value string) item.Text { return t.calledStream(value, "") }},
	{"item", item.Text{Zh: "事项 ", En: "item"}, asWritten},
	{"node", item.Text{Zh: "环节 ", En: "step"}, asWritten},
	{"unit", item.Text{}, func(t Teller, _ accessFacts, value string) item.Text { return t.Unit(value) }},
	{"status", item.Text{Zh: "状态", En: "status"}, searchedStatus},
	{"card", item.Text{Zh: "预警或挂牌不低于", En: "with a card of at least"}, searchedCard},
	{"claimed", item.Text{Zh: "本人已领取", En: "claimed by themselves"}, nil},
	{"free", item.Text{Zh: "无人领取", En: "claimed by nobody"}, nil},
	{"waits_for_applicant", item.Text{Zh: "待申请人办理", En: "waiting for the applicant"}, nil},
	{"rateable", item.Text{Zh: "可以评价", En: "open to be rated"}, nil},
	{"to_cancel", item.Text{Zh: "依法应当注销", En: "to be cancelled by law"}, nil},
	{"overdue", item.Text{Zh: "持证人逾期未履行义务", En: "whose holder did not do a duty in time"}, nil},
	{"from", item.Text{Zh: "自", En: "from"}, searchedTime},
	{"to", item.Text{Zh: "至", En: "to"}, searchedTime},
	{"until", item.Text{Zh: "有效期至多到", En: "valid until at most"}, asWritten},
}

func asWritten(_ Teller, _ accessFacts, value string) item.Text { return same(value) }

// searchedKind: entries are searched by what they record, certificates by what they certify.
func (t Teller) searchedKind(f accessFacts, value string) item.Text {
	if f.List == "certificates" {
		return same(value)
	}
	return EntryTitle(cmp.Or(f.Search["streams"], "case") + "/" + value)
}

func searchedStatus(_ Teller, f accessFacts, value string) item.Text {
	if f.List == "certificates" {
		return CertificateStatus(value).Term().Title
	}
	return caseStatuses[value]
}

// caseStatuses are the phases of a case, as they are called.
var caseStatuses = map[string]item.Text{
	StatusReceived: {Zh: "已收件", En: "received"}, StatusAccepted: {Zh: "已受理", En: "accepted"}, StatusDecided: {Zh: "已决定", En: "decided"}, StatusEnded: {Zh: "已办结", En: "closed"},
}

func searchedCard(_ Teller, _ accessFacts, value string) item.Text {
	if value == item.Warning {
		return item.Text{Zh: "预警", En: "warning"}
	}
	return cardNames[value]
}

// searchedTime is a day as it is, an instant in the time of the office.
func searchedTime(_ Teller, _ accessFacts, value string) item.Text {
	if at, err := time.Parse(time.RFC3339, value); err == nil {
		return same(at.In(calendar.Zone).Format("2006-01-02 15:04:05"))
	}
	return same(value)
}

// ofAccess tells what was looked at, or how a list was searched.
func (t Teller) ofAccess(f accessFacts) item.Text {
	var p parts
	if f.About != "" {
		p.add(t.calledStream(f.About, f.Number))
	}
	p.add(accessLists[f.List])
	for _, c := range accessConditions {
		value := f.Search[c.name]
		if value == "" || c.value == nil && value == "false" {
			continue
		}
		var said item.Text
		if c.value != nil {
			said = c.value(t, f, value)
		}
		p.add(item.Text{Zh: c.title.Zh + said.Zh, En: strings.TrimSpace(c.title.En + " " + cmp.Or(said.En, said.Zh))})
	}
	return p.text()
}

// calledStream is what a stream is about, with the name or number by which people know it.
func (t Teller) calledStream(stream, number string) item.Text {
	kind, id, _ := strings.Cut(stream, "/")
	title, name := StreamTitle(kind), same(cmp.Or(number, id))
	switch kind {
	case "person", "access":
		name = same(cmp.Or(t.Person(id), id))
	case "unit":
		name = t.Unit(id)
	}
	return item.Text{Zh: title.Zh + " " + name.Zh, En: lower(title.En) + " " + name.En}
}
