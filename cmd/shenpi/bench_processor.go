package main

import (
	"fmt"
	"os"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// processor is how much time the processors have spent, and how much of it for this process.
type processor struct {
	busy, all, own time.Duration
}

// ticks of /proc/stat are hundredths of a second on Linux.
const tick = 10 * time.Millisecond

// readProcessor reads /proc/stat, which counts for the whole machine or container host.
func readProcessor() (processor, error) {
	text, err := os.ReadFile("/proc/stat")
	if err != nil {
		return processor{}, fmt.Errorf("read the processor times: %w", err)
	}
	line, _, _ := strings.Cut(string(text), "\n")
	fields := strings.Fields(line)
	if len(fields) < 9 || fields[0] != "cpu" {
		return processor{}, fmt.Errorf("read the processor times: /proc/stat begins with %q", line)
	}
	var p processor
	for i, field := range fields[1:9] { // user, nice, system, idle, iowait, irq, softirq, steal
		n, err := strconv.ParseInt(field, 10, 64)
		if err != nil {
			return processor{}, fmt.Errorf("read the processor times: %w", err)
		}
		p.all += time.Duration(n) * tick
		if i != 3 && i != 4 {
			p.busy += time.Duration(n) * tick
		}
	}
	var used syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &used); err != nil {
		return processor{}, fmt.Errorf("read the processor times: %w", err)
	}
	p.own = time.Duration(used.Utime.Nano() + used.Stime.Nano())
	return p, nil
}

// others is the share of all processor time since before that other processes took.
func (p processor) others(before processor) float64 {
	all := p.all - before.all
	if all <= 0 {
		return 0
	}
	return clamp(float64(p.busy-before.busy-(p.own-before.own))/float64(all), 0, 1)
}
