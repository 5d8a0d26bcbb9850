package main

import (
	"errors"
	"io/fs"
	"os"
	"strings"

	"shenpi/documents/scan"
	"shenpi/workflow/credential"
)

type certificateDiscloseCommand struct {
	certificateCode
	Show []string `help:"Fields to show: number, kind, holder, holder_id, grade, scope, granted_on, authority." required:"" placeholder:"FIELD,..."`
}

// Help shows an example.
func (*certificateDiscloseCommand) Help() string {
	return `Example:
  shenpi certificate disclose certificate.pdf --show holder,grade

The text verifies as the whole one does. How long the certificate is valid, its key and its place in the lists of statuses are
always shown. The signature is not looked at here.`
}

// Run prints the shorter text.
func (c *certificateDiscloseCommand) Run(p *process) error {
	var show []credential.Field
	for _, name := range c.Show {
		f, ok := credential.ParseField(name)
		if !ok {
			return misused("a certificate has no field %q", name)
		}
		show = append(show, f)
	}
	found, err := c.read(p)
	if errors.Is(err, scan.ErrNoCode) {
		return misused("%v", err)
	}
	if err != nil {
		return err
	}
	whole, err := credential.Parse(found.text)
	if err == nil {
		whole, err = whole.Disclose(show...)
	}
	var refused *credential.Refusal
	if errors.As(err, &refused) {
		p.printf("%s: %s\n%s\n", refused.Code, refused.Zh, refused.En)
		return errSaid
	}
	p.printf("%s\n", whole.Text())
	return err
}

type certificateKeyCommand struct {
	Data string `help:"Folder of the data; the key of a demonstration is there." placeholder:"DIR" default:"shenpi-data" env:"SHENPI_DATA"`
	Key  string `name:"certificate-key" help:"Key file that serve is given." type:"existingfile" env:"SHENPI_CERTIFICATE_KEY" placeholder:"FILE"`
}

// Run prints the verifier keys, the one in use first.
func (c *certificateKeyCommand) Run(p *process) error {
	name := c.Key
	if name == "" {
		name = demoCertificateKey(c.Data)
	}
	if _, err := os.Stat(name); errors.Is(err, fs.ErrNotExist) {
		return misused("there is no key for certificates at %s: give --certificate-key", name)
	}
	k, err := openCertificateKey(name, c.Data, false, nil)
	if err != nil {
		return err
	}
	p.printf("%s\n", strings.Join(k.public, "\n"))
	return nil
}

type certificateNewKeyCommand struct {
	File string `arg:"" help:"Where the key goes. It must not exist." type:"path"`
	Name string `required:"" help:"Who signs, as it stands in the verifier key: no blanks, no plus signs; such as certificates.office.example." placeholder:"NAME"`
}

// Help says how a key follows another.
func (*certificateNewKeyCommand) Help() string {
	return `Example:
  shenpi certificate new-key /var/lib/shenpi/certificate.key --name certificates.office.example

The file has the private key and the verifier key, a line each. When a key follows another one under the same name, write the
verifier keys of those before it on the lines below: they are published too, and what they signed is checked further.`
}

// Run makes the key, readable by its owner only.
func (c *certificateNewKeyCommand) Run(p *process) error {
	if strings.ContainsAny(c.Name, "+ \t\n") || c.Name == "" {
		return misused("--name has no blanks and no plus signs")
	}
	err := makeKey(c.File, c.Name, p.random)
	if errors.Is(err, fs.ErrExist) {
		return misused("%s is there already", c.File)
	}
	if err != nil {
		return err
	}
	key, _, err := readKey(c.File)
	if err == nil {
		p.printf("%s\n", key.public)
	}
	return err
}
