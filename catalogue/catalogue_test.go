package catalogue_test

import (
	"bytes"
	"fmt"
	"image"
	_ "image/jpeg" // decoders of the sample pictures
	_ "image/png"
	"io/fs"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"shenpi/catalogue"
	"shenpi/catalogue/internal/attachment"
)

func TestSamplesBringEveryMaterial(t *testing.T) {
	t.Parallel()
	items, total := loadItems(t), 0
	contents := map[string]string{}
	for key, s := range loadSamples(t) {
		i, vars := items[s.Item], variables(t, s.Form, s.ReceivedOn)
		given := map[string][]catalogue.SampleFile{}
		for _, f := range s.Files {
			given[f.Requirement] = append(given[f.Requirement], f)
		}
		require.Contains(t, i.Outcomes, s.Expect, key)
		for _, m := range i.Materials {
			at := key + ": " + m.ID
			require.NotEmpty(t, m.Title.ZH, at)
			require.NotEmpty(t, m.Title.EN, at)
			required := m.Required || m.RequiredWhen != "" && evaluate(t, m.RequiredWhen, vars) == true
			if n := len(given[m.ID]); required || n > 0 {
				require.True(t, m.Min <= n && n <= m.Max, "%s: %d files", at, n)
			}
			for _, f := range given[m.ID] {
				raw, err := fs.ReadFile(catalogue.FS(), f.Path)
				require.NoError(t, err)
				require.Contains(t, m.Types, formatOf(t, f.Path, raw), f.Path)
				require.Equal(t, f.Name[strings.LastIndex(f.Name, "."):], f.Path[strings.LastIndex(f.Path, "."):])
				require.Empty(t, contents[string(raw)], "%s is %s again", f.Path, contents[string(raw)])
				contents[string(raw)] = f.Path
				total += len(raw)
			}
			delete(given, m.ID)
		}
		require.Empty(t, given, "%s: files of no material", key)
	}
	require.Less(t, total, 1_500_000)
}

// formatOf reads a file by its content and gives the name of its format.
func formatOf(t *testing.T, path string, raw []byte) string {
	t.Helper()
	if bytes.HasPrefix(raw, []byte("%PDF-")) {
		require.NoError(t, readPDF(raw), path)
		return "pdf"
	}
	m, format, err := image.Decode(bytes.NewReader(raw))
	require.NoError(t, err, path)
	require.Greater(t, m.Bounds().Dx(), 200, path)
	return format
}

var (
	xref   = regexp.MustCompile(`(?s)xref\n0 (\d+)\n(.*)trailer\n.*/Root 1 0 R.*startxref\n(\d+)\n%%EOF\n$`)
	stream = regexp.MustCompile(`(?s)/Length (\d+) >>\nstream\n(.*)endstream`)
)

// readPDF follows the cross-reference table as a reader does.
func readPDF(raw []byte) error {
	m := xref.FindSubmatch(raw)
	if m == nil {
		return fmt.Errorf("no cross-reference table")
	}
	if start, _ := strconv.Atoi(string(m[3])); !bytes.HasPrefix(raw[start:], []byte("xref\n")) {
		return fmt.Errorf("table not at %d", start)
	}
	lines := strings.SplitAfter(string(m[2]), "\n")
	for n, line := range lines[1 : len(lines)-1] {
		at, err := strconv.Atoi(line[:10])
		if err != nil || len(line) != 20 || !bytes.HasPrefix(raw[at:], fmt.Appendf(nil, "%d 0 obj\n", n+1)) {
			return fmt.Errorf("object %d not at %s", n+1, line)
		}
	}
	if count, _ := strconv.Atoi(string(m[1])); count != len(lines)-1 {
		return fmt.Errorf("%d objects in a table of %d", len(lines)-1, count)
	}
	body := stream.FindSubmatch(raw)
	if body == nil || string(body[1]) != strconv.Itoa(len(body[2])) {
		return fmt.Errorf("wrong length of the page")
	}
	return nil
}

func TestSampleFilesAreWhatTheGeneratorWrites(t *testing.T) {
	t.Parallel()
	written := 0
	for _, s := range loadSamples(t) {
		for _, f := range s.Files {
			want, err := attachment.Make(s, f)
			require.NoError(t, err)
			raw, err := fs.ReadFile(catalogue.FS(), f.Path)
			require.NoError(t, err)
			require.True(t, bytes.Equal(want, raw), "%s: run go generate", f.Path)
			written++
		}
	}
	found, err := fs.Glob(catalogue.FS(), "samples/files/*/*")
	require.NoError(t, err)
	require.Len(t, found, written)
}

func TestOfficeFitsTheItemsAndSamples(t *testing.T) {
	t.Parallel()
	office, err := catalogue.DemoOffice()
	require.NoError(t, err)
	roles, enterprises := map[string][]string{}, map[string]catalogue.Enterprise{}
	for _, p := range office.People {
		for _, a := range p.Appointments {
			require.Equal(t, "gz-iid", a.Unit, p.ID)
			roles[a.Role] = append(roles[a.Role], p.ID)
		}
	}
	for role, people := range map[string][]string{
		"window": {"U1", "U2"}, "handler": {"U3", "U4", "U7"}, "inspector": {"U3", "U4", "U5"}, "office-head": {"U6", "U7"},
		"agency-leader": {"U8", "U9"}, "agency-head": {"U9"}, "certificate-clerk": {"U5"}, "archivist": {"U2"}, "supervisor": {"U10"},
		"expert": {"E1", "E2", "E3", "E4", "E5", "E6"}, "legal": {"L1", "L2"}, "hearing-host": {"L1", "L2"}, "auditor": {"X1"},
		"system-admin": {"X2"}, "item-admin": {"X2"}, "security-admin": {"X3"}, "audit-admin": {"X4"},
	} {
		require.Equal(t, people, roles[role], role)
	}
	for _, e := range office.Enterprises {
		require.True(t, creditCodeValid(e.CreditCode), e.Name)
		enterprises[e.CreditCode] = e
	}
	items := loadItems(t)
	for key, i := range items {
		for _, n := range flowOf(t, i) {
			for _, role := range references(n.body, "role") {
				require.NotEmpty(t, roles[role], "%s: %s", key, role)
			}
		}
	}
	for key, s := range loadSamples(t) {
		require.Contains(t, enterprises, s.Applicant, key)
		vars := variables(t, s.Form, s.ReceivedOn)
		require.Equal(t, enterprises[s.Applicant].Name, evaluate(t, items[s.Item].ApplicantName, vars), key)
		if e, ok := vars["form"].(map[string]any)["enterprise"].(map[string]any); ok {
			require.Equal(t, enterprises[s.Applicant].LegalRepresentative, e["legal_representative"], key)
		}
	}
}

func TestRenewalsStartFromTheRegister(t *testing.T) {
	t.Parallel()
	office, err := catalogue.DemoOffice()
	require.NoError(t, err)
	samples := loadSamples(t)
	require.Len(t, office.Certificates, 4)
	for n, key := range []string{"R1", "R2"} {
		c, form := office.Certificates[n], formValue(t, samples[key].Form)
		var years []any
		for _, y := range c.SelfChecks {
			years = append(years, int64(y))
		}
		require.Equal(t, samples[key].Applicant, c.Holder)
		require.Equal(t, map[string]any{"no": c.Number, "grade": int64(c.Grade), "granted_on": c.GrantedOn,
			"valid_until": c.ValidUntil, "copies": int64(c.Copies), "lost": false}, form["certificate"])
		require.Equal(t, map[string]any{"self_checks": years, "inspections": []any{
			map[string]any{"year": int64(c.Inspections[0].Year), "result": c.Inspections[0].Result}}}, form["supervision"])
	}
}

// A manager counts for one enterprise only, so the samples can all be filed together.
func TestSamplesShareNoManager(t *testing.T) {
	t.Parallel()
	items := loadItems(t)
	owners := map[string]string{}
	for key, s := range loadSamples(t) {
		vars := variables(t, s.Form, s.ReceivedOn)
		for _, h := range items[s.Item].Holdings {
			if h.Owner == "" {
				continue
			}
			owner := evaluate(t, h.Owner, vars).(string)
			keys, err := evaluateKeys(evaluate(t, h.Key, vars))
			require.NoError(t, err)
			for _, k := range keys {
				require.True(t, idCardValid(k), k)
				require.Contains(t, []string{"", owner}, owners[k], "%s: %s", key, k)
				owners[k] = owner
			}
		}
	}
	require.Len(t, owners, 7+6+7+7+2)
}

func TestItemsAreListedInOrder(t *testing.T) {
	t.Parallel()
	paths := catalogue.Items()
	require.Len(t, paths, 10)
	require.True(t, slices.IsSorted(paths))
}
