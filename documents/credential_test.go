package documents_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"golang.org/x/mod/sumdb/note"

	"shenpi/documents"
	"shenpi/documents/scan"
	"shenpi/internal/poppler"
	"shenpi/workflow/calendar"
	"shenpi/workflow/credential"
)

// certificateKey is a key for tests, and who trusts it.
func certificateKey(t testing.TB) (note.Signer, *credential.Keys) {
	t.Helper()
	private, public, err := note.GenerateKey(bytes.NewReader(bytes.Repeat([]byte{3}, 64)), "shenpi-test")
	require.NoError(t, err)
	signer, err := note.NewSigner(private)
	require.NoError(t, err)
	keys, err := credential.NewKeys(public)
	require.NoError(t, err)
	return signer, keys
}

func statement(holder string) credential.Statement {
	return credential.Statement{
		ValidFrom: calendar.MustParse("2026-12-14"), ValidUntil: calendar.MustParse("2029-12-13"), Place: credential.PlaceOf(1, [32]byte{}), Seed: credential.Seed{7},
		Values: credential.Values{
			credential.Number: "SL-SIQ3-2026-0001", credential.Kind: "si-qualification", credential.Holder: holder, credential.HolderID: "91520000MA00000X01",
			credential.Grade: "三级", credential.Scope: "计算机信息系统集成", credential.GrantedOn: "2026-12-14",
		},
	}
}

// withStatement is the shipped certificate of an item with what its code says.
func withStatement(t testing.TB, item string, s credential.Statement) json.RawMessage {
	t.Helper()
	var data map[string]any
	require.NoError(t, json.Unmarshal(shipped(t)[item]["certificate"], &data))
	data["statement"] = s
	raw, err := json.Marshal(data)
	require.NoError(t, err)
	return raw
}

const holder = "示例省甲乙信息技术有限公司"

// The page has a code that reads as the text inside the file does, and both verify.
func TestCertificateCarriesItsProof(t *testing.T) {
	t.Parallel()
	key, keys := certificateKey(t)
	p := press(t, documents.PressOptions{SampleSeals: true, Certificates: key})
	for _, item := range []string{"si-qualification", "si-project-manager", "si-renewal"} {
		raw := withStatement(t, item, statement(holder))
		file, err := p.PDF(raw)
		require.NoError(t, err)
		text, number, err := scan.PDF(file, credential.Mark)
		require.NoError(t, err)
		require.Equal(t, "SL-SIQ3-2026-0001", number)
		again, err := p.Credential(raw)
		require.NoError(t, err)
		require.Equal(t, again, text)
		check := credential.Check{Keys: keys, At: time.Date(2027, 1, 1, 0, 0, 0, 0, time.UTC), Number: number}
		v := check.Verify(text)
		require.True(t, v.OK, v.En)
		require.Equal(t, "示例省信息产业厅", v.Shown["authority"], "as it is printed")

		folder := t.TempDir()
		name := filepath.Join(folder, "certificate.pdf")
		require.NoError(t, os.WriteFile(name, file, 0o600))
		poppler.Run(t, nil, "pdfdetach", "-saveall", "-o", folder, name)
		inside, err := os.ReadFile(filepath.Join(folder, "certificate-code.txt"))
		require.NoError(t, err)
		require.Equal(t, text, string(inside))

		read, err := scan.Picture([]byte(poppler.Run(t, file, "pdftoppm", "-png", "-r", "150", "-")))
		require.NoError(t, err, item)
		require.Equal(t, "https://shenpi.example.invalid/verify#"+text, read)
		require.True(t, check.Verify(read).OK)
	}
}

func TestCertificateWithoutAKeyNamesItsNumber(t *testing.T) {
	t.Parallel()
	raw := withStatement(t, "si-qualification", statement(holder))
	p := press(t, documents.PressOptions{})
	file, err := p.PDF(raw)
	require.NoError(t, err)
	_, _, err = scan.PDF(file, credential.Mark)
	require.ErrorIs(t, err, scan.ErrNoCode)
	read, err := scan.Picture([]byte(poppler.Run(t, file, "pdftoppm", "-png", "-r", "150", "-")))
	require.NoError(t, err)
	require.Equal(t, "https://shenpi.example.invalid/verify#SL-SIQ3-2026-0001", read)
}

// gone is a key in a token that is not there.
type gone struct{ note.Signer }

func (gone) Sign([]byte) ([]byte, error) { return nil, errors.New("no token") }

func TestLostCertificateKeyIsNoFaultOfTheDocument(t *testing.T) {
	t.Parallel()
	key, _ := certificateKey(t)
	p := press(t, documents.PressOptions{Certificates: gone{key}})
	_, err := p.Issue(withStatement(t, "si-qualification", statement(holder)), time.Time{})
	var signing *documents.SigningError
	require.ErrorAs(t, err, &signing)
	_, err = p.Issue(withStatement(t, "si-qualification", statement("a\u202eb")), time.Time{})
	require.ErrorContains(t, err, "value_malformed")
	require.False(t, errors.As(err, &signing), "another try would end the same way")
}
