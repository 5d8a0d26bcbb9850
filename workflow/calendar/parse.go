package calendar

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
)

// Codes of a FileError.
const (
	CodeBadJSON       = "bad_json"
	CodeUnknownKey    = "unknown_key"
	CodeDuplicateKey  = "duplicate_key"
	CodeMissingKey    = "missing_key"
	CodeWrongType     = "wrong_type"
	CodeEmptyText     = "empty_text"
	CodeBadYear       = "bad_year"
	CodeBadDate       = "bad_date"
	CodeOtherYear     = "date_of_other_year"
	CodeDuplicateDate = "duplicate_date"
	CodeBothKinds     = "holiday_and_makeup"
	CodeNoHolidays    = "no_holidays"
	CodeDuplicateYear = "duplicate_year"
	CodeNoYears       = "no_years"
)

// FileError says why a year file was refused. Zh and En are sentences for the
// administrator who loads the file; Error is "file:line: sentence" in English.
type FileError struct {
	File string
	Line int // 1-based; 0 = the file as a whole
	Code string
	Zh   string
	En   string
}

func (e *FileError) Error() string {
	if e.Line == 0 {
		return e.File + ": " + e.En
	}
	return fmt.Sprintf("%s:%d: %s", e.File, e.Line, e.En)
}

// ParseYear reads one year file strictly; name is how errors call it. Every
// error is a *FileError: unknown, missing or repeated keys, wrong dates, dates
// of another year, dates given twice, holidays that are also make-up days, and
// a year without any holiday, which the law rules out.
func ParseYear(name string, data []byte) (Year, error) {
	r := &reader{file: name, data: data, dec: json.NewDecoder(bytes.NewReader(data))}
	r.dec.UseNumber()
	y, err := r.year()
	if err != nil {
		return Year{}, err
	}
	if _, err := r.dec.Token(); !errors.Is(err, io.EOF) {
		return Year{}, r.refuse(CodeBadJSON, "文件在结尾之后还有内容。", "there is more after the end of the year")
	}
	return y, nil
}

type dated struct {
	Special
	line int
}

func (r *reader) specials() ([]dated, error) {
	if err := r.delim('[', "数组", "a list"); err != nil {
		return nil, err
	}
	var out []dated
	for r.dec.More() {
		s, err := r.special()
		if err != nil {
			return nil, err
		}
		out = append(out, s)
	}
	_, err := r.token()
	return out, err
}

func (r *reader) special() (dated, error) {
	var out dated
	err := r.object([]string{"date", "name"}, func(key string) error {
		if key == "name" {
			return r.name(&out.Name)
		}
		s, err := r.text()
		if err != nil {
			return err
		}
		if out.Date, err = Parse(s); err != nil {
			return r.refuse(CodeBadDate, fmt.Sprintf("%q 不是有效日期（年-月-日）。", s), err.Error())
		}
		out.line = r.line()
		return nil
	})
	return out, err
}

func (r *reader) name(out *Name) error {
	return r.object([]string{"zh", "en"}, func(key string) (err error) {
		if key == "zh" {
			out.Zh, err = r.text()
			return err
		}
		out.En, err = r.text()
		return err
	})
}

func (r *reader) year() (Year, error) {
	var (
		number           int
		source           string
		holidays, makeup []dated
	)
	err := r.object([]string{"year", "source", "holidays", "makeup"}, func(key string) (err error) {
		switch key {
		case "year":
			number, err = r.number()
		case "source":
			source, err = r.text()
		case "holidays":
			holidays, err = r.specials()
		case "makeup":
			makeup, err = r.specials()
		}
		return err
	})
	if err != nil {
		return Year{}, err
	}
	if len(holidays) == 0 {
		return Year{}, r.refuse(CodeNoHolidays, "没有任何节假日。", "the year has no holidays at all")
	}
	off, err := r.distinct(number, holidays, nil)
	if err != nil {
		return Year{}, err
	}
	on, err := r.distinct(number, makeup, off)
	if err != nil {
		return Year{}, err
	}
	return newYear(number, source, off, on), nil
}

// distinct checks that the days are of the year, each once, and none of others.
func (r *reader) distinct(year int, days []dated, others []Special) ([]Special, error) {
	seen := make(map[Date]string, len(days)+len(others))
	for _, o := range others {
		seen[o.Date] = CodeBothKinds
	}
	out := make([]Special, 0, len(days))
	for _, d := range days {
		e := &FileError{File: r.file, Line: d.line, Code: seen[d.Date]}
		switch {
		case d.Date.Year() != year:
			e.Code = CodeOtherYear
			e.Zh, e.En = fmt.Sprintf("%s 不在 %d 年内。", d.Date, year), fmt.Sprintf("%s is not a day of %d", d.Date, year)
		case e.Code == CodeBothKinds:
			e.Zh, e.En = fmt.Sprintf("%s 既是假日又是调休上班日。", d.Date), fmt.Sprintf("%s is both a holiday and a make-up day", d.Date)
		case e.Code == CodeDuplicateDate:
			e.Zh, e.En = fmt.Sprintf("%s 重复。", d.Date), fmt.Sprintf("%s is given twice", d.Date)
		default:
			seen[d.Date] = CodeDuplicateDate
			out = append(out, d.Special)
			continue
		}
		return nil, e
	}
	return out, nil
}
