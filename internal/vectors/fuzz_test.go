package vectors_test

import (
	"strings"
	"testing"

	"github.com/osi-go/osi/internal/vectors"
)

// FuzzParse asserts that no text breaks the reader. Counts are kept small: a vector may be as large
// as its author likes.
func FuzzParse(f *testing.F) {
	f.Add("expect: reject\nrule: session.li\noffset: 1\nsource: X.225 8.2.5\n\n0D FF # a CN\n41*3 (A0 80)*2\n")
	f.Fuzz(func(t *testing.T, text string) {
		if strings.Count(text, "*") > 2 || strings.ContainsAny(text, "3456789") {
			return
		}
		if v, err := vectors.Parse(text); err == nil && v.Get("source") == "" {
			t.Fatal("a vector without source")
		}
	})
}
