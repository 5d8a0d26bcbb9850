// Package credential is the signed text in the code of a certificate: it proves, without the office and without a network, what
// the office certified, for how long, and with a signed list of statuses whether it still stands. Its holder can make a
// shorter text of it that shows some fields and tells nothing of the others.
//
// Read credential.go (what is said), payload.go (byte by byte), text.go (as it is printed), disclose.go, list.go (statuses),
// verify.go (what is found, in which order). The time of checking and all randomness are given.
package credential

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"

	"golang.org/x/mod/sumdb/note"

	"shenpi/workflow/calendar"
)

// Field is one thing a certificate says that its holder shows or keeps to themselves.
type Field int

// The fields, in the order in which they are written. A new one needs a new version of the payload.
const (
	Number Field = iota
	Kind
	Holder
	HolderID
	Grade
	Scope
	GrantedOn
	Authority
	fields int = iota
)

var fieldNames = [fields]string{"number", "kind", "holder", "holder_id", "grade", "scope", "granted_on", "authority"}

// Fields lists all fields in their order.
func Fields() []Field {
	list := make([]Field, fields)
	for i := range list {
		list[i] = Field(i)
	}
	return list
}

// String is the name of the field in JSON and on the command line.
func (f Field) String() string { return fieldNames[f] }

// ParseField finds a field by its name.
func ParseField(name string) (Field, bool) {
	i := slices.Index(fieldNames[:], name)
	return Field(max(i, 0)), i >= 0
}

// Values are what stands in the fields; empty: the certificate does not say.
type Values [fields]string

// MarshalJSON writes an object of the fields that have a value.
func (v Values) MarshalJSON() ([]byte, error) {
	m := map[string]string{}
	for i, value := range v {
		if value != "" {
			m[fieldNames[i]] = value
		}
	}
	return json.Marshal(m)
}

// UnmarshalJSON reads what MarshalJSON writes.
func (v *Values) UnmarshalJSON(b []byte) error {
	m := map[string]string{}
	if err := json.Unmarshal(b, &m); err != nil {
		return err
	}
	for name, value := range m {
		f, ok := ParseField(name)
		if !ok {
			return fmt.Errorf("a certificate has no field %q", name)
		}
		v[f] = value
	}
	return nil
}

// Seed is what the salts of one certificate are derived from: unguessable, and a secret of who has the whole code.
type Seed [16]byte

// MarshalText writes it in hexadecimal digits.
func (s Seed) MarshalText() ([]byte, error) { return hex.AppendEncode(nil, s[:]), nil }

// UnmarshalText reads what MarshalText writes.
func (s *Seed) UnmarshalText(b []byte) error {
	if len(b) != hex.EncodedLen(len(s)) {
		return fmt.Errorf("a seed has %d digits, not %d", hex.EncodedLen(len(s)), len(b))
	}
	_, err := hex.Decode(s[:], b)
	return err
}

// Statement is what the office certifies. What is not a field is always shown: nobody could tell without it whether the
// certificate still stands.
type Statement struct {
	Values     Values        `json:"values"`
	ValidFrom  calendar.Date `json:"valid_from"`
	ValidUntil calendar.Date `json:"valid_until,omitzero"` // last day; zero = until cancelled
	Place      Place         `json:"place"`
	Seed       Seed          `json:"seed"` // whoever has it can find hidden fields by trying
}

// Credential is a signed statement as far as its holder shows it.
type Credential struct {
	Key        uint32 // which key signed it: the hash in the name of the key
	Place      Place
	ValidFrom  calendar.Date
	ValidUntil calendar.Date // last day; zero = until cancelled

	shown     uint8 // bit i: field i
	values    Values
	seed      Seed // where all fields are shown
	salts     [fields][saltSize]byte
	hashes    [fields][sha256.Size]byte
	signature [signatureSize]byte
}

const (
	saltSize      = 16
	signatureSize = 64
	everything    = 1<<fields - 1
)

// Whole reports whether all fields are shown; only then can something be chosen of them.
func (c *Credential) Whole() bool { return c.shown == everything }

// Value is what stands in a field; false when it is hidden.
func (c *Credential) Value(f Field) (string, bool) { return c.values[f], c.shown>>f&1 == 1 }

// Sign makes the credential of a statement. A key in a hardware token is a note.Signer too; its errors are passed on.
func Sign(s Statement, key note.Signer) (*Credential, error) {
	c := &Credential{
		Key: key.KeyHash(), Place: s.Place, ValidFrom: s.ValidFrom, ValidUntil: s.ValidUntil,
		shown: everything, values: s.Values, seed: s.Seed,
	}
	if why := c.wrong(); why != nil {
		return nil, fmt.Errorf("sign a certificate: %w", why)
	}
	c.derive()
	signature, err := key.Sign(c.message())
	if err != nil {
		return nil, fmt.Errorf("sign a certificate: %w", err)
	}
	if len(signature) != signatureSize {
		return nil, fmt.Errorf("sign a certificate: the key made %d bytes, Ed25519 has %d", len(signature), signatureSize)
	}
	copy(c.signature[:], signature)
	return c, nil
}

// Names under which bytes are hashed and signed, so that none is ever taken for another.
const (
	messageDomain = "shenpi certificate v1\x00"
	fieldDomain   = "shenpi certificate field v1\x00"
	saltDomain    = "shenpi certificate salt v1\x00"
)

// message is what is signed: it has the hash of each field and so is the same whatever is shown.
func (c *Credential) message() []byte {
	b := c.head([]byte(messageDomain))
	for _, h := range c.hashes {
		b = append(b, h[:]...)
	}
	return b
}

// derive gives each field its salt and its hash. A salt tells nothing of the seed or of another salt.
func (c *Credential) derive() {
	for i := range fields {
		mac := hmac.New(sha256.New, c.seed[:])
		mac.Write([]byte(saltDomain))
		mac.Write([]byte{byte(i)})
		copy(c.salts[i][:], mac.Sum(nil))
		c.hash(i)
	}
}

func (c *Credential) hash(i int) {
	h := sha256.New()
	h.Write([]byte(fieldDomain))
	h.Write([]byte{byte(i)})
	h.Write(c.salts[i][:])
	h.Write([]byte(c.values[i]))
	h.Sum(c.hashes[i][:0])
}
