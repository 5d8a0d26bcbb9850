package item

import (
	"cmp"
	"fmt"
	"reflect"
	"strconv"
	"strings"
)

// The sentences of a difference: {0} is what it is about, with what it belongs to.
var (
	sentenceChanged  = Text{Zh: "{0}由{1}改为{2}", En: "{0} changes from {1} to {2}"}
	sentenceSet      = Text{Zh: "{0}新规定为{1}", En: "{0} is now {1}; there was none"}
	sentenceUnset    = Text{Zh: "{0}不再规定，原为{1}", En: "{0} is dropped; it was {1}"}
	sentenceNew      = Text{Zh: "新增{0}", En: "{0} is new"}
	sentenceGone     = Text{Zh: "取消{0}", En: "{0} is gone"}
	sentenceNewPart  = Text{Zh: "{0}新增{1}", En: "{0} is new"}
	sentenceGonePart = Text{Zh: "{0}取消{1}", En: "{0} is gone"}
	sentenceMore     = Text{Zh: "{0}增加{1}", En: "{0}: {1} is added"}
	sentenceLess     = Text{Zh: "{0}减少{1}", En: "{0}: {1} is taken out"}
	sentenceMoved    = Text{Zh: "{0}{1}移到{2}之后", En: "{0} {1} moves to after {2}"}
	sentenceFirst    = Text{Zh: "{0}{1}移到最前", En: "{0} {1} moves to the beginning"}
)

// withOf fills a sentence: the first of what is told is said with all it belongs to.
func withOf(h here, sentence Text, told ...Text) Text {
	var zh strings.Builder
	en := told[0].En
	for _, of := range h.of {
		zh.WriteString(of.Zh + "的")
	}
	for i := len(h.of) - 1; i >= 0; i-- {
		en += " of " + h.of[i].En
	}
	told = append([]Text{{Zh: zh.String() + told[0].Zh, En: en}}, told[1:]...)
	return filled(sentence, told)
}

// withPart is withOf for one of several parts, which English names before what it belongs to.
func withPart(h here, sentence, noun, title Text) Text {
	return withOf(h, sentence, Text{Zh: noun.Zh, En: noun.En + " " + title.En}, title)
}

func filled(sentence Text, told []Text) Text {
	args := make([]any, len(told))
	for i, t := range told {
		args[i] = Text{Zh: t.Zh, En: cmp.Or(t.En, t.Zh)}
	}
	s := Text{Zh: fill(sentence.Zh, args, false), En: fill(sentence.En, args, true)}
	if s.En != "" {
		s.En = strings.ToUpper(s.En[:1]) + s.En[1:]
	}
	return s
}

func movedSentence(of []Text, noun, title, before Text) Text {
	if before.Zh == "" {
		return withOf(here{of: of}, sentenceFirst, noun, quotedTitle(title))
	}
	return withOf(here{of: of}, sentenceMoved, noun, quotedTitle(title), quotedTitle(before))
}

func movedInto(n *Node, sequence Text) Text {
	if sequence.Zh == "" {
		sequence = Text{Zh: "主流程", En: "the main sequence"}
	}
	t := quotedTitle(nodeTitle(n))
	return filled(Text{Zh: "{0}{1}移入{2}", En: "{0} {1} moves into {2}"}, []Text{nounOf(n.Kind), t, sequence})
}

// newNode says where a node came in, who decides it and in how many days.
func newNode(n, before *Node) Text {
	where := Text{Zh: "，在最前", En: ", at the beginning"}
	if before != nil {
		where = filled(Text{Zh: "，在{0}之后", En: "after {0}"}, []Text{quotedTitle(nodeTitle(before))})
		where.En = ", " + strings.ToLower(where.En[:1]) + where.En[1:]
	}
	if n.By.Role != "" {
		where.Zh, where.En = where.Zh+"，由 "+n.By.Role+" 办理", where.En+", decided by "+n.By.Role
	}
	if n.Within > 0 {
		where.Zh += "，限" + strconv.Itoa(n.Within) + "个工作日"
		where.En += fmt.Sprintf(", within %d working days", n.Within)
	}
	return filled(Text{Zh: "新增{0}{1}{2}", En: "{0} {1} is new{2}"}, []Text{nounOf(n.Kind), quotedTitle(nodeTitle(n)), where})
}

// theNode is a node as what a difference belongs to.
func theNode(n *Node) Text {
	t, noun := quotedTitle(nodeTitle(n)), nounOf(n.Kind)
	return Text{Zh: noun.Zh + t.Zh, En: noun.En + " " + t.En}
}

func goneNode(n *Node) Text {
	return filled(Text{Zh: "取消{0}{1}", En: "{0} {1} is gone"}, []Text{nounOf(n.Kind), quotedTitle(nodeTitle(n))})
}

var nouns = map[NodeKind]Text{
	Step: {Zh: "环节", En: "step"}, Parallel: {Zh: "并行环节", En: "parallel"}, Choice: {Zh: "选择", En: "choice"},
	Wait: {Zh: "等待", En: "wait"}, Call: {Zh: "调用", En: "call"}, Issue: {Zh: "制证", En: "issue"}, End: {Zh: "办结", En: "end"},
}

func nounOf(k NodeKind) Text {
	if t, ok := nouns[k]; ok {
		return t
	}
	return Text{Zh: string(k), En: string(k)}
}

func nodeTitle(n *Node) Text { return both(cmpText(n.Title, Text{Zh: n.ID, En: n.ID})) }

func cmpText(a, b Text) Text {
	if a.Zh == "" {
		return b
	}
	return a
}

// both gives a title without English its Chinese in both languages.
func both(t Text) Text { return Text{Zh: t.Zh, En: cmp.Or(t.En, t.Zh)} }

func quotedTitle(t Text) Text {
	return Text{Zh: "“" + t.Zh + "”", En: strconv.Quote(cmp.Or(t.En, t.Zh))}
}

func quotedText(s string) Text { return quotedTitle(Text{Zh: s, En: s}) }

func numbered(t Text, n int) Text {
	return Text{Zh: fmt.Sprintf("第%d种%s", n, t.Zh), En: fmt.Sprintf("%s %d", t.En, n)}
}

// namesIn are the titles of what ids name in one of two definitions; the second one's are the newer.
func namesIn(list ...*Item) map[string]Text {
	names := map[string]Text{}
	for _, it := range list {
		for id, t := range it.Labels {
			names[id] = t
		}
		for _, m := range it.Materials {
			names[m.ID] = m.Title
		}
		for _, doc := range it.Documents {
			names[doc.ID] = doc.Title
		}
		for _, p := range it.Places() {
			names[p.ID] = nodeTitle(p.Node)
		}
	}
	return names
}

// named is what an id names: its title and, because two may have one title, the id.
func (d *differ) named(id string) Text {
	t, ok := d.names[id]
	if !ok || t.Zh == "" || t.Zh == id {
		return quotedText(id)
	}
	t = both(t)
	return Text{Zh: "“" + t.Zh + "”（" + id + "）", En: strconv.Quote(t.En) + " (" + id + ")"}
}

// say is a value in a few words.
func (d *differ) say(f reflect.StructField, v reflect.Value) Text {
	if say := said[v.Type()]; say != nil {
		return say(v.Interface())
	}
	switch v.Kind() {
	case reflect.Bool:
		return map[bool]Text{true: {Zh: "是", En: "yes"}, false: {Zh: "否", En: "no"}}[v.Bool()]
	case reflect.String:
		if refers[f.Name] {
			return d.named(v.String())
		}
		return quotedText(v.String())
	case reflect.Int, reflect.Int64:
		n := strconv.FormatInt(v.Int(), 10)
		return Text{Zh: n, En: n}
	}
	return verbatim(v)
}

// refers are the fields whose texts are ids of nodes, ends, documents or decisions.
var refers = map[string]bool{
	"Needs": true, "NotWho": true, "Next": true, "BackTo": true, "End": true, "Document": true, "Notice": true, "Of": true, "Decision": true,
}

// said says the values that are one thing in a few words.
var said = map[reflect.Type]func(any) Text{
	reflect.TypeFor[Span](): func(v any) Text {
		switch s, _ := v.(Span); {
		case s.Months > 0:
			return Text{Zh: fmt.Sprintf("%d个月", s.Months), En: fmt.Sprintf("%d months", s.Months)}
		case s.Workdays > 0:
			return Text{Zh: fmt.Sprintf("%d个工作日", s.Workdays), En: fmt.Sprintf("%d working days", s.Workdays)}
		case s.Days > 0:
			return Text{Zh: fmt.Sprintf("%d日", s.Days), En: fmt.Sprintf("%d days", s.Days)}
		}
		return Text{Zh: "无", En: "none"}
	},
	reflect.TypeFor[Threshold](): func(v any) Text {
		switch t, _ := v.(Threshold); {
		case t.All:
			return Text{Zh: "全体", En: "all"}
		case t.Any:
			return Text{Zh: "任一人", En: "any one"}
		case t.AtLeast > 0:
			return Text{Zh: fmt.Sprintf("至少%d人", t.AtLeast), En: fmt.Sprintf("at least %d", t.AtLeast)}
		case t.Percent > 0:
			return Text{Zh: fmt.Sprintf("超过%d%%", t.Percent), En: fmt.Sprintf("more than %d%%", t.Percent)}
		}
		return Text{Zh: "无", En: "none"}
	},
	reflect.TypeFor[Join](): func(v any) Text {
		switch j, _ := v.(Join); {
		case j.All:
			return Text{Zh: "全部分支", En: "all branches"}
		case j.Any:
			return Text{Zh: "任一分支", En: "any branch"}
		case j.N > 0:
			return Text{Zh: fmt.Sprintf("%d个分支", j.N), En: fmt.Sprintf("%d branches", j.N)}
		}
		return Text{Zh: "无", En: "none"}
	},
	reflect.TypeFor[Pick](): func(v any) Text {
		switch p, _ := v.(Pick); p.Kind {
		case "claim":
			return Text{Zh: "自行领取", En: "claim"}
		case "draw":
			return Text{Zh: "由 " + p.By + " 抽签", En: "drawn by " + p.By}
		case "named":
			return Text{Zh: "由 " + p.By + " 指定", En: "named by " + p.By}
		}
		return Text{Zh: "无", En: "none"}
	},
	reflect.TypeFor[Order](): func(v any) Text {
		if o, _ := v.(Order); o == InTurn {
			return Text{Zh: "依次", En: "in turn"}
		}
		return Text{Zh: "同时", En: "side by side"}
	},
	reflect.TypeFor[Effect](): func(v any) Text {
		e, _ := v.(Effect)
		if t, ok := effects[e]; ok {
			return t
		}
		return quotedText(string(e))
	},
}

var effects = map[Effect]Text{
	Grants: {Zh: "准予", En: "grants"}, Refuses: {Zh: "不准予", En: "refuses"}, Closes: {Zh: "终结", En: "closes"},
}
