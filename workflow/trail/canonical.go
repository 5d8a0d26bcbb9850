package trail

import "strconv"

// appendEntry writes version 1: every key is always there, in this order, without spaces; a zero hash is "".
// What it is given is not checked here, since Seal reads the result back.
func appendEntry(b []byte, h Header, facts []byte) []byte {
	b = append(b, `{"version":`...)
	b = strconv.AppendInt(b, int64(h.Version), 10)
	b = appendText(append(b, `,"stream":`...), h.Stream)
	b = strconv.AppendInt(append(b, `,"number":`...), h.Number, 10)
	b = appendHash(append(b, `,"prev":`...), h.Prev)
	b = appendText(append(b, `,"kind":`...), h.Kind)
	b = appendText(append(b, `,"recorded_at":`...), formatInstant(h.RecordedAt))
	b = appendText(append(b, `,"effective_at":`...), formatInstant(h.EffectiveAt))
	b = appendText(append(b, `,"actor":{"person":`...), h.Actor.Person)
	b = append(b, `,"roles":[`...)
	for i, role := range h.Actor.Roles {
		if i > 0 {
			b = append(b, ',')
		}
		b = appendText(b, role)
	}
	b = appendText(append(b, `],"unit":`...), h.Actor.Unit)
	b = appendText(append(b, `,"on_behalf":`...), h.Actor.OnBehalf)
	b = strconv.AppendBool(append(b, `,"system":`...), h.Actor.System)
	b = appendHash(append(b, `},"payload":`...), h.Payload)
	b = append(append(b, `,"facts":`...), facts...)
	return append(b, '}')
}

func appendText(b []byte, s string) []byte {
	b = append(b, '"')
	b = append(b, s...)
	return append(b, '"')
}

func appendHash(b []byte, h Hash) []byte {
	if h == (Hash{}) {
		return append(b, `""`...)
	}
	return appendText(b, h.String())
}
