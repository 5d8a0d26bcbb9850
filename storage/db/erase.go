package db

import (
	"errors"

	"gorm.io/gorm"

	"shenpi/workflow"
)

// flushErasures deletes what is personal about cases that were erased: the payloads of their entries with their salts, their
// forms with the drafts they came from, the data of their documents, and what keeps their attachments from the sweep. The
// entries stay, and stay true; so do the documents that the office issued.
func (b *batch) flushErasures() error {
	for c, o := range b.outputs {
		if o.Erase {
			if err := erase(b.tx, c, b.d.instant()); err != nil {
				return err
			}
		}
	}
	return nil
}

func erase(tx *gorm.DB, c workflow.CaseID, at int64) error {
	stream := caseStream(c)
	mark := "INSERT INTO erasure (stream, number, erased_at) SELECT stream, number, CAST(? AS bigint) FROM entry_payload WHERE stream = ?"
	if err := tx.Exec(mark, at, stream).Error; err != nil {
		return err
	}
	drafts := tx.Model(&draftRow{}).Select("id").Where("filed = ? OR case_id = ?", string(c), string(c))
	return errors.Join(
		tx.Where("draft_id IN (?)", drafts).Delete(&draftFileRow{}).Error,
		tx.Where("filed = ? OR case_id = ?", string(c), string(c)).Delete(&draftRow{}).Error,
		tx.Where("stream = ?", stream).Delete(&payloadRow{}).Error,
		tx.Where("case_id = ?", string(c)).Delete(&formRow{}).Error,
		tx.Where("case_id = ?", string(c)).Delete(&caseObjectRow{}).Error,
		tx.Model(&documentRow{}).Where("case_id = ?", string(c)).Updates(map[string]any{"data": nil, "why": ""}).Error,
	)
}
