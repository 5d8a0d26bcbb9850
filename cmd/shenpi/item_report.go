package main

import (
	"cmp"
	"fmt"
	"strings"

	"shenpi/workflow/item"
	"shenpi/workflow/proof"
)

// reportPrinter prints a report for people.
type reportPrinter struct {
	p  *process
	in language
	it *item.Item // nil when the definition could not be read
}

// line prints a sentence of both languages, filled in alike.
func (r *reportPrinter) line(zh, en string, args ...any) {
	for k, a := range args {
		if t, ok := a.(item.Text); ok {
			args[k] = r.in.of(t)
		}
	}
	r.p.printf(r.in.of(item.Text{Zh: zh, En: en})+"\n", args...)
}

var severities = map[proof.Severity]item.Text{
	proof.Error: {Zh: "错误", En: "error"}, proof.Warning: {Zh: "警告", En: "warning"}, proof.Note: {Zh: "提示", En: "note"},
}

func (r *reportPrinter) print(name string, report *proof.Report) {
	for _, f := range report.Findings {
		if f.Code == "back_edge" { // told below, with what the staff can do
			continue
		}
		r.line("%s:%d:%d: %s：%s [%s]", "%s:%d:%d: %s: %s [%s]", f.Pos.File, f.Pos.Line, f.Pos.Column, severities[f.Severity],
			item.Text{Zh: f.Zh, En: f.En}, f.Code)
		for k, s := range f.Path {
			r.line("    %d. %s", "    %d. %s", k+1, item.Text{Zh: s.Zh, En: s.En})
		}
	}
	if r.it == nil {
		return
	}
	verdict := item.Text{Zh: "可以发布", En: "is sound"}
	if !report.Sound {
		verdict = item.Text{Zh: "不可发布", En: "is not sound"}
	}
	r.line("%s：%s第%d版%s：%s，%s", "%s: %s version %d %s: %s, %s", name, r.it.Item, r.it.Version, verdict,
		counted(report.Positions, "种情形", "position"), counted(report.Moves, "个步骤", "move"))
	for _, t := range report.Times {
		r.time(t)
	}
	for _, b := range report.Returns {
		r.back(b)
	}
	if report.Staffing != nil {
		r.staffing(report.Staffing)
	}
}

func counted(n int, zh, en string) item.Text {
	if n != 1 {
		en += "s"
	}
	return item.Text{Zh: fmt.Sprint(n, zh), En: fmt.Sprint(n, " ", en)}
}

// clockTitles are the clocks that are measured.
var clockTitles = map[string]item.Text{
	"accept": {Zh: "受理", En: "accept"}, "decide": {Zh: "办理", En: "decide"}, "issue": {Zh: "制证送达", En: "issue"},
}

func (r *reportPrinter) time(t proof.LongestTime) {
	deemed, promised := item.Text{}, item.Text{}
	if t.Deemed {
		deemed = item.Text{Zh: "（视为受理时）", En: ", when acceptance is deemed"}
	}
	if t.Promise > 0 {
		promised = item.Text{Zh: fmt.Sprintf("，承诺%d个", t.Promise), En: fmt.Sprintf(", %d promised", t.Promise)}
	}
	legs := make([]string, len(t.Path))
	for k, l := range t.Path {
		legs[k] = fmt.Sprintf("%s %d", r.in.of(r.title(l.Node)), l.Days)
	}
	r.line("  %s%s：最长%s，法定%d个%s：%s", "  %s%s: %s at most, %d by law%s: %s", clockTitles[t.Clock], deemed, proof.Workdays(t.Days),
		t.Law, promised, strings.Join(legs, " + "))
}

func (r *reportPrinter) back(b proof.WayBack) {
	how := item.Text{Zh: "不通过或异议", En: "upon its outcome"}
	if d := r.it.Place(b.Node).Decision(b.Decision); d != nil {
		how = item.Text{Zh: cmp.Or(d.Title.Zh, d.ID), En: cmp.Or(d.Title.En, d.ID)}
	}
	var staff item.Text
	switch {
	case b.Survives < 0:
		staff = item.Text{Zh: "，现有人员不限次数", En: ", the staff for any number"}
	case b.Survives > 0:
		staff = item.Text{Zh: fmt.Sprintf("，现有人员够%d次", b.Survives), En: fmt.Sprintf(", the staff for %d", b.Survives)}
	}
	r.line("  从“%s”退回“%s”（%s），%s：每次最多%s，法定时限内%s%s", "  back from %[1]s (%[3]s) to %[2]s, %[4]s: up to %[5]s each, the law has room for %[6]s%[7]s",
		r.title(b.Node), r.title(b.To), how, proof.Bound(b.AtMost), proof.Workdays(b.Days), proof.Room(b.Fits), staff)
}

func (r *reportPrinter) staffing(s *proof.Staffing) {
	switch {
	case !s.Decided:
		r.line("  人员：未能判定", "  staff: not decided")
	case s.Feasible:
		r.line("  人员：现有人员可以办完每一条路径", "  staff: every path can be done by the people appointed")
	default:
		r.line("  人员：现有人员不能办完每一条路径", "  staff: not every path can be done by the people appointed")
	}
	for _, a := range s.Absences {
		stops := make([]string, len(a.Stops))
		for k, n := range a.Stops {
			stops[k] = r.in.of(item.Text{Zh: "“" + r.title(n).Zh + "”", En: "\"" + r.title(n).En + "\""})
		}
		r.line("  %s缺席时，无人办理%s", "  when %s is absent, there is nobody to do %s", a.Person, strings.Join(stops, map[language]string{chinese: "、", english: ", "}[r.in]))
	}
}

// title is what a node, or an act of the case, is called.
func (r *reportPrinter) title(name string) item.Text {
	if act, node, _ := strings.Cut(name, " "); proof.ActTitle(act).Zh != "" && r.it.Place(name) == nil {
		t := proof.ActTitle(act)
		if node != "" {
			t = item.Text{Zh: r.title(node).Zh + t.Zh, En: t.En + " " + r.title(node).En}
		}
		return t
	}
	t := item.Text{Zh: name, En: name}
	if at := r.it.Place(name); at != nil {
		t = item.Text{Zh: cmp.Or(at.Title.Zh, name), En: cmp.Or(at.Title.En, name)}
	}
	return t
}
