// Command page writes docs/clocks.md from the table of the law.
package main

import (
	"log"
	"os"

	"shenpi/workflow/clock"
)

func main() {
	if len(os.Args) != 2 {
		log.Fatal("usage: page FILE")
	}
	if err := os.WriteFile(os.Args[1], []byte(clock.Page()), 0o644); err != nil { //nolint:gosec // a page for everybody
		log.Fatal(err)
	}
}
