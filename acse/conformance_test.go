package acse_test

import (
	"testing"

	"github.com/osi-go/osi/acse"
	"github.com/osi-go/osi/internal/conformance"
)

// What the conformance page calls supported is shown by tests, rules and vectors that exist, and
// every rule stands in a row of its clause.
func TestConformancePage(t *testing.T) {
	t.Parallel()
	claims, known := conformance.Claims(t, "../docs/conformance/x227.md", "X.227"), conformance.Tests(t, ".")
	for _, v := range load(t) {
		known["acse/"+v.Name] = true
	}
	for r := range acse.Rules() {
		known[r.ID] = true
	}
	conformance.Check(t, claims, known)
	conformance.CheckRules(t, claims, acse.Rules(), true)
}
