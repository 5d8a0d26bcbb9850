// Command openapi writes the OpenAPI document of the API to a file.
package main

import (
	"fmt"
	"os"

	"shenpi/handlers"
)

func main() {
	if err := write(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func write() error {
	if len(os.Args) != 2 {
		return fmt.Errorf("usage: openapi FILE")
	}
	document, err := handlers.Document()
	if err != nil {
		return err
	}
	return os.WriteFile(os.Args[1], document, 0o644)
}
