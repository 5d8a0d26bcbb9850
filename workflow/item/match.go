package item

import (
	"errors"
	"regexp"
	"regexp/syntax"

	"github.com/google/cel-go/common/types"
	"github.com/google/cel-go/common/types/ref"
	"github.com/google/cel-go/interpreter"
)

// maxPattern bounds the instructions of a regular expression: matching takes text times instructions.
const maxPattern = 200

// pattern is a compiled regular expression with its number of instructions.
type pattern struct {
	re    *regexp.Regexp
	insts int
}

func newPattern(text string) (*pattern, error) {
	if len(text) > 2*maxPattern {
		return nil, errors.New("the pattern of matches is too large")
	}
	parsed, err := syntax.Parse(text, syntax.Perl)
	if err != nil {
		return nil, err
	}
	prog, err := syntax.Compile(parsed.Simplify())
	if err != nil || len(prog.Inst) > maxPattern {
		return nil, errors.New("the pattern of matches is too large")
	}
	re, err := regexp.Compile(text)
	if err != nil {
		return nil, err
	}
	return &pattern{re: re, insts: len(prog.Inst)}, nil
}

// match is a call of matches that pays for what it does.
type match struct {
	interpreter.InterpretableV2
	text, pattern interpreter.InterpretableV2
	compiled      *pattern // when it is written in the expression
}

func newMatch(call interpreter.InterpretableCall) (interpreter.InterpretableV2, error) {
	m := match{InterpretableV2: call, text: call.Args()[0], pattern: call.Args()[1]}
	c, ok := m.pattern.(interpreter.InterpretableConst)
	if !ok {
		return m, nil
	}
	text, ok := c.Value().(types.String)
	if !ok {
		return m, nil
	}
	var err error
	m.compiled, err = newPattern(string(text))
	return m, err
}

// Exec implements interpreter.InterpretableV2.
func (m match) Exec(frame *interpreter.ExecutionFrame) ref.Val {
	a := m.text.Exec(frame)
	b := m.pattern.Exec(frame)
	text, ok := a.(types.String)
	if !ok {
		return types.MaybeNoSuchOverloadErr(a)
	}
	written, ok := b.(types.String)
	if !ok {
		return types.MaybeNoSuchOverloadErr(b)
	}
	p := m.compiled
	if p == nil {
		meterOf(frame).spend(10 * maxPattern) // compiling
		var err error
		if p, err = newPattern(string(written)); err != nil {
			return types.NewErr("%v", err)
		}
	}
	meterOf(frame).spend(1 + len(text)*p.insts/32)
	return types.Bool(p.re.MatchString(string(text)))
}

// Eval implements interpreter.Interpretable.
func (m match) Eval(vars interpreter.Activation) ref.Val {
	return m.Exec(interpreter.AsFrame(vars))
}
