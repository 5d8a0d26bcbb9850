package handlers

import (
	"crypto/subtle"
	"net/http"
	"strings"
	"time"

	"shenpi/workflow"
	"shenpi/workflow/calendar"
	"shenpi/workflow/item"
)

// PublicCertificate is what the register tells everybody who has or guesses a number: no ids of persons, and of their names what
// whoever has the paper can compare.
type PublicCertificate struct {
	Number     string        `json:"number"`
	Kind       string        `json:"kind"`
	Holder     string        `json:"holder"`
	Grade      string        `json:"grade"`
	Scope      string        `json:"scope,omitempty"`
	Status     string        `json:"status" enum:"valid,suspended,expired,replaced,revoked,withdrawn,cancelled"`
	Title      item.Text     `json:"title" doc:"of the status"`
	Since      calendar.Date `json:"since" format:"date" doc:"From when it has that status"`
	GrantedOn  calendar.Date `json:"granted_on" format:"date"`
	ValidFrom  calendar.Date `json:"valid_from" format:"date"`
	ValidUntil calendar.Date `json:"valid_until,omitzero" format:"date" doc:"Absent when it is valid until cancelled"`
	Authority  string        `json:"authority"`
	// SucceededBy is told with it, so that who is shown a certificate that was renewed can ask for the newer one.
	SucceededBy string `json:"succeeded_by,omitempty" doc:"The number of the certificate that follows it"`
}

// Progress is what whoever has the number and the query code sees of a case.
type Progress struct {
	Number     string        `json:"number"`
	Item       item.Text     `json:"item"`
	Status     string        `json:"status" enum:"received,accepted,decided,ended"`
	Outcome    string        `json:"outcome,omitempty" enum:"grants,refuses,closes"`
	End        item.Text     `json:"end,omitzero"`
	ReceivedOn calendar.Date `json:"received_on" format:"date"`
	AcceptedOn calendar.Date `json:"accepted_on,omitzero" format:"date"`
	DecidedOn  calendar.Date `json:"decided_on,omitzero" format:"date"`
	DueOn      calendar.Date `json:"due_on,omitzero" format:"date"`
	At         []item.Text   `json:"at" doc:"What is being worked on"`
	Waiting    bool          `json:"waiting" doc:"Whether the office waits for the applicant"`
}

type certificateNumberInput struct {
	Number string `path:"number" maxLength:"100"`
}

type publicCertificateOutput struct{ Body PublicCertificate }

type progressInput struct {
	Body struct {
		Number string `json:"number" maxLength:"40" doc:"The case number"`
		Code   string `json:"code" maxLength:"16" doc:"The query code of the acceptance notice"`
	}
}

type progressOutput struct{ Body Progress }

func (s *Server) publicRoutes() {
	declare(s, endpoint{id: "verify-certificate", method: http.MethodGet, path: prefix + "/certificates/{number}", summary: "Check a certificate", tag: "public"}, s.verifyCertificate)
	declare(s, endpoint{id: "progress", method: http.MethodPost, path: prefix + "/progress", summary: "Follow a case by its number and query code", tag: "public"}, s.progress)
	s.raw(endpoint{
		id: "checkpoint", method: http.MethodGet, path: prefix + "/trail/checkpoint", summary: "The latest signed checkpoint of the log, to be kept outside",
		tag: "public", change: answers200("text/plain"),
	}, s.checkpoint)
	s.raw(endpoint{
		id: "key", method: http.MethodGet, path: prefix + "/trail/key", summary: "The verifier key of checkpoints and receipts", tag: "public",
		change: answers200("text/plain"),
	}, func(c *call) error {
		c.gin.Header("Cache-Control", "no-cache")
		c.gin.String(http.StatusOK, "%s\n", s.Log.Keys().Current())
		return nil
	})
	declare(s, endpoint{id: "list-keys", method: http.MethodGet, path: prefix + "/trail/keys", summary: "The keys of the log, each with the old one's word for the new one", tag: "public"}, s.listKeys)
}

func (s *Server) verifyCertificate(c *call, in *certificateNumberInput) (*publicCertificateOutput, error) {
	k, err := s.Register.Certificate(c, in.Number)
	if err != nil {
		return nil, err
	}
	return &publicCertificateOutput{s.disclosed(k)}, nil
}

// maskName leaves the first character of a name.
func maskName(name string) string {
	letters := []rune(name)
	for i := 1; i < len(letters); i++ {
		letters[i] = '＊'
	}
	return string(letters)
}

func (s *Server) publicCertificate(k workflow.Certificate) PublicCertificate {
	standing := k.StatusOn(s.today())
	return PublicCertificate{
		Number: k.Number, Kind: k.Kind, Holder: k.Holder, Grade: k.Grade, Scope: k.Scope, Status: string(standing),
		Title: standing.Term().Title, Since: k.StandsSince(s.today()),
		GrantedOn: k.GrantedOn, ValidFrom: k.ValidFrom, ValidUntil: k.ValidUntil, Authority: k.Authority,
		SucceededBy: k.SucceededBy,
	}
}

// progress tells nothing of what is wrong, and counts what is: a right pair costs no try.
func (s *Server) progress(c *call, in *progressInput) (*progressOutput, error) {
	if err := s.sameOrigin(c); err != nil { // no other site has its visitors guess, each from an address of their own
		return nil, err
	}
	now := s.Now()
	if s.guesses.TokensAt(now) < 1 { // of all addresses together
		return nil, tooMany(time.Minute)
	}
	giveBack, wait := s.lookups.Take(c.gin.ClientIP(), now)
	if wait > 0 {
		return nil, tooMany(wait)
	}
	id, err := s.Cases.CaseByNumber(c, strings.TrimSpace(in.Body.Number))
	if err != nil && !isRefusal(err, workflow.NotFound) {
		giveBack()
		return nil, err
	}
	code := strings.ToUpper(strings.TrimSpace(in.Body.Code))
	if right := subtle.ConstantTimeCompare([]byte(code), []byte(id.QueryCode())) == 1; err != nil || !right {
		s.guesses.AllowN(now, 1)
		return nil, refuse(http.StatusNotFound, "progress_not_found", "办件编号或查询码不正确。", "The case number or the query code is not right.")
	}
	giveBack()
	k, it, err := s.Engine.View(c, id)
	if err != nil {
		return nil, doing("view a case", err)
	}
	return &progressOutput{s.progressOf(&k.State, it)}, nil
}

func (s *Server) progressOf(st *workflow.State, it *item.Item) Progress {
	p := Progress{
		Number: st.Number, Item: it.Title, Status: st.Status, Outcome: string(st.Outcome), ReceivedOn: st.ReceivedOn,
		AcceptedOn: st.AcceptedOn, DecidedOn: st.DecidedOn, At: []item.Text{},
	}
	p.DueOn, _ = s.due(st, s.today())
	if st.Position.End != "" {
		p.End = label(it, st.Position.End)
		return p
	}
	for _, v := range openVisits(st) {
		if n := it.Place(v.Node); n.Kind != item.Parallel && n.Kind != item.Choice {
			p.At = append(p.At, n.Title)
			p.Waiting = p.Waiting || v.Parked() && v.Ask.Of == askApplicant
		}
	}
	return p
}

func (s *Server) checkpoint(c *call) error {
	last, ok, err := s.Log.LatestCheckpoint(c)
	if err != nil {
		return doing("read the last checkpoint", err)
	}
	if !ok {
		return noCheckpoint()
	}
	c.gin.Header("Cache-Control", "no-cache")
	c.gin.Data(http.StatusOK, "text/plain; charset=utf-8", last.Note)
	return nil
}

func noCheckpoint() *Problem {
	return refuse(http.StatusNotFound, "checkpoint_not_found", "没有这个检查点。", "There is no such checkpoint.")
}
