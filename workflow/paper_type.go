package workflow

import "bytes"

// PaperType is the media type of a document of the office, by how it begins: they are PDF, and were plain text before.
func PaperType(head []byte) string {
	if bytes.HasPrefix(head, []byte("%PDF-")) {
		return "application/pdf"
	}
	return "text/plain"
}
