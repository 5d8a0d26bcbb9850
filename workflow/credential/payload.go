package credential

import (
	"encoding/binary"
	"strconv"
	"unicode"
	"unicode/utf8"

	"shenpi/workflow/calendar"
)

// The payload, version 1. There is one way to write each credential; everything else is refused.
//
//	 0      version, 1
//	 1..4   key, big endian
//	 5..8   place in the lists of statuses, big endian
//	 9..10  first day, in days since 1970-01-01, big endian
//	11..12  last day; 0 = until cancelled
//	13      which fields are shown: bit 0 is the first
//	        if all are shown: 16 bytes seed, then of each field its length and its value
//	        else of each field: shown: 16 bytes salt, length, value; hidden: 32 bytes hash
//	        64 bytes signature
//
// A length is an unsigned LEB128 in as few bytes as it takes.
const (
	version   = 1
	headSize  = 13
	maxValue  = 1000 // bytes of a value
	maxDay    = 1<<16 - 1
	maxLength = 2 // bytes of a length
)

var epoch = calendar.MustParse("1970-01-01")

// head appends what is shown always.
func (c *Credential) head(b []byte) []byte {
	b = append(b, version)
	b = binary.BigEndian.AppendUint32(b, c.Key)
	b = binary.BigEndian.AppendUint32(b, uint32(c.Place))
	b = binary.BigEndian.AppendUint16(b, uint16(c.ValidFrom.Sub(epoch)))
	return binary.BigEndian.AppendUint16(b, uint16(c.ValidUntil.Sub(epoch)))
}

// Bytes is the payload.
func (c *Credential) Bytes() []byte {
	b := append(c.head(nil), c.shown)
	if c.Whole() {
		b = append(b, c.seed[:]...)
	}
	for i := range fields {
		switch {
		case c.Whole():
			b = appendValue(b, c.values[i])
		case c.shown>>i&1 == 1:
			b = appendValue(append(b, c.salts[i][:]...), c.values[i])
		default:
			b = append(b, c.hashes[i][:]...)
		}
	}
	return append(b, c.signature[:]...)
}

func appendValue(b []byte, v string) []byte {
	return append(binary.AppendUvarint(b, uint64(len(v))), v...)
}

// ParseBytes reads a payload. The signature is not judged here. The error is a *Refusal.
func ParseBytes(b []byte) (*Credential, error) {
	r := reader{rest: b}
	if v := r.take(1); v != nil && v[0] != version {
		return nil, refuse(CodeVersion, strconv.Itoa(int(v[0])))
	}
	c := &Credential{}
	if h := r.take(headSize - 1); h != nil {
		c.Key, c.Place = binary.BigEndian.Uint32(h), Place(binary.BigEndian.Uint32(h[4:]))
		c.ValidFrom = epoch.AddDays(int(binary.BigEndian.Uint16(h[8:])))
		if last := int(binary.BigEndian.Uint16(h[10:])); last > 0 {
			c.ValidUntil = epoch.AddDays(last)
		}
	}
	if s := r.take(1); s != nil {
		c.shown = s[0]
	}
	if c.Whole() {
		copy(c.seed[:], r.take(len(c.seed)))
	}
	for i := range fields {
		switch {
		case c.Whole():
			c.values[i] = r.value()
		case c.shown>>i&1 == 1:
			copy(c.salts[i][:], r.take(saltSize))
			c.values[i] = r.value()
			c.hash(i)
		default:
			copy(c.hashes[i][:], r.take(len(c.hashes[i])))
		}
	}
	copy(c.signature[:], r.take(signatureSize))
	if c.Whole() {
		c.derive()
	}
	switch {
	case r.fault != nil:
		return nil, r.fault
	case len(r.rest) > 0:
		return nil, refuse(CodeTrailing, strconv.Itoa(len(r.rest)))
	}
	if why := c.wrong(); why != nil {
		return nil, why
	}
	return c, nil
}

// wrong says what no credential may say.
func (c *Credential) wrong() *Refusal {
	first, last := c.ValidFrom.Sub(epoch), c.ValidUntil.Sub(epoch)
	switch {
	case first < 1 || first > maxDay || last > maxDay || !c.ValidUntil.IsZero() && last < first:
		return refuse(CodeDays, c.ValidFrom.String()+" – "+c.ValidUntil.String())
	case !c.Place.valid():
		return refuse(CodePlace, strconv.FormatUint(uint64(c.Place), 10))
	}
	for i, v := range c.values {
		if why := wrongValue(v); why != "" {
			return refuse(CodeValue, Field(i).String()+": "+why)
		}
	}
	return nil
}

// wrongValue refuses what would show as something else than it is.
func wrongValue(v string) string {
	if len(v) > maxValue {
		return strconv.Itoa(len(v)) + " > " + strconv.Itoa(maxValue)
	}
	if !utf8.ValidString(v) {
		return "UTF-8"
	}
	for _, r := range v {
		if unicode.IsControl(r) || unicode.In(r, unicode.Cf, unicode.Zl, unicode.Zp, unicode.Co) {
			return "U+" + strconv.FormatInt(int64(r), 16)
		}
	}
	return ""
}

// reader takes a payload apart; the first fault stays.
type reader struct {
	rest  []byte
	fault *Refusal
}

func (r *reader) take(n int) []byte {
	if r.fault != nil {
		return nil
	}
	if len(r.rest) < n {
		r.fault = refuse(CodeCut, strconv.Itoa(n-len(r.rest)))
		return nil
	}
	b := r.rest[:n]
	r.rest = r.rest[n:]
	return b
}

func (r *reader) value() string {
	if r.fault != nil {
		return ""
	}
	n, size := binary.Uvarint(r.rest)
	switch {
	case size == 0:
		r.fault = refuse(CodeCut, "1")
	case size < 0 || size > maxLength || size != len(binary.AppendUvarint(nil, n)):
		r.fault = refuse(CodeLength, strconv.FormatUint(n, 10))
	default:
		r.rest = r.rest[size:]
		return string(r.take(int(n)))
	}
	return ""
}
