package validate_test

import (
	"strings"
	"testing"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/validate"
)

// X.25 Annex C, Table C-3: what a DTE may send in each state, and what it is answered by. The clear
// of the DCE has cause 13.
func TestCallStates(t *testing.T) {
	answer := func(diagnostic string) string { return "clear call, 10011313" + diagnostic }
	packets := map[string]string{
		"call": "10010B0000", "accept": "10010F", "clear": "1001130000", "confirm": "100117",
		"data": "10010041", "RR": "100101", "interrupt": "10012341", "reset": "10011B0000", "reset confirm": "10011F",
	}
	for state, c := range map[string]struct {
		script string
		rule   string // of the packets that are wrong, but for those in others
		code   string // its diagnostic
		right  string // the packets that are taken or discarded
	}{
		"p1": {"", "p1", "14", "call clear"},
		"p2": {"> 10010B0000", "p2", "15", "clear"},
		"p3": {"< 10010B0000", "p3", "16", "call accept clear"},
		"p4": {"> 10010B0000\n < 10010F", "p4", "17", "clear data RR interrupt reset"},
		"p5": {"> 10010B0000\n < 10010B0000", "p5", "18", "clear"},
		"p6": {"> 1001130000", "p6", "19", ""},
		"p7": {"> 10010B0000\n < 10010F\n < 1001130000", "", "", "call accept clear confirm data RR interrupt reset reset\u00a0confirm"},
	} {
		for name, packet := range packets {
			t.Run(state+"/"+name, func(t *testing.T) {
				s := guard(t, dte).Stream(validate.Packets)
				play(t, s, c.script)
				right := false
				for word := range strings.SplitSeq(c.right, " ") {
					right = right || strings.ReplaceAll(word, "\u00a0", " ") == name
				}
				v, _ := s.Check(initiator, octets(t, packet))
				want := "stack.x25-" + c.rule + ", " + answer(c.code)
				switch {
				case right:
					want = "pass " + strings.ToLower(packet)
				case state == "p4" && name == "reset confirm": // Table C-4
					want = "stack.x25-d1, reset call, 10011b051b"
				case state == "p1" && name != "confirm": // the other side has no call
					want = "stack.x25-p1, drop unit, 1001131314"
				case state == "p6" && name == "clear": // again
					want = "stack.x25-p6, drop unit"
				case state != "p4" && name == "confirm": // of no clear: X.25 would clear
					want = "stack.x25-" + c.rule + ", drop unit"
				}
				if got := outcome(v); got != want {
					t.Errorf("got %s, want %s", got, want)
				}
				if v.Action == validate.Reject && osi.AsError(v.Err).Offset != 2 {
					t.Errorf("%+v", osi.AsError(v.Err))
				}
			})
		}
	}
}

// The same of a DCE: it is answered by a DTE, with cause 00.
func TestCallStatesOfDCE(t *testing.T) {
	playAll(t, validate.Packets, map[string]played{
		"p2": {dte, "> 10010B0000\n < 10010041 = stack.x25-p2, clear call, 1001130015"},
		"p3": {dte, "< 10010B0000\n < 10010041 = stack.x25-p3, clear call, 1001130016"},
		"p5": {dte, "> 10010B0000\n < 10010B0000\n < 10010041 = stack.x25-p5, clear call, 1001130018"},
		"p7": {dte, "> 10010B0000\n < 1001130000\n < 10010041 = stack.x25-p7, clear call, 100113001a"},
		"d3": {dte, "> 10010B0000\n < 10010F\n < 10011B0000\n < 10010041 = stack.x25-d3, reset call, 10011b001d"},
		"who is a DCE not known: the sender is the DTE": {validate.Policy{Top: osi.X25}, "< 10010B0000\n < 10010041 = stack.x25-p2, clear call, 1001130015"},
	})
}

func TestCollisions(t *testing.T) {
	unknown := validate.Policy{Top: osi.X25}
	playAll(t, validate.Packets, map[string]played{
		"of calls: the DTE's goes on": {dte, `
			> 10010B 00 03 430303
			< 10010B 00 03 430202
			< 10010F
			> 100100 41
			> 100102 41
			> 100104 41
			> 100106 41 = stack.x25-window, reset call, 10011b0501
		`},
		"of calls, the DCE's first": {dte, `
			< 10010B 00 03 430202
			> 10010B 00 03 430303
			< 10010F
			> 100100 41
			> 100102 41
			> 100104 41
		`},
		"of calls: the DCE's is not accepted": {dte, `
			> 10010B 00 00
			< 10010B 00 00
			> 10010F = stack.x25-p5, clear call, 1001131318
		`},
		"of calls, who is a DCE not known: either is accepted": {unknown, `
			> 10010B 00 03 430303
			< 10010B 00 03 430304
			> 10010F 00 03 430303
			> 100100 41
			> 100102 41
			> 100104 41
			< 100160 41
			< 100162 41
			< 100164 41
			< 100166 41 = stack.x25-window, reset call, 10011b0001
		`},
		"of clears: no confirmation": {dte, `
			> 10010B 00 00
			< 10010F
			> 1001130000
			< 1001130000
			< 10010B 00 00
			> 10010F
		`},
		"of a clear and an acceptance": {dte, `
			> 10010B 00 00
			> 1001130000
			< 10010F
			< 100117
			> 10010B 00 00
			< 10010F
		`},
		"of a clear and data": {dte, `
			> 10010B 00 00
			< 10010F
			> 1001130000
			< 100100 41
			< 1001130000
			> 10010B 00 00
		`},
		"of resets: no confirmation": {dte, `
			> 10010B 00 00
			< 10010F
			> 10011B0000
			< 10011B0000
			> 100100 41
			< 100120 42
		`},
		"of a reset and a clear": {dte, `
			> 10010B 00 00
			< 10010F
			> 10011B0000
			< 1001130000
			> 100117
			> 10010B 00 00
		`},
		"repeated when a timer runs out: discarded": {dte, `
			> 10010B 00 00
			< 10010F
			> 10011B0000
			> 10011B0000 = stack.x25-d2, drop unit
			< 10011F
			> 1001130000
			> 1001130000 = stack.x25-p6, drop unit
			< 100117
			> 1000FB0000
			> 1000FB0000 = stack.x25-r2, drop unit
			< 1000FF
		`},
	})
}
