package credential_test

import (
	"bytes"
	"crypto/ed25519"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"golang.org/x/mod/sumdb/note"
	"pgregory.net/rapid"

	"shenpi/workflow/calendar"
	"shenpi/workflow/credential"
)

// pair is a key for tests: private, and as it is published.
type pair struct {
	note.Signer
	private ed25519.PrivateKey
	public  string
}

// keyOf makes a key of a name and a number.
func keyOf(t testing.TB, name string, n byte) pair {
	t.Helper()
	private, public, err := note.GenerateKey(bytes.NewReader(bytes.Repeat([]byte{n}, 64)), name)
	require.NoError(t, err)
	signer, err := note.NewSigner(private)
	require.NoError(t, err)
	return pair{signer, ed25519.NewKeyFromSeed(bytes.Repeat([]byte{n}, 32)), public}
}

func keysOf(t testing.TB, public ...string) *credential.Keys {
	t.Helper()
	keys, err := credential.NewKeys(public...)
	require.NoError(t, err)
	return keys
}

// noon is within the validity of certificate.
var noon = time.Date(2027, 6, 1, 4, 0, 0, 0, time.UTC)

// certificate is what tests begin with.
func certificate() credential.Statement {
	s := credential.Statement{
		ValidFrom: calendar.MustParse("2026-12-30"), ValidUntil: calendar.MustParse("2030-12-29"),
		Place: credential.PlaceOf(1, [32]byte{1}), Seed: credential.Seed([]byte("0123456789abcdef")),
	}
	s.Values = credential.Values{
		"SL-SIQ3-2026-0001", "si-qualification", "示例省甲乙信息技术有限公司", "91520000MA00000X01", "三级", "计算机信息系统集成", "2026-12-30", "示例省信息产业厅",
	}
	return s
}

func sign(t testing.TB, s credential.Statement, key note.Signer) *credential.Credential {
	t.Helper()
	c, err := credential.Sign(s, key)
	require.NoError(t, err)
	return c
}

// rawOf writes a statement by the page.
func rawOf(s credential.Statement, key pair) raw {
	r := raw{
		version: 1, key: key.KeyHash(), place: uint32(s.Place), first: day(s.ValidFrom.String()), shown: 255, seed: s.Seed[:],
	}
	if !s.ValidUntil.IsZero() {
		r.last = day(s.ValidUntil.String())
	}
	for _, v := range s.Values {
		r.parts = append(r.parts, part{value: []byte(v)})
	}
	return r.signed(key.private)
}

// vector is the credential of docs/certificates.md.
const vector = "SHENPI:AE3C7IZWAAECTFSRKFLQL7ZQGEZDGNBVGY3TQOLBMJRWIZLGCFJUYLKTJFITGLJSGAZDMLJQGAYDCEDTNEWXC5LBNRUWM2LDMF2GS33OE7T2JOXEX2F6PHEB46KLFZFZTHSL7IPGQGX6NCUA42OK7ZU4RHUZTEHFQWWOLD5YCI4TCNJSGAYDAMCNIEYDAMBQGBMDAMIG4S4ITZ52U4N6RLVB46XJPZU4XLSL7IPGQGX6PM53465Z72M3Q3TIREAKGIYDENRNGEZC2MZQDDT2JOXEX2F6PHEB4S72DZUBV7SLVJ7EXCNOLDUFVCR365RCDAKLYQJF7AXVBEFOFMNFYMD3ZOG3QTYGUR5Q3MTYVPU5HPTZVCAMQNWLEXZRQBA5EMJI4WJX5HLF53JIDRZPACTUZCA6MCI"

// The bytes of one credential, so that whoever writes a verifier has something to try it on.
func TestOneCredentialByteByByte(t *testing.T) {
	t.Parallel()
	key := keyOf(t, "shenpi-vector", 7)
	s := certificate()
	c := sign(t, s, key)
	require.Equal(t, "shenpi-vector+362fa336+AepKbGPinFIKvvVQexMuxfmVR3auvr57kkIe6mkURtIs", key.public)
	require.Equal(t, vector, c.Text())
	require.Equal(t, fmt.Sprintf("01%08x%08x%04x%04xff", key.KeyHash(), uint32(s.Place), day("2026-12-30"), day("2030-12-29")), hex.EncodeToString(c.Bytes()[:14]))
	require.Equal(t, rawOf(s, key).text(), c.Text(), "the page and the program write the same")
	require.LessOrEqual(t, len(c.Text()), 430, "it has to fit a code of the size of a stamp")
	shown, err := c.Disclose(credential.Holder, credential.Grade)
	require.NoError(t, err)
	require.Equal(t, rawOf(s, key).showing(2, 4).text(), shown.Text())
}

func TestVerifyShowsWhatIsShown(t *testing.T) {
	t.Parallel()
	key := keyOf(t, "shenpi-a", 1)
	check := credential.Check{Keys: keysOf(t, keyOf(t, "shenpi-b", 2).public, key.public), At: noon, Number: "SL-SIQ3-2026-0001"}
	text := sign(t, certificate(), key).Text()
	v := check.Verify("https://office.example.invalid/verify#" + text)
	require.True(t, v.OK, v.En)
	require.Equal(t, credential.CodeValidUnlisted, v.Code, "without a list nobody says that it was not revoked")
	require.Equal(t, "示例省甲乙信息技术有限公司", v.Shown["holder"])
	require.Empty(t, v.Hidden)
	require.Empty(t, v.Status)

	c, err := credential.Parse(text)
	require.NoError(t, err)
	some, err := c.Disclose(credential.Holder, credential.Grade)
	require.NoError(t, err)
	check.Number = ""
	v = check.Verify(some.Text())
	require.True(t, v.OK, v.En)
	require.Equal(t, map[string]string{"holder": "示例省甲乙信息技术有限公司", "grade": "三级"}, v.Shown)
	require.Equal(t, []string{"number", "kind", "holder_id", "scope", "granted_on", "authority"}, v.Hidden)
	require.Equal(t, "2030-12-29", v.ValidUntil.String(), "how long it holds is always shown")
	_, err = some.Disclose(credential.Number)
	require.ErrorContains(t, err, "field_hidden")
}

// A certificate holds from the first minute of its first day in China to the last of its last.
func TestDaysOfValidity(t *testing.T) {
	t.Parallel()
	key := keyOf(t, "shenpi-a", 1)
	check := credential.Check{Keys: keysOf(t, key.public)}
	forever := certificate()
	forever.ValidUntil = calendar.Date{}
	for _, k := range []struct {
		at   string
		s    credential.Statement
		want credential.Code
	}{
		{"2026-12-29T15:59:59Z", certificate(), credential.CodeNotYet},
		{"2026-12-29T16:00:00Z", certificate(), credential.CodeValidUnlisted},
		{"2030-12-29T15:59:59Z", certificate(), credential.CodeValidUnlisted},
		{"2030-12-29T16:00:00Z", certificate(), credential.CodeExpired},
		{"2126-12-29T16:00:00Z", forever, credential.CodeValidUnlisted},
	} {
		var err error
		check.At, err = time.Parse(time.RFC3339, k.at)
		require.NoError(t, err)
		require.Equal(t, k.want, check.Verify(sign(t, k.s, key).Text()).Code, k.at)
	}
}

func TestSignRefusesWhatCannotBeRead(t *testing.T) {
	t.Parallel()
	key := keyOf(t, "shenpi-a", 1)
	for says, change := range map[string]func(*credential.Statement){
		"days_impossible":  func(s *credential.Statement) { s.ValidUntil = s.ValidFrom.AddDays(-1) },
		"place_impossible": func(s *credential.Statement) { s.Place = 0 },
		"value_malformed":  func(s *credential.Statement) { s.Values[credential.Holder] = "a\u202eb" },
	} {
		s := certificate()
		change(&s)
		_, err := credential.Sign(s, key)
		require.ErrorContains(t, err, says)
	}
	s := certificate()
	s.ValidFrom = calendar.MustParse("2150-01-01")
	s.ValidUntil = calendar.Date{}
	_, err := credential.Sign(s, key)
	require.ErrorContains(t, err, "days_impossible", "two bytes of days end in 2149")
	s = certificate()
	s.Values[credential.Scope] = strings.Repeat("a", 1001)
	_, err = credential.Sign(s, key)
	require.ErrorContains(t, err, "value_malformed")
	_, err = credential.Sign(certificate(), lost{key})
	require.ErrorContains(t, err, "no token")
}

// lost is a key in a token that is not there.
type lost struct{ note.Signer }

func (lost) Sign([]byte) ([]byte, error) { return nil, fmt.Errorf("no token") }

func drawStatement(t *rapid.T) credential.Statement {
	s := certificate()
	for i := range s.Values {
		s.Values[i] = rapid.StringOfN(rapid.RuneFrom([]rune("aZ09 -一级𬭊示")), 0, 60, 240).Draw(t, "value")
	}
	copy(s.Seed[:], rapid.SliceOfN(rapid.Byte(), 16, 16).Draw(t, "seed"))
	s.Place = credential.PlaceOf(rapid.Int64Range(1, 3_000_000).Draw(t, "place"), [32]byte{})
	s.ValidFrom = s.ValidFrom.AddDays(rapid.IntRange(-20000, 20000).Draw(t, "from"))
	s.ValidUntil = calendar.Date{}
	if rapid.Bool().Draw(t, "ends") {
		s.ValidUntil = s.ValidFrom.AddDays(rapid.IntRange(0, 20000).Draw(t, "days"))
	}
	return s
}

// What was signed is read as it was, the page writes the same, and every choice of fields verifies, is read back as it was
// written, and holds neither a hidden value nor what would let somebody try values.
func TestAnyChoiceOfFieldsVerifiesAndTellsNoMore(t *testing.T) {
	t.Parallel()
	key := keyOf(t, "shenpi-a", 1)
	keys := keysOf(t, key.public)
	rapid.Check(t, func(t *rapid.T) {
		s := drawStatement(t)
		text, err := json.Marshal(s)
		require.NoError(t, err)
		var read credential.Statement
		require.NoError(t, json.Unmarshal(text, &read))
		require.Equal(t, s, read, "it is kept as JSON until it is signed")
		c, err := credential.Sign(s, key)
		require.NoError(t, err)
		r := rawOf(s, key)
		require.Equal(t, r.text(), c.Text())
		var show []credential.Field
		for _, f := range credential.Fields() {
			if rapid.Bool().Draw(t, f.String()) {
				show = append(show, f)
			}
		}
		d, err := c.Disclose(show...)
		require.NoError(t, err)
		back, err := credential.Parse(d.Text())
		require.NoError(t, err)
		require.Equal(t, d.Bytes(), back.Bytes())
		v := credential.Check{Keys: keys, At: s.ValidFrom.Start()}.Verify(d.Text())
		require.True(t, v.OK, v.En)
		want := map[string]string{}
		for _, f := range show {
			if s.Values[f] != "" {
				want[f.String()] = s.Values[f]
			}
		}
		require.Equal(t, want, v.Shown)
		if back.Whole() {
			return
		}
		require.NotContains(t, string(d.Bytes()), string(s.Seed[:]))
		for _, f := range credential.Fields() {
			if !slices.Contains(show, f) {
				require.NotContains(t, string(d.Bytes()), string(salted(s.Seed[:], int(f))))
			}
		}
		fewer, err := back.Disclose(show[:len(show)/2]...)
		require.NoError(t, err)
		direct, err := c.Disclose(show[:len(show)/2]...)
		require.NoError(t, err)
		require.Equal(t, direct.Text(), fewer.Text(), "showing less of less is the same as of the whole")
	})
}

func TestPlacesAreScatteredWithoutCollision(t *testing.T) {
	t.Parallel()
	secret := [32]byte{9}
	taken := make([]bool, credential.Places)
	neighbours := 0
	var last credential.Place
	for n := int64(1); n < credential.Places; n++ {
		p := credential.PlaceOf(n, secret)
		if taken[p] || p.List() != 0 || p%credential.Places == 0 {
			t.Fatalf("%d: %d", n, p)
		}
		if p-last+8 < 16 {
			neighbours++
		}
		taken[p], last = true, p
	}
	require.Less(t, neighbours, 64, "places that follow each other lie apart: about 15 near pairs come by chance")
	require.Equal(t, 1, credential.PlaceOf(credential.Places, secret).List(), "then the next list begins")
	require.NotEqual(t, credential.PlaceOf(1, secret), credential.PlaceOf(1, [32]byte{8}))
}

func TestEveryCodeHasItsSentences(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for _, f := range forgeries(t) {
		v := f.check.Verify(f.text)
		seen[string(v.Code)] = true
		require.NotEmpty(t, v.Zh)
		require.NotContains(t, v.Zh+v.En, "{}")
	}
	require.Greater(t, len(slices.Collect(maps.Keys(seen))), 25)
}

func TestKeysAreRefusedWithAReason(t *testing.T) {
	t.Parallel()
	key := keyOf(t, "shenpi-a", 1)
	_, err := credential.NewKeys(key.public, key.public)
	require.ErrorContains(t, err, "twice")
	_, err = credential.NewKeys("shenpi-a+00000000+" + base64.StdEncoding.EncodeToString(make([]byte, 33)))
	require.Error(t, err)
}

func BenchmarkVerify(b *testing.B) {
	key := keyOf(b, "shenpi-a", 1)
	l, err := credential.NewList(0, 1, noon.Add(-time.Hour), noon.Add(time.Hour), nil)
	require.NoError(b, err)
	signed, err := l.Sign(key)
	require.NoError(b, err)
	keys := keysOf(b, key.public)
	list, err := credential.OpenList(signed, keys)
	require.NoError(b, err)
	check := credential.Check{Keys: keys, List: list, At: noon}
	text := sign(b, certificate(), key).Text()
	for b.Loop() {
		if v := check.Verify(text); !v.OK {
			b.Fatal(v.En)
		}
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "codes/s")
}
