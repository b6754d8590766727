package stack_test

import (
	"reflect"
	"testing"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/rtse"
	"github.com/osi-go/osi/stack"
)

// The association of KB Q86988, as the MTA's log has it: X.410-1984 mode, down to the names of the
// MTAs.
func TestX410(t *testing.T) {
	c := stack.New(stack.Config{Midway: true}).Conn(stack.TSDUs)
	var got, names []string
	for _, p := range []struct {
		d     osi.Direction
		octet string
	}{
		{osi.FromInitiator, "0D60011C0A05140343534 90B1317113932303530393134353234392D30373030050913010016010 11A010014020249C131312FA003800100A12880010081010182010084 0101A31AA018A11680107767632E6D6963726F736F66742E6361A1021600"},
		{osi.FromResponder, "0E53011E090514034353490B131711393230353039313435323439 2D303730300C00050913010016010 11A01001402 0249C1223120A003800100A11980010081 0101A211A00FA10D80076561 6E2E756263A1021600"},
		{osi.FromInitiator, "0100 01 00 0401FF"},
		{osi.FromInitiator, "0903110101"},
		{osi.FromResponder, "0A00"},
	} {
		for e := range c.Feed(p.d, octets(t, p.octet)) {
			if e.Err != nil {
				t.Fatalf("%+v", e.Err)
			}
			name := ""
			if e.PDU != nil {
				name = e.PDU.String()
			}
			got = append(got, e.Layer.String()+" "+name)
			if b, ok := e.PDU.(*rtse.Bind); ok {
				names = append(names, string(b.Name))
			}
		}
	}
	want := []string{
		"session CN", "presentation CP", "rtse RTORQ", "rtse MTABind",
		"session AC", "presentation CPA", "rtse RTOAC", "rtse MTABind",
		"session GT", "session DT", "presentation TD", "none ",
		"session FN", "session DN",
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got  %q\nwant %q", got, want)
	}
	if want := []string{"wgc.microsoft.ca", "ean.ubc"}; !reflect.DeepEqual(names, want) {
		t.Errorf("MTAs %q, want %q", names, want)
	}
}

// Segments of an SSDU in several TSDUs come out as one; X.225 8.3.11: enclosure 1 first, 0 middle,
// 2 last.
func TestSegmentedSSDU(t *testing.T) {
	c := stack.New(stack.Config{Midway: true}).Conn(stack.TSDUs)
	var got []string
	for _, text := range []string{"0100 0103190101 6109", "0100 0103190100 3007020103", "0100 0103190102 A0020500"} {
		got = append(got, lines(c, osi.FromInitiator, octets(t, text))...)
	}
	want := []string{
		"initiator 0 0100: session GT", "initiator 2 01031901016109: session DT",
		"initiator 9 0100: session GT", "initiator 11 01031901003007020103: session DT",
		"initiator 21 0100: session GT", "initiator 23 0103190102a0020500: session DT",
		"initiator 23 61093007020103a0020500: presentation TD", "initiator 32 0500",
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got  %q\nwant %q", got, want)
	}
}
