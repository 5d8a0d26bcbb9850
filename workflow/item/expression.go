package item

import (
	"fmt"
	"slices"

	"github.com/google/cel-go/cel"
	"github.com/google/cel-go/common/types"
	"github.com/google/cel-go/common/types/ref"
	"github.com/google/cel-go/common/types/traits"
	"github.com/google/cel-go/ext"
)

// expression is a compiled expression. It is safe for concurrent use.
type expression struct {
	source  string
	reads   []string // the fields it names
	program cel.Program
}

// want is what an expression has to give.
type want struct {
	name  Text
	types []*cel.Type
}

var (
	wantBool  = want{Text{Zh: "是非值", En: "true or false"}, []*cel.Type{cel.BoolType}}
	wantText  = want{Text{Zh: "文字", En: "text"}, []*cel.Type{cel.StringType}}
	wantGrade = want{Text{Zh: "整数或文字", En: "an integer or text"}, []*cel.Type{cel.IntType, cel.StringType}}
	wantTexts = want{Text{Zh: "文字或文字列表", En: "text or a list of texts"}, []*cel.Type{cel.StringType, cel.ListType(cel.StringType)}}
	wantAny   = want{Text{Zh: "任何值", En: "anything"}, nil}
)

// language is the environment the expressions of one item are compiled in.
type language struct {
	env    *cel.Env
	names  []string // that stand at the beginning of an expression
	fields []string // of the form, wherever they stand
}

// with is the language with one more variable.
func (l *language) with(name string) (*language, error) {
	env, err := l.env.Extend(cel.Variable(name, cel.DynType))
	if err != nil {
		return nil, fmt.Errorf("prepare expressions: %w", err)
	}
	return &language{env: env, names: append(slices.Clone(l.names), name), fields: l.fields}, nil
}

// newLanguage knows the form by its schema, so that a field the schema does not have, or a comparison of text with a
// number, is found before any form is filed. Without a schema the form may be anything.
func newLanguage(root *shape) (*language, error) {
	l := &language{names: []string{"form", "case.received_on", "case.base_year"}}
	formType := cel.DynType
	provider, err := types.NewRegistry()
	if err != nil {
		return nil, err
	}
	options := append(hostFunctions(),
		ext.Bindings(),
		cel.ParserRecursionLimit(60),
		cel.ParserExpressionSizeLimit(maxExpression),
		cel.Variable("case.received_on", cel.StringType),
		cel.Variable("case.base_year", cel.IntType),
	)
	if root != nil {
		p := &formTypes{Provider: provider, shapes: map[string]*shape{}}
		options = append(options, cel.CustomTypeProvider(p))
		formType = p.typeOf(root, 0)
		for _, s := range p.shapes {
			l.fields = append(l.fields, sortedKeys(s.props)...)
		}
	}
	env, err := cel.NewEnv(append(options, cel.Variable(formVariable, formType))...)
	if err != nil {
		return nil, fmt.Errorf("prepare expressions: %w", err)
	}
	l.env = env
	return l, nil
}

// formTypes gives the objects of the form as types to the checker. Only the ids of shapes are looked up, and they can
// be no names of an expression.
type formTypes struct {
	types.Provider
	shapes map[string]*shape
}

func (p *formTypes) typeOf(s *shape, depth int) *cel.Type {
	if s == nil || depth > maxFormDepth { // a list of itself has no end
		return cel.DynType
	}
	switch s.kind {
	case "string":
		return cel.StringType
	case "integer":
		return cel.IntType
	case "number":
		return cel.DoubleType
	case "boolean":
		return cel.BoolType
	case "array":
		return cel.ListType(p.typeOf(s.elem, depth+1))
	case "object":
		if s.props == nil {
			return cel.MapType(cel.StringType, cel.DynType)
		}
		p.shapes[s.id] = s
		return cel.ObjectType(s.id)
	}
	return cel.DynType
}

// FindStructType implements types.Provider.
func (p *formTypes) FindStructType(name string) (*types.Type, bool) {
	if _, ok := p.shapes[name]; ok {
		return types.NewTypeTypeWithParam(types.NewObjectType(name)), true
	}
	return p.Provider.FindStructType(name)
}

// FindStructFieldNames implements types.Provider.
func (p *formTypes) FindStructFieldNames(name string) ([]string, bool) {
	if s, ok := p.shapes[name]; ok {
		return sortedKeys(s.props), true
	}
	return p.Provider.FindStructFieldNames(name)
}

// FindStructFieldType implements types.Provider.
func (p *formTypes) FindStructFieldType(name, field string) (*types.FieldType, bool) {
	s, ok := p.shapes[name]
	if !ok {
		return p.Provider.FindStructFieldType(name, field)
	}
	prop, ok := s.props[field]
	if !ok {
		return nil, false
	}
	return &types.FieldType{Type: p.typeOf(prop, 0)}, true
}

// compile checks an expression that stands at a spot; nil when there are findings.
func (l *language) compile(r *report, source string, at spot, w want) *expression {
	ast, issues := l.env.Compile(source)
	if issues != nil && issues.Err() != nil {
		l.fault(r, source, at, issues.Errors())
		return nil
	}
	if !w.takes(ast.OutputType()) {
		r.add(at.pos, "expression_result", kindOfValue(ast.OutputType().String()), w.name)
		return nil
	}
	program, err := l.env.Program(ast, cel.CustomDecoratorV2(meter))
	if err != nil {
		l.meaning(r, at.pos, err.Error(), source)
		return nil
	}
	return &expression{source: source, reads: readsOf(ast.NativeRep()), program: program}
}

func (w want) takes(t *cel.Type) bool {
	if w.types == nil || t.Kind() == types.DynKind {
		return true
	}
	for _, one := range w.types {
		if one.IsAssignableType(t) || one.Kind() == types.ListKind && t.Kind() == types.ListKind && t.Parameters()[0].Kind() == types.DynKind {
			return true
		}
	}
	return false
}

// eval runs the expression. Its cost is bounded, whatever the form holds.
func (e *expression) eval(vars map[string]any) (ref.Val, error) {
	out, _, err := e.program.Eval(&activation{vars: vars, left: maxCost})
	if err != nil {
		return nil, fmt.Errorf("evaluate %s: %w", e.source, err)
	}
	return out, nil
}

// bool runs an expression that gives true or false.
func (e *expression) bool(vars map[string]any) (bool, error) {
	out, err := e.eval(vars)
	if err != nil {
		return false, err
	}
	b, ok := out.(types.Bool)
	if !ok {
		return false, fmt.Errorf("evaluate %s: it gives %s, not true or false", e.source, out.Type().TypeName())
	}
	return bool(b), nil
}

// text runs an expression that gives text, or an integer, which is written in digits.
func (e *expression) text(vars map[string]any) (string, error) {
	if e == nil {
		return "", nil
	}
	out, err := e.eval(vars)
	if err != nil {
		return "", err
	}
	switch v := out.(type) {
	case types.String:
		return string(v), nil
	case types.Int:
		return fmt.Sprint(int64(v)), nil
	}
	return "", fmt.Errorf("evaluate %s: it gives %s, not text", e.source, out.Type().TypeName())
}

// texts runs an expression that gives text or a list of texts.
func (e *expression) texts(vars map[string]any) ([]string, error) {
	out, err := e.eval(vars)
	if err != nil {
		return nil, err
	}
	if s, ok := out.(types.String); ok {
		return []string{string(s)}, nil
	}
	list, ok := out.(traits.Lister)
	if !ok {
		return nil, fmt.Errorf("evaluate %s: it gives %s, not texts", e.source, out.Type().TypeName())
	}
	var keys []string
	for it := list.Iterator(); it.HasNext() == types.True; {
		s, ok := it.Next().(types.String)
		if !ok {
			return nil, fmt.Errorf("evaluate %s: the list holds something else than text", e.source)
		}
		keys = append(keys, string(s))
	}
	return keys, nil
}
