package main

import (
	"context"
	"log/slog"
	"net/url"
	"path/filepath"
	"strings"

	"shenpi/storage/db"
	"shenpi/storage/objects"
)

// databaseFlags say where the data are.
type databaseFlags struct {
	Data           string `help:"Folder of the data: database, files, keys." placeholder:"DIR" default:"shenpi-data" env:"SHENPI_DATA"`
	Database       string `help:"sqlite:PATH or postgres://... (default: shenpi.db in the data folder)." placeholder:"URL" env:"SHENPI_DATABASE"`
	UnsafeDatabase bool   `help:"Allow a database that may lose acknowledged decisions in a power cut." env:"SHENPI_UNSAFE_DATABASE"`
}

func (f databaseFlags) url() string {
	if f.Database != "" {
		return f.Database
	}
	return "sqlite:" + filepath.Join(f.Data, "shenpi.db")
}

func (f databaseFlags) sqlite() bool { return strings.HasPrefix(f.url(), "sqlite:") }

func (f databaseFlags) config(p *process, log *slog.Logger) db.Config {
	return db.Config{URL: f.url(), Unsafe: f.UnsafeDatabase, Now: p.now, Logger: log}
}

// objectFlags say where attachments and rendered documents are.
type objectFlags struct {
	Objects     string `help:"disk:DIR or s3://HOST:PORT/BUCKET[?tls=off&region=NAME] (default: objects in the data folder)." placeholder:"URL" env:"SHENPI_OBJECTS"`
	S3AccessKey string `name:"s3-access-key" help:"Access key of the S3 server." placeholder:"KEY" env:"SHENPI_S3_ACCESS_KEY"`
	S3SecretKey string `name:"s3-secret-key" help:"Secret key of the S3 server; better given by the environment." placeholder:"KEY" env:"SHENPI_S3_SECRET_KEY"`
}

// objectStore is what both kinds of object store do.
type objectStore interface {
	objects.Opener
	putter
	Remove(ctx context.Context, sha string) error
}

func (f objectFlags) open(ctx context.Context, data string) (objectStore, error) {
	where := f.Objects
	if where == "" {
		where = "disk:" + filepath.Join(data, "objects")
	}
	if dir, ok := strings.CutPrefix(where, "disk:"); ok && dir != "" {
		return objects.OpenDisk(dir)
	}
	u, err := url.Parse(where)
	if err != nil || u.Scheme != "s3" || u.Host == "" || strings.Trim(u.Path, "/") == "" || u.User != nil {
		return nil, misused("--objects is disk:DIR or s3://HOST:PORT/BUCKET, not %q", where)
	}
	config := objects.S3Config{
		Endpoint: u.Host, Bucket: strings.Trim(u.Path, "/"), AccessKey: f.S3AccessKey, SecretKey: f.S3SecretKey, TLS: true,
	}
	for name, values := range u.Query() {
		switch {
		case name == "tls" && values[0] == "off":
			config.TLS = false
		case name == "tls" && values[0] == "on":
		case name == "region":
			config.Region = values[0]
		default:
			return nil, misused("--objects knows the options tls=on, tls=off and region=NAME, not %s=%s", name, values[0])
		}
	}
	return objects.OpenS3(ctx, config)
}
