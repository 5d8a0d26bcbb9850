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
	Kept                                        string // for how long; empty: the item does not say
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

// Source reads the data of documents.
type Source interface {
	Documents(ctx context.Context, id workflow.CaseID) ([]workflow.Document, error)
}

// Maker gathers case files.
type Maker struct {
	Source Source
	File   func(ctx context.Context, sha256 string) (io.ReadCloser, error) // evidence.ErrNoFile
}

// outcomes are what a case came to, in words.
var outcomes = map[item.Effect]string{item.Grants: "准予许可", item.Refuses: "不予许可", item.Closes: "终结办理"}

// Make gathers the file of a case as it stands today.
func (m Maker) Make(ctx context.Context, it *item.Item, s *workflow.State, today calendar.Date) (File, error) {
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
			p.Title = it.TitleOf(spec)
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
