// Package webhook posts events to subscribers: CloudEvents in structured JSON, signed as Standard Webhooks says. Whom it
// talks to was named by somebody else, so it believes nobody: see guard.go.
package webhook

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"shenpi/notify"
)

// SecretPrefix begins every secret, as Standard Webhooks says.
const SecretPrefix = "whsec_"

// The headers of a signed request.
const (
	headerID        = "webhook-id"
	headerTimestamp = "webhook-timestamp"
	headerSignature = "webhook-signature"
)

// KeySize is the least length of the key that secrets are made from.
const KeySize = 32

// Keys makes the secrets of subscriptions from one key, which is in a file. So no secret is stored, encrypted or not, and
// each replica that has the file has them all.
type Keys struct{ key []byte }

// NewKeys takes the key.
func NewKeys(key []byte) (Keys, error) {
	if len(key) < KeySize {
		return Keys{}, fmt.Errorf("the key of webhooks has %d bytes; it needs %d", len(key), KeySize)
	}
	return Keys{key}, nil
}

// Secret is the secret of one version of a subscription: what its owner is shown once.
func (k Keys) Secret(id string, version int) string {
	h := hmac.New(sha256.New, k.key)
	_, _ = fmt.Fprintf(h, "webhook secret\n%s\n%d", id, version) // a hash never fails
	return SecretPrefix + base64.StdEncoding.EncodeToString(h.Sum(nil))
}

// Fingerprint tells one key from another without giving it away.
func (k Keys) Fingerprint() string {
	h := hmac.New(sha256.New, k.key)
	h.Write([]byte("fingerprint"))
	return base64.StdEncoding.EncodeToString(h.Sum(nil)[:12])
}

// Grace is how long the secret before the last rotation still signs beside the new one.
const Grace = 24 * time.Hour

// secrets are those that sign for a subscription now.
func (k Keys) secrets(h *notify.Webhook, now time.Time) []string {
	list := []string{k.Secret(h.ID, h.Version)}
	if h.Version > 1 && now.Before(h.RotatedAt.Add(Grace)) {
		list = append(list, k.Secret(h.ID, h.Version-1))
	}
	return list
}

// ErrSecret is a text that is no secret.
var ErrSecret = errors.New("a secret of webhooks is whsec_ and base64")

// Sign puts the headers on a request that say what it is and that whoever has one of the secrets sent it.
func Sign(header http.Header, secrets []string, id string, at time.Time, body []byte) error {
	stamp := strconv.FormatInt(at.Unix(), 10)
	signatures := make([]string, len(secrets))
	for i, s := range secrets {
		coded, is := strings.CutPrefix(s, SecretPrefix)
		key, err := base64.StdEncoding.DecodeString(coded)
		if !is || err != nil || len(key) == 0 {
			return ErrSecret
		}
		h := hmac.New(sha256.New, key)
		_, _ = fmt.Fprintf(h, "%s.%s.%s", id, stamp, body) // a hash never fails
		signatures[i] = "v1," + base64.StdEncoding.EncodeToString(h.Sum(nil))
	}
	header.Set(headerID, id)
	header.Set(headerTimestamp, stamp)
	header.Set(headerSignature, strings.Join(signatures, " "))
	return nil
}
