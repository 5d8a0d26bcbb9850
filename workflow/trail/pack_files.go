package trail

import (
	"cmp"
	"encoding/json"
	"maps"
	"regexp"
	"slices"
	"strings"
)

var fileHash = regexp.MustCompile(`^[0-9a-f]{64}$`)

// packFile is the SHA-256 in the name of a file, or "".
func packFile(name string) string {
	if sha, ok := strings.CutPrefix(name, packFiles); ok && fileHash.MatchString(sha) {
		return sha
	}
	return ""
}

// namedFile is a file that the facts of an entry name.
type namedFile struct {
	sha256 string
	issued bool // by the office: no erasure takes it away
}

// filesNamed lists the files that the facts of an entry name, each once: the SHA-256 in lower-case hex under a key sha256,
// or, of what the office issued, under a key file, wherever it stands.
func filesNamed(facts json.RawMessage) []namedFile {
	var v any
	if json.Unmarshal(facts, &v) != nil {
		return nil
	}
	issued := map[string]bool{}
	var walk func(v any)
	walk = func(v any) {
		switch v := v.(type) {
		case []any:
			for _, x := range v {
				walk(x)
			}
		case map[string]any:
			for key, x := range v {
				if sha, ok := x.(string); ok && (key == "sha256" || key == "file") && fileHash.MatchString(sha) {
					issued[sha] = issued[sha] || key == "file"
				}
				walk(x)
			}
		}
	}
	walk(v)
	var list []namedFile
	for sha := range maps.Keys(issued) {
		list = append(list, namedFile{sha, issued[sha]})
	}
	slices.SortFunc(list, func(a, b namedFile) int { return cmp.Compare(a.sha256, b.sha256) })
	return list
}
