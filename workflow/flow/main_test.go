package flow_test

import (
	"flag"
	"fmt"
	"os"
	"strconv"
	"testing"
)

// histories is how many are played of each definition drawn: to draw one and to explore it is dearer than to play it.
const histories = 5

// TestMain sets how many definitions a property draws: for 5,000 histories, for 300 under the race detector, which is ten
// times slower, and for 100,000 with SHENPI_LONG=1, unless the flag says otherwise.
func TestMain(m *testing.M) {
	flag.Parse()
	given := false
	flag.Visit(func(f *flag.Flag) { given = given || f.Name == "rapid.checks" })
	checks := 5000
	if underRace {
		checks = 300
	}
	if os.Getenv("SHENPI_LONG") == "1" {
		checks = 100000
	}
	if !given {
		if err := flag.Set("rapid.checks", strconv.Itoa(checks/histories)); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(2)
		}
	}
	os.Exit(m.Run())
}
