package handlers_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

const partSize = 8 << 20

// large is a PDF of three parts.
func large() (content []byte, sha string) {
	content = append(bytes.Clone(pdf), make([]byte, 2*partSize)...)
	return content, sha256Of(content)
}

func sha256Of(content []byte) string {
	sum := sha256.Sum256(content)
	return hex.EncodeToString(sum[:])
}

// sending is an upload of a client to a material of a draft of theirs.
type sending struct {
	c     *client
	draft string
	path  string
}

func (c *client) sending(material, sha string) sending {
	draft := "/drafts/" + c.post("/drafts", map[string]string{"item": "si-qualification"}).is(http.StatusCreated).text("id")
	return sending{c, draft, draft + "/uploads/" + material + "/" + sha}
}

func (u sending) begin(name string, size int) *answer {
	return u.c.put(u.path, map[string]any{"name": name, "size": size})
}

func (u sending) part(start int, bytes []byte) *answer {
	return u.c.raw(http.MethodPut, api+u.path+"/parts/"+strconv.Itoa(start), "application/octet-stream", bytes)
}

func TestAFileComesInInPartsAndGoesOnWhereItStopped(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	content, sha := large()
	u := h.as("A1").sending("contract", sha)
	u.part(0, content[:partSize]).problem(http.StatusNotFound, "upload_not_found")
	begun := u.begin("合同.pdf", len(content)).is(http.StatusOK)
	require.EqualValues(t, 0, begun.at("received"))
	require.EqualValues(t, partSize, begun.at("part"))
	u.c.post(u.path+"/complete", nil).problem(http.StatusConflict, "upload_incomplete")
	u.part(partSize, content[partSize:2*partSize]).problem(http.StatusConflict, "upload_part")
	for range 2 {
		require.EqualValues(t, partSize, u.part(0, content[:partSize]).is(http.StatusOK).at("received"))
	}
	u.part(partSize, content[partSize:partSize+10]).problem(http.StatusConflict, "upload_part")
	u.part(partSize, content[partSize:]).problem(http.StatusRequestEntityTooLarge, "material_size")

	u.c = h.as("A1") // on another device
	require.EqualValues(t, partSize, u.begin("合同.pdf", len(content)).is(http.StatusOK).at("received"))
	u.part(partSize, content[partSize:2*partSize]).is(http.StatusOK)
	u.part(2*partSize, content[2*partSize:]).is(http.StatusOK)
	for range 2 {
		file := u.c.post(u.path+"/complete", nil).is(http.StatusCreated)
		require.Equal(t, []any{"合同.pdf", sha, "application/pdf"}, []any{file.at("name"), file.at("sha256"), file.at("media_type")})
	}
	require.Len(t, u.c.get(u.draft).is(http.StatusOK).at("files"), 1)
	require.Equal(t, content, u.c.get("/library/"+sha).is(http.StatusOK).body)

	// What is on record is not sent again, and is nobody else's.
	again := u.c.sending("contract", sha)
	require.Equal(t, "副本.pdf", again.begin("副本.pdf", len(content)).is(http.StatusOK).at("file.name"))
	require.Len(t, u.c.get(again.draft).is(http.StatusOK).at("files"), 1)
	require.Nil(t, h.as("A2").sending("contract", sha).begin("a.pdf", len(content)).is(http.StatusOK).at("file"))
}

func TestAnUploadIsRefusedBeforeItsBytes(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	content, sha := large()
	u := h.as("A1").sending("contract", sha)
	u.begin("a.pdf", 1<<30).problem(http.StatusRequestEntityTooLarge, "material_size")
	u.begin("a.pdf", 0).problem(http.StatusUnprocessableEntity, "file_empty")
	u.begin("../a.pdf", 5).problem(http.StatusUnprocessableEntity, "file_name")
	u.c.put(strings.Replace(u.path, "contract", "nonesuch", 1), map[string]any{"name": "a.pdf", "size": 5}).problem(http.StatusNotFound, "material_unknown")

	// The first part shows what it is.
	u.begin("a.pdf", len(content)).is(http.StatusOK)
	u.part(0, append([]byte("MZ"), content[:partSize-2]...)).problem(http.StatusUnsupportedMediaType, "material_type")
	u.part(0, content[:partSize]).problem(http.StatusNotFound, "upload_not_found")

	// What comes in has to be what was promised.
	u.begin("a.pdf", len(pdf)).is(http.StatusOK)
	u.part(0, pdf).is(http.StatusOK)
	u.c.post(u.path+"/complete", nil).problem(http.StatusUnprocessableEntity, "upload_altered")
	require.Empty(t, u.c.get(u.draft).is(http.StatusOK).at("files"))
	u.begin("a.pdf", len(pdf)).is(http.StatusOK)
	u.c.delete(u.path).is(http.StatusNoContent)
	u.c.post(u.path+"/complete", nil).problem(http.StatusNotFound, "upload_not_found")
}
