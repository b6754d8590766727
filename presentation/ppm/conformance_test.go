package ppm

import (
	"os"
	"strings"
	"testing"

	"github.com/osi-go/osi/internal/conformance"
)

// What the conformance page names are tests, examples and rules that exist; each rule has a row;
// each reading too.
func TestConformance(t *testing.T) {
	t.Parallel()
	const page = "../../docs/conformance/ppm.md"
	claims, known := conformance.Claims(t, page, "X.226"), conformance.Tests(t, ".")
	for r := range Rules() {
		known[r.ID] = true
	}
	conformance.Check(t, claims, known)
	conformance.CheckRules(t, claims, Rules(), false)
	text, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range csvRecords(t, "readings.csv") {
		if !strings.Contains(string(text), "| "+r[0]+" | "+r[1]+" | ") || !strings.Contains(string(text), strings.ReplaceAll(r[7], "|", `\|`)) {
			t.Errorf("no row for the reading %q", r)
		}
	}
}
