package trail

import "errors"

// heldReceipt is a receipt held outside, to be found again in the log.
type heldReceipt struct {
	Receipt
	found bool
}

func (p *pass) openReceipts(notes [][]byte) {
	p.receipts = map[string][]heldReceipt{}
	for _, b := range notes {
		r, err := OpenReceipt(b, p.keys)
		if f := (*Finding)(nil); errors.As(err, &f) {
			p.add(f)
			continue
		}
		p.receipts[r.Stream] = append(p.receipts[r.Stream], heldReceipt{Receipt: r})
	}
}

// keepReceipts marks the receipts of the scanned entry. A receipt for another hash under the same number means
// that what was promised was replaced.
func (p *pass) keepReceipts(hash Hash) {
	held := p.receipts[string(p.s.stream)]
	for i := range held {
		r := &held[i]
		if r.Number != p.s.number || r.found {
			continue
		}
		r.found = true
		if r.Hash != hash {
			p.add(find(CodeReceiptBroken, p.here(), sentence{"该条是另一内容", "that entry says something else"}))
		}
	}
}

func (p *pass) brokenReceipts() {
	for stream, held := range p.receipts {
		for _, r := range held {
			if !r.found {
				p.add(find(CodeReceiptBroken, place{stream, r.Number, None, 0}, sentence{"没有该条", "there is no such entry"}))
			}
		}
	}
}
