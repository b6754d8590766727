// Package conformance reads the pages of docs/conformance, for the tests that hold them against the
// code. Only tests import it.
package conformance

import (
	"iter"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/osi-go/osi"
)

// A Claim is a row of a page's tables with the head Clause, Subject, State, Shown by.
type Claim struct {
	Standard               string // of clauses that name none
	Clause, Subject, State string
	Shown                  []string // names: those in backquotes, or when there are none separated by commas
}

// Clauses returns the clauses of the row, each with its standard.
func (c *Claim) Clauses() []string { return split(c.Clause, c.Standard+" ") }

// Rows returns the cells of the rows of a page's tables whose first head begins so, in their order.
func Rows(t testing.TB, page, head string) (rows [][]string) {
	t.Helper()
	b, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	first := ""
	for line := range strings.Lines(string(b)) {
		line = strings.TrimSpace(line)
		cells := strings.Split(strings.Trim(line, "|"), "|")
		for i := range cells {
			cells[i] = strings.TrimSpace(cells[i])
		}
		switch {
		case !strings.HasPrefix(line, "|"):
			first = ""
		case first == "":
			first = cells[0]
		case strings.HasPrefix(first, head) && !strings.HasPrefix(line, "|--"):
			rows = append(rows, cells)
		}
	}
	if len(rows) == 0 {
		t.Fatalf("%s has no table %q", page, head)
	}
	return rows
}

var quoted = regexp.MustCompile("`([^`]+)`")

// Claims returns the claims of a page about a standard.
func Claims(t testing.TB, page, standard string) (claims []Claim) {
	t.Helper()
	for _, row := range Rows(t, page, "Clause") {
		if len(row) != 4 {
			t.Errorf("%s: %d cells in %q", page, len(row), row[0])
			continue
		}
		c := Claim{Standard: standard, Clause: row[0], Subject: row[1], State: row[2]}
		for _, m := range quoted.FindAllStringSubmatch(row[3], -1) {
			c.Shown = append(c.Shown, m[1])
		}
		if len(c.Shown) == 0 && row[3] != "" {
			c.Shown = strings.Split(row[3], ", ")
		}
		claims = append(claims, c)
	}
	return claims
}

var declared = regexp.MustCompile(`(?m)^func ((?:Test|Fuzz|Example)\w*)\(`)

// Tests returns the names of the tests, fuzz tests and examples in a folder.
func Tests(t testing.TB, folder string) map[string]bool {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(folder, "*_test.go"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no tests in %s: %v", folder, err)
	}
	names := map[string]bool{}
	for _, file := range files {
		source, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range declared.FindAllSubmatch(source, -1) {
			names[string(m[1])] = true
		}
	}
	return names
}

const shortestReason = 15 // octets

// Check reports a row that shows nothing, and neither gives a reason why it is not supported; and
// what is shown and not known.
func Check(t testing.TB, claims []Claim, known map[string]bool) {
	t.Helper()
	for i := range claims {
		c := &claims[i]
		if len(c.Shown) == 0 && (strings.HasPrefix(c.State, "Supported") || len(c.State) < shortestReason) {
			t.Errorf("%s: nothing shows that it is supported, or why not", c.Clause)
		}
		for _, name := range c.Shown {
			if !known[name] {
				t.Errorf("%s: there is no %s", c.Clause, name)
			}
		}
	}
}

// CheckRules reports a rule that no claim shows, or when beside is set none of the rule's clause.
func CheckRules(t testing.TB, claims []Claim, rules iter.Seq[*osi.Rule], beside bool) {
	t.Helper()
	for r := range rules {
		if !slices.ContainsFunc(claims, func(c Claim) bool {
			return slices.Contains(c.Shown, r.ID) && (!beside || c.Clause == r.Clause)
		}) {
			t.Errorf("no row shows %s of %s", r.ID, r.Clause)
		}
	}
}

// CheckClauses reports a clause of a rule that has no row. Our limits are in no clause.
func CheckClauses(t testing.TB, claims []Claim, rules iter.Seq[*osi.Rule]) {
	t.Helper()
	rows := map[string]bool{}
	for i := range claims {
		for _, one := range claims[i].Clauses() {
			rows[one] = true
		}
	}
	for r := range rules {
		for _, one := range split(r.Clause, standard.FindString(r.Clause)) {
			if !rows[one] && one != "limit" {
				t.Errorf("%s: no row of %s", r.ID, one)
			}
		}
	}
}

var standard = regexp.MustCompile(`^(X\.\d+|RFC \d+) `)

// split returns the clauses of a list, each with its standard.
func split(list, usual string) (clauses []string) {
	for one := range strings.SplitSeq(list, ", ") {
		if usual != "" && !standard.MatchString(one) {
			one = usual + one
		}
		clauses = append(clauses, one)
	}
	return clauses
}
