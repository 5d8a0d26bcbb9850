// Command samplegen writes the files that the sample applications name. It is run by
// `go generate` in the catalogue; a test holds that the files are what it would write.
package main

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"

	"shenpi/catalogue"
	"shenpi/catalogue/internal/attachment"
)

func main() {
	out := flag.String("out", ".", "folder of the catalogue")
	flag.Parse()
	if err := write(*out); err != nil {
		fmt.Fprintln(os.Stderr, "samplegen:", err)
		os.Exit(1)
	}
}

func write(root string) error {
	samples, err := catalogue.Samples()
	if err != nil {
		return err
	}
	if err := os.RemoveAll(filepath.Join(root, "samples", "files")); err != nil {
		return fmt.Errorf("clear files: %w", err)
	}
	for _, s := range samples {
		for _, f := range s.Files {
			raw, err := attachment.Make(s, f)
			if err != nil {
				return err
			}
			path := filepath.Join(root, filepath.FromSlash(f.Path))
			if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
				return fmt.Errorf("make folder: %w", err)
			}
			if err := os.WriteFile(path, raw, 0o644); err != nil {
				return fmt.Errorf("write file: %w", err)
			}
		}
	}
	return nil
}
