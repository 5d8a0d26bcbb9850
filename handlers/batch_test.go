package handlers_test

import (
	"context"
	"fmt"
	"net/http"
	"path/filepath"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"shenpi/catalogue"
	"shenpi/workflow"
)

type batchAnswer struct {
	Batch string
	Rows  []struct {
		Case    string
		Visit   int
		Result  string
		Done    *struct{ Kind, Case string }
		Problem *problem
	}
}

func (a *answer) results() (list []string) {
	a.t.Helper()
	var b batchAnswer
	a.into(&b)
	for _, r := range b.Rows {
		if r.Problem == nil {
			list = append(list, r.Result)
			continue
		}
		require.NotEmpty(a.t, r.Problem.DetailZh)
		require.NotEmpty(a.t, r.Problem.DetailEn)
		list = append(list, r.Problem.Code)
	}
	return list
}

func task(id string, visit int) map[string]any { return map[string]any{"case": id, "visit": visit} }

func TestOneDecisionOnManyTasks(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	applicant := h.as("A1")
	free, taken, gone := applicant.filed(sample(t, "S1")), applicant.filed(sample(t, "S1")), applicant.filed(sample(t, "P1"))
	h.as("U2").post(h.visit(taken, "acceptance")+"/claim", nil).is(http.StatusOK)
	applicant.post("/cases/"+gone+"/withdraw", map[string]string{}).is(http.StatusOK)
	window := h.as("U1")
	batch := map[string]any{"decision": "accept", "reason": "材料齐全", "tasks": []any{task(free, 1), task(taken, 1), task(gone, 1), task(nonesuch, 1), task(free, 99)}}
	want := []string{"done", "claimed", "case_ended", "case_not_found", "task_not_open"}

	checked := window.post("/batches/check", batch).is(http.StatusOK)
	require.Equal(t, append([]string{"possible"}, want[1:]...), checked.results())
	require.Equal(t, "received", window.get("/cases/"+free).is(http.StatusOK).text("status"), "checking decides nothing")

	sent := window.keyed("batch-1").post("/batches", batch).is(http.StatusOK)
	require.Equal(t, want, sent.results())
	require.Equal(t, "accepted", window.get("/cases/"+free).is(http.StatusOK).text("status"))
	trail := h.as("U3").get("/cases/" + free + "/trail").is(http.StatusOK)
	require.Equal(t, sent.text("batch"), trail.at("rows.1.facts.act.batch"), "an auditor sees what was decided together")
	require.Equal(t, "材料齐全", trail.at("rows.1.payload.reason"))

	again := window.keyed("batch-1").post("/batches", batch).is(http.StatusOK)
	require.Equal(t, append([]string{"done_before"}, want[1:]...), again.results())
	require.Equal(t, sent.text("batch"), again.text("batch"))
	require.Equal(t, sent.text("rows.0.done.receipt.hash"), again.text("rows.0.done.receipt.hash"))
	require.Len(t, h.as("U3").get("/cases/"+free+"/trail").is(http.StatusOK).at("rows"), 2, "sent twice, done once")

	h.as("U2").post(h.visit(taken, "acceptance")+"/release", nil).is(http.StatusOK)
	require.Equal(t, append([]string{"done_before", "done"}, want[2:]...), window.keyed("batch-1").post("/batches", batch).is(http.StatusOK).results(),
		"what was refused can be done by the same batch once nothing is in its way")
	batch["reason"] = "另一理由"
	require.Equal(t, "key_reused", window.keyed("batch-1").post("/batches", batch).is(http.StatusOK).results()[0])
	require.Equal(t, "task_not_open", window.keyed("batch-2").post("/batches", batch).is(http.StatusOK).results()[0])
}

// TestWhatRestsOnTheSingleCaseIsNotDecidedTogether: demands and refusals are the case's own.
func TestWhatRestsOnTheSingleCaseIsNotDecidedTogether(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	id := h.as("A1").filed(sample(t, "S1"))
	window := h.as("U1")
	for decision, want := range map[string]string{"supplement": "batch_apart", "decline": "batch_apart", "accept": "possible", "nonsense": "decision_unknown"} {
		body := map[string]any{"decision": decision, "reason": "x", "tasks": []any{task(id, 1)}}
		require.Equal(t, []string{want}, window.post("/batches/check", body).is(http.StatusOK).results(), decision)
	}
	may := map[string]bool{}
	var inbox struct {
		Rows []struct {
			Actions []struct {
				Decision string
				Batch    bool
			}
		}
	}
	window.get("/tasks?actions=true").is(http.StatusOK).into(&inbox)
	for _, a := range inbox.Rows[0].Actions {
		if a.Decision != "" {
			may[a.Decision] = a.Batch
		}
	}
	require.Equal(t, map[string]bool{"accept": true, "supplement": false, "decline": false}, may)
	require.Equal(t, []string{"batch_apart"}, window.post("/batches", map[string]any{"decision": "decline", "reason": "不属于受理范围", "tasks": []any{task(id, 1)}}).is(http.StatusOK).results())
	require.Equal(t, "received", window.get("/cases/"+id).is(http.StatusOK).text("status"))
}

func TestABatchIsBounded(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	window := h.as("U1")
	many := make([]any, 501)
	for i := range many {
		many[i] = task(nonesuch, 1)
	}
	body := map[string]any{"decision": "accept", "tasks": many}
	window.post("/batches", body).problem(http.StatusUnprocessableEntity, "max_items")
	body["tasks"] = []any{}
	window.post("/batches", body).problem(http.StatusUnprocessableEntity, "min_items")
	body["tasks"] = many[:1]
	window.without("Idempotency-Key").post("/batches", body).problem(http.StatusPreconditionRequired, "idempotency_key_required")
}

func TestABatchThatIsSentByTwoAtOnceIsDoneOnce(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	body := map[string]any{"decision": "accept", "tasks": h.received(12)}
	window := h.as("U1").keyed("batch")
	answers := make([]*answer, 3)
	var all sync.WaitGroup
	for i := range answers {
		all.Go(func() { answers[i] = window.post("/batches", body) })
	}
	all.Wait()
	count := map[string]int{}
	for _, a := range answers {
		for _, r := range a.is(http.StatusOK).results() {
			count[r]++
		}
	}
	require.Equal(t, map[string]int{"done": 12, "done_before": 24}, count)
}

// received files so many cases, of two items in turn, and gives their first tasks.
func (h *house) received(n int) (tasks []any) {
	h.t.Helper()
	samples := []catalogue.Sample{sample(h.t, "S1"), sample(h.t, "P1")}
	for i := range n {
		s := samples[i%2]
		in := workflow.SubmitInput{Item: s.Item, Form: s.Form}
		for _, f := range s.Files {
			in.Files = append(in.Files, workflow.File{Material: f.Requirement, Name: f.Name, SHA256: fmt.Sprintf("%064d", i), Size: 10, MediaType: mediaTypes[filepath.Ext(f.Name)]})
		}
		r, err := h.engine.Submit(context.Background(), workflow.Actor{Person: "A1", Enterprise: s.Applicant}, in)
		require.NoError(h.t, err)
		tasks = append(tasks, task(string(r.Case), 1))
	}
	return tasks
}

var mediaTypes = map[string]string{".pdf": "application/pdf", ".png": "image/png", ".jpg": "image/jpeg"}

// BenchmarkBatch decides 500 tasks of two items at once, of which a colleague has claimed 20: in one batch, and one by one as
// the same client would. Each is on the disk before it is answered.
func BenchmarkBatch(b *testing.B) {
	const all, refused = 500, 20
	for _, way := range []struct {
		name string
		send func(c *client, tasks []any) (codes map[string]int)
	}{
		{"one batch", func(c *client, tasks []any) map[string]int {
			codes := map[string]int{}
			for _, r := range c.post("/batches", map[string]any{"decision": "accept", "reason": "材料齐全", "tasks": tasks}).is(http.StatusOK).results() {
				codes[r]++
			}
			return codes
		}},
		{"one by one", func(c *client, tasks []any) map[string]int {
			codes := map[string]int{}
			for _, t := range tasks {
				path := fmt.Sprintf("/cases/%s/tasks/1/decide", t.(map[string]any)["case"])
				switch a := c.post(path, map[string]any{"decision": "accept", "reason": "材料齐全"}); a.status {
				case http.StatusOK:
					codes["done"]++
				default:
					codes[a.text("code")]++
				}
			}
			return codes
		}},
	} {
		b.Run(way.name, func(b *testing.B) {
			for b.Loop() {
				b.StopTimer()
				h := durableHouse(b)
				tasks := h.received(all)
				for _, t := range tasks[:refused] {
					in := workflow.TaskInput{Case: workflow.CaseID(t.(map[string]any)["case"].(string)), Visit: 1}
					_, err := h.engine.Claim(context.Background(), workflow.Actor{Person: "U2"}, in)
					require.NoError(b, err)
				}
				window := h.as("U1")
				b.StartTimer()
				require.Equal(b, map[string]int{"done": all - refused, "claimed": refused}, way.send(window, tasks))
			}
		})
	}
}
