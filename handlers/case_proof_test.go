package handlers_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"database/sql"
	"encoding/json"
	"io"
	"net/http"
	"os/exec"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"golang.org/x/mod/sumdb/note"

	"shenpi/handlers"
	"shenpi/workflow"
	"shenpi/workflow/evidence"
	"shenpi/workflow/trail"
)

// proved is what a browser finds of a case; see docs/verify/check.mjs.
type proved struct {
	Entries   int    `json:"entries"`
	Proved    int    `json:"proved"`
	Waiting   int    `json:"waiting"`
	Texts     int    `json:"texts"`
	Withheld  int    `json:"withheld"`
	Complete  bool   `json:"complete"`
	Key       string `json:"key"`
	Files     int    `json:"files"`
	Differing []struct {
		SHA256 string `json:"sha256"`
		Number int    `json:"number"`
	} `json:"differing"`
	GrownFrom *int `json:"grownFrom"`
	Bad       *struct {
		Code   string `json:"code"`
		Number int    `json:"number"`
	} `json:"bad"`
}

type toCheck struct {
	Proof  handlers.CaseProof `json:"proof"`
	Key    string             `json:"key"`
	Kept   string             `json:"kept,omitempty"`
	Growth []string           `json:"growth"`
	Files  map[string][]byte  `json:"files,omitempty"`
}

func checkCases(t *testing.T, list ...toCheck) (found []proved) {
	t.Helper()
	in, err := json.Marshal(list)
	require.NoError(t, err)
	run := exec.Command("node", "testdata/check_case.mjs")
	run.Stdin = bytes.NewReader(in)
	out, err := run.Output()
	require.NoError(t, err)
	require.NoError(t, json.Unmarshal(out, &found))
	return found
}

func (h *house) proof(who, id string) toCheck {
	h.t.Helper()
	var p handlers.CaseProof
	require.NoError(h.t, json.Unmarshal(h.as(who).get("/cases/"+id+"/proof").is(http.StatusOK).body, &p))
	return toCheck{Proof: p, Key: strings.TrimSpace(string(h.as(who).get("/trail/key").is(http.StatusOK).body)), Growth: []string{}}
}

func TestACaseIsProvedToWhoeverAsks(t *testing.T) {
	t.Parallel()
	h, id := actingCase(t)
	h.work()
	h.work()
	kept := string(h.as("r-auditor").get("/trail/checkpoint").is(http.StatusOK).body)
	size, _, _ := strings.Cut(strings.SplitN(kept, "\n", 2)[1], "\n")
	h.as("U3").post("/cases/"+id+"/hearing/tell", map[string]string{}).is(http.StatusOK)
	waiting := h.proof("r-auditor", id)
	h.work()
	whole, bare := h.proof("r-auditor", id), h.proof("U10", id)
	grown := whole
	grown.Kept, grown.Growth = kept, h.growth(size)
	alone := toCheck{Proof: handlers.CaseProof{Checkpoint: whole.Proof.Checkpoint, Keys: h.keyHistory()}, Key: whole.Key, Kept: kept, Growth: grown.Growth}
	forked := alone
	forked.Growth = []string{}
	changed := whole
	materials := h.as("r-auditor").get("/cases/" + id).is(http.StatusOK)
	one, another := materials.text("materials.0.sha256"), materials.text("materials.1.sha256")
	changed.Files = map[string][]byte{one: h.as("r-auditor").get("/cases/" + id + "/materials/" + one).is(http.StatusOK).body, another: []byte("another")}
	found := checkCases(t, waiting, whole, bare, grown, changed)
	public := checkCases(t, alone, forked)
	require.Nil(t, public[0].Bad)
	require.Equal(t, size, strconv.Itoa(*public[0].GrownFrom), "whoever kept a checkpoint can see that the log grew")
	require.Equal(t, string(trail.CodeForked), public[1].Bad.Code)
	n := len(whole.Proof.Entries)
	for i, f := range found {
		require.Nil(t, f.Bad, i)
		require.True(t, f.Complete, i)
	}
	require.Equal(t, n, found[1].Entries)
	require.Equal(t, n, found[1].Proved)
	require.Zero(t, found[1].Waiting)
	require.Equal(t, 1, found[0].Waiting)
	require.Zero(t, found[1].Withheld)
	require.Equal(t, found[1].Texts, found[2].Withheld, "supervision sees that there is a text, and not what")
	require.Zero(t, found[2].Texts)
	require.Equal(t, size, strconv.Itoa(*found[3].GrownFrom))
	require.Equal(t, n, found[4].Proved, "a file that differs says nothing against the entries")
	require.Equal(t, 1, found[4].Files)
	require.Len(t, found[4].Differing, 1)
	require.Equal(t, another, found[4].Differing[0].SHA256)
	require.Equal(t, 1, found[4].Differing[0].Number)
}

// Who kept a key and a checkpoint from before the key of the log was changed is led to the new one.
func TestTheLogIsProvedAcrossAChangeOfItsKey(t *testing.T) {
	t.Parallel()
	h, id := actingCase(t)
	h.work()
	before := h.proof("r-auditor", id)
	require.NoError(t, h.log.rotate(t.Context()))
	h.clock.set(h.clock.Now().Add(2 * time.Hour)) // so that the old one is good no more
	h.as("U3").post("/cases/"+id+"/hearing/tell", map[string]string{}).is(http.StatusOK)
	h.work()
	after := h.proof("r-auditor", id)
	require.NotEqual(t, before.Key, after.Key)
	size, _, _ := strings.Cut(strings.SplitN(before.Proof.Checkpoint, "\n", 2)[1], "\n")
	after.Kept, after.Growth = before.Proof.Checkpoint, h.growth(size)
	returning, stranger := after, after
	returning.Key = before.Key
	_, other, err := note.GenerateKey(rand.Reader, origin)
	require.NoError(t, err)
	stranger.Key = other
	log := func(p toCheck) toCheck {
		p.Proof = handlers.CaseProof{Checkpoint: p.Proof.Checkpoint, Keys: h.keyHistory()}
		return p
	}
	found := checkCases(t, after, returning, log(after), log(returning), log(stranger))
	for i, f := range found[:4] {
		require.Nil(t, f.Bad, i)
		require.Equal(t, after.Key, f.Key, "the key to keep from now on")
		require.Equal(t, size, strconv.Itoa(*f.GrownFrom))
	}
	require.Equal(t, string(trail.CodeKeyHistory), found[4].Bad.Code)
}

// keyHistory is what leads from one key of the log to the next, as anybody may have it.
func (h *house) keyHistory() (list []handlers.ProofEntry) {
	h.t.Helper()
	var told struct{ Rows []handlers.ProofEntry }
	h.nobody().get("/trail/keys").is(http.StatusOK).into(&told)
	return told.Rows
}

func (h *house) growth(from string) (hashes []string) {
	h.t.Helper()
	var told struct{ Hashes []string }
	h.nobody().get("/trail/consistency?from=" + from).is(http.StatusOK).into(&told)
	return told.Hashes
}

// Whatever somebody changes of what is told, the check names the first entry that is not as it was.
func TestAChangedProofIsFoundOut(t *testing.T) {
	t.Parallel()
	h, id := actingCase(t)
	h.work()
	kept := string(h.as("r-auditor").get("/trail/checkpoint").is(http.StatusOK).body)
	h.clock.set(h.clock.Now().Add(trail.MergeWithin))
	h.as("U3").post("/cases/"+id+"/hearing/tell", map[string]string{}).is(http.StatusOK)
	h.work()
	whole := h.proof("r-auditor", id)
	n := len(whole.Proof.Entries)
	require.Greater(t, n, 3)
	_, other, err := note.GenerateKey(rand.Reader, origin)
	require.NoError(t, err)
	for name, c := range map[string]struct {
		change func(*toCheck)
		code   trail.Code
		number int
	}{
		"a fact":               {func(p *toCheck) { edit(&p.Proof.Entries[1], `"decision":"accept"`, `"decision":"refuse"`) }, trail.CodeNotIncluded, 2},
		"a kind":               {func(p *toCheck) { edit(&p.Proof.Entries[1], `"kind":"`, `"kind":"x`) }, trail.CodeNotIncluded, 2},
		"no JSON":              {func(p *toCheck) { p.Proof.Entries[2].Bytes = p.Proof.Entries[2].Bytes[1:] }, trail.CodeEntryMalformed, 3},
		"an entry left out":    {func(p *toCheck) { p.Proof.Entries = slices.Delete(p.Proof.Entries, 1, 2) }, trail.CodeNumberGap, 2},
		"the last left out":    {func(p *toCheck) { p.Proof.Entries = p.Proof.Entries[:n-1] }, trail.CodeSignedHeadMismatch, 0},
		"two in another order": {func(p *toCheck) { p.Proof.Entries[1], p.Proof.Entries[2] = p.Proof.Entries[2], p.Proof.Entries[1] }, trail.CodeNumberGap, 2},
		"a text":               {func(p *toCheck) { p.Proof.Entries[0].Body = []byte(`{"reason":"x"}`) }, trail.CodePayloadMismatch, 1},
		"a text taken away":    {func(p *toCheck) { p.Proof.Entries[0].Body, p.Proof.Entries[0].Salt = nil, nil }, trail.CodePayloadMismatch, 1},
		"an erasure": {func(p *toCheck) {
			p.Proof.Entries[0].Body, p.Proof.Entries[0].Salt, p.Proof.Entries[0].Erased = nil, nil, true
		}, trail.CodeErasureUnrecorded, 1},
		"the place":           {func(p *toCheck) { at := *p.Proof.Entries[1].Position + 1; p.Proof.Entries[1].Position = &at }, trail.CodeNotIncluded, 2},
		"the path":            {func(p *toCheck) { p.Proof.Entries[1].Proof[0] = p.Proof.Entries[1].Proof[1] }, trail.CodeNotIncluded, 2},
		"one taken as young":  {func(p *toCheck) { p.Proof.Entries[1].Position, p.Proof.Entries[1].Proof = nil, nil }, trail.CodeNotIncluded, 2},
		"the word on the end": {func(p *toCheck) { p.Proof.Head = "" }, trail.CodeSignedHeadMismatch, 0},
		"the checkpoint": {func(p *toCheck) {
			p.Proof.Checkpoint = strings.Replace(p.Proof.Checkpoint, "recorded_at 2", "recorded_at 3", 1)
		}, trail.CodeCheckpointSig, 0},
		"another key":     {func(p *toCheck) { p.Key = other }, trail.CodeKeyHistory, 0},
		"the head":        {func(p *toCheck) { p.Proof.Head = strings.Replace(p.Proof.Head, "number ", "number 1", 1) }, trail.CodeSignedHeadSig, 0},
		"growth unproved": {func(p *toCheck) { p.Kept = kept }, trail.CodeForked, 0},
		"a smaller log":   {func(p *toCheck) { p.Kept, p.Proof.Checkpoint = p.Proof.Checkpoint, kept }, trail.CodeLogShrunk, 0},
	} {
		p := whole
		p.Proof.Entries = slices.Clone(p.Proof.Entries)
		for i := range p.Proof.Entries {
			p.Proof.Entries[i].Proof = slices.Clone(p.Proof.Entries[i].Proof)
		}
		c.change(&p)
		bad := checkCases(t, p)[0].Bad
		require.NotNil(t, bad, name)
		require.Equal(t, string(c.code), bad.Code, name)
		require.Equal(t, c.number, bad.Number, name)
	}
}

func edit(e *handlers.ProofEntry, from, to string) {
	e.Bytes = bytes.Replace(e.Bytes, []byte(from), []byte(to), 1)
}

// Whoever takes the last entry out of the database gets neither the log's word that what is left is all, nor a pack that says so.
func TestAShortenedCaseIsNotSigned(t *testing.T) {
	t.Parallel()
	h, id := actingCase(t)
	h.work()
	owner, err := sql.Open("sqlite", "file:"+h.stored)
	require.NoError(t, err)
	last := "stream = 'case/" + id + "' AND number = (SELECT max(number) FROM entry WHERE stream = 'case/" + id + "')"
	for _, s := range []string{
		"DROP TRIGGER entry_no_delete", "DROP TRIGGER log_position_no_delete",
		"DELETE FROM log_position WHERE " + last, "DELETE FROM entry_payload WHERE " + last, "DELETE FROM entry WHERE " + last,
	} {
		_, err := owner.Exec(s)
		require.NoError(t, err, s)
	}
	require.NoError(t, owner.Close())
	p := h.proof("r-auditor", id)
	require.Empty(t, p.Proof.Head)
	found := checkCases(t, p)[0]
	require.False(t, found.Complete)
	require.Equal(t, string(trail.CodeSignedHeadMismatch), found.Bad.Code)
	_, err = h.Write(context.Background(), io.Discard, evidence.Request{
		Checkpoint: []byte(p.Proof.Checkpoint), Cases: func(yield func(workflow.CaseID, error) bool) { yield(workflow.CaseID(id), nil) },
	})
	require.ErrorIs(t, err, trail.ErrCut)
}

// The proof is told even of entries that nobody can read any more.
func TestAnUnreadableEntryIsToldAsItIs(t *testing.T) {
	t.Parallel()
	h, id := actingCase(t)
	h.work()
	owner, err := sql.Open("sqlite", "file:"+h.stored)
	require.NoError(t, err)
	for _, s := range []string{"DROP TRIGGER entry_no_update", "UPDATE entry SET bytes = substr(bytes, 2) WHERE number = 2 AND stream = 'case/" + id + "'"} {
		_, err := owner.Exec(s)
		require.NoError(t, err, s)
	}
	require.NoError(t, owner.Close())
	p := h.proof("r-auditor", id)
	require.Empty(t, p.Proof.Head)
	bad := checkCases(t, p)[0].Bad
	require.Equal(t, string(trail.CodeEntryMalformed), bad.Code)
	require.Equal(t, 2, bad.Number)
}
