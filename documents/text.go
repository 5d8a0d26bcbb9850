package documents

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
)

// template is how an item lays a document out.
type template struct {
	Title     struct{ Zh string }
	Addressee string
	Text      string
	Rows      []cell
	Columns   []cell
}

type cell struct{ Label, Value string }

// Text renders a document as plain text from its data, which holds its template: title, number, addressee, text, table,
// agency and date.
func Text(raw json.RawMessage) ([]byte, error) {
	var data map[string]any
	d := json.NewDecoder(bytes.NewReader(raw))
	d.UseNumber()
	if err := d.Decode(&data); err != nil {
		return nil, fmt.Errorf("read the data of a document: %w", err)
	}
	var laid struct{ Template template }
	if err := json.Unmarshal(raw, &laid); err != nil {
		return nil, fmt.Errorf("read the template of a document: %w", err)
	}
	t := laid.Template
	p := page{data: data}
	p.pattern(t.Title.Zh, "%s\n")
	p.pattern("{?number}{number}{/number}", "%s\n")
	p.WriteString("\n")
	p.pattern(t.Addressee, "%s：\n")
	for _, paragraph := range strings.Split(t.Text, "\n") {
		p.text(paragraph)
	}
	for _, r := range t.Rows {
		p.row(r)
	}
	p.list(t.Columns)
	p.WriteString("\n")
	p.pattern("{agency}", "%s（印章）\n")
	p.pattern("{date}", "%s\n")
	return []byte(p.String()), p.err
}

// page collects the lines of a document; the first error stays.
type page struct {
	strings.Builder
	data map[string]any
	err  error
	open strings.Builder // lines of a block that spans paragraphs
}

func (p *page) fill(pattern string) string {
	s, err := Render(pattern, p.data)
	if err != nil && p.err == nil {
		p.err = err
	}
	return s
}

func (p *page) pattern(pattern, format string) {
	if pattern == "" {
		return
	}
	if s := strings.TrimSpace(p.fill(pattern)); s != "" {
		fmt.Fprintf(&p.Builder, format, s)
	}
}

// text adds a paragraph; one that opens a block which a later one closes waits for it.
func (p *page) text(paragraph string) {
	if p.open.Len() > 0 {
		p.open.WriteByte('\n')
	}
	p.open.WriteString(paragraph)
	whole := p.open.String()
	if opened(whole) > 0 {
		return
	}
	p.open.Reset()
	p.pattern(whole, "%s\n")
}

func opened(s string) int {
	return strings.Count(s, "{?") + strings.Count(s, "{#") - strings.Count(s, "{/")
}

func (p *page) row(c cell) { fmt.Fprintf(&p.Builder, "%s：%s\n", c.Label, p.fill(c.Value)) }

func (p *page) list(columns []cell) {
	if len(columns) == 0 {
		return
	}
	labels, values := make([]string, len(columns)), make([]string, len(columns))
	for i, c := range columns {
		labels[i], values[i] = c.Label, p.fill(c.Value)
	}
	fmt.Fprintf(&p.Builder, "%s\n%s\n", strings.Join(labels, "｜"), strings.Join(values, "｜"))
}
