package main

import (
	"crypto"
	"crypto/rand"
	"errors"
	"io"
	"log/slog"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"shenpi/documents"
	"shenpi/documents/cms"
	"shenpi/internal/poppler"
	"shenpi/jobs"
	"shenpi/workflow"
)

var owedDocument = workflow.Document{
	OwedAt: time.Date(2026, 11, 25, 1, 30, 0, 0, time.UTC),
	Data: []byte(`{"template":{"title":{"zh":"受理通知书"},"addressee":"示例公司","text":"收悉。"},"number":"示信产许受〔2026〕1号",
		"phrases":{"agency":"示例省信息产业厅"},"date":"2026年11月25日"}`),
}

func soon() time.Time { return owedDocument.OwedAt.Add(time.Minute) }

func TestDemonstrationSignsWhatItIssues(t *testing.T) {
	t.Parallel()
	signer, err := openDocumentKey("", t.TempDir(), true, rand.Reader)
	require.NoError(t, err)
	press, err := openPress(nil, documents.PressOptions{SampleSeals: true, Signer: signer, Now: soon})
	require.NoError(t, err)
	file, err := issued(press)(owedDocument)
	require.NoError(t, err)
	said := poppler.Signatures(t, file)
	require.Contains(t, said, "Signature is Valid.")
	require.Contains(t, said, "无法律效力")
	require.Contains(t, poppler.Text(t, file), "示信产许受〔2026〕1号")
}

// lost is a key in a token that is not there.
type lost struct{ crypto.Signer }

func (lost) Sign(io.Reader, []byte, crypto.SignerOpts) ([]byte, error) {
	return nil, errors.New("no token")
}

func TestLostTokenRefusesNoDocument(t *testing.T) {
	t.Parallel()
	signer, err := openDocumentKey("", t.TempDir(), true, rand.Reader)
	require.NoError(t, err)
	press, err := openPress(nil, documents.PressOptions{Signer: &cms.Identity{Key: lost{signer.Key}, Chain: signer.Chain}, Now: soon})
	require.NoError(t, err)
	_, err = issued(press)(owedDocument)
	require.ErrorIs(t, err, jobs.ErrNotNow)
	broken := owedDocument
	broken.Data = []byte(`{"template":{"title":{"zh":"{open"}}}`)
	_, err = issued(press)(broken)
	require.Error(t, err)
	require.NotErrorIs(t, err, jobs.ErrNotNow)
}

// A key whose certificate has ended lets documents wait, and the office is told a month before.
func TestDocumentKeyThatEnds(t *testing.T) {
	t.Parallel()
	signer, err := openDocumentKey("", t.TempDir(), true, rand.Reader)
	require.NoError(t, err)
	ends := signer.Ends()
	for name, c := range map[string]struct {
		now   time.Time
		level slog.Level
		says  string
	}{
		"in good time":   {ends.AddDate(0, 0, -31), slog.LevelInfo, "documents are signed by"},
		"a month before": {ends.AddDate(0, 0, -29), slog.LevelWarn, "ends soon"},
		"ended":          {ends.Add(time.Hour), slog.LevelError, "ended on 2100-01-01"},
		"not yet begun":  {signer.Begins().Add(-time.Hour), slog.LevelError, "is good from 2000-01-01"},
	} {
		level, says := keyState(signer, c.now)
		require.Equal(t, c.level, level, name)
		require.Contains(t, says, c.says, name)
	}
	press, err := openPress(nil, documents.PressOptions{Signer: signer, Now: func() time.Time { return ends.Add(time.Hour) }})
	require.NoError(t, err)
	_, err = issued(press)(owedDocument)
	require.ErrorIs(t, err, jobs.ErrNotNow, "it is no fault of the document")
	require.ErrorContains(t, err, "ended on 2100-01-01")
}
