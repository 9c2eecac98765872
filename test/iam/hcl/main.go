// Command hcl works out what a Terraform module of iam/terraform would create, without Terraform and without a provider.
// It reads a list of requests as JSON from stdin and writes the list of answers to stdout, in the same order.
package main

import (
	"encoding/json"
	"fmt"
	"os"

	"github.com/zclconf/go-cty/cty"
	ctyjson "github.com/zclconf/go-cty/cty/json"
)

// A request names a module, what its caller gives to it, and what only AWS knows.
type request struct {
	Directory string                     `json:"directory"`
	Variables map[string]json.RawMessage `json:"variables"`
	// Attributes of data sources, and those of resources that are known once they exist, by address.
	Known map[string]json.RawMessage `json:"known"`
}

type answer struct {
	Refused   []string                   `json:"refused,omitempty"`
	Resources map[string]json.RawMessage `json:"resources,omitempty"`
	Outputs   map[string]json.RawMessage `json:"outputs,omitempty"`
}

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run() error {
	var requests []request
	if err := json.NewDecoder(os.Stdin).Decode(&requests); err != nil {
		return fmt.Errorf("reading the requests: %w", err)
	}
	answers := make([]answer, 0, len(requests))
	sources := newSources()
	for _, request := range requests {
		answer, err := answerTo(request, sources)
		if err != nil {
			return fmt.Errorf("%s with %s: %w", request.Directory, request.Variables, err)
		}
		answers = append(answers, answer)
	}
	return json.NewEncoder(os.Stdout).Encode(answers)
}

func answerTo(request request, sources *sources) (answer, error) {
	source, err := sources.read(request.Directory)
	if err != nil {
		return answer{}, err
	}
	given, err := valuesOf(request.Variables)
	if err != nil {
		return answer{}, err
	}
	known, err := valuesOf(request.Known)
	if err != nil {
		return answer{}, err
	}
	for name := range given {
		if source.blocks["var."+name] == nil {
			return answer{Refused: []string{"There is no variable " + name + "."}}, nil
		}
	}
	caller := module{sources: sources, known: known, given: func(name string) (cty.Value, error) {
		return given[name], nil
	}}
	return newModule(source, caller).answer()
}

func valuesOf(texts map[string]json.RawMessage) (map[string]cty.Value, error) {
	values := map[string]cty.Value{}
	for name, text := range texts {
		kind, err := ctyjson.ImpliedType(text)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		if values[name], err = ctyjson.Unmarshal(text, kind); err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
	}
	return values, nil
}
