package credential_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"shenpi/workflow/calendar"
	"shenpi/workflow/credential"
)

// forgery is something that must not be accepted, and why it is not.
type forgery struct {
	name  string
	text  string
	check credential.Check
	codes []credential.Code // one of these; one alone wherever the place of the change decides it
}

// forger collects forgeries of one certificate, held by somebody who has a second one that is as good.
type forger struct {
	t          testing.TB
	key, other pair
	good, mine raw
	keys       *credential.Keys
	list       []forgery
}

func (f *forger) add(name, text string, codes ...credential.Code) {
	f.against(name, text, credential.Check{Keys: f.keys, At: noon}, codes...)
}

func (f *forger) against(name, text string, k credential.Check, codes ...credential.Code) {
	f.list = append(f.list, forgery{name, text, k, codes})
}

// forgeries makes them all.
func forgeries(t testing.TB) []forgery {
	t.Helper()
	f := &forger{t: t, key: keyOf(t, "shenpi-a", 1), other: keyOf(t, "shenpi-b", 2)}
	f.keys = keysOf(t, f.key.public)
	f.good = rawOf(certificate(), f.key)
	second := certificate()
	second.Values = credential.Values{"SL-SIQ3-2026-0002", "si-qualification", "示例长风信息技术有限公司", "91520000MA00001017", "四级", "计算机信息系统集成", "2027-01-15", "示例省信息产业厅"}
	second.Place, second.Seed, second.ValidFrom = credential.PlaceOf(2, [32]byte{1}), credential.Seed{42}, calendar.MustParse("2027-01-15")
	f.mine = rawOf(second, f.key)
	f.bytes()
	f.lettering()
	f.fields()
	f.disclosures()
	f.keysAndPaper()
	f.lists()
	return f.list
}

// bytes alters every byte of a whole code and of one that shows two fields, three ways, and cuts both everywhere.
func (f *forger) bytes() {
	for name, r := range map[string]raw{"whole": f.good, "shown": f.good.showing(2, 4)} {
		b := r.bytes()
		for i := range b {
			for _, flip := range []byte{1, 0x80, 0xff} {
				forged := append([]byte{}, b...)
				forged[i] ^= flip
				f.add(fmt.Sprintf("%s byte %d ^ %02x", name, i, flip), letters(forged), reasons(r, i)...)
			}
			f.add(fmt.Sprintf("%s cut at %d", name, i), letters(b[:i]), credential.CodeCut)
		}
		for n := 1; n <= 5; n++ {
			f.add(fmt.Sprintf("%s and %d bytes", name, n), letters(append(append([]byte{}, b...), make([]byte, n)...)), credential.CodeTrailing)
		}
	}
}

// reasons are what may be said of a change of byte i: where lengths change, what follows is read as something else.
func reasons(r raw, i int) []credential.Code {
	switch {
	case i == 0:
		return []credential.Code{credential.CodeVersion}
	case i < 5:
		return []credential.Code{credential.CodeKey}
	case i < 9:
		return []credential.Code{credential.CodeSignature}
	case i < 13:
		return []credential.Code{credential.CodeSignature, credential.CodeDays}
	case i == 13:
		return []credential.Code{credential.CodeCut, credential.CodeTrailing, credential.CodeSignature, credential.CodeLength, credential.CodeValue}
	}
	at := 14 + len(r.seed)
	for _, p := range r.parts {
		if p.hash != nil {
			at += len(p.hash)
			continue
		}
		if i == at+len(p.salt) {
			return []credential.Code{credential.CodeCut, credential.CodeTrailing, credential.CodeSignature, credential.CodeLength, credential.CodeValue}
		}
		if at += len(p.salt) + 1; i >= at && i < at+len(p.value) {
			return []credential.Code{credential.CodeSignature, credential.CodeValue}
		}
		at += len(p.value)
	}
	return []credential.Code{credential.CodeSignature} // seed, salt, hash or signature
}

const base45 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"

func inBase45(b []byte) string {
	var s strings.Builder
	for i := 0; i < len(b); i += 2 {
		if i+1 == len(b) {
			s.WriteString(string([]byte{base45[b[i]%45], base45[b[i]/45]}))
			break
		}
		n := int(b[i])<<8 | int(b[i+1])
		s.WriteString(string([]byte{base45[n%45], base45[n/45%45], base45[n/45/45]}))
	}
	return s.String()
}

// lettering writes the same bytes in another way.
func (f *forger) lettering() {
	text := f.good.text()
	code := strings.TrimPrefix(text, "SHENPI:")
	f.add("lower case", "SHENPI:"+strings.ToLower(code), credential.CodeLowerCase)
	for i := range code {
		if code[i] >= 'A' {
			f.add(fmt.Sprintf("letter %d small", i), "SHENPI:"+code[:i]+strings.ToLower(code[i:i+1])+code[i+1:], credential.CodeLowerCase)
		}
	}
	f.add("mark in lower case", strings.ToLower(text[:7])+code, credential.CodeNoMark)
	f.add("base45", "SHENPI:"+inBase45(f.good.bytes()), credential.CodeLetter)
	f.add("padded", text+strings.Repeat("=", 8-len(code)%8), credential.CodePadding)
	for _, tail := range []string{" ", "\n", "\r\n", "\x00", "#", "1", "8", "９", "%20", "-", "."} {
		f.add(fmt.Sprintf("and %q", tail), text+tail, credential.CodeLetter)
		f.add(fmt.Sprintf("%q inside", tail), "SHENPI:"+code[:9]+tail+code[9:], credential.CodeLetter)
	}
	for _, front := range []string{" ", "\n", "x", "http://office.example.invalid/verify#", "javascript:#", "#", "https:/#", "ＳＨＥＮＰＩ:"} {
		f.add(fmt.Sprintf("%q before", front), front+text, credential.CodeNoMark)
	}
	f.add("no mark", code, credential.CodeNoMark)
	f.add("nothing", "", credential.CodeNoMark)
	f.add("two marks", "SHENPI:"+text, credential.CodeLetter)
	f.add("an address twice", "https://a.example/#https://a.example/#"+text, credential.CodeNoMark)
	f.add("too long", "SHENPI:"+strings.Repeat("A", 20_000), credential.CodeLong)
	for n := 1; n <= 8; n++ {
		f.add(fmt.Sprintf("%d letters cut", n), text[:len(text)-n], credential.CodeLetterCount, credential.CodeLastLetter, credential.CodeCut)
		f.add(fmt.Sprintf("%d letters more", n), text+strings.Repeat("A", n), credential.CodeLetterCount, credential.CodeLastLetter, credential.CodeTrailing)
	}
	if spare := len(code) % 8; spare != 0 { // the last letter has bits that say nothing
		const all = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
		last := strings.IndexByte(all, code[len(code)-1])
		f.add("unused bits", text[:len(text)-1]+string(all[last|1]), credential.CodeLastLetter)
	}
}

// fields edits what is said and leaves the signature, and takes over parts of a second certificate.
func (f *forger) fields() {
	for i := range f.good.parts {
		value := string(f.good.parts[i].value)
		for name, edited := range map[string]string{
			"emptied": "", "longer": value + "A", "shorter": value[:len(value)-1], "another": "四级", "doubled": value + value, "of the second": string(f.mine.parts[i].value),
		} {
			if edited == value {
				continue
			}
			r := f.good.clone()
			r.parts[i] = part{value: []byte(edited)}
			f.add(fmt.Sprintf("field %d %s", i, name), r.text(), credential.CodeSignature, credential.CodeValue)
		}
		for name, bad := range map[string]string{"control": "a\x07", "direction": "a\u202eb", "line": "a\u2028b", "bytes": "a\xff", "private": "a\ue000"} {
			r := f.good.clone()
			r.parts[i] = part{value: []byte(bad)}
			f.add(fmt.Sprintf("field %d with %s, signed", i, name), r.signed(f.key.private).text(), credential.CodeValue)
		}
		for j := range i {
			r := f.good.clone()
			r.parts[i], r.parts[j] = r.parts[j], r.parts[i]
			f.add(fmt.Sprintf("fields %d and %d exchanged", i, j), r.text(), credential.CodeSignature)
		}
		r := f.good.clone()
		r.parts = append(r.parts[:i:i], append([]part{r.parts[i]}, r.parts[i:]...)...)
		f.add(fmt.Sprintf("field %d twice", i), r.text(), credential.CodeTrailing, credential.CodeCut, credential.CodeValue, credential.CodeLength)
		r = f.good.clone()
		r.parts = append(r.parts[:i:i], r.parts[i+1:]...)
		f.add(fmt.Sprintf("field %d left out", i), r.text(), credential.CodeCut, credential.CodeTrailing, credential.CodeLength, credential.CodeValue)
		r = f.good.clone()
		r.parts[i].length = append([]byte{byte(len(value)) | 0x80}, 0)
		f.add(fmt.Sprintf("length %d in two bytes", i), r.signed(f.key.private).text(), credential.CodeLength)
		r.parts[i].length = []byte{byte(len(value)) | 0x80, 0x80, 0}
		f.add(fmt.Sprintf("length %d in three bytes", i), r.text(), credential.CodeLength)
	}
	for name, change := range map[string]func(*raw){
		"place":     func(r *raw) { r.place = f.mine.place },
		"first day": func(r *raw) { r.first = f.mine.first },
		"last day":  func(r *raw) { r.last += 365 },
		"no end":    func(r *raw) { r.last = 0 },
		"seed":      func(r *raw) { r.seed = f.mine.seed },
		"signature": func(r *raw) { r.signature = f.mine.signature },
		"fields":    func(r *raw) { r.parts = f.mine.parts },
		"all but the signature": func(r *raw) {
			s := r.signature
			*r = f.mine.clone()
			r.signature = s
		},
		"zero signature": func(r *raw) { r.signature = make([]byte, 64) },
	} {
		r := f.good.clone()
		change(&r)
		f.add(name+" of another", r.text(), credential.CodeSignature)
	}
	for name, change := range map[string]func(*raw){
		"ends before it begins": func(r *raw) { r.last = r.first - 1 }, "begins never": func(r *raw) { r.first = 0 },
	} {
		r := f.good.clone()
		change(&r)
		f.add(name+", signed", r.signed(f.key.private).text(), credential.CodeDays)
	}
	for _, place := range []uint32{0, 1 << 20, 7 << 20} {
		r := f.good.clone()
		r.place = place
		f.add(fmt.Sprintf("place %d, signed", place), r.signed(f.key.private).text(), credential.CodePlace)
	}
	for _, v := range []byte{0, 2, 3, 255} {
		r := f.good.clone()
		r.version = v
		f.add(fmt.Sprintf("version %d, signed", v), r.signed(f.key.private).text(), credential.CodeVersion)
	}
}

// disclosures mix what two holders show.
func (f *forger) disclosures() {
	for a := range 8 {
		for b := range 8 {
			mine, theirs := f.mine.showing(a), f.good.showing(b)
			mixed := mine.clone()
			mixed.parts[a] = part{salt: salted(f.good.seed, a), value: f.good.parts[a].value}
			if string(mixed.parts[a].value) != string(f.mine.parts[a].value) && b == 0 {
				f.add(fmt.Sprintf("shown field %d of another", a), mixed.text(), credential.CodeSignature)
			}
			if a != b {
				mixed = theirs.clone()
				mixed.shown |= 1 << a
				mixed.parts[a] = part{salt: salted(f.mine.seed, a), value: f.mine.parts[a].value}
				f.add(fmt.Sprintf("field %d of another beside %d", a, b), mixed.text(), credential.CodeSignature)
				mixed = f.good.showing(a, b)
				mixed.parts[a], mixed.parts[b] = mixed.parts[b], mixed.parts[a]
				f.add(fmt.Sprintf("shown fields %d and %d exchanged", a, b), mixed.text(), credential.CodeSignature)
				mixed = f.good.showing(a)
				mixed.parts[b] = part{hash: mixed.parts[(b+1)%8].hash}
				if mixed.parts[b].hash != nil {
					f.add(fmt.Sprintf("hash %d twice beside %d", b, a), mixed.text(), credential.CodeSignature)
				}
			}
		}
		r := f.good.showing(a)
		r.parts[a] = part{salt: make([]byte, 16), value: r.parts[a].value}
		f.add(fmt.Sprintf("salt %d zero", a), r.text(), credential.CodeSignature)
		r = f.good.showing(a)
		r.parts[a].value = append([]byte("A"), r.parts[a].value...)
		f.add(fmt.Sprintf("shown field %d edited", a), r.text(), credential.CodeSignature)
		every := f.good.showing(0, 1, 2, 3, 4, 5, 6, 7)
		every.shown = 255 // one by one instead of by the seed
		every.parts[a].value = []byte("A")
		f.add(fmt.Sprintf("all shown one by one, %d edited", a), every.text(), credential.CodeTrailing, credential.CodeValue, credential.CodeLength, credential.CodeCut)
	}
	f.add("all shown one by one", f.good.showing(0, 1, 2, 3, 4, 5, 6, 7).text(), credential.CodeTrailing, credential.CodeValue, credential.CodeLength, credential.CodeCut)
}

// keysAndPaper signs with keys nobody trusts, and puts good codes where they do not belong.
func (f *forger) keysAndPaper() {
	f.add("another key", f.good.signed(f.other.private).text(), credential.CodeSignature)
	foreign := f.good.clone()
	foreign.key = f.other.KeyHash()
	f.add("another key, named", foreign.signed(f.other.private).text(), credential.CodeKey)
	f.against("no key trusted", f.good.text(), credential.Check{Keys: keysOf(f.t), At: noon}, credential.CodeKey)
	f.against("under another number", f.good.text(), credential.Check{Keys: f.keys, At: noon, Number: "SL-SIQ3-2026-0002"}, credential.CodeOther)
	f.against("number like it", f.good.text(), credential.Check{Keys: f.keys, At: noon, Number: "SL-SIQ3-2026-0001 "}, credential.CodeOther)
	f.against("number hidden", f.good.showing(2).text(), credential.Check{Keys: f.keys, At: noon, Number: "SL-SIQ3-2026-0001"}, credential.CodeHidden)
	for days := 1; days < 4000; days += 250 {
		before := calendar.MustParse("2026-12-30").AddDays(-days).End().Add(-time.Second)
		after := calendar.MustParse("2030-12-29").AddDays(days).Start()
		f.against(fmt.Sprintf("%d days early", days), f.good.text(), credential.Check{Keys: f.keys, At: before}, credential.CodeNotYet)
		f.against(fmt.Sprintf("%d days late", days), f.good.text(), credential.Check{Keys: f.keys, At: after}, credential.CodeExpired)
	}
}

// lists holds a good code against lists that are against it, or are not its own.
func (f *forger) lists() {
	place := certificate().Place
	on := func(name string, at time.Time, b []byte, codes ...credential.Code) {
		l, err := credential.OpenList(b, keysOf(f.t, f.key.public, f.other.public))
		require.NoError(f.t, err, name)
		for _, r := range []raw{f.good, f.good.showing(2)} {
			f.against(name, r.text(), credential.Check{Keys: f.keys, List: l, At: at}, codes...)
		}
	}
	for status, code := range map[credential.Status]credential.Code{
		credential.Suspended: credential.CodeSuspended, credential.Revoked: credential.CodeRevoked, credential.Withdrawn: credential.CodeWithdrawn,
		credential.Cancelled: credential.CodeCancelled, credential.Replaced: credential.CodeReplaced, credential.Unknown: credential.CodeUnknown, 6: credential.CodeUnknown,
	} {
		for _, followed := range []bool{false, true} {
			on(status.String(), noon, listOf(f.t, f.key, noon, credential.Standing{Place: place, Status: status, Followed: followed}), code)
		}
	}
	for h := 25; h < 1000; h += 100 {
		on(fmt.Sprintf("a list %d hours old", h), noon, listOf(f.t, f.key, noon.Add(-time.Duration(h)*time.Hour)), credential.CodeListStale)
		on(fmt.Sprintf("a list of %d hours later", h), noon, listOf(f.t, f.key, noon.Add(time.Duration(h)*time.Hour)), credential.CodeListLater)
	}
	on("a list of another office", noon, listOf(f.t, f.other, noon), credential.CodeListOther)
	second, err := credential.NewList(1, 7, noon, noon.Add(time.Hour), nil)
	require.NoError(f.t, err)
	signed, err := second.Sign(f.key)
	require.NoError(f.t, err)
	on("the second list", noon, signed, credential.CodeListOther)
}

func TestForgeriesAreRefusedForTheirReason(t *testing.T) {
	t.Parallel()
	f := &forger{key: keyOf(t, "shenpi-a", 1)}
	check := credential.Check{Keys: keysOf(t, f.key.public), At: noon, List: openList(t, listOf(t, f.key, noon.Add(-time.Hour)), keysOf(t, f.key.public))}
	v := check.Verify(rawOf(certificate(), f.key).text())
	require.Equal(t, credential.CodeValid, v.Code, "what they are made of is good")
	list := forgeries(t)
	for _, f := range list {
		v := f.check.Verify(f.text)
		require.False(t, v.OK, f.name)
		require.Contains(t, f.codes, v.Code, "%s: %s", f.name, v.En)
		if v.Code == credential.CodeSignature || v.Code == credential.CodeKey {
			require.Empty(t, v.Shown, "what nobody signed is not repeated")
		}
	}
	require.Greater(t, len(list), 1000)
	t.Logf("%d forgeries", len(list))
}

// A list is refused for every byte that is altered, and for every cut.
func TestForgedListsAreRefused(t *testing.T) {
	t.Parallel()
	key := keyOf(t, "shenpi-a", 1)
	keys := keysOf(t, key.public)
	good := listOf(t, key, noon, credential.Standing{Place: certificate().Place, Status: credential.Revoked})
	for i := range good {
		forged := append([]byte{}, good...)
		forged[i] ^= 1
		_, err := credential.OpenList(forged, keys)
		require.Error(t, err, "byte %d", i)
		_, err = credential.OpenList(good[:i], keys)
		require.ErrorContains(t, err, "list_bad_signature", "cut at %d", i)
	}
	_, err := credential.OpenList(listOf(t, keyOf(t, "shenpi-a", 9), noon), keys)
	require.ErrorContains(t, err, "list_bad_signature", "another key of the same name")
	_, err = credential.OpenList([]byte(rawOf(certificate(), key).text()), keys)
	require.ErrorContains(t, err, "list_bad_signature")
}
