package main

import (
	"context"
	"log/slog"
	"net/url"
	"path/filepath"
	"slices"
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

// folder is where the objects are on this machine; empty where they are elsewhere.
func (f objectFlags) folder(data string) string {
	if f.Objects == "" {
		return filepath.Join(data, "objects")
	}
	dir, _ := strings.CutPrefix(f.Objects, "disk:")
	if dir == f.Objects {
		return ""
	}
	return dir
}

func (f objectFlags) open(ctx context.Context, data string) (objectStore, error) {
	if dir := f.folder(data); dir != "" {
		return objects.OpenDisk(dir)
	}
	at, err := bucketURL("objects", "disk", f.Objects)
	if err != nil {
		return nil, err
	}
	return objects.OpenS3(ctx, objects.S3Config{
		Endpoint: at.host, Bucket: at.bucket, AccessKey: f.S3AccessKey, SecretKey: f.S3SecretKey, TLS: at.tls, Region: at.options["region"],
	})
}

// bucketAt is a bucket of an S3 server as a flag names it.
type bucketAt struct {
	host, bucket string
	tls          bool
	options      map[string]string // region, and what the flag knows besides
}

// bucketURL reads s3://HOST:PORT/BUCKET with tls=on or off, region=NAME and the other options that the flag knows; folder is
// how the flag names one.
func bucketURL(flag, folder, where string, others ...string) (bucketAt, error) {
	u, err := url.Parse(where)
	if err != nil || u.Scheme != "s3" || u.Host == "" || strings.Trim(u.Path, "/") == "" || u.User != nil {
		return bucketAt{}, misused("--%s is %s:DIR or s3://HOST:PORT/BUCKET, not %q", flag, folder, where)
	}
	at := bucketAt{host: u.Host, bucket: strings.Trim(u.Path, "/"), tls: true, options: map[string]string{}}
	for name, values := range u.Query() {
		switch {
		case name == "tls" && (values[0] == "on" || values[0] == "off"):
			at.tls = values[0] == "on"
		case name == "region" || slices.Contains(others, name):
			at.options[name] = values[0]
		default:
			known := append([]string{"tls=on", "tls=off", "region=NAME"}, others...)
			return bucketAt{}, misused("--%s knows the options %s, not %s=%s", flag, strings.Join(known, ", "), name, values[0])
		}
	}
	return at, nil
}
