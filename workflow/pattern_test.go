package workflow_test

import (
	"context"
	"encoding/json"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"shenpi/workflow"
	"shenpi/workflow/flow"
)

const patternPage = "../docs/patterns.md"

// pattern files a case of the flow that stands under a heading of the page on patterns.
func pattern(t *testing.T, heading, form string) *matter {
	t.Helper()
	page, err := os.ReadFile(patternPage)
	require.NoError(t, err)
	_, rest, found := strings.Cut(string(page), "\n### "+heading+"\n")
	require.True(t, found, "the page has no flow called %s", heading)
	_, rest, _ = strings.Cut(rest, "```yaml\n")
	written, _, found := strings.Cut(rest, "```")
	require.True(t, found)
	if form == "" {
		form = plainForm
	}
	return openOffice(t, small(t, written), "2026-11-23").file(form)
}

const (
	nIsTwo  = `{"n":2,"valid_until":""}`
	nIsFive = `{"n":5,"valid_until":""}`
)

func TestPatternSequence(t *testing.T) {
	t.Parallel()
	c := pattern(t, "Sequence", "")
	c.open("a")
	c.as("H1").decide("a", "pass")
	c.open("b")
	c.as("H2").decide("b", "pass")
	c.ended("granted")
}

func TestPatternParallel(t *testing.T) {
	t.Parallel()
	c := pattern(t, "Parallel", "")
	c.open("a", "b")
	c.as("I1").decide("b", "pass")
	c.open("a")
	c.as("H1").decide("a", "pass")
	c.ended("granted")
}

func TestPatternExclusiveChoice(t *testing.T) {
	t.Parallel()
	for form, node := range map[string]string{nIsFive: "a", nIsTwo: "b"} {
		c := pattern(t, "Exclusive choice", form)
		c.open(node)
		c.as("H1").decide(node, "pass")
		c.open("c")
	}
}

func TestPatternMultiChoice(t *testing.T) {
	t.Parallel()
	c := pattern(t, "Multi-choice", plainForm)
	c.open("c") // no branch is needed
	c = pattern(t, "Multi-choice", nIsTwo)
	c.open("a")
	c.as("H1").decide("a", "pass")
	c.open("c")
	c = pattern(t, "Multi-choice", nIsFive)
	c.open("a", "b")
	c.as("H1").decide("a", "pass")
	c.open("b") // it waits for all that were entered
	c.as("H1").decide("b", "pass")
	c.open("c")
}

func TestPatternDiscriminator(t *testing.T) {
	t.Parallel()
	c := pattern(t, "Discriminator", "")
	c.as("H1").decide("a", "fail")
	c.open("b")
	c.as("I1").decide("b", "pass")
	c.open("c")
	c = pattern(t, "Discriminator", "")
	c.as("I1").decide("b", "pass")
	c.open("c")
	require.Equal(t, flow.NotNeeded, flow.Current(ptr(c.state().Position), "a").Reason)
	c.as("H1").cannot("task_not_open").decide("a", "pass")
}

func TestPatternPartialJoin(t *testing.T) {
	t.Parallel()
	c := pattern(t, "Partial join", "")
	c.as("H1").decide("a", "fail")
	c.as("I1").decide("b", "pass")
	c.open("c")
	c.as("E1").decide("c", "pass")
	c.open("d")
	c = pattern(t, "Partial join", "")
	c.as("H1").decide("a", "pass")
	c.as("I1").decide("b", "pass")
	c.open("d") // the third is closed
	c = pattern(t, "Partial join", "")
	c.as("H1").decide("a", "fail")
	c.as("I1").decide("b", "fail")
	c.ended("refused") // two can no longer pass
}

func TestPatternCycles(t *testing.T) {
	t.Parallel()
	c := pattern(t, "Cycles", "")
	c.as("H1").decide("a", "pass")
	c.as("I1").decide("b", "pass")
	c.as("E1").decide("c", "return")
	c.open("a") // out of the branch, which is closed with the other
	c.as("H1").decide("a", "pass")
	c.open("b", "c")
	c.as("I1").decide("b", "pass")
	c.as("E1").decide("c", "pass")
	c.as("O1").decide("d", "return")
	c.open("b", "c") // entering the block again begins all its branches anew
	c.as("E1").decide("c", "pass")
	c.open("b")
	c.as("I2").decide("b", "pass")
	c.as("O1").decide("d", "pass")
	c.ended("granted")
}

func TestPatternInstances(t *testing.T) {
	t.Parallel()
	c := pattern(t, "Instances", "")
	require.Equal(t, 5, c.store.Tasks(c.id)[0].OpenSeats)
	for _, who := range []string{"E1", "E2", "E3"} {
		c.open("panel")
		c.as(who).decide("panel", "pass")
	}
	c.open("next")
	require.Equal(t, flow.NotNeeded, c.state().Position.Visits[0].Seats[4].Closed)
}

func TestPatternInstancesByTheForm(t *testing.T) {
	t.Parallel()
	pattern(t, "Instances by the form", nIsFive).open("five")
	pattern(t, "Instances by the form", nIsTwo).open("three")
}

func TestPatternInstancesAddedLater(t *testing.T) {
	t.Parallel()
	c := pattern(t, "Instances added later", "")
	c.as("E1").decide("panel", "pass")
	c.as("H1").addSeats("panel", flow.Beside, 1)
	c.as("E2").decide("panel", "pass")
	c.open("panel") // all of the two had passed; of three, one is still awaited
	c.as("H1").cannot("may_add").addSeats("panel", flow.Beside, 2)
	c.as("E3").decide("panel", "pass")
	c.ended("granted")
}

func TestPatternDeferredChoice(t *testing.T) {
	t.Parallel()
	c := pattern(t, "Deferred choice", "")
	c.as("H1").decide("a", "pass")
	c.wake("2026-11-30 23:59")
	require.Empty(t, c.state().Position.End)
	c.wake("2026-12-01 00:00")
	c.ended("granted") // time came first
	c = pattern(t, "Deferred choice", "")
	c.as("H1").decide("a", "pass")
	c.as("W1").object("publicity")
	c.open("a") // an objection did
}

func TestPatternTransientTrigger(t *testing.T) {
	t.Parallel()
	c := pattern(t, "Deferred choice", "")
	c.as("H1").decide("a", "pass")
	c.as("W1").object("publicity")
	c.cannot("task_not_open").object("publicity")
	c.as("H1").decide("a", "pass")
	require.Zero(t, flow.Current(ptr(c.state().Position), "publicity").Objections, "it is not remembered for the next time")
}

func TestPatternMilestone(t *testing.T) {
	t.Parallel()
	c := pattern(t, "Milestone", "")
	c.as("I1").cannot("needs", "a").decide("b", "pass")
	c.as("H1").decide("a", "pass")
	c.as("I1").decide("b", "pass")
	c.open("d")
	c.as("L1").decide("d", "grant")
	c.ended("granted")
	c = pattern(t, "Milestone", "")
	c.as("I1").decide("b", "fail")
	c.open("d")
	c.as("L1").cannot("needs", "both").decide("d", "grant")
}

func TestPatternCancellation(t *testing.T) {
	t.Parallel()
	c := pattern(t, "Cancellation", "")
	c.as("H1").decide("a", "supplement")
	c.as("I1").decide("b", "refuse")
	c.open("d") // c is jumped over, the question of a is closed
	require.Equal(t, flow.Closed, flow.Current(ptr(c.state().Position), "a").Status)
	c.cannot("ask_closed").supply()
	c.as("L1").decide("d", "refuse")
	c.ended("refused")
}

func TestPatternCancelCase(t *testing.T) {
	t.Parallel()
	c := pattern(t, "Cancel case", "")
	c.as("I1").decide("b", "refuse")
	c.ended("refused")
	c = pattern(t, "Cancel case", "")
	c.withdraw()
	c.ended("withdrawn")
}

func TestPatternLoop(t *testing.T) {
	t.Parallel()
	c := pattern(t, "Loop", "")
	for range 3 {
		c.as("H1").decide("a", "pass")
		c.as("E1").decide("panel", "fail")
	}
	c.as("H1").decide("a", "pass")
	c.as("E1").decide("panel", "pass")
	c.as("E2").decide("panel", "pass")
	c.ended("granted")
}

func TestPatternCancelInstances(t *testing.T) {
	t.Parallel()
	c := pattern(t, "Cancel instances", "")
	c.as("E1").decide("panel", "pass")
	c.as("E2").decide("panel", "stop")
	c.ended("refused")
}

func TestPatternCriticalSection(t *testing.T) {
	t.Parallel()
	c := pattern(t, "Critical section", nIsTwo)
	again := func(form string) error {
		_, err := c.engine.Submit(context.Background(), c.applicant(), workflow.SubmitInput{Item: "small", Form: json.RawMessage(form)})
		return err
	}
	require.Equal(t, "holding_taken", workflow.Code(again(nIsTwo)))
	require.NoError(t, again(nIsFive))
	c.as("H1").decide("a", "pass")
	c.ended("granted")
	require.NoError(t, again(nIsTwo), "it is free again")
}

// TestPatternsNameTheirTests holds the page and the tests together: a test it names is there, a pattern is in the table
// once, and one without a test says why it is left out.
func TestPatternsNameTheirTests(t *testing.T) {
	t.Parallel()
	page, err := os.ReadFile(patternPage)
	require.NoError(t, err)
	files, err := parser.ParseFile(token.NewFileSet(), "pattern_test.go", nil, 0)
	require.NoError(t, err)
	tests := map[string]bool{}
	for _, d := range files.Decls {
		if f, ok := d.(*ast.FuncDecl); ok && strings.HasPrefix(f.Name.Name, "TestPattern") && f.Name.Name != "TestPatternsNameTheirTests" {
			tests[f.Name.Name] = false
		}
	}
	rows := regexp.MustCompile(`(?m)^\| (\d+) \| [^|]+ \| ([^|]+) \| (.*?) ?\|$`).FindAllStringSubmatch(string(page), -1)
	require.Len(t, rows, 43)
	for _, row := range rows {
		if row[3] == "" {
			require.Regexp(t, "^left out|change no flow", row[2], "pattern %s has neither a test nor a reason", row[1])
			continue
		}
		_, there := tests[row[3]]
		require.True(t, there, "pattern %s names %s", row[1], row[3])
		tests[row[3]] = true
	}
	for name, named := range tests {
		require.True(t, named, "%s stands in no row", name)
	}
}
