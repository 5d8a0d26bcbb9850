package mail_test

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"mime"
	"mime/quotedprintable"
	"net"
	"net/http/httptest"
	stdmail "net/mail"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/emersion/go-sasl"
	"github.com/emersion/go-smtp"
	"github.com/stretchr/testify/require"

	"shenpi/notify"
	"shenpi/notify/mail"
	"shenpi/workflow"
)

// letter is a mail as a server took it.
type letter struct {
	from, to, user string
	text           string
}

// office is a real SMTP server whose conduct a test sets.
type office struct {
	rcpt func() error                // on RCPT TO
	data func(conn *smtp.Conn) error // once the mail was read
	half func(conn *smtp.Conn)       // when its first bytes have come
	past func(conn *smtp.Conn)       // once it said that it took the mail

	mu      sync.Mutex
	letters []letter
}

type session struct {
	*office
	conn *smtp.Conn
	letter
}

func (o *office) NewSession(c *smtp.Conn) (smtp.Session, error) {
	return &session{office: o, conn: c}, nil
}

func (s *session) Reset() {
	if s.past != nil && s.text != "" {
		s.past(s.conn)
	}
}

func (s *session) Logout() error                               { return nil }
func (s *session) AuthMechanisms() []string                    { return []string{sasl.Plain} }
func (s *session) Mail(from string, _ *smtp.MailOptions) error { s.from = from; return nil }

func (s *session) Auth(string) (sasl.Server, error) {
	return sasl.NewPlainServer(func(_, user, password string) error {
		if password != "geheim 密码" {
			return smtp.ErrAuthFailed
		}
		s.user = user
		return nil
	}), nil
}

func (s *session) Rcpt(to string, _ *smtp.RcptOptions) error {
	s.to = to
	if s.rcpt != nil {
		return s.rcpt()
	}
	return nil
}

func (s *session) Data(r io.Reader) error {
	if s.half != nil {
		if _, err := io.ReadFull(r, make([]byte, 10)); err != nil {
			return err
		}
		s.half(s.conn)
		return errors.New("gone")
	}
	b, err := io.ReadAll(r)
	if err != nil {
		return err
	}
	if s.data != nil {
		if err := s.data(s.conn); err != nil {
			return err
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.text = string(b)
	s.letters = append(s.letters, s.letter)
	return nil
}

func (o *office) taken() []letter {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.letters
}

// identity is a certificate for 127.0.0.1 and whoever trusts it.
func identity(t *testing.T) (tls.Certificate, *x509.CertPool) {
	t.Helper()
	s := httptest.NewTLSServer(nil)
	defer s.Close()
	roots := x509.NewCertPool()
	roots.AddCert(s.Certificate())
	return s.TLS.Certificates[0], roots
}

// open starts the server and gives what reaches it.
func (o *office) open(t *testing.T, way mail.TLS) mail.Config {
	t.Helper()
	s := smtp.NewServer(o)
	s.Domain, s.AllowInsecureAuth = "mx.example.invalid", way != mail.Implicit
	certificate, roots := identity(t)
	config := &tls.Config{Certificates: []tls.Certificate{certificate}}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	port := l.Addr().(*net.TCPAddr).Port
	switch way {
	case mail.StartTLS:
		s.TLSConfig, s.AllowInsecureAuth = config, false
	case mail.Implicit:
		l = tls.NewListener(l, config)
	}
	done := make(chan struct{})
	go func() {
		defer close(done)
		_ = s.Serve(l) // ends with Close
	}()
	t.Cleanup(func() {
		_ = s.Close()
		<-done
	})
	return mail.Config{Host: "127.0.0.1", Port: port, TLS: way, Roots: roots, From: stdmail.Address{Name: "示范厅", Address: "notice@example.invalid"}}
}

var noon = time.Date(2026, 11, 27, 4, 0, 0, 0, time.UTC)

func parcel() notify.Parcel {
	p := notify.Parcel{
		Delivery: notify.Delivery{ID: "n1.mail", Target: notify.Mail},
		Message: workflow.Notice{ID: "n1", Kind: "document_issued", Case: "c1", CaseNumber: "2026-000001", Duty: workflow.DutyAcceptance,
			Zh: "办件 2026-000001：“受理通知书”已印发，请查阅", En: "Case 2026-000001: A document was issued: Acceptance notice"},
		Preference: notify.NoPreference("91A"),
	}
	p.Preference.Mail = "firm@example.invalid"
	return p
}

func channel(t *testing.T, c mail.Config) *mail.Channel {
	t.Helper()
	m, err := mail.New(c, notify.ShippedFrame(), func() time.Time { return noon })
	require.NoError(t, err)
	return m
}

func TestMailArrivesAsItWasWritten(t *testing.T) {
	t.Parallel()
	for _, way := range []mail.TLS{mail.StartTLS, mail.Implicit, mail.Plain} {
		t.Run(string(way), func(t *testing.T) {
			t.Parallel()
			var o office
			c := o.open(t, way)
			if way == mail.StartTLS {
				c.User, c.Password = "office", "geheim 密码"
			}
			p := parcel()
			p.Message.Zh += "\r\nBcc: victim@example.invalid\r\n\r\nX"
			require.NoError(t, channel(t, c).Send(t.Context(), p))
			require.Len(t, o.taken(), 1)
			got := o.taken()[0]
			require.Equal(t, letter{from: "notice@example.invalid", to: "firm@example.invalid", user: c.User, text: got.text}, got)
			m, err := stdmail.ReadMessage(strings.NewReader(got.text))
			require.NoError(t, err)
			subject, err := new(mime.WordDecoder).DecodeHeader(m.Header.Get("Subject"))
			require.NoError(t, err)
			require.Equal(t, "【审批机关】办件 2026-000001：“受理通知书”已印发，请查阅 Bcc: victim@example.invalid X", subject)
			require.Empty(t, m.Header.Get("Bcc"), "no header comes out of a text")
			require.Equal(t, "<n1.mail@example.invalid>", m.Header.Get("Message-Id"), "the same at every try")
			require.Equal(t, "auto-generated", m.Header.Get("Auto-Submitted"))
			from, err := m.Header.AddressList("From")
			require.NoError(t, err)
			require.Equal(t, "示范厅", from[0].Name)
			at, err := m.Header.Date()
			require.NoError(t, err)
			require.True(t, at.Equal(noon))
			require.Equal(t, "quoted-printable", m.Header.Get("Content-Transfer-Encoding"))
			body, err := io.ReadAll(quotedprintable.NewReader(m.Body))
			require.NoError(t, err)
			require.Contains(t, string(body), "本通知依法作出（行政许可法第三十二条第二款：受理）")
			for _, line := range strings.Split(got.text, "\r\n") {
				require.LessOrEqual(t, len(line), 78)
			}
		})
	}
}

// What a server does with a mail says whether it is tried again, and whether others wait too.
func TestWhatAServerMayDo(t *testing.T) {
	t.Parallel()
	refuse := func(code int, text string) error { return &smtp.SMTPError{Code: code, Message: text} }
	release := make(chan struct{})
	t.Cleanup(func() { close(release) })
	for name, c := range map[string]struct {
		office    *office
		permanent bool
		target    bool
		says      string
	}{
		"no such mailbox": {&office{rcpt: func() error {
			return &smtp.SMTPError{Code: 550, EnhancedCode: smtp.EnhancedCode{5, 1, 1}, Message: "Firm@Example.INVALID: firm%40example.invalid unknown"}
		}}, true, false, "it will never arrive: the server refused the recipient (550 5.1.1)"},
		"no such mailbox, without a code": {&office{rcpt: func() error {
			return &smtp.SMTPError{Code: 550, EnhancedCode: smtp.NoEnhancedCode, Message: "<5.11.90@Example.INVALID> unknown"}
		}}, true, false, "it will never arrive: the server refused the recipient (550)"},
		"greylisted":       {&office{rcpt: func() error { return refuse(450, "come again") }}, false, false, "the server refused the recipient (450 4.0.0)"},
		"full":             {&office{data: func(*smtp.Conn) error { return refuse(452, "full") }}, false, false, "the server refused the mail (452 4.0.0)"},
		"refused at last":  {&office{data: func(*smtp.Conn) error { return refuse(554, "spam") }}, true, false, "it will never arrive: the server refused the mail (554 5.0.0)"},
		"closing":          {&office{rcpt: func() error { return refuse(421, "going down") }}, false, true, "nobody takes it now: the server refused the recipient (421 4.0.0)"},
		"drops half way":   {&office{half: func(c *smtp.Conn) { _ = c.Close() }}, false, true, "nobody takes it now: the conversation ended before it took the mail"},
		"drops at the end": {&office{data: func(c *smtp.Conn) error { _ = c.Close(); return errors.New("gone") }}, false, true, "nobody takes it now: the conversation ended before it took the mail"},
		"hangs at the end": {&office{data: func(*smtp.Conn) error { <-release; return errors.New("gone") }}, false, true, "nobody takes it now: the conversation ended before it took the mail"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			config := c.office.open(t, mail.StartTLS)
			if name == "hangs at the end" {
				config.Within = 300 * time.Millisecond
			}
			err := channel(t, config).Send(t.Context(), parcel())
			require.Error(t, err)
			require.Equal(t, c.permanent, errors.Is(err, notify.ErrPermanent), "%v", err)
			require.Equal(t, c.target, errors.Is(err, notify.ErrTarget), "%v", err)
			require.EqualError(t, err, c.says, "nothing that the server wrote")
			require.Empty(t, c.office.taken())
		})
	}
}

// A mail that was taken has arrived, whatever becomes of the conversation.
func TestAMailThatWasTakenIsSent(t *testing.T) {
	t.Parallel()
	o := office{past: func(c *smtp.Conn) { _ = c.Conn().Close() }}
	require.NoError(t, channel(t, o.open(t, mail.Plain)).Send(t.Context(), parcel()))
	require.Len(t, o.taken(), 1)
}

func TestMailIsNotSentOverAnOpenLineOrToAStranger(t *testing.T) {
	t.Parallel()
	var open office
	c := open.open(t, mail.Plain)
	c.TLS = mail.StartTLS
	require.ErrorIs(t, channel(t, c).Send(t.Context(), parcel()), notify.ErrTarget, "it offers no STARTTLS")
	var stranger office
	c = stranger.open(t, mail.StartTLS)
	c.Roots = nil
	err := channel(t, c).Send(t.Context(), parcel())
	require.ErrorIs(t, err, notify.ErrTarget)
	require.ErrorContains(t, err, "certificate")
	var locked office
	c = locked.open(t, mail.StartTLS)
	c.User, c.Password = "office", "wrong"
	err = channel(t, c).Send(t.Context(), parcel())
	require.ErrorIs(t, err, notify.ErrTarget, "it is no fault of the mail")
	require.EqualError(t, err, "nobody takes it now: the server does not let us in (535 5.7.8)")
	require.Empty(t, append(append(open.taken(), stranger.taken()...), locked.taken()...))

	c.Port = 1
	require.ErrorIs(t, channel(t, c).Send(t.Context(), parcel()), notify.ErrTarget, "nobody there")
	p := parcel()
	p.Preference.Mail = "a@example.invalid>\r\nRCPT TO:<victim@example.invalid"
	require.ErrorIs(t, channel(t, c).Send(t.Context(), p), notify.ErrPermanent)
}

func TestParseURL(t *testing.T) {
	t.Parallel()
	c, err := mail.ParseURL("smtp://office%40example.org@mail.example.org?from=%E7%A4%BA%E8%8C%83%E5%8E%85+%3Cn@example.org%3E")
	require.NoError(t, err)
	require.Equal(t, mail.Config{Host: "mail.example.org", Port: 587, TLS: mail.StartTLS, User: "office@example.org", From: stdmail.Address{Name: "示范厅", Address: "n@example.org"}}, c)
	c, err = mail.ParseURL("smtps://mail.example.org:4650?from=n@example.org")
	require.NoError(t, err)
	require.Equal(t, mail.Config{Host: "mail.example.org", Port: 4650, TLS: mail.Implicit, From: stdmail.Address{Address: "n@example.org"}}, c)
	c, err = mail.ParseURL("smtp://localhost?from=n@example.org&tls=off")
	require.NoError(t, err)
	require.Equal(t, 25, c.Port)
	for text, says := range map[string]string{
		"mail.example.org": "smtp://", "smtp://?from=n@example.org": "smtp://", "smtp://h/x?from=n@example.org": "smtp://",
		"smtp://h": "from=ADDRESS is missing", "smtp://h?from=x": "no mail address", "smtp://u:p@h?from=n@example.org": "stands in a file",
		"smtp://u@h?from=n@example.org&tls=off": "without TLS", "smtp://10.0.0.1?from=n@example.org&tls=off": "tls=off sends mail to 10.0.0.1 in the clear over the network",
		"smtp://localhost.example.org?from=n@example.org&tls=off": "or name a relay on this machine, localhost", "smtps://h?from=n@example.org&tls=off": "it knows", "smtp://h?form=n@example.org": "it knows",
	} {
		_, err := mail.ParseURL(text)
		require.ErrorContains(t, err, says, text)
	}
}
