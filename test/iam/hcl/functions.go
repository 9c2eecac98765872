package main

import (
	"errors"

	"github.com/hashicorp/hcl/v2/ext/tryfunc"
	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/function"
	"github.com/zclconf/go-cty/cty/function/stdlib"
)

// Those that the modules use. Terraform's own are the same, from the same library, where the library has them.
var functions = map[string]function.Function{
	"alltrue":    allTrue,
	"can":        tryfunc.CanFunc,
	"concat":     stdlib.ConcatFunc,
	"contains":   stdlib.ContainsFunc,
	"join":       stdlib.JoinFunc,
	"jsonencode": stdlib.JSONEncodeFunc,
	"length":     length,
	"merge":      stdlib.MergeFunc,
	"one":        one,
	"regex":      stdlib.RegexFunc,
}

var allTrue = function.New(&function.Spec{
	Params: []function.Parameter{{Name: "list", Type: cty.List(cty.Bool)}},
	Type:   function.StaticReturnType(cty.Bool),
	Impl: func(arguments []cty.Value, _ cty.Type) (cty.Value, error) {
		for _, item := range arguments[0].AsValueSlice() {
			if item.IsNull() || item.False() {
				return cty.False, nil
			}
		}
		return cty.True, nil
	},
})

// Of a text, the library's length counts nothing.
var length = function.New(&function.Spec{
	Params: []function.Parameter{{Name: "value", Type: cty.DynamicPseudoType}},
	Type:   function.StaticReturnType(cty.Number),
	Impl: func(arguments []cty.Value, _ cty.Type) (cty.Value, error) {
		if arguments[0].Type() == cty.String {
			return stdlib.Strlen(arguments[0])
		}
		return stdlib.Length(arguments[0])
	},
})

var one = function.New(&function.Spec{
	Params: []function.Parameter{{Name: "list", Type: cty.DynamicPseudoType}},
	Type:   function.StaticReturnType(cty.DynamicPseudoType),
	Impl: func(arguments []cty.Value, _ cty.Type) (cty.Value, error) {
		items := arguments[0].AsValueSlice()
		switch len(items) {
		case 0:
			return cty.NullVal(cty.DynamicPseudoType), nil
		case 1:
			return items[0], nil
		default:
			return cty.NilVal, errors.New("must be a list, set, or tuple value with either zero or one elements")
		}
	},
})
