package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"shenpi/documents"
	"shenpi/workflow"
	"shenpi/workflow/calendar"
	"shenpi/workflow/clock"
	"shenpi/workflow/item"
)

type clockCommands struct {
	Count   clockCountCommand   `cmd:"" default:"withargs" help:"Count a limit day by day, without a database."`
	Law     clockLawCommand     `cmd:"" help:"Print the limits of the law and how they are counted."`
	Confirm clockConfirmCommand `cmd:"" help:"Say that the machine's clock is right after it jumped ahead."`
}

type clockCountCommand struct {
	Law      string   `help:"A limit of the law, as shenpi clock law lists them, instead of --days and --unit." placeholder:"ID"`
	Start    string   `help:"Day of the event it is counted from; not counted itself." placeholder:"DATE"`
	Until    string   `help:"Last day, or with --before the event it is counted back from." placeholder:"DATE"`
	Days     int      `help:"Length of the limit, in its unit." placeholder:"N"`
	Before   int      `help:"At least so many units before --until." placeholder:"N"`
	Unit     string   `help:"workday, day or month." enum:"workday,day,month" default:"workday"`
	Promise  int      `help:"What the office promises, in the same unit." placeholder:"N"`
	Extended int      `help:"Days by which it was lengthened." placeholder:"N"`
	Exclude  []string `help:"Days not counted: GROUND:FROM:TO:AT-MOST; TO and AT-MOST may be empty. May be repeated." placeholder:"SPAN" sep:"none"`
	Suspend  []string `help:"Days suspended, in the same form." placeholder:"SPAN" sep:"none"`
	Halted   string   `help:"Day from which it stands still." placeholder:"DATE"`
	Ended    string   `help:"Day it ended." placeholder:"DATE"`
	AsOf     string   `help:"Day it is looked at (default: today)." placeholder:"DATE"`
	Calendar []string `help:"Files of years, besides and before the shipped ones." placeholder:"FILE" type:"existingfile"`
	JSON     bool     `help:"Print JSON."`
}

// Help shows examples.
func (*clockCountCommand) Help() string {
	return `Examples:
  shenpi clock --start 2026-09-11 --days 20
  shenpi clock --law suit --start 2026-04-30
  shenpi clock --until 2026-12-29 --before 30 --unit day
  shenpi clock --start 2026-11-02 --days 20 --exclude expert-review:2026-11-04:2026-11-12:20 --calendar 2027.json

It needs nothing but the calendar, so anybody can count again what the office counted.`
}

// Run prints the sheet.
func (c *clockCountCommand) Run(_ context.Context, p *process) error {
	k, title, basis, err := c.clock()
	if err != nil {
		return err
	}
	cal, err := c.calendar()
	if err != nil {
		return err
	}
	asOf := calendar.DateOf(p.now())
	if c.AsOf != "" {
		if asOf, err = flagDate("as-of", c.AsOf); err != nil {
			return err
		}
	}
	sheet := workflow.ClockSheet{Clock: k.Name, Title: title, Basis: basis, Sheet: k.Sheet(cal, asOf)}
	if c.JSON {
		return p.printJSON(map[string]any{"clock": k, "as_of": asOf, "calendar": cal.Hash(), "sheet": sheet.Sheet})
	}
	return printSheets(p, "", nil, asOf, cal, []workflow.ClockSheet{sheet})
}

// printSheets prints sheets as the paper of them reads.
func printSheets(p *process, head string, phrases map[string]string, asOf calendar.Date, cal *calendar.Calendar, sheets []workflow.ClockSheet) error {
	data, err := workflow.SheetPaper(head, phrases, asOf, cal.Hash(), sheets)
	if err != nil {
		return err
	}
	text, err := documents.Text(data)
	if err != nil {
		return err
	}
	p.printf("%s", text)
	return nil
}

// clock reads the flags.
func (c *clockCountCommand) clock() (k clock.Clock, title item.Text, basis string, err error) {
	k = clock.Clock{Name: "limit", Unit: clock.Unit(c.Unit), Limit: c.Days, Before: c.Before}
	title = item.Text{Zh: "期限", En: "Limit"}
	days := []struct {
		flag, text string
		to         *calendar.Date
	}{{"start", c.Start, &k.Start}, {"until", c.Until, &k.Until}, {"halted", c.Halted, &k.Halted}, {"ended", c.Ended, &k.Ended}}
	for _, d := range days {
		if d.text == "" {
			continue
		}
		if *d.to, err = flagDate(d.flag, d.text); err != nil {
			return k, title, "", err
		}
	}
	if c.Law != "" {
		row, ok := clock.Find(c.Law)
		if !ok || row.Count == clock.CountOut {
			return k, title, "", misused("--law knows no limit %q: see shenpi clock law", c.Law)
		}
		event := k.Start
		if row.Count == clock.CountBefore || row.Count == clock.CountUntil {
			event = k.Until
		}
		if c.Days != 0 || c.Before != 0 || event.IsZero() {
			return k, title, "", misused("--law %s goes with the day of its event (--start, or --until where it is counted back or to) and without a length", c.Law)
		}
		law := row.On(event)
		k.Name, k.Unit, k.Limit, k.Before, k.Until = law.Name, law.Unit, law.Limit, law.Before, law.Until
		title, basis = item.Text(row.Title), row.Basis()
	}
	switch {
	case k.Start.IsZero() && k.Until.IsZero():
		return k, title, "", misused("--start or --until is needed")
	case k.Until.IsZero() == (k.Limit <= 0), k.Until.IsZero() && k.Before != 0, k.Before < 0:
		return k, title, "", misused("give --start with --days, or --until, perhaps with --before")
	}
	k.Promise, k.Extended = c.Promise, c.Extended
	if k.Exclusions, err = flagSpans("exclude", c.Exclude); err == nil {
		k.Suspensions, err = flagSpans("suspend", c.Suspend)
	}
	return k, title, basis, err
}

func (c *clockCountCommand) calendar() (*calendar.Calendar, error) {
	cal := calendar.Shipped()
	for _, name := range c.Calendar {
		data, err := os.ReadFile(name)
		if err != nil {
			return nil, fmt.Errorf("read a calendar year: %w", err)
		}
		year, err := calendar.ParseYear(filepath.Base(name), data)
		if err != nil {
			return nil, err
		}
		cal = cal.With(year)
	}
	return cal, nil
}

func flagDate(flag, text string) (calendar.Date, error) {
	d, err := calendar.Parse(text)
	if err != nil {
		return d, misused("--%s is a day such as 2026-11-02, not %q", flag, text)
	}
	return d, nil
}

// flagSpans reads GROUND:FROM:TO:AT-MOST.
func flagSpans(flag string, list []string) ([]clock.Exclusion, error) {
	var spans []clock.Exclusion
	for _, text := range list {
		parts := strings.Split(text, ":")
		if len(parts) < 2 || len(parts) > 4 || parts[0] == "" {
			return nil, misused("--%s is GROUND:FROM:TO:AT-MOST, not %q", flag, text)
		}
		parts = append(parts, "", "")
		x := clock.Exclusion{Ground: parts[0]}
		var err error
		if x.From, err = flagDate(flag, parts[1]); err != nil {
			return nil, err
		}
		if parts[2] != "" {
			if x.To, err = flagDate(flag, parts[2]); err != nil {
				return nil, err
			}
		}
		if parts[3] != "" {
			if x.AtMost, err = strconv.Atoi(parts[3]); err != nil || x.AtMost < 1 {
				return nil, misused("--%s is bounded by whole days, not %q", flag, parts[3])
			}
		}
		spans = append(spans, x)
	}
	return spans, nil
}

type clockLawCommand struct {
	JSON bool `help:"Print JSON."`
}

// Run prints the table.
func (c *clockLawCommand) Run(p *process) error {
	if !c.JSON {
		p.printf("%s", clock.Page())
		return nil
	}
	raw, err := json.Marshal(clock.Rows)
	if err != nil {
		return err
	}
	return p.printJSON(json.RawMessage(raw))
}
