package handlers

import (
	"shenpi/workflow"
	"shenpi/workflow/item"
)

type diffInput struct {
	DefinitionInput
	Against int `query:"against" minimum:"1" doc:"The version compared with; absent: the one before"`
}

// DefinitionDiff is what a version says otherwise than another.
type DefinitionDiff struct {
	Item    string             `json:"item"`
	Version int                `json:"version"`
	Against int                `json:"against"`
	Rows    []DefinitionChange `json:"rows"`
}

// DefinitionChange is one difference of two versions.
type DefinitionChange struct {
	Place  string `json:"place" doc:"What it is about, such as flow/second-review/by/role"`
	Kind   string `json:"kind" enum:"added,removed,changed,moved"`
	Zh     string `json:"zh"`
	En     string `json:"en"`
	Was    any    `json:"was,omitempty" doc:"What the other version says there"`
	Now    any    `json:"now,omitempty" doc:"What this version says there"`
	Line   int    `json:"line,omitempty" doc:"Where the part begins in this version's file; of what is gone, in the other's"`
	Column int    `json:"column,omitempty"`
}

type diffOutput struct{ Body DefinitionDiff }

func (s *Server) diffDefinition(c *call, in *diffInput) (*diffOutput, error) {
	against := in.Against
	if against == 0 {
		against = in.Version - 1
	}
	old, err := s.Engine.Items.Item(in.Item, against)
	switch {
	case isRefusal(err, workflow.NotFound), err == nil && !within(s.scope(c, "definition", "read"), old.Authority):
		return nil, itemNotFound().at("against")
	case err != nil:
		return nil, doing("read a definition", err)
	}
	return &diffOutput{DefinitionDiff{Item: in.Item, Version: in.Version, Against: against, Rows: changesOf(old, c.item)}}, nil
}

func changesOf(old, it *item.Item) []DefinitionChange {
	return rowsOf(item.Diff(old, it), func(d item.Difference) DefinitionChange {
		return DefinitionChange{d.Place, d.Kind, d.Zh, d.En, d.Was, d.Now, d.Pos.Line, d.Pos.Column}
	})
}
