package main

import (
	"bytes"
	"encoding/json"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// The JSON of every capture is a line of valid JSON per object, which says where it comes from.
func TestJSONOfCaptures(t *testing.T) {
	t.Parallel()
	var files []string
	for _, root := range []string{published, found()} {
		err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
			if err == nil && d.Type().IsRegular() && strings.Contains(filepath.Ext(path), ".pcap") {
				files = append(files, path)
			}
			return nil
		})
		if err != nil && !os.IsNotExist(err) {
			t.Fatal(err)
		}
	}
	if len(files) < 60 {
		t.Fatalf("%d captures", len(files))
	}
	lines := 0
	for _, path := range files {
		out, _, _ := dissected(t, nil, "-json", path)
		for line := range bytes.Lines([]byte(out)) {
			lines++
			var object map[string]any
			if err := json.Unmarshal(line, &object); err != nil {
				t.Fatalf("%s: %v\n%s", path, err, line)
			}
			if (object["dir"] == nil || object["layer"] == nil) && object["association"] == nil || object["file"] != path || bytes.Contains(line, []byte("top secret")) {
				t.Fatalf("%s: %s", path, line)
			}
		}
	}
	if lines < 1000 {
		t.Errorf("%d objects", lines)
	}
	t.Logf("%d objects of %d captures", lines, len(files))
}
