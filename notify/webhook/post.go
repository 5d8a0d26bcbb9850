package webhook

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strconv"
	"syscall"
	"time"

	"shenpi/notify"
)

const (
	postTimeout = 10 * time.Second
	maxAnswer   = 16 << 10 // bytes of an answer that are read, so that the connection can be used again
	maxIdle     = 16
)

// Poster posts to servers that somebody else runs: it follows nothing, reads little and does not wait long.
type Poster struct {
	secure *http.Client
	plain  *http.Client
}

// NewPoster makes one that posts over plain HTTP to the networks only, and over TLS to them and whatever is public. roots are
// whom it trusts; nil is the system's choice. within is how long an answer may take, 0 the usual ten seconds.
func NewPoster(n Networks, roots *x509.CertPool, within time.Duration) *Poster {
	return &Poster{secure: client(n.control(false), roots, within), plain: client(n.control(true), roots, within)}
}

// NewTrustedPoster makes one for a server that the office has named itself, which may be anywhere.
func NewTrustedPoster(roots *x509.CertPool, within time.Duration) *Poster {
	c := client(nil, roots, within)
	return &Poster{secure: c, plain: c}
}

func client(control func(string, string, syscall.RawConn) error, roots *x509.CertPool, within time.Duration) *http.Client {
	if within == 0 {
		within = postTimeout
	}
	dialer := &net.Dialer{Timeout: within, Control: control}
	return &http.Client{
		Timeout: within,
		Transport: &http.Transport{ // no proxy: it would dial in our place
			DialContext: dialer.DialContext, TLSClientConfig: &tls.Config{MinVersion: tls.VersionTLS12, RootCAs: roots},
			MaxIdleConnsPerHost: maxIdle, IdleConnTimeout: time.Minute, MaxResponseHeaderBytes: maxAnswer, DisableCompression: true,
		},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}

// StatusError is an answer that does not take the parcel. What the answer says else is not told: it is somebody's page.
type StatusError struct {
	Status int
	Wait   time.Duration // it asks for
}

func (e *StatusError) Error() string { return fmt.Sprintf("it answered %d", e.Status) }

// Post sends a body and gives nil when it was taken, else a StatusError or what kept it from arriving, marked ErrTarget.
func (p *Poster) Post(ctx context.Context, to string, header http.Header, body []byte) error {
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, to, bytes.NewReader(body))
	if err != nil {
		return fmt.Errorf("%w: the address cannot be read", notify.ErrPermanent)
	}
	r.Header = header
	r.Header.Set("User-Agent", "shenpi")
	c := p.secure
	if r.URL.Scheme == "http" {
		c = p.plain
	}
	answer, err := c.Do(r)
	if err != nil {
		return unreached(err)
	}
	_, _ = io.Copy(io.Discard, io.LimitReader(answer.Body, maxAnswer)) // what it says does not matter
	_ = answer.Body.Close()
	if answer.StatusCode/100 == 2 {
		return nil
	}
	return &StatusError{answer.StatusCode, retryAfter(answer.Header)}
}

// unreached says why there is no answer: not where, since the URL may hold somebody's token, nor what came instead.
func unreached(err error) error {
	if errors.Is(err, errInside) {
		return fmt.Errorf("%w: %w", notify.ErrTarget, errInside)
	}
	return notify.Unreached(err, "it did not answer as a server for events does")
}

// retryAfter reads the header as seconds; dates are not worth a clock.
func retryAfter(h http.Header) time.Duration {
	n, err := strconv.Atoi(h.Get("Retry-After"))
	if err != nil || n < 0 || n > int((24*time.Hour).Seconds()) {
		return 0
	}
	return time.Duration(n) * time.Second
}

// Judge says what an error of Post means for a parcel: statuses that are final make it permanent, those of a server in
// trouble hold everything for it back.
func Judge(err error, final ...int) error {
	var s *StatusError
	if !errors.As(err, &s) {
		return err
	}
	for _, status := range final {
		if s.Status == status {
			return fmt.Errorf("%w: %w", notify.ErrPermanent, err)
		}
	}
	switch s.Status {
	case http.StatusTooManyRequests, http.StatusBadGateway, http.StatusServiceUnavailable, http.StatusGatewayTimeout:
		err = fmt.Errorf("%w: %w", notify.ErrTarget, err)
	}
	if s.Wait > 0 {
		return &notify.After{Err: err, Wait: s.Wait}
	}
	return err
}
