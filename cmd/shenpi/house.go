package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"runtime"

	"shenpi/identity"
	"shenpi/policies"
	"shenpi/storage/db"
	"shenpi/workflow"
)

// house is everything of one database joined together.
type house struct {
	*process
	log         *slog.Logger
	db          *db.DB
	demo        bool
	clock       *officeClock
	definitions *definitions
	office      *office
	policy      *policies.Policy
	book        *logBook
	engine      *workflow.Engine
	identity    *identity.Service
	onWrite     func(workflow.Receipt)

	unlock func()
}

// demoSetting marks a database for ever: yes, or no.
const demoSetting = "demo"

// plan says what a command wants of a house.
type plan struct {
	mark    string // yes or no: what an unmarked database becomes, and what a marked one has to be; empty: whatever it is
	migrate bool
	log     *slog.Logger
}

// openHouse opens a database with everything around it. It refuses, in one sentence, what must not be served: a wrong
// setting, policy or definition, a newer schema, a database of the other kind, a clock that is behind.
func openHouse(ctx context.Context, p *process, f databaseFlags, want plan) (_ *house, err error) {
	if want.log == nil {
		want.log = slog.New(slog.DiscardHandler)
	}
	h := &house{process: p, log: want.log, unlock: func() {}}
	defer func() {
		if err != nil {
			err = errors.Join(err, h.close())
		}
	}()
	if err := openFolder(f.Data); err != nil {
		return nil, err
	}
	if f.sqlite() {
		if h.unlock, err = lockFolder(f.Data); err != nil {
			h.unlock = func() {}
			return nil, err
		}
	}
	if want.migrate {
		if err := db.Migrate(ctx, f.config(p, want.log)); err != nil {
			return nil, err
		}
	}
	if h.db, err = db.Open(ctx, f.config(p, want.log)); err != nil {
		return nil, err
	}
	if h.demo, err = markDemo(ctx, h.db, want.mark); err != nil {
		return nil, err
	}
	return h, h.join(ctx, f.Data)
}

// join builds what lies on top of the open database.
func (h *house) join(ctx context.Context, data string) error {
	key, err := openKey(data, h.random)
	if err != nil {
		return err
	}
	if h.clock, err = openClock(ctx, h.now, h.db, h.demo); err != nil {
		return err
	}
	if h.policy, err = policies.Embedded(); err != nil {
		return fmt.Errorf("read the policy: %w", err)
	}
	if h.office, err = openOffice(ctx, h.db); err != nil {
		return err
	}
	if h.definitions, err = openDefinitions(ctx, h.db, h.demo, h.now); err != nil {
		return err
	}
	if h.book, err = openLog(ctx, h.db, key, h.clock); err != nil {
		return err
	}
	h.engine = &workflow.Engine{
		Store: noticed{h.db, h}, Items: h.definitions, Office: h.office, Clock: h.clock, Calendars: h.definitions,
		Register: h.db, Random: h.random, PlaceSecret: h.db.PlaceSecret(),
	}
	cost := identity.DefaultCost()
	if h.demo {
		cost = demoCost // passwords are drawn at random there, and forty people come in at once
	}
	passwords, err := identity.NewPasswords(cost, runtime.GOMAXPROCS(0), h.random)
	if err != nil {
		return err
	}
	h.identity, err = identity.New(identity.Config{
		Accounts: h.db, Sessions: h.db, Tokens: h.db, Passwords: passwords, Limits: identity.DefaultLimits(),
		Clock: h.now, Random: h.random,
	})
	return err
}

func (h *house) close() error {
	var err error
	if h.db != nil {
		err = h.db.Close()
	}
	h.unlock()
	return err
}

// markDemo tells whether a database is a demonstration, and says so in it for ever the first time it is asked for one or
// the other.
func markDemo(ctx context.Context, s settings, want string) (bool, error) {
	mark, err := s.Setting(ctx, demoSetting)
	if err != nil {
		return false, err
	}
	switch {
	case want == "" || mark == want:
		return mark == "yes", nil
	case mark == "":
		return want == "yes", s.SetSetting(ctx, demoSetting, want)
	case want == "yes":
		return false, errors.New("this database was begun for real use and can never be a demonstration: give --demo another data folder")
	}
	return false, errors.New("this database is a demonstration for ever: start it with --demo, or give another data folder")
}

// noticed tells the house of every write, so that the jobs it makes work for are woken at once.
type noticed struct {
	*db.DB
	house *house
}

// Write is workflow.Store's.
func (n noticed) Write(ctx context.Context, w workflow.Write) (workflow.Receipt, error) {
	r, err := n.DB.Write(ctx, w)
	if err == nil && n.house.onWrite != nil {
		n.house.onWrite(r)
	}
	return r, err
}
