package item

// RegisterAct is what a decision does to a certificate that stands in the register.
type RegisterAct string

// The acts on the register, as decisions name them. What each is lawful on, and what it makes of a certificate, stands in
// one table of the engine.
const (
	RegisterRenew     RegisterAct = "renew"     // 延续: another certificate follows it on the day after its last (Art. 50)
	RegisterChange    RegisterAct = "change"    // 变更: another one with other particulars takes its place at once (Art. 49)
	RegisterReplace   RegisterAct = "replace"   // 补发: another one takes the place of one that was lost or damaged
	RegisterSuspend   RegisterAct = "suspend"   // 暂停
	RegisterReinstate RegisterAct = "reinstate" // 恢复
	RegisterRevoke    RegisterAct = "revoke"    // 撤销 (Art. 69)
	RegisterWithdraw  RegisterAct = "withdraw"  // 撤回 (Art. 8)
	RegisterCancel    RegisterAct = "cancel"    // 注销 (Art. 70)
	RegisterFulfil    RegisterAct = "fulfil"    // a duty of its holder was done
)

// RegisterIssue is the first grant of a certificate. It follows from the item's issue and no decision names it.
const RegisterIssue RegisterAct = "issue"

var registerActs = []string{
	string(RegisterRenew), string(RegisterChange), string(RegisterReplace), string(RegisterSuspend), string(RegisterReinstate),
	string(RegisterRevoke), string(RegisterWithdraw), string(RegisterCancel), string(RegisterFulfil),
}

// RegisterActs lists the acts that a decision may name.
func RegisterActs() []RegisterAct {
	list := make([]RegisterAct, len(registerActs))
	for i, a := range registerActs {
		list[i] = RegisterAct(a)
	}
	return list
}

// Issues reports whether the act is carried out by issuing another certificate.
func (a RegisterAct) Issues() bool {
	return a == RegisterRenew || a == RegisterChange || a == RegisterReplace
}

// Concerns says which certificate of the register the cases of an item are about, and on what ground.
type Concerns struct {
	Certificate string   `json:"certificate"`       // CEL giving its number
	Kinds       []string `json:"kinds"`             // that it may be of
	Ground      string   `json:"ground,omitempty"`  // CEL giving the id of one of Grounds
	Grounds     []Ground `json:"grounds,omitempty"` // of the law
	Duty        string   `json:"duty,omitempty"`    // CEL giving the id of the duty that was done
	Year        string   `json:"year,omitempty"`    // CEL giving the year it was done for
}

// Duty is what the holder of a certificate has to do again and again while it is valid, in a window of some years.
type Duty struct {
	ID     string `json:"id"`
	Title  Text   `json:"title"`
	Basis  string `json:"basis,omitempty"`
	First  int    `json:"first"`            // the first window is in this year after that of the award
	Every  int    `json:"every"`            // years between two windows
	From   string `json:"from"`             // MM-DD, the first day of the window
	To     string `json:"to"`               // MM-DD, its last day
	Remind []int  `json:"remind,omitempty"` // days before the last day; 0 is that day itself
}

// ActOpen is opening a case by the office itself, without an application (依职权).
const ActOpen = "open"

// OpenedByApplicant reports whether cases of the item are applied for.
func (d *Definition) OpenedByApplicant() bool {
	for _, by := range d.OpenedBy {
		if by == askApplicant {
			return true
		}
	}
	return len(d.OpenedBy) == 0
}

// OpenersInside are the roles that may open a case of the item without an application.
func (d *Definition) OpenersInside() []string {
	var roles []string
	for _, by := range d.OpenedBy {
		if by != askApplicant {
			roles = append(roles, by)
		}
	}
	return roles
}

// Follows are the kinds of certificate that a form of the item opens on.
func (d *Definition) Follows() []string {
	switch {
	case d.Concerns != nil:
		return d.Concerns.Kinds
	case d.Prefill != nil && d.Prefill.Certificate != "":
		return []string{d.Prefill.Certificate}
	}
	return nil
}

// AboutCertificate reports whether a case of the item is about a certificate that was granted before.
func (d *Definition) AboutCertificate() bool {
	return d.Concerns != nil || d.Certificate != nil && d.Certificate.Replaces != ""
}

// RegisterActs lists what the decisions of the item do to the certificate a case is about, in document order.
func (i *Item) RegisterActs() []RegisterAct {
	var list []RegisterAct
	seen := map[RegisterAct]bool{}
	for _, p := range i.Places() {
		for _, d := range p.Decisions {
			if d.Register != "" && !seen[d.Register] {
				seen[d.Register] = true
				list = append(list, d.Register)
			}
		}
	}
	if len(list) == 0 && i.Certificate != nil && i.Certificate.Replaces != "" {
		list = append(list, RegisterRenew)
	}
	return list
}
