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
	permanent := transportToo
	permanent.Interface.PermanentCircuits = 1
	const set = "> 100100 06E00000000100\n < 100120 06D00001000200\n"
	for _, half := range []string{"> 100132 02F08041424344\n", "< 100132 02F08041424344\n"} {
		play(t, stack.New(permanent).Conn(stack.Packets), set+half+"< 1000FB0000\n > 1000FF\n"+set)
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

// Values of the nominated context of their sender are simply encoded, X.226 Amd.1 8.4.1.3 bis: of
// the responder from the CPA on, of the initiator once the connection has seen it.
func TestEncoderNominated(t *testing.T) {
	t.Parallel()
	value := &stack.Value{AbstractSyntax: mms, Octets: []byte{5, 0}}
	other := &stack.Value{Context: 1, Octets: []byte{5, 0}}
	cpa := presentation.ConnectAccept{
		Results: []presentation.Result{{TransferSyntax: presentation.BasicEncoding()}, {TransferSyntax: presentation.BasicEncoding()}},
		Options: presentation.NominatedContext, NominatedContext: 3,
	}
	responder := stack.Encoder{Carrier: stack.SSDUs, Contexts: proposals()}
	if _, err := responder.Units(&cpa); err != nil {
		t.Fatal(err)
	}
	c := stack.New(stack.Config{Top: osi.Presentation}).Conn(stack.SSDUs)
	if got := faultsOf(t, c, osi.FromInitiator, presentation.SConnect, "3142a003800101a23ba423300f0201010604520100013004060251013010020103060528"+
		"ca220201300406025101ab0403020780ac0302010361093007020103a0020500") +
		faultsOf(t, c, osi.FromResponder, presentation.SConnectAccept, "312ca003800101a225a512300780010081025101300780010081025101ab040302078061093007020103a0020500"); got != "" {
		t.Fatal(got)
	}
	initiator := c.Encoder(osi.FromInitiator)
	for name, e := range map[string]*stack.Encoder{"responder": &responder, "initiator": &initiator} {
		for want, values := range map[string][]stack.PDU{
			"0500": {value}, "05000500": {value, value}, "61093007020101a0020500": {other},
			"61123007020103a00205003007020101a0020500": {value, other},
		} {
			if got, err := e.Append(nil, values...); hex.EncodeToString(got) != want || err != nil {
				t.Errorf("%s: %x, %v, want %s", name, got, err, want)
			}
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

// What several PDUs deviate in together is a fault, or tolerated and said: user data encoded in the
// other way, X.226 8.4, an ARU without the contexts of its user data, X.226 6.4.2.1, and an
// application without ACSE, X.227 6.3. So is a release that is refused, which leaves all as it was.
func TestConversations(t *testing.T) {
	t.Parallel()
	const (
		plainCP  = "311a a003 800101 a213 a411 300f 020101 0604 28ca2201 3004 06025101" // one context, of MMS
		plainCPA = "3112 a003 800101 a20b a509 3007 800100 81025101"                    // which it accepts
		oneCP    = "312c a003 800101 a225 a411 300f 020101 0604 52010001 3004 06025101 6110 300e 020101 a009 6007 a105 0603 560001"
		oneCPA   = "3129 a003 800101 a222 a509 3007 800100 81025101 4015" // with an AARE
		aare     = "6113 a105 0603 560001 a203 020100 a305 a103 020100"   // simply encoded
		fullCPA  = "3130 a003 800101 a229 a509 3007 800100 81025101 611c 301a 020101 a015" + aare
		abrt     = "610f 300d 020101 a008 6406 800100 810100"
		names    = "a009 3007 020101 06025101"
		data     = "61093007020103a0020500"
		rlrq     = "61093007020101a0026200"
		rlre     = "61093007020101a0026300"
	)
	for name, c := range map[string]struct {
		tolerate osi.Tolerance
		units    []string // SSDUs, of the primitive in front
		want     string   // of each
	}{
		"without ACSE":                   {0, []string{"> CP " + plainCP}, "acpm.missing"},
		"without ACSE, tolerated":        {osi.WithoutACSE, []string{"> CP " + plainCP, "< CPA " + plainCPA, "> TD 0500", "> FN", "< DN"}, "pass without-acse, pass without-acse, pass, pass without-acse, pass without-acse"},
		"one context":                    {0, []string{"> CP " + oneCP, "< CPA " + oneCPA + aare, "> FN 6200", "< DN 6300"}, "pass, pass, pass, pass"},
		"in the other way":               {0, []string{"> CP " + oneCP, "< CPA " + fullCPA}, "pass, stack.encoding"},
		"in the other way, later":        {0, []string{"> CP " + oneCP, "< CPA " + oneCPA + aare, "> FN " + rlrq}, "pass, pass, acse.component"},
		"tolerated":                      {osi.EitherEncoding, []string{"> CP " + oneCP, "< CPA " + fullCPA, "> FN " + rlrq}, "pass, pass either-encoding, pass either-encoding"},
		"simple with two":                {0, []string{"> CP " + rtseCP, "< CPA " + rtseCPA, "> FN 6200"}, "pass, pass, presentation.user-data"},
		"an ABRT":                        {0, []string{"> CP " + rtseCP, "< CPA " + rtseCPA, "> AB a01c" + names + abrt}, "pass, pass, pass"},
		"without its context":            {0, []string{"> CP " + rtseCP, "< CPA " + rtseCPA, "> AB a011" + abrt}, "pass, pass, stack.abort-contexts"},
		"without its context, tolerated": {osi.AbortWithoutContexts, []string{"> CP " + rtseCP, "< CPA " + rtseCPA, "> AB a011" + abrt}, "pass, pass, pass abort-without-contexts"},
		"a release":                      {0, []string{"> CP " + rtseCP, "< CPA " + rtseCPA, "> FN " + rlrq, "< DN " + rlre}, "pass, pass, pass, pass"},
		"a release without RLRQ":         {0, []string{"> CP " + rtseCP, "< CPA " + rtseCPA, "> FN"}, "pass, pass, acpm.missing"},
		"an RLRE without RLRQ":           {0, []string{"> CP " + rtseCP, "< CPA " + rtseCPA, "< DN " + rlre}, "pass, pass, stack.ppdu-state"},
		"another context":                {0, []string{"> CP " + rtseCP, "< CPA " + rtseCPA, "> TD " + "610b3009020105a0040402 4142"}, "pass, pass, stack.context"},
		"ACSE in data":                   {0, []string{"> CP " + rtseCP, "< CPA " + rtseCPA, "> TD " + rlrq}, "pass, pass, acpm.carrier"},
		"an RTTP in data":                {0, []string{"> CP " + rtseCP, "< CPA " + rtseCPA, "> TD 610a3008020103a003020101"}, "pass, pass, stack.rtse-carrier"},
		"an RTTR in data":                {0, []string{"> CP " + rtseCP, "< CPA " + rtseCPA, "> TD 610a3008020103a003040101"}, "pass, pass, pass"},
		"an RTTR in a token request":     {0, []string{"> CP " + rtseCP, "< CPA " + rtseCPA, "> PT 610a3008020103a003040101"}, "pass, pass, stack.rtse-carrier"},
		"an RTTP in a token request":     {0, []string{"> CP " + rtseCP, "< CPA " + rtseCPA, "> PT 610a3008020103a003020101"}, "pass, pass, pass"},
	} {
		conn := stack.New(stack.Config{Tolerate: c.tolerate}).Conn(stack.SSDUs)
		got := ""
		for _, unit := range c.units {
			fields := strings.SplitN(unit, " ", 3)
			d := osi.FromInitiator
			if fields[0] == "<" {
				d = osi.FromResponder
			}
			u, _ := conn.NextSSDU(d, ssduOf[fields[1]], octets(t, strings.Join(fields[2:], "")), func(*stack.Event) bool { return true })
			switch {
			case u.Fault != nil:
				got += ", " + u.Fault.Err.ID
			case u.Tolerated != 0:
				got += ", pass " + u.Tolerated.String()
			default:
				got += ", pass"
			}
		}
		if got = strings.TrimPrefix(got, ", "); got != c.want {
			t.Errorf("%s: %s, want %s", name, got, c.want)
		}
	}
}

// ssduOf has primitives by the PPDU or SPDU that they become.
var ssduOf = map[string]presentation.Primitive{
	"CP": presentation.SConnect, "CPA": presentation.SConnectAccept, "TD": presentation.SData, "FN": presentation.SRelease,
	"DN": presentation.SReleaseConfirm, "AB": presentation.SUserAbort, "PT": presentation.STokenPlease, "CPR": presentation.SConnectReject,
}

// A release that is refused, NF in X.225 and RLRE in a negative response in X.227, leaves the
// association as it was; one that is accepted ends it, and who has accepted it sends nothing more:
// STA16 of X.225 Table A.15. Who is asked has the token.
func TestReleaseRefused(t *testing.T) {
	t.Parallel()
	const (
		rlrq, rlre = "c10b 61093007020101a0026200", "c10e 610c300a020101a0056303800100"
		not        = "c10e 610c300a020101a0056303800101" // not finished
	)
	play(t, stack.New(stack.Config{}).Conn(stack.TSDUs), `
		> 0d4f 0509 130100 160102 1a0100 14020082 c13e `+rtseCP+`
		< 0e4d 0509 130100 160102 1a0100 14020082 c13c `+rtseCPA+`
		> 090d `+rlrq+`
		< 0810 `+not+`
		> 0100 0100 610c 300a 020103 a005 0403 414243
		> 090d `+rlrq+`
		< 0a10 `+rlre+`
		> 090d `+rlrq+` = spm.a15, abort session`)
}
