package spm

import (
	"strings"
	"testing"

	"github.com/osi-go/osi/internal/conformance"
)

// TestConformancePage holds that what is called supported names tests that exist, that the rest has
// a reason, that every clause of a rule has its row, and that the readings are those of
// testdata/readings.csv.
func TestConformancePage(t *testing.T) {
	t.Parallel()
	const page = "../../docs/conformance/spm.md"
	claims := conformance.Claims(t, page, "X.225")
	conformance.Check(t, claims, conformance.Tests(t, "."))
	conformance.CheckClauses(t, claims, Rules())
	rows, readings := conformance.Rows(t, page, "Cell"), readCSV(t, "readings.csv")
	if len(rows) != len(readings) {
		t.Fatalf("%d readings, want %d", len(rows), len(readings))
	}
	for i, r := range readings {
		if rows[i][0] != strings.Join(r[:4], " ") || rows[i][3] != r[8] {
			t.Errorf("reading %v, want %v", rows[i], r)
		}
	}
}
