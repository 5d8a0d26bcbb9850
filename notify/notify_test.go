package notify_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"shenpi/notify"
	"shenpi/workflow"
)

var noon = time.Date(2026, 11, 27, 4, 0, 0, 0, time.UTC)

func outgoing(kind, duty string) notify.Outgoing {
	return notify.Outgoing{
		Notice:     workflow.Notice{ID: "n1", Kind: kind, Duty: duty},
		Preference: notify.Preference{Mail: "a@example.invalid", Channels: []string{notify.Mail}, Kinds: map[string][]string{"document_issued": {}}},
	}
}

func TestPlan(t *testing.T) {
	t.Parallel()
	hooks := []notify.Webhook{{ID: "all"}, {ID: "some", Kinds: []string{"resumed"}}}
	for name, c := range map[string]struct {
		of    notify.Outgoing
		house []string
		hooks []notify.Webhook
		want  string
	}{
		"by what one wants":              {outgoing("resumed", ""), notify.Channels(), nil, "n1.mail"},
		"not by what one does not want":  {outgoing("document_issued", ""), notify.Channels(), nil, ""},
		"by law, wanted or not":          {outgoing("document_issued", workflow.DutyDecision), notify.Channels(), nil, "n1.mail!"},
		"not by what the house has not":  {outgoing("resumed", ""), nil, nil, ""},
		"subscriptions of the kind":      {outgoing("resumed", ""), nil, hooks, "n1.webhook-all n1.webhook-some"},
		"subscriptions of another kind":  {outgoing("document_issued", workflow.DutyDecision), nil, hooks, "n1.webhook-all"},
		"not without an address":         {notify.Outgoing{Notice: workflow.Notice{ID: "n1", Duty: workflow.DutyDecision}}, notify.Channels(), nil, ""},
		"everything when one never said": {notify.Outgoing{Notice: workflow.Notice{ID: "n1"}, Preference: said("1")}, notify.Channels(), nil, "n1.mail n1.sms"},
	} {
		var got []string
		for _, d := range notify.Plan(c.of, c.house, c.hooks, noon) {
			id := d.ID
			if d.OwesEntry {
				id += "!"
			}
			got = append(got, id)
			require.Equal(t, notify.Waiting, d.Status)
			require.Equal(t, noon, d.NextAt)
		}
		require.Equal(t, c.want, strings.Join(got, " "), name)
	}
}

func said(phone string) notify.Preference {
	p := notify.NoPreference("91A")
	p.Mail, p.Phone = "a@example.invalid", phone
	return p
}

func parcel() notify.Parcel {
	return notify.Parcel{
		Delivery: notify.Delivery{ID: "n1.mail", Target: notify.Mail, Status: notify.Waiting, NextAt: noon, OwesEntry: true},
		Message: workflow.Notice{ID: "n1", Kind: "document_issued", Case: "c1", CaseNumber: "2026-000001", Duty: workflow.DutyDecision,
			Zh: "办件 2026-000001：“准予许可决定书”已印发，请查阅", En: "Case 2026-000001: A document was issued: Grant"},
		Preference: said("13800000000"),
	}
}

func TestSettle(t *testing.T) {
	t.Parallel()
	broken := errors.New("550 5.1.1 <a@example.invalid>: no\r\nsuch user " + strings.Repeat("字", 300))
	p := parcel()
	for name, c := range map[string]struct {
		tries  int
		err    error
		status string
		after  time.Duration
	}{
		"taken":                   {0, nil, notify.Sent, 0},
		"not taken":               {0, broken, notify.Waiting, 10 * time.Second},
		"not taken for long":      {5, broken, notify.Waiting, 40*time.Minute + 30*time.Second},
		"given up":                {notify.MaxTries - 1, broken, notify.Dead, 0},
		"never":                   {0, fmt.Errorf("%w: %w", notify.ErrPermanent, broken), notify.Dead, 0},
		"asked for time":          {0, &notify.After{Err: broken, Wait: time.Minute}, notify.Waiting, time.Minute},
		"asked to hurry":          {5, &notify.After{Err: broken, Wait: time.Second}, notify.Waiting, 40*time.Minute + 30*time.Second},
		"asked for too much time": {0, &notify.After{Err: broken, Wait: 100 * time.Hour}, notify.Waiting, 30 * time.Minute},
	} {
		p.Tries = c.tries
		d := p.Settle(c.err, noon, 0)
		require.Equal(t, c.status, d.Status, name)
		require.Equal(t, c.tries+1, d.Tries, name)
		require.Equal(t, "a@example.invalid", d.Address, name)
		if c.after > 0 {
			require.Equal(t, noon.Add(c.after), d.NextAt, name)
		} else {
			require.Zero(t, d.NextAt, name)
			require.Equal(t, noon, d.SettledAt, name)
		}
		require.NotContains(t, d.Error, "example.invalid", "an address is not for administrators")
		require.NotContains(t, d.Error, "\n")
		require.Less(t, len(d.Error), 320)
		require.Equal(t, c.err == nil, d.Error == "", name)
	}
	p.Tries, p.OwesEntry = 0, false
	require.Empty(t, p.Settle(nil, noon, 0).Address, "nobody needs it")
}

// A target is left alone for as long as it took nothing in a row, half an hour at most, and not at all once it answers.
func TestATargetIsLeftAlone(t *testing.T) {
	t.Parallel()
	down := fmt.Errorf("%w: connection refused", notify.ErrTarget)
	var x notify.Target
	require.NoError(t, x.Shut(noon))
	waiting, sent := parcel().Settle(down, noon, 0), parcel().Settle(nil, noon, 0)
	for _, wait := range []time.Duration{10 * time.Second, 30 * time.Second, 90 * time.Second, 270 * time.Second, 810 * time.Second, 30 * time.Minute, 30 * time.Minute} {
		x.Silent(down, noon, 0)
		require.Equal(t, down, x.Shut(noon.Add(wait-time.Second)))
		require.NoError(t, x.Shut(noon.Add(wait)))
		require.Equal(t, noon.Add(wait), x.PutOff(waiting).NextAt)
		require.Equal(t, sent, x.PutOff(sent))
	}
	x.Answered()
	require.NoError(t, x.Shut(noon))
	require.Equal(t, waiting, x.PutOff(waiting))
	x.Silent(&notify.After{Err: down, Wait: time.Minute}, noon, 0)
	require.Error(t, x.Shut(noon.Add(59*time.Second)))
	x.Silent(&notify.After{Err: down, Wait: time.Hour}, noon, 0)
	require.NoError(t, x.Shut(noon.Add(30*time.Minute)))
}

// Waits grow, are bounded, and are not the same for what failed together; all tries together reach over a day, and a target that is
// left alone beside does not make it more than one and a half.
func TestBackoff(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		tries, random := rapid.IntRange(1, 100).Draw(t, "tries"), rapid.Float64Range(0, 0.999).Draw(t, "random")
		least, most := notify.Backoff(tries, 1), notify.Backoff(tries, 0)
		require.Equal(t, least, most-most/4)
		wait := notify.Backoff(tries, random)
		require.True(t, least <= wait && wait <= most)
		require.LessOrEqual(t, most, notify.Backoff(tries+1, 0))
		require.LessOrEqual(t, most, 6*time.Hour)
	})
	var least, most time.Duration
	for n := 1; n < notify.MaxTries; n++ {
		least += notify.Backoff(n, 1)
		most += max(notify.Backoff(n, 0), 30*time.Minute)
	}
	require.Greater(t, least, 24*time.Hour)
	require.Less(t, most, 36*time.Hour)
}

func TestEveryKindHasItsTextsInBothLanguages(t *testing.T) {
	t.Parallel()
	f := notify.ShippedFrame()
	p := parcel()
	for _, kind := range workflow.NoticeKinds() {
		s := workflow.NoticeSentence(kind)
		p.Message.Kind, p.Message.Zh, p.Message.En = kind, s.Zh, s.En
		for language, sentence := range map[string]string{notify.Chinese: s.Zh, notify.English: s.En} {
			p.Preference.Language = language
			subject, body := f.MailOf(p)
			require.Contains(t, subject, sentence)
			require.Contains(t, body, sentence)
			require.Contains(t, body, "行政许可法第三十八条")
			require.Contains(t, f.SMSOf(p), sentence)
		}
	}
	p = parcel()
	p.Message.Duty = ""
	_, body := f.MailOf(p)
	require.NotContains(t, body, "law")
	require.NotContains(t, body, "{")
}

func TestAnOfficeFramesItsNotices(t *testing.T) {
	t.Parallel()
	f, err := notify.LoadFrame("notices.yaml", []byte(`
office: {zh: 示范厅, en: Sample Office}
portal: https://sp.example.org/
kinds:
  document_issued: {mail: {subject: {zh: "{case_number} 有新文书"}}}
`))
	require.NoError(t, err)
	p := parcel()
	p.Message.Zh += "\r\nBcc: victim@example.invalid"
	subject, body := f.MailOf(p)
	require.Equal(t, "2026-000001 有新文书", subject)
	require.Contains(t, body, "查看详情：https://sp.example.org/my/cases/c1")
	reminder := p
	reminder.Message = workflow.Notice{ID: "n2", Kind: "certificate_ends", Case: "c1", Certificate: "SL-SIQ3/1", Zh: "证书 SL-SIQ3/1：有效期至2026-12-01", En: "Certificate"}
	_, body = f.MailOf(reminder)
	require.Contains(t, body, "查看详情：https://sp.example.org/my/certificates/SL-SIQ3%2F1\n", "it is about a certificate, whatever case issued it")
	reminder.Message.Certificate, reminder.Message.Case = "", ""
	_, body = f.MailOf(reminder)
	require.NotContains(t, body, "sp.example.org", "there is nowhere to lead to")
	_, body = f.MailOf(p)
	require.True(t, strings.HasSuffix(strings.TrimSpace(body), "示范厅"), "the office signs, unless it says otherwise")
	require.Equal(t, "【示范厅】办件 2026-000001：“准予许可决定书”已印发，请查阅 Bcc: victim@example.invalid", f.SMSOf(p), "on one line")
	p.Preference.Language = notify.English
	subject, _ = f.MailOf(p)
	require.Equal(t, "[Sample Office] Case 2026-000001: A document was issued: Grant", subject)
}

func TestABadFrameIsRefusedWithPlaceAndCure(t *testing.T) {
	t.Parallel()
	for source, says := range map[string]string{
		"mail:\n  subject: {zh: '【{offise}】'}":                 `notices.yaml:2: mail.subject.zh: {offise}: a notice has no such value; did you mean {office}?`,
		"mail:\n  subject:\n    en: '{zzzzzzz}'":               `notices.yaml:3: mail.subject.en: {zzzzzzz}: a notice has no such value; known are office, signature`,
		"sms: {text: {zh: '{sentence'}}":                       `notices.yaml:1: sms.text.zh: "{sentence": { without }`,
		"sms: {text: {zh: '{?law}x'}}":                         `a block is not closed`,
		"sms: {text: {zh: '{#law}x{/law}'}}":                   `a notice has no lists`,
		"portal: nowhere":                                      `notices.yaml:1: portal: it is no address such as https://example.org`,
		"kinds:\n  document_isued: {sms: {text: {zh: x}}}":     `notices.yaml:2: kinds.document_isued: there is no such kind of notice; did you mean document_issued?`,
		"kinds: {resumed: {mail: {body: {zh: '{/x}'}}}}":       `kinds.resumed.mail.body.zh: "{/x}": a block is closed that is not open`,
		"offices: {zh: x}":                                     `notices.yaml: [1:1] unknown field "offices"`,
		"office: [x":                                           `notices.yaml: [1:`,
		"portal: nowhere\nsms: {text: {zh: '{a}', en: '{b}'}}": "notices.yaml:2: sms.text.en",
	} {
		_, err := notify.LoadFrame("notices.yaml", []byte(source))
		require.ErrorContains(t, err, says, source)
	}
}

func TestWhichKindsChannelsAndTargetsThereAre(t *testing.T) {
	t.Parallel()
	for _, kind := range workflow.NoticeKinds() {
		require.NoError(t, notify.CheckKind(kind))
	}
	require.EqualError(t, notify.CheckKind("document_isued"), "there is no such kind of notice; did you mean document_issued?")
	for _, channel := range notify.Channels() {
		require.NoError(t, notify.CheckChannel(channel))
		require.NoError(t, notify.CheckTarget(channel))
	}
	require.EqualError(t, notify.CheckChannel("pigeon"), "there is no such channel; known are mail, sms")
	require.NoError(t, notify.CheckTarget(notify.WebhookTarget("h1")))
	for _, target := range []string{"", "pigeon", "webhook/", "webhook"} {
		require.Error(t, notify.CheckTarget(target), target)
	}
}
