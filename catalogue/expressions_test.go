package catalogue_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/google/cel-go/cel"
	"github.com/google/cel-go/common/types"
	"github.com/google/cel-go/common/types/ref"
	"github.com/google/cel-go/common/types/traits"
	"github.com/google/cel-go/ext"
	"github.com/stretchr/testify/require"
)

const civil = "2006-01-02"

// addYears keeps to the last day of February where the day does not exist.
func addYears(day time.Time, years int) time.Time {
	moved := day.AddDate(years, 0, 0)
	if moved.Month() != day.Month() {
		moved = moved.AddDate(0, 0, -moved.Day())
	}
	return moved
}

func dated(name string, apply func(time.Time, int) time.Time) cel.EnvOption {
	return cel.Function(name, cel.Overload(name+"_string_int", []*cel.Type{cel.StringType, cel.IntType}, cel.StringType,
		cel.BinaryBinding(func(day, n ref.Val) ref.Val {
			at, err := time.Parse(civil, string(day.(types.String)))
			if err != nil {
				return types.WrapErr(err)
			}
			return types.String(apply(at, int(n.(types.Int))).Format(civil))
		})))
}

func tested(name string, holds func(string) bool) cel.EnvOption {
	return cel.Function(name, cel.Overload(name+"_string", []*cel.Type{cel.StringType}, cel.BoolType,
		cel.UnaryBinding(func(v ref.Val) ref.Val { return types.Bool(holds(string(v.(types.String)))) })))
}

func sum(v ref.Val) ref.Val {
	total := types.Int(0)
	for it := v.(traits.Lister).Iterator(); it.HasNext() == types.True; {
		n, ok := it.Next().(types.Int)
		if !ok {
			return types.NewErr("sum of something that is not an integer")
		}
		total += n
	}
	return total
}

func yearOf(v ref.Val) ref.Val {
	at, err := time.Parse(civil, string(v.(types.String)))
	if err != nil {
		return types.WrapErr(err)
	}
	return types.Int(at.Year())
}

func yearsBetween(from, to ref.Val) ref.Val {
	var list []int64
	for y := from.(types.Int); y <= to.(types.Int); y++ {
		list = append(list, int64(y))
	}
	return types.DefaultTypeAdapter.NativeToValue(list)
}

// environment is what criteria, checks and flows may use.
var environment = sync.OnceValues(func() (*cel.Env, error) {
	return cel.NewEnv(
		ext.Bindings(),
		cel.Variable("form", cel.MapType(cel.StringType, cel.DynType)),
		cel.Variable("case", cel.MapType(cel.StringType, cel.DynType)),
		cel.Function("sum", cel.Overload("sum_list", []*cel.Type{cel.ListType(cel.IntType)}, cel.IntType, cel.UnaryBinding(sum))),
		cel.Function("yearOf", cel.Overload("yearOf_string", []*cel.Type{cel.StringType}, cel.IntType, cel.UnaryBinding(yearOf))),
		cel.Function("years", cel.Overload("years_int_int", []*cel.Type{cel.IntType, cel.IntType}, cel.ListType(cel.IntType), cel.BinaryBinding(yearsBetween))),
		dated("plusYears", addYears),
		dated("plusDays", func(at time.Time, n int) time.Time { return at.AddDate(0, 0, n) }),
		tested("uscc", creditCodeValid),
		tested("idcard", idCardValid),
	)
})

var programs sync.Map // cel.Program by expression: compiling is what takes the time

// costLimit is enough for every shipped expression on the largest form the schemas allow.
const costLimit = 2_000_000

// evaluate compiles and runs an expression and gives its Go value.
func evaluate(t *testing.T, expression string, vars map[string]any) any {
	t.Helper()
	program, ok := programs.Load(expression)
	if !ok {
		env, err := environment()
		require.NoError(t, err)
		ast, issues := env.Compile(expression)
		require.NoError(t, issues.Err(), expression)
		program, err = env.Program(ast, cel.CostLimit(costLimit))
		require.NoError(t, err, expression)
		programs.Store(expression, program)
	}
	value, _, err := program.(cel.Program).Eval(vars)
	require.NoError(t, err, expression)
	return value.Value()
}

// formValue decodes a form with its numbers as int64, as the engine hands it to CEL.
func formValue(t *testing.T, raw []byte) map[string]any {
	t.Helper()
	var form map[string]any
	d := json.NewDecoder(bytes.NewReader(raw))
	d.UseNumber()
	require.NoError(t, d.Decode(&form))
	return integers(t, form).(map[string]any)
}

func integers(t *testing.T, value any) any {
	t.Helper()
	switch v := value.(type) {
	case map[string]any:
		for k := range v {
			v[k] = integers(t, v[k])
		}
	case []any:
		for i := range v {
			v[i] = integers(t, v[i])
		}
	case json.Number:
		n, err := strconv.ParseInt(string(v), 10, 64)
		require.NoError(t, err)
		return n
	}
	return value
}

func variables(t *testing.T, form []byte, receivedOn string) map[string]any {
	t.Helper()
	day, err := time.Parse(civil, receivedOn)
	require.NoError(t, err)
	return map[string]any{
		"form": formValue(t, form),
		"case": map[string]any{"received_on": receivedOn, "base_year": int64(day.Year())},
	}
}

// evaluateKeys gives the keys of a holding: its expression is one string or a list.
func evaluateKeys(value any) ([]string, error) {
	switch v := value.(type) {
	case string:
		return []string{v}, nil
	case []ref.Val:
		var keys []string
		for _, k := range v {
			keys = append(keys, fmt.Sprint(k.Value()))
		}
		return keys, nil
	}
	return nil, fmt.Errorf("holding key of type %T", value)
}
