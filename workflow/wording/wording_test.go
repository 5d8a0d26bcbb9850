package wording_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"shenpi/workflow/wording"
)

// told writes a tree on one line, with where its nodes begin.
func told(nodes []wording.Node) string {
	var b strings.Builder
	for _, n := range nodes {
		switch n.Kind {
		case wording.Words:
			fmt.Fprintf(&b, "%d:%q ", n.At, n.Text)
		case wording.Value:
			fmt.Fprintf(&b, "%d:{%s} ", n.At, n.Text)
		case wording.If:
			fmt.Fprintf(&b, "%d:?%s( %s) ", n.At, n.Text, told(n.Inside))
		case wording.Each:
			fmt.Fprintf(&b, "%d:#%s( %s) ", n.At, n.Text, told(n.Inside))
		case wording.Broken:
			fmt.Fprintf(&b, "%d:!%s ", n.At, n.Text)
		}
	}
	return b.String()
}

func TestParse(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		text, want string
		err        error
	}{
		{"", "", nil},
		{"自{day}起", `0:"自" 3:{day} 8:"起" `, nil},
		{"{?a}x{b}{/a}y", `0:?a( 4:"x" 5:{b} ) 12:"y" `, nil},
		{"{#a}{n}{/a}", `0:#a( 4:{n} ) `, nil},
		{"{?a}{#a}{n}{/a}{/a}", `0:?a( 4:#a( 8:{n} ) ) `, nil},
		{"{?a}{/a}{?a}{/a}", `0:?a( ) 8:?a( ) `, nil},
		{"x}y", `0:"x}y" `, nil},
		{"ab{c", `0:"ab" 2:! `, wording.ErrBrace},
		{"{a}{?b}c", `0:{a} 3:!?b `, wording.ErrUnclosed},
		{"{a}{/b}c", `0:{a} 3:!b `, wording.ErrUnopened},
		{"{?a}{?b}{/a}{/b}", `0:?a( 4:!?b ) 12:!b `, wording.ErrUnclosed},
		{strings.Repeat("{?a}", 9) + strings.Repeat("{/a}", 9),
			"0:?a( 4:?a( 8:?a( 12:?a( 16:?a( 20:?a( 24:?a( 28:?a( 32:?a( 32:!a ) ) ) ) ) ) ) ) ) ", wording.ErrDeep},
	} {
		t.Run(c.text, func(t *testing.T) {
			t.Parallel()
			nodes := wording.Parse(c.text)
			require.Equal(t, c.want, told(nodes))
			var first error
			wording.Walk(nodes, func(n *wording.Node, _ []string) {
				if first == nil {
					first = n.Err
				}
			})
			require.ErrorIs(t, first, c.err)
		})
	}
}

func TestWalkKnowsTheLists(t *testing.T) {
	t.Parallel()
	seen := map[string]string{}
	wording.Walk(wording.Parse("{a}{#rows}{b}{?c}{#more}{d}{/more}{/c}{/rows}{e}"), func(n *wording.Node, lists []string) {
		seen[n.Text] = strings.Join(lists, " ")
	})
	require.Equal(t, map[string]string{"a": "", "rows": "", "b": "rows", "c": "rows", "more": "rows", "d": "rows more", "e": ""}, seen)
}

// TestEveryByteStandsSomewhere: the tree of a text without a fault is the text, and each node begins where it says.
func TestEveryByteStandsSomewhere(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		parts := rapid.SliceOfN(rapid.SampledFrom([]string{"{a}", "{?a}", "{/a}", "{#b}", "{/b}", "{", "}", "字", "x", "{a.b}"}), 0, 30).Draw(t, "parts")
		text := strings.Join(parts, "")
		whole := true
		nodes := wording.Parse(text)
		wording.Walk(nodes, func(n *wording.Node, _ []string) {
			whole = whole && n.Err == nil
			begins := map[wording.Kind]string{wording.Words: n.Text, wording.Value: "{" + n.Text + "}", wording.If: "{?" + n.Text, wording.Each: "{#" + n.Text, wording.Broken: "{"}[n.Kind]
			if !strings.HasPrefix(text[n.At:], begins) {
				t.Fatalf("%q does not begin at %d of %q", begins, n.At, text)
			}
		})
		if whole && written(nodes) != text {
			t.Fatalf("%q became %q", text, written(nodes))
		}
	})
}

func written(nodes []wording.Node) string {
	var b strings.Builder
	for _, n := range nodes {
		switch n.Kind {
		case wording.Words:
			b.WriteString(n.Text)
		case wording.Value:
			b.WriteString("{" + n.Text + "}")
		case wording.If:
			b.WriteString("{?" + n.Text + "}" + written(n.Inside) + "{/" + n.Text + "}")
		case wording.Each:
			b.WriteString("{#" + n.Text + "}" + written(n.Inside) + "{/" + n.Text + "}")
		case wording.Broken:
			panic(errors.Unwrap(n.Err))
		}
	}
	return b.String()
}
