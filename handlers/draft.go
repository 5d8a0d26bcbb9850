package handlers

import (
	"crypto/sha256"
	"encoding/base32"
	"encoding/json"
	"errors"
	"net/http"
	"slices"
	"strings"

	"shenpi/workflow"
	"shenpi/workflow/flow"
	"shenpi/workflow/item"
)

// Draft is an application that is being written, or the answer to a request for supplements.
type Draft struct {
	ID         string          `json:"id"`
	Item       string          `json:"item"`
	Version    int             `json:"version"`
	Title      item.Text       `json:"title" doc:"of the item"`
	Case       string          `json:"case,omitempty" doc:"The case it answers"`
	Enterprise string          `json:"enterprise" doc:"credit code"`
	Form       json.RawMessage `json:"form"`
	Files      []DraftFile     `json:"files"`
	Revision   int64           `json:"revision" doc:"of the form; the ETag"`
	UpdatedAt  Instant         `json:"updated_at"`
	Filed      string          `json:"filed,omitempty" doc:"The case it became"`
	Desk       string          `json:"desk,omitempty" doc:"The unit whose window types it in"`
	Opens      bool            `json:"opens,omitempty" doc:"Officers of that unit write it to open a case of the office's own motion"`
}

// DraftFile is a file put to a material.
type DraftFile struct {
	Material  string  `json:"material"`
	Name      string  `json:"name"`
	SHA256    string  `json:"sha256"`
	Size      int64   `json:"size"`
	MediaType string  `json:"media_type"`
	AddedAt   Instant `json:"added_at"`
}

// DraftInput names the draft of the path.
type DraftInput struct {
	ID string `path:"id" maxLength:"64"`
}

type newDraftInput struct {
	Body struct {
		Item        string `json:"item,omitempty" maxLength:"64" doc:"For a new application"`
		Case        string `json:"case,omitempty" maxLength:"64" doc:"For the answer to a request for supplements"`
		Applicant   string `json:"applicant,omitempty" pattern:"^[0-9A-Z]{18}$" doc:"At the window: the credit code of the enterprise whose papers are typed in"`
		Certificate string `json:"certificate,omitempty" maxLength:"100" doc:"The certificate it goes on from, where the item asks for one"`
	}
}

type saveDraftInput struct {
	DraftInput
	IfMatch string `header:"If-Match" doc:"The ETag of the draft"`
	Body    struct {
		Form json.RawMessage `json:"form"`
	}
}

type draftOutput struct {
	Location string `header:"Location"`
	ETag     string `header:"ETag"`
	Replayed string `header:"Idempotency-Replayed"`
	Body     Draft
}

type draftListOutput struct {
	Body struct {
		Rows []Draft `json:"rows"`
	}
}

func (s *Server) draftRoutes() {
	const path = prefix + "/drafts"
	declare(s, endpoint{id: "create-draft", method: http.MethodPost, path: path, summary: "Begin an application, or the answer to a request", tag: "application",
		keyed: true, status: http.StatusCreated, guards: []guard{s.mayFile("create")}}, s.createDraft)
	declare(s, endpoint{id: "list-drafts", method: http.MethodGet, path: path, summary: "The enterprise's drafts, or those of the window, the last changed first", tag: "application",
		guards: []guard{s.mayFile("list")}}, s.listDrafts)
	below := func(id, method, action, summary string) endpoint {
		return endpoint{id: id, method: method, path: path + "/{id}", summary: summary, tag: "application",
			guards: []guard{s.draftVisible, s.onDraft("application", action)}}
	}
	declare(s, below("draft", http.MethodGet, "read", "One draft"), s.showDraft)
	declare(s, below("save-draft", http.MethodPut, "update", "Save the form"), s.saveDraft)
	declare(s, below("delete-draft", http.MethodDelete, "delete", "Throw a draft away"), s.deleteDraft)
	check := below("check-draft", http.MethodPost, "update", "Judge a draft as filing would; nothing is stored")
	check.path += "/check"
	declare(s, check, s.checkDraft)
	s.carryOverRoute()
}

// draftVisible loads the draft of the path; only the enterprise's own, or those of one's window, are there.
func (s *Server) draftVisible(c *call) error {
	d, err := s.ownDraft(c, c.param("id"))
	if err != nil {
		return err
	}
	c.draft = &d
	return nil
}

func (s *Server) ownDraft(c *call, id string) (workflow.Draft, error) {
	if !plainID.MatchString(id) {
		return workflow.Draft{}, draftNotFound
	}
	d, err := s.Drafts.Draft(c, id)
	if isRefusal(err, workflow.NotFound) || err == nil && !s.sees(c, d) {
		return workflow.Draft{}, draftNotFound
	}
	return d, doing("read a draft", err)
}

func (s *Server) draftOf(d workflow.Draft) Draft {
	form := d.Form
	if len(form) == 0 {
		form = json.RawMessage(`{}`)
	}
	return Draft{
		ID: d.ID, Item: d.Item, Version: d.Version, Title: s.titleOf(d.Item, d.Version), Case: string(d.Case), Enterprise: d.Owner,
		Form: form, Files: rowsOf(d.Files, draftFileOf), Revision: d.Revision, UpdatedAt: Instant{d.UpdatedAt}, Filed: string(d.Filed),
		Desk: d.Desk, Opens: d.Opens,
	}
}

func draftFileOf(f workflow.File) DraftFile {
	return DraftFile{Material: f.Material, Name: f.Name, SHA256: f.SHA256, Size: f.Size, MediaType: f.MediaType, AddedAt: Instant{f.AddedAt}}
}

func (s *Server) draftAnswer(d workflow.Draft) *draftOutput {
	return &draftOutput{ETag: revisionTag(d.Revision), Body: s.draftOf(d)}
}

// createDraft derives the id from the key, so that the draft itself remembers which request made it.
func (s *Server) createDraft(c *call, in *newDraftInput) (*draftOutput, error) {
	if (in.Body.Item == "") == (in.Body.Case == "") {
		return nil, refuse(http.StatusUnprocessableEntity, "item_or_case", "请给出事项或办件之一。", "Name either an item or a case.").at("/item")
	}
	key, err := c.keyOf(in.Body)
	if err != nil {
		return nil, err
	}
	id := draftID(key)
	defer s.filing.lock(id)()
	if d, err := s.Drafts.Draft(c, id); err == nil {
		return s.againDraft(d, in)
	} else if !isRefusal(err, workflow.NotFound) {
		return nil, doing("read a draft", err)
	}
	d, err := s.newDraft(c, in)
	if err != nil {
		return nil, err
	}
	if err := s.mayWrite(c, d); err != nil {
		return nil, err
	}
	if d.ID, d.By = id, c.who.id(); d.Owner == "" {
		d.Owner = c.who.Enterprise
	}
	made, err := s.Drafts.CreateDraft(c, d)
	if err != nil {
		if d, again := s.Drafts.Draft(c, id); again == nil { // another replica was faster
			return s.againDraft(d, in)
		}
		return nil, err
	}
	out := s.draftAnswer(made)
	out.Location = prefix + "/drafts/" + id
	return out, nil
}

// againDraft answers a key that has made a draft, unless it was for another one.
func (s *Server) againDraft(d workflow.Draft, in *newDraftInput) (*draftOutput, error) {
	if in.Body.Case != "" && d.Case != workflow.CaseID(in.Body.Case) || in.Body.Item != "" && (d.Item != in.Body.Item || d.Case != "") {
		return nil, keyReused()
	}
	out := s.draftAnswer(d)
	out.Location, out.Replayed = prefix+"/drafts/"+d.ID, "true"
	return out, nil
}

func draftID(k *workflow.Key) string {
	h := sha256.Sum256([]byte("draft\x00" + k.Actor + "\x00" + k.Key))
	return strings.ToLower(base32.StdEncoding.EncodeToString(h[:15]))
}

func (s *Server) newDraft(c *call, in *newDraftInput) (workflow.Draft, error) {
	if in.Body.Case != "" {
		return s.answerDraft(c, workflow.CaseID(in.Body.Case))
	}
	it, err := s.Engine.Items.Filing(in.Body.Item, s.today())
	if err != nil {
		return workflow.Draft{}, err
	}
	d := workflow.Draft{Item: it.Item, Version: it.Version, Form: json.RawMessage(`{}`), Owner: c.who.Enterprise}
	if c.who.insider() && in.Body.Applicant == "" && len(it.OpenersInside()) > 0 {
		return s.openingDraft(c, d, it, in.Body.Certificate)
	}
	if why := workflow.AppliedFor(it); why != nil {
		return d, why
	}
	if c.who.insider() {
		if in.Body.Applicant == "" {
			return d, refuse(http.StatusUnprocessableEntity, "applicant_missing", "请给出申请单位的统一社会信用代码。",
				"Give the credit code of the enterprise whose papers these are.").at("/applicant")
		}
		d.Owner, d.Desk = in.Body.Applicant, it.Authority
	}
	if in.Body.Certificate != "" {
		d.Form, err = s.prefilled(c, it, d.Owner, in.Body.Certificate)
	}
	return d, err
}

// openingDraft is of a case that the office opens itself, for the owner of the certificate it is about.
func (s *Server) openingDraft(c *call, d workflow.Draft, it *item.Item, number string) (workflow.Draft, error) {
	k, err := s.Register.Certificate(c, number)
	if err != nil && !isRefusal(err, workflow.NotFound) {
		return d, doing("read a certificate", err)
	}
	if err != nil {
		return d, certificateUnknown()
	}
	d.Owner, d.Desk, d.Opens = k.Owner, it.Authority, true
	d.Form, err = s.prefilled(c, it, k.Owner, number)
	return d, err
}

func certificateUnknown() error {
	return refuse(http.StatusUnprocessableEntity, "certificate_unknown", "没有可用于本事项的该证照。",
		"There is no such certificate that this item goes on from.").at("/certificate")
}

// prefilled opens the form on a certificate the enterprise holds.
func (s *Server) prefilled(c *call, it *item.Item, owner, number string) (json.RawMessage, error) {
	k, err := s.Register.Certificate(c, number)
	if err != nil && !isRefusal(err, workflow.NotFound) {
		return nil, doing("read a certificate", err)
	}
	if err != nil || it.Prefill == nil || k.Owner != owner || !slices.Contains(it.Follows(), k.Kind) {
		return nil, certificateUnknown()
	}
	last, err := s.formOf(c, k.Case, &CarryOver{})
	if err != nil {
		return nil, err
	}
	form, err := it.Prefilled(k.Values(), last, s.facts())
	return form, doing("open the form on a certificate", err)
}

// facts are what expressions know of a case that would be received today.
func (s *Server) facts() item.CaseData {
	today := s.today()
	return item.CaseData{ReceivedOn: today.String(), BaseYear: today.Year()}
}

// answerDraft opens on what was filed, with the files that were filed.
func (s *Server) answerDraft(c *call, id workflow.CaseID) (workflow.Draft, error) {
	if err := s.see(c, id); err != nil {
		return workflow.Draft{}, err
	}
	if !s.mine(c, "case", "supply") {
		return workflow.Draft{}, forbidden()
	}
	st := &c.kase.State
	if asking(st) == nil {
		return workflow.Draft{}, &workflow.Error{Kind: workflow.Conflict, Code: "nobody_asked", Text: item.Text{
			Zh: "没有等待答复的补正要求", En: "No request is waiting for an answer"}}
	}
	files, err := s.filedFiles(c, st)
	if err != nil {
		return workflow.Draft{}, err
	}
	d := workflow.Draft{Item: st.Item, Version: st.Version, Case: id, Form: c.kase.Form, Files: files, Owner: st.Applicant}
	if c.who.insider() {
		d.Desk = st.Authority
	}
	return d, nil
}

// asking is the step at which the applicant is asked for something; nil when none is.
func asking(st *workflow.State) *flow.Visit {
	for _, v := range openVisits(st) {
		if v.Parked() && v.Ask.Of == askApplicant {
			return v
		}
	}
	return nil
}

func (s *Server) listDrafts(c *call, _ *struct{}) (*draftListOutput, error) {
	list, err := s.drafts(c)
	if err != nil {
		return nil, err
	}
	out := &draftListOutput{}
	out.Body.Rows = rowsOf(list, s.draftOf)
	return out, nil
}

func (s *Server) showDraft(c *call, _ *DraftInput) (*draftOutput, error) {
	return s.draftAnswer(*c.draft), nil
}

func (s *Server) saveDraft(c *call, in *saveDraftInput) (*draftOutput, error) {
	if _, err := item.DecodeForm(in.Body.Form); err != nil {
		return nil, formRefused(err)
	}
	revision, err := c.matchRevision()
	if err != nil {
		return nil, err
	}
	d := *c.draft
	d.Form, d.By = in.Body.Form, c.who.id()
	saved, err := s.Drafts.SaveDraft(c, d, revision)
	if err != nil {
		return nil, err
	}
	return s.draftAnswer(saved), nil
}

// formRefused tells why a form cannot be kept at all; whether it is right is asked by check and by filing.
func formRefused(err error) error {
	p := refuse(http.StatusUnprocessableEntity, "form_invalid", "申请表无法读取。", "The form cannot be read.").at("/form")
	var f item.FieldError
	if errors.As(err, &f) {
		p.Fields = []FieldProblem{fieldOf(f)}
	}
	return p
}

func fieldOf(f item.FieldError) FieldProblem {
	return FieldProblem{Field: f.Field, Code: f.Code, Zh: f.Zh, En: f.En, Rule: f.Rule}
}

// deleteDraft minds If-Match when it is given.
func (s *Server) deleteDraft(c *call, _ *DraftInput) (*struct{}, error) {
	if c.gin.GetHeader("If-Match") != "" {
		if revision, err := c.matchRevision(); err != nil || revision != c.draft.Revision {
			return nil, stale()
		}
	}
	return nil, s.Drafts.DeleteDraft(c, c.draft.ID)
}
