package main

import (
	"fmt"
	"os"
	"regexp"
	"strings"
	"testing"
)

const docsPage = "docs/dissect.md" // from the root of the repository, where its commands run

// consoles are the transcripts in the page.
var consoles = regexp.MustCompile("(?s)```console\n(.*?)```")

// What docs/dissect.md shows of a terminal is what the program prints. A line … stands for the
// rest.
func TestTranscripts(t *testing.T) {
	t.Chdir("../..")
	page, err := os.ReadFile(docsPage)
	if err != nil {
		t.Fatal(err)
	}
	seen := 0
	now := consoles.ReplaceAllFunc(page, func(block []byte) []byte {
		body := consoles.FindSubmatch(block)[1]
		var b strings.Builder
		status := 0
		for _, command := range strings.Split("\n"+strings.TrimSuffix(string(body), "\n"), "\n$ ")[1:] {
			line, shown, _ := strings.Cut(command, "\n")
			var out string
			if line == "echo $?" {
				out = fmt.Sprintln(status)
			} else {
				seen++
				out, status = execute(t, line)
			}
			fmt.Fprintf(&b, "$ %s\n%s", line, shorten(out, shown))
		}
		return []byte("```console\n" + b.String() + "```")
	})
	if seen < 5 {
		t.Errorf("%d commands", seen)
	}
	if string(now) == string(page) {
		return
	}
	if *update {
		if err := os.WriteFile(docsPage, now, 0o600); err != nil {
			t.Fatal(err)
		}
		return
	}
	t.Error(firstDifference(string(now), string(page)))
}

// execute runs a command line of the page.
func execute(t *testing.T, line string) (out string, status int) {
	t.Helper()
	stdin := ""
	if text, rest, ok := strings.Cut(line, " | "); ok {
		stdin, line = strings.TrimPrefix(text, "echo ")+"\n", rest
	}
	args := strings.Fields(strings.ReplaceAll(line, `'`, ""))
	if args[0] != "dissect" {
		t.Fatalf("%q", line)
	}
	out, errs, status := dissected(t, strings.NewReader(stdin), args[1:]...)
	return errs + out, status
}

// shorten leaves out what the page leaves out.
func shorten(out, shown string) string {
	lines := strings.Split(strings.TrimSuffix(shown, "\n"), "\n")
	if lines[len(lines)-1] != "…" {
		return out
	}
	all := strings.SplitAfter(out, "\n")
	return strings.Join(all[:min(len(lines)-1, len(all))], "") + "…\n"
}
