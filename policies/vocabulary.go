package policies

// Roles. Anyone, the "*" of a line, is everybody signed in and is never appointed.
const (
	Anyone           = "*"
	Applicant        = "applicant"
	Agent            = "agent"
	Window           = "window"
	Handler          = "handler"
	Inspector        = "inspector"
	Expert           = "expert"
	OfficeHead       = "office-head"
	Legal            = "legal"
	AgencyLeader     = "agency-leader"
	AgencyHead       = "agency-head"
	HearingHost      = "hearing-host"
	CertificateClerk = "certificate-clerk"
	Archivist        = "archivist"
	Supervisor       = "supervisor"
	Auditor          = "auditor"
	ItemAdmin        = "item-admin"
	SystemAdmin      = "system-admin"
	SecurityAdmin    = "security-admin"
	AuditAdmin       = "audit-admin"
)

// Kinds of things.
const (
	KindCase        = "case"
	KindApplication = "application"
	KindTask        = "task"
	KindMaterial    = "material"
	KindCertificate = "certificate"
	KindItem        = "item"
	KindDefinition  = "definition"
	KindPerson      = "person"
	KindAppointment = "appointment"
	KindUnit        = "unit"
	KindCalendar    = "calendar"
	KindTrail       = "trail"
	KindPolicy      = "policy"
	KindSession     = "session"
	KindToken       = "token"
	KindDemoClock   = "demo_clock"
	KindHealth      = "health"
	KindJob         = "job"
	KindNotice      = "notice"
	KindWebhook     = "webhook"
	KindView        = "view"
)

// Actions. Read, List, Verify and Export change nothing; every other one does.
const (
	Read             = "read"
	List             = "list"
	Verify           = "verify"
	Export           = "export"
	Create           = "create"
	Update           = "update"
	Delete           = "delete"
	Submit           = "submit"
	Supply           = "supply"
	Withdraw         = "withdraw"
	Urge             = "urge"
	Object           = "object"
	Message          = "message"
	Rate             = "rate"
	AnswerRating     = "answer_rating"
	Claim            = "claim"
	Act              = "act"
	Transfer         = "transfer"
	Delegate         = "delegate"
	Recuse           = "recuse"
	Reassign         = "reassign"
	AskRecusal       = "ask_recusal"
	SettleRecusal    = "settle_recusal"
	Extend           = "extend"
	Suspend          = "suspend"
	Terminate        = "terminate"
	Hear             = "hear"
	Open             = "open"
	AskHearing       = "ask_hearing"
	Correct          = "correct"
	Copy             = "copy"
	Erase            = "erase"
	ApproveExtension = "approve_extension"
	Issue            = "issue"
	Deliver          = "deliver"
	Revoke           = "revoke"
	Archive          = "archive"
	Check            = "check"
	Publish          = "publish"
	Appoint          = "appoint"
	Disable          = "disable"
	Reset            = "reset"
	Retry            = "retry"
	Advance          = "advance"
)

// Term is a word of the policy with its titles.
type Term struct{ Name, Zh, En string }

// Roles lists every role in the order of a case, administrators last.
func Roles() []Term { return append([]Term(nil), roleTerms...) }

// Kinds lists every kind of thing.
func Kinds() []Term { return append([]Term(nil), kindTerms...) }

// Actions lists every action.
func Actions() []Term { return append([]Term(nil), actionTerms...) }

var roleTerms = []Term{
	{Applicant, "申请人", "Applicant"},
	{Agent, "代理人", "Agent"},
	{Window, "窗口人员", "Window officer"},
	{Handler, "承办人", "Handling officer"},
	{Inspector, "核查人员", "Inspector"},
	{Expert, "评审专家", "Expert"},
	{OfficeHead, "处室负责人", "Head of office"},
	{Legal, "法制审核人员", "Legal reviewer"},
	{AgencyLeader, "分管领导", "Leader in charge"},
	{AgencyHead, "机关负责人", "Head of agency"},
	{HearingHost, "听证主持人", "Hearing host"},
	{CertificateClerk, "制证人员", "Certificate clerk"},
	{Archivist, "档案管理员", "Archivist"},
	{Supervisor, "监察员", "Supervisor"},
	{Auditor, "审计员", "Auditor"},
	{ItemAdmin, "事项管理员", "Item administrator"},
	{SystemAdmin, "系统管理员", "System administrator"},
	{SecurityAdmin, "安全管理员", "Security administrator"},
	{AuditAdmin, "审计管理员", "Audit administrator"},
}

var kindTerms = []Term{
	{KindCase, "办件", "Case"},
	{KindApplication, "申请", "Application"},
	{KindTask, "任务", "Task"},
	{KindMaterial, "材料", "Material"},
	{KindCertificate, "证照", "Certificate"},
	{KindItem, "事项", "Service item"},
	{KindDefinition, "定义版本", "Definition"},
	{KindPerson, "人员", "Person"},
	{KindAppointment, "岗位任命", "Appointment"},
	{KindUnit, "机构", "Unit"},
	{KindCalendar, "日历", "Calendar"},
	{KindTrail, "留痕", "Trail"},
	{KindPolicy, "权限策略", "Policy"},
	{KindSession, "登录会话", "Session"},
	{KindToken, "接口令牌", "Service token"},
	{KindDemoClock, "演示时钟", "Demonstration clock"},
	{KindHealth, "运行状态", "Health"},
	{KindJob, "后台作业", "Job"},
	{KindNotice, "通知", "Notice"},
	{KindWebhook, "推送订阅", "Webhook"},
	{KindView, "视图", "View"},
}

var actionTerms = []Term{
	{Read, "查看", "read"},
	{List, "列出", "list"},
	{Verify, "验证", "verify"},
	{Export, "导出", "export"},
	{Create, "新建", "create"},
	{Update, "修改", "update"},
	{Delete, "删除", "delete"},
	{Submit, "提交", "submit"},
	{Supply, "补正", "supply what was asked for"},
	{Withdraw, "撤回", "withdraw"},
	{Urge, "催办", "urge"},
	{Object, "提出异议", "object"},
	{Message, "留言", "write to the other side"},
	{Rate, "评价", "rate"},
	{AnswerRating, "回复评价", "answer a rating"},
	{Claim, "签收", "claim"},
	{Act, "办理", "decide"},
	{Transfer, "转办", "transfer"},
	{Delegate, "委托", "delegate"},
	{Recuse, "回避", "stand aside"},
	{Reassign, "改派", "reassign"},
	{AskRecusal, "申请回避", "ask that somebody stands aside"},
	{SettleRecusal, "决定回避", "decide whether somebody stands aside"},
	{Extend, "申请延期", "ask for an extension"},
	{Suspend, "中止", "suspend and resume"},
	{Terminate, "终止", "terminate"},
	{Hear, "组织听证", "set and hold a hearing"},
	{Open, "立案", "open a case of the office's own motion"},
	{AskHearing, "申请听证", "ask for a hearing"},
	{Correct, "更正", "correct a document"},
	{Copy, "抄送", "send a copy"},
	{Erase, "期满删除", "erase after its time"},
	{ApproveExtension, "批准延期", "approve an extension"},
	{Issue, "制发", "issue"},
	{Deliver, "送达", "deliver"},
	{Revoke, "撤销", "revoke"},
	{Archive, "归档", "archive"},
	{Check, "核对", "check"},
	{Publish, "发布", "publish"},
	{Appoint, "任命", "appoint"},
	{Disable, "停用", "disable"},
	{Reset, "重置", "reset"},
	{Retry, "重试", "retry"},
	{Advance, "拨快", "advance"},
}

func known(terms []Term, name string) bool {
	for _, t := range terms {
		if t.Name == name {
			return true
		}
	}
	return false
}

func changes(action string) bool {
	switch action {
	case Read, List, Verify, Export:
		return false
	}
	return true
}
