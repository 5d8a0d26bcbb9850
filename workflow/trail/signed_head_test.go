package trail_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"shenpi/workflow/trail"
)

// pack is what somebody holds of one case.
type pack struct {
	records    []trail.Record
	proofs     []trail.Inclusion
	checkpoint trail.Checkpoint
	head       trail.SignedHead
}

func newPack(t *testing.T) (pack, string) {
	t.Helper()
	g := newLog(t, 700, 12)
	c, err := trail.OpenCheckpoint(g.checkpoints[len(g.checkpoints)-1], g.keys)
	require.NoError(t, err)
	name := g.records[300].Stream
	p := pack{checkpoint: c}
	for _, i := range g.stream(name) {
		p.records = append(p.records, g.records[i])
		proof, err := trail.ProveInclusion(g.tree, g.tiles, int64(i))
		require.NoError(t, err)
		p.proofs = append(p.proofs, proof)
	}
	b, err := trail.SignHead(g.heads[name], c, g.signer)
	require.NoError(t, err)
	p.head, err = trail.OpenSignedHead(b, g.keys)
	require.NoError(t, err)
	require.Greater(t, len(p.records), 3)
	return p, name
}

func (p pack) check(name string) error {
	last, err := trail.VerifyStream(name, sequence(p.records))
	if err != nil {
		return err
	}
	for i, proof := range p.proofs {
		if err := trail.CheckInclusion(p.checkpoint.Tree, p.records[i].Hash, proof); err != nil {
			return err
		}
	}
	return trail.CheckHead(p.head, p.checkpoint, last)
}

func TestPackOfOneCase(t *testing.T) {
	t.Parallel()
	p, name := newPack(t)
	require.NoError(t, p.check(name))
	for title, change := range map[string]func(p *pack){
		"last entry dropped": func(p *pack) { n := len(p.records) - 1; p.records, p.proofs = p.records[:n], p.proofs[:n] },
		"all dropped":        func(p *pack) { p.records, p.proofs = nil, nil },
		"other tree":         func(p *pack) { p.head.Size-- },
		"other time":         func(p *pack) { p.head.RecordedAt = start },
		"other log":          func(p *pack) { p.head.Origin = "other.example" },
		"other stream":       func(p *pack) { p.head.Stream = "case/other" },
		"other hash":         func(p *pack) { p.head.Hash[0] ^= 1 },
		"fewer signed":       func(p *pack) { p.head.Number-- },
	} {
		c, _ := newPack(t)
		change(&c)
		requireCode(t, trail.CodeSignedHeadMismatch, c.check(name), title)
	}
}

func TestOpenSignedHeadRefuses(t *testing.T) {
	t.Parallel()
	signer, public := keyPair(t, origin, 7)
	keys := keysOf(t, public)
	c := signedAt(trail.Tree{Size: 9, Root: trail.Hash{1}}, micro)
	good, err := trail.SignHead(trail.Head{Stream: "case/1", Number: 3, Hash: trail.Hash{1}}, c, signer)
	require.NoError(t, err)
	text, _, _ := strings.Cut(string(good), "\n\n")
	require.Equal(t, "shenpi head v1\norigin "+origin+"\nstream case/1\nnumber 3\n"+
		"hash AQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\nsize 9\nrecorded_at 2026-03-02T01:02:03.456789Z", text)
	for name, change := range map[string][2]string{
		"number above size":  {"number 3", "number 10"},
		"number 0 with hash": {"number 3", "number 0"},
		"zero hash":          {"AQAAAA", "AAAAAA"},
		"no stream":          {"case/1", ""},
		"size":               {"size 9", "size 09"},
		"negative":           {"number 3", "number -3"},
		"time":               {"456789Z", "456789"},
		"origin":             {"origin " + origin, "origin other.example"},
		"title":              {"head v1", "head v2"},
	} {
		changed := strings.Replace(text, change[0], change[1], 1)
		require.NotEqual(t, text, changed, name)
		_, err := trail.OpenSignedHead(signText(t, signer, changed+"\n"), keys)
		requireCode(t, trail.CodeSignedHeadForm, err, name)
	}
	_, err = trail.OpenSignedHead([]byte(strings.Replace(string(good), "number 3", "number 2", 1)), keys)
	requireCode(t, trail.CodeSignedHeadSig, err, "edited")
	_, err = trail.SignHead(trail.Head{Stream: "case/1", Number: 10, Hash: trail.Hash{1}}, c, signer)
	require.Error(t, err)
	empty, err := trail.SignHead(trail.Head{Stream: "case/none"}, c, signer)
	require.NoError(t, err)
	head, err := trail.OpenSignedHead(empty, keys)
	require.NoError(t, err)
	require.NoError(t, trail.CheckHead(head, c, trail.Head{Stream: "case/none"}))
}
