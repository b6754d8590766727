package vectors_test

import (
	"bytes"
	"maps"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/osi-go/osi/internal/vectors"
)

// page returns docs/vectors.md.
func page(t *testing.T) string {
	t.Helper()
	b, err := os.ReadFile("../../docs/vectors.md")
	if err != nil {
		t.Fatal(err)
	}
	return strings.ReplaceAll(string(b), "\r\n", "\n")
}

// The example of docs/vectors.md is a vector, with comments.
func TestPageExample(t *testing.T) {
	t.Parallel()
	_, text, _ := strings.Cut(page(t), "```\n")
	text, _, _ = strings.Cut(text, "```")
	example, err := vectors.Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	if want := []byte{0x19, 6, 0x11, 1, 5, 0xc1, 1, 0x41}; !bytes.Equal(example.Octets, want) || example.Rule != "session.abort-user-data" || example.Offset != 7 {
		t.Errorf("the example is %+v", example)
	}
	all, err := vectors.Load("session")
	if err != nil {
		t.Fatal(err)
	}
	i := slices.IndexFunc(all, func(v vectors.Vector) bool { return v.Name == "abort-data-provider" })
	if i < 0 || !bytes.Equal(all[i].Octets, example.Octets) || all[i].Rule != example.Rule || all[i].Offset != example.Offset {
		t.Errorf("the example is not session/abort-data-provider")
	}
}

// docs/vectors.md names every layer that has vectors, and every form of each.
func TestPageForms(t *testing.T) {
	t.Parallel()
	named := map[string][]string{}
	_, table, _ := strings.Cut(page(t), "| Layer | Forms |\n")
	table, _, _ = strings.Cut(table, "\n\n")
	for line := range strings.Lines(table) {
		if cells := strings.SplitN(line, "|", 3); len(cells) == 3 && strings.Contains(cells[1], "`") {
			named[strings.Trim(cells[1], " `")] = regexp.MustCompile("`[a-z0-9-]+`").FindAllString(cells[2], -1)
		}
	}
	folders, err := os.ReadDir(".")
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]bool{}
	for _, f := range folders {
		if !f.IsDir() {
			continue
		}
		seen[f.Name()] = true
		all, err := vectors.Load(f.Name())
		if err != nil || len(all) == 0 {
			t.Errorf("%s: %d vectors, %v", f.Name(), len(all), err)
		}
		for i := range all {
			if form := all[i].Get("form"); form != "" && !slices.Contains(named[f.Name()], "`"+form+"`") {
				t.Errorf("docs/vectors.md does not have form %s of %s", form, f.Name())
			}
		}
	}
	if !slices.Equal(slices.Sorted(maps.Keys(seen)), slices.Sorted(maps.Keys(named))) {
		t.Errorf("folders are %v, the page has %v", slices.Sorted(maps.Keys(seen)), slices.Sorted(maps.Keys(named)))
	}
}
