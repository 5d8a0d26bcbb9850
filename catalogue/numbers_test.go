package catalogue_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

const creditAlphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY"

// creditCodeValid checks both check characters of a unified social credit code
// (GB 32100-2015 and, inside it, GB 11714).
func creditCodeValid(code string) bool {
	if len(code) != 18 {
		return false
	}
	sum, weight := 0, 1
	for i := range 17 {
		value := strings.IndexByte(creditAlphabet, code[i])
		if value < 0 {
			return false
		}
		sum += value * weight
		weight = weight * 3 % 31
	}
	if code[17] != creditAlphabet[(31-sum%31)%31] {
		return false
	}
	inner := 0
	for i, w := range []int{3, 7, 9, 10, 5, 8, 4, 2} {
		c := code[8+i]
		if c >= 'A' {
			inner += (int(c-'A') + 10) * w
		} else {
			inner += int(c-'0') * w
		}
	}
	return code[16] == "0X987654321"[inner%11]
}

// idCardValid checks the date and the check character of an ID card number (GB 11643).
func idCardValid(no string) bool {
	if len(no) != 18 || strings.Trim(no[:17], "0123456789") != "" {
		return false
	}
	if _, err := time.Parse("20060102", no[6:14]); err != nil {
		return false
	}
	sum := 0
	for i, w := range []int{7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2} {
		sum += int(no[i]-'0') * w
	}
	return no[17] == "10X98765432"[sum%11]
}

func TestNumberAlgorithmsAgreeWithPublishedVectors(t *testing.T) {
	t.Parallel()
	for code, valid := range map[string]bool{
		"91350100M000100Y43": true, "91110000802100433B": true, "914403001922038216": true, "91440300708461136T": true,
		"91350100M000100Y4Z": false, "91350100M0001TGQXM": false, "91350211M0000XUF46": false, "9135010OM000100Y43": false,
	} {
		require.Equal(t, valid, creditCodeValid(code), code)
	}
	for no, valid := range map[string]bool{
		"34052419800101001X": true, "11010519491231002X": true,
		"34052419800101001x": false, "340524198001010011": false, "34052419801301001X": false, "3405241980010100": false,
	} {
		require.Equal(t, valid, idCardValid(no), no)
	}
}
