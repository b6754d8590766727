package stack_test

import (
	"testing"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/stack"
)

// TestTransfers has what the DTs of an activity carry in X.410-1984 mode: one APDU, in pieces,
// X.228 7.3. It is looked at if Config.Transfers says so.
func TestTransfers(t *testing.T) {
	t.Parallel()
	const (
		cn   = "0D60011C0A0514034353490B1317113932303530393134353234392D3037303005091301001601011A010014020249C131312FA003800100A128800100810101820100840101A31AA018A11680107767632E6D6963726F736F66742E6361A1021600"
		ac   = "0E53011E090514034353490B1317113932303530393134353234392D303730300C0005091301001601011A010014020249C1223120A003800100A119800100810101A211A00FA10D800765616E2E756263A1021600"
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
			for i, text := range append([]string{cn, "<" + ac}, c.tsdus...) {
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
