package workflow

import (
	"cmp"
	"encoding/json"
	"maps"
	"slices"
	"strings"

	"shenpi/workflow/credential"
	"shenpi/workflow/item"
)

// PreviewDocument is the data of a document as it could look, so that who writes an item sees its papers before it is
// published. What is given stands in the place of what was made up. All people, numbers and days are invented.
func PreviewDocument(it *item.Item, document string, given map[string]any) (json.RawMessage, error) {
	spec := it.Document(document)
	if spec == nil {
		return nil, refuse(Invalid, "document_unknown", document)
	}
	m := previewData()
	m["template"], m["phrases"], m["kind"] = spec, it.Phrases, spec.Kind
	m["item"] = map[string]any{"title": it.Title.Zh}
	m["promise_days"], m["law_days"] = it.Promise.Decide, it.Limits.Decide
	if grades := it.Grades(); len(grades) > 0 {
		m["grade_text"] = grades[0].Title.Zh
	}
	if spec.Kind != "" {
		values := numberValues(it, cmp.Or(it.Phrases["agency_code"], it.Authority), spec.Kind, previewYear)
		values["n"] = "1"
		m["number"] = fillNumber(it.NumberPattern(), values)
	}
	opinions, votes := map[string]any{}, map[string]any{}
	var taken *item.Decision
	m["opinion"], m["votes"] = opinions, votes
	for _, at := range it.Places() {
		m[item.Examined(at.ID)] = true
		opinions[at.ID], votes[at.ID] = "同意：材料齐全，内容属实，符合规定的条件。\n甲示范　2026年12月8日", "同意4／不同意1／弃权0"
		for _, d := range at.Decisions {
			if d.Document == document && taken == nil { // one decision is taken, not all that owe it
				taken = d
			}
		}
	}
	if taken != nil { // a step may be called decision, too
		m["decision"], m[taken.ID] = taken.Title.Zh, true
	}
	if slices.ContainsFunc(spec.Rows, func(r item.Cell) bool { return strings.Contains(r.Value, "{holder.id_masked}") }) { // a person
		m["holder"] = map[string]any{"name": "王示例", "id": "520000199001010018", "id_masked": "5200**********0018"}
	}
	maps.Copy(m, given)
	return marshal(m)
}

// previewYear is the year in which previews play.
const previewYear = 2026

// previewData has a value for every placeholder that a document may name, as documentData and the acts give them.
func previewData() map[string]any {
	return map[string]any{
		"date": "2026年12月14日", "case_no": "SL-2026-000001", "query_code": "7C1E09AB", "number": "",
		"applicant":   map[string]any{"name": "示例省甲乙信息技术有限公司", "credit_code": "91520000MA00000X01"},
		"received_on": "2026年11月23日", "accepted_on": "2026年11月25日", "due_on": "2026年12月16日",
		"grade_text": "三级", "acceptance_no": "示信产许受〔2026〕1号", "supplement_no": "示信产许补〔2026〕1号", "answer_by": "2026年12月28日",
		"other": true, "incomplete": true, "reason": "申请人所报材料不符合规定", "findings": "近三年完成的系统集成项目总额为1200万元，低于规定的数额",
		"supplements": []any{
			map[string]any{"n": 1, "material": "典型项目合同", "problem": "缺少验收报告", "demand": "提交双方盖章的验收报告", "basis": "资质等级评定条件第六条"},
			map[string]any{"n": 2, "material": "营业执照副本", "problem": "复印件不清晰，无法辨认统一社会信用代码", "demand": "重新提交清晰的扫描件（PDF）", "basis": "申请材料目录第一项"},
		},
		"special_kind": "专家评审", "days": 20, "from": "2026年11月30日", "to": "2026年12月25日", "new_due_on": "2026年12月30日",
		"criteria_basis": "《计算机信息系统集成资质等级评定条件》", "failed_criteria_basis": "《计算机信息系统集成资质等级评定条件》", "failed_criteria_text": "近三年完成项目总额",
		"certificate_no": "SL-SIQ3-2026-0001", "granted_on": "2026年12月14日", "valid_from": "2026年12月14日", "valid_until": "2029年12月13日",
		"credential": credential.Mark + strings.Repeat("PREVIEW2", 52), // as long as one is
		"holder":     map[string]any{"name": "示例省甲乙信息技术有限公司", "id": "91520000MA00000X01", "id_masked": "5200**********0018"},
		"old_no":     "SL-SIQ3-2023-0007", "old_until": "2026年12月31日",
		"hearing_on": "2026年12月8日", "hearing_at": "2026年12月8日9时30分", "hearing_place": "示例市示例路1号第二会议室", "apply_within": "五日",
		"ground": "须以另案的结果为依据", "basis": "行政许可法第四十二条", "ground_binds": "应当", "ground_note": "被许可人基于行政许可取得的利益不受保护",
		"effective_on":     "2026年12月14日",
		"criteria_results": "1．注册资本不少于200万元：符合\n2．近三年完成项目总额不少于4500万元：不符合", "objections": "公示期间未收到异议",
		"clock_sheet": "审查期限：最后一日2026年12月30日，扣除5日，延长10日", "delivered_documents": "准予行政许可决定书（示信产许准〔2026〕1号）\n资质证书（SL-SIQ3-2026-0001）",
		"corrected_no": "示信产许准〔2026〕1号", "corrected_title": "准予行政许可决定书", "corrected_on": "2026年12月14日",
		"changes": []any{map[string]any{"n": 1, "field": "单位名称", "was": "示例省甲已信息技术有限公司", "now": "示例省甲乙信息技术有限公司"}},
	}
}
