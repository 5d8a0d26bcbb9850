package trail

import (
	"errors"
	"fmt"
	"strconv"
)

// PackReport is what a pack was found to hold.
type PackReport struct {
	Subject  string    `json:"subject"`
	Size     int64     `json:"size"` // of the log it is proved against
	Streams  int       `json:"streams"`
	Entries  int64     `json:"entries"`
	Erased   int64     `json:"erased"` // payloads
	Files    int       `json:"files"`
	Absent   int       `json:"absent"`   // files kept no longer
	WentOn   int       `json:"went_on"`  // cases that its maker says have entries younger than its checkpoint
	LeftOut  int       `json:"left_out"` // cases that came or were erased after it, and are not in the pack
	Findings []Finding `json:"findings"`
	Note     []byte    `json:"-"` // the checkpoint, with whatever cosignatures it has
}

// OK reports whether nothing was found.
func (r PackReport) OK() bool { return len(r.Findings) == 0 }

// Verify checks every entry of a pack: its place in its stream, its payload, the proof that the log of the checkpoint
// has it, that the stream is whole up to its signed head, that the files it names are there, and that what is said to be
// erased was. Kept are checkpoints and
// receipts that were held outside. Of each stream only the first bad entry is a finding. An error is that of reading.
func (p *Pack) Verify(kept, receipts [][]byte) (PackReport, error) {
	r := PackReport{Subject: p.Subject, Size: p.Checkpoint.Size, Note: p.Note, Absent: len(p.manifest.Absent), Findings: []Finding{}}
	for _, name := range p.Names() {
		if packFile(name) != "" {
			r.Files++
		}
	}
	held := map[string][]Hash{} // what receipts name, by stream
	opened := p.openReceipts(receipts, &r)
	for _, x := range opened {
		held[x.Stream] = nil
	}
	seen := map[string]bool{}
	for _, s := range p.manifest.Streams {
		r.Streams++
		if seen[s.Stream] {
			r.Findings = append(r.Findings, *packForm("同一留痕出现两次", "a stream is there twice", s.Stream))
			continue
		}
		seen[s.Stream] = true
		_, keep := held[s.Stream]
		hashes, err := p.verifyStream(s, keep, &r)
		if f := (*Finding)(nil); errors.As(err, &f) {
			r.Findings = append(r.Findings, *f)
		} else if err != nil {
			return r, err
		}
		held[s.Stream] = hashes
	}
	for _, x := range opened {
		if !seen[x.Stream] {
			r.add(find(CodeReceiptElsewhere, place{stream: x.Stream, number: x.Number, position: None}, sentence{}))
			continue
		}
		r.receipt(x, held[x.Stream], p.Checkpoint)
	}
	for _, b := range kept {
		r.kept(b, p)
	}
	return r, nil
}

// verifyStream checks one stream and gives the hashes of its entries if they are to be kept.
func (p *Pack) verifyStream(s packStream, keep bool, report *PackReport) (hashes []Hash, err error) {
	check := entryCheck{pack: p, before: -1}
	head, err := VerifyStream(s.Stream, func(yield func(Record, error) bool) {
		for next, err := range p.rows(s.Member) {
			if !yield(next.record, err) || err != nil {
				return
			}
			if err := check.entry(next); err != nil { // its place in the stream was right
				yield(Record{}, err)
				return
			}
			report.Entries++
			if next.record.Erased {
				report.Erased++
			}
			if keep {
				var h hasher
				hashes = append(hashes, h.record(next.record.Entry))
			}
		}
	})
	if err != nil {
		return hashes, err
	}
	if check.absent != nil {
		return hashes, check.absent
	}
	note, err := p.readAll(s.Member+".head", maxPackNote)
	if err != nil {
		return hashes, err
	}
	signed, err := OpenSignedHead(note, p.Keys)
	if err != nil {
		return hashes, err
	}
	if s.Entries != head.Number {
		return hashes, packMemberFinding("条数与清单不符", "not as long as its manifest says", s.Member+".jsonl")
	}
	return hashes, CheckHead(signed, p.Checkpoint, head)
}

// entryCheck holds the entries of one stream against the log and the files.
type entryCheck struct {
	pack   *Pack
	before int64    // position of the entry before
	absent *Finding // the first file that is kept no longer, where no erasure after it says so yet
}

func (k *entryCheck) entry(next row) error {
	e, err := Open(next.record.Entry)
	if err != nil {
		return err
	}
	at := place{stream: e.Stream, number: e.Number, position: next.record.Position}
	if next.record.Position <= k.before {
		return find(CodeNotIncluded, at, sentence{"位置不在前一条之后", "its position is not after that of the entry before it"})
	}
	k.before = next.record.Position
	if f := (*Finding)(nil); errors.As(CheckInclusion(k.pack.Checkpoint.Tree, e.Hash, next.proof), &f) {
		return find(CodeNotIncluded, at, sentence{"证明路径不成立", "the proof does not lead to the signed root"})
	}
	return k.files(e, at)
}

// files looks for what an entry names. A file that the office issued is there; another one may be absent once it was erased.
func (k *entryCheck) files(e Entry, at place) error {
	if e.Kind == KindErased {
		k.absent = nil
	}
	for _, f := range filesNamed(e.Facts) {
		if k.pack.members[packFiles+f.sha256] != nil {
			continue
		}
		missing := find(CodePackFile, at, same(f.sha256))
		if f.issued || !k.pack.absent[f.sha256] {
			return missing
		}
		if k.absent == nil {
			k.absent = missing
		}
	}
	return nil
}

// kept holds a checkpoint that was kept outside against that of the pack.
func (r *PackReport) kept(b []byte, p *Pack) {
	c, err := OpenCheckpoint(b, p.Keys)
	proof, proved := p.grown[strconv.FormatInt(c.Size, 10)]
	switch {
	case err != nil:
	case c.Size > p.Checkpoint.Size: // the pack is the older of the two
		err = find(CodePackUnconnected, place{position: None, until: c.Size}, sentence{"证据包较早", "the pack is older"})
	case c.Size == p.Checkpoint.Size && c.Root != p.Checkpoint.Root:
		err = CheckConsistency(c, p.Checkpoint, nil)
	case c.Size == p.Checkpoint.Size || c.Size == 0:
	case !proved:
		when := formatInstant(p.Checkpoint.RecordedAt)
		err = find(CodePackUnconnected, place{position: None, until: c.Size}, sentence{"证据包的检查点为" + when, "its own is of " + when})
	default:
		err = CheckConsistency(c, p.Checkpoint, proof)
	}
	r.add(err)
}

func (p *Pack) openReceipts(receipts [][]byte, r *PackReport) (opened []Receipt) {
	for _, b := range receipts {
		x, err := OpenReceipt(b, p.Keys)
		if err == nil {
			opened = append(opened, x)
		}
		r.add(err)
	}
	return opened
}

// receipt holds the promise of a receipt against the entries of its stream.
func (r *PackReport) receipt(x Receipt, hashes []Hash, c Checkpoint) {
	at := place{stream: x.Stream, number: x.Number, position: None}
	switch {
	case x.Number <= int64(len(hashes)) && hashes[x.Number-1] != x.Hash:
		r.add(find(CodeReceiptBroken, at, sentence{"该条不同", "it is another one"}))
	case x.Number > int64(len(hashes)) && c.RecordedAt.Sub(x.RecordedAt) > MergeWithin:
		r.add(find(CodeReceiptBroken, at, sentence{fmt.Sprintf("仅有%d条", len(hashes)), fmt.Sprintf("there are only %d", len(hashes))}))
	}
}

func (r *PackReport) add(err error) {
	if f := (*Finding)(nil); errors.As(err, &f) {
		r.Findings = append(r.Findings, *f)
	}
}

// FailedPack is the report of a pack that could not be opened for what a *Finding says; another error it gives back.
func FailedPack(err error) (PackReport, error) {
	var f *Finding
	if !errors.As(err, &f) {
		return PackReport{}, err
	}
	return PackReport{Findings: []Finding{*f}}, nil
}
