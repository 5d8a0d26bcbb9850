package db

import (
	"errors"
	"fmt"
	"maps"
	"slices"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"shenpi/workflow"
	"shenpi/workflow/trail"
)

// policyLock is the advisory lock that commands share while they are judged and a change of the policy has alone.
const policyLock = 0x5348_454e_0001

// load reads what every member needs: one statement each for the policy, the keys, the cases and the streams.
func (b *batch) load() error {
	b.base = view{
		keys: map[keyID]keyed{}, cases: map[workflow.CaseID]caseNow{}, heads: map[string]trail.Head{},
		counters: map[string]int64{}, holders: map[workflow.HoldingKey]workflow.HoldingRow{}, certificates: map[string]workflow.Certificate{},
	}
	if err := b.lockPolicy(); err != nil {
		return fmt.Errorf("lock the policy: %w", err)
	}
	var keys []keyID
	var cases []string
	var streams []string
	for _, m := range b.members {
		if m.write.Key != nil {
			keys = append(keys, keyOf(m.write.Key))
		}
		switch {
		case m.write.Stream != "":
			streams = append(streams, m.write.Stream)
		case !m.write.Create:
			cases = append(cases, string(m.write.Case))
		}
	}
	var err error
	if b.base.policy, err = policyRevision(b.tx); err != nil {
		return err
	}
	return errors.Join(b.loadHeads(unique(streams)), b.loadKeys(keys), b.loadCases(unique(cases)))
}

// lockPolicy keeps the policy from moving until the commit. Commands on cases share it; with an act of administration,
// which may move it, a batch has it alone from the start, since two that both wanted it later would wait for each other.
func (b *batch) lockPolicy() error {
	if b.d.kind == sqliteKind {
		return nil
	}
	if b.alone {
		if err := b.tx.Exec(fmt.Sprintf("SET LOCAL lock_timeout = %d", aloneWait)).Error; err != nil {
			return err
		}
	}
	lock := "SELECT pg_advisory_xact_lock_shared(?)"
	if slices.ContainsFunc(b.members, func(m *member) bool { return m.write.Stream != "" }) {
		lock = "SELECT pg_advisory_xact_lock(?)"
	}
	return b.tx.Exec(lock, int64(policyLock)).Error
}

func unique(names []string) []string {
	slices.Sort(names)
	return slices.Compact(names)
}

// locked makes a read on PostgreSQL lock what it reads; SQLite has one writer and ignores it.
func locked(tx *gorm.DB) *gorm.DB {
	return tx.Clauses(clause.Locking{Strength: clause.LockingStrengthUpdate})
}

// loadHeads reads administrative streams, each locked by its name. They are few, so they are never raced for.
func (b *batch) loadHeads(streams []string) error {
	if len(streams) == 0 {
		return nil
	}
	if b.d.kind == postgresKind {
		locks := make([]int64, len(streams))
		for i, s := range streams {
			locks[i] = lockKey("stream " + s)
		}
		slices.Sort(locks)
		for _, l := range locks {
			if err := b.tx.Exec("SELECT pg_advisory_xact_lock(?)", l).Error; err != nil {
				return fmt.Errorf("lock streams: %w", err)
			}
		}
	}
	var rows []headRow
	if err := b.tx.Where("stream IN ?", streams).Find(&rows).Error; err != nil {
		return fmt.Errorf("read streams: %w", err)
	}
	for _, r := range rows {
		b.base.heads[r.Stream] = r.head()
	}
	return nil
}

func (b *batch) loadCases(ids []string) error {
	if len(ids) == 0 {
		return nil
	}
	query := "SELECT " + caseContents + " FROM cases " + withForm + " WHERE cases.id IN ?"
	if b.alone && b.d.kind == postgresKind {
		query += " FOR UPDATE OF cases"
	}
	err := each(b.tx, query, []any{ids}, func(scan func(...any) error) error {
		var c caseContent
		if err := scan(&c.ID, &c.Revision, &c.HeadHash, &c.HeadAt, &c.NextDue, &c.State, &c.Form); err != nil {
			return err
		}
		now := c.now()
		now.decoded = b.d.decoded.find(workflow.CaseID(c.ID), now.head)
		b.base.cases[workflow.CaseID(c.ID)] = now
		return nil
	})
	if err != nil {
		return fmt.Errorf("read cases: %w", err)
	}
	return nil
}

// lockCounters locks what the changes asked for in an order that all writers keep. What comes too late for that order
// begins the batch anew.
func (b *batch) lockCounters() error {
	var last string
	for name := range b.base.counters {
		last = max(last, name)
	}
	names := unique(b.wanted)
	if len(names) > 0 && names[0] < last {
		return &leftOut{wanted: slices.Concat(names, slices.Collect(maps.Keys(b.base.counters)))}
	}
	b.wanted = nil
	return b.loadCounters(names)
}

func (b *batch) loadCounters(names []string) error {
	if len(names) == 0 {
		return nil
	}
	none := make([]counterRow, len(names))
	for i, n := range names {
		none[i].Name = n
	}
	if err := insert(b.tx, none, keepOld); err != nil {
		return fmt.Errorf("lock counters: %w", err)
	}
	var rows []counterRow
	if err := locked(b.tx).Where("name IN ?", names).Order("name").Find(&rows).Error; err != nil {
		return fmt.Errorf("lock counters: %w", err)
	}
	for _, r := range rows {
		b.base.counters[r.Name] = r.Value
		if b.now.counters != nil {
			b.now.counters[r.Name] = r.Value
		}
	}
	return nil
}

func (b *batch) loadHoldings(keys []workflow.HoldingKey) error {
	wanted := map[workflow.HoldingKey]workflow.HoldingRow{}
	for _, k := range keys {
		if _, known := b.base.holders[k]; !known {
			wanted[k] = workflow.HoldingRow{HoldingKey: k}
		}
	}
	if len(wanted) == 0 {
		return nil
	}
	rows, err := readHoldings(b.tx, b.d.kind, slices.Collect(maps.Keys(wanted)))
	if err != nil {
		return err
	}
	for _, r := range rows {
		wanted[r.HoldingKey] = r
	}
	maps.Copy(b.base.holders, wanted)
	maps.Copy(b.now.holders, wanted)
	return nil
}
