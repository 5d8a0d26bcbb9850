package flow_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"shenpi/workflow/flow"
)

// The changes of a small trail.
var (
	opened   = flow.Change{Kind: flow.Opened, Visit: 1, Node: "p", Seats: 2, Need: 2}
	voted    = flow.Change{Kind: flow.Voted, Visit: 1, Person: "a", Vote: flow.VotePass, Decision: "pass"}
	asked    = flow.Change{Kind: flow.Asked, Visit: 1, Decision: "ask", By: "a", Of: flow.Applicant}
	done     = flow.Change{Kind: flow.Concluded, Visit: 1, Outcome: "pass"}
	closed   = flow.Change{Kind: flow.ClosedVisit, Visit: 1, Reason: flow.Left}
	inner    = flow.Change{Kind: flow.Opened, Visit: 2, Node: "x", Block: 1}
	ended    = flow.Change{Kind: flow.Ended, Node: "granted"}
	left     = flow.Change{Kind: flow.Answered, Visit: 1, Reason: flow.Left}
	reopened = flow.Change{Kind: flow.Reopened, Visit: 1}
	again    = flow.Change{Kind: flow.Opened, Visit: 2, Node: "p"}
	one      = flow.Change{Kind: flow.Opened, Visit: 1, Node: "s", Seats: 1, Need: 1}
	turns    = flow.Change{Kind: flow.Opened, Visit: 1, Node: "p", Seats: 2, Need: 2, InTurn: true}
	ofA      = flow.Change{Kind: flow.Named, Visit: 1, Person: "a", By: "h"}
	ofB      = flow.Change{Kind: flow.Named, Visit: 1, Person: "b", By: "h"}
	claimed  = flow.Change{Kind: flow.Claimed, Visit: 1, Person: "a"}
)

func then(changes ...flow.Change) []flow.Change { return changes }

// impossible changes, each after what came before.
var impossible = map[string]struct {
	before []flow.Change
	change flow.Change
}{
	"unknown kind":                {then(opened), flow.Change{Kind: "forgotten", Visit: 1}},
	"no visit":                    {then(), voted},
	"a gap in the numbers":        {then(), flow.Change{Kind: flow.Opened, Visit: 2, Node: "p"}},
	"no node":                     {then(), flow.Change{Kind: flow.Opened, Visit: 1}},
	"opened by itself":            {then(), flow.Change{Kind: flow.Opened, Visit: 1, Node: "p", Opener: 1}},
	"caused by a later one":       {then(), flow.Change{Kind: flow.Opened, Visit: 1, Node: "p", Cause: 2}},
	"in a closed block":           {then(opened, closed), inner},
	"negative seats":              {then(), flow.Change{Kind: flow.Opened, Visit: 1, Node: "p", Seats: -1}},
	"open twice":                  {then(opened), again},
	"end without a name":          {then(), flow.Change{Kind: flow.Ended}},
	"end with an open visit":      {then(opened), ended},
	"after the end":               {then(ended), opened},
	"no vote":                     {then(opened), flow.Change{Kind: flow.Voted, Visit: 1, Person: "a", Vote: "maybe"}},
	"nobody's vote":               {then(opened), flow.Change{Kind: flow.Voted, Visit: 1, Vote: flow.VotePass}},
	"two votes of one person":     {then(opened, voted), voted},
	"a vote while parked":         {then(opened, asked), voted},
	"a vote in a done visit":      {then(opened, done), voted},
	"no seat left":                {then(one, voted), flow.Change{Kind: flow.Voted, Visit: 1, Person: "b", Vote: flow.VotePass}},
	"taking back no vote":         {then(opened), flow.Change{Kind: flow.Unvoted, Visit: 1, Person: "a"}},
	"no outcome":                  {then(opened), flow.Change{Kind: flow.Concluded, Visit: 1}},
	"no reason":                   {then(opened), flow.Change{Kind: flow.ClosedVisit, Visit: 1}},
	"concluded while parked":      {then(opened, asked), done},
	"closed around an open visit": {then(opened, inner), closed},
	"void while open":             {then(opened), flow.Change{Kind: flow.Voided, Visit: 1}},
	"reopened while open":         {then(opened), reopened},
	"reopened after another":      {then(opened, done, again), reopened},
	"reopened in a closed block": {then(opened, inner, flow.Change{Kind: flow.Concluded, Visit: 2, Outcome: "pass"}, done),
		flow.Change{Kind: flow.Reopened, Visit: 2}},
	"reopened with its question closed": {then(opened, asked, left, closed), reopened},
	"asked twice":                       {then(opened, asked), asked},
	"asked by nobody":                   {then(opened), flow.Change{Kind: flow.Asked, Visit: 1, Decision: "ask"}},
	"answered unasked":                  {then(opened), flow.Change{Kind: flow.Answered, Visit: 1}},
	"claimed twice":                     {then(one, claimed), claimed},
	"claimed by nobody":                 {then(one), flow.Change{Kind: flow.Claimed, Visit: 1}},
	"two seats for one person":          {then(opened, claimed), claimed},
	"named by nobody":                   {then(opened), flow.Change{Kind: flow.Named, Visit: 1, Person: "a"}},
	"released by nobody":                {then(opened), flow.Change{Kind: flow.Released, Visit: 1}},
	"released after the vote":           {then(opened, voted), flow.Change{Kind: flow.Released, Visit: 1, Person: "a"}},
	"no seats added":                    {then(opened), flow.Change{Kind: flow.SeatsAdded, Visit: 1, By: "a"}},
	"seats added nowhere":               {then(opened), flow.Change{Kind: flow.SeatsAdded, Visit: 1, By: "a", Seats: 1, Where: "below"}},
	"added before no seat of one's own": {then(opened), flow.Change{Kind: flow.SeatsAdded, Visit: 1, By: "a", Seats: 1, Where: flow.Before}},
	"added after one's vote":            {then(opened, voted), flow.Change{Kind: flow.SeatsAdded, Visit: 1, By: "a", Seats: 1, Where: flow.After}},
	"more people than seats added":      {then(opened), flow.Change{Kind: flow.SeatsAdded, Visit: 1, By: "a", Seats: 1, People: []string{"b", "c"}}},
	"added for one who has a seat":      {then(opened, voted), flow.Change{Kind: flow.SeatsAdded, Visit: 1, By: "h", Seats: 1, People: []string{"a"}}},
	"a vote out of turn":                {then(turns, ofA, ofB), flow.Change{Kind: flow.Voted, Visit: 1, Person: "b", Vote: flow.VotePass}},
	"a seat of the item removed":        {then(opened), flow.Change{Kind: flow.SeatRemoved, Visit: 1, By: "a"}},
}

// TestImpossibleChanges: each changes nothing and is an error, for it means a corrupt trail.
func TestImpossibleChanges(t *testing.T) {
	t.Parallel()
	for name, c := range impossible {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p, err := flow.Rebuild(c.before)
			require.NoError(t, err)
			before := p.Clone()
			require.Error(t, flow.Apply(&p, c.change))
			require.Equal(t, before, p)
			_, err = flow.Rebuild(append(c.before, c.change))
			require.Error(t, err)
		})
	}
}
