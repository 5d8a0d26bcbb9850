package acceptance_test

import (
	"crypto/rand"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"sync"
)

// receipt is what a command was answered: which entry of which case it became.
type receipt struct {
	Case   string
	Stream string
	Number int64
	Hash   string
	Note   string // signed
}

// done is the answer to a command.
type done struct {
	Case    string
	Kind    string
	Receipt receipt
}

// place is where an entry stands.
type place struct {
	kase   string
	number int64
}

// acknowledged is a command that was answered with success.
type acknowledged struct {
	request
	who  *client
	done done
}

// journal is what the clients remember of the answers they got, and nothing that the server told them later.
type journal struct {
	mu      sync.Mutex
	changed chan struct{} // closed at the next acknowledgement
	acks    []acknowledged
	refused map[string]int // by code
	kinds   map[string]int
	owner   map[string]*client         // of each case, by id
	papers  map[string]map[string]bool // hashes of the files each case was filed with
	drafts  map[string]string          // the case each acknowledged draft became, "" while it is none
	open    map[string]bool            // cases that have not ended
}

func newJournal() *journal {
	return &journal{
		changed: make(chan struct{}), refused: map[string]int{}, kinds: map[string]int{}, owner: map[string]*client{},
		papers: map[string]map[string]bool{}, drafts: map[string]string{}, open: map[string]bool{},
	}
}

// command sends a command with a key of its own and remembers the answer. ok is false when it was refused.
func (j *journal) command(c *client, path string, body any) (d done, ok bool, err error) {
	q := request{method: http.MethodPost, path: path, key: rand.Text(), body: body}
	a, err := c.call(q)
	if err != nil {
		return d, false, err
	}
	if !a.ok() {
		j.mu.Lock()
		defer j.mu.Unlock()
		j.refused[a.code()]++
		if a.status < 400 || a.status == http.StatusUnprocessableEntity || a.status == http.StatusNotFound {
			return d, false, fmt.Errorf("%s: %s was answered %d: %s", c.id, path, a.status, a.body)
		}
		return d, false, nil
	}
	if err := a.read(&d); err != nil {
		return d, false, err
	}
	j.keep(acknowledged{q, c, d})
	return d, true, nil
}

func (j *journal) keep(a acknowledged) {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.acks = append(j.acks, a)
	j.kinds[a.done.Kind]++
	if a.done.Kind == "submitted" {
		j.owner[a.done.Case], j.open[a.done.Case] = a.who, true
	}
	close(j.changed)
	j.changed = make(chan struct{})
}

// news is closed at the next acknowledgement.
func (j *journal) news() <-chan struct{} {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.changed
}

// drafted remembers a draft, or the case it became.
func (j *journal) drafted(id, kase string, papers map[string]bool) {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.drafts[id] = kase
	if kase != "" {
		j.papers[kase] = papers
	}
}

func (j *journal) ended(kase string) {
	j.mu.Lock()
	defer j.mu.Unlock()
	delete(j.open, kase)
}

// going is how many cases have not ended, and one of those of an enterprise.
func (j *journal) going(c *client) (n int, one string) {
	j.mu.Lock()
	defer j.mu.Unlock()
	for id := range j.open {
		if j.owner[id].enterprise == c.enterprise {
			one = id
			break
		}
	}
	return len(j.open), one
}

func (j *journal) count(kind string) int {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.kinds[kind]
}

// summary says what was done.
func (j *journal) summary() string {
	var parts []string
	for _, k := range slices.Sorted(maps.Keys(j.kinds)) {
		parts = append(parts, fmt.Sprintf("%s %d", k, j.kinds[k]))
	}
	parts = append(parts, "refused:")
	for _, k := range slices.Sorted(maps.Keys(j.refused)) {
		parts = append(parts, fmt.Sprintf("%s %d", k, j.refused[k]))
	}
	return strings.Join(parts, " ")
}
