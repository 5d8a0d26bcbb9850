package handlers_test

import (
	"cmp"
	"encoding/csv"
	"net/http"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// matrix is the hand-written table of who may call what.
type matrix struct {
	roles []string
	lines []matrixLine
}

type matrixLine struct {
	operation string
	states    []string
	anonymous string
	cells     []string
}

func readMatrix(t *testing.T) matrix {
	t.Helper()
	f, err := os.Open("testdata/matrix.csv")
	require.NoError(t, err)
	defer f.Close() //nolint:errcheck // it was only read
	r := csv.NewReader(f)
	r.Comment = '#'
	rows, err := r.ReadAll()
	require.NoError(t, err)
	m := matrix{roles: rows[0][3:]}
	for _, row := range rows[1:] {
		m.lines = append(m.lines, matrixLine{row[0], strings.Split(row[1], "|"), row[2], row[3:]})
	}
	return m
}

// stage is an office with a case in each state and everything else a route may name.
type stage struct {
	*house
	ids      map[string]string // what stands for {id} in a state
	draft    string
	typed    string // a draft that the window types in
	token    string
	session  string // of the applicant, to be ended
	progress string // what the public progress page asks
	clients  map[string]*client
}

func newStage(t *testing.T) *stage {
	t.Helper()
	s := &stage{house: newHouse(t), ids: map[string]string{}, clients: map[string]*client{}}
	applicant := s.as("A1")
	for _, state := range []string{"received", "examining", "ended"} {
		id := applicant.filed(sample(t, "S1"))
		s.ids[state] = id
		if state == "received" {
			continue
		}
		s.decides("U1", id, "acceptance", "accept")
		s.decides("U3", id, "first-review", "pass")
		panel := map[string]any{"people": []string{"r-expert", "E2", "E3", "E4", "E5"}}
		s.as("U3").post(s.visit(id, "expert-review")+"/name", panel).is(http.StatusOK)
		if state == "ended" {
			applicant.post("/cases/"+id+"/withdraw", map[string]string{"reason": "不再需要"}).is(http.StatusOK)
		}
	}
	received := applicant.get("/cases/" + s.ids["received"]).is(http.StatusOK)
	s.progress = `{"number":"` + received.text("number") + `","code":"` + received.text("query_code") + `"}`
	second := definition(t, "version: 1\n", "version: 2\n")
	s.as("X2").with("If-Match", "*").yaml("/proposals", second).is(http.StatusCreated)
	s.draft = applicant.post("/drafts", map[string]string{"item": "si-qualification"}).is(http.StatusCreated).text("id")
	papers := map[string]string{"item": "si-qualification", "applicant": sample(t, "S1").Applicant}
	s.typed = s.as("r-window").post("/drafts", papers).is(http.StatusCreated).text("id")
	s.token = s.as("r-applicant").post("/tokens", map[string]string{"name": "t", "expires_at": "2027-01-01T00:00:00Z"}).is(http.StatusCreated).text("id")
	s.session = s.as("r-applicant").get("/sessions").is(http.StatusOK).text("rows.0.id")
	s.clients[""] = s.nobody()
	return s
}

func (s *stage) client(person string) *client {
	if c, ok := s.clients[person]; ok {
		return c
	}
	c := s.as(person)
	s.clients[person] = c
	return c
}

// visits are the visits commands are tried at.
var visits = map[string]map[string]string{
	"received":  {"": "1"},
	"examining": {"": "4", "name": "5", "object": "5"},
	"ended":     {"": "1"},
}

const nonesuch = "aaaaaaaaaaaaaaaaaaaaaaaa"

// call sends a request to an operation that says as little as gets past the reading of its body.
func (s *stage) call(r routed, state, person string, random bool) *answer {
	id, stream, version, token, session, draft, who := s.ids[state], "case/"+s.ids[state], "si-qualification", s.token, s.session, s.draft, "U3"
	if random {
		id, stream, version, token, session, draft, who = nonesuch, "case/"+nonesuch, "si-nonesuch", strings.Repeat("0", 64), strings.Repeat("0", 64), nonesuch, "nobody1"
	}
	switch {
	case strings.Contains(r.Path, "/drafts/"):
		id = draft
	case strings.Contains(r.Path, "/people/"):
		id = who
	case strings.Contains(r.Path, "/tokens/"):
		id = token
	case strings.Contains(r.Path, "/sessions/"):
		id = session
	case strings.Contains(r.Path, "/substitutions/"), strings.Contains(r.Path, "/mandates/"), strings.Contains(r.Path, "/webhooks/"):
		id = nonesuch
	}
	visit := visits[state][r.ID]
	if visit == "" {
		visit = cmp.Or(visits[state][""], "1")
	}
	path := strings.NewReplacer(
		"/trail/entries/{kind}/{id}", "/trail/entries/"+stream, "{number}", number(r, random), "{id}", id, "{visit}", visit, "{item}", version, "{version}", "1",
		"{seq}", "1", "{sha256}", strings.Repeat("0", 64), "{material}", "contract", "{reply}", "grants", "{name}", "a.pdf", "{role}", "window", "{document}", "acceptance-notice", "{unit}", "gz-iid-audit",
		"{year}", "2027", "{list}", "0", "{start}", "0",
	).Replace(r.Path)
	switch r.ID {
	case "inclusion":
		path += "?number=1&stream=" + stream
	case "consistency":
		path += "?from=1"
	case "diff-definition":
		path += "?against=1"
	case "preview-definition":
		path += "?document=acceptance-notice"
	}
	c := s.client(person)
	if r.ID == "sign-out" && person != "" {
		c = s.as(person)
	}
	if keyless[r.ID] {
		c = c.without("Idempotency-Key")
	}
	if r.ID == "delete-draft" {
		c = c.with("If-Match", `"99"`)
	}
	body := bodies[r.ID]
	switch {
	case r.ID == "progress":
		body = s.progress
	case r.ID == "supply":
		own := s.draft
		if person == "r-window" {
			own = s.typed
		}
		body = `{"draft":"` + own + `"}`
	case r.ID == "check-definition", r.ID == "preview-definition", r.ID == "propose-definition":
		return c.raw(r.Method, path, "application/yaml", definition(s.t))
	case r.ID == "check-calendar":
		return c.raw(r.Method, path, "text/plain", []byte("{}"))
	case body == "" && r.Method != http.MethodGet && r.Method != http.MethodDelete:
		body = "{}"
	}
	if body == "" {
		return c.raw(r.Method, path, "", nil)
	}
	return c.raw(r.Method, path, "application/json", []byte(body))
}

// number is what {number} stands for: a certificate's, or an entry's.
func number(r routed, random bool) string {
	if r.ID == "verify-certificate" || r.ID == "disclose-certificate" || r.ID == "certificate-record" && !random {
		return "SL-SIQ3-2023-0001"
	}
	return "1"
}

// keyless commands are sent without a key, which is refused last: they would change the stage.
var keyless = map[string]bool{"submit": true, "withdraw": true, "create-draft": true}

var bodies = map[string]string{
	"begin-upload": `{"name":"a.pdf","size":1}`,
	"submit":       `{"draft":"x"}`, "create-draft": `{"item":"si-qualification"}`, "decide": `{"decision":"nonsense"}`,
	"count-tasks": `{"searches":[{}]}`, "save-view": `{"list":"tasks","query":""}`, "save-opinion-template": `{"text":"x"}`, "save-opinion-draft": `{"opinion":""}`, "preview-decision": `{"decision":"nonsense"}`,
	"decide-batch": `{"decision":"nonsense","tasks":[{"case":"none","visit":1}]}`, "check-batch": `{"decision":"nonsense","tasks":[{"case":"none","visit":1}]}`, "name": `{"people":["nobody"]}`,
	"transfer": `{"to":"nobody","reason":"x"}`, "delegate": `{"to":"nobody","reason":"x"}`, "hand-back": `{"opinion":"x"}`,
	"reassign": `{"reason":"x"}`, "ask-recusal": `{"reason":""}`, "grant-recusal": `{"reason":"x"}`, "refuse-recusal": `{"reason":"x"}`,
	"appoint-substitute": `{"by":"U3","from":"2026-01-01","until":"2026-01-02"}`,
	"grant-mandate":      `{"agent":"W1","acts":["file"],"from":"2026-01-01","until":"2026-01-02","proof":"` + strings.Repeat("0", 64) + `"}`,
	"add-seats":          `{"where":"beside","seats":1}`, "answer": `{"text":"x"}`,
	"object": `{"text":"x"}`, "object-publicly": `{"name":"x","contact":"xxx","text":"x"}`, "ask-extension": `{"days":0}`, "approve-extension": `{}`, "refuse-extension": `{}`,
	"suspend": `{"ground":"none","reason":"x"}`, "terminate": `{"ground":"none","reason":"x"}`, "correct": `{"document":1,"changes":[]}`, "copy": `{"role":"legal"}`,
	"arrange-hearing": `{"at":"2026-12-01T10:00:00+08:00","place":"","host":"none"}`, "hold-hearing": `{"minutes":""}`,
	"check-code": `{"code":"x"}`, "disclose-certificate": `{"show":[]}`,
	"publish-definition": `{"hash":"x"}`, "reject-proposal": `{"hash":"x"}`, "withdraw-proposal": `{"hash":"x"}`,
}

// hidden are the codes that say: you may not know of it.
var hidden = []string{"case_not_found", "draft_not_found", "entry_not_found", "person_not_found", "item_not_found", "proposal_not_found", "token_unknown", "session_not_found",
	"certificate_not_found"}

// verdict reads an answer as a letter of the table.
func verdict(a *answer) string {
	switch {
	case a.status == http.StatusUnauthorized:
		return "1"
	case a.status == http.StatusForbidden:
		return "3"
	case a.status == http.StatusNotFound && slices.Contains(hidden, a.text("code")):
		return "4"
	case a.status >= http.StatusInternalServerError:
		return "5"
	}
	return "+"
}

type routed struct{ ID, Method, Path string }

func TestTheMatrixOfPermissions(t *testing.T) {
	t.Parallel()
	m, s := readMatrix(t), newStage(t)
	routes := map[string]routed{}
	for _, r := range s.Routes() {
		routes[r.ID] = routed(r)
	}
	letIn, refused, asked := []string{}, []string{}, 0
	check := func(line matrixLine, state, person, want string, random bool) {
		a := s.call(routes[line.operation], state, person, random)
		asked++
		got := verdict(a)
		if got == want {
			return
		}
		said := line.operation + " " + state + " " + person + ": " + got + ", not " + want
		if random {
			said += " (random id)"
		}
		if got == "+" {
			letIn = append(letIn, said)
		} else {
			refused = append(refused, said)
		}
	}
	seen := map[string]bool{}
	for _, line := range m.lines {
		require.Contains(t, routes, line.operation)
		seen[line.operation] = true
		require.Len(t, line.cells, len(m.roles), line.operation)
		for _, state := range line.states {
			check(line, state, "", line.anonymous, false)
			hides := slices.ContainsFunc(line.cells, func(c string) bool { return strings.Contains(c, "4") })
			for i, role := range m.roles {
				check(line, state, "r-"+role, line.cells[i][:1], false)
				check(line, state, "far-"+role, line.cells[i][1:], false)
				if hides {
					check(line, state, "r-"+role, "4", true)
				}
			}
		}
	}
	for id := range routes {
		require.True(t, seen[id], "%s is not in the table", id)
	}
	require.Empty(t, strings.Join(letIn, "\n"), "let in against the table")
	require.Empty(t, strings.Join(refused, "\n"), "refused against the table")
	t.Logf("%d requests", asked)
}
