package main

import (
	"cmp"
	"os"
	"strings"

	"shenpi/workflow/item"
)

// language is the one that sentences are printed in.
type language string

const (
	chinese language = "zh"
	english language = "en"
)

// languageFlag chooses one.
type languageFlag struct {
	Lang string `help:"Language of the sentences: zh or en (default: that of LC_ALL, LC_MESSAGES or LANG, else en)." enum:",zh,en" default:"" placeholder:"LANG"`
}

func (f languageFlag) language() language {
	if f.Lang != "" {
		return language(f.Lang)
	}
	if strings.HasPrefix(cmp.Or(os.Getenv("LC_ALL"), os.Getenv("LC_MESSAGES"), os.Getenv("LANG")), string(chinese)) {
		return chinese
	}
	return english
}

// of is a text in the language; Chinese stands in for English that is not there.
func (l language) of(t item.Text) string {
	if l == chinese {
		return t.Zh
	}
	return cmp.Or(t.En, t.Zh)
}
