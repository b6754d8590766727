package association_test

import (
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/osi-go/osi/internal/conformance"
)

// TestConformance has every test that docs/conformance/association.md names, and one in each row of
// what is supported.
func TestConformance(t *testing.T) {
	t.Parallel()
	page, err := os.ReadFile("../../docs/conformance/association.md")
	if err != nil {
		t.Fatal(err)
	}
	known := conformance.Tests(t, ".")
	known["TestPeers"] = true // of examples/associate, another module
	for _, q := range regexp.MustCompile("`(Test\\w+)`").FindAllStringSubmatch(string(page), -1) {
		if !known[q[1]] {
			t.Errorf("there is no %s", q[1])
		}
	}
	for line := range strings.Lines(string(page)) {
		if strings.Contains(line, "| Supported") && !strings.Contains(line, "`Test") {
			t.Errorf("no test: %s", line)
		}
	}
}
