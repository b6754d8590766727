package osi_test

import (
	"encoding/xml"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"unicode/utf8"
)

// pages returns README.md, CONTRIBUTING.md and all of docs by name.
func pages(t *testing.T) map[string]string {
	t.Helper()
	files := []string{"README.md", "CONTRIBUTING.md", "SECURITY.md", "CHANGELOG.md"}
	for _, pattern := range []string{"docs/*.md", "docs/*/*.md"} {
		more, err := filepath.Glob(filepath.FromSlash(pattern))
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, more...)
	}
	all := map[string]string{}
	for _, f := range files {
		b, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		all[filepath.ToSlash(f)] = strings.ReplaceAll(string(b), "\r\n", "\n")
	}
	return all
}

// Links between pages lead somewhere, and the README and each page of docs to the glossary.
func TestLinks(t *testing.T) {
	t.Parallel()
	link := regexp.MustCompile(`\]\(([^)#]+)[^)]*\)`)
	for name, text := range pages(t) {
		glossary := !strings.HasPrefix(name, "docs/") && name != "README.md" || name == "docs/glossary.md"
		for _, m := range link.FindAllStringSubmatch(text, -1) {
			if strings.Contains(m[1], "://") {
				continue
			}
			target := filepath.Join(filepath.Dir(name), filepath.FromSlash(m[1]))
			glossary = glossary || filepath.ToSlash(target) == "docs/glossary.md"
			if _, err := os.Stat(target); errors.Is(err, fs.ErrNotExist) && !elsewhere(target) {
				t.Errorf("%s: there is no %s", name, m[1])
			}
		}
		if !glossary {
			t.Errorf("%s does not lead to the glossary", name)
		}
	}
}

// elsewhere reports whether target is of another module that is not here: the zip of this one has
// no other.
func elsewhere(target string) bool {
	for _, dir := range []string{"examples", filepath.FromSlash("docs/tasks")} {
		if rest, ok := strings.CutPrefix(target, dir); ok && (rest == "" || rest[0] == filepath.Separator) {
			return !exists(dir)
		}
	}
	return false
}

// A line of prose has at most 100 columns, unless it is one link or one span of code. Tables and
// code are not broken.
func TestColumns(t *testing.T) {
	t.Parallel()
	const most = 100
	whole := regexp.MustCompile("`[^`]*`|\\[[^\\]]*\\]\\([^)]*\\)")
	for name, text := range pages(t) {
		code := false
		for i, line := range strings.Split(text, "\n") {
			if strings.HasPrefix(line, "```") {
				code = !code
			}
			if code || strings.HasPrefix(line, "|") || strings.HasPrefix(line, "    ") || strings.HasPrefix(line, "\t") {
				continue
			}
			if n := utf8.RuneCountInString(line); n > most && strings.Contains(strings.TrimLeft(whole.ReplaceAllString(line, ""), "-* "), " ") {
				t.Errorf("%s:%d has %d columns", name, i+1, n)
			}
		}
	}
}

// The README fits two screens, and its code is that of docs/tasks, which CI runs.
func TestReadme(t *testing.T) {
	t.Parallel()
	readme := pages(t)["README.md"]
	if n := strings.Count(readme, "\n"); n > 100 {
		t.Errorf("README.md has %d lines", n)
	}
	blocks := strings.Split(readme, "```")
	if len(blocks) != 3 {
		t.Fatalf("README.md has %d blocks of code", len(blocks)/2)
	}
	task, err := os.ReadFile(filepath.FromSlash("docs/tasks/guard/guard.go"))
	if errors.Is(err, fs.ErrNotExist) {
		t.Skip("docs/tasks is a module of its own, and is not here")
	}
	code := strings.TrimPrefix(blocks[1], "go\n")
	if err != nil || code == "" || !strings.HasSuffix(strings.ReplaceAll(string(task), "\r\n", "\n"), "\n"+code) {
		t.Errorf("the code of README.md is not that of docs/tasks/guard, %v", err)
	}
}

// The Go of docs/dump.md is that of an example; package relay has a test for docs/embedding.md.
func TestDumpCode(t *testing.T) {
	t.Parallel()
	_, block, _ := strings.Cut(pages(t)["docs/dump.md"], "```go\n")
	block, rest, _ := strings.Cut(block, "```")
	example, err := os.ReadFile(filepath.FromSlash("dump/example_test.go"))
	code := regexp.MustCompile(`\s+`)
	if err != nil || block == "" || !strings.Contains(code.ReplaceAllString(string(example), " "), code.ReplaceAllString(block, " ")) {
		t.Errorf("docs/dump.md has code of its own, %v:\n%s", err, block)
	}
	if strings.Contains(rest, "```go") {
		t.Error("docs/dump.md has more than one block of Go")
	}
}

// A drawing is well-formed, says in words what it shows, has text as text, and colours for a dark
// page.
func TestDrawings(t *testing.T) {
	t.Parallel()
	drawings, err := filepath.Glob(filepath.FromSlash("docs/drawings/*.svg"))
	if err != nil || len(drawings) < 5 {
		t.Fatalf("%d drawings, %v", len(drawings), err)
	}
	for _, name := range drawings {
		b, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		seen := map[string]bool{}
		d := xml.NewDecoder(strings.NewReader(string(b)))
		for {
			token, err := d.Token()
			if errors.Is(err, io.EOF) {
				break
			}
			if err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			if e, ok := token.(xml.StartElement); ok {
				seen[e.Name.Local] = true
			}
		}
		if !seen["title"] || !seen["desc"] || !seen["text"] || seen["image"] || seen["script"] || !strings.Contains(string(b), "prefers-color-scheme: dark") {
			t.Errorf("%s has %v", name, seen)
		}
	}
}
