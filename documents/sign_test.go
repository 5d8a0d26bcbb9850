package documents_test

import (
	"bytes"
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"crypto/x509/pkix"
	"errors"
	"io"
	"math/big"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"shenpi/documents"
	"shenpi/documents/cms"
	"shenpi/internal/poppler"
)

var decidedAt = time.Date(2026, 12, 14, 9, 30, 0, 0, time.UTC)

// certified is a key with a certificate of an authority of its own.
func certified(t testing.TB, key crypto.Signer, usage x509.KeyUsage) *cms.Identity {
	t.Helper()
	authority, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	require.NoError(t, err)
	span := x509.Certificate{NotBefore: decidedAt.AddDate(-1, 0, 0), NotAfter: decidedAt.AddDate(9, 0, 0), BasicConstraintsValid: true}
	root := span
	root.SerialNumber, root.Subject, root.IsCA, root.KeyUsage = big.NewInt(1), pkix.Name{CommonName: "示例根"}, true, x509.KeyUsageCertSign
	top, err := x509.CreateCertificate(rand.Reader, &root, &root, authority.Public(), authority)
	require.NoError(t, err)
	leaf := span
	leaf.SerialNumber, leaf.Subject, leaf.KeyUsage = big.NewInt(2), pkix.Name{CommonName: "示例省信息产业厅", Organization: []string{"示例"}}, usage
	own, err := x509.CreateCertificate(rand.Reader, &leaf, &root, key.Public(), authority)
	require.NoError(t, err)
	chain, err := x509.ParseCertificates(append(own, top...))
	require.NoError(t, err)
	return &cms.Identity{Key: key, Chain: chain}
}

func ecdsaKey(t testing.TB) *ecdsa.PrivateKey {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	require.NoError(t, err)
	return key
}

// token is a key that gives itself to nobody and may be gone.
type token struct {
	crypto.Signer
	gone bool
}

func (o *token) Sign(_ io.Reader, digest []byte, opts crypto.SignerOpts) ([]byte, error) {
	if o.gone {
		return nil, errors.New("the token is not in its slot")
	}
	return o.Signer.Sign(rand.Reader, digest, opts)
}

func TestIssuedDocumentIsSigned(t *testing.T) {
	t.Parallel()
	large, err := rsa.GenerateKey(rand.Reader, 3072)
	require.NoError(t, err)
	for name, key := range map[string]crypto.Signer{"ECDSA": ecdsaKey(t), "RSA": large, "a token": &token{Signer: ecdsaKey(t)}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := press(t, documents.PressOptions{Signer: certified(t, key, x509.KeyUsageDigitalSignature)})
			for document, raw := range shipped(t)["si-qualification"] {
				file, err := p.Issue(raw, decidedAt)
				require.NoError(t, err, document)
				said := poppler.Signatures(t, file)
				require.Contains(t, said, "Signature Validation: Signature is Valid.", document)
				require.Contains(t, said, "Total document signed", document)
				require.Contains(t, said, "Signature Type: ETSI.CAdES.detached", document)
				require.Contains(t, said, "Signer Certificate Common Name: 示例省信息产业厅", document)
				require.Contains(t, said, "Signing Time: Dec 14 2026 09:30:00", document)
			}
		})
	}
}

func TestSignatureShowsEveryChange(t *testing.T) {
	t.Parallel()
	p := press(t, documents.PressOptions{Signer: certified(t, ecdsaKey(t), 0)})
	raw := shipped(t)["si-qualification"]["acceptance-notice"]
	file, err := p.Issue(raw, decidedAt)
	require.NoError(t, err)
	again, err := p.Issue(raw, decidedAt)
	require.NoError(t, err)
	require.Equal(t, file, again, "a key in a file signs the same data the same way")
	for name, at := range map[string]int{
		"the title": bytes.Index(file, []byte("/Title <")) + 12, "the time of signing": bytes.Index(file, []byte("/M (D:2026")) + 9,
		"behind the signature": bytes.LastIndex(file, []byte("/ID [<")) + 8,
	} {
		forged := bytes.Clone(file)
		forged[at] = '0' + (forged[at]+1)%2 // another digit
		require.NotContains(t, poppler.Signatures(t, forged), "Signature is Valid", name)
	}
}

func TestTokenThatIsGoneIsNoFaultOfTheDocument(t *testing.T) {
	t.Parallel()
	key := &token{Signer: ecdsaKey(t)}
	p := press(t, documents.PressOptions{Signer: certified(t, key, 0)})
	key.gone = true
	raw := shipped(t)["si-qualification"]["acceptance-notice"]
	_, err := p.Issue(raw, decidedAt)
	var signing *documents.SigningError
	require.ErrorAs(t, err, &signing)
	require.ErrorContains(t, err, "not in its slot")
	_, err = p.PDF(raw)
	require.NoError(t, err, "what is only looked at needs no key")
}

func TestPressRefusesAnIdentityThatCannotSign(t *testing.T) {
	t.Parallel()
	mixed := certified(t, ecdsaKey(t), 0)
	mixed.Key = ecdsaKey(t)
	broken := certified(t, ecdsaKey(t), 0)
	broken.Chain[1] = certified(t, ecdsaKey(t), 0).Chain[1]
	for name, c := range map[string]struct {
		signer *cms.Identity
		says   string
	}{
		"no certificate":       {&cms.Identity{Key: ecdsaKey(t)}, "there is no certificate"},
		"another key":          {mixed, "not of the key"},
		"a certificate of TLS": {certified(t, ecdsaKey(t), x509.KeyUsageKeyEncipherment), "not for signing"},
		"a chain of others":    {broken, "is not signed by the next one"},
	} {
		_, err := documents.NewPress(documents.PressOptions{Signer: c.signer})
		require.ErrorContains(t, err, c.says, name)
	}
}

// Nobody takes a signature for valid that a certificate which has ended, or not begun, stands for.
func TestNothingIsSignedOutsideTheDaysOfACertificate(t *testing.T) {
	t.Parallel()
	raw := shipped(t)["si-qualification"]["acceptance-notice"]
	leafOnly := certified(t, ecdsaKey(t), 0)
	rootEnds := certified(t, ecdsaKey(t), 0)
	root := *rootEnds.Chain[1]
	root.NotAfter = decidedAt.Add(-time.Hour)
	rootEnds.Chain[1] = &root
	for name, c := range map[string]struct {
		signer *cms.Identity
		now    time.Time
		says   string
	}{
		"ended":                    {leafOnly, leafOnly.Chain[0].NotAfter.Add(time.Second), `the certificate of "示例省信息产业厅" ended on 2035-12-14`},
		"not begun":                {leafOnly, leafOnly.Chain[0].NotBefore.Add(-time.Second), `the certificate of "示例省信息产业厅" is good from 2025-12-14`},
		"that of the issuer ended": {rootEnds, decidedAt, `the certificate of "示例根" ended on 2026-12-14 08:30 UTC`},
		"a decision past its end":  {leafOnly, decidedAt, "ended on 2035-12-14"},
	} {
		at := decidedAt
		switch name {
		case "not begun":
			at = c.now
		case "a decision past its end":
			at = leafOnly.Chain[0].NotAfter.Add(time.Hour)
		}
		p := press(t, documents.PressOptions{Signer: c.signer, Now: func() time.Time { return c.now }})
		_, err := p.Issue(raw, at)
		var signing *documents.SigningError
		require.ErrorAs(t, err, &signing, name)
		var ended *cms.NotInForce
		require.ErrorAs(t, err, &ended, name)
		require.ErrorContains(t, err, c.says, name)
	}
}

// A document that waited for its key is signed by a younger one, which does not say that it signed before it was good.
func TestYoungerKeySignsWhatWaited(t *testing.T) {
	t.Parallel()
	signer := certified(t, ecdsaKey(t), 0)
	begins := signer.Chain[0].NotBefore
	p := press(t, documents.PressOptions{Signer: signer, Now: func() time.Time { return begins.Add(time.Hour) }})
	file, err := p.Issue(shipped(t)["si-qualification"]["acceptance-notice"], begins.Add(-48*time.Hour))
	require.NoError(t, err)
	said := poppler.Signatures(t, file)
	require.Contains(t, said, "Signature is Valid.")
	require.Contains(t, said, "Signing Time: Dec 14 2025 09:30:00")
}

// chatty is a token that gives longer signatures than there is room for.
type chatty struct{ crypto.Signer }

func (chatty) Sign(io.Reader, []byte, crypto.SignerOpts) ([]byte, error) {
	return make([]byte, 9000), nil
}

func TestSignatureThatDoesNotFitIsNoFaultOfTheDocument(t *testing.T) {
	t.Parallel()
	p := press(t, documents.PressOptions{Signer: certified(t, chatty{ecdsaKey(t)}, 0)})
	_, err := p.Issue(shipped(t)["si-qualification"]["acceptance-notice"], decidedAt)
	var signing *documents.SigningError
	require.ErrorAs(t, err, &signing)
	require.ErrorContains(t, err, "bytes, ")
	require.ErrorContains(t, err, "were left for it")
}

func BenchmarkIssue(b *testing.B) {
	p := press(b, documents.PressOptions{SampleSeals: true, Signer: certified(b, ecdsaKey(b), 0)})
	raw := shipped(b)["si-qualification"]["grant-decision"]
	for b.Loop() {
		if _, err := p.Issue(raw, decidedAt); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "pages/s")
}
