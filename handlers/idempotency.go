package handlers

import (
	"container/list"
	"context"
	"crypto/sha256"
	"encoding/json"
	"net/http"
	"sync"
	"time"

	"shenpi/workflow"
)

const (
	keyHeader    = "Idempotency-Key"
	replayHeader = "Idempotency-Replayed"
	maxKey       = 128

	publicKey = "(public)" // whose the keys are of those who did not sign in; no person can have such an id
)

// idempotencyKey is what the client sent to make repeating the request safe.
type idempotencyKey struct{ route, value string }

// keyOf checks the key, which is done after the body. The hash covers the path too, so that a key used for one case is
// refused for another; of the body it covers what it says, not its spaces.
func (c *call) keyOf(body any) (*workflow.Key, error) {
	v := c.key.value
	if v == "" {
		return nil, refuse(http.StatusPreconditionRequired, "idempotency_key_required",
			"请在 Idempotency-Key 请求头中给出幂等键。", "Send an Idempotency-Key, a value of your own for this request.").at(keyHeader)
	}
	if len(v) > maxKey || !visible(v) {
		return nil, refuse(http.StatusUnprocessableEntity, "idempotency_key_invalid",
			"幂等键为1至128个可见的ASCII字符。", "An Idempotency-Key has 1 to 128 visible ASCII characters.").at(keyHeader)
	}
	said, err := json.Marshal(body)
	if err != nil {
		return nil, doing("hash the request", err)
	}
	h := sha256.New()
	h.Write([]byte(c.gin.Request.URL.EscapedPath() + "\n"))
	h.Write(said)
	actor := publicKey
	if c.who != nil {
		actor = c.who.id()
	}
	k := &workflow.Key{Actor: actor, Route: c.key.route, Key: v}
	h.Sum(k.Body[:0])
	return k, nil
}

func visible(s string) bool {
	for _, r := range []byte(s) {
		if r <= ' ' || r > '~' {
			return false
		}
	}
	return true
}

// keyReused is the store's refusal, for answers that are remembered here.
func keyReused() *Problem {
	return refuse(http.StatusUnprocessableEntity, "key_reused", "同一幂等键已用于内容不同的请求，请换用新的键。",
		"This key was used for another request; send this one with a new key.").at(keyHeader)
}

// answers remembers the answers of what leaves nothing on the trail that would hold them: new tokens, whose secret is
// stored nowhere, and moves of the demonstration clock. They are forgotten after a while and with the process.
type answers struct {
	mu    sync.Mutex
	now   func() time.Time
	order *list.List // of *answer, the oldest in front
	byKey map[answerKey]*answer
}

type answerKey struct{ actor, route, key string }

type answer struct {
	key   answerKey
	body  [32]byte
	at    time.Time
	done  chan struct{}
	value any
	err   error
}

const (
	answersKept  = 10 * time.Minute
	answersAtAll = 10_000
	answerWait   = 5 * time.Second
)

func newAnswers(now func() time.Time) *answers {
	return &answers{now: now, order: list.New(), byKey: map[answerKey]*answer{}}
}

// once runs make for a key that is new, and gives its answer to whoever sends the key again. An answer that is an error
// is not kept.
func (a *answers) once(ctx context.Context, k *workflow.Key, make func() (any, error)) (v any, replayed bool, err error) {
	mine, found := a.take(k)
	if !found {
		mine.value, mine.err = make()
		if mine.err != nil {
			a.forget(mine)
		}
		close(mine.done)
		return mine.value, false, mine.err
	}
	if mine.body != k.Body {
		return nil, false, keyReused()
	}
	wait, cancel := context.WithTimeout(ctx, answerWait)
	defer cancel()
	select {
	case <-mine.done:
		return mine.value, mine.err == nil, mine.err
	case <-wait.Done():
		p := refuse(http.StatusConflict, "key_in_flight", "同一幂等键的请求仍在处理，请稍后重试。",
			"A request with this key is still running; try again in a moment.")
		p.retryAfter = time.Second
		return nil, false, p
	}
}

func (a *answers) take(k *workflow.Key) (*answer, bool) {
	a.mu.Lock()
	defer a.mu.Unlock()
	now := a.now()
	for e := a.order.Front(); e != nil; e = a.order.Front() {
		old := e.Value.(*answer)
		if now.Sub(old.at) < answersKept && a.order.Len() < answersAtAll {
			break
		}
		a.order.Remove(e)
		if a.byKey[old.key] == old {
			delete(a.byKey, old.key)
		}
	}
	key := answerKey{k.Actor, k.Route, k.Key}
	if x, ok := a.byKey[key]; ok {
		return x, true
	}
	x := &answer{key: key, body: k.Body, at: now, done: make(chan struct{})}
	a.byKey[key] = x
	a.order.PushBack(x)
	return x, false
}

func (a *answers) forget(x *answer) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.byKey[x.key] == x {
		delete(a.byKey, x.key)
	}
}

// keyed lets one at a time work on a thing.
type keyed struct {
	mu   sync.Mutex
	held map[string]*turn
}

type turn struct {
	sync.Mutex
	waiting int
}

func newKeyed() *keyed { return &keyed{held: map[string]*turn{}} }

// lock waits for the turn; the function it gives ends it.
func (k *keyed) lock(name string) func() {
	k.mu.Lock()
	t, ok := k.held[name]
	if !ok {
		t = &turn{}
		k.held[name] = t
	}
	t.waiting++
	k.mu.Unlock()
	t.Lock()
	return func() {
		t.Unlock()
		k.mu.Lock()
		defer k.mu.Unlock()
		if t.waiting--; t.waiting == 0 {
			delete(k.held, name)
		}
	}
}
