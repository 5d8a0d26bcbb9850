package handlers

import (
	"cmp"
	"net/http"

	"shenpi/notify"
	"shenpi/workflow"
)

// NoticePreference is where, in which language and of what somebody wants to hear besides the inbox.
type NoticePreference struct {
	Language string              `json:"language" enum:"zh,en"`
	Mail     string              `json:"mail,omitempty" maxLength:"254"`
	Phone    string              `json:"phone,omitempty" maxLength:"16" doc:"13800000000 or +8613800000000"`
	Channels []string            `json:"channels" enum:"mail,sms" doc:"For every kind that is not in kinds"`
	Kinds    map[string][]string `json:"kinds,omitempty" doc:"By kind of notice: by which channels; an empty list is none"`
}

// NoticeChoices are what there is to choose from, and what there is not.
type NoticeChoices struct {
	NoticePreference
	Known  []NoticeKind `json:"known" doc:"The kinds of notices"`
	Duties []DutyView   `json:"duties" doc:"What the law has the office tell: by every channel, whatever was chosen"`
}

// NoticeKind is a kind of notice with what it says; what is filled in stands in braces.
type NoticeKind struct {
	Kind string `json:"kind"`
	Zh   string `json:"zh"`
	En   string `json:"en"`
}

// DutyView is a duty to tell with the law it rests on.
type DutyView struct {
	ID      string `json:"id"`
	Zh      string `json:"zh"`
	En      string `json:"en"`
	Law     string `json:"law"`
	Article string `json:"article"`
}

type noticePreferenceOutput struct {
	ETag string `header:"ETag"`
	Body NoticeChoices
}

type saveNoticePreferenceInput struct {
	IfMatch string `header:"If-Match" doc:"The ETag of the preferences"`
	Body    NoticePreference
}

func (s *Server) noticePreferenceRoutes() {
	const path = prefix + "/notices/preferences"
	declare(s, endpoint{id: "notice-preferences", method: http.MethodGet, path: path, summary: "Where and how one is told besides the inbox", tag: "notice",
		guards: []guard{s.mayOwn("notice", "read"), s.inOwnRight}}, s.showNoticePreference)
	declare(s, endpoint{id: "save-notice-preferences", method: http.MethodPut, path: path, summary: "Say where and how one wants to be told", tag: "notice",
		guards: []guard{s.mayOwn("notice", "update"), s.inOwnRight}}, s.saveNoticePreference)
}

// inOwnRight keeps agents out: where the enterprise is told is its own affair.
func (s *Server) inOwnRight(c *call) error {
	if _, agent := s.Engine.MandatesOf(c.actor()); agent {
		return forbidden()
	}
	return nil
}

func (s *Server) showNoticePreference(c *call, _ *struct{}) (*noticePreferenceOutput, error) {
	p, err := s.Subscribers.NoticePreference(c, cmp.Or(c.who.Enterprise, c.who.id()))
	if err != nil {
		return nil, err
	}
	return preferenceOf(p), nil
}

func preferenceOf(p notify.Preference) *noticePreferenceOutput {
	out := &noticePreferenceOutput{ETag: revisionTag(p.Revision)}
	out.Body.NoticePreference = NoticePreference{Language: p.Language, Mail: p.Mail, Phone: p.Phone, Channels: listed(p.Channels), Kinds: p.Kinds}
	out.Body.Known = rowsOf(workflow.NoticeKinds(), func(kind string) NoticeKind {
		t := workflow.NoticeSentence(kind)
		return NoticeKind{kind, t.Zh, t.En}
	})
	out.Body.Duties = rowsOf(workflow.Duties(), func(d workflow.Duty) DutyView {
		return DutyView{d.ID, d.Title.Zh, d.Title.En, d.Basis.Law, d.Basis.Article}
	})
	return out
}

func (s *Server) saveNoticePreference(c *call, in *saveNoticePreferenceInput) (*noticePreferenceOutput, error) {
	revision, err := c.matchRevision()
	if err != nil {
		return nil, err
	}
	b := in.Body
	if err := b.check(); err != nil {
		return nil, err
	}
	p := notify.Preference{Recipient: cmp.Or(c.who.Enterprise, c.who.id()), Language: b.Language, Mail: b.Mail, Phone: b.Phone,
		Channels: b.Channels, Kinds: b.Kinds, Revision: revision + 1}
	_, err = s.Engine.Administer(c, c.actor(), workflow.AdminInput{
		Stream: "notices/" + p.Recipient, Kind: "preferred", Rows: []any{p}, Check: unmoved(revision), Payload: b,
		Facts: preferred{p.Language, p.Mail != "", p.Phone != "", listed(p.Channels), p.Kinds},
	})
	if err != nil {
		return nil, err
	}
	return preferenceOf(p), nil
}

// preferred are the facts of a preference: everything but the addresses.
type preferred struct {
	Language string              `json:"language"`
	Mail     bool                `json:"mail"`
	Phone    bool                `json:"phone"`
	Channels []string            `json:"channels"`
	Kinds    map[string][]string `json:"kinds,omitempty"`
}

func (p NoticePreference) check() error {
	switch {
	case p.Mail != "" && notify.CheckAddress(p.Mail) != nil:
		return refuse(http.StatusUnprocessableEntity, "mail_address", "这不是邮箱地址，应当如 name@example.org。", "This is no mail address such as name@example.org.").at("/mail")
	case p.Phone != "" && notify.CheckNumber(p.Phone) != nil:
		return refuse(http.StatusUnprocessableEntity, "phone_number", "这不是手机号码，应当如 13800000000 或者 +8613800000000。",
			"This is no mobile number such as 13800000000 or +8613800000000.").at("/phone")
	}
	for kind, channels := range p.Kinds {
		at := "/kinds/" + pointer.Replace(kind)
		if err := knownKind(kind, at); err != nil {
			return err
		}
		if err := knownChannels(channels, at); err != nil {
			return err
		}
	}
	return knownChannels(p.Channels, "/channels")
}

// knownKind refuses a kind of notice that there is not.
func knownKind(kind, at string) error {
	if notify.CheckKind(kind) == nil {
		return nil
	}
	return refuse(http.StatusUnprocessableEntity, "notice_kind", "没有“"+kind+"”这种通知；通知偏好的 known 列出了全部种类。",
		"There is no such kind of notice as "+kind+"; known, in the preferences, lists them all.").at(at)
}

func knownChannels(channels []string, at string) error {
	for _, channel := range channels {
		if notify.CheckChannel(channel) != nil {
			return refuse(http.StatusUnprocessableEntity, "notice_channel", "没有这个渠道；有 mail、sms。", "There is no such channel; there are mail and sms.").at(at)
		}
	}
	return nil
}
