package webhook

import (
	"errors"
	"fmt"
	"net"
	"net/netip"
	"net/url"
	"slices"
	"strings"
	"syscall"
)

// Networks are networks of the office that webhooks may go to although they are not public. Plain HTTP goes nowhere else.
type Networks []netip.Prefix

// ParseNetworks reads prefixes such as 10.1.0.0/16.
func ParseNetworks(list []string) (Networks, error) {
	var n Networks
	for _, text := range list {
		p, err := netip.ParsePrefix(strings.TrimSpace(text))
		if err != nil {
			return nil, fmt.Errorf("%q is no network such as 10.1.0.0/16", text)
		}
		n = append(n, p.Masked())
	}
	return n, nil
}

func (n Networks) has(ip netip.Addr) bool {
	return slices.ContainsFunc(n, func(p netip.Prefix) bool { return p.Contains(ip) })
}

// reserved are the blocks that are not private by name and lead to no public host (IANA special-purpose registries), and
// those whose addresses carry another one inside, which could be any.
var reserved = func() (list []netip.Prefix) {
	for _, p := range []string{
		"0.0.0.0/8", "100.64.0.0/10", "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24",
		"240.0.0.0/4", "::/96", "64:ff9b::/96", "64:ff9b:1::/48", "100::/64", "2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20", "5f00::/16", "fec0::/10",
	} {
		list = append(list, netip.MustParsePrefix(p))
	}
	return list
}()

// Public reports whether an address is one of the open internet.
func Public(ip netip.Addr) bool {
	ip = ip.Unmap()
	return ip.IsValid() && ip.Zone() == "" && ip.IsGlobalUnicast() && !ip.IsPrivate() &&
		!slices.ContainsFunc(reserved, func(p netip.Prefix) bool { return p.Contains(ip) })
}

// errInside is why a webhook is not posted.
var errInside = errors.New("the address is not public, and the office has not allowed it")

// control judges the address that is about to be dialled, whatever a name resolved to before.
func (n Networks) control(plain bool) func(network, address string, _ syscall.RawConn) error {
	return func(_, address string, _ syscall.RawConn) error {
		at, err := netip.ParseAddrPort(address)
		if err != nil {
			return errInside
		}
		ip := at.Addr().Unmap()
		if n.has(ip) || !plain && Public(ip) {
			return nil
		}
		return errInside
	}
}

// CheckURL says why events cannot be posted to a URL, as far as the URL tells; nil when nothing speaks against it.
func (n Networks) CheckURL(text string) error {
	u, err := url.Parse(text)
	switch {
	case err != nil || u.Host == "" || u.Hostname() == "" || u.Opaque != "":
		return errors.New("it is no URL such as https://example.org/events")
	case u.User != nil || u.Fragment != "":
		return errors.New("it names a user or a fragment")
	case u.Scheme != "https" && (u.Scheme != "http" || len(n) == 0):
		return errors.New("it is not https")
	}
	ip, err := netip.ParseAddr(u.Hostname())
	if err != nil {
		return nil // a name: what it leads to is judged when it is dialled
	}
	return n.control(u.Scheme == "http")("", net.JoinHostPort(ip.String(), "0"), nil)
}
