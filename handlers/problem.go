package handlers

import (
	"encoding/json"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/gin-gonic/gin"
)

// Problem is an error on the wire (RFC 9457).
type Problem struct {
	Type      string         `json:"type" doc:"urn:shenpi:problem: and the code"`
	Title     string         `json:"title" doc:"What kind of refusal it is, in the language of the request"`
	Status    int            `json:"status"`
	Detail    string         `json:"detail" doc:"The cause and the cure, in the language of the request"`
	DetailZh  string         `json:"detail_zh"`
	DetailEn  string         `json:"detail_en"`
	Code      string         `json:"code" doc:"Stable: programs compare this"`
	Field     string         `json:"field,omitempty" doc:"JSON pointer into the body, or the name of a header or parameter"`
	Fields    []FieldProblem `json:"fields,omitempty"`
	Nodes     []string       `json:"nodes,omitempty" doc:"What is missing, or what it is about"`
	Who       string         `json:"who,omitempty" doc:"The person who was faster; told to insiders"`
	WhoName   string         `json:"who_name,omitempty"`
	At        Instant        `json:"at,omitzero" doc:"When that was"`
	RequestID string         `json:"request_id"`

	retryAfter time.Duration
}

// FieldProblem is what is wrong with one field.
type FieldProblem struct {
	Field string `json:"field"`
	Code  string `json:"code"`
	Zh    string `json:"zh"`
	En    string `json:"en"`
	Rule  string `json:"rule,omitempty" doc:"The check of the item that found it"`
}

const problemType = "application/problem+json"

// Error is the English sentence.
func (p *Problem) Error() string { return p.Code + ": " + p.DetailEn }

// GetStatus is what huma asks of an error.
func (p *Problem) GetStatus() int { return p.Status }

// ContentType is what huma asks of a body that is no plain JSON.
func (p *Problem) ContentType(string) string { return problemType }

// in chooses the language and fills in what follows from the code.
func (p *Problem) in(lang language, requestID string) *Problem {
	p.Type, p.RequestID = "urn:shenpi:problem:"+p.Code, requestID
	title := titles[p.Status]
	p.Title, p.Detail = title.Zh, p.DetailZh
	if lang == english {
		p.Title, p.Detail = title.En, p.DetailEn
	}
	return p
}

// tell answers with a problem outside of huma.
func (s *Server) tell(g *gin.Context, p *Problem) {
	body, err := json.Marshal(p)
	if err != nil {
		panic(err) // a problem is made of texts and numbers
	}
	g.Abort()
	g.Data(p.Status, problemType, body)
}

func problemResponse() *huma.Response {
	return &huma.Response{
		Description: "What was refused, and why",
		Content:     map[string]*huma.MediaType{problemType: {Schema: &huma.Schema{Ref: "#/components/schemas/Problem"}}},
	}
}

// seconds rounds up: a client that waits so long waits long enough.
func seconds(d time.Duration) string {
	return strconv.FormatInt(int64((d+time.Second-1)/time.Second), 10)
}

func (s *Server) noRoute(g *gin.Context) {
	if s.Portal != nil && (g.Request.Method == http.MethodGet || g.Request.Method == http.MethodHead) && !strings.HasPrefix(g.Request.URL.Path, "/api/") {
		g.Set(operationKey, "portal")
		g.Status(http.StatusOK) // gin has 404 in mind
		s.Portal.ServeHTTP(g.Writer, g.Request)
		return
	}
	s.tell(g, refuse(http.StatusNotFound, "route_unknown", "没有这个地址。", "There is nothing at this address.").
		in(languageOf(g.Request), g.GetString(requestKey)))
}

func (s *Server) noMethod(g *gin.Context) {
	s.tell(g, refuse(http.StatusMethodNotAllowed, "method_not_allowed", "此地址不支持该方法。", "This address does not take that method.").
		in(languageOf(g.Request), g.GetString(requestKey)))
}
