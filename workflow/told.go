package workflow

import (
	"cmp"
	"encoding/json"
	"fmt"
	"strings"

	"shenpi/workflow/calendar"
	"shenpi/workflow/item"
	"shenpi/workflow/trail"
)

// Told is an entry in words.
type Told struct {
	Title item.Text // what was done
	About item.Text // to what: the step and the decision, the document, the days; empty where the facts say no more
	// Sentence is the whole: who, on behalf of whom, what, to what.
	Sentence item.Text
	Node     string
	Visit    int
	Round    int // how often the case has been at that step by then; 0 where it is not known
}

// Teller puts entries into words, with the names that whoever reads them may hear.
type Teller struct {
	// Outside: the reader is nobody of the office, and of what is done within it hears the step alone.
	Outside bool
	// Person is a name for an id; empty for somebody who is not named to the reader.
	Person func(id string) string
	// Behalf is for whom somebody acted: the officer or the enterprise; empty for nobody, and where it is not for the reader.
	Behalf func(a trail.Actor) string
	Role   func(name string) item.Text
	Unit   func(id string) item.Text
	Item   func(key string, version int) (*item.Item, error)
}

// Matter is what is known of the case of an entry besides the entry. Its State may be of later, and may be nil.
type Matter struct {
	Item    string
	Version int
	State   *State
}

// Tell says an entry in words. What its facts do not say is left out: an entry that cannot be read has a title at least.
func (t Teller) Tell(e trail.Entry, of Matter) Told {
	told := Told{Title: EntryTitle(StreamKind(e.Stream) + "/" + e.Kind)}
	if StreamKind(e.Stream) == "case" {
		t.ofCase(e, of, &told)
	} else {
		told.About = t.ofOffice(e)
	}
	told.Sentence = t.sentence(e, told)
	return told
}

func (t Teller) sentence(e trail.Entry, told Told) item.Text {
	who := item.Text{Zh: "系统", En: "The system"}
	if !e.Actor.System {
		who = same(t.Person(e.Actor.Person))
		switch {
		case who.Zh != "":
		case OfPublic(e.Actor): // whether an enterprise or a citizen, for whoever is not told who
			who = PublicTitle
		case e.Actor.Applies():
			who = item.Text{Zh: "申请人", En: "The applicant"}
		default:
			who = item.Text{Zh: "办理人员", En: "An officer"}
		}
	}
	var behalf item.Text
	if name := t.Behalf(e.Actor); name != "" {
		behalf = item.Text{Zh: "代" + name, En: " on behalf of " + name}
	}
	s := item.Text{Zh: who.Zh + behalf.Zh + told.Title.Zh, En: who.En + " " + lower(told.Title.En) + behalf.En}
	if told.About.Zh != "" {
		s.Zh += "：" + told.About.Zh
		s.En += ": " + told.About.En
	}
	return item.Text{Zh: s.Zh + "。", En: s.En + "."}
}

func lower(s string) string {
	if s == "" {
		return s
	}
	return strings.ToLower(s[:1]) + s[1:]
}

// parts are said one after the other.
type parts struct{ zh, en []string }

// add leaves out what was just said: a step is often called like what is decided there.
func (p *parts) add(t item.Text) {
	if t.Zh != "" && (len(p.zh) == 0 || p.zh[len(p.zh)-1] != t.Zh) {
		p.zh, p.en = append(p.zh, t.Zh), append(p.en, cmp.Or(t.En, t.Zh))
	}
}

func (p *parts) text() item.Text {
	return item.Text{Zh: strings.Join(p.zh, "，"), En: strings.Join(p.en, ", ")}
}

// officeFacts are what the facts of administrative entries may say.
type officeFacts struct {
	Publication
	Appointment
	Of         string        `json:"of"` // of a substitution
	By         string        `json:"by"`
	Enterprise string        `json:"enterprise"` // of a mandate
	Agent      string        `json:"agent"`
	From       calendar.Date `json:"from"`
	Until      calendar.Date `json:"until"`
	Disabled   bool          `json:"disabled"`
}

func (t Teller) ofOffice(e trail.Entry) item.Text {
	kind, id, _ := strings.Cut(e.Stream, "/")
	var p parts
	var f officeFacts
	if json.Unmarshal(e.Facts, &f) != nil {
		return same(id)
	}
	switch kind {
	case "item":
		if it, err := t.Item(f.Publication.Item, f.Version); err == nil {
			p.add(it.Title)
		} else {
			p.add(same(id))
		}
		p.add(item.Text{Zh: fmt.Sprintf("第%d版", f.Version), En: fmt.Sprintf("version %d", f.Version)})
	case "person":
		p.add(same(cmp.Or(t.Person(id), id)))
		p.add(t.Role(f.Role))
		p.add(t.Unit(f.Appointment.Unit))
		if f.Disabled {
			p.add(item.Text{Zh: "账号停用", En: "the account is shut"})
		}
	case "unit":
		p.add(t.Unit(id))
	case mandateSubstitution, mandateAgent:
		p.add(same(t.Person(cmp.Or(f.Of, f.Enterprise))))
		p.add(same(t.Person(cmp.Or(f.By, f.Agent))))
		if !f.Until.IsZero() {
			p.add(item.Text{Zh: fmt.Sprintf("%s至%s", f.From, f.Until), En: fmt.Sprintf("%s to %s", f.From, f.Until)})
		}
	case "calendar":
		p.add(item.Text{Zh: id + "年", En: id})
	case "certificate":
		p.add(same(id))
	case "access":
		var looked accessFacts
		if json.Unmarshal(e.Facts, &looked) == nil {
			p.add(t.ofAccess(looked))
		}
	}
	return p.text()
}
