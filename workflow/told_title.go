package workflow

import (
	"maps"
	"slices"
	"strings"

	"shenpi/workflow/item"
)

// entryTitles say in words what an entry records, by the kind of its stream and its own, as what whoever acted did: 王某作出决定,
// Wang decided. Nobody who reads the trail has to know a kind.
var entryTitles = map[string]item.Text{
	"case/submitted":          {Zh: "提交申请", En: "Filed the application"},
	"case/opened":             {Zh: "依职权立案", En: "Opened the case"},
	"case/claimed":            {Zh: "领取任务", En: "Claimed the task"},
	"case/released":           {Zh: "释放任务", En: "Released the task"},
	"case/decided":            {Zh: "作出决定", En: "Decided"},
	"case/voted":              {Zh: "表决", En: "Voted"},
	"case/returned":           {Zh: "退回", En: "Returned the case"},
	"case/taken_back":         {Zh: "撤回决定", En: "Took the decision back"},
	"case/supplement_asked":   {Zh: "要求补正", En: "Asked for supplements"},
	"case/supplied":           {Zh: "提交补正", En: "Supplied what was asked for"},
	"case/asked":              {Zh: "询问", En: "Asked a question"},
	"case/answered":           {Zh: "答复询问", En: "Answered the question"},
	"case/silence":            {Zh: "记录逾期未答复", En: "Noted that no answer came in time"},
	"case/elapsed":            {Zh: "记录期间届满", En: "Noted that the period is over"},
	"case/deemed":             {Zh: "记录依法视为决定", En: "Noted what the law decided"},
	"case/warned":             {Zh: "发出临期提醒", En: "Warned of a limit"},
	"case/carded":             {Zh: "发出监察牌", En: "Gave a card"},
	"case/reminded":           {Zh: "提醒尽快答复", En: "Reminded of an answer"},
	"case/calendar_moved":     {Zh: "按调整后的日历改算期限", En: "Counted the limits by the changed calendar"},
	"case/named":              {Zh: "指定成员", En: "Named the members"},
	"case/drawn":              {Zh: "抽签确定成员", En: "Drew the members by lot"},
	"case/seats_added":        {Zh: "加签", En: "Added seats"},
	"case/seat_removed":       {Zh: "减签", En: "Removed a seat"},
	"case/transferred":        {Zh: "转办", En: "Transferred the task"},
	"case/delegated":          {Zh: "委托拟办", En: "Delegated the preparation"},
	"case/handed_back":        {Zh: "提出拟办意见并归还", En: "Handed the task back with an opinion"},
	"case/recalled":           {Zh: "收回委托", En: "Recalled the delegation"},
	"case/reassigned":         {Zh: "改派", En: "Reassigned the task"},
	"case/recusal_asked":      {Zh: "申请回避", En: "Asked for a recusal"},
	"case/recusal_granted":    {Zh: "决定回避", En: "Granted the recusal"},
	"case/recusal_refused":    {Zh: "驳回回避申请", En: "Refused the recusal"},
	"case/urged":              {Zh: "催办", En: "Urged the task"},
	"case/message_sent":       {Zh: "留言", En: "Sent a message"},
	"case/rated":              {Zh: "评价", En: "Rated the service"},
	"case/rating_answered":    {Zh: "回复评价", En: "Answered the rating"},
	"case/copied":             {Zh: "抄送", En: "Sent a copy"},
	"case/corrected":          {Zh: "更正文书", En: "Corrected a document"},
	"case/objected":           {Zh: "登记异议", En: "Recorded an objection"},
	"case/withdrawn":          {Zh: "撤回申请", En: "Withdrew the application"},
	"case/suspended":          {Zh: "中止办理", En: "Suspended the case"},
	"case/resumed":            {Zh: "恢复办理", En: "Resumed the case"},
	"case/terminated":         {Zh: "终止办理", En: "Terminated the case"},
	"case/erased":             {Zh: "期满删除个人信息", En: "Erased what people had written"},
	"case/extension_asked":    {Zh: "申请延期", En: "Asked for an extension"},
	"case/extension_approved": {Zh: "批准延期", En: "Approved the extension"},
	"case/extension_refused":  {Zh: "不批准延期", En: "Refused the extension"},
	"case/hearing_told":       {Zh: "告知听证权利", En: "Told of the right to a hearing"},
	"case/hearing_asked":      {Zh: "申请听证", En: "Asked for a hearing"},
	"case/hearing_set":        {Zh: "确定听证安排", En: "Set the hearing"},
	"case/hearing_held":       {Zh: "举行听证", En: "Held the hearing"},
	"case/hearing_dropped":    {Zh: "放弃听证", En: "Gave up the hearing"},
	"case/hearing_lapsed":     {Zh: "记录听证申请期满", En: "Noted that no hearing was asked for in time"},
	"case/reply_recorded":     {Zh: "登记外单位答复", En: "Recorded the reply of an agency outside"},
	"case/called_back":        {Zh: "接到被调用办件的结果", En: "Took in what came of a called case"},
	"case/call_failed":        {Zh: "记录调用未成", En: "Noted that a call could not be made"},
	"case/call_closed":        {Zh: "关闭被调用的办件", En: "Closed the called case"},
	"case/document_issued":    {Zh: "印发文书", En: "Issued a document"},
	"case/certificate_issued": {Zh: "颁发证照", En: "Issued the certificate"},
	"case/notice_delivered":   {Zh: "记录通知已送达", En: "Noted that a notice was delivered"},
	"case/notice_undelivered": {Zh: "记录通知未能送达", En: "Noted that a notice could not be delivered"},

	"item/proposed":                     {Zh: "提出事项版本", En: "Proposed a version of the item"},
	"item/published":                    {Zh: "发布事项版本", En: "Published a version of the item"},
	"item/rejected":                     {Zh: "退回事项版本", En: "Rejected a version of the item"},
	"item/withdrawn":                    {Zh: "撤回提出的事项版本", En: "Took a proposed version back"},
	"person/taken_on":                   {Zh: "登记人员", En: "Took on a person"},
	"person/changed":                    {Zh: "变更人员信息", En: "Changed a person"},
	"person/appointed":                  {Zh: "任命", En: "Appointed a person"},
	"person/unappointed":                {Zh: "免去任命", En: "Ended an appointment"},
	"unit/founded":                      {Zh: "设立机构", En: "Founded a unit"},
	"calendar/loaded":                   {Zh: "载入年度工作日历", En: "Loaded the calendar of a year"},
	"certificate/registered":            {Zh: "补录证照", En: "Registered a certificate from before"},
	"certificate/reminded":              {Zh: "提醒持证人", En: "Reminded the holder"},
	"substitution/substitute_appointed": {Zh: "指定休假代理", En: "Appointed a substitute"},
	"substitution/substitution_ended":   {Zh: "终止休假代理", En: "Ended a substitution"},
	"mandate/mandate_granted":           {Zh: "授予代理权限", En: "Granted a mandate"},
	"mandate/mandate_ended":             {Zh: "终止代理权限", En: "Ended a mandate"},
	"notices/preferred":                 {Zh: "设置通知偏好", En: "Set how notices are sent"},
	"webhook/subscribed":                {Zh: "订阅推送", En: "Subscribed to events"},
	"webhook/rotated":                   {Zh: "更换推送密钥", En: "Changed the secret of a subscription"},
	"webhook/ended":                     {Zh: "终止推送订阅", En: "Ended a subscription"},
	"access/purpose_stated":             {Zh: "说明查阅目的", En: "Stated what they look for"},
	"access/looked_at":                  {Zh: "查阅", En: "Looked at"},
	"access/searched":                   {Zh: "检索", En: "Searched"},
	"access/exported":                   {Zh: "导出表格", En: "Took a table along"},
	"access/packed":                     {Zh: "取走证据包", En: "Took an evidence pack along"},
	"key/key_rotated":                   {Zh: "启用日志签名密钥", En: "Put a signing key of the log into use"},
}

// streamTitles say what the streams of a kind are about.
var streamTitles = map[string]item.Text{
	"case": {Zh: "办件", En: "Case"}, "item": {Zh: "事项", En: "Item"}, "person": {Zh: "人员", En: "Person"}, "unit": {Zh: "机构", En: "Unit"},
	"calendar": {Zh: "工作日历", En: "Calendar"}, "certificate": {Zh: "证照", En: "Certificate"}, mandateSubstitution: {Zh: "休假代理", En: "Substitution"},
	mandateAgent: {Zh: "代理权限", En: "Mandate"}, "notices": {Zh: "通知偏好", En: "Notices"}, "webhook": {Zh: "推送订阅", En: "Subscription"},
	"access": {Zh: "查阅记录", En: "Access"}, "key": {Zh: "日志密钥", En: "Key of the log"},
}

// EntryKinds lists what entries there are: the kind of the stream, a slash, and the kind of the entry.
func EntryKinds() []string { return slices.Sorted(maps.Keys(entryTitles)) }

// EntryTitle is what an entry of a kind records; of one from elsewhere its own word.
func EntryTitle(kind string) item.Text {
	if t, ok := entryTitles[kind]; ok {
		return t
	}
	_, own, _ := strings.Cut(kind, "/")
	return same(own)
}

// StreamKinds lists the kinds of streams.
func StreamKinds() []string { return slices.Sorted(maps.Keys(streamTitles)) }

// StreamTitle is what the streams of a kind are about.
func StreamTitle(kind string) item.Text { return streamTitles[kind] }

// StreamKind is the kind of a stream.
func StreamKind(stream string) string {
	kind, _, _ := strings.Cut(stream, "/")
	return kind
}
