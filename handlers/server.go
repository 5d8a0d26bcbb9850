package handlers

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humagin"
	"github.com/gin-gonic/gin"
	"golang.org/x/time/rate"

	"shenpi/identity"
	"shenpi/workflow"
)

// Deps is what a server is made of. Everything is needed unless it says otherwise.
type Deps struct {
	Engine      *workflow.Engine
	Identity    *identity.Service
	Accounts    identity.Accounts
	Authorizer  Authorizer
	Appointing  Appointing
	Cases       Cases
	Entries     Entries
	Log         Log
	Drafts      Drafts
	DraftFiles  DraftFiles
	Library     Library
	Uploads     Uploads
	Register    Register
	Office      Office
	Definitions Definitions
	Publisher   *workflow.Publisher
	Files       Files
	Packs       Packer
	CaseFiles   CaseFiles
	Papers      Papers
	Inbox       Inbox
	Keeping     Keeping
	Deliveries  Deliveries
	Subscribers Subscriptions
	Posting     Posting
	Demo        DemoClock
	Render      func(data json.RawMessage) ([]byte, error) // makes a document from its data
	Preview     func(data json.RawMessage) ([]byte, error) // makes one that says that it is none
	Credential  func(data json.RawMessage) (string, error) // signs what a certificate says, from the data of its document; empty where nobody signs
	Credentials Credentials                                // nil where nobody signs certificates
	Portal      http.Handler                               // answers whoever asks for a page; may be nil
	Forms       fs.FS                                      // the form files that definitions may name besides those of their last version

	// Photo says why a file cannot be the photograph of a certificate, with a field and a sentence in both languages.
	Photo func(content []byte) error
	// PhotoAsks is what such a photograph has to be.
	PhotoAsks GuidePhoto

	Now    func() time.Time // wall time: sessions, answers remembered, throttles
	Random io.Reader        // request ids; safe for concurrent use
	Logger *slog.Logger
	// TrustedProxies are the addresses and networks whose word on who asks is taken (X-Forwarded-For); of all others the connection tells.
	TrustedProxies []string
	TLS            bool                                               // served over TLS: strict cookies and HSTS
	Ready          func(ctx context.Context) error                    // whether requests can be served now
	Lag            func(ctx context.Context) (entries int, err error) // entries not yet in the log, for the metrics; may be nil
	MaxExport      int                                                // entries that are given out at once; 0 = 100,000, as many as somebody can still look through
	MaxCounted     int                                                // open cases counted by a calendar year before it is loaded; 0 = 2,000
	Witnesses      func(ctx context.Context) ([]Cosigned, error)      // how far each witness of the log has come; may be nil
	Machine        func(ctx context.Context) Machine                  // what the service stands on; may be nil
	Jobs           func() []Job                                       // how the background jobs stand; may be nil
	Warnings       []workflow.Warning                                 // what whoever runs the service should mend; told by readiness
	Version        string
}

func (d Deps) complete() error {
	for _, part := range []any{d.Engine, d.Identity, d.Accounts, d.Authorizer, d.Appointing, d.Cases, d.Entries, d.Log,
		d.Drafts, d.DraftFiles, d.Library, d.Uploads, d.Register, d.Office, d.Definitions, d.Publisher, d.Files, d.Papers, d.Inbox, d.Keeping, d.Deliveries, d.Subscribers, d.Posting, d.Packs, d.CaseFiles, d.Demo, d.Forms, d.Random, d.Logger} {
		if part == nil {
			return errors.New("open the API: a part is missing")
		}
	}
	if d.Now == nil || d.Ready == nil || d.Render == nil || d.Preview == nil || d.Photo == nil || d.Credential == nil {
		return errors.New("open the API: a part is missing")
	}
	return nil
}

// Server answers the API. It is safe for concurrent use.
type Server struct {
	Deps
	router  *gin.Engine
	api     huma.API
	metrics *metrics
	answers *answers
	filing  *keyed        // one filing of a draft at a time
	guesses *rate.Limiter // wrong query codes
	looked  remembered    // what was recorded of those who watch over others
	// What each address may try: lookups counts its wrong query codes, objections what it objects to public notices.
	lookups, objections *identity.Addresses

	origin  *http.CrossOriginProtection
	started time.Time
	routes  []Route
	openAPI []byte
}

// trackedAddresses is how many are remembered for each kind of try that is counted.
const trackedAddresses = 10_000

//go:generate go run ./internal/openapi ../docs/openapi.json

// New builds the routes and the OpenAPI document.
func New(d Deps) (*Server, error) {
	if err := d.complete(); err != nil {
		return nil, err
	}
	return build(d)
}

// Document is the OpenAPI document without a server behind it.
func Document() ([]byte, error) {
	s, err := build(Deps{})
	if err != nil {
		return nil, err
	}
	return s.openAPI, nil
}

func build(d Deps) (*Server, error) {
	s := &Server{
		Deps: d, router: gin.New(), metrics: newMetrics(d), answers: newAnswers(d.Now), filing: newKeyed(),
		guesses: rate.NewLimiter(1, 60), lookups: identity.NewAddresses(10, 10*time.Minute, trackedAddresses),
		objections: identity.NewAddresses(10, time.Hour, trackedAddresses), origin: http.NewCrossOriginProtection(),
	}
	if d.Now != nil {
		s.started = d.Now().UTC().Truncate(time.Microsecond)
	}
	if err := s.router.SetTrustedProxies(d.TrustedProxies); err != nil {
		return nil, fmt.Errorf("trusted proxies: %w", err)
	}
	s.router.HandleMethodNotAllowed = true
	s.router.UseRawPath = true // a material or file name may hold an escaped slash
	s.router.UnescapePathValues = true
	s.router.Use(s.observe, s.recover, s.secure)
	s.router.NoRoute(s.noRoute)
	s.router.NoMethod(s.noMethod)
	s.api = humagin.New(s.router, s.document())
	s.register()
	if err := s.finish(); err != nil {
		return nil, err
	}
	return s, nil
}

// Handler serves the API.
func (s *Server) Handler() http.Handler { return s.router }

// Metrics serves the numbers of this process for a port of their own.
func (s *Server) Metrics() http.Handler { return s.metrics.handler() }

// JobFailed counts a failure of a background job.
func (s *Server) JobFailed(job string) { s.metrics.jobs.WithLabelValues(job).Inc() }

// WitnessFailed counts what a witness did not cosign, by its reason.
func (s *Server) WitnessFailed(witness, reason string) {
	s.metrics.refused.WithLabelValues(witness, reason).Inc()
}

// Route is one line of the URL table.
type Route struct {
	ID     string // the operation id
	Method string
	Path   string // with {name} for what varies
}

// Routes lists the URL table.
func (s *Server) Routes() []Route { return append([]Route(nil), s.routes...) }

// register declares every route; each noun has a file of its own.
func (s *Server) register() {
	for _, declare := range []func(){
		s.healthRoutes, s.itemRoutes, s.publicRoutes, s.publicNoticeRoutes, s.resultRoutes, s.sessionRoutes, s.ownSessionRoutes, s.accessRoutes, s.tokenRoutes, s.draftRoutes, s.draftFileRoutes, s.libraryRoutes, s.uploadRoutes, s.replyRoutes,
		s.caseRoutes, s.caseDetailRoutes, s.downloadRoutes, s.commandRoutes, s.actRoutes, s.hearingRoutes, s.messageRoutes, s.ratingRoutes, s.taskRoutes, s.batchRoutes, s.opinionRoutes, s.viewRoutes, s.examineRoutes, s.certificateRoutes, s.credentialRoutes,
		s.handRoutes, s.recusalRoutes, s.substitutionRoutes, s.mandateRoutes,
		s.trailRoutes, s.trailExportRoutes, s.proofRoutes, s.caseProofRoutes, s.evidenceRoutes, s.caseFileRoutes, s.casePapersRoutes, s.definitionRoutes, s.previewRoutes, s.proposalRoutes, s.personRoutes, s.appointmentRoutes, s.unitRoutes, s.policyRoutes, s.shortfallRoutes,
		s.calendarRoutes, s.refusedDocumentRoutes, s.noticeRoutes, s.noticePreferenceRoutes, s.deliveryRoutes,
		s.webhookRoutes, s.systemRoutes, s.demoRoutes,
	} {
		declare()
	}
}
