package main

import (
	"cmp"
	"context"
	"errors"
	"time"

	"shenpi/notify"
)

type noticeCommands struct {
	List   noticeListCommand   `cmd:"" help:"List what became of notices outside the inbox, the newest first."`
	Replay noticeReplayCommand `cmd:"" help:"Have notices that were given up tried again."`
}

type noticeListCommand struct {
	databaseFlags
	Status string `help:"waiting, sent or dead." enum:"waiting,sent,dead" default:"dead"`
	Target string `help:"Only mail, sms or webhook/ID."`
	Limit  int    `help:"How many at most." default:"50"`
	JSON   bool   `help:"Print one JSON object a line."`
}

// Help shows an example.
func (*noticeListCommand) Help() string {
	return "Example:\n  shenpi notice list --data /var/lib/shenpi\n  shenpi notice list --status waiting --target mail --data /var/lib/shenpi\n\nThe server must not be running on the same SQLite data folder; there GET /api/v1/deliveries says the same."
}

// deliveryLine is a delivery as it is printed: without to whom.
type deliveryLine struct {
	ID          string    `json:"id"`
	Target      string    `json:"target"`
	Status      string    `json:"status"`
	Kind        string    `json:"kind"`
	Case        string    `json:"case"` // its id, as in the API
	Number      string    `json:"case_number,omitempty"`
	Certificate string    `json:"certificate,omitempty"`
	Duty        string    `json:"duty,omitempty"`
	Tries       int       `json:"tries"`
	Planned     time.Time `json:"planned_at"`
	Next        time.Time `json:"next_at,omitzero"`
	Error       string    `json:"error,omitempty"`
}

// Run lists.
func (c *noticeListCommand) Run(ctx context.Context, p *process) (err error) {
	if c.Limit < 1 {
		return misused("--limit is at least 1")
	}
	if err := checkTarget(c.Target); err != nil {
		return err
	}
	if err := c.exists(); err != nil {
		return err
	}
	h, err := openHouse(ctx, p, c.databaseFlags, plan{})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, h.close()) }()
	f := notify.DeliveryFilter{Target: c.Target, Status: c.Status}
	for left := c.Limit; left > 0; {
		f.Limit = min(left, 200)
		page, err := h.db.Deliveries(ctx, f)
		if err != nil {
			return err
		}
		for _, d := range page.Rows {
			if err := c.tell(p, d); err != nil {
				return err
			}
		}
		left -= len(page.Rows)
		if f.Cursor = page.Next; f.Cursor == "" {
			return nil
		}
	}
	return nil
}

// checkTarget refuses a target that nothing can go to; empty is every one.
func checkTarget(target string) error {
	if err := notify.CheckTarget(target); target != "" && err != nil {
		return misused("--target: %v", err)
	}
	return nil
}

func (c *noticeListCommand) tell(p *process, d notify.Parcel) error {
	l := deliveryLine{d.ID, d.Target, d.Status, d.Message.Kind, string(d.Message.Case), d.Message.CaseNumber, d.Message.Certificate, d.Message.Duty, d.Tries, d.PlannedAt, d.NextAt, d.Error}
	if c.JSON {
		return p.printJSON(l)
	}
	p.printf("%s  %s  %s %s  %s %d  %s\n", l.ID, l.Planned.Format(time.DateTime), cmp.Or(l.Number, l.Certificate), l.Kind, l.Status, l.Tries, l.Error)
	return nil
}

type noticeReplayCommand struct {
	databaseFlags
	IDs    []string `arg:"" optional:"" name:"id" help:"Deliveries, as list names them."`
	All    bool     `help:"Every one that was given up."`
	Target string   `help:"Of them only those by mail, sms or webhook/ID."`
}

// Help shows an example.
func (*noticeReplayCommand) Help() string {
	return "Example:\n  shenpi notice replay --all --target mail --data /var/lib/shenpi"
}

// Run has them tried again by the server, once it runs.
func (c *noticeReplayCommand) Run(ctx context.Context, p *process) (err error) {
	if (len(c.IDs) > 0) == c.All {
		return misused("name deliveries, or give --all")
	}
	if err := checkTarget(c.Target); err != nil {
		return err
	}
	if err := c.exists(); err != nil {
		return err
	}
	h, err := openHouse(ctx, p, c.databaseFlags, plan{})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, h.close()) }()
	n, err := h.db.ReplayDeliveries(ctx, c.Target, c.IDs)
	if err != nil {
		return err
	}
	p.printf("%d to be tried again\n", n)
	return nil
}
