package rtse_test

import (
	"testing"

	"github.com/osi-go/osi/internal/conformance"
	"github.com/osi-go/osi/rtse"
)

// What the conformance page calls supported is shown by tests, rules and vectors that exist, and
// every rule stands in a row of its clause.
func TestConformancePage(t *testing.T) {
	t.Parallel()
	claims, known := conformance.Claims(t, "../docs/conformance/x228.md", "X.228"), conformance.Tests(t, ".")
	for _, v := range load(t) {
		known["rtse/"+v.Name] = true
	}
	for r := range rtse.Rules() {
		known[r.ID] = true
	}
	conformance.Check(t, claims, known)
	conformance.CheckRules(t, claims, rtse.Rules(), true)
}
