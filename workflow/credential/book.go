package credential

import (
	"bytes"
	"context"
	"fmt"
	"sync"
	"time"

	"golang.org/x/mod/sumdb/note"
)

// Shelf keeps the lists that were published, and tells what the register says.
type Shelf interface {
	// StatusLists is how many lists there are: at least one.
	StatusLists(ctx context.Context) (int, error)
	// StatusList gives the list published last and its number; 0 when none was.
	StatusList(ctx context.Context, list int) (number int64, signed []byte, err error)
	// Standings says of every place of a list what became of its certificate, as far as it is more than valid.
	Standings(ctx context.Context, list int) ([]Standing, error)
	// SaveStatusList publishes a list, unless one with that number or a later one was published meanwhile.
	SaveStatusList(ctx context.Context, list int, number int64, signed []byte) (saved bool, err error)
}

// Book publishes the lists of statuses. Every replica has one; what they publish is on the shelf.
type Book struct {
	Shelf   Shelf
	Key     note.Signer
	Trusted *Keys // that of Key, and those that signed before it
	Now     func() time.Time

	mu   sync.Mutex
	read map[int]opened
}

// opened is a list as it was read last: it is asked for far more often than it is made, and long when it is unpacked.
type opened struct {
	signed []byte
	list   *List
}

// A list of statuses is good for a day after it was made, so that who is offline that long can still check; it is made anew
// every hour, and as soon as the register says something else.
const (
	listLife  = 24 * time.Hour
	listEvery = time.Hour
)

// listTries bounds how often a list is made again because somebody else published one meanwhile.
const listTries = 8

// Publish makes every list anew that is due or says something that does not hold any more.
func (b *Book) Publish(ctx context.Context) error {
	lists, err := b.Shelf.StatusLists(ctx)
	for list := 0; list < lists && err == nil; list++ {
		err = b.publish(ctx, list)
	}
	return err
}

// publish reads the number before the standings: whoever changes the register and publishes meanwhile takes the number, so that no
// list of older standings comes after one of newer ones. Who finds the number taken looks again, for that list may be of older ones.
func (b *Book) publish(ctx context.Context, list int) error {
	for range listTries {
		number, last, err := b.Shelf.StatusList(ctx, list)
		if err != nil {
			return err
		}
		standings, err := b.Shelf.Standings(ctx, list)
		if err != nil {
			return err
		}
		now := b.Now()
		next, err := NewList(list, number+1, now, now.Add(listLife), standings)
		if err != nil {
			return err
		}
		// One that this key did not sign, or that is of later, is replaced too.
		if was, err := b.open(list, last); err == nil && was.Origin == b.Key.Name() && was.Same(next) && was.fresh(now) {
			return nil
		}
		signed, err := next.Sign(b.Key)
		if err != nil {
			return err
		}
		if saved, err := b.Shelf.SaveStatusList(ctx, list, next.Number, signed); saved || err != nil {
			return err
		}
	}
	return fmt.Errorf("publish list %d: others published one at each of %d tries", list, listTries)
}

// fresh reports whether a list need not be made anew for its age.
func (l *List) fresh(now time.Time) bool { return !now.Before(l.At) && now.Sub(l.At) < listEvery }

// StatusList is the list published last as it was signed, and as it is read; it is made anew when it is too old. Both are nil when
// there is no such list.
func (b *Book) StatusList(ctx context.Context, list int) (signed []byte, says *List, err error) {
	lists, err := b.Shelf.StatusLists(ctx)
	if err != nil || list < 0 || list >= lists {
		return nil, nil, err
	}
	if _, signed, err = b.Shelf.StatusList(ctx, list); err != nil {
		return nil, nil, err
	}
	if says, err = b.open(list, signed); err == nil && says.fresh(b.Now()) {
		return signed, says, nil
	}
	if err = b.publish(ctx, list); err != nil {
		return nil, nil, err
	}
	if _, signed, err = b.Shelf.StatusList(ctx, list); err != nil {
		return nil, nil, err
	}
	says, err = b.open(list, signed)
	return signed, says, err
}

// open reads a list, unless it is the one that was read last.
func (b *Book) open(list int, signed []byte) (*List, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if last, ok := b.read[list]; ok && bytes.Equal(last.signed, signed) {
		return last.list, nil
	}
	l, err := OpenList(signed, b.Trusted)
	if err != nil {
		return nil, err
	}
	if b.read == nil {
		b.read = map[int]opened{}
	}
	b.read[list] = opened{signed, l}
	return l, nil
}
