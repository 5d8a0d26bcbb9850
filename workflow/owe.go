package workflow

import (
	"crypto/sha256"
	"encoding/hex"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"shenpi/workflow/calendar"
	"shenpi/workflow/flow"
	"shenpi/workflow/item"
)

// owing is a document a transition owes.
type owing struct {
	document string
	visit    int
	notice   bool
	of       string // the act of the case whose notice it is
	decision *item.Decision
	extra    map[string]any
}

// owe gives a document its number and the hash of its data, in the entry of the decision; a job renders it later. A
// transition whose document the item does not know does not happen.
func (c *command) owe(f *Facts, at time.Time, o owing) error {
	spec := c.item.Document(o.document)
	if spec == nil {
		return refuse(Conflict, "document_unknown", o.document)
	}
	d := Document{
		Case: c.state.ID, Seq: len(c.state.Documents) + len(f.Owed) + 1, Type: o.document, Visit: o.visit, OwedAt: at,
	}
	if spec.Kind != "" {
		n, err := c.documentNumber(spec.Kind, calendar.DateOf(at).Year())
		if err != nil {
			return err
		}
		d.Number = n
	}
	data, err := marshal(c.documentData(f, spec, d, o))
	if err != nil {
		return err
	}
	d.Data, d.DataHash = data, sha256.Sum256(data)
	c.tx.Out.PutDocuments = append(c.tx.Out.PutDocuments, d)
	f.Owed = append(f.Owed, DocumentFact{
		Seq: d.Seq, Type: d.Type, Number: d.Number, Visit: d.Visit, Notice: o.notice, For: o.of, Duty: c.duty(f, o), Data: d.DataHash, OwedAt: at,
	})
	return nil
}

// documentData is everything a template may name, with the template itself: a document is rendered from it alone. It is
// salted, because its hash stands in the clear.
func (c *command) documentData(f *Facts, spec *item.DocumentSpec, d Document, o owing) map[string]any {
	s := c.after(f)
	m := map[string]any{
		"salt": hex.EncodeToString(c.salt()), "number": d.Number, "template": spec,
		"phrases": c.item.Phrases,
		"date":    chineseDate(calendar.DateOf(d.OwedAt)), "kind": spec.Kind,
		"item": map[string]any{"title": c.item.Title.Zh}, "case_no": s.Number,
		"applicant":   map[string]any{"credit_code": s.Applicant, "name": c.applicantName()},
		"received_on": chineseDate(s.ReceivedOn), "accepted_on": chineseDate(s.AcceptedOn),
		"promise_days": c.item.Promise.Decide, "law_days": c.item.Limits.Decide, "query_code": s.ID.QueryCode(),
		"grade_text": c.gradeText(f), "acceptance_no": s.documentNumber("acceptance-notice"),
		"supplement_no": s.documentNumber("supplement-notice"), "other": true, "incomplete": true, "delivered_documents": c.delivered(s),
	}
	if law, promise := s.DueOn(c.cal, calendar.DateOf(d.OwedAt)); !promise.IsZero() {
		m["due_on"] = chineseDate(promise)
	} else {
		m["due_on"] = chineseDate(law)
	}
	if cert := s.Certificate; cert != nil {
		m["certificate_no"], m["granted_on"] = cert.Number, chineseDate(s.DecidedOn)
		m["valid_from"], m["valid_until"] = chineseDate(cert.ValidFrom), chineseDate(cert.ValidUntil)
	}
	if h := s.Hearing; h != nil {
		m["hearing_on"] = chineseDate(h.HeldOn)
	}
	for _, w := range flow.Who(&c.state.Position, c.nodes()) {
		m[item.Examined(w.Node)] = true // what was examined
	}
	if o.decision != nil { // a step may be called decision, too
		m["decision"], m[o.decision.ID] = o.decision.Title.Zh, true
	}
	if c.mentions(spec, "{material.") {
		m["material"] = c.pictures(s)
	}
	if c.mentions(spec, "criteria") {
		c.criteria(m)
	}
	issued := f.Certificate != nil && f.Certificate.Issued
	if (issued || c.mentions(spec, "holder")) && c.decode() == nil {
		if v, err := c.item.CertificateValues(c.data, c.caseData()); err == nil && c.item.Certificate != nil {
			m["holder"] = map[string]any{"name": v.Holder, "id": v.HolderID, "id_masked": mask(v.HolderID)}
			if issued {
				m["statement"] = c.statement(f, v) // what {credential} is made of when it is rendered
			}
		}
	}
	if c.mentions(spec, "old_no") {
		c.followed(m)
	}
	c.concernWords(m)
	maps.Copy(m, o.extra)
	return m
}

// certificateDocument is the type of the document that is the certificate.
const certificateDocument = "certificate"

// pictures are the materials that a certificate shows, by their hashes: the first file of each.
func (c *command) pictures(s *State) map[string]any {
	m := map[string]any{}
	for _, f := range s.Materials {
		if _, have := m[f.Material]; !have && c.item.Pictured(f.Material) && (f.MediaType == "image/jpeg" || f.MediaType == "image/png") {
			m[f.Material] = map[string]any{"sha256": f.SHA256, "media_type": f.MediaType}
		}
	}
	return m
}

// delivered are the papers that are handed over together: the last that has a number, and the certificate.
func (c *command) delivered(s *State) string {
	var list []string
	for _, d := range slices.Backward(s.Documents) {
		if spec := c.item.Document(d.Type); d.Number != "" && spec != nil {
			list = append(list, c.item.TitleOf(spec).Zh+"（"+d.Number+"）")
			break
		}
	}
	if s.Certificate != nil {
		title := "证书"
		if spec := c.item.Document(certificateDocument); spec != nil {
			title = c.item.TitleOf(spec).Zh
		}
		list = append(list, title+"（"+s.Certificate.Number+"）")
	}
	return strings.Join(list, "\n")
}

// followed names the certificate a case follows and the day it ends.
func (c *command) followed(m map[string]any) {
	if about, err := c.concern(); err == nil {
		m["old_no"] = about.Certificate
	}
	for _, name := range slices.Sorted(maps.Keys(c.item.Clocks)) {
		if spec := c.item.Clocks[name]; spec.Until == "" || spec.Before != (item.Span{}) {
			continue
		}
		until, _, err := c.item.Until(name, c.data, c.caseData())
		if day, bad := calendar.Parse(until); err == nil && bad == nil {
			m["old_until"] = chineseDate(day)
			return
		}
	}
}

// mentions reports whether a template, or a phrase it may name, reads something: what takes long to work out is worked
// out only for those.
func (c *command) mentions(spec *item.DocumentSpec, name string) bool {
	for _, phrase := range c.item.Phrases {
		if strings.Contains(phrase, name) {
			return true
		}
	}
	in := func(list []item.Cell) bool {
		return slices.ContainsFunc(list, func(c item.Cell) bool { return strings.Contains(c.Value, name) })
	}
	return strings.Contains(spec.Text, name) || strings.Contains(spec.Addressee, name) || in(spec.Rows) || in(spec.Columns)
}

// criteria says which conditions of the grant the form does not meet.
func (c *command) criteria(m map[string]any) {
	if c.decode() != nil {
		return
	}
	verdicts := c.item.Judge(c.data, c.caseData())
	var failed, basis, failedBasis []string
	for _, v := range verdicts {
		if v.Basis != "" && !slices.Contains(basis, v.Basis) {
			basis = append(basis, v.Basis)
		}
		if !v.Holds && !v.Unverified {
			failed = append(failed, v.Title.Zh)
			if v.Basis != "" && !slices.Contains(failedBasis, v.Basis) {
				failedBasis = append(failedBasis, v.Basis)
			}
		}
	}
	m["criteria_basis"], m["failed_criteria_basis"] = strings.Join(basis, "、"), strings.Join(failedBasis, "、")
	m["failed_criteria_text"] = strings.Join(failed, "、")
}

// nodes are the ids of all nodes of the item.
func (c *command) nodes() []string {
	ids := make([]string, 0, len(c.item.Places()))
	for _, n := range c.item.Places() {
		ids = append(ids, n.ID)
	}
	return ids
}

// mask hides the middle of an identity number: 340524********001X.
func mask(id string) string {
	if len(id) < 12 {
		return id
	}
	return id[:6] + strings.Repeat("*", len(id)-10) + id[len(id)-4:]
}

// gradeText is the grade in words.
func (c *command) gradeText(f *Facts) string {
	grade := c.state.Grade
	if f.Act != nil && f.Act.Grade != "" {
		grade = f.Act.Grade
	}
	if c.item.Grade == nil || c.decode() != nil {
		return grade
	}
	if grade == "" {
		var err error
		if grade, err = c.item.Text(c.item.Grade.Is, c.data, c.caseData()); err != nil {
			return ""
		}
	}
	if t, ok := c.item.GradeTitle(grade); ok {
		return t.Zh
	}
	return grade
}

// documentNumber is the number of the last document of a type; empty when there is none.
func (s *State) documentNumber(kind string) string {
	for i := len(s.Documents) - 1; i >= 0; i-- {
		if s.Documents[i].Type == kind {
			return s.Documents[i].Number
		}
	}
	return ""
}

// after is the state with the days and clocks the facts set, so that an acceptance notice can name the day it is due.
func (c *command) after(f *Facts) *State {
	s := c.state.clone()
	for _, ch := range f.Clocks {
		if _, _, ofVisit := visitClock(ch.Clock); !ofVisit {
			_ = s.applyClock(ch) // what does not fit is found when the entry is applied
		}
	}
	s.applyStanding(*f)
	if f.Certificate != nil {
		s.Certificate = f.Certificate
	}
	return &s
}

// applicantName is the enterprise's name as the form gives it, else its code.
func (c *command) applicantName() string {
	if err := c.decode(); err == nil && c.item.ApplicantName != "" {
		if name, err := c.item.Text(c.item.ApplicantName, c.data, c.caseData()); err == nil {
			return name
		}
	}
	return c.state.Applicant
}

func chineseDate(d calendar.Date) string {
	if d.IsZero() {
		return ""
	}
	y, m, day := d.Civil()
	return strconv.Itoa(y) + "年" + strconv.Itoa(int(m)) + "月" + strconv.Itoa(day) + "日"
}

// QueryCode (查询码) lets whoever has it look up the progress together with the number; it derives from the random id.
func (id CaseID) QueryCode() string {
	h := sha256.Sum256([]byte("query code of " + string(id)))
	return strings.ToUpper(hex.EncodeToString(h[:4]))
}
