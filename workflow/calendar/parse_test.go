package calendar_test

import (
	"errors"
	"os"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"

	"shenpi/workflow/calendar"
)

// good is a year file; each refusal below is one replacement away from it.
const good = `{
  "year": 2027,
  "source": "notice",
  "holidays": [
    {"date": "2027-01-01", "name": {"zh": "元旦", "en": "New Year's Day"}},
    {"date": "2027-05-03", "name": {"zh": "劳动节", "en": "Labour Day"}}
  ],
  "makeup": [
    {"date": "2027-05-08", "name": {"zh": "上班", "en": "Work"}}
  ]
}
`

func TestParseYearRefuses(t *testing.T) {
	t.Parallel()
	_, err := calendar.ParseYear("2027.json", []byte(good))
	require.NoError(t, err)
	for name, c := range map[string]struct {
		old, new string
		code     string
		line     int
		says     string
	}{
		"unknown key":        {`"source"`, `"origin"`, calendar.CodeUnknownKey, 3, `unknown key "origin"`},
		"key in other case":  {`"year"`, `"Year"`, calendar.CodeUnknownKey, 2, `unknown key "Year"`},
		"unknown inner key":  {`"zh": "上班"`, `"zh": "上班", "fr": "x"`, calendar.CodeUnknownKey, 9, `unknown key "fr"`},
		"key twice":          {`"source": "notice"`, `"source": "a", "source": "b"`, calendar.CodeDuplicateKey, 3, "given twice"},
		"key missing":        {`"source": "notice",`, ``, calendar.CodeMissingKey, 11, `key "source" is missing`},
		"inner key missing":  {`, "en": "Work"`, ``, calendar.CodeMissingKey, 9, `key "en" is missing`},
		"empty source":       {`"notice"`, `""`, calendar.CodeEmptyText, 3, "empty"},
		"year as text":       {`2027,`, `"2027",`, calendar.CodeBadYear, 2, "whole number"},
		"year as fraction":   {`2027,`, `2027.0,`, calendar.CodeBadYear, 2, "whole number"},
		"year zero":          {`2027,`, `0,`, calendar.CodeBadYear, 2, "whole number"},
		"wrong date":         {`2027-05-03`, `2027-02-29`, calendar.CodeBadDate, 6, "2027-02-29"},
		"short date":         {`2027-05-03`, `2027-5-3`, calendar.CodeBadDate, 6, "2027-5-3"},
		"date as number":     {`"2027-05-03"`, `20270503`, calendar.CodeWrongType, 6, "text"},
		"date of other year": {`2027-05-03`, `2026-05-03`, calendar.CodeOtherYear, 6, "2026-05-03 is not a day of 2027"},
		"date twice":         {`2027-05-03`, `2027-01-01`, calendar.CodeDuplicateDate, 6, "2027-01-01 is given twice"},
		"holiday and makeup": {`2027-05-08`, `2027-05-03`, calendar.CodeBothKinds, 9, "both a holiday and a make-up day"},
		"list as object":     {`"makeup": [`, `"makeup": {`, calendar.CodeWrongType, 8, "a list"},
		"name as text":       {`{"zh": "上班", "en": "Work"}`, `"Work"`, calendar.CodeWrongType, 9, "an object"},
		"not JSON":           {`"source":`, `source:`, calendar.CodeBadJSON, 3, "not valid JSON"},
		"cut off":            {"  ]\n}\n", "", calendar.CodeBadJSON, 9, "not valid JSON"},
		"trailing comma":     {"Work\"}}\n", "Work\"}},\n", calendar.CodeBadJSON, 10, "not valid JSON"},
		"more after the end": {"]\n}\n", "]\n}\n{}", calendar.CodeBadJSON, 12, "more after the end"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			text := strings.Replace(good, c.old, c.new, 1)
			require.NotEqual(t, good, text)
			_, err := calendar.ParseYear("2027.json", []byte(text))
			var refused *calendar.FileError
			require.ErrorAs(t, err, &refused)
			require.Equal(t, c.code, refused.Code, err)
			require.Equal(t, c.line, refused.Line, err)
			require.Contains(t, refused.En, c.says)
			require.NotEmpty(t, refused.Zh)
			require.True(t, strings.HasPrefix(err.Error(), "2027.json:"), err)
		})
	}
	_, err = calendar.ParseYear("x", []byte(`{"year":2027,"source":"s","holidays":[],"makeup":[]}`))
	require.EqualError(t, err, "x:1: the year has no holidays at all")
}

func TestLoad(t *testing.T) {
	t.Parallel()
	cal, err := calendar.Load(fstest.MapFS{"2027.json": {Data: []byte(good)}, "notes.txt": {Data: []byte("?")}})
	require.NoError(t, err)
	require.Equal(t, []int{2027}, cal.Years())
	require.True(t, cal.Day(day("2027-05-08")).Working)

	_, err = calendar.Load(fstest.MapFS{"a.json": {Data: []byte(good)}, "b.json": {Data: []byte(good)}})
	require.EqualError(t, err, "b.json: another file gives 2027 already")
	_, err = calendar.Load(fstest.MapFS{"a.json": {Data: []byte("{")}})
	require.EqualError(t, err, "a.json:1: the file is not valid JSON")
	_, err = calendar.Load(fstest.MapFS{})
	var refused *calendar.FileError
	require.ErrorAs(t, err, &refused)
	require.Equal(t, calendar.CodeNoYears, refused.Code)
}

// What is accepted is a year that writes itself back the same; what is not is
// refused with a place and a sentence in both languages.
func FuzzParseYear(f *testing.F) {
	f.Add([]byte(good))
	for _, name := range []string{"years/2025.json", "years/2026.json"} {
		data, err := os.ReadFile(name)
		require.NoError(f, err)
		f.Add(data)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		year, err := calendar.ParseYear("f", data)
		if err != nil {
			var refused *calendar.FileError
			require.True(t, errors.As(err, &refused), "%T", err)
			require.Positive(t, refused.Line)
			require.NotEmpty(t, refused.Code)
			require.NotEmpty(t, refused.Zh)
			require.NotEmpty(t, refused.En)
			return
		}
		out, err := year.MarshalJSON()
		require.NoError(t, err)
		again, err := calendar.ParseYear("f", out)
		require.NoError(t, err)
		require.Equal(t, year, again)
		for _, s := range year.Holidays() {
			require.Equal(t, year.Number(), s.Date.Year())
			require.False(t, calendar.New(year).Day(s.Date).Working)
		}
		for _, s := range year.Makeup() {
			require.True(t, calendar.New(year).Day(s.Date).Working)
		}
	})
}
