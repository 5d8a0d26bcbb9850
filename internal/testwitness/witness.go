// Package testwitness is a witness for tests: it speaks the C2SP tlog-witness protocol over HTTP, signs with the cosigner of
// transparency-dev/formats and checks proofs with transparency-dev/merkle, so that nothing in it is ours.
package testwitness

import (
	"bytes"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/transparency-dev/formats/log"
	cosign "github.com/transparency-dev/formats/note"
	"github.com/transparency-dev/merkle/proof"
	"github.com/transparency-dev/merkle/rfc6962"
	"golang.org/x/mod/sumdb/note"
)

// Witness remembers, for each log it trusts, the largest checkpoint it has cosigned.
type Witness struct {
	URL string
	Key string // verifier key, of the type 0x04

	signer note.Signer

	mu    sync.Mutex
	logs  map[string]note.Verifier // by origin
	last  map[string]log.Checkpoint
	down  bool
	asked int
}

// New starts a witness that trusts the logs of some verifier keys. Its own key follows from its name.
func New(t testing.TB, name string, logs ...string) *Witness {
	t.Helper()
	w := &Witness{logs: map[string]note.Verifier{}, last: map[string]log.Checkpoint{}}
	var secret string
	secret, w.Key = keyPair(name)
	var err error
	if w.signer, err = cosign.NewSignerForCosignatureV1(secret); err != nil {
		t.Fatal(err)
	}
	for _, key := range logs {
		w.Trust(t, key)
	}
	server := httptest.NewServer(w)
	t.Cleanup(server.Close)
	w.URL = server.URL
	return w
}

func keyPair(name string) (secret, public string) {
	seed := sha256.Sum256([]byte(name))
	key := append([]byte{4}, ed25519.NewKeyFromSeed(seed[:]).Public().(ed25519.PublicKey)...)
	sum := sha256.Sum256(append([]byte(name+"\n"), key...))
	id := fmt.Sprintf("%s+%08x+", name, binary.BigEndian.Uint32(sum[:]))
	text := base64.StdEncoding.EncodeToString
	return "PRIVATE+KEY+" + id + text(append([]byte{1}, seed[:]...)), id + text(key)
}

// Trust has it take checkpoints of one more log.
func (w *Witness) Trust(t testing.TB, key string) {
	t.Helper()
	v, err := note.NewVerifier(key)
	if err != nil {
		t.Fatal(err)
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.logs[v.Name()] = v
}

// Down has it answer nothing but errors of its own, or work again.
func (w *Witness) Down(down bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.down = down
}

// Asked is how often it was asked.
func (w *Witness) Asked() int {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.asked
}

// Cosign signs a checkpoint without a look at it.
func (w *Witness) Cosign(t testing.TB, checkpoint []byte) []byte {
	t.Helper()
	text, signatures, _ := strings.Cut(string(checkpoint), "\n\n")
	signed, err := note.Sign(&note.Note{Text: text + "\n"}, w.signer)
	if err != nil {
		t.Fatal(err)
	}
	_, line, _ := strings.Cut(string(signed), "\n\n")
	return []byte(text + "\n\n" + signatures + line)
}

// ServeHTTP is add-checkpoint.
func (w *Witness) ServeHTTP(rw http.ResponseWriter, r *http.Request) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.asked++
	if w.down {
		http.Error(rw, "out of order", http.StatusServiceUnavailable)
		return
	}
	body, err := io.ReadAll(r.Body)
	if err != nil || r.Method != http.MethodPost || r.URL.Path != "/add-checkpoint" {
		http.Error(rw, "no such thing", http.StatusNotFound)
		return
	}
	status, answer := w.add(body)
	if status == http.StatusConflict {
		rw.Header().Set("Content-Type", "text/x.tlog.size")
	}
	rw.WriteHeader(status)
	_, _ = io.WriteString(rw, answer) // the client may have gone
}

// add is what the protocol says, in its order.
func (w *Witness) add(body []byte) (status int, answer string) {
	head, checkpoint, ok := bytes.Cut(body, []byte("\n\n"))
	lines := strings.Split(string(head), "\n")
	old, err := strconv.ParseUint(strings.TrimPrefix(lines[0], "old "), 10, 64)
	if !ok || err != nil || !strings.HasPrefix(lines[0], "old ") {
		return http.StatusBadRequest, "malformed"
	}
	var hashes [][]byte
	for _, line := range lines[1:] {
		h, err := base64.StdEncoding.DecodeString(line)
		if err != nil {
			return http.StatusBadRequest, "malformed proof"
		}
		hashes = append(hashes, h)
	}
	origin, _, _ := bytes.Cut(checkpoint, []byte("\n"))
	verifier := w.logs[string(origin)]
	if verifier == nil {
		return http.StatusNotFound, "unknown log"
	}
	next, _, signed, err := log.ParseCheckpoint(checkpoint, string(origin), verifier)
	if err != nil {
		return http.StatusForbidden, "no signature by a known key"
	}
	if old > next.Size {
		return http.StatusBadRequest, "the old size is larger"
	}
	last := w.last[string(origin)]
	if old != last.Size {
		return http.StatusConflict, fmt.Sprintf("%d\n", last.Size)
	}
	if old == next.Size && old > 0 && !bytes.Equal(last.Hash, next.Hash) {
		return http.StatusConflict, fmt.Sprintf("%d\n", last.Size)
	}
	if old > 0 && proof.VerifyConsistency(rfc6962.DefaultHasher, old, next.Size, hashes, last.Hash, next.Hash) != nil || old == 0 && len(hashes) > 0 {
		return http.StatusUnprocessableEntity, "the proof does not hold"
	}
	cosigned, err := note.Sign(&note.Note{Text: signed.Text}, w.signer)
	if err != nil {
		return http.StatusInternalServerError, err.Error()
	}
	w.last[string(origin)] = *next
	_, line, _ := strings.Cut(string(cosigned), "\n\n")
	return http.StatusOK, line
}
