package main

import (
	"fmt"
	"slices"

	"github.com/hashicorp/hcl/v2/ext/typeexpr"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/convert"
)

// A value that a variable's type or a validation does not allow.
type refusal struct{ reason string }

func (r refusal) Error() string { return r.reason }

func (m *module) variable(block *hclsyntax.Block) (cty.Value, error) {
	name := block.Labels[0]
	value, err := m.given(name)
	if err != nil {
		return cty.NilVal, err
	}
	attributes := block.Body.Attributes
	attribute, ok := attributes["type"]
	if !ok {
		return cty.NilVal, fmt.Errorf("the variable %s has no type", name)
	}
	kind, problems := typeexpr.TypeConstraint(attribute.Expr)
	if problems.HasErrors() {
		return cty.NilVal, problems
	}
	nullable := true
	if attribute, ok := attributes["nullable"]; ok {
		answer, err := m.evaluate(attribute.Expr, nil)
		if err != nil {
			return cty.NilVal, err
		}
		nullable = answer.True()
	}
	if value == cty.NilVal || (value.IsNull() && !nullable) {
		attribute, ok := attributes["default"]
		if !ok {
			return cty.NilVal, refusal{"The variable " + name + " is missing."}
		}
		if value, err = m.evaluate(attribute.Expr, nil); err != nil {
			return cty.NilVal, err
		}
	}
	converted, err := convert.Convert(value, kind)
	if err != nil {
		return cty.NilVal, refusal{fmt.Sprintf("The variable %s: %s.", name, err)}
	}
	return converted, nil
}

// Why the values of the variables cannot be taken, sorted.
func (m *module) refused() ([]string, error) {
	var reasons []string
	for address, block := range m.source.blocks {
		if block.Type != "variable" {
			continue
		}
		found, err := m.objections(address, block)
		if reason, ok := err.(refusal); ok {
			reasons = append(reasons, reason.reason)
		} else if err != nil {
			return nil, err
		}
		reasons = append(reasons, found...)
	}
	slices.Sort(reasons)
	return slices.Compact(reasons), nil
}

func (m *module) objections(address string, block *hclsyntax.Block) ([]string, error) {
	if _, err := m.value(address); err != nil {
		return nil, err
	}
	var reasons []string
	for _, rule := range block.Body.Blocks {
		if rule.Type != "validation" {
			return nil, fmt.Errorf("%s: a block of the kind %s is not known here", address, rule.Type)
		}
		condition, err := m.argument(rule, "condition")
		if err != nil {
			return nil, err
		}
		if condition.True() {
			continue
		}
		message, err := m.argument(rule, "error_message")
		if err != nil {
			return nil, err
		}
		reasons = append(reasons, message.AsString())
	}
	return reasons, nil
}
