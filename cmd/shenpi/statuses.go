package main

import (
	"context"
	"time"

	"golang.org/x/mod/sumdb/note"

	"shenpi/documents"
	"shenpi/handlers"
	"shenpi/storage/db"
	"shenpi/workflow/credential"
)

// A list of statuses is good for a day after it was made, so that who is offline that long can still check; it is made anew
// every hour, and as soon as the register says something else.
const (
	listLife  = 24 * time.Hour
	listEvery = time.Hour
)

// statusBook publishes the lists of statuses: jobs.Statuses and handlers.Credentials.
type statusBook struct {
	db    *db.DB
	key   *certificateKey
	clock *officeClock
}

// Publish makes every list anew that is due or says something that does not hold any more.
func (b *statusBook) Publish(ctx context.Context) error {
	lists, err := b.db.StatusLists(ctx)
	for list := 0; list < lists && err == nil; list++ {
		err = b.publish(ctx, list)
	}
	return err
}

func (b *statusBook) publish(ctx context.Context, list int) error {
	standings, err := b.db.Standings(ctx, list)
	if err != nil {
		return err
	}
	number, last, err := b.db.StatusList(ctx, list)
	if err != nil {
		return err
	}
	now := b.clock.Now()
	next, err := credential.NewList(list, number+1, now, now.Add(listLife), standings)
	if err != nil {
		return err
	}
	// One that this key did not sign, or that is of later, is replaced too.
	if was, err := credential.OpenList(last, b.key.keys); err == nil && was.Origin == b.key.Name() && was.Same(next) && fresh(was, now) {
		return nil
	}
	signed, err := next.Sign(b.key)
	if err != nil {
		return err
	}
	return b.db.SaveStatusList(ctx, list, number+1, signed)
}

func fresh(l *credential.List, now time.Time) bool {
	return !now.Before(l.At) && now.Sub(l.At) < listEvery
}

// StatusList is the list published last, made anew when that is too old; nil when there is no such list.
func (b *statusBook) StatusList(ctx context.Context, list int) ([]byte, error) {
	lists, err := b.db.StatusLists(ctx)
	if err != nil || list < 0 || list >= lists {
		return nil, err
	}
	_, last, err := b.db.StatusList(ctx, list)
	if err != nil {
		return nil, err
	}
	if l, err := credential.OpenList(last, b.key.keys); err == nil && fresh(l, b.clock.Now()) {
		return last, nil
	}
	if err := b.publish(ctx, list); err != nil {
		return nil, err
	}
	_, last, err = b.db.StatusList(ctx, list)
	return last, err
}

// Keys are the verifier keys to publish, the one in use first, and as they check.
func (b *statusBook) Keys() ([]string, *credential.Keys) { return b.key.public, b.key.keys }

// openPress makes what prints documents, and what publishes the statuses of the certificates among them.
func (s *service) openPress(certificates *certificateKey, store objectStore) (err error) {
	var sign note.Signer
	if certificates != nil {
		sign = certificates
		s.status = &statusBook{s.db, certificates, s.clock}
	}
	s.press, err = openPress(s.command.Fonts, documents.PressOptions{
		SampleSeals: s.demo, Signer: s.signer, Certificates: sign, Now: s.now, Pictures: picturesIn(store),
	})
	return err
}

// credentials is nil where nobody signs certificates.
func (s *service) credentials() handlers.Credentials {
	if s.status == nil {
		return nil
	}
	return s.status
}
