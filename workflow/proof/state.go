package proof

import (
	"encoding/binary"

	"shenpi/workflow/flow"
)

// Marks are what the clocks of a case remember of its way: a clock starts once, and what a void decision started stays.
type Marks struct {
	Decide  bool // the clock of the decision was started
	Issue   bool // that of the issue was
	Decided bool // the case is decided: an issue was opened or its clock started
}

// state is a position in normal form with the marks of its clocks.
type state struct {
	p     flow.Position
	marks Marks
}

func bit(b bool, n uint) byte {
	if b {
		return 1 << n
	}
	return 0
}

// The statuses and votes by their numbers in the encoding.
var (
	statuses = []flow.Status{flow.Open, flow.Done, flow.Closed, flow.Void}
	votes    = []string{"", flow.VotePass, flow.VoteFail}
)

func indexOf[T comparable](list []T, x T) uint64 {
	for k, y := range list {
		if x == y {
			return uint64(k)
		}
	}
	return 0
}

// encode writes a state in normal form as a key; decode reads it back, good until the next one is read.
func (l *lens) encode(s *state) string {
	b := l.written[:0]
	put := func(n uint64) { b = binary.AppendUvarint(b, n) }
	put(uint64(bit(s.marks.Decide, 0) | bit(s.marks.Issue, 1) | bit(s.marks.Decided, 2)))
	put(l.intern(s.p.End))
	put(uint64(len(s.p.Visits)))
	for k := range s.p.Visits {
		v := &s.p.Visits[k]
		put(l.intern(v.Node))
		put(indexOf(statuses, v.Status)<<3 | uint64(bit(len(v.Seats) > 0, 0)|bit(v.Ask != nil, 1)|bit(len(v.Asked)+len(v.Acted) > 0, 2)))
		put(uint64(v.Opener))
		put(uint64(v.Block))
		for _, name := range []string{v.Lane, v.Case, v.Outcome, v.Decision, v.Reason} {
			put(l.intern(name))
		}
		if len(v.Seats) > 0 {
			put(uint64(v.Need))
			put(uint64(len(v.Seats)))
			for _, seat := range v.Seats {
				put(indexOf(votes, seat.Vote)<<3 | uint64(bit(seat.Person != "", 0)|bit(seat.NamedBy != "", 1)|bit(seat.AddedBy != "", 2)))
				put(l.intern(seat.Decision))
			}
		}
		if v.Ask != nil {
			put(l.intern(v.Ask.Decision))
			put(l.intern(v.Ask.Of))
			put(l.intern(v.Ask.Person))
		}
		if len(v.Asked)+len(v.Acted) > 0 {
			put(uint64(len(v.Asked)))
			for _, d := range v.Asked {
				put(l.intern(d))
			}
			put(uint64(len(v.Acted)))
		}
	}
	l.written = b
	return string(b)
}

// decoder reads a key; it was written by encode and is trusted.
type decoder struct {
	l *lens
	b string
}

func (d *decoder) number() uint64 {
	n, shift := uint64(0), uint(0)
	for k := 0; ; k++ {
		c := d.b[k]
		n |= uint64(c&0x7f) << shift
		if c < 0x80 {
			d.b = d.b[k+1:]
			return n
		}
		shift += 7
	}
}

func (d *decoder) name() string { return d.l.named(d.number()) }

func (l *lens) decode(key string) state {
	d := decoder{l, key}
	marks := d.number()
	s := state{marks: Marks{marks&1 != 0, marks&2 != 0, marks&4 != 0}}
	s.p.End = d.name()
	n := int(d.number())
	if n == 0 {
		return s
	}
	l.decoded = emptied(l.decoded, n)
	s.p.Visits = l.decoded
	for k := range s.p.Visits {
		d.visit(&s.p.Visits[k], k+1)
	}
	return s
}

func (d *decoder) visit(v *flow.Visit, id int) {
	v.ID, v.Node = id, d.name()
	flags := d.number()
	v.Status = statuses[flags>>3]
	v.Opener, v.Block = int(d.number()), int(d.number())
	v.Lane, v.Case, v.Outcome, v.Decision, v.Reason = d.name(), d.name(), d.name(), d.name(), d.name()
	if flags&1 != 0 {
		v.Need = int(d.number())
		v.Seats = make([]flow.Seat, int(d.number()))
		for k := range v.Seats {
			d.seat(&v.Seats[k], k)
		}
	}
	if flags&2 != 0 {
		v.Ask = &flow.Asking{Decision: d.name(), By: somebody, Of: d.name(), Person: d.name()}
	}
	if flags&4 != 0 {
		for range d.number() {
			v.Asked = append(v.Asked, d.name())
		}
		for range d.number() {
			v.Acted = append(v.Acted, somebody)
		}
	}
}

func (d *decoder) seat(s *flow.Seat, k int) {
	flags := d.number()
	s.Vote = votes[flags>>3]
	if flags&1 != 0 {
		s.Person = seated(k)
	}
	if flags&2 != 0 {
		s.NamedBy = somebody
	}
	if flags&4 != 0 {
		s.AddedBy = somebody
	}
	s.Decision = d.name()
}
