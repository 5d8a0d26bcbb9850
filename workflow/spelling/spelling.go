// Package spelling guesses what somebody meant who wrote a name that does not exist.
package spelling

import (
	"slices"
	"unicode/utf8"
)

// Nearest is the known name that a written one is most like; empty when it is like none. Of equally near ones it is the
// first in the order of the alphabet.
func Nearest(written string, known []string) string {
	most := 1 // letters that are wrong, missing or too many
	switch n := utf8.RuneCountInString(written); {
	case n < 3:
		return ""
	case n > 11:
		most = 2
	}
	best := ""
	for _, name := range slices.Sorted(slices.Values(known)) {
		if d := distance([]rune(written), []rune(name), most); d <= most && name != written {
			best, most = name, d-1
		}
	}
	return best
}

// distance is how many letters have to be added, left out, replaced or swapped with the next; more than most when it is
// more than that.
func distance(a, b []rune, most int) int {
	if len(a)-len(b) > most || len(b)-len(a) > most {
		return most + 1
	}
	before, last, row := []int(nil), make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range last {
		last[j] = j
	}
	for i := range a {
		row[0] = i + 1
		for j := range b {
			row[j+1] = min(last[j+1], row[j]) + 1
			if a[i] == b[j] {
				row[j+1] = min(row[j+1], last[j])
			} else {
				row[j+1] = min(row[j+1], last[j]+1)
			}
			if i > 0 && j > 0 && a[i] == b[j-1] && a[i-1] == b[j] {
				row[j+1] = min(row[j+1], before[j-1]+1)
			}
		}
		before, last, row = last, row, make([]int, len(b)+1)
	}
	return last[len(b)]
}
