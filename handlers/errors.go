package handlers

import (
	"context"
	"errors"
	"net/http"

	"shenpi/identity"
	"shenpi/workflow"
	"shenpi/workflow/item"
)

// statuses maps what the engine says to what HTTP says, once.
var statuses = map[workflow.Kind]int{
	workflow.Invalid:     http.StatusUnprocessableEntity,
	workflow.NotFound:    http.StatusNotFound,
	workflow.Forbidden:   http.StatusForbidden,
	workflow.Conflict:    http.StatusConflict,
	workflow.Gone:        http.StatusGone,
	workflow.Stale:       http.StatusPreconditionFailed,
	workflow.Missing:     http.StatusPreconditionRequired,
	workflow.Unavailable: http.StatusServiceUnavailable,
}

// identityStatuses are those of identity's refusals; every other one is 422.
var identityStatuses = map[string]int{
	"bad_credentials": http.StatusUnauthorized, "unauthenticated": http.StatusUnauthorized, "token_invalid": http.StatusUnauthorized,
	"too_many_attempts": http.StatusTooManyRequests, "too_many_requests": http.StatusTooManyRequests,
	"csrf_mismatch": http.StatusForbidden, "token_not_allowed": http.StatusForbidden,
	"login_taken": http.StatusConflict, "account_changed": http.StatusConflict,
	"account_unknown": http.StatusNotFound, "token_unknown": http.StatusNotFound,
}

// titles say what kind of refusal a status is.
var titles = map[int]item.Text{
	http.StatusBadRequest:            {Zh: "请求无法读取", En: "The request cannot be read"},
	http.StatusUnauthorized:          {Zh: "尚未登录", En: "Not signed in"},
	http.StatusForbidden:             {Zh: "没有权限", En: "Not allowed"},
	http.StatusNotFound:              {Zh: "未找到", En: "Not found"},
	http.StatusMethodNotAllowed:      {Zh: "方法不支持", En: "Method not allowed"},
	http.StatusRequestTimeout:        {Zh: "请求超时", En: "The request took too long"},
	http.StatusConflict:              {Zh: "状态已变化", En: "The state has moved on"},
	http.StatusGone:                  {Zh: "不再提供", En: "Given out no more"},
	http.StatusPreconditionFailed:    {Zh: "版本已变化", En: "Changed by somebody else"},
	http.StatusRequestEntityTooLarge: {Zh: "内容过大", En: "Too large"},
	http.StatusUnsupportedMediaType:  {Zh: "内容类型不支持", En: "Media type not taken"},
	http.StatusUnprocessableEntity:   {Zh: "内容有误", En: "The content is not right"},
	http.StatusPreconditionRequired:  {Zh: "缺少必要的请求头", En: "A header is missing"},
	http.StatusTooManyRequests:       {Zh: "请求过于频繁", En: "Too many requests"},
	http.StatusInternalServerError:   {Zh: "系统内部错误", En: "Internal error"},
	http.StatusServiceUnavailable:    {Zh: "暂时不可用", En: "Not available now"},
}

// refuse makes a refusal of this room's own.
func refuse(status int, code, zh, en string) *Problem {
	return &Problem{Status: status, Code: code, DetailZh: zh, DetailEn: en}
}

func (p *Problem) at(field string) *Problem {
	p.Field = field
	return p
}

// Refusals that several routes share.
var (
	caseNotFound  = &workflow.Error{Kind: workflow.NotFound, Code: "case_not_found", Text: item.Text{Zh: "没有这个办件", En: "There is no such case"}}
	draftNotFound = &workflow.Error{Kind: workflow.NotFound, Code: "draft_not_found", Text: item.Text{Zh: "没有这个草稿", En: "There is no such draft"}}
)

func forbidden() *Problem {
	return refuse(http.StatusForbidden, "not_permitted", "您的岗位不能进行此项操作。", "None of your roles may do this.")
}

// problem says an error to the user in their language; what is not meant for users becomes `internal`.
func (s *Server) problem(c *call, err error) *Problem {
	var p *Problem
	var w *workflow.Error
	var i *identity.Error
	switch {
	case errors.As(err, &p):
		told := *p
		return told.in(c.lang, c.id)
	case errors.As(err, &w):
		return s.ofWorkflow(c, w).in(c.lang, c.id)
	case errors.As(err, &i):
		status, known := identityStatuses[i.Code]
		if !known {
			status = http.StatusUnprocessableEntity
		}
		p = refuse(status, i.Code, i.Zh, i.En)
		p.retryAfter = i.RetryAfter
		if i.Field != "" {
			p.Field = "/" + i.Field
		}
	case errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
		p = refuse(http.StatusServiceUnavailable, "cancelled", "请求已取消，结果未知，请用同一幂等键重试。",
			"The request was broken off; repeat it with the same key to learn its outcome.")
	default:
		p = refuse(http.StatusInternalServerError, "internal", "系统内部错误，请稍后重试；如仍失败，请提供请求编号。",
			"Something went wrong here; try again later, and quote the request id if it stays.")
	}
	return p.in(c.lang, c.id)
}

func (s *Server) ofWorkflow(c *call, w *workflow.Error) *Problem {
	p := refuse(statuses[w.Kind], w.Code, w.Text.Zh, w.Text.En)
	p.Field, p.Nodes, p.At, p.retryAfter = w.Field, w.Nodes, Instant{w.At}, w.RetryAfter
	for _, f := range w.Fields {
		p.Fields = append(p.Fields, FieldProblem{Field: f.Field, Code: f.Code, Zh: f.Zh, En: f.En, Rule: f.Rule})
	}
	if w.Who != "" && c.who != nil && c.who.insider() {
		p.Who, p.WhoName = w.Who, s.names(c).of(w.Who)
	}
	return p
}
