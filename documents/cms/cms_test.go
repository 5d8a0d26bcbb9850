package cms_test

import (
	"bytes"
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"crypto/x509/pkix"
	"math/big"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"shenpi/documents/cms"
)

var now = time.Date(2026, 12, 14, 0, 0, 0, 0, time.UTC)

// own is a key with a certificate that it signed itself. What other programs make of the signatures is tested where there
// is a file to sign.
func own(t *testing.T, key crypto.Signer) cms.Identity {
	t.Helper()
	c := &x509.Certificate{SerialNumber: big.NewInt(7), Subject: pkix.Name{CommonName: "示例"}, NotBefore: time.Unix(0, 0), NotAfter: time.Unix(4e9, 0)}
	raw, err := x509.CreateCertificate(rand.Reader, c, c, key.Public(), key)
	require.NoError(t, err)
	parsed, err := x509.ParseCertificate(raw)
	require.NoError(t, err)
	return cms.Identity{Key: key, Chain: []*x509.Certificate{parsed}}
}

func TestSignatureFitsIntoItsRoom(t *testing.T) {
	t.Parallel()
	small, err := ecdsa.GenerateKey(elliptic.P384(), rand.Reader)
	require.NoError(t, err)
	large, err := rsa.GenerateKey(rand.Reader, 4096)
	require.NoError(t, err)
	for _, key := range []crypto.Signer{small, large} {
		i := own(t, key)
		require.NoError(t, i.Check())
		for range 2 {
			i.Chain = append(i.Chain, i.Chain...)
		}
		whole, err := cms.Sign(i, now, []byte("one file"))
		require.NoError(t, err)
		require.LessOrEqual(t, len(whole), i.Room())
		parts, err := cms.Sign(i, now, []byte("one"), []byte(" file"))
		require.NoError(t, err)
		require.Equal(t, whole, parts, "it is signed as if it were one part")
		other, err := cms.Sign(i, now, []byte("another file"))
		require.NoError(t, err)
		require.False(t, bytes.Equal(whole, other))
	}
}

func TestKeysThatSignNoDocumentsAreRefused(t *testing.T) {
	t.Parallel()
	_, key, err := ed25519.GenerateKey(rand.Reader)
	require.NoError(t, err)
	i := own(t, key)
	require.ErrorContains(t, i.Check(), "RSA and ECDSA do")
	_, err = cms.Sign(i, now, []byte("file"))
	require.ErrorContains(t, err, "RSA and ECDSA do")
}
