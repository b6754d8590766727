package x25_test

import (
	"iter"
	"os"
	"strings"
	"testing"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/x25"
	"github.com/osi-go/osi/x25/lapb"
	"github.com/osi-go/osi/x25/xot"
)

// The conformance pages name every clause that a rule enforces, every packet and every tolerance.
func TestConformancePages(t *testing.T) {
	for page, c := range map[string]struct {
		rules iter.Seq[*osi.Rule]
		words string
	}{
		"x25.md": {x25.Rules(), "CALL CALL-ACC CLEAR CLEAR-CONF DATA INT INT-CONF RR RNR REJ RESET RESET-CONF RESTART RESTART-CONF DIAG REG REG-CONF" +
			" x25-long-call-user-data x25-address-pad x25-no-diagnostic"},
		"lapb.md":    {lapb.Rules(), "I RR RNR REJ SABM SABME DISC DM UA FRMR"},
		"rfc1613.md": {xot.Rules(), "PVC-SETUP xot-no-flow-control"},
	} {
		b, err := os.ReadFile("../docs/conformance/" + page)
		if err != nil {
			t.Fatal(err)
		}
		text := string(b)
		for r := range c.rules {
			if clause := strings.TrimPrefix(r.Clause, "X.25 "); !strings.Contains(text, clause) {
				t.Errorf("%s: no word of %s, rule %s", page, r.Clause, r.ID)
			}
		}
		for word := range strings.FieldsSeq(c.words) {
			if !strings.Contains(text, word) {
				t.Errorf("%s: no word of %s", page, word)
			}
		}
	}
}
