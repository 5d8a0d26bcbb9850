package db

import (
	"context"
	"fmt"
	"time"

	"gorm.io/gorm"

	"shenpi/workflow"
)

type uploadRow struct {
	DraftID   string
	Material  string
	Sha256    string
	Name      string
	Size      int64
	UpdatedAt int64 `gorm:"autoUpdateTime:false"`
}

func (uploadRow) TableName() string { return "upload" }

type uploadPartRow struct {
	DraftID  string
	Material string
	Sha256   string
	Start    int64
	Part     string
	Size     int64
}

func (uploadPartRow) TableName() string { return "upload_part" }

const ofUpload = "draft_id = ? AND material = ? AND sha256 = ?"

func uploadNotFound() error {
	return notFound("upload_not_found", "没有这项上传，请重新开始。", "There is no such upload; begin it again.")
}

// readUpload reads an upload, and locks it when it is to be changed.
func readUpload(q *gorm.DB, lock bool, draft, material, sha string) (workflow.Upload, error) {
	first := q
	if lock {
		first = locked(q)
	}
	var r uploadRow
	if err := missing(first.Where(ofUpload, draft, material, sha).Take(&r).Error, uploadNotFound); err != nil {
		return workflow.Upload{}, err
	}
	u := workflow.Upload{Draft: r.DraftID, Material: r.Material, SHA256: r.Sha256, Name: r.Name, Size: r.Size}
	var parts []uploadPartRow
	if err := q.Where(ofUpload, draft, material, sha).Order("start").Find(&parts).Error; err != nil {
		return u, err
	}
	for _, p := range parts {
		u.Parts = append(u.Parts, workflow.PartOfUpload{Start: p.Start, SHA256: p.Part, Size: p.Size})
	}
	return u, nil
}

// Upload reads an upload with its parts; NotFound `upload_not_found`.
func (d *DB) Upload(ctx context.Context, draft, material, sha256 string) (workflow.Upload, error) {
	u, err := readUpload(d.reader(ctx), false, draft, material, sha256)
	if err != nil {
		return u, fmt.Errorf("read an upload: %w", err)
	}
	return u, nil
}

// BeginUpload begins an upload, or goes on with it under the name given now. One said to be of another size begins anew. More to
// one draft than workflow.MaxUploads are Conflict `uploads_full`.
func (d *DB) BeginUpload(ctx context.Context, u workflow.Upload) (workflow.Upload, error) {
	var now workflow.Upload
	err := d.update(ctx, func(tx *gorm.DB) error {
		if _, err := openDraft(tx, u.Draft); err != nil {
			return err
		}
		var others int64
		if err := tx.Model(&uploadRow{}).Where("draft_id = ? AND NOT (material = ? AND sha256 = ?)", u.Draft, u.Material, u.SHA256).Count(&others).Error; err != nil {
			return err
		}
		if others >= workflow.MaxUploads {
			return told(workflow.Conflict, "uploads_full", fmt.Sprintf("同时上传的文件最多 %d 个。", workflow.MaxUploads),
				fmt.Sprintf("At most %d files may be on their way at once.", workflow.MaxUploads))
		}
		was, err := readUpload(tx, false, u.Draft, u.Material, u.SHA256)
		if err == nil && was.Size != u.Size {
			err = dropUpload(tx, u.Draft, u.Material, u.SHA256)
		}
		if err != nil && workflow.Code(err) != "upload_not_found" {
			return err
		}
		row := uploadRow{u.Draft, u.Material, u.SHA256, u.Name, u.Size, d.instant()}
		if err := put(tx, []uploadRow{row}, []string{"draft_id", "material", "sha256"}); err != nil {
			return err
		}
		now, err = readUpload(tx, false, u.Draft, u.Material, u.SHA256)
		return err
	})
	if err != nil {
		return workflow.Upload{}, fmt.Errorf("begin an upload: %w", err)
	}
	return now, nil
}

// AddUploadPart adds a part, whose object has to be there: see UseObject. Which part it may be says workflow.Upload.
func (d *DB) AddUploadPart(ctx context.Context, draft, material, sha256 string, p workflow.PartOfUpload) (workflow.Upload, error) {
	var now workflow.Upload
	err := d.update(ctx, func(tx *gorm.DB) error {
		u, err := readUpload(tx, true, draft, material, sha256)
		if err != nil {
			return err
		}
		again, refused := u.Takes(p)
		if refused != nil {
			return refused
		}
		if !again {
			if err := touchObjects(tx, []string{p.SHA256}, d.instant()); err != nil {
				return err
			}
			if err := tx.Create(&uploadPartRow{draft, material, sha256, p.Start, p.SHA256, p.Size}).Error; err != nil {
				return err
			}
			u.Parts = append(u.Parts, p)
		}
		now = u
		return tx.Model(&uploadRow{}).Where(ofUpload, draft, material, sha256).UpdateColumn("updated_at", d.instant()).Error
	})
	if err != nil {
		return workflow.Upload{}, fmt.Errorf("add a part of an upload: %w", err)
	}
	return now, nil
}

// DropUpload forgets an upload; one that is not there is no error.
func (d *DB) DropUpload(ctx context.Context, draft, material, sha256 string) error {
	err := d.update(ctx, func(tx *gorm.DB) error { return dropUpload(tx, draft, material, sha256) })
	if err != nil {
		return fmt.Errorf("drop an upload: %w", err)
	}
	return nil
}

func dropUpload(tx *gorm.DB, draft, material, sha256 string) error {
	if err := tx.Where(ofUpload, draft, material, sha256).Delete(&uploadPartRow{}).Error; err != nil {
		return err
	}
	return tx.Where(ofUpload, draft, material, sha256).Delete(&uploadRow{}).Error
}

// SweepUploads forgets uploads that nothing was added to since an instant; their parts are then objects that nobody names.
func (d *DB) SweepUploads(ctx context.Context, before time.Time) error {
	err := d.update(ctx, func(tx *gorm.DB) error {
		var old []uploadRow // locked, so that none is added to meanwhile
		if err := locked(tx).Where("updated_at < ?", micros(before)).Find(&old).Error; err != nil {
			return err
		}
		for _, r := range old {
			if err := dropUpload(tx, r.DraftID, r.Material, r.Sha256); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("sweep uploads: %w", err)
	}
	return nil
}
