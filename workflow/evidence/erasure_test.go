package evidence_test

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"shenpi/workflow"
	"shenpi/workflow/evidence"
	"shenpi/workflow/trail"
)

// issue issues the documents that a case owes.
func (o *office) issue(id workflow.CaseID) {
	c, err := o.Case(o.t.Context(), id)
	require.NoError(o.t, err)
	for _, d := range c.State.Documents {
		content := []byte("文书 " + d.Number)
		o.files[hexOf(content)] = content
		_, err := o.engine.DocumentIssued(o.t.Context(), workflow.IssuedDocument{Case: id, Seq: d.Seq, File: hexOf(content), Size: int64(len(content))})
		require.NoError(o.t, err)
	}
}

// erase erases what was written in a case once its time of keeping is over.
func (o *office) erase(id workflow.CaseID) {
	o.now = o.now.AddDate(1, 0, 1)
	_, err := o.engine.Erase(o.t.Context(), workflow.Actor{Person: "R1"}, workflow.CaseInput{Case: id})
	require.NoError(o.t, err)
}

// refused is a case that was refused, with the decision issued.
func (o *office) refused(content string) workflow.CaseID {
	id := o.file(content)
	o.decide(id, "W1", "accept")
	o.decide(id, "G1", "refuse")
	o.issue(id)
	return id
}

// members are those of a pack whose name begins so.
func (o *office) members(pack []byte, prefix string) (list []string) {
	o.rewrite(pack, func(name string, content []byte) []byte {
		if strings.HasPrefix(name, prefix) {
			list = append(list, string(content))
		}
		return content
	})
	return list
}

// TestScenario25_PackOfAnErasedCase: everything personal is gone, and the pack still shows that the case is whole.
func TestScenario25_PackOfAnErasedCase(t *testing.T) {
	t.Parallel()
	o := open(t)
	a := o.refused("一")
	o.merge()
	was, _ := o.pack(a)
	require.Len(t, o.members(was, "files/"), 2)
	require.Contains(t, string(was), `"body":`)
	o.erase(a)
	o.merge()
	pack, _ := o.pack(a)
	r := o.verify(pack)
	require.Empty(t, r.Findings)
	require.EqualValues(t, 3, r.Erased, "of the filing and of two decisions")
	require.NotContains(t, string(pack), `"body":`)
	require.Equal(t, 1, r.Absent)
	require.Equal(t, []string{"文书 " + o.number(a)}, o.members(pack, "files/"), "the store still has the other one")

	for name, c := range map[string]struct {
		left int
		code trail.Code
	}{"its last entry was dropped": {2, trail.CodeErasureUnrecorded}, "half of it": {1, trail.CodePackMember}} {
		short := o.rewrite(pack, o.caseLines(func(lines []string) []string { return lines[:len(lines)-c.left] }))
		r = o.verify(short)
		require.NotEmpty(t, r.Findings, name)
		require.Equal(t, c.code, r.Findings[0].Code, name)
	}
}

func (o *office) number(id workflow.CaseID) string {
	c, err := o.Case(o.t.Context(), id)
	require.NoError(o.t, err)
	return c.State.Documents[0].Number
}

// caseLines changes the lines of the first case in a pack: those of the keys come before it.
func (o *office) caseLines(change func(lines []string) []string) func(string, []byte) []byte {
	return func(name string, content []byte) []byte {
		if name != "streams/000002.jsonl" {
			return content
		}
		lines := strings.SplitAfter(string(content), "\n")
		return []byte(strings.Join(change(lines[:len(lines)-1]), ""))
	}
}

// TestWhatIsGoneWasErased: whoever holds the key says that a payload or a file was erased, and no entry says so.
func TestWhatIsGoneWasErased(t *testing.T) {
	t.Parallel()
	o := open(t)
	a := o.refused("一")
	o.merge()
	pack, _ := o.pack(a)
	require.Empty(t, o.verify(pack).Findings)
	payload := o.rewrite(pack, o.caseLines(func(lines []string) []string {
		var beside map[string]any
		require.NoError(t, json.Unmarshal([]byte(lines[1]), &beside))
		delete(beside, "salt")
		delete(beside, "body")
		beside["erased"] = true
		text, err := json.Marshal(beside)
		require.NoError(t, err)
		lines[1] = string(text) + "\n"
		return lines
	}))
	require.Equal(t, trail.CodeErasureUnrecorded, o.verify(payload).Findings[0].Code)
	file := o.rewrite(pack, func(name string, content []byte) []byte {
		switch {
		case string(content) == "一":
			return nil
		case name == "manifest.json":
			return bytes.Replace(content, []byte(`"absent":[]`), []byte(`"absent":["`+hexOf([]byte("一"))+`"]`), 1)
		}
		return content
	})
	require.Equal(t, trail.CodePackFile, o.verify(file).Findings[0].Code)
}

// TestPackWithoutAFile: a file that the store has lost is not said to be erased; of an erased case it is not asked for.
func TestPackWithoutAFile(t *testing.T) {
	t.Parallel()
	o := open(t)
	a, b := o.refused("一"), o.file("二")
	delete(o.files, hexOf([]byte("一")))
	o.merge()
	write := func(ids ...workflow.CaseID) error {
		_, err := o.maker().Write(t.Context(), io.Discard, evidence.Request{Checkpoint: o.last, Cases: sequence(ids)})
		return err
	}
	require.ErrorIs(t, write(a), evidence.ErrNoFile)
	require.ErrorContains(t, write(b, a), "case "+string(a))
	require.NoError(t, write(b))
	o.erase(a)
	require.ErrorIs(t, write(a), trail.ErrUnrecorded, "the checkpoint is older than its erasure")
	o.merge()
	pack, _ := o.pack(a, b)
	r := o.verify(pack)
	require.Empty(t, r.Findings)
	require.Equal(t, 1, r.Absent)
	require.Equal(t, 2, r.Files)

	lost := o.maker()
	lost.File = func(context.Context, string) (io.ReadCloser, error) { return nil, evidence.ErrNoFile }
	_, err := lost.Write(t.Context(), io.Discard, evidence.Request{Checkpoint: o.last, Cases: sequence([]workflow.CaseID{a})})
	require.ErrorIs(t, err, evidence.ErrNoFile, "what the office issued is not erased")
}

// TestErasedFileOfAnotherCase: two cases have the same file; the erasure of one takes nothing from the other.
func TestErasedFileOfAnotherCase(t *testing.T) {
	t.Parallel()
	o := open(t)
	a, b := o.refused("一"), o.file("一")
	o.erase(a)
	o.merge()
	for _, ids := range [][]workflow.CaseID{{a, b}, {b, a}} {
		pack, _ := o.pack(ids...)
		r := o.verify(pack)
		require.Empty(t, r.Findings)
		require.Equal(t, 2, r.Files)
		require.Zero(t, r.Absent)
	}
}
