package handlers

import (
	"crypto/rand"
	"encoding/base32"
	"io"
	"log/slog"
	"net/http"
	"runtime/debug"
	"strconv"
	"strings"
	"time"

	"github.com/gin-gonic/gin"
)

// Keys of what the first handlers leave for the others.
const (
	requestKey   = "request_id"
	operationKey = "operation"
)

// observe gives the request its id, and logs and counts it. Neither persons, addresses, nor values of paths and queries
// are logged: the operation says what was asked for.
func (s *Server) observe(g *gin.Context) {
	began := s.Now()
	id := s.requestID()
	g.Set(requestKey, id)
	g.Header("X-Request-Id", id)
	g.Next()
	operation := g.GetString(operationKey)
	if operation == "" {
		operation = "none"
	}
	took := s.Now().Sub(began)
	status := g.Writer.Status()
	s.metrics.requests.WithLabelValues(operation, strconv.Itoa(status)).Inc()
	s.metrics.durations.WithLabelValues(operation).Observe(took.Seconds())
	s.Logger.LogAttrs(g.Request.Context(), slog.LevelInfo, "request", slog.String("request_id", id),
		slog.String("operation", operation), slog.String("method", g.Request.Method), slog.Int("status", status),
		slog.Int("bytes", max(g.Writer.Size(), 0)), slog.Duration("took", took.Round(time.Microsecond)))
}

func (s *Server) requestID() string {
	var b [10]byte
	if _, err := io.ReadFull(s.Random, b[:]); err != nil {
		return rand.Text()[:16] // an id is only for finding a line in the log
	}
	return strings.ToLower(base32.StdEncoding.EncodeToString(b[:]))
}

// recover answers 500 for a bug, without a word about it, and logs where it is.
func (s *Server) recover(g *gin.Context) {
	defer func() {
		v := recover()
		if v == nil {
			return
		}
		if v == http.ErrAbortHandler { //nolint:errorlint // it is thrown as it is
			panic(v)
		}
		s.Logger.ErrorContext(g.Request.Context(), "panic", "request_id", g.GetString(requestKey),
			"operation", g.GetString(operationKey), "panic", v, "stack", string(debug.Stack()))
		if g.Writer.Written() {
			panic(http.ErrAbortHandler) // half an answer must not look like a whole one
		}
		g.Writer.Header().Del("Content-Disposition")
		s.tell(g, s.problem(&call{Context: g.Request.Context(), gin: g, lang: languageOf(g.Request), id: g.GetString(requestKey)}, errPanic))
	}()
	g.Next()
}

type panicked struct{}

func (panicked) Error() string { return "panic" }

var errPanic = panicked{}

// secure sets the headers that bound what a browser does with an answer. Answers are private unless a route says else.
func (s *Server) secure(g *gin.Context) {
	h := g.Writer.Header()
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'")
	h.Set("X-Frame-Options", "DENY")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	h.Set("Cache-Control", "no-store")
	h.Add("Vary", "Accept-Language")
	h.Add("Vary", "Cookie")
	if s.TLS {
		h.Set("Strict-Transport-Security", "max-age=31536000; includeSubDomains")
	}
	g.Next()
}
