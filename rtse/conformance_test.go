package rtse_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/osi-go/osi/rtse"
)

// The conformance page is true as far as a test can tell: what it calls supported names a test,
// rule or vector, each of which exists, and every rule stands in a row of its clause.
func TestConformancePage(t *testing.T) {
	page, err := os.ReadFile("../docs/conformance/x228.md")
	if err != nil {
		t.Fatal(err)
	}
	known := map[string]bool{}
	files, err := filepath.Glob("*_test.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range files {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range regexp.MustCompile(`(?m)^func (Test\w+)\(`).FindAllSubmatch(text, -1) {
			known[string(m[1])] = true
		}
	}
	for _, v := range load(t) {
		known["rtse/"+v.Name] = true
	}
	clauses := map[string]string{} // of rules
	for r := range rtse.Rules() {
		known[r.ID], clauses[r.ID] = true, r.Clause
	}
	rows := 0
	table, _, _ := strings.Cut(string(page), "\n## ")
	for line := range strings.SplitSeq(table, "\n") {
		cells := strings.Split(line, "|")
		if len(cells) != 6 || strings.HasPrefix(line, "|---") || strings.HasPrefix(line, "| Clause") {
			continue
		}
		rows++
		clause, state := strings.TrimSpace(cells[1]), strings.TrimSpace(cells[3])
		references := regexp.MustCompile("`([^`]+)`").FindAllStringSubmatch(cells[4], -1)
		if strings.HasPrefix(state, "Supported") && len(references) == 0 {
			t.Errorf("nothing shows that %s is supported", clause)
		}
		for _, m := range references {
			if !known[m[1]] {
				t.Errorf("%s: there is no %s", clause, m[1])
			}
			if c := clauses[m[1]]; c == clause {
				delete(clauses, m[1])
			} else if c != "" {
				t.Errorf("rule %s is of %s, but stands at %s", m[1], c, clause)
			}
		}
	}
	for id, clause := range clauses {
		t.Errorf("rule %s of %s stands in no row", id, clause)
	}
	if rows < 15 {
		t.Errorf("%d rows", rows)
	}
}
