package acceptance_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"sync"
	"time"
)

// The people who work together: sixteen sessions.
var (
	officers   = []string{"U1", "U2", "U3", "U4", "U5", "U6", "U7", "U8", "U9"}
	applicants = []string{"A1", "A2", "A3", "A4", "T1", "T2", "T3"}
)

const (
	auditor = "X1"
	admin   = "X2"
)

// task is a line of an inbox.
type task struct {
	Case      string
	Visit     int
	Node      string
	Kind      string
	Applicant string
	Claimed   bool
}

// choice is a decision with how often it is made.
type choice struct {
	decision string
	weight   int
	ends     bool
}

// choices are what officers decide at each step of the item: mostly on, sometimes back, seldom an end.
var choices = map[string][]choice{
	"acceptance":      {{"accept", 16, false}, {"supplement", 3, false}, {"decline", 1, true}},
	"first-review":    {{"pass", 12, false}, {"refuse", 1, false}},
	"originals-check": {{"pass", 12, false}, {"fail", 1, false}},
	"second-review":   {{"pass", 6, false}, {"return", 2, false}, {"refuse", 1, false}},
	"decision":        {{"grant", 6, false}, {"return", 1, false}, {"refuse", 1, true}},
	"delivery":        {{"delivered", 1, true}},
}

func (t task) choose() (choice, error) {
	sum := 0
	for _, c := range choices[t.Node] {
		sum += c.weight
	}
	if sum == 0 {
		return choice{}, fmt.Errorf("nobody knows what to decide at %s", t.Node)
	}
	n := rand.IntN(sum)
	for _, c := range choices[t.Node] {
		if n -= c.weight; n < 0 {
			return c, nil
		}
	}
	panic("unreachable")
}

// shift is everybody at work until it is over.
type shift struct {
	*journal
	over  chan struct{}
	asked map[string]chan string // by credit code: cases with a question to the applicant

	mu   sync.Mutex
	errs []error
	wait sync.WaitGroup
}

func newShift(j *journal, clients map[string]*client) *shift {
	s := &shift{journal: j, over: make(chan struct{}), asked: map[string]chan string{}}
	for _, c := range clients {
		if c.enterprise != "" {
			s.asked[c.enterprise] = make(chan string, 10_000)
		}
	}
	return s
}

// begin sets everybody to work.
func (s *shift) begin(clients map[string]*client) {
	for _, c := range clients {
		work := s.officer
		if c.enterprise != "" {
			work = s.applicant
		}
		s.wait.Add(1)
		go func() {
			defer s.wait.Done()
			for !s.isOver() {
				if err := work(c); err != nil {
					s.mu.Lock()
					s.errs = append(s.errs, err)
					s.mu.Unlock()
					return
				}
			}
		}()
	}
}

func (s *shift) isOver() bool {
	select {
	case <-s.over:
		return true
	default:
		return false
	}
}

// failed is what went wrong so far.
func (s *shift) failed() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return errors.Join(s.errs...)
}

// end waits until everybody has had the answer to their last request.
func (s *shift) end() error {
	close(s.over)
	s.wait.Wait()
	return s.failed()
}

// pause waits for somebody to have done something.
func (s *shift) pause(news <-chan struct{}) {
	select {
	case <-news:
	case <-s.over:
	case <-time.After(100 * time.Millisecond): // a task may also open by what the server does itself
	}
}

// maxOpen is how many cases are open at once: enough for everybody to find work.
const maxOpen = 60

// applicant answers what is asked, withdraws now and then, and files otherwise.
func (s *shift) applicant(c *client) error {
	select {
	case kase := <-s.asked[c.enterprise]:
		return s.supply(c, kase)
	default:
	}
	news := s.news()
	n, mine := s.going(c)
	switch {
	case n >= maxOpen && rand.IntN(40) == 0 && mine != "":
		_, ok, err := s.command(c, "/cases/"+mine+"/withdraw", map[string]string{"reason": "撤回申请"})
		if ok {
			s.ended(mine)
		}
		return err
	case n >= maxOpen:
		s.pause(news)
		return nil
	}
	_, err := s.file(c, rand.IntN(2) == 0)
	return err
}

// officer does one of the tasks in the inbox.
func (s *shift) officer(c *client) error {
	news := s.news()
	var inbox struct{ Rows []task }
	if err := c.fetch("/tasks?limit=50", &inbox); err != nil {
		return err
	}
	if len(inbox.Rows) == 0 {
		s.pause(news)
		return nil
	}
	t := inbox.Rows[rand.IntN(len(inbox.Rows))]
	switch n := rand.IntN(12); {
	case n == 0 && t.Claimed:
		_, _, err := s.at(c, t, "release", nil)
		return err
	case n <= 1 && !t.Claimed:
		_, _, err := s.at(c, t, "claim", nil)
		return err
	}
	return s.act(c, t)
}

func (j *journal) at(c *client, t task, command string, body any) (done, bool, error) {
	return j.command(c, fmt.Sprintf("/cases/%s/tasks/%d/%s", t.Case, t.Visit, command), body)
}

// act decides, or issues the certificate; a decision is sometimes taken back at once.
func (s *shift) act(c *client, t task) error {
	if t.Kind == "issue" {
		_, _, err := s.at(c, t, "issue", nil)
		return err
	}
	decision, err := t.choose()
	if err != nil {
		return err
	}
	_, ok, err := s.decide(c, t, decision.decision)
	switch {
	case err != nil || !ok:
		return err
	case decision.ends:
		s.ended(t.Case)
	case decision.decision == "supplement":
		if asked, works := s.asked[t.Applicant]; works {
			asked <- t.Case
		}
	case decision.decision == "pass" && rand.IntN(8) == 0:
		_, _, err = s.at(c, t, "take-back", nil)
	}
	return err
}

func (j *journal) decide(c *client, t task, decision string) (done, bool, error) {
	body := map[string]any{"decision": decision, "reason": "理由充分。"}
	if decision == "supplement" {
		body["supplements"] = []map[string]string{{"material": "", "problem": "证件照不清晰", "demand": "重新提交"}}
	}
	return j.at(c, t, "decide", body)
}
