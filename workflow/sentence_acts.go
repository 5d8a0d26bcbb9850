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
	"ground_other":           {Zh: "以“{0}”为事由不能作此决定，请作该事由对应的决定", En: "This cannot be decided on the ground “{0}”; take a decision that the item has for it"},
	"opened_by_office":       {Zh: "本事项由本机关依职权立案，不接受申请；您认为应当立案的，可以向本机关反映", En: "Cases of this item are opened by the office itself and not applied for; tell the office why it should open one"},
	"own_motion":             {Zh: "本案由本机关依职权立案，您是当事人，不能撤回，也不补正；可以陈述、申辩、申请听证", En: "The office opened this case itself: it is not yours to withdraw or supplement; you may state your view and ask for a hearing"},
	"not_opener":             {Zh: "本事项不由本机关依职权立案，请由申请人提出申请", En: "The office does not open cases of this item itself; the applicant files"},
	"duty_unknown":           {Zh: "证书没有“{0}”这一义务", En: "The certificate knows no duty {0}"},
	"duty_done":              {Zh: "该年度的“{0}”已经登记", En: "{0} was recorded for that year already"},
	"duty_year":              {Zh: "该年度没有“{0}”的办理期限，或者期限尚未开始", En: "No window of {0} has begun in that year"},
	"erased":                 {Zh: "办件的个人信息已于 {0} 按期删除", En: "What people wrote in the case was erased on {0}"},
	"no_longer_kept":         {Zh: "办件的个人信息已于 {0} 按期删除，其材料和案卷不再提供；本机关制发的文书仍可取得", En: "What people wrote in the case was erased on {0}: its materials and its file are given out no more; the documents that the office issued still are"},
	"case_open":              {Zh: "办件尚未办结", En: "The case has not ended"},
	"kept":                   {Zh: "保管期限未满，最早 {0} 可以删除", En: "The case is to be kept; it may be erased on {0} at the earliest"},
	"document_owed":          {Zh: "尚有文书未制作", En: "A document is still to be made"},
	"decided":                {Zh: "办件已作出决定", En: "The case has been decided"},
	"not_accepted":           {Zh: "办件尚未受理", En: "The case has not been accepted yet"},
	"hearing_told":           {Zh: "听证权利已经告知", En: "The right to a hearing has been told already"},
	"hearing_untold":         {Zh: "听证权利尚未书面告知", En: "The right to a hearing has not been told in writing yet"},
	"hearing_lapsed":         {Zh: "申请听证的期限已过", En: "The time to ask for a hearing has passed"},
	"hearing_asked":          {Zh: "已经申请过听证", En: "A hearing has been asked for already"},
	"hearing_unasked":        {Zh: "没有待举行的听证", En: "No hearing is to be held"},
	"hearing_open":           {Zh: "申请听证的期限未满，不能作出决定", En: "A hearing can still be asked for; the case cannot be decided yet"},
	"hearing_pending":        {Zh: "听证尚未举行，决定应当根据听证笔录作出", En: "The hearing is still to be held; the decision rests on its record"},
	"hearing_unset":          {Zh: "听证的时间和主持人尚未确定", En: "Time and host of the hearing are not set yet"},
	"hearing_ahead":          {Zh: "听证的时间未到", En: "The time of the hearing has not come yet"},
	"hearing_notice_short":   {Zh: "应当在举行听证的{0}前送达听证通知", En: "The notice has to be served {0} before the hearing"},
	"hearing_late":           {Zh: "听证应当在 {0} 前举行", En: "The hearing has to be held by {0}"},
	"hearing_place":          {Zh: "请写明听证地点", En: "Say where the hearing is"},
	"interested_unnamed":     {Zh: "请写明提出申请的利害关系人", En: "Name the interested party who asks"},
	"host_examined":          {Zh: "主持人办理过“{0}”，不能主持本案听证", En: "The host acted at {0} and cannot preside over this hearing"},
	"hosting":                {Zh: "您主持本案听证，不能审查本案", En: "You preside over the hearing of this case and cannot examine it"},
	"not_host":               {Zh: "您不是本案的听证主持人", En: "You do not preside over this hearing"},
	"not_asker":              {Zh: "只有提出听证申请的一方可以放弃听证", En: "Only who asked for the hearing can give it up"},
	"minutes":                {Zh: "请记录听证笔录，不超过 100000 字", En: "Record the minutes, at most 100,000 characters"},
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
	"message_empty":          {Zh: "请写明内容", En: "Write what you want to say"},
	"message_long":           {Zh: "内容不超过 {0} 字，请精简", En: "At most {0} characters; shorten it"},
	"messages_today":         {Zh: "一个办件每天最多留言 {0} 条，请明天再留言", En: "A case takes {0} messages of each side a day; write again tomorrow"},
	"rating_grade":           {Zh: "请选择一个评价等级", En: "Choose one of the grades"},
	"rating_reason":          {Zh: "“{0}”不是可选的方面，或者重复", En: "{0} is none of the reasons, or was given twice"},
	"rating_why":             {Zh: "请选择不满意的方面，或者写明原因，以便整改", En: "Say what it was about, or write why, so that it can be put right"},
	"rated":                  {Zh: "已于 {0} 评价，每个办件评价一次", En: "It was rated on {0}; a case is rated once"},
	"unrated":                {Zh: "申请人尚未评价", En: "Its applicant has not rated it"},
	"rating_answered":        {Zh: "评价已于 {0} 回复", En: "The rating was answered on {0}"},
	"objection_text":         {Zh: "请写明异议的内容", En: "Write what you object to"},
	"objection_name":         {Zh: "请写明提出异议的人", En: "Say who objects"},
	"objection_contact":      {Zh: "请写明联系方式", En: "Say how you can be reached"},
	"urged_lately":           {Zh: "同一任务每 {0} 个工作日只能催办一次", En: "A task can be urged once in {0} working days"},
}
