package webhook_test

import (
	"context"
	"crypto/x509"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"sync"
	"testing"
	"time"

	standardwebhooks "github.com/standard-webhooks/standard-webhooks/libraries/go"
	"github.com/stretchr/testify/require"

	"shenpi/notify"
	"shenpi/notify/webhook"
	"shenpi/workflow"
)

// taken is a request as it came in.
type taken struct {
	header http.Header
	body   []byte
}

// receiver is a subscriber's server; answer says what it does with a request.
type receiver struct {
	*httptest.Server
	mu    sync.Mutex
	taken []taken
}

func receive(t *testing.T, start func(*httptest.Server), answer http.HandlerFunc) *receiver {
	t.Helper()
	r := &receiver{}
	r.Server = httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, q *http.Request) {
		body, err := io.ReadAll(q.Body)
		if err != nil {
			return
		}
		r.mu.Lock()
		r.taken = append(r.taken, taken{q.Header.Clone(), body})
		r.mu.Unlock()
		answer(w, q)
	}))
	start(r.Server)
	t.Cleanup(r.Close)
	return r
}

func (r *receiver) requests() []taken {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.taken
}

func takes(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNoContent) }

var key = []byte(strings.Repeat("k", webhook.KeySize))

var noon = time.Now().UTC().Truncate(time.Second) // a verifier that is not ours looks at the clock

func networks(t *testing.T, list ...string) webhook.Networks {
	t.Helper()
	n, err := webhook.ParseNetworks(list)
	require.NoError(t, err)
	return n
}

func loopback(t *testing.T) webhook.Networks { return networks(t, "127.0.0.0/8", "::1/128") }

func channel(t *testing.T, p *webhook.Poster) *webhook.Channel {
	t.Helper()
	keys, err := webhook.NewKeys(key)
	require.NoError(t, err)
	return &webhook.Channel{Poster: p, Keys: keys, Source: "urn:shenpi:test", Now: func() time.Time { return noon }}
}

func parcel(url string) notify.Parcel {
	return notify.Parcel{
		Delivery: notify.Delivery{ID: "n1.webhook-h1", Notice: "n1", Target: "webhook/h1"},
		Message: workflow.Notice{ID: "n1", Recipient: "91520000MA00000151", Case: "c1", CaseNumber: "2026-000001", Item: "si-qualification", Kind: "document_issued",
			Zh: "办件 2026-000001：“受理通知书”已印发", En: "Issued", At: noon, Document: 1, Duty: workflow.DutyAcceptance},
		Preference: notify.Preference{Mail: "a@example.invalid"},
		Webhook:    &notify.Webhook{ID: "h1", URL: url, Version: 1, RotatedAt: noon.Add(-time.Hour)},
	}
}

// The documentation says that this is all a subscriber needs; keep the two alike.
func verify(secret string, r taken) (map[string]any, error) {
	wh, err := standardwebhooks.NewWebhook(secret)
	if err != nil {
		return nil, err
	}
	if err := wh.Verify(r.body, r.header); err != nil {
		return nil, err
	}
	var event map[string]any
	return event, json.Unmarshal(r.body, &event)
}

func TestAnEventIsACloudEventThatAnybodyCanVerify(t *testing.T) {
	t.Parallel()
	r := receive(t, (*httptest.Server).Start, takes)
	c := channel(t, webhook.NewPoster(loopback(t), nil, 0))
	p := parcel(r.URL)
	require.NoError(t, c.Send(t.Context(), p))
	require.NoError(t, c.Test(t.Context(), *p.Webhook, "test-1"))
	got := r.requests()
	require.Len(t, got, 2)
	event, err := verify(c.Keys.Secret("h1", 1), got[0])
	require.NoError(t, err)
	require.Equal(t, map[string]any{
		"specversion": "1.0", "id": "n1.webhook-h1", "source": "urn:shenpi:test", "type": "shenpi.notice.document_issued", "subject": "case/c1",
		"time": noon.Format(time.RFC3339), "datacontenttype": "application/json",
		"data": map[string]any{"notice": "n1", "kind": "document_issued", "case": "c1", "case_number": "2026-000001", "item": "si-qualification", "document": 1.0, "duty": "acceptance"},
	}, event, "and nothing of whose case it is")
	require.Equal(t, "n1.webhook-h1", got[0].header.Get("webhook-id"), "the same at every try")
	require.Equal(t, "application/cloudevents+json; charset=utf-8", got[0].header.Get("Content-Type"))
	event, err = verify(c.Keys.Secret("h1", 1), got[1])
	require.NoError(t, err)
	require.Equal(t, "shenpi.test", event["type"])

	p.Message = workflow.Notice{ID: "n2", Certificate: "SL-1", Kind: "certificate_ends", At: noon}
	require.NoError(t, c.Send(t.Context(), p))
	event, err = verify(c.Keys.Secret("h1", 1), r.requests()[2])
	require.NoError(t, err)
	require.Equal(t, "certificate/SL-1", event["subject"])
	require.Equal(t, map[string]any{"notice": "n2", "kind": "certificate_ends", "certificate": "SL-1"}, event["data"])

	for name, secret := range map[string]string{"the next version": c.Keys.Secret("h1", 2), "another subscription": c.Keys.Secret("h2", 1)} {
		_, err = verify(secret, got[0])
		require.Error(t, err, name)
	}
	tampered := got[0]
	tampered.body = []byte(strings.Replace(string(tampered.body), "c1", "c2", 1))
	_, err = verify(c.Keys.Secret("h1", 1), tampered)
	require.Error(t, err)
}

func TestARotatedSecretSignsBesideTheOldOneForADay(t *testing.T) {
	t.Parallel()
	r := receive(t, (*httptest.Server).Start, takes)
	c := channel(t, webhook.NewPoster(loopback(t), nil, 0))
	p := parcel(r.URL)
	p.Webhook.Version = 2
	require.NoError(t, c.Send(t.Context(), p))
	p.Webhook.RotatedAt = noon.Add(-webhook.Grace)
	require.NoError(t, c.Send(t.Context(), p))
	got := r.requests()
	for i, old := range []bool{true, false} {
		_, err := verify(c.Keys.Secret("h1", 2), got[i])
		require.NoError(t, err)
		_, err = verify(c.Keys.Secret("h1", 1), got[i])
		require.Equal(t, old, err == nil)
	}
}

func TestTheKeyMakesTheSecrets(t *testing.T) {
	t.Parallel()
	_, err := webhook.NewKeys(key[1:])
	require.ErrorContains(t, err, "31 bytes")
	one, err := webhook.NewKeys(key)
	require.NoError(t, err)
	again, err := webhook.NewKeys(append([]byte(nil), key...))
	require.NoError(t, err)
	other, err := webhook.NewKeys([]byte(strings.Repeat("o", webhook.KeySize)))
	require.NoError(t, err)
	require.Equal(t, one.Secret("h1", 1), again.Secret("h1", 1), "another replica with the same file")
	require.NotEqual(t, one.Secret("h1", 1), other.Secret("h1", 1))
	require.NotEqual(t, one.Fingerprint(), other.Fingerprint())
	for _, bad := range []string{"", "whsec_", "whsec_*", "secret"} {
		require.ErrorIs(t, webhook.Sign(http.Header{}, []string{bad}, "1", noon, nil), webhook.ErrSecret, bad)
	}
}

// What a server does with a parcel says whether, when and with what else it is tried again.
func TestWhatAnAnswerMeans(t *testing.T) {
	t.Parallel()
	elsewhere := receive(t, (*httptest.Server).Start, takes)
	status := func(code int, wait string) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) {
			if wait != "" {
				w.Header().Set("Retry-After", wait)
			}
			w.WriteHeader(code)
		}
	}
	raw := func(text string) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) {
			if conn, _, err := w.(http.Hijacker).Hijack(); err == nil {
				_, _ = io.WriteString(conn, text)
				_ = conn.Close()
			}
		}
	}
	const noServer = "nobody takes it now: it did not answer as a server for events does"
	for name, c := range map[string]struct {
		answer                   http.HandlerFunc
		taken, permanent, target bool
		wait                     time.Duration
		says                     string
	}{
		"taken":     {answer: status(202, ""), taken: true},
		"gone":      {answer: status(410, ""), permanent: true, says: "it will never arrive: it answered 410"},
		"not found": {answer: status(404, "")},
		"broken":    {answer: status(500, ""), says: "it answered 500"},
		"busy":      {answer: status(429, "7"), target: true, wait: 7 * time.Second, says: "nobody takes it now: it answered 429"},
		"closed":    {answer: status(503, "Fri, 27 Nov 2026 10:00:00 GMT"), target: true},
		"elsewhere": {answer: func(w http.ResponseWriter, q *http.Request) {
			http.Redirect(w, q, elsewhere.URL, http.StatusTemporaryRedirect)
		}},
		"hangs": {answer: func(_ http.ResponseWriter, q *http.Request) { <-q.Context().Done() }, target: true, says: "nobody takes it now: it did not answer in time"},
		"hangs up": {answer: func(w http.ResponseWriter, _ *http.Request) {
			conn, _, err := w.(http.Hijacker).Hijack()
			if err == nil {
				_ = conn.Close()
			}
		}, target: true},
		"hangs up half way": {answer: func(w http.ResponseWriter, _ *http.Request) {
			conn, buf, err := w.(http.Hijacker).Hijack()
			if err == nil {
				_, _ = buf.WriteString("HTTP/1.1 200 O")
				_ = buf.Flush()
				_ = conn.Close()
			}
		}, target: true},
		"is another server": {answer: raw("SSH-2.0-inside_7.1\r\n"), target: true, says: noServer},
		"answers oddly":     {answer: raw("HTTP/1.1 2O0 the-secret\r\n\r\n"), target: true, says: noServer},
		"never ends": {answer: func(w http.ResponseWriter, q *http.Request) {
			for q.Context().Err() == nil {
				if _, err := w.Write(make([]byte, 1<<12)); err != nil {
					return
				}
			}
		}, taken: true},
		"huge headers": {answer: func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("X-Huge", strings.Repeat("x", 1<<20))
		}, target: true, says: noServer},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			within := time.Minute
			if name == "hangs" {
				within = 200 * time.Millisecond
			}
			r := receive(t, (*httptest.Server).Start, c.answer)
			err := channel(t, webhook.NewPoster(loopback(t), nil, within)).Send(t.Context(), parcel(r.URL))
			require.Equal(t, c.taken, err == nil, "%v", err)
			require.Equal(t, c.permanent, errors.Is(err, notify.ErrPermanent), "%v", err)
			require.Equal(t, c.target, errors.Is(err, notify.ErrTarget), "%v", err)
			var later *notify.After
			require.Equal(t, c.wait > 0, errors.As(err, &later))
			if c.wait > 0 {
				require.Equal(t, c.wait, later.Wait)
			}
			require.Len(t, r.requests(), 1)
			if err != nil {
				require.NotContains(t, err.Error(), r.URL, "a URL may hold somebody's token")
				if c.says != "" {
					require.EqualError(t, err, c.says, "nothing that was answered")
				}
			}
		})
	}
	t.Cleanup(func() { require.Empty(t, elsewhere.requests(), "a redirect is not followed") })
}

// The address is judged when it is dialled: a name that leads inside is of no use, however it did before.
func TestWebhooksDoNotReachInside(t *testing.T) {
	t.Parallel()
	plain, secure := receive(t, (*httptest.Server).Start, takes), receive(t, (*httptest.Server).StartTLS, takes)
	roots := x509.NewCertPool()
	roots.AddCert(secure.Certificate())
	named := func(url string) string { return strings.Replace(url, "127.0.0.1", "localhost", 1) }
	for name, c := range map[string]struct {
		networks webhook.Networks
		url      string
		arrives  bool
	}{
		"an address":                 {nil, secure.URL, false},
		"a name":                     {nil, named(secure.URL), false},
		"plain HTTP to a name":       {nil, named(plain.URL), false},
		"allowed":                    {loopback(t), secure.URL, true},
		"plain HTTP, allowed":        {loopback(t), named(plain.URL), true},
		"another network is allowed": {networks(t, "10.0.0.0/8"), plain.URL, false},
	} {
		ch := channel(t, webhook.NewPoster(c.networks, roots, 0))
		before := len(plain.requests()) + len(secure.requests())
		err := ch.Send(t.Context(), parcel(c.url))
		require.Equal(t, c.arrives, err == nil, "%s: %v", name, err)
		if !c.arrives {
			require.ErrorIs(t, err, notify.ErrTarget, name)
			require.ErrorContains(t, err, "not public", name)
			require.Equal(t, before, len(plain.requests())+len(secure.requests()), name)
		}
	}
	stranger := channel(t, webhook.NewPoster(loopback(t), nil, 0)).Send(t.Context(), parcel(secure.URL))
	require.EqualError(t, stranger, "nobody takes it now: its certificate is not trusted", "and whose it is, is not told")
	require.NoError(t, webhook.NewTrustedPoster(roots, 0).Post(context.Background(), secure.URL, http.Header{}, nil), "the office's own gateway may be anywhere")
}

func TestPublicAddresses(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]bool{
		"93.184.215.14": true, "2606:2800:21f:cb07::1": true, "::ffff:93.184.215.14": true,
		"127.0.0.1": false, "::1": false, "0.0.0.0": false, "::": false, "10.1.2.3": false, "172.16.0.1": false, "192.168.1.1": false, "169.254.169.254": false,
		"fe80::1": false, "fc00::1": false, "fd00:ec2::254": false, "::ffff:127.0.0.1": false, "::ffff:169.254.169.254": false, "::127.0.0.1": false,
		"64:ff9b::7f00:1": false, "2002:7f00:1::": false, "100.100.100.200": false, "198.18.0.1": false, "224.0.0.1": false, "ff02::1": false,
		"255.255.255.255": false, "240.0.0.1": false, "fe80::1%eth0": false, "2001:db8::1": false,
	} {
		require.Equal(t, want, webhook.Public(netip.MustParseAddr(text)), text)
	}
	require.False(t, webhook.Public(netip.Addr{}))
}

func TestURLsThatAreRefusedAtOnce(t *testing.T) {
	t.Parallel()
	for url, c := range map[string]struct{ open, allowed string }{
		"https://example.org/events":       {"", ""},
		"https://93.184.215.14/":           {"", ""},
		"http://example.org/":              {"not https", ""},
		"https://127.0.0.1:8443/":          {"not public", ""},
		"http://[::1]:80/":                 {"not https", ""},
		"https://10.0.0.1/":                {"not public", "not public"},
		"http://10.0.0.1/":                 {"not https", "not public"},
		"https://user:secret@example.org/": {"user", "user"},
		"https://example.org/#x":           {"fragment", "fragment"},
		"ftp://example.org/":               {"not https", "not https"},
		"https:///":                        {"no URL", "no URL"},
		"https://:443/":                    {"no URL", "no URL"},
		"mailto:a@example.org":             {"no URL", "no URL"},
		"://":                              {"no URL", "no URL"},
	} {
		for _, v := range []struct {
			networks webhook.Networks
			says     string
		}{{nil, c.open}, {loopback(t), c.allowed}} {
			if err := v.networks.CheckURL(url); v.says == "" {
				require.NoError(t, err, url)
			} else {
				require.ErrorContains(t, err, v.says, url)
			}
		}
	}
	_, err := webhook.ParseNetworks([]string{"10.0.0.1"})
	require.ErrorContains(t, err, "no network")
}
