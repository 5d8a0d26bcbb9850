package handlers

import (
	"io"
	"io/fs"
	"mime"
	"net/http"
	"path"
	"strconv"
	"strings"
	"testing/fstest"

	"github.com/danielgtaylor/huma/v2"

	"shenpi/workflow"
	"shenpi/workflow/item"
)

// DefinitionRow is a published version of an item.
type DefinitionRow struct {
	Item        string    `json:"item"`
	Version     int       `json:"version"`
	Hash        string    `json:"hash" doc:"The ETag"`
	Title       item.Text `json:"title"`
	From        string    `json:"from" format:"date" doc:"The day it took over, or takes over"`
	To          string    `json:"to,omitempty" doc:"Its last day; absent: until the next version"`
	Open        bool      `json:"open" doc:"Whether it takes filings today"`
	State       string    `json:"state" enum:"in_force,later,replaced,closed" doc:"What it is today; cases stay on their version whatever it is"`
	Live        int       `json:"live" doc:"Cases on it that have not ended"`
	PublishedAt Instant   `json:"published_at"`
	PublishedBy *Somebody `json:"published_by,omitempty"`
}

type definitionListOutput struct {
	Body struct {
		Rows []DefinitionRow `json:"rows"`
	}
}

// DefinitionInput names the version of the path.
type DefinitionInput struct {
	Item    string `path:"item" maxLength:"64"`
	Version int    `path:"version" minimum:"1"`
}

const yamlType = "application/yaml"

func (s *Server) definitionRoutes() {
	const at = prefix + "/definitions"
	declare(s, endpoint{id: "list-definitions", method: http.MethodGet, path: at, summary: "Every published version", tag: "administration",
		guards: []guard{s.mayList("definition", "list")}}, s.listDefinitions)
	s.raw(endpoint{
		id: "definition", method: http.MethodGet, path: at + "/{item}/{version}", summary: "A published version as it was written", tag: "administration",
		guards: []guard{s.definitionVisible}, change: func(op *huma.Operation) {
			documentDownload("item", "version")(op)
			answers200(yamlType)(op)
		},
	}, s.definition)
	declare(s, endpoint{id: "diff-definition", method: http.MethodGet, path: at + "/{item}/{version}/diff", tag: "administration",
		summary: "What a version says otherwise than an earlier one, in sentences", guards: []guard{s.definitionVisible}}, s.diffDefinition)
	declare(s, endpoint{id: "prove-definition", method: http.MethodGet, path: at + "/{item}/{version}/proof", tag: "administration",
		summary: "A published version proved again, by the people and the calendar of now", guards: []guard{s.definitionVisible}}, s.proveDefinition)
	s.raw(endpoint{
		id: "check-definition", method: http.MethodPost, path: at + "/check", summary: "Check a definition; nothing is stored", tag: "administration",
		guards: []guard{s.mayList("definition", "check")}, change: s.takesYAML(http.StatusOK, DefinitionCheck{}),
	}, s.checkDefinition)
}

// takesYAML documents a route whose body is a definition.
func (s *Server) takesYAML(status int, answer any) func(*huma.Operation) {
	return func(op *huma.Operation) {
		op.RequestBody = &huma.RequestBody{Required: true, Content: map[string]*huma.MediaType{yamlType: {Schema: &huma.Schema{Type: huma.TypeString}}}}
		op.Responses[strconv.Itoa(status)] = &huma.Response{Description: http.StatusText(status), Content: map[string]*huma.MediaType{
			"application/json": {Schema: s.schemaOf(answer)}}}
	}
}

func (s *Server) listDefinitions(c *call, _ *struct{}) (*definitionListOutput, error) {
	list, err := s.Definitions.PublishedItems(c)
	if err != nil {
		return nil, err
	}
	live, err := s.liveCases(c)
	if err != nil {
		return nil, err
	}
	scope := s.scope(c, "definition", "list")
	out := &definitionListOutput{}
	out.Body.Rows = []DefinitionRow{}
	n := s.names(c)
	for _, p := range list {
		it, err := s.Engine.Items.Item(p.Item, p.Version)
		if err != nil {
			return nil, doing("read item "+p.Item, err)
		}
		if !within(scope, it.Authority) {
			continue
		}
		open, _ := s.takesFilings(p.Item)
		out.Body.Rows = append(out.Body.Rows, DefinitionRow{
			Item: p.Item, Version: p.Version, Hash: p.Hash, Title: it.Title, From: it.Effective.From, To: it.Effective.To, Open: open == p.Version,
			State: workflow.StateOf(it, open, s.today()), Live: live[versionOf{p.Item, p.Version}], PublishedAt: Instant{p.PublishedAt},
			PublishedBy: n.somebody(p.PublishedBy),
		})
	}
	return out, nil
}

// versionOf names a version of an item.
type versionOf struct {
	item    string
	version int
}

func (s *Server) liveCases(c *call) (map[versionOf]int, error) {
	list, err := s.Cases.LiveCases(c)
	if err != nil {
		return nil, doing("count the live cases", err)
	}
	live := make(map[versionOf]int, len(list))
	for _, l := range list {
		live[versionOf{l.Item, l.Version}] = l.Cases
	}
	return live, nil
}

func within(scope workflow.Scope, unit string) bool {
	if scope.All {
		return true
	}
	for _, u := range scope.Units {
		if u == unit {
			return true
		}
	}
	return false
}

// definitionVisible hides the versions of other authorities' items.
func (s *Server) definitionVisible(c *call) error {
	version, err := strconv.Atoi(c.param("version"))
	if err == nil {
		c.item, err = s.Engine.Items.Item(c.param("item"), version)
	}
	if err != nil && isRefusal(err, workflow.NotFound) || c.item == nil || !within(s.scope(c, "definition", "read"), c.item.Authority) {
		return itemNotFound()
	}
	return doing("read a definition", err)
}

func itemNotFound() *Problem {
	return refuse(http.StatusNotFound, "item_not_found", "没有这个事项版本。", "There is no such version of a service item.")
}

func (s *Server) definition(c *call) error {
	p, err := s.Definitions.ItemVersion(c, c.item.Item, c.item.Version)
	if err != nil {
		return err
	}
	c.gin.Header("ETag", etag(p.Hash))
	c.gin.Data(http.StatusOK, yamlType+"; charset=utf-8", p.Source)
	return nil
}

// source reads the definition sent.
func (s *Server) source(c *call) ([]byte, error) {
	sent, _, err := mime.ParseMediaType(c.gin.GetHeader("Content-Type"))
	if err != nil || sent != yamlType && sent != "text/yaml" && sent != "application/x-yaml" {
		return nil, refuse(http.StatusUnsupportedMediaType, "media_type", "请以 application/yaml 发送。", "Send application/yaml.").at("Content-Type")
	}
	src, err := io.ReadAll(io.LimitReader(c.gin.Request.Body, maxBody))
	switch {
	case err != nil:
		return nil, refuse(http.StatusBadRequest, "body_unreadable", "请求内容未能完整读取。", "The body could not be read to its end.")
	case len(src) >= maxBody:
		return nil, refuse(http.StatusRequestEntityTooLarge, "body_too_large", "请求内容超过1 MiB。", "The body is larger than 1 MiB.")
	case len(strings.TrimSpace(string(src))) == 0:
		return nil, refuse(http.StatusBadRequest, "body_required", "请求没有内容。", "The request has no body.")
	}
	return src, nil
}

// compile reads a definition with the forms it names: those of the item's last version, else those that are shipped.
func (s *Server) compile(c *call, src []byte) (*item.Item, map[string][]byte, item.Findings, error) {
	forms := &formFiles{base: s.Forms, own: fstest.MapFS{}, read: map[string][]byte{}}
	if d, err := item.Parse("definition.yaml", src); err == nil {
		latest, err := s.latestOf(c, d.Item)
		if err != nil {
			return nil, nil, nil, err
		}
		for name, data := range latest.Files {
			forms.own[path.Clean(name)] = &fstest.MapFile{Data: data}
		}
	}
	it, err := item.Read(forms, "definition.yaml", src)
	if findings, ok := err.(item.Findings); ok { //nolint:errorlint // Read returns it as it is
		return nil, nil, findings, nil
	}
	if err != nil {
		return nil, nil, nil, err
	}
	return it, forms.read, nil, nil
}

// formFiles finds a form and remembers what was read.
type formFiles struct {
	base fs.FS
	own  fstest.MapFS
	read map[string][]byte
}

// Open implements fs.FS.
func (f *formFiles) Open(name string) (fs.File, error) {
	var from fs.FS = f.own
	if _, ok := f.own[name]; !ok {
		from = f.base
	}
	if data, err := fs.ReadFile(from, name); err == nil {
		f.read[name] = data
	}
	return from.Open(name)
}

// latestOf is the newest version of an item; version 0 when it was never published.
func (s *Server) latestOf(c *call, key string) (latest workflow.PublishedItem, err error) {
	list, err := s.Definitions.PublishedItems(c)
	if err != nil {
		return latest, doing("list the published items", err)
	}
	for _, p := range list {
		if p.Item == key && p.Version > latest.Version {
			latest = p
		}
	}
	return latest, nil
}
