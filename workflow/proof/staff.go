package proof

import (
	"slices"
	"strings"

	"shenpi/workflow/item"
)

// Person is somebody who can act on the cases of an item.
type Person struct {
	ID    string      `json:"id"`
	Roles []string    `json:"roles"`           // in the unit that decides
	Posts []item.Post `json:"posts,omitempty"` // in the others that take part
}

// Staff lists who of some people can act on the cases of an item; held gives the roles of one in a unit.
func Staff(it *item.Item, people []string, held func(person, unit string) []string) []Person {
	staff := []Person{}
	for _, id := range people {
		p := Person{ID: id, Roles: held(id, it.Authority)}
		for _, unit := range it.Units() {
			for _, role := range held(id, unit) {
				p.Posts = append(p.Posts, item.Post{Role: role, Unit: unit})
			}
		}
		if len(p.Roles)+len(p.Posts) > 0 {
			staff = append(staff, p)
		}
	}
	return staff
}

// has reports whether somebody has a post.
func (p *Person) has(post item.Post) bool {
	if post.Unit == "" {
		return slices.Contains(p.Roles, post.Role)
	}
	return slices.Contains(p.Posts, post)
}

// alike are people with the same name: who have the same posts can do the same.
func (p *Person) alike() string {
	held := slices.Clone(p.Roles)
	for _, post := range p.Posts {
		held = append(held, post.Role+"@"+post.Unit)
	}
	slices.Sort(held)
	return strings.Join(held, ",")
}

// Staffing says whether the people appointed today can do every case, in one round.
type Staffing struct {
	Feasible bool      `json:"feasible"` // every path can be done by people who may do it
	Decided  bool      `json:"decided"`  // false: there were too many ways to try them all
	Duties   []Duty    `json:"duties"`   // one way to do all steps, when there is one
	Absences []Absence `json:"absences"` // people whose absence alone would stop something
}

// Duty is who could do a step.
type Duty struct {
	Node   string   `json:"node"`
	People []string `json:"people"`
}

// Absence is somebody who cannot be spared.
type Absence struct {
	Person string   `json:"person"`
	Stops  []string `json:"stops"` // nodes, or acts of the case
}

// nobodyAbsent is no index of a person.
const nobodyAbsent = -1

// staffing decides whether the people there are can do every case, what stops when one of them is absent, and how often
// a case can be sent back.
func (c *checker) staffing() {
	if c.opt.People == nil {
		return
	}
	s := &Staffing{Decided: true, Duties: []Duty{}, Absences: []Absence{}}
	c.r.Staffing = s
	c.duties = c.listDuties()
	able := c.able()
	c.paths = c.listPaths(able)
	s.Feasible = len(able) == len(c.duties)
	who, sure := staff(c.opt.People, c.duties, able, nobodyAbsent)
	for d := range able {
		if who != nil && c.duties[able[d]].act == "" {
			s.Duties = append(s.Duties, Duty{c.duties[able[d]].node, who[able[d]]})
		}
	}
	if who == nil {
		s.Feasible = c.unstaffed(able, sure) && s.Feasible
	}
	c.absences(able)
	if who != nil {
		c.survivals(able)
	}
	if !s.Decided {
		c.r.add(Warning, "staff_undecided", c.top(), nil)
	}
}

// listDuties lists what people have to do: the steps and issues that a case can reach, who names members, and the acts of
// the case.
func (c *checker) listDuties() []duty {
	var list []duty
	at := map[string]int{}
	for _, p := range c.x.it.Places() {
		if p.Kind != item.Step && p.Kind != item.Issue || !c.x.spent && !c.isReached(p.ID) {
			continue
		}
		at[p.ID] = len(list)
		list = append(list, duty{node: p.ID, post: c.post(p.By.Role, p.By.Unit), people: max(1, p.By.People)})
		if p.By.Pick.By != "" {
			list = append(list, duty{node: p.ID, act: "name", post: c.post(p.By.Pick.By, p.By.Unit), people: 1})
		}
	}
	for id, d := range at {
		place := c.x.it.Place(id)
		for _, other := range place.By.NotWho {
			o, there := at[other]
			if there && o != d && actsBefore(c.x.it.Place(other), place) {
				list[d].apart, list[o].apart = list[d].apart.with(o), list[o].apart.with(d)
			}
		}
	}
	return append(list, c.actDuties()...)
}

// post is a role in one of the units of the item, the one that decides without its name.
func (c *checker) post(role, unit string) item.Post {
	if unit == c.x.it.Authority {
		unit = ""
	}
	return item.Post{Role: role, Unit: unit}
}

// actDuties lists who is needed for the acts of the case.
func (c *checker) actDuties() []duty {
	var list []duty
	acts := &c.x.it.Acts
	add := func(act, role, unit string) {
		if role != "" {
			list = append(list, duty{act: act, post: c.post(role, unit), people: 1})
		}
	}
	if x := acts.Extend; x != nil {
		add("extend", x.By, x.Unit)
	}
	if x := acts.Suspend; x != nil {
		add("suspend", x.By.Role, x.By.Unit)
	}
	if x := acts.Terminate; x != nil {
		add("terminate", x.By.Role, x.By.Unit)
	}
	if x := acts.Hearing; x != nil {
		add("hear", x.By.Role, x.By.Unit)
		add("host", x.Host.Role, x.Host.Unit)
	}
	return list
}

// actsBefore reports whether people of a may have acted when people of b do, in one round.
func actsBefore(a, b *item.Place) bool {
	if a.Order < b.Order {
		return true
	}
	for p := a; p.Parent != nil; p = p.Parent { // in another branch of one parallel
		for q := b; q.Parent != nil; q = q.Parent {
			if p.Parent == q.Parent && p.Lane != q.Lane && p.Parent.Kind == item.Parallel {
				return true
			}
		}
	}
	return false
}

// able lists the duties that enough people could have at all, and reports the others.
func (c *checker) able() []int {
	var list []int
	for k := range c.duties {
		d := &c.duties[k]
		n := holders(c.opt.People, d.post)
		if n >= d.people {
			list = append(list, k)
			continue
		}
		pos, title := c.top(), c.dutyTitle(d)
		if at := c.x.it.Place(d.node); at != nil {
			pos = at.Pos
		}
		if n == 0 {
			c.r.add(Warning, "nobody", pos, nil, title, c.postTitle(d.post))
		} else {
			c.r.add(Warning, "too_few", pos, nil, title, c.postTitle(d.post), d.people, n)
		}
	}
	return list
}

// units reports every unit that the item names and that is not there: nobody could ever act for it.
func (c *checker) units() {
	if c.opt.Units == nil {
		return
	}
	known := slices.Clone(c.opt.Units)
	ask := func(unit string, pos item.Position) {
		if unit != "" && !slices.Contains(known, unit) {
			known = append(known, unit) // once
			c.r.add(Error, "unit_unknown", pos, nil, unit)
		}
	}
	ask(c.x.it.Authority, c.top())
	for _, p := range c.x.it.Places() {
		ask(p.By.Unit, p.Pos)
		if p.Call != nil {
			ask(p.Call.Authority, p.Pos)
		}
	}
	for _, unit := range c.x.it.Units() { // of acts of the case
		ask(unit, c.top())
	}
}

// postTitle names a post: the role, and the unit where it is another than the one that decides.
func (c *checker) postTitle(p item.Post) item.Text {
	role := c.role(p.Role)
	if p.Unit == "" {
		return role
	}
	return item.Text{Zh: p.Unit + "的" + role.Zh, En: role.En + " of " + p.Unit}
}

func holders(people []Person, post item.Post) int {
	n := 0
	for k := range people {
		if people[k].has(post) {
			n++
		}
	}
	return n
}

// actTitles are the acts of a case in the sentences about people.
var actTitles = map[string]item.Text{
	"extend":    {Zh: "延长期限", En: "the extension of the time limit"},
	"suspend":   {Zh: "中止办理", En: "the suspension of a case"},
	"terminate": {Zh: "终止办理", En: "the termination of a case"},
	"hear":      {Zh: "告知听证权利", En: "telling the right to be heard"},
	"host":      {Zh: "主持听证", En: "hosting a hearing"},
}

// ActTitle is what an act that stops is called in an Absence; zero for what is none.
func ActTitle(act string) item.Text {
	if act == "name" {
		return item.Text{Zh: "（指定成员）", En: "naming the members of"}
	}
	return actTitles[act]
}

func (c *checker) dutyTitle(d *duty) item.Text {
	if d.act == "name" {
		t := c.x.title(d.node)
		return item.Text{Zh: t.Zh + "（指定成员）", En: t.En + " (naming its members)"}
	}
	if t, ok := actTitles[d.act]; ok {
		return t
	}
	return c.x.title(d.node)
}

// listPaths lists the greatest sets of able duties that one path comes by. What belongs to no path, the acts of the case
// and those who name, is always asked for.
func (c *checker) listPaths(able []int) [][]int {
	g := &gatherer{ruler: c.ruler(""), duty: map[string][]int{}}
	var always []int
	for _, d := range able {
		if c.duties[d].act != "" {
			always = append(always, d)
		} else {
			g.duty[c.duties[d].node] = append(g.duty[c.duties[d].node], d)
		}
	}
	g.ruler.unlimited = map[string]bool{}
	var paths [][]int
	for _, s := range g.paths(c.x.it.Flow) {
		paths = append(paths, append(s.list(), always...))
	}
	c.r.Staffing.Decided = c.r.Staffing.Decided && !g.lost
	return paths
}

// unstaffed decides path by path and reports those that cannot be done; true when all can.
func (c *checker) unstaffed(able []int, sure bool) bool {
	all := true
	for _, path := range c.paths {
		who, sure := staff(c.opt.People, c.duties, path, nobodyAbsent)
		c.r.Staffing.Decided = c.r.Staffing.Decided && sure
		if who != nil || !sure {
			continue
		}
		all = false
		few := core(c.opt.People, c.duties, path, nobodyAbsent)
		last := c.duties[few[len(few)-1]]
		pos := c.top()
		if at := c.x.it.Place(last.node); at != nil {
			pos = at.Pos
		}
		c.r.add(Warning, "unstaffed", pos, nil, c.dutyTitles(path), c.dutyTitles(few))
	}
	return all
}

func (c *checker) dutyTitles(list []int) item.Text {
	var zh, en []string
	for _, d := range list {
		if t := c.dutyTitle(&c.duties[d]); c.duties[d].act == "" {
			zh, en = append(zh, "“"+t.Zh+"”"), append(en, "\""+t.En+"\"")
		}
	}
	return item.Text{Zh: strings.Join(zh, "、"), En: strings.Join(en, ", ")}
}

// absences reports everybody without whom a path could not be done. Of people who have the same posts one is tried.
func (c *checker) absences(able []int) {
	alike := map[string][]int{}
	for p, person := range c.opt.People {
		key := person.alike()
		stops, known := alike[key]
		if !known {
			stops = c.stops(able, p)
			alike[key] = stops
		}
		if len(stops) == 0 {
			continue
		}
		a := Absence{Person: person.ID}
		for _, d := range stops {
			t := &c.duties[d]
			name, pos := t.node, c.top()
			if at := c.x.it.Place(t.node); at != nil {
				pos = at.Pos
			}
			if t.act != "" {
				name = strings.Trim(t.act+" "+t.node, " ")
			}
			a.Stops = append(a.Stops, name)
			c.r.add(Warning, "single_person", pos, nil, person.ID, c.dutyTitle(t))
		}
		c.r.Staffing.Absences = append(c.r.Staffing.Absences, a)
	}
}

// stops lists the duties that end somewhere when a person is absent: of each path that could be done and then cannot, the
// last of the few that are the reason.
func (c *checker) stops(able []int, absent int) []int {
	if who, sure := staff(c.opt.People, c.duties, able, absent); who != nil || !sure {
		c.r.Staffing.Decided = c.r.Staffing.Decided && sure
		return nil
	}
	var stops []int
	for _, path := range c.paths {
		for left := path; ; { // one path may stop at several places
			who, sure := staff(c.opt.People, c.duties, left, absent)
			c.r.Staffing.Decided = c.r.Staffing.Decided && sure
			if who != nil || !sure {
				break
			}
			few := core(c.opt.People, c.duties, left, absent)
			if with, _ := staff(c.opt.People, c.duties, few, nobodyAbsent); with == nil {
				break // it stops with them as well, and was reported
			}
			last := few[len(few)-1]
			if !slices.Contains(stops, last) {
				stops = append(stops, last)
			}
			left = slices.DeleteFunc(slices.Clone(left), func(d int) bool { return d == last })
		}
	}
	slices.Sort(stops)
	return stops
}
