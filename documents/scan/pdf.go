package scan

import (
	"bytes"
	"encoding/hex"
	"errors"
	"regexp"
	"unicode/utf16"
)

// ErrSeveralCodes says that a file holds different codes, so that nobody can tell which one is of it.
var ErrSeveralCodes = errors.New("different codes are inside it")

// IsPDF reports whether a file begins as a PDF file does.
func IsPDF(b []byte) bool { return bytes.HasPrefix(b, []byte("%PDF-")) }

var subject = regexp.MustCompile(`/Subject <FEFF((?:[0-9A-F]{4})*)>`)

// PDF finds the text of the code inside a certificate as the office issues it, and the number that the file gives as what it
// is about; that is empty when it gives none. Only files of this program are read: nothing of a file is unpacked. The text ends
// where the line does.
func PDF(b []byte, mark string) (text, number string, err error) {
	var numbers []string
	for _, m := range subject.FindAllSubmatch(b, -1) {
		if s := fromUTF16(string(m[1])); len(numbers) == 0 || numbers[len(numbers)-1] != s {
			numbers = append(numbers, s)
		}
	}
	for rest := b; ; {
		at := bytes.Index(rest, []byte(mark))
		if at < 0 {
			break
		}
		rest = rest[at:]
		end := bytes.IndexAny(rest, "\r\n")
		if end < 0 {
			end = len(rest)
		}
		if found := string(rest[:end]); text == "" {
			text = found
		} else if found != text {
			return "", "", ErrSeveralCodes
		}
		rest = rest[end:]
	}
	switch {
	case text == "":
		return "", "", ErrNoCode
	case len(numbers) > 1:
		return "", "", ErrSeveralCodes
	case len(numbers) == 1:
		number = numbers[0]
	}
	return text, number, nil
}

func fromUTF16(digits string) string {
	b, _ := hex.DecodeString(digits) // the pattern has digits only
	units := make([]uint16, len(b)/2)
	for i := range units {
		units[i] = uint16(b[2*i])<<8 | uint16(b[2*i+1])
	}
	return string(utf16.Decode(units))
}
