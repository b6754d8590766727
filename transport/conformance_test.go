package transport_test

import (
	"strings"
	"testing"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/internal/conformance"
	"github.com/osi-go/osi/transport"
)

// Each row of a clause that is supported names tests or vectors, and all that it names exist. Every
// clause that a rule enforces, and every tolerance with a vector that needs it, has a row.
func TestConformancePages(t *testing.T) {
	t.Parallel()
	const pages = "../docs/conformance/"
	claims := append(conformance.Claims(t, pages+"x224.md", "X.224"), conformance.Claims(t, pages+"rfc1006.md", "RFC 1006")...)
	known, tolerated := conformance.Tests(t, "."), map[string]bool{}
	vs := load(t)
	for i := range vs {
		known[vs[i].Name] = true
		tolerated[vs[i].Get("tolerance")] = true
	}
	conformance.Check(t, claims, known)
	conformance.CheckClauses(t, claims, transport.Rules())
	rows := map[string]bool{}
	for _, page := range []string{"x224.md", "rfc1006.md"} {
		for _, row := range conformance.Rows(t, pages+page, "Name") {
			rows[strings.Trim(row[0], "`")] = true
		}
	}
	for tolerance := range (osi.ZeroReference<<1 - 1).All() {
		if name := tolerance.String(); !rows[name] || !tolerated[name] {
			t.Errorf("%s: no row, or no vector", name)
		}
	}
}
