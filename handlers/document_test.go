package handlers_test

import (
	"net/http"
	"os"
	"testing"

	"github.com/pb33f/libopenapi"
	validator "github.com/pb33f/libopenapi-validator"
	"github.com/stretchr/testify/require"

	"shenpi/handlers"
)

func TestDocumentIsValidAndServed(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	served := h.nobody().get("/openapi.json").is(http.StatusOK)
	require.Equal(t, h.OpenAPI(), served.body)
	doc, err := libopenapi.NewDocument(served.body)
	require.NoError(t, err)
	v, errs := validator.NewValidator(doc)
	require.Empty(t, errs)
	ok, faults := v.ValidateDocument()
	require.True(t, ok, "%v", faults)
}

func TestDocumentIsTheOneInTheRepository(t *testing.T) {
	t.Parallel()
	want, err := os.ReadFile("../docs/openapi.json")
	require.NoError(t, err)
	have, err := handlers.Document()
	require.NoError(t, err)
	require.Equal(t, string(want), string(have), "run go generate ./handlers")
}

func TestEveryRouteStandsInTheDocument(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	doc, err := libopenapi.NewDocument(h.OpenAPI())
	require.NoError(t, err)
	model, err := doc.BuildV3Model()
	require.NoError(t, err)
	documented := map[string]string{}
	for path, item := range model.Model.Paths.PathItems.FromOldest() {
		for method, op := range item.GetOperations().FromOldest() {
			documented[op.OperationId] = method + " " + path
		}
	}
	require.Len(t, documented, len(h.Routes()))
	for _, r := range h.Routes() {
		require.Contains(t, documented, r.ID)
	}
}
