package tour

import (
	"errors"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"golang.org/x/mod/sumdb/tlog"

	"shenpi/workflow/trail"
)

// arrive looks at the office and keeps its latest checkpoint, as somebody outside does who wants to know later whether
// the log only grew.
func (t *tour) arrive() {
	t.readLogins()
	seed := make([]byte, 8)
	if _, err := io.ReadFull(t.Random, seed); err != nil {
		t.fail("draw a number: %w", err)
	}
	for _, b := range seed {
		t.run += strconv.FormatInt(int64(b), 36)
		t.serial = (t.serial*256 + int(b)) % 75
	}
	if !t.ok() {
		return
	}
	t.kept = t.checkpoint()
	t.title("A visit to " + t.URL)
	t.sayf("today is %s; the log has %s entries", t.today(), sizeOf(t.kept))
}

// sizeOf is the second line of a checkpoint.
func sizeOf(checkpoint []byte) string {
	lines := strings.SplitN(string(checkpoint), "\n", 3)
	if len(lines) < 3 {
		return "0"
	}
	return lines[1]
}

// stranger reads what everybody may read, without signing in.
func (t *tour) stranger(path string, status int) []byte {
	a := t.send(&user{http: http.DefaultClient}, http.MethodGet, path, nil, nil)
	t.expect(a, status, nil, "read "+path+" as a stranger")
	return a.body
}

// checkpoint waits for the first one of a new office.
func (t *tour) checkpoint() []byte {
	until := t.Now().Add(time.Minute)
	for t.ok() {
		a := t.send(&user{http: http.DefaultClient}, http.MethodGet, "/trail/checkpoint", nil, nil)
		if a.status == http.StatusOK {
			return a.body
		}
		if t.Now().After(until) {
			t.fail("no checkpoint was signed in a minute")
		}
		t.pause()
	}
	return nil
}

// checkCertificates verifies what was issued, as anybody may who is shown a certificate.
func (t *tour) checkCertificates(c *cases) {
	t.title("Certificates, checked by a stranger")
	n := 0
	for _, k := range c.all() {
		if !t.ok() || k.Certificate == nil || !k.Certificate.Issued {
			continue
		}
		var held certificate
		a := t.send(&user{http: http.DefaultClient}, http.MethodGet, "/certificates/"+url.PathEscape(k.Certificate.Number), nil, nil)
		if t.expect(a, http.StatusOK, &held, "check certificate "+k.Certificate.Number) && held.Status != "valid" {
			t.fail("certificate %s should be valid: it is %s", held.Number, held.Status)
		}
		t.sayf("%s  %s, %s, grade %s, %s to %s: %s", t.today(), held.Number, held.Holder, held.Grade, held.ValidFrom, held.ValidUntil, held.Status)
		n++
	}
	if t.ok() && n != 9 {
		t.fail("%d certificates were issued, expected 9", n)
	}
	t.stranger("/certificates/SL-SIQ3-1999-0000", http.StatusNotFound)
}

// verifyTrail checks with the public key alone that every receipt was kept and that the log only grew.
func (t *tour) verifyTrail() {
	t.title("The trail, verified with the public key alone")
	if !t.ok() {
		return
	}
	keys, err := trail.NewKeys(strings.TrimSpace(string(t.stranger("/trail/key", http.StatusOK))))
	if err != nil {
		t.fail("read the verifier key: %w", err)
		return
	}
	last := t.lastCheckpoint(keys)
	for _, r := range t.receipts {
		t.verifyReceipt(keys, r)
	}
	t.sayf("%d receipts: each is signed and proved to be in the log", len(t.receipts))
	t.verifyGrowth(keys, last)
}

// lastCheckpoint waits until every act of the tour is under a checkpoint.
func (t *tour) lastCheckpoint(keys *trail.Keys) trail.Checkpoint {
	final := t.receipts[len(t.receipts)-1]
	t.await(t.user("X1"), inclusionPath(final))
	c, err := trail.OpenCheckpoint(t.stranger("/trail/checkpoint", http.StatusOK), keys)
	if err != nil {
		t.fail("open the checkpoint: %w", err)
	}
	return c
}

// await reads what is there in a moment: a document that is being made, an entry that is not in a checkpoint yet.
func (t *tour) await(u *user, path string) answer {
	until := t.Now().Add(time.Minute)
	for t.ok() {
		a := t.send(u, http.MethodGet, path, nil, nil)
		if a.status != http.StatusConflict {
			t.expect(a, http.StatusOK, nil, "read "+path)
			return a
		}
		if t.Now().After(until) {
			t.fail("%s was not there after a minute", path)
		}
		t.pause()
	}
	return answer{}
}

func inclusionPath(r receipt) string {
	return "/trail/inclusion?stream=" + url.QueryEscape(r.Stream) + "&number=" + strconv.FormatInt(r.Number, 10)
}

func (t *tour) verifyReceipt(keys *trail.Keys, r receipt) {
	if !t.ok() {
		return
	}
	promise, err := trail.OpenReceipt([]byte(r.Note), keys)
	if err == nil && (promise.Stream != r.Stream || promise.Number != r.Number || promise.Hash.String() != r.Hash) {
		err = errors.New("the note promises another entry")
	}
	if err != nil {
		t.fail("receipt of %s %d: %w", r.Stream, r.Number, err)
		return
	}
	var proof struct {
		Position   int64    `json:"position"`
		Hashes     []string `json:"hashes"`
		Checkpoint string   `json:"checkpoint"`
	}
	if !t.fetch(t.user("X1"), inclusionPath(r), &proof) {
		return
	}
	c, err := trail.OpenCheckpoint([]byte(proof.Checkpoint), keys)
	if err == nil {
		var hashes []trail.Hash
		if hashes, err = parseHashes(proof.Hashes); err == nil {
			err = trail.CheckReceipt(promise, c, &trail.Inclusion{Position: proof.Position, Hashes: hashes})
		}
	}
	if err != nil {
		t.fail("proof of %s %d: %w", r.Stream, r.Number, err)
	}
}

// verifyGrowth holds the checkpoint kept at the beginning against the last one.
func (t *tour) verifyGrowth(keys *trail.Keys, last trail.Checkpoint) {
	if !t.ok() {
		return
	}
	first, err := trail.OpenCheckpoint(t.kept, keys)
	if err != nil {
		t.fail("open the checkpoint kept at the beginning: %w", err)
		return
	}
	var proof struct {
		Hashes     []string `json:"hashes"`
		Checkpoint string   `json:"checkpoint"`
	}
	path := "/trail/consistency?from=" + strconv.FormatInt(first.Size, 10) + "&to=" + strconv.FormatInt(last.Size, 10)
	if !t.fetch(t.user("X1"), path, &proof) {
		return
	}
	hashes, err := parseHashes(proof.Hashes)
	if err == nil {
		err = trail.CheckConsistency(first, last, hashes)
	}
	if err != nil {
		t.fail("the log since the beginning: %w", err)
		return
	}
	t.sayf("the log grew from %d to %d entries and nothing before was altered", first.Size, last.Size)
}

func parseHashes(texts []string) ([]trail.Hash, error) {
	hashes := make([]trail.Hash, len(texts))
	for i, s := range texts {
		var err error
		if hashes[i], err = tlog.ParseHash(s); err != nil {
			return nil, err
		}
	}
	return hashes, nil
}
