package notify

import (
	"errors"
	"net/mail"
	"regexp"
	"strings"
)

// CheckAddress says why mail cannot be sent to an address: it is a bare one, without a name.
func CheckAddress(text string) error {
	a, err := mail.ParseAddress(text)
	if err != nil || a.Address != text || strings.ContainsAny(text, "\r\n") {
		return errors.New("it is no mail address")
	}
	return nil
}

var number = regexp.MustCompile(`^(?:\+[1-9][0-9]{6,14}|1[3-9][0-9]{9})$`)

// CheckNumber says why text messages cannot be sent to a number: it is one of the mainland, or international with a plus.
func CheckNumber(text string) error {
	if !number.MatchString(text) {
		return errors.New("it is no mobile number such as 13800000000 or +8613800000000")
	}
	return nil
}
