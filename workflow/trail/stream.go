package trail

import (
	"errors"
	"fmt"
	"iter"
	"time"
)

// Unmerged is the Position of an entry that the merger has not taken into the log yet.
const Unmerged = -1

// KindErased is the kind of the entry that says that what people wrote was erased: the payloads of all entries before it in
// its stream, and the files of theirs that the office did not issue itself. Nothing else accounts for a payload that is gone.
const KindErased = "erased"

// Record is one stored entry with what is stored beside it.
type Record struct {
	Position int64    // 0-based place in the log, or Unmerged; VerifyStream only quotes it
	Entry    []byte   // as stored; not kept longer than until the next record
	Hash     Hash     // the hash stored beside it; zero when there is none
	Stream   string   // the columns it is filed under; empty when there are none
	Number   int64    //
	Payload  *Payload // nil when there is none or it was erased
	Erased   bool     // the payload is said to be erased: a later entry KindErased has to say so too
}

// VerifyStream checks all entries of one stream in order: hashes, numbers, chain, times and payloads, and in the end that
// what is said to be erased was. It returns the head as far as the entries are good and, when one is not, a *Finding that
// names the first bad one. Whether entries are missing at the end only a SignedHead or a later checkpoint can tell.
func VerifyStream(stream string, records iter.Seq2[Record, error]) (Head, error) {
	c := checker{}
	l := link{at: never}
	head := Head{Stream: stream}
	for r, err := range records {
		if err != nil {
			return head, fmt.Errorf("read entries of %s: %w", stream, err)
		}
		hash, f := c.bytes(r)
		if f == nil && string(c.s.stream) != stream {
			f = find(CodeWrongStream, c.place(r), same(stream))
		}
		if f == nil {
			f = c.follow(&l, hash, r)
		}
		if f == nil {
			f = c.payload(r)
		}
		if f != nil {
			if f.Stream == "" {
				f = find(f.Code, place{stream, l.number + 1, r.Position, 0}, detailOf(c.err))
			}
			return head, f
		}
		l.account(string(c.s.kind) == KindErased, c.s.number, r)
		head = headAt(stream, l)
	}
	if l.owed > 0 {
		return head, find(CodeErasureUnrecorded, place{stream, l.owed, l.owedAt, 0}, sentence{})
	}
	return head, nil
}

// link is the running head of a stream.
type link struct {
	number int64
	hash   Hash
	at     int64 // microseconds since 1970
	owed   int64 // number of the first entry whose payload is said to be erased, which no entry KindErased after it says yet
	owedAt int64 // its position
	bad    bool  // a finding was made: the ones that follow from it are not repeated
	seen   bool  // its stored head row was read
}

// account notes that the payload of an entry is said to be erased, or that the entry is the erasure of those before it.
func (l *link) account(erasure bool, number int64, r Record) {
	switch {
	case erasure:
		l.owed = 0
	case r.Erased && l.owed == 0:
		l.owed, l.owedAt = number, r.Position
	}
}

// checker does the checks of a single entry; both verifications use it.
type checker struct {
	s   scanner
	h   hasher
	err error // of the last scan
}

// bytes checks the entry by itself: its stored hash, its format, the columns beside it.
func (c *checker) bytes(r Record) (Hash, *Finding) {
	hash := c.h.record(r.Entry)
	c.err = c.s.scan(r.Entry)
	switch {
	case r.Hash != Hash{} && r.Hash != hash:
		return hash, find(CodeHashMismatch, c.place(r), sentence{})
	case c.err != nil:
		return hash, find(CodeEntryMalformed, c.place(r), detailOf(c.err))
	case r.Stream != "" && (r.Stream != string(c.s.stream) || r.Number != c.s.number):
		return hash, find(CodeColumnMismatch, c.place(r), same(fmt.Sprintf("%s %d", r.Stream, r.Number)))
	}
	return hash, nil
}

// place names an entry by the columns it is filed under when its bytes no longer say it.
func (c *checker) place(r Record) place {
	if c.err != nil || len(c.s.stream) == 0 {
		return place{r.Stream, r.Number, r.Position, 0}
	}
	return place{string(c.s.stream), c.s.number, r.Position, 0}
}

// follow checks that the scanned entry follows l, and moves l on to it.
func (c *checker) follow(l *link, hash Hash, r Record) (f *Finding) {
	switch n := c.s.number; {
	case n <= l.number:
		return find(CodeDuplicateEntry, c.place(r), sentence{})
	case n > l.number+1:
		f = find(CodeNumberGap, place{string(c.s.stream), l.number + 1, r.Position, 0}, same(n))
	case c.s.prev != l.hash:
		f = find(CodeChainBroken, c.place(r), sentence{})
	case c.s.recordedAt < l.at:
		f = find(CodeTimeBackwards, c.place(r), sentence{})
	}
	l.number, l.hash, l.at = c.s.number, hash, max(l.at, c.s.recordedAt)
	return f
}

func (c *checker) payload(r Record) *Finding {
	var why sentence
	switch none := c.s.payload == (Hash{}); {
	case none && (r.Payload != nil || r.Erased):
		why = sentence{"该条没有附载", "the entry has none"}
	case none:
	case r.Erased && r.Payload != nil:
		why = sentence{"标作已删除而仍在", "it is said to be erased, and is there"}
	case r.Erased:
	case r.Payload == nil:
		why = sentence{"附载缺失，也未标作已删除", "it is gone, and not said to be erased"}
	case c.h.payload(*r.Payload) != c.s.payload:
		why = sentence{"附载被改动过", "it was altered"}
	}
	if why.en == "" {
		return nil
	}
	return find(CodePayloadMismatch, c.place(r), why)
}

func detailOf(err error) sentence {
	f := (*FormatError)(nil)
	if !errors.As(err, &f) {
		return sentence{}
	}
	return sentence{fmt.Sprintf("第%d字节起（%s）", f.Offset, f.Reason), fmt.Sprintf("byte %d, %s", f.Offset, f.Reason)}
}

func headAt(stream string, l link) Head {
	return Head{Stream: stream, Number: l.number, Hash: l.hash, RecordedAt: time.UnixMicro(l.at).UTC()}
}
