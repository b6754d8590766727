package stack_test

import (
	"fmt"
	"reflect"
	"strings"
	"testing"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/presentation"
	"github.com/osi-go/osi/rtse"
	"github.com/osi-go/osi/stack"
)

// The association of KB Q86988, as the MTA's log has it: X.410-1984 mode, down to the names of the
// MTAs.
func TestX410(t *testing.T) {
	t.Parallel()
	c := stack.New(stack.Config{}).Conn(stack.TSDUs)
	const (
		cp  = "312fa003800100a128800100810101820100840101a31aa018a11680107767632e6d6963726f736f66742e6361a1021600"
		cpa = "3120a003800100a119800100810101a211a00fa10d800765616e2e756263a1021600"
		cn  = "0d60011c0a0514034353490b1317113932303530393134353234392d3037303005091301001601011a010014020249c131" + cp
		ac  = "0e53011e090514034353490b1317113932303530393134353234392d303730300c0005091301001601011a010014020249c122" + cpa
	)
	var got, names []string
	for i, text := range []string{
		cn, ac,
		"0100 0100 0401ff",
		"0903 110101",
		"0a00",
	} {
		d := osi.Direction(i & 1)
		if i > 2 {
			d ^= 1
		}
		for e := range c.Feed(d, octets(t, text)) {
			got = append(got, line(e))
			if b, ok := e.PDU.(*rtse.Bind); ok {
				names = append(names, string(b.Name))
			}
		}
	}
	expect(t, got,
		"initiator 0 "+cn+": session CN", "initiator 49 "+cp+": presentation CP",
		"initiator 58 "+cp[18:]+": rtse RTORQ", "initiator 74 a11680107767632e6d6963726f736f66742e6361a1021600: rtse MTABind",
		"responder 0 "+ac+": session AC", "responder 51 "+cpa+": presentation CPA",
		"responder 60 "+cpa[18:]+": rtse RTOAC", "responder 70 a10d800765616e2e756263a1021600: rtse MTABind",
		"initiator 98 0100: session GT", "initiator 100 01000401ff: session DT",
		"initiator 102 0401ff: presentation TD", "initiator 102 0401ff",
		"initiator 105 0903110101: session FN", "responder 85 0a00: session DN",
	)
	if want := []string{"wgc.microsoft.ca", "ean.ubc"}; !reflect.DeepEqual(names, want) {
		t.Errorf("MTAs %q, want %q", names, want)
	}
}

// Segments of an SSDU in several TSDUs come out as one; X.225 8.3.11: enclosure 1 first, 0 middle,
// 2 last.
func TestSegmentedSSDU(t *testing.T) {
	t.Parallel()
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

// In normal mode the layers lie in one another as in the SSDU: values of RTSE in ACSE, the APDU
// that RTSE transfers in an RTTR, each at its octet.
func TestNormalMode(t *testing.T) {
	t.Parallel()
	c := stack.New(stack.Config{}).Conn(stack.SSDUs)
	var got []string
	for _, ssdu := range []struct {
		d osi.Direction
		p presentation.Primitive
		b string
	}{
		{osi.FromInitiator, presentation.SConnect, openCP},
		{osi.FromResponder, presentation.SConnectAccept, openCPA},
		{osi.FromInitiator, presentation.SData, "610c 300a 020103 a005 0403 414243"},
		{osi.FromInitiator, presentation.SData, "6114 3012 020103 810d 0403 414243 0406 414243 444546"},
		{osi.FromResponder, presentation.STokenPlease, "610a 3008 020103 a003 020101"},
		{osi.FromInitiator, presentation.SUserAbort, "a030 a012 3007 020101 06025101 3007 020103 06025101 611a 3018 020101 a013 6411 800100 be0c 280a 020103 a005 b603 800103"},
	} {
		for e := range c.FeedSSDU(ssdu.d, ssdu.p, octets(t, ssdu.b)) {
			got = append(got, line(e))
		}
	}
	at := func(from string, off int, text string) string {
		return fmt.Sprintf("%s %d %s", from, off, strings.ReplaceAll(text, " ", ""))
	}
	expect(t, got,
		at("initiator", 0, openCP)+": presentation CP",
		at("initiator", 52, "6021 a106060456000106 be17 2815 020103 a010 b00e 800100 810101 a306 a004 a1021600")+": acse AARQ",
		at("initiator", 71, "b00e 800100 810101 a306 a004 a1021600")+": rtse RTORQ", at("initiator", 83, "a1021600"),
		at("responder", 0, openCPA)+": presentation CPA",
		at("responder", 38, "612d a106060456000106 a203020100 a305a103020100 be17 2815 020103 a010 b10e 800100 810101 a206 a004 a1021600")+": acse AARE",
		at("responder", 69, "b10e 800100 810101 a206 a004 a1021600")+": rtse RTOAC", at("responder", 81, "a1021600"),
		at("initiator", 87, "610c 300a 020103 a005 0403 414243")+": presentation TD",
		at("initiator", 96, "0403414243")+": rtse RTTR", at("initiator", 98, "414243"),
		at("initiator", 101, "6114 3012 020103 810d 0403414243 0406414243444546")+": presentation TD",
		at("initiator", 110, "0403414243")+": rtse RTTR", at("initiator", 112, "414243"),
		at("initiator", 115, "0406414243444546")+": rtse RTTR", at("initiator", 117, "414243444546"),
		at("responder", 85, "610a 3008 020103 a003 020101")+": presentation S-TOKEN-PLEASE indication", at("responder", 94, "020101")+": rtse RTTP",
		at("initiator", 123, "a030 a012 3007 020101 06025101 3007 020103 06025101 611a 3018 020101 a013 6411 800100 be0c 280a 020103 a005 b603800103")+": presentation ARU",
		at("initiator", 154, "6411 800100 be0c 280a 020103 a005 b603800103")+": acse ABRT", at("initiator", 168, "b603800103")+": rtse RTAB",
	)
}

// An association of RTSE in normal mode with an RTORQ and an RTOAC: context 1 is of ACSE, 3 of
// RTSE.
const (
	openCP = "3155 a003 800101 a24e a420 300f 020101 0604 52010001 3004 06025101 300d 020103 0602 5302 3004 06025101" +
		"612a 3028 020101 a023 6021 a106 0604 56000106 be17 2815 020103 a010 b00e 800100 810101 a306 a004 a102 1600"
	openCPA = "3153 a003 800101 a24c a512 3007 800100 81025101 3007 800100 81025101 6136 3034 020101 a02f 612d a106 0604 56000106" +
		"a203 020100 a305 a103 020100 be17 2815 020103 a010 b10e 800100 810101 a206 a004 a102 1600"
)
