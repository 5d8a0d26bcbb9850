package credential_test

import (
	"bytes"
	"compress/zlib"
	"encoding/base64"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"golang.org/x/mod/sumdb/note"
	"pgregory.net/rapid"

	"shenpi/workflow/credential"
)

func listOf(t testing.TB, key note.Signer, at time.Time, standings ...credential.Standing) []byte {
	t.Helper()
	l, err := credential.NewList(0, 7, at, at.Add(24*time.Hour), standings)
	require.NoError(t, err)
	b, err := l.Sign(key)
	require.NoError(t, err)
	return b
}

func openList(t testing.TB, b []byte, keys *credential.Keys) *credential.List {
	t.Helper()
	l, err := credential.OpenList(b, keys)
	require.NoError(t, err)
	return l
}

func TestStatusesAreReadAsTheyWereWritten(t *testing.T) {
	t.Parallel()
	key := keyOf(t, "shenpi-a", 1)
	keys := keysOf(t, key.public)
	statuses := []credential.Status{credential.Valid, credential.Suspended, credential.Revoked, credential.Withdrawn, credential.Cancelled, credential.Replaced, credential.Unknown}
	rapid.Check(t, func(t *rapid.T) {
		var standings []credential.Standing
		for n := range rapid.Int64Range(0, 40).Draw(t, "places") {
			standings = append(standings, credential.Standing{
				Place: credential.PlaceOf(n+1, [32]byte{3}), Status: rapid.SampledFrom(statuses).Draw(t, "status"), Followed: rapid.Bool().Draw(t, "followed"),
			})
		}
		l, err := credential.NewList(0, 7, noon, noon.Add(time.Hour), standings)
		require.NoError(t, err)
		signed, err := l.Sign(key)
		require.NoError(t, err)
		back, err := credential.OpenList(signed, keys)
		require.NoError(t, err)
		require.True(t, back.Same(l))
		for _, s := range standings {
			require.Equal(t, s, back.Standing(s.Place))
		}
		require.Equal(t, credential.Valid, back.Standing(credential.PlaceOf(1000, [32]byte{3})).Status)
	})
}

func TestListTellsNothingOfItsLength(t *testing.T) {
	t.Parallel()
	key := keyOf(t, "shenpi-a", 1)
	none := listOf(t, key, noon)
	require.Contains(t, string(none), "\nplaces 1048576\n")
	require.Less(t, len(none), 2000)
}

func TestWordsOfTheRegister(t *testing.T) {
	t.Parallel()
	for _, word := range []string{"valid", "suspended", "revoked", "withdrawn", "cancelled", "replaced"} {
		require.Equal(t, word, credential.ParseStatus(word).String())
	}
	require.Equal(t, credential.Unknown, credential.ParseStatus("lost"), "what has no word is not valid")
}

// repacked is a list whose statuses were packed by a hand of its own, signed.
func repacked(t testing.TB, key note.Signer, packed []byte, edit func(string) string) []byte {
	t.Helper()
	text := fmt.Sprintf("shenpi certificate statuses v1\norigin %s\nlist 0\nnumber 7\nat 2027-06-01T03:00:00Z\nuntil 2027-06-02T03:00:00Z\nbits 4\nplaces 1048576\nstatuses %s\n",
		key.Name(), base64.StdEncoding.EncodeToString(packed))
	signed, err := note.Sign(&note.Note{Text: edit(text)}, key)
	require.NoError(t, err)
	return signed
}

func packing(b []byte) []byte {
	var out bytes.Buffer
	w := zlib.NewWriter(&out)
	_, _ = w.Write(b)
	_ = w.Close()
	return out.Bytes()
}

// Lists that are none, also where the right key signed them.
func TestMalformedListsAreRefused(t *testing.T) {
	t.Parallel()
	key := keyOf(t, "shenpi-a", 1)
	keys := keysOf(t, key.public)
	good := packing(make([]byte, 1<<19))
	same := func(s string) string { return s }
	replace := func(old, by string) func(string) string {
		return func(s string) string { return strings.Replace(s, old, by, 1) }
	}
	_, err := credential.OpenList(repacked(t, key, good, same), keys)
	require.NoError(t, err, "another way of packing is the signer's affair")
	for name, b := range map[string][]byte{
		"shorter":             repacked(t, key, packing(make([]byte, 1<<19-1)), same),
		"longer":              repacked(t, key, packing(make([]byte, 1<<19+1)), same),
		"a bomb":              repacked(t, key, packing(make([]byte, 1<<26)), same),
		"something behind":    repacked(t, key, append(bytes.Clone(good), 0), same),
		"packing cut":         repacked(t, key, good[:len(good)-1], same),
		"not packed":          repacked(t, key, []byte("none"), same),
		"other title":         repacked(t, key, good, replace("statuses v1", "statuses v2")),
		"number with a zero":  repacked(t, key, good, replace("number 7", "number 07")),
		"number with a plus":  repacked(t, key, good, replace("number 7", "number +7")),
		"no number":           repacked(t, key, good, replace("number 7\n", "")),
		"number 0":            repacked(t, key, good, replace("number 7", "number 0")),
		"negative list":       repacked(t, key, good, replace("list 0", "list -1")),
		"other bits":          repacked(t, key, good, replace("bits 4", "bits 2")),
		"fewer places":        repacked(t, key, good, replace("places 1048576", "places 1024")),
		"ends before it is":   repacked(t, key, good, replace("until 2027-06-02", "until 2027-05-02")),
		"time with a zone":    repacked(t, key, good, replace("03:00:00Z\nuntil", "03:00:00+00:00\nuntil")),
		"other origin":        repacked(t, key, good, replace("origin shenpi-a", "origin shenpi-b")),
		"a line more":         repacked(t, key, good, replace("bits 4", "bits 4\nbits 4")),
		"two signatures":      append(repacked(t, key, good, same), []byte("— other AAAAAAAA\n")...),
		"signature twice":     twice(repacked(t, key, good, same)),
		"statuses with blank": repacked(t, key, good, replace("statuses ", "statuses  ")),
	} {
		_, err := credential.OpenList(b, keys)
		require.ErrorContains(t, err, "list_malformed", name)
	}
}

func twice(b []byte) []byte {
	return append(bytes.Clone(b), b[bytes.LastIndex(b, []byte("— ")):]...)
}

// BenchmarkList says how large the list is with 100,000 certificates, some of which are no longer valid and a quarter
// renewed, and how long it takes to make and to open.
func BenchmarkList(b *testing.B) {
	key := keyOf(b, "shenpi-a", 1)
	keys := keysOf(b, key.public)
	for _, k := range []struct{ lost, renewed int }{{0, 0}, {1, 0}, {3, 25}} {
		random := rand.New(rand.NewPCG(1, 2)) //nolint:gosec // which of them does not matter
		var standings []credential.Standing
		for n := range int64(100_000) {
			s := credential.Standing{Place: credential.PlaceOf(n+1, [32]byte{1}), Followed: random.IntN(100) < k.renewed}
			if random.IntN(100) < k.lost {
				s.Status = credential.Status(1 + random.IntN(5))
			}
			standings = append(standings, s)
		}
		b.Run(fmt.Sprintf("lost=%d%%/renewed=%d%%", k.lost, k.renewed), func(b *testing.B) {
			var signed []byte
			for b.Loop() {
				l, err := credential.NewList(0, 1, noon, noon.Add(time.Hour), standings)
				require.NoError(b, err)
				signed, err = l.Sign(key)
				require.NoError(b, err)
				openList(b, signed, keys)
			}
			b.ReportMetric(float64(len(signed)), "bytes")
		})
	}
}
