package trail

import (
	"crypto/sha256"
	"encoding/binary"
	"fmt"
)

// SaltSize is the length of a payload's salt in bytes: enough that a short opinion cannot be guessed from its
// hash once payload and salt were erased.
const SaltSize = 16

// Payload is what an entry vouches for but does not contain: opinion, names, form values. It can be erased, with
// its salt, and the entry stays true.
type Payload struct {
	Salt []byte // SaltSize random bytes of its own
	Body []byte
}

const payloadPrefix = "shenpi payload v1\x00"

// Hash returns what the entry says of the payload: SHA-256 over the prefix "shenpi payload v1" and a zero byte,
// the length of the salt as eight bytes big endian, the salt, and the body.
func (p Payload) Hash() Hash {
	var h hasher
	return h.payload(p)
}

func (p Payload) check() error {
	if len(p.Salt) != SaltSize {
		return fmt.Errorf("salt of %d bytes, must be %d", len(p.Salt), SaltSize)
	}
	return nil
}

// hasher hashes through one buffer, so that a pass over a million entries allocates nothing.
type hasher struct{ buf []byte }

// record is tlog.RecordHash.
func (h *hasher) record(b []byte) Hash {
	h.buf = append(h.buf[:0], 0)
	h.buf = append(h.buf, b...)
	return sha256.Sum256(h.buf)
}

func (h *hasher) payload(p Payload) Hash {
	h.buf = append(h.buf[:0], payloadPrefix...)
	h.buf = binary.BigEndian.AppendUint64(h.buf, uint64(len(p.Salt)))
	h.buf = append(h.buf, p.Salt...)
	h.buf = append(h.buf, p.Body...)
	return sha256.Sum256(h.buf)
}
