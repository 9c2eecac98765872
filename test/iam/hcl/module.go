package main

import (
	"encoding/json"
	"fmt"
	"path/filepath"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"
	ctyjson "github.com/zclconf/go-cty/cty/json"
)

// A module and where its variables come from. Everything is worked out when something refers to it, as Terraform does: one
// output of a module may be needed to make what another one is told.
type module struct {
	source  *source
	sources *sources
	known   map[string]cty.Value
	// The value that the caller gives to a variable; cty.NilVal when it gives none.
	given  func(name string) (cty.Value, error)
	values map[string]*result // by address
	called map[string]*module
}

type result struct {
	value cty.Value
	err   error
}

func newModule(source *source, caller module) *module {
	caller.source = source
	caller.values = map[string]*result{}
	caller.called = map[string]*module{}
	return &caller
}

func (m *module) answer() (answer, error) {
	refused, err := m.refused()
	if err != nil || len(refused) > 0 {
		return answer{Refused: refused}, err
	}
	found := answer{Resources: map[string]json.RawMessage{}, Outputs: map[string]json.RawMessage{}}
	for address, block := range m.source.blocks {
		if block.Type == "variable" || block.Type == "module" {
			continue
		}
		value, err := m.value(address)
		if err != nil {
			return answer{}, err
		}
		text, err := ctyjson.SimpleJSONValue{Value: value}.MarshalJSON()
		if err != nil {
			return answer{}, fmt.Errorf("%s: %w", address, err)
		}
		if name, ok := strings.CutPrefix(address, "output."); ok {
			found.Outputs[name] = text
		} else {
			found.Resources[address] = text
		}
	}
	return found, nil
}

func (m *module) value(address string) (cty.Value, error) {
	if found, ok := m.values[address]; ok {
		return found.value, found.err
	}
	m.values[address] = &result{err: fmt.Errorf("%s refers to itself", address)}
	value, err := m.workOut(address)
	m.values[address] = &result{value, err}
	return value, err
}

func (m *module) workOut(address string) (cty.Value, error) {
	if expression, ok := m.source.locals[address]; ok {
		return m.evaluate(expression, nil)
	}
	if rest, ok := strings.CutPrefix(address, "module."); ok {
		name, output, _ := strings.Cut(rest, ".")
		called, err := m.call("module." + name)
		if err != nil {
			return cty.NilVal, err
		}
		return called.value("output." + output)
	}
	block, ok := m.source.blocks[address]
	if !ok {
		return cty.NilVal, fmt.Errorf("%s: nothing is called %s", m.source.directory, address)
	}
	switch block.Type {
	case "variable":
		return m.variable(block)
	case "output":
		return m.argument(block, "value")
	default:
		return m.instances(address, block)
	}
}

func (m *module) call(address string) (*module, error) {
	if called, ok := m.called[address]; ok {
		return called, nil
	}
	block, ok := m.source.blocks[address]
	if !ok {
		return nil, fmt.Errorf("%s: nothing is called %s", m.source.directory, address)
	}
	arguments := block.Body.Attributes
	directory, err := m.argument(block, "source")
	if err != nil {
		return nil, err
	}
	source, err := m.sources.read(filepath.Join(m.source.directory, directory.AsString()))
	if err != nil {
		return nil, err
	}
	for name := range arguments {
		if name != "source" && source.blocks["var."+name] == nil {
			return nil, fmt.Errorf("%s takes no %s", address, name)
		}
	}
	caller := *m
	caller.given = func(name string) (cty.Value, error) {
		if argument, ok := arguments[name]; ok {
			return m.evaluate(argument.Expr, nil)
		}
		return cty.NilVal, nil
	}
	m.called[address] = newModule(source, caller)
	return m.called[address], nil
}

// The value of an argument that must be there.
func (m *module) argument(block *hclsyntax.Block, name string) (cty.Value, error) {
	attribute, ok := block.Body.Attributes[name]
	if !ok {
		return cty.NilVal, fmt.Errorf("%s: %s is missing", block.Range(), name)
	}
	return m.evaluate(attribute.Expr, nil)
}

// The value of an expression. Local holds what is known in this place alone, such as each.key.
func (m *module) evaluate(expression hcl.Expression, local map[string]cty.Value) (cty.Value, error) {
	scope := map[string]map[string]cty.Value{}
	variables := map[string]cty.Value{}
	for name, value := range local {
		variables[name] = value
	}
	for _, traversal := range expression.Variables() {
		path := pathOf(traversal)
		if _, ok := local[path[0]]; ok {
			continue
		}
		value, err := m.value(strings.Join(path, "."))
		if err != nil {
			return cty.NilVal, err
		}
		root, rest := path[0], strings.Join(path[1:], ".")
		if scope[root] == nil {
			scope[root] = map[string]cty.Value{}
		}
		scope[root][rest] = value
	}
	for root, members := range scope {
		variables[root] = nested(members)
	}
	value, problems := expression.Value(&hcl.EvalContext{Variables: variables, Functions: functions})
	if problems.HasErrors() {
		return cty.NilVal, problems
	}
	return value, nil
}

// The part of a reference that names a block: var.x, type.name, data.type.name.
func pathOf(traversal hcl.Traversal) []string {
	length := 2
	if root := traversal.RootName(); root == "data" || root == "module" {
		length = 3
	}
	path := []string{traversal.RootName()}
	for _, step := range traversal[1:min(length, len(traversal))] {
		if attribute, ok := step.(hcl.TraverseAttr); ok {
			path = append(path, attribute.Name)
		}
	}
	return path
}

// Objects in objects, of names with dots.
func nested(members map[string]cty.Value) cty.Value {
	values := map[string]cty.Value{}
	inner := map[string]map[string]cty.Value{}
	for name, value := range members {
		first, rest, deeper := strings.Cut(name, ".")
		if !deeper {
			values[name] = value
			continue
		}
		if inner[first] == nil {
			inner[first] = map[string]cty.Value{}
		}
		inner[first][rest] = value
	}
	for name, members := range inner {
		values[name] = nested(members)
	}
	return cty.ObjectVal(values)
}
