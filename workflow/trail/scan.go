package trail

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"unicode/utf8"
)

// FormatError says where stored bytes are not what Seal writes.
type FormatError struct {
	Offset int // 0-based byte
	Reason string
}

func (e *FormatError) Error() string { return fmt.Sprintf("entry, byte %d: %s", e.Offset, e.Reason) }

// scanner reads one entry after another without allocating. Its slices point into the bytes last scanned. After
// an error the fields before it are filled, the others zero.
type scanner struct {
	b   []byte
	i   int
	err *FormatError

	stream, kind            []byte
	number                  int64
	prev, payload           Hash
	recordedAt, effectiveAt int64 // microseconds since 1970
	person, unit, onBehalf  []byte
	roles                   [][]byte
	system                  bool
	facts                   []byte

	keys []span // of the objects in the facts that are open now
}

func (s *scanner) scan(b []byte) error {
	*s = scanner{b: b, roles: s.roles[:0], keys: s.keys[:0]}
	switch {
	case len(b) > MaxEntry:
		s.fail("longer than an entry may be")
	case !utf8.Valid(b):
		s.fail("not UTF-8")
	default:
		s.entry()
	}
	if s.err != nil {
		return s.err
	}
	return nil
}

func (s *scanner) entry() {
	s.want(`{"version":`)
	if v := s.integer(); v != Version && s.err == nil {
		s.fail("unknown version")
	}
	s.want(`,"stream":"`)
	s.stream = s.id(true)
	s.want(`","number":`)
	s.number = s.integer()
	s.want(`,"prev":"`)
	s.prev = s.hash()
	if s.err == nil && (s.number == 1) != (s.prev == Hash{}) {
		s.fail("the first entry and no other has no entry before it")
	}
	s.want(`","kind":"`)
	s.kind = s.id(true)
	s.want(`","recorded_at":"`)
	s.recordedAt = s.instant()
	s.want(`","effective_at":"`)
	s.effectiveAt = s.instant()
	if s.err == nil && s.effectiveAt > s.recordedAt {
		s.fail("effective after it was recorded")
	}
	s.want(`","actor":`)
	s.actor()
	s.want(`,"payload":"`)
	s.payload = s.hash()
	s.want(`","facts":`)
	s.factsObject()
	s.want(`}`)
	if s.err == nil && s.i != len(s.b) {
		s.fail("trailing data")
	}
}

func (s *scanner) actor() {
	s.want(`{"person":"`)
	s.person = s.id(false)
	s.want(`","roles":[`)
	for first := true; s.err == nil && s.i < len(s.b) && s.b[s.i] != ']'; first = false {
		if !first {
			s.want(`,`)
		}
		s.want(`"`)
		s.roles = append(s.roles, s.id(true))
		s.want(`"`)
	}
	s.want(`],"unit":"`)
	s.unit = s.id(false)
	s.want(`","on_behalf":"`)
	s.onBehalf = s.id(false)
	s.want(`","system":`)
	if s.system = s.has(`true`); !s.system {
		s.want(`false`)
	}
	s.want(`}`)
}

func (s *scanner) fail(reason string) {
	if s.err == nil {
		s.err = &FormatError{Offset: s.i, Reason: reason}
	}
}

func (s *scanner) has(text string) bool {
	if s.err != nil || len(s.b)-s.i < len(text) || string(s.b[s.i:s.i+len(text)]) != text {
		return false
	}
	s.i += len(text)
	return true
}

func (s *scanner) want(text string) {
	if !s.has(text) {
		s.fail("want " + text)
	}
}

// integer reads a positive integer.
func (s *scanner) integer() int64 {
	if s.err != nil {
		return 0
	}
	start, n := s.i, int64(0)
	for s.i < len(s.b) && s.i-start < 18 && s.b[s.i] >= '0' && s.b[s.i] <= '9' {
		n = n*10 + int64(s.b[s.i]-'0')
		s.i++
	}
	if s.i == start || s.b[start] == '0' {
		s.i = start
		s.fail("want a positive integer")
		return 0
	}
	return n
}

const maxID = 256

// idByte tells what an id may contain: all but control characters, space, quote, backslash.
var idByte = func() (ok [256]bool) {
	for c := range ok {
		ok[c] = c > ' ' && c != 0x7f && c != '"' && c != '\\'
	}
	return ok
}()

// isID says whether s may stand where an entry wants an id.
func isID(text string) bool {
	for i := range len(text) {
		if !idByte[text[i]] {
			return false
		}
	}
	return text != "" && len(text) <= maxID && utf8.ValidString(text)
}

// id reads up to the closing quote, which stays.
func (s *scanner) id(required bool) []byte {
	if s.err != nil {
		return nil
	}
	start := s.i
	for s.i < len(s.b) && idByte[s.b[s.i]] {
		s.i++
	}
	id := s.b[start:s.i]
	if len(id) > maxID || required && len(id) == 0 {
		s.fail("want an id of at most 256 bytes")
		return nil
	}
	return id
}

var strict64 = base64.StdEncoding.Strict()

// hash reads base64 or nothing, up to the closing quote, which stays.
func (s *scanner) hash() (h Hash) {
	const size = 44
	if s.err != nil || s.i < len(s.b) && s.b[s.i] == '"' {
		return h
	}
	var buf [33]byte
	if len(s.b)-s.i < size {
		s.fail("want a hash")
		return h
	}
	n, err := strict64.Decode(buf[:], s.b[s.i:s.i+size])
	if err != nil || n != len(h) || bytes.Equal(buf[:32], h[:]) {
		s.fail("want a hash")
		return h
	}
	s.i += size
	return Hash(buf[:32])
}

func (s *scanner) instant() int64 {
	if s.err != nil {
		return 0
	}
	end := min(s.i+len(instantLayout), len(s.b))
	t, ok := parseInstant(s.b[s.i:end])
	if !ok {
		s.fail("want an instant like " + instantLayout)
		return 0
	}
	s.i = end
	return t
}
