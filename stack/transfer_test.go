package stack_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/stack"
)

// A connection in X.410-1984 mode.
const (
	x410CN = "0D60011C0A0514034353490B1317113932303530393134353234392D3037303005091301001601011A010014020249C131312FA003800100A128800100810101820100840101A31AA018A11680107767632E6D6963726F736F66742E6361A1021600"
	x410AC = "0E53011E090514034353490B1317113932303530393134353234392D303730300C0005091301001601011A010014020249C1223120A003800100A119800100810101A211A00FA10D800765616E2E756263A1021600"
)

// TestTransfers has what the DTs of an activity carry in X.410-1984 mode: one APDU, in pieces,
// X.228 7.3. It is looked at if Config.Transfers says so.
func TestTransfers(t *testing.T) {
	t.Parallel()
	const (
		as   = "0100 2d03 290101" // activity 01
		ae   = "0100 2903 2a0131" // serial number 1
		ad   = "0100 3900"
		ada  = "0200 3a00"
		dt   = "0100 0100 "
		maa  = "0200 2a03 2a0131"
		more = "0100 2d03 290102"
	)
	for name, c := range map[string]struct {
		tsdus []string // < in front: of the responder
		want  string
	}{
		"whole":                {[]string{as, dt + "3003", dt + "02", dt + "0105", ae}, ""},
		"nothing":              {[]string{as, ae}, ""},
		"not whole":            {[]string{as, dt + "3003", dt + "0201", ae}, "ber.length-truncated "},
		"octets behind":        {[]string{as, dt + "050000"}, "ber.trailing "},
		"octets behind, later": {[]string{as, dt + "0500", dt + "00"}, "ber.trailing "},
		"broken":               {[]string{as, dt + "3003", dt + "0205"}, "ber.length "},
		"two activities":       {[]string{as, dt + "0500", ae, "<" + maa, more, dt + "0401", dt + "41"}, ""},
		"broken in the second": {[]string{as, dt + "0500", ae, "<" + maa, more, dt + "0401", dt + "4100"}, "ber.trailing "},
		"discarded":            {[]string{as, dt + "3003", ad, "<" + ada, more, dt + "0500"}, ""},
	} {
		for _, looks := range []bool{true, false} {
			conn, got := stack.New(stack.Config{Transfers: looks}).Conn(stack.TSDUs), ""
			for i, text := range append([]string{x410CN, "<" + x410AC}, c.tsdus...) {
				d := osi.FromInitiator
				if text[0] == '<' {
					d, text = osi.FromResponder, text[1:]
				}
				for e := range conn.Feed(d, octets(t, text)) {
					if e.Err != nil {
						got += e.Err.ID + " "
						if i < 2 || e.Layer != osi.RTSE {
							t.Errorf("%s: %v in %s", name, e.Err, text)
						}
					}
				}
			}
			want := c.want
			if !looks {
				want = ""
			}
			if got != want {
				t.Errorf("%s, %v: %q, want %q", name, looks, got, want)
			}
		}
	}
}

// The APDU that RTSE transfers in an activity is followed in normal mode, too, where the RTTRs come
// in pieces and pass as they come: a fault in it is one of RTSE, in the piece that has it. Of an
// application without RTSE, and below RTSE, nothing is followed.
func TestTransferPieces(t *testing.T) {
	t.Parallel()
	const (
		as = "02f080 0100 2d03 290101"
		ae = "02f080 0100 2903 2a0131"
	)
	for name, c := range map[string]struct {
		config stack.Config
		plain  bool // MMS in place of RTSE
		x410   bool
		packed bool // the APDUs are in context 5, whose transfer syntax is PER
		units  []string
		want   string
	}{
		"whole":            {units: []string{as, "02f000 01000100 6111 300f 020103 a00a 0408 3006 04", "02f080 04 41424344", ae}},
		"a fault":          {units: []string{as, "02f000 01000100 6111 300f 020103 a00a 0408 3006 04", "02f080 05 41424344"}, want: "ber.length rtse 3"},
		"not whole":        {units: []string{as, "02f000 01000100 6111 300f 020103 a00a 0408 3007 04", "02f080 04 41424344", ae}, want: "ber.length-truncated rtse 0"},
		"octets behind":    {units: []string{as, "02f000 01000100 6111 300f 020103 a00a 0408 3005 04", "02f080 03 41424344"}, want: "ber.trailing rtse 7"},
		"aligned":          {units: []string{as, "02f000 01000100 6111 300f 020103 810a 0408 3006 04", "02f080 04 41424344", ae}},
		"aligned, a fault": {units: []string{as, "02f000 01000100 6111 300f 020103 810a 0408 3006 04", "02f080 05 41424344"}, want: "ber.length rtse 3"},
		"in no activity":   {units: []string{"02f000 01000100 6111 300f 020103 a00a 0408 3006 04", "02f080 05 41424344"}},
		"below RTSE":       {config: stack.Config{Top: osi.ACSE}, units: []string{as, "02f080 01000100 6111 300f 020103 a00a 0408 3006 04 05 41424344"}},
		"interrupted and resumed": {units: []string{
			as, "02f080 01000100 6111 300f 020103 a00a 0408 3006 04 04 41424344", "02f080 0100 1900", "< 02f080 0200 1a00",
			"02f080 0100 1d0b 2106 290101 2a0130 290102", "02f080 01000100 610b 3009 020103 a004 0402 0500", "02f080 01000100 610b 3009 020103 a004 0402 0500",
		}},
		"X.410 mode":                 {x410: true, units: []string{as, "02f080 01000100 3006 04", "02f080 01000100 04 4142", "02f080 01000100 4344", ae}},
		"X.410 mode, a fault":        {x410: true, units: []string{as, "02f080 01000100 3006 04", "02f080 01000100 05 4142"}, want: "ber.length rtse 0"},
		"X.410 mode, in pieces":      {x410: true, units: []string{as, "02f000 01000100 3006 04", "02f080 05 4142"}, want: "ber.length rtse 3"},
		"X.410 mode, behind a value": {x410: true, units: []string{as, "02f080 01000100 0500", "02f080 01000100 05"}, want: "ber.trailing rtse 0"},
		"X.410 mode, below RTSE":     {config: stack.Config{Top: osi.ACSE}, x410: true, units: []string{as, "02f080 01000100 3006 04", "02f080 01000100 05 4142"}},
		"in PER":                     {packed: true, units: []string{as, "02f000 01000100 6111 300f 020103 a00a 0408 3006 04", "02f080 05 41424344", ae}},
		"of MMS":                     {plain: true, units: []string{as, "02f080 01000100 610b 3009 020103 a004 0402 0500", "02f080 01000100 610b 3009 020103 a004 0402 0500", ae}},
	} {
		c.config.Transfers = true
		conn := stack.New(c.config).Conn(stack.NSDUs)
		conn.Skip(stack.SkipData)
		cp, cpa := rtseCP, rtseCPA
		if c.plain {
			cp = strings.Replace(cp, "06025302", "06025309", 1)
		}
		cn, ac := "0d4f 0509 130100 160102 1a0100 14020249 c13e"+cp, "0e4d 0509 130100 160102 1a0100 14020249 c13c"+cpa
		switch {
		case c.x410:
			cn, ac = x410CN, x410AC
		case c.packed:
			cn = "0d60 0509 130100 160102 1a0100 14020249 c14f 314d a003800101 a246 a431 300f0201010604520100013004060251" +
				"01 300d0201030602530230040602 5101 300f 020105 06022a03 3006 060451030000 6111300f020101a00a6008a106060456000106"
			ac = "0e58 0509 130100 160102 1a0100 14020249 c147 3145 a003800101 a23e a51d 300780010081025101 300780010081025101" +
				"3009800100810451030000 611d301b020101a0166114a106060456000106a203020100a305a103020100"
		}
		got := ""
		for i, unit := range append([]string{"09e00000000100c0010b", "< 09d00001000200c0010b", "02f080" + cn, "< 02f080" + ac}, c.units...) {
			text, back := strings.CutPrefix(unit, "< ")
			d := osi.FromInitiator
			if back {
				d = osi.FromResponder
			}
			b := octets(t, text)
			if conn.DataUnit(d, b) == len(b) {
				continue
			}
			if u, _ := conn.Next(d, b, func(*stack.Event) bool { return true }); u.Fault != nil {
				if got = fmt.Sprintf("%s %v %d", u.Fault.Err.ID, u.Fault.Layer, u.Fault.Err.Offset); i < 4 {
					t.Fatal(got)
				}
			}
		}
		if got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}
