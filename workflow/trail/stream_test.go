package trail_test

import (
	"errors"
	"testing"

	"github.com/stretchr/testify/require"

	"shenpi/workflow/trail"
)

func TestVerifyStream(t *testing.T) {
	t.Parallel()
	g := newLog(t, 400, 21)
	for name, head := range g.heads {
		var records []trail.Record
		for _, i := range g.stream(name) {
			records = append(records, g.records[i])
		}
		last, err := trail.VerifyStream(name, sequence(records))
		require.NoError(t, err)
		require.Equal(t, head, last)
	}
	last, err := trail.VerifyStream("case/none", sequence[trail.Record](nil))
	require.NoError(t, err)
	require.Equal(t, trail.Head{Stream: "case/none"}, last)
}

func TestVerifyStreamNamesTheFirstBadEntry(t *testing.T) {
	t.Parallel()
	g := newLog(t, 300, 22)
	name := g.records[150].Stream
	const bad = 3 // index of the entry that is changed
	for title, c := range map[string]struct {
		change func(c *testLog, all []int) []int
		code   trail.Code
		number int64
	}{
		"edited": {func(c *testLog, all []int) []int { c.replace(all[bad], "true", "false"); return all }, trail.CodeHashMismatch, bad + 1},
		"edited, no stored hash": {func(c *testLog, all []int) []int {
			c.replace(all[bad], `"pass":true`, `"pass":false`)
			c.records[all[bad]].Hash = trail.Hash{}
			return all
		}, trail.CodeChainBroken, bad + 2},
		"malformed": {func(c *testLog, all []int) []int {
			c.records[all[bad]] = trail.Record{Entry: []byte("{}")}
			return all
		}, trail.CodeEntryMalformed, bad + 1},
		"left out":  {func(_ *testLog, all []int) []int { return append(all[:bad:bad], all[bad+1:]...) }, trail.CodeNumberGap, bad + 1},
		"first out": {func(_ *testLog, all []int) []int { return all[1:] }, trail.CodeNumberGap, 1},
		"twice":     {func(_ *testLog, all []int) []int { return append(all[:bad+1:bad+1], all[bad:]...) }, trail.CodeDuplicateEntry, bad + 1},
		"of another case": {func(c *testLog, all []int) []int {
			for i, r := range c.records {
				if r.Stream != name && r.Number == bad+1 {
					all[bad] = i
				}
			}
			return all
		}, trail.CodeWrongStream, bad + 1},
		"time": {func(c *testLog, all []int) []int {
			c.replace(all[bad], `recorded_at":"2026`, `recorded_at":"2025`)
			c.replace(all[bad], `effective_at":"2026`, `effective_at":"2025`)
			c.relink(t, all[bad])
			return all
		}, trail.CodeTimeBackwards, bad + 1},
		"payload": {func(c *testLog, all []int) []int {
			c.records[all[bad]].Payload, c.records[all[bad]].Erased = &trail.Payload{}, false
			return all
		}, trail.CodePayloadMismatch, bad + 1},
	} {
		log := g.clone()
		at := c.change(log, log.stream(name))
		var records []trail.Record
		for _, i := range at {
			records = append(records, log.records[i])
		}
		last, err := trail.VerifyStream(name, sequence(records))
		requireCode(t, c.code, err, title)
		var f *trail.Finding
		require.ErrorAs(t, err, &f)
		require.Equal(t, c.number, f.Number, title)
		require.Less(t, last.Number, f.Number+1, title)
	}
}

func TestVerifyStreamPayloads(t *testing.T) {
	t.Parallel()
	p := trail.Payload{Salt: make([]byte, trail.SaltSize), Body: []byte("同意")}
	with, err := trail.Seal(trail.Head{}, trail.Header{Stream: "case/1", Kind: "decided", RecordedAt: start}, nil, &p)
	require.NoError(t, err)
	without, err := trail.Seal(trail.Head{}, trail.Header{Stream: "case/1", Kind: "decided", RecordedAt: start}, nil, nil)
	require.NoError(t, err)
	for name, c := range map[string]struct {
		record trail.Record
		good   bool
	}{
		"there":              {trail.Record{Entry: with.Bytes, Payload: &p}, true},
		"none":               {trail.Record{Entry: without.Bytes}, true},
		"gone":               {trail.Record{Entry: with.Bytes}, false},
		"erased and there":   {trail.Record{Entry: with.Bytes, Payload: &p, Erased: true}, false},
		"none but there":     {trail.Record{Entry: without.Bytes, Payload: &p}, false},
		"none but erased":    {trail.Record{Entry: without.Bytes, Erased: true}, false},
		"altered":            {trail.Record{Entry: with.Bytes, Payload: &trail.Payload{Salt: p.Salt, Body: []byte("不同意")}}, false},
		"salt moved to body": {trail.Record{Entry: with.Bytes, Payload: &trail.Payload{Salt: p.Salt[:15], Body: append([]byte{0}, p.Body...)}}, false},
	} {
		_, err := trail.VerifyStream("case/1", sequence([]trail.Record{c.record}))
		if c.good {
			require.NoError(t, err, name)
		} else {
			requireCode(t, trail.CodePayloadMismatch, err, name)
		}
	}
	broken := errors.New("connection lost")
	_, err = trail.VerifyStream("case/1", func(yield func(trail.Record, error) bool) { yield(trail.Record{}, broken) })
	require.ErrorIs(t, err, broken)
}

// TestVerifyStreamErasure: a payload may be gone only where an entry after it says that it was erased.
func TestVerifyStreamErasure(t *testing.T) {
	t.Parallel()
	g := &testLog{heads: map[string]trail.Head{}, erased: map[string]int64{}}
	entry := func() trail.Record {
		p := &trail.Payload{Salt: make([]byte, trail.SaltSize), Body: []byte("同意")}
		r := g.seal(t, "case/1", trail.Header{Kind: "decided", RecordedAt: start}, `{}`, p)
		r.Position = 10 * r.Number
		return r
	}
	gone := func(r trail.Record) trail.Record { r.Payload, r.Erased = nil, true; return r }
	first, second := entry(), entry()
	erasure := g.sealErasure(t, "case/1", start)
	third, again := entry(), g.sealErasure(t, "case/1", start)
	for name, c := range map[string]struct {
		records []trail.Record
		taken   int64 // number of the first that was taken away
	}{
		"nothing is gone":         {[]trail.Record{first, second, erasure, third, again}, 0},
		"erased":                  {[]trail.Record{gone(first), gone(second), erasure, third}, 0},
		"erased twice":            {[]trail.Record{gone(first), gone(second), erasure, gone(third), again}, 0},
		"taken away":              {[]trail.Record{first, gone(second)}, 2},
		"two taken away":          {[]trail.Record{gone(first), gone(second)}, 1},
		"taken after the erasure": {[]trail.Record{gone(first), gone(second), erasure, gone(third)}, 4},
	} {
		head, err := trail.VerifyStream("case/1", sequence(c.records))
		if c.taken == 0 {
			require.NoError(t, err, name)
			continue
		}
		requireCode(t, trail.CodeErasureUnrecorded, err, name)
		var f *trail.Finding
		require.ErrorAs(t, err, &f)
		require.Equal(t, c.taken, f.Number, name)
		require.Equal(t, 10*c.taken, f.Position, name)
		require.EqualValues(t, len(c.records), head.Number, "the chain is good")
	}
}
