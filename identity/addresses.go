package identity

import (
	"net/netip"
	"time"

	"golang.org/x/time/rate"
)

// Addresses counts the tries of remote addresses. Each has a bucket that refills evenly; those used last are remembered.
type Addresses struct {
	tries   int
	every   time.Duration
	buckets *recent[netip.Addr, *rate.Limiter]
}

// NewAddresses lets each address try so often in a window, and remembers so many of them.
func NewAddresses(tries int, window time.Duration, tracked int) *Addresses {
	return &Addresses{tries: tries, every: window / time.Duration(tries), buckets: newRecent[netip.Addr, *rate.Limiter](tracked)}
}

// Take takes one try of a remote address. It returns how to give it back, or else how long to wait for one.
func (a *Addresses) Take(remote string, now time.Time) (giveBack func(), wait time.Duration) {
	var taken *rate.Reservation
	a.buckets.edit(network(remote), func(l **rate.Limiter) {
		if *l == nil {
			*l = rate.NewLimiter(rate.Every(a.every), a.tries)
		}
		taken = (*l).ReserveN(now, 1)
		if wait = taken.DelayFrom(now); wait > 0 {
			taken.CancelAt(now)
		}
	})
	return func() { taken.CancelAt(now) }, wait
}

// network is what one visitor cannot easily change: the IPv4 address, the /64 of IPv6. What is no address shares one.
func network(remote string) netip.Addr {
	addr, err := netip.ParseAddr(remote)
	if err != nil {
		port, err := netip.ParseAddrPort(remote)
		if err != nil {
			return netip.Addr{}
		}
		addr = port.Addr()
	}
	addr = addr.Unmap().WithZone("")
	if prefix, err := addr.Prefix(64); err == nil && addr.Is6() {
		return prefix.Addr()
	}
	return addr
}
