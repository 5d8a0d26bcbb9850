package workflow_test

import (
	"encoding/json"
	"io/fs"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"shenpi/catalogue"
	"shenpi/workflow"
	"shenpi/workflow/item"
	"shenpi/workflow/wording"
)

// Every placeholder that the data of a document may have stands for something in a preview, so that no author takes a
// blank for a fault of their own.
func TestPreviewFillsEveryPlaceholder(t *testing.T) {
	t.Parallel()
	for _, name := range catalogue.Items() {
		source, err := fs.ReadFile(catalogue.FS(), name)
		require.NoError(t, err)
		it, err := item.Read(catalogue.FS(), name, source)
		require.NoError(t, err)
		for _, d := range it.Documents {
			raw, err := workflow.PreviewDocument(it, d.ID, nil)
			require.NoError(t, err)
			var m map[string]any
			require.NoError(t, json.Unmarshal(raw, &m))
			decisions := map[string]bool{} // only those that owe the document are true
			for _, at := range it.Places() {
				for _, x := range at.Decisions {
					decisions[x.ID] = true
				}
			}
			names := it.Placeholders()
			if d.ID == item.ApprovalSheet {
				names = it.SheetPlaceholders()
			}
			for _, placeholder := range names.For(wording.Value, nil) {
				if strings.HasPrefix(placeholder, "material.") {
					continue // a picture, for which a frame is left
				}
				if _, phrase := it.Phrases[placeholder]; phrase || decisions[placeholder] || placeholder == "decision" || placeholder == "silence" || strings.HasPrefix(placeholder, "deemed") {
					continue // silence and a deemed decision are the exception
				}
				if placeholder == "number" && d.Kind == "" || placeholder == "kind" && d.Kind == "" {
					continue
				}
				v := any(m)
				for part := range strings.SplitSeq(placeholder, ".") {
					v = v.(map[string]any)[part]
				}
				require.NotEmpty(t, v, "%s of %s", placeholder, d.ID)
			}
			for _, list := range it.Placeholders().Lists() {
				require.NotEmpty(t, m[list])
			}
		}
	}
}

// A step may be called decision: what was decided is still the decision.
func TestDecisionIsNotTheStepOfThatName(t *testing.T) {
	t.Parallel()
	source, err := fs.ReadFile(catalogue.FS(), "items/si-renewal.yaml")
	require.NoError(t, err)
	it, err := item.Read(catalogue.FS(), "items/si-renewal.yaml", source)
	require.NoError(t, err)
	raw, err := workflow.PreviewDocument(it, "renewal-decision", nil)
	require.NoError(t, err)
	var m map[string]any
	require.NoError(t, json.Unmarshal(raw, &m))
	require.Equal(t, "准予延续", m["decision"])
	require.Equal(t, true, m["renew"])
	require.Nil(t, m["downgrade"])
}

func TestPreviewTakesWhatIsGiven(t *testing.T) {
	t.Parallel()
	it := &item.Item{Definition: &item.Definition{DocumentNumber: "黔信产{kind}〔{year}〕第{n:04}号", Documents: []item.DocumentSpec{{ID: "notice", Kind: "许"}}}}
	raw, err := workflow.PreviewDocument(it, "notice", map[string]any{"reason": "写成这样"})
	require.NoError(t, err)
	require.Contains(t, string(raw), `"reason":"写成这样"`)
	require.Contains(t, string(raw), `"number":"黔信产许〔2026〕第0001号"`)
	_, err = workflow.PreviewDocument(it, "nonesuch", nil)
	require.Equal(t, "document_unknown", workflow.Code(err))
}
