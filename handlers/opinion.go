package handlers

import (
	"encoding/json"
	"net/http"

	"shenpi/workflow"
)

// OpinionTemplate is words that somebody uses again in opinions.
type OpinionTemplate struct {
	Name string `json:"name"`
	OpinionWords
}

// OpinionWords are what a template says, and where it stands in by itself.
type OpinionWords struct {
	Text     string `json:"text" minLength:"1" maxLength:"4000" doc:"What is to be filled in stands in braces"`
	Item     string `json:"item,omitempty" maxLength:"64" doc:"With node and decision: the decision whose opinion begins with it"`
	Node     string `json:"node,omitempty" maxLength:"64"`
	Decision string `json:"decision,omitempty" maxLength:"64"`
}

type opinionTemplatesOutput struct {
	Body struct {
		Rows []OpinionTemplate `json:"rows" doc:"By name"`
	}
}

type saveOpinionTemplateInput struct {
	NameInput
	Body OpinionWords
}

// OpinionDraft is an opinion that one has begun to write.
type OpinionDraft struct {
	Visit   int     `json:"visit"`
	Opinion string  `json:"opinion"`
	SavedAt Instant `json:"saved_at"`
}

type opinionDraftsOutput struct {
	Body struct {
		Rows []OpinionDraft `json:"rows" doc:"By visit; also of tasks that somebody else has done meanwhile"`
	}
}

type saveOpinionDraftInput struct {
	TaskInput
	Body struct {
		Opinion string `json:"opinion" maxLength:"4000" doc:"Empty: it is forgotten"`
	}
}

// maxOpinionTemplates is how many templates one person keeps.
const maxOpinionTemplates = 100

func (s *Server) opinionRoutes() {
	const path = prefix + "/opinion-templates"
	acting := []guard{s.mayList("task", "act")}
	declare(s, endpoint{id: "list-opinion-templates", method: http.MethodGet, path: path, summary: "Words that one uses again in opinions", tag: "task",
		guards: acting}, s.listOpinionTemplates)
	declare(s, endpoint{id: "save-opinion-template", method: http.MethodPut, path: path + "/{name}", summary: "Keep words for opinions, in place of those of that name", tag: "task",
		guards: acting}, s.saveOpinionTemplate)
	declare(s, endpoint{id: "delete-opinion-template", method: http.MethodDelete, path: path + "/{name}", summary: "Forget words for opinions", tag: "task",
		guards: acting}, s.deleteOpinionTemplate)
	onTask := []guard{s.caseVisible, s.onCase("task", "act")}
	declare(s, endpoint{id: "list-opinion-drafts", method: http.MethodGet, path: prefix + "/cases/{id}/opinion-drafts", summary: "Opinions that one has begun to write on a case", tag: "task",
		guards: onTask}, s.listOpinionDrafts)
	declare(s, endpoint{id: "save-opinion-draft", method: http.MethodPut, path: prefix + "/cases/{id}/tasks/{visit}/opinion-draft", summary: "Keep an opinion that is being written; nobody else sees it", tag: "task",
		guards: onTask}, s.saveOpinionDraft)
}

func (s *Server) listOpinionTemplates(c *call, _ *struct{}) (*opinionTemplatesOutput, error) {
	list, err := s.Keeping.Kept(c, c.who.id(), workflow.KeptOpinion)
	if err != nil {
		return nil, err
	}
	out := &opinionTemplatesOutput{}
	out.Body.Rows = []OpinionTemplate{}
	for _, k := range list {
		t := OpinionTemplate{Name: k.Name}
		if err := json.Unmarshal([]byte(k.Content), &t.OpinionWords); err != nil {
			return nil, doing("read a template", err)
		}
		out.Body.Rows = append(out.Body.Rows, t)
	}
	return out, nil
}

func (s *Server) saveOpinionTemplate(c *call, in *saveOpinionTemplateInput) (*struct{}, error) {
	content, err := json.Marshal(in.Body)
	if err != nil {
		return nil, doing("write a template", err)
	}
	k := workflow.Kept{Person: c.who.id(), Kind: workflow.KeptOpinion, Name: in.Name, Content: string(content)}
	return &struct{}{}, s.Keeping.Keep(c, k, maxOpinionTemplates)
}

func (s *Server) deleteOpinionTemplate(c *call, in *NameInput) (*struct{}, error) {
	return &struct{}{}, s.Keeping.Forget(c, c.who.id(), workflow.KeptOpinion, in.Name)
}

func (s *Server) listOpinionDrafts(c *call, _ *CaseInput) (*opinionDraftsOutput, error) {
	list, err := s.Keeping.OpinionDrafts(c, c.kase.State.ID, c.who.id())
	if err != nil {
		return nil, err
	}
	out := &opinionDraftsOutput{}
	out.Body.Rows = rowsOf(list, func(o workflow.OpinionDraft) OpinionDraft {
		return OpinionDraft{o.Visit, o.Opinion, Instant{o.UpdatedAt}}
	})
	return out, nil
}

func (s *Server) saveOpinionDraft(c *call, in *saveOpinionDraftInput) (*struct{}, error) {
	if in.Visit > len(c.kase.State.Visits) {
		unknown := workflow.Sentence("task_not_open")
		return nil, refuse(http.StatusConflict, "task_not_open", unknown.Zh, unknown.En)
	}
	return &struct{}{}, s.Keeping.SaveOpinionDraft(c, workflow.OpinionDraft{
		Case: c.kase.State.ID, Visit: in.Visit, Person: c.who.id(), Opinion: in.Body.Opinion})
}
