package handlers

import (
	"shenpi/workflow"
	"shenpi/workflow/item"
)

// Leg is one stretch of the route of a case: where it went, and why.
type Leg struct {
	Visit   int       `json:"visit,omitempty" doc:"Absent of the case as a whole"`
	Node    string    `json:"node"`
	Title   item.Text `json:"title" doc:"of the node or the end"`
	What    string    `json:"what" enum:"opened,chosen,concluded,closed,voided,reopened,unvoted,asked,answered,objected,ended"`
	Why     string    `json:"why" doc:"Code of the sentence"`
	Zh      string    `json:"zh"`
	En      string    `json:"en"`
	Reads   []Reading `json:"reads" doc:"What the guards of a choice read then; told to those who may read the application"`
	From    string    `json:"from,omitempty" doc:"opened and ended: the node the flow came from; absent at the start, and of an act on the case as a whole"`
	Way     string    `json:"way,omitempty" doc:"opened and ended: start, on, next, back_to, end, branch, case, law or act; absent in entries from before it was recorded"`
	By      *Somebody `json:"by,omitempty" doc:"Whose act it was; told to insiders"`
	At      Instant   `json:"at"`
	Entries []int64   `json:"entries" doc:"The entries of the case that say so"`
}

// Reading is a named value that a guard read.
type Reading struct {
	Name  string    `json:"name"`
	Title item.Text `json:"title"`
	Value string    `json:"value,omitempty" doc:"As JSON; absent when it was not filled in"`
	Count *int      `json:"count,omitempty" doc:"Instead of the value, of a list or an object: how much is in it"`
}

type routeOutput struct {
	Body struct {
		Rows []Leg `json:"rows"`
	}
}

// caseRoute tells why the case went where it went. Payloads, which hold the form, are read for those alone who may read it.
func (s *Server) caseRoute(c *call, _ *CaseInput) (*routeOutput, error) {
	st := &c.kase.State
	it, err := s.Engine.Items.Item(st.Item, st.Version)
	if err != nil {
		return nil, doing("read the definition of a case", err)
	}
	form := s.mine(c, "application", "read")
	var records []workflow.Recorded
	err = s.eachEntry(c, st.Head.Stream, func(r workflow.EntryRow) error {
		rec := workflow.Recorded{Entry: r.Entry}
		if form {
			rec.Payload = r.Payload
		}
		records = append(records, rec)
		return nil
	})
	if err != nil {
		return nil, err
	}
	legs, err := workflow.Route(it, records)
	if err != nil {
		return nil, doing("follow a case", err)
	}
	if !c.who.insider() {
		legs = workflow.Outside(legs)
	}
	n, out := s.names(c), &routeOutput{}
	out.Body.Rows = rowsOf(legs, func(l workflow.Leg) Leg {
		leg := Leg{Visit: l.Visit, Node: l.Node, Title: l.Title, What: string(l.What), Why: l.Why, From: l.From, Way: l.Way, Zh: l.Text.Zh, En: l.Text.En,
			At: Instant{l.At}, Entries: l.Entries, Reads: rowsOf(l.Reads, readingOf)}
		leg.By = n.somebody(l.By)
		return leg
	})
	return out, nil
}

func readingOf(r item.Reading) Reading { return Reading{r.Name, r.Title, string(r.Value), r.Count} }
