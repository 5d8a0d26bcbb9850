package item

import (
	"encoding/json"
	"slices"
	"strings"

	"github.com/google/cel-go/common/ast"
)

// Reading is a named value that an expression read: a field of the form, or of the case.
type Reading struct {
	Name  string          `json:"name"`  // form.application.grade
	Title Text            `json:"title"` // of the field
	Value json.RawMessage `json:"value,omitempty"`
	Count *int            `json:"count,omitempty"` // instead of the value, of a list or an object: how much is in it
}

// Reads lists what the guards of a choice read up to the case that was taken, each once and by name. A field that the
// form does not have has no value.
func (i *Item) Reads(n *Node, taken int, data any, c CaseData) []Reading {
	var list []Reading
	for k, guard := range i.decls.choices[n] {
		if k <= taken && guard != nil {
			list = i.readings(list, guard, i.vars(data, c))
		}
	}
	return list
}

// Measured lists what a criterion reads to judge a form: the values it measures.
func (i *Item) Measured(v Verdict, data any, c CaseData) []Reading {
	for k, criterion := range i.Criteria {
		if criterion.ID == v.Criterion && criterion.RuleSet == v.RuleSet {
			return i.readings(nil, i.decls.criteria[k].check, i.vars(data, c))
		}
	}
	return nil
}

func (i *Item) readings(list []Reading, e *expression, vars map[string]any) []Reading {
	for _, name := range e.reads {
		if !slices.ContainsFunc(list, func(r Reading) bool { return r.Name == name }) {
			list = append(list, i.reading(name, vars))
		}
	}
	return list
}

func (i *Item) reading(name string, vars map[string]any) Reading {
	r := Reading{Name: name, Title: Text{Zh: name, En: name}}
	if t, ok := caseTitles[name]; ok {
		r.Title = t
	}
	value, found := vars[name]
	if path := strings.Split(name, "."); !found && path[0] == formVariable {
		if f := i.decls.form; f != nil && len(path) > 1 {
			r.Title = f.shape.called(path[1:])
		}
		value, found = within(vars[formVariable], path[1:])
	}
	if !found {
		return r
	}
	switch v := value.(type) {
	case map[string]any:
		n := len(v)
		r.Count = &n
	case []any:
		n := len(v)
		r.Count = &n
	default:
		if raw, err := json.Marshal(v); err == nil {
			r.Value = raw
		}
	}
	return r
}

// caseTitles are what the variables of the case are called.
var caseTitles = map[string]Text{
	"case.received_on": {Zh: "收到日期", En: "Received on"}, "case.base_year": {Zh: "申请年度", En: "Year of filing"},
}

// within finds the value of a field.
func within(v any, path []string) (any, bool) {
	for _, key := range path {
		m, ok := v.(map[string]any)
		if !ok {
			return nil, false
		}
		if v, ok = m[key]; !ok {
			return nil, false
		}
	}
	return v, true
}

const formVariable = "form"

// readsOf lists the fields an expression names, in the order in which they stand there. What it does with the elements of
// a list is said of the list.
func readsOf(a *ast.AST) []string {
	var names []string
	var visit func(ast.Expr)
	visit = func(e ast.Expr) {
		if name := fieldNamed(e); name != "" {
			if !slices.Contains(names, name) {
				names = append(names, name)
			}
			return
		}
		for _, inner := range ast.NavigateExpr(a, e).Children() {
			visit(inner)
		}
	}
	visit(a.Expr())
	return names
}

// fieldNamed is the dotted name of an expression that names a field of the form or of the case; empty of any other.
func fieldNamed(e ast.Expr) string {
	switch e.Kind() {
	case ast.IdentKind:
		if name := e.AsIdent(); name == formVariable || strings.HasPrefix(name, "case.") {
			return name
		}
	case ast.SelectKind:
		s := e.AsSelect()
		if of := fieldNamed(s.Operand()); of != "" {
			return of + "." + s.FieldName()
		}
	}
	return ""
}
