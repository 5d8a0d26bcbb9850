package main

import (
	"bytes"
	"crypto/rand"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"shenpi/documents"
	"shenpi/documents/scan"
	"shenpi/internal/poppler"
	"shenpi/workflow/calendar"
	"shenpi/workflow/credential"
)

// paperBench is a folder with a key, certificates signed by it, and a list.
type paperBench struct {
	t     *testing.T
	dir   string
	key   *certificateKey
	press *documents.Press
}

func newPaperBench(t *testing.T) *paperBench {
	t.Helper()
	b := &paperBench{t: t, dir: t.TempDir()}
	var err error
	b.key, err = openCertificateKey("", b.dir, true, rand.Reader)
	require.NoError(t, err)
	b.press, err = openPress(nil, documents.PressOptions{SampleSeals: true, Certificates: b.key})
	require.NoError(t, err)
	return b
}

var checkedAt = time.Date(2027, 6, 1, 4, 0, 0, 0, time.UTC)

// print makes the PDF of a certificate.
func (b *paperBench) print(number string, n int64) []byte {
	b.t.Helper()
	s := credential.Statement{ValidFrom: calendar.MustParse("2026-12-14"), Place: credential.PlaceOf(n, [32]byte{}), Seed: credential.Seed{byte(n)}}
	s.Values[credential.Number], s.Values[credential.Holder] = number, "示例公司"
	raw, err := json.Marshal(map[string]any{
		"statement": s, "certificate_no": number, "phrases": map[string]string{"agency": "示例厅", "verify_code": "https://office.example.invalid/verify#{credential}"},
		"template": map[string]any{"title": map[string]string{"zh": "证书"}, "layout": "certificate", "rows": []map[string]string{
			{"label": "编号", "value": "{certificate_no}"}, {"label": "机关", "value": "{agency}"}, {"label": "查验", "value": "{verify_code}"},
		}},
	})
	require.NoError(b.t, err)
	file, err := b.press.PDF(raw)
	require.NoError(b.t, err)
	return file
}

func (b *paperBench) put(name string, content []byte) string {
	b.t.Helper()
	path := filepath.Join(b.dir, name)
	require.NoError(b.t, os.WriteFile(path, content, 0o600))
	return path
}

// verify runs the command and gives its code and what it printed.
func (b *paperBench) verify(args ...string) (code int, v checkedCertificate, complaint string) {
	b.t.Helper()
	var out, complaints bytes.Buffer
	p := &process{in: strings.NewReader(""), out: &out, err: &complaints, now: func() time.Time { return checkedAt }, random: rand.Reader}
	code = run(append([]string{"certificate", "verify", "--json", "--data", b.dir}, args...), p)
	if out.Len() > 0 {
		require.NoError(b.t, json.Unmarshal(out.Bytes(), &v))
	}
	return code, v, complaints.String()
}

func (b *paperBench) list(at time.Time, standings ...credential.Standing) []byte {
	b.t.Helper()
	l, err := credential.NewList(0, 1, at, at.Add(24*time.Hour), standings)
	require.NoError(b.t, err)
	signed, err := l.Sign(b.key)
	require.NoError(b.t, err)
	return signed
}

// The same certificate as PDF, as a picture of its page, as text, and with a list from a file or an address.
func TestCertificateIsVerifiedInEveryForm(t *testing.T) {
	t.Parallel()
	b := newPaperBench(t)
	file := b.print("N-1", 1)
	text, _, err := scan.PDF(file, credential.Mark)
	require.NoError(t, err)
	list := b.list(checkedAt)
	forms := map[string]string{
		"PDF": b.put("c.pdf", file), "PNG": b.put("c.png", []byte(poppler.Run(t, file, "pdftoppm", "-png", "-r", "150", "-"))),
		"JPEG": b.put("c.jpg", []byte(poppler.Run(t, file, "pdftoppm", "-jpeg", "-r", "200", "-"))), "text": text, "file of text": b.put("c.txt", []byte(text+"\n")),
	}
	for name, form := range forms {
		code, v, complaint := b.verify(form)
		require.Equal(t, exitDone, code, "%s: %s%s", name, v.En, complaint)
		require.Equal(t, credential.CodeValidUnlisted, v.Code, name)
		require.Equal(t, "示例公司", v.Shown["holder"])
		code, v, _ = b.verify(form, "--list", b.put("list.txt", list), "--number", "N-1")
		require.Equal(t, exitDone, code, name)
		require.Equal(t, credential.CodeValid, v.Code, name)
	}
	served := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write(list) }))
	t.Cleanup(served.Close)
	code, v, complaint := b.verify(text, "--list", served.URL)
	require.Equal(t, exitDone, code, complaint)
	require.Equal(t, credential.CodeValid, v.Code)
	code, _, complaint = b.verify(text, "--list", served.URL+"\x7f")
	require.Equal(t, exitUsage, code, complaint)
}

// Papers that were tampered with: each is refused, and says why.
func TestForgedPapersAreRefused(t *testing.T) {
	t.Parallel()
	b := newPaperBench(t)
	first, second := b.print("N-1", 1), b.print("N-2", 2)
	textOf := func(file []byte) []byte {
		text, _, err := scan.PDF(file, credential.Mark)
		require.NoError(t, err)
		return []byte(text)
	}
	one, two := textOf(first), textOf(second)
	swap := func(was, is []byte) []byte { return bytes.Replace(first, was, is, 1) }
	flipped := bytes.Clone(one)
	flipped[60] = 'A' + (flipped[60]-'A'+1)%20
	place := credential.PlaceOf(1, [32]byte{})
	for name, k := range map[string]struct {
		file []byte
		args []string
		code credential.Code
	}{
		"the code of another certificate": {file: swap(one, two), code: credential.CodeOther},
		"another number on the paper":     {file: first, args: []string{"--number", "N-2"}, code: credential.CodeOther},
		"a letter changed":                {file: swap(one, flipped), code: credential.CodeSignature},
		"letters less":                    {file: swap(one, one[:len(one)-8-(len(one)-len(credential.Mark))%8]), code: credential.CodeCut},
		"letters more":                    {file: swap(one, append(bytes.Clone(one), "AAAAAAAA"...)), code: credential.CodeTrailing},
		"a blank behind":                  {file: swap(one, append(bytes.Clone(one), ' ')), code: credential.CodeLetter},
		"in small letters":                {file: swap(one, append([]byte("SHENPI:"), bytes.ToLower(one[7:])...)), code: credential.CodeLowerCase},
		"revoked":                         {file: first, args: []string{"--list", b.put("revoked", b.list(checkedAt, credential.Standing{Place: place, Status: credential.Revoked}))}, code: credential.CodeRevoked},
		"a list of last week":             {file: first, args: []string{"--list", b.put("stale", b.list(checkedAt.AddDate(0, 0, -7)))}, code: credential.CodeListStale},
		"a list that is none":             {file: first, args: []string{"--list", b.put("forged", bytes.Replace(b.list(checkedAt), []byte("number 1"), []byte("number 2"), 1))}, code: credential.CodeListSignature},
		"before its first day":            {file: first, args: []string{"--at", "2026-12-01T00:00:00Z"}, code: credential.CodeNotYet},
	} {
		code, v, complaint := b.verify(append([]string{b.put(strings.ReplaceAll(name, " ", "-")+".pdf", k.file)}, k.args...)...)
		require.Equal(t, exitFailed, code, "%s: %s", name, complaint)
		require.Equal(t, k.code, v.Code, "%s: %s", name, v.En)
	}
	code, _, complaint := b.verify(b.put("both.pdf", append(bytes.Clone(first), "\n"+string(two)+"\n"...)))
	require.Equal(t, exitFailed, code)
	require.Contains(t, complaint, "different codes are inside it")
	code, _, complaint = b.verify(b.put("none.pdf", []byte("%PDF-1.7\n")))
	require.Equal(t, exitUsage, code)
	require.Contains(t, complaint, "no code can be read in it")
}

func TestCertificateKeyOfADemonstrationIsMadeOnce(t *testing.T) {
	t.Parallel()
	b := newPaperBench(t)
	again, err := openCertificateKey("", b.dir, true, rand.Reader)
	require.NoError(t, err)
	require.Equal(t, b.key.public, again.public)
	none, err := openCertificateKey("", t.TempDir(), false, rand.Reader)
	require.NoError(t, err)
	require.Nil(t, none, "an office of its own signs with the key it names, or not at all")
	text, err := os.ReadFile(demoCertificateKey(b.dir))
	require.NoError(t, err)
	named, err := openCertificateKey(b.put("rotated", append(text, "shenpi-vector+362fa336+AepKbGPinFIKvvVQexMuxfmVR3auvr57kkIe6mkURtIs\n"...)), b.dir, false, nil)
	require.NoError(t, err)
	require.Len(t, named.public, 2, "keys of before are published too")
	for says, content := range map[string]string{
		"a line each": "one", "do not belong together": strings.Fields(string(text))[0] + "\nshenpi-vector+362fa336+AepKbGPinFIKvvVQexMuxfmVR3auvr57kkIe6mkURtIs",
		"verifier key": string(text) + "none",
	} {
		_, err := openCertificateKey(b.put("bad", []byte(content)), b.dir, false, nil)
		require.ErrorContains(t, err, says)
	}
}
