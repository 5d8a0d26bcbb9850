package item

import "slices"

// Units are the units that take part in a case beside the one that decides it: those whose officers decide a step or do an
// act of the case, each once.
func (i *Item) Units() []string {
	var units []string
	for _, p := range i.Posts() {
		if p.Unit != "" && p.Unit != i.Authority && !slices.Contains(units, p.Unit) {
			units = append(units, p.Unit)
		}
	}
	return units
}

// Posts are the posts to which the item gives something to do, each once: at a step, about its members, or as an act of
// the case.
func (i *Item) Posts() []Post {
	var posts []Post
	add := func(list ...Post) {
		for _, p := range list {
			if p.Role != "" && !slices.Contains(posts, p) {
				posts = append(posts, p)
			}
		}
	}
	for _, p := range i.Places() {
		add(Post{p.By.Role, p.By.Unit}, Post{p.By.Pick.By, p.By.Unit})
		if p.By.MayAdd != nil {
			add(Post{p.By.MayAdd.Role, p.By.Unit})
		}
	}
	a := &i.Acts
	if a.Extend != nil {
		add(Post{Role: a.Extend.AskedBy}, a.Extend.Post())
	}
	if a.Suspend != nil {
		add(a.Suspend.By)
	}
	if a.Hearing != nil {
		add(a.Hearing.By, a.Hearing.Host)
	}
	if a.Terminate != nil {
		add(a.Terminate.By)
	}
	if a.Correct != nil {
		add(a.Correct.By)
	}
	if a.Erase != nil {
		add(a.Erase.By)
	}
	return posts
}

// lawJoint is the limit of what several units handle together: 45 working days and 15 more (Art. 42(2)).
const lawJoint = "decide-joint"

// jointLimit: the longer limit is for several units, and they are named.
func (r *reader) jointLimit(v *value) {
	if r.d.Limits.Law == lawJoint && len(r.d.Legal.Joint) == 0 {
		r.add(v.pos, "joint_missing")
	}
}

// jointHead: what several units handle is extended by the head of the government over them (Art. 42(2): 经本级人民政府负责人批准).
func (r *reader) jointHead(e *Extend, v *value) {
	l := &r.d.Legal
	if len(l.Joint) > 0 && r.d.Limits.Law == lawJoint && r.d.Limits.Otherwise == nil && (e.Unit == "" || e.Unit == r.d.Authority || slices.Contains(l.Joint, e.Unit)) {
		r.add(v.pos, "joint_extension")
	}
}

// stepUnit reads the unit of a step: one of those that handle the item jointly, or the one that decides.
func (r *reader) stepUnit(v *value) string {
	unit := r.id(v)
	if unit != "" && unit != r.d.Authority && !slices.Contains(r.d.Legal.Joint, unit) {
		r.add(v.pos, "unit_not_joint", unit)
	}
	return unit
}

// checkJoint reports a unit said to take part that has no step.
func (r *reader) checkJoint() {
	for i, unit := range r.d.Legal.Joint {
		if !slices.ContainsFunc(r.index.Places(), func(p *Place) bool { return p.By.Unit == unit }) {
			r.add(r.joint[i], "joint_idle", unit)
		}
	}
}
