package pdf

import (
	"fmt"
	"strings"
)

// attachment is a file inside the file.
type attachment struct {
	name, about, mediaType string
	content                []byte
}

// Attach puts a file into the file, byte for byte, so that a signature on it stays good. Names are told apart by where they
// stand: two may be the same.
func (f *File) Attach(name, about, mediaType string, content []byte) {
	f.attached = append(f.attached, attachment{name, about, mediaType, content})
}

// attachments gives the entry of the catalog that names the files inside.
func (f *File) attachments() string {
	if len(f.attached) == 0 {
		return ""
	}
	var names, all strings.Builder
	for i, a := range f.attached {
		content := f.raw(fmt.Sprintf("/Type /EmbeddedFile /Subtype /%s /Params <</Size %d>>", strings.ReplaceAll(a.mediaType, "/", "#2F"), len(a.content)), a.content)
		spec := f.reserve()
		f.set(spec, "<</Type /Filespec /F %s /UF %s /Desc %s /AFRelationship /Source /EF <</F %d 0 R /UF %d 0 R>>>>",
			text(a.name), text(a.name), text(a.about), content, content)
		fmt.Fprintf(&names, "(%06d) %d 0 R ", i+1, spec)
		fmt.Fprintf(&all, "%d 0 R ", spec)
	}
	return fmt.Sprintf(" /Names <</EmbeddedFiles <</Names [%s]>>>> /AF [%s]", names.String(), all.String())
}
