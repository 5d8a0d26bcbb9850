// Package catalogue ships the service items (事项), their forms, sample applications
// and the demonstration office, embedded in the program. The items are samples of
// historical ones: read items/ first, then forms/, samples/ and office.yaml.
package catalogue

import (
	"bytes"
	"embed"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
)

//go:generate go run ./internal/samplegen -out .

//go:embed items forms samples office.yaml
var files embed.FS

// FS holds items/*.yaml, forms/*.schema.json, samples and office.yaml. Forms are
// named in the items by their path in it and name each other relatively.
func FS() fs.FS { return files }

// Items lists the paths of the shipped service items in FS, sorted.
func Items() []string {
	paths, err := fs.Glob(files, "items/*.yaml")
	if err != nil {
		panic(err) // the pattern is constant
	}
	return paths
}

// Sample is a whole application (申请) with its files, for demonstrations and tests.
// All its people, enterprises and numbers are invented.
type Sample struct {
	Key        string          `json:"key"`                 // S1, S2, P1, P2, R1, R2, C1, C2, V1, W1, N1 or Y1
	Item       string          `json:"item"`                // key of the service item it is filed under
	Expect     string          `json:"expect"`              // the end a correct examination comes to
	ReceivedOn string          `json:"received_on"`         // civil date it is made to be filed on
	Applicant  string          `json:"applicant"`           // credit code of the filing enterprise, or of the party
	OpenedBy   string          `json:"opened_by,omitempty"` // the officer who opens the case for the office itself
	Form       json.RawMessage `json:"form"`
	Files      []SampleFile    `json:"files"`
}

// SampleFile is one file of a sample: the material it answers, the name the applicant
// gave it, and where its bytes are in FS.
type SampleFile struct {
	Requirement string `json:"requirement"`
	Name        string `json:"name"`
	Path        string `json:"path"`
}

// Samples reads the sample applications in the order of the service items' texts:
// S1, S2, P1, P2, R1, R2, then those about certificates: C1 and C2 change, V1 revokes, W1 withdraws, N1 cancels, Y1 reports. It does not read their files.
func Samples() ([]Sample, error) {
	var samples []Sample
	for _, name := range []string{"s1", "s2", "p1", "p2", "r1", "r2", "c1", "c2", "v1", "w1", "n1", "y1"} {
		var s Sample
		path := "samples/" + name + ".json"
		raw, err := files.ReadFile(path)
		if err != nil {
			return nil, fmt.Errorf("read sample: %w", err)
		}
		if err := decodeJSON(raw, &s); err != nil {
			return nil, fmt.Errorf("decode %s: %w", path, err)
		}
		samples = append(samples, s)
	}
	return samples, nil
}

// decodeJSON refuses unknown members and anything after the value.
func decodeJSON(raw []byte, into any) error {
	d := json.NewDecoder(bytes.NewReader(raw))
	d.DisallowUnknownFields()
	if err := d.Decode(into); err != nil {
		return err
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return errors.New("more than one value")
	}
	return nil
}
