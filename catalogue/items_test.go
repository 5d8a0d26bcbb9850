package catalogue_test

import (
	"io/fs"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/cel-go/cel"
	"github.com/stretchr/testify/require"

	"shenpi/catalogue"
)

// node is a node of a flow with the sequence it stands in and those around it.
type node struct {
	name    string
	kind    string
	body    map[string]any
	targets []string // nodes that next and back_to may name from here
}

func nodes(t *testing.T, sequence []any, outer []string) []node {
	t.Helper()
	var list []node
	var names []string
	for _, raw := range sequence {
		body := raw.(map[string]any)
		for _, kind := range []string{"step", "parallel", "choice", "wait", "issue", "end"} {
			if name, ok := body[kind].(string); ok {
				list = append(list, node{name: name, kind: kind, body: body})
				names = append(names, name)
			}
		}
	}
	require.Len(t, list, len(sequence))
	targets := append(slices.Clone(outer), names...)
	for i := range list {
		list[i].targets = targets
	}
	for _, n := range slices.Clone(list) {
		branches, _ := n.body["branches"].(map[string]any)
		for _, name := range slices.Sorted(maps.Keys(branches)) {
			list = append(list, nodes(t, branches[name].([]any), targets)...)
		}
		cases, _ := n.body["cases"].([]any)
		for _, c := range cases {
			list = append(list, nodes(t, c.(map[string]any)["do"].([]any), targets)...)
		}
	}
	return list
}

func flowOf(t *testing.T, i item) []node {
	t.Helper()
	var sequence []any
	for _, n := range i.Flow {
		sequence = append(sequence, n)
	}
	return nodes(t, sequence, nil)
}

// references collects the values of a key wherever it occurs below a node.
func references(value any, key string) []string {
	var found []string
	switch v := value.(type) {
	case map[string]any:
		for k, inner := range v {
			if k == key {
				found = append(found, list(inner)...)
				continue
			}
			found = append(found, references(inner, key)...)
		}
	case []any:
		for _, inner := range v {
			found = append(found, references(inner, key)...)
		}
	}
	return found
}

func list(value any) []string {
	switch v := value.(type) {
	case string:
		return []string{v}
	case []any:
		var all []string
		for _, e := range v {
			all = append(all, e.(string))
		}
		return all
	}
	return nil
}

func bilingual(t *testing.T, at string, value any) {
	t.Helper()
	switch v := value.(type) {
	case map[string]any:
		_, zh := v["zh"]
		if _, en := v["en"]; zh || en {
			require.Len(t, v, 2, at)
			require.NotEmpty(t, v["zh"], at)
			require.NotEmpty(t, v["en"], at)
			return
		}
		for k, inner := range v {
			bilingual(t, at+"."+k, inner)
		}
	case []any:
		for _, inner := range v {
			bilingual(t, at, inner)
		}
	}
}

func TestFlowsReferToWhatExists(t *testing.T) {
	t.Parallel()
	for key, i := range loadItems(t) {
		documents := map[string]bool{}
		for _, d := range i.Documents {
			require.False(t, documents[d.Type], "%s: document %s twice", key, d.Type)
			documents[d.Type] = true
		}
		seen, names := map[string]bool{}, flowOf(t, i)
		for _, n := range names {
			require.False(t, seen[n.name], "%s: node %s twice", key, n.name)
			seen[n.name] = true
		}
		for _, n := range names {
			at := key + ": " + n.name
			bilingual(t, at, n.body)
			if n.kind == "end" {
				require.Contains(t, i.Outcomes, n.name, at)
				continue
			}
			require.Contains(t, n.body, "title", at)
			for _, target := range append(references(n.body, "next"), references(n.body, "back_to")...) {
				require.Contains(t, append(n.targets, "previous"), target, at)
			}
			for _, target := range append(references(n.body, "needs"), references(n.body, "not_who")...) {
				require.True(t, seen[target] || target == "filing", "%s names %s", at, target)
			}
			for _, d := range append(references(n.body, "document"), references(n.body, "notice")...) {
				require.True(t, documents[d], "%s issues %s", at, d)
			}
			for _, end := range references(n.body["decisions"], "end") {
				require.Contains(t, i.Outcomes, end, at)
			}
			decisions, _ := n.body["decisions"].(map[string]any)
			for name := range decisions {
				require.Contains(t, i.Labels, name, at)
			}
		}
		for end := range i.Outcomes {
			require.Contains(t, i.Labels, end, key)
		}
	}
}

// Art. 38(2): who is refused is told why and what can be done about it.
func TestRefusalsGiveReasonAndRemedies(t *testing.T) {
	t.Parallel()
	refusing := 0
	for key, i := range loadItems(t) {
		texts := map[string]string{}
		for _, d := range i.Documents {
			texts[d.Type] = d.Text
		}
		for _, n := range flowOf(t, i) {
			decisions, _ := n.body["decisions"].(map[string]any)
			for name, raw := range decisions {
				d := raw.(map[string]any)
				end, _ := d["end"].(string)
				if i.Outcomes[end] != "refuses" && name != "downgrade" {
					continue
				}
				refusing++
				require.Equal(t, "required", d["reason"], "%s: %s", key, name)
				require.Contains(t, texts[d["document"].(string)], "{remedies}", "%s: %s", key, name)
			}
		}
	}
	// eight times decline, six times refuse, downgrade, revoke, withdraw, fail
	require.Equal(t, 18, refusing)
}

// Every certificate that is issued proves itself: its code holds what the office signed, not an address alone.
func TestCertificatesProveThemselves(t *testing.T) {
	t.Parallel()
	issuing := 0
	for key, i := range loadItems(t) {
		for _, d := range i.Documents {
			if d.Type == "certificate" {
				issuing++
				require.Contains(t, i.Phrases["verify_code"], "#{credential}", key)
			}
		}
	}
	require.Equal(t, 5, issuing)
}

// counted is the longest counted time of a sequence in working days, as the comments of
// the items work it out: excluded steps count nothing, branches and cases their maximum.
func counted(sequence []any) int {
	total := 0
	for _, raw := range sequence {
		n := raw.(map[string]any)
		longest := 0
		branches, _ := n["branches"].(map[string]any)
		for _, b := range branches {
			longest = max(longest, counted(b.([]any)))
		}
		cases, _ := n["cases"].([]any)
		for _, c := range cases {
			longest = max(longest, counted(c.(map[string]any)["do"].([]any)))
		}
		total += longest
		if wait, ok := n["for"].(map[string]any); ok {
			total += int(wait["workdays"].(uint64))
		}
		within, ok := n["within"].(uint64)
		if clock, _ := n["clock"].(map[string]any); ok && clock["exclude"] == nil {
			total += int(within)
		}
	}
	return total
}

func TestLimitsAddUp(t *testing.T) {
	t.Parallel()
	items := loadItems(t)
	for key, want := range map[string]struct{ decide, issue, promise int }{
		"si-qualification":         {15, 10, 15},
		"si-qualification-forward": {11, 0, 15},
		"si-project-manager":       {10, 10, 10},
		"si-renewal":               {10, 10, 10},
		"si-change":                {7, 10, 10},
		"si-manager-change":        {7, 10, 10},
		"si-revocation":            {13, 0, 15},
		"si-withdrawal":            {13, 0, 15},
		"si-cancellation":          {5, 0, 5},
		"si-self-check":            {8, 0, 10},
	} {
		i := items[key]
		var deciding, issuing []any
		into := &deciding
		for _, n := range i.Flow[1:] { // acceptance is before the clock
			if n["issue"] != nil {
				into = &issuing
			}
			*into = append(*into, n)
		}
		require.Equal(t, want.decide, counted(deciding), key)
		require.Equal(t, want.issue, counted(issuing), key)
		require.Equal(t, want.promise, i.Promise["decide"], key)
		require.LessOrEqual(t, want.decide, want.promise, key)
		require.LessOrEqual(t, i.Limits["accept"]+want.decide, i.Limits["decide"], key)
		require.Equal(t, want.issue, i.Limits["issue"], key)
		if i.Limits["accept"] > 0 { // what the office opens itself has no such limit
			require.LessOrEqual(t, counted([]any{i.Flow[0]}), i.Limits["accept"], key)
		}
	}
}

func TestItemsAreClosedSamplesOfHistory(t *testing.T) {
	t.Parallel()
	items := loadItems(t)
	require.Len(t, items, 10)
	for key, i := range items {
		require.Equal(t, "demo", i.Open, key)
		require.Equal(t, "gz-iid", i.Authority, key)
		standing := i.Legal["standing"].(map[string]any)
		require.Contains(t, standing["zh"], "示例/历史事项，不受理申请", key)
		require.Contains(t, standing["en"], "no applications are accepted", key)
		require.Equal(t, key != "si-self-check", i.Legal["is_admin_licence"], key)
		_, err := fs.Stat(catalogue.FS(), i.Form)
		require.NoError(t, err)
	}
}

func TestRulesAreComplete(t *testing.T) {
	t.Parallel()
	for key, i := range loadItems(t) {
		sets, ids := map[string]bool{"": true}, map[string]bool{}
		for _, s := range i.RuleSets {
			sets[s["id"].(string)] = true
		}
		for _, r := range append(slices.Clone(i.Criteria), i.Checks...) {
			at := key + ": " + r.ID
			require.True(t, sets[r.RuleSet], at)
			require.False(t, ids[r.RuleSet+"/"+r.ID], "%s twice", at)
			ids[r.RuleSet+"/"+r.ID] = true
			require.NotEmpty(t, r.Title.ZH, at)
			require.NotEmpty(t, r.Title.EN, at)
		}
		for _, c := range i.Checks {
			require.Contains(t, []string{"error", "warning"}, c.Level, c.ID)
			require.NotEmpty(t, c.Field, c.ID)
		}
		for _, h := range i.Holdings {
			require.Contains(t, []string{"case", "certificate"}, h.Keep, key)
			require.NotEmpty(t, h.Title.ZH, key)
			require.NotEmpty(t, h.Title.EN, key)
		}
	}
}

// expressions are all of an item that see the form; prefilling sees a certificate.
func expressions(t *testing.T, i item) []string {
	t.Helper()
	all := append([]string{i.ApplicantCode, i.ApplicantName}, references(i.Grade, "is")...)
	for _, key := range []string{"certificate", "ground", "duty", "year"} {
		all = append(all, references(i.Concerns, key)...)
	}
	for _, r := range append(slices.Clone(i.Criteria), i.Checks...) {
		all = append(all, r.Check, r.When)
	}
	for _, m := range i.Materials {
		all = append(all, m.RequiredWhen)
	}
	for _, h := range i.Holdings {
		all = append(all, h.Key, h.Owner)
	}
	for _, c := range i.Clocks {
		all = append(all, c["until"].(string), c["when"].(string))
	}
	for _, key := range []string{"grade", "valid_from", "replaces"} {
		all = append(all, references(i.Certificate, key)...)
	}
	for _, key := range []string{"id", "name"} {
		all = append(all, references(i.Certificate["holder"], key)...)
	}
	for _, n := range flowOf(t, i) {
		all = append(all, references(n.body["cases"], "when")...)
	}
	return slices.DeleteFunc(all, func(e string) bool { return e == "" })
}

func TestExpressionsCompile(t *testing.T) {
	t.Parallel()
	env, err := environment()
	require.NoError(t, err)
	register, err := env.Extend(cel.Variable("certificate", cel.MapType(cel.StringType, cel.DynType)))
	require.NoError(t, err)
	for key, i := range loadItems(t) {
		for _, e := range expressions(t, i) {
			_, issues := env.Compile(e)
			require.NoError(t, issues.Err(), key)
		}
		set, _ := i.Prefill["set"].(map[string]any)
		for field, e := range set {
			_, issues := register.Compile(e.(string))
			require.NoError(t, issues.Err(), field)
		}
	}
}

var placeholder = regexp.MustCompile(`\{([?#/]?)([a-z][a-z_.-]*)\}`)

// Conditions and loops of the texts close in the order they opened.
func TestDocumentTextsAreWellFormed(t *testing.T) {
	t.Parallel()
	for key, i := range loadItems(t) {
		for _, d := range i.Documents {
			at := key + ": " + d.Type
			require.NotEmpty(t, d.Title.EN, at)
			require.Contains(t, []string{"sheet", "letter", "table", "certificate"}, d.Layout, at)
			require.Equal(t, d.Layout == "table" || d.Layout == "certificate", len(d.Rows) > 0, at)
			var open []string
			for _, m := range placeholder.FindAllStringSubmatch(d.Text, -1) {
				switch m[1] {
				case "?", "#":
					open = append(open, m[2])
				case "/":
					require.NotEmpty(t, open, at)
					require.Equal(t, open[len(open)-1], m[2], at)
					open = open[:len(open)-1]
				}
			}
			require.Empty(t, open, at)
			rest := placeholder.ReplaceAllString(d.Text, "")
			require.False(t, strings.ContainsAny(rest, "{}"), "%s: %s", at, rest)
		}
	}
}
