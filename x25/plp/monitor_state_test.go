package plp_test

import (
	"strings"
	"testing"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/x25"
	"github.com/osi-go/osi/x25/plp"
)

// X.25 Annex C, Table C-3: what a DTE may send in each state, and what it is answered by. The clear
// of the DCE has cause 13.
func TestMonitorCallStates(t *testing.T) {
	t.Parallel()
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
				w := watched{initiatorDTE, c.script}.play(t)
				right := false
				for word := range strings.SplitSeq(c.right, " ") {
					right = right || strings.ReplaceAll(word, "\u00a0", " ") == name
				}
				got, e := w.judged(osi.FromInitiator, octets(t, packet))
				got, _, _ = strings.Cut(got, " / ")
				want := "plp." + c.rule + ", " + answer(c.code)
				switch {
				case right:
					want = "pass"
				case state == "p4" && name == "reset confirm": // Table C-4
					want = "plp.d1, reset call, 10011b051b"
				case state == "p1" && name != "confirm": // the other side has no call
					want = "plp.p1, drop unit, 1001131314"
				case state == "p6" && name == "clear": // again
					want = "plp.p6, drop unit"
				case state != "p4" && name == "confirm": // of no clear: X.25 would clear
					want = "plp." + c.rule + ", drop unit"
				}
				if got != want {
					t.Errorf("got %s, want %s", got, want)
				}
				if e != nil && e.Offset != 2 {
					t.Errorf("%+v", e)
				}
			})
		}
	}
}

// The same of a DCE: it is answered by a DTE, with cause 00.
func TestMonitorCallStatesOfDCE(t *testing.T) {
	t.Parallel()
	watchAll(t, map[string]watched{
		"p2": {initiatorDTE, "> 10010B0000\n < 10010041 = plp.p2, clear call, 1001130015"},
		"p3": {initiatorDTE, "< 10010B0000\n < 10010041 = plp.p3, clear call, 1001130016"},
		"p5": {initiatorDTE, "> 10010B0000\n < 10010B0000\n < 10010041 = plp.p5, clear call, 1001130018"},
		"p7": {initiatorDTE, "> 10010B0000\n < 1001130000\n < 10010041 = plp.p7, clear call, 100113001a"},
		"d3": {initiatorDTE, "> 10010B0000\n < 10010F\n < 10011B0000\n < 10010041 = plp.d3, reset call, 10011b001d"},
		"who is a DCE not known: the sender is the DTE": {plp.Monitor{}, "< 10010B0000\n < 10010041 = plp.p2, clear call, 1001130015"},
	})
}

func TestMonitorCollisions(t *testing.T) {
	t.Parallel()
	unknown := plp.Monitor{}
	watchAll(t, map[string]watched{
		"of calls: the DTE's goes on": {initiatorDTE, `
			> 10010B 00 03 430303
			< 10010B 00 03 430202
			< 10010F
			> 100100 41
			> 100102 41
			> 100104 41
			> 100106 41 = plp.window, reset call, 10011b0501
		`},
		"of calls, the DCE's first": {initiatorDTE, `
			< 10010B 00 03 430202
			> 10010B 00 03 430303
			< 10010F
			> 100100 41
			> 100102 41
			> 100104 41
		`},
		"of calls: the DCE's is not accepted": {initiatorDTE, `
			> 10010B 00 00
			< 10010B 00 00
			> 10010F = plp.p5, clear call, 1001131318
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
			< 100166 41 = plp.window, reset call, 10011b0001
		`},
		"of clears: no confirmation": {initiatorDTE, `
			> 10010B 00 00
			< 10010F
			> 1001130000
			< 1001130000
			< 10010B 00 00
			> 10010F
		`},
		"of a clear and an acceptance": {initiatorDTE, `
			> 10010B 00 00
			> 1001130000
			< 10010F
			< 100117
			> 10010B 00 00
			< 10010F
		`},
		"of a clear and data": {initiatorDTE, `
			> 10010B 00 00
			< 10010F
			> 1001130000
			< 100100 41
			< 1001130000
			> 10010B 00 00
		`},
		"of resets: no confirmation": {initiatorDTE, `
			> 10010B 00 00
			< 10010F
			> 10011B0000
			< 10011B0000
			> 100100 41
			< 100120 42
		`},
		"of a reset and a clear": {initiatorDTE, `
			> 10010B 00 00
			< 10010F
			> 10011B0000
			< 1001130000
			> 100117
			> 10010B 00 00
		`},
		"repeated when a timer runs out: discarded": {initiatorDTE, `
			> 10010B 00 00
			< 10010F
			> 10011B0000
			> 10011B0000 = plp.d2, drop unit
			< 10011F
			> 1001130000
			> 1001130000 = plp.p6, drop unit
			< 100117
			> 1000FB0000
			> 1000FB0000 = plp.r2, drop unit
			< 1000FF
		`},
	})
}

// A packet that the state has no place for is answered for its type, whatever else is wrong with
// it: Tables C-3 and C-4 ask for the format of the other packets alone.
func TestMonitorBrokenInStates(t *testing.T) {
	t.Parallel()
	const call, called, transfer = "> 10010B0000\n", "< 10010B0000\n", "> 10010B0000\n < 10010F\n"
	watchAll(t, map[string]watched{
		"p1, DATA":               {initiatorDTE, "> 10010141 = x25.too-long, drop unit, 1001131314"},
		"p1, CALL-ACC":           {initiatorDTE, "> 10010F01A000 = x25.called-address, drop unit, 1001131314"},
		"p1, CALL":               {initiatorDTE, "> 10010B01A000 = x25.called-address, clear call, 1001131343"},
		"p1, CLEAR-CONF":         {initiatorDTE, "> 10011741 = x25.too-long, drop unit"},
		"p2, DATA":               {initiatorDTE, call + "> 10010141 = x25.too-long, clear call, 1001131315 / 10011300e4"},
		"p2, RR":                 {initiatorDTE, call + "> 10010100 = x25.too-long, clear call, 1001131315 / 10011300e4"},
		"p2, CALL":               {initiatorDTE, call + "> 10010B01A000 = x25.called-address, clear call, 1001131315"},
		"p2, CLEAR":              {initiatorDTE, call + "> 100113 = x25.too-short, clear call, 1001131326"},
		"p2, DATA of the DCE":    {initiatorDTE, call + "< 10010141 = x25.too-long, clear call, 1001130015 / 1001131100"},
		"p2, answer of the DCE":  {initiatorDTE, call + "< 10010F01A000 = x25.called-address, clear call, 1001130043 / 1001131100"},
		"p3, INT":                {initiatorDTE, called + "> 100123 = x25.interrupt-empty, clear call, 1001131316"},
		"p3, DATA of the DCE":    {initiatorDTE, called + "< 10010141 = x25.too-long, clear call, 1001130016"},
		"p5, RESET":              {initiatorDTE, call + called + "> 10011B = x25.too-short, clear call, 1001131318"},
		"p4, CALL":               {initiatorDTE, transfer + "> 10010B01A000 = x25.called-address, clear call, 1001131317"},
		"p4, CALL-ACC of a DCE":  {initiatorDTE, transfer + "< 10010F01A000 = x25.called-address, clear call, 1001130017"},
		"d1, RESET-CONF":         {initiatorDTE, transfer + "> 10011F00 = x25.too-long, reset call, 10011b051b"},
		"d1, REJ":                {initiatorDTE, transfer + "> 10010900 = x25.too-long, reset call, 10011b0525"},
		"d1, REJ of a DCE":       {initiatorDTE, transfer + "< 100109 = x25.sender, reset call, 10011b0025"},
		"d1, DATA":               {initiatorDTE, transfer + "> 10010141 = x25.too-long, reset call, 10011b0527"},
		"d2, INT-CONF":           {initiatorDTE, transfer + "> 10011B0000\n > 10012741 = x25.too-long, reset call, 10011b051c"},
		"d2, RESET":              {initiatorDTE, transfer + "> 10011B0000\n > 10011B0100 = x25.cause, drop unit\n < 10011F\n > 100100 41"},
		"d3, DATA":               {initiatorDTE, transfer + "< 10011B0000\n > 10010141 = x25.too-long, drop unit\n > 10011F"},
		"d3, CALL":               {initiatorDTE, transfer + "< 10011B0000\n > 10010B0000 = plp.p4, clear call, 1001131317 / 10011300e2"},
		"d3, CLEAR":              {initiatorDTE, transfer + "< 10011B0000\n > 100113 = x25.too-short, clear call, 1001131326 / 10011300e2"},
		"d3, RR of the DCE":      {initiatorDTE, transfer + "< 10011B0000\n < 10010100 = x25.too-long, reset call, 10011b001d"},
		"p6, DATA":               {initiatorDTE, transfer + "> 1001130000\n > 10010141 = x25.too-long, clear call, 1001131319"},
		"p6, CLEAR":              {initiatorDTE, transfer + "> 1001130000\n > 1001130100 = x25.cause, drop unit\n < 100117"},
		"p7, DATA":               {initiatorDTE, transfer + "< 1001130000\n > 10010141 = x25.too-long, drop unit\n > 100117"},
		"p7, RESET of the DCE":   {initiatorDTE, transfer + "< 1001130000\n < 10011B = x25.too-short, clear call, 100113001a"},
		"r2, DATA":               {initiatorDTE, "> 1000FB0000\n > 10010141 = x25.too-long, drop unit\n < 1000FF"},
		"not known midway":       {midway(initiatorDTE), "> 10010F01A000 = x25.called-address, drop unit, 1001131343"},
		"of two modulos":         {plp.Monitor{OverXOT: true, Modulo: x25.AnyModulo}, "> 20010B0000\n < 10016100 = x25.too-long, clear call, 2001130016 / 20011300e4"},
		"of a permanent circuit": {plp.Monitor{Initiator: osi.DTE, Permanent: 1}, "> 10010B01A000 = x25.called-address, reset call, 10011b0523"},
	})
}
