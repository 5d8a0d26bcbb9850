package architecture_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// makefileAfter is what stands in the Makefile after a text.
func makefileAfter(t *testing.T, text string) string {
	t.Helper()
	makefile, err := os.ReadFile("../../Makefile")
	require.NoError(t, err)
	_, rest, found := strings.Cut(string(makefile), text)
	require.True(t, found, text)
	return rest
}

// The packages that the Makefile tries without the race detector start nothing of their own and change nothing that others share: no
// go statement, no assignment to a variable of the package.
func TestPackagesTriedWithoutTheRaceDetectorCannotRace(t *testing.T) {
	t.Parallel()
	list, _, _ := strings.Cut(makefileAfter(t, "\nSERIAL = "), "\n")
	packages := strings.Fields(list)
	require.NotEmpty(t, packages)
	for _, p := range packages {
		files, err := filepath.Glob("../../" + strings.TrimPrefix(p, "shenpi/") + "/*.go")
		require.NoError(t, err)
		require.NotEmpty(t, files, p)
		shared, parsed, set := map[string]bool{}, []*ast.File{}, token.NewFileSet()
		for _, name := range files {
			if strings.HasSuffix(name, "_test.go") {
				continue
			}
			f, err := parser.ParseFile(set, name, nil, parser.SkipObjectResolution)
			require.NoError(t, err)
			parsed = append(parsed, f)
			for _, d := range f.Decls {
				if g, ok := d.(*ast.GenDecl); ok && g.Tok == token.VAR {
					for _, s := range g.Specs {
						for _, n := range s.(*ast.ValueSpec).Names {
							shared[n.Name] = true
						}
					}
				}
			}
		}
		for _, f := range parsed {
			ast.Inspect(f, func(n ast.Node) bool {
				switch n := n.(type) {
				case *ast.GoStmt:
					t.Errorf("%s: a goroutine in a package that is tried without the race detector", set.Position(n.Pos()))
				case *ast.AssignStmt:
					for _, to := range n.Lhs {
						if n.Tok != token.DEFINE && shared[root(to)] {
							t.Errorf("%s: %s belongs to the package and is changed", set.Position(n.Pos()), root(to))
						}
					}
				}
				return true
			})
		}
	}
}

// Every test that the Makefile leaves out under the race detector is in a package that it runs whole without.
func TestTestsLeftOutUnderTheRaceDetectorAreRunWithoutIt(t *testing.T) {
	t.Parallel()
	names, _, _ := strings.Cut(makefileAfter(t, "\nUNRACED = '"), "'")
	recipe, _, _ := strings.Cut(makefileAfter(t, "\ntest-unraced:"), "\n\n")
	left := regexp.MustCompile(`(?m)^func (Test\w*(?:` + names + `)\w*)\(`)
	seen := 0
	require.NoError(t, filepath.WalkDir("../..", func(file string, d os.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && (d.Name() == "node_modules" || d.Name() == ".git"):
			return filepath.SkipDir
		case !strings.HasSuffix(file, "_test.go"):
			return nil
		}
		source, err := os.ReadFile(file)
		if err != nil {
			return err
		}
		for _, name := range left.FindAllSubmatch(source, -1) {
			seen++
			at := strings.TrimPrefix(filepath.ToSlash(filepath.Dir(file)), "../../")
			require.Contains(t, strings.Fields(recipe), "./"+at, "%s", name[1])
		}
		return nil
	}))
	require.GreaterOrEqual(t, seen, len(strings.Split(names, "|")), "each of them is a test")
}

// root is the variable that a place which is assigned to is part of.
func root(e ast.Expr) string {
	for {
		switch at := e.(type) {
		case *ast.Ident:
			return at.Name
		case *ast.IndexExpr:
			e = at.X
		case *ast.SelectorExpr:
			e = at.X
		case *ast.StarExpr:
			e = at.X
		default:
			return ""
		}
	}
}
