package session

import (
	"os"
	"strings"
	"testing"
)

// TestConformancePages holds that the pages name each clause that a rule enforces, each SPDU, and each tolerance of the layer.
func TestConformancePages(t *testing.T) {
	pages := map[string]string{}
	for _, name := range []string{"x225", "x235"} {
		b, err := os.ReadFile("../docs/conformance/" + name + ".md")
		if err != nil {
			t.Fatal(err)
		}
		pages[name] = string(b)
	}
	for r := range Rules() {
		standard, clause, _ := strings.Cut(r.Clause, " ")
		page := strings.ToLower(strings.ReplaceAll(standard, ".", ""))
		for one := range strings.SplitSeq(clause, ", ") {
			if standard != "limit" && !strings.Contains(pages[page], one) {
				t.Errorf("%s: no word of %s in %s.md", r.ID, one, page)
			}
		}
	}
	words := map[string]bool{}
	for word := range strings.FieldsFuncSeq(pages["x225"]+pages["x235"], func(r rune) bool { return r < 'A' || r > 'Z' }) {
		words[word] = true
	}
	for i := TypeCN; int(i) < len(types); i++ {
		for name := range strings.SplitSeq(i.String(), "/") {
			if !words[name] && name != "NL" {
				t.Errorf("no word of %s", name)
			}
		}
	}
	for one := range tolerant.All() {
		if !strings.Contains(pages["x225"], "`"+one.String()+"`") {
			t.Errorf("no word of the tolerance %v", one)
		}
	}
}
