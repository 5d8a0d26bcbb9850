package item

import "path"

// spot is where the text of an expression, or of a document, begins; exact when columns inside it are columns of the file.
type spot struct {
	pos   Position
	exact bool
	text  string   // of a document: as it was read, with the space around it
	block []string // of a document: the lines of a literal block, the first of them in the line after pos
}

// Parse reads a definition and checks all that can be checked without its form: shape, names, ways through the flow.
// Its error is Findings. Expressions and form references are checked by Compile.
func Parse(file string, src []byte) (*Definition, error) {
	l := &loader{file: file, report: &report{}}
	v := l.load(src)
	if v == nil {
		return nil, l.err()
	}
	r := &reader{report: l.report, d: &Definition{spots: map[string]spot{}}, names: map[string]Position{}}
	r.definition(v)
	if r.nodes <= maxNodes {
		r.index = Index(r.d)
		for _, look := range r.refs {
			look()
		}
		r.checkWays()
		r.checkJoint()
	}
	if err := r.err(); err != nil {
		return nil, err
	}
	return r.d, nil
}

// definition reads the whole file. The flow is read last: it names what stands before it.
func (r *reader) definition(v *value) {
	d, f := r.d, r.mapping(v)
	d.Item = r.id(f.need("item"))
	d.Version = r.int(f.need("version"), 1, 1_000_000)
	d.Effective = r.effective(f.need("effective"))
	d.Transition = r.transition(f.get("transition"))
	d.Title = r.text(f.need("title"))
	d.Legal = r.legal(f.need("legal"))
	if v := f.get("open"); v != nil {
		d.Open = r.oneOf(v, "demo", "closed")
	}
	openedBy := f.get("opened_by")
	d.OpenedBy = r.openers(openedBy)
	d.Applicant = r.oneOf(f.need("applicant"), "enterprise")
	d.Authority = r.id(f.need("authority"))
	d.Form = r.form(f.need("form"))
	d.ApplicantCode = r.expr(f.get("applicant_code"), "applicant_code")
	d.ApplicantName = r.expr(f.get("applicant_name"), "applicant_name")
	d.Grade = r.grade(f.get("grade"))
	r.labels(f.get("labels"))
	r.ruleSets(f.get("rule_sets"))
	r.criteria(f.get("criteria"))
	r.checks(f.get("checks"))
	r.materials(f.get("materials"))
	d.Concerns = r.concerns(f.get("concerns"), openedBy)
	d.Prefill = r.prefill(f.get("prefill"))
	r.limits(f.need("limits"), f.get("promise"))
	r.clocks(f.get("clocks"))
	r.signals(f.get("signals"))
	r.outcomes(f.need("outcomes"))
	d.Phrases = r.phrases(f.get("phrases"))
	d.DocumentNumber = r.words(f.get("document_number"), "document_number")
	r.documents(f.get("documents"))
	d.Certificate = r.certificate(f.get("certificate"))
	r.holdings(f.get("holdings"))
	d.Acts = r.acts(f.get("acts"))
	flow := f.need("flow")
	if flow != nil && flow.kind == kindSequence && len(flow.items) == 0 {
		r.add(flow.pos, "flow_empty")
	}
	d.Flow = r.sequence(flow, 1)
	r.unusedLabels()
	f.done()
}

// form reads the path of the form, which stays inside the catalogue.
func (r *reader) form(v *value) string {
	name := r.str(v)
	if name != "" && !insideCatalogue(name) {
		r.add(v.pos, "path_escapes", name)
		return ""
	}
	if v != nil {
		r.d.spots["form"] = spot{pos: v.pos}
	}
	return name
}

// insideCatalogue reports whether a path names a file below the root it is relative to.
func insideCatalogue(name string) bool {
	return name != "." && name == path.Clean(name) && !path.IsAbs(name) && name != ".." && (len(name) < 3 || name[:3] != "../")
}

func (r *reader) effective(v *value) Effective {
	f := r.mapping(v)
	e := Effective{From: r.date(f.need("from")), To: r.date(f.get("to"))}
	r.period(v, e.From, e.To)
	f.done()
	return e
}

// transition is written out for the reader's sake: a version never reaches back (ADR 15).
func (r *reader) transition(v *value) *Transition {
	if v == nil {
		return nil
	}
	f := r.mapping(v)
	open := f.need("open_cases")
	t := &Transition{OpenCases: r.str(open)}
	if t.OpenCases != "" && t.OpenCases != "old" {
		r.add(open.pos, "reaches_back", t.OpenCases)
	}
	f.done()
	return t
}

// period reports an end before its beginning.
func (r *reader) period(v *value, from, to string) {
	if to != "" && from > to {
		r.add(v.pos, "date_order", from, to)
	}
}

func (r *reader) legal(v *value) Legal {
	f := r.mapping(v)
	l := Legal{IsAdminLicence: r.bool(f.need("is_admin_licence"))}
	for _, item := range r.list(f.need("basis")) {
		l.Basis = append(l.Basis, r.basis(item))
	}
	if v := f.get("joint"); v != nil {
		l.Joint = r.strs(v, func(name string, pos Position) {
			r.name(name, pos)
			r.joint = append(r.joint, pos)
		})
	}
	if v := f.get("not_modelled"); v != nil {
		l.NotModelled = r.strs(v, func(string, Position) {})
	}
	if v := f.get("standing"); v != nil {
		l.Standing = r.text(v)
	}
	f.done()
	return l
}

// basis reads a law and its article.
func (r *reader) basis(v *value) Basis {
	f := r.mapping(v)
	b := Basis{Law: r.str(f.need("law")), Article: r.str(f.get("article"))}
	f.done()
	return b
}

func (r *reader) limits(v, promise *value) {
	f := r.mapping(v)
	r.d.Limits.Accept = r.int(f.get("accept"), 1, 1000)
	r.d.Limits.Decide = r.int(f.need("decide"), 1, 1000)
	r.d.Limits.Extend = r.int(f.get("extend"), 1, 1000)
	r.d.Limits.Issue = r.int(f.get("issue"), 1, 1000)
	r.limitsOfLaw(f)
	f.done()
	if promise == nil {
		return
	}
	p := r.mapping(promise)
	decide := p.need("decide")
	r.d.Promise.Decide = r.int(decide, 1, 1000)
	p.done()
	if r.d.Limits.Decide > 0 && r.d.Promise.Decide > r.d.Limits.Decide {
		r.add(decide.pos, "promise_too_long", r.d.Promise.Decide, r.d.Limits.Decide)
	}
}

func (r *reader) outcomes(v *value) {
	r.d.Outcomes = map[string]Effect{}
	for _, e := range r.entries(v) {
		r.d.Outcomes[e.key] = Effect(r.oneOf(e.value, string(Grants), string(Refuses), string(Closes)))
	}
}
