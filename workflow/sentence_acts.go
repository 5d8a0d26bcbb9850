package workflow

import "shenpi/workflow/item"

// sentenceOf finds the sentence of a code.
func sentenceOf(code string) (item.Text, bool) {
	t, ok := sentences[code]
	if !ok {
		t, ok = actSentences[code]
	}
	return t, ok
}

// actSentences are the sentences of the acts that belong to the case.
var actSentences = map[string]item.Text{
	"not_offered":            {Zh: "本事项没有规定此项办理", En: "This item does not provide for it"},
	"suspended":              {Zh: "办件已中止，恢复办理后方可继续", En: "The case is suspended; it goes on once it is resumed"},
	"not_suspended":          {Zh: "办件没有中止", En: "The case is not suspended"},
	"suspension_bound":       {Zh: "以该事由中止已满 {0} 个工作日，不能再中止", En: "The {0} working days of suspension are used up"},
	"clock_stopped":          {Zh: "期限“{0}”没有在计算，无须中止", En: "The clock {0} is not running; there is nothing to suspend"},
	"ground_unknown":         {Zh: "“{0}”不是本事项规定的法定事由", En: "{0} is no ground that the item lists"},
	"decided":                {Zh: "办件已作出决定", En: "The case has been decided"},
	"document_uncorrectable": {Zh: "第 {0} 号文书尚未印发，或不能更正", En: "Document {0} has not been issued, or cannot be corrected"},
	"nothing_issued":         {Zh: "还没有可更正的已印发文书", En: "No document that could be corrected has been issued"},
	"changes_missing":        {Zh: "请写明更正的内容", En: "Say what is to be corrected"},
	"field_uncorrectable":    {Zh: "“{0}”不能作为文字错误更正", En: "{0} cannot be corrected as a clerical error"},
	"field_twice":            {Zh: "“{0}”重复", En: "{0} is corrected twice"},
	"field_unchanged":        {Zh: "“{0}”没有更正", En: "{0} is not changed"},
	"copy_role":              {Zh: "不能抄送给“{0}”", En: "No copies go to the role {0}"},
	"copy_person":            {Zh: "该人员没有“{0}”的职责", En: "This person does not hold the role {0} there"},
	"copy_nobody":            {Zh: "该单位没有“{0}”", En: "Nobody holds the role {0} there"},
	"copied":                 {Zh: "已经抄送", En: "The copy has been sent already"},
	"urged_lately":           {Zh: "同一任务每 {0} 个工作日只能催办一次", En: "A task can be urged once in {0} working days"},
}
