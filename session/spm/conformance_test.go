package spm

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// pageTables returns the rows of the tables of the conformance page by the first word of their
// head.
func pageTables(t *testing.T) map[string][][]string {
	t.Helper()
	b, err := os.ReadFile("../../docs/conformance/spm.md")
	if err != nil {
		t.Fatal(err)
	}
	tables, head := map[string][][]string{}, ""
	for line := range strings.Lines(string(b)) {
		line = strings.TrimSpace(line)
		if !strings.HasPrefix(line, "|") {
			head = ""
			continue
		}
		cells := strings.Split(strings.Trim(line, "|"), "|")
		for i := range cells {
			cells[i] = strings.TrimSpace(cells[i])
		}
		switch {
		case head == "":
			head = strings.Fields(cells[0])[0]
		case !strings.HasPrefix(cells[0], "---"):
			tables[head] = append(tables[head], cells)
		}
	}
	return tables
}

// TestConformancePage holds that what is called supported names tests that exist, that the rest has
// a reason, that every clause of a rule has its row, and that the readings are those of
// testdata/readings.csv.
func TestConformancePage(t *testing.T) {
	t.Parallel()
	tests := map[string]bool{}
	files, err := filepath.Glob("*_test.go")
	if err != nil {
		t.Fatal(err)
	}
	declared := regexp.MustCompile(`(?m)^func ((?:Test|Fuzz)\w+)\(`)
	for _, f := range files {
		b, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range declared.FindAllSubmatch(b, -1) {
			tests[string(m[1])] = true
		}
	}
	tables, clauses := pageTables(t), map[string]bool{}
	for _, row := range tables["Clause"] {
		for c := range strings.SplitSeq(row[0], ", ") {
			clauses["X.225 "+c] = true
		}
		supported := strings.HasPrefix(row[2], "Supported")
		if !supported && (row[3] != "" || len(row[2]) < 20) {
			t.Errorf("%s: neither supported nor a reason", row[0])
		}
		for name := range strings.SplitSeq(row[3], ", ") {
			if supported && !tests[name] {
				t.Errorf("%s: no test %q", row[0], name)
			}
		}
	}
	for r := range Rules() {
		standard, list, _ := strings.Cut(r.Clause, " ")
		for c := range strings.SplitSeq(list, ", ") {
			if r.Clause != "limit" && !clauses[standard+" "+c] {
				t.Errorf("%s: no row for %s %s", r.ID, standard, c)
			}
		}
	}
	readings := readCSV(t, "readings.csv")
	if len(tables["Cell"]) != len(readings) {
		t.Fatalf("%d readings, want %d", len(tables["Cell"]), len(readings))
	}
	for i, r := range readings {
		row := tables["Cell"][i]
		if row[0] != strings.Join(r[:4], " ") || row[3] != r[8] {
			t.Errorf("reading %v, want %v", row, r)
		}
	}
}
