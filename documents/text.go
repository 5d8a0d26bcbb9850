package documents

import (
	"encoding/json"
	"fmt"
	"strings"
)

// Text renders a document as plain text from its data, which holds its template: title, number, addressee, text, table,
// agency and date.
func Text(raw json.RawMessage) ([]byte, error) {
	p, err := (*Press)(nil).fillIn(raw)
	if err != nil {
		return nil, err
	}
	var b strings.Builder
	line := func(format, s string) {
		if s != "" {
			fmt.Fprintf(&b, format, s)
		}
	}
	line("%s\n", p.title)
	line("%s\n", p.number)
	b.WriteString("\n")
	line("%s：\n", p.addressee)
	for _, paragraph := range p.paragraphs {
		line("%s\n", paragraph)
	}
	for _, r := range p.rows {
		fmt.Fprintf(&b, "%s：%s\n", r.label, r.value)
	}
	for _, row := range p.list {
		fmt.Fprintf(&b, "%s\n%s\n", strings.Join(p.head, "｜"), strings.Join(row, "｜"))
	}
	b.WriteString("\n")
	line("%s（印章）\n", p.agency)
	line("%s\n", p.date)
	return []byte(b.String()), nil
}
