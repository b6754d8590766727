package stack_test

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/stack"
)

// The conformance page names each rule of X.25 and XOT, no rule that does not exist, and of each
// row that something is supported a test that exists.
func TestConformanceX25(t *testing.T) {
	t.Parallel()
	b, err := os.ReadFile("../docs/conformance/stack.md")
	if err != nil {
		t.Fatal(err)
	}
	_, page, _ := strings.Cut(string(b), "## X.25, X.223 and XOT")
	page, _, _ = strings.Cut(page, "\n## ")
	quoted := regexp.MustCompile("`[^`]+`")
	var tests, named []string
	for _, folder := range []string{".", "../validate"} {
		paths, _ := filepath.Glob(folder + "/*_test.go")
		for _, path := range paths {
			source, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			for _, m := range regexp.MustCompile(`(?m)^func ((Test|Fuzz)\w+)\(`).FindAllStringSubmatch(string(source), -1) {
				tests = append(tests, m[1])
			}
		}
	}
	for line := range strings.Lines(page) {
		cells := strings.Split(line, " | ")
		if len(cells) == 4 && strings.HasPrefix(cells[2], "Supported") && !strings.Contains(cells[3], "`Test") {
			t.Errorf("no test: %s", line)
		}
		for _, q := range quoted.FindAllString(line, -1) {
			q = strings.Trim(q, "`")
			switch {
			case strings.HasPrefix(q, "stack."):
				named = append(named, q)
			case strings.HasPrefix(q, "Test") && !slices.Contains(tests, q):
				t.Errorf("there is no %s", q)
			}
		}
	}
	var rules []string
	for r := range stack.Rules() {
		if r.Layer == osi.X25 || r.Layer == osi.XOT {
			rules = append(rules, r.ID)
		}
	}
	for _, r := range rules {
		if !slices.Contains(named, r) {
			t.Errorf("no word of %s", r)
		}
	}
	for _, r := range named {
		if !slices.Contains(rules, r) {
			t.Errorf("there is no rule %s", r)
		}
	}
}
