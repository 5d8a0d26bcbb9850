package trail_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"golang.org/x/mod/sumdb/note"

	"shenpi/workflow/trail"
)

var goldenReceipt = trail.Receipt{Origin: origin, Stream: "case/0198", Number: 2, Hash: trail.Hash{1, 2, 3}, RecordedAt: micro}

const goldenReceiptText = "shenpi receipt v1\norigin " + origin + "\nstream case/0198\nnumber 2\n" +
	"hash AQIDAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\nrecorded_at 2026-03-02T01:02:03.456789Z\n"

func TestReceiptGolden(t *testing.T) {
	t.Parallel()
	signer, public := keyPair(t, origin, 7)
	b, err := trail.SignReceipt(goldenReceipt, signer)
	require.NoError(t, err)
	require.Equal(t, string(signText(t, signer, goldenReceiptText)), string(b))
	again, err := trail.OpenReceipt(b, keysOf(t, public))
	require.NoError(t, err)
	require.Equal(t, goldenReceipt, again)
}

func TestOpenReceiptRefuses(t *testing.T) {
	t.Parallel()
	signer, public := keyPair(t, origin, 7)
	keys := keysOf(t, public)
	for name, change := range map[string][2]string{
		"title":        {"receipt v1", "receipt v2"},
		"origin":       {"origin " + origin, "origin other.example"},
		"stream space": {"case/0198", "case/ 0198"},
		"no stream":    {"case/0198", ""},
		"number 0":     {"number 2", "number 0"},
		"number 02":    {"number 2", "number 02"},
		"hash":         {"AQID", "AQI"},
		"time":         {"456789Z", "456789"},
		"order":        {"stream case/0198\nnumber 2", "number 2\nstream case/0198"},
		"more":         {"789Z\n", "789Z\nmore\n"},
	} {
		text := strings.Replace(goldenReceiptText, change[0], change[1], 1)
		require.NotEqual(t, goldenReceiptText, text, name)
		_, err := trail.OpenReceipt(signText(t, signer, text), keys)
		requireCode(t, trail.CodeReceiptForm, err, name)
	}
	good := string(signText(t, signer, goldenReceiptText))
	_, err := trail.OpenReceipt([]byte(strings.Replace(good, "number 2", "number 3", 1)), keys)
	requireCode(t, trail.CodeReceiptSig, err, "edited")
	for name, change := range map[string]func(r *trail.Receipt){
		"stream": func(r *trail.Receipt) { r.Stream = "case/1\nnumber 3" },
		"empty":  func(r *trail.Receipt) { r.Stream = "" },
		"number": func(r *trail.Receipt) { r.Number = 0 },
		"hash":   func(r *trail.Receipt) { r.Hash = trail.Hash{} },
		"origin": func(r *trail.Receipt) { r.Origin = "other.example" },
	} {
		r := goldenReceipt
		change(&r)
		_, err := trail.SignReceipt(r, signer)
		require.Error(t, err, name)
	}
}

func TestCheckReceipt(t *testing.T) {
	t.Parallel()
	g := newLog(t, 600, 11)
	r := g.records[123]
	receipt := trail.Receipt{Origin: origin, Stream: r.Stream, Number: r.Number, Hash: r.Hash, RecordedAt: start}
	in, err := trail.ProveInclusion(g.tree, g.tiles, 123)
	require.NoError(t, err)
	late, soon := signedAt(g.tree, start.Add(trail.MergeWithin+time.Microsecond)), signedAt(g.tree, start.Add(trail.MergeWithin))
	require.NoError(t, trail.CheckReceipt(receipt, late, &in))
	require.NoError(t, trail.CheckReceipt(receipt, soon, &in))
	requireCode(t, trail.CodeNotMergedInTime, trail.CheckReceipt(receipt, late, nil), "no proof")
	requireCode(t, trail.CodeNotYetDue, trail.CheckReceipt(receipt, soon, nil), "no proof yet")
	wrong := in
	wrong.Position++
	requireCode(t, trail.CodeNotIncluded, trail.CheckReceipt(receipt, late, &wrong), "position")
	requireCode(t, trail.CodeNotIncluded, trail.CheckReceipt(receipt, late, &trail.Inclusion{}), "empty proof")
	other := receipt
	other.Hash[0] ^= 1
	requireCode(t, trail.CodeNotIncluded, trail.CheckReceipt(other, late, &in), "hash")
	foreign := late
	foreign.Origin = "other.example"
	requireCode(t, trail.CodeNotIncluded, trail.CheckReceipt(receipt, foreign, &in), "other log")
}

func FuzzOpenReceipt(f *testing.F) {
	signer, public := keyPair(f, origin, 7)
	keys := keysOf(f, public)
	f.Add(goldenReceiptText)
	f.Fuzz(func(t *testing.T, text string) {
		b, err := note.Sign(&note.Note{Text: text}, signer)
		if err != nil {
			return
		}
		r, err := trail.OpenReceipt(b, keys)
		if err != nil || r.Hash == (trail.Hash{}) {
			return
		}
		again, err := trail.SignReceipt(r, signer)
		require.NoError(t, err)
		require.Equal(t, string(b), string(again))
	})
}
