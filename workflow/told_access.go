package workflow

import (
	"cmp"
	"strings"

	"shenpi/workflow/item"
)

// accessLists are the lists that can be searched, as they are called.
var accessLists = map[string]item.Text{
	"entries": {Zh: "留痕", En: "the trail"}, "cases": {Zh: "办件", En: "cases"}, "tasks": {Zh: "待办", En: "tasks"}, "certificates": {Zh: "证照", En: "certificates"},
}

// accessConditions are what lists are searched by, as it is called, in the order in which it is told. What stands here under no title is told by its value alone.
var accessConditions = []struct {
	name  string
	title item.Text
}{
	{"person", item.Text{Zh: "经办人", En: "by"}}, {"kind", item.Text{}}, {"streams", item.Text{}}, {"stream", item.Text{}}, {"item", item.Text{}}, {"unit", item.Text{}},
	{"status", item.Text{Zh: "状态", En: "status"}}, {"from", item.Text{Zh: "自", En: "from"}}, {"to", item.Text{Zh: "至", En: "to"}}, {"until", item.Text{Zh: "至", En: "until"}},
}

// ofAccess tells what was looked at, or how a list was searched.
func (t Teller) ofAccess(f accessFacts) item.Text {
	var p parts
	if f.About != "" {
		p.add(t.calledStream(f.About, f.Number))
	}
	p.add(accessLists[f.List])
	for _, c := range accessConditions {
		if value := f.Search[c.name]; value != "" {
			said := t.condition(c.name, value, f.Search["streams"])
			p.add(item.Text{Zh: c.title.Zh + said.Zh, En: strings.TrimSpace(c.title.En + " " + said.En)})
		}
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

func (t Teller) condition(name, value, streams string) item.Text {
	switch name {
	case "person":
		return same(cmp.Or(t.Person(value), value))
	case "kind":
		return EntryTitle(cmp.Or(streams, "case") + "/" + value)
	case "streams":
		return StreamTitle(value)
	case "stream":
		return t.calledStream(value, "")
	case "unit":
		return t.Unit(value)
	}
	return same(value)
}
