package main

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

const checked = `package p

func check(b []byte) error {
	if len(b) < 3 && b != nil {
		return fail(rule, 1, 2, 3)
	}
	n := make([]int, 0, 9)
	switch b[0] {
	case 1, 2:
		n = nil
	}
	return nil
}

func (p P) String() string { return name[p+1] }
`

// The places of a function, each with what it becomes. What makes memory, messages and texts is
// left out.
func TestFind(t *testing.T) {
	file := filepath.Join(t.TempDir(), "p.go")
	if err := os.WriteFile(file, []byte(checked), 0o600); err != nil {
		t.Fatal(err)
	}
	sites, err := find(file)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, s := range sites {
		if text := checked[s.from:s.to]; strings.Join(strings.Fields(text), " ") != s.before {
			t.Errorf("%q stands at %q", s.before, text)
		}
		got = append(got, s.operator+": "+s.before+" → "+s.text)
	}
	want := []string{
		"negate: len(b) < 3 && b != nil → !(len(b) < 3 && b != nil)",
		"never: len(b) < 3 && b != nil → false && (len(b) < 3 && b != nil)",
		"always: len(b) < 3 && b != nil → true || (len(b) < 3 && b != nil)",
		"operator: && → ||",
		"operator: < → <=",
		"operator: < → >=",
		"constant: 3 → 4",
		"constant: 3 → 2",
		"operator: != → ==",
		"swallow the error: fail(rule, 1, 2, 3) → nil",
		"constant: 1 → 2", // the offset; the last two arguments are those of the message
		"constant: 1 → 0",
		"constant: 0 → 1",
		"remove: 1, → ",
		"remove: , 2 → ",
		"constant: 1 → 2",
		"constant: 1 → 0",
		"constant: 2 → 3",
		"constant: 2 → 1",
		"remove: n = nil → ",
	}
	slices.Sort(got)
	slices.Sort(want)
	if !slices.Equal(got, want) {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

// A mutant that a test notices is killed, one that no test notices survives, and no file changes.
func TestJudge(t *testing.T) {
	if testing.Short() {
		t.Skip("builds a module")
	}
	dir := t.TempDir()
	const code = "package p\n\nfunc Less(a, b int) bool { return a < b }\n"
	for name, text := range map[string]string{
		"go.mod": "module example.test/p\n\ngo 1.26\n", "p.go": code,
		"p_test.go": "package p\n\nimport \"testing\"\n\nfunc TestLess(t *testing.T) {\n\tif !Less(1, 2) {\n\t\tt.Fail()\n\t}\n}\n",
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	t.Chdir(dir)
	t.Setenv("GOWORK", "off")
	var out, log bytes.Buffer
	r := runner{seed: 1, count: 10, out: &out, log: &log}
	if err := r.run([]string{"."}); err != nil {
		t.Fatal(err)
	}
	want := []string{"killed\texample.test/p\tp.go:3:37\toperator\t< → >=", "survived\texample.test/p\tp.go:3:37\toperator\t< → <="}
	got := strings.Split(strings.TrimSpace(out.String()), "\n")
	if slices.Sort(got); !slices.Equal(got, want) {
		t.Errorf("got %q\nwant %q", got, want)
	}
	if text := log.String(); text != "example.test/p: 1 of 2 killed (2 places, 0 did not compile)\n" {
		t.Errorf("%q", text)
	}
	if after, err := os.ReadFile("p.go"); err != nil || string(after) != code {
		t.Errorf("the code has become %s, %v", after, err)
	}
}
