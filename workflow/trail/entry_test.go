package trail_test

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"golang.org/x/mod/sumdb/tlog"
	"pgregory.net/rapid"

	"shenpi/workflow/trail"
)

// golden is for ever: whoever has to change it has broken every log there is.
const (
	golden = `{"version":1,"stream":"case/0198","number":2,"prev":"c10SpRa1a3CPPQzCQxXfuVMikJbc0aPWNn+Ki7wCsUU=",` +
		`"kind":"decided","recorded_at":"2026-03-02T01:02:03.456789Z","effective_at":"2026-03-01T16:00:00.000000Z",` +
		`"actor":{"person":"p-17","roles":["handler","expert"],"unit":"gz-iid","on_behalf":"p-4","system":false},` +
		`"payload":"lGovMvbQ4lor7yPpgq5DYFTNhmUwW5qk43Nb/3EjmU0=",` +
		`"facts":{"visit":3,"outcome":"pass","ok":true,"votes":[{"person":"p-1","pass":false}],"shift":-20}}`
	goldenHash = "1NnuMjdRcuiKYR+nMypwlgv6pbmckY4RqtvRwSYtiHA="
)

func sealGolden(t testing.TB) trail.Entry {
	t.Helper()
	first, err := trail.Seal(trail.Head{Stream: "case/0198"}, trail.Header{
		Kind: "submitted", RecordedAt: start, Actor: trail.Actor{System: true}}, nil, nil)
	require.NoError(t, err)
	e, err := trail.Seal(first.Head(), trail.Header{
		Kind:        "decided",
		RecordedAt:  time.Date(2026, 3, 2, 9, 2, 3, 456789999, time.FixedZone("", 8*3600)),
		EffectiveAt: time.Date(2026, 3, 2, 0, 0, 0, 0, time.FixedZone("", 8*3600)),
		Actor:       trail.Actor{Person: "p-17", Roles: []string{"handler", "expert"}, Unit: "gz-iid", OnBehalf: "p-4"},
	}, json.RawMessage(`{"visit": 3, "outcome": "pass", "ok": true,
		"votes": [{"person": "p-1", "pass": false}], "shift": -20}`),
		&trail.Payload{Salt: []byte("0123456789abcdef"), Body: []byte(`{"opinion":"同意"}`)})
	require.NoError(t, err)
	return e
}

func TestSealGolden(t *testing.T) {
	t.Parallel()
	e := sealGolden(t)
	require.Equal(t, golden, string(e.Bytes))
	require.Equal(t, goldenHash, e.Hash.String())
	require.Equal(t, tlog.RecordHash(e.Bytes), e.Hash)
	again, err := trail.Open([]byte(golden))
	require.NoError(t, err)
	require.Equal(t, e, again)
	require.Equal(t, trail.Head{Stream: "case/0198", Number: 2, Hash: e.Hash, RecordedAt: e.RecordedAt}, e.Head())
}

func TestOpenRefuses(t *testing.T) {
	t.Parallel()
	for name, change := range map[string][2]string{
		"unknown key":              {`"kind":`, `"kinds":`},
		"additional key":           {`"kind":`, `"more":1,"kind":`},
		"repeated key":             {`"kind":"decided"`, `"kind":"decided","kind":"decided"`},
		"other order":              {`"unit":"gz-iid","on_behalf":"p-4"`, `"on_behalf":"p-4","unit":"gz-iid"`},
		"missing key":              {`"unit":"gz-iid",`, ``},
		"space":                    {`"number":2`, `"number": 2`},
		"trailing newline":         {`"shift":-20}}`, `"shift":-20}}` + "\n"},
		"cut":                      {`"shift":-20}}`, `"shift":-20}`},
		"version":                  {`"version":1`, `"version":2`},
		"number zero":              {`"number":2`, `"number":0`},
		"number with zero":         {`"number":2`, `"number":02`},
		"huge number":              {`"number":2`, `"number":20000000000000000000`},
		"number as text":           {`"number":2`, `"number":"2"`},
		"second without prev":      {`c10SpRa1a3CPPQzCQxXfuVMikJbc0aPWNn+Ki7wCsUU=`, ``},
		"first with prev":          {`"number":2`, `"number":1`},
		"zero hash in full":        {`c10SpRa1a3CPPQzCQxXfuVMikJbc0aPWNn+Ki7wCsUU=`, strings.Repeat("A", 43) + "="},
		"hash with loose bits":     {`sUU="`, `sUV="`},
		"short hash":               {`c10SpRa1`, ``},
		"empty stream":             {`"case/0198"`, `""`},
		"stream with space":        {`case/0198`, `case/ 0198`},
		"stream with escape":       {`case/0198`, `case/\u0030198`},
		"long stream":              {`case/0198`, strings.Repeat("x", 257)},
		"stream not UTF-8":         {`case/0198`, "case/\xff"},
		"empty role":               {`"handler"`, `""`},
		"comma after roles":        {`"expert"]`, `"expert",]`},
		"five digits":              {`03.456789Z`, `03.45678Z`},
		"other zone":               {`03.456789Z`, `03.456789+00:00`},
		"lower case t":             {`2026-03-02T`, `2026-03-02t`},
		"month 13":                 {`2026-03-02T`, `2026-13-02T`},
		"February 29":              {`2026-03-01T`, `2026-02-29T`},
		"April 31":                 {`2026-03-01T`, `2025-04-31T`},
		"hour 24":                  {`T01:02:03`, `T24:02:03`},
		"minute 60":                {`T01:02:03`, `T01:60:03`},
		"leap second":              {`T01:02:03`, `T01:02:60`},
		"before 1970":              {`"effective_at":"2026`, `"effective_at":"1969`},
		"effective after recorded": {`"effective_at":"2026-03-01`, `"effective_at":"2026-03-03`},
		"system as number":         {`"system":false`, `"system":0`},
		"facts an array":           {`{"visit":3,`, `[{"visit":3,`},
		"facts null":               {`"visit":3`, `"visit":null`},
		"fraction":                 {`"visit":3`, `"visit":3.0`},
		"exponent":                 {`"visit":3`, `"visit":3e0`},
		"leading zero":             {`"visit":3`, `"visit":03`},
		"negative zero":            {`"visit":3`, `"visit":-0`},
		"minus alone":              {`"visit":3`, `"visit":-`},
		"above 64 bits":            {`"visit":3`, `"visit":9223372036854775808`},
		"below 64 bits":            {`"visit":3`, `"visit":-9223372036854775809`},
		"twenty digits":            {`"visit":3`, `"visit":10000000000000000000`},
		"space in facts":           {`"visit":3`, `"visit": 3`},
		"repeated fact":            {`"visit":3`, `"outcome":3`},
		"repeated inner fact":      {`"pass":false}`, `"person":false}`},
		"escaped fact name":        {`"visit":3`, `"\u0076isit":3`},
		"control character":        {`"outcome":"pass"`, "\"outcome\":\"pa\tss\""},
		"half a character":         {`"outcome":"pass"`, `"outcome":"\ud83d"`},
		"second half":              {`"outcome":"pass"`, `"outcome":"\ude00"`},
		"two first halves":         {`"outcome":"pass"`, `"outcome":"\ud83d\ud83d"`},
		"unknown escape":           {`"outcome":"pass"`, `"outcome":"\x"`},
		"short escape":             {`"outcome":"pass"`, `"outcome":"\u12g4"`},
		"comma after array":        {`"pass":false}]`, `"pass":false},]`},
		"comma after object":       {`"shift":-20}`, `"shift":-20,}`},
		"bare word":                {`"ok":true`, `"ok":True`},
		"too deep":                 {`"ok":true`, `"ok":` + strings.Repeat("[", 64) + strings.Repeat("]", 64)},
		"too long":                 {`"outcome":"pass"`, `"outcome":"` + strings.Repeat("x", trail.MaxEntry) + `"`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := strings.Replace(golden, change[0], change[1], 1)
			require.NotEqual(t, golden, b)
			_, err := trail.Open([]byte(b))
			var f *trail.FormatError
			require.ErrorAs(t, err, &f, b)
			require.NotEmpty(t, f.Error())
		})
	}
	for n := range len(golden) {
		_, err := trail.Open([]byte(golden[:n]))
		require.Error(t, err, "cut after %d bytes", n)
	}
}

func TestOpenTakes(t *testing.T) {
	t.Parallel()
	for name, change := range map[string][2]string{
		"nothing in facts":   {golden[strings.Index(golden, `{"visit"`):], `{}}`},
		"greatest integer":   {`"visit":3`, `"visit":9223372036854775807`},
		"least integer":      {`"visit":3`, `"visit":-9223372036854775808`},
		"zero":               {`"visit":3`, `"visit":0`},
		"pair of halves":     {`"outcome":"pass"`, `"outcome":"\ud83d\uDE00"`},
		"all escapes":        {`"outcome":"pass"`, `"outcome":"\"\\\/\b\f\n\r\t\u003c"`},
		"Chinese":            {`"outcome"`, `"结果"`},
		"empty array":        {`"visit":3`, `"visit":[]`},
		"same name deeper":   {`"visit":3`, `"visit":{"visit":{"visit":3}}`},
		"deepest":            {`"ok":true`, `"ok":` + strings.Repeat("[", 63) + strings.Repeat("]", 63)},
		"February 29":        {`2026-03-01T`, `2024-02-29T`},
		"last microsecond":   {`2026-03-02T01:02:03.456789Z`, `9999-12-31T23:59:59.999999Z`},
		"first instant":      {`2026-03-01T16:`, `1970-01-01T00:`},
		"no roles":           {`"handler","expert"`, ``},
		"nobody":             {`"person":"p-17"`, `"person":""`},
		"longest stream":     {`case/0198`, strings.Repeat("x", 256)},
		"no payload":         {`lGovMvbQ4lor7yPpgq5DYFTNhmUwW5qk43Nb/3EjmU0=`, ``},
		"effective the same": {`2026-03-01T16:00:00.000000Z`, `2026-03-02T01:02:03.456789Z`},
	} {
		b := strings.Replace(golden, change[0], change[1], 1)
		require.NotEqual(t, golden, b, name)
		e, err := trail.Open([]byte(b))
		require.NoError(t, err, name)
		sameAsJSON(t, e)
	}
}

func TestManyFactsFindRepeatedKey(t *testing.T) {
	t.Parallel()
	for _, n := range []int{31, 32, 33, 500} {
		facts := map[string]int{}
		for i := range n {
			facts[fmt.Sprintf("k%03d", i)] = i
		}
		b, err := json.Marshal(facts)
		require.NoError(t, err)
		h := trail.Header{Stream: "case/1", Kind: "submitted", RecordedAt: start}
		_, err = trail.Seal(trail.Head{}, h, b, nil)
		require.NoError(t, err)
		for _, i := range []int{0, n / 2, n - 1} {
			_, err = trail.Seal(trail.Head{}, h, fmt.Appendf(b[:len(b)-1:len(b)-1], `,"k%03d":0}`, i), nil)
			require.ErrorContains(t, err, "repeated key")
		}
	}
}

func TestSealRefuses(t *testing.T) {
	t.Parallel()
	head := trail.Head{Stream: "case/1", Number: 3, Hash: trail.Hash{1}, RecordedAt: start}
	good := trail.Header{Kind: "decided", RecordedAt: start}
	_, err := trail.Seal(head, good, nil, nil)
	require.NoError(t, err)
	for name, change := range map[string]func(h *trail.Header, facts *string, p *trail.Payload){
		"other stream":  func(h *trail.Header, _ *string, _ *trail.Payload) { h.Stream = "case/2" },
		"no kind":       func(h *trail.Header, _ *string, _ *trail.Payload) { h.Kind = "" },
		"person":        func(h *trail.Header, _ *string, _ *trail.Payload) { h.Actor.Person = `a"b` },
		"time":          func(h *trail.Header, _ *string, _ *trail.Payload) { h.RecordedAt = time.Time{} },
		"year 10000":    func(h *trail.Header, _ *string, _ *trail.Payload) { h.RecordedAt = start.AddDate(9000, 0, 0) },
		"effective":     func(h *trail.Header, _ *string, _ *trail.Payload) { h.EffectiveAt = start.Add(time.Second) },
		"no JSON":       func(_ *trail.Header, f *string, _ *trail.Payload) { *f = `{` },
		"two objects":   func(_ *trail.Header, f *string, _ *trail.Payload) { *f = `{}{}` },
		"array":         func(_ *trail.Header, f *string, _ *trail.Payload) { *f = `[]` },
		"null":          func(_ *trail.Header, f *string, _ *trail.Payload) { *f = `{"a":null}` },
		"float":         func(_ *trail.Header, f *string, _ *trail.Payload) { *f = `{"a":[1.5]}` },
		"injected keys": func(_ *trail.Header, f *string, _ *trail.Payload) { *f = `{},"x":{}` },
		"short salt":    func(_ *trail.Header, _ *string, p *trail.Payload) { p.Salt = p.Salt[1:] },
	} {
		h, facts, p := good, `{}`, trail.Payload{Salt: make([]byte, 16)}
		change(&h, &facts, &p)
		_, err := trail.Seal(head, h, json.RawMessage(facts), &p)
		require.Error(t, err, name)
	}
	_, err = trail.Seal(head, trail.Header{Kind: "decided", RecordedAt: start.Add(-time.Microsecond)}, nil, nil)
	require.ErrorIs(t, err, trail.ErrTimeBackwards)
}

func TestHeadNext(t *testing.T) {
	t.Parallel()
	head := trail.Head{RecordedAt: start}
	require.Equal(t, start, head.Next(start.Add(-time.Hour)))
	require.Equal(t, start.Add(time.Microsecond), head.Next(start.Add(1999*time.Nanosecond)))
}

func TestPayloadHash(t *testing.T) {
	t.Parallel()
	p := trail.Payload{Salt: []byte("0123456789abcdef"), Body: []byte("body")}
	text := append([]byte("shenpi payload v1\x00\x00\x00\x00\x00\x00\x00\x00\x10"), "0123456789abcdefbody"...)
	require.Equal(t, sha256Of(text), p.Hash())
	// The length keeps salt and body apart.
	require.NotEqual(t, p.Hash(), trail.Payload{Salt: []byte("0123456789abcdefb"), Body: []byte("ody")}.Hash())
}

func TestSealRoundTrip(t *testing.T) {
	t.Parallel()
	id := rapid.StringMatching(`[a-z0-9/事项.-]{1,20}`)
	instant := rapid.Int64Range(0, 253402300799_999_999)
	rapid.Check(t, func(t *rapid.T) {
		micros := instant.Draw(t, "recorded")
		h := trail.Header{
			Stream: id.Draw(t, "stream"), Kind: id.Draw(t, "kind"), RecordedAt: time.UnixMicro(micros),
			EffectiveAt: time.UnixMicro(rapid.Int64Range(0, micros).Draw(t, "effective")),
			Actor: trail.Actor{Person: id.Draw(t, "person"), Roles: rapid.SliceOf(id).Draw(t, "roles"),
				System: rapid.Bool().Draw(t, "system")},
		}
		facts, err := json.Marshal(map[string]any{"a": rapid.String().Draw(t, "a"), "b": rapid.Int64().Draw(t, "b"),
			"c": rapid.SliceOf(rapid.Bool()).Draw(t, "c")})
		require.NoError(t, err)
		facts = bytes.ReplaceAll(facts, []byte("null"), []byte("[]"))
		e, err := trail.Seal(trail.Head{}, h, facts, nil)
		require.NoError(t, err)
		require.Equal(t, string(facts), string(e.Facts))
		again, err := trail.Open(e.Bytes)
		require.NoError(t, err)
		require.Equal(t, e, again)
		require.True(t, e.RecordedAt.Equal(h.RecordedAt) && e.EffectiveAt.Equal(h.EffectiveAt))
		sameAsJSON(t, e)
	})
}

// plain is an entry as encoding/json reads it: a second opinion on Open.
type plain struct {
	Version     int             `json:"version"`
	Stream      string          `json:"stream"`
	Number      int64           `json:"number"`
	Prev        string          `json:"prev"`
	Kind        string          `json:"kind"`
	RecordedAt  time.Time       `json:"recorded_at"`
	EffectiveAt time.Time       `json:"effective_at"`
	Actor       trail.Actor     `json:"actor"`
	Payload     string          `json:"payload"`
	Facts       json.RawMessage `json:"facts"`
}

func sameAsJSON(t require.TestingT, e trail.Entry) {
	text := func(h trail.Hash) string {
		if h == (trail.Hash{}) {
			return ""
		}
		return base64.StdEncoding.EncodeToString(h[:])
	}
	want := plain{e.Version, e.Stream, e.Number, text(e.Prev), e.Kind, e.RecordedAt, e.EffectiveAt, e.Actor, text(e.Payload), e.Facts}
	var got plain
	d := json.NewDecoder(bytes.NewReader(e.Bytes))
	d.DisallowUnknownFields()
	require.NoError(t, d.Decode(&got))
	require.Equal(t, want, got)
}

func FuzzOpen(f *testing.F) {
	f.Add([]byte(golden))
	f.Add([]byte(strings.Replace(golden, `"visit":3`, `"visit":[{},{"a":"\ud83d\ude00"}]`, 1)))
	f.Fuzz(func(t *testing.T, b []byte) {
		e, err := trail.Open(b)
		if err != nil {
			return
		}
		sameAsJSON(t, e)
		if e.Payload != (trail.Hash{}) {
			return
		}
		// What Open takes is what Seal writes: there is no second spelling of an entry.
		again, err := trail.Seal(trail.Head{Stream: e.Stream, Number: e.Number - 1, Hash: e.Prev}, e.Header, e.Facts, nil)
		require.NoError(t, err)
		require.Equal(t, string(b), string(again.Bytes))
	})
}
