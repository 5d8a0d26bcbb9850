package handlers

import "net/http"

// Policy is who may do what, as it is judged.
type Policy struct {
	Hash      string         `json:"hash" doc:"SHA-256 of the lines and their model, as the trail names it"`
	Roles     []Role         `json:"roles"`
	Lines     []PolicyLine   `json:"lines" doc:"What no line allows is denied; a line that denies holds against every other"`
	Conflicts []RoleConflict `json:"conflicts"`
}

// PolicyLine is one line of the policy.
type PolicyLine struct {
	Role    string   `json:"role" doc:"* is everybody signed in"`
	Kinds   []string `json:"kinds"`
	Actions []string `json:"actions"`
	Scope   string   `json:"scope" enum:"own,unit,all"`
	Allow   bool     `json:"allow"`
	Zh      string   `json:"zh" doc:"The line as a sentence"`
	En      string   `json:"en"`
}

// RoleConflict is a role that one account cannot hold together with some others.
type RoleConflict struct {
	Role string   `json:"role"`
	With []string `json:"with"`
	Zh   string   `json:"zh"`
	En   string   `json:"en"`
}

type policyOutput struct{ Body Policy }

func (s *Server) policyRoutes() {
	declare(s, endpoint{id: "policy", method: http.MethodGet, path: prefix + "/policy", summary: "Who may do what, in sentences", tag: "administration",
		guards: []guard{s.may("policy", "read")}}, s.policy)
}

func (s *Server) policy(*call, *struct{}) (*policyOutput, error) {
	p := s.Appointing.Policy()
	p.Roles = listed(s.Appointing.Roles())
	return &policyOutput{p}, nil
}
