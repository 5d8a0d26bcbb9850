package db

import (
	"context"
	"fmt"

	"gorm.io/gorm"

	"shenpi/workflow"
)

type keptRow struct {
	Person    string
	Kind      string
	Name      string
	Content   string
	UpdatedAt int64 `gorm:"autoUpdateTime:false"`
}

func (keptRow) TableName() string { return "kept" }

type opinionDraftRow struct {
	CaseID    string
	Visit     int
	Person    string
	Opinion   string
	UpdatedAt int64 `gorm:"autoUpdateTime:false"`
}

func (opinionDraftRow) TableName() string { return "opinion_draft" }

// Kept lists what a person keeps of a kind, by name.
func (d *DB) Kept(ctx context.Context, person, kind string) ([]workflow.Kept, error) {
	var rows []keptRow
	if err := d.reader(ctx).Where("person = ? AND kind = ?", person, kind).Order("name").Find(&rows).Error; err != nil {
		return nil, fmt.Errorf("list what somebody keeps: %w", err)
	}
	var list []workflow.Kept
	for _, r := range rows {
		list = append(list, workflow.Kept{Person: r.Person, Kind: r.Kind, Name: r.Name, Content: r.Content, UpdatedAt: instant(r.UpdatedAt)})
	}
	return list, nil
}

// Keep stores what a person keeps under a name, in place of what was there. More of a kind than limit are Conflict `kept_full`.
func (d *DB) Keep(ctx context.Context, k workflow.Kept, limit int) error {
	err := d.update(ctx, func(tx *gorm.DB) error {
		if err := d.inTurn(tx, "kept/"+k.Person); err != nil {
			return err
		}
		var others int64
		if err := tx.Model(&keptRow{}).Where("person = ? AND kind = ? AND name <> ?", k.Person, k.Kind, k.Name).Count(&others).Error; err != nil {
			return err
		}
		if others >= int64(limit) {
			return told(workflow.Conflict, "kept_full", fmt.Sprintf("最多保存 %d 个，请先删除不用的。", limit),
				fmt.Sprintf("At most %d are kept; delete one that is not needed.", limit))
		}
		return put(tx, []keptRow{{k.Person, k.Kind, k.Name, k.Content, d.instant()}}, []string{"person", "kind", "name"})
	})
	if err != nil {
		return fmt.Errorf("keep: %w", err)
	}
	return nil
}

// Forget deletes what a person keeps; what is not there is no error.
func (d *DB) Forget(ctx context.Context, person, kind, name string) error {
	err := d.update(ctx, func(tx *gorm.DB) error {
		return tx.Where("person = ? AND kind = ? AND name = ?", person, kind, name).Delete(&keptRow{}).Error
	})
	if err != nil {
		return fmt.Errorf("forget: %w", err)
	}
	return nil
}

// OpinionDrafts lists what a person has begun to write on a case.
func (d *DB) OpinionDrafts(ctx context.Context, id workflow.CaseID, person string) ([]workflow.OpinionDraft, error) {
	var rows []opinionDraftRow
	if err := d.reader(ctx).Where("case_id = ? AND person = ?", string(id), person).Order("visit").Find(&rows).Error; err != nil {
		return nil, fmt.Errorf("list drafts of opinions: %w", err)
	}
	var list []workflow.OpinionDraft
	for _, r := range rows {
		list = append(list, workflow.OpinionDraft{Case: id, Visit: r.Visit, Person: r.Person, Opinion: r.Opinion, UpdatedAt: instant(r.UpdatedAt)})
	}
	return list, nil
}

// SaveOpinionDraft stores what a person has written so far on a task, also on one that somebody else has done meanwhile; an empty opinion
// is forgotten. Gone `opinion_erased` where what people wrote in the case was erased.
func (d *DB) SaveOpinionDraft(ctx context.Context, o workflow.OpinionDraft) error {
	err := d.update(ctx, func(tx *gorm.DB) error {
		mine := tx.Where("case_id = ? AND visit = ? AND person = ?", string(o.Case), o.Visit, o.Person)
		if o.Opinion == "" {
			return mine.Delete(&opinionDraftRow{}).Error
		}
		var form formRow // goes with the erasure, which waits for this
		if err := missing(locked(tx).Select("case_id").Where("case_id = ?", string(o.Case)).Take(&form).Error, opinionErased); err != nil {
			return err
		}
		return put(tx, []opinionDraftRow{{string(o.Case), o.Visit, o.Person, o.Opinion, d.instant()}}, []string{"case_id", "person", "visit"})
	})
	if err != nil {
		return fmt.Errorf("save the draft of an opinion: %w", err)
	}
	return nil
}

func opinionErased() error {
	return told(workflow.Gone, "opinion_erased", "该办件的内容已期满删除，不再保存意见。", "What people wrote in this case was erased; no opinion is kept for it.")
}

// inTurn lets one writer at a time change what a name stands for; SQLite has one writer anyway.
func (d *DB) inTurn(tx *gorm.DB, name string) error {
	if d.kind != postgresKind {
		return nil
	}
	return tx.Exec("SELECT pg_advisory_xact_lock(hashtextextended(?, 0))", name).Error
}
