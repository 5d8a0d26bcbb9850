// Package casefile gathers what belongs into the file of a case (卷宗): what it is about, the papers the office issued in it
// and the materials it rests on, each with its hash and, as far as there is room, its bytes. How that looks on paper is for
// others to say.
package casefile

import (
	"context"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"shenpi/workflow"
	"shenpi/workflow/calendar"
	"shenpi/workflow/evidence"
	"shenpi/workflow/item"
)

// File is the file of a case.
type File struct {
	Number, Item, Applicant, CreditCode, Agency string
	Outcome                                     string // empty: it is under way
	ReceivedOn, AcceptedOn, DecidedOn, EndedOn  string // in words; empty: it did not come to that
	MadeOn                                      string
	Kept                                        string          // for how long; empty: the item does not say
	Sheet                                       json.RawMessage // the data of the approval sheet; nil: the item has none
	Papers                                      []Paper
	Materials                                   []Original
	Entries                                     int64  // of the trail so far
	Head                                        string // hash of the last of them
}

// Original is a file as it is kept.
type Original struct {
	Title, MediaType, SHA256 string
	Size                     int64
	Content                  []byte // nil: there was no room for it, or it is kept no longer
}

// Paper is a document that was issued, with the data it was rendered from.
type Paper struct {
	Original
	Number, IssuedOn string
	Data             json.RawMessage
}

// Room is how many bytes of originals a case file takes in, those of papers first.
const Room = 64 << 20

// Source reads what is kept of a case, and people's names.
type Source interface {
	Case(ctx context.Context, id workflow.CaseID) (*workflow.Case, error)
	Documents(ctx context.Context, id workflow.CaseID) ([]workflow.Document, error)
	StreamEntries(ctx context.Context, stream string, from int64, limit int) ([]workflow.EntryRow, error)
	Person(ctx context.Context, id string) (workflow.Person, error)
}

// Maker gathers case files.
type Maker struct {
	Source   Source
	Calendar *calendar.Calendar
	File     func(ctx context.Context, sha256 string) (io.ReadCloser, error) // evidence.ErrNoFile
}

// outcomes are what a case came to, in words.
var outcomes = map[item.Effect]string{item.Grants: "准予许可", item.Refuses: "不予许可", item.Closes: "终结办理"}

// Make gathers the file of a case as it stands today; that of one that was erased it refuses, as State.HandOut says.
func (m Maker) Make(ctx context.Context, it *item.Item, s *workflow.State, today calendar.Date) (File, error) {
	if err := s.HandOut(); err != nil {
		return File{}, err
	}
	f := File{
		Number: s.Number, Item: it.Title.Zh, Applicant: s.Applicant, CreditCode: s.Applicant, Agency: it.Phrases["agency"],
		Outcome: outcomes[s.Outcome], ReceivedOn: words(s.ReceivedOn), AcceptedOn: words(s.AcceptedOn), DecidedOn: words(s.DecidedOn),
		MadeOn: words(today), Entries: s.Head.Number, Head: hex.EncodeToString(s.Head.Hash[:]),
	}
	if e := it.Acts.Erase; e != nil {
		f.Kept = fmt.Sprintf("%d年", e.Years)
	}
	if !s.EndedAt.IsZero() {
		f.EndedOn = words(calendar.DateOf(s.EndedAt))
	}
	var err error
	if f.Sheet, err = m.sheet(ctx, it, s, today); err != nil {
		return File{}, err
	}
	documents, err := m.Source.Documents(ctx, s.ID)
	if err != nil {
		return File{}, err
	}
	room := int64(Room)
	for _, d := range documents {
		if d.File == "" {
			continue
		}
		p := Paper{Number: d.Number, IssuedOn: words(calendar.DateOf(d.IssuedAt)), Data: d.Data}
		p.Original = Original{Title: d.Type, SHA256: d.File, Size: d.Size}
		if spec := it.Document(d.Type); spec != nil {
			p.Title = it.TitleOf(spec).Zh
		}
		if p.Content, err = m.content(ctx, d.File, d.Size, &room); err != nil {
			return File{}, err
		}
		p.MediaType = workflow.PaperType(p.Content)
		f.Papers = append(f.Papers, p)
		f.Applicant = named(d.Data, f.Applicant)
	}
	for _, x := range s.Materials {
		o := Original{Title: x.Material, MediaType: x.MediaType, SHA256: x.SHA256, Size: x.Size}
		if spec := it.Material(x.Material); spec != nil {
			o.Title = spec.Title.Zh
		}
		if o.Content, err = m.content(ctx, x.SHA256, x.Size, &room); err != nil {
			return File{}, err
		}
		f.Materials = append(f.Materials, o)
	}
	return f, nil
}

// entriesAtOnce is how many entries are read at once.
const entriesAtOnce = 200

// sheet gathers the approval sheet, if the item lays one out.
func (m Maker) sheet(ctx context.Context, it *item.Item, s *workflow.State, today calendar.Date) (json.RawMessage, error) {
	if it.Document(item.ApprovalSheet) == nil {
		return nil, nil
	}
	c, err := m.Source.Case(ctx, s.ID)
	if err != nil {
		return nil, err
	}
	in := workflow.ApprovalSheetInput{Item: it, Case: c, Calendar: m.Calendar, AsOf: today, Name: func(person string) string {
		p, err := m.Source.Person(ctx, person)
		if err != nil {
			return "" // the id tells who it is
		}
		return p.Name
	}}
	for from := int64(1); ; {
		rows, err := m.Source.StreamEntries(ctx, s.Head.Stream, from, entriesAtOnce)
		if err != nil {
			return nil, err
		}
		in.Entries = append(in.Entries, rows...)
		if len(rows) < entriesAtOnce {
			return workflow.ApprovalSheet(in)
		}
		from = rows[len(rows)-1].Entry.Number + 1
	}
}

// content reads an original if there is room for it.
func (m Maker) content(ctx context.Context, sha string, size int64, room *int64) ([]byte, error) {
	if size > *room {
		return nil, nil
	}
	r, err := m.File(ctx, sha)
	if errors.Is(err, evidence.ErrNoFile) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	defer r.Close() //nolint:errcheck // it was only read
	b, err := io.ReadAll(io.LimitReader(r, size))
	if err != nil {
		return nil, fmt.Errorf("read the original %s: %w", sha, err)
	}
	*room -= size
	return b, nil
}

// named is the applicant as the data of a document name it.
func named(data json.RawMessage, otherwise string) string {
	var d struct {
		Applicant struct {
			Name string `json:"name"`
		} `json:"applicant"`
	}
	if json.Unmarshal(data, &d) != nil || d.Applicant.Name == "" {
		return otherwise
	}
	return d.Applicant.Name
}

func words(d calendar.Date) string {
	if d.IsZero() {
		return ""
	}
	y, m, day := d.Civil()
	return fmt.Sprintf("%d年%d月%d日", y, m, day)
}
