package documents

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"strconv"

	"shenpi/documents/pdf"
	"shenpi/workflow/casefile"
)

// CaseFile prints the file of a case (卷宗): cover, catalogue, the approval sheet, the issued papers, materials that are pictures, and the
// closing table (备考表), its pages counted through. The originals go along inside the file, byte for byte, so that the
// signatures on them stay good; what others wrote is not taken apart here. What is given back is written without ever being
// held whole: the originals are not copied, and pictures are read once, one at a time.
func (r *Press) CaseFile(f casefile.File) (io.WriterTo, error) {
	c := binding{press: r, from: f, pictures: r.pictures(f.Materials)}
	c.parts = append(c.parts, cover(f), nil) // the catalogue comes once the pages are known
	if f.Sheet != nil {
		filled, err := r.fillIn(f.Sheet)
		if err != nil {
			return nil, fmt.Errorf("bind the approval sheet: %w", err)
		}
		filled.agency, filled.date = "", "" // the closing table says who made it and when
		c.parts, c.approval = append(c.parts, filled), filled
	}
	c.from.Papers = slices.Clone(f.Papers)
	for i, p := range f.Papers {
		if len(p.Data) == 0 { // erased: the original alone is left
			c.parts = append(c.parts, nil)
			continue
		}
		filled, err := r.fillIn(p.Data)
		if err != nil {
			return nil, fmt.Errorf("bind %s %s: %w", p.Title, p.Number, err)
		}
		c.parts = append(c.parts, filled)
		c.from.Papers[i].Title = cmp.Or(filled.title, p.Title) // as it is printed
	}
	for range mostBindings {
		pages, total := c.pages, c.total
		file, err := c.bind()
		if err != nil {
			return nil, err
		}
		if total == c.total && slices.Equal(pages, c.pages) {
			return file, file.Finish()
		}
	}
	return nil, fmt.Errorf("bind case %s: its catalogue moves the pages that it names", f.Number)
}

// mostBindings is how often a case file is made until its catalogue is right: as a rule twice, for the catalogue names pages
// that come after it.
const mostBindings = 5

// binding is a case file being made.
type binding struct {
	press    *Press
	from     casefile.File
	parts    []*paper
	approval *paper    // one of the parts, which is no paper that was issued; may be nil
	pictures []picture // of the materials
	pages    []int     // on which each entry of the catalogue begins; 0: on none
	total    int
}

func (c *binding) bind() (*pdf.File, error) {
	file := pdf.New(pdf.Info{Title: "行政许可案卷 " + c.from.Number, Author: c.from.Agency, Subject: c.from.Item, Language: "zh-CN"})
	c.parts[1] = c.catalogue()
	var pages []int
	for i, p := range c.parts {
		if p == nil {
			pages = append(pages, 0)
			continue
		}
		if i > 1 {
			pages = append(pages, file.Pages()+1)
		}
		s := c.sheet(file, p)
		s.lay()
		if s.err != nil {
			return nil, fmt.Errorf("bind %q: %w", p.heading(), s.err)
		}
	}
	for i, p := range c.pictures {
		if !p.hasPage() {
			pages = append(pages, 0)
			continue
		}
		pages = append(pages, file.Pages()+1)
		s := c.sheet(file, &paper{})
		s.picture(c.from.Materials[i].Title, p)
		if s.err != nil {
			return nil, fmt.Errorf("bind %q: %w", c.from.Materials[i].Title, s.err)
		}
	}
	s := c.sheet(file, c.closingTable(file.Pages()))
	s.lay()
	c.pages, c.total = pages, file.Pages()
	for i, o := range c.originals() {
		if o.Content != nil {
			name := fmt.Sprintf("%02d %s%s", i+1, o.Title, endings[o.MediaType])
			file.Attach(name, "SHA-256 "+o.SHA256, o.MediaType, o.Content)
		}
	}
	return file, s.err
}

func (c *binding) sheet(file *pdf.File, p *paper) *sheet {
	s := c.press.sheetIn(file, p)
	s.bound = true
	return s
}

// endings are those of the names of files, by media type.
var endings = map[string]string{"application/pdf": ".pdf", "image/jpeg": ".jpg", "image/png": ".png", "text/plain": ".txt"}

func (c *binding) originals() []casefile.Original {
	list := make([]casefile.Original, 0, len(c.from.Papers)+len(c.from.Materials))
	for _, p := range c.from.Papers {
		list = append(list, p.Original)
	}
	return append(list, c.from.Materials...)
}

func cover(f casefile.File) *paper {
	p := &paper{counted: true, layout: "table", title: "行政许可案卷", agency: f.Agency}
	for _, r := range [][2]string{
		{"案卷题名", f.Item}, {"收件编号", f.Number}, {"申请人", f.Applicant}, {"统一社会信用代码", f.CreditCode}, {"受理机关", f.Agency},
		{"收件日期", f.ReceivedOn}, {"受理日期", f.AcceptedOn}, {"决定日期", f.DecidedOn}, {"办结日期", f.EndedOn}, {"办理结果", cmp.Or(f.Outcome, "办理中")},
		{"保管期限", cmp.Or(f.Kept, blank)},
	} {
		p.rows = append(p.rows, entry{label: r[0], value: cmp.Or(r[1], "—")})
	}
	return p
}

// catalogue lists papers and materials with the page each begins on.
func (c *binding) catalogue() *paper {
	p := &paper{counted: true, title: "卷内目录", head: []string{"序号", "题名", "文号", "日期", "页号"}}
	add := func(o casefile.Original, number, day string) {
		page := whereKept(o)
		if i := len(p.list); i < len(c.pages) && c.pages[i] > 0 {
			page = strconv.Itoa(c.pages[i])
		}
		p.list = append(p.list, []string{strconv.Itoa(len(p.list) + 1), o.Title, cmp.Or(number, "—"), cmp.Or(day, "—"), page})
	}
	if c.approval != nil {
		add(casefile.Original{Title: c.approval.title}, "", c.from.MadeOn)
	}
	for _, x := range c.from.Papers {
		add(x.Original, x.Number, x.IssuedOn)
	}
	for _, m := range c.from.Materials {
		add(m, "", "")
	}
	return p
}

// whereKept says where an original is: inside the file, or kept elsewhere.
func whereKept(o casefile.Original) string {
	if o.Content == nil {
		return "另存"
	}
	return "附件"
}

// closingTable says what is in the file and how each original is told.
func (c *binding) closingTable(before int) *paper {
	p := &paper{counted: true, title: "备考表", agency: c.from.Agency, date: c.from.MadeOn, head: []string{"序号", "题名", "字节", "原件", "SHA-256"}}
	for i, o := range c.originals() {
		p.list = append(p.list, []string{strconv.Itoa(i + 1), o.Title, strconv.FormatInt(o.Size, 10), whereKept(o), o.SHA256})
	}
	p.rows = []entry{
		{label: "本卷情况", value: fmt.Sprintf("文书%d件，材料%d件，共%d页。", len(c.from.Papers), len(c.from.Materials), max(c.total, before+1))},
		{label: "办件留痕", value: fmt.Sprintf("截至第%d条\n%s", c.from.Entries, c.from.Head)},
		{label: "立卷日期", value: c.from.MadeOn}, {label: "立卷人", value: blank}, {label: "检查人", value: blank},
	}
	return p
}
