package handlers

import (
	"context"
	"errors"
	"io"
	"iter"
	"time"

	"shenpi/notify"
	"shenpi/workflow"
	"shenpi/workflow/trail"
)

// Reach says how far a permission goes.
type Reach int

// OwnOnly holds only for things that are the person's own; Whole for all of the unit.
const (
	Nothing Reach = iota
	OwnOnly
	Whole
)

// Scope is the part of a list a person may see; the zero Scope is nothing.
type Scope struct {
	All   bool
	Units []string // units below included
	Own   bool
}

// Authorizer answers what a person may do, by the appointments in force.
type Authorizer interface {
	// Reach judges one thing that stands in a unit; unit is empty for what stands in none.
	Reach(person, unit, kind, action string) Reach
	// Scope bounds a list.
	Scope(person, kind, action string) Scope
	// May lists what a person may do somewhere to things that need not be their own: "kind:action" each.
	May(person string) []string
	// Held lists where the person holds which role, expanded to the units below. A role held in no unit has none.
	Held(person string) []workflow.RoleInUnits
	// Appointed lists, sorted, who holds any role; who is shut out holds none.
	Appointed() []string
	// Holding lists, sorted, who holds a role in any unit, or in none.
	Holding(role string) []string
}

// Role is a role with its titles.
type Role struct {
	Name string `json:"name"`
	Zh   string `json:"zh"`
	En   string `json:"en"`
}

// Appointing judges appointments before they are made.
type Appointing interface {
	// Roles lists every role there is.
	Roles() []Role
	// Policy is what is judged by, without the roles.
	Policy() Policy
	// Appointable says why a person who holds these appointments cannot be given another, or nil. It judges by the
	// appointments given, not by those in force.
	Appointable(add workflow.Appointment, held []workflow.Appointment, units []workflow.Unit) *workflow.Error
	// RolesIn gives, sorted, the roles that somebody would hold in a unit by some appointments alone.
	RolesIn(held []workflow.Appointment, units []workflow.Unit) (func(person, unit string) []string, error)
}

// Cases reads cases and their papers.
type Cases interface {
	Cases(ctx context.Context, f workflow.CaseFilter) (workflow.Page[workflow.CaseRow], error)
	// CaseByNumber finds a case by the number people use: NotFound.
	CaseByNumber(ctx context.Context, number string) (workflow.CaseID, error)
	Documents(ctx context.Context, id workflow.CaseID) ([]workflow.Document, error)
	// LiveCases counts those that have not ended, by item and version.
	LiveCases(ctx context.Context) ([]workflow.LiveCases, error)
	// EachOpenCase walks over those that have not ended, the newest first, until so many were given.
	EachOpenCase(ctx context.Context, most int, fn func(*workflow.Case) error) error
	Tasks(ctx context.Context, f workflow.TaskFilter) (workflow.Page[workflow.Task], error)
	// TaskCases is Tasks with the case of each, read in the same statement.
	TaskCases(ctx context.Context, f workflow.TaskFilter) (workflow.Page[workflow.TaskCase], error)
	// CountTasks says how many tasks a filter finds, up to its limit.
	CountTasks(ctx context.Context, f workflow.TaskFilter) (int, error)
	// PublicNotices lists them with the case of each, read in the same statement.
	PublicNotices(ctx context.Context, f workflow.PublicNoticeFilter) (workflow.Page[workflow.PublicNoticeCase], error)
}

// Library is what enterprises have on record.
type Library interface {
	// Papers lists each paper once, the last added first; what was erased, and what others filed, is not among them.
	Papers(ctx context.Context, f workflow.PaperFilter) (workflow.Page[workflow.Paper], error)
}

// Keeping is what people keep for themselves.
type Keeping interface {
	Kept(ctx context.Context, person, kind string) ([]workflow.Kept, error)
	// Keep stores under a name, in place of what was there: Conflict `kept_full` for more of a kind than limit.
	Keep(ctx context.Context, k workflow.Kept, limit int) error
	Forget(ctx context.Context, person, kind, name string) error
	OpinionDrafts(ctx context.Context, id workflow.CaseID, person string) ([]workflow.OpinionDraft, error)
	// SaveOpinionDraft forgets one that is empty, and keeps none in a case that was erased: Gone `opinion_erased`.
	SaveOpinionDraft(ctx context.Context, o workflow.OpinionDraft) error
}

// Papers are the documents that could not be made.
type Papers interface {
	UndoneDocuments(ctx context.Context, cursor string, limit int) (workflow.Page[workflow.UndoneDocument], error)
	// RetryDocument reports whether there was such a document.
	RetryDocument(ctx context.Context, id workflow.CaseID, seq int) (bool, error)
}

// Inbox keeps the notices to people and enterprises.
type Inbox interface {
	Inbox(ctx context.Context, f workflow.NoticeFilter) (workflow.NoticePage, error)
	// ReadNotices marks those named as read, or all until an instant, of those the filter finds, and gives how many became it.
	ReadNotices(ctx context.Context, f workflow.NoticeFilter, ids []string, until time.Time) (int, error)
}

// Subscriptions reads where and how people and enterprises want their notices, and whom events are posted to.
type Subscriptions interface {
	// NoticePreference is that of who never said anything, too.
	NoticePreference(ctx context.Context, recipient string) (notify.Preference, error)
	Webhooks(ctx context.Context) ([]notify.Webhook, error)
	// Webhook reads one: NotFound.
	Webhook(ctx context.Context, id string) (notify.Webhook, error)
}

// Deliveries keeps what became of notices outside the house.
type Deliveries interface {
	Deliveries(ctx context.Context, f notify.DeliveryFilter) (workflow.Page[notify.Parcel], error)
	// ReplayDeliveries has those that were given up tried again, of a target or of all, named or every one, but for those of
	// subscriptions that have ended.
	ReplayDeliveries(ctx context.Context, target string, ids []string) (int, error)
}

// Posting is how events are posted.
type Posting interface {
	// CheckURL says why events cannot be posted to a URL.
	CheckURL(url string) error
	// Secret is that of a version of a subscription; it is stored nowhere.
	Secret(id string, version int) string
	// Test posts an event that tells nothing.
	Test(ctx context.Context, h notify.Webhook, id string) error
}

// Entries reads the trail.
type Entries interface {
	Entries(ctx context.Context, f workflow.EntryFilter) (workflow.Page[workflow.EntryRow], error)
	// EntryAt gives when the entry was recorded that comes after so many others in the list of a search; ok is false when the search
	// finds no more than these.
	EntryAt(ctx context.Context, f workflow.EntryFilter, after int) (at time.Time, ok bool, err error)
	// StreamEntries reads entries of a stream in order, beginning with a number; none for an unknown stream.
	StreamEntries(ctx context.Context, stream string, from int64, limit int) ([]workflow.EntryRow, error)
	// StreamRecords walks over the entries of one stream as they are stored, whatever has become of them.
	StreamRecords(ctx context.Context, stream string) iter.Seq2[trail.Record, error]
	// Head is the head of a stream; Number 0 when it has no entries.
	Head(ctx context.Context, stream string) (trail.Head, error)
}

// Checkpoint is a signed checkpoint as stored.
type Checkpoint struct {
	Size       int64
	RecordedAt time.Time
	Note       []byte
}

// Log reads the log that the entries are merged into.
type Log interface {
	// LatestCheckpoint gives the last checkpoint signed; ok is false while there is none.
	LatestCheckpoint(ctx context.Context) (c Checkpoint, ok bool, err error)
	// EvidenceCheckpoint is the one to prove against for others: of those of at least a size the one best cosigned, else the last.
	EvidenceCheckpoint(ctx context.Context, least int64) (c Checkpoint, ok bool, err error)
	// CheckpointsFrom gives those of at least a size, the smallest or the newest first.
	CheckpointsFrom(ctx context.Context, least int64, newest bool, limit int) ([]Checkpoint, error)
	Tiles(ctx context.Context) trail.TileReader
	// Keys are what checkpoints and receipts are checked with.
	Keys() *trail.Keys
	// Sign promises that an entry will be in the log. It is called after the commit and may be called again.
	Sign(r workflow.Receipt) ([]byte, error)
	// SignHead gives the log's word on where a stream ended in the log of a checkpoint.
	SignHead(h trail.Head, c trail.Checkpoint) ([]byte, error)
}

// Drafts keeps applications that are being written. Their revision is that of the form.
type Drafts interface {
	// CreateDraft stores a new draft with its files; its revision is 1.
	CreateDraft(ctx context.Context, d workflow.Draft) (workflow.Draft, error)
	Draft(ctx context.Context, id string) (workflow.Draft, error)
	// Drafts lists those of an enterprise that were not filed yet, the last changed first.
	Drafts(ctx context.Context, owner string) ([]workflow.Draft, error)
	// DeskDrafts lists what the windows of some units are typing in.
	DeskDrafts(ctx context.Context, units []string) ([]workflow.Draft, error)
	// SaveDraft stores the form if the stored revision still is ifRevision: else Stale; Conflict `draft_filed`.
	SaveDraft(ctx context.Context, d workflow.Draft, ifRevision int64) (workflow.Draft, error)
	DeleteDraft(ctx context.Context, id string) error
}

// DraftFiles keeps what is attached to drafts, and what became of them.
type DraftFiles interface {
	AddDraftFile(ctx context.Context, id string, f workflow.File) error
	RemoveDraftFile(ctx context.Context, id, material, sha256 string) error
}

// Uploads keeps files that are on their way to drafts in parts; workflow.Upload says which part is next.
type Uploads interface {
	// Upload reads one: NotFound `upload_not_found`.
	Upload(ctx context.Context, draft, material, sha256 string) (workflow.Upload, error)
	// BeginUpload begins one or goes on with it: Conflict `uploads_full`.
	BeginUpload(ctx context.Context, u workflow.Upload) (workflow.Upload, error)
	AddUploadPart(ctx context.Context, draft, material, sha256 string, p workflow.PartOfUpload) (workflow.Upload, error)
	DropUpload(ctx context.Context, draft, material, sha256 string) error
}

// CertificateFilter asks for a page of the register in the order of the numbers.
type CertificateFilter struct {
	Scope    workflow.Scope
	Kind     string
	Status   workflow.CertificateStatus // on the day On
	On       string                     // today
	Until    string                     // valid until this day at most
	ToCancel bool                       // the law demands that they be cancelled
	Overdue  bool                       // a duty was not done in its time
	Cursor   string
	Limit    int
}

// Register reads the register of certificates.
type Register interface {
	Certificate(ctx context.Context, number string) (workflow.Certificate, error)
	Certificates(ctx context.Context, f CertificateFilter) (workflow.Page[workflow.Certificate], error)
	// Grants lists all there are, what was granted last first.
	Grants(ctx context.Context, f workflow.GrantFilter) (workflow.Page[workflow.Certificate], error)
}

// Office reads who and what the office is made of.
type Office interface {
	Units(ctx context.Context) ([]workflow.Unit, error)
	People(ctx context.Context) ([]workflow.Person, error)
	FindPeople(ctx context.Context, f workflow.PersonFilter) (workflow.Page[workflow.Person], error)
	// PeopleCalled lists who has an id or a whole name, by id.
	PeopleCalled(ctx context.Context, who string) ([]workflow.Person, error)
	Person(ctx context.Context, id string) (workflow.Person, error)
	// EnterpriseNames are the names of those enterprises of the list that have an account, by credit code.
	EnterpriseNames(ctx context.Context, codes []string) (map[string]string, error)
	Appointments(ctx context.Context) ([]workflow.Appointment, error)
	// Substitutions lists who stands in for whom, ended ones too.
	Substitutions(ctx context.Context) ([]workflow.Substitution, error)
	Substitution(ctx context.Context, id string) (workflow.Substitution, error)
	// Mandates lists what agents may do for enterprises, ended ones too.
	Mandates(ctx context.Context) ([]workflow.Mandate, error)
	Mandate(ctx context.Context, id string) (workflow.Mandate, error)
}

// Definitions reads what was published. Files of a published item holds every form file it names, so that its form can
// be shown whole.
type Definitions interface {
	PublishedItems(ctx context.Context) ([]workflow.PublishedItem, error)
	ItemVersion(ctx context.Context, item string, version int) (workflow.PublishedItem, error)
	// Reload takes over what was just published or loaded, definitions and calendar years.
	Reload(ctx context.Context) error
}

// What Files answers; compare with errors.Is.
var (
	ErrFileTooLarge = errors.New("the file is larger than allowed")
	ErrFileMissing  = errors.New("there is no such file")
)

// Stored is what Files took in.
type Stored struct {
	SHA256    string
	Size      int64
	MediaType string // judged by content alone
}

// Files keeps the bytes of attachments and documents under their hash.
type Files interface {
	// Put stores at most limit bytes: ErrFileTooLarge. From its return on the file is not swept for a day.
	Put(ctx context.Context, r io.Reader, limit int64) (Stored, error)
	// Open gives the content and its size: ErrFileMissing.
	Open(ctx context.Context, sha256 string) (io.ReadCloser, int64, error)
	// MatchesName says whether a file of this content may be called so.
	MatchesName(name, mediaType string) bool
}

// DemoClock moves the clock of a demonstration database forward.
type DemoClock interface {
	// Demo reports whether this database is a demonstration.
	Demo() bool
	Now() time.Time
	// AdvanceTo sets the clock to a later instant and stores it; Invalid `clock_backwards` for an earlier one.
	AdvanceTo(ctx context.Context, to time.Time) error
}
