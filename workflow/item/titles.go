package item

// decisionTitles are the titles of well-known decisions, for items that give none.
var decisionTitles = map[string]Text{
	"accept":     {Zh: "受理", En: "Accept"},
	"supplement": {Zh: "补正", En: "Ask for supplements"},
	"decline":    {Zh: "不予受理", En: "Decline"},
	"pass":       {Zh: "通过", En: "Pass"},
	"fail":       {Zh: "不通过", En: "Fail"},
	"agree":      {Zh: "同意", En: "Agree"},
	"disagree":   {Zh: "不同意", En: "Disagree"},
	"refuse":     {Zh: "不予许可", En: "Refuse"},
	"return":     {Zh: "退回", En: "Return"},
	"grant":      {Zh: "准予许可", En: "Grant"},
	"renew":      {Zh: "准予延续", En: "Renew"},
	"downgrade":  {Zh: "降级换证", En: "Renew at a lower grade"},
	"delivered":  {Zh: "已送达", En: "Delivered"},
	"forward":    {Zh: "转报", En: "Forward"},
	"consult":    {Zh: "征求意见", En: "Consult"},
}

// nodeTitles are the titles of well-known nodes; a node without one is called by its id.
var nodeTitles = map[string]Text{
	"acceptance":      {Zh: "受理", En: "Acceptance"},
	"first-review":    {Zh: "初审", En: "First review"},
	"examination":     {Zh: "审查", En: "Examination"},
	"site-check":      {Zh: "现场核查", En: "Site check"},
	"originals-check": {Zh: "原件核验", En: "Check of originals"},
	"expert-review":   {Zh: "专家评审", En: "Expert review"},
	"needs-site":      {Zh: "是否现场核查", En: "Whether to check the site"},
	"second-review":   {Zh: "复审", En: "Second review"},
	"publicity":       {Zh: "公示", En: "Public notice"},
	"decision":        {Zh: "审定", En: "Decision"},
	"forward":         {Zh: "转报", En: "Forwarding"},
	"certificate":     {Zh: "制证", En: "Making the certificate"},
	"delivery":        {Zh: "送达", En: "Delivery"},
	"granted":         {Zh: "准予许可", En: "Granted"},
	"refused":         {Zh: "不予许可", En: "Refused"},
	"not-accepted":    {Zh: "不予受理", En: "Not accepted"},
	"forwarded":       {Zh: "已转报", En: "Forwarded"},
	"renewed":         {Zh: "准予延续", En: "Renewed"},
	"not-renewed":     {Zh: "不予延续", En: "Not renewed"},
	"withdrawn":       {Zh: "已撤回", En: "Withdrawn"},
}
