package db

import (
	"errors"

	"gorm.io/gorm"

	"shenpi/workflow"
	"shenpi/workflow/trail"
)

// flushErasures deletes what is personal about cases that were erased: the payloads of the entries before the erasure with
// their salts, their forms with the drafts they came from, opinions that were not sent, the data of their documents, where their notices went, and what keeps
// their attachments from the sweep. The entries stay, and stay true; so do the documents that the office issued.
func (b *batch) flushErasures() error {
	for c, o := range b.outputs {
		if o.Erase {
			number, err := erasureIn(o)
			if err == nil {
				err = erase(b.tx, c, number, b.d.instant())
			}
			if err != nil {
				return err
			}
		}
	}
	return nil
}

// erasureIn is the number of the entry without which nothing may be erased.
func erasureIn(o *workflow.Output) (int64, error) {
	for _, e := range o.Entries {
		if e.Entry.Kind == trail.KindErased {
			return e.Entry.Number, nil
		}
	}
	return 0, errors.New("erase a case: no entry says so")
}

func erase(tx *gorm.DB, c workflow.CaseID, erasure, at int64) error {
	stream := caseStream(c)
	mark := "INSERT INTO erasure (stream, number, erased_at) SELECT stream, number, CAST(? AS bigint) FROM entry_payload WHERE stream = ? AND number < ?"
	if err := tx.Exec(mark, at, stream, erasure).Error; err != nil {
		return err
	}
	drafts := tx.Model(&draftRow{}).Select("id").Where("filed = ? OR case_id = ?", string(c), string(c))
	notices := tx.Model(&noticeRow{}).Select("id").Where("case_id = ?", string(c))
	return errors.Join(
		tx.Model(&deliveryRow{}).Where("notice_id IN (?)", notices).UpdateColumns(map[string]any{"address": "", "error": ""}).Error,
		tx.Where("draft_id IN (?)", drafts).Delete(&draftFileRow{}).Error,
		tx.Where("draft_id IN (?)", drafts).Delete(&uploadPartRow{}).Error,
		tx.Where("draft_id IN (?)", drafts).Delete(&uploadRow{}).Error,
		tx.Where("filed = ? OR case_id = ?", string(c), string(c)).Delete(&draftRow{}).Error,
		tx.Where("stream = ? AND number < ?", stream, erasure).Delete(&payloadRow{}).Error,
		tx.Where("case_id = ?", string(c)).Delete(&formRow{}).Error,
		tx.Where("case_id = ?", string(c)).Delete(&caseObjectRow{}).Error,
		tx.Where("case_id = ?", string(c)).Delete(&opinionDraftRow{}).Error,
		tx.Model(&documentRow{}).Where("case_id = ?", string(c)).Updates(map[string]any{"data": nil, "why": ""}).Error,
	)
}
