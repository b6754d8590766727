package validate_test

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/stack"
	"github.com/osi-go/osi/validate"
)

// The conformance pages name each rule of the gate and of the stack beside its clause, no rule and
// no tolerance that does not exist, and in each row that says Supported a test that exists. What is
// said of X.25 and XOT has a test in package stack.
func TestConformance(t *testing.T) {
	t.Parallel()
	b, err := os.ReadFile("../docs/conformance/validate.md")
	if err != nil {
		t.Fatal(err)
	}
	s, err := os.ReadFile("../docs/conformance/stack.md")
	if err != nil {
		t.Fatal(err)
	}
	_, page, _ := strings.Cut(string(s), "## X.224 to X.228\n")
	page, _, _ = strings.Cut(page, "\n## ")
	b = append(b, page...)
	var tests []string
	paths, _ := filepath.Glob("*_test.go")
	more, _ := filepath.Glob("../stack/*_test.go")
	paths = append(paths, more...)
	for _, path := range paths {
		source, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range regexp.MustCompile(`(?m)^func (Test\w+)\(`).FindAllStringSubmatch(string(source), -1) {
			tests = append(tests, m[1])
		}
	}
	rules := map[string]*osi.Rule{}
	for r := range rulesOf(validate.Rules(), stack.Rules()) {
		rules[r.ID] = r
	}
	named := map[string]bool{}
	clause, rows := "", 0
	for line := range strings.Lines(string(b)) {
		cells := strings.Split(strings.Trim(strings.TrimSpace(line), "|"), " | ")
		row := len(cells) == 4
		if row {
			rows++
			clause = strings.TrimSpace(cells[0])
			if strings.HasPrefix(cells[2], "Supported") && !strings.Contains(cells[3], "`Test") {
				t.Errorf("no test: %s", line)
			}
		}
		for _, q := range regexp.MustCompile("`[^`]+`|Clause \"\\w+\"").FindAllString(line, -1) {
			if c, ok := strings.CutPrefix(q, `Clause "`); ok {
				clause = strings.TrimSuffix(c, `"`)
				continue
			}
			q = strings.Trim(q, "`")
			r := rules[q]
			switch _, tolerance := osi.ParseTolerance(q); {
			case r != nil:
				if r.Clause == clause || q == "stack.spdu-state" && clause == "X.225 6.1.4" || q == "validate.class" && clause == "X.224 6.7 to 6.23" {
					named[q] = true
				} else {
					t.Errorf("%s is a rule of %s: %s", q, r.Clause, line)
				}
			case strings.HasPrefix(q, "stack.") && q != "stack.…" || strings.HasPrefix(q, "validate.") && q != "validate.…":
				t.Errorf("there is no rule %s", q)
			case strings.HasPrefix(q, "Test") && !slices.Contains(tests, q):
				t.Errorf("there is no %s", q)
			case strings.Contains(line, "tolerance `"+q+"`") && !tolerance:
				t.Errorf("there is no tolerance %s", q)
			}
		}
	}
	for id, r := range rules {
		if !named[id] && r.Layer != osi.X25 && r.Layer != osi.XOT {
			t.Errorf("the page lacks %s of %s", id, r.Clause)
		}
	}
	if rows < 30 {
		t.Errorf("%d rows", rows)
	}
}
