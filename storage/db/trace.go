package db

import (
	"context"
	"time"

	"gorm.io/gorm/logger"
)

// tracer is a logger for GORM that logs nothing and tells of statements to whoever wants to know.
type tracer struct {
	logger.Interface
	tell func(statement string)
}

// LogMode keeps the tracer: GORM asks for a louder logger in its debug mode.
func (t tracer) LogMode(logger.LogLevel) logger.Interface { return t }

// Trace implements logger.Interface.
func (t tracer) Trace(_ context.Context, _ time.Time, statement func() (string, int64), _ error) {
	if t.tell != nil {
		sql, _ := statement()
		t.tell(sql)
	}
}
