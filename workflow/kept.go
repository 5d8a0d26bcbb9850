package workflow

import (
	"encoding/json"
	"fmt"
	"time"
)

// Kept is something a person keeps for themselves under a name of their own.
type Kept struct {
	Person    string
	Kind      string // KeptOpinion, or KeptView of a list
	Name      string
	Content   string
	UpdatedAt time.Time
}

// KeptOpinion is the kind of words that people use again in opinions.
const KeptOpinion = "opinion"

// KeptView is the kind of views of a list.
func KeptView(list string) string { return "view/" + list }

// OpinionWords is the content of words for opinions: what they say, and of which decision the opinion begins with them.
type OpinionWords struct {
	Text     string `json:"text"`
	Item     string `json:"item,omitempty"`
	Node     string `json:"node,omitempty"`
	Decision string `json:"decision,omitempty"`
}

// Displaced is what has to change of all that a person keeps of a kind, once one more is kept: the opinion of a decision begins with one
// template only, the last that was said to be it.
func Displaced(kept []Kept, now Kept) ([]Kept, error) {
	if now.Kind != KeptOpinion {
		return nil, nil
	}
	begins, err := now.words()
	if err != nil || begins.Decision == "" {
		return nil, err
	}
	var changed []Kept
	for _, k := range kept {
		w, err := k.words()
		if err != nil {
			return nil, err
		}
		if k.Name == now.Name || w.Item != begins.Item || w.Node != begins.Node || w.Decision != begins.Decision {
			continue
		}
		content, err := json.Marshal(OpinionWords{Text: w.Text})
		if err != nil {
			return nil, fmt.Errorf("write a template: %w", err)
		}
		k.Content = string(content)
		changed = append(changed, k)
	}
	return changed, nil
}

func (k *Kept) words() (w OpinionWords, err error) {
	if err := json.Unmarshal([]byte(k.Content), &w); err != nil {
		return w, fmt.Errorf("read a template: %w", err)
	}
	return w, nil
}

// Sent says whose opinion on a visit of the case was given.
type Sent struct {
	Visit  int
	Person string
}

// OpinionDraft is an opinion that somebody has begun to write on a task. Nobody else sees it.
type OpinionDraft struct {
	Case      CaseID
	Visit     int
	Person    string
	Opinion   string
	UpdatedAt time.Time
}
