package handlers_test

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"net/http"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/mod/sumdb/note"

	"shenpi/documents"
	"shenpi/documents/scan"
	"shenpi/handlers"
	"shenpi/workflow"
	"shenpi/workflow/credential"
)

var certificateKey = sync.OnceValues(func() ([2]string, error) {
	private, public, err := note.GenerateKey(rand.Reader, "certificates.example.invalid")
	return [2]string{private, public}, err
})

func certificateSigner() (note.Signer, error) {
	pair, err := certificateKey()
	if err != nil {
		return nil, err
	}
	return note.NewSigner(pair[0])
}

func newPress(pictures documents.PictureSource) (*documents.Press, error) {
	signer, err := certificateSigner()
	if err != nil {
		return nil, err
	}
	return documents.NewPress(documents.PressOptions{SampleSeals: true, Certificates: signer, Pictures: pictures})
}

func credentialText(data json.RawMessage) (string, error) {
	press, err := newPress(nil)
	if err != nil {
		return "", err
	}
	return press.Credential(data)
}

// registrar is handlers.Credentials: a book that is made up anew whenever it is asked.
type registrar struct{ h *house }

func (r registrar) Keys() ([]string, *credential.Keys) {
	pair, err := certificateKey()
	if err != nil {
		panic(err)
	}
	keys, err := credential.NewKeys(pair[1])
	if err != nil {
		panic(err)
	}
	return []string{pair[1]}, keys
}

func (r registrar) StatusList(ctx context.Context, list int) ([]byte, *credential.List, error) {
	signer, err := certificateSigner()
	if err != nil {
		return nil, nil, err
	}
	_, keys := r.Keys()
	b := &credential.Book{Shelf: r.h.db, Key: signer, Trusted: keys, Now: r.h.clock.Now}
	if err := b.Publish(ctx); err != nil {
		return nil, nil, err
	}
	return b.StatusList(ctx, list)
}

// granted files, examines and issues, and gives the certificate's number and its PDF.
func (h *house) granted(t *testing.T) (id, number string, file []byte) {
	t.Helper()
	applicant := h.as("A1")
	id = applicant.filed(sample(t, "S1"))
	h.examined(id)
	h.decides("U8", id, "decision", "grant")
	h.work()
	number = h.as("U5").post(h.visit(id, "certificate")+"/issue", nil).is(http.StatusOK).text("certificate")
	h.work()
	papers, err := h.db.Documents(context.Background(), workflow.CaseID(id))
	require.NoError(t, err)
	last := papers[len(papers)-1]
	require.Equal(t, "certificate", last.Type)
	return id, number, applicant.get("/cases/" + id + "/documents/" + itoa(last.Seq)).is(http.StatusOK).body
}

func TestACertificateIsCheckedShownInPartAndRevoked(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	_, number, file := h.granted(t)
	text, about, err := scan.PDF(file, credential.Mark)
	require.NoError(t, err)
	require.Equal(t, number, about)

	keys := strings.Fields(string(h.nobody().get("/certificate-keys").is(http.StatusOK).body))
	trusted, err := credential.NewKeys(keys...)
	require.NoError(t, err)
	fetched := h.nobody().get("/certificate-statuses/0").is(http.StatusOK)
	require.Contains(t, fetched.header.Get("Cache-Control"), "public")
	h.nobody().with("If-None-Match", fetched.header.Get("ETag")).get("/certificate-statuses/0").is(http.StatusNotModified)
	list, err := credential.OpenList(fetched.body, trusted)
	require.NoError(t, err)
	v := credential.Check{Keys: trusted, List: list, At: h.clock.Now(), Number: number}.Verify(text)
	require.Equal(t, credential.CodeValid, v.Code, v.En)

	check := func(code, number string) handlers.CheckedCode {
		var got handlers.CheckedCode
		h.nobody().post("/certificates/verify", map[string]string{"code": code, "number": number}).is(http.StatusOK).into(&got)
		return got
	}
	require.Equal(t, credential.CodeValid, check(text, number).Code)
	require.Equal(t, credential.CodeOther, check(text, "SL-SIQ3-2026-9999").Code)
	require.Equal(t, credential.CodeLowerCase, check(text[:20]+strings.ToLower(text[20:]), "").Code, "not read as something else on the way")

	shown := h.as("A1").post("/certificates/"+number+"/disclosure", map[string]any{"show": []string{"holder", "grade"}}).is(http.StatusOK).text("code")
	got := check(shown, "")
	require.Equal(t, credential.CodeValid, got.Code)
	require.Len(t, got.Shown, 2)
	require.Contains(t, got.Hidden, "number")
	whole := h.as("A1").post("/certificates/"+number+"/disclosure", map[string]any{"show": []string{"number", "kind", "holder", "holder_id", "grade", "scope", "granted_on", "authority"}})
	require.Equal(t, text, whole.is(http.StatusOK).text("code"), "signed again it is the same")
	h.as("A2").post("/certificates/"+number+"/disclosure", map[string]any{"show": []string{}}).problem(http.StatusForbidden, "not_permitted")
	h.as("A1").post("/certificates/SL-SIQ3-1999-0001/disclosure", map[string]any{"show": []string{}}).problem(http.StatusNotFound, "certificate_not_found")

	h.registers(t, number, func(k *workflow.Certificate) { k.SucceededBy = "SL-SIQ3-2030-0001" })
	got = check(text, "")
	require.Equal(t, credential.CodeValidFollowed, got.Code)
	require.Equal(t, "SL-SIQ3-2030-0001", got.SucceededBy)
	require.Empty(t, check(shown, "").SucceededBy, "who hides the number hides the successor")
	require.Equal(t, "SL-SIQ3-2030-0001", h.nobody().get("/certificates/"+number).is(http.StatusOK).text("succeeded_by"))
	for status, code := range map[string]credential.Code{"suspended": credential.CodeSuspended, "revoked": credential.CodeRevoked, "lost": credential.CodeUnknown} {
		h.registers(t, number, func(k *workflow.Certificate) { k.Status = workflow.CertificateStatus(status) })
		got = check(text, number)
		require.False(t, got.OK)
		require.Equal(t, code, got.Code)
	}
}

// registers changes a row of the register.
func (h *house) registers(t *testing.T, number string, change func(*workflow.Certificate)) {
	t.Helper()
	k, err := h.db.Certificate(context.Background(), number)
	require.NoError(t, err)
	change(&k)
	_, err = h.engine.Administer(context.Background(), workflow.Actor{Person: "X1"}, workflow.AdminInput{
		Stream: "certificate/" + number, Kind: "changed", Facts: map[string]string{}, Certificates: []workflow.Certificate{k},
	})
	require.NoError(t, err)
}

func TestPublicRegisterTellsLittleOfPersons(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.registers(t, "SL-SIQ3-2023-0001", func(k *workflow.Certificate) { k.Holder, k.HolderID = "王小明", "52000019900101001X" })
	body := h.nobody().get("/certificates/SL-SIQ3-2023-0001").is(http.StatusOK)
	require.Equal(t, "王＊＊", body.text("holder"))
	require.NotContains(t, string(body.body), "5200001990")
}

func TestOfficeWithoutACertificateKeySaysSo(t *testing.T) {
	t.Parallel()
	h := newHouse(t, func(_ *house, d *handlers.Deps) {
		d.Credentials, d.Credential = nil, func(json.RawMessage) (string, error) { return "", nil }
	})
	h.nobody().get("/certificate-keys").problem(http.StatusNotFound, "no_certificate_key")
	h.nobody().get("/certificate-statuses/0").problem(http.StatusNotFound, "no_certificate_key")
	h.nobody().post("/certificates/verify", map[string]string{"code": "x"}).problem(http.StatusNotFound, "no_certificate_key")
}
