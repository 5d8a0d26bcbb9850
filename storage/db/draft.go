package db

import (
	"context"
	"errors"
	"fmt"

	"gorm.io/gorm"

	"shenpi/workflow"
)

type draftRow struct {
	ID        string
	Item      string
	Version   int
	CaseID    string
	Owner     string
	ByPerson  string
	Form      []byte
	Revision  int64
	UpdatedAt int64 `gorm:"autoUpdateTime:false"`
	Filed     string
	Desk      string
	Opens     bool
}

func (draftRow) TableName() string { return "draft" }

type draftFileRow struct {
	DraftID   string
	Material  string
	Sha256    string
	Name      string
	Size      int64
	MediaType string
	AddedAt   int64
	ByPerson  string
}

func (draftFileRow) TableName() string { return "draft_file" }

func (r draftRow) draft(files []draftFileRow) workflow.Draft {
	x := workflow.Draft{
		ID: r.ID, Item: r.Item, Version: r.Version, Case: workflow.CaseID(r.CaseID), Owner: r.Owner, By: r.ByPerson, Form: r.Form,
		Revision: r.Revision, UpdatedAt: instant(r.UpdatedAt), Filed: workflow.CaseID(r.Filed),
		Desk: r.Desk, Opens: r.Opens,
	}
	for _, f := range files {
		if f.DraftID == r.ID {
			x.Files = append(x.Files, workflow.File{
				Material: f.Material, Name: f.Name, SHA256: f.Sha256, Size: f.Size, MediaType: f.MediaType,
				AddedAt: instant(f.AddedAt), By: f.ByPerson,
			})
		}
	}
	return x
}

func draftNotFound() error {
	return notFound("draft_not_found", "没有这份草稿。", "There is no such draft.")
}

func draftFiled() error {
	return told(workflow.Conflict, "draft_filed", "该草稿已提交，不能再改。", "The draft was filed and can no longer be changed.")
}

// openDraft reads and locks a draft that may still be changed.
func openDraft(tx *gorm.DB, id string) (draftRow, error) {
	var r draftRow
	if err := missing(locked(tx).Where("id = ?", id).Take(&r).Error, draftNotFound); err != nil {
		return r, err
	}
	if r.Filed != "" {
		return r, draftFiled()
	}
	return r, nil
}

// CreateDraft stores a new draft with its files; its revision is 1.
func (d *DB) CreateDraft(ctx context.Context, x workflow.Draft) (workflow.Draft, error) {
	x.Revision, x.UpdatedAt, x.Filed = 1, instant(d.instant()), ""
	err := d.update(ctx, func(tx *gorm.DB) error {
		row := draftRow{
			ID: x.ID, Item: x.Item, Version: x.Version, CaseID: string(x.Case), Owner: x.Owner, ByPerson: x.By,
			Form: filled(x.Form), Revision: x.Revision, UpdatedAt: micros(x.UpdatedAt), Desk: x.Desk, Opens: x.Opens,
		}
		if err := tx.Create(&row).Error; err != nil {
			return err
		}
		for _, f := range x.Files {
			if err := d.putFile(tx, x.ID, f); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return workflow.Draft{}, fmt.Errorf("create draft: %w", err)
	}
	return x, nil
}

// Draft reads a draft with its files; NotFound when there is none.
func (d *DB) Draft(ctx context.Context, id string) (workflow.Draft, error) {
	list, err := d.drafts(d.reader(ctx).Where("id = ?", id))
	if err == nil && len(list) == 0 {
		err = draftNotFound()
	}
	if err != nil {
		return workflow.Draft{}, err
	}
	return list[0], nil
}

// Drafts lists the drafts of an enterprise that were not filed yet, the last changed first, without those that a window
// types in for it.
func (d *DB) Drafts(ctx context.Context, owner string) ([]workflow.Draft, error) {
	return d.drafts(d.reader(ctx).Where("owner = ? AND filed = '' AND desk = ''", owner).Order("updated_at DESC, id"))
}

// DeskDrafts lists what the windows of some units are typing in, the last changed first.
func (d *DB) DeskDrafts(ctx context.Context, units []string) ([]workflow.Draft, error) {
	if len(units) == 0 {
		return nil, nil
	}
	return d.drafts(d.reader(ctx).Where("desk IN ? AND filed = ''", units).Order("updated_at DESC, id"))
}

func (d *DB) drafts(q *gorm.DB) ([]workflow.Draft, error) {
	var rows []draftRow
	if err := q.Find(&rows).Error; err != nil {
		return nil, fmt.Errorf("read drafts: %w", err)
	}
	if len(rows) == 0 {
		return nil, nil
	}
	ids := make([]string, len(rows))
	for i, r := range rows {
		ids[i] = r.ID
	}
	var files []draftFileRow
	err := d.reader(q.Statement.Context).Where("draft_id IN ?", ids).Order("draft_id, material, added_at, sha256").Find(&files).Error
	if err != nil {
		return nil, fmt.Errorf("read files of drafts: %w", err)
	}
	list := make([]workflow.Draft, len(rows))
	for i, r := range rows {
		list[i] = r.draft(files)
	}
	return list, nil
}

// SaveDraft stores the form of a draft that still has the revision the author saw, and gives it the next one. Another
// revision is Stale `stale`, a filed draft Conflict `draft_filed`.
func (d *DB) SaveDraft(ctx context.Context, x workflow.Draft, ifRevision int64) (workflow.Draft, error) {
	err := d.update(ctx, func(tx *gorm.DB) error {
		r, err := openDraft(tx, x.ID)
		if err != nil {
			return err
		}
		if r.Revision != ifRevision {
			return stale()
		}
		return tx.Model(&draftRow{}).Where("id = ?", x.ID).UpdateColumns(map[string]any{
			"form": filled(x.Form), "version": x.Version, "by_person": x.By, "revision": ifRevision + 1, "updated_at": d.instant(),
		}).Error
	})
	if err != nil {
		return workflow.Draft{}, fmt.Errorf("save draft: %w", err)
	}
	return d.Draft(ctx, x.ID)
}

// AddDraftFile puts a file to a material of a draft. The revision is that of the form and does not change, so that an
// upload and typing do not disturb each other.
func (d *DB) AddDraftFile(ctx context.Context, id string, f workflow.File) error {
	return d.changeFiles(ctx, id, func(tx *gorm.DB) error { return d.putFile(tx, id, f) })
}

// RemoveDraftFile takes a file out of a material; one that is not there is no error.
func (d *DB) RemoveDraftFile(ctx context.Context, id, material, sha256 string) error {
	return d.changeFiles(ctx, id, func(tx *gorm.DB) error {
		return tx.Where("draft_id = ? AND material = ? AND sha256 = ?", id, material, sha256).Delete(&draftFileRow{}).Error
	})
}

func (d *DB) changeFiles(ctx context.Context, id string, change func(*gorm.DB) error) error {
	err := d.update(ctx, func(tx *gorm.DB) error {
		if _, err := openDraft(tx, id); err != nil {
			return err
		}
		if err := change(tx); err != nil {
			return err
		}
		return tx.Model(&draftRow{}).Where("id = ?", id).UpdateColumn("updated_at", d.instant()).Error
	})
	if err != nil {
		return fmt.Errorf("change files of a draft: %w", err)
	}
	return nil
}

// putFile names an object, which has to be there: see UseObject.
func (d *DB) putFile(tx *gorm.DB, id string, f workflow.File) error {
	if err := touchObjects(tx, []string{f.SHA256}, d.instant()); err != nil {
		return err
	}
	var known int64
	if err := tx.Model(&objectRow{}).Where("sha256 = ?", f.SHA256).Count(&known).Error; err != nil {
		return err
	}
	if known == 0 {
		return notFound("object_not_found", "没有这个文件，请先上传。", "There is no such file; upload it first.")
	}
	at := micros(f.AddedAt)
	if at == 0 {
		at = d.instant()
	}
	row := draftFileRow{id, f.Material, f.SHA256, f.Name, f.Size, f.MediaType, at, f.By}
	return put(tx, []draftFileRow{row}, []string{"draft_id", "material", "sha256"})
}

// DeleteDraft forgets a draft that was not filed.
func (d *DB) DeleteDraft(ctx context.Context, id string) error {
	err := d.update(ctx, func(tx *gorm.DB) error {
		if _, err := openDraft(tx, id); err != nil {
			return err
		}
		return errors.Join(
			tx.Where("draft_id = ?", id).Delete(&draftFileRow{}).Error,
			tx.Where("draft_id = ?", id).Delete(&uploadPartRow{}).Error,
			tx.Where("draft_id = ?", id).Delete(&uploadRow{}).Error,
			tx.Where("id = ?", id).Delete(&draftRow{}).Error,
		)
	})
	if err != nil {
		return fmt.Errorf("delete draft: %w", err)
	}
	return nil
}

// DraftFiled marks a draft as filed under a case. It may be called again with the same case.
func (d *DB) DraftFiled(ctx context.Context, id string, c workflow.CaseID) error {
	err := d.update(ctx, func(tx *gorm.DB) error {
		r, err := openDraft(tx, id)
		if r.Filed == string(c) && c != "" {
			return nil
		}
		if err != nil {
			return err
		}
		return tx.Model(&draftRow{}).Where("id = ?", id).
			UpdateColumns(map[string]any{"filed": string(c), "updated_at": d.instant()}).Error
	})
	if err != nil {
		return fmt.Errorf("mark draft as filed: %w", err)
	}
	return nil
}

// flushDrafts marks the drafts that were filed, each only once: a second filing is refused with the whole write.
func (b *batch) flushDrafts() error {
	for id, o := range b.outputs {
		if o.Draft == "" {
			continue
		}
		done := b.tx.Model(&draftRow{}).Where("id = ? AND filed = ''", o.Draft).
			UpdateColumns(map[string]any{"filed": string(id), "updated_at": b.d.instant()})
		if done.Error != nil {
			return done.Error
		}
		if done.RowsAffected == 0 {
			return draftFiled()
		}
	}
	return nil
}
