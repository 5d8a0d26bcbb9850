package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"time"

	"shenpi/documents/scan"
	"shenpi/workflow/credential"
)

type certificateCommands struct {
	Verify   certificateVerifyCommand   `cmd:"" help:"Check a certificate offline: its PDF, a picture of its code, or the text of it."`
	Disclose certificateDiscloseCommand `cmd:"" help:"Make a text that shows some fields of a certificate and tells nothing of the others."`
	Key      certificateKeyCommand      `cmd:"" help:"Print the verifier keys of certificates."`
	NewKey   certificateNewKeyCommand   `cmd:"" help:"Make a key that signs certificates."`
}

// certificateCode is a code as somebody holds it.
type certificateCode struct {
	Code string `arg:"" name:"certificate" help:"PDF, PNG or JPEG file, a file with the text, the text itself, or - for standard input."`
}

// paperCode is the text of a code, and the number of the file it was found in.
type paperCode struct{ text, number string }

// read finds the text.
func (c certificateCode) read(p *process) (paperCode, error) {
	if strings.Contains(c.Code, credential.Mark) {
		return paperCode{text: c.Code}, nil
	}
	b, err := readBounded(c.Code, p.in)
	if err != nil {
		return paperCode{}, err
	}
	switch {
	case scan.IsPDF(b):
		text, number, err := scan.PDF(b, credential.Mark)
		return paperCode{text, number}, unread(c.Code, err)
	case strings.HasPrefix(http.DetectContentType(b), "image/"):
		text, err := scan.Picture(b)
		return paperCode{text: text}, unread(c.Code, err)
	}
	return paperCode{text: strings.TrimSuffix(strings.TrimSuffix(string(b), "\n"), "\r")}, nil
}

// unread says that there was nothing to check.
func unread(name string, err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("%s: %w", name, err)
}

// maxCodeFile is what a photograph, or a certificate, has at most.
const maxCodeFile = 64 << 20

func readBounded(name string, in io.Reader) ([]byte, error) {
	if name != "-" {
		f, err := os.Open(name)
		if errors.Is(err, fs.ErrNotExist) {
			return nil, misused("%q is neither a file nor the text of a code, which has %s in it", name, credential.Mark)
		}
		if err != nil {
			return nil, fmt.Errorf("read the certificate: %w", err)
		}
		defer f.Close() //nolint:errcheck // it was only read
		in = f
	}
	b, err := io.ReadAll(io.LimitReader(in, maxCodeFile+1))
	if err != nil {
		return nil, fmt.Errorf("read the certificate: %w", err)
	}
	if len(b) > maxCodeFile {
		return nil, misused("%s has more than %d MiB", name, maxCodeFile>>20)
	}
	return b, nil
}

type certificateVerifyCommand struct {
	certificateCode
	Data   string    `help:"Folder of the data, for its keys." placeholder:"DIR" default:"shenpi-data" env:"SHENPI_DATA"`
	Key    []string  `help:"Verifier keys to trust, or files with some; may be given several times (default: keys/certificate.pub in the data folder)." placeholder:"KEY"`
	List   string    `help:"Signed list of statuses: a file, or the address it is served at." placeholder:"FILE"`
	At     time.Time `help:"The time of checking (default: now)." placeholder:"TIME"`
	Number string    `help:"The number on the paper: a code of another certificate is refused." placeholder:"NUMBER"`
	JSON   bool      `help:"Print JSON."`
}

// Help shows examples.
func (*certificateVerifyCommand) Help() string {
	return `Examples:
  shenpi certificate verify certificate.pdf --key certificate.pub --list statuses.txt
  shenpi certificate verify photo.jpg --key certificate.pub --number SL-SIQ3-2026-0001
  shenpi certificate verify 'SHENPI:AE3C7IZ...' --key certificate.pub --at 2026-12-31T12:00:00+08:00

Nothing is asked of the office unless --list is an address. The list is the same for everybody: fetch it from
/api/v1/certificate-statuses/0 now and then. It ends with 0 if the certificate is good, with 1 if it is refused, and with 2 if
there was nothing to check.`
}

// checkedCertificate is the outcome as printed.
type checkedCertificate struct {
	credential.Verdict
	At time.Time `json:"checked_at"`
}

// Run checks and ends with 1 when the certificate is refused.
func (c *certificateVerifyCommand) Run(ctx context.Context, p *process) error {
	keys, err := c.keys()
	if err != nil {
		return err
	}
	found, err := c.read(p)
	if errors.Is(err, scan.ErrNoCode) {
		return misused("%v", err)
	}
	if err != nil {
		return err
	}
	check := credential.Check{Keys: keys, At: c.At, Number: c.Number}
	if check.At.IsZero() {
		check.At = p.now()
	}
	if check.Number == "" {
		check.Number = found.number
	}
	v, err := c.check(ctx, check, found.text)
	if err != nil {
		return err
	}
	if err := tellVerdict(p, checkedCertificate{v, check.At}, c.JSON); err != nil {
		return err
	}
	if !v.OK {
		return errSaid
	}
	return nil
}

func (c *certificateVerifyCommand) check(ctx context.Context, k credential.Check, text string) (credential.Verdict, error) {
	if c.List == "" {
		return k.Verify(text), nil
	}
	b, err := readList(ctx, c.List)
	if err != nil {
		return credential.Verdict{}, err
	}
	k.List, err = credential.OpenList(b, k.Keys)
	var refused *credential.Refusal
	if errors.As(err, &refused) { // a list that is none proves nothing, so nothing is accepted by it
		return credential.Verdict{Refusal: *refused}, nil
	}
	return k.Verify(text), err
}

// keys reads the keys to trust.
func (c *certificateVerifyCommand) keys() (*credential.Keys, error) {
	names := c.Key
	if len(names) == 0 {
		names = []string{filepath.Join(c.Data, "keys", "certificate.pub")}
	}
	var all []string
	for _, name := range names {
		b, err := os.ReadFile(name)
		switch {
		case errors.Is(err, fs.ErrNotExist) && strings.Count(name, "+") >= 2:
			all = append(all, name)
		case errors.Is(err, fs.ErrNotExist):
			return nil, misused("there is no verifier key at %s: give --key", name)
		case err != nil:
			return nil, fmt.Errorf("read a verifier key: %w", err)
		default:
			all = append(all, strings.Fields(string(b))...)
		}
	}
	keys, err := credential.NewKeys(all...)
	if err != nil {
		return nil, misused("%v", err)
	}
	return keys, nil
}

// listTimeout bounds the fetching of a list.
const listTimeout = 30 * time.Second

// readList reads a list from a file or an address.
func readList(ctx context.Context, where string) ([]byte, error) {
	if !strings.HasPrefix(where, "https://") && !strings.HasPrefix(where, "http://") {
		b, err := os.ReadFile(where)
		if errors.Is(err, fs.ErrNotExist) {
			return nil, misused("there is no list of statuses at %s", where)
		}
		if err != nil {
			return nil, fmt.Errorf("read the list of statuses: %w", err)
		}
		return b, nil
	}
	ctx, cancel := context.WithTimeout(ctx, listTimeout)
	defer cancel()
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, where, nil)
	if err != nil {
		return nil, misused("%s is no address", where)
	}
	a, err := http.DefaultClient.Do(r)
	if err != nil {
		return nil, fmt.Errorf("fetch the list of statuses: %w", err)
	}
	defer a.Body.Close() //nolint:errcheck // it was only read
	if a.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("fetch the list of statuses: %s answered %s", where, a.Status)
	}
	b, err := io.ReadAll(io.LimitReader(a.Body, maxCodeFile))
	if err != nil {
		return nil, fmt.Errorf("fetch the list of statuses: %w", err)
	}
	return b, nil
}

// tellVerdict prints what the certificate says and what was found of it, the sentence in both languages.
func tellVerdict(p *process, v checkedCertificate, asJSON bool) error {
	if asJSON {
		return p.printJSON(v)
	}
	for _, f := range credential.Fields() {
		if value, ok := v.Shown[f.String()]; ok {
			p.printf("%-11s %s\n", f.String(), value)
		}
	}
	if !v.ValidFrom.IsZero() {
		until := v.ValidUntil.String()
		if until == "" {
			until = "until cancelled"
		}
		p.printf("%-11s %s – %s\n", "valid", v.ValidFrom, until)
		p.printf("%-11s %s\n", "signed_by", v.SignedBy)
	}
	if len(v.Hidden) > 0 {
		p.printf("%-11s %s\n", "hidden", strings.Join(v.Hidden, ", "))
	}
	p.printf("%s: %s\n%s\n", v.Code, v.Zh, v.En)
	return nil
}
