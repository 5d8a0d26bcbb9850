// Package evidence makes packs of cases and checks what they mean. A trail.Pack proves what was recorded; this says
// besides that each case was decided under the very definition it was filed under, by the calendar that is shown, and that
// its state and its limits follow from its entries. It does no I/O of its own and asks for no time.
package evidence

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"strings"

	"golang.org/x/mod/sumdb/note"

	"shenpi/workflow"
	"shenpi/workflow/calendar"
	"shenpi/workflow/item"
	"shenpi/workflow/trail"
)

// Source reads what packs are made of.
type Source interface {
	// StreamRecords walks over the entries of one stream as they are stored.
	StreamRecords(ctx context.Context, stream string) iter.Seq2[trail.Record, error]
	// KeptHead is the head of a stream as it is kept beside the entries; Number 0 when it has none.
	KeptHead(ctx context.Context, stream string) (trail.Head, error)
	ItemVersion(ctx context.Context, item string, version int) (workflow.PublishedItem, error)
	// CalendarVersions lists every calendar by which days were ever counted.
	CalendarVersions(ctx context.Context) ([]workflow.CalendarVersion, error)
	Tiles(ctx context.Context) trail.TileReader
}

// ErrNoFile is what Maker.File answers for a file that it does not have. No pack is made without it: only what was erased is
// not asked for.
var ErrNoFile = errors.New("the file is not there")

// Maker makes packs.
type Maker struct {
	Source   Source
	File     func(ctx context.Context, sha256 string) (io.ReadCloser, error) // ErrNoFile
	Keys     *trail.Keys
	Signer   note.Signer
	Calendar *calendar.Calendar // by which the limits are shown
}

// Request says what a pack is to hold.
type Request struct {
	Subject    string // in the words of who asks
	Cases      iter.Seq2[workflow.CaseID, error]
	Search     bool    // nobody named the cases: one that was erased after the checkpoint is left out; else it is trail.ErrUnrecorded
	Checkpoint []byte  // the signed checkpoint to prove against
	GrownFrom  []int64 // sizes of checkpoints that were kept outside
}

// Made is what a pack was made of.
type Made struct {
	Size    int64 // of the log
	Cases   int
	Entries int64
	Later   Later
}

// Later is what a pack does not show because it came after its checkpoint: a member of the pack, so that who reads it knows.
type Later struct {
	WentOn  []workflow.CaseID `json:"went_on"`  // shown with the entries that the checkpoint has; there are younger ones
	LeftOut []workflow.CaseID `json:"left_out"` // not shown: filed after the checkpoint, though the stream of one that was named stands there empty, or erased after it, which cannot be proved against it
}

// definition is a published version as it stands in a pack.
type definition struct {
	Item    string            `json:"item"`
	Version int               `json:"version"`
	Source  string            `json:"source"`
	Files   map[string]string `json:"files"` // the form files it names
}

// clocks are the sheets of a case as they stand in a pack.
type clocks struct {
	Case     workflow.CaseID       `json:"case"`
	AsOf     calendar.Date         `json:"as_of"`
	Calendar string                `json:"calendar"`
	Sheets   []workflow.ClockSheet `json:"sheets"`
}

const (
	casePrefix    = "case/"
	definitionsAt = "definitions/" // <hash>.json
	calendarsAt   = "calendars/"   // <hash>.json
	clocksAt      = "clocks/"      // 000001.json
	laterAt       = "later.json"
)

// Write makes a pack. What was written when it fails is no pack, for its list comes last.
func (m Maker) Write(ctx context.Context, w io.Writer, r Request) (Made, error) {
	p, err := trail.NewPackWriter(w, r.Subject, r.Checkpoint, m.Keys, m.Source.Tiles(ctx), m.Signer)
	if err != nil {
		return Made{}, err
	}
	j := &job{Maker: m, pack: p, done: map[string]bool{}, made: Made{Size: p.Size(), Later: Later{[]workflow.CaseID{}, []workflow.CaseID{}}}}
	if err := j.all(ctx, r); err != nil {
		return j.made, fmt.Errorf("make a pack: %w", err)
	}
	return j.made, nil
}

// job is the making of one pack.
type job struct {
	Maker
	pack  *trail.PackWriter
	done  map[string]bool // members and streams that several cases share
	at    trail.Checkpoint
	shown calendar.Date // the day of the checkpoint
	made  Made
}

func (j *job) all(ctx context.Context, r Request) error {
	c, err := trail.OpenCheckpoint(r.Checkpoint, j.Keys)
	if err != nil {
		return err
	}
	j.at, j.shown = c, calendar.DateOf(c.RecordedAt)
	if err := j.stream(ctx, trail.KeyStream); err != nil {
		return err
	}
	if err := j.member(calendarsAt+j.Calendar.Hash()+".json", j.Calendar.Data()); err != nil {
		return err
	}
	for id, err := range r.Cases {
		if err == nil {
			err = j.kase(ctx, id, r.Search)
		}
		if err != nil {
			return err
		}
	}
	later, err := json.Marshal(j.made.Later)
	if err != nil {
		return err
	}
	if err := j.member(laterAt, later); err != nil {
		return err
	}
	for _, size := range r.GrownFrom {
		if err := j.pack.GrownFrom(size); err != nil {
			return err
		}
	}
	return j.pack.Close()
}

// kase adds a case: its entries, its item's, the definition, the calendars it was counted by, its files and its limits. Left out
// is one of which the checkpoint has nothing yet, or has not the erasure of what is gone.
func (j *job) kase(ctx context.Context, id workflow.CaseID, search bool) error {
	all, entries, err := j.recorded(ctx, id)
	if err != nil {
		return err
	}
	records := all[:len(entries)]
	switch {
	case len(records) == 0 || search && erasedSince(all, len(records)):
		j.made.Later.LeftOut = append(j.made.Later.LeftOut, id)
		if !search { // who named it has receipts of it, perhaps: its stream stands there, with nothing in it yet
			_, err = j.pack.Stream(casePrefix+string(id), sequence(nil))
		}
		return err
	case len(records) < len(all):
		j.made.Later.WentOn = append(j.made.Later.WentOn, id)
	}
	n, err := j.pack.Stream(casePrefix+string(id), sequence(records))
	if err != nil {
		return err
	}
	j.made.Cases++
	j.made.Entries += n
	s, err := workflow.Rebuild(entries)
	if err != nil {
		return fmt.Errorf("rebuild case %s: %w", id, err)
	}
	if err := j.stream(ctx, "item/"+s.Item); err != nil {
		return err
	}
	it, err := j.definition(ctx, &s)
	if err == nil {
		err = j.calendars(ctx, entries)
	}
	if err == nil {
		err = j.files(ctx, id)
	}
	if err != nil {
		return err
	}
	sheets, err := json.Marshal(clocks{Case: id, AsOf: j.shown, Calendar: j.Calendar.Hash(), Sheets: s.ClockSheets(it, j.Calendar, j.shown)})
	if err != nil {
		return err
	}
	return j.member(fmt.Sprintf("%s%06d.json", clocksAt, j.made.Cases), sheets)
}

// recorded reads what is recorded of a case, and opens the entries of it that the log of the checkpoint has.
func (j *job) recorded(ctx context.Context, id workflow.CaseID) (all []trail.Record, entries []trail.Entry, err error) {
	for r, err := range j.whole(ctx, casePrefix+string(id)) {
		if err != nil {
			return nil, nil, err
		}
		if j.at.Has(r.Position) && len(entries) == len(all) {
			e, err := trail.Open(r.Entry)
			if err != nil {
				return nil, nil, fmt.Errorf("open an entry of case %s: %w", id, err)
			}
			entries = append(entries, e)
		}
		all = append(all, r)
	}
	return all, entries, nil
}

// erasedSince tells of a case that was erased after its first n entries, whose payloads are gone therefore. Payloads that no
// entry accounts for were taken away: of those no pack is made, whoever asks for it.
func erasedSince(all []trail.Record, n int) bool {
	return errors.Is(trail.Accounted(all[:n]), trail.ErrUnrecorded) && trail.Accounted(all) == nil
}

func sequence(records []trail.Record) iter.Seq2[trail.Record, error] {
	return func(yield func(trail.Record, error) bool) {
		for _, r := range records {
			if !yield(r, nil) {
				return
			}
		}
	}
}

// stream adds one that several cases share.
func (j *job) stream(ctx context.Context, name string) error {
	if j.done[name] {
		return nil
	}
	j.done[name] = true
	n, err := j.pack.Stream(name, j.whole(ctx, name))
	j.made.Entries += n
	return err
}

// whole walks over the entries of a stream; of one that was cut no pack is made, for the pack would bear the log's word that
// nothing is missing.
func (j *job) whole(ctx context.Context, name string) iter.Seq2[trail.Record, error] {
	kept, err := j.Source.KeptHead(ctx, name)
	if err != nil {
		return func(yield func(trail.Record, error) bool) { yield(trail.Record{}, err) }
	}
	return trail.Whole(kept, j.at, j.Source.StreamRecords(ctx, name))
}

func (j *job) member(name string, content []byte) error {
	if j.done[name] {
		return nil
	}
	j.done[name] = true
	return j.pack.Member(name, bytes.NewReader(content))
}

func (j *job) definition(ctx context.Context, s *workflow.State) (*item.Item, error) {
	published, err := j.Source.ItemVersion(ctx, s.Item, s.Version)
	if err != nil {
		return nil, err
	}
	it, err := item.Read(item.Files(published.Files), s.Item+".yaml", published.Source)
	if err != nil {
		return nil, fmt.Errorf("read version %d of item %s: %w", s.Version, s.Item, err)
	}
	d := definition{Item: s.Item, Version: s.Version, Source: string(published.Source), Files: map[string]string{}}
	for path, content := range published.Files {
		d.Files[path] = string(content)
	}
	text, err := json.Marshal(d)
	if err != nil {
		return nil, err
	}
	return it, j.member(definitionsAt+published.Hash+".json", text)
}

// calendars adds those that the entries of a case were counted by.
func (j *job) calendars(ctx context.Context, entries []trail.Entry) error {
	for _, e := range entries {
		var f workflow.Facts
		if err := json.Unmarshal(e.Facts, &f); err != nil {
			return fmt.Errorf("read the facts of entry %d of %s: %w", e.Number, e.Stream, err)
		}
		for _, hash := range []string{f.Calendar, f.CalendarFrom} {
			if hash == "" || j.done[calendarsAt+hash+".json"] {
				continue
			}
			if err := j.counted(ctx, hash); err != nil {
				return err
			}
		}
	}
	return nil
}

func (j *job) counted(ctx context.Context, hash string) error {
	versions, err := j.Source.CalendarVersions(ctx)
	if err != nil {
		return err
	}
	for _, v := range versions {
		if v.Hash == hash {
			return j.member(calendarsAt+hash+".json", v.Data)
		}
	}
	return fmt.Errorf("the calendar %s by which days were counted is not kept", hash)
}

// files adds those that a case names.
func (j *job) files(ctx context.Context, id workflow.CaseID) error {
	for _, sha := range j.pack.Wanted() {
		r, err := j.File(ctx, sha)
		if err == nil {
			err = errors.Join(j.pack.File(sha, r), r.Close())
		}
		if err != nil {
			return fmt.Errorf("file %s of case %s: %w", sha, id, err)
		}
	}
	return nil
}

// isCase is the id of the case whose stream it is, or "".
func isCase(stream string) workflow.CaseID {
	id, ok := strings.CutPrefix(stream, casePrefix)
	if !ok {
		return ""
	}
	return workflow.CaseID(id)
}
