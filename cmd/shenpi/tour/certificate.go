package tour

import (
	"net/http"
	"path/filepath"
	"strings"
	"time"

	"shenpi/documents/scan"
	"shenpi/workflow/credential"
)

// proveCertificate checks a certificate as somebody does to whom it is shown: with the keys and the list that anybody gets, and
// nothing else.
func (t *tour) proveCertificate(name string, file []byte) {
	keys := t.stranger("/certificate-keys", http.StatusOK)
	t.save("certificate.pub", keys)
	statuses := t.stranger("/certificate-statuses/0", http.StatusOK)
	t.save("statuses.txt", statuses)
	if !t.ok() {
		return
	}
	text, number, err := scan.PDF(file, credential.Mark)
	if err != nil {
		t.fail("the certificate %s: %w", name, err)
		return
	}
	trusted, err := credential.NewKeys(strings.Fields(string(keys))...)
	if err != nil {
		t.fail("the keys of certificates: %w", err)
		return
	}
	list, err := credential.OpenList(statuses, trusted)
	if err != nil {
		t.fail("the list of statuses: %w", err)
		return
	}
	v := credential.Check{Keys: trusted, List: list, At: list.At, Number: number}.Verify(text)
	if !v.OK {
		t.fail("the certificate %s: %w", name, &v.Refusal)
		return
	}
	t.sayf("the code of certificate %s proves itself: %s", number, v.En)
	t.sayf("shenpi certificate verify %s --key %s --list %s --at %s", name, filepath.Join(t.Papers, "certificate.pub"),
		filepath.Join(t.Papers, "statuses.txt"), list.At.Format(time.RFC3339))
}
