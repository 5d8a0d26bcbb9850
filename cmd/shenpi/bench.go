package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"

	"shenpi/storage/db"
)

type benchCommands struct {
	Decide benchDecideCommand `cmd:"" default:"withargs" help:"Durable decisions per second, beside the raw limit of the database."`
	Fill   benchFillCommand   `cmd:"" help:"Fill a demonstration with cases, to be used full."`
	Verify benchVerifyCommand `cmd:"" help:"Entries verified per second, beside SHA-256 alone."`
}

type benchDecideCommand struct {
	Database string  `help:"postgres://...: two schemas are made in it and dropped at the end (default: SQLite in --dir)." placeholder:"URL" env:"SHENPI_BENCH_DATABASE"`
	Dir      string  `help:"Folder for the SQLite databases; it should be on a real disk." type:"existingdir" default:"." placeholder:"DIR"`
	Clients  string  `help:"How many clients at once, one measurement each." default:"1,8,32,64"`
	Seconds  float64 `help:"Length of a measurement." default:"3"`
	Cases    int     `help:"Cases filed before anything is measured." default:"0"`
	Paths    string  `help:"engine: the engine itself; http: through the API with a session." default:"engine,http"`
	JSON     bool    `help:"Print one JSON object a measurement."`
}

// Help shows an example.
func (*benchDecideCommand) Help() string {
	return `Example:
  shenpi bench --clients 1,8,32,64 --seconds 3 --dir /var/tmp

A decision is one command: its key, the case, an entry with its payload, the old and the new task, committed. The limit is
the same rows written by hand, grouped the same way, in the same run. Others is the share of processor time that other
processes took meanwhile; a PostgreSQL server is among them.`
}

// measured is one measurement.
type measured struct {
	Path      string  `json:"path"`
	Database  string  `json:"database"`
	Clients   int     `json:"clients"`
	PerSecond float64 `json:"per_second"`
	P50       float64 `json:"p50_ms"`
	P99       float64 `json:"p99_ms"`
	Limit     float64 `json:"limit_per_second"`
	Ratio     float64 `json:"ratio"`
	Others    float64 `json:"others_cpu"`
}

// Run measures.
func (c *benchDecideCommand) Run(ctx context.Context, p *process) (err error) {
	clients, paths, err := c.plan()
	if err != nil {
		return err
	}
	place, err := openPlace(ctx, p, c)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, place.close(context.WithoutCancel(ctx))) }()
	load, err := openLoad(ctx, p, place)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, load.close()) }()
	if err := load.file(ctx, c.Cases); err != nil {
		return err
	}
	if !c.JSON {
		p.printf("%-7s %-9s %8s %12s %9s %9s %12s %6s %7s\n", "path", "database", "clients", "decisions/s", "p50 ms", "p99 ms", "limit/s", "ratio", "others")
	}
	for _, n := range clients {
		limit, err := c.limit(ctx, place.raw, n)
		if err != nil {
			return err
		}
		for _, path := range paths {
			m, err := c.measure(ctx, load, path, n, limit)
			if err != nil {
				return err
			}
			if err := c.tell(p, m); err != nil {
				return err
			}
		}
	}
	return nil
}

func (c *benchDecideCommand) plan() (clients []int, paths []string, err error) {
	for _, text := range strings.Split(c.Clients, ",") {
		n, err := strconv.Atoi(strings.TrimSpace(text))
		if err != nil || n < 1 || n > 10_000 {
			return nil, nil, misused("--clients is a list of numbers such as 1,8,32, not %q", c.Clients)
		}
		clients = append(clients, n)
	}
	for _, path := range strings.Split(c.Paths, ",") {
		if path != "engine" && path != "http" {
			return nil, nil, misused("--paths is engine, http or both, not %q", c.Paths)
		}
		paths = append(paths, path)
	}
	if c.Seconds <= 0 || c.Seconds > 3600 || c.Cases < 0 || c.Cases > 10_000_000 {
		return nil, nil, misused("--seconds is above 0 and --cases not below")
	}
	return clients, paths, nil
}

func (c *benchDecideCommand) length() time.Duration {
	return time.Duration(c.Seconds * float64(time.Second))
}

// benchRound is how many cases the limit goes round over, about as many as are open in the other measurements.
const benchRound = 5000

// limit is what the database takes without the engine, with the merger at work as in the other measurements.
func (c *benchDecideCommand) limit(ctx context.Context, d *db.DB, clients int) (float64, error) {
	merging, stop := context.WithCancel(ctx)
	merged := make(chan error, 1)
	go func() { merged <- mergeEverySecond(merging, d) }()
	perSecond, err := d.RawLimit(ctx, clients, max(c.Cases, benchRound), c.length())
	stop()
	return perSecond, errors.Join(err, <-merged)
}

func mergeEverySecond(ctx context.Context, d *db.DB) error {
	tick := time.NewTicker(time.Second)
	defer tick.Stop()
	for {
		n, err := d.Merge(context.WithoutCancel(ctx), 4096)
		if err != nil {
			return err
		}
		if n == 4096 && ctx.Err() == nil {
			continue
		}
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
		}
	}
}

// usual is more decisions a second than a machine of two cores has made.
const usual = 5000

func (c *benchDecideCommand) measure(ctx context.Context, l *load, path string, clients int, limit float64) (measured, error) {
	// Twice the limit would be a wonder; cases must not run out, nor where the limit was held up by a busy machine.
	if err := l.file(ctx, clients+int(max(2*limit, usual)*c.Seconds)/benchSteps-l.left()); err != nil {
		return measured{}, err
	}
	before, err := readProcessor()
	if err != nil {
		return measured{}, err
	}
	times, err := l.run(ctx, path, clients, c.length())
	if err != nil {
		return measured{}, err
	}
	after, err := readProcessor()
	if err != nil {
		return measured{}, err
	}
	slices.Sort(times)
	m := measured{
		Path: path, Database: l.database, Clients: clients, PerSecond: float64(len(times)) / c.Seconds,
		P50: quantile(times, 0.50), P99: quantile(times, 0.99), Limit: limit, Others: after.others(before),
	}
	m.Ratio = m.PerSecond / limit
	return m, nil
}

// quantile of sorted times, in milliseconds.
func quantile(sorted []time.Duration, q float64) float64 {
	if len(sorted) == 0 {
		return 0
	}
	i := min(int(q*float64(len(sorted))), len(sorted)-1)
	return float64(sorted[i].Microseconds()) / 1000
}

func (c *benchDecideCommand) tell(p *process, m measured) error {
	if c.JSON {
		return p.printJSON(m)
	}
	p.printf("%-7s %-9s %8d %12.0f %9.2f %9.2f %12.0f %6.2f %6.0f%%\n",
		m.Path, m.Database, m.Clients, m.PerSecond, m.P50, m.P99, m.Limit, m.Ratio, 100*m.Others)
	return nil
}

// quietly is a process whose output goes nowhere.
func quietly(p *process) *process {
	q := *p
	q.out, q.err = io.Discard, io.Discard
	return &q
}

// firstError is the first error of several workers.
func firstError(errs []error) error {
	i := slices.IndexFunc(errs, func(err error) bool { return err != nil })
	if i < 0 {
		return nil
	}
	return fmt.Errorf("client %d: %w", i+1, errs[i])
}

func clamp[T cmp.Ordered](v, least, most T) T { return max(least, min(v, most)) }
