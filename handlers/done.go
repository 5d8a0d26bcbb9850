package handlers

import (
	"shenpi/workflow"
)

// Done answers a command that was carried out.
type Done struct {
	Case        string   `json:"case,omitempty"`
	CaseNumber  string   `json:"case_number,omitempty"`
	Kind        string   `json:"kind" doc:"What was recorded: submitted, decided, voted ..."`
	Documents   []string `json:"documents" doc:"Numbers of the documents now owed"`
	Certificate string   `json:"certificate,omitempty" doc:"Number of the certificate now given"`
	Receipt     Receipt  `json:"receipt"`
}

// Receipt is the signed promise that every checkpoint dated more than a minute after it contains the entry.
type Receipt struct {
	Case       string  `json:"case,omitempty"`
	Stream     string  `json:"stream"`
	Number     int64   `json:"number"`
	Hash       string  `json:"hash" doc:"of the entry, base64"`
	RecordedAt Instant `json:"recorded_at"`
	Note       string  `json:"note" doc:"The signed note"`
}

type doneOutput struct {
	Replayed string `header:"Idempotency-Replayed"`
	Body     Done
}

func (s *Server) done(r workflow.Receipt) (Done, error) {
	receipt, err := s.receipt(r)
	if err != nil {
		return Done{}, err
	}
	return Done{
		Case: string(r.Case), CaseNumber: r.CaseNumber, Kind: r.Kind, Documents: listed(r.Documents), Certificate: r.Certificate, Receipt: receipt,
	}, nil
}

func (s *Server) receipt(r workflow.Receipt) (Receipt, error) {
	note, err := s.Log.Sign(r)
	if err != nil {
		return Receipt{}, doing("sign a receipt", err)
	}
	return Receipt{Case: string(r.Case), Stream: r.Stream, Number: r.Number, Hash: r.Hash.String(), RecordedAt: Instant{r.RecordedAt}, Note: string(note)}, nil
}

// answer answers a command.
func (s *Server) answer(r workflow.Receipt, err error) (*doneOutput, error) {
	if err != nil {
		return nil, err
	}
	d, err := s.done(r)
	if err != nil {
		return nil, err
	}
	return &doneOutput{Replayed: replayedHeader(r.Replayed), Body: d}, nil
}
