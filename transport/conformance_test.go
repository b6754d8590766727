package transport_test

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/transport"
)

// rows returns the cells of the rows of the tables in the conformance pages, by page.
func rows(t *testing.T, page string) (all [][]string) {
	t.Helper()
	b, err := os.ReadFile("../docs/conformance/" + page)
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(b)) {
		line = strings.TrimSpace(line)
		if !strings.HasPrefix(line, "|") || strings.HasPrefix(line, "|---") {
			continue
		}
		cells := strings.Split(strings.Trim(line, "|"), "|")
		for i := range cells {
			cells[i] = strings.TrimSpace(cells[i])
		}
		all = append(all, cells)
	}
	return all
}

var quoted = regexp.MustCompile("`([^`]+)`")

// Each row of a clause that is supported names tests or vectors, and all that it names exist. Every
// clause that a rule enforces, and every tolerance with a vector that needs it, has a row.
func TestConformancePages(t *testing.T) {
	t.Parallel()
	exist := map[string]bool{}
	tolerated := map[string]bool{}
	vs := load(t)
	for i := range vs {
		exist[vs[i].Name] = true
		tolerated[vs[i].Get("tolerance")] = true
	}
	tests, err := filepath.Glob("*_test.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range tests {
		b, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range regexp.MustCompile(`(?m)^func (Test\w+)\(`).FindAllStringSubmatch(string(b), -1) {
			exist[m[1]] = true
		}
	}
	var clauses, tolerances []string
	for _, row := range append(rows(t, "x224.md"), rows(t, "rfc1006.md")...) {
		switch {
		case len(row) == 3:
			tolerances = append(tolerances, strings.Trim(row[0], "`"))
		case len(row) == 4 && row[3] != "By encoders" && row[3] != "Shown by":
			if regexp.MustCompile(`^(refused|as |sent as )`).MatchString(row[3]) {
				continue // the table of extensibility
			}
			for clause := range strings.SplitSeq(row[0], ", ") {
				clauses = append(clauses, clause)
			}
			names := quoted.FindAllStringSubmatch(row[3], -1)
			if strings.HasPrefix(row[2], "Supported") && len(names) == 0 {
				t.Errorf("%s %s: nothing shows it", row[0], row[1])
			}
			for _, m := range names {
				if !exist[m[1]] {
					t.Errorf("%s %s: no test and no vector %s", row[0], row[1], m[1])
				}
			}
		}
	}
	for r := range transport.Rules() {
		clause := strings.TrimPrefix(strings.TrimPrefix(r.Clause, "X.224 "), "X.264 ")
		if clause != "limit" && !slices.Contains(clauses, clause) {
			t.Errorf("%s: no row %s", r.ID, clause)
		}
	}
	for tolerance := range (osi.ZeroReference<<1 - 1).All() {
		if name := tolerance.String(); !slices.Contains(tolerances, name) || !tolerated[name] {
			t.Errorf("%s: no row, or no vector", name)
		}
	}
}
