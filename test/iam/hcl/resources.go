package main

import (
	"fmt"
	"slices"

	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/convert"
)

// Arguments that say how many there are, not what they are.
var repeats = []string{"count", "for_each", "depends_on", "provider"}

// One object, a list of them with count, or an object of them with for_each.
func (m *module) instances(address string, block *hclsyntax.Block) (cty.Value, error) {
	attributes := block.Body.Attributes
	for _, inner := range block.Body.Blocks {
		if inner.Type != "lifecycle" {
			return cty.NilVal, fmt.Errorf("%s: a block of the kind %s is not known here", address, inner.Type)
		}
	}
	if attribute, ok := attributes["count"]; ok {
		count, err := m.evaluate(attribute.Expr, nil)
		if err != nil {
			return cty.NilVal, err
		}
		if count, err = convert.Convert(count, cty.Number); err != nil {
			return cty.NilVal, err
		}
		instances := []cty.Value{}
		for index := cty.Zero; index.LessThan(count).True(); index = index.Add(cty.NumberIntVal(1)) {
			instance, err := m.instance(address, block, map[string]cty.Value{
				"count": cty.ObjectVal(map[string]cty.Value{"index": index}),
			})
			if err != nil {
				return cty.NilVal, err
			}
			instances = append(instances, instance)
		}
		return cty.TupleVal(instances), nil
	}
	if attribute, ok := attributes["for_each"]; ok {
		items, err := m.evaluate(attribute.Expr, nil)
		if err != nil {
			return cty.NilVal, err
		}
		instances := map[string]cty.Value{}
		for key, item := range items.AsValueMap() {
			instances[key], err = m.instance(address, block, map[string]cty.Value{
				"each": cty.ObjectVal(map[string]cty.Value{"key": cty.StringVal(key), "value": item}),
			})
			if err != nil {
				return cty.NilVal, err
			}
		}
		return cty.ObjectVal(instances), nil
	}
	return m.instance(address, block, nil)
}

// What the module says about it, and what only AWS knows.
func (m *module) instance(address string, block *hclsyntax.Block, local map[string]cty.Value) (cty.Value, error) {
	values := map[string]cty.Value{}
	if known, ok := m.known[address]; ok {
		values = known.AsValueMap()
	}
	for name, attribute := range block.Body.Attributes {
		if slices.Contains(repeats, name) {
			continue
		}
		value, err := m.evaluate(attribute.Expr, local)
		if err != nil {
			return cty.NilVal, err
		}
		values[name] = value
	}
	return cty.ObjectVal(values), nil
}
