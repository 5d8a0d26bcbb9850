package trail

import (
	"archive/zip"
	"bufio"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"maps"
	"slices"
	"strconv"

	"golang.org/x/mod/sumdb/note"
)

// PackWriter writes a pack as it is given its parts, in any order; nothing is kept in memory but names and hashes. The
// first error stays and Close returns it. The same parts give the same bytes.
type PackWriter struct {
	zip      *zip.Writer
	signer   note.Signer
	at       Checkpoint
	tiles    TileReader
	manifest packManifest
	names    map[string]bool
	grown    consistencies
	wanted   map[string]bool // files that entries name and that were not given
	erased   map[string]bool // files that entries name and that were erased
	err      error
}

// ErrPackMember is a member's name that is not fit, is taken, or is the format's own.
var ErrPackMember = errors.New("not a name for a member of a pack")

// ErrUnrecorded is of a stream whose payloads are said to be erased where no entry of the log says so: it was erased after
// the checkpoint, or they were taken away.
var ErrUnrecorded = errors.New("payloads are gone, and no erasure in the log of the checkpoint says so")

// NewPackWriter begins a pack that proves everything against one signed checkpoint of the log. The stream of the keys has
// to be given first: whoever verifies the pack reads it before anything else. Subject says what the pack was asked for.
func NewPackWriter(w io.Writer, subject string, checkpoint []byte, keys *Keys, tiles TileReader, signer note.Signer) (*PackWriter, error) {
	c, err := OpenCheckpoint(checkpoint, keys)
	if err != nil {
		return nil, fmt.Errorf("begin a pack: %w", err)
	}
	p := &PackWriter{
		zip: zip.NewWriter(w), signer: signer, at: c, tiles: &tileCache{from: tiles},
		names: map[string]bool{}, wanted: map[string]bool{}, erased: map[string]bool{}, grown: consistencies{},
	}
	p.manifest = packManifest{Version: packVersion, Subject: subject, Streams: []packStream{}, Absent: []string{}, Members: []packMember{}}
	if err := p.write(packCheckpoint, bytes.NewReader(checkpoint)); err != nil {
		return nil, err
	}
	return p, nil
}

// Size is that of the log that the pack proves everything against.
func (p *PackWriter) Size() int64 { return p.at.Size }

// Stream adds the entries of a stream that the log of the checkpoint has, with their proofs and the signed head; later
// ones are left out. It returns how many it added. The files they name are to be given next; see Wanted. ErrUnrecorded.
func (p *PackWriter) Stream(stream string, records iter.Seq2[Record, error]) (int64, error) {
	name := fmt.Sprintf("streams/%06d", len(p.manifest.Streams)+1)
	if (name == packKeys) != (stream == KeyStream) {
		return 0, p.fail(fmt.Errorf("pack %s: the stream of the keys comes first, and once", stream))
	}
	head := Head{Stream: stream}
	member, err := p.create(name + ".jsonl")
	if err != nil {
		return 0, err
	}
	out := bufio.NewWriter(member)
	var l link
	open := map[string]bool{} // files that an erasure of the stream would take away
	ended := false
	for r, err := range records {
		if ended = ended || err == nil && !p.at.Has(r.Position); ended && err == nil {
			continue // whoever gives them may have to say in the end that they are not all
		}
		var e Entry
		if err == nil {
			e, err = Open(r.Entry)
		}
		if err == nil {
			err = p.row(out, e, r)
		}
		if err != nil {
			return head.Number, p.fail(fmt.Errorf("pack %s: %w", stream, err))
		}
		l.account(e.Kind == KindErased, e.Number, r)
		p.name(e, open)
		head = e.Head()
	}
	if l.owed > 0 {
		return head.Number, p.fail(fmt.Errorf("pack %s: entry %d: %w", stream, l.owed, ErrUnrecorded))
	}
	for sha := range open {
		p.want(sha)
	}
	if err := errors.Join(out.Flush(), member.close()); err != nil {
		return head.Number, p.fail(err)
	}
	signed, err := SignHead(head, p.at, p.signer)
	if err != nil {
		return head.Number, p.fail(err)
	}
	p.manifest.Streams = append(p.manifest.Streams, packStream{Stream: stream, Entries: head.Number, Member: name})
	return head.Number, p.write(name+".head", bytes.NewReader(signed))
}

// Accounted is ErrUnrecorded when a payload of the first entries of a stream is gone and no erasure among them says so: no pack
// can be made of just these.
func Accounted(records []Record) error {
	var l link
	for _, r := range records {
		e, err := Open(r.Entry)
		if err != nil {
			return err
		}
		l.account(e.Kind == KindErased, e.Number, r)
	}
	if l.owed > 0 {
		return ErrUnrecorded
	}
	return nil
}

// row writes an entry and what stands beside it.
func (p *PackWriter) row(w io.Writer, e Entry, r Record) error {
	proof, err := ProveInclusion(p.at.Tree, p.tiles, r.Position)
	if err != nil {
		return err
	}
	if err := CheckInclusion(p.at.Tree, e.Hash, proof); err != nil {
		return err
	}
	row := packRow{Position: r.Position, Proof: append([]Hash{}, proof.Hashes...), Erased: r.Erased}
	if r.Payload != nil {
		row.Salt, row.Body = r.Payload.Salt, r.Payload.Body
	}
	beside, err := json.Marshal(row)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(w, "%s\n%s\n", e.Bytes, beside)
	return err
}

// name notes the files of an entry: what the office issued is wanted, the others are open until the stream has ended.
func (p *PackWriter) name(e Entry, open map[string]bool) {
	if e.Kind == KindErased {
		maps.Copy(p.erased, open)
		clear(open)
	}
	for _, f := range filesNamed(e.Facts) {
		if f.issued {
			p.want(f.sha256)
		} else {
			open[f.sha256] = true
		}
	}
}

func (p *PackWriter) want(sha string) {
	if !p.names[packFiles+sha] {
		p.wanted[sha] = true
	}
}

// Wanted lists the files that the entries so far name and that were not given: those of an erased case are what the office
// issued.
func (p *PackWriter) Wanted() []string { return slices.Sorted(maps.Keys(p.wanted)) }

// File adds a file that entries name; a second time it does nothing. Its bytes must have the hash.
func (p *PackWriter) File(sha string, r io.Reader) error {
	name := packFiles + sha
	if p.names[name] {
		return p.err
	}
	if packFile(name) == "" {
		return p.fail(fmt.Errorf("pack a file: %w: %q", ErrPackMember, name))
	}
	if p.write(name, r) == nil && p.manifest.Members[len(p.manifest.Members)-1].SHA256 != sha {
		return p.fail(fmt.Errorf("pack a file: it does not have the hash %s", sha))
	}
	delete(p.wanted, sha)
	return p.err
}

// Member adds something of the maker's own.
func (p *PackWriter) Member(name string, r io.Reader) error {
	if packFile(name) != "" || name == packConsistency || name == packManifestAt || name == packSignature {
		return p.fail(fmt.Errorf("pack a member: %w: %q", ErrPackMember, name))
	}
	return p.write(name, r)
}

// GrownFrom adds the proof that the log grew from the one of that size, for whoever kept its checkpoint.
func (p *PackWriter) GrownFrom(size int64) error {
	proof, err := ProveConsistency(p.at.Tree, p.tiles, size)
	if err != nil {
		return p.fail(fmt.Errorf("pack: %w", err))
	}
	p.grown[strconv.FormatInt(size, 10)] = append([]Hash{}, proof...)
	return p.err
}

// Close signs what was put in and which files were erased, and ends the pack. It refuses one that lacks a file its entries
// name.
func (p *PackWriter) Close() error {
	if lacks := p.Wanted(); len(lacks) > 0 {
		return p.fail(fmt.Errorf("pack: the file %s is named and was not given", lacks[0]))
	}
	for _, sha := range slices.Sorted(maps.Keys(p.erased)) {
		if !p.names[packFiles+sha] {
			p.manifest.Absent = append(p.manifest.Absent, sha)
		}
	}
	grown, err := json.Marshal(p.grown)
	if err == nil {
		err = p.write(packConsistency, bytes.NewReader(grown))
	}
	if err != nil {
		return p.fail(err)
	}
	manifest, err := json.MarshalIndent(p.manifest, "", " ")
	if err != nil {
		return p.fail(err)
	}
	signed, err := signPack(SignedPack{Origin: p.at.Origin, Manifest: sha256.Sum256(manifest), Size: p.at.Size, RecordedAt: p.at.RecordedAt}, p.signer)
	if err != nil {
		return p.fail(err)
	}
	if p.write(packManifestAt, bytes.NewReader(manifest)) == nil && p.write(packSignature, bytes.NewReader(signed)) == nil {
		return p.fail(p.zip.Close())
	}
	return p.err
}

func (p *PackWriter) fail(err error) error {
	if p.err == nil {
		p.err = err
	}
	return p.err
}

func (p *PackWriter) write(name string, r io.Reader) error {
	m, err := p.create(name)
	if err != nil {
		return err
	}
	_, err = io.Copy(m, r)
	return p.fail(errors.Join(err, m.close()))
}

// memberWriter counts and hashes what goes into a member.
type memberWriter struct {
	io.Writer
	size  int64
	close func() error
}

func (m *memberWriter) Write(b []byte) (int, error) {
	n, err := m.Writer.Write(b)
	m.size += int64(n)
	return n, err
}

func (p *PackWriter) create(name string) (*memberWriter, error) {
	if p.err != nil {
		return nil, p.err
	}
	if !isPackName(name) || p.names[name] {
		return nil, p.fail(fmt.Errorf("pack a member: %w: %q", ErrPackMember, name))
	}
	p.names[name] = true
	w, err := p.zip.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Store, Modified: p.at.RecordedAt})
	if err != nil {
		return nil, p.fail(err)
	}
	hash := sha256.New()
	m := &memberWriter{Writer: io.MultiWriter(w, hash)}
	m.close = func() error {
		if name != packManifestAt && name != packSignature {
			p.manifest.Members = append(p.manifest.Members, packMember{Name: name, Size: m.size, SHA256: hex.EncodeToString(hash.Sum(nil))})
		}
		return nil
	}
	return m, nil
}

// tileCache reads a tile once for the many proofs that go through it.
type tileCache struct {
	from TileReader
	held map[TileID]Tile
}

// maxHeldTiles bounds the cache to 8 MiB.
const maxHeldTiles = 1024

// ReadTiles reads those that are not held.
func (c *tileCache) ReadTiles(ids []TileID) ([]Tile, error) {
	var missing []TileID
	for _, id := range ids {
		if _, ok := c.held[id]; !ok {
			missing = append(missing, id)
		}
	}
	if c.held == nil || len(c.held)+len(missing) > maxHeldTiles {
		c.held, missing = map[TileID]Tile{}, ids
	}
	if len(missing) > 0 {
		got, err := c.from.ReadTiles(missing)
		if err != nil {
			return nil, err
		}
		for i, id := range missing {
			c.held[id] = got[i]
		}
	}
	tiles := make([]Tile, len(ids))
	for i, id := range ids {
		tiles[i] = c.held[id]
	}
	return tiles, nil
}
