package item

import (
	"fmt"
	"sort"
	"strings"
)

// Finding is one fault of a definition: where it is, its code and a sentence in both languages.
type Finding struct {
	Pos  Position `json:"pos"`
	Code string   `json:"code"`
	Zh   string   `json:"zh"`
	En   string   `json:"en"`
}

// String gives the finding the way compilers do: file:line:column: sentence.
func (f Finding) String() string {
	return fmt.Sprintf("%s:%d:%d: %s", f.Pos.File, f.Pos.Line, f.Pos.Column, f.En)
}

// Findings are all faults of a definition in the order of the file. An empty list is never returned as an error.
type Findings []Finding

// Error prints one finding a line.
func (f Findings) Error() string {
	lines := make([]string, len(f))
	for i, one := range f {
		lines[i] = one.String()
	}
	return strings.Join(lines, "\n")
}

// maxFindings bounds the report of a file that is wrong everywhere.
const maxFindings = 200

// report collects findings; the first maxFindings are kept.
type report struct {
	list Findings
}

// add records a finding. The arguments fill the sentence of its code: the same in both languages, or the Text of each.
func (r *report) add(pos Position, code string, args ...any) {
	if len(r.list) >= maxFindings {
		return
	}
	s, known := sentences[code]
	if !known {
		panic("item: no sentence for the finding " + code)
	}
	r.list = append(r.list, Finding{Pos: pos, Code: code, Zh: fill(s.Zh, args, false), En: fill(s.En, args, true)})
}

// err returns the findings in the order of the file, nil when there are none.
func (r *report) err() error {
	if len(r.list) == 0 {
		return nil
	}
	sort.SliceStable(r.list, func(a, b int) bool {
		p, q := r.list[a].Pos, r.list[b].Pos
		if p.Line != q.Line {
			return p.Line < q.Line
		}
		return p.Column < q.Column
	})
	return r.list
}

// fill puts the arguments in the place of {0}, {1} and so on. What comes from the file is shortened: a finding is a line.
func fill(sentence string, args []any, en bool) string {
	pairs := make([]string, 0, 2*len(args))
	for i, a := range args {
		if t, ok := a.(Text); ok {
			if a = t.Zh; en {
				a = t.En
			}
		}
		text := strings.Join(strings.Fields(fmt.Sprint(a)), " ")
		if runes := []rune(text); len(runes) > 200 {
			text = string(runes[:200]) + "…"
		}
		pairs = append(pairs, fmt.Sprintf("{%d}", i), text)
	}
	return strings.NewReplacer(pairs...).Replace(sentence)
}
