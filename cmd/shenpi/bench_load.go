package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/cookiejar"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"time"

	"shenpi/identity"
	"shenpi/policies"
	"shenpi/workflow"
	"shenpi/workflow/item"
)

// benchSteps is how many decisions a case of the measurement takes.
const benchSteps = 12

const (
	benchUnit     = "bench"
	benchOfficer  = "bench-officer"
	benchPassword = "measuring-under-load-only"
)

// load is a server with cases to decide on.
type load struct {
	*service
	database string
	serving  context.CancelFunc
	served   chan error
	turns    int // makes the keys of this run other ones than those of the last

	mu    sync.Mutex
	cases []*benchCase // waiting for their next decision
}

type benchCase struct {
	id   workflow.CaseID
	step int // decisions made
}

func openLoad(ctx context.Context, p *process, at *place) (_ *load, err error) {
	s, err := openService(ctx, quietly(p), &serveCommand{
		databaseFlags: databaseFlags{Data: filepath.Join(at.dir, "data"), Database: at.engine}, Addr: "127.0.0.1:0", Metrics: "off", Log: "text",
	})
	if err != nil {
		return nil, err
	}
	l := &load{service: s, database: s.db.Kind(), served: make(chan error, 1)}
	if err := l.furnish(ctx); err != nil {
		return nil, errors.Join(err, s.close())
	}
	s.start(ctx)
	serving, stop := context.WithCancel(ctx)
	l.serving = stop
	go func() { l.served <- s.serve(serving) }()
	return l, nil
}

func (l *load) close() error {
	l.serving()
	return errors.Join(<-l.served, l.service.close())
}

// furnish makes the office of the measurement: a unit, an officer with an account, an item of so many steps.
func (l *load) furnish(ctx context.Context) error {
	unit := workflow.Unit{ID: benchUnit, Title: item.Text{Zh: "测量", En: "Measurement"}}
	_, err := l.engine.Administer(ctx, operator, workflow.AdminInput{
		Stream: "unit/" + benchUnit, Kind: "founded", Role: policies.SystemAdmin, Facts: unit, Rows: []any{unit}, Policy: true,
	})
	if err != nil {
		return err
	}
	officer := identity.Account{ID: benchOfficer, Login: benchOfficer, Name: "Officer", Kind: identity.Officer, Unit: benchUnit}
	if _, err := l.addAccount(ctx, officer, benchPassword); err != nil {
		return err
	}
	if err := l.addPerson(ctx, operator, policies.SystemAdmin, workflow.Person{ID: benchOfficer, Name: "Officer", Unit: benchUnit}); err != nil {
		return err
	}
	if err := l.appoint(ctx, operator, workflow.Appointment{Person: benchOfficer, Role: policies.Handler, Unit: benchUnit}, false); err != nil {
		return err
	}
	forms := item.Files{"forms/bench.schema.json": []byte(benchForm)}
	return l.bootstrap(ctx, operator, workflow.Actor{Person: "measurement"}, "bench.yaml", []byte(benchItem()), forms)
}

const benchForm = `{"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "测量", "x-title-en": "Measurement", "type": "object",
"additionalProperties": false, "required": ["name"], "properties": {"name": {"title": "名称", "x-title-en": "Name", "type": "string", "minLength": 1, "maxLength": 100}}}`

func benchItem() string {
	var b strings.Builder
	b.WriteString(`item: bench
version: 1
effective: {from: 2000-01-01}
title: {zh: 测量, en: Measurement}
legal: {is_admin_licence: false, basis: [{law: 无, article: 无}], standing: {zh: 仅供测量, en: For measuring only}}
applicant: enterprise
authority: ` + benchUnit + `
form: forms/bench.schema.json
limits: {accept: 30, decide: 30}
outcomes: {done: closes}
flow:
`)
	for i := range benchSteps {
		fmt.Fprintf(&b, "  - step: step-%d\n    title: {zh: 第%d步, en: Step %d}\n    by: {role: handler}\n    within: 2\n    decisions: {pass: {}}\n", i+1, i+1, i+1)
	}
	b.WriteString("  - end: done\n")
	return b.String()
}

// left is how many decisions the cases that are filed still take, in cases.
func (l *load) left() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	steps := 0
	for _, c := range l.cases {
		steps += benchSteps - c.step
	}
	return steps / benchSteps
}

// filers is how many clients file at once: filing is not what is measured.
const filers = 64

// file files cases, if n is above 0.
func (l *load) file(ctx context.Context, n int) error {
	errs := make([]error, filers)
	var wait sync.WaitGroup
	for w := range filers {
		wait.Go(func() {
			for i := w; i < n && errs[w] == nil; i += filers {
				errs[w] = l.fileOne(ctx, i)
			}
		})
	}
	wait.Wait()
	return firstError(errs)
}

func (l *load) fileOne(ctx context.Context, i int) error {
	applicant := workflow.Actor{Person: "bench-applicant", Enterprise: "91520000MA0000" + fmt.Sprintf("%04d", i%1000)}
	r, err := l.engine.Submit(ctx, applicant, workflow.SubmitInput{Item: "bench", Form: json.RawMessage(`{"name":"测量"}`)})
	if err != nil {
		return err
	}
	l.put(&benchCase{id: r.Case})
	return nil
}

func (l *load) put(c *benchCase) {
	if c.step == benchSteps {
		return
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.cases = append(l.cases, c)
}

// take gives the case that has waited longest.
func (l *load) take() (*benchCase, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.cases) == 0 {
		return nil, errors.New("the cases ran out: the measurement is too fast for what was filed")
	}
	c := l.cases[0]
	l.cases = l.cases[1:]
	return c, nil
}

// decider makes the next decision on a case.
type decider func(ctx context.Context, c *benchCase, key string) error

// run has clients decide one after the other for a time and gives how long each decision took.
func (l *load) run(ctx context.Context, path string, clients int, length time.Duration) ([]time.Duration, error) {
	decide := l.byEngine
	if path == "http" {
		var err error
		if decide, err = l.byHTTP(ctx, clients); err != nil {
			return nil, err
		}
	}
	l.turns++
	turn := l.turns
	times, errs := make([][]time.Duration, clients), make([]error, clients)
	var wait sync.WaitGroup
	end := l.now().Add(length)
	for w := range clients {
		wait.Go(func() {
			for n := 0; ; n++ {
				began := l.now()
				if !began.Before(end) {
					return
				}
				c, err := l.take()
				if err == nil {
					err = decide(ctx, c, fmt.Sprintf("bench-%d-%d-%d", turn, w, n))
				}
				if errs[w] = err; err != nil {
					return
				}
				if done := l.now(); done.Before(end) {
					times[w] = append(times[w], done.Sub(began))
				}
				c.step++
				l.put(c)
			}
		})
	}
	wait.Wait()
	var all []time.Duration
	for _, list := range times {
		all = append(all, list...)
	}
	return all, firstError(errs)
}

func (l *load) byEngine(ctx context.Context, c *benchCase, key string) error {
	_, err := l.engine.Decide(ctx, workflow.Actor{Person: benchOfficer}, workflow.DecideInput{
		Key:  &workflow.Key{Actor: benchOfficer, Route: "decide", Key: key},
		Case: c.id, Visit: c.step + 1, Decision: "pass", Reason: "材料齐全，同意进入下一环节",
	})
	return err
}

// byHTTP signs the officer in and decides through the API.
func (l *load) byHTTP(ctx context.Context, clients int) (decider, error) {
	jar, err := cookiejar.New(nil)
	if err != nil {
		return nil, err
	}
	client := &http.Client{Jar: jar, Transport: &http.Transport{MaxIdleConnsPerHost: clients, MaxConnsPerHost: clients}}
	var session struct {
		CSRF string `json:"csrf"`
	}
	credentials := map[string]string{"login": benchOfficer, "password": benchPassword}
	if err := l.post(ctx, client, "/session", nil, credentials, http.StatusCreated, &session); err != nil {
		return nil, err
	}
	body := map[string]string{"decision": "pass", "reason": "材料齐全，同意进入下一环节"}
	return func(ctx context.Context, c *benchCase, key string) error {
		header := http.Header{"X-Csrf-Token": {session.CSRF}, "Idempotency-Key": {key}}
		return l.post(ctx, client, "/cases/"+string(c.id)+"/tasks/"+strconv.Itoa(c.step+1)+"/decide", header, body, http.StatusOK, nil)
	}, nil
}

func (l *load) post(ctx context.Context, client *http.Client, path string, header http.Header, body any, status int, out any) (err error) {
	text, err := json.Marshal(body)
	if err != nil {
		return err
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, l.url()+"/api/v1"+path, bytes.NewReader(text))
	if err != nil {
		return err
	}
	if header != nil {
		r.Header = header
	}
	r.Header.Set("Content-Type", "application/json")
	answer, err := client.Do(r)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, answer.Body.Close()) }()
	said, err := io.ReadAll(answer.Body)
	if err != nil {
		return err
	}
	if answer.StatusCode != status {
		return fmt.Errorf("%s: the answer was %d: %s", path, answer.StatusCode, said)
	}
	if out == nil {
		return nil
	}
	return json.Unmarshal(said, out)
}
