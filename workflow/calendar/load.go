package calendar

import (
	"embed"
	"fmt"
	"io/fs"
	"path"
	"sync"
)

//go:embed years/*.json
var shippedFiles embed.FS

// Shipped is the calendar that comes with the program: 2025 and 2026.
func Shipped() *Calendar { return shipped() }

var shipped = sync.OnceValue(func() *Calendar {
	years, err := fs.Sub(shippedFiles, "years")
	if err != nil {
		panic(fmt.Sprintf("open shipped calendar: %v", err))
	}
	c, err := Load(years)
	if err != nil {
		panic(fmt.Sprintf("load shipped calendar: %v", err))
	}
	return c
})

// Load reads every *.json file at the top of fsys as a year. What is wrong in a
// file, a year given by two files and a folder without any are a *FileError.
func Load(fsys fs.FS) (*Calendar, error) {
	files, err := fs.Glob(fsys, "*.json")
	if err != nil {
		return nil, fmt.Errorf("list calendar files: %w", err)
	}
	c := &Calendar{}
	for _, file := range files {
		data, err := fs.ReadFile(fsys, file)
		if err != nil {
			return nil, fmt.Errorf("read calendar file: %w", err)
		}
		year, err := ParseYear(path.Base(file), data)
		if err != nil {
			return nil, err
		}
		if _, taken := c.Year(year.Number()); taken {
			return nil, &FileError{File: file, Code: CodeDuplicateYear,
				Zh: fmt.Sprintf("另一文件已给出 %d 年。", year.Number()),
				En: fmt.Sprintf("another file gives %d already", year.Number())}
		}
		c = c.With(year)
	}
	if len(files) == 0 {
		return nil, &FileError{File: "*.json", Code: CodeNoYears, Zh: "没有日历文件。", En: "there is no calendar file"}
	}
	return c, nil
}
