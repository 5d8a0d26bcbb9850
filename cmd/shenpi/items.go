package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"sync"
	"sync/atomic"
	"time"

	"shenpi/workflow"
	"shenpi/workflow/calendar"
	"shenpi/workflow/item"
)

// published reads what was published and loaded.
type published interface {
	PublishedItems(ctx context.Context) ([]workflow.PublishedItem, error)
	ItemVersion(ctx context.Context, item string, version int) (workflow.PublishedItem, error)
	Calendars(ctx context.Context) ([]workflow.CalendarYear, error)
	CalendarVersions(ctx context.Context) ([]workflow.CalendarVersion, error)
	KeepCalendar(ctx context.Context, v workflow.CalendarVersion, anew bool) error
}

// definitions are the published items, compiled, and the calendar: workflow.Items, workflow.Calendars and
// handlers.Definitions.
type definitions struct {
	published
	demo bool
	wall func() time.Time

	mu       sync.RWMutex
	compiled map[versionKey]*item.Item // published versions never change
	filing   map[string][]workflow.Version
	read     time.Time // when filing was

	calendar atomic.Pointer[counting]
	turning  sync.Mutex // one calendar is taken over at a time
}

// counting is the calendar as loaded now and those of before, by hash.
type counting struct {
	now    *calendar.Calendar
	before map[string]*calendar.Calendar
}

type versionKey struct {
	item    string
	version int
}

// Answers wait so long at most for what another replica has published.
const definitionsAge = time.Second

// openDefinitions refuses a published definition that this program cannot run.
func openDefinitions(ctx context.Context, source published, demo bool, wall func() time.Time) (*definitions, error) {
	d := &definitions{published: source, demo: demo, wall: wall, compiled: map[versionKey]*item.Item{}}
	return d, d.Reload(ctx)
}

// Reload takes over what was published and loaded.
func (d *definitions) Reload(ctx context.Context) error {
	c, err := loadedCalendar(ctx, d)
	if err != nil {
		return err
	}
	if err := d.countBy(ctx, c); err != nil {
		return err
	}
	return d.readItems(ctx)
}

// loadedCalendar is the shipped calendar with the years that were loaded.
func loadedCalendar(ctx context.Context, source interface {
	Calendars(ctx context.Context) ([]workflow.CalendarYear, error)
}) (*calendar.Calendar, error) {
	years, err := source.Calendars(ctx)
	if err != nil {
		return nil, err
	}
	c := calendar.Shipped()
	for _, y := range years {
		year, err := calendar.ParseYear(fmt.Sprintf("%d.json", y.Year), y.Data)
		if err != nil {
			return nil, fmt.Errorf("read the calendar: %w", err)
		}
		c = c.With(year)
	}
	return c, nil
}

// countBy takes over a calendar, once the database keeps it: whatever hash an entry names can be counted by again. Open
// cases are woken after it, so that none stays as it was counted by a process that had not heard of it yet.
func (d *definitions) countBy(ctx context.Context, c *calendar.Calendar) error {
	d.turning.Lock()
	defer d.turning.Unlock()
	was := d.calendar.Load()
	if was != nil && was.now.Hash() == c.Hash() {
		return nil
	}
	version := workflow.CalendarVersion{Hash: c.Hash(), Data: c.Data()}
	if err := d.KeepCalendar(ctx, version, false); err != nil {
		return err
	}
	kept, err := d.CalendarVersions(ctx)
	if err != nil {
		return err
	}
	is := &counting{now: c, before: make(map[string]*calendar.Calendar, len(kept))}
	for _, v := range kept {
		if is.before[v.Hash], err = calendar.Read("calendar "+v.Hash, v.Data); err != nil {
			return err
		}
	}
	d.calendar.Store(is)
	if was == nil {
		return nil
	}
	return d.KeepCalendar(ctx, version, true)
}

func (d *definitions) readItems(ctx context.Context) error {
	at := d.wall()
	list, err := d.PublishedItems(ctx)
	if err != nil {
		return err
	}
	filing := map[string][]workflow.Version{}
	for _, p := range list {
		it, err := d.compile(p)
		if err != nil {
			return err
		}
		filing[p.Item] = append(filing[p.Item], workflow.Version{Item: it, Closed: p.Open != ""})
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	d.filing, d.read = filing, at
	return nil
}

func (d *definitions) compile(p workflow.PublishedItem) (*item.Item, error) {
	key := versionKey{p.Item, p.Version}
	d.mu.RLock()
	it := d.compiled[key]
	d.mu.RUnlock()
	if it != nil {
		return it, nil
	}
	it, err := compiled(p)
	if err != nil {
		return nil, err
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	d.compiled[key] = it
	return it, nil
}

// compiled reads a published version and refuses one that is not what was published.
func compiled(p workflow.PublishedItem) (*item.Item, error) {
	it, err := item.Read(item.Files(p.Files), fmt.Sprintf("%s@%d.yaml", p.Item, p.Version), p.Source)
	if err != nil {
		return nil, fmt.Errorf("read version %d of item %s: %w", p.Version, p.Item, err)
	}
	if it.Hash != p.Hash {
		return nil, fmt.Errorf("version %d of item %s is not what was published: its hash is %s, not %s", p.Version, p.Item, it.Hash, p.Hash)
	}
	return it, nil
}

// Calendar is the calendar as loaded now.
func (d *definitions) Calendar() *calendar.Calendar { return d.calendar.Load().now }

// Counted is the calendar of a hash by which days were counted before.
func (d *definitions) Counted(hash string) (*calendar.Calendar, bool) {
	c, known := d.calendar.Load().before[hash]
	return c, known
}

// Item gives one published version.
func (d *definitions) Item(key string, version int) (*item.Item, error) {
	d.mu.RLock()
	it := d.compiled[versionKey{key, version}]
	d.mu.RUnlock()
	if it != nil {
		return it, nil
	}
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	p, err := d.ItemVersion(ctx, key, version)
	if err != nil {
		return nil, err
	}
	return d.compile(p)
}

// Filing gives the version in force on a day.
func (d *definitions) Filing(key string, on calendar.Date) (*item.Item, error) {
	versions, err := d.versions(key)
	if err != nil {
		return nil, err
	}
	return workflow.Filing(versions, on, d.demo)
}

// versions are all of an item, oldest first.
func (d *definitions) versions(key string) ([]workflow.Version, error) {
	if err := d.fresh(); err != nil {
		return nil, err
	}
	d.mu.RLock()
	defer d.mu.RUnlock()
	return d.filing[key], nil
}

func (d *definitions) fresh() error {
	d.mu.RLock()
	age := d.wall().Sub(d.read)
	d.mu.RUnlock()
	if age < definitionsAge {
		return nil
	}
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	return d.Reload(ctx)
}

// recordingFS notes which files were read: those a definition names, to be published with it.
type recordingFS struct {
	fs.FS
	read map[string][]byte
}

// Open implements fs.FS.
func (r recordingFS) Open(name string) (fs.File, error) {
	content, err := fs.ReadFile(r.FS, name)
	if err == nil {
		r.read[name] = content
	}
	return r.FS.Open(name)
}

// layeredFS looks in the first folder and then in the next.
type layeredFS []fs.FS

// Open implements fs.FS.
func (l layeredFS) Open(name string) (fs.File, error) {
	for _, layer := range l {
		f, err := layer.Open(name)
		if err == nil || !errors.Is(err, fs.ErrNotExist) {
			return f, err
		}
	}
	return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
}
