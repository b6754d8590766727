package plp_test

import (
	"bytes"
	"fmt"
	"testing"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/x25"
)

// What the machine answers to a fault is what x25.Answer makes of it, which knows less of the
// state, but for the cells here.
func TestAgreesWithAnswer(t *testing.T) {
	t.Parallel()
	differs := map[string]string{}
	cells := 0
	each(t, func(name, event, state, cell string, b bench, pdu []byte) {
		situation := b.Situation(uint16(b.lci))
		if event == "UNASSIGNED" || event == "GFI" || event == "SHORT" {
			situation = b.Situation(0)
		}
		o, err := b.feed(pdu)
		if err == nil {
			return
		}
		cells++
		var got, want []byte
		for _, p := range o.Packets {
			got, _ = p.AppendBinary(got)
		}
		if action, p := x25.Answer(err, pdu, situation); action == osi.Send {
			want, _ = p.AppendBinary(nil)
		}
		if !bytes.Equal(got, want) {
			key := fmt.Sprintf("%v %s %s", b.side, event, state)
			if state == "r3" {
				key = fmt.Sprintf("%v r3", b.side)
			}
			differs[key] = fmt.Sprintf("%x, %x", got, want)
		}
	})
	want := map[string]string{
		// x25.Answer knows no peer that is a DCE while it restarts: r3 has another diagnostic than r2.
		"DTE r3": "1000fb0013, 1000fb0012",
		// A RESET that is repeated is discarded, whatever its format.
		"DCE FORMAT d2": ", 10021b0026", "DTE FORMAT d3": ", 10021b0026",
		// Digest 10.4: the format of what ends d3 counts.
		"DCE FORMAT d3": "10021b0026, ", "DTE FORMAT d2": "10021b0026, ",
		// The decoder of a DTE refuses REJ, since no DCE sends one. The answer is that of the table.
		"DTE NO-REJ d1": "10021b0025, 10021b0020", "DTE NO-REJ d3": "10021b0025, 10021b0020", "DTE NO-REJ p4": "10021b0025, 10021b0020",
		"DTE NO-REJ p1": "1002130014, 1002130020", "DTE NO-REJ p2": "1002130015, 1002130020", "DTE NO-REJ p3": "1002130016, 1002130020",
		"DTE NO-REJ p5": "1002130018, 1002130020", "DTE NO-REJ p7": "100213001a, ", "DTE NO-REJ r1": "1002130014, 1002130020",
	}
	for k, got := range differs {
		if got != want[k] {
			t.Errorf("%s: %s", k, got)
		}
		delete(want, k)
	}
	for k := range want {
		t.Errorf("%s: no difference", k)
	}
	t.Logf("%d cells", cells)
}
