package handlers

import (
	"net/http"
	"strconv"
	"strings"
)

// language is one of the two of the office.
type language string

const (
	chinese language = "zh"
	english language = "en"
)

// say is a text in the language.
func (l language) say(zh, en string) string {
	if l == english {
		return en
	}
	return zh
}

// languageOf is the language the client prefers of the two; Chinese when it does not say.
func languageOf(r *http.Request) language {
	best, weight := chinese, 0.0
	for _, part := range strings.Split(r.Header.Get("Accept-Language"), ",") {
		tag, q, _ := strings.Cut(strings.TrimSpace(part), ";")
		w := 1.0
		if value, ok := strings.CutPrefix(strings.TrimSpace(q), "q="); ok {
			parsed, err := strconv.ParseFloat(value, 64)
			if err != nil {
				continue
			}
			w = parsed
		}
		primary, _, _ := strings.Cut(strings.ToLower(tag), "-")
		if l := language(primary); (l == chinese || l == english) && w > weight {
			best, weight = l, w
		}
	}
	return best
}
