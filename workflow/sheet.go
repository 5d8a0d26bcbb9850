package workflow

import (
	"encoding/json"
	"fmt"
	"strings"

	"shenpi/workflow/calendar"
	"shenpi/workflow/clock"
	"shenpi/workflow/item"
)

// ClockSheet proves one limit of a case day by day.
type ClockSheet struct {
	Clock string // a clock of the case, step/N or answer/N of visit N, suspension/N, hearing/right, hearing/hold, recon or suit
	Title item.Text
	Basis string // the law it stands on; empty where the item says nothing
	clock.Sheet
}

// ClockSheets are the limits of a case as of a day: whatever is counted on it, and after a refusal the applicant's remedies.
func (s *State) ClockSheets(it *item.Item, cal *calendar.Calendar, asOf calendar.Date) []ClockSheet {
	list := []ClockSheet{}
	add := func(name string, k *clock.Clock) {
		if !k.Start.IsZero() || !k.Until.IsZero() {
			list = append(list, ClockSheet{name, clockTitle(it, &s.Position, name), clockBasis(it, name), k.Sheet(cal, asOf)})
		}
	}
	for _, l := range s.limits() {
		add(l.name, l.clock)
	}
	for _, k := range s.Remedies() {
		add(k.Name, &k)
	}
	return list
}

// SheetPaper is what the paper of the clock sheets is rendered from, as every document is from its data: it names its
// template. head says whose limits they are; it may be empty.
func SheetPaper(head string, phrases map[string]string, asOf calendar.Date, calendarHash string, sheets []ClockSheet) (json.RawMessage, error) {
	rows := make([]any, len(sheets))
	for i, s := range sheets {
		rows[i] = sheetRow(s)
	}
	data, err := marshal(map[string]any{
		"template": item.DocumentSpec{Title: item.Text{Zh: "期限计算表", En: "Clock sheet"}, Layout: "sheet", Text: sheetText},
		"phrases":  phrases, "head": head, "as_of": chineseDate(asOf), "date": chineseDate(asOf), "calendar": calendarHash,
		"sheets": rows, "none": len(sheets) == 0,
	})
	return data, err
}

const sheetText = `{?head}{head}{/head}
截至{as_of}。日历：{calendar}
{?none}没有期限在计算。{/none}
{#sheets}
■ {title}（{clock}）{?basis}依据：{basis}{/basis}
最后一日：{law}{?promise}；承诺：{promise}{/promise}。已计{counted}日{?excluded}，不计入{excluded}日{/excluded}，剩余{remaining}日。{?provisional}含尚未公布日历的年度，暂计。{/provisional}
{#days}{date} {weekday}  {n}  {rule}{?grounds}：{grounds}{/grounds}{?ahead}（预计）{/ahead}
{/days}{?back}自事件之日往前：
{/back}{#back}{date} {weekday}  {n}  {rule}
{/back}{/sheets}`

func sheetRow(s ClockSheet) map[string]any {
	last := "无"
	if !s.Due.Law.IsZero() {
		last = chineseDate(s.Due.Law)
	}
	return map[string]any{
		"title": s.Title.Zh, "clock": s.Clock, "basis": s.Basis, "law": last, "promise": chineseDate(s.Due.Promise),
		"counted": s.Counted, "excluded": s.Excluded, "remaining": s.Remaining, "provisional": s.Provisional,
		"days": dayRows(s.Days), "back": dayRows(s.Back),
	}
}

func dayRows(days []clock.Day) []any {
	rows := make([]any, len(days))
	for i, d := range days {
		n := "－"
		if d.Counted {
			n = fmt.Sprintf("第%d日", d.N)
		}
		rows[i] = map[string]any{
			"date": d.Date.String(), "weekday": weekdays[d.Date.Weekday()], "n": n, "rule": clock.RuleTitle(d.Rule).Zh,
			"grounds": groundTitles(d.Grounds), "ahead": d.Ahead,
		}
	}
	return rows
}

var weekdays = [...]string{"周日", "周一", "周二", "周三", "周四", "周五", "周六"}

func groundTitles(ids []string) string {
	titles := make([]string, len(ids))
	for i, id := range ids {
		titles[i] = clock.GroundTitle(id).Zh
	}
	return strings.Join(titles, "、")
}
