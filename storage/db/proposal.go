package db

import (
	"context"
	"encoding/json"
	"fmt"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"shenpi/workflow"
)

type proposalRow struct {
	Item       string
	Number     int64 `gorm:"autoIncrement:false"`
	Version    int
	Hash       string
	Authority  string
	Source     []byte
	Files      []byte
	Report     []byte
	ProposedAt int64
	ProposedBy string
	Status     string
	DecidedAt  int64
	DecidedBy  string
}

func (proposalRow) TableName() string { return "proposal" }

// putProposal stores a proposal. Of one that is there only what became of it changes.
func putProposal(tx *gorm.DB, p workflow.Proposal) error {
	files, err := json.Marshal(p.Files)
	if err != nil {
		return err
	}
	row := proposalRow{
		Item: p.Item, Number: p.Number, Version: p.Version, Hash: p.Hash, Authority: p.Authority, Source: filled(p.Source), Files: files,
		Report: filled(p.Report), ProposedAt: micros(p.ProposedAt), ProposedBy: p.ProposedBy, Status: p.Status,
		DecidedAt: micros(p.DecidedAt), DecidedBy: p.DecidedBy,
	}
	done := tx.Clauses(clause.OnConflict{
		Columns:   []clause.Column{{Name: "item"}, {Name: "number"}},
		DoUpdates: clause.AssignmentColumns([]string{"status", "decided_at", "decided_by"}),
		Where:     clause.Where{Exprs: []clause.Expression{clause.Expr{SQL: "proposal.hash = excluded.hash AND proposal.status = 'proposed'"}}},
	}).Create(&row)
	if done.Error == nil && done.RowsAffected == 0 {
		return fmt.Errorf("proposal %d of item %s is another one, or is not open", p.Number, p.Item)
	}
	return done.Error
}

func (r proposalRow) proposal() (workflow.Proposal, error) {
	p := workflow.Proposal{
		Item: r.Item, Number: r.Number, Version: r.Version, Hash: r.Hash, Authority: r.Authority, Source: r.Source, Report: r.Report,
		ProposedAt: instant(r.ProposedAt), ProposedBy: r.ProposedBy, Status: r.Status, DecidedAt: instant(r.DecidedAt), DecidedBy: r.DecidedBy,
	}
	err := json.Unmarshal(r.Files, &p.Files)
	return p, err
}

// Proposals lists those of an item, or of all with an empty one, the newest first.
func (d *DB) Proposals(ctx context.Context, item string, statuses ...string) ([]workflow.Proposal, error) {
	q := d.reader(ctx)
	if item != "" {
		q = q.Where("item = ?", item)
	}
	if len(statuses) > 0 {
		q = q.Where("status IN ?", statuses)
	}
	var rows []proposalRow
	if err := q.Order("proposed_at DESC, item, number DESC").Find(&rows).Error; err != nil {
		return nil, fmt.Errorf("list proposals: %w", err)
	}
	var list []workflow.Proposal
	for _, r := range rows {
		p, err := r.proposal()
		if err != nil {
			return nil, fmt.Errorf("read proposal %d of item %s: %w", r.Number, r.Item, err)
		}
		list = append(list, p)
	}
	return list, nil
}
