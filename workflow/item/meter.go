package item

import (
	"github.com/google/cel-go/common/operators"
	"github.com/google/cel-go/common/types"
	"github.com/google/cel-go/common/types/ref"
	"github.com/google/cel-go/common/types/traits"
	"github.com/google/cel-go/interpreter"
)

// The library's own cost limit prices operations on dynamic values at one, whatever their size, and searches a stack
// that grows with every iteration. So every node of an expression is metered here: it costs one, what it produces costs
// by its size, and a comparison costs what it may have to look at. Nothing that loops is free.
const (
	maxCost   = 2_000_000 // of one evaluation: at worst about a second
	meterName = "\x00meter"
)

// activation gives an evaluation its variables and counts down what it may still cost.
type activation struct {
	vars map[string]any
	left int
}

// ResolveName implements interpreter.Activation.
func (a *activation) ResolveName(name string) (any, bool) {
	if name == meterName {
		return a, true
	}
	v, ok := a.vars[name]
	return v, ok
}

// Parent implements interpreter.Activation.
func (a *activation) Parent() interpreter.Activation { return nil }

// spend stops the evaluation when it has cost too much. It panics, because an error can be a value to || and &&; the
// library turns the panic into the error of the evaluation.
func (a *activation) spend(cost int) {
	if a.left -= cost; a.left < 0 {
		panic(interpreter.EvalCancelledError{Message: "the evaluation costs too much", Cause: interpreter.CostLimitExceeded})
	}
}

// charge finds the meter of a frame and pays for a value that a node produced.
func charge(frame *interpreter.ExecutionFrame, v ref.Val) ref.Val {
	meterOf(frame).spend(1 + size(v)/8)
	return v
}

func meterOf(frame *interpreter.ExecutionFrame) *activation {
	found, _ := frame.ResolveName(meterName)
	return found.(*activation)
}

// size is how large a value is without looking into it.
func size(v ref.Val) int {
	switch v := v.(type) {
	case types.String:
		return len(v)
	case types.Bytes:
		return len(v)
	case traits.Sizer:
		n, _ := v.Size().(types.Int)
		return int(n)
	}
	return 0
}

// meter decorates every node of a program.
func meter(i interpreter.InterpretableV2) (interpreter.InterpretableV2, error) {
	switch n := i.(type) {
	case interpreter.InterpretableConst:
		return i, nil
	case interpreter.InterpretableAttribute:
		return meteredAttribute{n}, nil
	case interpreter.InterpretableCall:
		switch n.Function() {
		case operators.Equals, operators.NotEquals, operators.In:
			return comparison{n, n.Function(), n.Args()}, nil
		case "matches":
			return newMatch(n)
		}
	}
	return metered{i}, nil
}

type meteredAttribute struct {
	interpreter.InterpretableAttribute
}

// Exec implements interpreter.InterpretableV2.
func (m meteredAttribute) Exec(frame *interpreter.ExecutionFrame) ref.Val {
	return charge(frame, m.InterpretableAttribute.Exec(frame))
}

// Eval implements interpreter.Interpretable.
func (m meteredAttribute) Eval(vars interpreter.Activation) ref.Val {
	return m.Exec(interpreter.AsFrame(vars))
}

type metered struct {
	interpreter.InterpretableV2
}

// Exec implements interpreter.InterpretableV2. Joined lists share their parts and can double at every step, so their
// length is bounded too.
func (m metered) Exec(frame *interpreter.ExecutionFrame) ref.Val {
	v := charge(frame, m.InterpretableV2.Exec(frame))
	if _, ok := v.(traits.Lister); ok && size(v) > maxList {
		return types.NewErr("the list has more than %d elements", maxList)
	}
	return v
}

// Eval implements interpreter.Interpretable.
func (m metered) Eval(vars interpreter.Activation) ref.Val {
	return m.Exec(interpreter.AsFrame(vars))
}

// comparison is ==, != or in, which look into lists and maps as deep as they go.
type comparison struct {
	interpreter.InterpretableV2
	function string
	args     []interpreter.InterpretableV2
}

// Exec implements interpreter.InterpretableV2.
func (c comparison) Exec(frame *interpreter.ExecutionFrame) ref.Val {
	a := c.args[0].Exec(frame)
	if types.IsUnknownOrError(a) {
		return a
	}
	b := c.args[1].Exec(frame)
	if types.IsUnknownOrError(b) {
		return b
	}
	m := meterOf(frame)
	m.weigh(a)
	m.weigh(b)
	switch c.function {
	case operators.Equals:
		return types.Equal(a, b)
	case operators.NotEquals:
		return types.Bool(types.Equal(a, b) != types.True)
	}
	if container, ok := b.(traits.Container); ok {
		return container.Contains(a)
	}
	return types.MaybeNoSuchOverloadErr(b)
}

// Eval implements interpreter.Interpretable.
func (c comparison) Eval(vars interpreter.Activation) ref.Val {
	return c.Exec(interpreter.AsFrame(vars))
}

// weigh pays for all that a value holds.
func (a *activation) weigh(v ref.Val) {
	switch v := v.(type) {
	case traits.Mapper:
		for it := v.Iterator(); it.HasNext() == types.True; {
			key := it.Next()
			a.weigh(key)
			a.weigh(v.Get(key))
		}
	case traits.Lister:
		for it := v.Iterator(); it.HasNext() == types.True; {
			a.weigh(it.Next())
		}
	}
	a.spend(1 + size(v)/8)
}
