package main

import (
	"golang.org/x/mod/sumdb/note"

	"shenpi/documents"
	"shenpi/handlers"
	"shenpi/workflow/credential"
)

// credentials is handlers.Credentials.
type credentials struct {
	*credential.Book
	key *certificateKey
}

// Keys are the verifier keys to publish, the one in use first, and as they check.
func (c credentials) Keys() ([]string, *credential.Keys) { return c.key.public, c.key.keys }

// openPress makes what prints documents, and what publishes the statuses of the certificates among them.
func (s *service) openPress(certificates *certificateKey, store objectStore) (err error) {
	var sign note.Signer
	if certificates != nil {
		sign = certificates
		s.status = &credentials{&credential.Book{Shelf: s.db, Key: certificates, Trusted: certificates.keys, Now: s.clock.Now}, certificates}
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
