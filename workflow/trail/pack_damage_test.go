package trail_test

import (
	"archive/zip"
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"io"
	"maps"
	"math/rand"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/mod/sumdb/note"

	"shenpi/workflow/trail"
)

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
	p.signManifest(t, signer)
}

// signManifest signs the manifest as it is.
func (p *parts) signManifest(t testing.TB, signer note.Signer) {
	t.Helper()
	lines := strings.Split(string(p.content["pack.txt"]), "\n")
	lines[2] = "manifest " + trail.Hash(sha256.Sum256(p.content["manifest.json"])).String()
	var err error
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

func (p *parts) editManifest(t testing.TB, change func(m map[string]any)) {
	t.Helper()
	var m map[string]any
	require.NoError(t, json.Unmarshal(p.content["manifest.json"], &m))
	change(m)
	b, err := json.Marshal(m)
	require.NoError(t, err)
	p.content["manifest.json"] = b
}

// absent takes the file of the second stream that begins so away, and says that it was erased.
func (p *parts) absent(t testing.TB, content string) {
	t.Helper()
	for _, name := range p.order {
		if strings.HasPrefix(name, "files/") && bytes.HasPrefix(p.content[name], []byte(content+" 0")) {
			p.remove(name)
			p.editManifest(t, func(m map[string]any) { m["absent"] = append(m["absent"].([]any), strings.TrimPrefix(name, "files/")) })
			return
		}
	}
	t.Fatal("no such file")
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
		p.editManifest(t, func(m map[string]any) { m["streams"] = m["streams"].([]any)[:1] })
	}},
	"manifest that is no JSON": {false, trail.CodePackMember, func(_ testing.TB, _ *rand.Rand, p *parts) { p.content["manifest.json"] = []byte("[") }},
	"manifest that is no JSON, signed by another key": {false, trail.CodePackSig, func(t testing.TB, _ *rand.Rand, p *parts) {
		other, _ := keyPair(t, origin, 8)
		p.put("manifest.json", []byte("["))
		p.signManifest(t, other)
	}},
	"manifest that is no JSON, signed": {false, trail.CodePackForm, func(t testing.TB, _ *rand.Rand, p *parts) {
		signer, _ := keyPair(t, origin, 7)
		p.put("manifest.json", []byte("["))
		p.signManifest(t, signer)
	}},
	"keys not the first stream": {true, trail.CodePackForm, func(t testing.TB, _ *rand.Rand, p *parts) {
		p.editManifest(t, func(m map[string]any) {
			first, second := m["streams"].([]any)[0].(map[string]any), m["streams"].([]any)[1].(map[string]any)
			first["member"], second["member"] = second["member"], first["member"]
		})
	}},
	"no manifest":  {false, trail.CodePackForm, func(_ testing.TB, _ *rand.Rand, p *parts) { p.remove("manifest.json") }},
	"no signature": {false, trail.CodePackForm, func(_ testing.TB, _ *rand.Rand, p *parts) { p.remove("pack.txt") }},
	"byte order mark before the signed list": {false, trail.CodePackSig, func(_ testing.TB, _ *rand.Rand, p *parts) {
		p.content["pack.txt"] = append([]byte("\xef\xbb\xbf"), p.content["pack.txt"]...)
	}},
	"signature spelled otherwise": {false, trail.CodePackSig, func(_ testing.TB, _ *rand.Rand, p *parts) {
		text, signature, _ := strings.Cut(string(p.content["pack.txt"]), "\n\n")
		p.content["pack.txt"] = []byte(text + "\n\n" + respelled(strings.TrimSuffix(signature, "\n")) + "\n")
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
		p.setLines(p.lines()[:2*(p.entries()-1-random.Intn(afterErasure))])
	}},
	"erasure gone and all after it": {true, trail.CodeErasureUnrecorded, func(_ testing.TB, _ *rand.Rand, p *parts) {
		p.setLines(p.lines()[:2*(p.entries()-1-afterErasure)])
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
	"payload said to be erased": {true, trail.CodeErasureUnrecorded, func(t testing.TB, _ *rand.Rand, p *parts) {
		p.edit(t, p.payload(t), func(b map[string]any) { delete(b, "body"); delete(b, "salt"); b["erased"] = true })
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
	"file said to be erased": {true, trail.CodePackFile, func(t testing.TB, _ *rand.Rand, p *parts) { p.absent(t, supplied) }},
	"document said to be erased": {true, trail.CodePackFile, func(t testing.TB, _ *rand.Rand, p *parts) {
		p.absent(t, issued)
	}},
	"erased file not said to be": {true, trail.CodePackFile, func(t testing.TB, _ *rand.Rand, p *parts) {
		p.editManifest(t, func(m map[string]any) { m["absent"] = []any{} })
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
