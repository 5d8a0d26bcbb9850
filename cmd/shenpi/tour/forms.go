package tour

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io/fs"
	"regexp"
	"strconv"
	"strings"
	"time"

	"shenpi/catalogue"
)

// form is an application's form as a JSON object.
type form map[string]any

// paper is an application ready to be filed: a sample made fit for who files it and for the day.
type paper struct {
	item  string
	form  form
	files []file
}

type file struct {
	material string
	name     string
	content  []byte
}

// sample reads a sample application and moves its years to today's: an application speaks of the three years before it.
func (t *tour) sample(key string) paper {
	var p paper
	samples, err := catalogue.Samples()
	if err != nil {
		t.fail("read the samples: %w", err)
		return p
	}
	for _, s := range samples {
		if s.Key != key {
			continue
		}
		p.item = s.Item
		d := json.NewDecoder(bytes.NewReader(s.Form))
		d.UseNumber()
		if err := d.Decode(&p.form); err != nil {
			t.fail("read sample %s: %w", key, err)
		}
		made, errMade := time.Parse(time.DateOnly, s.ReceivedOn)
		today, errToday := time.Parse(time.DateOnly, t.today())
		if errMade != nil || errToday != nil {
			t.fail("sample %s was made for %q and today is %q", key, s.ReceivedOn, t.today())
			return p
		}
		p.form = moved(p.form, "", today.Year()-made.Year()).(map[string]any)
		for _, f := range s.Files {
			content, err := fs.ReadFile(catalogue.FS(), f.Path)
			if err != nil {
				t.fail("read sample %s: %w", key, err)
			}
			p.files = append(p.files, file{f.Requirement, f.Name, content})
		}
	}
	return p
}

var dayPattern = regexp.MustCompile(`^\d{4}-\d{2}-\d{2}$`)

// moved is a part of a form some years later. Days of birth stay; so does what happens after the filing.
func moved(v any, key string, years int) any {
	switch v := v.(type) {
	case form:
		return moved(map[string]any(v), key, years)
	case map[string]any:
		for k, e := range v {
			v[k] = moved(e, k, years)
		}
	case []any:
		for i, e := range v {
			v[i] = moved(e, key, years)
		}
	case string:
		if key != "birth_on" && dayPattern.MatchString(v) {
			year, err := strconv.Atoi(v[:4])
			if err == nil {
				return fmt.Sprintf("%04d%s", year+years, strings.Replace(v[4:], "-02-29", "-02-28", 1))
			}
		}
	case json.Number:
		if n, err := v.Int64(); err == nil && key == "year" {
			return n + int64(years)
		}
	}
	return v
}

// section is a part of a form, as it is: changing it changes the form.
func (f form) section(name string) map[string]any {
	m, _ := f[name].(map[string]any)
	if m == nil {
		m = map[string]any{}
		f[name] = m
	}
	return m
}

// rows are the objects of a list in a section.
func (f form) rows(section, name string) []map[string]any {
	var list []map[string]any
	items, _ := f.section(section)[name].([]any)
	for _, e := range items {
		if m, ok := e.(map[string]any); ok {
			list = append(list, m)
		}
	}
	return list
}

// fit makes the form of an enterprise speak for another one, with people of its own.
func (t *tour) fit(p paper, u *user, series int) paper {
	if !t.ok() {
		return p
	}
	e, leader := p.form.section("enterprise"), u.Person.Name
	e["name"], e["credit_code"], e["legal_representative"] = u.Person.EnterpriseName, u.Person.Enterprise, leader
	leaders := p.form.section("leaders")
	if head, ok := leaders["head"].(map[string]any); ok {
		head["name"] = leader
	}
	if series > 0 {
		n := series * 40
		for _, list := range [][]map[string]any{{asObject(leaders["head"]), asObject(leaders["technical"]), asObject(leaders["finance"])},
			p.form.rows("staff", "managers"), p.form.rows("capital", "shareholders")} {
			for _, person := range list {
				renumber(person, n)
				n += 2
			}
		}
		for i, m := range p.form.rows("staff", "managers") {
			m["certificate_no"] = fmt.Sprintf("SL-PM-2022-%d%03d", series, i)
		}
	}
	t.sign(p)
	return p
}

// sign dates what was written shortly before the filing.
func (t *tour) sign(p paper) {
	p.form.section("statement")["signed_on"] = t.today()
	if s, ok := p.form["enterprise"]; ok {
		p.form.section("statement")["signed_by"] = asObject(s)["legal_representative"]
	}
	if a, ok := p.form["application"]; ok {
		if _, assessed := asObject(a)["assessed_on"]; assessed {
			day, err := time.Parse(time.DateOnly, t.today())
			if err != nil {
				t.fail("today is %q", t.today())
			}
			asObject(a)["assessed_on"] = day.AddDate(0, 0, -20).Format(time.DateOnly)
		}
	}
}

func asObject(v any) map[string]any {
	m, _ := v.(map[string]any)
	return m
}

// renumber gives a person another identity number of the same day of birth and sex.
func renumber(person map[string]any, serial int) {
	if id, ok := person["id_no"].(string); ok && len(id) == 18 {
		person["id_no"] = identityNumber(id[:14], serial+int(id[16]-'0')%2)
	}
}

// identityNumber adds serial and check digit (GB 11643-1999) to the first fourteen places.
func identityNumber(first string, serial int) string {
	body := fmt.Sprintf("%s%03d", first, serial%1000)
	sum := 0
	for i, w := range []int{7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2} {
		sum += int(body[i]-'0') * w
	}
	return body + string("10X98765432"[sum%11])
}
