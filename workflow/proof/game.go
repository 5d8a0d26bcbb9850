package proof

// won says of every state whether the officers can bring the case to an end from there, whatever the data are and
// however the votes go. A move of theirs counts when every outcome of it is won. Waiting counts when something comes for
// certain and everything that does is won. What the applicant, the public, another agency and the law itself may do is
// nothing to rely on; where it leads is a state of its own, which has to be won too.
func (x *explorer) won() []bool {
	won := make([]bool, len(x.keys))
	into := make([][]int32, len(x.keys)) // the edges that lead to a state
	open := make([]int32, len(x.edges))  // outcomes of an edge not won yet
	await := make([]int32, len(x.keys))  // certain edges of a state not won yet
	for k, e := range x.edges {
		if !e.helps && !e.certain {
			continue
		}
		open[k] = e.end - e.first
		if e.certain {
			await[e.from]++
		}
		for _, to := range x.outs[e.first:e.end] {
			into[to] = append(into[to], int32(k))
		}
	}
	var queue []int32
	win := func(s int32) {
		if !won[s] {
			won[s] = true
			queue = append(queue, s)
		}
	}
	for s := range x.keys {
		if x.ended[s] {
			win(int32(s))
		}
	}
	for len(queue) > 0 {
		s := queue[0]
		queue = queue[1:]
		for _, k := range into[s] {
			if open[k]--; open[k] > 0 {
				continue
			}
			e := x.edges[k]
			if e.certain {
				await[e.from]--
			}
			if e.helps || await[e.from] == 0 {
				win(e.from)
			}
		}
	}
	return won
}
