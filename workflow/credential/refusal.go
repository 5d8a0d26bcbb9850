package credential

import (
	"cmp"
	"strings"
)

// Code says why a certificate is not accepted, for machines; CodeValid and CodeValidUnlisted that it is.
type Code string

// The codes. The table sentences has what each means in words.
const (
	CodeValid         Code = "valid"
	CodeValidFollowed Code = "valid_followed"
	CodeValidUnlisted Code = "valid_status_unchecked"

	CodeLong        Code = "text_too_long"
	CodeNoMark      Code = "no_credential"
	CodeLowerCase   Code = "lower_case"
	CodePadding     Code = "padding"
	CodeLetter      Code = "foreign_letter"
	CodeLetterCount Code = "letters_missing"
	CodeLastLetter  Code = "last_letter_not_canonical"
	CodeVersion     Code = "version_unknown"
	CodeCut         Code = "payload_cut"
	CodeTrailing    Code = "payload_trailing"
	CodeLength      Code = "length_not_canonical"
	CodeValue       Code = "value_malformed"
	CodeDays        Code = "days_impossible"
	CodePlace       Code = "place_impossible"
	CodeHidden      Code = "field_hidden"
	CodeKey         Code = "key_unknown"
	CodeSignature   Code = "bad_signature"
	CodeOther       Code = "other_certificate"
	CodeNotYet      Code = "not_yet_valid"
	CodeExpired     Code = "expired"

	CodeListSignature Code = "list_bad_signature"
	CodeListForm      Code = "list_malformed"
	CodeListOther     Code = "list_of_others"
	CodeListStale     Code = "list_stale"
	CodeListLater     Code = "list_from_later"

	CodeSuspended Code = "suspended"
	CodeRevoked   Code = "revoked"
	CodeWithdrawn Code = "withdrawn"
	CodeCancelled Code = "cancelled"
	CodeReplaced  Code = "replaced"
	CodeUnknown   Code = "status_unknown"
)

// Refusal is why something is no credential, or not to be accepted.
type Refusal struct {
	Code Code   `json:"code"`
	Zh   string `json:"zh"`
	En   string `json:"en"`
}

// Error is the English sentence with its code.
func (r *Refusal) Error() string { return string(r.Code) + ": " + r.En }

type sentence struct{ zh, en string }

// refuse words a code; detail is what its sentence names.
func refuse(code Code, detail string) *Refusal { return say(code, detail, detail) }

func say(code Code, zh, en string) *Refusal {
	s := sentences[code]
	fill := func(text, detail string) string { return strings.ReplaceAll(text, "{}", cmp.Or(detail, "—")) }
	return &Refusal{Code: code, Zh: fill(s.zh, zh), En: fill(s.en, en)}
}

// sentences says every code in plain words.
var sentences = map[Code]sentence{
	CodeValid: {
		"证照有效：签名无误，{}的状态清单未记载其失效。", "The certificate is valid: the signature is good, and the list of statuses of {} has nothing against it."},
	CodeValidFollowed: {
		"证照有效，但已有换发的新证，请索取新证：签名无误，{}的状态清单未记载其失效。",
		"The certificate is valid, and a newer one follows it, to be asked for: the signature is good, and the list of statuses of {} has nothing against it."},
	CodeValidUnlisted: {
		"签名无误且在有效期内；未核对状态清单，不能说明证照未被撤销。", "The signature is good and the day is within its validity; no list of statuses was looked at, so it may have been revoked."},
	CodeLong: {
		"文字过长（{}字节），不是证照码。", "The text has {} bytes and is no code of a certificate."},
	CodeNoMark: {
		"这不是证照码：其中没有{}开头的签名内容。", "This is no code of a certificate: nothing in it begins with {}."},
	CodeLowerCase: {
		"证照码被改写过：其中有小写字母{}。", "The code was rewritten: it has the small letter {}."},
	CodePadding: {
		"证照码被改写过：其中有填充符{}。", "The code was rewritten: it is padded with {}."},
	CodeLetter: {
		"证照码中有不应出现的字符{}。", "The code has the character {}, which does not belong there."},
	CodeLetterCount: {
		"证照码的字符数（{}）不可能正确：有缺失或多余。", "The code cannot have {} characters: some are missing or too many."},
	CodeLastLetter: {
		"证照码的最后一个字符{}不是规范写法。", "The last character {} of the code is not the one it is written with."},
	CodeVersion: {
		"证照码的版本{}是本程序不认识的。", "The code is of version {}, which this program does not know."},
	CodeCut: {
		"证照码不完整：缺{}字节。", "The code is cut: {} bytes are missing."},
	CodeTrailing: {
		"证照码之后多出{}字节。", "{} bytes stand behind the end of the code."},
	CodeLength: {
		"证照码中一个长度（{}）不是规范写法。", "A length in the code ({}) is not written as it should be."},
	CodeValue: {
		"证照码中一项内容不合规定（{}）。", "A value in the code is not one that may stand there ({})."},
	CodeDays: {
		"证照码中的有效期不可能成立（{}）。", "The code has days that cannot be ({})."},
	CodePlace: {
		"证照码中的状态位置{}不存在。", "The code has the place {}, which no list has."},
	CodeHidden: {
		"“{}”一项在此证照码中未出示，须用完整的证照码。", "The field {} is hidden in this code; the whole code is needed to show it."},
	CodeKey: {
		"证照码由未受信任的密钥{}签名。", "The code is signed by the key {}, which is not among those trusted."},
	CodeSignature: {
		"签名无效：内容被改动过，或不是密钥{}所签。", "The signature is not good: what it says was altered, or the key {} did not sign it."},
	CodeOther: {
		"证照码属于另一证照（{}），不是所查的这一件。", "The code is of another certificate than the one it stands on ({})."},
	CodeNotYet: {
		"证照尚未生效：自{}起有效。", "The certificate is not valid yet: it begins on {}."},
	CodeExpired: {
		"证照已过有效期：有效期至{}。", "The certificate has expired: its last day was {}."},
	CodeListSignature: {
		"状态清单的签名无效：{}。", "The signature of the list of statuses is not good: {}."},
	CodeListForm: {
		"状态清单格式不合：{}。", "The list of statuses is not in its format: {}."},
	CodeListOther: {
		"状态清单（{}）不是这一证照的清单。", "The list of statuses ({}) is not the one of this certificate."},
	CodeListStale: {
		"状态清单已过期（有效至{}），须取新的。", "The list of statuses is too old: it was good until {}; fetch a newer one."},
	CodeListLater: {
		"状态清单（{}）晚于查验的时刻，不能说明当时的状态。", "The list of statuses ({}) is of later than the time of checking and does not say what held then."},
	CodeSuspended: {
		"证照已暂停（{}的状态清单）。", "The certificate is suspended (list of statuses of {})."},
	CodeRevoked: {
		"证照已被撤销或吊销（{}的状态清单）。", "The certificate was revoked (list of statuses of {})."},
	CodeWithdrawn: {
		"证照已被撤回（{}的状态清单）。", "The certificate was withdrawn (list of statuses of {})."},
	CodeCancelled: {
		"证照已被注销（{}的状态清单）。", "The certificate was cancelled (list of statuses of {})."},
	CodeReplaced: {
		"证照已被新证取代而失效（{}的状态清单）。", "The certificate was replaced by another and is not valid any more (list of statuses of {})."},
	CodeUnknown: {
		"状态清单（{}）对该证照的记载是本程序不认识的，不能认作有效。", "The list of statuses ({}) says something of this certificate that this program does not know; it cannot be taken for valid."},
}
