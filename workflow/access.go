package workflow

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"strconv"
	"strings"
	"unicode/utf8"
)

// accessStream is the stream of what a person who watches over others looked at, followed by their id.
const accessStream = "access/"

// Access is one look by somebody who watches over others at what is recorded of them. One of About and List is set.
type Access struct {
	Session string            // the sign-in, which has one purpose
	About   string            // the stream looked at
	Number  string            // what people call it, where that is not the rest of the stream
	List    string            // the list searched: entries, cases, tasks or certificates
	Search  map[string]string // its conditions by their names in the API, without text that may name somebody
	Text    string            // that text; it goes into the payload
	Taken   string            // TakenTable or TakenPack for what leaves the house, and is recorded each time
}

// What is taken along.
const (
	TakenTable = "table"
	TakenPack  = "pack"
)

// accessFacts are the facts of the entries of an access stream.
type accessFacts struct {
	Session string            `json:"session"`
	About   string            `json:"about,omitempty"`
	Number  string            `json:"number,omitempty"`
	List    string            `json:"list,omitempty"`
	Search  map[string]string `json:"search,omitempty"`
}

type accessText struct {
	Text string `json:"text"`
}

type purposeText struct {
	Purpose string `json:"purpose"`
}

func (a *Access) kind() string {
	switch {
	case a.Taken == TakenTable:
		return "exported"
	case a.Taken == TakenPack:
		return "packed"
	case a.List != "":
		return "searched"
	}
	return "looked_at"
}

// mostPurpose bounds what is said for what somebody looks, in characters.
const mostPurpose = 500

// StatePurpose records for what somebody looks in a session. The same words said again record nothing; others are one more entry.
func (e *Engine) StatePurpose(ctx context.Context, actor Actor, session, purpose string) (Receipt, error) {
	purpose = strings.TrimSpace(purpose)
	if n := utf8.RuneCountInString(purpose); n == 0 || n > mostPurpose {
		refusal := refuse(Invalid, "purpose_length", strconv.Itoa(mostPurpose))
		refusal.Field = "/purpose"
		return Receipt{}, refusal
	}
	said := sha256.Sum256([]byte(purpose))
	key := purposeKey(actor, session)
	key.Body = said
	in := AdminInput{Key: key, Stream: accessStream + actor.Person, Kind: "purpose_stated", Facts: accessFacts{Session: session}, Payload: purposeText{purpose}}
	r, err := e.Administer(ctx, actor, in)
	if !known(err) {
		return r, err
	}
	in.Key = &Key{Actor: actor.Person, Route: key.Route, Key: session + "/" + hex.EncodeToString(said[:16]), Body: said}
	return e.Administer(ctx, actor, in)
}

// purposeKey is under what the first purpose of a session is kept; whether it is there says whether one was stated.
func purposeKey(actor Actor, session string) *Key {
	return &Key{Actor: actor.Person, Route: "state-purpose", Key: session}
}

// known tells of the refusal of a key with other words that the key is there.
func known(err error) bool {
	var refusal *Error
	return errors.As(err, &refusal) && refusal.Code == "key_reused"
}

// CheckPurpose says what RecordAccess would refuse, and records nothing.
func (e *Engine) CheckPurpose(ctx context.Context, actor Actor, session string) error {
	missing := refuse(Forbidden, "purpose_missing")
	probe := Write{Stream: accessStream + actor.Person, Key: purposeKey(actor, session), Change: func(*Tx) error { return missing }}
	_, err := e.Store.Write(ctx, probe)
	if known(err) {
		return nil
	}
	return err
}

// RecordAccess records what somebody looks at, once a session, and each time what they take along: Forbidden `purpose_missing`
// before they said what for.
func (e *Engine) RecordAccess(ctx context.Context, actor Actor, a Access) error {
	if err := e.CheckPurpose(ctx, actor, a.Session); err != nil {
		return err
	}
	in := AdminInput{Stream: accessStream + actor.Person, Kind: a.kind(), Facts: accessFacts{a.Session, a.About, a.Number, a.List, a.Search}}
	if a.Text != "" {
		in.Payload = accessText{a.Text}
	}
	if a.Taken == "" {
		in.Key = a.key(actor)
	}
	_, err := e.Administer(ctx, actor, in)
	return err
}

// key is the same for the same look in the same session.
func (a *Access) key(actor Actor) *Key {
	facts, _ := marshal(accessFacts{a.Session, a.About, a.Number, a.List, a.Search}) //nolint:errcheck // texts can be written
	h := sha256.Sum256(append(facts, a.Text...))
	return &Key{Actor: actor.Person, Route: "access", Key: hex.EncodeToString(h[:16]), Body: h}
}
