package workflow_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"shenpi/workflow"
	"shenpi/workflow/calendar"
	"shenpi/workflow/item"
)

// version is one of an item, in force from a day to another; flags are demo and closed.
func version(n int, from, to string, flags ...string) workflow.Version {
	d := &item.Definition{Item: "i", Version: n, Effective: item.Effective{From: from, To: to}, Open: strings.Join(flags, "")}
	return workflow.Version{Item: item.Index(d)}
}

func TestFilingPicksTheVersionInForceOnTheDay(t *testing.T) {
	t.Parallel()
	law := []workflow.Version{version(1, "2020-01-01", "2024-06-30"), version(2, "2024-07-01", ""), version(3, "2027-01-01", "2027-12-31")}
	closing := append(law[:2:2], version(3, "2027-01-01", "", "closed"))
	shown := []workflow.Version{version(1, "2004-07-01", "2014-01-28", "demo")}
	for _, c := range []struct {
		name     string
		versions []workflow.Version
		on       string
		demo     bool
		want     int // 0 = refused
		code     string
		names    string
	}{
		{"before the first", law, "2019-12-31", false, 0, "item_not_yet", "2020-01-01"},
		{"on the first day", law, "2020-01-01", false, 1, "", ""},
		{"on the last day of the first", law, "2024-06-30", false, 1, "", ""},
		{"the day the second takes over", law, "2024-07-01", false, 2, "", ""},
		{"the day before one published ahead", law, "2026-12-31", false, 2, "", ""},
		{"the day it takes over", law, "2027-01-01", false, 3, "", ""},
		{"its last day", law, "2027-12-31", false, 3, "", ""},
		{"after the last of all", law, "2028-01-01", false, 0, "item_ended", "2027-12-31"},
		{"before it closes", closing, "2026-12-31", false, 2, "", ""},
		{"closed by a version", closing, "2027-01-01", false, 0, "item_closed", ""},
		{"for demonstrations, in one", shown, "2026-11-23", true, 1, "", ""},
		{"for demonstrations, elsewhere", shown, "2010-01-01", false, 0, "item_closed", ""},
		{"a law in force comes before a sample", append(shown, version(2, "2026-01-01", "")), "2026-11-23", true, 2, "", ""},
		{"a sample where no law is in force yet", append(shown, version(2, "2027-01-01", "")), "2026-11-23", true, 1, "", ""},
		{"nothing", nil, "2026-11-23", true, 0, "item_not_found", ""},
	} {
		it, err := workflow.Filing(c.versions, calendar.MustParse(c.on), c.demo)
		if c.code == "" {
			require.NoError(t, err, c.name)
			require.Equal(t, c.want, it.Version, c.name)
			continue
		}
		require.Equal(t, c.code, workflow.Code(err), c.name)
		require.ErrorContains(t, err, c.names, c.name)
		require.NotContains(t, err.Error(), "This cannot be done", c.name)
	}
}

func TestVersionsLeaveNoGapAndNoOverlap(t *testing.T) {
	t.Parallel()
	today := calendar.MustParse("2026-11-23")
	open, ended := []workflow.Version{version(1, "2020-01-01", "")}, []workflow.Version{version(1, "2020-01-01", "2026-12-31")}
	ahead := append(open[:1:1], version(2, "2027-01-01", ""))
	for _, c := range []struct {
		name, from, code, names string
		before                  []workflow.Version
		flags                   []string
	}{
		{"the first may begin on any day", "1990-01-01", "", "", nil, nil},
		{"takes over today", "2026-11-23", "", "", open, nil},
		{"takes over later", "2027-03-01", "", "", open, nil},
		{"reaches back", "2026-11-22", "effective_past", "2026-11-23", open, nil},
		{"begins with the one before", "2020-01-01", "effective_order", "2020-01-01", open, nil},
		{"begins before one published ahead", "2026-12-01", "effective_order", "2027-01-01", ahead, nil},
		{"overlaps", "2026-12-31", "effective_overlap", "2026-12-31", ended, nil},
		{"leaves a gap", "2027-01-02", "effective_gap", "2027-01-01", ended, nil},
		{"follows on", "2027-01-01", "", "", ended, nil},
		{"comes back the day after it lapsed", "2021-01-01", "", "", []workflow.Version{version(1, "2020-01-01", "2020-12-31")}, nil},
		{"a sample's days are history", "2004-07-01", "", "", open, []string{"demo"}},
		{"a law after a sample", "2020-01-01", "", "", []workflow.Version{version(1, "2004-07-01", "2014-01-28", "demo")}, nil},
	} {
		err := workflow.FollowsOn(c.before, version(9, c.from, "", c.flags...).Item, today)
		if c.code == "" {
			require.Nil(t, err, c.name)
			continue
		}
		require.NotNil(t, err, c.name)
		require.Equal(t, c.code, err.Code, c.name)
		require.Contains(t, err.Text.Zh, c.names, c.name)
		require.Contains(t, err.Text.En, c.names, c.name)
	}
}

// Of versions published one after another there is exactly one in force on every day from the first to the last.
func TestEveryDayHasOneVersion(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		begin := calendar.MustParse("2026-01-01")
		days := rapid.IntRange(0, 60)
		var versions []workflow.Version
		for range 12 {
			from, to := begin.AddDays(days.Draw(t, "from")), ""
			if rapid.Bool().Draw(t, "ends") {
				to = from.AddDays(days.Draw(t, "days")).String()
			}
			v := version(len(versions)+1, from.String(), to)
			if workflow.FollowsOn(versions, v.Item, begin) == nil {
				versions = append(versions, v)
			}
		}
		last := versions[len(versions)-1]
		for on := calendar.MustParse(versions[0].Effective.From); on.Before(begin.AddDays(130)); on = on.AddDays(1) {
			it, err := workflow.Filing(versions, on, false)
			if last.Effective.To != "" && last.Effective.To < on.String() {
				require.Equal(t, "item_ended", workflow.Code(err))
				continue
			}
			require.NoError(t, err)
			for _, v := range versions { // nobody else claims the day
				claims := v.Effective.From <= on.String() && (v.Effective.To == "" || on.String() <= v.Effective.To)
				require.False(t, claims && v.Version > it.Version, "%s", on)
			}
		}
	})
}

// A case filed the minute before a version takes over is of the old one and stays so to its end.
func TestACaseStaysOnTheVersionOfItsDay(t *testing.T) {
	t.Parallel()
	head := `  - {step: first, title: {zh: 初, en: First}, by: {role: handler}, decisions: {pass: {clock: {start: decide}}}}
  - {step: last, title: {zh: 末, en: Last}, by: {role: office-head}, decisions: {pass: {needs: [first]}}}
  - end: granted
`
	one, two := small(t, head), small(t, strings.Replace(head, "role: office-head", "role: legal", 1))
	one.Effective, two.Effective, two.Version = item.Effective{From: "2020-01-01"}, item.Effective{From: "2026-11-24"}, one.Version+1
	one.Open, two.Open = "", ""
	o := openOffice(t, one, "2026-11-23")
	o.engine.Items = versioned{{Item: one}, {Item: two}}
	o.clock.set(at("2026-11-23 23:59"))
	c := o.file(plainForm)
	o.clock.set(at("2026-11-24 00:00"))
	d := o.file(plainForm)
	require.Equal(t, one.Version, c.state().Version)
	require.Equal(t, two.Version, d.state().Version)
	c.at("2026-11-25 09:00").as("H1").decide("first", "pass")
	c.as("J1").cannot("role").decide("last", "pass")
	c.as("O1").decide("last", "pass")
	c.ended("granted")
	d.as("H1").decide("first", "pass")
	d.as("O2").cannot("role").decide("last", "pass")
	d.as("J1").decide("last", "pass")
	d.ended("granted")
	_, err := o.engine.Submit(t.Context(), c.applicant(), workflow.SubmitInput{Item: one.Item, Version: one.Version, Form: []byte(plainForm)})
	require.Equal(t, "version_closed", workflow.Code(err), "a draft made for the old one")
}

// versioned are the versions of one item.
type versioned []workflow.Version

func (v versioned) Item(_ string, version int) (*item.Item, error) {
	for _, x := range v {
		if x.Version == version {
			return x.Item, nil
		}
	}
	return nil, &workflow.Error{Kind: workflow.NotFound, Code: "item_not_found"}
}

func (v versioned) Filing(_ string, on calendar.Date) (*item.Item, error) {
	return workflow.Filing(v, on, false)
}

func TestTheStateOfAVersion(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name string
		of   workflow.Version
		at   int // the version that takes the applications of the day
		want string
	}{
		{"takes them", version(2, "2024-07-01", ""), 2, workflow.VersionInForce},
		{"published ahead", version(3, "2027-01-01", ""), 2, workflow.VersionLater},
		{"begins on the day, and another does not wait for it", version(3, "2026-11-23", "", "closed"), 0, workflow.VersionClosed},
		{"before the one in force", version(1, "2020-01-01", "2024-06-30"), 2, workflow.VersionReplaced},
		{"the last of an item that ended", version(2, "2024-07-01", "2025-12-31"), 0, workflow.VersionClosed},
		{"a sample that takes them", version(1, "2027-07-01", "", "demo"), 1, workflow.VersionInForce},
		{"a sample of days to come where nothing takes them", version(1, "2027-07-01", "", "demo"), 0, workflow.VersionClosed},
	} {
		require.Equal(t, c.want, workflow.StateOf(c.of.Item, c.at, calendar.MustParse("2026-11-23")), c.name)
	}
}
