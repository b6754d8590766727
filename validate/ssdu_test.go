package validate_test

import (
	"encoding/hex"
	"strings"
	"testing"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/validate"
)

// Where the session layer is somebody else's, SSDUs are judged with their primitives, and answered
// with PPDUs.
func TestSSDUs(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ units, rule, answer string }{
		"association":        {presentationUp + "> 61093007020103A0020500\n< 61093007020103A0020500\n> S-RELEASE 610C300A020101A0056203800100\n", "", ""},
		"data before CPA":    {strings.SplitAfter(presentationUp, "\n")[0] + "> 61093007020103A0020500\n", "stack.ppdu-state", "3006800102810107"}, // unexpected-ppdu, TD
		"no CPR":             {strings.SplitAfter(presentationUp, "\n")[0] + "< S-REJECT \n", "", ""},
		"CPA of nobody's CP": {strings.SplitAfter(presentationUp, "\n")[1], "stack.ppdu-state", "3006800102810101"},
		"CP twice":           {presentationUp + strings.SplitAfter(presentationUp, "\n")[0], "stack.ppdu-state", "3006800102810100"},
		"no CP":              {"> S-CONNECT 3003020100", "presentation.ppdu", "30038a0100"}, // a CPR, reason-not-specified
	} {
		t.Run(name, func(t *testing.T) {
			s := guard(t, validate.Policy{}).Stream(validate.SSDUs)
			var last validate.Verdict
			for line := range strings.Lines(c.units) {
				last = feed(t, s, line)
			}
			rule := ""
			if e := osi.AsError(last.Err); e != nil {
				rule = e.ID
			}
			if rule != c.rule {
				t.Fatalf("%q, want %q: %v", rule, c.rule, last.Err)
			}
			if rule != "" && (last.Reaction != validate.AbortSession || len(last.Answer) != 1 || hex.EncodeToString(last.Answer[0]) != c.answer) {
				t.Errorf("%s, %x", last.Reaction, last.Answer)
			}
		})
	}
}
