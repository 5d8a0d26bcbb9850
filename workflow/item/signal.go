package item

// Signal is a signal of the electronic supervision over a limit.
type Signal struct {
	At   int      `json:"at,omitempty"` // percent of the limit that is used; of warnings only
	Tell []string `json:"tell"`         // roles that are told besides who works on it
}

// The signals: two warnings while a limit runs, a yellow card for a step, a red one for a promise, the law or a decision
// that the law made.
const (
	Half    = "half"
	Near    = "near"
	Yellow  = "yellow"
	Red     = "red"
	Warning = "warning" // the colour of the first two
)

// usualSignals hold where an item says nothing: whoever is over those who are late hears of it.
var usualSignals = map[string]Signal{
	Half:   {At: 50},
	Near:   {At: 80, Tell: []string{"office-head"}},
	Yellow: {Tell: []string{"office-head"}},
	Red:    {Tell: []string{"office-head", "agency-head"}},
}

// Signal is how the item gives one of the signals.
func (d *Definition) Signal(name string) Signal {
	if s, ok := d.Signals[name]; ok {
		return s
	}
	return usualSignals[name]
}

// signals reads how the item warns, and whom.
func (r *reader) signals(v *value) {
	if v == nil {
		return
	}
	f := r.mapping(v)
	for _, name := range []string{Half, Near, Yellow, Red} {
		v := f.get(name)
		if v == nil {
			continue
		}
		g, s := r.mapping(v), usualSignals[name]
		if name == Half || name == Near {
			if at := g.get("at"); at != nil {
				s.At = r.percent(at)
			}
		}
		if tell := g.get("tell"); tell != nil {
			s.Tell = r.strs(tell, func(role string, pos Position) {
				if !actingRoles[role] {
					r.add(pos, "unknown_role", role)
				}
			})
		}
		g.done()
		if r.d.Signals == nil {
			r.d.Signals = map[string]Signal{}
		}
		r.d.Signals[name] = s
	}
	f.done()
	if half, near := r.d.Signal(Half), r.d.Signal(Near); half.At >= near.At && near.At > 0 {
		r.add(v.pos, "signals_order", half.At, near.At)
	}
}
