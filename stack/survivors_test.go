package stack_test

import (
	"encoding/hex"
	"strings"
	"testing"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/presentation"
	"github.com/osi-go/osi/stack"
)

// A release ends when its initiator is told that something disrupts it: a P-RESYNCHRONIZE or a
// P-U-EXCEPTION-REPORT, X.227 A.4. Then no RLRE may come. What else happens leaves it as it is.
func TestReleaseDisrupted(t *testing.T) {
	t.Parallel()
	for p, want := range map[presentation.Primitive]string{
		presentation.SActivityInterrupt: "", presentation.SActivityDiscard: "", presentation.SActivityInterruptConfirm: "",
		presentation.SResynchronize: "acpm.a5 ", presentation.SUserExceptionReport: "acpm.a5 ",
	} {
		c := stack.New(stack.Config{}).Conn(stack.SSDUs)
		got := faultsOf(t, c, osi.FromInitiator, presentation.SConnect, rtseCP) +
			faultsOf(t, c, osi.FromResponder, presentation.SConnectAccept, rtseCPA) +
			faultsOf(t, c, osi.FromInitiator, presentation.SRelease, "61093007020101a0026200") + // RLRQ
			faultsOf(t, c, osi.FromResponder, p, "") +
			faultsOf(t, c, osi.FromResponder, presentation.SReleaseConfirm, "61093007020101a0026300") // RLRE
		if got != want {
			t.Errorf("%v: %q, want %q", p, got, want)
		}
	}
}

// A CDO is a segment of a CN, X.225 8.3.2: of a connection that was met midway the beginning was
// not seen, and the segments up to the last one are of what nobody knows.
func TestOverflowMetMidway(t *testing.T) {
	t.Parallel()
	const middle, last = "0f0a190100c1054141414141", "0f0a190102c1054141414141"
	c := stack.New(stack.Config{Midway: true}).Conn(stack.TSDUs)
	var got []string
	for _, cdo := range []string{middle, last, last} {
		got = append(got, lines(c, osi.FromInitiator, octets(t, cdo))...)
	}
	expect(t, got,
		"initiator 0 "+middle+": session CDO",
		"initiator 12 "+last+": session CDO",
		"initiator 24 "+last+": session CDO",
		"initiator 24 "+last+": session.segment at 0",
	)
}

// Nor are DTs that are segments of what began before.
func TestSegmentsMetMidway(t *testing.T) {
	t.Parallel()
	c := stack.New(stack.Config{Midway: true}).Conn(stack.TSDUs)
	for _, tsdu := range []string{"0100 0103190100 6109", "0100 0103190102 3007"} {
		for e := range c.Feed(osi.FromInitiator, octets(t, tsdu)) {
			if e.Err != nil || e.Layer != osi.Session {
				t.Errorf("%s: %s", tsdu, line(e))
			}
		}
	}
}

// A RESTART ends what half NSDUs of both sides there are: those of the next call begin anew.
func TestRestartHalfNSDUs(t *testing.T) {
	t.Parallel()
	const begun = osiCall + "> 100100 06E00000000100\n < 100120 06D00001000200\n"
	for _, half := range []string{"> 100132 02F08041424344\n", "< 100132 02F08041424344\n"} {
		play(t, stack.New(transportToo).Conn(stack.Packets), begun+half+"< 1000FB0000\n > 1000FF\n"+begun)
	}
}

// Behind a CPA that it has made an Encoder has the contexts that were accepted, with the transfer
// syntaxes that were: context 3 of those that were offered, not 1, which leaves one, and values are
// simply encoded unless there is context management.
func TestEncoderAccepted(t *testing.T) {
	t.Parallel()
	value := &stack.Value{AbstractSyntax: mms, Octets: []byte{5, 0}}
	yes := presentation.Result{TransferSyntax: presentation.BasicEncoding()}
	no := presentation.Result{Outcome: presentation.UserRejection}
	for name, c := range map[string]struct {
		cpa  presentation.ConnectAccept
		want string
	}{
		"both":                    {presentation.ConnectAccept{Results: []presentation.Result{yes, yes}}, "61093007020103a0020500"},
		"one":                     {presentation.ConnectAccept{Results: []presentation.Result{no, yes}}, "0500"},
		"one, context management": {presentation.ConnectAccept{Results: []presentation.Result{no, yes}, Requirements: presentation.ContextManagement}, "61093007020103a0020500"},
		"not its own":             {presentation.ConnectAccept{Results: []presentation.Result{yes, no}}, ""},
	} {
		e := stack.Encoder{Carrier: stack.SSDUs, Contexts: proposals()}
		if _, err := e.Units(&c.cpa); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		got, err := e.Append(nil, value)
		if e := osi.AsError(err); hex.EncodeToString(got) != c.want || (e != nil) != (c.want == "") || e != nil && e.ID != "stack.encode-context" {
			t.Errorf("%s: %x, %v, want %s", name, got, err, c.want)
		}
	}
}

// Values of a context whose transfer syntax is not BER are octets that nobody reads; of ACSE and
// RTSE they cannot be, X.227 8.
func TestOtherTransferSyntax(t *testing.T) {
	t.Parallel()
	for syntax, want := range map[string]string{"06025102": "", "06025101": "ber.length-ff "} {
		cn, ac := otherSyntax(t, stackCN, "06025101", syntax), otherSyntax(t, stackAC, "81025101", "81"+syntax[2:])
		c := stack.New(stack.Config{}).Conn(stack.TSDUs)
		got := ""
		for i, tsdu := range []string{cn, ac, "0100 0100 610b 3009 020103 8104 05ff0000"} {
			for e := range c.Feed(osi.Direction(i&1), octets(t, tsdu)) {
				if e.Err != nil {
					got += e.Err.ID + " "
				}
			}
		}
		if got != want {
			t.Errorf("%s: %q, want %q", syntax, got, want)
		}
	}
}

// otherSyntax replaces the second of two.
func otherSyntax(t *testing.T, text, of, by string) string {
	t.Helper()
	text = strings.ReplaceAll(text, " ", "")
	first := strings.Index(text, of)
	second := strings.Index(text[first+1:], of)
	if first < 0 || second < 0 {
		t.Fatal("there are no two")
	}
	second += first + 1
	return text[:second] + by + text[second+len(of):]
}
