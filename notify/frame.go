package notify

import (
	_ "embed" // the frame as shipped
	"errors"
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strings"
	"unicode"

	"github.com/goccy/go-yaml"

	"shenpi/workflow"
	"shenpi/workflow/spelling"
	"shenpi/workflow/wording"
)

//go:embed frame.yaml
var shipped []byte

// Both is a text in both languages.
type Both struct {
	Zh string `yaml:"zh"`
	En string `yaml:"en"`
}

func (b Both) in(language string) string {
	if language == English {
		return b.En
	}
	return b.Zh
}

// or is the text, where a language is not given that of another one.
func (b Both) or(other Both) Both {
	if b.Zh == "" {
		b.Zh = other.Zh
	}
	if b.En == "" {
		b.En = other.En
	}
	return b
}

type mailTexts struct {
	Subject Both `yaml:"subject"`
	Body    Both `yaml:"body"`
}

type smsTexts struct {
	Text Both `yaml:"text"`
}

type kindTexts struct {
	Mail mailTexts `yaml:"mail"`
	SMS  smsTexts  `yaml:"sms"`
}

// Frame is what stands around the sentence of a notice, which is workflow's, on each channel.
type Frame struct {
	Office    Both                 `yaml:"office"`
	Signature Both                 `yaml:"signature"`
	Portal    string               `yaml:"portal"`
	Mail      mailTexts            `yaml:"mail"`
	SMS       smsTexts             `yaml:"sms"`
	Kinds     map[string]kindTexts `yaml:"kinds"`
}

// placeholders are what a text may name.
var placeholders = []string{"office", "signature", "sentence", "case_number", "certificate", "duty", "law", "link"}

// ShippedFrame is the frame of an office that has none of its own.
func ShippedFrame() *Frame {
	f, err := LoadFrame("frame.yaml", nil)
	if err != nil {
		panic(err) // it is part of the program
	}
	return f
}

// LoadFrame reads the frame of an office over the shipped one. An error names every place that is wrong, with its cure.
func LoadFrame(name string, source []byte) (*Frame, error) {
	var f, own Frame
	if err := yaml.UnmarshalWithOptions(shipped, &f, yaml.Strict()); err != nil {
		return nil, fmt.Errorf("read the shipped frame: %w", err)
	}
	if err := yaml.UnmarshalWithOptions(source, &own, yaml.Strict()); err != nil {
		return nil, fmt.Errorf("%s: %s", name, strings.SplitN(yaml.FormatError(err, false, false), "\n", 2)[0])
	}
	f.Office, f.Signature = own.Office.or(f.Office), own.Signature.or(own.Office.or(f.Signature))
	f.Mail.Subject, f.Mail.Body, f.SMS.Text = own.Mail.Subject.or(f.Mail.Subject), own.Mail.Body.or(f.Mail.Body), own.SMS.Text.or(f.SMS.Text)
	f.Kinds = own.Kinds
	if own.Portal != "" {
		f.Portal = strings.TrimRight(own.Portal, "/")
	}
	return &f, f.check(name, source)
}

// fault is a place that is wrong.
type fault struct {
	path string
	says string
}

func (f *Frame) check(name string, source []byte) error {
	var faults []fault
	if u, err := url.Parse(f.Portal); f.Portal != "" && (err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Host == "") {
		faults = append(faults, fault{"portal", "it is no address such as https://example.org"})
	}
	texts := map[string]Both{"mail.subject": f.Mail.Subject, "mail.body": f.Mail.Body, "sms.text": f.SMS.Text}
	for kind, t := range f.Kinds {
		if err := CheckKind(kind); err != nil {
			faults = append(faults, fault{"kinds." + kind, err.Error()})
		}
		at := "kinds." + kind
		texts[at+".mail.subject"], texts[at+".mail.body"], texts[at+".sms.text"] = t.Mail.Subject, t.Mail.Body, t.SMS.Text
	}
	for _, path := range slices.Sorted(maps.Keys(texts)) {
		faults = append(faults, faultsOf(path+".zh", texts[path].Zh)...)
		faults = append(faults, faultsOf(path+".en", texts[path].En)...)
	}
	var all []error
	for _, x := range faults {
		all = append(all, fmt.Errorf("%s: %s: %s", place(name, source, x.path), x.path, x.says))
	}
	return errors.Join(all...)
}

// place is the file with the line of a path in it, if it stands there.
func place(name string, source []byte, path string) string {
	p, err := yaml.PathString("$." + path)
	if err != nil {
		return name
	}
	node, err := p.ReadNode(strings.NewReader(string(source)))
	if err != nil || node.GetToken() == nil {
		return name
	}
	return fmt.Sprintf("%s:%d", name, node.GetToken().Position.Line)
}

func faultsOf(path, text string) (list []fault) {
	wording.Walk(wording.Parse(text), func(n *wording.Node, _ []string) {
		switch {
		case n.Err != nil:
			list = append(list, fault{path, fmt.Sprintf("%q: %v", rest(text, n.At), n.Err)})
		case n.Kind == wording.Each:
			list = append(list, fault{path, "{#" + n.Text + "}: a notice has no lists"})
		case n.Kind != wording.Words && !slices.Contains(placeholders, n.Text):
			list = append(list, fault{path, "{" + n.Text + "}: a notice has no such value" + meant(n.Text, placeholders, "{}")})
		}
	})
	return list
}

func rest(text string, at int) string {
	r := []rune(text[at:])
	return string(r[:min(len(r), 20)])
}

// meant says what was probably meant.
func meant(written string, known []string, around string) string {
	if near := spelling.Nearest(written, known); near != "" {
		if around != "" {
			near = around[:1] + near + around[1:]
		}
		return "; did you mean " + near + "?"
	}
	return "; known are " + strings.Join(known, ", ")
}

// MailOf is the subject and body of the mail of a parcel.
func (f *Frame) MailOf(p Parcel) (subject, body string) {
	own := f.Kinds[p.Message.Kind].Mail
	values := f.values(p)
	subject = render(wording.Parse(own.Subject.or(f.Mail.Subject).in(p.Preference.Language)), values)
	body = render(wording.Parse(own.Body.or(f.Mail.Body).in(p.Preference.Language)), values)
	return line(subject), body
}

// SMSOf is the text message of a parcel.
func (f *Frame) SMSOf(p Parcel) string {
	own := f.Kinds[p.Message.Kind].SMS
	return line(render(wording.Parse(own.Text.or(f.SMS.Text).in(p.Preference.Language)), f.values(p)))
}

func (f *Frame) values(p Parcel) map[string]string {
	language, n := p.Preference.Language, p.Message
	v := map[string]string{
		"office": f.Office.in(language), "signature": f.Signature.in(language), "sentence": Both{n.Zh, n.En}.in(language), "case_number": n.CaseNumber,
		"certificate": n.Certificate,
	}
	for _, d := range workflow.Duties() {
		if d.ID == n.Duty {
			v["duty"], v["law"] = Both(d.Title).in(language), d.Basis.Law+d.Basis.Article
		}
	}
	if page := pageOf(n); f.Portal != "" && page != "" {
		v["link"] = f.Portal + page
	}
	return v
}

// pageOf is where in the portal its recipient reads on; empty when there is no such place.
func pageOf(n workflow.Notice) string {
	switch {
	case n.Certificate != "":
		return "/my/certificates/" + url.PathEscape(n.Certificate)
	case n.Case != "":
		return "/my/cases/" + url.PathEscape(string(n.Case))
	}
	return ""
}

func render(nodes []wording.Node, values map[string]string) string {
	var b strings.Builder
	for _, n := range nodes {
		switch n.Kind {
		case wording.Words:
			b.WriteString(n.Text)
		case wording.Value:
			b.WriteString(values[n.Text])
		case wording.If:
			if values[n.Text] != "" {
				b.WriteString(render(n.Inside, values))
			}
		}
	}
	return b.String()
}

// line is a text on one line: what a header or a text message may hold.
func line(text string) string {
	return strings.Join(strings.FieldsFunc(text, func(r rune) bool { return unicode.IsControl(r) || r == '\u2028' || r == '\u2029' }), " ")
}
