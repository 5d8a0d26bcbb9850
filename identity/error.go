package identity

import (
	"fmt"
	"time"
)

// Error is a refusal a user may be told. RetryAfter is set where waiting helps.
type Error struct {
	Code       string
	Zh         string
	En         string
	Field      string
	RetryAfter time.Duration
}

func (e *Error) Error() string { return fmt.Sprintf("%s: %s", e.Code, e.En) }

// Is compares codes.
func (e *Error) Is(target error) bool {
	t, ok := target.(*Error)
	return ok && t.Code == e.Code
}

// Refusals; compare with errors.Is, which looks at the code only.
var (
	// ErrBadCredentials is the same for an unknown login, a wrong password and a disabled account.
	ErrBadCredentials = &Error{Code: "bad_credentials", Zh: "账号或密码不正确", En: "the login or the password is not right"}
	// ErrTooManyAttempts carries RetryAfter. It is given for unknown logins too.
	ErrTooManyAttempts = &Error{Code: "too_many_attempts", Zh: "密码错误次数过多，账号已暂时锁定，请稍后再试", En: "too many wrong passwords: the account is locked for a while"}
	// ErrTooManyRequests carries RetryAfter.
	ErrTooManyRequests = &Error{Code: "too_many_requests", Zh: "请求过于频繁，请稍后再试", En: "too many requests from this address, try again later"}
	// ErrUnauthenticated is a session that is not, or not any more, alive.
	ErrUnauthenticated = &Error{Code: "unauthenticated", Zh: "尚未登录或登录已失效，请重新登录", En: "not signed in, or the sign-in has ended: sign in again"}
	// ErrTokenInvalid is a service token that is unknown, expired, revoked or of a disabled account.
	ErrTokenInvalid = &Error{Code: "token_invalid", Zh: "接口令牌无效、已过期或已撤销", En: "the service token is unknown, expired or revoked"}
	// ErrCSRF is a form that did not come from this session's own pages.
	ErrCSRF = &Error{Code: "csrf_mismatch", Zh: "页面已过期，请刷新后重试", En: "the page is out of date, reload it and try again"}

	errPasswordShort     = &Error{Code: "password_too_short", Field: "password", Zh: "密码至少8个字符", En: "a password has at least 8 characters"}
	errPasswordLong      = &Error{Code: "password_too_long", Field: "password", Zh: "密码最多128个字符", En: "a password has at most 128 characters"}
	errPasswordText      = &Error{Code: "password_not_text", Field: "password", Zh: "密码含有无法识别的字符", En: "the password is not valid text"}
	errPasswordCommon    = &Error{Code: "password_common", Field: "password", Zh: "密码过于常见，容易被猜中", En: "the password is a common one and easily guessed"}
	errPasswordLogin     = &Error{Code: "password_contains_login", Field: "password", Zh: "密码不得包含账号名", En: "the password must not contain the login"}
	errPasswordUnchanged = &Error{Code: "password_unchanged", Field: "password", Zh: "新密码不得与原密码相同", En: "the new password is the old one"}

	errLoginInvalid      = &Error{Code: "login_invalid", Field: "login", Zh: "账号名为3至64个小写字母、数字或 . _ - @，以字母或数字开头", En: "a login is 3 to 64 letters, digits or . _ - @, and begins with a letter or digit"}
	errLoginTaken        = &Error{Code: "login_taken", Field: "login", Zh: "账号名已被使用", En: "the login is taken"}
	errAccountIncomplete = &Error{Code: "account_incomplete", Zh: "账号的编号、姓名、类别或统一社会信用代码有缺漏", En: "the account lacks its id, its name, its kind or the credit code of its enterprise"}
	errAccountUnknown    = &Error{Code: "account_unknown", Zh: "没有这个账号", En: "there is no such account"}
	errAccountChanged    = &Error{Code: "account_changed", Zh: "账号刚被他人修改，请重试", En: "the account was changed meanwhile, try again"}

	errTokenName    = &Error{Code: "token_name", Field: "name", Zh: "请填写1至100个字符的令牌名称", En: "name the token in 1 to 100 characters"}
	errTokenExpiry  = &Error{Code: "token_expiry", Field: "expires_at", Zh: "令牌的有效期须晚于当前时间且不超过上限", En: "a token ends in the future and not later than the limit"}
	errTokenAccount = &Error{Code: "token_not_allowed", Zh: "只有企业账号和服务账号可以使用接口令牌", En: "only accounts of enterprises and services have tokens"}
	errTokenUnknown = &Error{Code: "token_unknown", Zh: "没有这个接口令牌", En: "there is no such token"}
)

func (e *Error) after(d time.Duration) *Error {
	with := *e
	with.RetryAfter = d
	return &with
}
