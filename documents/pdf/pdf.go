// Package pdf writes PDF files: pages with text in embedded subsets of fonts, lines, areas and images. The same calls
// give the same bytes: no time, no random number and no name of the machine goes in. Points are the unit; the origin is
// the upper left corner of a page, as one reads.
package pdf

import (
	"bytes"
	"compress/zlib"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"hash"
	"io"
	"strconv"
	"strings"
	"time"
	"unicode/utf16"

	"shenpi/documents/sfnt"
)

// Info is what a file says about itself.
type Info struct {
	Title, Author, Subject string
	Language               string    // such as zh-CN
	Created                time.Time // zero: nothing is said
}

// File is a PDF file being written.
type File struct {
	info     Info
	pages    []*Page
	fonts    []*Font
	images   []*Image
	objects  []object // objects[i] is object i+1
	attached []attachment
	signed   int // the object of the signature
	catalog  int // the object that leads to all others; 0: the file is not finished
	about    int // the object of the info
}

// object is an object of a file. What a stream holds is not copied: it may be large and be somebody else's.
type object struct {
	head   []byte // all of an object that is no stream
	stream [][]byte
}

// New begins a file.
func New(info Info) *File { return &File{info: info} }

// Page adds a page of a size.
func (f *File) Page(width, height float64) *Page {
	p := &Page{width: width, height: height}
	f.pages = append(f.pages, p)
	return p
}

// Pages is how many pages there are.
func (f *File) Pages() int { return len(f.pages) }

// Font embeds those glyphs of a font that the file uses.
func (f *File) Font(source *sfnt.Font) *Font {
	for _, have := range f.fonts {
		if have.source == source {
			return have
		}
	}
	n := &Font{source: source, name: "F" + strconv.Itoa(len(f.fonts)+1), codes: map[rune]int{}}
	f.fonts = append(f.fonts, n)
	return n
}

// Bytes is the file. Nothing may be added afterwards.
func (f *File) Bytes() ([]byte, error) { return f.Signed(nil) }

// Signed is the file with a signature over it; nil signs nothing. Nothing may be added afterwards.
func (f *File) Signed(s *Signature) ([]byte, error) {
	if err := f.finish(s); err != nil {
		return nil, err
	}
	var b bytes.Buffer
	offsets, err := f.write(&b)
	if err != nil {
		return nil, err
	}
	if f.signed > 0 {
		if err := s.sign(b.Bytes(), offsets[f.signed-1]); err != nil {
			return nil, err
		}
	}
	return b.Bytes(), nil
}

// Finish says whether the file can be written; nothing may be added afterwards. A file that is large is then written by
// WriteTo, which never holds it whole.
func (f *File) Finish() error { return f.finish(nil) }

// WriteTo writes a file that is finished.
func (f *File) WriteTo(w io.Writer) (int64, error) {
	if err := f.finish(nil); err != nil {
		return 0, err
	}
	c := counting{to: w}
	_, err := f.write(&c)
	return int64(c.n), err
}

// finish makes the objects of everything that was put into the file.
func (f *File) finish(s *Signature) error {
	if f.catalog > 0 {
		return nil
	}
	catalog, pages, info := f.reserve(), f.reserve(), f.reserve()
	resources := f.reserve()
	var fonts, images strings.Builder
	for _, n := range f.fonts {
		id, err := f.embed(n)
		if err != nil {
			return err
		}
		fmt.Fprintf(&fonts, "/%s %d 0 R ", n.name, id)
	}
	for _, n := range f.images {
		fmt.Fprintf(&images, "/%s %d 0 R ", n.name, f.raw(n.entries, n.data...))
	}
	f.set(resources, "<</Font <<%s>> /XObject <<%s>>>>", fonts.String(), images.String())
	form := f.signatureField(s)
	inside := f.attachments()
	kids := make([]string, len(f.pages))
	for i, p := range f.pages {
		content := f.stream("", p.content.Bytes())
		id := f.reserve()
		f.set(id, "<</Type /Page /Parent %d 0 R /MediaBox [0 0 %s %s] /Resources %d 0 R /Contents %d 0 R%s>>",
			pages, number(p.width), number(p.height), resources, content, p.annotations)
		kids[i] = fmt.Sprintf("%d 0 R", id)
	}
	f.set(pages, "<</Type /Pages /Kids [%s] /Count %d>>", strings.Join(kids, " "), len(kids))
	f.set(catalog, "<</Type /Catalog /Pages %d 0 R /Lang %s /ViewerPreferences <</DisplayDocTitle true>>%s%s>>", pages, text(f.info.Language), form, inside)
	f.set(info, "%s", f.information())
	f.catalog, f.about = catalog, info
	return nil
}

func (f *File) information() string {
	var b strings.Builder
	b.WriteString("<<")
	for _, v := range []struct{ key, value string }{
		{"Title", f.info.Title}, {"Author", f.info.Author}, {"Subject", f.info.Subject}, {"Producer", "shenpi"},
	} {
		if v.value != "" {
			fmt.Fprintf(&b, "/%s %s ", v.key, text(v.value))
		}
	}
	if !f.info.Created.IsZero() {
		fmt.Fprintf(&b, "/CreationDate (%s) ", date(f.info.Created))
	}
	return b.String() + ">>"
}

func date(t time.Time) string {
	zone := strings.Replace(t.Format("-07:00"), ":", "'", 1)
	return "D:" + t.Format("20060102150405") + zone + "'"
}

func (f *File) reserve() int {
	f.objects = append(f.objects, object{})
	return len(f.objects)
}

func (f *File) set(id int, format string, args ...any) {
	f.objects[id-1].head = fmt.Appendf(nil, format, args...)
}

// stream adds a stream with the entries of its dictionary and compresses what it holds.
func (f *File) stream(entries string, b []byte) int {
	var packed bytes.Buffer
	w := zlib.NewWriter(&packed)
	_, _ = w.Write(b) // a buffer takes everything
	_ = w.Close()
	return f.raw(entries+" /Filter /FlateDecode", packed.Bytes())
}

func (f *File) raw(entries string, parts ...[]byte) int {
	id, length := f.reserve(), 0
	for _, p := range parts {
		length += len(p)
	}
	f.set(id, "<<%s /Length %d>>\nstream\n", entries, length)
	f.objects[id-1].stream = append(parts, []byte("\nendstream"))
	return id
}

// counting counts what is written, and hashes it.
type counting struct {
	to   io.Writer
	hash hash.Hash // may be nil
	n    int
}

// Write writes.
func (c *counting) Write(b []byte) (int, error) {
	n, err := c.to.Write(b)
	c.n += n
	if c.hash != nil {
		_, _ = c.hash.Write(b[:n]) // a hash takes everything
	}
	return n, err
}

// write puts the objects one after the other, with the table that says where each is.
func (f *File) write(to io.Writer) (offsets []int, err error) {
	sum := sha256.New()
	w := &counting{to: to, hash: sum}
	say := func(format string, args ...any) {
		if err == nil {
			_, err = fmt.Fprintf(w, format, args...)
		}
	}
	say("%%PDF-1.7\n%%\xe5\xae\xa1\xe6\x89\xb9\n")
	offsets = make([]int, len(f.objects))
	for i, o := range f.objects {
		offsets[i] = w.n
		say("%d 0 obj\n%s", i+1, o.head)
		for _, p := range o.stream {
			if err == nil {
				_, err = w.Write(p)
			}
		}
		say("\nendobj\n")
	}
	table := w.n
	say("xref\n0 %d\n0000000000 65535 f \n", len(f.objects)+1)
	for _, o := range offsets {
		say("%010d 00000 n \n", o)
	}
	id := hex.EncodeToString(sum.Sum(nil)[:16])
	say("trailer\n<</Size %d /Root %d 0 R /Info %d 0 R /ID [<%s> <%s>]>>\nstartxref\n%d\n%%%%EOF\n",
		len(f.objects)+1, f.catalog, f.about, id, id, table)
	return offsets, err
}

// text is a string for people: UTF-16 with its mark.
func text(s string) string {
	var b strings.Builder
	b.WriteString("<FEFF")
	for _, u := range utf16.Encode([]rune(s)) {
		fmt.Fprintf(&b, "%04X", u)
	}
	return b.String() + ">"
}

// number writes a number as short as its thousandths allow.
func number(v float64) string {
	s := strconv.FormatFloat(v, 'f', 3, 64)
	s = strings.TrimRight(strings.TrimRight(s, "0"), ".")
	if s == "-0" || s == "" {
		return "0"
	}
	return s
}
