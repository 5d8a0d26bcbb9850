package main

import (
	"context"
	"io/fs"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"shenpi/catalogue"
	"shenpi/policies"
	"shenpi/workflow"
	"shenpi/workflow/calendar"
	"shenpi/workflow/item"
)

// shelf holds what was published.
type shelf struct {
	items    []workflow.PublishedItem
	years    []workflow.CalendarYear
	versions []workflow.CalendarVersion
	woken    int // times that all open cases were
}

func (s *shelf) PublishedItems(context.Context) ([]workflow.PublishedItem, error) {
	return s.items, nil
}
func (s *shelf) Calendars(context.Context) ([]workflow.CalendarYear, error) { return s.years, nil }
func (s *shelf) CalendarVersions(context.Context) ([]workflow.CalendarVersion, error) {
	return s.versions, nil
}

func (s *shelf) KeepCalendar(_ context.Context, v workflow.CalendarVersion, anew bool) error {
	known := slices.ContainsFunc(s.versions, func(k workflow.CalendarVersion) bool { return k.Hash == v.Hash })
	if !known {
		s.versions = append(s.versions, v)
	}
	if anew || !known {
		s.woken++
	}
	return nil
}

func (s *shelf) ItemVersion(_ context.Context, key string, version int) (workflow.PublishedItem, error) {
	for _, p := range s.items {
		if p.Item == key && p.Version == version {
			return p, nil
		}
	}
	return workflow.PublishedItem{}, &workflow.Error{Kind: workflow.NotFound, Code: "item_not_found"}
}

// put publishes a shipped item with some lines changed.
func (s *shelf) put(t *testing.T, name string, version int, open string, change func(string) string) {
	t.Helper()
	source, err := fs.ReadFile(catalogue.FS(), name)
	require.NoError(t, err)
	source = []byte(change(string(source)))
	named := recordingFS{catalogue.FS(), map[string][]byte{}}
	it, err := item.Read(named, name, source)
	require.NoError(t, err)
	require.NotEmpty(t, named.read)
	s.items = append(s.items, workflow.PublishedItem{Item: it.Item, Version: version, Hash: it.Hash, Source: source, Files: named.read, Open: open})
}

func TestFilingTakesTheVersionInForce(t *testing.T) {
	t.Parallel()
	const name = "items/si-project-manager.yaml"
	same := func(s string) string { return s }
	day := calendar.MustParse("2026-11-24")
	now := time.Date(2026, 11, 24, 1, 0, 0, 0, time.UTC)
	s := &shelf{}
	s.put(t, name, 1, "", same)
	open := func(demo bool) *definitions {
		d, err := openDefinitions(t.Context(), s, demo, func() time.Time { return now })
		require.NoError(t, err)
		return d
	}
	it, err := open(true).Filing("si-project-manager", day)
	require.NoError(t, err, "what is for demonstrations is open in one, though its law is history")
	require.Equal(t, 1, it.Version)
	_, err = open(false).Filing("si-project-manager", day)
	require.Equal(t, "item_closed", workflow.Code(err))
	_, err = open(true).Filing("nothing", day)
	require.Equal(t, "item_not_found", workflow.Code(err))

	d := open(true)
	s.items[0].Open = "closed"
	it, err = d.Filing("si-project-manager", day)
	require.NoError(t, err, "what was read is believed for a second")
	require.Equal(t, 1, it.Version)
	now = now.Add(2 * time.Second)
	_, err = d.Filing("si-project-manager", day)
	require.Equal(t, "item_closed", workflow.Code(err))
	it, err = d.Item("si-project-manager", 1)
	require.NoError(t, err, "cases go on under a closed version")
	require.Equal(t, s.items[0].Hash, it.Hash)

	s.items[0].Hash = "00"
	_, err = openDefinitions(t.Context(), s, true, func() time.Time { return now })
	require.ErrorContains(t, err, "is not what was published")
}

func TestCalendarTakesLoadedYears(t *testing.T) {
	t.Parallel()
	data, err := inventedYear(calendar.Shipped(), 2030)
	require.NoError(t, err)
	s := &shelf{years: []workflow.CalendarYear{{Year: 2030, Data: data}}}
	d, err := openDefinitions(t.Context(), s, false, time.Now)
	require.NoError(t, err)
	info := d.Calendar().Day(calendar.MustParse("2030-10-01"))
	require.True(t, info.Known)
	require.False(t, info.Working)
	first := d.Calendar().Hash()
	require.Len(t, s.versions, 1, "a calendar is kept before days are counted by it")
	woken := s.woken
	require.NoError(t, d.Reload(t.Context()))
	require.Equal(t, woken, s.woken, "what has not changed wakes nobody")

	s.years[0].Data, err = inventedYear(calendar.Shipped(), 2030)
	require.NoError(t, err)
	other, err := inventedYear(calendar.Shipped(), 2031)
	require.NoError(t, err)
	s.years = append(s.years, workflow.CalendarYear{Year: 2031, Data: other})
	require.NoError(t, d.Reload(t.Context()))
	require.Greater(t, s.woken, woken)
	old, known := d.Counted(first)
	require.True(t, known)
	require.Equal(t, first, old.Hash())
	require.NotEqual(t, first, d.Calendar().Hash())
	_, known = d.Counted("unheard of")
	require.False(t, known)
	again, err := openDefinitions(t.Context(), s, false, time.Now)
	require.NoError(t, err)
	_, known = again.Counted(first)
	require.True(t, known, "also after a start")

	s.years[0].Data = []byte("{}")
	require.Error(t, d.Reload(t.Context()))
}

func TestLayeredFS(t *testing.T) {
	t.Parallel()
	m := item.Files{"forms/a.json": []byte("{}")}
	_, err := fs.ReadFile(layeredFS{item.Files{}, m}, "forms/a.json")
	require.NoError(t, err)
	_, err = fs.ReadFile(layeredFS{item.Files{}, m}, "forms/b.json")
	require.ErrorIs(t, err, fs.ErrNotExist)
}

// The invented enterprises of the demonstration have credit codes that check, as the shipped ones do.
func TestCreditCode(t *testing.T) {
	t.Parallel()
	office, err := catalogue.DemoOffice()
	require.NoError(t, err)
	for _, e := range office.Enterprises {
		require.Equal(t, e.CreditCode, creditCode(e.CreditCode[:17]))
	}
	for _, e := range moreEnterprises() {
		require.Len(t, e.CreditCode, 18)
	}
}

// people is a roster that changes.
type people struct {
	revision     int64
	units        []workflow.Unit
	persons      []workflow.Person
	appointments []workflow.Appointment

	substitutions []workflow.Substitution
	mandates      []workflow.Mandate
}

func (p *people) Substitutions(context.Context) ([]workflow.Substitution, error) {
	return p.substitutions, nil
}
func (p *people) Mandates(context.Context) ([]workflow.Mandate, error) { return p.mandates, nil }
func (p *people) PolicyRevision(context.Context) (int64, error)        { return p.revision, nil }
func (p *people) Units(context.Context) ([]workflow.Unit, error)       { return p.units, nil }
func (p *people) People(context.Context) ([]workflow.Person, error)    { return p.persons, nil }
func (p *people) Appointments(context.Context) ([]workflow.Appointment, error) {
	return p.appointments, nil
}

func TestOfficeFollowsTheRoster(t *testing.T) {
	t.Parallel()
	p := &people{
		units:        []workflow.Unit{{ID: "top", Code: "示"}, {ID: "below", Parent: "top"}, {ID: "beside"}},
		persons:      []workflow.Person{{ID: "a"}, {ID: "b"}},
		appointments: []workflow.Appointment{{Person: "a", Role: policies.Handler, Unit: "top"}, {Person: "b", Role: policies.Handler, Unit: "beside"}},
	}
	p.substitutions = []workflow.Substitution{{ID: "s1", Of: "a", By: "b", Units: []string{"top"}}, {ID: "s2", Of: "a", By: "b", Ended: true}}
	p.mandates = []workflow.Mandate{{ID: "m1", Agent: "b"}, {ID: "m2", Agent: "b", Ended: true}}
	o, err := openOffice(t.Context(), p)
	require.NoError(t, err)
	require.True(t, o.Holds("a", policies.Handler, "below"))
	require.Len(t, o.Substitutions("b"), 1)
	require.Subset(t, o.Substitutions("b")[0].Units, []string{"top", "below"})
	require.Equal(t, p.mandates[:1], o.Mandates("b"))
	require.False(t, o.Holds("b", policies.Handler, "below"))
	require.Equal(t, "示", o.Code("top"))
	require.Equal(t, []workflow.RoleInUnits{{Role: policies.Handler, Units: []string{"below", "top"}}}, o.Held("a"))
	for range 2 { // judged, then remembered
		require.EqualValues(t, 2, o.Reach("a", "below", policies.KindCase, policies.Read))
		require.EqualValues(t, 0, o.Reach("b", "below", policies.KindCase, policies.Read))
	}

	p.revision, p.persons[0].Disabled = 1, true
	require.NoError(t, o.Reload(t.Context()))
	require.EqualValues(t, 1, o.Revision())
	require.False(t, o.Holds("a", policies.Handler, "below"), "who is disabled holds nothing")
	require.EqualValues(t, 0, o.Reach("a", "below", policies.KindCase, policies.Read))

	p.revision, p.appointments = 2, append(p.appointments, workflow.Appointment{Person: "b", Role: "no-such-role", Unit: "top"})
	require.Error(t, o.Reload(t.Context()))
	require.True(t, o.Holds("b", policies.Handler, "beside"), "a faulty roster changes nothing")
}

func TestAppointable(t *testing.T) {
	t.Parallel()
	policy, err := policies.Embedded()
	require.NoError(t, err)
	a := appointing{policy}
	units := []workflow.Unit{{ID: "top"}}
	held := []workflow.Appointment{{Person: "a", Role: policies.SystemAdmin}}
	require.Nil(t, a.Appointable(workflow.Appointment{Person: "a", Role: policies.ItemAdmin, Unit: "top"}, held, units))
	require.Equal(t, "roles_incompatible", a.Appointable(workflow.Appointment{Person: "a", Role: policies.AuditAdmin}, held, units).Code)
	require.Equal(t, "appointment_unit", a.Appointable(workflow.Appointment{Person: "a", Role: policies.Handler, Unit: "x"}, held, units).Code)
	require.Equal(t, "role_unknown", a.Appointable(workflow.Appointment{Person: "a", Role: "x"}, held, units).Code)
	require.Len(t, a.Roles(), 19)
}
