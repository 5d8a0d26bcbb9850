package credential

import (
	"bytes"
	"compress/zlib"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"golang.org/x/mod/sumdb/note"
)

// List says of every place of one list what became of its certificate. It is the same for everybody, so whoever fetches it
// tells nobody which certificate they look at.
type List struct {
	Origin string // the name of the key that signed it
	List   int
	Number int64 // each list that is published has the next
	At     time.Time
	Until  time.Time // after it a newer one has to be fetched
	states []byte
}

// stateSize is how long the statuses of a list are, unpacked.
const stateSize = Places * bitsPerStatus / 8

// NewList makes a list; places that are not named are valid.
func NewList(list int, number int64, at, until time.Time, standings []Standing) (*List, error) {
	l := &List{List: list, Number: number, At: second(at), Until: second(until), states: make([]byte, stateSize)}
	for _, s := range standings {
		if s.Place.List() != list || !s.Place.valid() || s.Status > statusMask {
			return nil, fmt.Errorf("make list %d: place %d with status %d does not belong there", list, s.Place, s.Status)
		}
		state := byte(s.Status)
		if s.Followed {
			state |= followed
		}
		i := s.Place.index()
		l.states[i/2] |= state << (i % 2 * bitsPerStatus)
	}
	return l, nil
}

// Standing is what the list says of a place of it.
func (l *List) Standing(p Place) Standing {
	state := l.states[p.index()/2] >> (p.index() % 2 * bitsPerStatus)
	return Standing{Place: p, Status: Status(state & statusMask), Followed: state&followed != 0}
}

// Same reports whether another list says the same of every place.
func (l *List) Same(other *List) bool { return bytes.Equal(l.states, other.states) }

const (
	listTitle = "shenpi certificate statuses v1"
	listTime  = "2006-01-02T15:04:05Z"
)

func second(t time.Time) time.Time { return t.UTC().Truncate(time.Second) }

// Sign writes the list as a signed note (C2SP signed-note).
func (l *List) Sign(key note.Signer) ([]byte, error) {
	var packed bytes.Buffer
	w := zlib.NewWriter(&packed)
	_, _ = w.Write(l.states) // a buffer takes everything
	_ = w.Close()
	l.Origin = key.Name()
	text := l.text(base64.StdEncoding.EncodeToString(packed.Bytes()))
	if !l.sane() {
		return nil, fmt.Errorf("sign list %d: impossible number or time", l.List)
	}
	signed, err := note.Sign(&note.Note{Text: text}, key)
	if err != nil {
		return nil, fmt.Errorf("sign list %d: %w", l.List, err)
	}
	return signed, nil
}

func (l *List) text(packed string) string {
	return fmt.Sprintf("%s\norigin %s\nlist %d\nnumber %d\nat %s\nuntil %s\nbits %d\nplaces %d\nstatuses %s\n", listTitle, l.Origin, l.List,
		l.Number, l.At.Format(listTime), l.Until.Format(listTime), bitsPerStatus, Places, packed)
}

func (l *List) sane() bool {
	return l.List >= 0 && l.List < 1<<(32-listBits) && l.Number > 0 && l.At.Before(l.Until) && l.At.Year() >= 1970 && l.Until.Year() <= 9999
}

// OpenList reads a list that one of the keys signed. The error is a *Refusal. Whether the list is of the right time is judged
// when a certificate is held against it.
func OpenList(b []byte, keys *Keys) (*List, error) {
	n, err := note.Open(b, keys)
	if err != nil {
		return nil, refuse(CodeListSignature, err.Error())
	}
	l, packed, ok := readList(n.Text)
	if !ok || !l.sane() || l.text(packed) != n.Text || !plain(b, n) {
		return nil, refuse(CodeListForm, strconv.Quote(head(n.Text)))
	}
	if l.Origin != n.Sigs[0].Name {
		return nil, refuse(CodeListForm, l.Origin)
	}
	if l.states, err = unpack(packed); err != nil {
		return nil, refuse(CodeListForm, err.Error())
	}
	return l, nil
}

// plain reports whether a note is nothing but its text and one signature in its one spelling.
func plain(b []byte, n *note.Note) bool {
	signature, err := base64.StdEncoding.Strict().DecodeString(n.Sigs[0].Base64)
	again := n.Text + "\n— " + n.Sigs[0].Name + " " + base64.StdEncoding.EncodeToString(signature) + "\n"
	return err == nil && again == string(b)
}

func head(text string) string { return text[:min(len(text), 60)] }

func readList(text string) (l *List, packed string, ok bool) {
	lines := strings.Split(strings.TrimSuffix(text, "\n"), "\n")
	names := []string{"origin", "list", "number", "at", "until", "bits", "places", "statuses"}
	if len(lines) != len(names)+1 {
		return nil, "", false
	}
	values := make([]string, len(names))
	for i, name := range names {
		if values[i], ok = strings.CutPrefix(lines[i+1], name+" "); !ok {
			return nil, "", false
		}
	}
	list, err1 := strconv.Atoi(values[1])
	number, err2 := strconv.ParseInt(values[2], 10, 64)
	at, err3 := time.Parse(listTime, values[3])
	until, err4 := time.Parse(listTime, values[4])
	return &List{Origin: values[0], List: list, Number: number, At: at, Until: until}, values[7], errors.Join(err1, err2, err3, err4) == nil
}

// unpack gives exactly the statuses of a list: what is shorter or longer is none.
func unpack(text string) ([]byte, error) {
	packed, err := base64.StdEncoding.Strict().DecodeString(text)
	if err != nil {
		return nil, err
	}
	from := bytes.NewReader(packed)
	r, err := zlib.NewReader(from)
	if err != nil {
		return nil, err
	}
	states := make([]byte, stateSize)
	if _, err := io.ReadFull(r, states); err != nil {
		return nil, err
	}
	if n, err := r.Read(make([]byte, 1)); n != 0 || !errors.Is(err, io.EOF) {
		return nil, errors.New("it goes on after its last place")
	}
	if from.Len() > 0 {
		return nil, errors.New("something follows it")
	}
	return states, nil
}
