package handlers

import (
	"context"
	"net/http"
	"time"

	"shenpi/notify"
)

// System is how the service stands, in the eyes of whoever keeps it running. What cannot be told is left out.
type System struct {
	Version   string           `json:"version"`
	StartedAt Instant          `json:"started_at"`
	Now       Instant          `json:"now" doc:"By the clock of this machine"`
	Ready     bool             `json:"ready" doc:"Whether requests can be served, so whether the database answers"`
	Warnings  []Remark         `json:"warnings" doc:"What should be mended, found at the start"`
	Machine   *Machine         `json:"machine,omitempty"`
	Log       *SystemLog       `json:"log,omitempty"`
	Unmerged  *int             `json:"unmerged,omitempty" doc:"Entries that are not yet in the log"`
	Witnesses *[]SystemWitness `json:"witnesses,omitempty" doc:"Who is asked to cosign checkpoints"`
	Jobs      []SystemJob      `json:"jobs" doc:"Background work of this process"`
	Refused   *int             `json:"refused_documents,omitempty" doc:"Documents that could not be made; 200 stands for that many or more"`
	Dead      *int             `json:"dead_deliveries,omitempty" doc:"Notices that were given up; 200 stands for that many or more"`
}

// Machine is what the service stands on.
type Machine struct {
	Database  string `json:"database" doc:"sqlite or postgres"`
	Store     string `json:"store" doc:"Where files are: disk or s3"`
	Answers   *bool  `json:"store_answers,omitempty"`
	Disk      *Disk  `json:"disk,omitempty" doc:"Of the data folder"`
	StoreDisk *Disk  `json:"store_disk,omitempty" doc:"Of the folder of files, where that is another"`
}

// Disk is how much room there is.
type Disk struct {
	Free  uint64 `json:"free" doc:"bytes"`
	Total uint64 `json:"total" doc:"bytes"`
}

// SystemLog is the last signed checkpoint.
type SystemLog struct {
	Size     int64   `json:"size" doc:"Entries under it; 0 while nothing was signed"`
	SignedAt Instant `json:"signed_at,omitzero"`
}

// SystemWitness is how far a witness has come.
type SystemWitness struct {
	Witness    string  `json:"witness"`
	Size       int64   `json:"size"`
	CosignedAt Instant `json:"cosigned_at,omitzero" doc:"Absent: nothing yet"`
}

// SystemJob is how a job stands.
type SystemJob struct {
	Name     string  `json:"name"`
	Seconds  float64 `json:"seconds" doc:"How often it looks for work at least"`
	BeganAt  Instant `json:"began_at,omitzero" doc:"Of the turn that is under way"`
	Late     bool    `json:"late" doc:"A turn takes, or the next one lets wait, far longer than it should"`
	LastAt   Instant `json:"last_at,omitzero" doc:"When it last ended; absent: not yet"`
	Failing  bool    `json:"failing" doc:"The last time"`
	Failures int     `json:"failures" doc:"Since the process began"`
	FailedAt Instant `json:"failed_at,omitzero"`
	Error    string  `json:"error,omitempty" doc:"Of the last failure"`
}

// Job is how a background job stands.
type Job struct {
	Name            string
	Every           time.Duration
	BeganAt, LastAt time.Time
	FailedAt        time.Time
	Late, Failing   bool
	Failures        int
	Error           string
}

type systemOutput struct{ Body System }

func (s *Server) systemRoutes() {
	declare(s, endpoint{id: "system", method: http.MethodGet, path: prefix + "/system", summary: "How the service stands", tag: "administration",
		guards: []guard{s.may("health", "read")}}, s.system)
}

// systemTimeout bounds all questions together, so that what does not answer is unknown and not waited for.
const systemTimeout = 2 * time.Second

// questions are asked at once, for one of them must not take the time of the others.
type questions struct {
	context.Context
	log func(what string, err error)
}

// ask puts one of the questions. What it gives waits for the answer, as long as there is time; nil is unknown.
func ask[T any](q questions, what string, question func(ctx context.Context) (T, error)) (answer func() *T) {
	type told struct {
		is  T
		err error
	}
	tell := make(chan told, 1) // whoever answers too late is not heard, and does not wait for that
	go func() {
		is, err := question(q)
		tell <- told{is, err}
	}()
	return func() *T {
		select {
		case x := <-tell:
			if x.err == nil {
				return &x.is
			}
			q.log(what, x.err)
		case <-q.Done():
			q.log(what, q.Err())
		}
		return nil
	}
}

// askIf puts a question where there is somebody to answer it.
func askIf[T any](there bool, q questions, what string, question func(ctx context.Context) (T, error)) (answer func() *T) {
	if !there {
		return func() *T { return nil }
	}
	return ask(q, what, question)
}

func (s *Server) system(c *call, _ *struct{}) (*systemOutput, error) {
	out := System{
		Version: s.Version, StartedAt: Instant{s.started}, Now: Instant{s.Now().UTC().Truncate(time.Microsecond)}, Warnings: rowsOf(s.Warnings, remarkOf),
		Jobs: []SystemJob{},
	}
	ctx, cancel := context.WithTimeout(c, systemTimeout)
	defer cancel()
	q := questions{ctx, func(what string, err error) {
		s.Logger.WarnContext(c, "how the service stands cannot be told", "request_id", c.id, "what", what, "error", err)
	}}
	ready := ask(q, "ready", func(ctx context.Context) (bool, error) { return true, s.Ready(ctx) })
	machine := askIf(s.Machine != nil, q, "machine", func(ctx context.Context) (Machine, error) { return s.Machine(ctx), nil })
	log := ask(q, "log", func(ctx context.Context) (SystemLog, error) {
		last, _, err := s.Log.LatestCheckpoint(ctx)
		return SystemLog{last.Size, Instant{last.RecordedAt}}, err
	})
	unmerged := askIf(s.Lag != nil, q, "lag", s.Lag)
	witnesses := askIf(s.Witnesses != nil, q, "witnesses", func(ctx context.Context) ([]SystemWitness, error) {
		list, err := s.Witnesses(ctx)
		return rowsOf(list, func(w Cosigned) SystemWitness { return SystemWitness{w.Witness, w.Size, Instant{w.At}} }), err
	})
	refused := ask(q, "refused documents", func(ctx context.Context) (int, error) {
		page, err := s.Papers.UndoneDocuments(ctx, "", 200)
		return len(page.Rows), err
	})
	dead := ask(q, "deliveries", func(ctx context.Context) (int, error) {
		page, err := s.Deliveries.Deliveries(ctx, notify.DeliveryFilter{Status: "dead", Limit: 200})
		return len(page.Rows), err
	})
	if s.Jobs != nil {
		out.Jobs = rowsOf(s.Jobs(), func(j Job) SystemJob {
			return SystemJob{j.Name, j.Every.Seconds(), Instant{j.BeganAt}, j.Late, Instant{j.LastAt}, j.Failing, j.Failures, Instant{j.FailedAt}, j.Error}
		})
	}
	out.Ready = ready() != nil
	out.Machine, out.Log, out.Unmerged, out.Witnesses, out.Refused, out.Dead = machine(), log(), unmerged(), witnesses(), refused(), dead()
	return &systemOutput{out}, nil
}
