package policies_test

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"shenpi/policies"
)

// mutant is the policy with one line changed, dropped or added, and where the change must show.
type mutant struct {
	name  string
	text  string
	about policies.Line
}

// Every change of a line must be refused by the reader or contradict the signed-off table.
func TestMutantsAreKilled(t *testing.T) {
	t.Parallel()
	source, err := os.ReadFile("policy.csv")
	require.NoError(t, err)
	p, err := policies.Parse("policy.csv", string(source))
	require.NoError(t, err)
	signed := readTable(t)
	mutants := signed.mutantsOf(strings.Split(strings.TrimRight(string(source), "\n"), "\n"), p.Lines())
	require.Greater(t, len(mutants), 800)
	for _, m := range mutants {
		require.Error(t, signed.judge(m), "survived: %s", m.name)
	}
}

func (s table) judge(m mutant) error {
	p, err := policies.Parse("policy.csv", m.text)
	if err != nil {
		return err
	}
	a, err := p.Authorizer(roster())
	if err != nil {
		return err
	}
	var whos []string
	for _, who := range principals() {
		if m.about.Role == policies.Anyone || slices.Contains(strings.Split(who, "+"), m.about.Role) {
			whos = append(whos, who)
		}
	}
	kinds, actions := m.about.Kinds, m.about.Actions
	if kinds[0] == "*" {
		kinds = names(policies.Kinds())
	}
	if actions[0] == "*" {
		actions = names(policies.Actions())
	}
	return s.differs(a, whos, kinds, actions)
}

func (s table) mutantsOf(text []string, lines []policies.Line) []mutant {
	var all []mutant
	put := func(l policies.Line, what string, raw ...string) {
		changed := slices.Concat(text[:l.Number-1], raw, text[l.Number:])
		all = append(all, mutant{fmt.Sprintf("line %d %s: %v", l.Number, what, raw), strings.Join(changed, "\n"), l})
	}
	for _, l := range lines {
		put(l, "removed")
		put(l, "made a comment", "# "+text[l.Number-1])
		flipped := l
		flipped.Allow = !l.Allow
		put(l, "flipped", spell(flipped))
		flipped.Scope = "all"
		put(l, "flipped everywhere", spell(flipped))
		for _, scope := range []string{"own", "unit", "all"} {
			if other := l; scope != l.Scope {
				other.Scope = scope
				put(l, "scope", spell(other))
			}
		}
		for i := range l.Kinds {
			less := l
			less.Kinds = slices.Delete(slices.Clone(l.Kinds), i, i+1)
			put(l, "kind dropped", spell(less))
		}
		for i := range l.Actions {
			less := l
			less.Actions = slices.Delete(slices.Clone(l.Actions), i, i+1)
			put(l, "action dropped", spell(less))
		}
	}
	return append(all, s.additions(text)...)
}

// additions give every role, and everyone, one more line about every kind, the action going round. Left out is what
// would change nothing: what everyone has, and the business the administrators are denied.
func (s table) additions(text []string) []mutant {
	var all []mutant
	turn := 0
	for _, role := range append(names(policies.Roles()), policies.Anyone) {
		for _, kind := range names(policies.Kinds()) {
			actions := names(policies.Actions())
			turn++
			l := policies.Line{Role: role, Kinds: []string{kind}, Actions: []string{actions[turn%len(actions)]}, Scope: "all", Allow: true}
			everyones := role != policies.Anyone && s[question{"anyone", kind, l.Actions[0]}].elsewhere
			if everyones || denied(role, kind) {
				continue
			}
			raw := spell(l)
			all = append(all, mutant{"added: " + raw, strings.Join(append(slices.Clone(text), raw), "\n"), l})
		}
	}
	return all
}

func denied(role, kind string) bool {
	admins := []string{policies.SystemAdmin, policies.SecurityAdmin, policies.AuditAdmin}
	business := []string{policies.KindApplication, policies.KindCase, policies.KindTask, policies.KindMaterial}
	return slices.Contains(admins, role) && slices.Contains(business, kind)
}

func spell(l policies.Line) string {
	effect := "deny"
	if l.Allow {
		effect = "allow"
	}
	return fmt.Sprintf("p, %s, %s, %s, %s, %s", l.Role, strings.Join(l.Kinds, "|"), strings.Join(l.Actions, "|"), l.Scope, effect)
}
