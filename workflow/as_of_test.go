package workflow_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"shenpi/workflow"
)

// unlike says where a case of some day differs from what it was: with all its entries it is the case as stored, form and all; before
// each entry it is what the entries before make it.
func unlike(o *office, id workflow.CaseID) string {
	stored, err := o.store.Case(context.Background(), id)
	if err != nil {
		return err.Error()
	}
	records := o.store.Entries("case/" + string(id))
	now, taken, err := workflow.AsOf(records, records[len(records)-1].Entry.RecordedAt.Add(time.Microsecond))
	if err != nil || len(taken) != len(records) {
		return fmt.Sprintf("%d of %d entries: %v", len(taken), len(records), err)
	}
	stored.State.NextDue = time.Time{} // it does not follow from the entries alone
	was, _ := json.Marshal(stored.State)
	is, _ := json.Marshal(now.State)
	if !bytes.Equal(was, is) || compact(stored.Form) != compact(now.Form) {
		return fmt.Sprintf("stored:\n%s %s\nas of now:\n%s %s", was, stored.Form, is, now.Form)
	}
	for i, r := range records[1:] {
		before, taken, err := workflow.AsOf(records, r.Entry.RecordedAt)
		if err != nil {
			if workflow.Code(err) == "day_before" {
				continue // recorded in the same instant as the first
			}
			return err.Error()
		}
		if len(taken) > i+1 || before.State.Head.Number != int64(len(taken)) {
			return fmt.Sprintf("before entry %d it has %d", r.Entry.Number, len(taken))
		}
	}
	return ""
}

// compact is JSON without spaces: in a payload it has none.
func compact(form json.RawMessage) string {
	var b bytes.Buffer
	if json.Compact(&b, form) != nil {
		return string(form)
	}
	return b.String()
}

func TestBeforeItsFirstEntryThereIsNoCase(t *testing.T) {
	t.Parallel()
	_, _, err := workflow.AsOf(nil, time.Now())
	require.Equal(t, "case_not_found", workflow.Code(err))
}
