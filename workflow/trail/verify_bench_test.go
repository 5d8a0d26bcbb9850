package trail_test

import (
	"crypto/sha256"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"shenpi/workflow/trail"
)

// BenchmarkVerify reports how many entries a second are verified in full (chain, payloads, tiles, heads, signed
// checkpoints) and, for comparison, how many a second SHA-256 alone gets through of the same bytes.
func BenchmarkVerify(b *testing.B) {
	const entries = 200_000
	g := newLog(b, entries, 1)
	x := g.export()
	verifier := trail.Verifier{Keys: g.keys}
	bytes := 0
	for _, r := range g.records {
		bytes += len(r.Entry)
	}
	b.ReportAllocs()
	n := 0
	for b.Loop() {
		report, err := verifier.Verify(x)
		require.NoError(b, err)
		require.True(b, report.OK())
		n += entries
	}
	b.ReportMetric(float64(n)/b.Elapsed().Seconds(), "entries/s")

	began, sum := time.Now(), byte(0)
	for _, r := range g.records {
		hash := sha256.Sum256(r.Entry)
		sum ^= hash[0]
		if r.Payload != nil {
			hash = sha256.Sum256(r.Payload.Body)
			sum ^= hash[0]
		}
	}
	b.ReportMetric(entries/time.Since(began).Seconds(), "sha256-entries/s")
	b.Logf("%d bytes an entry, %d checkpoints, %d streams (%x)", bytes/entries, len(g.checkpoints), len(g.heads), sum)
}
