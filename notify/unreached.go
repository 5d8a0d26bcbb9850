package notify

import (
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"syscall"
)

// Unreached is an error of a connection as one of the target, in words of ours. Its own quote whoever is at the other end: the
// names in a certificate, an answer that is none. Whoever may point us at a server shall not read there through us.
// otherwise is what to say of anything else.
func Unreached(err error, otherwise string) error {
	says := otherwise
	var name *net.DNSError
	var certificate *tls.CertificateVerificationError
	var late net.Error
	switch {
	case errors.As(err, &name):
		says = "its name leads nowhere"
	case errors.As(err, &certificate):
		says = "its certificate is not trusted"
	case errors.Is(err, syscall.ECONNREFUSED):
		says = "it takes no connection"
	case errors.As(err, &late) && late.Timeout():
		says = "it did not answer in time"
	}
	return fmt.Errorf("%w: %s", ErrTarget, says)
}
