package trail_test

import (
	"fmt"
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

// TestTheSecondVerifierAgrees holds that the verifier of docs/verify, in another language and without our code, says of
// each pack what ours says: the same first finding, or nothing.
func TestTheSecondVerifierAgrees(t *testing.T) {
	t.Parallel()
	logs := int64(7) // 259 packs
	if os.Getenv("SHENPI_LONG") == "1" {
		logs = 35 // 1,295
	}
	_, public := keyPair(t, origin, 7)
	dir := t.TempDir()
	key := filepath.Join(dir, "checkpoint.pub")
	require.NoError(t, os.WriteFile(key, []byte(public+"\n"), 0o600))
	want, args := map[string]string{}, []string{"../../docs/verify/verify.mjs", "--key", key}
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
	out, err := exec.Command("node", args...).Output()
	var ended *exec.ExitError
	require.ErrorAs(t, err, &ended, "some packs are damaged")
	require.Equal(t, 1, ended.ExitCode(), "%s", ended.Stderr)
	said := map[string]string{}
	for line := range strings.Lines(string(out)) {
		code, rest, _ := strings.Cut(line, " ")
		file, _, _ := strings.Cut(rest, ": ")
		said[file] = code
	}
	for file, code := range want {
		require.Equal(t, code, said[file], file)
	}
	require.Len(t, said, int(logs)*(1+len(damages)))
	require.Contains(t, slices.Collect(maps.Values(said)), string(trail.CodeNotIncluded))
}
