package races_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"testing"

	"shenpi/workflow"
	"shenpi/workflow/calendar"
)

// TestOneOfManyFollowsACertificate lets cases be granted together that all follow one certificate: it names the one that won.
func TestOneOfManyFollowsACertificate(t *testing.T) {
	t.Parallel()
	both(t, func(t *testing.T, o office) {
		ctx := context.Background()
		workers(t, size(40, 400), func(i int) error {
			number := fmt.Sprint("OLD-", i)
			if err := o.registers(workflow.Certificate{Number: number, Kind: "paper", Owner: applicant.Enterprise, Authority: "office", Status: workflow.CertificateValid,
				GrantedOn: calendar.MustParse("2024-01-01"), ValidFrom: calendar.MustParse("2024-01-01"), ValidUntil: calendar.MustParse("2027-12-31")}); err != nil {
				return err
			}
			form, err := json.Marshal(map[string]string{"name": number})
			if err != nil {
				return err
			}
			ids := make([]workflow.CaseID, 2+i%3)
			for k := range ids {
				r, err := o.Submit(ctx, applicant, workflow.SubmitInput{Item: "follow", Form: form})
				if err != nil {
					return err
				}
				if _, err := o.decide(officer(k), r.Case, 1, "accept"); err != nil {
					return err
				}
				ids[k] = r.Case
			}
			return o.oneFollows(number, ids, atOnce(len(ids), func(k int) error {
				_, err := o.decide(officer(k), ids[k], 2, []string{"renew", "change", "replace"}[(i+k)%3])
				return err
			}))
		})
	})
}

// registers puts a certificate into the register as from before.
func (o office) registers(k workflow.Certificate) error {
	_, err := o.db.Write(context.Background(), workflow.Write{Stream: "certificate/" + k.Number, Change: func(tx *workflow.Tx) error {
		tx.Out.Certificates = []workflow.Certificate{k}
		return nil
	}})
	return err
}

// oneFollows checks that one case was granted, that the others heard why not, and that its certificate alone follows the old one
// when it is issued.
func (o office) oneFollows(number string, ids []workflow.CaseID, errs []error) error {
	ctx := context.Background()
	granted := ""
	for k, err := range errs {
		var told *workflow.Error
		switch {
		case err == nil:
			c, err := o.db.Case(ctx, ids[k])
			if err != nil || granted != "" {
				return errors.Join(err, fmt.Errorf("%s is followed by %s and by another", number, granted))
			}
			granted = c.State.Certificate.Number
			if _, err := o.Issue(ctx, officer(9), workflow.TaskInput{Case: ids[k], Visit: 3}); err != nil {
				return err
			}
		case !errors.As(err, &told) || told.Code != "certificate_replaced":
			return err
		}
	}
	old, err := o.db.Certificate(ctx, number)
	if err != nil {
		return err
	}
	next, err := o.db.Certificate(ctx, granted)
	if err == nil && (old.SucceededBy != granted || next.Replaces != number) {
		err = fmt.Errorf("%s names %q, and %s names %q", number, old.SucceededBy, granted, next.Replaces)
	}
	return err
}
