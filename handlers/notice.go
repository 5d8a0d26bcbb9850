package handlers

import (
	"cmp"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"shenpi/workflow"
)

// Notice is a message about a case or a certificate, to the caller or their enterprise.
type Notice struct {
	ID          string      `json:"id"`
	Kind        string      `json:"kind"`
	Zh          string      `json:"zh"`
	En          string      `json:"en"`
	At          Instant     `json:"at"`
	ReadAt      Instant     `json:"read_at,omitzero" doc:"Absent while nobody has read it; once for an enterprise, whoever opened it"`
	Case        string      `json:"case" doc:"Empty of a notice about a certificate that no case issued"`
	Number      string      `json:"case_number,omitempty"`
	Item        string      `json:"item,omitempty"`
	Document    int         `json:"document,omitempty" doc:"Its number within the case"`
	Duty        string      `json:"duty,omitempty" doc:"What the law has the office tell by it: acceptance, decision ..."`
	Certificate string      `json:"certificate,omitempty" doc:"The number of the one it is about, where it is not about a case"`
	Links       NoticeLinks `json:"links"`
}

// NoticeLinks are where to read on.
type NoticeLinks struct {
	Case        string `json:"case,omitempty"`
	Document    string `json:"document,omitempty"`
	Certificate string `json:"certificate,omitempty"`
}

type noticeListInput struct {
	PageInput
	Unread bool `query:"unread" doc:"Only those that nobody has read"`
}

type noticeListOutput struct {
	Body struct {
		Page[Notice]
		Unread int `json:"unread" doc:"How many of all are unread"`
	}
}

type readNoticesInput struct {
	Body struct {
		IDs   []string  `json:"ids,omitempty" maxItems:"200"`
		Until time.Time `json:"until,omitzero" doc:"Instead: every notice up to this instant"`
	}
}

type readNoticesOutput struct {
	Body struct {
		Read int `json:"read" doc:"How many became read by this"`
	}
}

func (s *Server) noticeRoutes() {
	const path = prefix + "/notices"
	declare(s, endpoint{id: "list-notices", method: http.MethodGet, path: path, summary: "One's notices, the newest first", tag: "notice",
		guards: []guard{s.mayOwn("notice", "read")}}, s.listNotices)
	declare(s, endpoint{id: "read-notices", method: http.MethodPost, path: path + "/read", summary: "Mark notices as read", tag: "notice",
		guards: []guard{s.mayOwn("notice", "update")}}, s.readNotices)
}

// addressee is whose notices the caller reads: those of the enterprise, or their own. An agent reads what a mandate to
// receive covers.
func (s *Server) addressee(c *call) workflow.NoticeFilter {
	return workflow.NoticeFilter{Recipient: cmp.Or(c.who.Enterprise, c.who.id()), Bounds: s.bounds(c, workflow.MandateReceive)}
}

func (s *Server) listNotices(c *call, in *noticeListInput) (*noticeListOutput, error) {
	f := s.addressee(c)
	f.Unread, f.Cursor, f.Limit = in.Unread, in.Cursor, in.Limit
	page, err := s.Inbox.Inbox(c, f)
	if err != nil {
		return nil, err
	}
	out := &noticeListOutput{}
	out.Body.Page, out.Body.Unread = pageOf(page.Page, noticeOf).Body, page.Unread
	return out, nil
}

func noticeOf(n workflow.InboxNotice) Notice {
	v := Notice{
		ID: n.ID, Kind: n.Kind, Zh: n.Zh, En: n.En, At: Instant{n.At}, ReadAt: Instant{n.ReadAt}, Case: string(n.Case), Number: n.CaseNumber,
		Item: n.Item, Document: n.Document, Duty: n.Duty, Certificate: n.Certificate,
	}
	if n.Case != "" {
		v.Links.Case = prefix + "/cases/" + string(n.Case)
	}
	if n.Certificate != "" {
		v.Links.Certificate = prefix + "/certificates/" + url.PathEscape(n.Certificate)
	}
	if n.Document > 0 {
		v.Links.Document = v.Links.Case + "/documents/" + strconv.Itoa(n.Document)
	}
	return v
}

func (s *Server) readNotices(c *call, in *readNoticesInput) (*readNoticesOutput, error) {
	if (len(in.Body.IDs) == 0) == in.Body.Until.IsZero() {
		return nil, refuse(http.StatusUnprocessableEntity, "notices_unnamed", "请给出通知编号，或者截止时间，二者取一。",
			"Name the notices, or the instant up to which all are read: one of the two.").at("/ids")
	}
	n, err := s.Inbox.ReadNotices(c, s.addressee(c), in.Body.IDs, in.Body.Until)
	if err != nil {
		return nil, err
	}
	out := &readNoticesOutput{}
	out.Body.Read = n
	return out, nil
}
