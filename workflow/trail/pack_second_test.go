package trail_test

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"shenpi/workflow/trail"
)

// Logs of which both verifiers read the packs.
const (
	secondLogs     = int64(7)
	secondLogsLong = int64(35)
)

// TestTheSecondVerifierAgrees holds that the verifier of docs/verify, in another language and without our code, says of
// each pack what ours says: the same first finding, or nothing.
func TestTheSecondVerifierAgrees(t *testing.T) {
	t.Parallel()
	logs := secondLogs
	if os.Getenv("SHENPI_LONG") == "1" {
		logs = secondLogsLong
	}
	_, public := keyPair(t, origin, 7)
	dir := t.TempDir()
	key := filepath.Join(dir, "checkpoint.pub")
	require.NoError(t, os.WriteFile(key, []byte(public+"\n"), 0o600))
	want, args := map[string]string{}, []string{"--key", key}
	for seed := range logs {
		list := packs(t, 100+seed)
		for i, name := range slices.Sorted(maps.Keys(list)) {
			file := filepath.Join(dir, fmt.Sprintf("%d-%d-%s.zip", seed, i, strings.ReplaceAll(name, " ", "_")))
			require.NoError(t, os.WriteFile(file, list[name].bytes, 0o600))
			want[file] = "ok"
			if _, f := verifyPack(t, list[name].bytes, nil, nil); f != nil {
				want[file] = string(f.Code)
			}
			args = append(args, file)
		}
	}
	said, code := runSecond(t, args...)
	require.Equal(t, 1, code, "some packs are damaged")
	for file, code := range want {
		require.Equal(t, code, said[file], file)
	}
	require.Len(t, said, int(logs)*(1+len(damages)))
	require.Contains(t, slices.Collect(maps.Values(said)), string(trail.CodeNotIncluded))
}

// runSecond runs the other verifier, and gives what it says of each file, and the code it ends with.
func runSecond(t *testing.T, args ...string) (said map[string]string, code int) {
	t.Helper()
	out, err := exec.Command("node", append([]string{"../../docs/verify/verify.mjs"}, args...)...).Output()
	if ended := (*exec.ExitError)(nil); errors.As(err, &ended) {
		require.Empty(t, ended.Stderr)
		code = ended.ExitCode()
	} else {
		require.NoError(t, err)
	}
	said = map[string]string{}
	for line := range strings.Lines(string(out)) {
		code, rest, _ := strings.Cut(line, " ")
		file, _, _ := strings.Cut(rest, ": ")
		said[file] = code
	}
	return said, code
}

// TestPacksBeyondThePlainZip: with more members or larger numbers than a plain zip can say, both verifiers read on; what the
// second cannot hold it does not call damaged.
func TestPacksBeyondThePlainZip(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	_, public := keyPair(t, origin, 7)
	key, many, wide, large := filepath.Join(dir, "checkpoint.pub"), filepath.Join(dir, "many.zip"), filepath.Join(dir, "wide.zip"), filepath.Join(dir, "large.zip")
	require.NoError(t, os.WriteFile(key, []byte(public), 0o600))
	g, files := newKeyedLog(t, 60, 9)
	var b bytes.Buffer
	w, err := trail.NewPackWriter(&b, "", g.checkpoints[len(g.checkpoints)-1], g.keys, g.tiles, g.signer)
	require.NoError(t, err)
	_, err = w.Stream(trail.KeyStream, sequence(g.recordsOf(trail.KeyStream)))
	require.NoError(t, err)
	for i := range 1<<16 + 10 {
		require.NoError(t, w.Member(fmt.Sprintf("clocks/%06d.json", i), strings.NewReader("{}")))
	}
	require.NoError(t, w.Close())
	for name, pack := range map[string][]byte{many: b.Bytes(), wide: widened(g.pack(t, files, 2))} {
		_, f := verifyPack(t, pack, nil, nil)
		require.Nil(t, f, name)
		require.NoError(t, os.WriteFile(name, pack, 0o600))
	}
	said, code := runSecond(t, "--key", key, many, wide)
	require.Equal(t, map[string]string{many: "ok", wide: "ok"}, said)
	require.Zero(t, code)

	writeLarge(t, large)
	said, code = runSecond(t, "--key", key, wide, large, filepath.Join(dir, "nowhere.zip"))
	require.Equal(t, map[string]string{wide: "ok", large: "not_checked", filepath.Join(dir, "nowhere.zip"): "not_checked"}, said)
	require.Equal(t, 3, code)
}

// widened writes the directory of a zip anew with every number in the field that zip64 has for what does not fit.
func widened(b []byte) []byte {
	le := binary.LittleEndian
	end := b[len(b)-22:]
	count, from := uint64(le.Uint16(end[10:])), le.Uint32(end[16:])
	out, left := slices.Clone(b[:from]), b[from:]
	for range count {
		name, extra := int(le.Uint16(left[28:])), int(le.Uint16(left[30:]))
		head := slices.Clone(left[:46+name+extra])
		wide := le.AppendUint16(le.AppendUint16(nil, 1), 24)
		for _, at := range []int{24, 20, 42} {
			wide = le.AppendUint64(wide, uint64(le.Uint32(head[at:])))
			le.PutUint32(head[at:], 0xffffffff)
		}
		le.PutUint16(head[30:], uint16(extra+len(wide)))
		out = append(append(out, head...), wide...)
		left = left[len(head):]
	}
	at := uint64(len(out))
	out = le.AppendUint64(le.AppendUint32(out, 0x06064b50), 44)
	out = le.AppendUint64(append(out, 45, 0, 45, 0), 0) // versions, disks
	for _, n := range []uint64{count, count, at - uint64(from), uint64(from)} {
		out = le.AppendUint64(out, n)
	}
	out = le.AppendUint64(append(le.AppendUint32(out, 0x07064b50), 0, 0, 0, 0), at)
	out = append(le.AppendUint32(out, 1), end[:8]...)
	return append(out, append(bytes.Repeat([]byte{0xff}, 12), 0, 0)...)
}

// sparse is a file in which zeros take no room.
type sparse struct{ *os.File }

func (s sparse) Write(b []byte) (int, error) {
	if len(bytes.Trim(b, "\x00")) > 0 {
		return s.File.Write(b)
	}
	_, err := s.Seek(int64(len(b)), io.SeekCurrent)
	return len(b), err
}

// writeLarge writes a zip whose history of keys is larger than any text may be in the second verifier.
func writeLarge(t *testing.T, name string) {
	t.Helper()
	f, err := os.Create(name)
	require.NoError(t, err)
	z := zip.NewWriter(sparse{f})
	const size = 1 << 29
	m, err := z.CreateRaw(&zip.FileHeader{Name: "streams/000001.jsonl", UncompressedSize64: size, CompressedSize64: size})
	require.NoError(t, err)
	zeros := make([]byte, 1<<20)
	for range size / len(zeros) {
		_, err := m.Write(zeros)
		require.NoError(t, err)
	}
	require.NoError(t, z.Close())
	require.NoError(t, f.Close())
}
