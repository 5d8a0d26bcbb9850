package credential_test

import (
	"crypto/ed25519"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base32"
	"encoding/binary"
	"strings"
	"time"
)

// raw is a credential written by the page that describes its format and nothing of the package: what it makes is what the
// package has to read, and it can be made wrong.
type raw struct {
	version     byte
	key         uint32
	place       uint32
	first, last uint16
	shown       byte
	seed        []byte
	parts       []part
	signature   []byte
	tail        []byte
}

// part is a field: with a salt or without, its value; or its hash alone.
type part struct {
	salt   []byte
	length []byte // nil: as it is
	value  []byte
	hash   []byte
}

func (r raw) bytes() []byte {
	b := []byte{r.version}
	b = binary.BigEndian.AppendUint32(b, r.key)
	b = binary.BigEndian.AppendUint32(b, r.place)
	b = binary.BigEndian.AppendUint16(b, r.first)
	b = binary.BigEndian.AppendUint16(b, r.last)
	b = append(append(b, r.shown), r.seed...)
	for _, p := range r.parts {
		if p.hash != nil {
			b = append(b, p.hash...)
			continue
		}
		length := p.length
		if length == nil {
			length = leb128(len(p.value))
		}
		b = append(append(append(b, p.salt...), length...), p.value...)
	}
	return append(append(b, r.signature...), r.tail...)
}

func (r raw) text() string { return letters(r.bytes()) }

func letters(b []byte) string {
	return "SHENPI:" + strings.TrimRight(base32.StdEncoding.EncodeToString(b), "=")
}

func leb128(n int) []byte {
	if n < 128 {
		return []byte{byte(n)}
	}
	return []byte{byte(n&127 | 128), byte(n >> 7)}
}

func (r raw) clone() raw {
	c := r
	c.seed, c.signature = append([]byte{}, r.seed...), append([]byte{}, r.signature...)
	c.parts = append([]part{}, r.parts...)
	return c
}

func salted(seed []byte, i int) []byte {
	m := hmac.New(sha256.New, seed)
	m.Write(append([]byte("shenpi certificate salt v1\x00"), byte(i)))
	return m.Sum(nil)[:16]
}

func hashed(i int, salt, value []byte) []byte {
	h := sha256.Sum256(append(append(append([]byte("shenpi certificate field v1\x00"), byte(i)), salt...), value...))
	return h[:]
}

// signed signs a whole credential.
func (r raw) signed(key ed25519.PrivateKey) raw {
	message := append([]byte("shenpi certificate v1\x00"), r.bytes()[:13]...)
	for i, p := range r.parts {
		message = append(message, hashed(i, salted(r.seed, i), p.value)...)
	}
	r.signature = ed25519.Sign(key, message)
	return r
}

// showing is what the holder of a whole credential makes of it.
func (r raw) showing(fields ...int) raw {
	d := r.clone()
	d.seed, d.shown, d.parts = nil, 0, nil
	for _, f := range fields {
		d.shown |= 1 << f
	}
	for i, p := range r.parts {
		salt := salted(r.seed, i)
		if d.shown>>i&1 == 1 {
			d.parts = append(d.parts, part{salt: salt, value: p.value})
		} else {
			d.parts = append(d.parts, part{hash: hashed(i, salt, p.value)})
		}
	}
	return d
}

// day counts as the format does.
func day(s string) uint16 {
	t, err := time.Parse("2006-01-02", s)
	if err != nil {
		panic(err)
	}
	return uint16(t.Unix() / 86400)
}
