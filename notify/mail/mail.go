// Package mail sends notices by SMTP.
package mail

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	stdmail "net/mail"
	"net/textproto"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"time"

	gomail "github.com/wneessen/go-mail"

	"shenpi/notify"
)

// Config says which server takes the mail of the office.
type Config struct {
	Host     string
	Port     int
	TLS      TLS
	User     string // empty = the server asks for none
	Password string
	From     stdmail.Address
	Roots    *x509.CertPool // whom it trusts; nil is the system's choice
	Within   time.Duration  // how long a step of the conversation may take; 0 is ten seconds
}

// TLS is how the conversation is kept secret.
type TLS string

// The ways: STARTTLS is demanded, not hoped for; Plain is for a relay on the same machine.
const (
	StartTLS TLS = "starttls"
	Implicit TLS = "implicit"
	Plain    TLS = "off"
)

const usual = 10 * time.Second

// ParseURL reads smtp://[USER@]HOST[:PORT]?from=ADDRESS, where STARTTLS is demanded unless tls=off says otherwise of a relay
// on this machine, or smtps://…, which is TLS from the start.
func ParseURL(text string) (Config, error) {
	u, err := url.Parse(text)
	if err != nil || u.Hostname() == "" || u.Scheme != "smtp" && u.Scheme != "smtps" || strings.Trim(u.Path, "/") != "" {
		return Config{}, errors.New("it is smtp://[USER@]HOST[:PORT]?from=ADDRESS or smtps://…")
	}
	c := Config{Host: u.Hostname(), Port: 587, TLS: StartTLS, User: u.User.Username()}
	if _, given := u.User.Password(); given {
		return Config{}, errors.New("a password stands in a file, not in the address")
	}
	if u.Scheme == "smtps" {
		c.Port, c.TLS = 465, Implicit
	}
	for name, values := range u.Query() {
		switch {
		case name == "from":
			a, err := stdmail.ParseAddress(values[0])
			if err != nil {
				return Config{}, fmt.Errorf("from=%s is no mail address", values[0])
			}
			c.From = *a
		case name == "tls" && values[0] == string(Plain) && u.Scheme == "smtp":
			c.Port, c.TLS = 25, Plain
		default:
			return Config{}, fmt.Errorf("it knows the options from=ADDRESS and, of smtp, tls=off, not %s=%s", name, values[0])
		}
	}
	if p := u.Port(); p != "" {
		if c.Port, err = strconv.Atoi(p); err != nil {
			return Config{}, fmt.Errorf("%s is no port", p)
		}
	}
	switch {
	case c.From.Address == "":
		return Config{}, errors.New("from=ADDRESS is missing: whom the mail is from")
	case c.TLS == Plain && c.User != "":
		return Config{}, errors.New("a password is not sent without TLS")
	case c.TLS == Plain && !notify.OnThisMachine(c.Host):
		return Config{}, fmt.Errorf("tls=off sends mail to %s in the clear over the network; leave it out or write smtps://…, or name a relay on this machine, localhost", c.Host)
	}
	return c, nil
}

// Channel sends mail. It may be used concurrently.
type Channel struct {
	config Config
	frame  *notify.Frame
	now    func() time.Time
}

// New makes the channel; it talks to the server with the first parcel.
func New(c Config, frame *notify.Frame, now func() time.Time) (*Channel, error) {
	if c.Within == 0 {
		c.Within = usual
	}
	m := &Channel{c, frame, now}
	_, err := m.client()
	return m, err
}

func (c *Channel) client() (*gomail.Client, error) {
	k := c.config
	options := []gomail.Option{
		gomail.WithPort(k.Port), gomail.WithTimeout(k.Within), gomail.WithoutNoop(),
		gomail.WithTLSConfig(&tls.Config{MinVersion: tls.VersionTLS12, ServerName: k.Host, RootCAs: k.Roots}),
	}
	switch k.TLS {
	case StartTLS:
		options = append(options, gomail.WithTLSPolicy(gomail.TLSMandatory))
	case Implicit:
		options = append(options, gomail.WithSSL())
	case Plain:
		options = append(options, gomail.WithTLSPolicy(gomail.NoTLS))
	}
	if k.User != "" {
		options = append(options, gomail.WithSMTPAuth(gomail.SMTPAuthAutoDiscover), gomail.WithUsername(k.User), gomail.WithPassword(k.Password))
	}
	client, err := gomail.NewClient(k.Host, options...)
	if err != nil {
		return nil, fmt.Errorf("set up mail: %w", err)
	}
	return client, nil
}

// Send sends a parcel in a conversation of its own. Its Message-ID is made of the id of the delivery, so that the same mail
// sent twice is known to be one.
func (c *Channel) Send(ctx context.Context, p notify.Parcel) error {
	m, err := c.message(p)
	if err != nil {
		return fmt.Errorf("%w: %w", notify.ErrPermanent, err)
	}
	client, err := c.client()
	if err != nil {
		return err
	}
	talk, err := client.DialToSMTPClientWithContext(ctx)
	if err != nil {
		return unheard(err)
	}
	err = client.SendWithSMTPClient(talk, m)
	_ = client.CloseWithSMTPClient(talk)
	if m.IsDelivered() {
		return nil // once the mail is taken it does not matter what the server says to the rest, and how it says goodbye
	}
	return judge(err)
}

// unheard says why no conversation came about.
func unheard(err error) error {
	if spoken := (*textproto.Error)(nil); errors.As(err, &spoken) {
		return fmt.Errorf("%w: the server does not let us in (%s)", notify.ErrTarget, codes(spoken.Code, spoken.Error()))
	}
	return notify.Unreached(err, "it hung up, offers no STARTTLS, or is no mail server")
}

// judge: a refusal of five hundred something is final, as SMTP says, unless it is a word on us and not on the mail; what comes
// without a word, or with four hundred something, is tried again. Of the word the codes are told alone: servers repeat the
// address, in whatever spelling.
func judge(err error) error {
	var refused *gomail.SendError
	if !errors.As(err, &refused) || refused.ErrorCode() == 0 {
		return notify.Unreached(err, "the conversation ended before it took the mail")
	}
	code, what := refused.ErrorCode(), "mail"
	switch refused.Reason {
	case gomail.ErrSMTPMailFrom:
		what = "sender"
	case gomail.ErrSMTPRcptTo:
		what = "recipient"
	}
	why := fmt.Errorf("the server refused the %s (%s)", what, codes(code, strings.TrimPrefix(refused.Error(), refused.Reason.String()+": ")))
	switch {
	case code == 421:
		return fmt.Errorf("%w: %w", notify.ErrTarget, why)
	case code >= 500 && refused.Reason != gomail.ErrSMTPMailFrom:
		return fmt.Errorf("%w: %w", notify.ErrPermanent, why)
	}
	return why
}

// enhanced is the code of RFC 3463 where a reply has it; anywhere else it is part of something that the server wrote. The text
// of a reply may stand in quotes.
var enhanced = regexp.MustCompile(`^[45][0-9]{2} "?([45]\.[0-9]{1,3}\.[0-9]{1,3})(?:[ "\\]|$)`)

// codes are the code of a reply and, if it has one, the enhanced code.
func codes(code int, reply string) string {
	text := strconv.Itoa(code)
	if m := enhanced.FindStringSubmatch(reply); m != nil {
		text += " " + m[1]
	}
	return text
}

func (c *Channel) message(p notify.Parcel) (*gomail.Msg, error) {
	if err := notify.CheckAddress(p.Preference.Mail); err != nil {
		return nil, err
	}
	subject, body := c.frame.MailOf(p)
	m := gomail.NewMsg(gomail.WithNoDefaultUserAgent())
	m.FromMailAddress(&c.config.From)
	m.ToMailAddress(&stdmail.Address{Address: p.Preference.Mail})
	m.Subject(subject)
	m.SetDateWithValue(c.now())
	_, domain, _ := strings.Cut(c.config.From.Address, "@")
	m.SetMessageIDWithValue(p.ID + "@" + domain)
	m.SetGenHeader("Auto-Submitted", "auto-generated") // nobody's absence answers it
	m.SetBodyString(gomail.TypeTextPlain, body)
	return m, nil
}
