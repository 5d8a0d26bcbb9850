package handlers_test

import (
	"net/http"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestKeysMakeRepeatingSafe(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	c := h.as("A1")
	s := sample(t, "S1")
	draft := c.drafted(s, "")
	body := map[string]string{"draft": draft}
	c.without("Idempotency-Key").post("/cases", body).problem(http.StatusPreconditionRequired, "idempotency_key_required")
	c.keyed("two words").post("/cases", body).problem(http.StatusUnprocessableEntity, "idempotency_key_invalid")
	c.keyed(strings.Repeat("k", 129)).post("/cases", body).problem(http.StatusUnprocessableEntity, "idempotency_key_invalid")

	first := c.keyed("k").post("/cases", body).is(http.StatusCreated)
	require.Empty(t, first.header.Get("Idempotency-Replayed"))
	again := c.keyed("k").post("/cases", body).is(http.StatusCreated)
	require.Equal(t, "true", again.header.Get("Idempotency-Replayed"))
	require.Equal(t, first.text("case"), again.text("case"))
	require.Equal(t, first.text("receipt.hash"), again.text("receipt.hash"))
	c.keyed("another").post("/cases", body).problem(http.StatusConflict, "draft_filed")
	other := c.post("/drafts", map[string]string{"item": "si-qualification"}).is(http.StatusCreated).text("id")
	c.keyed("k").post("/cases", map[string]string{"draft": other}).problem(http.StatusUnprocessableEntity, "key_reused")
	require.Len(t, c.get("/cases").is(http.StatusOK).at("rows"), 1)

	window, at := h.as("U1"), h.visit(first.text("case"), "acceptance")+"/decide"
	accept := map[string]any{"decision": "accept"}
	decided := window.keyed("d").post(at, accept).is(http.StatusOK)
	require.Equal(t, decided.text("receipt.hash"), window.keyed("d").post(at, accept).is(http.StatusOK).text("receipt.hash"))
	window.keyed("d").post(at, map[string]any{"decision": "decline", "reason": "x"}).problem(http.StatusUnprocessableEntity, "key_reused")
	window.post(at, accept).problem(http.StatusConflict, "task_not_open")
}

func TestADraftRemembersItsKey(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	c := h.as("A1").keyed("k")
	first := c.post("/drafts", map[string]string{"item": "si-qualification"}).is(http.StatusCreated)
	again := c.post("/drafts", map[string]string{"item": "si-qualification"}).is(http.StatusCreated)
	require.Equal(t, first.text("id"), again.text("id"))
	require.Equal(t, "true", again.header.Get("Idempotency-Replayed"))
	c.post("/drafts", map[string]string{"item": "si-renewal"}).problem(http.StatusUnprocessableEntity, "key_reused")
	theirs := h.as("A2").keyed("k").post("/drafts", map[string]string{"item": "si-qualification"}).is(http.StatusCreated)
	require.NotEqual(t, first.text("id"), theirs.text("id"), "a key is its owner's")
}

func TestTheSameKeyAtOnce(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	c := h.as("A1")
	draft := c.drafted(sample(t, "S1"), "")
	answers := make([]*answer, 16)
	var wait sync.WaitGroup
	for i := range answers {
		wait.Add(1)
		go func() {
			defer wait.Done()
			sender := c.keyed("same")
			if i%4 == 3 {
				sender = c.keyed("other" + itoa(i))
			}
			answers[i] = sender.post("/cases", map[string]string{"draft": draft})
		}()
	}
	wait.Wait()
	filed := map[string]int{}
	for _, a := range answers {
		switch a.status {
		case http.StatusCreated:
			filed[a.text("case")]++
		default:
			a.problem(http.StatusConflict, "draft_filed")
		}
	}
	require.Len(t, filed, 1, "one case, whoever was first")
	require.Len(t, c.get("/cases").is(http.StatusOK).at("rows"), 1)
}

func TestATokenIsMadeOnceAndShownAgain(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	c := h.as("A1")
	body := map[string]string{"name": "erp", "expires_at": "2027-01-01T00:00:00Z"}
	var wait sync.WaitGroup
	secrets := make([]string, 8)
	for i := range secrets {
		wait.Add(1)
		go func() {
			defer wait.Done()
			secrets[i] = c.keyed("t").post("/tokens", body).is(http.StatusCreated).text("secret")
		}()
	}
	wait.Wait()
	for _, s := range secrets {
		require.Equal(t, secrets[0], s)
	}
	c.keyed("t").post("/tokens", map[string]string{"name": "other", "expires_at": "2027-01-01T00:00:00Z"}).
		problem(http.StatusUnprocessableEntity, "key_reused")
	rows := c.get("/tokens").is(http.StatusOK)
	require.Len(t, rows.at("rows"), 1)

	program := &client{h: h, bearer: secrets[0], header: http.Header{}}
	require.Equal(t, "A1", program.get("/session").is(http.StatusOK).text("person.id"))
	program.post("/drafts", map[string]string{"item": "si-qualification"}).is(http.StatusCreated)
	program.post("/tokens", body).problem(http.StatusForbidden, "session_required")
	h.as("A2").delete("/tokens/"+rows.text("rows.0.id")).problem(http.StatusNotFound, "token_unknown")
	c.delete("/tokens/" + rows.text("rows.0.id")).is(http.StatusNoContent)
	program.get("/session").problem(http.StatusUnauthorized, "token_invalid")
	c.post("/tokens", map[string]string{"name": "late", "expires_at": "2020-01-01T00:00:00Z"}).problem(http.StatusUnprocessableEntity, "token_expiry")
}
