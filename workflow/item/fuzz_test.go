package item_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"

	"shenpi/workflow/item"
)

// FuzzParse: whatever the bytes, Parse answers a definition or findings with a place, and never both.
func FuzzParse(f *testing.F) {
	f.Add([]byte(read(f, "items/good.yaml")))
	paths, _ := filepath.Glob("../../catalogue/items/*.yaml")
	for _, path := range paths {
		src, err := os.ReadFile(path)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(src)
	}
	for _, b := range append(append([]bad{}, badParts...), badFlow...) {
		src, _, _ := marked(strings.Replace(read(f, "items/good.yaml"), b.old, b.new, 1))
		f.Add([]byte(src))
	}
	f.Fuzz(func(t *testing.T, src []byte) {
		d, err := item.Parse("f.yaml", src)
		var found item.Findings
		if err == nil {
			item.Index(d)
			return
		}
		if d != nil || !errors.As(err, &found) || len(found) == 0 {
			t.Fatalf("neither a definition nor findings: %v", err)
		}
		for _, one := range found {
			if one.Pos.Line < 1 || one.Pos.Column < 1 || one.Zh == "" || one.En == "" || strings.Contains(one.En, "\n") {
				t.Fatalf("not a finding: %+v", one)
			}
		}
	})
}

// FuzzGuard: whatever the guard and the form, an evaluation ends without a panic and costs a bounded amount.
func FuzzGuard(f *testing.F) {
	for _, expression := range []string{
		`form.a == 1`, `sum(form.list.map(x, x.n)) > 3`, `plusYears(form.on, 2) <= case.received_on`, `has(form.a.b)`,
		`years(1, case.base_year).all(y, y in form.list)`, `cel.bind(x, form.list + form.list, x.exists(y, y == x))`,
		`uscc(form.on) || idcard(string(form.a))`, `form.list.filter(x, x > 1).map(x, [x, x])[0][1] == form.a`,
		`form.on.matches("^[0-9-]+$") ? form.a in form.list : form["a"] == dyn(1.0)`, `duration("1h") > timestamp(form.on) - timestamp(form.on)`,
	} {
		f.Add(expression, `{"a": 1, "list": [1, 2, {"n": 3}], "on": "2024-02-29"}`)
	}
	f.Fuzz(func(t *testing.T, expression, form string) {
		data, err := item.DecodeForm([]byte(form))
		if err != nil || !utf8.ValidString(expression) {
			return
		}
		_, _ = truth(expression, data, item.CaseData{ReceivedOn: "2026-11-23", BaseYear: 2026})
	})
}

// FuzzForm: whatever the bytes, a form is judged without a panic, and what fits the schema can be judged by every rule.
func FuzzForm(f *testing.F) {
	i := good(f)
	f.Add([]byte(goodForm))
	f.Add([]byte(`{"grade": 3.0, "managers": [{"deputies": [{}]}], "capital": {"paid_in": 1e3}}`))
	f.Add([]byte(`[{"a": 1, "a": 2}]`))
	f.Fuzz(func(t *testing.T, src []byte) {
		wrong := i.CheckForm(src)
		data, err := item.DecodeForm(src)
		if err != nil {
			if len(wrong) == 0 {
				t.Fatal("a form that cannot be read fits")
			}
			return
		}
		c := item.CaseData{ReceivedOn: "2003-05-01", BaseYear: 2003}
		i.CheckRules(data, c)
		for _, v := range i.Judge(data, c) {
			if len(wrong) == 0 && v.Err != "" {
				t.Fatalf("the form fits and yet: %s", v.Err)
			}
		}
	})
}
