package notify

import "net/netip"

// OnThisMachine reports whether a host is this machine, so that what goes there in the clear crosses no network. A name but
// localhost is not: what it leads to may change.
func OnThisMachine(host string) bool {
	ip, err := netip.ParseAddr(host)
	return host == "localhost" || err == nil && ip.Unmap().IsLoopback()
}
