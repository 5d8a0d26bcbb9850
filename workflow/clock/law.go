package clock

import (
	"slices"

	"shenpi/workflow/calendar"
)

// Count says how a limit of the law is counted.
type Count string

// The ways of counting.
const (
	CountAfter  Count = "after"   // so many units after the day of an event, which is itself not counted
	CountBefore Count = "before"  // at least so many units before the day of an event, which is itself not counted
	CountUntil  Count = "until"   // until a given date
	CountAtOnce Count = "at_once" // on the day of the event
	CountOut    Count = "out"     // not a limit but days that another limit does not count
)

// Row is one limit as a law sets it. The numbers are the law's; what an office promises, and what another law or
// regulation sets for one item, stands in the item.
type Row struct {
	ID      string
	Title   calendar.Name
	Law     string
	Article string
	Count   Count
	Event   calendar.Name // the day it is counted from, back from, or to
	Length  int           // 0 where the law gives none
	Unit    Unit
	Extend  int  // by so many days it may be lengthened, once
	Citizen bool // it binds the applicant, not the office
	Expiry  calendar.Name
	// Reading says that the law leaves the counting open and this is a reading of it.
	Reading bool
}

// The laws the rows quote, by their usual names.
const (
	licensing   = "行政许可法"
	information = "政府信息公开条例"
	review      = "行政复议法"
	litigation  = "行政诉讼法"
)

// Rows are the limits of the laws, in the order in which a case meets them.
var Rows = []Row{
	{ID: "accept", Title: calendar.Name{Zh: "受理（一次告知补正）", En: "Acceptance, or the one notice of what is missing"},
		Law: licensing, Article: "第三十二条第一款第（四）项", Count: CountAfter, Event: calendar.Name{Zh: "收到申请材料", En: "receipt of the materials"},
		Length: 5, Unit: UnitWorkday, Expiry: calendar.Name{Zh: "自收到之日起视为受理", En: "deemed accepted from the day of receipt"}},
	{ID: "not-needed", Title: calendar.Name{Zh: "告知不需要许可", En: "Telling that no licence is needed"},
		Law: licensing, Article: "第三十二条第一款第（一）项", Count: CountAtOnce, Event: calendar.Name{Zh: "收到申请", En: "receipt"}},
	{ID: "not-competent", Title: calendar.Name{Zh: "不属本机关职权，不予受理", En: "Not this agency's competence"},
		Law: licensing, Article: "第三十二条第一款第（二）项", Count: CountAtOnce, Event: calendar.Name{Zh: "收到申请", En: "receipt"}},
	{ID: "fix-on-spot", Title: calendar.Name{Zh: "允许当场更正", En: "Letting an error be put right on the spot"},
		Law: licensing, Article: "第三十二条第一款第（三）项", Count: CountAtOnce, Event: calendar.Name{Zh: "发现错误", En: "finding the error"}},
	{ID: "decide", Title: calendar.Name{Zh: "作出决定", En: "Decision"},
		Law: licensing, Article: "第四十二条第一款", Count: CountAfter, Event: calendar.Name{Zh: "受理", En: "acceptance"},
		Length: 20, Unit: UnitWorkday, Extend: 10, Expiry: calendar.Name{Zh: "违法逾期；不视为准予", En: "overdue against the law; nothing is granted by it"}},
	{ID: "decide-joint", Title: calendar.Name{Zh: "统一、联合、集中办理的决定", En: "Decision in unified, joint or centralised handling"},
		Law: licensing, Article: "第四十二条第二款", Count: CountAfter, Event: calendar.Name{Zh: "受理", En: "acceptance"},
		Length: 45, Unit: UnitWorkday, Extend: 15, Expiry: calendar.Name{Zh: "违法逾期；不视为准予", En: "overdue against the law; nothing is granted by it"}},
	{ID: "lower-review", Title: calendar.Name{Zh: "下级机关初审", En: "Review by the lower agency"},
		Law: licensing, Article: "第四十三条", Count: CountAfter, Event: calendar.Name{Zh: "下级机关受理", En: "acceptance by the lower agency"},
		Length: 20, Unit: UnitWorkday, Expiry: calendar.Name{Zh: "违法逾期", En: "overdue against the law"}},
	{ID: "issue", Title: calendar.Name{Zh: "颁发、送达证件", En: "Issue and delivery of the certificate"},
		Law: licensing, Article: "第四十四条", Count: CountAfter, Event: calendar.Name{Zh: "作出决定", En: "the decision"},
		Length: 10, Unit: UnitWorkday, Expiry: calendar.Name{Zh: "违法逾期", En: "overdue against the law"}},
	{ID: "excluded", Title: calendar.Name{Zh: "不计入期限的时间", En: "Time that is not counted"},
		Law: licensing, Article: "第四十五条", Count: CountOut, Event: calendar.Name{Zh: "书面告知送达", En: "service of the written notice"}},
	{ID: "inspect", Title: calendar.Name{Zh: "指派两名以上工作人员检验、检测、检疫", En: "Assigning two or more to inspect"},
		Law: licensing, Article: "第五十五条第二款", Count: CountAfter, Event: calendar.Name{Zh: "受理", En: "acceptance"},
		Length: 5, Unit: UnitWorkday, Expiry: calendar.Name{Zh: "违法逾期", En: "overdue against the law"}},
	{ID: "hear-apply", Title: calendar.Name{Zh: "申请听证", En: "Asking for a hearing"},
		Law: licensing, Article: "第四十七条第一款", Count: CountAfter, Event: calendar.Name{Zh: "被告知听证权利", En: "being told of the right"},
		Length: 5, Unit: UnitWorkday, Citizen: true, Reading: true, Expiry: calendar.Name{Zh: "视为放弃听证", En: "the right lapses for this case"}},
	{ID: "hear-hold", Title: calendar.Name{Zh: "组织听证", En: "Holding the hearing"},
		Law: licensing, Article: "第四十七条第一款", Count: CountAfter, Event: calendar.Name{Zh: "提出听证申请", En: "the application for a hearing"},
		Length: 20, Unit: UnitDay, Reading: true, Expiry: calendar.Name{Zh: "违法逾期", En: "overdue against the law"}},
	{ID: "hear-notice", Title: calendar.Name{Zh: "通知听证的时间、地点", En: "Notice of the time and place of the hearing"},
		Law: licensing, Article: "第四十八条第一款第（一）项", Count: CountBefore, Event: calendar.Name{Zh: "举行听证", En: "the hearing"},
		Length: 7, Unit: UnitDay, Reading: true, Expiry: calendar.Name{Zh: "应当改期", En: "the hearing is put off"}},
	{ID: "renew-apply", Title: calendar.Name{Zh: "申请延续", En: "Applying for renewal"},
		Law: licensing, Article: "第五十条第一款", Count: CountBefore, Event: calendar.Name{Zh: "有效期届满", En: "the end of validity"},
		Length: 30, Unit: UnitDay, Citizen: true, Reading: true, Expiry: calendar.Name{Zh: "按新申请办理", En: "handled as a new application"}},
	{ID: "renew-decide", Title: calendar.Name{Zh: "决定是否准予延续", En: "Deciding on the renewal"},
		Law: licensing, Article: "第五十条第二款", Count: CountUntil, Event: calendar.Name{Zh: "有效期届满", En: "the end of validity"},
		Expiry: calendar.Name{Zh: "视为准予延续", En: "deemed renewed"}},
	{ID: "public-result", Title: calendar.Name{Zh: "公开准予许可的决定", En: "Publishing the grant"},
		Law: information, Article: "第二十六条", Count: CountAfter, Event: calendar.Name{Zh: "作出决定", En: "the decision"},
		Length: 20, Unit: UnitWorkday, Expiry: calendar.Name{Zh: "违法逾期", En: "overdue against the law"}},
	{ID: "recon", Title: calendar.Name{Zh: "申请行政复议", En: "Asking for reconsideration"},
		Law: review, Article: "第二十条", Count: CountAfter, Event: calendar.Name{Zh: "知道该行为", En: "knowing of the act"},
		Length: 60, Unit: UnitDay, Citizen: true, Expiry: calendar.Name{Zh: "不再受理", En: "no longer taken"}},
	{ID: "suit", Title: calendar.Name{Zh: "提起行政诉讼", En: "Going to court"},
		Law: litigation, Article: "第四十六条", Count: CountAfter, Event: calendar.Name{Zh: "知道该行为", En: "knowing of the act"},
		Length: 6, Unit: UnitMonth, Citizen: true, Expiry: calendar.Name{Zh: "不再受理", En: "no longer taken"}},
}

// Find gives the row of an id.
func Find(id string) (Row, bool) {
	i := slices.IndexFunc(Rows, func(r Row) bool { return r.ID == id })
	if i < 0 {
		return Row{}, false
	}
	return Rows[i], true
}

// On is the clock of the row for the day of its event. A row that only takes days out of other clocks has none.
func (r Row) On(event calendar.Date) Clock {
	c := Clock{Name: r.ID, Unit: r.Unit}
	switch r.Count {
	case CountAfter:
		c.Start, c.Limit = event, r.Length
	case CountBefore:
		c.Until, c.Before = event, r.Length
	case CountUntil:
		c.Until, c.Unit = event, UnitDay
	case CountAtOnce:
		c.Start, c.Until, c.Unit = event, event, UnitDay
	default:
		return Clock{}
	}
	return c
}

// Basis names law and article.
func (r Row) Basis() string { return "《" + r.Law + "》" + r.Article }

// Ground is a kind of work whose time is not counted (Art. 45).
type Ground struct {
	ID    string
	Title calendar.Name
}

// Grounds are all there are; a plain check of the site is none.
var Grounds = []Ground{
	{"hearing", calendar.Name{Zh: "听证", En: "hearing"}},
	{"tender", calendar.Name{Zh: "招标", En: "tender"}},
	{"auction", calendar.Name{Zh: "拍卖", En: "auction"}},
	{"inspection", calendar.Name{Zh: "检验", En: "inspection"}},
	{"testing", calendar.Name{Zh: "检测", En: "testing"}},
	{"quarantine", calendar.Name{Zh: "检疫", En: "quarantine"}},
	{"appraisal", calendar.Name{Zh: "鉴定", En: "appraisal"}},
	{"expert-review", calendar.Name{Zh: "专家评审", En: "expert review"}},
}

// GroundTitle is what a ground is called; of one that the law does not know, as those of suspensions, its id.
func GroundTitle(id string) calendar.Name {
	for _, g := range Grounds {
		if g.ID == id {
			return g.Title
		}
	}
	return calendar.Name{Zh: id, En: id}
}

// Allows reports whether the law knows a ground.
func Allows(ground string) bool {
	return slices.ContainsFunc(Grounds, func(g Ground) bool { return g.ID == ground })
}
