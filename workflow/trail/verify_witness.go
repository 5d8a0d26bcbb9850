package trail

import (
	"errors"
	"time"
)

// witnessed is what became of the checkpoints that witnesses should cosign.
type witnessed struct {
	witnesses *Witnesses
	now       time.Time
	waiting   *Checkpoint // the first that agrees and was not cosigned, after the last that was
}

// enough says whether enough of the witnesses cosigned the checkpoint of a note.
func (p *pass) enough(b []byte) bool {
	if p.witnesses == nil {
		return false
	}
	found, err := p.witnesses.Of(b)
	if f := (*Finding)(nil); errors.As(err, &f) {
		p.add(f)
	}
	return err == nil && len(found) >= p.witnesses.quorum
}

// vouch takes a checkpoint that agrees with the entries. They come by size; the same one may come again, kept outside.
func (p *pass) vouch(c heldCheckpoint) {
	last := p.report.Cosigned
	switch {
	case c.cosigned:
		p.report.Cosigned, p.waiting = &c.Checkpoint, nil
	case p.waiting == nil && (last == nil || last.Size < c.Size):
		p.waiting = &c.Checkpoint
	}
}

// uncosigned finds that the witnesses have said nothing of the log for too long.
func (p *pass) uncosigned() {
	if p.witnesses == nil || p.waiting == nil || p.now.Sub(p.waiting.RecordedAt) <= CosignWithin {
		return
	}
	when := formatInstant(p.waiting.RecordedAt)
	p.add(find(CodeNotCosigned, place{position: p.cosignedSize(), until: p.report.Signed.Size}, sentence{"自" + when + "的检查点起没有", "none since the checkpoint of " + when}))
}

// cosignedSize is up to where the word of witnesses vouches for the log.
func (p *pass) cosignedSize() int64 {
	if p.report.Cosigned == nil {
		return 0
	}
	return p.report.Cosigned.Size
}
