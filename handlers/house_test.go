package handlers_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"golang.org/x/mod/sumdb/note"

	"shenpi/catalogue"
	"shenpi/documents"
	"shenpi/handlers"
	"shenpi/identity"
	"shenpi/policies"
	"shenpi/storage/db"
	"shenpi/storage/objects"
	"shenpi/workflow"
	"shenpi/workflow/calendar"
	"shenpi/workflow/casefile"
	"shenpi/workflow/evidence"
	"shenpi/workflow/item"
	"shenpi/workflow/proof"
	"shenpi/workflow/trail"
)

// begin is the day of the samples.
var begin = time.Date(2026, 11, 23, 2, 0, 0, 0, time.UTC)

const password = "correct horse 电池 staple"

// house is a whole office on SQLite and disk behind the API.
type house struct {
	stored string // the file of the database
	*handlers.Server
	t        testing.TB
	db       *db.DB
	files    *files
	engine   *workflow.Engine
	identity *identity.Service
	office   *office
	items    *items
	clock    *clock
	log      *book
	printed  atomic.Int64 // documents that were made
	measured bool         // answers are not held against the OpenAPI document, which takes longer than to make them
}

// clock is the time of the office; tests move it by hand. Wall time stands still.
type clock struct {
	mu   sync.Mutex
	time time.Time
	demo bool
}

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.time
}

func (c *clock) set(t time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.time = t
}

func (c *clock) Demo() bool { return c.demo }

func (c *clock) AdvanceTo(_ context.Context, to time.Time) error {
	c.set(to)
	return nil
}

// template is a database with the demonstration office in it, made once and copied for every test.
var template = sync.OnceValues(func() (string, error) {
	file := filepath.Join(scratch, "template.db")
	config := databaseConfig(file)
	if err := db.Migrate(context.Background(), config); err != nil {
		return "", err
	}
	h, err := join(config, filepath.Join(scratch, "objects"), &clock{time: begin.AddDate(0, -1, 0), demo: true})
	if err != nil {
		return "", err
	}
	if err := h.furnish(context.Background()); err != nil {
		return "", err
	}
	return file, h.db.Close()
})

var scratch string

func TestMain(m *testing.M) {
	var err error
	if scratch, err = os.MkdirTemp("", "shenpi-handlers-"); err != nil {
		panic(err)
	}
	code := m.Run()
	_ = os.RemoveAll(scratch)
	os.Exit(code)
}

func databaseConfig(file string) db.Config {
	return db.Config{URL: "sqlite:" + file + "?synchronous=off", Unsafe: true, Now: wall}
}

// newHouse opens a copy of the template. Changes alter what the server is made of.
func newHouse(t testing.TB, changes ...func(*house, *handlers.Deps)) *house {
	t.Helper()
	return openHouse(t, databaseConfig, changes...)
}

// durableHouse is one that has everything on the disk before it answers, to be measured.
func durableHouse(t testing.TB) *house {
	t.Helper()
	h := openHouse(t, func(file string) db.Config { return db.Config{URL: "sqlite:" + file, Now: wall} })
	h.measured = true
	return h
}

func openHouse(t testing.TB, config func(file string) db.Config, changes ...func(*house, *handlers.Deps)) *house {
	t.Helper()
	from, err := template()
	require.NoError(t, err)
	content, err := os.ReadFile(from)
	require.NoError(t, err)
	file := filepath.Join(t.TempDir(), "shenpi.db")
	require.NoError(t, os.WriteFile(file, content, 0o600))
	h, err := join(config(file), filepath.Join(t.TempDir(), "objects"), &clock{time: begin, demo: true})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, h.db.Close()) })
	h.t, h.stored = t, file
	d := h.deps()
	for _, change := range changes {
		change(h, &d)
	}
	h.Server, err = handlers.New(d)
	require.NoError(t, err)
	return h
}

func join(config db.Config, objectDir string, k *clock) (*house, error) {
	ctx := context.Background()
	store, err := db.Open(ctx, config)
	if err != nil {
		return nil, err
	}
	disk, err := objects.OpenDisk(objectDir)
	if err != nil {
		return nil, err
	}
	h := &house{db: store, clock: k, files: &files{disk, store}, items: &items{DB: store, demo: k.demo}}
	if h.office, err = openOffice(ctx, store); err != nil {
		return nil, err
	}
	if err := h.items.Reload(ctx); err != nil {
		return nil, err
	}
	if h.log, err = newBook(store, k); err != nil {
		return nil, err
	}
	h.engine = &workflow.Engine{
		Store: store, Items: h.items, Office: h.office, Clock: k, Calendars: h.items, Register: store, Random: rand.Reader, PlaceSecret: store.PlaceSecret(),
	}
	passwords, err := identity.NewPasswords(identity.Cost{MemoryKiB: 8, Passes: 1, Threads: 1}, 2, rand.Reader)
	if err != nil {
		return nil, err
	}
	h.identity, err = identity.New(identity.Config{
		Accounts: store, Sessions: store, Tokens: store, Passwords: passwords, Limits: identity.DefaultLimits(), Clock: wall, Random: rand.Reader,
	})
	return h, err
}

func (h *house) deps() handlers.Deps {
	return handlers.Deps{
		Engine: h.engine, Identity: h.identity, Accounts: h.db, Authorizer: h.office, Appointing: appointing{}, Cases: h.db, Entries: h.db,
		Credential: credentialText, Credentials: registrar{h},
		Log: h.log, Drafts: h.db, DraftFiles: h.db, Library: h.db, Uploads: h.db, Register: register{h.db}, Office: h.db, Definitions: h.items, Publisher: h.publisher(), Files: h.files, Papers: h.db, Inbox: h.db, Keeping: h.db, Deliveries: h.db, Subscribers: h.db, Posting: posting(), Packs: h, CaseFiles: h, Render: h.print, Preview: h.print, Photo: documents.CheckPhoto, PhotoAsks: handlers.GuidePhoto{LeastWidth: documents.LeastPhotoWidth, LeastHeight: documents.LeastPhotoHeight, Longest: documents.LongestPhoto}, Demo: h.clock,
		Portal: http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte("the portal")) }),
		Forms:  catalogue.FS(), Now: wall, Random: rand.Reader, Logger: slog.New(slog.DiscardHandler), Ready: h.db.Ping, Version: "test",
		Lag: func(context.Context) (int, error) { return 7, nil },
	}
}

// publisher proves for the people of the office, whoever is there on the day.
func (h *house) publisher() *workflow.Publisher {
	return &workflow.Publisher{Engine: h.engine, Publications: h.db, Prove: func(_ context.Context, it *item.Item) (workflow.Proof, error) {
		r := proof.Check(it, proof.Options{Calendar: h.items.Calendar()})
		return workflow.Proof{Report: r.Canonical(), Errors: r.Errors()}, nil
	}}
}

// picture reads a photograph of a certificate.
func (h *house) picture(sha string) ([]byte, error) {
	r, _, err := h.files.Open(context.Background(), sha)
	if err != nil {
		return nil, err
	}
	defer r.Close() //nolint:errcheck // it was only read
	return io.ReadAll(r)
}

// print makes a document as the service does.
func (h *house) print(data json.RawMessage) ([]byte, error) {
	h.printed.Add(1)
	press, err := newPress(h.picture)
	if err != nil {
		return nil, err
	}
	return press.PDF(data)
}

// work does what the background jobs do: what fell due, documents, the log.
func (h *house) work() {
	h.t.Helper()
	ctx := context.Background()
	due, err := h.db.Due(ctx, h.clock.Now(), 100)
	require.NoError(h.t, err)
	for _, id := range due {
		_, err := h.engine.CatchUp(ctx, id)
		require.NoError(h.t, err)
	}
	owed, err := h.db.OwedDocuments(ctx, 100)
	require.NoError(h.t, err)
	for _, d := range owed {
		paper, err := h.print(d.Data)
		require.NoError(h.t, err)
		stored, err := h.files.Put(ctx, bytes.NewReader(paper), 1<<20)
		require.NoError(h.t, err)
		_, err = h.engine.DocumentIssued(ctx, workflow.IssuedDocument{Case: d.Case, Seq: d.Seq, File: stored.SHA256, Size: stored.Size})
		require.NoError(h.t, err)
	}
	require.NoError(h.t, h.log.sign(ctx))
}

// pass moves the clock on by so many days and works.
func (h *house) pass(days int) {
	h.clock.set(h.clock.Now().AddDate(0, 0, days))
	h.work()
}

// files is handlers.Files over the disk and the rows that keep objects from the sweep.
type files struct {
	*objects.Disk
	rows *db.DB
}

func (f *files) Put(ctx context.Context, r io.Reader, limit int64) (handlers.Stored, error) {
	s, err := f.Disk.Put(ctx, r, limit)
	if e := (*objects.Error)(nil); err != nil && asObject(err, &e) && e.Kind == objects.KindTooLarge {
		return handlers.Stored{}, handlers.ErrFileTooLarge
	}
	if err != nil {
		return handlers.Stored{}, err
	}
	return handlers.Stored{SHA256: s.SHA256, Size: s.Size, MediaType: s.MediaType}, f.rows.UseObject(ctx, s.SHA256, s.Size, s.MediaType)
}

func (f *files) Open(ctx context.Context, sha string) (io.ReadCloser, int64, error) {
	r, n, err := f.Disk.Open(ctx, sha)
	if e := (*objects.Error)(nil); err != nil && asObject(err, &e) && e.Kind == objects.KindNotFound {
		return nil, 0, handlers.ErrFileMissing
	}
	return r, n, err
}

func (f *files) MatchesName(name, mediaType string) bool { return objects.MatchesName(name, mediaType) }

// book is handlers.Log, with a key of its own for every run of the tests.
type book struct {
	*db.DB
	clock  *clock
	signer note.Signer
	keys   *trail.Keys
}

const origin = "test.example.invalid"

var signingKey = sync.OnceValues(func() ([2]string, error) {
	private, public, err := note.GenerateKey(rand.Reader, origin)
	return [2]string{private, public}, err
})

func newBook(d *db.DB, k *clock) (*book, error) {
	pair, err := signingKey()
	if err != nil {
		return nil, err
	}
	signer, err := note.NewSigner(pair[0])
	if err != nil {
		return nil, err
	}
	keys, err := trail.NewKeys(pair[1])
	if err != nil {
		return nil, err
	}
	b := &book{d, k, signer, keys}
	return b, b.introduce(pair[1])
}

// introduce writes the first entry of the log's key, unless it is there.
func (b *book) introduce(public string) error {
	head, err := b.Head(context.Background(), trail.KeyStream)
	if err != nil || head.Number > 0 {
		return err
	}
	return b.hand(head, "", public, b.signer)
}

// rotate hands over to another key.
func (b *book) rotate(ctx context.Context) error {
	private, public, err := note.GenerateKey(rand.Reader, origin)
	if err != nil {
		return err
	}
	next, err := note.NewSigner(private)
	if err != nil {
		return err
	}
	head, err := b.Head(ctx, trail.KeyStream)
	if err != nil {
		return err
	}
	if err := b.hand(head, b.keys.Current(), public, b.signer, next); err != nil {
		return err
	}
	b.signer = next
	b.keys, err = trail.OpenKeys(public, b.StreamRecords(ctx, trail.KeyStream))
	return err
}

func (b *book) hand(head trail.Head, from, public string, signers ...note.Signer) error {
	head.Stream = trail.KeyStream
	facts, err := trail.SignKeyRotation(head, from, public, b.clock.Now(), signers...)
	if err != nil {
		return err
	}
	e, err := trail.Seal(head, trail.Header{Kind: trail.KindKeyRotated, RecordedAt: b.clock.Now(), Actor: trail.Actor{System: true}}, facts, nil)
	if err != nil {
		return err
	}
	_, err = b.Write(context.Background(), workflow.Write{Stream: trail.KeyStream, Change: func(tx *workflow.Tx) error {
		tx.Out.Entries = []workflow.Recorded{{Entry: e}}
		tx.Out.Receipt = workflow.Receipt{Stream: e.Stream, Number: e.Number, Hash: e.Hash, RecordedAt: e.RecordedAt, Kind: e.Kind}
		return nil
	}})
	return err
}

// Write makes a pack: handlers.Packer.
func (h *house) Write(ctx context.Context, w io.Writer, r evidence.Request) (evidence.Made, error) {
	m := evidence.Maker{Source: h.db, Keys: h.log.keys, Signer: h.log.signer, Calendar: h.items.Calendar(), File: h.file}
	return m.Write(ctx, w, r)
}

func (h *house) file(ctx context.Context, sha string) (io.ReadCloser, error) {
	f, _, err := h.files.Open(ctx, sha)
	if errors.Is(err, handlers.ErrFileMissing) {
		return nil, evidence.ErrNoFile
	}
	return f, err
}

// CaseFile makes the file of a case.
func (h *house) CaseFile(ctx context.Context, it *item.Item, s *workflow.State, today calendar.Date) (io.WriterTo, error) {
	m := casefile.Maker{Source: h.db, Calendar: h.items.Calendar(), File: h.file}
	f, err := m.Make(ctx, it, s, today)
	if err != nil {
		return nil, err
	}
	press, err := documents.NewPress(documents.PressOptions{Pictures: h.picture})
	if err != nil {
		return nil, err
	}
	return press.CaseFile(f)
}

// sign merges everything and signs the log as it then stands.
func (b *book) sign(ctx context.Context) error {
	if _, err := b.Merge(ctx, 10_000); err != nil {
		return err
	}
	tree, err := b.Tree(ctx)
	if err != nil || tree.Size == 0 {
		return err
	}
	signed, err := trail.SignCheckpoint(trail.Checkpoint{Origin: origin, Tree: tree, RecordedAt: b.clock.Now()}, b.signer)
	if err != nil {
		return err
	}
	return b.SaveCheckpoint(ctx, db.Checkpoint{Size: tree.Size, RecordedAt: b.clock.Now(), Note: signed})
}

func (b *book) Keys() *trail.Keys { return b.keys }

func (b *book) Sign(r workflow.Receipt) ([]byte, error) {
	return trail.SignReceipt(trail.Receipt{Origin: origin, Stream: r.Stream, Number: r.Number, Hash: r.Hash, RecordedAt: r.RecordedAt}, b.signer)
}

func (b *book) SignHead(h trail.Head, c trail.Checkpoint) ([]byte, error) {
	return trail.SignHead(h, c, b.signer)
}

func (b *book) Tiles(ctx context.Context) trail.TileReader { return b.DB.Tiles(ctx) }

func (b *book) LatestCheckpoint(ctx context.Context) (handlers.Checkpoint, bool, error) {
	c, ok, err := b.DB.LatestCheckpoint(ctx)
	return handlers.Checkpoint(c), ok, err
}

func (b *book) EvidenceCheckpoint(ctx context.Context, least int64) (handlers.Checkpoint, bool, error) {
	c, ok, err := b.DB.EvidenceCheckpoint(ctx, least)
	return handlers.Checkpoint(c), ok, err
}

func (b *book) CheckpointsFrom(ctx context.Context, least int64, newest bool, limit int) ([]handlers.Checkpoint, error) {
	rows, err := b.DB.CheckpointsFrom(ctx, least, newest, limit)
	list := make([]handlers.Checkpoint, len(rows))
	for i, c := range rows {
		list[i] = handlers.Checkpoint(c)
	}
	return list, err
}

// register is handlers.Register.
type register struct{ *db.DB }

func (r register) Certificates(ctx context.Context, f handlers.CertificateFilter) (workflow.Page[workflow.Certificate], error) {
	return r.DB.Certificates(ctx, db.CertificateFilter{Scope: f.Scope, Kind: f.Kind, Status: f.Status, On: f.On, Until: f.Until, ToCancel: f.ToCancel,
		Overdue: f.Overdue, Cursor: f.Cursor, Limit: f.Limit})
}

// appointing is handlers.Appointing over the shipped policy.
type appointing struct{}

func (appointing) Roles() []handlers.Role {
	var list []handlers.Role
	for _, r := range policies.Roles() {
		list = append(list, handlers.Role{Name: r.Name, Zh: r.Zh, En: r.En})
	}
	return list
}

func (appointing) Appointable(add workflow.Appointment, held []workflow.Appointment, units []workflow.Unit) *workflow.Error {
	judge, err := policies.New(roster(0, units, nil, held))
	if err != nil {
		return &workflow.Error{Kind: workflow.Conflict, Code: "appointments"}
	}
	why := judge.Appointable(policies.Appointment{Person: add.Person, Role: add.Role, Unit: add.Unit})
	if why == nil {
		return nil
	}
	kind := workflow.Invalid
	if why.Code == "roles_incompatible" {
		kind = workflow.Conflict
	}
	e := &workflow.Error{Kind: kind, Code: why.Code, Field: "/" + why.Field}
	e.Text.Zh, e.Text.En = why.Zh, why.En
	return e
}

// Policy is what is judged by.
func (appointing) Policy() handlers.Policy {
	p, err := policies.Embedded()
	if err != nil {
		panic(err)
	}
	out := handlers.Policy{Hash: p.Hash()}
	for _, l := range p.Lines() {
		zh, en := l.Sentence()
		out.Lines = append(out.Lines, handlers.PolicyLine{Role: l.Role, Kinds: l.Kinds, Actions: l.Actions, Scope: l.Scope, Allow: l.Allow, Zh: zh, En: en})
	}
	for _, c := range p.Conflicts() {
		out.Conflicts = append(out.Conflicts, handlers.RoleConflict(c))
	}
	return out
}

func (appointing) RolesIn(held []workflow.Appointment, units []workflow.Unit) (func(person, unit string) []string, error) {
	judge, err := policies.New(roster(0, units, nil, held))
	if err != nil {
		return nil, err
	}
	return judge.RolesIn, nil
}

func itoa(n int) string { return fmt.Sprint(n) }

func wall() time.Time { return begin }
