package documents

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
	"time"
)

// template is how an item lays a document out.
type template struct {
	Title     struct{ Zh string }
	Layout    string
	Addressee string
	Text      string
	Rows      []cell
	Columns   []cell
}

type cell struct{ Label, Value string }

// paper is a document whose template is filled in: what it says, not yet where that stands.
type paper struct {
	layout                   string
	title, number, addressee string
	paragraphs               []string
	rows                     []entry
	head                     []string // of the list under the text
	list                     [][]string
	agency, date             string
	counted                  bool // its pages have no numbers of their own
}

// entry is a labelled value. What it is for shows in its pattern: some values are more than their text.
type entry struct{ label, value, pattern string }

// Patterns of values that are more than their text.
const (
	agencyPattern = "{agency}"      // is sealed
	verifyPattern = "{verify_code}" // is a code to be read by a machine
)

// fillIn reads the data of a document, which holds its template, and fills it in.
func fillIn(raw json.RawMessage) (*paper, error) {
	f := filling{}
	d := json.NewDecoder(bytes.NewReader(raw))
	d.UseNumber()
	if err := d.Decode(&f.data); err != nil {
		return nil, fmt.Errorf("read the data of a document: %w", err)
	}
	var laid struct{ Template template }
	if err := json.Unmarshal(raw, &laid); err != nil {
		return nil, fmt.Errorf("read the template of a document: %w", err)
	}
	t := laid.Template
	p := &paper{
		layout: t.Layout, title: f.pattern(t.Title.Zh), number: f.pattern("{?number}{number}{/number}"), addressee: f.pattern(t.Addressee),
		paragraphs: f.paragraphs(t.Text), agency: f.pattern(agencyPattern), date: f.pattern("{date}"),
	}
	for _, r := range t.Rows {
		p.rows = append(p.rows, entry{r.Label, f.fill(r.Value), r.Value})
	}
	if len(t.Columns) > 0 {
		if _, given := f.data["n"]; !given {
			f.data["n"] = 1 // the number of the row
		}
		row := make([]string, len(t.Columns))
		for i, c := range t.Columns {
			p.head, row[i] = append(p.head, c.Label), f.fill(c.Value)
		}
		p.list = [][]string{row}
	}
	return p, f.err
}

// filling fills the patterns of one document; the first error stays.
type filling struct {
	data map[string]any
	err  error
}

func (f *filling) fill(pattern string) string {
	s, err := Render(pattern, f.data)
	if err != nil && f.err == nil {
		f.err = err
	}
	return s
}

func (f *filling) pattern(pattern string) string { return strings.TrimSpace(f.fill(pattern)) }

// paragraphs fills a text, a paragraph a line; one that opens a block which a later one closes waits for it.
func (f *filling) paragraphs(text string) (list []string) {
	var open strings.Builder
	for _, line := range strings.Split(text, "\n") {
		if open.Len() > 0 {
			open.WriteByte('\n')
		}
		open.WriteString(line)
		whole := open.String()
		if opened(whole) > 0 {
			continue
		}
		open.Reset()
		if s := f.pattern(whole); s != "" {
			list = append(list, s)
		}
	}
	return list
}

func opened(s string) int {
	return strings.Count(s, "{?") + strings.Count(s, "{#") - strings.Count(s, "{/")
}

// day is the date of the paper as a time in China; zero when it has none.
func (p *paper) day() time.Time {
	var y, m, d int
	if _, err := fmt.Sscanf(p.date, "%d年%d月%d日", &y, &m, &d); err != nil {
		return time.Time{}
	}
	return time.Date(y, time.Month(m), d, 0, 0, 0, 0, china)
}

var china = time.FixedZone("UTC+8", 8*60*60)
