package workflow

import (
	"slices"

	"shenpi/workflow/item"
)

// indispensable are the roles that somebody must hold: without the one nobody gives roles any more, without the other
// nobody keeps people and the service.
var indispensable = []struct {
	role  string
	title item.Text
}{
	{"security-admin", item.Text{Zh: "安全管理员", En: "Security administrator"}},
	{"system-admin", item.Text{Zh: "系统管理员", En: "System administrator"}},
}

// WhyNotLeave says why a person cannot be left with these roles alone, or nil: the last holder of a role that somebody
// must hold keeps it. holding lists who holds a role, in whatever unit.
func WhyNotLeave(person string, with []string, holding func(role string) []string) *Error {
	for _, r := range indispensable {
		if !slices.Contains(with, r.role) && slices.Equal(holding(r.role), []string{person}) {
			return &Error{Kind: Conflict, Code: "last_holder", Nodes: []string{r.role}, Text: item.Text{
				Zh: "此后将无人担任" + r.title.Zh + "，请先任命另一人。",
				En: "Nobody would hold the role " + r.title.En + " any more: appoint somebody else first.",
			}}
		}
	}
	return nil
}
