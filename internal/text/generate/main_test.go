package main

import (
	"bytes"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// Every text_gen.go of the module is what the go:generate line of its package makes.
func TestGenerated(t *testing.T) {
	t.Parallel()
	const line = "//go:generate go run github.com/osi-go/osi/internal/text/generate"
	found := 0
	err := filepath.WalkDir("../../..", func(path string, e fs.DirEntry, err error) error {
		if err != nil || filepath.Ext(path) != ".go" || filepath.Base(path) == "main_test.go" {
			return err
		}
		b, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		_, rest, ok := strings.Cut("\n"+string(b), "\n"+line)
		if !ok {
			return nil
		}
		found++
		without, _, _ := strings.Cut(rest, "\n")
		dir := filepath.Dir(path)
		want, err := generate(dir, strings.Fields(without))
		if err != nil {
			return err
		}
		if got, err := os.ReadFile(filepath.Join(dir, output)); err != nil || !bytes.Equal(got, want) {
			t.Errorf("%s: run go generate (%v)", dir, err)
		}
		return nil
	})
	if err != nil || found == 0 {
		t.Errorf("%d packages, %v", found, err)
	}
}
