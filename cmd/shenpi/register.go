package main

import (
	"context"

	"shenpi/handlers"
	"shenpi/storage/db"
	"shenpi/workflow"
)

// register is handlers.Register.
type register struct{ *db.DB }

// Certificates lists what a scope may see.
func (r register) Certificates(ctx context.Context, f handlers.CertificateFilter) (workflow.Page[workflow.Certificate], error) {
	return r.DB.Certificates(ctx, db.CertificateFilter{Scope: f.Scope, Kind: f.Kind, Status: f.Status, On: f.On, Until: f.Until, ToCancel: f.ToCancel,
		Overdue: f.Overdue, Cursor: f.Cursor, Limit: f.Limit})
}
