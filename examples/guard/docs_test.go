package main

import (
	"bytes"
	"cmp"
	"flag"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/prometheus/client_golang/prometheus"
)

var updateDocs = flag.Bool("update-docs", false, "write the lists in docs/guard.md anew")

const page = "../../docs/guard.md"

func readPage(t *testing.T) string {
	t.Helper()
	b, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// listed holds what stands behind the mark in the page against text.
func listed(t *testing.T, mark, text string) {
	t.Helper()
	all := readPage(t)
	begin, end := "<!-- "+mark+" -->\n", "<!-- end -->\n"
	before, rest, found := strings.Cut(all, begin)
	old, after, ended := strings.Cut(rest, end)
	if !found || !ended {
		t.Fatalf("%s has no %s", page, mark)
	}
	if *updateDocs {
		write(t, page, before+begin+text+end+after)
		return
	}
	if old != text {
		t.Errorf("%s of %s: there is\n%swhere it is to be\n%sgo test ./examples/guard -run Page -update-docs writes it", mark, page, old, text)
	}
}

// The page lists the settings as the program has them.
func TestSettingsPage(t *testing.T) {
	c, err := configure(os.Stderr, nil)
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	b.WriteString("| Setting | Default | What it says |\n|---|---|---|\n")
	c.flags.VisitAll(func(f *flag.Flag) {
		_, usage := flag.UnquoteUsage(f)
		fmt.Fprintf(&b, "| `%s` | %s | %s |\n", f.Name, f.DefValue, strings.ReplaceAll(usage, "|", "\\|"))
	})
	listed(t, "settings", b.String())
}

// The page lists the metrics, with their help.
func TestMetricsPage(t *testing.T) {
	var rows []string
	for _, m := range metrics() {
		parts := regexp.MustCompile(`fqName: "(\w+)", help: "(.*?)"(?:, unit: "\w*")?, constLabels: \{\}, variableLabels: \{(\w*)\}`).FindStringSubmatch(m.desc.String())
		if parts == nil {
			t.Fatalf("%s", m.desc)
		}
		kind := map[prometheus.ValueType]string{prometheus.CounterValue: "counter", prometheus.GaugeValue: "gauge"}[m.kind]
		rows = append(rows, fmt.Sprintf("| `%s` | %s | %s | %s |\n", parts[1], kind, parts[3], strings.ReplaceAll(parts[2], `\"`, `"`)))
	}
	slices.Sort(rows)
	listed(t, "metrics", "| Metric | Kind | Label | What it counts |\n|---|---|---|---|\n"+strings.Join(rows, ""))
}

// The file in the page is one that the program takes.
func TestFilePage(t *testing.T) {
	t.Parallel()
	_, text, _ := strings.Cut(readPage(t), "```toml\n")
	text, _, _ = strings.Cut(text, "```")
	c, err := configure(os.Stderr, []string{"-config", write(t, "", text)})
	if err != nil {
		t.Fatal(err)
	}
	if len(c.listen) != 2 || len(c.used["x400"].CalledTSAPs) != 2 || len(c.used) != 2 {
		t.Errorf("%+v", c)
	}
}

// The first minute in the page is what happens.
func TestTranscript(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("written for Linux")
	}
	for _, tool := range []string{"bash", "curl", "od", "strings"} {
		if _, err := exec.LookPath(tool); err != nil {
			t.Skip(err)
		}
	}
	_, text, _ := strings.Cut(readPage(t), "```console\n")
	text, _, _ = strings.Cut(text, "```")
	for _, port := range []string{"1102", "1103", "9402"} {
		free, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		_, p, _ := net.SplitHostPort(free.Addr().String())
		free.Close()
		text = regexp.MustCompile(`\b`+port+`\b`).ReplaceAllString(text, p)
	}
	var script strings.Builder
	for line := range strings.Lines(text) {
		if command, ok := strings.CutPrefix(line, "$ "); ok {
			fmt.Fprintf(&script, "printf '%%s\\n' '%s'\n%s", strings.ReplaceAll("$ "+strings.TrimSuffix(command, "\n"), "'", `'\''`), command)
		}
	}
	dir := t.TempDir()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(self, filepath.Join(dir, "guard")); err != nil {
		t.Fatal(err)
	}
	c := exec.CommandContext(t.Context(), "bash", write(t, filepath.Join(dir, "script"), script.String()))
	c.Dir = dir
	c.Env = append(os.Environ(), "GUARD_AS_PROGRAM=1", "PATH="+dir+":"+os.Getenv("PATH"))
	var out bytes.Buffer
	c.Stdout, c.Stderr = &out, &out
	if err := c.Run(); err != nil {
		t.Errorf("%v", err)
	}
	peer := regexp.MustCompile(`(peer=)127\.0\.0\.1:\d+|^127\.0\.0\.1:\d+`)
	got, want := strings.Split(out.String(), "\n"), strings.Split(text, "\n")
	for i := range max(len(got), len(want)) {
		var g, w string
		if i < len(got) {
			g = got[i]
		}
		if i < len(want) {
			w = want[i]
		}
		g, w = peer.ReplaceAllString(g, "${1}PEER"), peer.ReplaceAllString(w, "${1}PEER")
		if n := min(len(g), len(w)); cmp.Or(n, 1) >= 100 { // cut to a width, and ports differ in length
			g, w = g[:n-8], w[:n-8]
		}
		if g != w {
			t.Fatalf("line %d is\n%s\nand not\n%s\nall of it:\n%s", i+1, g, w, &out)
		}
	}
}
