package storagetest

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"shenpi/notify"
	"shenpi/storage/db"
	"shenpi/workflow"
)

var noticeTests = map[string]func(*testing.T, Opener){
	"notices by page, with how many are unread":                 noticePages,
	"notices within the bounds of an agent":                     noticeBounds,
	"notices are read once":                                     noticeReading,
	"what becomes of a notice is stored once":                   noticePlanning,
	"parcels are due, settled, and recorded":                    parcelLife,
	"what was given up is listed and replayed":                  replaying,
	"preferences are kept":                                      preferring,
	"webhooks are made, rotated and ended":                      subscribing,
	"old deliveries are swept once they are recorded":           deliveriesSwept,
	"an erasure takes addresses and errors of deliveries along": addressesErased,
}

func notice(id, to string, n int) workflow.Notice {
	return workflow.Notice{ID: id, Recipient: to, Case: "c1", CaseNumber: "2026-000001", Item: "small", Kind: "document_issued",
		Zh: "已印发", En: "Issued", At: Noon.Add(time.Duration(n) * time.Second), Document: n}
}

// noticed files a case that sends notices.
func noticed(t *testing.T, d *db.DB, list ...workflow.Notice) {
	t.Helper()
	must(t, d, file("c1", func(tx *workflow.Tx) error {
		tx.Out.Notices = list
		return nil
	}))
}

func noticePages(t *testing.T, open Opener) {
	d := open(t)()
	ctx := context.Background()
	list := []workflow.Notice{notice("other", "91B", 1)}
	for i := range 5 {
		list = append(list, notice(fmt.Sprint("n", i), "91A", i))
	}
	list[5].Duty, list[5].Certificate = workflow.DutyDecision, "SL-1"
	noticed(t, d, list...)
	rows := pages(t, func() {}, func(cursor string) (workflow.Page[workflow.InboxNotice], error) {
		p, err := d.Inbox(ctx, workflow.NoticeFilter{Recipient: "91A", Cursor: cursor, Limit: 2})
		require.Equal(t, 5, p.Unread)
		return p.Page, err
	})
	require.Len(t, rows, 5)
	require.Equal(t, list[5], rows[0].Notice)
	require.Zero(t, rows[0].ReadAt)
	unread := workflow.NoticeFilter{Recipient: "91A", Limit: 2, Unread: true}
	page, err := d.Inbox(ctx, unread)
	require.NoError(t, err)
	_, err = d.ReadNotices(ctx, unread, []string{"n0", "n1", "n2"}, time.Time{})
	require.NoError(t, err)
	unread.Cursor = page.Next
	page, err = d.Inbox(ctx, unread)
	require.NoError(t, err)
	require.Empty(t, page.Rows, "all of the next page was read meanwhile")
	require.Equal(t, 2, page.Unread)
	for name, c := range map[string]struct {
		filter workflow.NoticeFilter
		want   int
	}{
		"of the case": {workflow.NoticeFilter{Case: "c1"}, 5}, "of another": {workflow.NoticeFilter{Case: "c2"}, 0},
		"of a kind": {workflow.NoticeFilter{Kind: "document_issued"}, 5}, "of another kind": {workflow.NoticeFilter{Kind: "message_sent", Case: "c1"}, 0},
	} {
		c.filter.Recipient = "91A"
		page, err := d.Inbox(ctx, c.filter)
		require.NoError(t, err)
		require.Len(t, page.Rows, c.want, name)
	}
	none, err := d.Inbox(ctx, workflow.NoticeFilter{Recipient: "nobody"})
	require.NoError(t, err)
	require.Zero(t, none)
}

func noticeBounds(t *testing.T, open Opener) {
	d := open(t)()
	ctx := context.Background()
	other := notice("n2", "91A", 2)
	other.Case, other.Item = "c2", "large"
	noticed(t, d, notice("n1", "91A", 1), other)
	for name, c := range map[string]struct {
		bounds []workflow.CaseBound
		want   int
	}{
		"no mandate": {[]workflow.CaseBound{}, 0}, "every case": {[]workflow.CaseBound{{}}, 2},
		"an item": {[]workflow.CaseBound{{Items: []string{"large"}}}, 1}, "a case": {[]workflow.CaseBound{{Case: "c1"}}, 1},
		"two": {[]workflow.CaseBound{{Case: "c1"}, {Items: []string{"large"}}}, 2}, "elsewhere": {[]workflow.CaseBound{{Case: "c1", Items: []string{"large"}}}, 0},
	} {
		page, err := d.Inbox(ctx, workflow.NoticeFilter{Recipient: "91A", Bounds: &c.bounds})
		require.NoError(t, err)
		require.Len(t, page.Rows, c.want, name)
		require.Equal(t, c.want, page.Unread, name)
	}
	n, err := d.ReadNotices(ctx, workflow.NoticeFilter{Recipient: "91A", Bounds: &[]workflow.CaseBound{{Case: "c2"}}}, []string{"n1", "n2"}, time.Time{})
	require.NoError(t, err)
	require.Equal(t, 1, n, "an agent reads only what the mandate covers")
}

func noticeReading(t *testing.T, open Opener) {
	d := open(t)()
	ctx := context.Background()
	mine := workflow.NoticeFilter{Recipient: "91A"}
	noticed(t, d, notice("n1", "91A", 1), notice("n2", "91A", 2), notice("n3", "91A", 3), notice("other", "91B", 1))
	for _, c := range []struct {
		ids   []string
		until time.Time
		want  int
	}{{[]string{"n3", "other", "none"}, time.Time{}, 1}, {[]string{"n3"}, time.Time{}, 0}, {nil, Noon.Add(2 * time.Second), 2}} {
		n, err := d.ReadNotices(ctx, mine, c.ids, c.until)
		require.NoError(t, err)
		require.Equal(t, c.want, n)
	}
	page, err := d.Inbox(ctx, mine)
	require.NoError(t, err)
	require.Zero(t, page.Unread)
	require.Equal(t, Noon, page.Rows[0].ReadAt)
	mine.Unread = true
	page, err = d.Inbox(ctx, mine)
	require.NoError(t, err)
	require.Empty(t, page.Rows)
	others, err := d.Inbox(ctx, workflow.NoticeFilter{Recipient: "91B"})
	require.NoError(t, err)
	require.Equal(t, 1, others.Unread)
}

// planned plans everything there is, for mail and the subscriptions.
func planned(t *testing.T, d *db.DB, hooks ...notify.Webhook) []notify.Delivery {
	t.Helper()
	ctx := context.Background()
	out, err := d.UnplannedNotices(ctx, 100)
	require.NoError(t, err)
	var ids []string
	var list []notify.Delivery
	for _, o := range out {
		ids = append(ids, o.Notice.ID)
		list = append(list, notify.Plan(o, notify.Channels(), hooks, Noon)...)
	}
	require.NoError(t, d.PlanNotices(ctx, ids, list))
	require.NoError(t, d.PlanNotices(ctx, ids, list), "killed before it knew, it plans again")
	return list
}

func wished(t *testing.T, d *db.DB) notify.Preference {
	t.Helper()
	p := notify.Preference{Recipient: "91A", Language: notify.English, Mail: "a@example.invalid", Channels: []string{notify.Mail},
		Kinds: map[string][]string{"resumed": {}}, Revision: 1}
	must(t, d, administer("notices/91A", p))
	return p
}

func noticePlanning(t *testing.T, open Opener) {
	d := open(t)()
	ctx := context.Background()
	wish := wished(t, d)
	silent := notice("n2", "91A", 2)
	silent.Kind, silent.Certificate = "resumed", "SL-1"
	noticed(t, d, notice("n1", "91A", 1), silent, notice("other", "91B", 3))
	out, err := d.UnplannedNotices(ctx, 10)
	require.NoError(t, err)
	require.Equal(t, []notify.Outgoing{
		{Notice: notice("n1", "91A", 1), Preference: wish}, {Notice: silent, Preference: wish},
		{Notice: notice("other", "91B", 3), Preference: notify.NoPreference("91B")}}, out)
	out, err = d.UnplannedNotices(ctx, 1)
	require.NoError(t, err)
	require.Len(t, out, 1)

	hook := notify.Webhook{ID: "h1", URL: "https://example.invalid/", Version: 1, CreatedAt: Noon, RotatedAt: Noon, CreatedBy: "admin"}
	must(t, d, administer("webhook/h1", hook))
	require.Len(t, planned(t, d, hook), 4)
	out, err = d.UnplannedNotices(ctx, 10)
	require.NoError(t, err)
	require.Empty(t, out)
	due, err := d.DueParcels(ctx, Noon, nil, 10)
	require.NoError(t, err)
	require.Len(t, due, 4)
	require.Equal(t, []string{"n1.mail", "n1.webhook-h1", "n2.webhook-h1", "other.webhook-h1"}, []string{due[0].ID, due[1].ID, due[2].ID, due[3].ID})
	require.Equal(t, notice("n1", "91A", 1), due[0].Message)
	require.Equal(t, wish, due[0].Preference)
	require.Nil(t, due[0].Webhook)
	for _, c := range []struct {
		besides []string
		each    int
		want    string
	}{{nil, 1, "n1.mail n1.webhook-h1"}, {nil, 2, "n1.mail n1.webhook-h1 n2.webhook-h1"}, {[]string{"mail", "none"}, 1, "n1.webhook-h1"},
		{[]string{"mail", "webhook/h1"}, 9, ""}} {
		some, err := d.DueParcels(ctx, Noon, c.besides, c.each)
		require.NoError(t, err)
		ids := make([]string, len(some))
		for i, p := range some {
			ids[i] = p.ID
		}
		require.Equal(t, c.want, strings.Join(ids, " "))
	}
	hook.CreatedAt, hook.CreatedBy = time.Time{}, ""
	require.Equal(t, &hook, due[1].Webhook)
	due, err = d.DueParcels(ctx, Noon.Add(-time.Second), nil, 10)
	require.NoError(t, err)
	require.Empty(t, due)
}

func parcelLife(t *testing.T, open Opener) {
	d := open(t)()
	ctx := context.Background()
	wished(t, d)
	first, second := notice("n1", "91A", 1), notice("n2", "91A", 2)
	first.Duty = workflow.DutyDecision
	noticed(t, d, first, second)
	list := planned(t, d)
	require.Len(t, list, 2)
	require.True(t, list[0].OwesEntry)

	late := list[0] // as another replica settles it when the first has done so already
	late.Tries, late.Error = 1, "450 come again"
	sent := list[0]
	sent.Status, sent.Tries, sent.NextAt, sent.SettledAt, sent.Address = notify.Sent, 1, time.Time{}, Noon, "a@example.invalid"
	again := list[1]
	again.Tries, again.NextAt, again.Error = 1, Noon.Add(time.Minute), "450 come again"
	require.NoError(t, d.SettleDeliveries(ctx, []notify.Delivery{sent, again}))
	require.NoError(t, d.SettleDeliveries(ctx, []notify.Delivery{late}), "nobody takes back what was settled")
	due, err := d.DueParcels(ctx, Noon, nil, 10)
	require.NoError(t, err)
	require.Empty(t, due)
	due, err = d.DueParcels(ctx, Noon.Add(time.Minute), nil, 10)
	require.NoError(t, err)
	require.Len(t, due, 1)
	require.Equal(t, again, due[0].Delivery)

	owed, err := d.UnrecordedParcels(ctx, 10)
	require.NoError(t, err)
	require.Len(t, owed, 1)
	require.Equal(t, sent, owed[0].Delivery)
	require.NoError(t, d.DeliveryRecorded(ctx, sent.ID, notify.Dead))
	owed, err = d.UnrecordedParcels(ctx, 10)
	require.NoError(t, err)
	require.Len(t, owed, 1, "something else became of it meanwhile")
	require.NoError(t, d.DeliveryRecorded(ctx, sent.ID, notify.Sent))
	owed, err = d.UnrecordedParcels(ctx, 10)
	require.NoError(t, err)
	require.Empty(t, owed)
	page, err := d.Deliveries(ctx, notify.DeliveryFilter{Status: notify.Sent})
	require.NoError(t, err)
	require.Len(t, page.Rows, 1)
	require.Empty(t, page.Rows[0].Address, "it is on the trail, and nowhere else")
}

func replaying(t *testing.T, open Opener) {
	d := open(t)()
	ctx := context.Background()
	wished(t, d)
	list := []workflow.Notice{}
	for i := range 5 {
		list = append(list, notice(fmt.Sprint("n", i), "91A", i))
	}
	list[0].Duty = workflow.DutyDecision
	noticed(t, d, list...)
	dead := planned(t, d)
	for i := range dead[:4] {
		dead[i].Status, dead[i].Tries, dead[i].SettledAt, dead[i].Error = notify.Dead, 1, Noon, "550 no"
	}
	require.NoError(t, d.SettleDeliveries(ctx, dead[:4]))
	require.NoError(t, d.DeliveryRecorded(ctx, dead[0].ID, notify.Dead))
	rows := pages(t, func() {}, func(cursor string) (workflow.Page[notify.Parcel], error) {
		return d.Deliveries(ctx, notify.DeliveryFilter{Status: notify.Dead, Target: notify.Mail, Cursor: cursor, Limit: 3})
	})
	require.Len(t, rows, 4)
	require.Equal(t, "n3.mail", rows[0].ID)
	require.Equal(t, "550 no", rows[0].Error)

	for _, c := range []struct {
		target string
		ids    []string
		want   int
	}{{"", []string{"n0.mail", "n4.mail", "none"}, 1}, {notify.SMS, nil, 0}, {notify.Mail, nil, 3}, {"", nil, 0}} {
		n, err := d.ReplayDeliveries(ctx, c.target, c.ids)
		require.NoError(t, err)
		require.Equal(t, c.want, n)
	}
	due, err := d.DueParcels(ctx, Noon, nil, 10)
	require.NoError(t, err)
	require.Len(t, due, 5)
	for _, p := range due {
		require.Zero(t, p.Tries)
		require.Empty(t, p.Error)
		require.Equal(t, p.Message.Duty != "", p.OwesEntry, "that it arrived after all goes on the trail too")
	}
	old := dead[1]
	old.Tries, old.Status, old.SettledAt = 3, notify.Dead, Noon
	require.NoError(t, d.SettleDeliveries(ctx, []notify.Delivery{old}))
	due, err = d.DueParcels(ctx, Noon, nil, 10)
	require.NoError(t, err)
	require.Len(t, due, 5, "a try from before the replay settles nothing")
}

func preferring(t *testing.T, open Opener) {
	d := open(t)()
	ctx := context.Background()
	first := wished(t, d)
	read, err := d.NoticePreference(ctx, "91A")
	require.NoError(t, err)
	require.Equal(t, first, read)
	second := first
	second.Mail, second.Kinds, second.Revision = "", nil, 2
	must(t, d, administer("notices/91A", second))
	read, err = d.NoticePreference(ctx, "91A")
	require.NoError(t, err)
	require.Equal(t, second, read)
	none, err := d.NoticePreference(ctx, "91B")
	require.NoError(t, err)
	require.Equal(t, notify.NoPreference("91B"), none)
}

func subscribing(t *testing.T, open Opener) {
	d := open(t)()
	ctx := context.Background()
	h := notify.Webhook{ID: "h1", URL: "https://example.invalid/", Kinds: []string{"document_issued"}, Version: 1, CreatedAt: Noon, RotatedAt: Noon, CreatedBy: "admin"}
	must(t, d, administer("webhook/h1", h))
	h.Version, h.RotatedAt = 2, Noon.Add(time.Hour)
	must(t, d, administer("webhook/h1", h))
	all, err := d.Webhooks(ctx)
	require.NoError(t, err)
	require.Equal(t, []notify.Webhook{h}, all)
	one, err := d.Webhook(ctx, "h1")
	require.NoError(t, err)
	require.Equal(t, h, one)

	noticed(t, d, notice("n1", "91A", 1))
	require.Len(t, planned(t, d, h), 1)
	must(t, d, administer("webhook/h1", notify.EndedWebhook{ID: "h1"}))
	_, err = d.Webhook(ctx, "h1")
	require.Equal(t, "webhook_not_found", workflow.Code(err))
	page, err := d.Deliveries(ctx, notify.DeliveryFilter{Target: notify.WebhookTarget("h1"), Status: notify.Dead})
	require.NoError(t, err)
	require.Len(t, page.Rows, 1)
	require.Equal(t, "the subscription was ended", page.Rows[0].Error)
	require.Nil(t, page.Rows[0].Webhook)
	n, err := d.ReplayDeliveries(ctx, "", nil)
	require.NoError(t, err)
	require.Zero(t, n, "there is nobody to post it to")
}

func deliveriesSwept(t *testing.T, open Opener) {
	d := open(t)()
	ctx := context.Background()
	wished(t, d)
	list := []workflow.Notice{}
	for i := range 5 {
		list = append(list, notice(fmt.Sprint("n", i), "91A", i))
	}
	list[0].Duty = workflow.DutyDecision
	noticed(t, d, list...)
	settled := planned(t, d)[:4]
	for i := range settled {
		settled[i].Status, settled[i].Tries, settled[i].SettledAt = notify.Sent, 1, Noon
	}
	settled[2].Status, settled[3].SettledAt = notify.Dead, Noon.Add(time.Second)
	require.NoError(t, d.SettleDeliveries(ctx, settled))
	left := func(before time.Time) string {
		_, err := d.SweepDeliveries(ctx, before)
		require.NoError(t, err)
		page, err := d.Deliveries(ctx, notify.DeliveryFilter{})
		require.NoError(t, err)
		ids := make([]string, len(page.Rows))
		for i, p := range page.Rows {
			ids[i] = p.Notice
		}
		return strings.Join(ids, " ")
	}
	require.Equal(t, "n4 n3 n2 n1 n0", left(Noon), "nothing is old yet")
	require.Equal(t, "n4 n3 n0", left(Noon.Add(time.Second)), "one has yet to go on the trail")
	require.NoError(t, d.DeliveryRecorded(ctx, settled[0].ID, notify.Sent))
	require.Equal(t, "n4", left(Noon.Add(time.Hour)), "one waits still")
	out, err := d.UnplannedNotices(ctx, 10)
	require.NoError(t, err)
	require.Empty(t, out, "and nothing is told again")
}

func addressesErased(t *testing.T, open Opener) {
	d := open(t)()
	ctx := context.Background()
	wished(t, d)
	n := notice("n1", "91A", 1)
	n.Duty = workflow.DutyDecision
	noticed(t, d, n)
	sent := planned(t, d)[0]
	sent.Status, sent.Tries, sent.SettledAt, sent.Address, sent.Error = notify.Dead, 1, Noon, "a@example.invalid", "550 no"
	require.NoError(t, d.SettleDeliveries(ctx, []notify.Delivery{sent}))
	must(t, d, erase("c1"))
	owed, err := d.UnrecordedParcels(ctx, 10)
	require.NoError(t, err)
	require.Len(t, owed, 1)
	require.Empty(t, owed[0].Address)
	require.Empty(t, owed[0].Error)
}

// Notices files a case of a batch that sends so many notices.
func Notices(tb testing.TB, d *db.DB, batch, n int) {
	tb.Helper()
	id := workflow.CaseID(fmt.Sprint("batch", batch))
	_, err := d.Write(context.Background(), file(id, func(tx *workflow.Tx) error {
		for i := range n {
			x := notice(fmt.Sprint(id, "-", i), "91A", i)
			x.Case = id
			tx.Out.Notices = append(tx.Out.Notices, x)
		}
		return nil
	}))
	require.NoError(tb, err)
}
