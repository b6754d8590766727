package main

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// Dissect is told PDUs: package stack decodes them. It decodes by itself what stack has no carrier
// for: LAPB frames, and the packets of a log that leaves out their headers; and it reads policies.
func TestDecodesNothing(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	call := regexp.MustCompile(`\b(\w+\.)?(Decode|DecodeNext|Parse|ParseNext|SplitTPKT|Split|Reassembler|Sequences)\b[({]`)
	allowed := map[string]string{"link.go": "frames.Decode", "log.go": "decoder.Decode", "options.go": "flags.Parse", "check.go": "d.Decode"}
	seen := 0
	for _, name := range files {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		b, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range call.FindAllString(string(b), -1) {
			seen++
			if m = strings.TrimRight(m, "({"); m != allowed[name] {
				t.Errorf("%s: %s", name, m)
			}
		}
	}
	if seen == 0 {
		t.Error("no call was seen: the expression is wrong")
	}
}
