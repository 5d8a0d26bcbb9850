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
	"io/fs"
	"iter"
)

// Limits on what is read of a pack by somebody who does not know where it comes from.
const (
	maxPackMembers  = 1 << 20
	maxPackManifest = 256 << 20
	maxPackKeys     = 16 << 20 // some ten thousand changes of keys
	maxPackNote     = 1 << 16
	maxPackLine     = 2 * MaxEntry // an entry, or what stands beside it
	maxPackBody     = 64 << 20     // of a payload, written in base64
)

// Pack is a pack that was opened: its signed manifest is read and every member is there as that says.
type Pack struct {
	Checkpoint Checkpoint
	Note       []byte // the checkpoint as signed
	Keys       *Keys
	Subject    string
	manifest   packManifest
	absent     map[string]bool   // files, by the manifest
	streams    map[string]string // the member of each, without .jsonl and .head
	members    map[string]*zip.File
	grown      consistencies
}

// OpenPack reads a pack for somebody who trusts one key of the log. It reads every member once, a piece at a time, and
// never writes one anywhere. Nothing but the keys is looked into before the signature was found good, so a pack of somebody
// else costs no more than reading it. An error is a *Finding unless r fails. The entries are not checked yet: see Verify.
func OpenPack(r io.ReaderAt, size int64, trusted string) (*Pack, error) {
	p := &Pack{absent: map[string]bool{}, streams: map[string]string{}, members: map[string]*zip.File{}}
	for _, step := range []func() error{
		func() error { return p.list(r, size) }, func() error { return p.keys(trusted) }, p.signed, p.read, p.whole, p.growth,
	} {
		if err := step(); err != nil {
			return nil, err
		}
	}
	return p, nil
}

// list reads the directory and refuses what no maker of packs writes.
func (p *Pack) list(r io.ReaderAt, size int64) error {
	z, err := zip.NewReader(r, size)
	if err != nil && !errors.Is(err, zip.ErrInsecurePath) {
		return packForm("不是zip文件", "it is no zip file", err.Error())
	}
	left := size
	for _, f := range z.File {
		left -= int64(min(f.CompressedSize64, 1<<62))
		switch {
		case len(p.members) == maxPackMembers:
			return packForm("内容过多", "it has too many members", fmt.Sprint(maxPackMembers))
		case !isPackName(f.Name):
			return packForm("名称不合", "a member has a name that is not allowed", fmt.Sprintf("%.100q", f.Name))
		case p.members[f.Name] != nil:
			return packForm("同名内容出现两次", "a member is there twice", f.Name)
		case f.Method != zip.Store || f.CompressedSize64 != f.UncompressedSize64 || f.Flags&1 != 0 || !f.Mode().IsRegular():
			return packForm("内容应为未压缩、未加密的普通文件", "a member is not a plain file, stored as it is", f.Name)
		case left < 0:
			return packForm("内容相互重叠", "its members lie over one another", f.Name)
		}
		p.members[f.Name] = f
	}
	return nil
}

// keys reads the history of the keys, which is the first stream of every pack.
func (p *Pack) keys(trusted string) (err error) {
	f := p.members[packKeys+".jsonl"]
	switch {
	case f == nil:
		return packForm("缺少文件", "a member is missing", packKeys+".jsonl")
	case f.UncompressedSize64 > maxPackKeys:
		return packForm("文件过大", "a member is too large", packKeys+".jsonl")
	}
	p.Keys, err = OpenKeys(trusted, p.records(packKeys))
	return err
}

// signed checks that the log vouches for the manifest and the checkpoint.
func (p *Pack) signed() error {
	b, err := p.readAll(packSignature, maxPackNote)
	if err != nil {
		return err
	}
	s, err := openSignedPack(b, p.Keys)
	if err != nil {
		return err
	}
	manifest := p.members[packManifestAt]
	if manifest == nil {
		return packForm("缺少文件", "a member is missing", packManifestAt)
	}
	if sum, _, err := hashMember(manifest); err != nil || sum != hex.EncodeToString(s.Manifest[:]) {
		return find(CodePackMember, nowhere, same(packManifestAt))
	}
	if p.Note, err = p.readAll(packCheckpoint, maxPackNote); err != nil {
		return err
	}
	if p.Checkpoint, err = OpenCheckpoint(p.Note, p.Keys); err != nil {
		return err
	}
	if p.Checkpoint.Size != s.Size || !p.Checkpoint.RecordedAt.Equal(s.RecordedAt) {
		return find(CodePackMember, nowhere, same(packCheckpoint))
	}
	return nil
}

// read reads the manifest.
func (p *Pack) read() error {
	b, err := p.readAll(packManifestAt, maxPackManifest)
	if err != nil {
		return err
	}
	if err := strictJSON(b, &p.manifest); err != nil || p.manifest.Version != packVersion {
		return packForm("清单无法读取", "its manifest cannot be read", packManifestAt)
	}
	p.Subject = p.manifest.Subject
	for _, sha := range p.manifest.Absent {
		p.absent[sha] = true
	}
	for _, s := range p.manifest.Streams {
		p.streams[s.Stream] = s.Member
	}
	if p.streams[KeyStream] != packKeys {
		return packForm("首篇不是密钥沿革", "its first stream is not that of the keys", packKeys)
	}
	return nil
}

// growth reads the proofs that the log grew.
func (p *Pack) growth() error {
	b, err := p.readAll(packConsistency, maxPackManifest)
	if err == nil && strictJSON(b, &p.grown) != nil {
		err = packForm("增长证明无法读取", "its proofs of growth cannot be read", packConsistency)
	}
	return err
}

// whole checks that the pack holds what its manifest says, all of it, and nothing else.
func (p *Pack) whole() error {
	listed := map[string]bool{packManifestAt: true, packSignature: true}
	for _, m := range p.manifest.Members {
		f := p.members[m.Name]
		switch {
		case f == nil:
			return packMemberFinding("缺少", "missing", m.Name)
		case listed[m.Name]:
			return packForm("清单重复", "its manifest names a member twice", m.Name)
		}
		listed[m.Name] = true
		sum, size, err := hashMember(f)
		if err != nil || size != m.Size || sum != m.SHA256 {
			return packMemberFinding("被改动过", "altered", m.Name)
		}
		if sha := packFile(m.Name); sha != "" && sha != sum {
			return packMemberFinding("与其名称不符", "not what its name says", m.Name)
		}
	}
	for name := range p.members {
		if !listed[name] {
			return packMemberFinding("多出", "not named there", name)
		}
	}
	return nil
}

func hashMember(f *zip.File) (sum string, size int64, err error) {
	r, err := f.Open()
	if err != nil {
		return "", 0, err
	}
	h := sha256.New()
	size, err = io.Copy(h, r)
	return hex.EncodeToString(h.Sum(nil)), size, errors.Join(err, r.Close())
}

// Open gives a member: fs.ErrNotExist.
func (p *Pack) Open(name string) (io.ReadCloser, error) {
	f := p.members[name]
	if f == nil {
		return nil, fs.ErrNotExist
	}
	return f.Open()
}

// Names lists the members as the manifest does.
func (p *Pack) Names() []string {
	names := make([]string, len(p.manifest.Members))
	for i, m := range p.manifest.Members {
		names[i] = m.Name
	}
	return names
}

// Streams lists the streams in the order in which they were put in.
func (p *Pack) Streams() []string {
	names := make([]string, len(p.manifest.Streams))
	for i, s := range p.manifest.Streams {
		names[i] = s.Stream
	}
	return names
}

func (p *Pack) readAll(name string, limit int64) ([]byte, error) {
	f := p.members[name]
	if f == nil {
		return nil, packForm("缺少文件", "a member is missing", name)
	}
	if f.UncompressedSize64 > uint64(limit) {
		return nil, packForm("文件过大", "a member is too large", name)
	}
	r, err := f.Open()
	if err != nil {
		return nil, packMemberFinding("无法读取", "unreadable", name)
	}
	b, err := io.ReadAll(r)
	if errors.Join(err, r.Close()) != nil {
		return nil, packMemberFinding("无法读取", "unreadable", name)
	}
	return b, nil
}

// Records are the entries of a stream as they stand in the pack, unchecked; a stream that is not in it has none.
func (p *Pack) Records(stream string) iter.Seq2[Record, error] { return p.records(p.streams[stream]) }

func (p *Pack) records(member string) iter.Seq2[Record, error] {
	return func(yield func(Record, error) bool) {
		for r, err := range p.rows(member) {
			if !yield(r.record, err) || err != nil {
				return
			}
		}
	}
}

// row is an entry with its proof.
type row struct {
	record Record
	proof  Inclusion
}

// rows reads a stream, named by its member without .jsonl.
func (p *Pack) rows(member string) iter.Seq2[row, error] {
	member += ".jsonl"
	return func(yield func(row, error) bool) {
		f := p.members[member]
		if f == nil {
			return
		}
		r, err := f.Open()
		if err != nil {
			yield(row{}, packMemberFinding("无法读取", "unreadable", member))
			return
		}
		defer func() { _ = r.Close() }()
		lines := bufio.NewScanner(r)
		lines.Buffer(make([]byte, 0, 64<<10), maxPackLine+maxPackBody)
		for lines.Scan() {
			entry := bytes.Clone(lines.Bytes())
			if !lines.Scan() {
				yield(row{}, packMemberFinding("末行残缺", "cut off", member))
				return
			}
			next, err := readRow(entry, lines.Bytes())
			if err != nil {
				err = packForm("留痕旁注无法读取", "what stands beside an entry cannot be read", member)
			}
			if !yield(next, err) || err != nil {
				return
			}
		}
		if lines.Err() != nil {
			yield(row{}, packMemberFinding("无法读取", "unreadable", member))
		}
	}
}

func readRow(entry, beside []byte) (row, error) {
	var x packRow
	if err := strictJSON(beside, &x); err != nil {
		return row{}, err
	}
	r := row{Record{Position: x.Position, Entry: entry, Erased: x.Erased}, Inclusion{x.Position, x.Proof}}
	if x.Salt != nil || x.Body != nil {
		r.record.Payload = &Payload{Salt: x.Salt, Body: x.Body}
	}
	return r, nil
}

// strictJSON reads one value with no field that is not known and nothing after it.
func strictJSON(b []byte, into any) error {
	d := json.NewDecoder(bytes.NewReader(b))
	d.DisallowUnknownFields()
	if err := d.Decode(into); err != nil {
		return err
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return errors.New("something stands after it")
	}
	return nil
}

func packForm(zh, en, what string) *Finding {
	return find(CodePackForm, nowhere, sentence{zh + "（" + what + "）", en + " (" + what + ")"})
}

func packMemberFinding(zh, en, name string) *Finding {
	return find(CodePackMember, nowhere, sentence{name + zh, name + " is " + en})
}
