package notify

import (
	"slices"
	"strings"
	"time"
)

// Plan is what becomes of a notice: a delivery for each channel of the house by which its recipient has an address and
// wants it, and for each subscription of its kind. What the law has the office tell goes by every channel, wanted or not.
func Plan(o Outgoing, house []string, hooks []Webhook, now time.Time) []Delivery {
	var list []Delivery
	put := func(target string, owes bool) {
		list = append(list, Delivery{
			ID: o.Notice.ID + "." + strings.ReplaceAll(target, "/", "-"), Notice: o.Notice.ID, Target: target,
			Status: Waiting, PlannedAt: now, NextAt: now, OwesEntry: owes,
		})
	}
	for _, channel := range house {
		if o.Preference.Address(channel) != "" && (o.Notice.Duty != "" || o.Preference.wants(o.Notice.Kind, channel)) {
			put(channel, o.Notice.Duty != "")
		}
	}
	for _, h := range hooks {
		if len(h.Kinds) == 0 || slices.Contains(h.Kinds, o.Notice.Kind) {
			put(WebhookTarget(h.ID), false)
		}
	}
	return list
}

func (p *Preference) wants(kind, channel string) bool {
	channels, said := p.Kinds[kind]
	if !said {
		channels = p.Channels
	}
	return slices.Contains(channels, channel)
}
