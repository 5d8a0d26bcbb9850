package jobs_test

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"shenpi/jobs"
	"shenpi/workflow"
)

// desk is the papers of some cases: what is owed, what was stored and what was recorded as issued.
type desk struct {
	mu      sync.Mutex
	owed    []workflow.Document
	tried   map[int]int
	refused map[int]bool
	why     map[int]workflow.Because
	files   map[string]string
	issued  map[int]string
	full    bool // nothing can be stored
}

func newDesk(documents int) *desk {
	d := &desk{tried: map[int]int{}, refused: map[int]bool{}, why: map[int]workflow.Because{}, files: map[string]string{}, issued: map[int]string{}}
	for seq := 1; seq <= documents; seq++ {
		d.owed = append(d.owed, workflow.Document{Case: "c", Seq: seq})
	}
	return d
}

func (d *desk) OwedDocuments(_ context.Context, limit int) (list []workflow.Document, err error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	for tries := 0; len(list) < limit && tries < 5; tries++ {
		for _, x := range d.owed {
			if d.issued[x.Seq] == "" && !d.refused[x.Seq] && d.tried[x.Seq] == tries && len(list) < limit {
				list = append(list, x)
			}
		}
	}
	return list, nil
}

func (d *desk) DocumentTried(_ context.Context, _ workflow.CaseID, seq int, why workflow.Because) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.tried[seq]++
	d.why[seq] = why
	return nil
}

func (d *desk) DocumentRefused(_ context.Context, _ workflow.CaseID, seq int, why workflow.Because) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.refused[seq] = true
	d.why[seq] = why
	return nil
}

func (d *desk) PutFile(_ context.Context, r io.Reader) (string, int64, error) {
	b, err := io.ReadAll(r)
	sum := sha256.Sum256(b)
	sha := hex.EncodeToString(sum[:])
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.full {
		return "", 0, errors.New("the disk is full")
	}
	d.files[sha] = string(b)
	return sha, int64(len(b)), err
}

func (d *desk) DocumentIssued(_ context.Context, in workflow.IssuedDocument) (workflow.Receipt, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.issued[in.Seq] != "" {
		return workflow.Receipt{}, &workflow.Error{Kind: workflow.Conflict, Code: "document_issued"}
	}
	d.issued[in.Seq] = in.File
	return workflow.Receipt{}, nil
}

func TestRenderIssuesEverythingOwed(t *testing.T) {
	t.Parallel()
	d := newDesk(200)
	job := jobs.Render(d, d, func(x workflow.Document) ([]byte, error) { return fmt.Appendf(nil, "paper %d", x.Seq), nil }, d)
	for {
		did, err := job.Run(t.Context())
		require.NoError(t, err)
		if !did {
			break
		}
	}
	require.Len(t, d.issued, 200)
	require.Equal(t, "paper 7", d.files[d.issued[7]])
}

// A document that was recorded as issued by somebody else meanwhile is done, not failed.
func TestRenderTwiceIssuesOnce(t *testing.T) {
	t.Parallel()
	d := newDesk(1)
	job := jobs.Render(d, d, func(workflow.Document) ([]byte, error) {
		d.mu.Lock()
		d.issued[1] = "of the other replica"
		d.mu.Unlock()
		return []byte("paper"), nil
	}, d)
	_, err := job.Run(t.Context())
	require.NoError(t, err)
	require.Equal(t, "of the other replica", d.issued[1])
}

// More documents than fit into a batch cannot be rendered; the one behind them is rendered all the same.
func TestRenderGoesPastWhatNeverSucceeds(t *testing.T) {
	t.Parallel()
	d := newDesk(100)
	render := func(x workflow.Document) ([]byte, error) {
		switch {
		case x.Seq == 100:
			return []byte("paper"), nil
		case x.Seq%2 == 0:
			panic("a template without end")
		}
		return nil, errors.New("a broken template")
	}
	job := jobs.Render(d, d, render, d)
	for range 2 {
		did, err := job.Run(t.Context())
		require.False(t, did, "what fails is not tried again at once")
		require.Error(t, err)
	}
	require.NotEmpty(t, d.issued[100])
	require.Len(t, d.issued, 1)
	require.Len(t, d.refused, 99)
	require.Equal(t, "It could not be made: it panicked: a template without end", d.why[2].En)
	require.Equal(t, "未能制作：a broken template", d.why[1].Zh)
	did, err := job.Run(t.Context())
	require.False(t, did)
	require.NoError(t, err, "what cannot be rendered is laid aside")
	require.Empty(t, d.tried)
}

// A document that could not be stored or signed is tried for as long as it takes.
func TestRenderTriesAgainWhatIsNoFaultOfTheDocument(t *testing.T) {
	t.Parallel()
	d, gone := newDesk(1), true
	d.full = true
	job := jobs.Render(d, d, func(workflow.Document) ([]byte, error) {
		if gone {
			return nil, fmt.Errorf("%w: the token is not in its slot", jobs.ErrNotNow)
		}
		return []byte("paper"), nil
	}, d)
	_, err := job.Run(t.Context())
	require.ErrorContains(t, err, "not in its slot")
	gone = false
	for range 2 {
		_, err := job.Run(t.Context())
		require.ErrorContains(t, err, "the disk is full")
	}
	require.Equal(t, 3, d.tried[1])
	require.Contains(t, d.why[1].En, "the disk is full")
	require.Empty(t, d.refused)
	d.full = false
	did, err := job.Run(t.Context())
	require.NoError(t, err)
	require.True(t, did)
	require.NotEmpty(t, d.issued[1])
}

// falling is cases on which something has fallen due until they are caught up.
type falling struct {
	mu    sync.Mutex
	due   map[workflow.CaseID]time.Time
	stuck workflow.CaseID
}

func (f *falling) Due(_ context.Context, at time.Time, limit int) (list []workflow.CaseID, err error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for id, due := range f.due {
		if !due.After(at) && len(list) < limit {
			list = append(list, id)
		}
	}
	return list, nil
}

func (f *falling) CatchUp(_ context.Context, id workflow.CaseID) (workflow.Receipt, error) {
	if id == f.stuck {
		return workflow.Receipt{}, errors.New("stuck")
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	delete(f.due, id)
	return workflow.Receipt{}, nil
}

func TestWakeCatchesUpWhatIsDueByTheOfficesClock(t *testing.T) {
	t.Parallel()
	today := time.Date(2026, 11, 24, 0, 0, 0, 0, time.UTC)
	f := &falling{due: map[workflow.CaseID]time.Time{}}
	for i := range 300 {
		f.due[workflow.CaseID(fmt.Sprint(i))] = today.Add(time.Duration(i%3-1) * time.Hour) // a third of them later
	}
	job := jobs.Wake(f, f, func() time.Time { return today })
	did, err := job.Run(t.Context())
	require.NoError(t, err)
	require.True(t, did, "there are more than one batch")
	did, err = job.Run(t.Context())
	require.NoError(t, err)
	require.False(t, did)
	require.Len(t, f.due, 100)

	f.due["bad"], f.due["good"], f.stuck = today, today, "bad"
	did, err = job.Run(t.Context())
	require.ErrorContains(t, err, "stuck")
	require.False(t, did)
	require.NotContains(t, f.due, workflow.CaseID("good"), "one stuck case does not stop another")
}

// told is a renderer's error that says more than one language, and where.
type told struct{}

func (told) Error() string { return "en" }

func (told) Said() (field, zh, en string) { return "/title", "标题有误", "the title is wrong" }

func TestRenderKeepsWhatARendererSays(t *testing.T) {
	t.Parallel()
	d := newDesk(2)
	job := jobs.Render(d, d, func(x workflow.Document) ([]byte, error) {
		if x.Seq == 1 {
			return nil, fmt.Errorf("set: %w", told{})
		}
		return nil, errors.New(strings.Repeat("长", 3000))
	}, d)
	_, err := job.Run(t.Context())
	require.Error(t, err)
	require.Equal(t, workflow.Because{Field: "/title", Zh: "标题有误", En: "the title is wrong"}, d.why[1])
	require.Less(t, len(d.why[2].En), 2000, "what is kept of an error is bounded")
}
