package proof_test

import (
	"errors"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"shenpi/workflow/item"
	"shenpi/workflow/proof"
)

// staff are the people the corpus is judged with: nobody is an archivist, and one person is legal.
var staff = func() []proof.Person {
	var list []proof.Person
	for role, n := range map[string]int{"window": 2, "handler": 3, "inspector": 4, "expert": 6, "office-head": 2,
		"agency-leader": 2, "certificate-clerk": 2, "legal": 1} {
		for k := range n {
			list = append(list, proof.Person{ID: role + strconv.Itoa(k+1), Roles: []string{role}})
		}
	}
	return list
}()

// prove reads and proves a definition of testdata; what the parser finds is in the same list.
func prove(t testing.TB, name string, src []byte, budget proof.Budget) *proof.Report {
	t.Helper()
	it, err := item.Read(os.DirFS("testdata"), name, src)
	var found item.Findings
	if errors.As(err, &found) {
		return proof.Refused(found)
	}
	require.NoError(t, err)
	return proof.Check(it, proof.Options{People: staff, Units: []string{"office"}, Items: called(), Budget: budget})
}

// called are the items that those of the corpus call.
var called = sync.OnceValue(func() map[string]*item.Item {
	items := map[string]*item.Item{}
	for _, key := range []string{"other", "uncallable"} {
		it, err := item.Load(os.DirFS("testdata"), "called/"+key+".yaml")
		if err != nil {
			panic(err)
		}
		items[key] = it
	}
	return items
})

// TestCorpus proves every definition of testdata. Those in unsound say in their first line what has to be found, and in
// which line; in sound nothing may be.
func TestCorpus(t *testing.T) {
	t.Parallel()
	for folder, least := range map[string]int{"unsound": 200, "sound": 50} {
		files, err := filepath.Glob(filepath.Join("testdata", folder, "*.yaml"))
		require.NoError(t, err)
		require.GreaterOrEqual(t, len(files), least)
		for _, file := range files {
			name := strings.TrimSuffix(filepath.Base(file), ".yaml")
			t.Run(folder+"/"+name, func(t *testing.T) {
				t.Parallel()
				src, err := os.ReadFile(file)
				require.NoError(t, err)
				r := prove(t, filepath.Base(file), src, proof.Budget{Positions: 5_000, Work: 200_000})
				first, _, _ := strings.Cut(string(src), "\n")
				if folder == "sound" {
					require.Equal(t, "# sound", first)
					requireSound(t, r)
					return
				}
				requireFound(t, r, first)
			})
		}
	}
}

func requireSound(t *testing.T, r *proof.Report) {
	t.Helper()
	require.True(t, r.Sound, "%v", r.Findings)
	for _, f := range r.Findings {
		require.Equal(t, "back_edge", f.Code, "%v", f)
	}
}

// requireFound looks for what the first line wants: code and line, separated by commas.
func requireFound(t *testing.T, r *proof.Report, first string) {
	t.Helper()
	wanted, ok := strings.CutPrefix(first, "# want: ")
	require.True(t, ok, "the first line says nothing")
	for _, want := range strings.Split(wanted, ", ") {
		code, line, _ := strings.Cut(want, " ")
		at, err := strconv.Atoi(line)
		require.NoError(t, err)
		found := false
		for _, f := range r.Findings {
			require.NotEmpty(t, f.Zh)
			require.NotEmpty(t, f.En)
			found = found || f.Code == code && f.Pos.Line == at
		}
		require.True(t, found, "%s is not in %v", want, r.Findings)
	}
}
