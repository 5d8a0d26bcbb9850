package trail

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"golang.org/x/mod/sumdb/note"
)

// statement is a text that is signed as a C2SP note. Every kind begins with another first line, so that a
// signature under one can never be shown as one under another.
type statement interface {
	text() string
	signedBy() (origin string, at time.Time)
}

// statementCodes are the findings on one kind of statement.
type statementCodes struct{ signature, form Code }

func sign(s statement, signers ...note.Signer) ([]byte, error) {
	origin, at := s.signedBy()
	if _, ok := readInstant(formatInstant(at)); !ok {
		return nil, fmt.Errorf("sign for %s: impossible time %s", origin, formatInstant(at))
	}
	for _, signer := range signers {
		if signer.Name() != origin {
			return nil, fmt.Errorf("sign for %s: the key is of %s", origin, signer.Name())
		}
	}
	return note.Sign(&note.Note{Text: s.text()}, signers...)
}

// openSigned checks the signature, reads the text with parse, and requires that writing it again gives the same
// text: there is one spelling of everything.
func openSigned[S statement](b []byte, keys *Keys, codes statementCodes, parse func(lines []string) (S, bool)) (S, error) {
	var none S
	n, err := openNote(b, keys)
	if err != nil {
		return none, find(codes.signature, nowhere, same(err))
	}
	s, ok := parse(strings.Split(strings.TrimSuffix(n.Text, "\n"), "\n"))
	if !ok || s.text() != n.Text {
		return none, find(codes.form, nowhere, same(strconv.Quote(n.Text)))
	}
	origin, at := s.signedBy()
	if origin != keys.Origin() {
		return none, find(codes.form, nowhere, sentence{"属于另一日志" + origin, "it is of the log " + origin})
	}
	if !keys.good(n, at) {
		when := formatInstant(at)
		return none, find(codes.signature, nowhere, sentence{"密钥在" + when + "无效", "the key was not good at " + when})
	}
	return s, nil
}

// fields reads lines "name value" with the given names in order, after the title.
func fields(lines []string, title string, names ...string) ([]string, bool) {
	if len(lines) != len(names)+1 || lines[0] != title {
		return nil, false
	}
	values := make([]string, len(names))
	for i, name := range names {
		value, ok := strings.CutPrefix(lines[i+1], name+" ")
		if !ok {
			return nil, false
		}
		values[i] = value
	}
	return values, true
}

// size reads a count of entries between least and MaxSize.
func size(text string, least int64) (int64, bool) {
	n, err := strconv.ParseInt(text, 10, 64)
	return n, err == nil && n >= least && n <= MaxSize
}

func readInstant(text string) (time.Time, bool) {
	micros, ok := parseInstant([]byte(text))
	return time.UnixMicro(micros).UTC(), ok
}
