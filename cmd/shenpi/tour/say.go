package tour

import (
	"fmt"
	"strings"
)

func (t *tour) title(text string) {
	if t.ok() {
		_, _ = fmt.Fprintf(t.Out, "\n== %s\n", text) // a tour nobody reads is still a test
	}
}

func (t *tour) sayf(format string, args ...any) {
	if t.ok() {
		_, _ = fmt.Fprintf(t.Out, format+"\n", args...)
	}
}

// told is one act in a line: when, who, what, on which case, with what result.
func (t *tour) told(u *user, what string, k *kase, result string) {
	if !t.ok() {
		return
	}
	t.sayf("%s  %s: %s · %s %s → %s", t.today(), u.who(), what, k.Number, k.item, result)
}

func (t *tour) today() string { return t.user("U10").Today }

// result says where a case stands now.
func (k *kase) result() string {
	if k.End != "" {
		s := "ended: " + k.End
		if k.EndTitle.En != "" {
			s = "ended: " + k.EndTitle.En
		}
		if k.Certificate != nil {
			s += ", certificate " + k.Certificate.Number
		}
		return s
	}
	var open []string
	for _, v := range k.Visits {
		if v.Status != "open" || v.Kind == "parallel" || v.Kind == "choice" {
			continue
		}
		s := v.Title.En
		switch {
		case v.Parked && v.AnswerBy == "":
			s += " waits for an answer, once its notice is served"
		case v.Parked:
			s += " waits for an answer until " + v.AnswerBy
		case v.DueOn != "":
			s += " by " + v.DueOn
		}
		open = append(open, s)
	}
	s := "now " + strings.Join(open, " and ")
	if k.DueOn != "" {
		s += "; the law gives until " + k.DueOn
		if k.PromisedOn != "" && k.PromisedOn != k.DueOn {
			s += ", promised " + k.PromisedOn
		}
	}
	return s
}

// papers names the documents a case owes since it had so many.
func (k *kase) papers(had int) string {
	s := ""
	for _, d := range k.Documents[min(had, len(k.Documents)):] {
		s += strings.TrimRight(d.Title.En+" "+d.Number, " ") + "; "
	}
	return s
}
