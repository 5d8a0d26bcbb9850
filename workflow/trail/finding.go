package trail

import (
	"fmt"
	"strings"
)

// Code says what is wrong, for machines.
type Code string

// The codes of findings. The table sentences has what each means in words.
const (
	CodeHashMismatch       Code = "hash_mismatch"
	CodeEntryMalformed     Code = "entry_malformed"
	CodeColumnMismatch     Code = "column_mismatch"
	CodeWrongStream        Code = "wrong_stream"
	CodeNumberGap          Code = "number_gap"
	CodeDuplicateEntry     Code = "duplicate_entry"
	CodeChainBroken        Code = "chain_broken"
	CodeTimeBackwards      Code = "time_backwards"
	CodePayloadMismatch    Code = "payload_mismatch"
	CodeErasureUnrecorded  Code = "erasure_unrecorded"
	CodePositionGap        Code = "position_gap"
	CodeHeadMismatch       Code = "head_mismatch"
	CodeTileMismatch       Code = "tile_mismatch"
	CodeRootMismatch       Code = "root_mismatch"
	CodeTreeMismatch       Code = "tree_mismatch"
	CodeNotMergedInTime    Code = "not_merged_in_time"
	CodeLogShrunk          Code = "log_shrunk"
	CodeForked             Code = "forked"
	CodeNotIncluded        Code = "not_included"
	CodeNotYetDue          Code = "not_yet_due"
	CodeCheckpointSig      Code = "checkpoint_bad_signature"
	CodeCheckpointForm     Code = "checkpoint_malformed"
	CodeCheckpointTime     Code = "checkpoint_time_backwards"
	CodeCosignature        Code = "cosignature_bad"
	CodeFewCosignatures    Code = "cosignatures_too_few"
	CodeNotCosigned        Code = "not_cosigned"
	CodeReceiptSig         Code = "receipt_bad_signature"
	CodeReceiptForm        Code = "receipt_malformed"
	CodeReceiptBroken      Code = "receipt_broken"
	CodeReceiptElsewhere   Code = "receipt_not_in_pack"
	CodeSignedHeadSig      Code = "signed_head_bad_signature"
	CodeSignedHeadForm     Code = "signed_head_malformed"
	CodeSignedHeadMismatch Code = "signed_head_mismatch"
	CodeKeyHistory         Code = "key_history_broken"
	CodePackSig            Code = "pack_bad_signature"
	CodePackForm           Code = "pack_malformed"
	CodePackMember         Code = "pack_member_altered"
	CodePackFile           Code = "pack_file_missing"
	CodePackUnconnected    Code = "pack_unconnected"
)

// None is the Position of a finding that concerns no single place of the log.
const None = -1

// Finding is one thing that is wrong, with the place and a plain sentence in Chinese and English. As an error it
// is always a *Finding.
type Finding struct {
	Code     Code   `json:"code"`
	Stream   string `json:"stream,omitempty"` // empty when the finding concerns the log, or it cannot be told
	Number   int64  `json:"number,omitempty"` // of the first bad entry; of the missing one in a gap
	Position int64  `json:"position"`         // 0-based in the log, or None
	Until    int64  `json:"until,omitempty"`  // the first bad entry is at Position or later, before Until
	ZH       string `json:"zh"`
	EN       string `json:"en"`
}

func (f *Finding) Error() string { return string(f.Code) + ": " + f.EN }

// place is where a finding was made; its zero value is no place.
type place struct {
	stream   string
	number   int64
	position int64
	until    int64
}

var nowhere = place{position: None}

// sentence is something said in both languages.
type sentence struct{ zh, en string }

// same is what both languages say alike: a number, an id.
func same(v any) sentence { s := fmt.Sprint(v); return sentence{s, s} }

// find words a finding; detail is what the sentence of its code names besides the place.
func find(code Code, at place, detail sentence) *Finding {
	fill := func(text, detail string) string {
		return strings.NewReplacer(
			"{stream}", at.stream, "{number}", fmt.Sprint(at.number), "{position}", fmt.Sprint(at.position),
			"{until}", fmt.Sprint(at.until), "{detail}", detail,
		).Replace(text)
	}
	s := sentences[code]
	return &Finding{
		Code: code, Stream: at.stream, Number: at.number, Position: at.position, Until: at.until,
		ZH: fill(s.zh, detail.zh), EN: fill(s.en, detail.en),
	}
}
