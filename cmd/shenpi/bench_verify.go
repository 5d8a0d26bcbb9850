package main

import (
	"bufio"
	"context"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"iter"
	"os"
	"runtime"
	"strings"
	"time"

	"golang.org/x/mod/sumdb/note"

	"shenpi/workflow/trail"
)

type benchVerifyCommand struct {
	Entries int    `help:"Entries of the log." default:"1000000"`
	Dir     string `help:"Folder for the log, about 1 KB an entry." type:"existingdir" default:"." placeholder:"DIR"`
	JSON    bool   `help:"Print JSON."`
}

// Help shows an example.
func (*benchVerifyCommand) Help() string {
	return "Example:\n  shenpi bench verify --entries 1000000\n\nOne core; the log is read from a file."
}

// verifiedRate is what was measured.
type verifiedRate struct {
	Entries       int     `json:"entries"`
	BytesPerEntry int     `json:"bytes_per_entry"`
	PerSecond     float64 `json:"per_second"`
	SHA256        float64 `json:"sha256_per_second"`
	Ratio         float64 `json:"ratio"`
	PeakMemory    int64   `json:"peak_memory_bytes"`
}

// Run makes a log, verifies it on one core, and hashes the same bytes beside it.
func (c *benchVerifyCommand) Run(ctx context.Context, p *process) (err error) {
	if c.Entries < 1 {
		return misused("--entries is at least 1")
	}
	file, err := os.CreateTemp(c.Dir, "shenpi-bench-*")
	if err != nil {
		return fmt.Errorf("make a file for the log: %w", err)
	}
	defer func() { err = errors.Join(err, file.Close(), os.Remove(file.Name())) }()
	w := &logWriter{file: bufio.NewWriterSize(file, 1<<20), at: p.now().UTC().Truncate(time.Second), random: p.random}
	if err := w.write(ctx, c.Entries); err != nil {
		return err
	}
	runtime.GOMAXPROCS(1)
	rate := verifiedRate{Entries: c.Entries, BytesPerEntry: int(w.bytes) / c.Entries}
	took, err := w.verify(p, file)
	if err != nil {
		return err
	}
	rate.PerSecond = float64(c.Entries) / took.Seconds()
	if took, err = hashOnly(p, file); err != nil {
		return err
	}
	rate.SHA256 = float64(c.Entries) / took.Seconds()
	rate.Ratio = rate.PerSecond / rate.SHA256
	if rate.PeakMemory, err = peakMemory(); err != nil {
		return err
	}
	if c.JSON {
		return p.printJSON(rate)
	}
	p.printf("%d entries of %d bytes: %.0f verified a second on one core, %.0f with SHA-256 alone, ratio %.2f; peak memory %d MiB\n",
		rate.Entries, rate.BytesPerEntry, rate.PerSecond, rate.SHA256, rate.Ratio, rate.PeakMemory>>20)
	return nil
}

// logWriter makes a log of streams of twenty entries, each with a payload.
type logWriter struct {
	file   *bufio.Writer
	random io.Reader
	at     time.Time
	heads  []trail.Head
	bytes  int64
	keys   *trail.Keys
	note   []byte
	tree   trail.Tree
}

const perStream = 20

func (w *logWriter) write(ctx context.Context, n int) error {
	facts := []byte(`{"act":{"visit":3,"node":"first-review","decision":"pass"},"flow":[` +
		strings.Repeat(`{"kind":"voted","visit":3,"person":"U3","decision":"pass"},`, 4) + `{"kind":"concluded","visit":3}]}`)
	body := []byte(`{"reason":"` + strings.Repeat("材料齐全，", 12) + `"}`)
	leaves := func(yield func(trail.Hash, error) bool) {
		for i := range n {
			hash, err := w.one(i, facts, body)
			if err == nil && i%4096 == 0 {
				err = ctx.Err()
			}
			if !yield(hash, err) || err != nil {
				return
			}
		}
	}
	tree, err := trail.RootOf(leaves)
	if err != nil {
		return fmt.Errorf("make the log: %w", err)
	}
	w.tree = tree
	if err := w.file.Flush(); err != nil {
		return fmt.Errorf("make the log: %w", err)
	}
	return w.sign(w.random)
}

func (w *logWriter) one(i int, facts, body []byte) (trail.Hash, error) {
	if i%perStream == 0 {
		w.heads = append(w.heads, trail.Head{Stream: fmt.Sprintf("case/%024d", i/perStream)})
	}
	head := &w.heads[len(w.heads)-1]
	salt := sha256.Sum256(binary.BigEndian.AppendUint64(nil, uint64(i)))
	payload := &trail.Payload{Salt: salt[:trail.SaltSize], Body: body}
	entry, err := trail.Seal(*head, trail.Header{Kind: "decided", RecordedAt: w.at, Actor: trail.Actor{Person: "U3", Roles: []string{"handler"}, Unit: "gz-iid"}}, facts, payload)
	if err != nil {
		return trail.Hash{}, err
	}
	*head = entry.Head()
	for _, part := range [][]byte{entry.Bytes, payload.Salt, payload.Body} {
		w.bytes += int64(len(part))
		if err := errors.Join(binary.Write(w.file, binary.BigEndian, uint32(len(part))), write(w.file, part)); err != nil {
			return trail.Hash{}, err
		}
	}
	return entry.Hash, nil
}

func write(w io.Writer, b []byte) error {
	_, err := w.Write(b)
	return err
}

func (w *logWriter) sign(random io.Reader) error {
	private, public, err := note.GenerateKey(random, "shenpi-bench")
	if err != nil {
		return err
	}
	signer, err := note.NewSigner(private)
	if err != nil {
		return err
	}
	if w.keys, err = trail.NewKeys(public); err != nil {
		return err
	}
	w.note, err = trail.SignCheckpoint(trail.Checkpoint{Origin: "shenpi-bench", Tree: w.tree, RecordedAt: w.at}, signer)
	return err
}

func (w *logWriter) verify(p *process, file *os.File) (time.Duration, error) {
	began := p.now()
	report, err := trail.Verifier{Keys: w.keys}.Verify(trail.Export{
		Records: recordsOf(file), Tree: &w.tree,
		Heads: func(yield func(trail.Head, error) bool) {
			for _, h := range w.heads {
				if !yield(h, nil) {
					return
				}
			}
		},
		Checkpoints: func(yield func([]byte, error) bool) { yield(w.note, nil) },
	})
	if err != nil {
		return 0, err
	}
	if first, bad := report.First(); bad {
		return 0, fmt.Errorf("verify the log: %s", describe(first))
	}
	return p.now().Sub(began), nil
}

// recordsOf reads the log from its file, holding one entry in memory.
func recordsOf(file *os.File) iter.Seq2[trail.Record, error] {
	return func(yield func(trail.Record, error) bool) {
		payload := &trail.Payload{}
		position := int64(0)
		err := eachRecord(file, func(entry, salt, body []byte) bool {
			payload.Salt, payload.Body = salt, body
			position++
			return yield(trail.Record{Position: position - 1, Entry: entry, Payload: payload}, nil)
		})
		if err != nil {
			yield(trail.Record{}, err)
		}
	}
}

func hashOnly(p *process, file *os.File) (time.Duration, error) {
	began, sum := p.now(), byte(0)
	err := eachRecord(file, func(entry, salt, body []byte) bool {
		a, b := sha256.Sum256(entry), sha256.Sum256(body)
		sum ^= a[0] ^ b[0] ^ salt[0]
		return true
	})
	return p.now().Sub(began), err
}

func eachRecord(file *os.File, do func(entry, salt, body []byte) bool) error {
	if _, err := file.Seek(0, io.SeekStart); err != nil {
		return err
	}
	r := bufio.NewReaderSize(file, 1<<20)
	var parts [3][]byte
	for {
		for i := range parts {
			var size [4]byte
			if _, err := io.ReadFull(r, size[:]); err != nil {
				if i == 0 && errors.Is(err, io.EOF) {
					return nil
				}
				return err
			}
			n := int(binary.BigEndian.Uint32(size[:]))
			if cap(parts[i]) < n {
				parts[i] = make([]byte, n, 2*n)
			}
			parts[i] = parts[i][:n]
			if _, err := io.ReadFull(r, parts[i]); err != nil {
				return err
			}
		}
		if !do(parts[0], parts[1], parts[2]) {
			return nil
		}
	}
}

// peakMemory is the most memory this process has held so far.
func peakMemory() (int64, error) {
	text, err := os.ReadFile("/proc/self/status")
	if err != nil {
		return 0, fmt.Errorf("read the memory of this process: %w", err)
	}
	for _, line := range strings.Split(string(text), "\n") {
		var kib int64
		if _, err := fmt.Sscanf(line, "VmHWM: %d kB", &kib); err == nil {
			return kib << 10, nil
		}
	}
	return 0, errors.New("read the memory of this process: /proc/self/status has no VmHWM")
}
