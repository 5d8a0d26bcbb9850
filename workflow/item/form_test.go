package item_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"shenpi/workflow/item"
)

func TestDecodeForm(t *testing.T) {
	t.Parallel()
	v, err := item.DecodeForm([]byte(` {"a": 9007199254740993, "b": [1.5, -2, 1e2, null, true, "x"], "": {}} `))
	require.NoError(t, err)
	require.Equal(t, map[string]any{"a": int64(9007199254740993), "b": []any{1.5, int64(-2), 100.0, nil, true, "x"}, "": map[string]any{}}, v)
	deep := func(n int) string { return strings.Repeat("[", n) + strings.Repeat("]", n) }
	_, err = item.DecodeForm([]byte(deep(32)))
	require.NoError(t, err)
	for src, want := range map[string]struct{ field, code string }{
		`{"a": {"b": 1, "b": 2}}`:         {"/a/b", "duplicate_key"},
		`{"a/b": [{}, {"~": 1, "~": 1}]}`: {"/a~1b/1/~0", "duplicate_key"},
		`{"a": 9223372036854775808}`:      {"/a", "number_too_large"},
		`[1e400]`:                         {"/0", "number_too_large"},
		`{"a": 1} {}`:                     {"", "form_not_json"},
		`{"a": 1,}`:                       {"", "form_not_json"},
		`{"a"`:                            {"", "form_not_json"},
		`]`:                               {"", "form_not_json"},
		``:                                {"", "form_not_json"},
		"\"\xff\"":                        {"", "form_not_utf8"},
		deep(33):                          {"", "form_too_deep"},
		deep(1 << 19):                     {"", "form_too_deep"},
		strings.Repeat(" ", 1<<20) + "1":  {"", "form_too_large"},
	} {
		_, err := item.DecodeForm([]byte(src))
		var f item.FieldError
		require.ErrorAs(t, err, &f, src)
		require.Equal(t, want.code, f.Code, src)
		require.Equal(t, want.field, f.Field, src)
	}
}

// TestCheckForm changes a good form and asks for the sentences about it.
func TestCheckForm(t *testing.T) {
	t.Parallel()
	i := good(t)
	require.Empty(t, i.CheckForm([]byte(goodForm)))
	for _, c := range []struct {
		field      string
		value      any // nil takes the field away
		at, code   string
		zh, en     string
		alsoBroken int
	}{
		{"name", nil, "/name", "required", "“名称”必须填写", `"Name" is required`, 0},
		{"name", "甲", "/name", "min_length", "“名称”至少2个字", `"Name" needs at least 2 characters`, 0},
		{"name", strings.Repeat("甲", 21), "/name", "max_length", "“名称”最多20个字", `"Name" may have at most 20 characters`, 0},
		{"name", 3, "/name", "type", "“名称”应为文字", `"Name" must be text`, 0},
		{"grade", 5, "/grade", "enum", "“等级”应为下列之一：三级、四级", `"Grade" must be one of: Grade 3, Grade 4`, 0},
		{"agreed", false, "/agreed", "const", "“承诺”必须确认", `"Statement" must be confirmed`, 0},
		{"valid_until", "2027-02-29", "/valid_until", "format", "“有效期至”不是有效的日期", `"Valid until" is not a valid date`, 0},
		{"valid_until", nil, "/valid_until", "required", "“有效期至”必须填写", `"Valid until" is required`, 0},
		{"email", "nobody", "/email", "format", "“邮箱”不是有效的电子邮箱", `"E-mail" is not a valid e-mail address`, 1},
		{"email", "a@example.invalid", "/free", "required", "“其他”必须填写", `"Other" is required`, 0},
		{"extra/one", 1, "/extra~1one", "field_unknown", "表单没有“extra/one”这一项", `The form has no field "extra/one"`, 0},
		{"capital", map[string]any{"registered": -1, "paid_in": 1}, "/capital/registered", "minimum", "“注册资本”不能小于0", `"Registered capital" must be at least 0`, 0},
		{"capital", map[string]any{"registered": 1, "paid_in": 1.5}, "/capital/paid_in", "type", "“实收资本”应为整数", `"Paid-in capital" must be a whole number`, 0},
		{"capital", map[string]any{"registered": 20000000000000, "paid_in": 1}, "/capital/registered", "maximum", "“注册资本”不能大于10000000000000", `"Registered capital" must be at most 10000000000000`, 0},
		{"capital", map[string]any{"registered": 1, "paid_in": 1, "ratio": 100}, "/capital/ratio", "maximum", "“比例”必须小于100", `"Ratio" must be less than 100`, 0},
		{"capital", map[string]any{"registered": 1, "paid_in": 1, "ratio": 0.3}, "/capital/ratio", "multiple_of", "“比例”必须是0.5的倍数", `"Ratio" must be a multiple of 0.5`, 0},
		{"managers", []any{}, "/managers", "min_items", "“项目经理”至少1项", `"Managers" needs at least 1 items`, 0},
		{"managers", []any{1, 2, 3, 4}, "/managers", "max_items", "“项目经理”最多3项", `"Managers" may have at most 3 items`, 4},
		{"managers", []any{map[string]any{"name": "甲"}, map[string]any{"name": "甲"}}, "/managers", "unique_items", "“项目经理”第1项和第2项重复", `"Managers": items 1 and 2 are the same`, 0},
		{"managers", []any{map[string]any{"name": "甲"}, map[string]any{"name": "", "id_no": "1"}}, "/managers/1/id_no", "pattern", "“项目经理第2项证件号”的格式不正确", `"Managers item 2 ID number" does not have the right form`, 1},
		{"managers", []any{map[string]any{"name": "甲", "deputies": []any{map[string]any{}}}}, "/managers/0/deputies/0/name", "required", "“项目经理第1项副手第1项姓名”必须填写", `"Managers item 1 Deputies item 1 Name" is required`, 0},
	} {
		t.Run(fmt.Sprint(c.field, c.code), func(t *testing.T) {
			t.Parallel()
			var form map[string]any
			require.NoError(t, json.Unmarshal([]byte(goodForm), &form))
			if form[c.field] = c.value; c.value == nil {
				delete(form, c.field)
			}
			src, err := json.Marshal(form)
			require.NoError(t, err)
			got := i.CheckForm(src)
			require.Contains(t, got, item.FieldError{Field: c.at, Code: c.code, Zh: c.zh, En: c.en})
			require.Len(t, got, c.alsoBroken+1)
		})
	}
	require.Equal(t, "duplicate_key", i.CheckForm([]byte(`{"a": 1, "a": 2}`))[0].Code)
	require.Equal(t, []item.FieldError{{Code: "type", Zh: "“申请表”应为一组字段", En: `"The form" must be a group of fields`}}, i.CheckForm([]byte(`3`)))
}

// TestIntegersOfTheForm: 3.0 is an integer where the schema says so, and 12 a number where it says number.
func TestIntegersOfTheForm(t *testing.T) {
	t.Parallel()
	src := strings.NewReplacer("check: uscc(form.code)", "check: form.capital.ratio * 2.0 == 24.0 && form.grade == 3").Replace(read(t, "items/good.yaml"))
	i := compiled(t, src)
	form := strings.NewReplacer(`"grade": 3`, `"grade": 3.0`, `"registered": 2000000`, `"registered": 2e6`).Replace(goodForm)
	require.Empty(t, i.CheckForm([]byte(form)))
	data := decoded(t, form)
	require.Empty(t, i.CheckRules(data, item.CaseData{}))
	require.Equal(t, decoded(t, form), data, "the form itself is not changed")
}
