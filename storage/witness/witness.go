// Package witness asks somebody outside to cosign checkpoints, by the C2SP tlog-witness protocol. A witness remembers the
// largest checkpoint it has seen of a log and cosigns another only if the log grew from there: of a log that was rolled back or
// written anew it cosigns nothing.
package witness

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"shenpi/workflow/trail"
)

// Refusal says why there is no cosignature, for machines.
type Refusal string

// The reasons of refusals. Disagrees and Ahead are what a witness is for: the log is not the one it has seen, or shorter.
const (
	Unreachable Refusal = "unreachable"
	UnknownLog  Refusal = "unknown_log" // it does not watch this log
	UnknownKey  Refusal = "unknown_key" // not that key of it
	Disagrees   Refusal = "disagrees"
	Ahead       Refusal = "ahead"
	BadAnswer   Refusal = "bad_answer"
)

// Error is a refusal with what was said.
type Error struct {
	Why     Refusal
	reached int64 // how far the witness has come that is ahead
	text    string
}

func (e *Error) Error() string { return e.text }

// Ahead says whether the witness is ahead, and how many entries it has cosigned.
func (e *Error) Ahead() (size int64, ahead bool) { return e.reached, e.Why == Ahead }

// Client asks one witness.
type Client struct {
	trail.Witness
	url  string
	http *http.Client
}

const (
	// askTimeout bounds one question; the office waits for nobody.
	askTimeout = 10 * time.Second
	// maxAnswer is more than the lines that witnesses answer with.
	maxAnswer = 1 << 16
	// maxAsks is how often a witness is asked again that says how far it has come: it may cosign for another replica meanwhile.
	maxAsks = 3
)

// Open readies a client of the witness with a submission prefix and a verifier key; it asks nothing yet.
func Open(prefix, key string) (*Client, error) {
	u, err := url.Parse(prefix)
	if err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Host == "" || u.User != nil || u.RawQuery != "" || u.Fragment != "" {
		return nil, fmt.Errorf("open a witness: %q is no https:// address", prefix)
	}
	w, err := trail.ReadWitness(key)
	if err != nil {
		return nil, err
	}
	stay := func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return &Client{w, strings.TrimSuffix(prefix, "/") + "/add-checkpoint", &http.Client{Timeout: askTimeout, CheckRedirect: stay}}, nil
}

// Cosign asks for a cosignature of a checkpoint of a size. Old is how far the witness is thought to have come; where it says
// otherwise it is asked again from there. That it is ahead is for the witness alone to say. Prove gives the proof that the log
// grew from a size. The error is an *Error, or prove's.
func (c *Client) Cosign(ctx context.Context, size int64, checkpoint []byte, old int64, prove func(old int64) ([]trail.Hash, error)) (trail.Cosignature, error) {
	old = min(old, size)
	for range maxAsks {
		proof, err := prove(old)
		if err != nil {
			return trail.Cosignature{}, err
		}
		status, kind, answer, err := c.ask(ctx, question(old, proof, checkpoint))
		if err != nil {
			return trail.Cosignature{}, c.refused(Unreachable, "%w", err)
		}
		if status == http.StatusOK {
			return c.read(checkpoint, answer)
		}
		if status != http.StatusConflict {
			return trail.Cosignature{}, c.refusal(status, old, size, answer)
		}
		if old, err = c.conflict(kind, answer, old, size); err != nil {
			return trail.Cosignature{}, err
		}
	}
	return trail.Cosignature{}, c.refused(BadAnswer, "it says each time that it has come to another size")
}

// question is the body of add-checkpoint.
func question(old int64, proof []trail.Hash, checkpoint []byte) []byte {
	var b bytes.Buffer
	fmt.Fprintf(&b, "old %d\n", old)
	for _, h := range proof {
		b.WriteString(h.String() + "\n")
	}
	b.WriteByte('\n')
	b.Write(checkpoint)
	return b.Bytes()
}

func (c *Client) ask(ctx context.Context, body []byte) (status int, kind string, answer []byte, err error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, c.url, bytes.NewReader(body))
	if err != nil {
		return 0, "", nil, err
	}
	r.Header.Set("Content-Type", "text/plain; charset=utf-8")
	got, err := c.http.Do(r)
	if err != nil {
		return 0, "", nil, err
	}
	answer, err = io.ReadAll(io.LimitReader(got.Body, maxAnswer))
	return got.StatusCode, got.Header.Get("Content-Type"), answer, errors.Join(err, got.Body.Close())
}

// reached reads how far a witness says that it has come.
func reached(kind string, answer []byte) (int64, bool) {
	kind, _, _ = mime.ParseMediaType(kind)
	n, err := strconv.ParseInt(strings.TrimSuffix(string(answer), "\n"), 10, 64)
	return n, kind == "text/x.tlog.size" && err == nil && n >= 0
}

// conflict reads why a witness was asked in vain: it has come to another size, and is to be asked again from there; or it was
// asked about the size it has come to, where nothing can have grown, and has seen another log.
func (c *Client) conflict(kind string, answer []byte, old, size int64) (at int64, err error) {
	at, said := reached(kind, answer)
	switch {
	case old == size && (!said || at == old):
		return 0, c.refusal(http.StatusConflict, old, size, answer)
	case !said:
		return 0, c.refused(BadAnswer, "it says that it has not come to %d entries of this log, and not how far it has: whoever runs it should look into that", old)
	case at == old:
		return 0, c.refused(BadAnswer, "it says that it has come to another size than %d entries of this log, and that it has come to %d", old, at)
	case at > size:
		err := c.refused(Ahead, "it has cosigned %d entries of this log, which now has only %d under a checkpoint: the log was rolled back or cut", at, size)
		err.reached = at
		return 0, err
	}
	return at, nil
}

func (c *Client) read(checkpoint, answer []byte) (trail.Cosignature, error) {
	got, err := c.Cosigned(checkpoint, answer)
	if err != nil {
		return got, c.refused(BadAnswer, "%w", err)
	}
	return got, nil
}

// refusal says what a status means.
func (c *Client) refusal(status int, old, size int64, answer []byte) error {
	switch status {
	case http.StatusUnprocessableEntity, http.StatusConflict:
		return c.refused(Disagrees, "the log of %d entries did not grow from the one of %d that it has cosigned: the log was rolled back or written anew", size, old)
	case http.StatusForbidden:
		return c.refused(UnknownKey, "it does not know the key that signs this log")
	case http.StatusNotFound:
		return c.refused(UnknownLog, "it does not watch this log")
	case http.StatusBadRequest:
		return c.refused(BadAnswer, "it does not understand what it is asked: %.200q", answer)
	}
	return c.refused(Unreachable, "it answers with %d: %.200q", status, answer)
}

func (c *Client) refused(why Refusal, format string, args ...any) *Error {
	return &Error{Why: why, text: fmt.Sprintf("the witness %s: %v", c.Name(), fmt.Errorf(format, args...))}
}
