package evidence_test

import (
	"archive/zip"
	"bytes"
	"context"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"iter"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"golang.org/x/mod/sumdb/note"

	"shenpi/workflow"
	"shenpi/workflow/calendar"
	"shenpi/workflow/evidence"
	"shenpi/workflow/item"
	"shenpi/workflow/memory"
	"shenpi/workflow/trail"
)

const steps = `
materials:
  - {id: licence, title: {zh: 执照, en: Licence}, types: [pdf], max_size: 1MB}
flow:
  - {step: accept, title: {zh: 受理, en: Acceptance}, by: {role: window}, decisions: {accept: {clock: {start: decide}}}}
  - step: decide
    title: {zh: 决定, en: Decision}
    by: {role: agency-head}
    decisions: {grant: {needs: [accept]}, refuse: {end: refused, reason: required, document: letter}}
  - end: granted
`

// office is an engine in memory whose entries lie in a log, and the source of packs.
type office struct {
	*memory.Store
	t       *testing.T
	now     time.Time
	engine  *workflow.Engine
	item    workflow.PublishedItem
	read    *item.Item
	signer  note.Signer
	public  string
	keys    *trail.Keys
	streams []string
	at      map[string][]int64 // positions
	tiles   map[trail.TileID]trail.Tile
	tree    trail.Tree
	keyed   trail.Record
	last    []byte
	files   map[string][]byte
}

func (o *office) Now() time.Time                                   { return o.now }
func (o *office) Item(string, int) (*item.Item, error)             { return o.read, nil }
func (o *office) Filing(string, calendar.Date) (*item.Item, error) { return o.read, nil }
func (*office) Calendar() *calendar.Calendar                       { return calendar.Shipped() }
func (*office) Counted(string) (*calendar.Calendar, bool)          { return nil, false }
func (*office) Revision() int64                                    { return 0 }
func (*office) Reload(context.Context) error                       { return nil }
func (*office) Holds(person, role, _ string) bool                  { return slices.Contains(posts[role], person) }
func (*office) Holders(role, _ string) []string                    { return posts[role] }
func (*office) Substitutions(string) []workflow.Substitution       { return nil }
func (*office) Mandates(string) []workflow.Mandate                 { return nil }
func (*office) Held(string) []workflow.RoleInUnits                 { return nil }
func (*office) Code(string) string                                 { return "例" }
func (o *office) Tiles(context.Context) trail.TileReader           { return o }
func (o *office) ReadTiles(ids []trail.TileID) ([]trail.Tile, error) {
	tiles := make([]trail.Tile, len(ids))
	for i, id := range ids {
		tiles[i] = o.tiles[id]
	}
	return tiles, nil
}

func (o *office) ItemVersion(context.Context, string, int) (workflow.PublishedItem, error) {
	return o.item, nil
}

func (o *office) CalendarVersions(context.Context) ([]workflow.CalendarVersion, error) {
	c := calendar.Shipped()
	return []workflow.CalendarVersion{{Hash: c.Hash(), Data: c.Data()}}, nil
}

func (o *office) StreamRecords(_ context.Context, stream string) iter.Seq2[trail.Record, error] {
	return func(yield func(trail.Record, error) bool) {
		if stream == trail.KeyStream {
			yield(o.keyed, nil)
			return
		}
		for i, e := range o.Entries(stream) {
			r := trail.Record{Position: trail.Unmerged, Entry: e.Entry.Bytes, Hash: e.Entry.Hash, Payload: e.Payload}
			if i < len(o.at[stream]) {
				r.Position = o.at[stream][i]
			}
			r.Erased = r.Payload == nil && e.Entry.Payload != trail.Hash{}
			if !yield(r, nil) {
				return
			}
		}
	}
}

func (o *office) KeptHead(_ context.Context, stream string) (trail.Head, error) {
	if stream == trail.KeyStream {
		e, err := trail.Open(o.keyed.Entry)
		return e.Head(), err
	}
	list := o.Entries(stream)
	if len(list) == 0 {
		return trail.Head{Stream: stream}, nil
	}
	return list[len(list)-1].Entry.Head(), nil
}

var posts = map[string][]string{"window": {"W1"}, "agency-head": {"G1"}, "archivist": {"R1"}}

// recorded keeps the files a definition names.
type recorded struct {
	fs.FS
	read map[string][]byte
}

func (r recorded) Open(name string) (fs.File, error) {
	b, err := fs.ReadFile(r.FS, name)
	if err == nil {
		r.read[name] = b
	}
	f, opened := r.FS.Open(name)
	return f, errors.Join(err, opened)
}

func open(t *testing.T) *office {
	t.Helper()
	head, err := os.ReadFile("../testdata/head.yaml")
	require.NoError(t, err)
	forms := recorded{os.DirFS("../testdata"), map[string][]byte{}}
	it, err := item.Read(forms, "small.yaml", append(head, steps...))
	require.NoError(t, err)
	o := &office{Store: &memory.Store{}, t: t, now: time.Date(2026, 11, 2, 1, 0, 0, 0, time.UTC), read: it, at: map[string][]int64{}, tiles: map[trail.TileID]trail.Tile{}, files: map[string][]byte{}}
	o.item = workflow.PublishedItem{Item: it.Item, Version: 1, Hash: it.Hash, Source: it.Source, Files: forms.read}
	o.engine = &workflow.Engine{Store: o.Store, Items: o, Office: o, Clock: o, Calendars: o, Register: o.Store, Random: rand.NewChaCha8([32]byte{})}
	o.key()
	return o
}

// key begins the log with its key.
func (o *office) key() {
	private := ed25519.NewKeyFromSeed(bytes.Repeat([]byte{7}, ed25519.SeedSize))
	var err error
	o.public, err = note.NewEd25519VerifierKey("log.example", private.Public().(ed25519.PublicKey))
	require.NoError(o.t, err)
	secret := base64.StdEncoding.EncodeToString(append([]byte{1}, private.Seed()...))
	o.signer, err = note.NewSigner("PRIVATE+KEY+log.example+" + strings.Split(o.public, "+")[1] + "+" + secret)
	require.NoError(o.t, err)
	o.keys, err = trail.NewKeys(o.public)
	require.NoError(o.t, err)
	head := trail.Head{Stream: trail.KeyStream}
	facts, err := trail.SignKeyRotation(head, "", o.public, o.now, o.signer)
	require.NoError(o.t, err)
	e, err := trail.Seal(head, trail.Header{Kind: trail.KindKeyRotated, RecordedAt: o.now}, facts, nil)
	require.NoError(o.t, err)
	o.keyed = trail.Record{Entry: e.Bytes, Hash: e.Hash}
	o.append(e.Hash)
}

func (o *office) append(leaf trail.Hash) int64 {
	tree, tiles, err := trail.Append(o.tree, o, []trail.Hash{leaf})
	require.NoError(o.t, err)
	o.tree = tree
	for _, t := range tiles {
		o.tiles[t.TileID] = t
	}
	return tree.Size - 1
}

// merge takes the new entries of the cases into the log, and signs it.
func (o *office) merge() {
	for _, s := range o.streams {
		for _, e := range o.Entries(s)[len(o.at[s]):] {
			o.at[s] = append(o.at[s], o.append(e.Entry.Hash))
		}
	}
	var err error
	o.last, err = trail.SignCheckpoint(trail.Checkpoint{Origin: "log.example", Tree: o.tree, RecordedAt: o.now}, o.signer)
	require.NoError(o.t, err)
}

func hexOf(content []byte) string {
	sum := sha256.Sum256(content)
	return hex.EncodeToString(sum[:])
}

// file files a case with an attachment.
func (o *office) file(content string) workflow.CaseID {
	sha := hexOf([]byte(content))
	o.files[sha] = []byte(content)
	r, err := o.engine.Submit(o.t.Context(), workflow.Actor{Person: "A1", Enterprise: "91520000MA00000151"}, workflow.SubmitInput{
		Item: "small", Form: json.RawMessage(`{"n":1,"valid_until":""}`),
		Files: []workflow.File{{Material: "licence", SHA256: sha, Size: int64(len(content)), MediaType: "application/pdf"}},
	})
	require.NoError(o.t, err)
	o.streams = append(o.streams, "case/"+string(r.Case))
	return r.Case
}

func (o *office) decide(id workflow.CaseID, person, decision string) {
	c, err := o.Case(o.t.Context(), id)
	require.NoError(o.t, err)
	_, err = o.engine.Decide(o.t.Context(), workflow.Actor{Person: person}, workflow.DecideInput{
		Case: id, Visit: len(c.State.Position.Visits), Decision: decision, Reason: "不符合条件", Grade: "1"})
	require.NoError(o.t, err)
}

func (o *office) maker() evidence.Maker {
	return evidence.Maker{Source: o, Keys: o.keys, Signer: o.signer, Calendar: calendar.Shipped(),
		File: func(_ context.Context, sha string) (io.ReadCloser, error) {
			b, ok := o.files[sha]
			if !ok {
				return nil, evidence.ErrNoFile
			}
			return io.NopCloser(bytes.NewReader(b)), nil
		}}
}

func (o *office) pack(ids ...workflow.CaseID) ([]byte, evidence.Made) {
	var b bytes.Buffer
	made, err := o.maker().Write(o.t.Context(), &b, evidence.Request{Subject: "some cases", Checkpoint: o.last, Cases: sequence(ids)})
	require.NoError(o.t, err)
	return b.Bytes(), made
}

func sequence(ids []workflow.CaseID) iter.Seq2[workflow.CaseID, error] {
	return func(yield func(workflow.CaseID, error) bool) {
		for _, id := range ids {
			if !yield(id, nil) {
				return
			}
		}
	}
}

func (o *office) verify(b []byte) trail.PackReport {
	r, err := evidence.Verify(bytes.NewReader(b), int64(len(b)), o.public, nil, nil)
	require.NoError(o.t, err)
	return r
}

func TestPackOfCases(t *testing.T) {
	t.Parallel()
	o := open(t)
	a, b := o.file("一"), o.file("二")
	o.decide(a, "W1", "accept")
	o.decide(b, "W1", "accept")
	o.decide(b, "G1", "refuse")
	o.merge()
	pack, made := o.pack(a, b)
	nothing := evidence.Later{WentOn: []workflow.CaseID{}, LeftOut: []workflow.CaseID{}}
	require.Equal(t, evidence.Made{Size: o.tree.Size, Cases: 2, Entries: o.tree.Size, Later: nothing}, made)
	again, _ := o.pack(a, b)
	require.Equal(t, pack, again, "the same question, the same bytes")
	r := o.verify(pack)
	require.Empty(t, r.Findings)
	require.Equal(t, 2, r.Files)
	require.Equal(t, made.Entries, r.Entries)

	names := map[string]bool{}
	z, err := zip.NewReader(bytes.NewReader(pack), int64(len(pack)))
	require.NoError(t, err)
	for _, f := range z.File {
		names[f.Name] = true
	}
	require.True(t, names["definitions/"+o.read.Hash+".json"])
	require.True(t, names["calendars/"+calendar.Shipped().Hash()+".json"])
	require.True(t, names["clocks/000002.json"])
}

func TestPackSaysWhatCameLater(t *testing.T) {
	t.Parallel()
	o := open(t)
	a := o.file("一")
	o.merge()
	o.decide(a, "W1", "accept")
	late := o.file("二")
	pack, made := o.pack(a, late)
	require.Equal(t, evidence.Later{WentOn: []workflow.CaseID{a}, LeftOut: []workflow.CaseID{late}}, made.Later)
	require.Equal(t, 1, made.Cases)
	r := o.verify(pack)
	require.Empty(t, r.Findings)
	require.EqualValues(t, 2, r.Entries, "of the key and of the first case")
	require.Equal(t, 4, r.Streams, "of the key, the first case and its item, and of the other case, which has nothing yet")
	require.Equal(t, []int{1, 1}, []int{r.WentOn, r.LeftOut})
	for was, is := range map[string]string{
		`"left_out":["` + string(late): `"left_out":["` + string(a), `"went_on":["` + string(a): `"went_on":["` + string(late), "{": "[",
	} {
		r := o.verify(o.rewrite(pack, func(name string, content []byte) []byte {
			if name == "later.json" {
				require.Contains(t, string(content), was)
				return bytes.Replace(content, []byte(was), []byte(is), 1)
			}
			return content
		}))
		require.NotEmpty(t, r.Findings, is)
		require.Equal(t, evidence.CodeLater, r.Findings[0].Code, is)
	}
}

// TestPackOfASearchIsMadeWhateverWasErasedMeanwhile: one case of many that was erased after the checkpoint is left out, and
// the pack says so.
func TestPackOfASearchIsMadeWhateverWasErasedMeanwhile(t *testing.T) {
	t.Parallel()
	o := open(t)
	a, b := o.refused("一"), o.refused("二")
	o.merge()
	o.erase(a)
	var pack bytes.Buffer
	made, err := o.maker().Write(t.Context(), &pack, evidence.Request{Search: true, Checkpoint: o.last, Cases: sequence([]workflow.CaseID{a, b})})
	require.NoError(t, err)
	require.Equal(t, evidence.Later{WentOn: []workflow.CaseID{}, LeftOut: []workflow.CaseID{a}}, made.Later)
	require.Equal(t, 1, made.Cases)
	r := o.verify(pack.Bytes())
	require.Empty(t, r.Findings)
	require.Equal(t, 1, r.LeftOut)
	require.Equal(t, 3, r.Streams, "of the key, the other case and its item")

	o.merge()
	pack.Reset()
	made, err = o.maker().Write(t.Context(), &pack, evidence.Request{Search: true, Checkpoint: o.last, Cases: sequence([]workflow.CaseID{a, b})})
	require.NoError(t, err)
	require.Equal(t, 2, made.Cases)
	require.Empty(t, made.Later.LeftOut)
	require.Empty(t, o.verify(pack.Bytes()).Findings)
}

// taken is a source from which somebody has taken the first payload of every case away, and says that it was erased.
type taken struct{ *office }

func (s taken) StreamRecords(ctx context.Context, stream string) iter.Seq2[trail.Record, error] {
	return func(yield func(trail.Record, error) bool) {
		for r, err := range s.office.StreamRecords(ctx, stream) {
			if e, bad := trail.Open(r.Entry); bad == nil && e.Number == 1 && e.Payload != (trail.Hash{}) {
				r.Payload, r.Erased = nil, true
			}
			if !yield(r, err) {
				return
			}
		}
	}
}

// TestPackOfASearchHidesNothingTakenAway: what no entry accounts for is not left out as if it had been erased meanwhile.
func TestPackOfASearchHidesNothingTakenAway(t *testing.T) {
	t.Parallel()
	o := open(t)
	a := o.refused("一")
	o.merge()
	late := o.file("二")
	m := o.maker()
	m.Source = taken{o}
	_, err := m.Write(t.Context(), io.Discard, evidence.Request{Search: true, Checkpoint: o.last, Cases: sequence([]workflow.CaseID{late, a})})
	require.ErrorIs(t, err, trail.ErrUnrecorded)
	require.ErrorContains(t, err, string(a))
}

// rewrite changes members and signs the list anew, as whoever holds the key could.
func (o *office) rewrite(pack []byte, change func(name string, content []byte) []byte) []byte {
	z, err := zip.NewReader(bytes.NewReader(pack), int64(len(pack)))
	require.NoError(o.t, err)
	var b bytes.Buffer
	out := zip.NewWriter(&b)
	write := func(name string, content []byte) {
		w, err := out.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Store})
		require.NoError(o.t, err)
		_, err = w.Write(content)
		require.NoError(o.t, err)
	}
	members := []any{}
	for _, f := range z.File {
		r, err := f.Open()
		require.NoError(o.t, err)
		content, err := io.ReadAll(r)
		require.NoError(o.t, err)
		switch f.Name {
		case "manifest.json":
			var m map[string]any
			require.NoError(o.t, json.Unmarshal(content, &m))
			m["members"] = members
			for _, s := range m["streams"].([]any) {
				s := s.(map[string]any)
				for _, x := range members {
					if x := x.(map[string]any); x["name"] == s["member"].(string)+".jsonl" {
						s["entries"] = x["lines"].(int) / 2
					}
				}
			}
			for _, x := range members {
				delete(x.(map[string]any), "lines")
			}
			content, err = json.Marshal(m)
			require.NoError(o.t, err)
			content = change(f.Name, content)
			members = []any{content}
		case "pack.txt":
			lines := strings.Split(string(content), "\n")
			lines[2] = "manifest " + trail.Hash(sha256.Sum256(members[0].([]byte))).String()
			content, err = note.Sign(&note.Note{Text: strings.Join(lines[:5], "\n") + "\n"}, o.signer)
			require.NoError(o.t, err)
		default:
			if content = change(f.Name, content); content != nil {
				members = append(members, map[string]any{"name": f.Name, "size": len(content), "sha256": hexOf(content), "lines": bytes.Count(content, []byte("\n"))})
			}
		}
		if content != nil {
			write(f.Name, content)
		}
	}
	require.NoError(o.t, out.Close())
	return b.Bytes()
}

// TestWhatAPackMeans: whoever holds the key puts other meanings beside true entries.
func TestWhatAPackMeans(t *testing.T) {
	t.Parallel()
	o := open(t)
	a := o.file("一")
	o.decide(a, "W1", "accept")
	o.merge()
	pack, _ := o.pack(a)
	in := func(folder, was, is string) func(string, []byte) []byte {
		return func(name string, content []byte) []byte {
			if !strings.HasPrefix(name, folder) {
				return content
			}
			require.Contains(t, string(content), was)
			return []byte(strings.Replace(string(content), was, is, 1))
		}
	}
	for name, c := range map[string]struct {
		change func(string, []byte) []byte
		code   trail.Code
	}{
		"nothing":                 {func(_ string, c []byte) []byte { return c }, ""},
		"another definition":      {in("definitions/", "小事项", "大事项"), evidence.CodeDefinition},
		"a definition that is no": {in("definitions/", `"source":"`, `"source":"x`), evidence.CodeDefinition},
		"no JSON for one":         {in("definitions/", `{`, `[`), evidence.CodeDefinition},
		"another calendar":        {in("calendars/", "2026", "2027"), evidence.CodeCalendar},
		"another title":           {in("clocks/", `"Title":{"zh":"`, `"Title":{"zh":"又名`), ""},
		"another name for a law":  {in("clocks/", `"Basis":"`, `"Basis":"新`), ""},
		"another last day":        {in("clocks/", `"law":"2026-11-30"`, `"law":"2026-12-30"`), evidence.CodeClocks},
		"another date":            {in("clocks/", `"date":"2026-11-0`, `"date":"2026-11-1`), evidence.CodeClocks},
		"another rule of a day":   {in("clocks/", `"rule":"`, `"rule":"un`), evidence.CodeClocks},
		"another clock":           {in("clocks/", `"Clock":"`, `"Clock":"x`), evidence.CodeClocks},
		"a clock less":            {in("clocks/", `"sheets":[`, `"sheets":[],"rest":[`), evidence.CodeClocks},
		"clocks of another case":  {in("clocks/", string(a), "nobody"), evidence.CodeClocks},
		"no JSON for clocks":      {in("clocks/", `{`, `[`), evidence.CodeClocks},
	} {
		r := o.verify(o.rewrite(pack, c.change))
		if c.code == "" {
			require.Empty(t, r.Findings, name)
			continue
		}
		require.NotEmpty(t, r.Findings, name)
		require.Equal(t, c.code, r.Findings[0].Code, name)
		require.NotEmpty(t, r.Findings[0].ZH)
	}
	r := o.verify([]byte("no zip"))
	require.Equal(t, trail.CodePackForm, r.Findings[0].Code)
}

func TestMakerRefuses(t *testing.T) {
	t.Parallel()
	o := open(t)
	a := o.file("一")
	o.merge()
	broken := errors.New("the disk is gone")
	m := o.maker()
	m.File = func(context.Context, string) (io.ReadCloser, error) { return nil, broken }
	_, err := m.Write(t.Context(), io.Discard, evidence.Request{Checkpoint: o.last, Cases: sequence([]workflow.CaseID{a})})
	require.ErrorIs(t, err, broken)
	_, err = o.maker().Write(t.Context(), io.Discard, evidence.Request{Checkpoint: o.last, Cases: func(yield func(workflow.CaseID, error) bool) { yield("", broken) }})
	require.ErrorIs(t, err, broken)
	_, err = o.maker().Write(t.Context(), io.Discard, evidence.Request{Checkpoint: o.last, Cases: sequence(nil), GrownFrom: []int64{99}})
	require.ErrorContains(t, err, "99")
}

// Of a case whose newest entry was taken away, or is said to wait though the log has it, no pack is made.
func TestNoPackOfACaseThatWasCut(t *testing.T) {
	t.Parallel()
	o := open(t)
	a := o.file("一")
	o.decide(a, "W1", "accept")
	o.now = o.now.Add(2 * trail.MergeWithin)
	o.merge()
	for name, cut := range map[string]func(list []trail.Record) []trail.Record{
		"gone":    func(list []trail.Record) []trail.Record { return list[:len(list)-1] },
		"waiting": func(list []trail.Record) []trail.Record { list[len(list)-1].Position = trail.Unmerged; return list },
	} {
		m := o.maker()
		m.Source = cutOff{o, cut}
		_, err := m.Write(t.Context(), io.Discard, evidence.Request{Checkpoint: o.last, Cases: sequence([]workflow.CaseID{a})})
		require.ErrorIs(t, err, trail.ErrCut, name)
	}
}

// cutOff is an office whose cases somebody cut in the database.
type cutOff struct {
	*office
	cut func([]trail.Record) []trail.Record
}

func (o cutOff) StreamRecords(ctx context.Context, stream string) iter.Seq2[trail.Record, error] {
	return func(yield func(trail.Record, error) bool) {
		var list []trail.Record
		for r, err := range o.office.StreamRecords(ctx, stream) {
			require.NoError(o.t, err)
			list = append(list, r)
		}
		if strings.HasPrefix(stream, "case/") {
			list = o.cut(list)
		}
		for _, r := range list {
			if !yield(r, nil) {
				return
			}
		}
	}
}
