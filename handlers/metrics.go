package handlers

import (
	"context"
	"net/http"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"
)

// metrics are the numbers of this process.
type metrics struct {
	registry  *prometheus.Registry
	requests  *prometheus.CounterVec
	durations *prometheus.HistogramVec
	jobs      *prometheus.CounterVec
	refused   *prometheus.CounterVec
}

// lagTimeout bounds the question how far the log is behind.
const lagTimeout = 2 * time.Second

func newMetrics(d Deps) *metrics {
	m := &metrics{
		registry: prometheus.NewRegistry(),
		requests: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "shenpi_requests_total", Help: "Requests by operation and status."}, []string{"operation", "status"}),
		durations: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "shenpi_request_seconds", Help: "How long requests took, by operation.",
			Buckets: []float64{.001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 10}}, []string{"operation"}),
		jobs: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "shenpi_job_failures_total", Help: "Failures of background jobs."}, []string{"job"}),
		refused: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "shenpi_witness_failures_total", Help: "Checkpoints that a witness did not cosign when it was asked, by reason."}, []string{"witness", "reason"}),
	}
	version := prometheus.NewGauge(prometheus.GaugeOpts{Name: "shenpi_build_info", Help: "Always 1.",
		ConstLabels: prometheus.Labels{"version": d.Version}})
	version.Set(1)
	m.registry.MustRegister(m.requests, m.durations, m.jobs, m.refused, version, collectors.NewGoCollector(),
		collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	if d.Witnesses != nil {
		m.registry.MustRegister(witnesses{d.Witnesses, d.Now})
	}
	if d.Lag != nil {
		m.registry.MustRegister(prometheus.NewGaugeFunc(prometheus.GaugeOpts{
			Name: "shenpi_trail_unmerged_entries", Help: "Entries that wait to be merged into the log; -1 when it cannot be told."},
			func() float64 { return lag(d) }))
	}
	return m
}

func lag(d Deps) float64 {
	ctx, cancel := context.WithTimeout(context.Background(), lagTimeout)
	defer cancel()
	n, err := d.Lag(ctx)
	if err != nil {
		return -1
	}
	return float64(n)
}

func (m *metrics) handler() http.Handler {
	return promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{})
}
