package item

import "slices"

// Units are the units that take part in a case beside the one that decides it: those whose officers decide a step or do an
// act of the case, each once.
func (i *Item) Units() []string {
	var units []string
	add := func(unit string) {
		if unit != "" && unit != i.Authority && !slices.Contains(units, unit) {
			units = append(units, unit)
		}
	}
	for _, p := range i.Places() {
		add(p.By.Unit)
	}
	a := &i.Acts
	if a.Extend != nil {
		add(a.Extend.Unit)
	}
	if a.Suspend != nil {
		add(a.Suspend.By.Unit)
	}
	if a.Hearing != nil {
		add(a.Hearing.By.Unit)
		add(a.Hearing.Host.Unit)
	}
	if a.Terminate != nil {
		add(a.Terminate.By.Unit)
	}
	if a.Correct != nil {
		add(a.Correct.By.Unit)
	}
	return units
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
