package proof

import (
	"fmt"
	"strings"

	"shenpi/workflow/flow"
	"shenpi/workflow/item"
)

// moveWords say a move: {0} is the node, {1} the decision.
var moveWords = map[string]item.Text{
	kindStart:     {Zh: "申请提交，流程开始", En: "the application is filed and the flow begins"},
	kindDecide:    {Zh: "{0}：作出“{1}”", En: "{0}: \"{1}\" is decided"},
	kindAnswer:    {Zh: "{0}：“{1}”得到答复", En: "{0}: \"{1}\" is answered"},
	kindSilence:   {Zh: "{0}：“{1}”逾期没有答复", En: "{0}: \"{1}\" is not answered in time"},
	kindElapse:    {Zh: "{0}：期满", En: "{0}: the time is over"},
	kindObject:    {Zh: "{0}：有人提出异议", En: "{0}: somebody objects"},
	kindCallBack:  {Zh: "{0}：对方机关答复", En: "{0}: the other agency answers"},
	kindNoAnswer:  {Zh: "{0}：对方机关逾期没有答复", En: "{0}: the other agency does not answer in time"},
	kindIssue:     {Zh: "{0}：办理完毕", En: "{0}: done"},
	kindDeem:      {Zh: "{0}：时限届满，依法视为作出“{1}”", En: "{0}: the clock runs out, and the law deems \"{1}\" decided"},
	kindWithdraw:  {Zh: "申请人撤回申请", En: "the applicant withdraws"},
	kindTerminate: {Zh: "机关终止办理", En: "the office terminates the case"},
	kindAdd:       {Zh: "{0}：增加成员", En: "{0}: seats are added"},
	kindRemove:    {Zh: "{0}：减去增加的成员", En: "{0}: an added seat is removed"},
	kindPrepare:   {Zh: "{0}：有人参与办理", En: "{0}: somebody takes part"},
	"vote":        {Zh: "{0}：一名成员表决“{1}”", En: "{0}: a member votes \"{1}\""},
	"pick":        {Zh: "（申请内容使{0}走第{1}种情形）", En: " (the data take case {1} of {0})"},
}

// abstained is the title of the vote that every panel has.
var abstained = item.Text{Zh: "弃权", En: "Abstain"}

// title is the title of a node; English falls back to its id.
func (x *explorer) title(node string) item.Text {
	at := x.it.Place(node)
	if at == nil || at.Title.Zh == "" {
		return item.Text{Zh: node, En: node}
	}
	if at.Title.En == "" {
		return item.Text{Zh: at.Title.Zh, En: node}
	}
	return at.Title
}

// decisionTitle is the title of a decision of a node.
func (x *explorer) decisionTitle(node, decision string) item.Text {
	if at := x.it.Place(node); at != nil {
		if d := at.Decision(decision); d != nil && d.Title.Zh != "" {
			if d.Title.En == "" {
				return item.Text{Zh: d.Title.Zh, En: d.ID}
			}
			return d.Title
		}
	}
	if decision == flow.Abstain {
		return abstained
	}
	return item.Text{Zh: decision, En: decision}
}

// say puts a move into words.
func (x *explorer) say(m *move, picks []pick) PathStep {
	words := moveWords[m.kind]
	if m.by == Member {
		words = moveWords["vote"]
	}
	args := []any{x.title(m.node), x.decisionTitle(m.node, m.decision)}
	s := PathStep{By: m.by, Node: m.node, Decision: m.decision, Zh: fill(words.Zh, args, false), En: fill(words.En, args, true)}
	for _, p := range picks {
		args := []any{x.title(p.node), p.took + 1}
		s.Zh += fill(moveWords["pick"].Zh, args, false)
		s.En += fill(moveWords["pick"].En, args, true)
	}
	return s
}

// path is the shortest way to a state, move by move: each is found again by making every move of the state before.
func (x *explorer) path(to int32) []PathStep {
	var way []int32
	for s := to; s >= 0; s = x.from[s] {
		way = append(way, s)
	}
	steps := make([]PathStep, 0, len(way))
	for k := len(way) - 1; k >= 0; k-- {
		steps = append(steps, x.step(x.from[way[k]], way[k]))
	}
	return steps
}

// step finds the move that leads from one state to another.
func (x *explorer) step(from, to int32) PathStep {
	key := [2]int32{from, to}
	s, known := x.steps[key]
	if !known {
		s = x.findStep(from, to)
		x.steps[key] = s
	}
	return s
}

func (x *explorer) findStep(from, to int32) PathStep {
	s, list := state{}, []move{}
	if from < 0 {
		list = append(list, x.begin())
	} else {
		s = x.decode(x.keys[from])
		list = x.moves(&s)
	}
	for k := range list {
		for _, out := range list[k].outcomes {
			if out.refused == "" && out.key == x.keys[to] {
				return x.say(&list[k], out.picks)
			}
		}
	}
	return PathStep{Zh: "？", En: "?"}
}

// pathThen is a path with one more move.
func (x *explorer) pathThen(to int32, m *move, picks []pick) []PathStep {
	if to < 0 {
		return []PathStep{x.say(m, picks)}
	}
	return append(x.path(to), x.say(m, picks))
}

// titles joins titles of nodes.
func (x *explorer) titles(nodes []string) item.Text {
	zh, en := make([]string, len(nodes)), make([]string, len(nodes))
	for k, n := range nodes {
		t := x.title(n)
		zh[k], en[k] = t.Zh, t.En
	}
	return item.Text{Zh: strings.Join(zh, "、"), En: strings.Join(en, ", ")}
}

// Workdays says a number of working days.
func Workdays(n int) item.Text {
	if n == 1 {
		return item.Text{Zh: "1个工作日", En: "1 working day"}
	}
	return item.Text{Zh: fmt.Sprintf("%d个工作日", n), En: fmt.Sprintf("%d working days", n)}
}

// Times says how often.
func Times(n int) item.Text {
	t := item.Text{Zh: fmt.Sprintf("%d次", n), En: fmt.Sprintf("%d times", n)}
	switch n {
	case 1:
		t.En = "once"
	case 2:
		t.En = "twice"
	}
	return t
}

// Room says how often the law has room for a way back.
func Room(n int) item.Text {
	if n == 0 {
		return item.Text{Zh: "容不下", En: "none"}
	}
	return item.Text{Zh: fmt.Sprintf("容得下%d次", n), En: fmt.Sprint(n)}
}

// Bound says how often a way back may be gone: 0 is any number of times.
func Bound(n int) item.Text {
	if n == 0 {
		return item.Text{Zh: "次数不限", En: "any number of times"}
	}
	return item.Text{Zh: "最多" + Times(n).Zh, En: "at most " + Times(n).En}
}

// role is the title of a role, else its id.
func (c *checker) role(id string) item.Text {
	if t, known := c.opt.Roles[id]; known {
		return t
	}
	return item.Text{Zh: id, En: id}
}
