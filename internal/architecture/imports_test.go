// Package architecture_test holds the import table: which room may use which, and why.
package architecture_test

import (
	"encoding/json"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// rule is one row of the table. A package not named may import nothing of this module.
type rule struct {
	pkg   string
	may   []string
	never []string // modules outside that would break what the room is for
	why   string
}

var domainNever = []string{"github.com/gin-gonic", "gorm.io", "github.com/casbin", "github.com/minio", "net/http", "database/sql"}

var table = []rule{
	{"workflow/calendar", nil, domainNever, "a leaf: days are data"},
	{"workflow/clock", []string{"workflow/calendar"}, domainNever, "a deadline is a pure function of data and calendar"},
	{"workflow/wording", nil, domainNever, "a leaf: whoever renders a text and whoever checks it read one grammar"},
	{"workflow/spelling", nil, domainNever, "a leaf: what somebody may have meant to write"},
	{"workflow/item", []string{"workflow/clock", "workflow/wording", "workflow/spelling"}, domainNever, "what a definition says, held against the limits of the law"},
	{"workflow/flow", []string{"workflow/item"}, domainNever, "what a flow means, run by the engine and explored by a prover"},
	{"workflow/proof", []string{"workflow/item", "workflow/flow", "workflow/calendar", "workflow/wording"}, domainNever, "proves a definition over the moves of flow; knows no case and no store"},
	{"workflow/trail", nil, domainNever, "an auditor's verifier must need nothing of the service"},
	{"workflow/credential", []string{"workflow/calendar"}, domainNever, "whoever is shown a certificate checks it without anything of the service"},
	{"workflow", []string{"workflow/calendar", "workflow/clock", "workflow/credential", "workflow/item", "workflow/flow", "workflow/trail"}, domainNever, "the engine is pure: time, ids and storage are given to it"},
	{"workflow/casefile", []string{"workflow", "workflow/item", "workflow/calendar", "workflow/evidence"}, domainNever, "what belongs into the file of a case; reads through ports"},
	{"workflow/evidence", []string{"workflow", "workflow/item", "workflow/calendar", "workflow/clock", "workflow/trail"}, domainNever, "what packs of evidence mean; an auditor runs it offline"},
	{"workflow/memory", []string{"workflow", "workflow/trail"}, domainNever, "a store for trying items, no database"},
	{"workflow/play", []string{"workflow", "workflow/*"}, domainNever, "the engine on a store in memory: a script, its people and its days are given to it"},
	{"identity", nil, []string{"github.com/gin-gonic", "gorm.io", "github.com/casbin"}, "a domain room of its own nouns (ADR 3)"},
	{"notify", []string{"workflow", "workflow/*"}, domainNever, "a domain room of its own nouns, and what becomes of a notice; its channels are below it"},
	{"notify/mail", []string{"notify"}, []string{"github.com/gin-gonic", "gorm.io", "net/http"}, "a channel: speaks SMTP, knows no store"},
	{"notify/sms", []string{"notify", "notify/webhook"}, []string{"github.com/gin-gonic", "gorm.io"}, "a channel: posts to a gateway"},
	{"notify/webhook", []string{"notify"}, []string{"github.com/gin-gonic", "gorm.io"}, "a channel: signs and posts to strangers"},
	{"policies", nil, []string{"github.com/gin-gonic", "gorm.io"}, "permits; knows neither web nor database"},
	{"storage/db", []string{"workflow", "workflow/*", "identity", "notify"}, []string{"github.com/gin-gonic", "github.com/casbin"}, "stores the nouns of the domain rooms"},
	{"storage/objects", nil, []string{"github.com/gin-gonic", "gorm.io", "github.com/casbin"}, "bytes by their hash"},
	{"storage/mirror", nil, []string{"github.com/gin-gonic", "gorm.io", "github.com/casbin"}, "bytes by their size, kept for good"},
	{"storage/witness", []string{"workflow/trail"}, []string{"github.com/gin-gonic", "gorm.io", "github.com/casbin"}, "asks others for their word on checkpoints"},
	{"handlers", []string{"workflow", "workflow/*", "identity", "notify"}, []string{"gorm.io", "github.com/casbin", "github.com/minio"}, "binds and answers; the other rooms come through its ports"},
	{"documents", []string{"workflow/wording", "workflow/casefile", "workflow/credential"}, domainNever, "renders data it is given"},
	{"documents/pdf", []string{"documents/sfnt"}, domainNever, "writes a file format, knows no document"},
	{"documents/cms", nil, domainNever, "a leaf: signs bytes with a key it is given"},
	{"documents/scan", nil, domainNever, "a leaf: finds the text of a code, knows nothing of what it says"},
	{"documents/sfnt", nil, domainNever, "a leaf: reads a file format"},
	{"documents/font", []string{"documents/sfnt"}, domainNever, "data and its embedding"},
	{"jobs", []string{"workflow", "workflow/*", "notify"}, []string{"github.com/gin-gonic", "gorm.io"}, "loops over what other rooms offer"},
	{"catalogue", []string{"workflow/item"}, domainNever, "data and its embedding; what is wrong with an office is said as it is of a definition"},
}

type listed struct {
	ImportPath string
	Imports    []string
}

func TestImportTable(t *testing.T) {
	t.Parallel()
	out, err := exec.Command("go", "list", "-json=ImportPath,Imports", "shenpi/...").Output()
	require.NoError(t, err, "go list")
	d := json.NewDecoder(strings.NewReader(string(out)))
	seen := map[string]bool{}
	for d.More() {
		var p listed
		require.NoError(t, d.Decode(&p))
		name := strings.TrimPrefix(p.ImportPath, "shenpi/")
		if free(name) {
			continue
		}
		seen[name] = true
		r := find(name)
		if r == nil {
			t.Errorf("%s stands in no row of the import table", name)
			continue
		}
		for _, i := range p.Imports {
			checkImport(t, *r, name, i)
		}
	}
	for _, r := range table {
		if !seen[r.pkg] {
			t.Errorf("the import table names %s, which is not there", r.pkg)
		}
	}
}

// free are the packages that join everything: commands, test support and generators.
func free(name string) bool {
	return strings.HasPrefix(name, "cmd/") || strings.HasPrefix(name, "internal/") || strings.Contains(name, "/internal/") ||
		strings.HasSuffix(name, "test") || strings.HasPrefix(name, "web")
}

func find(name string) *rule {
	for i := range table {
		if table[i].pkg == name {
			return &table[i]
		}
	}
	return nil
}

func checkImport(t *testing.T, r rule, name, imported string) {
	t.Helper()
	for _, n := range r.never {
		if strings.HasPrefix(imported, n) {
			t.Errorf("%s imports %s: %s", name, imported, r.why)
		}
	}
	local, ours := strings.CutPrefix(imported, "shenpi/")
	if !ours || strings.HasPrefix(local, name+"/") {
		return
	}
	allowed := slices.ContainsFunc(r.may, func(p string) bool {
		ok, _ := filepath.Match(p, local)
		return ok
	})
	if !allowed {
		t.Errorf("%s imports %s: %s", name, local, r.why)
	}
}
