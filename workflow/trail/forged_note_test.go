package trail_test

import (
	"bytes"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"strings"
	"time"

	"github.com/stretchr/testify/require"
	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"

	"shenpi/workflow/trail"
)

func hashOf(b []byte) trail.Hash { return sha256.Sum256(b) }
func leafOf(b []byte) trail.Hash { return tlog.RecordHash(b) }

// edited is the leaf of an entry with a fact changed.
func edited(b []byte) trail.Hash {
	return leafOf(bytes.Replace(b, []byte(`"facts":{`), []byte(`"facts":{"x":1,`), 1))
}

func nodeOf(a, b trail.Hash) trail.Hash { return tlog.NodeHash(a, b) }

// noteKind is one kind of what a log signs: a true one, another true one of before, and how it is read.
type noteKind struct {
	good, before    []byte
	signature, form trail.Code
	open            func([]byte) error
}

func notes(f *forger) map[string]noteKind {
	keys := f.log.keys
	receipt := func(number int64) []byte {
		b, err := trail.SignReceipt(trail.Receipt{Origin: origin, Stream: "case/0000", Number: number, Hash: f.leaves[number], RecordedAt: start}, f.log.signer)
		require.NoError(f, err)
		return b
	}
	head := func(number int64) []byte {
		b, err := trail.SignHead(trail.Head{Stream: "case/0000", Number: number, Hash: f.leaves[number]}, f.dated(full), f.log.signer)
		require.NoError(f, err)
		return b
	}
	return map[string]noteKind{
		"checkpoint": {f.log.checkpoint(f, f.tree(full), start), f.log.checkpoint(f, f.tree(place), start), trail.CodeCheckpointSig, trail.CodeCheckpointForm,
			func(b []byte) error { _, err := trail.OpenCheckpoint(b, keys); return err }},
		"receipt": {receipt(2), receipt(1), trail.CodeReceiptSig, trail.CodeReceiptForm,
			func(b []byte) error { _, err := trail.OpenReceipt(b, keys); return err }},
		"head": {head(2), head(1), trail.CodeSignedHeadSig, trail.CodeSignedHeadForm,
			func(b []byte) error { _, err := trail.OpenSignedHead(b, keys); return err }},
		"pack": {unpack(f, f.pack).content["pack.txt"], unpack(f, f.log.pack(f, f.files, 1)).content["pack.txt"], trail.CodePackSig, trail.CodePackForm,
			func(b []byte) error { return f.openWith("pack.txt", b) }},
	}
}

// openWith opens the pack with a member replaced.
func (f *forger) openWith(member string, content []byte) error {
	_, public := keyPair(f, origin, 7)
	p := unpack(f, f.pack)
	p.content[member] = content
	b := p.zip(f)
	_, err := trail.OpenPack(bytes.NewReader(b), int64(len(b)), public)
	return err
}

func cut(signed []byte) (text, signature string) {
	text, signature, _ = strings.Cut(string(signed), "\n\n")
	return text + "\n", signature
}

// by has somebody else sign the text of a note.
func (f *forger) by(signer note.Signer, signed []byte) []byte {
	text, _ := cut(signed)
	return signText(f, signer, text)
}

// underKey is a signature line with the number of a key, and whatever signature.
func underKey(text string, id, signature []byte) []byte {
	return []byte(text + "\n— " + origin + " " + base64.StdEncoding.EncodeToString(append(id[:4:4], signature...)) + "\n")
}

// keyID is the number of the log's key in a signature line.
func keyID(signed []byte) []byte { return rawSignature(signed)[:4] }

func rawSignature(signed []byte) []byte {
	_, line := cut(signed)
	b, err := base64.StdEncoding.DecodeString(strings.Fields(line)[2])
	if err != nil {
		panic(err)
	}
	return b
}

// respelled is base64 with other bits at its end that say nothing.
func respelled(text string) string {
	const digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
	end := strings.TrimRight(text, "=")
	return end[:len(end)-1] + string(digits[strings.IndexByte(digits, end[len(end)-1])+1]) + text[len(end):]
}

// noteForgeries are what is done to the notes of every kind without the key.
var noteForgeries = map[string]func(f *forger, k noteKind) []byte{
	"of another key":            func(f *forger, k noteKind) []byte { return f.by(f.other, k.good) },
	"of the key of another log": func(f *forger, k noteKind) []byte { return f.by(f.far, k.good) },
	"of another key by the number of the log's": func(f *forger, k noteKind) []byte {
		text, _ := cut(k.good)
		return underKey(text, keyID(k.good), rawSignature(f.by(f.other, k.good))[4:])
	},
	"of an algorithm nobody knows": func(_ *forger, k noteKind) []byte {
		text, _ := cut(k.good)
		private := ed25519.NewKeyFromSeed(bytes.Repeat([]byte{7}, ed25519.SeedSize))
		public := append([]byte{0x77}, private.Public().(ed25519.PublicKey)...)
		id := sha256.Sum256(append([]byte(origin+"\n"), public...))
		return underKey(text, id[:], ed25519.Sign(private, []byte(text)))
	},
	"signature of another note": func(_ *forger, k noteKind) []byte {
		text, _ := cut(k.good)
		_, signature := cut(k.before)
		return []byte(text + "\n" + signature)
	},
	"text edited": func(_ *forger, k noteKind) []byte { return bytes.Replace(k.good, []byte("2026"), []byte("2027"), 1) },
	"signature spelled otherwise": func(_ *forger, k noteKind) []byte {
		text, line := cut(k.good)
		words := strings.Fields(line)
		return []byte(text + "\n— " + words[1] + " " + respelled(words[2]) + "\n")
	},
	"bytes after it":    func(_ *forger, k noteKind) []byte { return append(bytes.Clone(k.good), "more\n"...) },
	"signature cut off": func(_ *forger, k noteKind) []byte { text, _ := cut(k.good); return []byte(text + "\n") },
	"signature cut short": func(_ *forger, k noteKind) []byte {
		text, _ := cut(k.good)
		return underKey(text, keyID(k.good), rawSignature(k.good)[4:67])
	},
	"signature longer": func(_ *forger, k noteKind) []byte {
		text, _ := cut(k.good)
		return underKey(text, keyID(k.good), append(rawSignature(k.good)[4:], 0))
	},
	"signature of zeros": func(_ *forger, k noteKind) []byte {
		text, _ := cut(k.good)
		return underKey(text, keyID(k.good), make([]byte, ed25519.SignatureSize))
	},
	"byte order mark before":  func(_ *forger, k noteKind) []byte { return append([]byte("\xef\xbb\xbf"), k.good...) },
	"lines of another system": func(_ *forger, k noteKind) []byte { return bytes.ReplaceAll(k.good, []byte("\n"), []byte("\r\n")) },
	"by another name": func(_ *forger, k noteKind) []byte {
		return bytes.Replace(k.good, []byte("— "+origin), []byte("— another.example"), 1)
	},
	"empty": func(*forger, noteKind) []byte { return nil },
}

// forgedNotes does each of them to each kind.
func forgedNotes(kinds map[string]noteKind) map[string]forgery {
	list := map[string]forgery{}
	for kind, k := range kinds {
		for name, forge := range noteForgeries {
			list[kind+" "+name] = forgery{k.signature, func(f *forger) error { return k.open(forge(f, k)) }}
		}
	}
	return list
}

// said is a text that the key of the log itself signed: there is one spelling of everything.
func said(kind string, code trail.Code, change func(text string) string) forgery {
	return forgery{code, func(f *forger) error {
		k := notes(f)[kind]
		text, _ := cut(k.good)
		was := text
		text = change(text)
		require.NotEqual(f, was, text)
		return k.open(signText(f, f.log.signer, text))
	}}
}

// line changes what stands in a line of a text, counted from 0.
func line(n int, change func(string) string) func(string) string {
	return func(text string) string {
		lines := strings.SplitAfter(text, "\n")
		lines[n] = change(strings.TrimSuffix(lines[n], "\n")) + "\n"
		return strings.Join(lines, "")
	}
}

func is(text string) func(string) string { return func(string) string { return text } }

var forgedCheckpoints = map[string]forgery{
	"size with a zero before":     said("checkpoint", trail.CodeCheckpointForm, line(1, func(s string) string { return "0" + s })),
	"size with a sign":            said("checkpoint", trail.CodeCheckpointForm, line(1, func(s string) string { return "+" + s })),
	"size below nothing":          said("checkpoint", trail.CodeCheckpointForm, line(1, is("-704"))),
	"size beyond any log":         said("checkpoint", trail.CodeCheckpointForm, line(1, is("281474976710657"))),
	"size that is no number":      said("checkpoint", trail.CodeCheckpointForm, line(1, is("0x2c0"))),
	"root spelled otherwise":      said("checkpoint", trail.CodeCheckpointForm, line(2, respelled)),
	"root cut short":              said("checkpoint", trail.CodeCheckpointForm, line(2, func(s string) string { return s[4:] })),
	"empty log with a root":       said("checkpoint", trail.CodeCheckpointForm, line(1, is("0"))),
	"time of seconds":             said("checkpoint", trail.CodeCheckpointForm, line(3, is("recorded_at 2026-03-02T01:00:00Z"))),
	"time of another zone":        said("checkpoint", trail.CodeCheckpointForm, line(3, is("recorded_at 2026-03-02T09:00:00.000000+08:00"))),
	"no time":                     said("checkpoint", trail.CodeCheckpointForm, line(3, is("not_recorded"))),
	"a line more":                 said("checkpoint", trail.CodeCheckpointForm, func(s string) string { return s + "more\n" }),
	"of another log, by this key": said("checkpoint", trail.CodeCheckpointForm, line(0, is("another.example"))),
	"a receipt for one":           {trail.CodeCheckpointForm, func(f *forger) error { k := notes(f); return k["checkpoint"].open(k["receipt"].good) }},
	"by a key that was replaced":  {trail.CodeCheckpointSig, func(f *forger) error { return f.rotated(0, 1, trail.KeyOverlap+time.Minute) }},
	"by a key not yet good":       {trail.CodeCheckpointSig, func(f *forger) error { return f.rotated(2, 2, -time.Minute) }},
}

// rotated has a key of a history sign a checkpoint dated so long after an entry of it.
func (f *forger) rotated(key, entry int, after time.Duration) error {
	h := newKeyHistory(f.T)
	keys, err := trail.OpenKeys(h.public[0], sequence(h.records))
	require.NoError(f, err)
	b, err := trail.SignCheckpoint(signedAt(f.tree(place), h.at(entry).Add(after)), h.signers[key])
	require.NoError(f, err)
	_, err = trail.OpenCheckpoint(b, keys)
	return err
}

// promise is what is said of a true receipt of an entry, forged in what is held against it.
func promise(code trail.Code, forge func(f *forger, r *trail.Receipt, c *trail.Checkpoint, p **trail.Inclusion)) forgery {
	return forgery{code, func(f *forger) error {
		rec := f.log.records[place]
		r := trail.Receipt{Origin: origin, Stream: rec.Stream, Number: rec.Number, Hash: rec.Hash, RecordedAt: start}
		c, in := f.dated(full), f.inclusion(full, place)
		p := &in
		require.NoError(f, trail.CheckReceipt(r, c, p))
		forge(f, &r, &c, &p)
		return trail.CheckReceipt(r, c, p)
	}}
}

// inLog holds a receipt that the log's key signed against the whole log.
func inLog(change func(r *trail.Receipt)) forgery {
	return forgery{trail.CodeReceiptBroken, func(f *forger) error {
		rec := f.log.records[place]
		r := trail.Receipt{Origin: origin, Stream: rec.Stream, Number: rec.Number, Hash: rec.Hash, RecordedAt: start}
		change(&r)
		b, err := trail.SignReceipt(r, f.log.signer)
		require.NoError(f, err)
		g := f.log.clone()
		g.receipts = [][]byte{b}
		first, _ := g.verify(f).First()
		return &first
	}}
}

var forgedReceipts = map[string]forgery{
	"number of nothing":      said("receipt", trail.CodeReceiptForm, line(3, is("number 0"))),
	"stream with a space":    said("receipt", trail.CodeReceiptForm, line(2, is("stream case/0000 and more"))),
	"hash spelled otherwise": said("receipt", trail.CodeReceiptForm, line(4, respelled)),
	"lines in another order": said("receipt", trail.CodeReceiptForm, func(s string) string {
		lines := strings.SplitAfter(s, "\n")
		lines[2], lines[3] = lines[3], lines[2]
		return strings.Join(lines, "")
	}),
	"title of the next version": said("receipt", trail.CodeReceiptForm, line(0, is("shenpi receipt v2"))),
	"a checkpoint for one":      {trail.CodeReceiptForm, func(f *forger) error { k := notes(f); return k["receipt"].open(k["checkpoint"].good) }},
	"proof of another entry": promise(trail.CodeNotIncluded, func(f *forger, _ *trail.Receipt, _ *trail.Checkpoint, p **trail.Inclusion) {
		in := f.inclusion(full, place+1)
		*p = &in
	}),
	"hash of another entry": promise(trail.CodeNotIncluded, func(f *forger, r *trail.Receipt, _ *trail.Checkpoint, _ **trail.Inclusion) {
		r.Hash = f.leaves[place-1]
	}),
	"older checkpoint replayed": promise(trail.CodeNotIncluded, func(f *forger, _ *trail.Receipt, c *trail.Checkpoint, _ **trail.Inclusion) { *c = f.dated(place) }),
	"checkpoint of another log": promise(trail.CodeNotIncluded, func(_ *forger, _ *trail.Receipt, c *trail.Checkpoint, _ **trail.Inclusion) {
		c.Origin = "another.example"
	}),
	"no proof when it was time":      promise(trail.CodeNotMergedInTime, func(_ *forger, _ *trail.Receipt, _ *trail.Checkpoint, p **trail.Inclusion) { *p = nil }),
	"another entry put in its place": inLog(func(r *trail.Receipt) { r.Hash[0] ^= 1 }),
	"its entry gone from the end":    inLog(func(r *trail.Receipt) { r.Number += 1000 }),
	"its whole stream gone":          inLog(func(r *trail.Receipt) { r.Stream = "case/gone" }),
}

// ends holds a true signed head against a checkpoint and a stream, one of which is forged.
func ends(forge func(f *forger, s *trail.SignedHead, c *trail.Checkpoint, last *trail.Head)) forgery {
	return forgery{trail.CodeSignedHeadMismatch, func(f *forger) error {
		c := f.dated(full)
		last := trail.Head{Stream: "case/0000", Number: 9, Hash: f.leaves[9]}
		s := trail.SignedHead{Origin: origin, Stream: last.Stream, Number: last.Number, Hash: last.Hash, Size: c.Size, RecordedAt: c.RecordedAt}
		require.NoError(f, trail.CheckHead(s, c, last))
		forge(f, &s, &c, &last)
		return trail.CheckHead(s, c, last)
	}}
}

var forgedHeads = map[string]forgery{
	"no entries and a hash":  said("head", trail.CodeSignedHeadForm, line(3, is("number 0"))),
	"longer than the log":    said("head", trail.CodeSignedHeadForm, line(3, is("number 705"))),
	"entries without a hash": said("head", trail.CodeSignedHeadForm, line(4, is("hash "+trail.Hash{}.String()))),
	"hash spelled otherwise": said("head", trail.CodeSignedHeadForm, line(4, respelled)),
	"a receipt for one":      {trail.CodeSignedHeadForm, func(f *forger) error { k := notes(f); return k["head"].open(k["receipt"].good) }},
	"of an older checkpoint": ends(func(f *forger, s *trail.SignedHead, _ *trail.Checkpoint, _ *trail.Head) {
		s.Size, s.RecordedAt = place, f.dated(place).RecordedAt
	}),
	"of another moment": ends(func(_ *forger, s *trail.SignedHead, _ *trail.Checkpoint, _ *trail.Head) {
		s.RecordedAt = s.RecordedAt.Add(time.Second)
	}),
	"of another log":    ends(func(_ *forger, s *trail.SignedHead, _ *trail.Checkpoint, _ *trail.Head) { s.Origin = "another.example" }),
	"of another stream": ends(func(_ *forger, s *trail.SignedHead, _ *trail.Checkpoint, _ *trail.Head) { s.Stream = "case/0001" }),
	"last entry not shown": ends(func(f *forger, _ *trail.SignedHead, _ *trail.Checkpoint, last *trail.Head) {
		last.Number, last.Hash = 8, f.leaves[8]
	}),
	"entry added at the end": ends(func(f *forger, _ *trail.SignedHead, _ *trail.Checkpoint, last *trail.Head) {
		last.Number, last.Hash = 10, f.leaves[10]
	}),
	"last entry another one": ends(func(f *forger, _ *trail.SignedHead, _ *trail.Checkpoint, last *trail.Head) { last.Hash = f.leaves[10] }),
	"nothing shown": ends(func(_ *forger, _ *trail.SignedHead, _ *trail.Checkpoint, last *trail.Head) {
		last.Number, last.Hash = 0, trail.Hash{}
	}),
}

var forgedPacks = map[string]forgery{
	"signed list of another pack": {trail.CodePackMember, func(f *forger) error { return f.openWith("pack.txt", notes(f)["pack"].before) }},
	"older checkpoint put in":     {trail.CodePackMember, func(f *forger) error { return f.openWith("checkpoint.txt", f.log.checkpoints[0]) }},
	"checkpoint of a fork put in": {trail.CodeCheckpointSig, func(f *forger) error {
		tree, _ := f.fork(3, full)
		b, err := trail.SignCheckpoint(signedAt(tree, start), f.other)
		require.NoError(f, err)
		return f.openWith("checkpoint.txt", b)
	}},
	"a checkpoint for its signed list":   {trail.CodePackForm, func(f *forger) error { return f.openWith("pack.txt", notes(f)["checkpoint"].good) }},
	"hash of the list spelled otherwise": said("pack", trail.CodePackForm, line(2, respelled)),
	"hash of another list":               said("pack", trail.CodePackMember, line(2, is("manifest "+trail.Hash{7}.String()))),
	"size of another checkpoint":         said("pack", trail.CodePackMember, line(3, is(fmt.Sprintf("size %d", place)))),
	"keys of another log": {trail.CodeKeyHistory, func(f *forger) error {
		h := newKeyHistory(f.T)
		var lines []byte
		for i, r := range h.records {
			lines = fmt.Appendf(lines, "%s\n{\"position\":%d,\"proof\":[]}\n", r.Entry, i)
		}
		return f.openWith("streams/000001.jsonl", lines)
	}},
}
