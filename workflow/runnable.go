package workflow

import (
	"shenpi/workflow/flow"
	"shenpi/workflow/item"
)

// Runnable lists what a definition says well and the engine has no command for yet, so that nobody publishes an item
// whose cases would get stuck. Empty means that the item runs.
func Runnable(it *item.Item) item.Findings {
	var list item.Findings
	for _, n := range it.Places() {
		if n.By.Pick.Kind == "draw" {
			list = append(list, item.Finding{Pos: n.Pos, Code: "draw_not_run",
				Zh: "“" + n.ID + "”：抽签产生成员尚不能办理，请用 claim 或 named_by",
				En: "the members of " + n.ID + " are drawn, which cannot be done yet; use claim or named_by"})
		}
		if n.By.MayAdd != nil {
			list = append(list, item.Finding{Pos: n.Pos, Code: "may_add_not_run",
				Zh: "“" + n.ID + "”：加签尚不能办理", En: "seats cannot be added to " + n.ID + " yet; leave may_add out"})
		}
		for _, d := range n.Decisions {
			if d.Ask != nil && d.Ask.Of != flow.Applicant {
				list = append(list, item.Finding{Pos: d.Pos, Code: "ask_not_run",
					Zh: "“" + n.ID + "”：向前序环节询问尚不能办理，只能要求申请人补正",
					En: "decision " + d.ID + " of " + n.ID + " asks an officer, which cannot be answered yet; only the applicant can be asked"})
			}
		}
	}
	return list
}
