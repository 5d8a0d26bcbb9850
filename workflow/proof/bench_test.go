package proof_test

import (
	"fmt"
	"os"
	"runtime"
	"runtime/debug"
	"runtime/metrics"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"shenpi/catalogue"
	"shenpi/workflow/item"
	"shenpi/workflow/proof"
)

// head begins a definition whose clocks are wide enough for anything.
const head = `item: large
version: 1
effective: {from: 2024-01-01}
title: {zh: 大, en: Large}
legal: {is_admin_licence: true, basis: [{law: 行政许可法}]}
applicant: enterprise
authority: office
form: forms/case.schema.json
limits: {accept: 5, decide: 1000, otherwise: {law: 示例法}}
outcomes: {granted: grants, refused: refuses, not-accepted: refuses}
documents:
  - {type: no, title: {zh: 不予许可决定书, en: Refusal}, text: 可以申请行政复议或者提起诉讼}
flow:
  - step: desk
    by: {role: window}
    within: 2
    decisions: {accept: {clock: {start: decide}}, decline: {end: not-accepted, reason: required, document: no}}
    on_expiry: {of: accept, decision: accept, as: deemed, from: received}
`

// large writes a definition of about n nodes: blocks one after another that the grant needs, each with a choice,
// a parallel with panels, a wait and returns.
func large(n int) string {
	b, needs := strings.Builder{}, []string{"desk"}
	b.WriteString(head)
	for k, nodes := 0, 3; nodes < n; k, nodes = k+1, nodes+9 {
		id := fmt.Sprintf("n%d", k)
		needs = append(needs, id, id+"-look")
		fmt.Fprintf(&b, `  - {step: %[1]s-read, by: {role: handler}, within: 1, decisions: {pass: {}, refuse: {next: last, reason: required}}}
  - choice: %[1]s-kind
    cases:
      - {when: form.n > %[2]d, do: [{step: %[1]s-check, by: {role: handler}, within: 1, decisions: {pass: {}}}]}
      - {else: true, do: []}
  - parallel: %[1]s
    join: all
    upon: {fail: {next: last}}
    branches:
      a: [{step: %[1]s-site, by: {role: inspector, people: 2}, within: 1}]
      b:
        - {step: %[1]s-jury, by: {role: expert, people: 3, pass: {ratio: 50%%}}, within: 1}
        - {step: %[1]s-report, by: {role: handler}, within: 1, decisions: {pass: {}, fail: {}}}
  - {wait: %[1]s-notice, for: {days: 3}}
  - {step: %[1]s-look, by: {role: office-head}, within: 1, decisions: {pass: {}, return: {back_to: %[1]s, reason: required}, refuse: {next: last, reason: required}}}
`, id, k)
	}
	fmt.Fprintf(&b, "  - {step: last, by: {role: agency-leader}, within: 1, decisions: {grant: {needs: [%s]}, refuse: {end: refused, reason: required, document: no}}}\n  - end: granted\n", strings.Join(needs, ", "))
	return b.String()
}

// BenchmarkProve measures whole reports: the limit for 200 nodes is a second and 64 MiB.
func BenchmarkProve(b *testing.B) {
	it, err := item.Read(os.DirFS("testdata"), "large.yaml", []byte(large(200)))
	require.NoError(b, err)
	b.Run("200 nodes", func(b *testing.B) { report(b, it) })
	for _, path := range catalogue.Items() {
		it, err := item.Load(catalogue.FS(), path)
		require.NoError(b, err)
		b.Run(it.Item, func(b *testing.B) { report(b, it) })
	}
}

func report(b *testing.B, it *item.Item) {
	b.ReportAllocs()
	var r *proof.Report
	for b.Loop() {
		r = proof.Check(it, proof.Options{People: staff})
	}
	b.StopTimer()
	require.Empty(b, r.Errors().Error())
	b.ReportMetric(float64(r.Positions), "positions")
	b.ReportMetric(peak(func() { proof.Check(it, proof.Options{People: staff}) }), "peak-MiB")
}

// peak is the most heap that is in use at once while something runs, in MiB above what was before, with the collector kept
// close behind: what the work needs, not what a lazy collector lets lie.
func peak(run func()) float64 {
	defer debug.SetGCPercent(debug.SetGCPercent(5))
	runtime.GC()
	sample := []metrics.Sample{{Name: "/memory/classes/heap/objects:bytes"}}
	used := func() uint64 { metrics.Read(sample); return sample[0].Value.Uint64() }
	before, most, over := used(), uint64(0), make(chan struct{})
	var watch sync.WaitGroup
	watch.Go(func() {
		for {
			select {
			case <-over:
				return
			default:
				most = max(most, used())
				runtime.Gosched()
			}
		}
	})
	run()
	close(over)
	watch.Wait()
	return float64(max(most, before)-before) / (1 << 20)
}
