package handlers

import (
	"net/http"
	"time"

	"shenpi/workflow/trail"
)

// CheckpointRow is a signed checkpoint of the log.
type CheckpointRow struct {
	Size       int64   `json:"size"`
	RecordedAt Instant `json:"recorded_at"`
	Note       string  `json:"note"`
}

// InclusionProof proves that the log of a checkpoint contains an entry.
type InclusionProof struct {
	Stream     string   `json:"stream"`
	Number     int64    `json:"number"`
	Hash       string   `json:"hash" doc:"of the entry: the leaf"`
	Position   int64    `json:"position"`
	Size       int64    `json:"size" doc:"of the log"`
	Hashes     []string `json:"hashes" doc:"Audit path of RFC 6962, from the leaf up, base64"`
	Checkpoint string   `json:"checkpoint" doc:"The signed note"`
}

// ConsistencyProof proves that the log only grew.
type ConsistencyProof struct {
	From       int64    `json:"from"`
	To         int64    `json:"to"`
	Hashes     []string `json:"hashes"`
	Checkpoint string   `json:"checkpoint" doc:"The signed note of the later size"`
}

type checkpointListInput struct {
	From   int64 `query:"from" minimum:"0" doc:"The least size"`
	Newest bool  `query:"newest" doc:"The newest first"`
	Limit  int   `query:"limit" minimum:"1" maximum:"200" default:"50"`
}

type checkpointListOutput struct {
	Body struct {
		Rows []CheckpointRow `json:"rows"`
	}
}

type keyListOutput struct {
	Body struct {
		Rows []ProofEntry `json:"rows" doc:"The stream of the keys; none of its entries has a payload"`
	}
}

type inclusionInput struct {
	Stream string `query:"stream" required:"true" maxLength:"256"`
	Number int64  `query:"number" required:"true" minimum:"1"`
}

type inclusionOutput struct{ Body InclusionProof }

type consistencyInput struct {
	From int64 `query:"from" required:"true" minimum:"0"`
	To   int64 `query:"to" minimum:"0" doc:"The size of a checkpoint; the latest when absent"`
}

type consistencyOutput struct{ Body ConsistencyProof }

func (s *Server) proofRoutes() {
	const path = prefix + "/trail/"
	declare(s, endpoint{id: "list-checkpoints", method: http.MethodGet, path: path + "checkpoints", summary: "Signed checkpoints, in the order they were signed",
		tag: "public"}, s.listCheckpoints)
	declare(s, endpoint{id: "inclusion", method: http.MethodGet, path: path + "inclusion", summary: "Prove that the log contains an entry", tag: "trail",
		guards: []guard{s.streamVisible(queryStream), s.mayList("trail", "list")}}, s.inclusion)
	declare(s, endpoint{id: "consistency", method: http.MethodGet, path: path + "consistency", summary: "Prove that the log only grew", tag: "public"}, s.consistency)
}

func queryStream(c *call) string { return c.gin.Query("stream") }

func (s *Server) listCheckpoints(c *call, in *checkpointListInput) (*checkpointListOutput, error) {
	list, err := s.Log.CheckpointsFrom(c, in.From, in.Newest, in.Limit)
	if err != nil {
		return nil, err
	}
	out := &checkpointListOutput{}
	out.Body.Rows = rowsOf(list, func(k Checkpoint) CheckpointRow { return CheckpointRow{k.Size, Instant{k.RecordedAt}, string(k.Note)} })
	return out, nil
}

// listKeys tells what leads from any key that somebody once trusted to that of today.
func (s *Server) listKeys(c *call, _ *struct{}) (*keyListOutput, error) {
	out := &keyListOutput{}
	out.Body.Rows = []ProofEntry{}
	err := eachRecord(trail.KeyStream, s.Entries.StreamRecords(c, trail.KeyStream), func(r trail.Record) error {
		out.Body.Rows = append(out.Body.Rows, ProofEntry{Bytes: r.Entry})
		return nil
	})
	return out, err
}

// latest reads the last checkpoint and what it signs.
func (s *Server) latest(c *call) (Checkpoint, trail.Checkpoint, error) {
	last, ok, err := s.Log.LatestCheckpoint(c)
	return s.opened(last, ok, err)
}

// opened reads what a checkpoint signs.
func (s *Server) opened(last Checkpoint, ok bool, err error) (Checkpoint, trail.Checkpoint, error) {
	if err != nil {
		return last, trail.Checkpoint{}, doing("read the last checkpoint", err)
	}
	if !ok {
		return last, trail.Checkpoint{}, noCheckpoint()
	}
	signed, err := trail.OpenCheckpoint(last.Note, s.Log.Keys())
	return last, signed, doing("open the last checkpoint", err)
}

func (s *Server) inclusion(c *call, in *inclusionInput) (*inclusionOutput, error) {
	rows, err := s.Entries.StreamEntries(c, in.Stream, in.Number, 1)
	if err != nil {
		return nil, doing("read an entry to prove", err)
	}
	if len(rows) == 0 || rows[0].Entry.Number != in.Number {
		return nil, entryNotFound()
	}
	last, signed, err := s.latest(c)
	if err != nil && rows[0].Position >= 0 {
		return nil, err
	}
	if rows[0].Position < 0 || rows[0].Position >= signed.Size {
		return nil, notMergedYet()
	}
	proof, err := trail.ProveInclusion(signed.Tree, s.Log.Tiles(c), rows[0].Position)
	if err != nil {
		return nil, doing("prove an entry", err)
	}
	return &inclusionOutput{InclusionProof{
		Stream: in.Stream, Number: in.Number, Hash: rows[0].Entry.Hash.String(), Position: proof.Position, Size: signed.Size,
		Hashes: texts(proof.Hashes), Checkpoint: string(last.Note),
	}}, nil
}

func notMergedYet() error {
	p := refuse(http.StatusConflict, "not_merged_yet", "该条留痕尚未并入日志，请稍后再试。", "The entry is not in a checkpoint yet; try again in a moment.")
	p.retryAfter = time.Second
	return p
}

func logSmaller(field string) error {
	return refuse(http.StatusUnprocessableEntity, "log_smaller", "日志没有这么多条留痕。", "The log is not that large.").at(field)
}

func texts(hashes []trail.Hash) []string { return rowsOf(hashes, trail.Hash.String) }

func (s *Server) consistency(c *call, in *consistencyInput) (*consistencyOutput, error) {
	to, signed, err := s.latest(c)
	if err != nil {
		return nil, err
	}
	if in.To != 0 && in.To != to.Size {
		if to, signed, err = s.checkpointOf(c, in.To); err != nil {
			return nil, err
		}
	}
	if in.From > to.Size {
		return nil, logSmaller("from")
	}
	hashes, err := trail.ProveConsistency(signed.Tree, s.Log.Tiles(c), in.From)
	if err != nil {
		return nil, doing("prove the growth of the log", err)
	}
	return &consistencyOutput{ConsistencyProof{From: in.From, To: to.Size, Hashes: texts(hashes), Checkpoint: string(to.Note)}}, nil
}

// checkpointOf finds a checkpoint of a size.
func (s *Server) checkpointOf(c *call, size int64) (Checkpoint, trail.Checkpoint, error) {
	list, err := s.Log.CheckpointsFrom(c, size, false, 1)
	if err == nil && (len(list) == 0 || list[0].Size != size) {
		return Checkpoint{}, trail.Checkpoint{}, noCheckpoint()
	}
	if err != nil {
		return Checkpoint{}, trail.Checkpoint{}, err
	}
	return s.opened(list[0], true, nil)
}
