package handlers

import (
	"errors"
	"iter"
	"net/http"

	"shenpi/workflow/trail"
)

// CaseProof is all that proves the entries of a case to who trusts the key of the log and nobody else. It is told as it is
// stored: whether it is good, whoever asked finds out by themselves (docs/verify/check.mjs).
type CaseProof struct {
	Stream     string       `json:"stream"`
	Checkpoint string       `json:"checkpoint" doc:"The signed note that everything is proved against"`
	Head       string       `json:"head" doc:"The log's signed word on how many entries the stream has there, and which is the last; empty when they are not all there"`
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
	checkpoint, signed, err := s.latest(c)
	if err != nil {
		return nil, err
	}
	stream := c.kase.State.Head.Stream
	body := CaseProof{Stream: stream, Checkpoint: string(checkpoint.Note), Keys: []ProofEntry{}, Entries: []ProofEntry{}}
	add := func(list *[]ProofEntry, payload bool) func(trail.Record) error {
		return func(r trail.Record) error {
			e, err := s.proofEntry(c, signed, r, payload)
			*list = append(*list, e)
			return err
		}
	}
	if err := eachRecord(trail.KeyStream, s.Entries.StreamRecords(c, trail.KeyStream), add(&body.Keys, true)); err != nil {
		return nil, err
	}
	shown := add(&body.Entries, s.payloadVisible(c, stream))
	last := trail.Record{Position: trail.Unmerged}
	err = eachRecord(stream, trail.Whole(c.kase.State.Head, signed, s.Entries.StreamRecords(c, stream)), func(r trail.Record) error {
		if signed.Has(r.Position) {
			last = r
		}
		return shown(r)
	})
	if err == nil {
		body.Head, err = s.signedHead(c, signed, last)
	}
	if err != nil && !errors.Is(err, trail.ErrCut) {
		return nil, err
	}
	return &caseProofOutput{body}, nil
}

// signedHead is the log's word that a stream ends with an entry; it gives none for what is not in the log.
func (s *Server) signedHead(c *call, signed trail.Checkpoint, last trail.Record) (string, error) {
	head := trail.Head{Stream: c.kase.State.Head.Stream}
	if last.Position != trail.Unmerged {
		e, err := trail.Open(last.Entry)
		if err != nil {
			return "", doing("read the head of a case", err)
		}
		proof, err := trail.ProveInclusion(signed.Tree, s.Log.Tiles(c), last.Position)
		if err != nil {
			return "", doing("prove the head of a case", err)
		}
		if trail.CheckInclusion(signed.Tree, e.Hash, proof) != nil {
			return "", trail.ErrCut
		}
		head = e.Head()
	}
	note, err := s.Log.SignHead(head, signed)
	return string(note), doing("sign the head of a case", err)
}

func eachRecord(stream string, records iter.Seq2[trail.Record, error], do func(trail.Record) error) error {
	for r, err := range records {
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
	if !signed.Has(r.Position) {
		return e, nil
	}
	proof, err := trail.ProveInclusion(signed.Tree, s.Log.Tiles(c), r.Position)
	e.Position, e.Proof = &r.Position, texts(proof.Hashes)
	return e, err
}
