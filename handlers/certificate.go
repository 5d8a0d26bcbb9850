package handlers

import (
	"net/http"

	"shenpi/workflow"
)

// Certificate is one row of the register as its holder and the office see it.
type Certificate struct {
	PublicCertificate
	HolderID string `json:"holder_id" doc:"Credit code, or the masked id of a person"`
	Owner    string `json:"owner" doc:"Credit code of the enterprise that may renew it"`
	Case     string `json:"case,omitempty"`
	Replaces string `json:"replaces,omitempty"`
}

func (s *Server) certificateRoutes() {
	declare(s, endpoint{id: "list-certificates", method: http.MethodGet, path: prefix + "/certificates", summary: "Certificates one may see", tag: "case",
		guards: []guard{s.mayList("certificate", "list")}}, s.listCertificates)
}

func (s *Server) listCertificates(c *call, in *PageInput) (*pageOutput[Certificate], error) {
	page, err := s.Register.Certificates(c, CertificateFilter{Scope: s.scope(c, "certificate", "list"), Cursor: in.Cursor, Limit: in.Limit})
	if err != nil {
		return nil, err
	}
	return pageOf(page, func(k workflow.Certificate) Certificate {
		return Certificate{PublicCertificate: s.publicCertificate(k), HolderID: maskPerson(k), Owner: k.Owner, Case: string(k.Case), Replaces: k.Replaces}
	}), nil
}

// maskPerson hides the middle of what is no credit code of the owner.
func maskPerson(k workflow.Certificate) string {
	id := k.HolderID
	if !ofPerson(k) || len(id) < 12 {
		return id
	}
	return id[:6] + "********" + id[len(id)-4:]
}

// ofPerson reports whether the holder is a person, whom the owner employs.
func ofPerson(k workflow.Certificate) bool { return k.HolderID != k.Owner }
