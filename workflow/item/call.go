package item

import (
	"encoding/json"
	"fmt"
)

// CallSpec is what a call node asks of another agency: a case of another item, filed for the same applicant, or a
// letter to an agency outside this office whose reply an officer records.
type CallSpec struct {
	Item         string            `json:"item,omitempty"`      // the item the called case is of; empty: an agency outside
	Authority    string            `json:"authority,omitempty"` // the agency whose officers work it; empty: that of its item
	External     bool              `json:"external,omitempty"`  // outside this office: by.role records the reply
	Form         map[string]string `json:"form,omitempty"`      // field of the called case's form -> CEL over this one's; nil: the whole form
	All          bool              `json:"all_materials,omitempty"`
	Materials    []Carried         `json:"materials,omitempty"`
	Forward      bool              `json:"forward,omitempty"` // it is over once the other agency has the case, not when that ends
	AnswerWithin Span              `json:"answer_within,omitzero"`
	OnSilence    CallSilence       `json:"on_silence,omitzero"`
	Outcomes     map[string]string `json:"outcomes"` // an end of the called case, an effect or a reply -> pass or fail
}

// Carried is something of this case that goes along: the files of a material, or a document once it is issued.
type Carried struct {
	Material string `json:"material,omitempty"`
	Document string `json:"document,omitempty"`
	As       string `json:"as"` // the material of the called case that it is put to
}

// CallSilence is what no answer means: an outcome, or the way back to a node before.
type CallSilence struct {
	Outcome string `json:"outcome,omitempty"`
	Reason  Text   `json:"reason,omitzero"`
	BackTo  string `json:"back_to,omitempty"`
}

// Outcome is what an end of the called case means to the node: the end by its name, else by its effect. What nothing is
// said of has failed.
func (c *CallSpec) Outcome(end string, effect Effect) string {
	for _, key := range []string{end, string(effect)} {
		if outcome, said := c.Outcomes[key]; said {
			return outcome
		}
	}
	return OutcomeFail
}

// Replies lists what an agency outside may reply, in a stable order.
func (c *CallSpec) Replies() []string { return sortedKeys(c.Outcomes) }

// CallForm makes the form of the case that a node calls from the form of the case that calls: as it is, or field by field;
// what this form does not have stays empty.
func (i *Item) CallForm(n *Node, form json.RawMessage, data any, c CaseData) (json.RawMessage, error) {
	if n.Call.Form == nil {
		return form, nil
	}
	out := map[string]any{}
	if err := fillIn(out, i.decls.calls[n], i.vars(data, c)); err != nil {
		return nil, fmt.Errorf("make the form of the case called by %s: %w", n.ID, err)
	}
	return json.Marshal(out)
}
