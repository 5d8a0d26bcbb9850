package db

import (
	"context"
	"errors"
	"fmt"
	"time"

	gosqlite "github.com/glebarez/go-sqlite"
	"github.com/jackc/pgx/v5/pgconn"
	"gorm.io/gorm"

	"shenpi/workflow"
	"shenpi/workflow/item"
)

func told(kind workflow.Kind, code, zh, en string) *workflow.Error {
	return &workflow.Error{Kind: kind, Code: code, Text: item.Text{Zh: zh, En: en}}
}

func notFound(code, zh, en string) error { return told(workflow.NotFound, code, zh, en) }

func caseNotFound() error {
	return notFound("case_not_found", "没有这个办件。", "There is no such case.")
}

func keyReused() error {
	e := told(workflow.Invalid, "key_reused", "同一幂等键已用于内容不同的请求，请换用新的键。",
		"This key was used for another request; send this one with a new key.")
	e.Field = "Idempotency-Key"
	return e
}

func keyInFlight() error {
	e := told(workflow.Conflict, "key_in_flight", "同一幂等键的请求仍在处理，请稍后重试。",
		"A request with this key is still running; try again in a moment.")
	e.RetryAfter = time.Second
	return e
}

func stale() error {
	return told(workflow.Stale, "stale", "内容已在别处修改，请重新载入后再改。",
		"It was changed elsewhere meanwhile; load it again and repeat the change.")
}

func badCursor() error {
	e := told(workflow.Invalid, "cursor", "翻页标记无效，请从第一页开始。", "The cursor is not valid; begin again at the first page.")
	e.Field = "cursor"
	return e
}

// outcomeUnknown keeps the cause for the log; the user is told to repeat the request by its key.
func outcomeUnknown(cause error) error {
	e := told(workflow.Unavailable, "outcome_unknown", "结果未知，请用同一幂等键重试。",
		"It is not known whether this was stored; repeat the request with the same key.")
	e.RetryAfter = time.Second
	return fmt.Errorf("%w: %w", e, cause)
}

// unavailable says that nothing was stored.
func unavailable(cause error) error {
	e := told(workflow.Unavailable, "database_unavailable", "数据库暂不可用，未保存任何内容，请稍后重试。",
		"The database cannot be used just now; nothing was stored; try again in a moment.")
	e.RetryAfter = time.Second
	return fmt.Errorf("%w: %w", e, cause)
}

// missing turns GORM's not-found into the answer for the user.
func missing(err error, answer func() error) error {
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return answer()
	}
	return err
}

// sqlState is the PostgreSQL code of an error, or "".
func sqlState(err error) string {
	var e *pgconn.PgError
	if errors.As(err, &e) {
		return e.Code
	}
	return ""
}

const (
	lockNotAvailable   = "55P03"
	deadlockDetected   = "40P01"
	serializationFault = "40001"
)

// waited reports that a transaction of PostgreSQL was given up because of another one: it may be run again at once.
func waited(err error) bool {
	switch sqlState(err) {
	case lockNotAvailable, deadlockDetected, serializationFault:
		return true
	}
	return false
}

// busy reports that SQLite found the file locked by somebody else.
func busy(err error) bool {
	var e *gosqlite.Error
	return errors.As(err, &e) && (e.Code()&0xff == 5 || e.Code()&0xff == 6) // busy, locked
}

// broken reports an error of the database itself rather than of what was written: then nothing was stored and the same
// write may succeed later.
func broken(err error) bool {
	switch state := sqlState(err); state {
	case "":
	case lockNotAvailable, deadlockDetected, serializationFault:
		return true
	default:
		switch state[:2] { // connection, resources, operator, system
		case "08", "53", "57", "58":
			return true
		}
		return false
	}
	var e *gosqlite.Error
	if errors.As(err, &e) {
		switch e.Code() & 0xff {
		case 5, 6, 8, 10, 11, 13, 14, 23, 26: // busy, locked, read-only, I/O, corrupt, full, cannot open, auth, not a database
			return true
		}
		return false
	}
	var connect *pgconn.ConnectError
	return errors.As(err, &connect) || pgconn.SafeToRetry(err) || pgconn.Timeout(err) ||
		errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded)
}
