package handlers_test

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	standardwebhooks "github.com/standard-webhooks/standard-webhooks/libraries/go"
	"github.com/stretchr/testify/require"

	"shenpi/jobs"
	"shenpi/notify"
	"shenpi/notify/webhook"
)

// poster is handlers.Posting, as the service has it.
type poster struct {
	*webhook.Channel
	webhook.Networks
}

func (p poster) Secret(id string, version int) string { return p.Keys.Secret(id, version) }

// posting posts on this machine.
func posting() poster {
	networks, err := webhook.ParseNetworks([]string{"127.0.0.0/8"})
	if err != nil {
		panic(err)
	}
	keys, err := webhook.NewKeys([]byte(strings.Repeat("k", webhook.KeySize)))
	if err != nil {
		panic(err)
	}
	return poster{&webhook.Channel{Poster: webhook.NewPoster(networks, nil, 0), Keys: keys, Source: "urn:shenpi:test", Now: time.Now}, networks}
}

// delivers drains the outbox, as the jobs do.
func (h *house) delivers(channels map[string]notify.Channel) {
	h.t.Helper()
	for _, j := range []jobs.Job{
		jobs.Notify(h.db, jobs.Sending{Channels: channels, Now: wall, Random: func() float64 { return 0 }}), jobs.Prove(h.db, h.engine),
	} {
		for did := true; did; {
			var err error
			did, err = j.Run(context.Background())
			require.NoError(h.t, err)
		}
	}
}

// A subscription from its first secret to its end.
func TestAWebhookThroughTheAPI(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	got := make(chan *http.Request, 10)
	bodies, status := make(chan []byte, 10), http.StatusNoContent
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		b, _ := io.ReadAll(r.Body)
		got <- r
		bodies <- b
		if status != 0 {
			w.WriteHeader(status)
			return
		}
		if conn, _, err := w.(http.Hijacker).Hijack(); err == nil { // it is no web server, and what it says is not for subscribers
			_, _ = io.WriteString(conn, "220 inside.example.invalid\r\n")
			_ = conn.Close()
		}
	}))
	defer s.Close()
	admin := h.as("X2")
	admin.post("/webhooks", map[string]any{"url": "https://169.254.169.254/latest"}).problem(http.StatusUnprocessableEntity, "webhook_url")
	admin.post("/webhooks", map[string]any{"url": s.URL, "kinds": []string{"gossip"}}).problem(http.StatusUnprocessableEntity, "notice_kind")
	made := admin.keyed("k1").post("/webhooks", map[string]any{"url": s.URL, "kinds": []string{"document_issued"}}).is(http.StatusCreated)
	again := admin.keyed("k1").post("/webhooks", map[string]any{"url": s.URL, "kinds": []string{"document_issued"}}).is(http.StatusCreated)
	require.Equal(t, made.text("secret"), again.text("secret"), "a repeated request shows the same")
	at := "/webhooks/" + made.text("id")
	require.NotContains(t, string(admin.get(at).is(http.StatusOK).body), "whsec_", "it is shown this once")
	require.Len(t, admin.get("/webhooks").is(http.StatusOK).at("rows"), 1)

	verified := func(secret string) {
		wh, err := standardwebhooks.NewWebhook(secret)
		require.NoError(t, err)
		require.NoError(t, wh.Verify(<-bodies, (<-got).Header))
	}
	require.Equal(t, true, admin.post(at+"/test", nil).is(http.StatusOK).at("taken"))
	verified(made.text("secret"))
	status = http.StatusInternalServerError
	refused := admin.post(at+"/test", nil).is(http.StatusOK)
	require.Equal(t, "it answered 500", refused.text("error"))
	verified(made.text("secret"))
	status = 0
	refused = admin.post(at+"/test", nil).is(http.StatusOK)
	require.Equal(t, "nobody takes it now: it did not answer as a server for events does", refused.text("error"))
	verified(made.text("secret"))
	rotated := admin.post(at+"/rotate", nil).is(http.StatusOK)
	require.NotEqual(t, made.text("secret"), rotated.text("secret"))

	id := h.as("A1").filed(sample(t, "S1"))
	h.decides("U1", id, "acceptance", "accept")
	h.work()
	status = http.StatusGone
	h.delivers(map[string]notify.Channel{"webhook": posting().Channel})
	verified(rotated.text("secret"))
	list := admin.get(at + "/deliveries?status=dead").is(http.StatusOK)
	require.Equal(t, id, list.text("rows.0.case"))
	require.Equal(t, "acceptance", list.text("rows.0.duty"))
	require.Contains(t, list.text("rows.0.error"), "it answered 410")
	require.NotContains(t, string(list.body), "91520000", "to whom it is said is not told")
	status = http.StatusNoContent
	admin.post(at+"/replay", map[string]any{}).problem(http.StatusUnprocessableEntity, "deliveries_unnamed")
	require.EqualValues(t, 1, admin.post(at+"/replay", map[string]any{"all": true}).is(http.StatusOK).at("replayed"))
	h.delivers(map[string]notify.Channel{"webhook": posting().Channel})
	verified(rotated.text("secret"))
	require.Empty(t, admin.get("/deliveries?status=dead").is(http.StatusOK).at("rows"))
	admin.get("/deliveries?target=pigeon").problem(http.StatusUnprocessableEntity, "notice_target")
	require.Len(t, h.as("r-auditor").get("/deliveries?target=webhook/"+made.text("id")).is(http.StatusOK).at("rows"), 1)

	admin.delete(at).is(http.StatusNoContent)
	for _, below := range []string{"", "/deliveries"} {
		admin.get(at+below).problem(http.StatusNotFound, "webhook_not_found")
	}
	admin.post(at+"/rotate", nil).problem(http.StatusNotFound, "webhook_not_found")
	admin.delete(at).problem(http.StatusNotFound, "webhook_not_found")
}

// letterbox is a channel that takes what it is told to.
type letterbox struct {
	to  []string
	err error
}

func (l *letterbox) Send(_ context.Context, p notify.Parcel) error {
	l.to = append(l.to, p.Preference.Mail+" "+p.Message.Duty)
	return l.err
}

// What the law has the office tell reaches an enterprise that wants nothing, and that it did is on the trail.
func TestStatutoryNoticesCannotBeSwitchedOff(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	firm := h.as("A1")
	shown := firm.get("/notices/preferences").is(http.StatusOK)
	require.Equal(t, `"0"`, shown.header.Get("ETag"))
	require.Equal(t, "zh", shown.text("language"))
	require.Equal(t, "第三十二条第二款", shown.text("duties.0.article"))
	require.Len(t, shown.at("duties"), 9)
	want := map[string]any{"language": "en", "mail": "office@firm.example.invalid", "channels": []string{}, "kinds": map[string]any{"document_issued": []string{}}}
	for code, change := range map[string]map[string]any{
		"mail_address": {"mail": "a\r\nb@example.invalid"}, "phone_number": {"phone": "1380"},
		"notice_kind": {"kinds": map[string]any{"gossip": []string{}}}, "notice_channel": {"kinds": map[string]any{"resumed": []string{"pigeon"}}},
	} {
		bad := map[string]any{"language": "zh", "channels": []string{}}
		for k, v := range change {
			bad[k] = v
		}
		firm.with("If-Match", `"0"`).put("/notices/preferences", bad).problem(http.StatusUnprocessableEntity, code)
	}
	firm.put("/notices/preferences", want).problem(http.StatusPreconditionRequired, "if_match_required")
	require.Equal(t, `"1"`, firm.with("If-Match", `"0"`).put("/notices/preferences", want).is(http.StatusOK).header.Get("ETag"))
	firm.with("If-Match", `"0"`).put("/notices/preferences", want).problem(http.StatusPreconditionFailed, "stale")
	plain := map[string]any{"language": "zh", "channels": []string{"sms"}, "phone": "13800000000"}
	require.Equal(t, `"1"`, h.as("U1").with("If-Match", `"0"`).put("/notices/preferences", plain).is(http.StatusOK).header.Get("ETag"), "an officer too")
	require.Equal(t, "office@firm.example.invalid", h.as("r-applicant").get("/notices/preferences").is(http.StatusOK).text("mail"), "of the same enterprise")

	said := h.as("r-auditor").get("/trail/entries/notices/91520000MA00000151/1").is(http.StatusOK)
	require.Equal(t, "A1", said.text("actor.person.id"), "who says where an enterprise is told is known")
	require.NotContains(t, fmt.Sprint(said.at("facts")), "firm.example.invalid")

	id := firm.filed(sample(t, "S1"))
	h.decides("U1", id, "acceptance", "accept")
	h.work()
	var mail letterbox
	h.delivers(map[string]notify.Channel{notify.Mail: &mail})
	require.Equal(t, []string{"office@firm.example.invalid acceptance"}, mail.to)
	trail := h.as("r-auditor").get("/cases/" + id + "/trail").is(http.StatusOK)
	require.Equal(t, "notice_delivered", trail.text("rows.3.kind"))
	require.Contains(t, fmt.Sprint(trail.at("rows.3.facts.delivered")), "acceptance")
	h.delivers(map[string]notify.Channel{notify.Mail: &mail})
	require.Len(t, mail.to, 1)
}
