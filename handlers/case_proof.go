package handlers

import (
	"net/http"

	"shenpi/workflow/trail"
)

// CaseProof is all that proves the entries of a case to who trusts the key of the log and nobody else. It is told as it is
// stored: whether it is good, whoever asked finds out by themselves (docs/verify/check.mjs).
type CaseProof struct {
	Stream     string       `json:"stream"`
	Checkpoint string       `json:"checkpoint" doc:"The signed note that everything is proved against"`
	Head       string       `json:"head" doc:"The log's signed word on how many entries the stream has there, and which is the last; empty when an entry cannot be read, and when the stream does not reach the end that the case has"`
	Keys       []ProofEntry `json:"keys" doc:"The stream of the keys of the log"`
	Entries    []ProofEntry `json:"entries"`
}

// ProofEntry is one stored entry with what stands beside it.
type ProofEntry struct {
	Bytes    []byte   `json:"bytes" doc:"What is stored and hashed, base64"`
	Position *int64   `json:"position,omitempty" doc:"0-based place in the log; absent while no checkpoint has it"`
	Proof    []string `json:"proof,omitempty" doc:"Audit path of RFC 6962, from the leaf up, base64"`
	Salt     []byte   `json:"salt,omitempty"`
	Body     []byte   `json:"body,omitempty" doc:"What is under the salted hash, base64"`
	Erased   bool     `json:"erased,omitempty"`
	Withheld bool     `json:"withheld,omitempty" doc:"It has a payload that is not for the reader"`
}

type caseProofOutput struct{ Body CaseProof }

func (s *Server) caseProofRoutes() {
	declare(s, endpoint{id: "case-proof", method: http.MethodGet, path: prefix + "/cases/{id}/proof", summary: "What proves the entries of a case, to be checked by whoever asks",
		tag: "trail", guards: []guard{s.caseVisible, s.readsTrail, s.onCase("trail", "list")}}, s.caseProof)
}

func (s *Server) caseProof(c *call, _ *CaseInput) (*caseProofOutput, error) {
	last, signed, err := s.latest(c)
	if err != nil {
		return nil, err
	}
	stream := c.kase.State.Head.Stream
	body := CaseProof{Stream: stream, Checkpoint: string(last.Note), Keys: []ProofEntry{}, Entries: []ProofEntry{}}
	add := func(list *[]ProofEntry, payload bool) func(trail.Record) error {
		return func(r trail.Record) error {
			e, err := s.proofEntry(c, signed, r, payload)
			*list = append(*list, e)
			return err
		}
	}
	if err := s.eachRecord(c, trail.KeyStream, add(&body.Keys, true)); err != nil {
		return nil, err
	}
	end, reached := c.kase.State.Head, false // read before the entries: whatever is recorded meanwhile comes after it
	head, readable := trail.Head{Stream: stream}, true
	shown := add(&body.Entries, s.payloadVisible(c, stream))
	err = s.eachRecord(c, stream, func(r trail.Record) error {
		e, err := trail.Open(r.Entry)
		switch {
		case err != nil:
			readable = false
		case r.Position != trail.Unmerged && r.Position < signed.Size:
			head = e.Head()
		}
		reached = reached || err == nil && e.Number == end.Number && e.Hash == end.Hash
		return shown(r)
	})
	if err != nil {
		return nil, err
	}
	if readable && reached {
		note, err := s.Log.SignHead(head, signed)
		if err != nil {
			return nil, doing("sign the head of a case", err)
		}
		body.Head = string(note)
	}
	return &caseProofOutput{body}, nil
}

func (s *Server) eachRecord(c *call, stream string, do func(trail.Record) error) error {
	for r, err := range s.Entries.StreamRecords(c, stream) {
		if err == nil {
			err = do(r)
		}
		if err != nil {
			return doing("prove the entries of "+stream, err)
		}
	}
	return nil
}

func (s *Server) proofEntry(c *call, signed trail.Checkpoint, r trail.Record, payload bool) (ProofEntry, error) {
	e := ProofEntry{Bytes: r.Entry, Erased: r.Erased}
	if r.Payload != nil {
		e.Withheld = !payload
		if payload {
			e.Salt, e.Body = r.Payload.Salt, r.Payload.Body
		}
	}
	if r.Position == trail.Unmerged || r.Position >= signed.Size {
		return e, nil
	}
	proof, err := trail.ProveInclusion(signed.Tree, s.Log.Tiles(c), r.Position)
	e.Position, e.Proof = &r.Position, texts(proof.Hashes)
	return e, err
}
