package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/hashicorp/hcl/v2/hclparse"
	"github.com/hashicorp/hcl/v2/hclsyntax"
)

// The blocks of a module's files, by their address: var.x, module.x, data.type.x, type.x, output.x; and local.x.
type source struct {
	directory string
	blocks    map[string]*hclsyntax.Block
	locals    map[string]hclsyntax.Expression
}

// Every module is read once.
type sources struct {
	byDirectory map[string]*source
}

func newSources() *sources {
	return &sources{byDirectory: map[string]*source{}}
}

func (s *sources) read(directory string) (*source, error) {
	if read, ok := s.byDirectory[directory]; ok {
		return read, nil
	}
	files, err := filepath.Glob(filepath.Join(directory, "*.tf"))
	if err != nil {
		return nil, err
	}
	if len(files) == 0 {
		return nil, fmt.Errorf("no module in %s", directory)
	}
	read := &source{directory: directory, blocks: map[string]*hclsyntax.Block{}, locals: map[string]hclsyntax.Expression{}}
	for _, file := range files {
		if err := read.add(file); err != nil {
			return nil, err
		}
	}
	s.byDirectory[directory] = read
	return read, nil
}

func (s *source) add(path string) error {
	text, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	file, problems := hclparse.NewParser().ParseHCL(text, path)
	if problems.HasErrors() {
		return problems
	}
	body, ok := file.Body.(*hclsyntax.Body)
	if !ok {
		return fmt.Errorf("%s is not written in HCL's own syntax", path)
	}
	for _, block := range body.Blocks {
		switch block.Type {
		case "terraform":
		case "locals":
			for name, attribute := range block.Body.Attributes {
				s.locals["local."+name] = attribute.Expr
			}
		case "variable", "module", "data", "resource", "output":
			address := addressOf(block)
			if s.blocks[address] != nil {
				return fmt.Errorf("%s: %s is there twice", path, address)
			}
			s.blocks[address] = block
		default:
			return fmt.Errorf("%s: a block of the kind %s is not known here", path, block.Type)
		}
	}
	return nil
}

func addressOf(block *hclsyntax.Block) string {
	name := strings.Join(block.Labels, ".")
	switch block.Type {
	case "variable":
		return "var." + name
	case "resource":
		return name
	default:
		return block.Type + "." + name
	}
}
