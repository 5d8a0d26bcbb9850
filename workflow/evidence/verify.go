package evidence

import (
	"encoding/json"
	"fmt"
	"io"
	"reflect"
	"strings"

	"shenpi/workflow"
	"shenpi/workflow/calendar"
	"shenpi/workflow/clock"
	"shenpi/workflow/item"
	"shenpi/workflow/trail"
)

// The codes of findings on what a pack means, beside those of package trail.
const (
	CodeState      trail.Code = "case_unbuildable"
	CodeDefinition trail.Code = "definition_differs"
	CodeCalendar   trail.Code = "calendar_differs"
	CodeClocks     trail.Code = "clocks_differ"
	CodeLater      trail.Code = "later_differs"
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
	v := &meaning{pack: p, definitions: map[string]*item.Item{}, calendars: map[string]*calendar.Calendar{}, checked: map[workflow.CaseID]bool{}, shown: map[workflow.CaseID]bool{}}
	if err := v.check(); err != nil {
		return report, err
	}
	report.Findings = append(report.Findings, v.findings...)
	report.WentOn, report.LeftOut = len(v.later.WentOn), len(v.later.LeftOut)
	return report, nil
}

// meaning checks what the members of a pack say. It holds one case at a time.
type meaning struct {
	pack        *trail.Pack
	definitions map[string]*item.Item // by hash
	calendars   map[string]*calendar.Calendar
	checked     map[workflow.CaseID]bool
	shown       map[workflow.CaseID]bool // with at least one entry
	later       Later
	findings    []trail.Finding
}

func (v *meaning) check() error {
	if err := v.each(definitionsAt, v.definition); err != nil {
		return err
	}
	if err := v.each(calendarsAt, v.calendar); err != nil {
		return err
	}
	if err := v.each(clocksAt, v.clocks); err != nil {
		return err
	}
	for _, stream := range v.pack.Streams() {
		if id := isCase(stream); id != "" && !v.checked[id] {
			if _, err := v.kase(id); err != nil {
				return err
			}
		}
	}
	return v.each(laterAt, v.said)
}

// said reads what the pack says that it does not show, which cannot be proved of a time after its checkpoint: only that it
// agrees with what is there.
func (v *meaning) said(_ string, content []byte) error {
	if err := json.Unmarshal(content, &v.later); err != nil {
		v.found(CodeLater, "", "检查点之后的情况无法读取", "what came after the checkpoint cannot be read")
		return nil
	}
	for _, id := range v.later.WentOn {
		if !v.shown[id] {
			v.found(CodeLater, casePrefix+string(id), "称其后仍有留痕，而包内没有该办件", "it is said to have gone on, and the pack does not show it")
		}
	}
	for _, id := range v.later.LeftOut {
		if v.shown[id] {
			v.found(CodeLater, casePrefix+string(id), "称未收入，而包内有该办件", "it is said to be left out, and the pack shows it")
		}
	}
	return nil
}

// each reads the members of one folder.
func (v *meaning) each(folder string, check func(name string, content []byte) error) error {
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
		if err := check(strings.TrimSuffix(rest, ".json"), content); err != nil {
			return err
		}
	}
	return nil
}

func (v *meaning) definition(hash string, content []byte) error {
	var d definition
	if err := json.Unmarshal(content, &d); err != nil {
		v.found(CodeDefinition, "", "定义"+hash+"无法读取", "the definition "+hash+" cannot be read")
		return nil
	}
	files := map[string][]byte{}
	for path, text := range d.Files {
		files[path] = []byte(text)
	}
	it, err := item.Read(item.Files(files), d.Item+".yaml", []byte(d.Source))
	if err != nil || it.Hash != hash {
		v.found(CodeDefinition, "", "定义"+hash+"不是该散列值的定义", "the definition "+hash+" is not the one with that hash")
		return nil
	}
	v.definitions[hash] = it
	return nil
}

func (v *meaning) calendar(hash string, content []byte) error {
	cal, err := calendar.Read(hash, content)
	if err != nil || cal.Hash() != hash {
		v.found(CodeCalendar, "", "日历"+hash+"不是该散列值的日历", "the calendar "+hash+" is not the one with that hash")
		return nil
	}
	v.calendars[hash] = cal
	return nil
}

// kase rebuilds a case and looks at what its entries rest on. It is nil when there is none, or it cannot be rebuilt.
func (v *meaning) kase(id workflow.CaseID) (*workflow.State, error) {
	stream := casePrefix + string(id)
	first := !v.checked[id]
	v.checked[id] = true
	var entries []trail.Entry
	for r, err := range v.pack.Records(stream) {
		if err != nil {
			return nil, err
		}
		e, err := trail.Open(r.Entry)
		if err != nil {
			return nil, err
		}
		entries = append(entries, e)
	}
	if len(entries) == 0 {
		return nil, nil
	}
	v.shown[id] = true
	s, err := workflow.Rebuild(entries)
	if err != nil {
		v.found(CodeState, stream, "办件无法由其留痕重建："+err.Error(), "the case cannot be rebuilt from its entries: "+err.Error())
		return nil, nil
	}
	if first {
		err = v.rests(stream, entries)
	}
	return &s, err
}

// rests looks whether the definition and the calendars that the entries of a case rest on are there.
func (v *meaning) rests(stream string, entries []trail.Entry) error {
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

// countedClock is what is compared of a clock sheet: its days and dates. How it is called, and the law it names, is wording,
// which may be another one today.
type countedClock struct {
	Clock string
	clock.Sheet
}

// clocks counts the limits of a case anew.
func (v *meaning) clocks(name string, content []byte) error {
	var said struct {
		Case     workflow.CaseID
		AsOf     calendar.Date `json:"as_of"`
		Calendar string
		Sheets   []countedClock
	}
	if err := json.Unmarshal(content, &said); err != nil {
		v.found(CodeClocks, "", "期限计算表"+name+"无法读取", "the clock sheets "+name+" cannot be read")
		return nil
	}
	stream := casePrefix + string(said.Case)
	s, err := v.kase(said.Case)
	if err != nil {
		return err
	}
	cal := v.calendars[said.Calendar]
	if s == nil || cal == nil {
		v.found(CodeClocks, stream, "期限计算表"+name+"所依的办件或日历不在包内", "the case or calendar of the clock sheets "+name+" is not there")
		return nil
	}
	it := v.definitions[s.Definition]
	if it == nil {
		return nil // it was found with the case
	}
	again, err := recounted(s.ClockSheets(it, cal, said.AsOf))
	if err != nil {
		return err
	}
	if !reflect.DeepEqual(again, said.Sheets) {
		v.found(CodeClocks, stream, "期限计算表"+name+"与留痕所推不符", "the clock sheets "+name+" do not follow from the entries")
	}
	return nil
}

// recounted are sheets as they would be read from a pack.
func recounted(sheets []workflow.ClockSheet) (again []countedClock, err error) {
	text, err := json.Marshal(sheets)
	if err == nil {
		err = json.Unmarshal(text, &again)
	}
	return again, err
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
