package handlers

import (
	"encoding/json"
	"path"
	"slices"

	"shenpi/workflow"
)

// said is what people wrote on a case: it stands in the payloads of the entries and can be erased, but for which files were filed.
type said struct {
	opinions []spoken
	filed    []workflow.FileFact // of every filing of the application, the last one last
	files    []workflow.File     // the same, as they were named
	recusals map[int]words       // by number: why somebody should stand aside
	comment  string              // of the applicant's rating
	reply    string              // of the office to it
}

type spoken struct {
	visit    int
	decision string
	person   string
	kind     string
	at       Instant
	words    words
}

// words is the payload of a decision, or of an objection.
type words struct {
	Reason      string                `json:"reason"`
	Supplements []workflow.Supplement `json:"supplements"`
	Files       []workflow.File       `json:"files"`
	Text        string                `json:"text"`
	Whom        string                `json:"whom"`
	From        string                `json:"from"`
	Contact     string                `json:"contact"`
	Comment     string                `json:"comment"`
}

// pageOfEntries is how many entries of a stream are read at once.
const pageOfEntries = 200

// eachEntry walks over a stream.
func (s *Server) eachEntry(c *call, stream string, do func(workflow.EntryRow) error) error {
	for from := int64(1); ; {
		rows, err := s.Entries.StreamEntries(c, stream, from, pageOfEntries)
		if err != nil {
			return doing("read the entries of "+stream, err)
		}
		for _, r := range rows {
			if err := do(r); err != nil {
				return err
			}
			from = r.Entry.Number + 1
		}
		if len(rows) < pageOfEntries {
			return nil
		}
	}
}

// recorded reads a stream whole, with what people wrote.
func (s *Server) recorded(c *call, stream string) (records []workflow.Recorded, err error) {
	err = s.eachEntry(c, stream, func(r workflow.EntryRow) error {
		records = append(records, workflow.Recorded{Entry: r.Entry, Payload: r.Payload})
		return nil
	})
	return records, err
}

func (s *Server) wordsOf(c *call, st *workflow.State) (said, error) {
	out := said{recusals: map[int]words{}}
	err := s.eachEntry(c, st.Head.Stream, func(r workflow.EntryRow) error {
		out.hear(workflow.Recorded{Entry: r.Entry, Payload: r.Payload})
		return nil
	})
	return out, err
}

// hear takes in what an entry says.
func (s *said) hear(r workflow.Recorded) {
	var w words
	var f workflow.Facts
	if json.Unmarshal(r.Entry.Facts, &f) != nil {
		return // of another shape: nothing that is shown here
	}
	s.filed = append(s.filed, f.Materials...)
	if r.Payload == nil || json.Unmarshal(r.Payload.Body, &w) != nil {
		return
	}
	if f.Materials != nil {
		s.files = append(s.files, w.Files...)
	}
	if f.Recusal != nil && f.Recusal.Pending() {
		s.recusals[f.Recusal.Number] = w
	}
	if f.Rating != nil {
		s.comment, s.reply = s.comment+w.Comment, s.reply+w.Text // each is written once
	}
	if f.Act != nil && (w.Reason != "" || w.Text != "" || len(w.Supplements) > 0) {
		if w.Reason == "" {
			w.Reason = w.Text
		}
		s.opinions = append(s.opinions, spoken{f.Act.Visit, f.Act.Decision, r.Entry.Actor.Person, r.Entry.Kind, Instant{r.Entry.EffectiveAt}, w})
	}
}

// filedFiles are the files of the application as filed last, with their names as long as these are kept.
func (s *Server) filedFiles(c *call, st *workflow.State) ([]workflow.File, error) {
	out, err := s.wordsOf(c, st)
	if err != nil {
		return nil, err
	}
	return rowsOf(st.Materials, func(f workflow.FileFact) workflow.File {
		return workflow.File{Material: f.Material, Name: out.name(f), SHA256: f.SHA256, Size: f.Size, MediaType: f.MediaType, By: c.who.id()}
	}), nil
}

// name is what the applicant called a file; what it is, when that was erased.
func (s said) name(f workflow.FileFact) string {
	for _, named := range slices.Backward(s.files) {
		if named.SHA256 == f.SHA256 && named.Material == f.Material {
			return named.Name
		}
	}
	return f.Material + "-" + f.SHA256[:8] + "." + path.Base(f.MediaType)
}

// asked is what the last request at a visit demanded.
func (s said) asked(visit int) []workflow.Supplement {
	for i := len(s.opinions) - 1; i >= 0; i-- {
		if o := s.opinions[i]; o.visit == visit && len(o.words.Supplements) > 0 {
			return o.words.Supplements
		}
	}
	return nil
}

// question is what the last question to an officer at a visit asked.
func (s said) question(visit int) string {
	for _, o := range slices.Backward(s.opinions) {
		if o.visit == visit && o.kind == "asked" {
			return o.words.Reason
		}
	}
	return ""
}

func demands(list []workflow.Supplement) []SupplementDemand {
	return rowsOf(list, func(d workflow.Supplement) SupplementDemand { return SupplementDemand(d) })
}
