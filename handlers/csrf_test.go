package handlers_test

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestForgedRequests(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	c := h.as("A1")
	other := h.as("A2")
	body := map[string]string{"item": "si-qualification"}
	for name, x := range map[string]struct {
		client *client
		code   string
	}{
		"own page":                    {c, ""},
		"own page, browser says so":   {c.with("Sec-Fetch-Site", "same-origin"), ""},
		"typed by the user":           {c.with("Sec-Fetch-Site", "none"), ""},
		"no csrf token":               {c.without("X-Csrf-Token"), "csrf_mismatch"},
		"another session's token":     {c.with("X-Csrf-Token", other.csrf), "csrf_mismatch"},
		"the session token itself":    {c.with("X-Csrf-Token", c.cookie), "csrf_mismatch"},
		"another site":                {c.with("Sec-Fetch-Site", "cross-site"), "cross_origin"},
		"another host of our domain":  {c.with("Sec-Fetch-Site", "same-site"), "cross_origin"},
		"an old browser, other site":  {c.with("Origin", "https://evil.example.invalid"), "cross_origin"},
		"a sandboxed frame":           {c.with("Origin", "null"), "cross_origin"},
		"an old browser, own site":    {c.with("Origin", "http://example.com"), ""},
		"other site without a token":  {c.with("Sec-Fetch-Site", "cross-site").with("X-Csrf-Token", "-"), "cross_origin"},
		"a token in the wrong header": {c.without("X-Csrf-Token").with("X-Xsrf-Token", c.csrf), "csrf_mismatch"},
	} {
		t.Run(name, func(t *testing.T) {
			a := x.client.post("/drafts", body)
			if x.code == "" {
				a.is(http.StatusCreated)
				return
			}
			a.problem(http.StatusForbidden, x.code)
		})
	}
	c.without("X-Csrf-Token").with("Sec-Fetch-Site", "cross-site").get("/drafts").is(http.StatusOK)
	c.without("X-Csrf-Token").delete("/session").problem(http.StatusForbidden, "csrf_mismatch")
	h.nobody().with("Sec-Fetch-Site", "cross-site").post("/session", map[string]string{"login": login("A1"), "password": password}).
		problem(http.StatusForbidden, "cross_origin")
}

func TestSigningInAndOut(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	credentials := map[string]string{"login": login("U1"), "password": password}
	in := h.nobody().post("/session", credentials).is(http.StatusCreated)
	cookies := (&http.Response{Header: in.header}).Cookies()
	require.Len(t, cookies, 1)
	require.Equal(t, "shenpi", cookies[0].Name)
	require.True(t, cookies[0].HttpOnly)
	require.Equal(t, http.SameSiteLaxMode, cookies[0].SameSite)
	c := &client{h: h, cookie: cookies[0].Value, csrf: in.text("csrf"), header: http.Header{}}
	me := c.get("/session").is(http.StatusOK)
	require.Equal(t, "U1", me.text("person.id"))
	require.Equal(t, "window", me.text("roles.0.role"))
	require.Contains(t, me.at("roles.0.units"), "gz-iid-legal")
	require.Equal(t, "no-store", me.header.Get("Cache-Control"))

	h.nobody().post("/session", map[string]string{"login": login("U1"), "password": "wrong password"}).problem(http.StatusUnauthorized, "bad_credentials")
	c.post("/session/password", map[string]string{"current": password, "new": "short"}).problem(http.StatusUnprocessableEntity, "password_too_short")
	changed := c.post("/session/password", map[string]string{"current": password, "new": "another long phrase"}).is(http.StatusCreated)
	c.get("/session").problem(http.StatusUnauthorized, "unauthenticated")
	d := &client{h: h, cookie: (&http.Response{Header: changed.header}).Cookies()[0].Value, csrf: changed.text("csrf"), header: http.Header{}}
	d.delete("/session").is(http.StatusNoContent)
	d.get("/session").problem(http.StatusUnauthorized, "unauthenticated")

	for range 5 {
		h.nobody().post("/session", map[string]string{"login": login("U2"), "password": "wrong password"})
	}
	locked := h.nobody().post("/session", map[string]string{"login": login("U2"), "password": password})
	locked.problem(http.StatusTooManyRequests, "too_many_attempts")
	require.Equal(t, "600", locked.header.Get("Retry-After"))
}
