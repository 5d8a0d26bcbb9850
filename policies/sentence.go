package policies

import "strings"

// Sentence says what a line permits or forbids.
func (l Line) Sentence() (zh, en string) {
	who, kinds := title(l.Role), titlesOf(l.Kinds, kindTerms, Term{Zh: "各类事物", En: "things of every kind"})
	if l.Role == Anyone {
		who = Term{Zh: "每位已登录的人", En: "Everybody signed in"}
	}
	actions := titlesOf(l.Actions, actionTerms, Term{Zh: "任何操作", En: "anything"})
	if !l.Allow {
		return who.Zh + "对" + strings.Join(kinds.zh, "、") + "一律不得做" + strings.Join(actions.zh, "、") + "，兼任其他岗位也不例外。",
			who.En + " never does " + listOf(actions.en, "or") + " with " + strings.ToLower(listOf(kinds.en, "or")) + ", whatever other role they hold."
	}
	where := reaches[l.Scope]
	return who.Zh + "可以对" + where.Zh + strings.Join(kinds.zh, "、") + "：" + strings.Join(actions.zh, "、") + "。",
		who.En + " may " + listOf(actions.en, "and") + ": " + strings.ToLower(listOf(kinds.en, "and")) + " " + where.En + "."
}

var reaches = map[string]Term{
	scopeOwn:  {Zh: "本人的", En: "of their own"},
	scopeUnit: {Zh: "所任机构及下级机构的", En: "of the unit they are appointed in and those below it"},
	scopeAll:  {Zh: "全部", En: "everywhere"},
}

// titles are what some words of the policy are called.
type titles struct{ zh, en []string }

func titlesOf(names []string, known []Term, every Term) (w titles) {
	if names[0] == "*" {
		return titles{[]string{every.Zh}, []string{every.En}}
	}
	for _, name := range names {
		for _, t := range known {
			if t.Name == name {
				w.zh, w.en = append(w.zh, t.Zh), append(w.en, t.En)
			}
		}
	}
	return w
}

// listOf joins as English does: a, b and c.
func listOf(list []string, last string) string {
	n := len(list) - 1
	if n == 0 {
		return list[0]
	}
	return strings.Join(list[:n], ", ") + " " + last + " " + list[n]
}
