package main

import (
	"slices"

	"shenpi/catalogue"
	"shenpi/workflow/item"
	"shenpi/workflow/proof"
)

type itemCheckCommand struct {
	formFlags
	languageFlag
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
		return p.found(err, c.language())
	}
	items := c.items()
	sound := true
	var all []checked
	for _, name := range c.Files {
		r, it, err := c.check(name, office, items)
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
			(&reportPrinter{p, c.language(), it}).print(name, r)
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

// items are what calls are held against: the shipped items, and the files in place of those of the same name.
func (c *itemCheckCommand) items() map[string]*item.Item {
	items := map[string]*item.Item{}
	for _, path := range catalogue.Items() {
		if it, err := item.Load(catalogue.FS(), path); err == nil {
			items[it.Item] = it
		}
	}
	for _, name := range c.Files {
		if it, found, err := c.definition(name); err == nil && len(found) == 0 {
			items[it.Item] = it
		}
	}
	return items
}

func (c *itemCheckCommand) check(name string, office catalogue.Office, items map[string]*item.Item) (*proof.Report, *item.Item, error) {
	it, found, err := c.definition(name)
	switch {
	case err != nil:
		return nil, nil, err
	case len(found) > 0:
		return proof.Refused(found), nil, nil
	}
	opt := proof.Options{People: staffOf(it, office), Roles: roleTitles(), Items: items}
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
