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
	list, err := kept(d.reader(ctx), person, kind)
	if err != nil {
		return nil, fmt.Errorf("list what somebody keeps: %w", err)
	}
	return list, nil
}

func kept(q *gorm.DB, person, kind string) ([]workflow.Kept, error) {
	var rows []keptRow
	if err := q.Where("person = ? AND kind = ?", person, kind).Order("name").Find(&rows).Error; err != nil {
		return nil, err
	}
	var list []workflow.Kept
	for _, r := range rows {
		list = append(list, workflow.Kept{Person: r.Person, Kind: r.Kind, Name: r.Name, Content: r.Content, UpdatedAt: instant(r.UpdatedAt)})
	}
	return list, nil
}

// Keep stores what a person keeps under a name, in place of what was there, and what it displaces. More of a kind than limit are Conflict `kept_full`.
func (d *DB) Keep(ctx context.Context, k workflow.Kept, limit int) error {
	err := d.update(ctx, func(tx *gorm.DB) error {
		if err := d.inTurn(tx, "kept/"+k.Person); err != nil {
			return err
		}
		others, err := kept(tx.Where("name <> ?", k.Name), k.Person, k.Kind)
		if err != nil {
			return err
		}
		if len(others) >= limit {
			return told(workflow.Conflict, "kept_full", fmt.Sprintf("最多保存 %d 个，请先删除不用的。", limit),
				fmt.Sprintf("At most %d are kept; delete one that is not needed.", limit))
		}
		changed, err := workflow.Displaced(others, k)
		if err != nil {
			return err
		}
		var rows []keptRow
		for _, c := range append(changed, k) {
			rows = append(rows, keptRow{c.Person, c.Kind, c.Name, c.Content, d.instant()})
		}
		return put(tx, rows, []string{"person", "kind", "name"})
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

var draftColumns = []column{{"case_id", "text"}, {"visit", "bigint"}, {"person", "text"}}

// flushSent forgets the drafts of opinions that were given: what is kept was not sent.
func (b *batch) flushSent() error {
	var sent []opinionDraftRow
	for c, o := range b.outputs {
		for _, s := range o.Sent {
			sent = append(sent, opinionDraftRow{CaseID: string(c), Visit: s.Visit, Person: s.Person})
		}
	}
	if len(sent) == 0 {
		return nil
	}
	where, args := among(b.d.kind, draftColumns, sent, func(r opinionDraftRow) []any { return []any{r.CaseID, int64(r.Visit), r.Person} })
	return b.tx.Where(where, args...).Delete(&opinionDraftRow{}).Error
}

// inTurn lets one writer at a time change what a name stands for; SQLite has one writer anyway.
func (d *DB) inTurn(tx *gorm.DB, name string) error {
	if d.kind != postgresKind {
		return nil
	}
	return tx.Exec("SELECT pg_advisory_xact_lock(hashtextextended(?, 0))", name).Error
}
