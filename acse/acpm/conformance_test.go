package acpm

import (
	"testing"

	"github.com/osi-go/osi/internal/conformance"
)

// What the conformance page names are tests, examples and rules that exist, and each rule has a
// row.
func TestConformance(t *testing.T) {
	t.Parallel()
	claims, known := conformance.Claims(t, "../../docs/conformance/acpm.md", "X.227"), conformance.Tests(t, ".")
	for r := range Rules() {
		known[r.ID] = true
	}
	conformance.Check(t, claims, known)
	conformance.CheckRules(t, claims, Rules(), false)
}
