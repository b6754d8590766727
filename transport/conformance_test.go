package transport_test

import (
	"os"
	"strings"
	"testing"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/transport"
)

// The conformance pages name every clause that a rule enforces, every TPDU and every tolerance of this layer.
func TestConformancePages(t *testing.T) {
	var pages strings.Builder
	for _, name := range []string{"x224.md", "rfc1006.md"} {
		b, err := os.ReadFile("../docs/conformance/" + name)
		if err != nil {
			t.Fatal(err)
		}
		pages.Write(b)
	}
	text := pages.String()
	missing := func(what string) {
		if !strings.Contains(text, what) {
			t.Errorf("no word of %s", what)
		}
	}
	for r := range transport.Rules() {
		standard, clause, _ := strings.Cut(r.Clause, " ")
		if standard == "RFC" {
			standard, clause = "RFC 1006", "6"
		}
		if standard != "limit" {
			missing(standard)
			missing(clause)
		}
	}
	for _, tpdu := range []string{"CR", "CC", "DR", "DC", "DT", "ED", "AK", "EA", "RJ", "ER", "UD", "UN"} {
		missing(tpdu)
	}
	for tolerance := range (osi.Class0DisconnectData<<1 - 1).All() {
		missing("`" + tolerance.String() + "`")
	}
}
