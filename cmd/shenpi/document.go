package main

import (
	"encoding/json"
	"fmt"
	"os"
	"strings"

	"shenpi/documents"
	"shenpi/workflow"
	"shenpi/workflow/item"
)

type documentCommands struct {
	Preview documentPreviewCommand `cmd:"" help:"Render a document of a definition as it could look, before it is published."`
}

type documentPreviewCommand struct {
	formFlags
	Definition string   `arg:"" name:"item.yaml" help:"The definition." type:"existingfile"`
	Document   string   `arg:"" help:"Type of the document, such as acceptance-notice."`
	Sample     string   `name:"data" help:"JSON object whose values stand in the place of invented ones." placeholder:"FILE" type:"existingfile"`
	Fonts      []string `name:"font" help:"TrueType fonts with characters that the built-in one has not." placeholder:"FILE" type:"existingfile"`
	Out        string   `short:"o" required:"" help:"Where the PDF goes." placeholder:"FILE" type:"path"`
}

// Help shows an example.
func (*documentPreviewCommand) Help() string {
	return `Example:
  shenpi document preview items/si-renewal.yaml renewal-decision -o decision.pdf
  echo '{"applicant": {"name": "王𬭊工作室"}, "deemed": true}' > mine.json
  shenpi document preview items/si-renewal.yaml renewal-decision --data mine.json -o decision.pdf

People, numbers and days are invented, and every page says that it is a preview.`
}

// Run writes the preview.
func (c *documentPreviewCommand) Run(p *process) error {
	it, found, err := c.definition(c.Definition)
	switch {
	case err != nil:
		return err
	case len(found) > 0:
		return found
	case it.Document(c.Document) == nil:
		return misused("%s has no document %s; it has %s", c.Definition, c.Document, strings.Join(documentTypes(it), ", "))
	}
	var given map[string]any
	if c.Sample != "" {
		b, err := os.ReadFile(c.Sample)
		if err != nil {
			return fmt.Errorf("read the data: %w", err)
		}
		if err := json.Unmarshal(b, &given); err != nil {
			return fmt.Errorf("read the data in %s: %w", c.Sample, err)
		}
	}
	raw, err := workflow.PreviewDocument(it, c.Document, given)
	if err != nil {
		return err
	}
	press, err := openPress(c.Fonts, documents.PressOptions{SampleSeals: true})
	if err != nil {
		return err
	}
	file, err := press.Preview(raw)
	if err != nil {
		return err
	}
	if err := os.WriteFile(c.Out, file, 0o644); err != nil { //nolint:gosec // a preview is no secret
		return fmt.Errorf("write the preview: %w", err)
	}
	p.printf("%s: %s\n", c.Out, it.Document(c.Document).Title.En)
	return nil
}

func documentTypes(it *item.Item) []string {
	types := make([]string, len(it.Documents))
	for i, d := range it.Documents {
		types[i] = d.ID
	}
	return types
}
