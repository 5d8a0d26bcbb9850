package acceptance_test

import (
	"crypto/rand"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"
)

// event is what a webhook is told of a notice.
type event struct {
	Notice, Kind, Case, Duty string
	Document                 int
}

// outsider is whoever the office tells: a subscriber and the gateway of an SMS carrier. It counts what it was sent by id, and
// now and then hears badly: it takes a notice and says it did not, or says nothing.
type outsider struct {
	*httptest.Server
	mu       sync.Mutex
	events   map[string]event
	messages map[string]string // who was texted, by id
	times    map[string]int
	deaf     bool
	requests int
}

func openOutsider(t *testing.T) *outsider {
	t.Helper()
	o := &outsider{events: map[string]event{}, messages: map[string]string{}, times: map[string]int{}, deaf: true}
	o.Server = httptest.NewServer(o)
	t.Cleanup(o.Close)
	return o
}

func (o *outsider) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return // killed half way
	}
	var said struct {
		ID   string
		To   string
		Data event
	}
	if err := json.Unmarshal(body, &said); err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	switch o.hear(r.URL.Path, said.ID, said.To, said.Data) {
	case 1:
		w.WriteHeader(http.StatusInternalServerError)
	case 2:
		if conn, _, err := w.(http.Hijacker).Hijack(); err == nil {
			_ = conn.Close()
		}
	default:
		w.WriteHeader(http.StatusNoContent)
	}
}

// hear keeps what was sent and says how it is answered: each notice badly once at most.
func (o *outsider) hear(path, id, to string, e event) int {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.times[id]++
	if path == "/events" {
		o.events[id] = e
	} else {
		o.messages[id] = to
	}
	o.requests++
	if !o.deaf || o.times[id] > 1 {
		return 0
	}
	switch o.requests % 40 {
	case 7:
		return 1
	case 23:
		return 2
	}
	return 0
}

// listens has it hear well from now on.
func (o *outsider) listens() {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.deaf = false
}

// flags have a server tell the outsider.
func (o *outsider) flags(t *testing.T) []string {
	t.Helper()
	token := filepath.Join(t.TempDir(), "token")
	require.NoError(t, os.WriteFile(token, []byte("token\n"), 0o600))
	return []string{"--webhook-allow", "127.0.0.0/8", "--sms", o.URL + "/messages", "--sms-bearer", token}
}

// subscribe asks for every event, and for text messages to some enterprises.
func (o *outsider) subscribe(admin *client, firms ...*client) error {
	a, err := admin.call(request{method: http.MethodPost, path: "/webhooks", key: rand.Text(), body: map[string]string{"url": o.URL + "/events"}})
	if err == nil {
		err = a.read(&struct{}{})
	}
	for _, f := range firms {
		if err != nil {
			break
		}
		wish := map[string]any{"language": "zh", "phone": "13800000000", "channels": []string{}}
		if a, err = f.call(request{method: http.MethodPut, path: "/notices/preferences", ifMatch: `"0"`, body: wish}); err == nil {
			err = a.read(&struct{}{})
		}
	}
	return err
}

// told reports whether everything has left the house, of what is on the trail: whatever is owed was issued, of every document
// that was issued there was an event, and nothing waits. While nobody works nothing comes after it but what records it.
func (o *outsider) told(admin *client, found map[place]entry) (bool, error) {
	owed, events := map[string]bool{}, map[string]bool{}
	for at, e := range found {
		for _, d := range e.Facts.Owed {
			owed[fmt.Sprint(at.kase, " ", d.Seq)] = true
		}
	}
	o.mu.Lock()
	for _, e := range o.events {
		if e.Kind == "document_issued" {
			events[fmt.Sprint(e.Case, " ", e.Document)] = true
		}
	}
	o.mu.Unlock()
	for at, e := range found {
		if d := e.Facts.Issued; d != nil {
			delete(owed, fmt.Sprint(at.kase, " ", d.Seq))
			if !events[fmt.Sprint(at.kase, " ", d.Seq)] {
				return false, nil
			}
		}
	}
	if len(owed) > 0 {
		return false, nil
	}
	var list struct{ Rows []struct{ ID string } }
	err := admin.fetch("/deliveries?status=waiting&limit=1", &list)
	return err == nil && len(list.Rows) == 0, err
}

// recorded reports whether whatever the law demands and was texted is on the trail by now: that follows a moment later.
func (o *outsider) recorded(found map[place]entry) bool {
	o.mu.Lock()
	defer o.mu.Unlock()
	proved := map[string]bool{}
	for _, e := range found {
		if d := e.Facts.Delivered; d != nil {
			proved[d.Notice+"."+d.Channel] = true
		}
	}
	for _, e := range o.events {
		if _, texted := o.messages[e.Notice+".sms"]; texted && e.Duty != "" && !proved[e.Notice+".sms"] {
			return false
		}
	}
	return true
}

// check holds what the outsider heard against the trail: each document that was issued was told under one id, and what the
// law demands is on the trail once, for exactly those who were texted it.
func (o *outsider) check(t *testing.T, system map[place]entry) {
	t.Helper()
	o.mu.Lock()
	defer o.mu.Unlock()
	issued, proved := map[string]bool{}, map[string]bool{}
	for at, e := range system {
		if d := e.Facts.Issued; d != nil {
			issued[fmt.Sprint(at.kase, " ", d.Seq)] = true
		}
		if d := e.Facts.Delivered; d != nil {
			require.False(t, proved[d.Notice+"."+d.Channel], "notice %s was proved twice", d.Notice)
			require.False(t, d.Failed)
			proved[d.Notice+"."+d.Channel] = true
		}
	}
	by := map[string]string{}
	for id, e := range o.events {
		if e.Kind != "document_issued" {
			continue
		}
		document := fmt.Sprint(e.Case, " ", e.Document)
		require.True(t, issued[document], "told of document %s, which was not issued", document)
		require.Empty(t, by[document], "document %s was told under two ids", document)
		by[document] = id
		_, texted := o.messages[e.Notice+".sms"]
		require.Equal(t, texted && e.Duty != "", proved[e.Notice+".sms"], "notice %s, duty %q", e.Notice, e.Duty)
	}
	require.Len(t, by, len(issued), "documents that nobody was told of")
	require.NotEmpty(t, proved)
	for id := range proved {
		require.Contains(t, o.messages, id, "what is on the trail did not arrive")
	}
	again := 0
	for _, n := range o.times {
		if n > 1 {
			again++
		}
	}
	require.NotZero(t, again)
	t.Logf("%d events and %d text messages arrived, %d of them more than once, always under one id; %d are on the trail", len(o.events), len(o.messages), again, len(proved))
}

// listed holds the program's own list against what arrived.
func (o *outsider) listed(t *testing.T, data, database string) {
	t.Helper()
	at := folder(data, database)
	sent := run(t, append([]string{"notice", "list", "--status", "sent", "--limit", "1000000", "--json"}, at...)...)
	require.Zero(t, sent.code, sent.stderr)
	lines := strings.Split(strings.TrimSpace(sent.stdout), "\n")
	require.Len(t, lines, len(o.times))
	for _, line := range lines {
		var d struct{ ID string }
		require.NoError(t, json.Unmarshal([]byte(line), &d))
		require.NotZero(t, o.times[d.ID], "%s was sent and did not arrive", d.ID)
	}
	dead := run(t, append([]string{"notice", "list"}, at...)...)
	require.Zero(t, dead.code, dead.stderr)
	require.Empty(t, dead.stdout)
}
