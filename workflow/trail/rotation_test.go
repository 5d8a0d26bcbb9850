package trail_test

import (
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"golang.org/x/mod/sumdb/note"

	"shenpi/workflow/trail"
)

// keyHistory is three keys, each entry an hour and a half after the one before.
type keyHistory struct {
	signers []note.Signer
	public  []string
	records []trail.Record
	head    trail.Head
}

func newKeyHistory(t *testing.T) *keyHistory {
	t.Helper()
	k := &keyHistory{head: trail.Head{Stream: trail.KeyStream}}
	for seed := range byte(3) {
		signer, public := keyPair(t, origin, seed+1)
		k.signers, k.public = append(k.signers, signer), append(k.public, public)
	}
	k.rotate(t, "", k.public[0], k.signers[0])
	k.rotate(t, k.public[0], k.public[1], k.signers[0], k.signers[1])
	k.rotate(t, k.public[1], k.public[2], k.signers[2], k.signers[1])
	return k
}

// at is when key n was recorded.
func (k *keyHistory) at(n int) time.Time { return start.Add(time.Duration(n) * 90 * time.Minute) }

func (k *keyHistory) rotate(t *testing.T, from, to string, signers ...note.Signer) {
	t.Helper()
	now := k.at(len(k.records))
	facts, err := trail.SignKeyRotation(k.head, from, to, now, signers...)
	require.NoError(t, err)
	k.add(t, trail.KindKeyRotated, facts)
}

func (k *keyHistory) add(t *testing.T, kind string, facts json.RawMessage) {
	t.Helper()
	e, err := trail.Seal(k.head, trail.Header{Kind: kind, RecordedAt: k.at(len(k.records))}, facts, nil)
	require.NoError(t, err)
	k.head = e.Head()
	k.records = append(k.records, trail.Record{Entry: e.Bytes, Hash: e.Hash})
}

func TestKeyHistory(t *testing.T) {
	t.Parallel()
	k := newKeyHistory(t)
	for _, trusted := range k.public {
		keys, err := trail.OpenKeys(trusted, sequence(k.records))
		require.NoError(t, err)
		require.Equal(t, k.public[2], keys.Current())
		require.Equal(t, origin, keys.Origin())
		for name, c := range map[string]struct {
			key  int
			at   time.Time
			good bool
		}{
			"first, long before":       {0, start.Add(-time.Hour), true},
			"first, in the overlap":    {0, k.at(1).Add(trail.KeyOverlap), true},
			"first, after the overlap": {0, k.at(1).Add(trail.KeyOverlap + time.Microsecond), false},
			"second, too early":        {1, k.at(1).Add(-time.Microsecond), false},
			"second, at once":          {1, k.at(1), true},
			"second, too late":         {1, k.at(3), false},
			"third":                    {2, k.at(9), true},
			"third, too early":         {2, k.at(1), false},
		} {
			b, err := trail.SignCheckpoint(signedAt(trail.Tree{Size: 1}, c.at), k.signers[c.key])
			require.NoError(t, err)
			_, err = trail.OpenCheckpoint(b, keys)
			if c.good {
				require.NoError(t, err, name)
			} else {
				requireCode(t, trail.CodeCheckpointSig, err, name)
			}
		}
	}
}

func TestKeyHistoryRefuses(t *testing.T) {
	t.Parallel()
	stranger, strange := keyPair(t, origin, 9)
	foreign, foreignKey := keyPair(t, "other.example", 9)
	for name, change := range map[string]func(k *keyHistory){
		"not a rotation":    func(k *keyHistory) { k.add(t, "noted", json.RawMessage(`{}`)) },
		"no facts":          func(k *keyHistory) { k.add(t, trail.KindKeyRotated, json.RawMessage(`{}`)) },
		"not from the last": func(k *keyHistory) { k.rotate(t, k.public[1], strange, k.signers[1], stranger) },
		"a first key again": func(k *keyHistory) {
			facts := forgeRotation(t, k, "", strange, stranger)
			k.add(t, trail.KindKeyRotated, facts)
		},
		"an old key again": func(k *keyHistory) { k.rotate(t, k.public[2], k.public[0], k.signers[2], k.signers[0]) },
		"not signed by the old": func(k *keyHistory) {
			k.add(t, trail.KindKeyRotated, forgeRotation(t, k, k.public[2], strange, stranger))
		},
		"not signed by the new": func(k *keyHistory) {
			k.add(t, trail.KindKeyRotated, forgeRotation(t, k, k.public[2], strange, k.signers[2]))
		},
		"other log": func(k *keyHistory) {
			k.add(t, trail.KindKeyRotated, forgeRotation(t, k, k.public[2], foreignKey, k.signers[2], foreign))
		},
		"note of another entry": func(k *keyHistory) {
			later := k.head
			later.Number++
			facts, err := trail.SignKeyRotation(later, k.public[2], strange, k.at(3), k.signers[2], stranger)
			require.NoError(t, err)
			k.add(t, trail.KindKeyRotated, facts)
		},
		"note of another time": func(k *keyHistory) {
			facts, err := trail.SignKeyRotation(k.head, k.public[2], strange, k.at(4), k.signers[2], stranger)
			require.NoError(t, err)
			k.add(t, trail.KindKeyRotated, facts)
		},
		"begins with an old key": func(k *keyHistory) {
			*k = keyHistory{signers: k.signers, public: k.public, head: trail.Head{Stream: trail.KeyStream}}
			k.rotate(t, k.public[0], k.public[1], k.signers[0], k.signers[1])
		},
		"without the trusted key": func(k *keyHistory) { k.public[1] = strange },
		"empty":                   func(k *keyHistory) { k.records = nil },
	} {
		k := newKeyHistory(t)
		change(k)
		_, err := trail.OpenKeys(k.public[1], sequence(k.records))
		requireCode(t, trail.CodeKeyHistory, err, name)
	}
	k := newKeyHistory(t)
	_, err := trail.OpenKeys(k.public[0], sequence(slices.Delete(slices.Clone(k.records), 1, 2)))
	requireCode(t, trail.CodeNumberGap, err, "entry left out")
	broken := errors.New("connection lost")
	_, err = trail.OpenKeys(k.public[0], func(yield func(trail.Record, error) bool) { yield(trail.Record{}, broken) })
	require.ErrorIs(t, err, broken)
}

// forgeRotation signs with whatever keys the forger has.
func forgeRotation(t *testing.T, k *keyHistory, from, to string, signers ...note.Signer) json.RawMessage {
	t.Helper()
	text := "shenpi key rotation v1\norigin " + origin + "\nnumber 4\nfrom " + from + "\nto " + to +
		"\nrecorded_at " + k.at(3).Format("2006-01-02T15:04:05.000000Z") + "\n"
	b, err := note.Sign(&note.Note{Text: text}, signers...)
	require.NoError(t, err)
	facts, err := json.Marshal(trail.KeyRotation{From: from, To: to, Note: string(b)})
	require.NoError(t, err)
	return facts
}

func TestSignKeyRotationRefuses(t *testing.T) {
	t.Parallel()
	k := newKeyHistory(t)
	_, err := trail.SignKeyRotation(k.head, k.public[2], "no key", k.at(3), k.signers[2])
	require.Error(t, err)
	_, err = trail.SignKeyRotation(k.head, k.public[2], k.public[0], k.at(3), k.signers[2])
	require.Error(t, err, "the new key must sign too")
	_, err = trail.SignKeyRotation(k.head, "", k.public[0], k.at(3), k.signers[0])
	require.Error(t, err, "only the first entry replaces no key")
}

func TestNewKeysRefuses(t *testing.T) {
	t.Parallel()
	_, public := keyPair(t, origin, 1)
	_, second := keyPair(t, origin, 2)
	_, foreign := keyPair(t, "other.example", 1)
	keys := keysOf(t, public, second)
	require.Equal(t, second, keys.Current())
	for name, given := range map[string][]string{
		"none": nil, "twice": {public, public}, "two logs": {public, foreign}, "malformed": {"x"},
		"edited": {strings.Replace(public, "+", "x+", 1)},
	} {
		_, err := trail.NewKeys(given...)
		require.Error(t, err, name)
	}
}
