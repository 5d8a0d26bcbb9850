package sms_test

import (
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	standardwebhooks "github.com/standard-webhooks/standard-webhooks/libraries/go"
	"github.com/stretchr/testify/require"

	"shenpi/notify"
	"shenpi/notify/sms"
	"shenpi/notify/webhook"
	"shenpi/workflow"
)

func parcel(phone string) notify.Parcel {
	p := notify.Parcel{
		Delivery:   notify.Delivery{ID: "n1.sms", Target: notify.SMS},
		Message:    workflow.Notice{ID: "n1", Kind: "document_issued", CaseNumber: "2026-000001", Zh: "办件 2026-000001：“受理通知书”已印发，请查阅", En: "Issued"},
		Preference: notify.NoPreference("91A"),
	}
	p.Preference.Phone = phone
	return p
}

// gateway takes what comes and answers with a status.
func gateway(t *testing.T, status int) (url string, got chan *http.Request, bodies chan []byte) {
	t.Helper()
	got, bodies = make(chan *http.Request, 1), make(chan []byte, 1)
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		b, _ := io.ReadAll(r.Body)
		got <- r
		bodies <- b
		w.WriteHeader(status)
	}))
	t.Cleanup(s.Close)
	return s.URL + "/send", got, bodies
}

func channel(t *testing.T, c sms.Config) *sms.Channel {
	t.Helper()
	ch, err := sms.New(c, webhook.NewTrustedPoster(nil, 0), notify.ShippedFrame(), time.Now)
	require.NoError(t, err)
	return ch
}

func TestATextMessageIsHandedToTheGateway(t *testing.T) {
	t.Parallel()
	const secret = "whsec_c2hlbnBpLXNtcy1zZWNyZXQtb2YtdGVzdHM="
	for name, c := range map[string]sms.Config{"bearer": {Bearer: "token"}, "signed": {Secret: secret}} {
		url, got, bodies := gateway(t, http.StatusAccepted)
		c.URL, c.Template = url, "SMS_1001"
		require.NoError(t, channel(t, c).Send(t.Context(), parcel("13800000000")), name)
		r, body := <-got, <-bodies
		var said map[string]any
		require.NoError(t, json.Unmarshal(body, &said))
		require.Equal(t, map[string]any{
			"id": "n1.sms", "to": "13800000000", "template": "SMS_1001", "text": "【审批机关】办件 2026-000001：“受理通知书”已印发，请查阅",
			"params": map[string]any{"case_number": "2026-000001", "kind": "document_issued"},
		}, said, name)
		require.Equal(t, "n1.sms", r.Header.Get("Idempotency-Key"))
		if c.Bearer != "" {
			require.Equal(t, "Bearer token", r.Header.Get("Authorization"))
			continue
		}
		require.Empty(t, r.Header.Get("Authorization"))
		wh, err := standardwebhooks.NewWebhook(secret)
		require.NoError(t, err)
		require.NoError(t, wh.Verify(body, r.Header))
	}
}

func TestWhatAGatewayAnswers(t *testing.T) {
	t.Parallel()
	for status, want := range map[int]struct{ permanent, target bool }{
		400: {permanent: true}, 422: {permanent: true}, 503: {target: true}, 401: {}, 500: {},
	} {
		url, _, _ := gateway(t, status)
		err := channel(t, sms.Config{URL: url, Bearer: "t"}).Send(t.Context(), parcel("+8613800000000"))
		require.Error(t, err)
		require.Equal(t, want.permanent, errors.Is(err, notify.ErrPermanent), "%d", status)
		require.Equal(t, want.target, errors.Is(err, notify.ErrTarget), "%d", status)
	}
	nobody := channel(t, sms.Config{URL: "http://127.0.0.1:1/", Bearer: "t"})
	require.ErrorIs(t, nobody.Send(t.Context(), parcel("13800000000")), notify.ErrTarget)
	require.ErrorIs(t, nobody.Send(t.Context(), parcel("138 0000")), notify.ErrPermanent)
}

func TestAGatewayIsSetUpRight(t *testing.T) {
	t.Parallel()
	for says, c := range map[string]sms.Config{
		"https://HOST":        {URL: "gateway", Bearer: "t"},
		"one of the two":      {URL: "https://h/"},
		"wants a bearer":      {URL: "https://h/", Bearer: "t", Secret: "whsec_eA=="},
		"whsec_ and base64":   {URL: "https://h/", Secret: "geheim"},
		"gateway is https://": {URL: "https://user@h/", Bearer: "t"},
		"http:// sends numbers and texts to 10.0.0.1 in the clear": {URL: "http://10.0.0.1:8080/", Bearer: "t"},
		"name a gateway on this machine, localhost":                {URL: "http://127.0.0.1.example.org/", Bearer: "t"},
	} {
		_, err := sms.New(c, nil, nil, nil)
		require.ErrorContains(t, err, says)
	}
	for _, url := range []string{"http://localhost:8080/", "http://127.0.0.2/", "http://[::1]:1/", "https://gateway.example.org/"} {
		require.NoError(t, sms.CheckURL(url), url)
	}
	for number, want := range map[string]bool{"13800000000": true, "+85212345678": true, "+8613800000000": true, "12800000000": false, "1380000000": false,
		"+0123456789": false, "138000000001": false, "": false, "13800000000\n": false} {
		require.Equal(t, want, notify.CheckNumber(number) == nil, number)
	}
}
