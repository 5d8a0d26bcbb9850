package workflow

import (
	"strings"

	"shenpi/workflow/item"
)

// refuse makes the error of a code with its sentence; what fills {0} of the sentence and, joined, Nodes.
func refuse(kind Kind, code string, what ...string) *Error {
	t, ok := sentenceOf(code)
	if !ok {
		t = item.Text{Zh: "不能办理：" + code, En: "This cannot be done: " + code}
	}
	named := strings.Join(what, ", ")
	return &Error{Kind: kind, Code: code, Nodes: what, Text: item.Text{
		Zh: strings.ReplaceAll(t.Zh, "{0}", named), En: strings.ReplaceAll(t.En, "{0}", named)}}
}

// Sentence is what a code says in both languages; empty for an unknown one.
func Sentence(code string) item.Text { return sentences[code] }

// titled puts the titles of nodes, decisions and materials into a sentence, in its language, in place of their ids.
func (c *command) titled(e *Error) *Error {
	t, ok := sentenceOf(e.Code)
	if !ok || c.item == nil || len(e.Nodes) == 0 {
		return e
	}
	zh, en := make([]string, len(e.Nodes)), make([]string, len(e.Nodes))
	for i, id := range e.Nodes {
		zh[i], en[i] = id, id
		switch title := c.titleOf(id); {
		case title.Zh != "":
			zh[i], en[i] = title.Zh, title.En
		default:
			return e
		}
	}
	told := *e
	told.Text = item.Text{
		Zh: strings.ReplaceAll(t.Zh, "{0}", strings.Join(zh, "、")), En: strings.ReplaceAll(t.En, "{0}", strings.Join(en, ", "))}
	return &told
}

func (c *command) titleOf(id string) item.Text {
	if n := c.item.Place(id); n != nil {
		return n.Title
	}
	if m := c.item.Material(id); m != nil {
		return m.Title
	}
	if id == item.Filing {
		if c.state.OwnMotion {
			return openingTitle
		}
		return filingTitle
	}
	if g := c.ground(id); g != nil {
		return g.Title
	}
	return c.item.Labels[id]
}

// sentences say of each code what is wrong and what cures it, in both languages.
var sentences = map[string]item.Text{
	"purpose_missing":      {Zh: "查阅他人办理的记录前，请先说明目的；每次登录说明一次", En: "Say what you look for before you look at what others did, once in each session"},
	"purpose_length":       {Zh: "查阅目的应为1至{0}个字", En: "A purpose has 1 to {0} characters"},
	"actor_unknown":        {Zh: "没有办理人，请先登录", En: "There is no actor; sign in first"},
	"already_forwarded":    {Zh: "材料“{0}”已随案转来，不得要求申请人重复提供", En: "{0} came with the case from the other agency; the applicant is not asked for it again"},
	"alone":                {Zh: "合议环节的成员只能表决，“{0}”不能由一人作出", En: "A member of a panel only votes; {0} cannot be decided alone"},
	"applicant_other":      {Zh: "申请表中的统一社会信用代码不是申报单位的代码", En: "The credit code in the form is not that of the enterprise that files"},
	"certificate_unknown":  {Zh: "登记簿中没有贵单位的证书“{0}”", En: "The register shows no certificate {0} of this enterprise"},
	"catching_up":          {Zh: "办件有多项到期事项正在补记，请稍后重试", En: "More has fallen due on this case than is written at once; try again in a moment"},
	"certificate_other":    {Zh: "补正不能改换证书，原申请的证书是“{0}”", En: "An answer cannot turn to another certificate; the application follows {0}"},
	"certificate_replaced": {Zh: "证书“{0}”已不是有效证书", En: "Certificate {0} is no longer valid"},
	"register_differs":     {Zh: "“{0}”与登记簿不一致，该栏由登记簿填写", En: "{0} differs from the register, which fills in this field"},
	"ask_closed":           {Zh: "补正要求或询问已经关闭，不再接收答复", En: "The request is closed; an answer is no longer taken"},
	"batch_apart":          {Zh: "“{0}”须按每个办件的情况分别作出，不能批量办理", En: "{0} rests on what is particular to each case and is decided case by case"},
	"back_to":              {Zh: "不能退回到“{0}”，请选择办理过的在前环节", En: "The case cannot go back to {0}; name an earlier step that is done"},
	"call_too_deep":        {Zh: "办件之间的调用超过{0}层", En: "Cases call on each other more than {0} deep"},
	"calendar_unknown":     {Zh: "该年度的工作日历尚未载入", En: "The working-day calendar of that year is not loaded"},
	"case_ended":           {Zh: "办件已经办结，不能再办理", En: "The case has ended; nothing more can be done on it"},
	"case_not_found":       {Zh: "没有这个办件", En: "There is no such case"},
	"claimed":              {Zh: "该任务已由他人领取", En: "The task has been claimed by somebody else"},
	"clock_date":           {Zh: "申请表中的期限日期“{0}”无法识别，请更正", En: "The date of the limit {0} cannot be read from the form; correct it"},
	"clock_not_running":    {Zh: "期限“{0}”没有在计算，不能延长", En: "The clock {0} is not running and cannot be extended"},
	"date_limit":           {Zh: "所给期限将超过{0}，不能要求补正或延期", En: "This would run past {0}; neither a supplement nor an extension is offered"},
	"day_before":           {Zh: "办件自{0}起才有记录，请选这一天或者以后的一天", En: "Nothing was recorded of the case before {0}; choose that day or a later one"},
	"days":                 {Zh: "延长的工作日数应在 1 到 {0} 之间", En: "The number of working days must be between 1 and {0}"},
	"decision_unknown":     {Zh: "本环节没有“{0}”这一决定", En: "This step knows no decision {0}"},
	"definition_unsound":   {Zh: "事项定义有误，不能发布", En: "The definition is not sound and cannot be published"},
	"document_none":        {Zh: "该决定不形成文书", En: "This decision issues no document"},
	"document_unknown":     {Zh: "事项没有定义文书“{0}”", En: "The item defines no document {0}"},
	"document_issued":      {Zh: "该文书已经印发", En: "The document has already been issued"},
	"notice_delivered":     {Zh: "该通知的送达情况已经记录", En: "What became of this notice is on the trail already"},
	"duplicate_person":     {Zh: "{0} 重复", En: "{0} is named twice"},
	"expired":              {Zh: "期限已经届满，不能再延长", En: "The limit has expired and cannot be extended any more"},
	"extension_pending":    {Zh: "延期申请正在等待批准", En: "An extension has been asked for already and waits for approval"},
	"extension_unasked":    {Zh: "没有待批准的延期申请", En: "No extension is waiting for approval"},
	"four_eyes":            {Zh: "提出人不能自行审核，须由另一人审核", En: "Who proposed a version cannot judge it; another person has to"},
	"form_invalid":         {Zh: "申请表有 {0} 处需要更正", En: "The form has {0} places to correct"},
	"form_not_made":        {Zh: "不能由本办件的申请表生成被调用办件的申请表", En: "The form of the called case cannot be made from the form of this one"},
	"grade":                {Zh: "该决定应写明核定等级", En: "This decision has to name the grade granted"},
	"has_document":         {Zh: "该决定已形成文书、影响期限或商请了其他单位，不能撤回", En: "The decision has a document, moved a clock or called another agency and cannot be taken back"},
	"has_register":         {Zh: "该决定已变动登记簿，不能撤回", En: "The decision changed the register and cannot be taken back"},
	"has_seat":             {Zh: "您在本环节已经表决", En: "You have already voted at this step"},
	"holding_taken":        {Zh: "{0} 已被占用，不能重复申报", En: "{0} is already held elsewhere"},
	"effective_gap":        {Zh: "施行日期中断：上一版本止日的次日是{0}，新版本应从该日施行", En: "There would be days without a version in force: the one before ends, and this one has to begin on {0}"},
	"effective_order":      {Zh: "新版本的施行日应晚于上一版本的施行日{0}", En: "The version has to begin after the one before did, on {0}"},
	"effective_overlap":    {Zh: "施行日期重叠：上一版本施行至{0}", En: "Two versions would be in force at once: the one before holds until {0}"},
	"effective_past":       {Zh: "新版本不能溯及既往，最早从{0}施行", En: "A version does not reach back: it begins on {0} at the earliest"},
	"item_closed":          {Zh: "该事项不受理申请", En: "This item takes no applications"},
	"item_ended":           {Zh: "本事项的规定施行至{0}，其后不再受理申请", En: "The rules of this item held until {0}; no applications are taken after that day"},
	"item_not_found":       {Zh: "没有这个事项", En: "There is no such service item"},
	"item_not_yet":         {Zh: "本事项自{0}起施行，之前不受理申请", En: "This item is in force from {0}; no applications are taken before that day"},
	"later_command":        {Zh: "其后已有新的办理，不能撤回", En: "Something has been done since; it cannot be taken back"},
	"materials_missing":    {Zh: "缺少材料：{0}", En: "Materials are missing: {0}"},
	"material_unknown":     {Zh: "事项没有要求材料“{0}”", En: "The item asks for no material {0}"},
	"material_type":        {Zh: "材料“{0}”的文件类型不符合要求", En: "A file of material {0} has a type that is not accepted"},
	"material_size":        {Zh: "材料“{0}”的文件超过大小限制", En: "A file of material {0} is larger than allowed"},
	"upload_part":          {Zh: "下一段应从第 {0} 字节开始", En: "The next part begins at byte {0}"},
	"upload_incomplete":    {Zh: "文件尚未传完：已收到 {0} 字节，共 {1} 字节", En: "The file is not there yet: {0} of {1} bytes came in"},
	"materials_many":       {Zh: "材料“{0}”的文件过多", En: "Material {0} has more files than allowed"},
	"needs":                {Zh: "以下环节尚未通过：{0}", En: "These have not passed yet: {0}"},
	"never_visited":        {Zh: "“{0}”没有办理过，不能退回", En: "{0} was never done; the case cannot go back to it"},
	"not_callable":         {Zh: "事项“{0}”没有撤回的结局，不能被调用", En: "{0} has no end withdrawn: closes and cannot be called"},
	"no_reply_awaited":     {Zh: "该环节不是等待外单位答复", En: "No reply of an agency outside is awaited here"},
	"no_way_on":            {Zh: "流程在“{0}”之后没有去向", En: "The flow has no way on from {0}"},
	"nobody_asked":         {Zh: "没有等待答复的补正要求或询问", En: "No request is waiting for an answer"},
	"not_applicant":        {Zh: "只有申请人可以办理", En: "Only the applicant may do this"},
	"not_claimed":          {Zh: "任务没有被您领取", En: "You have not claimed the task"},
	"not_mine":             {Zh: "这不是您作出的决定", En: "This decision is not yours"},
	"not_named":            {Zh: "本环节的成员须先指定，您不在其中", En: "The members of this panel are named and you are not one of them"},
	"not_waiting":          {Zh: "该环节不是公示，不能提出异议", En: "This is no notice period; an objection cannot be recorded"},
	"not_who":              {Zh: "您办理过“{0}”，依规定不能再办理本环节", En: "You acted at {0} and may not act at this step"},
	"once":                 {Zh: "“{0}”只能办理一次", En: "{0} can be done only once"},
	"opinion_long":         {Zh: "意见不得超过 4000 字", En: "An opinion has at most 4,000 characters"},
	"paper_not_owed":       {Zh: "应随送的文书没有形成", En: "The document that was to go along was never made out"},
	"parked":               {Zh: "任务正在等待答复", En: "The task is waiting for an answer"},
	"reply_document":       {Zh: "登记答复应附外单位的答复文书", En: "A reply is recorded with its document"},
	"reply_unknown":        {Zh: "事项没有“{0}”这一答复", En: "The item knows no reply {0}"},
	"proposal_closed":      {Zh: "该版本已有审核结论，不再待审", En: "This proposal has been judged or withdrawn already"},
	"proposal_not_found":   {Zh: "该事项没有提出的版本", En: "No version of this item has been proposed"},
	"proposal_open":        {Zh: "第{0}版正在待审，先审核或撤回后才能再提出", En: "Version {0} waits to be judged; another can be proposed once it was judged or withdrawn"},
	"proposal_other":       {Zh: "待审的不是您看到的版本，请重新查看", En: "What waits is not what you saw; look at it again"},
	"objections_full":      {Zh: "本次公示已收到 {0} 件网上异议，请到受理窗口提出", En: "This notice has {0} objections online already; raise yours at the window"},
	"unreadable_character": {Zh: "含有不可见的控制字符，请删除后重试", En: "There are characters in it that nobody sees; take them out"},
	"reason":               {Zh: "该决定应当说明理由", En: "This decision has to give its reasons"},
	"role":                 {Zh: "您没有“{0}”的职责", En: "You do not hold the role {0} here"},
	"stale":                {Zh: "内容已在别处修改，请重新载入后再改", En: "It was changed elsewhere meanwhile; load it again and repeat the change"},
	"task_not_open":        {Zh: "任务已经办结，不能再办理", En: "The task is no longer open"},
	"too_many_seats":       {Zh: "加签人数超过允许的数量", En: "More members than may be added"},
	"version_closed":       {Zh: "该版本不受理申请，请使用现行版本", En: "This version takes no applications; use the current one"},
	"version_not_next":     {Zh: "版本号应为 {0}", En: "The version has to be {0}"},
	"withdraw_late":        {Zh: "办件已作出决定，不能撤回申请", En: "The case has been decided and cannot be withdrawn"},
	"not_proposer":         {Zh: "只有提出人可以撤回，其他人可以退回", En: "Only who proposed a version takes it back; others may reject it"},
	"panel_full":           {Zh: "席位已满", En: "All seats are taken"},
	"no_seat":              {Zh: "本环节没有您的席位", En: "There is no seat for you at this step"},
	"people_missing":       {Zh: "请指定至少一名成员", En: "Name at least one member"},
	"has_voted":            {Zh: "该成员已经表决", En: "This member has already voted"},
	"has_clock":            {Zh: "该决定已启动期限，不能撤回", En: "The decision started a clock and cannot be taken back"},
	"not_plain":            {Zh: "该决定已改变流程走向，不能撤回", En: "The decision led the case elsewhere and cannot be taken back"},
	"not_author":           {Zh: "这不是您作出的决定", En: "This decision is not yours"},
	"granted":              {Zh: "已准予许可，不能撤回", En: "The case has been granted; this cannot be taken back"},
	"moved_on":             {Zh: "其后已有新的办理，不能撤回", En: "Something has been done since; it cannot be taken back"},
	"pick":                 {Zh: "本环节的成员不是这样产生的", En: "The members of this step are not found in this way"},
	"may_add":              {Zh: "不能加签，或超过允许的人数", En: "Members cannot be added here, or not as many"},
	"not_adder":            {Zh: "只有加签人可以减签", En: "Only who added this member may remove them"},
	"end_unknown":          {Zh: "事项没有“{0}”这一办结结果", En: "The item knows no end {0}"},
	"agent_unknown":        {Zh: "该人员不是本单位的代理人", En: "This person is no agent of this enterprise"},
	"mandate_acts":         {Zh: "请写明代理事项：申报、补正、撤回、领取", En: "Name what the agent may do: file, supply, withdraw, receive"},
	"mandate_days":         {Zh: "代理期限应自起始日至今后的截止日，最长三年", En: "A mandate runs from a day to a later one that is not over, three years at most"},
	"mandate_ended":        {Zh: "该代理权限已经终止", En: "The mandate has ended already"},
	"mandate_proof":        {Zh: "请给出授权委托书文件的 SHA-256", En: "Give the SHA-256 of the letter of authority"},
	"no_mandate":           {Zh: "代理权限不包括这项办理，或者已经到期、终止", En: "No mandate in force lets you do this for the enterprise"},
	"aside":                {Zh: "您或者您所代理的人员已申请回避，在作出决定前不能办理", En: "You asked to stand aside, or whom you act for; until that is settled you do not act"},
	"delegate":             {Zh: "您受托拟办，由委托人决定，请提出意见后归还", En: "You prepare this for somebody who decides; hand it back with your opinion"},
	"delegated":            {Zh: "该任务已委托他人拟办，请先收回或等待归还", En: "Somebody is preparing this; recall it first, or wait until it is handed back"},
	"has_place":            {Zh: "该人员在本环节已有席位或受托拟办", En: "This person has a seat here, or prepares it for somebody, already"},
	"whom_no_part":         {Zh: "所指的人与本办件没有办理关系", En: "Whom you name has no part in this case"},
	"no_part":              {Zh: "您与本办件没有办理关系", En: "You have no part in this case"},
	"no_substitute":        {Zh: "您现在不是该人员的代理人，不能代为办理", En: "You do not stand in for this person now"},
	"nobody_else":          {Zh: "没有其他人可以接办", En: "There is nobody else who may take this on"},
	"node_unknown":         {Zh: "事项没有“{0}”这一环节", En: "The item has no step {0}"},
	"not_delegate":         {Zh: "没有委托给您的事项", En: "Nothing was delegated to you here"},
	"not_delegated":        {Zh: "没有可以收回的委托", En: "Nothing is delegated that you could recall"},
	"not_held":             {Zh: "该任务没有人领取，无需改派", En: "Nobody has this task; there is nothing to reassign"},
	"not_holder":           {Zh: "该人员没有领取本任务或席位，请写明由谁改派", En: "This person does not have the task; say from whom it is taken"},
	"not_principal":        {Zh: "只能为本人指定代理人", En: "You appoint a substitute for yourself only"},
	"recusal_own":          {Zh: "不能决定本人的回避", En: "Nobody decides on their own recusal"},
	"recusal_pending":      {Zh: "回避申请正在等待决定", En: "A recusal was asked for already and waits for the decision"},
	"recusal_settled":      {Zh: "该回避申请已经作出决定", En: "This recusal has been decided on"},
	"recusal_unknown":      {Zh: "没有这项回避申请", En: "There is no such request for a recusal"},
	"recused":              {Zh: "该人员已对本办件回避，不能办理", En: "This person was recused and has no part in this case"},
	"seat_drawn":           {Zh: "席位由抽签产生，不能转给指定的人", En: "The seat was drawn by lot and goes to nobody by choice"},
	"substitute_apart":     {Zh: "双方没有在同一机构任同一岗位，不能代理", En: "The two hold no role together in a unit"},
	"substitute_days":      {Zh: "代理期限应自起始日至今后的截止日，最长一年", En: "A substitution runs from a day to a later one that is not over, a year at most"},
	"substitute_role":      {Zh: "“{0}”不能由该人员代理：双方须在该机构担任此职，评审专家不能代理", En: "{0} cannot be stood in for: both have to hold it in the unit, and an expert acts in person"},
	"substitute_self":      {Zh: "请指定本人以外的代理人", En: "Name somebody else as the substitute"},
	"substitution_ended":   {Zh: "该代理已经终止", En: "The substitution has ended already"},
	"answer_missing":       {Zh: "请填写答复内容", En: "Write the answer"},
	"asked_gone":           {Zh: "“{0}”的办理人已不在岗，不能询问", En: "Who acted at {0} does not hold that post any more and cannot be asked"},
	"candidates_none":      {Zh: "没有可以担任席位的“{0}”人员", En: "Nobody with the role {0} is left for a seat"},
	"not_asked":            {Zh: "询问的对象不是您", En: "You are not who was asked"},
	"not_turn":             {Zh: "尚未轮到您，须待在前的成员表决", En: "It is not your turn; others vote before you"},
	"own_seat":             {Zh: "请先领取席位，再在本人之前或之后加签", En: "Claim a seat first; before and after are said of a seat of your own"},
	"supplements":          {Zh: "补正通知应一次列明全部补正内容", En: "The notice has to list everything that is missing, once"},
}
