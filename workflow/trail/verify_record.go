package trail

import (
	"fmt"
	"iter"
	"slices"
	"strings"
	"time"
)

// record takes the next record of the export.
func (p *pass) record(r Record) error {
	merged := r.Position != Unmerged
	if merged {
		if r.Position != p.next {
			p.add(find(CodePositionGap, place{position: p.next}, same(r.Position)))
		}
		p.next = r.Position + 1
	}
	if err := p.reach(p.tree.size); err != nil {
		return err
	}
	hash, f := p.bytes(r)
	p.rec = r
	if f != nil {
		p.add(f)
	}
	if p.err == nil {
		p.chain(r, hash, f != nil)
	}
	if !merged {
		p.report.Unmerged++
		return nil
	}
	p.report.Entries++
	return p.push(hash, f != nil)
}

// chain checks what can be checked of an entry that can be read; bad says that a finding on it was made already.
func (p *pass) chain(r Record, hash Hash, bad bool) {
	l := p.link()
	l.bad = l.bad || bad
	f := p.follow(l, hash, r)
	switch {
	case f == nil:
	case f.Code == CodeTimeBackwards:
		p.add(f)
	case !l.bad:
		l.bad = true
		p.add(f)
	}
	if !bad {
		if f := p.payload(r); f != nil {
			p.add(f)
		}
	}
	l.account(string(p.s.kind) == KindErased, p.s.number, r)
	if r.Erased {
		p.report.Erased++
	}
	if p.s.recordedAt < p.newest-MergeWithin.Microseconds() && p.newest != never {
		when := formatInstant(time.UnixMicro(p.newest))
		p.add(find(CodeNotMergedInTime, p.here(), same(when)))
	}
	if len(p.receipts) > 0 {
		p.keepReceipts(hash)
	}
}

// link finds the running head of the scanned entry's stream.
func (p *pass) link() *link {
	i, ok := p.index[string(p.s.stream)]
	if !ok {
		i = len(p.links)
		p.index[string(p.s.stream)] = i
		p.links = append(p.links, link{at: never})
	}
	return &p.links[i]
}

// unrecordedErasures names in each stream the first entry whose payload is said to be erased without an entry that says so.
// It is asked for in the end, since that comes later in the log. A stream whose chain is bad has its finding.
func (p *pass) unrecordedErasures() {
	for stream, i := range p.index {
		if l := &p.links[i]; l.owed > 0 && !l.bad {
			p.add(find(CodeErasureUnrecorded, place{stream, l.owed, l.owedAt, 0}, sentence{}))
		}
	}
}

// heads compares the stored heads with the streams. A stream whose chain is bad already has its finding.
func (p *pass) heads(heads iter.Seq2[Head, error]) error {
	if heads == nil {
		return nil
	}
	for h, err := range heads {
		if err != nil {
			return fmt.Errorf("read heads: %w", err)
		}
		i, ok := p.index[h.Stream]
		if !ok {
			if h.Number != 0 {
				p.headMismatch(h.Stream, h.Number, sentence{"一条也没有", "it has no entries"})
			}
			continue
		}
		l := &p.links[i]
		l.seen = true
		at := headAt(h.Stream, *l)
		switch {
		case l.bad:
		case l.number != h.Number:
			p.headMismatch(h.Stream, h.Number, sentence{
				fmt.Sprintf("现有%d条", l.number), fmt.Sprintf("it has %d", l.number)})
		case l.hash != h.Hash:
			p.headMismatch(h.Stream, h.Number, sentence{"该条不同", "that entry is another one"})
		case !h.RecordedAt.IsZero() && !h.RecordedAt.Equal(at.RecordedAt):
			p.headMismatch(h.Stream, h.Number, sentence{"该条的时间不同", "that entry has another time"})
		}
	}
	var missing []string
	for stream, i := range p.index {
		if !p.links[i].seen {
			missing = append(missing, stream)
		}
	}
	slices.SortFunc(missing, strings.Compare)
	for _, stream := range missing {
		n := p.links[p.index[stream]].number
		p.headMismatch(stream, 0, sentence{fmt.Sprintf("现有%d条", n), fmt.Sprintf("it has %d", n)})
	}
	return nil
}

func (p *pass) headMismatch(stream string, number int64, why sentence) {
	p.add(find(CodeHeadMismatch, place{stream, number, None, 0}, why))
}
