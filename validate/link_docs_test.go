package validate_test

import (
	"os"
	"strings"
	"testing"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/validate"
)

// The conformance pages name every clause of X.25 and XOT that a rule of the gate enforces.
func TestConformanceX25(t *testing.T) {
	pages := map[osi.Layer]string{osi.X25: "x25.md", osi.XOT: "rfc1613.md"}
	for r := range validate.Rules() {
		page := pages[r.Layer]
		if page == "" || r.Clause == "policy" || r.Clause == "limit" {
			continue
		}
		b, err := os.ReadFile("../docs/conformance/" + page)
		if err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(string(b), "| "+strings.TrimPrefix(r.Clause, "X.25 ")) && !strings.Contains(string(b), ", "+strings.TrimPrefix(r.Clause, "X.25 ")+" |") {
			t.Errorf("%s: no word of %s, rule %s", page, r.Clause, r.ID)
		}
	}
}
