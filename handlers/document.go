package handlers

import (
	"encoding/json"
	"fmt"
	"net/http"
	"reflect"

	"github.com/danielgtaylor/huma/v2"
	"github.com/gin-gonic/gin"
)

// huma keeps these switches in variables of its package: keys of a body are told apart by case, and a list is never null.
func init() {
	huma.ValidateStrictCasing = true
	huma.DefaultArrayNullable = false
	gin.SetMode(gin.ReleaseMode)
}

// document is the beginning of the OpenAPI document; the routes add themselves.
func (s *Server) document() huma.Config {
	schemas := huma.NewMapRegistry("#/components/schemas/", huma.DefaultSchemaNamer)
	schemas.Schema(reflect.TypeFor[Problem](), true, "Problem")
	return huma.Config{
		OpenAPI: &huma.OpenAPI{
			OpenAPI: "3.1.0",
			Info: &huma.Info{
				Title: "Shenpi", Version: "1",
				Description: "Approval of government service items online. Errors are problem+json; a command is made safe " +
					"to repeat by its Idempotency-Key; lists go on with an opaque cursor.",
			},
			Servers: []*huma.Server{{URL: "/", Description: "this server"}},
			Components: &huma.Components{Schemas: schemas, SecuritySchemes: map[string]*huma.SecurityScheme{
				"session": {Type: "apiKey", In: "cookie", Name: "__Host-shenpi", Description: "shenpi on plain loopback"},
				"csrf":    {Type: "apiKey", In: "header", Name: csrfHeader},
				"token":   {Type: "http", Scheme: "bearer", Description: "A service token"},
			}},
			Tags: documentTags(),
		},
		Formats:       map[string]huma.Format{"application/json": jsonFormat, "json": jsonFormat},
		DefaultFormat: "application/json",
		Transformers:  []huma.Transformer{s.translate},

		RejectUnknownQueryParameters: true,
	}
}

func documentTags() []*huma.Tag {
	var tags []*huma.Tag
	for _, t := range [][2]string{
		{"public", "What everybody may see, not signed in"}, {"session", "Signing in"}, {"application", "Applications being written"},
		{"case", "Cases and what is done on them"}, {"task", "The work of officers"}, {"trail", "The record that cannot be rewritten"},
		{"administration", "Items, people, units, calendars"}, {"demonstration", "Only in a demonstration database"}, {"health", "For who runs the service"},
	} {
		tags = append(tags, &huma.Tag{Name: t[0], Description: t[1]})
	}
	return tags
}

var jsonFormat = huma.Format{
	Marshal:   huma.DefaultJSONFormat.Marshal,
	Unmarshal: decodeStrictly,
}

// finish serves the document once all routes stand in it.
func (s *Server) finish() error {
	body, err := json.MarshalIndent(s.api.OpenAPI(), "", "  ")
	if err != nil {
		return fmt.Errorf("write the OpenAPI document: %w", err)
	}
	s.openAPI = append(body, '\n')
	return nil
}

// OpenAPI is the document as served.
func (s *Server) OpenAPI() []byte { return s.openAPI }

// openAPIRoute serves the document; it stands in the document itself.
func (s *Server) openAPIRoute() {
	const path = prefix + "/openapi.json"
	s.raw(endpoint{
		id: "openapi", method: http.MethodGet, path: path, summary: "This document", tag: "public",
		change: answers200("application/vnd.oai.openapi+json"),
	}, func(c *call) error {
		c.gin.Header("Cache-Control", "no-cache")
		c.gin.Data(http.StatusOK, "application/vnd.oai.openapi+json; charset=utf-8", s.openAPI)
		return nil
	})
}

// schemaOf refers to the schema of what a route writes by itself.
func (s *Server) schemaOf(v any) *huma.Schema {
	return s.api.OpenAPI().Components.Schemas.Schema(reflect.TypeOf(v), true, "")
}
