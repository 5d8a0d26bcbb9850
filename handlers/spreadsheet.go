package handlers

import (
	"encoding/csv"
	"io"
	"strings"
)

// spreadsheet writes a table of separated values as spreadsheets open it by themselves: marked as UTF-8, and without anything that
// they would take for a formula.
type spreadsheet struct{ out *csv.Writer }

func newSpreadsheet(w io.Writer) (spreadsheet, error) {
	_, err := io.WriteString(w, "\ufeff")
	out := csv.NewWriter(w)
	out.UseCRLF = true
	return spreadsheet{out}, err
}

func (s spreadsheet) line(cells ...string) error {
	for i, cell := range cells {
		if strings.IndexAny(cell, "=+-@\t\r") == 0 {
			cells[i] = "'" + cell
		}
	}
	return s.out.Write(cells)
}

// end hands on what is not written yet.
func (s spreadsheet) end() error {
	s.out.Flush()
	return s.out.Error()
}
