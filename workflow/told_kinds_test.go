package workflow_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"shenpi/workflow"
)

// kinds finds in the source of the whole house what kinds of entries it can write: whatever is handed, however far, to a
// parameter called kind of a function that records, and every Kind of an AdminInput or a header of the trail.
type kinds struct {
	t     *testing.T
	funcs map[string][]*ast.FuncDecl // of one room, by name
	found map[string]token.Position
	set   *token.FileSet
	doing map[string]bool
}

// rooms are the packages that write entries.
var rooms = []string{"../workflow", "../handlers", "../cmd/shenpi"}

func writtenKinds(t *testing.T) map[string]token.Position {
	t.Helper()
	k := &kinds{t: t, found: map[string]token.Position{}, set: token.NewFileSet()}
	for _, room := range rooms {
		k.funcs, k.doing = map[string][]*ast.FuncDecl{}, map[string]bool{}
		files, err := filepath.Glob(room + "/*.go")
		require.NoError(t, err)
		for _, path := range files {
			if strings.HasSuffix(path, "_test.go") || strings.HasPrefix(filepath.Base(path), "bench_") {
				continue
			}
			f, err := parser.ParseFile(k.set, path, nil, parser.SkipObjectResolution)
			require.NoError(t, err)
			for _, d := range f.Decls {
				if fn, ok := d.(*ast.FuncDecl); ok && fn.Body != nil {
					k.funcs[fn.Name.Name] = append(k.funcs[fn.Name.Name], fn)
				}
			}
		}
		for _, list := range k.funcs {
			for _, fn := range list {
				ast.Inspect(fn, func(n ast.Node) bool { k.node(fn, n); return true })
			}
		}
	}
	return k.found
}

func (k *kinds) node(in *ast.FuncDecl, n ast.Node) {
	switch n := n.(type) {
	case *ast.CallExpr:
		if name := nameOf(n.Fun); name == "record" && len(n.Args) == 5 {
			k.value(in, n.Args[0])
		}
	case *ast.CompositeLit:
		if name := nameOf(n.Type); name != "AdminInput" && name != "Header" {
			return
		}
		for _, e := range n.Elts {
			if kv, ok := e.(*ast.KeyValueExpr); ok && nameOf(kv.Key) == "Kind" {
				k.value(in, kv.Value)
			}
		}
	case *ast.AssignStmt:
		for i, l := range n.Lhs {
			if s, ok := l.(*ast.SelectorExpr); ok && s.Sel.Name == "Kind" && nameOf(s.X) == "in" && len(n.Rhs) == len(n.Lhs) {
				k.value(in, n.Rhs[i])
			}
		}
	}
}

func nameOf(e ast.Expr) string {
	switch e := e.(type) {
	case *ast.Ident:
		return e.Name
	case *ast.SelectorExpr:
		return e.Sel.Name
	}
	return ""
}

// value follows an expression to the texts it can be.
func (k *kinds) value(in *ast.FuncDecl, e ast.Expr) {
	switch e := e.(type) {
	case *ast.BasicLit:
		text, err := strconv.Unquote(e.Value)
		require.NoError(k.t, err)
		k.found[text] = k.set.Position(e.Pos())
	case *ast.CallExpr: // what a function gives
		for _, fn := range k.funcs[nameOf(e.Fun)] {
			ast.Inspect(fn, func(n ast.Node) bool {
				if r, ok := n.(*ast.ReturnStmt); ok {
					k.value(fn, r.Results[0])
				}
				return true
			})
		}
	case *ast.SelectorExpr:
		if e.Sel.Name != "Kind" { // in.Kind is what was found where it was set
			k.found[constant[e.Sel.Name]] = k.set.Position(e.Pos())
		}
	case *ast.Ident:
		if text, ok := constant[e.Name]; ok {
			k.found[text] = k.set.Position(e.Pos())
			return
		}
		k.variable(in, e.Name)
	default:
		require.Failf(k.t, "cannot tell what kind is written", "%s", k.set.Position(e.Pos()))
	}
}

// constant are the names that stand for a kind.
var constant = map[string]string{
	"KindErased": "erased", "KindKeyRotated": "key_rotated", "ProposalRejected": workflow.ProposalRejected, "ProposalWithdrawn": workflow.ProposalWithdrawn,
}

// variable follows a local one to what is assigned, and a parameter to every call.
func (k *kinds) variable(in *ast.FuncDecl, name string) {
	at := k.set.Position(in.Pos()).String() + " " + name
	if k.doing[at] {
		return
	}
	k.doing[at] = true
	ast.Inspect(in, func(n ast.Node) bool {
		if a, ok := n.(*ast.AssignStmt); ok {
			for i, l := range a.Lhs {
				if nameOf(l) == name && len(a.Lhs) == len(a.Rhs) {
					k.value(in, a.Rhs[i])
				}
			}
		}
		return true
	})
	place, takes := -1, 0
	for _, p := range in.Type.Params.List {
		for _, id := range p.Names {
			if id.Name == name {
				place = takes
			}
			takes++
		}
	}
	if place < 0 {
		return
	}
	for _, list := range k.funcs {
		for _, fn := range list {
			ast.Inspect(fn, func(n ast.Node) bool {
				if c, ok := n.(*ast.CallExpr); ok && nameOf(c.Fun) == in.Name.Name && len(c.Args) == takes {
					k.value(fn, c.Args[place])
				}
				return true
			})
		}
	}
}

// Whatever is written has a title, and no title is for what is never written.
func TestEveryEntryHasATitle(t *testing.T) {
	t.Parallel()
	titled := map[string]bool{}
	for _, k := range workflow.EntryKinds() {
		_, kind, _ := strings.Cut(k, "/")
		titled[kind] = true
		require.NotEmpty(t, workflow.EntryTitle(k).Zh, k)
		require.NotEmpty(t, workflow.EntryTitle(k).En, k)
	}
	written := writtenKinds(t)
	for kind, at := range written {
		require.True(t, titled[kind], "%s: an entry %q has no title", at, kind)
	}
	for kind := range titled {
		require.Contains(t, written, kind, "nothing writes such an entry")
	}
	require.Greater(t, len(written), 60, "the source was not read: %v", slices.Sorted(maps.Keys(written)))
}
