package handlers

import (
	"net/http"
	"strconv"
	"unicode/utf8"

	"github.com/danielgtaylor/huma/v2"

	"shenpi/workflow"
	"shenpi/workflow/item"
)

// maxReplyNumber bounds the number of a reply's document, in characters.
const maxReplyNumber = 100

// replyPaper says what the document of a reply may be.
var replyPaper = &item.Material{Types: []string{"pdf", "jpeg", "png"}}

func (s *Server) replyRoutes() {
	s.raw(endpoint{
		id: "reply", method: http.MethodPut, path: prefix + "/cases/{id}/tasks/{visit}/reply/{reply}/{name}", tag: "task", keyed: true,
		summary: "Record what an agency outside replied to a call, the bytes of its document as the body",
		guards:  []guard{s.caseVisible, s.onCase("task", "act")}, change: replyUpload(s),
	}, s.reply)
}

func replyUpload(s *Server) func(*huma.Operation) {
	return func(op *huma.Operation) {
		for _, name := range []string{"id", "visit", "reply", "name"} {
			op.Parameters = append(op.Parameters, &huma.Param{Name: name, In: "path", Required: true, Schema: &huma.Schema{Type: huma.TypeString}})
		}
		op.Parameters = append(op.Parameters, &huma.Param{Name: "number", In: "query", Description: "What that agency numbered it",
			Schema: &huma.Schema{Type: huma.TypeString}})
		op.RequestBody = uploadBody()
		op.Responses["200"] = &huma.Response{Description: "OK", Content: map[string]*huma.MediaType{
			"application/json": {Schema: s.schemaOf(Done{})}}}
	}
}

// reply stores the document before the command that names it; one that nothing names is swept.
func (s *Server) reply(c *call) error {
	visit, err := strconv.Atoi(c.param("visit"))
	name, bad := fileName(c)
	number := c.gin.Query("number")
	switch {
	case err != nil:
		return refuse(http.StatusUnprocessableEntity, "visit_unknown", "经办序号应为数字。", "A visit is a number.").at("visit")
	case bad != nil:
		return bad
	case !utf8.ValidString(number) || utf8.RuneCountInString(number) > maxReplyNumber:
		return refuse(http.StatusUnprocessableEntity, "reply_number", "文号不得超过100字。", "A document number has at most 100 characters.").at("number")
	}
	stored, err := s.upload(c, replyPaper)
	if err != nil {
		return err
	}
	if err := s.acceptable(replyPaper, name, stored); err != nil {
		return err
	}
	file := workflow.File{Name: name, SHA256: stored.SHA256, Size: stored.Size, MediaType: stored.MediaType,
		AddedAt: s.Engine.Clock.Now().UTC(), By: c.who.id()}
	key, err := c.keyOf([]string{number, stored.SHA256})
	if err != nil {
		return err
	}
	done, err := s.answer(s.Engine.Reply(c, c.actor(), workflow.ReplyInput{
		Key: key, Case: c.kase.State.ID, Visit: visit, Reply: c.param("reply"), Number: number, File: file}))
	if err != nil {
		return err
	}
	if done.Replayed != "" {
		c.gin.Header("Idempotency-Replayed", done.Replayed)
	}
	c.gin.JSON(http.StatusOK, done.Body)
	return nil
}
