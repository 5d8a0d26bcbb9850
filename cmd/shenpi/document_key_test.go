package main

import (
	"bytes"
	"crypto/rand"
	"encoding/pem"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestDemonstrationMakesItsDocumentKeyOnce(t *testing.T) {
	t.Parallel()
	data := t.TempDir()
	a, err := openDocumentKey("", data, true, rand.Reader)
	require.NoError(t, err)
	b, err := openDocumentKey("", data, true, rand.Reader)
	require.NoError(t, err)
	require.Equal(t, a.Chain[0].Raw, b.Chain[0].Raw)
	require.Contains(t, a.Chain[0].Subject.CommonName, "示例", "nobody takes it for an office")
	info, err := os.Stat(demoDocumentKey(data))
	require.NoError(t, err)
	require.EqualValues(t, 0o600, info.Mode().Perm())

	none, err := openDocumentKey("", t.TempDir(), false, rand.Reader)
	require.NoError(t, err)
	require.Nil(t, none, "an office of its own signs with the key it names, or not at all")
	named, err := openDocumentKey(demoDocumentKey(data), t.TempDir(), false, rand.Reader)
	require.NoError(t, err)
	require.Equal(t, a.Chain[0].Raw, named.Chain[0].Raw)
}

func TestDocumentKeyFilesAreRefusedWithAReason(t *testing.T) {
	t.Parallel()
	made := func() []byte {
		name := filepath.Join(t.TempDir(), "key.pem")
		require.NoError(t, makeDocumentKey(name, rand.Reader))
		b, err := os.ReadFile(name)
		require.NoError(t, err)
		return b
	}
	one, other := made(), made()
	certificate := func(b []byte) []byte { return b[bytes.Index(b, []byte("-----BEGIN CERT")):] }
	key := func(b []byte) []byte { return b[:bytes.Index(b, []byte("-----BEGIN CERT"))] }
	for says, b := range map[string][]byte{
		"it holds no private key":                             certificate(one),
		"there is no certificate":                             key(one),
		"the first certificate is not of the key":             append(key(one), certificate(other)...),
		"it should hold one private key that signs":           append(key(one), other...),
		"it holds a RSA PRIVATE KEY; a PRIVATE KEY (PKCS #8)": pem.EncodeToMemory(&pem.Block{Type: "RSA PRIVATE KEY", Bytes: []byte{1}}),
	} {
		_, err := parseDocumentKey(b)
		require.ErrorContains(t, err, says)
	}
}
