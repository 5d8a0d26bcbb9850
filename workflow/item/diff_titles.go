package item

import "reflect"

// Titles of parts that are no field.
var (
	branchTitle   = Text{Zh: "分支", En: "branch"}
	caseTitle     = Text{Zh: "情形", En: "case"}
	formTitle     = Text{Zh: "申请表", En: "the form"}
	formFileTitle = Text{Zh: "申请表文件", En: "form file"}
	fieldNoun     = Text{Zh: "栏目", En: "field"}
)

// fieldTitle is what a field of the definition is called in a difference.
func fieldTitle(f reflect.StructField) Text {
	if t, ok := fieldTitles[f.Name]; ok {
		return t
	}
	return Text{Zh: jsonName(f), En: jsonName(f)}
}

// fieldTitles are by the name of the field in Go; a test holds that every one has its title.
var fieldTitles = map[string]Text{
	"Item": {Zh: "事项标识", En: "the key of the item"}, "Effective": {Zh: "施行", En: "the time in force"}, "Title": {Zh: "名称", En: "the title"},
	"Transition": {Zh: "过渡规定", En: "the transitional rule"}, "OpenCases": {Zh: "在办案件", En: "the rule for open cases"},
	"From": {Zh: "起算或起始", En: "the beginning"}, "To": {Zh: "终止日", En: "the last day"},
	"Legal": {Zh: "法律依据", En: "the legal standing"}, "IsAdminLicence": {Zh: "是否行政许可", En: "being an administrative licence"},
	"Basis": {Zh: "依据", En: "basis"}, "Law": {Zh: "法律", En: "the law"}, "Article": {Zh: "条款", En: "the article"},
	"NotModelled": {Zh: "未建模内容", En: "what is not modelled"}, "Standing": {Zh: "现状说明", En: "the standing today"},
	"Open": {Zh: "受理方式", En: "who may file"}, "Applicant": {Zh: "申请人类型", En: "the kind of applicant"},
	"Authority": {Zh: "决定机关", En: "the authority"}, "Form": {Zh: "申请表", En: "the form"},
	"ApplicantCode": {Zh: "申请人代码", En: "the applicant's code"}, "ApplicantName": {Zh: "申请人名称", En: "the applicant's name"},

	"Prefill": {Zh: "预填", En: "the prefilling"}, "Set": {Zh: "预填栏目", En: "the field filled in"}, "Locked": {Zh: "锁定栏目", En: "the locked fields"},
	"Copy": {Zh: "沿用栏目", En: "the fields copied"}, "Reuse": {Zh: "沿用材料", En: "the materials offered again"},
	"Grade": {Zh: "等级", En: "the grade"}, "Is": {Zh: "等级取值", En: "where the grade is read"}, "Titles": {Zh: "等级名称", En: "the title of grade"},
	"Phrases": {Zh: "固定用语", En: "the phrase"}, "DocumentNumber": {Zh: "文号格式", En: "the pattern of document numbers"},
	"Labels": {Zh: "用语", En: "the label"},

	"RuleSets": {Zh: "条件版本", En: "rule set"}, "EffectiveFrom": {Zh: "施行日", En: "the first day"}, "EffectiveTo": {Zh: "终止日", En: "the last day"},
	"Demo": {Zh: "仅供演示", En: "being for demonstrations"}, "Unverified": {Zh: "来源未核实", En: "having an unverified source"},
	"Criteria": {Zh: "许可条件", En: "criterion"}, "RuleSet": {Zh: "条件版本", En: "the rule set"}, "When": {Zh: "适用情形", En: "the condition"},
	"Check": {Zh: "判断式", En: "the check"}, "Checks": {Zh: "填表校验", En: "check"}, "Level": {Zh: "级别", En: "the level"},
	"Field": {Zh: "对应栏目", En: "the field"},

	"Materials": {Zh: "申请材料", En: "material"}, "Help": {Zh: "填报说明", En: "the help"}, "Required": {Zh: "是否必需", En: "being required"},
	"RequiredWhen": {Zh: "必需的情形", En: "the condition of being required"}, "Min": {Zh: "最少份数", En: "the least number of files"},
	"Max": {Zh: "最多份数", En: "the greatest number of files"}, "Types": {Zh: "文件类型", En: "the file types"},
	"MaxSize": {Zh: "文件大小上限（字节）", En: "the greatest size in bytes"},

	"Limits": {Zh: "法定时限（工作日）", En: "the legal limits in working days"}, "Accept": {Zh: "受理时限", En: "the limit to accept"},
	"Decide": {Zh: "决定时限", En: "the limit to decide"}, "Extend": {Zh: "延期", En: "the extension"}, "Issue": {Zh: "颁发送达时限", En: "the limit to issue"},
	"Promise": {Zh: "承诺时限（工作日）", En: "the promise in working days"}, "Clocks": {Zh: "到期日时限", En: "the clock"}, "Until": {Zh: "截止", En: "the end"},
	"Signals": {Zh: "监察信号", En: "signal"}, "At": {Zh: "提示比例（%）", En: "the percentage used"}, "Tell": {Zh: "告知的岗位", En: "the roles told"},
	"Otherwise": {Zh: "另有规定的依据", En: "the other law"}, "Before": {Zh: "提前的时间", En: "how long before"}, "Length": {Zh: "长度", En: "the length"},
	"Ends": {Zh: "终止事件", En: "what ends it"}, "Citizen": {Zh: "约束申请人", En: "binding the applicant"}, "Case": {Zh: "办件事件", En: "what happens to the case"},
	"Opened": {Zh: "进入的环节", En: "the node opened"}, "Done": {Zh: "办完的环节", En: "the node done"}, "Served": {Zh: "送达的文书", En: "the document served"},
	"Months":   {Zh: "月数", En: "months"},
	"Outcomes": {Zh: "办结结果", En: "the end"}, "Acts": {Zh: "办件行为", En: "the acts of the case"}, "Withdraw": {Zh: "撤回申请", En: "the withdrawal"},
	"Clock": {Zh: "时限", En: "the clock"}, "AskedBy": {Zh: "申请岗位", En: "the role that asks"}, "Once": {Zh: "以一次为限", En: "being once only"},
	"AtMost": {Zh: "上限", En: "the most"}, "Reason": {Zh: "须写明理由", En: "needing a reason"},

	"Suspend": {Zh: "中止办理", En: "the suspension"}, "Terminate": {Zh: "终止办理", En: "the termination"}, "Grounds": {Zh: "法定事由", En: "ground"},
	"Correct": {Zh: "文书更正", En: "the correction of documents"}, "Fields": {Zh: "可更正栏目", En: "field that may be corrected"},
	"Copies": {Zh: "抄送", En: "the sending of copies"}, "Readers": {Zh: "抄送对象", En: "those who may be sent a copy"},
	"Hearing": {Zh: "听证", En: "the hearing"}, "Host": {Zh: "听证主持岗位", En: "the host"}, "Right": {Zh: "听证权利告知书", En: "the document that tells the right"},
	"Apply": {Zh: "申请听证期限", En: "the time to ask"}, "Hold": {Zh: "举行听证期限", En: "the time to hold it"}, "Ahead": {Zh: "听证通知提前期", En: "the time of the notice"},
	"Joint": {Zh: "联合办理单位", En: "the units that handle it together"},
	"Erase": {Zh: "期满删除", En: "the erasure"}, "Years": {Zh: "保管年数", En: "the years of keeping"},
	"Urge": {Zh: "催办", En: "the urging"}, "Every": {Zh: "催办间隔（工作日）", En: "the working days between two"}, "Unit": {Zh: "单位", En: "the unit"},

	"OpenedBy": {Zh: "启动方式", En: "who opens cases"}, "Concerns": {Zh: "涉及的证照", En: "the certificate it is about"}, "Kinds": {Zh: "证照种类", En: "the kinds of certificate"},
	"Must": {Zh: "应当", En: "leaving no choice"}, "Note": {Zh: "附注", En: "the note"}, "Duty": {Zh: "义务", En: "the duty"}, "Year": {Zh: "年度", En: "the year"},
	"Register": {Zh: "登记簿变动", En: "what it does in the register"}, "Remind": {Zh: "提醒（提前天数）", En: "the reminders in days before"},
	"Duties": {Zh: "持证义务", En: "duty"}, "First": {Zh: "首次（获证后第几年）", En: "the first year after the award"},

	"Holdings": {Zh: "占用", En: "holding"}, "Kind": {Zh: "种类", En: "the kind"}, "Keys": {Zh: "占用键", En: "the keys"},
	"Holder": {Zh: "持有人", En: "the holder"}, "Certificate": {Zh: "证照", En: "the certificate"}, "Number": {Zh: "编号格式", En: "the pattern of numbers"},
	"ValidYears": {Zh: "有效年数", En: "the years of validity"}, "HolderID": {Zh: "持有人代码", En: "the holder's code"}, "Scope": {Zh: "许可范围", En: "the scope"},
	"Replaces": {Zh: "替代的证照", En: "the certificate it replaces"}, "ValidFrom": {Zh: "有效期起", En: "the first day of validity"},

	"Documents": {Zh: "文书", En: "document"}, "Code": {Zh: "文书代码", En: "the code"}, "Layout": {Zh: "版式", En: "the layout"},
	"Addressee": {Zh: "抬头", En: "the addressee"}, "Text": {Zh: "正文", En: "the text"}, "Rows": {Zh: "表格行", En: "row"}, "Columns": {Zh: "列表栏", En: "column"},
	"Label": {Zh: "标签", En: "the label"}, "Value": {Zh: "取值", En: "the value"},

	"Flow": {Zh: "流程", En: "the flow"}, "ID": {Zh: "标识", En: "the id"}, "By": {Zh: "办理岗位", En: "the role"}, "Role": {Zh: "办理岗位", En: "the role that decides"},
	"Within": {Zh: "环节时限（工作日）", En: "the limit in working days"}, "Decisions": {Zh: "决定", En: "decision"}, "Exclude": {Zh: "不计入时限", En: "the exclusion"},
	"OnExpiry": {Zh: "期满处理", En: "what happens on expiry"}, "Join": {Zh: "通过条件", En: "the branches that have to pass"},
	"Branches": {Zh: "分支", En: "branch"}, "Name": {Zh: "名称", En: "the name"}, "Do": {Zh: "内容", En: "what is done"}, "Else": {Zh: "其余情形", En: "being the last case"}, "Cases": {Zh: "情形", En: "case"}, "For": {Zh: "期间", En: "how long"}, "Upon": {Zh: "去向", En: "the way upon"},
	"Document": {Zh: "文书", En: "the document"}, "People": {Zh: "人数", En: "the number of people"}, "Pass": {Zh: "通过票数", En: "the passes needed"},
	"Pick": {Zh: "产生方式", En: "how the people are found"}, "NotWho": {Zh: "不得由其办理人办理的环节", En: "those whose officers may not act"},
	"Order": {Zh: "表决先后", En: "the order of the votes"}, "MayAdd": {Zh: "加签", En: "the adding of seats"},

	"Call": {Zh: "调用", En: "the call"}, "External": {Zh: "外单位", En: "being of an agency outside"}, "All": {Zh: "全部材料随送", En: "all materials going along"},
	"Forward": {Zh: "送达即完成", En: "being over once it is filed"}, "Material": {Zh: "材料", En: "the material"},

	"Outcome": {Zh: "结果", En: "the outcome"}, "Next": {Zh: "转往", En: "the way on"}, "BackTo": {Zh: "退回", En: "the way back"}, "End": {Zh: "办结", En: "the end reached"},
	"Needs": {Zh: "须已通过的环节", En: "what must have passed"}, "Alone": {Zh: "可一人作出", En: "being decided alone"}, "Start": {Zh: "启动的时限", En: "the clock started"},
	"Ask": {Zh: "询问", En: "the question"}, "Regrade": {Zh: "核定其他等级", En: "the granting of another grade"}, "Of": {Zh: "对象", En: "whom or what it is of"},
	"Restart": {Zh: "重新计算的时限", En: "the clock restarted"}, "AnswerWithin": {Zh: "答复期限", En: "the time to answer"},
	"OnSilence": {Zh: "逾期未答复的处理", En: "what silence means"}, "Decision": {Zh: "决定", En: "the decision"}, "Ground": {Zh: "理由类别", En: "the ground"},
	"Notice": {Zh: "告知文书", En: "the notice"}, "As": {Zh: "性质", En: "how it counts"},
}
