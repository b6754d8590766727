package class0_test

import (
	"testing"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/internal/conformance"
	"github.com/osi-go/osi/transport/class0"
)

// Each row of a clause in the conformance page names tests that exist; every clause of a rule has a
// row, and every tolerance that a machine or monitor knows.
func TestConformancePage(t *testing.T) {
	t.Parallel()
	const page = "../../docs/conformance/class0.md"
	claims := conformance.Claims(t, page, "X.224")
	conformance.Check(t, claims, conformance.Tests(t, "."))
	conformance.CheckClauses(t, claims, class0.Rules())
	tolerances := map[string]bool{}
	for _, row := range conformance.Rows(t, page, "Name") {
		tolerances[row[0]] = true
	}
	for _, one := range []osi.Tolerance{osi.Class0Expedited, osi.Class0Disconnect, osi.ErrorReference} {
		if !tolerances["`"+one.String()+"`"] {
			t.Errorf("%v: no row", one)
		}
	}
}
