package main

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"path/filepath"
	"time"

	"shenpi/catalogue"
	"shenpi/documents"
	"shenpi/documents/cms"
	"shenpi/handlers"
	"shenpi/jobs"
	"shenpi/notify"
	"shenpi/storage/witness"
	"shenpi/web"
	"shenpi/workflow"
	"shenpi/workflow/calendar"
)

type serveCommand struct {
	databaseFlags
	objectFlags
	notifyFlags
	Addr           string   `help:"Address of the API." default:"127.0.0.1:8080" env:"SHENPI_ADDR"`
	Demo           bool     `help:"Begin a demonstration: an invented office with accounts, items that take filings, a clock that can be moved. The database is one for ever." env:"SHENPI_DEMO"`
	Metrics        string   `help:"Address of the metrics, or off." default:"off" env:"SHENPI_METRICS"`
	TLSCert        string   `name:"tls-cert" help:"Certificate chain, PEM." type:"existingfile" env:"SHENPI_TLS_CERT"`
	TLSKey         string   `name:"tls-key" help:"Its private key, PEM." type:"existingfile" env:"SHENPI_TLS_KEY"`
	BehindTLSProxy bool     `help:"A proxy in front does TLS." env:"SHENPI_BEHIND_TLS_PROXY"`
	TrustedProxy   []string `help:"Address or network of a proxy that says who asks, in X-Forwarded-For: tries are counted by that address. Else all who come through it share theirs." env:"SHENPI_TRUSTED_PROXY" placeholder:"NET"`
	UnsafePlain    bool     `help:"Serve without TLS on an address that others can reach: passwords go over the network readable." env:"SHENPI_UNSAFE_PLAIN"`
	Fonts          []string `name:"font" help:"TrueType fonts with characters that the built-in one has not; the first that has one is used." type:"existingfile" env:"SHENPI_FONTS" placeholder:"FILE"`
	DocumentKey    string   `name:"document-key" help:"Private key (PKCS #8) and certificate chain that sign documents, PEM (default: a demonstration makes its own, another office signs none)." type:"existingfile" env:"SHENPI_DOCUMENT_KEY" placeholder:"FILE"`
	CertificateKey string   `name:"certificate-key" help:"Key that signs what certificates say and the lists of their statuses, as shenpi certificate new-key makes it (default: a demonstration makes its own, another office signs none)." type:"existingfile" env:"SHENPI_CERTIFICATE_KEY" placeholder:"FILE"`
	Mirror         []string `help:"Where the latest checkpoint is put every minute: dir:DIR, or s3://HOST:PORT/BUCKET[?tls=off&region=NAME&retain=DAYS] with the keys of the object store; may be given several times." env:"SHENPI_MIRROR" placeholder:"URL"`
	Witness        string   `help:"File that lists who cosigns checkpoints: submission prefix and verifier key, a line each." type:"existingfile" env:"SHENPI_WITNESS" placeholder:"FILE"`
	SkipMigrate    bool     `help:"Do not bring the schema up to date at the start." env:"SHENPI_SKIP_MIGRATE"`
	Log            string   `help:"Form of the log: text or json." enum:"text,json" default:"text" env:"SHENPI_LOG"`
}

// Help shows examples.
func (*serveCommand) Help() string {
	return `Examples:
  shenpi serve --demo --data ./demo
  shenpi serve --data /var/lib/shenpi --addr 0.0.0.0:443 --tls-cert cert.pem --tls-key key.pem
  shenpi serve --data /var/lib/shenpi --database postgres://... --objects s3://minio:9000/shenpi --behind-tls-proxy

Every flag can be given as an environment variable, such as SHENPI_ADDR.`
}

// Run serves until it is told to stop.
func (c *serveCommand) Run(ctx context.Context, p *process) error {
	if err := c.check(); err != nil {
		return err
	}
	s, err := openService(ctx, p, c)
	if err != nil {
		return err
	}
	s.start(ctx)
	return errors.Join(s.serve(ctx), s.close())
}

func (c *serveCommand) check() error {
	if err := c.notifyFlags.check(); err != nil {
		return err
	}
	for _, p := range c.TrustedProxy {
		_, address := netip.ParseAddr(p)
		if _, network := netip.ParsePrefix(p); address != nil && network != nil {
			return misused("--trusted-proxy is an address or a network such as 10.0.0.0/8, not %q", p)
		}
	}
	switch {
	case (c.TLSCert == "") != (c.TLSKey == ""):
		return misused("--tls-cert and --tls-key are given together")
	case c.TLSCert != "" || c.BehindTLSProxy || c.UnsafePlain:
		return nil
	}
	host, _, err := net.SplitHostPort(c.Addr)
	if err != nil {
		return misused("--addr is HOST:PORT, not %q", c.Addr)
	}
	if !notify.OnThisMachine(host) {
		return misused("--addr %s can be reached by others: give --tls-cert and --tls-key, or --behind-tls-proxy", c.Addr)
	}
	return nil
}

// service is a house with its API and its jobs.
type service struct {
	*house
	command   *serveCommand
	files     files
	mirrors   []jobs.Keeper
	witnesses []*witness.Client
	signer    *cms.Identity // of documents; may be nil
	outside   *outside
	warnings  []workflow.Warning // what the operator should mend
	press     *documents.Press
	status    *credentials // nil: nobody signs certificates
	api       *handlers.Server
	jobs      *jobs.Runner
	stop      context.CancelFunc // of the jobs
	listen    net.Listener
}

func openService(ctx context.Context, p *process, c *serveCommand) (_ *service, err error) {
	mark := "no"
	if c.Demo {
		mark = "yes"
	}
	h, err := openHouse(ctx, p, c.databaseFlags, plan{mark: mark, migrate: !c.SkipMigrate, log: p.logger(c.Log)})
	if err != nil {
		return nil, err
	}
	s := &service{house: h, command: c}
	defer func() {
		if err != nil {
			err = errors.Join(err, s.close())
		}
	}()
	if !h.demo {
		if err := h.clock.mayStart(ctx); err != nil {
			return nil, err
		}
	}
	store, err := c.open(ctx, c.Data)
	if err != nil {
		return nil, fmt.Errorf("open the object store: %w", err)
	}
	s.files = files{store: store, rows: h.db}
	if s.mirrors, err = c.openMirrors(ctx, h.now); err != nil {
		return nil, err
	}
	if s.witnesses, err = c.openWitnesses(); err != nil {
		return nil, err
	}
	if s.signer, err = openDocumentKey(c.DocumentKey, c.Data, h.demo, h.random); err != nil {
		return nil, err
	}
	certificates, err := openCertificateKey(c.CertificateKey, c.Data, h.demo, h.random)
	if err != nil {
		return nil, err
	}
	if err := s.openPress(certificates, store); err != nil {
		return nil, err
	}
	if s.outside, err = c.openOutside(ctx, h, c.Data); err != nil {
		return nil, err
	}
	if h.demo {
		if err := h.openDemo(ctx, c.Data); err != nil {
			return nil, err
		}
	}
	if s.warnings, err = h.db.Excess(ctx); err != nil {
		return nil, err
	}
	for _, w := range s.warnings {
		h.log.WarnContext(ctx, w.Text.En, "code", w.Code, "mend", "shenpi migrate up --app-role")
	}
	stranded, err := s.outside.stranded(ctx, h.db)
	if err != nil {
		return nil, err
	}
	for _, w := range stranded {
		h.log.WarnContext(ctx, w.Text.En, "code", w.Code)
	}
	s.warnings = append(s.warnings, stranded...)
	s.jobs = &jobs.Runner{Log: h.log, Now: h.now, Failed: func(job string) { s.api.JobFailed(job) }}
	portal, err := web.Open()
	if err != nil {
		return nil, err
	}
	if s.api, err = handlers.New(s.deps(portal)); err != nil {
		return nil, err
	}
	if s.listen, err = net.Listen("tcp", c.Addr); err != nil {
		return nil, fmt.Errorf("listen: %w", err)
	}
	return s, nil
}

func (s *service) deps(portal http.Handler) handlers.Deps {
	return handlers.Deps{
		Engine: s.engine, Identity: s.identity, Accounts: s.db, Authorizer: s.office, Appointing: appointing{s.policy},
		Cases: s.db, Entries: s.db, Log: s.book, Drafts: s.db, DraftFiles: s.db, Library: s.db, Uploads: s.db, Register: register{s.db},
		Credential: s.press.Credential, Credentials: s.credentials(),
		Office: s.db, Definitions: s.definitions, Publisher: s.publisher(), Files: s.files, Papers: s.db, Inbox: s.db, Keeping: s.db, Deliveries: s.db, Subscribers: s.db, Posting: s.outside, Packs: packer{s.house, s.files}, CaseFiles: binder{s.db, s.files.store, s.press, s.definitions.Calendar}, Render: s.press.PDF, Preview: s.press.Preview, Photo: documents.CheckPhoto, PhotoAsks: handlers.GuidePhoto{LeastWidth: documents.LeastPhotoWidth, LeastHeight: documents.LeastPhotoHeight, Longest: documents.LongestPhoto}, Demo: demoClock{s.clock, s}, Forms: catalogue.FS(),
		Portal: portal, Now: s.now, Random: s.random, Logger: s.log, TrustedProxies: s.command.TrustedProxy, TLS: s.command.TLSCert != "" || s.command.BehindTLSProxy,
		Ready: s.db.Ping, Lag: s.db.Unmerged, Machine: s.machine, Jobs: s.jobStates, Witnesses: s.witnessed, Warnings: s.warnings, Version: thisBuild().Version,
	}
}

// demoClock is handlers.DemoClock: what falls due by a move of the clock is recorded at once.
type demoClock struct {
	*officeClock
	service *service
}

// AdvanceTo moves the clock forward.
func (d demoClock) AdvanceTo(ctx context.Context, to time.Time) error {
	if err := d.move(ctx, to); err != nil {
		return err
	}
	if err := d.service.keepCurrent(ctx); err != nil {
		return err
	}
	d.service.jobs.Wake("wake")
	d.service.jobs.Wake("statuses")
	return nil
}

// work lists the background jobs. Each runs on one replica at a time.
func (s *service) work() []jobs.Job {
	sweep := jobs.Sweep(
		func(ctx context.Context) error { _, err := s.db.SweepKeys(ctx); return err },
		func(ctx context.Context) error { _, err := s.identity.Sweep(ctx, s.db); return err },
		func(ctx context.Context) error {
			_, err := s.db.SweepDeliveries(ctx, s.now().Add(-notify.Kept))
			return err
		},
		func(ctx context.Context) error { return s.db.ReleaseExpired(ctx, calendar.DateOf(s.clock.Now())) },
		s.files.sweep(s.now),
	)
	list := []jobs.Job{
		s.exclusive(jobs.Wake(s.db, s.engine, s.clock.Now)),
		s.exclusive(jobs.Remind(s.db, s.engine, s.clock.Now)),
		s.exclusive(jobs.Call(s.db, s.engine)),
		s.exclusive(jobs.Render(s.db, s.files, issued(s.press), s.engine)),
		s.exclusive(jobs.Notify(s.db, s.sending())),
		s.exclusive(jobs.Prove(s.db, s.engine)),
		s.exclusive(jobs.Merge(s.book)),
		s.exclusive(sweep),
		{Name: "follow", Every: followEvery, Run: s.follow},
	}
	if s.signer != nil {
		list = append(list, jobs.Job{Name: "document-key", Every: watchKeyEvery, Run: s.watchDocumentKey})
	}
	if len(s.witnesses) > 0 {
		list = append(list, s.exclusive(s.cosigning()))
	}
	if s.status != nil {
		list = append(list, s.exclusive(jobs.Statuses(s.status.Publish)))
	}
	if len(s.mirrors) > 0 {
		list = append(list, jobs.Mirror(s.signed(), s.mirrors...))
	}
	return append(list, jobs.Job{Name: "clock", Every: time.Second, Run: func(ctx context.Context) (bool, error) {
		return false, s.clock.Watch(ctx)
	}})
}

// followEvery is how long a replica may go on with appointments, definitions and calendars that another one has changed,
// while no command tells it.
const followEvery = 2 * time.Second

// follow takes over what other replicas have changed.
func (s *service) follow(ctx context.Context) (bool, error) {
	revision, err := s.db.PolicyRevision(ctx)
	if err != nil {
		return false, err
	}
	if revision != s.office.Revision() {
		if err := s.office.Reload(ctx); err != nil {
			return false, err
		}
	}
	return false, s.definitions.Reload(ctx)
}

func (s *service) exclusive(j jobs.Job) jobs.Job {
	run := j.Run
	j.Run = func(ctx context.Context) (did bool, err error) {
		_, err = s.db.Exclusive(ctx, j.Name, func(ctx context.Context) error {
			did, err = run(ctx)
			return err
		})
		return did, err
	}
	return j
}

// Requests and answers take so long at most: uploads of 20 MB come over slow lines.
const (
	headerTimeout   = 10 * time.Second
	transferTimeout = 10 * time.Minute
	idleTimeout     = 2 * time.Minute
	stopTimeout     = 20 * time.Second
)

func (s *service) server(h http.Handler) *http.Server {
	return &http.Server{
		Handler: h, ReadHeaderTimeout: headerTimeout, ReadTimeout: transferTimeout, WriteTimeout: transferTimeout,
		IdleTimeout: idleTimeout, MaxHeaderBytes: 64 << 10, ErrorLog: slog.NewLogLogger(s.log.Handler(), slog.LevelWarn),
		TLSConfig: &tls.Config{MinVersion: tls.VersionTLS12},
	}
}

// start has the jobs begin. Only then may anything be written through the engine.
func (s *service) start(ctx context.Context) {
	working, stop := context.WithCancel(context.WithoutCancel(ctx))
	s.stop = stop
	s.onWrite = s.jobs.WakeFor
	s.jobs.Start(working, s.work()...)
}

// serve answers requests until ctx ends, then finishes those under way and stops the jobs.
func (s *service) serve(ctx context.Context) error {
	failed := make(chan error, 2)
	api := s.server(s.api.Handler())
	go func() { failed <- s.accept(api) }()
	metrics, err := s.startMetrics(failed)
	if err == nil {
		s.greet()
		select {
		case <-ctx.Done():
		case err = <-failed:
		}
	}
	ending, cancel := context.WithTimeout(context.WithoutCancel(ctx), stopTimeout)
	defer cancel()
	err = errors.Join(err, api.Shutdown(ending))
	if metrics != nil {
		err = errors.Join(err, metrics.Close())
	}
	s.stop()
	s.jobs.Wait()
	return err
}

func (s *service) accept(api *http.Server) error {
	var err error
	if s.command.TLSCert != "" {
		err = api.ServeTLS(s.listen, s.command.TLSCert, s.command.TLSKey)
	} else {
		err = api.Serve(s.listen)
	}
	if errors.Is(err, http.ErrServerClosed) {
		return nil
	}
	return fmt.Errorf("serve: %w", err)
}

func (s *service) startMetrics(failed chan<- error) (*http.Server, error) {
	if s.command.Metrics == "off" {
		return nil, nil
	}
	listen, err := net.Listen("tcp", s.command.Metrics)
	if err != nil {
		return nil, fmt.Errorf("listen for metrics: %w", err)
	}
	m := s.server(s.api.Metrics())
	go func() {
		if err := m.Serve(listen); !errors.Is(err, http.ErrServerClosed) {
			failed <- fmt.Errorf("serve metrics: %w", err)
		}
	}()
	return m, nil
}

// url is where the API is.
func (s *service) url() string {
	scheme := "http"
	if s.command.TLSCert != "" {
		scheme = "https"
	}
	return scheme + "://" + s.listen.Addr().String()
}

func (s *service) greet() {
	s.printf("shenpi serves %s/api/v1 (OpenAPI: %s/api/v1/openapi.json)\n", s.url(), s.url())
	s.printf("checkpoints and receipts verify with %s\n", s.book.key.public)
	if s.signer != nil {
		_, state := keyState(s.signer, s.now())
		s.printf("%s\n", state)
	}
	if s.status != nil {
		s.printf("certificates verify with %s\n", s.status.key.public[0])
	}
	if s.demo {
		logins := filepath.Join(s.command.Data, "logins.txt")
		s.printf("this is a demonstration; accounts are in %s\n", logins)
		s.printf("see it work: shenpi tour --url %s --logins %s\n", s.url(), logins)
		return
	}
	s.printf("the first account is made by: shenpi user add LOGIN --name NAME --role system-admin --data %s\n", s.command.Data)
}

func (s *service) close() error {
	if s.listen != nil {
		_ = s.listen.Close() // the server has closed it already when it ran
	}
	return s.house.close()
}
