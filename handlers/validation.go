package handlers

import (
	"net/http"
	"regexp"
	"sort"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"shenpi/workflow/item"
)

// translate turns what huma says of a request into a problem in both languages. Values that were sent are never echoed.
func (s *Server) translate(ctx huma.Context, _ string, v any) (any, error) {
	m, ok := v.(*huma.ErrorModel)
	if !ok {
		return v, nil
	}
	c, ok := ctx.Context().Value(callKey{}).(*call)
	if !ok {
		c = &call{Context: ctx.Context()}
	}
	return s.ofModel(m).in(c.lang, c.id), nil
}

func (s *Server) ofModel(m *huma.ErrorModel) *Problem {
	switch m.Status {
	case http.StatusBadRequest:
		return malformed(m)
	case http.StatusRequestEntityTooLarge:
		return refuse(m.Status, "body_too_large", "请求内容超过1 MiB。", "The body is larger than 1 MiB.")
	case http.StatusUnsupportedMediaType:
		return refuse(m.Status, "media_type", "请以 application/json 发送。", "Send application/json.").at("Content-Type")
	case http.StatusRequestTimeout:
		return refuse(m.Status, "body_slow", "请求内容未能及时送达。", "The body did not arrive in time.")
	case http.StatusUnprocessableEntity:
	default:
		return refuse(http.StatusBadRequest, "body_unreadable", "请求内容未能完整读取。", "The body could not be read to its end.")
	}
	p := refuse(m.Status, "invalid", "请求内容有误，请更正所列各项。", "Something in the request is not right; correct the fields named.")
	for _, e := range m.Errors {
		if e != nil {
			p.Fields = append(p.Fields, fieldProblem(e))
		}
	}
	sort.SliceStable(p.Fields, func(a, b int) bool { return p.Fields[a].Field < p.Fields[b].Field })
	if len(p.Fields) > 0 {
		first := p.Fields[0]
		p.Field = first.Field
		if len(p.Fields) == 1 {
			p.Code, p.DetailZh, p.DetailEn = first.Code, first.Zh, first.En
		}
	}
	return p
}

var bodyErrors = map[string]item.Text{
	"json_malformed": {Zh: "请求内容不是有效的JSON。", En: "The body is not valid JSON."},
	"json_not_utf8":  {Zh: "请求内容不是UTF-8编码。", En: "The body is not UTF-8."},
	"json_too_deep":  {Zh: "请求内容嵌套太深。", En: "The body is nested too deep."},
	"duplicate_key":  {Zh: "同一字段出现了两次。", En: "A field stands there twice."},
	"body_required":  {Zh: "请求没有内容。", En: "The request has no body."},
}

func malformed(m *huma.ErrorModel) *Problem {
	code, field := "body_required", ""
	if len(m.Errors) > 0 && m.Errors[0] != nil {
		code, field, _ = strings.Cut(m.Errors[0].Message, " ")
	}
	text, known := bodyErrors[code]
	if !known {
		code, field, text = "json_malformed", "", bodyErrors["json_malformed"]
	}
	return refuse(http.StatusBadRequest, code, text.Zh, text.En).at(field)
}

// fault is one kind of message of huma's validation.
type fault struct {
	says *regexp.Regexp
	code string
	zh   string // $1 is what the message names
	en   string
}

// faults are tried in order; the first that fits tells.
var faults = []fault{
	{regexp.MustCompile(`^unexpected property$`), "field_unknown", "没有这个字段", "There is no such field"},
	{regexp.MustCompile(`^unknown query parameter$`), "parameter_unknown", "没有这个参数", "There is no such parameter"},
	{regexp.MustCompile(`^expected required property (\S+) to be present$`), "required", "缺少字段 $1", "The field $1 is required"},
	{regexp.MustCompile(`^required .*parameter is missing$`), "required", "缺少该参数", "The parameter is required"},
	{regexp.MustCompile(`^expected (boolean|string|array|object|integer|number)$`), "type", "类型应为 $1", "It must be of type $1"},
	{regexp.MustCompile(`^(?:invalid|expected) (integer|boolean|float|number|date)[^<>=]*$`), "type", "类型应为 $1", "It must be of type $1"},
	{regexp.MustCompile(`^expected length >= (\d+)$`), "min_length", "至少 $1 个字", "It needs at least $1 characters"},
	{regexp.MustCompile(`^expected length <= (\d+)$`), "max_length", "最多 $1 个字", "It may have at most $1 characters"},
	{regexp.MustCompile(`^expected number >=? ?(\S+)$`), "minimum", "不能小于 $1", "It must be at least $1"},
	{regexp.MustCompile(`^expected number <=? ?(\S+)$`), "maximum", "不能大于 $1", "It must be at most $1"},
	{regexp.MustCompile(`^expected array length >= (\d+)$`), "min_items", "至少 $1 项", "It needs at least $1 items"},
	{regexp.MustCompile(`^expected array length <= (\d+)$`), "max_items", "最多 $1 项", "It may have at most $1 items"},
	{regexp.MustCompile(`^expected array items to be unique$`), "unique_items", "有重复项", "Two items are the same"},
	{regexp.MustCompile(`^expected value to be one of "(.*)"$`), "enum", "应为下列之一：$1", "It must be one of: $1"},
	{regexp.MustCompile(`^expected string to match pattern`), "pattern", "格式不正确", "It does not have the right form"},
	{regexp.MustCompile(`^expected string to be`), "format", "格式不正确", "It does not have the right form"},
}

func fieldProblem(e *huma.ErrorDetail) FieldProblem {
	f := FieldProblem{Field: place(e.Location), Code: "invalid", Zh: "内容不符合要求", En: "It is not as it has to be"}
	for _, k := range faults {
		m := k.says.FindStringSubmatchIndex(e.Message)
		if m == nil {
			continue
		}
		f.Code = k.code
		f.Zh = string(k.says.ExpandString(nil, strings.ReplaceAll(k.zh, "$1", "${1}"), e.Message, m))
		f.En = string(k.says.ExpandString(nil, strings.ReplaceAll(k.en, "$1", "${1}"), e.Message, m))
		if k.code == "required" && len(m) > 2 {
			f.Field += "/" + e.Message[m[2]:m[3]]
		}
		break
	}
	f.Zh, f.En = f.Zh+"："+f.Field, f.En+": "+f.Field
	return f
}

var index = regexp.MustCompile(`\[(\d+)\]`)

// place turns huma's body.list[3].name into the pointer /list/3/name, and query.limit into limit.
func place(location string) string {
	root, rest, _ := strings.Cut(location, ".")
	if root != "body" && !strings.HasPrefix(root, "body[") {
		return rest
	}
	path := index.ReplaceAllString(strings.TrimPrefix(location, "body"), ".$1")
	return strings.ReplaceAll(path, ".", "/")
}
