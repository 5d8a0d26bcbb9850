package trail

import "bytes"

const (
	maxDepth  = 64
	manyKeys  = 32 // above it a map finds a repeated key faster than comparing
	maxDigits = 19
)

type span struct{ from, to int }

func (s *scanner) factsObject() {
	start := s.i
	s.object(1)
	if s.err == nil {
		s.facts = s.b[start:s.i:s.i]
	}
}

func (s *scanner) value(depth int) {
	if s.err != nil {
		return
	}
	if s.i >= len(s.b) {
		s.fail("facts end early")
		return
	}
	switch c := s.b[s.i]; {
	case depth > maxDepth:
		s.fail("facts are nested too deeply")
	case c == '"':
		s.i++
		s.text()
	case c == '{':
		s.object(depth)
	case c == '[':
		s.array(depth)
	case c == 't':
		s.want(`true`)
	case c == 'f':
		s.want(`false`)
	case c == '-' || c >= '0' && c <= '9':
		s.factInteger()
	default:
		s.fail("facts are integers, strings, booleans, arrays and objects, without spaces")
	}
}

func (s *scanner) object(depth int) {
	s.want(`{`)
	if s.has(`}`) {
		return
	}
	base := len(s.keys)
	var seen map[string]struct{}
	for s.err == nil {
		seen = s.key(base, seen)
		s.value(depth + 1)
		if s.has(`}`) {
			break
		}
		s.want(`,`)
	}
	s.keys = s.keys[:base]
}

// key reads a key and its colon. An escape is refused in it, so that equal keys are equal bytes.
func (s *scanner) key(base int, seen map[string]struct{}) map[string]struct{} {
	s.want(`"`)
	from := s.i
	for s.err == nil && s.i < len(s.b) && s.b[s.i] >= ' ' && s.b[s.i] != '"' && s.b[s.i] != '\\' {
		s.i++
	}
	k := span{from, s.i}
	name := s.b[k.from:k.to]
	s.want(`":`)
	if s.err != nil {
		return seen
	}
	repeated := false
	switch n := len(s.keys) - base; {
	case n < manyKeys:
		for _, o := range s.keys[base:] {
			repeated = repeated || bytes.Equal(name, s.b[o.from:o.to])
		}
	default:
		if seen == nil {
			seen = make(map[string]struct{}, 2*manyKeys)
			for _, o := range s.keys[base:] {
				seen[string(s.b[o.from:o.to])] = struct{}{}
			}
		}
		_, repeated = seen[string(name)]
		seen[string(name)] = struct{}{}
	}
	if repeated {
		s.i = from
		s.fail("repeated key")
	}
	s.keys = append(s.keys, k)
	return seen
}

func (s *scanner) array(depth int) {
	s.want(`[`)
	if s.has(`]`) {
		return
	}
	for s.err == nil {
		s.value(depth + 1)
		if s.has(`]`) {
			return
		}
		s.want(`,`)
	}
}

// factInteger reads an integer that fits in 64 bits; a fraction or an exponent is what follows it unread.
func (s *scanner) factInteger() {
	negative := s.has(`-`)
	start, n := s.i, uint64(0)
	for s.i < len(s.b) && s.i-start <= maxDigits && s.b[s.i] >= '0' && s.b[s.i] <= '9' {
		n = n*10 + uint64(s.b[s.i]-'0')
		s.i++
	}
	limit := uint64(1<<63 - 1)
	if negative {
		limit++
	}
	digits := s.i - start
	leadingZero := digits > 0 && s.b[start] == '0' && (digits > 1 || negative)
	if digits == 0 || digits > maxDigits || leadingZero || n > limit {
		s.i = start
		s.fail("want an integer of 64 bits")
	}
}

// textByte tells which bytes a string contains as they are.
var textByte = func() (ok [256]bool) {
	for c := range ok {
		ok[c] = c >= ' ' && c != '"' && c != '\\'
	}
	return ok
}()

// text reads a string past its closing quote.
func (s *scanner) text() {
	for s.err == nil {
		for s.i < len(s.b) && textByte[s.b[s.i]] {
			s.i++
		}
		if s.has(`\`) {
			s.escape()
			continue
		}
		s.want(`"`)
		return
	}
}

func (s *scanner) escape() {
	if s.i >= len(s.b) {
		s.fail("facts end early")
		return
	}
	c := s.b[s.i]
	s.i++
	switch c {
	case '"', '\\', '/', 'b', 'f', 'n', 'r', 't':
	case 'u':
		high := s.hex4()
		if high < 0xd800 || high > 0xdfff {
			return
		}
		// Half a surrogate pair is no character; readers replace it in different ways.
		if high > 0xdbff || !s.has(`\u`) {
			s.fail("half a character")
			return
		}
		if low := s.hex4(); low < 0xdc00 || low > 0xdfff {
			s.fail("half a character")
		}
	default:
		s.fail("unknown escape")
	}
}

func (s *scanner) hex4() (n int) {
	if len(s.b)-s.i < 4 {
		s.fail("facts end early")
		return 0
	}
	for _, c := range s.b[s.i : s.i+4] {
		switch {
		case c >= '0' && c <= '9':
			n = n<<4 + int(c-'0')
		case c >= 'a' && c <= 'f':
			n = n<<4 + int(c-'a') + 10
		case c >= 'A' && c <= 'F':
			n = n<<4 + int(c-'A') + 10
		default:
			s.fail("want four hexadecimal digits")
			return 0
		}
	}
	s.i += 4
	return n
}
