package session

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/osi-go/osi"
)

// A claim is a row of a table in a conformance page.
type claim []string

// claims returns the rows of the tables of a page whose head begins with the words.
func claims(t *testing.T, page, head string) (rows []claim) {
	t.Helper()
	b, err := os.ReadFile("../docs/conformance/" + page + ".md")
	if err != nil {
		t.Fatal(err)
	}
	in := false
	for line := range strings.Lines(string(b)) {
		line = strings.TrimSpace(line)
		switch {
		case strings.HasPrefix(line, "| "+head):
			in = true
		case !strings.HasPrefix(line, "|"):
			in = false
		case in && !strings.HasPrefix(line, "|---"):
			cells := strings.Split(strings.Trim(line, "|"), "|")
			for i := range cells {
				cells[i] = strings.TrimSpace(cells[i])
			}
			rows = append(rows, cells)
		}
	}
	if len(rows) == 0 {
		t.Fatalf("no table %q in %s", head, page)
	}
	return rows
}

// evidence returns the names of the tests of the package and of its vectors.
func evidence(t *testing.T) map[string]bool {
	t.Helper()
	names := map[string]bool{}
	files, err := filepath.Glob("*_test.go")
	if err != nil {
		t.Fatal(err)
	}
	declared := regexp.MustCompile(`(?m)^func ((?:Test|Fuzz)\w+)\(`)
	for _, file := range files {
		b, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range declared.FindAllSubmatch(b, -1) {
			names[string(m[1])] = true
		}
	}
	for _, v := range load(t) {
		names[v.Name] = true
	}
	return names
}

// TestConformancePages holds that each row which says "Supported" names tests or vectors that
// exist, that each other row has a reason, and that every clause which a rule enforces has its row.
func TestConformancePages(t *testing.T) {
	known := evidence(t)
	clauses := map[string]bool{}
	for _, page := range []string{"x225", "x235"} {
		standard := "X." + page[1:]
		for _, row := range claims(t, page, "Clause") {
			if len(row) != 4 {
				t.Errorf("%s: %d cells in %q", page, len(row), row[0])
				continue
			}
			for one := range strings.SplitSeq(row[0], ", ") {
				clauses[standard+" "+one] = true
			}
			shown := strings.Split(row[3], ", ")
			switch supported := strings.HasPrefix(row[2], "Supported"); {
			case supported && row[3] == "":
				t.Errorf("%s %s: supported, and nothing shows it", page, row[0])
			case !supported && (row[3] != "" || len(row[2]) < 20):
				t.Errorf("%s %s: neither supported nor a reason", page, row[0])
			case supported:
				for _, name := range shown {
					if !known[name] {
						t.Errorf("%s %s: no test or vector %q", page, row[0], name)
					}
				}
			}
		}
	}
	for r := range Rules() {
		if r.Clause == "limit" {
			continue
		}
		standard, list, _ := strings.Cut(r.Clause, " ")
		for one := range strings.SplitSeq(list, ", ") {
			if !clauses[standard+" "+one] {
				t.Errorf("%s: no row for %s %s", r.ID, standard, one)
			}
		}
	}
	for _, row := range claims(t, "x225", "Element") {
		if len(row) != 5 || !known[row[4]] {
			t.Errorf("%q: no test or vector %q", row[0], row[len(row)-1])
		}
	}
}

// The pages name every SPDU, and the tolerances of the layer: no others, and none missing.
func TestConformanceNames(t *testing.T) {
	var words []string
	for _, page := range []string{"x225", "x235"} {
		for _, row := range claims(t, page, "Clause") {
			words = append(words, strings.FieldsFunc(row[1], func(r rune) bool { return r < 'A' || r > 'Z' })...)
		}
	}
	for i := TypeCN; int(i) < len(types); i++ {
		for name := range strings.SplitSeq(i.String(), "/") {
			if !slices.Contains(words, name) && name != "NL" {
				t.Errorf("no row for %s", name)
			}
		}
	}
	var named []string
	for _, row := range claims(t, "x225", "Name") {
		named = append(named, strings.Trim(row[0], "`"))
	}
	var want []string
	for one := range (tolerant | osi.SurplusSerial).All() {
		want = append(want, one.String())
	}
	if !slices.Equal(named, want) {
		t.Errorf("tolerances %q, want %q", named, want)
	}
}
