package session

import (
	"slices"
	"strings"
	"testing"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/internal/conformance"
)

const pages = "../docs/conformance/"

func allClaims(t *testing.T) []conformance.Claim {
	t.Helper()
	return append(conformance.Claims(t, pages+"x225.md", "X.225"), conformance.Claims(t, pages+"x235.md", "X.235")...)
}

// TestConformancePages holds that each row which says "Supported" names tests or vectors that
// exist, that each other row has a reason, and that every clause which a rule enforces has its row.
func TestConformancePages(t *testing.T) {
	t.Parallel()
	known := conformance.Tests(t, ".")
	for _, v := range load(t) {
		known[v.Name] = true
	}
	claims := allClaims(t)
	conformance.Check(t, claims, known)
	conformance.CheckClauses(t, claims, Rules())
	for _, row := range conformance.Rows(t, pages+"x225.md", "Element") {
		if len(row) != 5 || !known[row[4]] {
			t.Errorf("%q: no test or vector %q", row[0], row[len(row)-1])
		}
	}
}

// The pages name every SPDU, and the tolerances of the layer: no others, and none missing.
func TestConformanceNames(t *testing.T) {
	t.Parallel()
	var words []string
	for _, c := range allClaims(t) {
		words = append(words, strings.FieldsFunc(c.Subject, func(r rune) bool { return r < 'A' || r > 'Z' })...)
	}
	for i := TypeCN; int(i) < len(types); i++ {
		for name := range strings.SplitSeq(i.String(), "/") {
			if !slices.Contains(words, name) && name != "NL" {
				t.Errorf("no row for %s", name)
			}
		}
	}
	var named []string
	for _, row := range conformance.Rows(t, pages+"x225.md", "Name") {
		named = append(named, strings.Trim(row[0], "`"))
	}
	var want []string
	for one := range (tolerant | osi.SurplusSerial).All() {
		want = append(want, one.String())
	}
	if !slices.Equal(named, want) {
		t.Errorf("tolerances %q, want %q", named, want)
	}
}
