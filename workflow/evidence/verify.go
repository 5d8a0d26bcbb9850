package evidence

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"reflect"
	"strings"

	"shenpi/workflow"
	"shenpi/workflow/calendar"
	"shenpi/workflow/item"
	"shenpi/workflow/trail"
)

// The codes of findings on what a pack means, beside those of package trail.
const (
	CodeState      trail.Code = "case_unbuildable"
	CodeDefinition trail.Code = "definition_differs"
	CodeCalendar   trail.Code = "calendar_differs"
	CodeClocks     trail.Code = "clocks_differ"
)

// maxMember is how much of a member is read into memory.
const maxMember = 64 << 20

// Verify checks a pack as trail.Pack does and, where nothing is wrong with what was recorded, that every case can be
// rebuilt from its entries, under the definition it was filed under, and that its clock sheets follow from it. The error is
// that of reading r; whatever is wrong with the pack is a finding.
func Verify(r io.ReaderAt, size int64, trusted string, kept, receipts [][]byte) (trail.PackReport, error) {
	p, err := trail.OpenPack(r, size, trusted)
	if err != nil {
		return trail.FailedPack(err)
	}
	report, err := p.Verify(kept, receipts)
	if err != nil || !report.OK() {
		return report, err
	}
	v := &meaning{pack: p, definitions: map[string]*item.Item{}, calendars: map[string]*calendar.Calendar{}, cases: map[workflow.CaseID]*workflow.State{}}
	if err := v.check(); err != nil {
		return report, err
	}
	report.Findings = append(report.Findings, v.findings...)
	return report, nil
}

// meaning checks what the members of a pack say.
type meaning struct {
	pack        *trail.Pack
	definitions map[string]*item.Item // by hash
	calendars   map[string]*calendar.Calendar
	cases       map[workflow.CaseID]*workflow.State
	findings    []trail.Finding
}

func (v *meaning) check() error {
	if err := v.each(definitionsAt, v.definition); err != nil {
		return err
	}
	if err := v.each(calendarsAt, v.calendar); err != nil {
		return err
	}
	for _, stream := range v.pack.Streams() {
		if id := isCase(stream); id != "" {
			if err := v.kase(id, stream); err != nil {
				return err
			}
		}
	}
	return v.each(clocksAt, v.clocks)
}

// each reads the members of one folder.
func (v *meaning) each(folder string, check func(name string, content []byte)) error {
	for _, name := range v.pack.Names() {
		rest, ok := strings.CutPrefix(name, folder)
		if !ok {
			continue
		}
		r, err := v.pack.Open(name)
		if err != nil {
			return err
		}
		content, err := io.ReadAll(io.LimitReader(r, maxMember))
		if err != nil {
			return err
		}
		if err := r.Close(); err != nil {
			return err
		}
		check(strings.TrimSuffix(rest, ".json"), content)
	}
	return nil
}

func (v *meaning) definition(hash string, content []byte) {
	var d definition
	if err := json.Unmarshal(content, &d); err != nil {
		v.found(CodeDefinition, "", "定义"+hash+"无法读取", "the definition "+hash+" cannot be read")
		return
	}
	files := map[string][]byte{}
	for path, text := range d.Files {
		files[path] = []byte(text)
	}
	it, err := item.Read(item.Files(files), d.Item+".yaml", []byte(d.Source))
	if err != nil || it.Hash != hash {
		v.found(CodeDefinition, "", "定义"+hash+"不是该散列值的定义", "the definition "+hash+" is not the one with that hash")
		return
	}
	v.definitions[hash] = it
}

func (v *meaning) calendar(hash string, content []byte) {
	cal, err := calendar.Read(hash, content)
	if err != nil || cal.Hash() != hash {
		v.found(CodeCalendar, "", "日历"+hash+"不是该散列值的日历", "the calendar "+hash+" is not the one with that hash")
		return
	}
	v.calendars[hash] = cal
}

// kase rebuilds a case and looks at what its entries rest on.
func (v *meaning) kase(id workflow.CaseID, stream string) error {
	var entries []trail.Entry
	for r, err := range v.pack.Records(stream) {
		if err != nil {
			return err
		}
		e, err := trail.Open(r.Entry)
		if err != nil {
			return err
		}
		entries = append(entries, e)
	}
	if len(entries) == 0 {
		return nil
	}
	s, err := workflow.Rebuild(entries)
	if err != nil {
		v.found(CodeState, stream, "办件无法由其留痕重建："+err.Error(), "the case cannot be rebuilt from its entries: "+err.Error())
		return nil
	}
	v.cases[id] = &s
	for _, e := range entries {
		var f workflow.Facts
		if err := json.Unmarshal(e.Facts, &f); err != nil {
			return fmt.Errorf("read the facts of entry %d of %s: %w", e.Number, stream, err) // Rebuild has read them
		}
		if f.Filed != nil && v.definitions[f.Filed.Definition] == nil {
			v.found(CodeDefinition, stream, "缺少办件所依的定义"+f.Filed.Definition, "the definition "+f.Filed.Definition+" that the case was filed under is not there")
		}
		for _, hash := range []string{f.Calendar, f.CalendarFrom} {
			if hash != "" && v.calendars[hash] == nil {
				v.found(CodeCalendar, stream, "缺少计算期限所依的日历"+hash, "the calendar "+hash+" that days were counted by is not there")
				return nil
			}
		}
	}
	return nil
}

// clocks counts the limits of a case anew.
func (v *meaning) clocks(name string, content []byte) {
	var said struct {
		Case     workflow.CaseID
		AsOf     calendar.Date `json:"as_of"`
		Calendar string
	}
	if err := json.Unmarshal(content, &said); err != nil {
		v.found(CodeClocks, "", "期限计算表"+name+"无法读取", "the clock sheets "+name+" cannot be read")
		return
	}
	stream := casePrefix + string(said.Case)
	s, cal := v.cases[said.Case], v.calendars[said.Calendar]
	if s == nil || cal == nil {
		v.found(CodeClocks, stream, "期限计算表"+name+"所依的办件或日历不在包内", "the case or calendar of the clock sheets "+name+" is not there")
		return
	}
	it := v.definitions[s.Definition]
	if it == nil {
		return // it was found above
	}
	want := clocks{Case: said.Case, AsOf: said.AsOf, Calendar: said.Calendar, Sheets: s.ClockSheets(it, cal, said.AsOf)}
	again, err := json.Marshal(want)
	if err != nil || !sameJSON(again, content) {
		v.found(CodeClocks, stream, "期限计算表"+name+"与留痕所推不符", "the clock sheets "+name+" do not follow from the entries")
	}
}

func sameJSON(a, b []byte) bool {
	if bytes.Equal(a, b) {
		return true
	}
	var x, y any
	return json.Unmarshal(a, &x) == nil && json.Unmarshal(b, &y) == nil && reflect.DeepEqual(x, y)
}

func (v *meaning) found(code trail.Code, stream, zh, en string) {
	if stream != "" {
		zh, en = "“"+stream+"”："+zh, stream+": "+en
	}
	v.findings = append(v.findings, trail.Finding{Code: code, Stream: stream, Position: trail.None, ZH: zh + "。", EN: upper(en) + "."})
}

// upper begins a sentence, unless it begins with the name of a stream.
func upper(en string) string {
	if strings.HasPrefix(en, casePrefix) {
		return en
	}
	return strings.ToUpper(en[:1]) + en[1:]
}
