package credential

// Status is what became of a certificate, apart from its last day.
type Status uint8

// The statuses as they are written in a list. The others are kept for later: whoever does not know one takes it for not
// valid.
const (
	Valid     Status = 0
	Suspended Status = 1 // 暂停
	Revoked   Status = 2 // 撤销、吊销
	Withdrawn Status = 3 // 撤回
	Cancelled Status = 4 // 注销
	Replaced  Status = 5 // by another certificate, and not valid any more
	Unknown   Status = 7 // the register says something this list has no word for

	statusMask    = 7
	followed      = 8 // beside a status: another certificate follows this one
	bitsPerStatus = 4
)

var statusNames = map[Status]string{
	Valid: "valid", Suspended: "suspended", Revoked: "revoked", Withdrawn: "withdrawn", Cancelled: "cancelled", Replaced: "replaced",
}

// String is the word of the register.
func (s Status) String() string {
	if name, ok := statusNames[s]; ok {
		return name
	}
	return "unknown"
}

// statusCodes are the refusals of a certificate by its status.
var statusCodes = map[Status]Code{
	Suspended: CodeSuspended, Revoked: CodeRevoked, Withdrawn: CodeWithdrawn, Cancelled: CodeCancelled, Replaced: CodeReplaced,
}

// ParseStatus reads a word of the register. One this list has no word for is Unknown, which nobody takes for valid.
func ParseStatus(name string) Status {
	for s, n := range statusNames {
		if n == name {
			return s
		}
	}
	return Unknown
}

// Standing is what a list says of one place.
type Standing struct {
	Place    Place
	Status   Status
	Followed bool // the register has a certificate that follows it; it stays valid to its last day
}
