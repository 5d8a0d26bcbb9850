package item

import (
	"strings"
	"time"
)

// The symbols of a unified social credit code (GB 32100-2015) in the order of their values; I, O, S, V and Z are not used.
const usccSymbols = "0123456789ABCDEFGHJKLMNPQRTUWXY"

// validCreditCode checks the form, the inner organisation code and both check characters of a unified social credit code.
// Some early codes of pilot areas are legal and yet fail the check: a failure is a reason to look, not to refuse.
func validCreditCode(code string) bool {
	if len(code) != 18 {
		return false
	}
	sum, weight := 0, 1
	for i := range 17 {
		value := strings.IndexByte(usccSymbols, code[i])
		if value < 0 || i >= 2 && i < 8 && value > 9 {
			return false
		}
		sum += value * weight
		weight = weight * 3 % 31
	}
	return code[17] == usccSymbols[(31-sum%31)%31] && validOrganisationCode(code[8:17])
}

// validOrganisationCode checks an organisation code of GB 11714: eight characters and a check character.
func validOrganisationCode(code string) bool {
	sum := 0
	for i, weight := range []int{3, 7, 9, 10, 5, 8, 4, 2} {
		switch c := code[i]; {
		case c >= '0' && c <= '9':
			sum += int(c-'0') * weight
		case c >= 'A' && c <= 'Z':
			sum += int(c-'A'+10) * weight
		default:
			return false
		}
	}
	return code[8] == "0X987654321"[sum%11]
}

// validIDCard checks the form, the date of birth and the check character of an 18-digit identity number (GB 11643-1999).
func validIDCard(no string) bool {
	if len(no) != 18 {
		return false
	}
	sum := 0
	for i, weight := range []int{7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2} {
		if no[i] < '0' || no[i] > '9' {
			return false
		}
		sum += int(no[i]-'0') * weight
	}
	birth, err := time.Parse("20060102", no[6:14])
	return err == nil && birth.Year() >= 1800 && no[17] == "10X98765432"[sum%11]
}
