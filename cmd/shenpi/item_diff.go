package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"regexp"
	"strconv"

	"shenpi/workflow"
	"shenpi/workflow/item"
)

type itemDiffCommand struct {
	databaseFlags
	formFlags
	A    string `arg:"" help:"The older one: a definition file, or ITEM@VERSION of the database."`
	B    string `arg:"" help:"The newer one."`
	JSON bool   `help:"Print one JSON object a difference."`
}

// Help shows examples.
func (*itemDiffCommand) Help() string {
	return "Examples:\n  shenpi item diff si-renewal@1 items/si-renewal.yaml --data ./demo\n  shenpi item diff old.yaml new.yaml --json"
}

// Run says what B says otherwise than A.
func (c *itemDiffCommand) Run(ctx context.Context, p *process) error {
	a, found, err := c.side(ctx, p, c.A)
	if err != nil {
		return err
	}
	b, foundToo, err := c.side(ctx, p, c.B)
	if err != nil {
		return err
	}
	if found = append(found, foundToo...); len(found) > 0 {
		p.printf("%s\n", found)
		return errSaid
	}
	list := item.Diff(a, b)
	for _, d := range list {
		if c.JSON {
			if err := p.printJSON(d); err != nil {
				return err
			}
			continue
		}
		p.printf("%s: %s。\n  %s.\n", d.Place, d.Zh, d.En)
	}
	if len(list) == 0 && !c.JSON {
		p.printf("%s and %s say the same\n", c.A, c.B)
	}
	return nil
}

var publishedName = regexp.MustCompile(`^([a-z0-9][a-z0-9-]{0,62})@([1-9][0-9]{0,8})$`)

// side reads a definition: a file, or what was published under a name.
func (c *itemDiffCommand) side(ctx context.Context, p *process, name string) (*item.Item, item.Findings, error) {
	m := publishedName.FindStringSubmatch(name)
	if _, err := os.Stat(name); m == nil || err == nil {
		return c.definition(name)
	}
	version, err := strconv.Atoi(m[2])
	if err != nil {
		return nil, nil, fmt.Errorf("read the version of %s: %w", name, err)
	}
	var it *item.Item
	err = withDatabase(ctx, p, c.databaseFlags, func(d reading) error {
		x, err := d.ItemVersion(ctx, m[1], version)
		if told := (*workflow.Error)(nil); errors.As(err, &told) {
			return fmt.Errorf("%s: %s", name, told.Text.En)
		}
		if err == nil {
			it, err = compiled(x)
		}
		return err
	})
	return it, nil, err
}
