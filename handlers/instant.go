package handlers

import (
	"time"

	"github.com/danielgtaylor/huma/v2"
)

// Instant is a point in time as the trail writes it: RFC 3339, UTC, exactly six fractional digits.
type Instant struct{ time.Time }

const instantLayout = "2006-01-02T15:04:05.000000Z"

// MarshalJSON writes the instant.
func (i Instant) MarshalJSON() ([]byte, error) {
	return []byte(i.UTC().Format(`"` + instantLayout + `"`)), nil
}

// UnmarshalJSON reads any RFC 3339 time.
func (i *Instant) UnmarshalJSON(b []byte) error { return i.Time.UnmarshalJSON(b) }

// Schema describes it for the OpenAPI document.
func (Instant) Schema(huma.Registry) *huma.Schema {
	return &huma.Schema{Type: huma.TypeString, Format: "date-time", Examples: []any{"2026-11-23T02:00:00.000000Z"}}
}
