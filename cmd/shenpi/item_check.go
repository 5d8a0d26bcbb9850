package main

import (
	"fmt"
	"slices"
	"strings"

	"shenpi/catalogue"
	"shenpi/workflow/item"
	"shenpi/workflow/proof"
)

type itemCheckCommand struct {
	formFlags
	Files  []string `arg:"" name:"file" help:"Definitions, YAML."`
	People string   `help:"Who holds which role, in the shape of office.yaml (default: the demonstration office)." placeholder:"FILE" type:"existingfile"`
	JSON   bool     `help:"Print one JSON object for each file." xor:"as"`
	SARIF  bool     `name:"sarif" help:"Print all findings as SARIF 2.1.0, for code review tools." xor:"as"`
}

// Help shows examples.
func (*itemCheckCommand) Help() string {
	return "Example:\n  shenpi item check items/si-renewal.yaml\n\n" +
		"Findings are printed as file:line:column: sentence, with their severity, their code and a shortest way to what was found. " +
		"An error refuses publishing; warnings and notes do not."
}

// checked is what item check --json prints of a file.
type checked struct {
	File string `json:"file"`
	*proof.Report
}

// Run proves every file and ends with 1 when there was an error in one.
func (c *itemCheckCommand) Run(p *process) error {
	office, err := readOffice(c.People)
	if err != nil {
		return p.found(err)
	}
	sound := true
	var all []checked
	for _, name := range c.Files {
		r, it, err := c.check(name, office)
		if err != nil {
			return err
		}
		sound = sound && r.Sound
		all = append(all, checked{name, r})
		switch {
		case c.SARIF:
		case c.JSON:
			err = p.printJSON(checked{name, r})
		default:
			p.printReport(name, it, r)
		}
		if err != nil {
			return err
		}
	}
	if c.SARIF {
		if err := p.printJSON(sarifOf(all)); err != nil {
			return err
		}
	}
	if !sound {
		return errSaid
	}
	return nil
}

func (c *itemCheckCommand) check(name string, office catalogue.Office) (*proof.Report, *item.Item, error) {
	it, found, err := c.definition(name)
	switch {
	case err != nil:
		return nil, nil, err
	case len(found) > 0:
		return proof.Refused(found), nil, nil
	}
	opt := proof.Options{People: staffOf(it, office)}
	if c.People != "" { // the office it is for, and not the one of the demonstration
		opt.Units = []string{}
		for _, u := range office.Units {
			opt.Units = append(opt.Units, u.ID)
		}
	}
	return proof.Check(it, opt), it, nil
}

// staffOf lists who of an office can act on the cases of an item: appointments hold in the units below theirs too.
func staffOf(it *item.Item, office catalogue.Office) []proof.Person {
	parents, people := map[string]string{}, map[string]catalogue.Person{}
	for _, u := range office.Units {
		parents[u.ID] = u.Parent
	}
	var ids []string
	for _, p := range office.People {
		ids, people[p.ID] = append(ids, p.ID), p
	}
	return proof.Staff(it, ids, func(person, unit string) (roles []string) {
		above := map[string]bool{}
		for u := unit; u != "" && !above[u]; u = parents[u] {
			above[u] = true
		}
		for _, a := range people[person].Appointments {
			if above[a.Unit] && !slices.Contains(roles, a.Role) {
				roles = append(roles, a.Role)
			}
		}
		return roles
	})
}

// printReport prints a report for people.
func (p *process) printReport(name string, it *item.Item, r *proof.Report) {
	for _, f := range r.Findings {
		if f.Code == "back_edge" { // told below, with what the staff can do
			continue
		}
		p.printf("%s\n", f)
		for k, s := range f.Path {
			p.printf("    %d. %s\n", k+1, s.En)
		}
	}
	if it == nil {
		return
	}
	verdict := "is sound"
	if !r.Sound {
		verdict = "is not sound"
	}
	p.printf("%s: %s version %d %s: %d positions, %d moves\n", name, it.Item, it.Version, verdict, r.Positions, r.Moves)
	for _, t := range r.Times {
		p.printf("  %s\n", timeLine(it, t))
	}
	for _, b := range r.Returns {
		p.printf("  %s\n", returnLine(it, b))
	}
	if r.Staffing != nil {
		p.printStaffing(it, r.Staffing)
	}
}

func timeLine(it *item.Item, t proof.LongestTime) string {
	what := t.Clock
	if t.Deemed {
		what += ", when acceptance is deemed"
	}
	line := fmt.Sprintf("%s: %d working days at most, %d by law", what, t.Days, t.Law)
	if t.Promise > 0 {
		line += fmt.Sprintf(", %d promised", t.Promise)
	}
	legs := make([]string, len(t.Path))
	for k, l := range t.Path {
		legs[k] = fmt.Sprintf("%s %d", titleIn(it, l.Node), l.Days)
	}
	return line + ": " + strings.Join(legs, " + ")
}

func returnLine(it *item.Item, b proof.WayBack) string {
	how := "upon its outcome"
	if d := it.Place(b.Node).Decision(b.Decision); d != nil {
		how = d.Title.En
	}
	often := "any number of times"
	if b.AtMost > 0 {
		often = fmt.Sprintf("at most %d times", b.AtMost)
	}
	line := fmt.Sprintf("back from %s (%s) to %s, %s: up to %d working days each, the law has room for %d", titleIn(it, b.Node), how,
		titleIn(it, b.To), often, b.Days, b.Fits)
	switch {
	case b.Survives < 0:
		line += ", the staff for any number"
	case b.Survives > 0:
		line += fmt.Sprintf(", the staff for %d", b.Survives)
	}
	return line
}

func (p *process) printStaffing(it *item.Item, s *proof.Staffing) {
	switch {
	case !s.Decided:
		p.printf("  staff: not decided\n")
	case s.Feasible:
		p.printf("  staff: every path can be done by the people appointed\n")
	default:
		p.printf("  staff: not every path can be done by the people appointed\n")
	}
	for _, a := range s.Absences {
		stops := make([]string, len(a.Stops))
		for k, n := range a.Stops {
			stops[k] = titleIn(it, n)
		}
		p.printf("  without %s: no %s\n", a.Person, strings.Join(stops, ", "))
	}
}

// titleIn is the English title of a node; an act of the case is called by its name.
func titleIn(it *item.Item, node string) string {
	if at := it.Place(node); at != nil && at.Title.En != "" {
		return at.Title.En
	}
	return node
}
