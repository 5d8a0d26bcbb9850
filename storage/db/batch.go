package db

import (
	"errors"
	"fmt"
	"maps"
	"slices"

	"gorm.io/gorm"

	"shenpi/workflow"
	"shenpi/workflow/trail"
)

const (
	maxPasses = 16  // how often all changes of a batch run again because some want counters locked
	maxAsks   = 512 // how often one change runs again in place because it wants more loaded
)

// batch is some commands in one transaction: what they read, their runs in memory, and what they leave to be flushed.
type batch struct {
	d       *DB
	tx      *gorm.DB
	members []*member
	alone   bool // lock the case, and wait longer
	keying  bool // the idempotency keys are being inserted

	base   view     // as loaded
	now    view     // as the members run so far have left it
	wanted []string // counters
	runs   []*run
	left   []*member // were left out of the flush and are to run again
}

// leftOut rolls a batch back: these members have to run again later, the others again at once, with the counters wanted
// locked beforehand.
type leftOut struct {
	members []*member
	wanted  []string
}

func (l *leftOut) Error() string { return fmt.Sprintf("%d commands have to run again", len(l.members)) }

// run is the last run of one member.
type run struct {
	m      *member
	out    *workflow.Output // nil when there is nothing to store
	answer workflow.Receipt
	err    error
	from   *run // the run in this batch whose answer it repeats
	later  bool // it has to wait for the next batch
}

func newBatch(d *DB, members []*member, wanted []string) *batch {
	return &batch{d: d, members: members, wanted: wanted}
}

// run is the whole transaction but its commit. It may be called once per batch.
func (b *batch) run(tx *gorm.DB) error {
	b.tx = tx
	if err := b.load(); err != nil {
		return err
	}
	for range maxPasses {
		if err := b.lockCounters(); err != nil {
			return err
		}
		if err := b.pass(); err != nil {
			return err
		}
		if len(b.wanted) > 0 {
			continue
		}
		if err := b.lookAgain(); err != nil {
			return err
		}
		return b.flush()
	}
	return fmt.Errorf("a change wants more loaded after %d passes", maxPasses)
}

// pass runs every member once, each on what those before it have left.
func (b *batch) pass() error {
	b.now = b.base.clone()
	b.runs = make([]*run, 0, len(b.members))
	for _, m := range b.members {
		r := &run{m: m}
		if err := b.try(r); err != nil {
			return err
		}
		b.runs = append(b.runs, r)
	}
	return nil
}

// try runs one member; its error is one of the database.
func (b *batch) try(r *run) error {
	w := r.m.write
	if w.Key != nil {
		if a, ok := b.now.keys[keyOf(w.Key)]; ok {
			r.repeat(a, w.Key)
			return nil
		}
	}
	if r.err = r.m.ctx.Err(); r.err != nil {
		return nil
	}
	for range maxAsks {
		tx, err := b.now.tx(w)
		if err != nil {
			r.err = err
			return nil
		}
		files := filesOf(tx.Case) // before the change
		err = b.d.guard(func() error { return w.Change(tx) })
		switch {
		case err == nil:
			b.keep(r, tx, files)
			return nil
		case !errors.Is(err, workflow.ErrLoad):
			r.err = err
			return nil
		}
		if again, err := b.want(r, tx.Wanted); err != nil || !again {
			return err
		}
	}
	r.err = fmt.Errorf("a change wants more loaded after %d runs", maxAsks)
	return nil
}

// want gets what a change asked for and says whether it can run again at once. Counters are locked for all members
// together, so that writers take them in the same order. Holdings cannot be told after a case of this batch gave some
// back: that only the database knows, once it is flushed.
func (b *batch) want(r *run, w workflow.Wanted) (again bool, err error) {
	switch {
	case len(w.Counters)+len(w.Holdings)+len(w.Certificates) == 0:
		r.err = errors.New("a change wants something loaded and does not say what")
		return false, nil
	case b.now.settled && len(w.Holdings) > 0:
		r.later = true
		return false, nil
	}
	if err := b.loadHoldings(w.Holdings); err != nil {
		return false, fmt.Errorf("lock holdings: %w", err)
	}
	if err := b.loadCertificates(w.Certificates); err != nil {
		return false, fmt.Errorf("lock certificates: %w", err)
	}
	if len(w.Counters) == 0 {
		return true, nil
	}
	if b.d.kind == postgresKind {
		b.wanted = append(b.wanted, w.Counters...)
		return false, nil
	}
	return true, b.loadCounters(w.Counters)
}

func (b *batch) keep(r *run, tx *workflow.Tx, files []string) {
	if err := b.now.apply(r.m.write, &tx.Out, files); err != nil {
		r.err = fmt.Errorf("store what a change left: %w", err)
		return
	}
	r.out, r.answer, r.err = &tx.Out, tx.Out.Receipt, tx.Out.Refused
	if r.err != nil {
		r.answer = workflow.Receipt{}
	} else if k := r.m.write.Key; k != nil {
		b.now.keys[keyOf(k)] = keyed{body: k.Body, receipt: r.answer, run: r}
	}
}

// repeat answers with what the same key was answered before.
func (r *run) repeat(a keyed, k *workflow.Key) {
	r.from = a.run
	if a.body != k.Body {
		r.err = keyReused()
		return
	}
	r.answer = a.receipt
	r.answer.Replayed = true
}

// answer tells every member that was not left out. It comes after the commit.
func (b *batch) answer() {
	b.remember()
	for i, r := range b.runs {
		if !slices.Contains(b.left, r.m) {
			r.m.answer(b.result(i))
		}
	}
}

func (b *batch) result(i int) (workflow.Receipt, error) {
	if err := b.runs[i].err; err != nil {
		return workflow.Receipt{}, err
	}
	return b.runs[i].answer, nil
}

// leave notes which members have to run again: those whose case had moved, those deferred, and those who repeat one of
// their answers. When what they did is mixed with what the others did, the batch is rolled back.
func (b *batch) leave(moved map[workflow.CaseID]bool) error {
	out := map[*run]bool{}
	mixed := false
	for _, r := range b.runs {
		if r.later || moved[r.m.write.Case] || r.from != nil && out[r.from] {
			out[r] = true
			b.left = append(b.left, r.m)
			mixed = mixed || r.out != nil && shared(r.out)
		}
	}
	if mixed {
		return &leftOut{members: b.left}
	}
	b.runs = slices.DeleteFunc(b.runs, func(r *run) bool { return out[r] })
	return nil
}

// shared reports whether later members of the batch may have seen more of it than its own case and key.
func shared(o *workflow.Output) bool {
	return len(o.Counters)+len(o.Take)+len(o.Rows)+len(o.Certificates) > 0 || o.Settle != nil || o.PolicyMoved
}

// view is the database as changes see it.
type view struct {
	keys     map[keyID]keyed
	cases    map[workflow.CaseID]caseNow
	heads    map[string]trail.Head
	policy   int64
	counters map[string]int64
	holders  map[workflow.HoldingKey]workflow.HoldingRow
	// certificates are rows of the register that were asked for, locked.
	certificates map[string]workflow.Certificate
	settled      bool // holdings were given back: holders is no longer true
}

func (v *view) clone() view {
	c := *v
	c.keys, c.cases, c.heads = maps.Clone(v.keys), maps.Clone(v.cases), maps.Clone(v.heads)
	c.counters, c.holders, c.certificates = maps.Clone(v.counters), maps.Clone(v.holders), maps.Clone(v.certificates)
	return c
}

// tx is what one change gets: copies, so that one that fails leaves nothing.
func (v *view) tx(w workflow.Write) (*workflow.Tx, error) {
	tx := &workflow.Tx{Policy: v.policy, Counters: maps.Clone(v.counters), Certificates: maps.Clone(v.certificates)}
	if !v.settled {
		tx.Holders = maps.Clone(v.holders)
	}
	switch c, there := v.cases[w.Case]; {
	case w.Stream != "":
		tx.Head = v.heads[w.Stream]
		tx.Head.Stream = w.Stream
	case w.Create && there:
		return nil, fmt.Errorf("create case %s: it exists", w.Case)
	case w.Create:
	case !there:
		return nil, caseNotFound()
	default:
		var err error
		if tx.Case, err = c.decode(); err != nil {
			return nil, err
		}
	}
	return tx, nil
}

// apply takes over what a change left, or says why it cannot be stored.
func (v *view) apply(w workflow.Write, o *workflow.Output, files []string) error {
	head := v.heads[w.Stream]
	head.Stream = w.Stream
	if w.Case != "" {
		c := v.cases[w.Case]
		head = c.head
		head.Stream = caseStream(w.Case)
	}
	for _, e := range o.Entries {
		if e.Entry.Stream != head.Stream || e.Entry.Number != head.Number+1 || e.Entry.Prev != head.Hash {
			return fmt.Errorf("entry %d of %s does not follow entry %d of %s", e.Entry.Number, e.Entry.Stream, head.Number, head.Stream)
		}
		head = e.Entry.Head()
	}
	if w.Case != "" {
		if err := v.applyCase(w, o, head, files); err != nil {
			return err
		}
	} else if len(o.Entries) > 0 {
		v.heads[w.Stream] = head
	}
	maps.Copy(v.counters, o.Counters)
	for _, h := range o.Take {
		v.holders[h.HoldingKey] = h
	}
	for _, c := range o.Certificates {
		v.certificates[c.Number] = c
	}
	v.settled = v.settled || o.Settle != nil || len(o.Free) > 0
	if o.PolicyMoved {
		v.policy++
	}
	return nil
}

func (v *view) applyCase(w workflow.Write, o *workflow.Output, head trail.Head, files []string) error {
	before, there := v.cases[w.Case]
	switch {
	case o.Case == nil && (len(o.Entries) > 0 || !there && len(o.PutTasks)+len(o.PutDocuments) > 0):
		return errors.New("entries without the case they change")
	case o.Case == nil:
		return nil
	case o.Case.State.ID != w.Case:
		return fmt.Errorf("case %s instead of %s", o.Case.State.ID, w.Case)
	case o.Case.State.Head.Number != head.Number || o.Case.State.Head.Hash != head.Hash:
		return fmt.Errorf("the case stands at entry %d, its entries end at %d", o.Case.State.Head.Number, head.Number)
	}
	after, err := encodeCase(o.Case)
	if err != nil {
		return err
	}
	after.old, after.created, after.files = before.old, !there || before.created, slices.Clip(before.files)
	if before.created { // and changed in the same batch
		after.row.CreatedAt = before.row.CreatedAt
	}
	after.formChanged = before.formChanged || o.FormChanged || !there
	switch {
	case o.Erase:
		after.form, after.formChanged = nil, false
	case !after.formChanged:
		after.form = before.form
	}
	if o.FormChanged || !there || len(o.Case.State.Calls) > 0 { // files change with the form, and with replies to calls
		for _, f := range filesOf(o.Case) {
			if !slices.Contains(files, f) {
				after.files = append(after.files, f)
			}
		}
	}
	after.changed = true
	v.cases[w.Case] = after
	return nil
}
