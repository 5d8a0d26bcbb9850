package main

import (
	"context"
	"fmt"
	"io/fs"

	"shenpi/policies"
	"shenpi/workflow"
	"shenpi/workflow/item"
	"shenpi/workflow/proof"
)

// publication is what the trail says of a published version.
type publication struct {
	Item      string `json:"item"`
	Version   int    `json:"version"`
	Hash      string `json:"hash"`
	Authority string `json:"authority"`
}

// publish makes a definition a version of its item for ever. The next version is the latest one plus one.
func (h *house) publish(ctx context.Context, actor workflow.Actor, name string, source []byte, forms fs.FS, open string) (publication, error) {
	named := recordingFS{forms, map[string][]byte{}}
	it, err := item.Read(named, name, source)
	if err != nil {
		return publication{}, err
	}
	if report := proof.Check(it, proof.Options{Calendar: h.definitions.Calendar()}); !report.Sound {
		return publication{}, report.Errors()
	}
	latest, err := h.latestVersion(ctx, it.Item)
	if err != nil {
		return publication{}, err
	}
	if it.Version != latest+1 {
		return publication{}, fmt.Errorf("%s: the next version of %s is %d, not %d", name, it.Item, latest+1, it.Version)
	}
	said := publication{Item: it.Item, Version: it.Version, Hash: it.Hash, Authority: it.Authority}
	_, err = h.engine.Administer(ctx, actor, workflow.AdminInput{
		Stream: "item/" + it.Item, Kind: "published", Role: policies.ItemAdmin, Facts: said,
		Rows: []any{workflow.PublishedItem{
			Item: it.Item, Version: it.Version, Hash: it.Hash, Source: source, Files: named.read,
			PublishedAt: h.clock.Now(), PublishedBy: actor.Person, Open: open,
		}},
	})
	if err != nil {
		return publication{}, fmt.Errorf("publish %s: %w", name, err)
	}
	return said, h.definitions.Reload(ctx)
}

func (h *house) latestVersion(ctx context.Context, key string) (int, error) {
	list, err := h.db.PublishedItems(ctx)
	if err != nil {
		return 0, err
	}
	latest := 0
	for _, p := range list {
		if p.Item == key {
			latest = max(latest, p.Version)
		}
	}
	return latest, nil
}
