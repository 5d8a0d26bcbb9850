package catalogue

import (
	"bytes"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"

	"shenpi/workflow/item"
)

// DemoOffice reads the shipped office.
func DemoOffice() (Office, error) {
	raw, err := files.ReadFile("office.yaml")
	if err != nil {
		return Office{}, fmt.Errorf("read office: %w", err)
	}
	return ParseOffice("office.yaml", raw, nil)
}

// ParseOffice reads an office in the shape of office.yaml. Unknown and doubled keys are errors, and so are ids used twice,
// references to nothing, and roles that are none of those given; nil takes any. Its error is item.Findings, each with its
// place in the file.
func ParseOffice(name string, raw []byte, roles []string) (Office, error) {
	var o Office
	file, err := parser.ParseBytes(raw, 0)
	if err == nil {
		err = yaml.NewDecoder(bytes.NewReader(raw), yaml.Strict()).Decode(&o)
	}
	if err != nil {
		return Office{}, item.Findings{item.Unreadable(name, raw, err)}
	}
	c := officeCheck{name: name, file: file, roles: roles, units: map[string]bool{}, accounts: map[string]bool{}, holders: map[string]bool{}}
	c.office(o)
	if len(c.found) > 0 {
		return Office{}, c.found
	}
	return o, nil
}

// officeCheck looks for what the shape of an office does not say.
type officeCheck struct {
	name  string
	file  *ast.File
	roles []string
	found item.Findings

	units, accounts, holders map[string]bool
}

// officeSentences are what can be wrong with an office.
var officeSentences = map[string]item.Text{
	"office_id_taken":       {Zh: "“%s”已经用过", En: "%q is used already"},
	"office_id_missing":     {Zh: "缺少%s", En: "%s is missing"},
	"office_unit_unknown":   {Zh: "没有名为“%s”的机构", En: "there is no unit %q"},
	"office_parent_unknown": {Zh: "上级机构“%s”不在其前", En: "the parent %q does not stand before it"},
	"office_role_unknown":   {Zh: "没有名为“%s”的角色", En: "there is no role %q"},
	"office_holder_unknown": {Zh: "没有统一社会信用代码为“%s”的企业", En: "there is no enterprise with the credit code %q"},
}

// add reports something about a name that stands at a path of the file, and the nearest one that would do.
func (c *officeCheck) add(code, name string, known []string, path string, args ...any) {
	s := officeSentences[code]
	f := item.Finding{Code: code, Zh: fmt.Sprintf(s.Zh, name), En: fmt.Sprintf(s.En, name), Pos: c.at(fmt.Sprintf(path, args...))}
	meant := item.Meant(name, known)
	f.Zh, f.En = f.Zh+meant.Zh, f.En+meant.En
	c.found = append(c.found, f)
}

// at is where something stands in the file; what is not there stands where that does which should have it.
func (c *officeCheck) at(path string) item.Position {
	for {
		if p, err := yaml.PathString(path); err == nil {
			if n, err := p.FilterFile(c.file); err == nil && n != nil && n.GetToken() != nil {
				at := n.GetToken().Position
				return item.Position{File: c.name, Line: at.Line, Column: at.Column}
			}
		}
		cut := strings.LastIndexAny(path, ".[")
		if cut <= 0 {
			return item.Position{File: c.name, Line: 1, Column: 1}
		}
		path = path[:cut]
	}
}

// taken enters an id and reports one that was there before.
func (c *officeCheck) taken(in map[string]bool, id, what, path string, args ...any) {
	switch {
	case id == "":
		c.add("office_id_missing", what, nil, path, args...)
	case in[id]:
		c.add("office_id_taken", id, nil, path, args...)
	}
	in[id] = true
}

func (c *officeCheck) office(o Office) {
	for i, u := range o.Units {
		if u.Parent != "" && !c.units[u.Parent] {
			c.add("office_parent_unknown", u.Parent, known(c.units), "$.units[%d].parent", i)
		}
		c.taken(c.units, u.ID, "id", "$.units[%d].id", i)
	}
	for i, p := range o.People {
		c.taken(c.accounts, p.ID, "id", "$.people[%d].id", i)
		c.unit(p.Unit, "$.people[%d].unit", i)
		for k, a := range p.Appointments {
			c.unit(a.Unit, "$.people[%d].appointments[%d].unit", i, k)
			c.role(a.Role, "$.people[%d].appointments[%d].role", i, k)
		}
	}
	for i, e := range o.Enterprises {
		c.taken(c.accounts, e.Account, "account", "$.enterprises[%d].account", i)
		c.taken(c.holders, e.CreditCode, "credit_code", "$.enterprises[%d].credit_code", i)
	}
	numbers := map[string]bool{}
	for i, x := range o.Certificates {
		c.taken(numbers, x.Number, "number", "$.certificates[%d].number", i)
		if !c.holders[x.Holder] {
			c.add("office_holder_unknown", x.Holder, known(c.holders), "$.certificates[%d].holder", i)
		}
	}
}

func (c *officeCheck) unit(id, path string, args ...any) {
	switch {
	case id == "":
		c.add("office_id_missing", "unit", nil, path, args...)
	case !c.units[id]:
		c.add("office_unit_unknown", id, known(c.units), path, args...)
	}
}

func (c *officeCheck) role(name, path string, args ...any) {
	switch {
	case name == "":
		c.add("office_id_missing", "role", nil, path, args...)
	case c.roles != nil && !slices.Contains(c.roles, name):
		c.add("office_role_unknown", name, c.roles, path, args...)
	}
}

func known(ids map[string]bool) []string { return slices.Sorted(maps.Keys(ids)) }
