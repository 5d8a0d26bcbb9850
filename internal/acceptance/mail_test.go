package acceptance_test

import (
	"io"
	"mime"
	"net"
	"net/http"
	"net/mail"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/emersion/go-smtp"
	"github.com/stretchr/testify/require"
)

// postman is a mail server that keeps what it is given, but asks everybody to come again first, as greylisting does.
type postman struct {
	known map[string]bool
	mails chan *mail.Message
}

func (p *postman) NewSession(*smtp.Conn) (smtp.Session, error) { return p, nil }
func (p *postman) Mail(string, *smtp.MailOptions) error        { return nil }
func (p *postman) Reset()                                      {}
func (p *postman) Logout() error                               { return nil }

func (p *postman) Rcpt(to string, _ *smtp.RcptOptions) error {
	if !p.known[to] {
		p.known[to] = true
		return &smtp.SMTPError{Code: 450, EnhancedCode: smtp.EnhancedCode{4, 7, 1}, Message: "come again"}
	}
	return nil
}

func (p *postman) Data(r io.Reader) error {
	m, err := mail.ReadMessage(r)
	if err != nil {
		return err
	}
	p.mails <- m
	return nil
}

// TestMailLeavesTheHouse: an enterprise that gave an address is told by mail what the law demands, in the office's frame,
// though the server asks to come again first; and that it was told is on the trail.
func TestMailLeavesTheHouse(t *testing.T) {
	t.Parallel()
	post := &postman{known: map[string]bool{}, mails: make(chan *mail.Message, 10)}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	server := smtp.NewServer(post)
	go func() { _ = server.Serve(l) }() // ends with Close
	defer server.Close()                //nolint:errcheck // the test is over
	frame := filepath.Join(t.TempDir(), "notices.yaml")
	require.NoError(t, os.WriteFile(frame, []byte("office: {zh: 示范厅}\n"), 0o600))

	s := demonstration(t, filepath.Join(t.TempDir(), "data"), "")
	s.args = append(s.args, "--mail", "smtp://"+l.Addr().String()+"?from=notice@example.invalid&tls=off", "--notices", frame)
	_, err = s.start()
	require.NoError(t, err)
	to := newStreet()
	to.unblock()
	clients, err := signIn(to, s, "A1", "U1", auditor)
	require.NoError(t, err)
	wish := map[string]any{"language": "zh", "mail": "firm@example.invalid", "channels": []string{}}
	a, err := clients["A1"].call(request{method: http.MethodPut, path: "/notices/preferences", ifMatch: `"0"`, body: wish})
	require.NoError(t, err)
	require.NoError(t, a.read(&struct{}{}))
	j := newJournal()
	kase, err := j.file(clients["A1"], false)
	require.NoError(t, err)
	_, ok, err := j.decide(clients["U1"], task{Case: kase, Visit: 1}, "accept")
	require.NoError(t, err)
	require.True(t, ok)

	select {
	case m := <-post.mails:
		subject, err := new(mime.WordDecoder).DecodeHeader(m.Header.Get("Subject"))
		require.NoError(t, err)
		require.True(t, strings.HasPrefix(subject, "【示范厅】办件 "), subject)
		require.Contains(t, subject, "已印发，请查阅")
	case <-time.After(answerWithin):
		require.Fail(t, "no mail comes", s.said())
	}
	require.NoError(t, eventually(answerWithin, func() (bool, error) {
		list, err := every[entry](clients[auditor], "/cases/"+kase+"/trail")
		return len(list) > 0 && list[len(list)-1].Facts.Delivered != nil, err
	}), "that it arrived is not on the trail")
	require.Zero(t, s.end(syscall.SIGTERM))
	require.Empty(t, s.complaints())
	sound(t, s.data, "")
}
