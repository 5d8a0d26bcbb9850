package item

import (
	"time"

	"github.com/google/cel-go/cel"
	"github.com/google/cel-go/common/types"
	"github.com/google/cel-go/common/types/ref"
	"github.com/google/cel-go/common/types/traits"
)

// Bounds of the host functions.
const (
	maxList  = 100_000   // elements of a list that is joined or summed
	maxYears = 1000      // elements of the list that years makes
	maxStep  = 4_000_000 // days or years added at once; more leaves the calendar
)

// hostFunctions are what expressions can do besides standard CEL, which has no sums and no calendar. Dates are text of
// the form YYYY-MM-DD, which also compare as text.
func hostFunctions() []cel.EnvOption {
	unary := func(name, id string, in, out *cel.Type, f func(ref.Val) ref.Val) cel.EnvOption {
		return cel.Function(name, cel.Overload(id, []*cel.Type{in}, out, cel.UnaryBinding(f)))
	}
	binary := func(name, id string, a, b, out *cel.Type, f func(a, b ref.Val) ref.Val) cel.EnvOption {
		return cel.Function(name, cel.Overload(id, []*cel.Type{a, b}, out, cel.BinaryBinding(f)))
	}
	return []cel.EnvOption{
		unary("sum", "sum_list_int", cel.ListType(cel.IntType), cel.IntType, sum),
		binary("plusYears", "plus_years_string_int", cel.StringType, cel.IntType, cel.StringType, plusYears),
		binary("plusDays", "plus_days_string_int", cel.StringType, cel.IntType, cel.StringType, plusDays),
		unary("yearOf", "year_of_string", cel.StringType, cel.IntType, yearOf),
		binary("years", "years_int_int", cel.IntType, cel.IntType, cel.ListType(cel.IntType), years),
		unary("uscc", "uscc_string", cel.StringType, cel.BoolType, func(v ref.Val) ref.Val {
			s, ok := v.(types.String)
			return types.Bool(ok && validCreditCode(string(s)))
		}),
		unary("idcard", "idcard_string", cel.StringType, cel.BoolType, func(v ref.Val) ref.Val {
			s, ok := v.(types.String)
			return types.Bool(ok && validIDCard(string(s)))
		}),
	}
}

func sum(v ref.Val) ref.Val {
	list, ok := v.(traits.Lister)
	if !ok {
		return types.MaybeNoSuchOverloadErr(v)
	}
	if n, ok := list.Size().(types.Int); !ok || n > maxList {
		return types.NewErr("the list has more than %d elements", maxList)
	}
	total := int64(0)
	for it := list.Iterator(); it.HasNext() == types.True; {
		n, ok := it.Next().(types.Int)
		if !ok {
			return types.NewErr("sum takes integers only")
		}
		next := total + int64(n)
		if (next > total) != (n > 0) && n != 0 {
			return types.NewErr("the sum is too large")
		}
		total = next
	}
	return types.Int(total)
}

// day reads the date of an argument.
func day(v ref.Val) (time.Time, ref.Val) {
	s, ok := v.(types.String)
	if !ok {
		return time.Time{}, types.MaybeNoSuchOverloadErr(v)
	}
	t, err := time.Parse(time.DateOnly, string(s))
	if err != nil {
		return time.Time{}, types.NewErr("%q is no date of the form YYYY-MM-DD", string(s))
	}
	return t, nil
}

// dated writes a date; years before 1 or after 9999 do not exist here.
func dated(t time.Time) ref.Val {
	if t.Year() < 1 || t.Year() > 9999 {
		return types.NewErr("the date is out of range")
	}
	return types.String(t.Format(time.DateOnly))
}

// step reads a number of days or years that cannot leave the calendar by much.
func step(v ref.Val) (int, ref.Val) {
	n, ok := v.(types.Int)
	if !ok {
		return 0, types.MaybeNoSuchOverloadErr(v)
	}
	if n > maxStep || n < -maxStep {
		return 0, types.NewErr("the date is out of range")
	}
	return int(n), nil
}

// plusYears is the same day of a later year; 29 February becomes 28 February where there is none.
func plusYears(date, count ref.Val) ref.Val {
	t, bad := day(date)
	if bad != nil {
		return bad
	}
	n, bad := step(count)
	if bad != nil {
		return bad
	}
	later := t.AddDate(n, 0, 0)
	if later.Day() != t.Day() {
		later = later.AddDate(0, 0, -later.Day())
	}
	return dated(later)
}

func plusDays(date, count ref.Val) ref.Val {
	t, bad := day(date)
	if bad != nil {
		return bad
	}
	n, bad := step(count)
	if bad != nil {
		return bad
	}
	return dated(t.AddDate(0, 0, n))
}

func yearOf(date ref.Val) ref.Val {
	t, bad := day(date)
	if bad != nil {
		return bad
	}
	return types.Int(t.Year())
}

// years lists the years from one to another, both included; none when the first is later.
func years(from, to ref.Val) ref.Val {
	a, okA := from.(types.Int)
	b, okB := to.(types.Int)
	if !okA || !okB {
		return types.MaybeNoSuchOverloadErr(from)
	}
	if a < 0 || b > 9999 || b-a >= maxYears {
		return types.NewErr("years takes at most %d years from 0 to 9999", maxYears)
	}
	list := []int64{}
	for y := a; y <= b; y++ {
		list = append(list, int64(y))
	}
	return types.DefaultTypeAdapter.NativeToValue(list)
}
