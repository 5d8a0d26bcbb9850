package policies

import (
	"fmt"
	"strings"
)

type cell struct{ role, kind, action, effect string }

// reader collects lines and remembers which line said what.
type reader struct {
	file  string
	lines []Line
	cells map[cell]int
}

func (r *reader) read(number int, raw string) error {
	if raw == "" || strings.HasPrefix(raw, "#") {
		return nil
	}
	line, err := parseLine(raw)
	if err == nil {
		line.Number = number
		err = r.once(line)
	}
	if err != nil {
		return fmt.Errorf("%s:%d: %w", r.file, number, err)
	}
	r.lines = append(r.lines, line)
	return nil
}

func parseLine(raw string) (Line, error) {
	fields := strings.Split(raw, ",")
	for i := range fields {
		fields[i] = strings.TrimSpace(fields[i])
	}
	if len(fields) != 6 || fields[0] != "p" {
		return Line{}, fmt.Errorf("a line is \"p, role, kinds, actions, scope, effect\", not %q", raw)
	}
	line := Line{Role: fields[1], Scope: fields[4]}
	if line.Role != Anyone && !known(roleTerms, line.Role) {
		return Line{}, fmt.Errorf("unknown role %q", line.Role)
	}
	var err error
	if line.Kinds, err = words("kind", fields[2], kindTerms); err != nil {
		return Line{}, err
	}
	if line.Actions, err = words("action", fields[3], actionTerms); err != nil {
		return Line{}, err
	}
	switch line.Scope {
	case scopeOwn, scopeUnit, scopeAll:
	default:
		return Line{}, fmt.Errorf("unknown scope %q: own, unit or all", line.Scope)
	}
	switch fields[5] {
	case "allow":
		line.Allow = true
	case "deny":
	default:
		return Line{}, fmt.Errorf("unknown effect %q: allow or deny", fields[5])
	}
	return line, line.sensible()
}

// sensible refuses what would read well and mean nothing or too much.
func (l Line) sensible() error {
	switch {
	case !l.Allow && l.Scope != scopeAll:
		return fmt.Errorf("a deny holds everywhere: its scope is all, not %s", l.Scope)
	case l.Role == Anyone && l.Scope == scopeUnit:
		return fmt.Errorf("everyone has no unit: the scope of %q is own or all", Anyone)
	case l.Allow && l.Actions[0] == everyAction:
		return fmt.Errorf("an allow names its actions: %q is for deny only", everyAction)
	}
	return nil
}

func words(what, field string, terms []Term) ([]string, error) {
	if field == "*" {
		return []string{"*"}, nil
	}
	list := strings.Split(field, "|")
	for _, w := range list {
		if !known(terms, w) {
			return nil, fmt.Errorf("unknown %s %q", what, w)
		}
	}
	return list, nil
}

// once refuses a cell (role, kind, action, effect) that an earlier line, or this one, already has.
func (r *reader) once(line Line) error {
	for _, kind := range spelled(line.Kinds, kindTerms) {
		for _, action := range spelled(line.Actions, actionTerms) {
			c := cell{line.Role, kind, action, line.effect()}
			if before, ok := r.cells[c]; ok {
				return fmt.Errorf("%s %s %s %s was said in line %d", c.effect, c.role, c.action, c.kind, before)
			}
			r.cells[c] = line.Number
		}
	}
	return nil
}

func spelled(words []string, terms []Term) []string {
	if words[0] != "*" {
		return words
	}
	all := make([]string, len(terms))
	for i, t := range terms {
		all[i] = t.Name
	}
	return all
}

func (l Line) effect() string {
	if l.Allow {
		return "allow"
	}
	return "deny"
}
