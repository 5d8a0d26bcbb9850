package workflow

import (
	"shenpi/workflow/calendar"
	"shenpi/workflow/item"
)

// Version is a published version of an item with what decides whether it takes filings.
type Version struct {
	*item.Item
	Closed bool // published without taking filings, whatever its definition says
}

// onlyShown reports whether a version is for demonstrations: its days are history and bind nobody.
func (v Version) onlyShown() bool { return v.Open == "demo" }

func (v Version) closed() bool { return v.Closed || v.Open == "closed" }

// Filing picks of the versions of one item the one under which an application received on a day is filed: the version in
// force on that day. A version takes over on its first day. What is for demonstrations only takes filings in a
// demonstration on any day no law is in force, and nowhere else.
func Filing(versions []Version, on calendar.Date, demo bool) (*item.Item, error) {
	if len(versions) == 0 {
		return nil, refuse(NotFound, "item_not_found")
	}
	now, why := inForce(versions, on)
	if now != nil {
		return now, nil
	}
	for i := len(versions) - 1; demo && i >= 0; i-- {
		if v := versions[i]; v.onlyShown() && !v.closed() {
			return v.Item, nil
		}
	}
	return nil, why
}

// inForce is the version in force on a day, or why none takes filings then.
func inForce(versions []Version, on calendar.Date) (*item.Item, *Error) {
	v, first := Version{}, ""
	for _, x := range versions {
		if x.onlyShown() {
			continue
		}
		if first == "" || x.Effective.From < first {
			first = x.Effective.From
		}
		if x.Effective.From <= on.String() && (v.Item == nil || x.Effective.From >= v.Effective.From) {
			v = x
		}
	}
	switch {
	case v.Item == nil && first != "":
		return nil, refuse(Conflict, "item_not_yet", first)
	case v.Item == nil, v.closed():
		return nil, refuse(Conflict, "item_closed")
	case v.Effective.To != "" && v.Effective.To < on.String():
		return nil, refuse(Conflict, "item_ended", v.Effective.To)
	}
	return v.Item, nil
}

// The states of a published version.
const (
	VersionInForce  = "in_force" // it takes the applications of the day
	VersionLater    = "later"    // its first day is still to come
	VersionReplaced = "replaced" // a later one takes them
	VersionClosed   = "closed"   // nobody can apply under it any more
)

// StateOf says what a version is on a day; filing is the version under which an application of that day is filed, 0 where
// there is none. Cases that were filed under a version stay on it, whatever its state.
func StateOf(it *item.Item, filing int, on calendar.Date) string {
	switch {
	case it.Version == filing:
		return VersionInForce
	case it.Open != "demo" && it.Effective.From > on.String():
		return VersionLater
	case it.Version < filing:
		return VersionReplaced
	}
	return VersionClosed
}

// FollowsOn refuses a version that would leave days on which no version of the item is in force, or days on which two
// are, or that would change what was in force on a day that is over. The first version of an item may begin on any day.
func FollowsOn(versions []Version, next *item.Item, today calendar.Date) *Error {
	if next.Open == "demo" {
		return nil
	}
	var last *item.Item
	for _, v := range versions {
		if !v.onlyShown() && (last == nil || v.Effective.From >= last.Effective.From) {
			last = v.Item
		}
	}
	if last == nil {
		return nil
	}
	from, to := next.Effective.From, last.Effective.To
	switch {
	case from <= last.Effective.From:
		return at(refuse(Invalid, "effective_order", last.Effective.From), "/effective/from")
	case to != "" && from <= to:
		return at(refuse(Invalid, "effective_overlap", to), "/effective/from")
	case to != "" && from != dayAfter(to):
		return at(refuse(Invalid, "effective_gap", dayAfter(to)), "/effective/from")
	case to == "" && from < today.String():
		return at(refuse(Invalid, "effective_past", today.String()), "/effective/from")
	}
	return nil
}

func dayAfter(day string) string { return calendar.MustParse(day).AddDays(1).String() } // a definition's days exist
