package handlers

import (
	"net/http"

	"shenpi/workflow"
)

// BatchTask is one task of a batch.
type BatchTask struct {
	Case      string `json:"case" maxLength:"64"`
	Visit     int    `json:"visit" minimum:"1" maximum:"100000"`
	InPlaceOf string `json:"in_place_of,omitempty" maxLength:"64" doc:"The officer one stands in for; left out: oneself, else whoever has it and is away"`
}

type batchInput struct {
	Body struct {
		Decision string      `json:"decision" maxLength:"64"`
		Reason   string      `json:"reason,omitempty" maxLength:"4000"`
		Tasks    []BatchTask `json:"tasks" minItems:"1" maxItems:"500" doc:"So many that a request stays well within the time it may take"`
	}
}

// BatchRow is what became of one task of a batch, or would.
type BatchRow struct {
	BatchTask
	Result  string   `json:"result" enum:"done,done_before,possible,refused" doc:"done_before: by the same batch, sent again; possible: where it was only checked"`
	Done    *Done    `json:"done,omitempty"`
	Problem *Problem `json:"problem,omitempty" doc:"Why it was refused, or would be"`
}

// Batch is what became of a batch.
type Batch struct {
	Batch string     `json:"batch,omitempty" doc:"What its entries on the trail have in common; absent where it was only checked"`
	Rows  []BatchRow `json:"rows" doc:"In the order of the tasks"`
}

type batchOutput struct{ Body Batch }

func (s *Server) batchRoutes() {
	const path = prefix + "/batches"
	guards := []guard{s.mayList("task", "act")}
	declare(s, endpoint{id: "decide-batch", method: http.MethodPost, path: path, tag: "task", keyed: true, guards: guards,
		summary: "Take one decision on many tasks, each judged and recorded by itself; the key names the batch, which may be sent again and in parts"}, s.decideBatch)
	declare(s, endpoint{id: "check-batch", method: http.MethodPost, path: path + "/check", tag: "task", guards: guards,
		summary: "Which tasks a decision could be taken on now, and why not the others"}, s.checkBatch)
}

func (s *Server) decideBatch(c *call, in *batchInput) (*batchOutput, error) {
	key, err := c.keyOf(map[string]string{"decision": in.Body.Decision, "reason": in.Body.Reason})
	if err != nil {
		return nil, err
	}
	work, rows := s.batch(c, in)
	work.Key = key
	var seen []int // places of the tasks that the caller may know of
	tasks := work.Tasks
	work.Tasks = nil
	for i := range rows {
		if rows[i].Problem == nil {
			seen, work.Tasks = append(seen, i), append(work.Tasks, tasks[i])
		}
	}
	for k, r := range s.Engine.DecideBatch(c, c.actor(), work) {
		row := &rows[seen[k]]
		if r.Err != nil {
			s.refuseRow(c, row, r.Err)
			continue
		}
		done, err := s.done(r.Receipt)
		if err != nil {
			return nil, err
		}
		row.Result, row.Done = "done", &done
		if r.Receipt.Replayed {
			row.Result = "done_before"
		}
	}
	return &batchOutput{Batch{Batch: work.ID(), Rows: rows}}, nil
}

func (s *Server) checkBatch(c *call, in *batchInput) (*batchOutput, error) {
	work, rows := s.batch(c, in)
	for i := range rows {
		if rows[i].Problem != nil {
			continue
		}
		if err := s.Engine.CheckBatch(c, c.actor(), work, work.Tasks[i]); err != nil {
			s.refuseRow(c, &rows[i], err)
		}
	}
	return &batchOutput{Batch{Rows: rows}}, nil
}

// batch reads what was sent. Of each case it asks what the route of a single decision asks: whether one may know of it, and
// work on it.
func (s *Server) batch(c *call, in *batchInput) (workflow.BatchInput, []BatchRow) {
	work := workflow.BatchInput{Decision: in.Body.Decision, Reason: in.Body.Reason}
	rows := make([]BatchRow, len(in.Body.Tasks))
	for i, t := range in.Body.Tasks {
		rows[i] = BatchRow{BatchTask: t, Result: "possible"}
		work.Tasks = append(work.Tasks, workflow.BatchTask{Case: workflow.CaseID(t.Case), Visit: t.Visit, InPlaceOf: t.InPlaceOf})
		one := *c
		err := s.see(&one, workflow.CaseID(t.Case))
		if err == nil {
			err = s.onCase("task", "act")(&one)
		}
		if err != nil {
			s.refuseRow(c, &rows[i], err)
		}
	}
	return work, rows
}

func (s *Server) refuseRow(c *call, row *BatchRow, err error) {
	row.Result, row.Problem = "refused", s.report(c, err)
}
