package tour

import (
	"bytes"
	"fmt"
	"mime"
	"net/http"
	"os"
	"path/filepath"
	"strings"

	"shenpi/workflow/evidence"
)

// takeAway keeps what an enterprise and an auditor would take home from the first granted case, and checks it offline.
func (t *tour) takeAway(k *kase) {
	if !t.ok() || !t.look(k) {
		return
	}
	t.title("What they take home")
	if err := os.MkdirAll(t.Papers, 0o700); err != nil {
		t.fail("make a folder for the papers: %w", err)
		return
	}
	var name string
	var certificate []byte
	for _, d := range k.Documents {
		if d.Type == "grant-decision" || d.Type == "certificate" {
			kept, content := t.keep(t.user(k.owner), fmt.Sprintf("/cases/%s/documents/%d", k.ID, d.Seq), d.Type)
			if d.Type == "certificate" {
				name, certificate = kept, content
			}
		}
	}
	if !t.ok() {
		return
	}
	t.proveCertificate(name, certificate)
	t.sayf("pdfsig %s says who signed it; the file of the case has every original inside:", filepath.Join(t.Papers, "grant-decision.pdf"))
	t.keep(t.user("X1"), "/cases/"+k.ID+"/case-file", "case-file")
	key := t.stranger("/trail/key", http.StatusOK)
	t.save("checkpoint.pub", key)
	name, pack := t.keep(t.user("X1"), "/cases/"+k.ID+"/evidence?grown_from="+sizeOf(t.kept), "evidence")
	if !t.ok() {
		return
	}
	r, err := evidence.Verify(bytes.NewReader(pack), int64(len(pack)), strings.TrimSpace(string(key)), [][]byte{t.kept}, nil)
	if err == nil && !r.OK() {
		err = &r.Findings[0]
	}
	if err != nil {
		t.fail("the pack %s: %w", name, err)
		return
	}
	t.sayf("the pack proves %d entries in %d streams with %d files; check it yourself, without us:", r.Entries, r.Streams, r.Files)
	t.sayf("shenpi trail verify %s --key %s", name, filepath.Join(t.Papers, "checkpoint.pub"))
	t.sayf("node docs/verify/verify.mjs --key %s %s", filepath.Join(t.Papers, "checkpoint.pub"), name)
}

// keep downloads a paper into the folder and says where it is.
func (t *tour) keep(u *user, path, called string) (name string, content []byte) {
	a := t.await(u, path)
	if !t.ok() {
		return "", nil
	}
	_, params, err := mime.ParseMediaType(a.header.Get("Content-Disposition"))
	if err != nil {
		t.fail("the name of %s: %w", path, err)
		return "", nil
	}
	return t.save(called+filepath.Ext(params["filename"]), a.body), a.body
}

func (t *tour) save(name string, content []byte) string {
	name = filepath.Join(t.Papers, name)
	if err := os.WriteFile(name, content, 0o600); err != nil {
		t.fail("keep a paper: %w", err)
		return ""
	}
	t.sayf("%s", name)
	return name
}
