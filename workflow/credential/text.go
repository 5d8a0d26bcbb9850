package credential

import (
	"encoding/base32"
	"strconv"
	"strings"
)

// Mark is what the text of a credential begins with, behind an address if there is one.
const Mark = "SHENPI:"

// maxText is longer than any credential, with the address before it.
const maxText = 16 << 10

// alphabet is base32 of RFC 4648 without padding: capital letters and digits take the short mode of a QR code, and may stand
// behind the # of an address as they are.
var alphabet = base32.StdEncoding.WithPadding(base32.NoPadding)

// Text is the credential as it stands in a code.
func (c *Credential) Text() string { return Mark + alphabet.EncodeToString(c.Bytes()) }

// Parse reads a text: the mark and the payload, as they are or behind the # of an address, and nothing else. What stands before
// the # is not signed and nobody's word. The signature is not judged here. The error is a *Refusal.
func Parse(text string) (*Credential, error) {
	if len(text) > maxText {
		return nil, refuse(CodeLong, strconv.Itoa(len(text)))
	}
	if address, code, ok := strings.Cut(text, "#"); ok && strings.HasPrefix(address, "https://") {
		text = code
	}
	code, ok := strings.CutPrefix(text, Mark)
	if !ok {
		return nil, refuse(CodeNoMark, Mark)
	}
	for i := range len(code) {
		if why := wrongLetter(code[i]); why != "" {
			return nil, refuse(why, strconv.QuoteToASCII(code[i:i+1])+" ("+strconv.Itoa(i+1)+")")
		}
	}
	switch len(code) % 8 {
	case 1, 3, 6:
		return nil, refuse(CodeLetterCount, strconv.Itoa(len(code)))
	}
	b, err := alphabet.DecodeString(code)
	if err != nil {
		return nil, refuse(CodeLetter, err.Error())
	}
	if alphabet.EncodeToString(b) != code {
		return nil, refuse(CodeLastLetter, code[len(code)-1:])
	}
	return ParseBytes(b)
}

func wrongLetter(c byte) Code {
	switch {
	case c >= 'A' && c <= 'Z', c >= '2' && c <= '7':
		return ""
	case c >= 'a' && c <= 'z':
		return CodeLowerCase
	case c == '=':
		return CodePadding
	}
	return CodeLetter
}
