package validate

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"strings"
	"testing"
)

// Package stack alone cuts, reassembles and decodes. This package may name the PDUs and rules of
// the layers, and calls nothing of them that takes octets of a peer: no Decode, Parse or Split, no
// Decoder, Reassembler or Sequences.
func TestNoDecoder(t *testing.T) {
	t.Parallel()
	layers := map[string]bool{}
	for _, layer := range []string{"x25", "x25/xot", "x25/lapb", "transport", "session", "presentation", "acse", "rtse", "internal/ber"} {
		layers[`"github.com/osi-go/osi/`+layer+`"`] = true
	}
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	checked := 0
	for _, name := range files {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		fset := token.NewFileSet()
		f, err := parser.ParseFile(fset, name, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		imported := map[string]bool{}
		for _, i := range f.Imports {
			if layers[i.Path.Value] {
				imported[i.Path.Value[strings.LastIndex(i.Path.Value, "/")+1:len(i.Path.Value)-1]] = true
			}
		}
		called := map[ast.Node]bool{} // and not fields of the name, such as Limits.TSDU
		ast.Inspect(f, func(n ast.Node) bool {
			if call, ok := n.(*ast.CallExpr); ok {
				called[call.Fun] = true
			}
			sel, ok := n.(*ast.SelectorExpr)
			if !ok {
				return true
			}
			checked++
			what := sel.Sel.Name
			if x, ok := sel.X.(*ast.Ident); ok && imported[x.Name] {
				for _, word := range []string{"Decode", "Parse", "Split", "Reassembler", "Sequences", "Check", "SPDUs", "Units", "Begins"} {
					if strings.HasPrefix(what, word) {
						t.Errorf("%s: %s.%s", fset.Position(sel.Pos()), x.Name, what)
					}
				}
			}
			if called[sel] && (what == "Decode" || what == "DecodeNext" || what == "TSDU" || what == "SplitTPKT") {
				t.Errorf("%s: a call of %s", fset.Position(sel.Pos()), what)
			}
			return true
		})
	}
	if checked < 100 {
		t.Errorf("%d selectors seen", checked)
	}
}
