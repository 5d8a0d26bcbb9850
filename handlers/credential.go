package handlers

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"shenpi/workflow"
	"shenpi/workflow/credential"
)

// Credentials proves certificates and says what became of them.
type Credentials interface {
	// Keys are the verifier keys to publish, the one in use first, and as they check.
	Keys() ([]string, *credential.Keys)
	// StatusList is the list that is in force, as it was signed and as it is read; both are nil when there is no list of that number.
	StatusList(ctx context.Context, list int) (signed []byte, says *credential.List, err error)
}

// CheckedCode is what the code of a certificate says and what was found of it.
type CheckedCode struct {
	credential.Verdict
	SucceededBy string `json:"succeeded_by,omitempty" doc:"The number of the certificate that follows it, if its own is shown"`
}

type checkCodeInput struct {
	Body struct {
		Code   string `json:"code" maxLength:"16384" doc:"The text of the code, also with the address before it"`
		Number string `json:"number,omitempty" maxLength:"100" doc:"The number that stands on the paper: a code of another certificate is refused"`
	}
}

type checkCodeOutput struct{ Body CheckedCode }

type disclosureInput struct {
	Number string `path:"number" maxLength:"100"`
	Body   struct {
		Show []string `json:"show" maxItems:"8" enum:"number,kind,holder,holder_id,grade,scope,granted_on,authority" doc:"What is shown besides validity"`
	}
}

type disclosureOutput struct {
	Body struct {
		Code string `json:"code" doc:"The signed text that shows these fields and of the others nothing"`
	}
}

func (s *Server) credentialRoutes() {
	s.raw(endpoint{
		id: "certificate-keys", method: http.MethodGet, path: prefix + "/certificate-keys", tag: "public",
		summary: "The verifier keys of certificates and their statuses, a line each, the one in use first", change: answers200("text/plain"),
	}, s.certificateKeys)
	s.raw(endpoint{
		id: "certificate-statuses", method: http.MethodGet, path: prefix + "/certificate-statuses/{list}", tag: "public",
		summary: "A signed list of what became of certificates, the same for everybody",
		change: func(op *huma.Operation) {
			answers200("text/plain")(op)
			op.Responses["304"] = &huma.Response{Description: "Not modified"}
			op.Parameters = append(op.Parameters, &huma.Param{Name: "list", In: "path", Required: true, Schema: &huma.Schema{Type: huma.TypeInteger}})
		},
	}, s.certificateStatuses)
	declare(s, endpoint{
		id: "check-code", method: http.MethodPost, path: prefix + "/certificates/verify", tag: "public",
		summary: "Check the code of a certificate; what is said holds at the time of the office",
	}, s.checkCode)
	declare(s, endpoint{
		id: "disclose-certificate", method: http.MethodPost, path: prefix + "/certificates/{number}/disclosure", tag: "application",
		summary: "Make a code of an own certificate that shows some fields only", guards: []guard{s.mayList("certificate", "export"), s.ownCertificate},
	}, s.disclose)
}

func noCertificateKey() *Problem {
	return refuse(http.StatusNotFound, "no_certificate_key", "本机关未启用证照码签名。", "No key signs certificates here.")
}

func (s *Server) certificateKeys(c *call) error {
	if s.Credentials == nil {
		return noCertificateKey()
	}
	keys, _ := s.Credentials.Keys()
	c.gin.Header("Cache-Control", "no-cache")
	c.gin.String(http.StatusOK, "%s\n", strings.Join(keys, "\n"))
	return nil
}

// certificateStatuses lets everybody on the way keep the list for some minutes: who asks for it tells nothing.
func (s *Server) certificateStatuses(c *call) error {
	if s.Credentials == nil {
		return noCertificateKey()
	}
	var list []byte
	n, err := strconv.Atoi(c.param("list"))
	if err == nil {
		if list, _, err = s.Credentials.StatusList(c, n); err != nil {
			return doing("read a list of statuses", err)
		}
	}
	if list == nil {
		return refuse(http.StatusNotFound, "list_not_found", "没有这份状态清单。", "There is no such list of statuses.")
	}
	sum := sha256.Sum256(list)
	c.gin.Header("Cache-Control", "public, max-age=300")
	c.gin.Header("ETag", `"`+hex.EncodeToString(sum[:16])+`"`)
	c.gin.Header("Content-Type", "text/plain; charset=utf-8")
	http.ServeContent(c.gin.Writer, c.gin.Request, "", time.Time{}, bytes.NewReader(list))
	return nil
}

func (s *Server) certificateKeySet() *credential.Keys {
	_, keys := s.Credentials.Keys()
	return keys
}

func (s *Server) checkCode(c *call, in *checkCodeInput) (*checkCodeOutput, error) {
	if s.Credentials == nil {
		return nil, noCertificateKey()
	}
	check := credential.Check{Keys: s.certificateKeySet(), At: s.Engine.Clock.Now(), Number: in.Body.Number}
	if code, err := credential.Parse(in.Body.Code); err == nil {
		if _, check.List, err = s.Credentials.StatusList(c, code.Place.List()); err != nil {
			return nil, doing("read a list of statuses", err)
		}
	}
	out := &checkCodeOutput{CheckedCode{Verdict: check.Verify(in.Body.Code)}}
	if number := out.Body.Shown[credential.Number.String()]; number != "" && out.Body.Followed {
		k, err := s.Register.Certificate(c, number)
		if err != nil && !isRefusal(err, workflow.NotFound) {
			return nil, err
		}
		out.Body.SucceededBy = k.SucceededBy
	}
	return out, nil
}

// ownCertificate lets in the enterprise that a certificate belongs to, and its agent who may receive papers of the case.
func (s *Server) ownCertificate(c *call) error {
	k, err := s.Register.Certificate(c, c.param("number"))
	if err != nil {
		return err
	}
	if c.who.Enterprise == "" || k.Owner != c.who.Enterprise {
		return forbidden()
	}
	if k.Case == "" {
		return nil
	}
	if err := s.see(c, k.Case); err != nil {
		return err
	}
	return s.mandated(workflow.MandateReceive)(c)
}

func (s *Server) disclose(c *call, in *disclosureInput) (*disclosureOutput, error) {
	whole, err := s.codeOf(c, in.Number)
	if err != nil {
		return nil, err
	}
	fields := make([]credential.Field, 0, len(in.Body.Show))
	for _, name := range in.Body.Show {
		f, _ := credential.ParseField(name) // the schema knows them all
		fields = append(fields, f)
	}
	shown, err := whole.Disclose(fields...)
	if err != nil {
		return nil, doing("choose what a certificate shows", err)
	}
	out := &disclosureOutput{}
	out.Body.Code = shown.Text()
	return out, nil
}

// codeOf signs again what the document of a certificate says: the same key and data give the same text.
func (s *Server) codeOf(c *call, number string) (*credential.Credential, error) {
	none := refuse(http.StatusNotFound, "code_not_found", "这个证照没有可以自证的证照码。", "This certificate has no code that proves it.")
	if c.kase == nil {
		return nil, none
	}
	papers, err := s.Cases.Documents(c, c.kase.State.ID)
	if err != nil {
		return nil, doing("read the documents of a case", err)
	}
	for _, p := range papers {
		var data struct{ Statement *credential.Statement }
		if json.Unmarshal(p.Data, &data) != nil || data.Statement == nil || data.Statement.Values[credential.Number] != number {
			continue // another document, or its data were erased
		}
		text, err := s.Credential(p.Data)
		if err != nil {
			return nil, doing("sign what a certificate says", err)
		}
		if text != "" {
			return credential.Parse(text)
		}
	}
	return nil, none
}
