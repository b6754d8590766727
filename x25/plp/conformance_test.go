package plp_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/osi-go/osi/x25/plp"
)

// The conformance page has each rule once, in a row with its clause, and names no rule and no test
// that does not exist.
func TestConformancePage(t *testing.T) {
	t.Parallel()
	page, err := os.ReadFile("../../docs/conformance/plp.md")
	must(t, err)
	exist := map[string]bool{}
	names, err := filepath.Glob("*_test.go")
	must(t, err)
	for _, name := range names {
		b, err := os.ReadFile(name)
		must(t, err)
		for _, m := range regexp.MustCompile(`(?m)^func ((?:Test|Example|Fuzz)\w+)\(`).FindAllStringSubmatch(string(b), -1) {
			exist[m[1]] = true
		}
	}
	quoted := regexp.MustCompile("`([^`]+)`")
	clauses := map[string]string{} // by rule
	for line := range strings.Lines(string(page)) {
		cells := strings.Split(strings.TrimSpace(line), " | ")
		if len(cells) != 5 || strings.HasPrefix(line, "| Clause") {
			continue
		}
		clause := strings.TrimPrefix(cells[0], "| ")
		for _, m := range quoted.FindAllStringSubmatch(cells[3], -1) {
			if clauses[m[1]] != "" {
				t.Errorf("%s stands twice", m[1])
			}
			clauses[m[1]] = clause
		}
		tests := quoted.FindAllStringSubmatch(cells[4], -1)
		if len(tests) == 0 {
			t.Errorf("%s: nothing shows it", clause)
		}
		for _, m := range tests {
			if !exist[m[1]] {
				t.Errorf("%s: no test %s", clause, m[1])
			}
		}
	}
	for _, m := range quoted.FindAllStringSubmatch(string(page), -1) {
		if strings.HasPrefix(m[1], "Test") && !exist[m[1]] {
			t.Errorf("there is no %s", m[1])
		}
	}
	for r := range plp.Rules() {
		id := strings.TrimPrefix(r.ID, "plp.")
		if got, want := clauses[id], strings.TrimPrefix(r.Clause, "X.25 "); got != want {
			t.Errorf("%s stands at %q, not %q", id, got, want)
		}
		delete(clauses, id)
	}
	for id, clause := range clauses {
		t.Errorf("%s: no rule %s", clause, id)
	}
}
