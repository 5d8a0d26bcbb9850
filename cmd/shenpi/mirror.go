package main

import (
	"context"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"shenpi/jobs"
	"shenpi/storage/mirror"
)

// retainDays is for how long a bucket keeps a checkpoint unless it is said.
const retainDays = 365

// openMirrors opens the places outside where checkpoints are put.
func (c *serveCommand) openMirrors(ctx context.Context, now func() time.Time) ([]jobs.Keeper, error) {
	var list []jobs.Keeper
	for _, where := range c.Mirror {
		k, err := c.openMirror(ctx, where, now)
		if err != nil {
			return nil, err
		}
		list = append(list, k)
	}
	return list, nil
}

// signed are the checkpoints that are put outside.
func (s *service) signed() []jobs.Signed {
	list := []jobs.Signed{s.book.latest}
	if len(s.witnesses) > 0 {
		list = append(list, s.book.cosigned)
	}
	return list
}

func (c *serveCommand) openMirror(ctx context.Context, where string, now func() time.Time) (jobs.Keeper, error) {
	if dir, ok := strings.CutPrefix(where, "dir:"); ok && dir != "" {
		return mirror.OpenDir(dir)
	}
	at, err := bucketURL("mirror", "dir", where, "retain")
	if err != nil {
		return nil, err
	}
	days := retainDays
	if text, said := at.options["retain"]; said {
		if days, err = strconv.Atoi(text); err != nil || days < 1 || days > 36500 {
			return nil, misused("--mirror retain=DAYS is a number of days up to 36500, not %q", text)
		}
	}
	return mirror.OpenBucket(ctx, mirror.BucketConfig{
		Endpoint: at.host, Bucket: at.bucket, AccessKey: c.S3AccessKey, SecretKey: c.S3SecretKey, Region: at.options["region"], TLS: at.tls,
		Retain: time.Duration(days) * 24 * time.Hour, Now: now,
	})
}

// keptFiles are the files themselves, and those in the folders among them: a mirror may be named as a whole.
func keptFiles(names []string) ([]string, error) {
	var list []string
	for _, name := range names {
		info, err := os.Stat(name)
		if err != nil {
			return nil, err
		}
		if !info.IsDir() {
			list = append(list, name)
			continue
		}
		found, err := fs.Glob(os.DirFS(name), "*.txt")
		if err != nil {
			return nil, err
		}
		if len(found) == 0 {
			return nil, fmt.Errorf("there is no checkpoint in the folder %s: is it mounted?", name)
		}
		for _, f := range found {
			list = append(list, filepath.Join(name, f))
		}
	}
	return list, nil
}
