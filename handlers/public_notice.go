package handlers

import (
	"net/http"
	"strconv"
	"time"

	"shenpi/identity"
	"shenpi/workflow"
	"shenpi/workflow/calendar"
	"shenpi/workflow/clock"
	"shenpi/workflow/item"
)

// PublicNotice is a time in which everybody may object to what is proposed in a case, as everybody may read it.
type PublicNotice struct {
	Number    string        `json:"number" doc:"of the case"`
	Visit     int           `json:"visit"`
	Title     item.Text     `json:"title" doc:"of the paper that is published, or of the step"`
	Item      string        `json:"item"`
	ItemTitle item.Text     `json:"item_title"`
	Authority string        `json:"authority"`
	Applicant CaseApplicant `json:"applicant"`
	Proposed  *Proposed     `json:"proposed,omitempty" doc:"The certificate that a grant would give"`
	From      calendar.Date `json:"from" format:"date"`
	Until     calendar.Date `json:"until,omitzero" format:"date" doc:"The last day"`
	Running   bool          `json:"running"`
	Left      int           `json:"left" doc:"Days left while it runs, the last one included"`
	Unit      string        `json:"unit" enum:"workday,day,month" doc:"In which its length is counted; days left of months are days"`
	Outcome   string        `json:"outcome,omitempty" enum:"passed,objection,closed" doc:"What became of it: its time was over, an objection sent the case back, or the case was closed"`
}

// Proposed is what would be granted.
type Proposed struct {
	Title      item.Text  `json:"title" doc:"of the certificate"`
	Grade      string     `json:"grade,omitempty"`
	GradeTitle *item.Text `json:"grade_title,omitempty"`
	Holder     string     `json:"holder,omitempty" doc:"Where it would be of a person: the name as the public register shows it"`
}

// Objected confirms an objection.
type Objected struct {
	Number string  `json:"number" doc:"To be quoted when asking about it"`
	At     Instant `json:"at"`
	Hash   string  `json:"hash" doc:"of its entry in the trail, base64"`
}

type publicNoticeListInput struct {
	PageInput
	Running bool   `query:"running" doc:"Only those that run"`
	Over    bool   `query:"over" doc:"Only those that are over"`
	Item    string `query:"item" maxLength:"64"`
}

// PublicNoticeInput names one: the number of the case and the visit of its flow.
type PublicNoticeInput struct {
	Number string `path:"number" maxLength:"40"`
	Visit  int    `path:"visit" minimum:"1"`
}

type publicNoticeOutput struct{ Body PublicNotice }

type objectionInput struct {
	PublicNoticeInput
	Body struct {
		Name    string `json:"name" maxLength:"100" doc:"Who objects"`
		Contact string `json:"contact" maxLength:"200" doc:"Where they can be reached: told to the officers of the case and to those who audit them, never to the applicant"`
		Text    string `json:"text" maxLength:"4000"`
	}
}

type objectedOutput struct {
	Replayed string `header:"Idempotency-Replayed"`
	Body     Objected
}

func (s *Server) publicNoticeRoutes() {
	const path = prefix + "/public-notices"
	declare(s, endpoint{id: "list-public-notices", method: http.MethodGet, path: path, summary: "Public notices, the newest first", tag: "public"}, s.listPublicNotices)
	declare(s, endpoint{id: "public-notice", method: http.MethodGet, path: path + "/{number}/{visit}", summary: "One public notice", tag: "public"}, s.showPublicNotice)
	declare(s, endpoint{id: "object-publicly", method: http.MethodPost, path: path + "/{number}/{visit}/objections", summary: "Object to what is proposed, signed in or not",
		tag: "public", keyed: true, status: http.StatusCreated}, s.objectPublicly)
}

func (s *Server) listPublicNotices(c *call, in *publicNoticeListInput) (*pageOutput[PublicNotice], error) {
	page, err := s.Cases.PublicNotices(c, workflow.PublicNoticeFilter{Running: in.Running, Over: in.Over, Item: in.Item, Cursor: in.Cursor, Limit: in.Limit})
	if err != nil {
		return nil, err
	}
	out := &pageOutput[PublicNotice]{Page[PublicNotice]{Rows: []PublicNotice{}, Next: page.Next}}
	for _, n := range page.Rows {
		it, err := s.Engine.Items.Item(n.Case.State.Item, n.Case.State.Version)
		if err != nil {
			return nil, doing("read the item of a case", err)
		}
		out.Body.Rows = append(out.Body.Rows, s.publicNotice(n.Case, it, n.Visit))
	}
	return out, nil
}

// noticed finds the case of a public notice, caught up to now.
func (s *Server) noticed(c *call, in PublicNoticeInput) (*workflow.Case, *item.Item, error) {
	missing := refuse(http.StatusNotFound, "public_notice_not_found", "没有这个公示。", "There is no such public notice.")
	id, err := s.Cases.CaseByNumber(c, in.Number)
	if isRefusal(err, workflow.NotFound) {
		return nil, nil, missing
	}
	if err != nil {
		return nil, nil, err
	}
	k, it, err := s.Engine.View(c, id)
	if err != nil {
		return nil, nil, doing("view a case", err)
	}
	if !k.State.IsPublicNotice(in.Visit) {
		return nil, nil, missing
	}
	return k, it, nil
}

func (s *Server) showPublicNotice(c *call, in *PublicNoticeInput) (*publicNoticeOutput, error) {
	k, it, err := s.noticed(c, *in)
	if err != nil {
		return nil, err
	}
	return &publicNoticeOutput{s.publicNotice(k, it, in.Visit)}, nil
}

func (s *Server) publicNotice(k *workflow.Case, it *item.Item, visit int) PublicNotice {
	st, v, times := &k.State, &k.State.Position.Visits[visit-1], k.State.Visits[visit-1]
	n := it.Place(v.Node)
	out := PublicNotice{
		Number: st.Number, Visit: visit, Title: n.Title, Item: st.Item, ItemTitle: it.Title, Authority: st.Authority,
		Applicant: CaseApplicant{CreditCode: st.Applicant, Name: applicantName(k, it)}, Proposed: proposed(k, it),
		From: calendar.DateOf(times.OpenedAt), Running: times.ClosedAt.IsZero(), Unit: clockUnit(times.Limit.Unit),
	}
	if paper := it.Document(n.Document); paper != nil {
		out.Title = it.TitleOf(paper)
	}
	cal, today := s.Engine.Calendars.Calendar(), s.today()
	out.Until = times.Limit.Due(cal, today).Law
	switch {
	case out.Running && out.Unit == string(clock.UnitWorkday):
		out.Left = max(0, cal.WorkdaysBetween(today, out.Until))
	case out.Running:
		out.Left = max(0, out.Until.Sub(today))
	case v.Outcome == item.OutcomePass:
		out.Outcome = "passed"
	case v.Outcome != "":
		out.Outcome = v.Outcome
	default:
		out.Outcome = "closed"
	}
	return out
}

// proposed is nil where a grant gives no certificate, and of what was erased.
func proposed(k *workflow.Case, it *item.Item) *Proposed {
	data, facts, ok := answered(k)
	if !ok || it.Certificate == nil {
		return nil
	}
	v, err := it.CertificateValues(data, facts)
	if err != nil {
		return nil
	}
	out := &Proposed{Title: it.Certificate.Title, Grade: v.Grade}
	if k.State.Grade != "" {
		out.Grade = k.State.Grade
	}
	if title, ok := it.GradeTitle(out.Grade); ok {
		out.GradeTitle = &title
	}
	if v.HolderID != k.State.Applicant {
		out.Holder = maskName(v.Holder)
	}
	return out
}

func (s *Server) objectPublicly(c *call, in *objectionInput) (*objectedOutput, error) {
	if err := s.perhapsSignedIn(c); err != nil {
		return nil, err
	}
	key, err := c.keyOf(in.Body)
	if err != nil {
		return nil, err
	}
	k, _, err := s.noticed(c, in.PublicNoticeInput)
	if err != nil {
		return nil, err
	}
	giveBack, wait := s.objections.Take(c.gin.ClientIP(), s.Now())
	if wait > 0 {
		return nil, tooMany(wait)
	}
	r, err := s.Engine.Object(c, c.actor(), workflow.ObjectInput{
		Key: key, Case: k.State.ID, Visit: in.Visit, Text: in.Body.Text, From: in.Body.Name, Contact: in.Body.Contact,
	})
	if err != nil {
		return nil, err
	}
	if r.Replayed {
		giveBack() // nothing was tried
	}
	return &objectedOutput{Replayed: replayedHeader(r.Replayed), Body: Objected{
		Number: r.CaseNumber + "-" + strconv.FormatInt(r.Number, 10), At: Instant{r.RecordedAt}, Hash: r.Hash.String(),
	}}, nil
}

// perhapsSignedIn finds out which enterprise asks, on a route that is open to everybody. Whoever is not signed in, and an officer,
// who does it as anybody else would, is not known.
func (s *Server) perhapsSignedIn(c *call) error {
	if err := s.sameOrigin(c); err != nil {
		return err
	}
	who, err := s.caller(c.gin.Request)
	if err != nil {
		if _, none := c.gin.Request.Cookie(identity.CookieName(s.TLS)); none != nil && c.gin.Request.Header.Get("Authorization") == "" {
			return nil
		}
		return err // they say who they are: nobody is taken for somebody else without a word
	}
	if who.Enterprise == "" {
		return nil
	}
	c.who = who
	return s.fromOwnPage(c)
}

// tooMany tells how long to wait.
func tooMany(wait time.Duration) *Problem {
	in := seconds(wait)
	p := refuse(http.StatusTooManyRequests, "too_many_requests", "操作过于频繁，请在"+in+"秒后再试。", "Too many requests; try again in "+in+" seconds.")
	p.retryAfter = wait
	return p
}
