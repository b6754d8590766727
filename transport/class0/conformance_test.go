package class0_test

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/transport/class0"
)

// Each row of a clause in the conformance page names tests that exist; every clause of a rule has a
// row, and every tolerance that a machine or monitor knows.
func TestConformancePage(t *testing.T) {
	t.Parallel()
	page, err := os.ReadFile("../../docs/conformance/class0.md")
	must(t, err)
	exist := map[string]bool{}
	names, err := filepath.Glob("*_test.go")
	must(t, err)
	for _, name := range names {
		b, err := os.ReadFile(name)
		must(t, err)
		for _, m := range regexp.MustCompile(`(?m)^func ((?:Test|Example)\w+)\(`).FindAllStringSubmatch(string(b), -1) {
			exist[m[1]] = true
		}
	}
	var clauses, tolerances []string
	for line := range strings.Lines(string(page)) {
		cells := strings.Split(strings.Trim(strings.TrimSpace(line), "|"), "|")
		for i := range cells {
			cells[i] = strings.TrimSpace(cells[i])
		}
		switch {
		case !strings.HasPrefix(line, "|") || strings.HasPrefix(line, "|-"):
		case len(cells) == 4 && cells[0] != "Clause":
			clauses = append(clauses, cells[0])
			tests := regexp.MustCompile("`([^`]+)`").FindAllStringSubmatch(cells[3], -1)
			if len(tests) == 0 {
				t.Errorf("%s: nothing shows it", cells[0])
			}
			for _, m := range tests {
				if !exist[m[1]] {
					t.Errorf("%s: no test %s", cells[0], m[1])
				}
			}
		case len(cells) == 3:
			tolerances = append(tolerances, strings.Trim(cells[0], "`"))
		}
	}
	for r := range class0.Rules() {
		if !slices.Contains(clauses, strings.TrimPrefix(r.Clause, "X.224 ")) {
			t.Errorf("%s: no row %s", r.ID, r.Clause)
		}
	}
	for _, one := range []osi.Tolerance{osi.Class0Expedited, osi.Class0Disconnect, osi.ErrorReference} {
		if !slices.Contains(tolerances, one.String()) {
			t.Errorf("%v: no row", one)
		}
	}
}
