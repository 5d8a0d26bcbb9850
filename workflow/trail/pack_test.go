package trail_test

import (
	"archive/zip"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"math/rand"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"

	"shenpi/workflow/trail"
)

// newKeyedLog is a log with the entry of its key and a few that name files.
func newKeyedLog(t testing.TB, n int, seed int64) (*testLog, map[string][]byte) {
	t.Helper()
	g := newLog(t, n, seed)
	_, public := keyPair(t, origin, 7)
	now := start.Add(30 * 24 * time.Hour)
	facts, err := trail.SignKeyRotation(trail.Head{Stream: trail.KeyStream}, "", public, now, g.signer)
	require.NoError(t, err)
	records, files := []trail.Record{g.seal(t, trail.KeyStream, trail.KindKeyRotated, now, facts)}, map[string][]byte{}
	for i := range 3 {
		content := fmt.Appendf(nil, "材料 %d of %d", i, seed)
		sha := hexOf(content)
		files[sha] = content
		facts := fmt.Sprintf(`{"materials":[{"material":"licence","sha256":%q}],"issued":{"file":%q}}`, sha, sha)
		records = append(records, g.seal(t, fmt.Sprintf("case/%04d", i), "submitted", now, json.RawMessage(facts)))
	}
	slices.SortStableFunc(records, func(a, b trail.Record) int { return strings.Compare(a.Stream, b.Stream) })
	g.merge(t, records, now)
	return g, files
}

func hexOf(b []byte) string {
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}

func (g *testLog) seal(t testing.TB, stream, kind string, at time.Time, facts json.RawMessage) trail.Record {
	t.Helper()
	head := g.heads[stream]
	head.Stream = stream
	e, err := trail.Seal(head, trail.Header{Kind: kind, RecordedAt: at}, facts, nil)
	require.NoError(t, err)
	g.heads[stream] = e.Head()
	return trail.Record{Entry: e.Bytes, Hash: e.Hash, Stream: stream, Number: e.Number}
}

func (g *testLog) recordsOf(stream string) []trail.Record {
	var list []trail.Record
	for _, i := range g.stream(stream) {
		list = append(list, g.records[i])
	}
	return list
}

// pack writes the first streams of the log with the files they name, proved against its last checkpoint.
func (g *testLog) pack(t testing.TB, files map[string][]byte, streams int) []byte {
	t.Helper()
	var b bytes.Buffer
	w, err := trail.NewPackWriter(&b, "case 2026-000001", g.checkpoints[len(g.checkpoints)-1], g.keys, g.tiles, g.signer)
	require.NoError(t, err)
	all := slices.Sorted(maps.Keys(g.heads))
	list := append([]string{trail.KeyStream}, slices.DeleteFunc(all, func(s string) bool { return s == trail.KeyStream })...)
	for _, s := range list[:min(len(list), streams+1)] {
		n, err := w.Stream(s, sequence(g.recordsOf(s)))
		require.NoError(t, err)
		for _, sha := range w.Wanted() {
			require.NoError(t, w.File(sha, bytes.NewReader(files[sha])))
		}
		require.EqualValues(t, len(g.recordsOf(s)), n)
	}
	require.NoError(t, w.Member("definitions/si/item.yaml", strings.NewReader("item: si\n")))
	require.NoError(t, w.GrownFrom(1))
	require.NoError(t, w.Close())
	return b.Bytes()
}

// parts are the members of a pack, to be put together again in another way.
type parts struct {
	order   []string
	content map[string][]byte
}

func unpack(t testing.TB, b []byte) *parts {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(b), int64(len(b)))
	require.NoError(t, err)
	p := &parts{content: map[string][]byte{}}
	for _, f := range z.File {
		r, err := f.Open()
		require.NoError(t, err)
		content, err := io.ReadAll(r)
		require.NoError(t, err)
		p.order = append(p.order, f.Name)
		p.content[f.Name] = content
	}
	return p
}

func (p *parts) zip(t testing.TB) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, name := range p.order {
		w, err := z.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Store})
		require.NoError(t, err)
		_, err = w.Write(p.content[name])
		require.NoError(t, err)
	}
	require.NoError(t, z.Close())
	return b.Bytes()
}

func (p *parts) remove(name string) {
	p.order = slices.DeleteFunc(p.order, func(s string) bool { return s == name })
	delete(p.content, name)
}

func (p *parts) put(name string, content []byte) {
	if p.content[name] == nil {
		p.order = append(p.order, name)
	}
	p.content[name] = content
}

// sign makes the manifest agree with the members and signs it anew, as whoever holds the key could.
func (p *parts) sign(t testing.TB, signer note.Signer) {
	t.Helper()
	var m map[string]any
	require.NoError(t, json.Unmarshal(p.content["manifest.json"], &m))
	members := []any{}
	for _, name := range p.order {
		if name != "manifest.json" && name != "pack.txt" {
			members = append(members, map[string]any{"name": name, "size": len(p.content[name]), "sha256": hexOf(p.content[name])})
		}
	}
	m["members"] = members
	for _, s := range m["streams"].([]any) {
		s := s.(map[string]any)
		s["entries"] = bytes.Count(p.content[s["member"].(string)+".jsonl"], []byte("\n")) / 2
	}
	manifest, err := json.Marshal(m)
	require.NoError(t, err)
	p.content["manifest.json"] = manifest
	lines := strings.Split(string(p.content["pack.txt"]), "\n")
	lines[2] = "manifest " + trail.Hash(sha256.Sum256(manifest)).String()
	p.content["pack.txt"], err = note.Sign(&note.Note{Text: strings.Join(lines[:5], "\n") + "\n"}, signer)
	require.NoError(t, err)
}

// lines are those of the second stream in a pack, the first after the keys.
const second = "streams/000002"

func (p *parts) lines() []string {
	return strings.SplitAfter(strings.TrimSuffix(string(p.content[second+".jsonl"]), "\n"), "\n")
}

func (p *parts) setLines(lines []string) {
	text := strings.TrimSuffix(strings.Join(lines, ""), "\n")
	if text != "" {
		text += "\n"
	}
	p.content[second+".jsonl"] = []byte(text)
}

// edit changes the JSON beside the entry at an index of the second stream.
func (p *parts) edit(t testing.TB, i int, change func(beside map[string]any)) {
	t.Helper()
	lines := p.lines()
	var beside map[string]any
	require.NoError(t, json.Unmarshal([]byte(lines[2*i+1]), &beside))
	change(beside)
	text, err := json.Marshal(beside)
	require.NoError(t, err)
	lines[2*i+1] = string(text) + "\n"
	p.setLines(lines)
}

// damage is one way to change a pack, by somebody without the key or, signed, with it, and what must be found first.
type damage struct {
	signed bool
	code   trail.Code
	do     func(t testing.TB, random *rand.Rand, p *parts)
}

// entries is how many the second stream has.
func (p *parts) entries() int { return len(p.lines()) / 2 }

var damages = map[string]damage{
	"byte of a member": {false, trail.CodePackMember, func(_ testing.TB, random *rand.Rand, p *parts) {
		names := slices.DeleteFunc(slices.Clone(p.order), func(s string) bool { // those that are read before
			return s == "manifest.json" || s == "pack.txt" || s == "checkpoint.txt" || s == "streams/000001.jsonl" || len(p.content[s]) == 0
		})
		b := p.content[names[random.Intn(len(names))]]
		b[random.Intn(len(b))] ^= 1 << random.Intn(7)
	}},
	"member gone": {false, trail.CodePackMember, func(_ testing.TB, random *rand.Rand, p *parts) {
		names := slices.DeleteFunc(slices.Clone(p.order), func(s string) bool {
			return s == "manifest.json" || s == "pack.txt" || s == "checkpoint.txt" || s == "streams/000001.jsonl"
		})
		p.remove(names[random.Intn(len(names))])
	}},
	"member more": {false, trail.CodePackMember, func(_ testing.TB, _ *rand.Rand, p *parts) { p.put("files/readme.txt", []byte("x")) }},
	"member renamed": {false, trail.CodePackMember, func(_ testing.TB, _ *rand.Rand, p *parts) {
		b := p.content["definitions/si/item.yaml"]
		p.remove("definitions/si/item.yaml")
		p.put("definitions/si/other.yaml", b)
	}},
	"member with a way out": {false, trail.CodePackForm, func(_ testing.TB, _ *rand.Rand, p *parts) { p.put("../evil", []byte("x")) }},
	"manifest without a stream": {false, trail.CodePackMember, func(t testing.TB, _ *rand.Rand, p *parts) {
		var m map[string]any
		require.NoError(t, json.Unmarshal(p.content["manifest.json"], &m))
		m["streams"] = m["streams"].([]any)[:1]
		b, err := json.Marshal(m)
		require.NoError(t, err)
		p.content["manifest.json"] = b
	}},
	"no manifest":  {false, trail.CodePackForm, func(_ testing.TB, _ *rand.Rand, p *parts) { p.remove("manifest.json") }},
	"no signature": {false, trail.CodePackForm, func(_ testing.TB, _ *rand.Rand, p *parts) { p.remove("pack.txt") }},
	"byte order mark before the signed list": {false, trail.CodePackSig, func(_ testing.TB, _ *rand.Rand, p *parts) {
		p.content["pack.txt"] = append([]byte("\xef\xbb\xbf"), p.content["pack.txt"]...)
	}},
	"signature of another key": {false, trail.CodePackSig, func(t testing.TB, _ *rand.Rand, p *parts) {
		other, _ := keyPair(t, origin, 8)
		p.sign(t, other)
	}},
	"checkpoint of another key": {false, trail.CodeCheckpointSig, func(t testing.TB, _ *rand.Rand, p *parts) {
		other, _ := keyPair(t, origin, 8)
		text, _, _ := strings.Cut(string(p.content["checkpoint.txt"]), "\n\n")
		b, err := note.Sign(&note.Note{Text: text + "\n"}, other)
		require.NoError(t, err)
		p.content["checkpoint.txt"] = b
	}},
	"no key history": {false, trail.CodeKeyHistory, func(_ testing.TB, _ *rand.Rand, p *parts) { p.content["streams/000001.jsonl"] = nil }},

	"fact": {true, trail.CodeNotIncluded, func(_ testing.TB, random *rand.Rand, p *parts) {
		lines := p.lines()
		i := 2 * random.Intn(p.entries())
		lines[i] = strings.Replace(lines[i], `"facts":{`, `"facts":{"forged":true,`, 1)
		lines[i] = strings.Replace(lines[i], `,}`, `}`, 1)
		p.setLines(lines)
	}},
	"entry of another stream": {true, trail.CodeWrongStream, func(_ testing.TB, _ *rand.Rand, p *parts) {
		p.content[second+".jsonl"] = p.content["streams/000001.jsonl"]
	}},
	"last entries gone": {true, trail.CodeSignedHeadMismatch, func(_ testing.TB, random *rand.Rand, p *parts) {
		p.setLines(p.lines()[:2*random.Intn(p.entries())])
	}},
	"first entry gone": {true, trail.CodeNumberGap, func(_ testing.TB, _ *rand.Rand, p *parts) { p.setLines(p.lines()[2:]) }},
	"entry twice": {true, trail.CodeDuplicateEntry, func(_ testing.TB, _ *rand.Rand, p *parts) {
		lines := p.lines()
		p.setLines(append(slices.Clone(lines[:2]), lines...))
	}},
	"half an entry": {true, trail.CodePackMember, func(_ testing.TB, _ *rand.Rand, p *parts) {
		lines := p.lines()
		p.setLines(lines[:len(lines)-1])
	}},
	"proof": {true, trail.CodeNotIncluded, func(t testing.TB, random *rand.Rand, p *parts) {
		p.edit(t, random.Intn(p.entries()), func(b map[string]any) {
			proof := b["proof"].([]any)
			proof[random.Intn(len(proof))] = trail.Hash{1}.String()
		})
	}},
	"proof cut": {true, trail.CodeNotIncluded, func(t testing.TB, random *rand.Rand, p *parts) {
		p.edit(t, random.Intn(p.entries()), func(b map[string]any) { b["proof"] = b["proof"].([]any)[1:] })
	}},
	"proof longer": {true, trail.CodeNotIncluded, func(t testing.TB, random *rand.Rand, p *parts) {
		p.edit(t, random.Intn(p.entries()), func(b map[string]any) { b["proof"] = append(b["proof"].([]any), trail.Hash{1}.String()) })
	}},
	"position": {true, trail.CodeNotIncluded, func(t testing.TB, random *rand.Rand, p *parts) {
		p.edit(t, random.Intn(p.entries()), func(b map[string]any) { b["position"] = 1 + b["position"].(float64) })
	}},
	"position outside": {true, trail.CodeNotIncluded, func(t testing.TB, random *rand.Rand, p *parts) {
		p.edit(t, random.Intn(p.entries()), func(b map[string]any) { b["position"] = []int{-1, 1 << 40}[random.Intn(2)] })
	}},
	"payload": {true, trail.CodePayloadMismatch, func(t testing.TB, _ *rand.Rand, p *parts) {
		p.edit(t, p.payload(t), func(b map[string]any) { b["body"] = "e30=" })
	}},
	"payload gone": {true, trail.CodePayloadMismatch, func(t testing.TB, _ *rand.Rand, p *parts) {
		p.edit(t, p.payload(t), func(b map[string]any) { delete(b, "body"); delete(b, "salt") })
	}},
	"payload both there and erased": {true, trail.CodePayloadMismatch, func(t testing.TB, _ *rand.Rand, p *parts) {
		p.edit(t, p.payload(t), func(b map[string]any) { b["erased"] = true })
	}},
	"file gone": {true, trail.CodePackFile, func(_ testing.TB, _ *rand.Rand, p *parts) {
		for _, name := range p.order {
			if strings.HasPrefix(name, "files/") {
				p.remove(name)
				return
			}
		}
	}},
	"file of another name": {true, trail.CodePackMember, func(_ testing.TB, _ *rand.Rand, p *parts) {
		for _, name := range p.order {
			if strings.HasPrefix(name, "files/") {
				p.content[name] = []byte("another")
				return
			}
		}
	}},
	"head of another stream": {true, trail.CodeSignedHeadMismatch, func(_ testing.TB, _ *rand.Rand, p *parts) {
		p.content[second+".head"] = p.content["streams/000001.head"]
	}},
	"head of another key": {true, trail.CodeSignedHeadSig, func(t testing.TB, _ *rand.Rand, p *parts) {
		other, _ := keyPair(t, origin, 8)
		text, _, _ := strings.Cut(string(p.content[second+".head"]), "\n\n")
		b, err := note.Sign(&note.Note{Text: text + "\n"}, other)
		require.NoError(t, err)
		p.content[second+".head"] = b
	}},
	"stream with another's receipt for a head": {true, trail.CodeSignedHeadForm, func(t testing.TB, _ *rand.Rand, p *parts) {
		signer, _ := keyPair(t, origin, 7)
		b, err := trail.SignReceipt(trail.Receipt{Origin: origin, Stream: "case/0000", Number: 1, Hash: trail.Hash{1}, RecordedAt: start}, signer)
		require.NoError(t, err)
		p.content[second+".head"] = b
	}},
}

// payload is the index of an entry with a payload, given one if none has.
func (p *parts) payload(t testing.TB) int {
	t.Helper()
	lines := p.lines()
	for i := range p.entries() {
		if strings.Contains(lines[2*i+1], `"body"`) {
			return i
		}
	}
	t.Fatal("no payload")
	return 0
}

// packs are a log's packs, whole and damaged in every way, with what must be found first; "" is nothing.
func packs(t testing.TB, seed int64) map[string]struct {
	bytes []byte
	code  trail.Code
} {
	t.Helper()
	random := rand.New(rand.NewSource(seed))
	g, files := newKeyedLog(t, 60+random.Intn(400), seed)
	whole := g.pack(t, files, 1+random.Intn(4))
	list := map[string]struct {
		bytes []byte
		code  trail.Code
	}{"whole": {whole, ""}}
	for _, name := range slices.Sorted(maps.Keys(damages)) {
		d, p := damages[name], unpack(t, whole)
		d.do(t, random, p)
		if d.signed {
			p.sign(t, g.signer)
		}
		list[name] = struct {
			bytes []byte
			code  trail.Code
		}{p.zip(t), d.code}
	}
	return list
}

// verifyPack opens and verifies a pack; the finding is the first.
func verifyPack(t testing.TB, b []byte, kept, receipts [][]byte) (trail.PackReport, *trail.Finding) {
	t.Helper()
	_, public := keyPair(t, origin, 7)
	p, err := trail.OpenPack(bytes.NewReader(b), int64(len(b)), public)
	var f *trail.Finding
	if err != nil {
		require.ErrorAs(t, err, &f)
		return trail.PackReport{}, f
	}
	r, err := p.Verify(kept, receipts)
	require.NoError(t, err)
	if !r.OK() {
		f = &r.Findings[0]
	}
	return r, f
}

func TestPacks(t *testing.T) {
	t.Parallel()
	for seed := range int64(20) {
		for name, p := range packs(t, seed) {
			_, f := verifyPack(t, p.bytes, nil, nil)
			if p.code == "" {
				require.Nil(t, f, name)
				continue
			}
			require.NotNil(t, f, "%s of log %d was not found", name, seed)
			require.Equal(t, p.code, f.Code, "%s of log %d: %s", name, seed, f.EN)
			require.NotContains(t, f.EN+f.ZH, "{")
		}
	}
}

func TestPackSaysWhatItHolds(t *testing.T) {
	t.Parallel()
	g, files := newKeyedLog(t, 200, 1)
	b := g.pack(t, files, 2)
	require.Equal(t, b, g.pack(t, files, 2), "the same parts, the same bytes")
	r, f := verifyPack(t, b, nil, nil)
	require.Nil(t, f)
	require.Equal(t, "case 2026-000001", r.Subject)
	require.Equal(t, 3, r.Streams)
	require.EqualValues(t, len(g.records), r.Size)
	require.EqualValues(t, 1+len(g.stream("case/0000"))+len(g.stream("case/0001")), r.Entries)
	require.Equal(t, 2, r.Files)

	_, public := keyPair(t, origin, 7)
	p, err := trail.OpenPack(bytes.NewReader(b), int64(len(b)), public)
	require.NoError(t, err)
	require.Equal(t, []string{trail.KeyStream, "case/0000", "case/0001"}, p.Streams())
	m, err := p.Open("definitions/si/item.yaml")
	require.NoError(t, err)
	content, err := io.ReadAll(m)
	require.NoError(t, err)
	require.Equal(t, "item: si\n", string(content))
	require.NoError(t, m.Close())
}

func TestPackLeavesOutWhatIsNotMerged(t *testing.T) {
	t.Parallel()
	g, files := newKeyedLog(t, 100, 2)
	late := g.seal(t, "case/0000", "decided", start.Add(40*24*time.Hour), nil)
	late.Position = trail.Unmerged
	var b bytes.Buffer
	w, err := trail.NewPackWriter(&b, "", g.checkpoints[len(g.checkpoints)-1], g.keys, g.tiles, g.signer)
	require.NoError(t, err)
	_, err = w.Stream(trail.KeyStream, sequence(g.recordsOf(trail.KeyStream)))
	require.NoError(t, err)
	n, err := w.Stream("case/0000", sequence(append(g.recordsOf("case/0000"), late)))
	require.NoError(t, err)
	require.EqualValues(t, len(g.stream("case/0000")), n)
	for sha := range files {
		w.Absent(sha)
	}
	require.NoError(t, w.Close())
	r, f := verifyPack(t, b.Bytes(), nil, nil)
	require.Nil(t, f)
	require.Equal(t, 3, r.Absent)
}

// TestPackAgainstWhatIsKept: only what is held outside tells of a log that whoever holds the key wrote anew as a whole.
func TestPackAgainstWhatIsKept(t *testing.T) {
	t.Parallel()
	g, files := newKeyedLog(t, 200, 3)
	b := g.pack(t, files, 2)
	for _, kept := range [][]byte{g.checkpoint(t, rootAt(t, g, 1), start), g.checkpoints[len(g.checkpoints)-1]} {
		_, f := verifyPack(t, b, [][]byte{kept}, nil)
		require.Nil(t, f)
	}
	forged := rootAt(t, g, 1)
	forged.Root[0] ^= 1
	_, f := verifyPack(t, b, [][]byte{g.checkpoint(t, forged, start)}, nil)
	require.Equal(t, trail.CodeForked, f.Code)
	_, f = verifyPack(t, b, [][]byte{g.checkpoints[0]}, nil)
	require.Equal(t, trail.CodePackUnconnected, f.Code)
	other := g.clone()
	last, err := trail.OpenCheckpoint(g.checkpoints[len(g.checkpoints)-1], g.keys)
	require.NoError(t, err)
	last.Root[0] ^= 1
	_, f = verifyPack(t, b, [][]byte{other.checkpoint(t, last.Tree, last.RecordedAt)}, nil)
	require.Equal(t, trail.CodeForked, f.Code)
	last.Size += 5
	_, f = verifyPack(t, b, [][]byte{other.checkpoint(t, last.Tree, last.RecordedAt)}, nil)
	require.Equal(t, trail.CodePackUnconnected, f.Code, "the pack is older")

	of := func(number int64, hash trail.Hash) []byte {
		r, err := trail.SignReceipt(trail.Receipt{Origin: origin, Stream: "case/0000", Number: number, Hash: hash, RecordedAt: start}, g.signer)
		require.NoError(t, err)
		return r
	}
	rows := g.recordsOf("case/0000")
	_, f = verifyPack(t, b, nil, [][]byte{of(2, rows[1].Hash)})
	require.Nil(t, f)
	_, f = verifyPack(t, b, nil, [][]byte{of(2, rows[0].Hash)})
	require.Equal(t, trail.CodeReceiptBroken, f.Code)
	_, f = verifyPack(t, b, nil, [][]byte{of(int64(len(rows)+1), rows[0].Hash)})
	require.Equal(t, trail.CodeReceiptBroken, f.Code)
}

func rootAt(t *testing.T, g *testLog, size int) trail.Tree {
	t.Helper()
	var leaves []trail.Hash
	for _, r := range g.records[:size] {
		leaves = append(leaves, tlog.RecordHash(r.Entry))
	}
	tree, err := trail.RootOf(sequence(leaves))
	require.NoError(t, err)
	return tree
}

func TestPackWriterRefuses(t *testing.T) {
	t.Parallel()
	g, _ := newKeyedLog(t, 30, 4)
	last := g.checkpoints[len(g.checkpoints)-1]
	begin := func() *trail.PackWriter {
		w, err := trail.NewPackWriter(io.Discard, "", last, g.keys, g.tiles, g.signer)
		require.NoError(t, err)
		return w
	}
	for _, name := range []string{"", "/a", "a/../b", "../a", "A", "a b", "a//b", "manifest.json", "pack.txt", "consistency.json",
		"checkpoint.txt", "files/" + strings.Repeat("0", 64), strings.Repeat("a", 300)} {
		w := begin()
		require.ErrorIs(t, w.Member(name, strings.NewReader("")), trail.ErrPackMember, "%q", name)
		require.ErrorIs(t, w.Close(), trail.ErrPackMember, "the first error stays")
	}
	require.ErrorContains(t, begin().File(strings.Repeat("0", 64), strings.NewReader("")), "does not have the hash")
	require.ErrorIs(t, begin().File("short", strings.NewReader("")), trail.ErrPackMember)
	require.Error(t, begin().GrownFrom(int64(len(g.records)+1)))
	other, _ := keyPair(t, "another.example", 7)
	w, err := trail.NewPackWriter(io.Discard, "", last, g.keys, g.tiles, other)
	require.NoError(t, err)
	require.ErrorContains(t, w.Close(), "the key is of")
	_, err = trail.NewPackWriter(io.Discard, "", []byte("no note"), g.keys, g.tiles, g.signer)
	require.Error(t, err)
	broken := errors.New("the disk is full")
	_, err = begin().Stream("case/0000", func(yield func(trail.Record, error) bool) { yield(trail.Record{}, broken) })
	require.ErrorIs(t, err, broken)
}

// TestPackBytes flips bytes anywhere: either that is found, or every member reads as before.
func TestPackBytes(t *testing.T) {
	t.Parallel()
	g, files := newKeyedLog(t, 60, 5)
	whole := g.pack(t, files, 1)
	was := unpack(t, whole)
	random := rand.New(rand.NewSource(5))
	for range 3000 {
		b := slices.Clone(whole)
		b[random.Intn(len(b))] ^= byte(1 + random.Intn(255))
		if _, f := verifyPack(t, b, nil, nil); f == nil {
			require.Equal(t, was.content, unpack(t, b).content)
		}
	}
	for range 200 {
		_, f := verifyPack(t, whole[:random.Intn(len(whole))], nil, nil)
		require.NotNil(t, f, "cut short")
	}
}

func FuzzOpenPack(f *testing.F) {
	g, files := newKeyedLog(f, 30, 6)
	f.Add(g.pack(f, files, 1))
	f.Add([]byte("PK\x05\x06" + strings.Repeat("\x00", 18)))
	_, public := keyPair(f, origin, 7)
	f.Fuzz(func(t *testing.T, b []byte) {
		p, err := trail.OpenPack(bytes.NewReader(b), int64(len(b)), public)
		if err != nil {
			return
		}
		_, err = p.Verify(nil, nil)
		require.NoError(t, err)
	})
}
