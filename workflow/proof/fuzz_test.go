package proof_test

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"shenpi/workflow/proof"
)

// small is a budget in which whatever a fuzzer writes is answered at once.
var small = proof.Budget{Positions: 500, Work: 20_000}

// FuzzProve: whatever the bytes, they are refused with a place or proved, without a panic, within the budget, and twice
// with the same answer. As most of what a fuzzer changes is no YAML any more, it may also put a line of another definition
// in the place of one: what then comes of it is often a definition, and a new one.
func FuzzProve(f *testing.F) {
	var lines [][]byte
	for _, pattern := range []string{"sound/*-plain.yaml", "unsound/*-plain.yaml"} {
		files, err := filepath.Glob(filepath.Join("testdata", pattern))
		require.NoError(f, err)
		for k, name := range files {
			src, err := os.ReadFile(name)
			require.NoError(f, err)
			lines = append(lines, bytes.Split(src, []byte("\n"))...)
			f.Add(src, uint16(0), uint16(0))
			f.Add(src, uint16(17+k%8), uint16(11*k))
		}
	}
	f.Add([]byte(large(60)), uint16(0), uint16(0))
	f.Fuzz(func(t *testing.T, src []byte, at, graft uint16) {
		src = grafted(src, lines, int(at), int(graft))
		r := prove(t, "fuzz.yaml", src, small)
		for _, finding := range r.Findings {
			require.Positive(t, finding.Pos.Line, "%v", finding)
			require.NotContains(t, finding.Zh+finding.En, "{0}")
			require.NotEqual(t, "flow_broken", finding.Code)
		}
		require.LessOrEqual(t, r.Positions, small.Positions+1)
		require.Equal(t, r.Digest(), prove(t, "fuzz.yaml", src, small).Digest())
	})
}

// grafted puts one of some lines in the place of one of a definition; 0 leaves it as it is.
func grafted(src []byte, lines [][]byte, at, graft int) []byte {
	own := bytes.Split(src, []byte("\n"))
	if at == 0 || at >= len(own) {
		return src
	}
	own = slices.Clone(own)
	own[at] = lines[graft%len(lines)]
	return bytes.Join(own, []byte("\n"))
}

// TestHostileDefinitions are refused with a sentence, however large they are.
func TestHostileDefinitions(t *testing.T) {
	t.Parallel()
	one := "  - {step: s, by: {role: handler}, within: 1, decisions: {pass: {}}}\n"
	deep := strings.Repeat("[{choice: c, cases: [{else: true, do: ", 40) + "[]" + strings.Repeat("}]}]", 40)
	for name, c := range map[string]struct{ flow, code string }{
		"10,000 nodes":     {strings.Repeat(one, 10_000), "too_many_values"},
		"1,001 nodes":      {strings.Repeat(one, 1_001), "too_many_nodes"},
		"deep nesting":     {"  - {choice: top, cases: [{else: true, do: " + deep + "}]}\n", "too_deep"},
		"a bomb":           {"  - &a {step: s}\n  - *a\n", "alias_refused"},
		"many panels":      {panels(9), "too_many_positions"},
		"choices in a row": {choices(200), "too_many_positions"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := prove(t, "hostile.yaml", []byte(head+c.flow+"  - end: granted\n"), proof.Budget{Positions: 2_000, Work: 50_000})
			require.False(t, r.Sound)
			found := false
			for _, f := range r.Findings {
				require.Positive(t, f.Pos.Line)
				found = found || f.Code == c.code
			}
			require.True(t, found, "%v", r.Findings)
		})
	}
}

func panels(n int) string {
	var b strings.Builder
	b.WriteString("  - parallel: everything\n    join: all\n    upon: {fail: {end: refused}}\n    branches:\n")
	for k := range n {
		b.WriteString(strings.ReplaceAll("      bN: [{step: sN, by: {role: expert, people: 5}, within: 1}]\n", "N", string(rune('a'+k))))
	}
	b.WriteString("  - {step: last, by: {role: agency-leader}, within: 1, decisions: {grant: {needs: [everything]}}}\n")
	return b.String()
}

func choices(n int) string {
	var b strings.Builder
	for k := range n {
		b.WriteString(strings.ReplaceAll("  - {choice: cN, cases: [{when: form.n > 1, do: []}, {else: true, do: []}]}\n", "N", strings.Repeat("x", k%50)+strings.Repeat("y", k/50)))
	}
	return b.String()
}
