package workflow

import "shenpi/workflow/item"

// outsideSentences are what those outside the office are told of a panel.
var outsideSentences = map[string]item.Text{
	"votes_passed": {Zh: "合议通过。", En: "The panel passed it."},
	"votes_failed": {Zh: "合议未通过。", En: "The panel did not pass it."},
}

// Outside is what is told of a route to those who are not of the office: not how members voted, nor what officers asked each
// other, which the rest of a case keeps from them too.
func Outside(legs []Leg) []Leg {
	list, asked := []Leg{}, map[int]bool{} // visits at which an officer was asked
	for _, l := range legs {
		switch {
		case l.Why == "vote_taken_back":
			continue
		case l.Why == "asked_officer":
			asked[l.Visit] = true
			continue
		case (l.Why == "answered" || l.Why == "unanswered") && asked[l.Visit]:
			asked[l.Visit] = false
			continue
		}
		if plain, ok := outsideSentences[l.Why]; ok {
			l.Text = plain
		}
		l.By = ""
		list = append(list, l)
	}
	return list
}
