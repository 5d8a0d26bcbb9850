package handlers_test

import (
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestOwnSessionsAreListedAndEnded(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	in := h.nobody().with("User-Agent", "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0").
		post("/session", map[string]string{"login": login("A1"), "password": password}).is(http.StatusCreated)
	elsewhere := &client{h: h, cookie: (&http.Response{Header: in.header}).Cookies()[0].Value, csrf: in.text("csrf"), header: http.Header{}}
	here, third, stranger := h.as("A1"), h.as("A1"), h.as("A2")

	list := here.get("/sessions").is(http.StatusOK)
	require.Len(t, list.at("rows"), 3)
	require.NotContains(t, string(list.body), "Gecko")
	var rows struct {
		Rows []struct {
			ID, Browser string
			Current     bool
		}
	}
	list.into(&rows)
	var theirs string
	for _, r := range rows.Rows {
		if r.Browser != "" {
			require.Equal(t, "Firefox, Windows", r.Browser)
			require.False(t, r.Current)
			theirs = r.ID
		}
	}
	stranger.delete("/sessions/"+theirs).problem(http.StatusNotFound, "session_not_found")
	elsewhere.get("/session").is(http.StatusOK)
	here.without("X-Csrf-Token").delete("/sessions/"+theirs).problem(http.StatusForbidden, "csrf_mismatch")
	here.delete("/sessions/" + theirs).is(http.StatusNoContent)
	elsewhere.get("/session").problem(http.StatusUnauthorized, "unauthenticated")
	here.delete("/sessions/"+theirs).problem(http.StatusNotFound, "session_not_found")

	require.InDelta(t, 1, here.delete("/sessions").is(http.StatusOK).at("ended"), 0)
	third.get("/session").problem(http.StatusUnauthorized, "unauthenticated")
	require.Equal(t, true, here.get("/sessions").is(http.StatusOK).at("rows.0.current"))
	stranger.get("/session").is(http.StatusOK)
}

func TestASessionSaysWhenItEnds(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	me := h.as("A1").with("X-Unattended", "1").get("/session").is(http.StatusOK)
	at := func(name string) time.Time {
		v, err := time.Parse(time.RFC3339, me.text(name))
		require.NoError(t, err)
		return v
	}
	require.Equal(t, 12*time.Hour, at("expires_at").Sub(at("now")).Round(time.Minute))
	require.Equal(t, 15*time.Minute, at("idle_at").Sub(at("now")).Round(time.Minute))
}
