package documents

import (
	"encoding/json"
	"errors"
	"fmt"

	"shenpi/workflow/credential"
)

// codeName is the name of the text of the code inside the PDF of a certificate.
const codeName = "certificate-code.txt"

// Credential is the signed text of a certificate from the data of its document; empty for what is none, and where nobody signs
// certificates. Besides PDF's errors there is *SigningError.
func (r *Press) Credential(raw json.RawMessage) (string, error) {
	p, err := r.fillIn(raw)
	if err != nil {
		return "", err
	}
	return p.signed, nil
}

// certify signs what a certificate says. The number is all that is left where nobody signs.
func (r *Press) certify(s credential.Statement, agency string) (signed, shown string, err error) {
	if r == nil || r.certificates == nil {
		return "", s.Values[credential.Number], nil
	}
	if agency != blank {
		s.Values[credential.Authority] = agency
	}
	c, err := credential.Sign(s, r.certificates)
	var wrong *credential.Refusal
	switch {
	case errors.As(err, &wrong):
		return "", "", fmt.Errorf("sign what a certificate says: %w", err)
	case err != nil:
		return "", "", &SigningError{err}
	}
	return c.Text(), c.Text(), nil
}
