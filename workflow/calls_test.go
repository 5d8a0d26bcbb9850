package workflow_test

import (
	"context"
	"encoding/json"
	"os"
	"strings"

	"github.com/stretchr/testify/require"

	"shenpi/workflow"
	"shenpi/workflow/item"
)

// callee compiles the item of another agency: the common head under another name, what is added to it, and its flow.
func callee(t tester, key, added, flow string) *item.Item {
	t.Helper()
	head, err := os.ReadFile("testdata/head.yaml")
	require.NoError(t, err)
	source := strings.NewReplacer("item: small", "item: "+key, "authority: bureau", "authority: "+key+"-agency",
		"withdrawn: closes}", "withdrawn: closes, forwarded: closes}").Replace(string(head))
	it, err := item.Read(os.DirFS("testdata"), key+".yaml", []byte(source+added+"flow:\n"+flow))
	require.NoError(t, err)
	return it
}

// knows puts the items of other agencies on the office's shelf.
func (o *office) knows(items ...*item.Item) *office {
	shelf, ok := o.engine.Items.(shelf)
	require.True(o, ok)
	for _, it := range items {
		shelf[it.Item] = it
	}
	return o
}

// carry does what the loop does until there is nothing left to carry.
func (o *office) carry() {
	o.Helper()
	for range 20 {
		list, err := o.store.Calls(context.Background(), 100)
		require.NoError(o, err)
		if len(list) == 0 {
			return
		}
		for _, k := range list {
			require.NoError(o, o.engine.Carry(context.Background(), k))
		}
	}
	require.Fail(o, "the calls never come to rest")
}

// called is the case that a node called, whose officers act next.
func (m *matter) called(node string) *matter {
	m.Helper()
	for _, k := range m.state().Calls {
		if k.Visit == m.visit(node) {
			return &matter{office: m.office, id: k.Child}
		}
	}
	require.Failf(m, "no call", "%s called nobody", node)
	return nil
}

func (m *matter) reply(node, reply string, file workflow.File) {
	m.Helper()
	m.did(m.engine.Reply(context.Background(), m.actor(), workflow.ReplyInput{
		Case: m.id, Visit: m.visit(node), Reply: reply, Number: "部许〔2026〕1号", Reason: "同意", File: file}))
}

// times counts the entries of a kind.
func (m *matter) times(kind string) (n int) {
	for _, k := range m.kinds() {
		if k == kind {
			n++
		}
	}
	return n
}

// filedWith files a case with files.
func (o *office) filedWith(form string, files ...workflow.File) *matter {
	o.Helper()
	r, err := o.engine.Submit(context.Background(), workflow.Actor{Person: "A1", Enterprise: applicant},
		workflow.SubmitInput{Item: o.item.Item, Form: json.RawMessage(form), Files: files})
	require.NoError(o, err)
	return &matter{office: o, id: r.Case}
}
