package item

import (
	"fmt"
	"io/fs"
)

// program holds the compiled parts of an item, in the order of the definition's.
type program struct {
	order     []*Place
	form      *form
	criteria  []guarded
	checks    []*expression
	materials []*expression // required_when; nil = never asked
	holdings  []holding
	clocks    map[string]endDate
	choices   map[*Node][]*expression
	texts     map[string]*expression // applicant_code, applicant_name, grade.is, by their source
	prefill   map[string]*expression
	calls     map[*Node]map[string]*expression // field of the called case's form -> expression

	grade, holder, holderID, replaces, validFrom *expression // of the certificate
	concerns, ground, duty, year                 *expression // of the certificate a case is about
}

type guarded struct {
	when, check *expression
}

type holding struct {
	keys, holder *expression
}

type endDate struct {
	until, when *expression
}

// Compile builds the item that the engine runs: the places, the expressions and the form. Its error is Findings, or
// what kept it from compiling at all. The files are the catalogue; without a form they are not read. A definition made
// by hand is trusted as far as Parse checks it.
func Compile(d *Definition, files fs.FS) (*Item, error) {
	i, r := Index(d), &report{}
	c := compiler{report: r, d: d, p: &i.decls}
	if err := c.open(files); err != nil {
		return nil, err
	}
	if err := r.err(); err != nil {
		return nil, err
	}
	c.rules()
	c.flow(i)
	c.certificate()
	if err := c.prefill(); err != nil {
		return nil, err
	}
	c.fields()
	if err := r.err(); err != nil {
		return nil, err
	}
	return i, nil
}

// compiler fills a program.
type compiler struct {
	*report
	d        *Definition
	p        *program
	language *language
}

// open reads the form and prepares the language that knows it.
func (c *compiler) open(files fs.FS) error {
	var root *shape
	if c.d.Form != "" {
		f, err := c.load(files)
		if err != nil {
			c.unreadable(c.at("form", Position{}).pos, err)
			return nil
		}
		c.p.form, root = f, f.shape
	}
	l, err := newLanguage(root)
	c.language = l
	return err
}

func (c *compiler) load(files fs.FS) (*form, error) {
	if files == nil {
		return nil, &formFault{"form_missing", c.d.Form}
	}
	return loadForm(files, c.d.Form)
}

// at finds where something stands; in a definition made by hand, where its part does.
func (c *compiler) at(key string, otherwise Position) spot {
	if s, ok := c.d.spots[key]; ok {
		return s
	}
	return spot{pos: otherwise}
}

// expr compiles an expression; nil for none.
func (c *compiler) expr(source, key string, otherwise Position, w want) *expression {
	if source == "" {
		return nil
	}
	return c.language.compile(c.report, source, c.at(key, otherwise), w)
}

// rules compiles what judges a form.
func (c *compiler) rules() {
	for i, k := range c.d.Criteria {
		key := fmt.Sprintf("criteria.%d", i)
		c.p.criteria = append(c.p.criteria, guarded{
			when:  c.expr(k.When, key+".when", k.Pos, wantBool),
			check: c.expr(k.Check, key+".check", k.Pos, wantBool),
		})
	}
	for i, k := range c.d.Checks {
		c.p.checks = append(c.p.checks, c.expr(k.Check, fmt.Sprintf("checks.%d.check", i), k.Pos, wantBool))
	}
	for i, m := range c.d.Materials {
		c.p.materials = append(c.p.materials, c.expr(m.RequiredWhen, fmt.Sprintf("materials.%d.required_when", i), m.Pos, wantBool))
	}
	for i, h := range c.d.Holdings {
		key := fmt.Sprintf("holdings.%d", i)
		c.p.holdings = append(c.p.holdings, holding{
			keys:   c.expr(h.Keys, key+".key", h.Pos, wantTexts),
			holder: c.expr(h.Holder, key+".owner", h.Pos, wantText),
		})
	}
}

// flow compiles the choices and the clocks that end on a date.
func (c *compiler) flow(i *Item) {
	c.p.choices = map[*Node][]*expression{}
	c.calls(i)
	for _, p := range i.Places() {
		if p.Kind != Choice {
			continue
		}
		guards := make([]*expression, len(p.Cases))
		for k, a := range p.Cases {
			guards[k] = c.expr(a.When, fmt.Sprintf("flow.%s.cases.%d", p.ID, k), a.Pos, wantBool)
		}
		c.p.choices[p.Node] = guards
	}
	c.p.clocks = map[string]endDate{}
	for _, name := range sortedKeys(c.d.Clocks) {
		e, key := c.d.Clocks[name], "clocks."+name
		if e.Until == "" {
			continue
		}
		c.p.clocks[name] = endDate{
			until: c.expr(e.Until, key+".until", Position{}, wantText),
			when:  c.expr(e.When, key+".when", Position{}, wantBool),
		}
	}
}

// calls compiles the forms of the cases that are called. Whether their fields exist only the called item knows.
func (c *compiler) calls(i *Item) {
	c.p.calls = map[*Node]map[string]*expression{}
	for _, p := range i.Places() {
		if p.Kind != Call || p.Call.Form == nil {
			continue
		}
		set := map[string]*expression{}
		for _, field := range sortedKeys(p.Call.Form) {
			if e := c.expr(p.Call.Form[field], callKey(p.ID, field), p.Pos, wantAny); e != nil {
				set[field] = e
			}
		}
		c.p.calls[p.Node] = set
	}
}

// certificate compiles what a grant issues, and the texts about the applicant.
func (c *compiler) certificate() {
	c.p.texts = map[string]*expression{}
	c.text(c.d.ApplicantCode, "applicant_code", wantText)
	c.text(c.d.ApplicantName, "applicant_name", wantText)
	if c.d.Grade != nil {
		c.text(c.d.Grade.Is, "grade.is", wantGrade)
	}
	if about := c.d.Concerns; about != nil {
		c.p.concerns = c.expr(about.Certificate, "concerns.certificate", Position{}, wantText)
		c.p.ground = c.expr(about.Ground, "concerns.ground", Position{}, wantText)
		c.p.duty = c.expr(about.Duty, "concerns.duty", Position{}, wantText)
		c.p.year = c.expr(about.Year, "concerns.year", Position{}, wantGrade)
	}
	s := c.d.Certificate
	if s == nil {
		return
	}
	c.p.grade = c.expr(s.Grade, "certificate.grade", Position{}, wantGrade)
	c.p.holder = c.expr(s.Holder, "certificate.holder.name", Position{}, wantText)
	c.p.holderID = c.expr(s.HolderID, "certificate.holder.id", Position{}, wantText)
	c.p.replaces = c.expr(s.Replaces, "certificate.replaces", Position{}, wantText)
	c.p.validFrom = c.expr(s.ValidFrom, "certificate.valid_from", Position{}, wantText)
}

func (c *compiler) text(source, key string, w want) {
	if e := c.expr(source, key, Position{}, w); e != nil {
		c.p.texts[source] = e
	}
}

// prefill compiles what a draft takes from the register; these expressions see the certificate too.
func (c *compiler) prefill() error {
	p := c.d.Prefill
	if p == nil {
		return nil
	}
	l, err := c.language.with("certificate")
	if err != nil {
		return err
	}
	c.p.prefill = map[string]*expression{}
	for _, field := range sortedKeys(p.Set) {
		if e := l.compile(c.report, p.Set[field], c.at("prefill.set."+field, Position{}), wantAny); e != nil {
			c.p.prefill[field] = e
		}
	}
	return nil
}

// fields looks up the fields that the item names outside expressions.
func (c *compiler) fields() {
	for i, k := range c.d.Checks {
		c.field(k.Field, fmt.Sprintf("checks.%d.field", i), k.Pos)
	}
	p := c.d.Prefill
	if p == nil {
		return
	}
	for _, field := range sortedKeys(p.Set) {
		c.field(field, "prefill.field."+field, Position{})
	}
	for i, field := range p.Locked {
		c.field(field, fmt.Sprintf("prefill.locked.%d", i), Position{})
	}
	for i, field := range p.Copy {
		c.field(field, fmt.Sprintf("prefill.copy.%d", i), Position{})
	}
}

func (c *compiler) field(dotted, key string, otherwise Position) {
	if dotted != "" && c.p.form != nil && c.p.form.shape.field(dotted) == nil {
		c.add(c.at(key, otherwise).pos, "unknown_field", dotted, Meant(dotted, c.p.form.shape.dotted("", map[*shape]bool{})))
	}
}
