package policies

import (
	"crypto/sha256"
	_ "embed" // the model and the lines are part of the binary
	"encoding/hex"
	"fmt"
	"slices"
	"strings"

	"github.com/casbin/casbin/v2"
	"github.com/casbin/casbin/v2/model"
)

//go:embed model.conf
var modelText string

//go:embed policy.csv
var policyText string

// Where a line reaches: the person's own things, the unit of the appointment and those below it, or everywhere.
const (
	scopeOwn  = "own"
	scopeUnit = "unit"
	scopeAll  = "all"
)

const everyKind, everyAction = "*", "*"

// Line is one line of the policy. Kinds and Actions may be the single word "*".
type Line struct {
	Number  int // in the file, from 1
	Role    string
	Kinds   []string
	Actions []string
	Scope   string // own, unit or all
	Allow   bool
}

// Policy is a set of lines that was read without a fault, ready to be asked. It never changes.
type Policy struct {
	lines   []Line
	hash    string
	shelves map[ask]*casbin.Enforcer
}

// Embedded reads the policy of this binary.
func Embedded() (*Policy, error) { return Parse("policy.csv", policyText) }

// Parse reads policy lines strictly: the first line that is not understood, names something unknown or says again
// what was said is the error "file:LINE: sentence". Casbin's own reader would drop such a line and, were it a deny,
// leave the door open.
func Parse(file, text string) (*Policy, error) {
	r := reader{file: file, cells: map[cell]int{}}
	for i, raw := range strings.Split(text, "\n") {
		if err := r.read(i+1, strings.TrimSpace(raw)); err != nil {
			return nil, err
		}
	}
	for _, role := range roleTerms {
		if !slices.ContainsFunc(r.lines, func(l Line) bool { return l.Role == role.Name }) {
			return nil, fmt.Errorf("%s:%d: no line for the role %q", file, strings.Count(text, "\n")+1, role.Name)
		}
	}
	shelves, err := shelve(r.lines)
	if err != nil {
		return nil, fmt.Errorf("load %s: %w", file, err)
	}
	sum := sha256.Sum256([]byte(modelText + "\x00" + text))
	return &Policy{lines: r.lines, hash: hex.EncodeToString(sum[:]), shelves: shelves}, nil
}

// Lines returns the lines in the order of the file.
func (p *Policy) Lines() []Line {
	out := slices.Clone(p.lines)
	for i := range out {
		out[i].Kinds, out[i].Actions = slices.Clone(out[i].Kinds), slices.Clone(out[i].Actions)
	}
	return out
}

// Hash is the SHA-256 in hex of model and lines, as the trail names the policy a decision was made under.
func (p *Policy) Hash() string { return p.hash }

// allows asks Casbin. A word that is not in the vocabulary is denied even where a line says "*", and so is whatever
// makes the matcher fail.
func (p *Policy) allows(h holder, unit, kind, action string, own bool) bool {
	e, ok := p.shelves[ask{kind, action}]
	if !ok {
		return false
	}
	ok, err := e.Enforce(h, unit, fence+kind+fence, fence+action+fence, own)
	return err == nil && ok
}

func (l Line) about(kind, action string) bool {
	return named(l.Kinds, kind) && named(l.Actions, action)
}

func named(words []string, word string) bool {
	return words[0] == "*" || slices.Contains(words, word)
}

// ask is what a shelf of lines is for.
type ask struct{ kind, action string }

// shelve gives every (kind, action) an enforcer of its own with only the lines about it. Casbin tries line after line,
// about 0.7 microseconds each, so that the choice beforehand is what keeps a decision under 30 microseconds; it leaves
// out only lines the matcher would not match. A pair without lines has no enforcer and is denied.
func shelve(lines []Line) (map[ask]*casbin.Enforcer, error) {
	m, err := model.NewModelFromString(modelText)
	if err != nil {
		return nil, fmt.Errorf("read model.conf: %w", err)
	}
	whole, err := enforcerOf(m, lines)
	if err != nil {
		return nil, err
	}
	// A matcher that does not compile shows only when it is asked.
	if _, err := whole.Enforce(holder{}, "", fenced(lines[0].Kinds), fenced(lines[0].Actions), true); err != nil {
		return nil, fmt.Errorf("ask model.conf: %w", err)
	}
	shelves := map[ask]*casbin.Enforcer{}
	for _, kind := range kindTerms {
		for _, action := range actionTerms {
			about := linesAbout(lines, kind.Name, action.Name)
			if len(about) == 0 {
				continue
			}
			e, err := enforcerOf(m, about)
			if err != nil {
				return nil, fmt.Errorf("%s %s: %w", action.Name, kind.Name, err)
			}
			shelves[ask{kind.Name, action.Name}] = e
		}
	}
	return shelves, nil
}

func linesAbout(lines []Line, kind, action string) []Line {
	var about []Line
	for _, l := range lines {
		if l.about(kind, action) {
			about = append(about, l)
		}
	}
	return about
}

func enforcerOf(m model.Model, lines []Line) (*casbin.Enforcer, error) {
	e, err := casbin.NewEnforcer(m.Copy(), adapter{lines})
	if err != nil {
		return nil, err
	}
	e.AddFunction("among", among)
	e.AddFunction("holds", holds)
	if n := len(e.GetModel()["p"]["p"].Policy); n != len(lines) {
		return nil, fmt.Errorf("casbin holds %d lines of %d", n, len(lines))
	}
	return e, nil
}
