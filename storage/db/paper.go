package db

import (
	"context"
	"fmt"
	"slices"

	"gorm.io/gorm"

	"shenpi/workflow"
	"shenpi/workflow/calendar"
	"shenpi/workflow/item"
)

// paperRow is one use of a paper; the columns are those of both halves of papers.
type paperRow struct {
	Sha256     string
	DraftID    string
	CaseID     string
	Item       string
	Version    int
	Material   string
	Document   string
	DocNo      string
	Name       string
	At         int64
	Number     string
	Outcome    string
	ValidUntil string
	Size       int64
	MediaType  string
}

// papers are the uses of the papers of an enterprise: what was put to its drafts, filed or not, by itself or for it at a
// window, and what the office issued in its cases. The rows of drafts go with the erasure of their case, so that what
// need not be kept is not offered either.
func (d *DB) papers(ctx context.Context, f workflow.PaperFilter) *gorm.DB {
	filed := d.reader(ctx).Table("draft").Joins("JOIN draft_file ON draft_file.draft_id = draft.id").
		Select("draft_file.sha256 AS sha256, draft.id AS draft_id, draft.filed AS case_id, draft.item AS item, draft.version AS version, "+
			"draft_file.material AS material, '' AS document, '' AS doc_no, draft_file.name AS name, draft_file.added_at AS at").
		Where("draft.owner = ? AND draft.opens = ? AND (draft.filed <> '' OR draft.desk = '')", f.Enterprise, false)
	issued := d.reader(ctx).Table("cases").Joins("JOIN document ON document.case_id = cases.id").
		Select("document.file AS sha256, '' AS draft_id, cases.id AS case_id, cases.item AS item, cases.version AS version, "+
			"'' AS material, document.type AS document, document.number AS doc_no, '' AS name, document.issued_at AS at").
		Where("cases.applicant = ? AND document.file <> ''", f.Enterprise)
	if f.Filed != nil {
		filed = filed.Where(d.within(ctx, *f.Filed, "draft.filed"))
	}
	if f.Issued != nil {
		issued = issued.Where(d.within(ctx, *f.Issued, "cases.id"))
	}
	if f.SHA256 != "" {
		filed, issued = filed.Where("draft_file.sha256 = ?", f.SHA256), issued.Where("document.file = ?", f.SHA256)
	}
	return d.reader(ctx).Table("(? UNION ALL ?) AS paper", filed, issued).Joins("JOIN object ON object.sha256 = paper.sha256")
}

// Papers lists what an enterprise has on record, the last added first, each with all its uses within the filter.
func (d *DB) Papers(ctx context.Context, f workflow.PaperFilter) (workflow.Page[workflow.Paper], error) {
	var page workflow.Page[workflow.Paper]
	var after struct {
		At     int64
		SHA256 string
	}
	q := d.papers(ctx, f).Select("paper.sha256 AS sha256, MAX(paper.at) AS at").Group("paper.sha256")
	if more, err := d.after(f.Cursor, "papers", &after); err != nil {
		return page, err
	} else if more {
		q = q.Having("MAX(paper.at) < ? OR (MAX(paper.at) = ? AND paper.sha256 < ?)", after.At, after.At, after.SHA256)
	}
	limit := pageSize(f.Limit)
	var found []struct {
		Sha256 string
		At     int64
	}
	if err := q.Order("MAX(paper.at) DESC, paper.sha256 DESC").Limit(limit + 1).Find(&found).Error; err != nil {
		return page, fmt.Errorf("list papers: %w", err)
	}
	if len(found) > limit {
		found = found[:limit]
		after.At, after.SHA256 = found[limit-1].At, found[limit-1].Sha256
		page.Next = d.cursor("papers", after)
	}
	if len(found) == 0 {
		return page, nil
	}
	at, names := map[string]int{}, []string{}
	for i, p := range found {
		at[p.Sha256] = i
		names = append(names, p.Sha256)
		page.Rows = append(page.Rows, workflow.Paper{SHA256: p.Sha256})
	}
	var uses []paperRow
	err := d.papers(ctx, f).Joins("LEFT JOIN cases ON cases.id = paper.case_id").
		Select("paper.*, object.size AS size, object.media_type AS media_type, COALESCE(cases.number, '') AS number, COALESCE(cases.outcome, '') AS outcome, "+
			"COALESCE((SELECT MAX(certificate.valid_until) FROM certificate WHERE certificate.case_id = paper.case_id AND paper.document <> ''), '') AS valid_until").
		Where("paper.sha256 IN ?", names).Order("paper.at DESC, paper.draft_id, paper.material, paper.document").Find(&uses).Error
	if err != nil {
		return page, fmt.Errorf("list uses of papers: %w", err)
	}
	for _, r := range uses {
		p := &page.Rows[at[r.Sha256]]
		u, err := r.use()
		if err != nil {
			return page, err
		}
		p.Size, p.MediaType, p.Uses = r.Size, r.MediaType, append(p.Uses, u)
	}
	page.Rows = slices.DeleteFunc(page.Rows, func(p workflow.Paper) bool { return len(p.Uses) == 0 }) // gone meanwhile
	return page, nil
}

func (r paperRow) use() (workflow.PaperUse, error) {
	u := workflow.PaperUse{
		Draft: r.DraftID, Case: workflow.CaseID(r.CaseID), Number: r.Number, Item: r.Item, Version: r.Version, Outcome: item.Effect(r.Outcome),
		Material: r.Material, Document: r.Document, DocNo: r.DocNo, Name: r.Name, At: instant(r.At),
	}
	if r.ValidUntil == "" {
		return u, nil
	}
	var err error
	if u.ValidUntil, err = calendar.Parse(r.ValidUntil); err != nil {
		return u, fmt.Errorf("read the last day of a certificate: %w", err)
	}
	return u, nil
}
