package trail_test

import (
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	cosign "github.com/transparency-dev/formats/note"
	"golang.org/x/mod/sumdb/note"

	"shenpi/internal/testwitness"
	"shenpi/workflow/trail"
)

// Signed by our key of seed 7 and cosigned by torchwood v0.6.1 with the seed of 32 bytes 9.
const (
	goldenWitness  = "witness.example/w1+24b5d9fe+BP0XJDhaoMdbZPt4zWAvodmR/ev3axPFjtcC6sg16fYY"
	goldenCosigned = goldenCheckpoint + `
— shenpi.example/gz YNpCA0kNMNkS7zFFjRRa3M/YO7Z2mFrEHpQ3x7wa9O24EQVauhtNW/ukE1s++xKUSKVJBKCb5x+ybEH6wVo/Z8rPnAo=
— witness.example/w1 JLXZ/gAAAABrCOGS+QcNOwT4JZFsb8l6GcbB5uibHpKA0mWpAYSgg/itlpjsNXnRCNpZeBxFDAJFijmMHnVb7BSU+tCuO6u/XgLOCQ==
`
)

func witnessesOf(t testing.TB, quorum int, keys ...string) *trail.Witnesses {
	t.Helper()
	w, err := trail.NewWitnesses(quorum, keys...)
	require.NoError(t, err)
	return w
}

// A checkpoint that another program cosigned reads as one, by us and by a third one.
func TestCosignedGolden(t *testing.T) {
	t.Parallel()
	_, public := keyPair(t, origin, 7)
	c, err := trail.OpenCheckpoint([]byte(goldenCosigned), keysOf(t, public))
	require.NoError(t, err)
	require.EqualValues(t, 3, c.Size)
	found, err := witnessesOf(t, 0, goldenWitness).Check([]byte(goldenCosigned))
	require.NoError(t, err)
	require.Len(t, found, 1)
	require.Equal(t, "witness.example/w1+24b5d9fe", found[0].Witness)
	require.Equal(t, time.Unix(0x6b08e192, 0).UTC(), found[0].At)
	require.True(t, strings.HasSuffix(goldenCosigned, found[0].Line), "the line as it stands there")

	third, err := cosign.NewVerifierForCosignatureV1(goldenWitness)
	require.NoError(t, err)
	_, err = note.Open([]byte(goldenCosigned), note.VerifierList(third))
	require.NoError(t, err)
}

func TestCosignaturesThatAreNotGood(t *testing.T) {
	t.Parallel()
	w := witnessesOf(t, 0, goldenWitness)
	for name, change := range map[string][2]string{
		"the checkpoint": {"\n3\n", "\n4\n"},
		"its date":       {"recorded_at 2026", "recorded_at 2027"},
		"its time":       {"JLXZ/gAAAABrCOGS", "JLXZ/gAAAABrCOGT"},
		"its signature":  {"XgLOCQ==", "XgLOCg=="},
		"its length":     {"Q==\n", "QAA\n"},
		"its spelling":   {"CQ==\n", "CR==\n"}, // the same bytes
	} {
		_, err := w.Check([]byte(strings.Replace(goldenCosigned, change[0], change[1], 1)))
		requireCode(t, trail.CodeCosignature, err, name)
	}
	lines := strings.SplitAfter(goldenCosigned, "\n")
	_, err := w.Check([]byte(strings.Join(lines[:6], "")))
	requireCode(t, trail.CodeFewCosignatures, err, "without it")
	_, err = witnessesOf(t, 0, testwitness.New(t, "other.example").Key).Check([]byte(goldenCosigned))
	requireCode(t, trail.CodeFewCosignatures, err, "of another witness")
}

func TestKeysOfWitnesses(t *testing.T) {
	t.Parallel()
	_, ofLog := keyPair(t, origin, 7)
	encoded := strings.SplitN(goldenWitness, "+", 3)[2]
	again := func(name string) string { // the same key under another name
		raw, err := base64.StdEncoding.DecodeString(encoded)
		require.NoError(t, err)
		return fmt.Sprintf("%s+%x+%s", name, func() []byte { s := sha256.Sum256(append([]byte(name+"\n"), raw...)); return s[:4] }(), encoded)
	}
	for name, c := range map[string]struct {
		quorum int
		keys   []string
		says   string
	}{
		"a log's key":    {0, []string{ofLog}, "its type is 0x01"},
		"another hash":   {0, []string{strings.Replace(goldenWitness, "24b5d9fe", "24b5d9ff", 1)}, "its hash is 24b5d9fe"},
		"no key":         {0, []string{"witness.example"}, "is no verifier key"},
		"cut off":        {0, []string{goldenWitness[:len(goldenWitness)-4]}, "is no verifier key"},
		"twice":          {1, []string{goldenWitness, again("w2")}, "is there twice"},
		"more than all":  {2, []string{goldenWitness}, "2 cosignatures are asked for, of 1"},
		"none":           {0, nil, "0 cosignatures are asked for, of 0"},
		"less than none": {-1, []string{goldenWitness}, "-1 cosignatures are asked for"},
	} {
		_, err := trail.NewWitnesses(c.quorum, c.keys...)
		require.ErrorContains(t, err, c.says, name)
	}
	w, err := trail.ReadWitness(goldenWitness)
	require.NoError(t, err)
	require.Equal(t, "witness.example/w1", w.Name())
}

// What a witness answers is taken for what it is: a cosignature by its key among other lines, or nothing.
func TestWhatAWitnessAnswers(t *testing.T) {
	t.Parallel()
	w, err := trail.ReadWitness(goldenWitness)
	require.NoError(t, err)
	lines := strings.SplitAfter(goldenCosigned, "\n")
	checkpoint, ours, theirs := strings.Join(lines[:6], ""), lines[5], lines[6]
	got, err := w.Cosigned([]byte(checkpoint), []byte(ours+theirs))
	require.NoError(t, err)
	require.Equal(t, theirs, got.Line)
	_, err = w.Cosigned([]byte(checkpoint), []byte(ours))
	require.ErrorContains(t, err, "there is no cosignature by its key")
	_, err = w.Cosigned([]byte(strings.Replace(checkpoint, "2026", "2027", 1)), []byte(theirs))
	require.ErrorContains(t, err, "invalid signature")
	_, err = w.Cosigned([]byte(checkpoint), []byte("sorry"))
	require.Error(t, err)

	// What is kept of it never makes the checkpoint unreadable.
	_, public := keyPair(t, origin, 7)
	readable := func(line string) error {
		_, err := trail.OpenCheckpoint([]byte(checkpoint+line), keysOf(t, public))
		return err
	}
	require.NoError(t, readable(got.Line))
	spelled := strings.Replace(theirs, "CQ==", "CR==", 1)
	require.Error(t, readable(spelled))
	_, err = w.Cosigned([]byte(checkpoint), []byte(spelled))
	require.ErrorContains(t, err, "illegal base64 data")
	beside, err := w.Cosigned([]byte(checkpoint), []byte(strings.Replace(spelled, "/w1 JLXZ", "/w2 AAAA", 1)+theirs))
	require.NoError(t, err, "of somebody else, which is not kept")
	require.NoError(t, readable(beside.Line))
}

// TestVerifyAsksForCosignatures: a log whose newest checkpoints no witness cosigned is told apart from one whose witness has
// not come to it yet.
func TestVerifyAsksForCosignatures(t *testing.T) {
	t.Parallel()
	g := newLog(t, 800, 21)
	w := testwitness.New(t, "witness.example/a")
	last := len(g.checkpoints) - 1
	for i := range last - 2 {
		g.checkpoints[i] = w.Cosign(t, g.checkpoints[i])
	}
	opened := func(i int) trail.Checkpoint {
		c, err := trail.OpenCheckpoint(g.checkpoints[i], g.keys)
		require.NoError(t, err)
		return c
	}
	first := opened(last - 2) // that was not cosigned
	verify := func(now time.Time, quorum int, keys ...string) trail.Report {
		report, err := trail.Verifier{Keys: g.keys, Witnesses: witnessesOf(t, quorum, keys...), Now: now}.Verify(g.export())
		require.NoError(t, err)
		return report
	}
	in := verify(first.RecordedAt.Add(trail.CosignWithin), 1, w.Key)
	require.Empty(t, in.Findings)
	require.Equal(t, opened(last-3), *in.Cosigned)
	late := verify(first.RecordedAt.Add(trail.CosignWithin+time.Microsecond), 1, w.Key)
	require.Len(t, late.Findings, 1)
	require.Equal(t, trail.CodeNotCosigned, late.Findings[0].Code)
	require.Equal(t, opened(last-3).Size, late.Findings[0].Position)
	require.Equal(t, opened(last).Size, late.Findings[0].Until)
	require.Contains(t, late.Findings[0].EN, fmt.Sprintf("has 800 entries under a signed checkpoint, and only %d under one", opened(last-3).Size))

	other := testwitness.New(t, "witness.example/b")
	require.Len(t, verify(late.Signed.RecordedAt.Add(time.Hour), 0, w.Key, other.Key).Findings, 1, "both are asked for")
	g.kept = append(g.kept, other.Cosign(t, w.Cosign(t, g.checkpoints[last])))
	require.Empty(t, verify(late.Signed.RecordedAt.Add(time.Hour), 0, w.Key, other.Key).Findings, "what is kept outside may be the cosigned one")

	forged := g.clone()
	forged.kept = nil
	word := strings.SplitAfter(string(g.checkpoints[0]), "\n")
	forged.checkpoints[last] = append(forged.checkpoints[last], word[len(word)-2]...)
	report, err := trail.Verifier{Keys: g.keys, Witnesses: witnessesOf(t, 1, w.Key), Now: start}.Verify(forged.export())
	require.NoError(t, err)
	require.Len(t, report.Findings, 1, "what it said of another checkpoint")
	require.Equal(t, trail.CodeCosignature, report.Findings[0].Code)
}

// Both verifiers hold a pack against the witnesses alike.
func TestPackIsHeldAgainstWitnesses(t *testing.T) {
	t.Parallel()
	a, b := testwitness.New(t, "witness.example/a"), testwitness.New(t, "witness.example/b")
	dir := t.TempDir()
	_, public := keyPair(t, origin, 7)
	key := filepath.Join(dir, "checkpoint.pub")
	require.NoError(t, os.WriteFile(key, []byte(public), 0o600))
	g, files := newKeyedLog(t, 300, 22)
	last := len(g.checkpoints) - 1
	bare := g.checkpoints[last]
	bad := strings.Replace(string(a.Cosign(t, bare)), "/a ", "/b ", 1) // b's name, a's word
	signed := string(a.Cosign(t, bare))
	forged := signed[:len(signed)-8] + "AAA" + signed[len(signed)-5:]
	for name, c := range map[string]struct {
		checkpoint []byte
		quorum     int
		keys       []string
		want       trail.Code // the first finding
	}{
		"one of one":  {a.Cosign(t, bare), 1, []string{a.Key}, ""},
		"one of two":  {a.Cosign(t, bare), 1, []string{a.Key, b.Key}, ""},
		"two of two":  {b.Cosign(t, a.Cosign(t, bare)), 2, []string{a.Key, b.Key}, ""},
		"only one":    {a.Cosign(t, bare), 2, []string{a.Key, b.Key}, trail.CodeFewCosignatures},
		"none":        {bare, 1, []string{a.Key}, trail.CodeFewCosignatures},
		"one twice":   {a.Cosign(t, a.Cosign(t, bare)), 2, []string{a.Key, b.Key}, trail.CodeFewCosignatures},
		"not by them": {b.Cosign(t, bare), 1, []string{a.Key}, trail.CodeFewCosignatures},
		"wrong name":  {[]byte(bad), 1, []string{a.Key, b.Key}, trail.CodeFewCosignatures},
		"not good":    {[]byte(forged), 1, []string{a.Key, b.Key}, trail.CodeCosignature},
		"no time":     {untimed(t, "witness.example/a", a.Key, bare), 1, []string{a.Key}, trail.CodeCosignature},
	} {
		g.checkpoints[last] = c.checkpoint
		zip := g.pack(t, files, 4)
		report, f := verifyPack(t, zip, nil, nil)
		require.Nil(t, f, name)
		require.Equal(t, string(c.checkpoint), string(report.Note))
		_, err := witnessesOf(t, c.quorum, c.keys...).Check(report.Note)
		said := "ok"
		if c.want != "" {
			requireCode(t, c.want, err, name)
			said = string(c.want)
		} else {
			require.NoError(t, err, name)
		}
		file := filepath.Join(dir, "pack.zip")
		require.NoError(t, os.WriteFile(file, zip, 0o600))
		args := []string{"../../docs/verify/verify.mjs", "--key", key, "--quorum", fmt.Sprint(c.quorum)}
		for _, k := range c.keys {
			args = append(args, "--witness", k)
		}
		out, _ := exec.Command("node", append(args, file)...).Output() // it ends with 1 when it finds something
		require.Equal(t, said, strings.Fields(string(out))[0], "%s: %s", name, out)
	}
}

// untimed signs a checkpoint with the key of a witness as a log would.
func untimed(t *testing.T, name, key string, checkpoint []byte) []byte {
	t.Helper()
	seed := sha256.Sum256([]byte(name)) // as testwitness makes it
	text, _, _ := strings.Cut(string(checkpoint), "\n\n")
	id, err := hex.DecodeString(strings.Split(key, "+")[1])
	require.NoError(t, err)
	signature := append(id, ed25519.Sign(ed25519.NewKeyFromSeed(seed[:]), []byte(text+"\n"))...)
	return fmt.Appendf(checkpoint[:len(checkpoint):len(checkpoint)], "— %s %s\n", name, base64.StdEncoding.EncodeToString(signature))
}

// TestTheSecondVerifierIsAsked: what is wrong with the question it tells by another code than what is wrong with a pack, and
// asks for no fewer witnesses than the first.
func TestTheSecondVerifierIsAsked(t *testing.T) {
	t.Parallel()
	a, b := testwitness.New(t, "witness.example/a"), testwitness.New(t, "witness.example/b")
	dir := t.TempDir()
	_, public := keyPair(t, origin, 7)
	key, pack, other := filepath.Join(dir, "checkpoint.pub"), filepath.Join(dir, "pack.zip"), filepath.Join(dir, "other.pub")
	g, files := newKeyedLog(t, 60, 9)
	for name, content := range map[string][]byte{key: []byte(public), other: []byte("no key"), pack: g.pack(t, files, 2)} {
		require.NoError(t, os.WriteFile(name, content, 0o600))
	}
	two := []string{"--key", key, "--witness", a.Key, "--witness", b.Key, pack}
	for name, c := range map[string]struct {
		args []string
		want int
	}{
		"sound":                {[]string{"--key", key, pack}, 0},
		"not cosigned":         {two, 1},
		"one of two":           {append([]string{"--quorum", "1"}, two...), 1},
		"none of two":          {append([]string{"--quorum", "0"}, two...), 2},
		"half a witness":       {append([]string{"--quorum", "0.5"}, two...), 2},
		"no number":            {append([]string{"--quorum", ""}, two...), 2},
		"more than there are":  {append([]string{"--quorum", "3"}, two...), 2},
		"of none":              {[]string{"--key", key, "--quorum", "1", pack}, 2},
		"twice":                {append([]string{"--witness", a.Key}, two...), 2},
		"no key of a witness":  {[]string{"--key", key, "--witness", "witness.example", pack}, 2},
		"a log's as a witness": {[]string{"--key", key, "--witness", public, pack}, 2},
		"no key":               {[]string{pack}, 2},
		"a key that is none":   {[]string{"--key", other, pack}, 2},
		"a key that is away":   {[]string{"--key", filepath.Join(dir, "nowhere"), pack}, 2},
		"no pack":              {[]string{"--key", key}, 2},
		"something else":       {[]string{"--key", key, "--all", pack}, 2},
		"a pack that is away":  {[]string{"--key", key, filepath.Join(dir, "nowhere.zip")}, 3},
	} {
		err := exec.Command("node", append([]string{"../../docs/verify/verify.mjs"}, c.args...)...).Run()
		code := 0
		if ended := (*exec.ExitError)(nil); errors.As(err, &ended) {
			code = ended.ExitCode()
		} else {
			require.NoError(t, err)
		}
		require.Equal(t, c.want, code, name)
	}
}

func TestBestCosigned(t *testing.T) {
	t.Parallel()
	last := time.Date(2026, 3, 2, 1, 0, 0, 0, time.UTC)
	before := func(size int64, age time.Duration, witnesses int) trail.Vouched {
		return trail.Vouched{Size: size, RecordedAt: last.Add(-age), Witnesses: witnesses}
	}
	old := before(1, trail.CosignWithin+time.Microsecond, 9)
	for name, x := range map[string]struct {
		list  []trail.Vouched
		least int64
		want  int64 // size; 0: the last one, as it is
	}{
		"none":                     {},
		"the newest":               {[]trail.Vouched{before(9, 0, 1), before(8, time.Second, 1)}, 0, 9},
		"the most cosigned":        {[]trail.Vouched{before(9, 0, 1), before(8, 1, 2), before(7, 2, 2), before(6, 3, 1)}, 0, 8},
		"none too small":           {[]trail.Vouched{before(9, 0, 1), before(8, 1, 2)}, 9, 9},
		"all too small":            {[]trail.Vouched{before(9, 0, 1)}, 10, 0},
		"at the edge of the time":  {[]trail.Vouched{before(9, 0, 1), before(8, trail.CosignWithin, 2), old}, 0, 8},
		"all too old":              {[]trail.Vouched{old}, 0, 0},
		"of the size asked for":    {[]trail.Vouched{before(9, 0, 1), before(8, 1, 2)}, 8, 8},
		"the newest is not enough": {[]trail.Vouched{before(8, 1, 1)}, 8, 8},
	} {
		best, ok, err := trail.BestCosigned(last, x.least, func(yield func(trail.Vouched, error) bool) {
			for _, c := range x.list {
				if !yield(c, nil) {
					return
				}
			}
		})
		require.NoError(t, err, name)
		require.Equal(t, x.want > 0, ok, name)
		require.Equal(t, x.want, best.Size, name)
	}
	broken := errors.New("the disk is gone")
	_, ok, err := trail.BestCosigned(last, 0, func(yield func(trail.Vouched, error) bool) { yield(trail.Vouched{}, broken) })
	require.ErrorIs(t, err, broken)
	require.False(t, ok)
}
