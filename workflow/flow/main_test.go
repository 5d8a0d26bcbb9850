package flow_test

import (
	"flag"
	"fmt"
	"os"
	"testing"
)

// TestMain sets how many histories a property tries: 5,000, under the race detector, which is ten times slower, 300, and
// with SHENPI_LONG=1 100,000, unless the flag says otherwise.
func TestMain(m *testing.M) {
	flag.Parse()
	given := false
	flag.Visit(func(f *flag.Flag) { given = given || f.Name == "rapid.checks" })
	checks := "5000"
	if underRace {
		checks = "300"
	}
	if os.Getenv("SHENPI_LONG") == "1" {
		checks = "100000"
	}
	if !given {
		if err := flag.Set("rapid.checks", checks); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(2)
		}
	}
	os.Exit(m.Run())
}
