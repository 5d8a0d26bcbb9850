package handlers

import (
	"fmt"
	"net/http"

	"shenpi/workflow"
	"shenpi/workflow/item"
	"shenpi/workflow/trail"
)

// publication is what the trail says of a published version.
type publication struct {
	Item      string `json:"item"`
	Version   int    `json:"version"`
	Hash      string `json:"hash"`
	Authority string `json:"authority"`
}

func (s *Server) publish(c *call) error {
	src, err := s.source(c)
	if err != nil {
		return err
	}
	it, files, findings, err := s.compile(c, src)
	if err != nil {
		return doing("read a definition", err)
	}
	if it == nil {
		return unsound(findings)
	}
	if !within(s.scope(c, "definition", "publish"), it.Authority) {
		return forbidden()
	}
	report, err := s.prove(c, it)
	if err != nil {
		return err
	}
	if !report.Sound {
		return unsound(report.Errors())
	}
	key, err := c.keyOf(string(src))
	if err != nil {
		return err
	}
	r, err := s.publishAs(c, key, it, files)
	if err != nil {
		return err
	}
	if err := s.Definitions.Reload(c); err != nil {
		return doing("take over the definition", err)
	}
	done, err := s.done(r)
	if err != nil {
		return err
	}
	if r.Replayed {
		c.gin.Header(replayHeader, "true")
	}
	c.gin.Header("ETag", etag(it.Hash))
	c.gin.Header("Location", fmt.Sprintf("%s/definitions/%s/%d", prefix, it.Item, it.Version))
	c.gin.JSON(http.StatusCreated, done)
	return nil
}

// publishAs records the version. What the author saw as the latest is compared where the entry is written, so that of two
// who publish at once one is told that the other was faster.
func (s *Server) publishAs(c *call, key *workflow.Key, it *item.Item, files map[string][]byte) (workflow.Receipt, error) {
	match, none := c.gin.GetHeader("If-Match"), c.gin.GetHeader("If-None-Match")
	if match == "" && none == "" {
		_, err := c.ifMatch()
		return workflow.Receipt{}, err
	}
	latest, seen, err := s.latestOf(c, it.Item)
	if err != nil {
		return workflow.Receipt{}, err
	}
	p := workflow.PublishedItem{
		Item: it.Item, Version: it.Version, Hash: it.Hash, Source: it.Source, Files: files, PublishedAt: s.Engine.Clock.Now().UTC(), PublishedBy: c.who.id(),
	}
	return s.Engine.Administer(c, c.actor(), workflow.AdminInput{
		Key: key, Stream: itemStream(it.Item), Kind: "published", Role: "item-admin", Rows: []any{p},
		Facts: publication{it.Item, it.Version, it.Hash, it.Authority},
		Check: func(head trail.Head) error {
			isNew := none == "*" && latest.Version == 0
			isNext := match != "" && latest.Version > 0 && (match == etag(latest.Hash) || match == "*")
			if !isNew && !isNext || head.Number != seen {
				return stale()
			}
			if it.Version != latest.Version+1 {
				return versionNotNext(latest.Version + 1)
			}
			return nil
		},
	})
}

func versionNotNext(next int) error {
	return &workflow.Error{Kind: workflow.Conflict, Code: "version_not_next", Field: "version", Text: item.Text{
		Zh: fmt.Sprintf("版本号应为 %d。", next), En: fmt.Sprintf("The version has to be %d.", next)}}
}

// unsound tells every finding, with its place as line:column.
func unsound(findings item.Findings) error {
	p := refuse(http.StatusUnprocessableEntity, "definition_unsound", "事项定义有误，不能发布。", "The definition is not sound and cannot be published.")
	p.Fields = rowsOf(findings, func(f item.Finding) FieldProblem {
		return FieldProblem{Field: fmt.Sprintf("%d:%d", f.Pos.Line, f.Pos.Column), Code: f.Code, Zh: f.Zh, En: f.En}
	})
	return p
}
