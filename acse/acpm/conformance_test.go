package acpm

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// What the conformance page names are tests, examples and rules that exist, and each rule has a
// row.
func TestConformance(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("../../docs/conformance/acpm.md")
	if err != nil {
		t.Fatal(err)
	}
	files, err := filepath.Glob("*_test.go")
	if err != nil {
		t.Fatal(err)
	}
	known := map[string]bool{}
	for _, name := range files {
		source, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range regexp.MustCompile(`(?m)^func ((?:Test|Example|Fuzz)\w*)\(`).FindAllSubmatch(source, -1) {
			known[string(f[1])] = true
		}
	}
	named := map[string]bool{}
	for r := range Rules() {
		known[r.ID] = true
		named[r.ID] = strings.Contains(string(text), "`"+r.ID+"`")
	}
	rows := 0
	for line := range strings.Lines(string(text)) {
		cells := strings.Split(line, "|")
		if len(cells) != 6 || strings.Contains(line, "---") || strings.Contains(line, "Shown by |") || !strings.HasPrefix(line, "| X.227") {
			continue
		}
		rows++
		shown := regexp.MustCompile("`([^`]+)`").FindAllStringSubmatch(cells[4], -1)
		if len(shown) == 0 && !strings.HasPrefix(cells[3], " The caller") && !strings.HasPrefix(cells[3], " Never") {
			t.Errorf("nothing shows %q", cells[2])
		}
		for _, s := range shown {
			if !known[s[1]] {
				t.Errorf("%q names %s, which does not exist", cells[2], s[1])
			}
		}
	}
	for id, ok := range named {
		if !ok {
			t.Errorf("no row names %s", id)
		}
	}
	if rows < 10 {
		t.Errorf("%d rows", rows)
	}
}
