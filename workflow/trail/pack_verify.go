package trail

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
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
	Absent   int       `json:"absent"` // files kept no longer
	Findings []Finding `json:"findings"`
}

// OK reports whether nothing was found.
func (r PackReport) OK() bool { return len(r.Findings) == 0 }

// Verify checks every entry of a pack: its place in its stream, its payload, the proof that the log of the checkpoint
// has it, that the stream is whole up to its signed head, and that the files it names are there. Kept are checkpoints and
// receipts that were held outside. Of each stream only the first bad entry is a finding. An error is that of reading.
func (p *Pack) Verify(kept, receipts [][]byte) (PackReport, error) {
	r := PackReport{Subject: p.Subject, Size: p.Checkpoint.Size, Absent: len(p.manifest.Absent), Findings: []Finding{}}
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
		if seen[x.Stream] {
			r.receipt(x, held[x.Stream], p.Checkpoint)
		}
	}
	for _, b := range kept {
		r.kept(b, p)
	}
	return r, nil
}

// verifyStream checks one stream and gives the hashes of its entries if they are to be kept.
func (p *Pack) verifyStream(s packStream, keep bool, report *PackReport) (hashes []Hash, err error) {
	before := int64(-1)
	head, err := VerifyStream(s.Stream, func(yield func(Record, error) bool) {
		for next, err := range p.rows(s.Stream) {
			if !yield(next.record, err) || err != nil {
				return
			}
			if err := p.entry(next, &before); err != nil { // its place in the stream was right
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

// entry checks an entry against the log and the files.
func (p *Pack) entry(next row, before *int64) error {
	e, err := Open(next.record.Entry)
	if err != nil {
		return err
	}
	at := place{stream: e.Stream, number: e.Number, position: next.record.Position}
	if next.record.Position <= *before {
		return find(CodeNotIncluded, at, sentence{"位置不在前一条之后", "its position is not after that of the entry before it"})
	}
	*before = next.record.Position
	if f := (*Finding)(nil); errors.As(CheckInclusion(p.Checkpoint.Tree, e.Hash, next.proof), &f) {
		return find(CodeNotIncluded, at, sentence{"证明路径不成立", "the proof does not lead to the signed root"})
	}
	for _, sha := range FilesNamed(e.Facts) {
		if p.members[packFiles+sha] == nil && !slices.Contains(p.manifest.Absent, sha) {
			return find(CodePackFile, at, same(sha))
		}
	}
	return nil
}

// FilesNamed lists the files that the facts of an entry name: the SHA-256 in lower-case hex under a key sha256 or file,
// wherever it stands. Each once.
func FilesNamed(facts json.RawMessage) []string {
	var v any
	if json.Unmarshal(facts, &v) != nil {
		return nil
	}
	var found []string
	var walk func(v any)
	walk = func(v any) {
		switch v := v.(type) {
		case []any:
			for _, x := range v {
				walk(x)
			}
		case map[string]any:
			for key, x := range v {
				sha, ok := x.(string)
				if ok && (key == "sha256" || key == "file") && fileHash.MatchString(sha) && !slices.Contains(found, sha) {
					found = append(found, sha)
				}
				walk(x)
			}
		}
	}
	walk(v)
	slices.Sort(found)
	return found
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
