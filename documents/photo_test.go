package documents_test

import (
	"bytes"
	"errors"
	"image"
	"image/jpeg"
	"image/png"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"shenpi/documents"
	"shenpi/internal/poppler"
)

func photograph(t testing.TB, width, height int) []byte {
	t.Helper()
	var b bytes.Buffer
	require.NoError(t, jpeg.Encode(&b, image.NewGray(image.Rect(0, 0, width, height)), nil))
	return b.Bytes()
}

// managed is a certificate with a photograph and as many fields as a page has room for.
func managed(t testing.TB, sha string) []byte {
	t.Helper()
	rows := []any{map[string]any{"label": "照片", "value": "{material.photo}"}}
	for range 6 {
		rows = append(rows, map[string]any{"label": "单位", "value": "{long}"})
	}
	data := map[string]any{"long": strings.Repeat("很长的名称", 8)}
	if sha != "" {
		data["material"] = map[string]any{"photo": map[string]any{"sha256": sha}}
	}
	return paper(t, map[string]any{"title": titled("证书"), "layout": "certificate", "rows": rows}, data)
}

func TestPhotographStandsOnTheCertificate(t *testing.T) {
	t.Parallel()
	for name, shape := range map[string][2]int{"of a passport": {350, 490}, "narrow": {300, 590}, "wide": {400, 410}} {
		p := press(t, documents.PressOptions{Pictures: func(sha string) ([]byte, error) {
			require.Equal(t, "ab", sha)
			return photograph(t, shape[0], shape[1]), nil
		}})
		file, err := p.PDF(managed(t, "ab"))
		require.NoError(t, err, name)
		shown := strings.Fields(strings.Split(poppler.Run(t, file, "pdfimages", "-list", "-"), "\n")[2])
		require.Equal(t, shown[12], shown[13], "%s: as many dots an inch across as down: its shape is kept", name)
		for _, w := range poppler.Words(t, file) {
			if w.Top > 60*millimetre {
				require.Less(t, w.Right, (255-35)*millimetre, "%s: no field is on the photograph: %v", name, w)
			}
		}
	}
	frame, err := press(t, documents.PressOptions{}).PDF(managed(t, ""))
	require.NoError(t, err)
	require.Contains(t, poppler.Text(t, frame), "照片", "a frame is left for one")
}

func TestPhotographThatCannotBeRead(t *testing.T) {
	t.Parallel()
	gone := errors.New("the store is away")
	_, err := press(t, documents.PressOptions{Pictures: func(string) ([]byte, error) { return nil, gone }}).PDF(managed(t, "ab"))
	var reading *documents.SourceError
	require.ErrorAs(t, err, &reading, "it may be there the next time")
	require.ErrorIs(t, err, gone)
	for says, source := range map[string]documents.PictureSource{
		"kept no longer":      func(string) ([]byte, error) { return nil, documents.ErrNoPicture },
		"it is no whole JPEG": func(string) ([]byte, error) { return []byte("hello"), nil },
	} {
		_, err := press(t, documents.PressOptions{Pictures: source}).PDF(managed(t, "ab"))
		var fault *documents.Fault
		require.ErrorAs(t, err, &fault)
		require.Equal(t, "/rows/0", fault.Field)
		require.Contains(t, fault.En, says)
	}
}

func TestFilesThatAreNoPhotograph(t *testing.T) {
	t.Parallel()
	require.NoError(t, documents.CheckPhoto(photograph(t, 295, 413)))
	var through bytes.Buffer
	require.NoError(t, png.Encode(&through, image.NewNRGBA(image.Rect(0, 0, 295, 413))))
	require.NoError(t, documents.CheckPhoto(through.Bytes()))
	cut := photograph(t, 295, 413)
	for name, c := range map[string]struct {
		content []byte
		zh, en  string
	}{
		"text":      {[]byte("hello"), "照片：不是完整的JPEG或PNG图像，请重新保存为JPEG后上传。", "the photograph: it is no whole JPEG or PNG; save it as JPEG and hand it in again."},
		"cut short": {cut[:len(cut)-2], "不是完整的JPEG或PNG图像", "it is no whole JPEG or PNG"},
		"small":     {photograph(t, 100, 140), "只有100×140像素，不足200×240", "it has 100 by 140 pixels and needs 200 by 240"},
		"lying":     {photograph(t, 413, 295), "不是竖幅证件照", "is no upright portrait"},
		"a strip":   {photograph(t, 210, 900), "不是竖幅证件照", "is no upright portrait"},
		"enormous":  {photograph(t, 6000, 8000), "有6000×8000像素，过大", "6000 by 8000 pixels, which are too many"},
	} {
		err := documents.CheckPhoto(c.content)
		var fault *documents.Fault
		require.ErrorAs(t, err, &fault, name)
		require.Contains(t, fault.Zh, c.zh, name)
		require.Contains(t, fault.En, c.en, name)
	}
}
