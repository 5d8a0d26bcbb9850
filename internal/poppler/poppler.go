// Package poppler lets tests read PDF files with the tools of Poppler: what another program makes of a file is what counts.
package poppler

import (
	"bytes"
	"fmt"
	"html"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// Text is the text of a PDF file as it is laid out; pages end with a form feed.
func Text(t testing.TB, file []byte) string {
	t.Helper()
	return Run(t, file, "pdftotext", "-layout", "-", "-")
}

// Info is what a PDF file says about itself, by name.
func Info(t testing.TB, file []byte) map[string]string {
	t.Helper()
	info := map[string]string{}
	for _, line := range strings.Split(Run(t, file, "pdfinfo", "-"), "\n") {
		if name, value, ok := strings.Cut(line, ":"); ok {
			info[name] = strings.TrimSpace(value)
		}
	}
	return info
}

var place = regexp.MustCompile(`(?s)<page width="([0-9.]+)" height="([0-9.]+)">|<line xMin="([0-9.]+)" yMin="([0-9.]+)" xMax="([0-9.]+)"[^>]*>(.*?)</line>`)
var word = regexp.MustCompile(`<word [^>]*>([^<]*)</word>`)

// Lines tells where each line of each page stands, in whole points from the upper left: left, top, right.
func Lines(t testing.TB, file []byte) string {
	t.Helper()
	var b strings.Builder
	page := 0
	for _, m := range place.FindAllStringSubmatch(Run(t, file, "pdftotext", "-bbox-layout", "-", "-"), -1) {
		if m[1] != "" {
			page++
			fmt.Fprintf(&b, "page %d %s x %s\n", page, whole(m[1]), whole(m[2]))
			continue
		}
		var words []string
		for _, w := range word.FindAllStringSubmatch(m[6], -1) {
			words = append(words, w[1])
		}
		fmt.Fprintf(&b, "%4s %4s %4s  %s\n", whole(m[3]), whole(m[4]), whole(m[5]), strings.Join(words, " "))
	}
	return b.String()
}

// Word is a word of a page and the box around it, in points from the upper left.
type Word struct {
	Page                     int
	Left, Top, Right, Bottom float64
	Text                     string
}

var boxed = regexp.MustCompile(`<page |<word xMin="([0-9.-]+)" yMin="([0-9.-]+)" xMax="([0-9.-]+)" yMax="([0-9.-]+)">(.*?)</word>`)

// Words tells where each word of each page stands.
func Words(t testing.TB, file []byte) []Word {
	t.Helper()
	var list []Word
	page := 0
	for _, m := range boxed.FindAllStringSubmatch(Run(t, file, "pdftotext", "-bbox", "-", "-"), -1) {
		if m[1] == "" {
			page++
			continue
		}
		w := Word{Page: page, Text: html.UnescapeString(m[5])}
		for i, at := range []*float64{&w.Left, &w.Top, &w.Right, &w.Bottom} {
			var err error
			if *at, err = strconv.ParseFloat(m[i+1], 64); err != nil {
				t.Fatal(err)
			}
		}
		list = append(list, w)
	}
	return list
}

func whole(s string) string {
	n, _, _ := strings.Cut(s, ".")
	return n
}

// Signatures is what pdfsig finds out about the signatures of a file, without a look at who is trusted.
func Signatures(t testing.TB, file []byte) string {
	t.Helper()
	name := filepath.Join(t.TempDir(), "signed.pdf")
	if err := os.WriteFile(name, file, 0o600); err != nil {
		t.Fatal(err)
	}
	return Run(t, nil, "pdfsig", "-nocert", name)
}

// Run gives a file to a tool and returns what it prints.
func Run(t testing.TB, file []byte, tool string, args ...string) string {
	t.Helper()
	if _, err := exec.LookPath(tool); err != nil {
		t.Fatalf("%s is not there: run make tools", tool)
	}
	cmd := exec.Command(tool, args...)
	cmd.Stdin = bytes.NewReader(file)
	cmd.Env = append(os.Environ(), "TZ=UTC", "LC_ALL=C.UTF-8")
	var out, complaints bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &complaints
	if err := cmd.Run(); err != nil || complaints.Len() > 0 {
		t.Fatalf("%s %s: %v: %s", tool, strings.Join(args, " "), err, complaints.String())
	}
	return out.String()
}
