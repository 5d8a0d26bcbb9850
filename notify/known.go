package notify

import (
	"errors"
	"slices"
	"strings"

	"shenpi/workflow"
)

// CheckKind says of a kind of notice that there is none such.
func CheckKind(kind string) error {
	if kinds := workflow.NoticeKinds(); !slices.Contains(kinds, kind) {
		return errors.New("there is no such kind of notice" + meant(kind, kinds, ""))
	}
	return nil
}

// CheckChannel says of a channel to recipients that there is none such.
func CheckChannel(channel string) error {
	if !slices.Contains(Channels(), channel) {
		return errors.New("there is no such channel" + meant(channel, Channels(), ""))
	}
	return nil
}

// CheckTarget says of a target that nothing can go there: it is a channel, or webhook/ID.
func CheckTarget(target string) error {
	if id, is := strings.CutPrefix(target, webhookTarget); is && id != "" || CheckChannel(target) == nil {
		return nil
	}
	return errors.New("it is mail, sms or webhook/ID")
}
