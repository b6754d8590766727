package validate_test

import (
	"bytes"
	"encoding/hex"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"testing"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/stack"
	"github.com/osi-go/osi/validate"
	"github.com/osi-go/osi/x25"
)

// A fact is an exchange in octets and what the standards say of its units. It uses Check alone.
//
// Each line is one unit: "I>" or "R>" for its sender ("I*800>" sends it 800 times), hex octets
// ("41*600" repeats one), and behind an equals sign what becomes of it. Without that, it passes.
// The words there:
//
//	pass         at once, or what was held passes with it
//	part         held, or passed as a part of what is still to come
//	reject       with the words behind it, in any order:
//	  kind:a|b     the error is of one of these kinds
//	  layer:a|b    the layer at fault
//	  rule:a       the error's rule has this prefix
//	  answer:hex   what is sent back is this, units joined
//	  says:hex     what is sent back contains this
//	  not:hex      what is sent back does not contain this
//	  answers      something is sent back
//	  silent       nothing is sent back
//	  goes-on      the connection is not ended
//	any          whatever it is, it does not end the exchange
type fact struct {
	name    string
	policy  validate.Policy
	carrier validate.Carrier
	steps   string
}

var kindWords = map[string]osi.Kind{
	"truncated": osi.ErrTruncated, "trailing": osi.ErrTrailing, "length": osi.ErrLength, "unknown": osi.ErrUnknown,
	"value": osi.ErrValue, "missing": osi.ErrMissing, "order": osi.ErrOrder, "duplicate": osi.ErrDuplicate,
	"encoding": osi.ErrEncoding, "state": osi.ErrState, "limit": osi.ErrLimit, "unsupported": osi.ErrUnsupported,
}

var layerWords = map[string]osi.Layer{
	"x25": osi.X25, "transport": osi.Transport, "session": osi.Session, "presentation": osi.Presentation, "acse": osi.ACSE, "rtse": osi.RTSE,
}

// factOctets reads hex octets, of which "41*600" is 600.
func factOctets(t testing.TB, text string) (b []byte) {
	t.Helper()
	for word := range strings.FieldsSeq(text) {
		digits, times, repeated := strings.Cut(word, "*")
		n := 1
		if repeated {
			var err error
			if n, err = strconv.Atoi(times); err != nil {
				t.Fatal(err)
			}
		}
		x, err := hex.DecodeString(digits)
		if err != nil {
			t.Fatalf("%q: %v", word, err)
		}
		b = append(b, bytes.Repeat(x, n)...)
	}
	return b
}

// factJudged feeds one line and returns the verdict on its last unit.
func factJudged(s *validate.Stream, from stack.Direction, b []byte) (v validate.Verdict) {
	for {
		v, b = s.Check(from, b)
		if v.Action == validate.Reject || len(b) == 0 {
			return v
		}
	}
}

func checkFact(t *testing.T, f fact) {
	t.Helper()
	g := guard(t, f.policy)
	s := g.Stream(f.carrier)
	defer s.Close()
	for line := range strings.Lines(f.steps) {
		line = strings.TrimSpace(line)
		if line == "" || line[0] == '#' {
			continue
		}
		sender, rest, ok := strings.Cut(line, ">")
		sender, times, repeated := strings.Cut(sender, "*")
		if !ok || sender != "I" && sender != "R" {
			t.Fatalf("no line of a fact: %s", line)
		}
		n := 1
		if repeated {
			var err error
			if n, err = strconv.Atoi(times); err != nil {
				t.Fatal(err)
			}
		}
		text, want, _ := strings.Cut(rest, "=")
		from := stack.FromInitiator
		if sender == "R" {
			from = stack.FromResponder
		}
		unit := factOctets(t, text)
		for range n {
			v := factJudged(s, from, unit)
			if err := factHolds(v, strings.Fields(want), s); err != nil {
				t.Fatalf("%.160s\nwant %s: %v", line, want, err)
			}
		}
	}
	if st := g.Stats(); st.Panics > 0 {
		t.Fatal("a panic of ours")
	}
}

func factHolds(v validate.Verdict, want []string, s *validate.Stream) error {
	if len(want) == 0 {
		want = []string{"pass"}
	}
	switch want[0] {
	case "any":
		return nil
	case "pass", "part":
		if v.Action == validate.Pass || want[0] == "part" && v.Action == validate.Hold {
			return nil
		}
		if v.Err != nil {
			return fmt.Errorf("%s, %w", v.Reaction, v.Err)
		}
		return errors.New(v.Action.String())
	case "reject":
	default:
		return fmt.Errorf("no such word: %s", want[0])
	}
	e := osi.AsError(v.Err)
	if v.Action != validate.Reject || e == nil {
		return errors.New(v.Action.String())
	}
	joined := bytes.Join(v.Answer, nil)
	sent := hex.EncodeToString(joined)
	for _, word := range want[1:] {
		name, value, _ := strings.Cut(word, ":")
		value = strings.ToLower(value)
		var ok bool
		switch name {
		case "kind":
			for k := range strings.SplitSeq(value, "|") {
				ok = ok || kindWords[k] != 0 && e.Kind == kindWords[k]
			}
		case "layer":
			for l := range strings.SplitSeq(value, "|") {
				ok = ok || layerWords[l] != 0 && v.Layer == layerWords[l]
			}
		case "rule":
			ok = strings.HasPrefix(e.ID, value)
		case "answer":
			ok = sent == value
		case "says":
			ok = strings.Contains(sent, value)
		case "not":
			ok = !strings.Contains(sent, value)
		case "answers":
			ok = len(sent) > 0
		case "silent":
			ok = len(sent) == 0
		case "goes-on":
			ok = !s.Closed()
		default:
			return fmt.Errorf("no such word: %s", word)
		}
		if !ok {
			return fmt.Errorf("not %s: %w, layer %s, reaction %s, answer %q", word, v.Err, v.Layer, v.Reaction, sent)
		}
	}
	return nil
}

func checkFacts(t *testing.T, facts []fact) {
	t.Helper()
	seen := map[string]bool{}
	for _, f := range facts {
		if seen[f.name] {
			t.Errorf("two facts of the name %s", f.name)
		}
		seen[f.name] = true
		t.Run(f.name, func(t *testing.T) {
			t.Parallel()
			checkFact(t, f)
		})
	}
}

// TestFacts holds the gate against what lists of a Policy let through, what is agreed on, what may
// not come at a time, and what is valid and rare.
func TestFacts(t *testing.T) { t.Parallel(); checkFacts(t, facts) }

const (
	factsLine0 = "I> 0d8d0506130100160102140200023302000134020001c1773175a003800101a26e8102000182020001a423300f0201010604520100013004060251013010020103060528ca220201300406025101613f303d020101a0386036a107060528ca220203be2b2829020103a024a82280020400810101820101a416800101810305f100820c03ee1c00000408000079ef18\n"
	factsLine1 = "I> 0d910506130100160102140204023302000134020001c17b3179a003800101a2728102000182020001a423300f0201010604520100013004060251013010020103060528ca22020130040602510188020780613f303d020101a0386036a107060528ca220203be2b2829020103a024a82280020400810101820101a416800101810305f100820c03ee1c00000408000079ef18\n"
	factsLine2 = "R> 0e8405061301001601021402040234020001c1723170a003800101a26983020001a51230078001008102510130078001008102510188020780614b3049020101a0446142a107060528ca220203a203020100a305a103020100be2b2829020103a024a92280020400810101820101a416800101810305f100820c03ee1c00000408000079ef18\n"
	factsLine3 = "I> 0300009c02f0800d93050c13010015040fff0fff160102140200023302000134020001c1773175a003800101a26e8102000182020001a423300f0201010604520100013004060251013010020103060528ca220201300406025101613f303d020101a0386036a107060528ca220203be2b2829020103a024a82280020400810101820101a416800101810305f100820c03ee1c00000408000079ef18\n"
	factsLine4 = "R> 0300008f02f0800e86050c13010015040fff0fff1601021402000234020001c16e316ca003800101a26583020001a512300780010081025101300780010081025101614b3049020101a0446142a107060528ca220203a203020100a305a103020100be2b2829020103a024a92280020400810101820101a416800101810305f100820c03ee1c00000408000079ef18\n"
	factsLine5 = "I> 0d900509130100160102170131140200223302000134020001c1773175a003800101a26e8102000182020001a423300f0201010604520100013004060251013010020103060528ca220201300406025101613f303d020101a0386036a107060528ca220203be2b2829020103a024a82280020400810101820101a416800101810305f100820c03ee1c00000408000079ef18\n"
	factsLine6 = "R> 0e8305091301001601021701311402002234020001c16e316ca003800101a26583020001a512300780010081025101300780010081025101614b3049020101a0446142a107060528ca220203a203020100a305a103020100be2b2829020103a024a92280020400810101820101a416800101810305f100820c03ee1c00000408000079ef18\n"
)

var facts = []fact{
	{"called transport selector listed", validate.Policy{CalledTSAPs: [][]byte{{0x41}, {0x42}}}, validate.NSDUs, "I> 09e00000123400c20142\n"},
	{"called transport selector not listed", validate.Policy{CalledTSAPs: [][]byte{{0x41}, {0x42}}}, validate.NSDUs, "I> 09e00000123400c20143 = reject kind:unsupported\n"},
	{"called transport selector absent", validate.Policy{CalledTSAPs: [][]byte{{0x41}, {0x42}}}, validate.NSDUs, "I> 06e00000123400 = reject kind:unsupported\n"},
	{"calling transport selector listed", validate.Policy{CallingTSAPs: [][]byte{{0x41}, {0x42}}}, validate.NSDUs, "I> 09e00000123400c10142\n"},
	{"calling transport selector not listed", validate.Policy{CallingTSAPs: [][]byte{{0x41}, {0x42}}}, validate.NSDUs, "I> 0ae00000123400c1024242 = reject kind:unsupported\n"},
	{"calling transport selector absent", validate.Policy{CallingTSAPs: [][]byte{{0x41}, {0x42}}}, validate.NSDUs, "I> 06e00000123400 = reject kind:unsupported\n"},
	{"called session selector listed", validate.Policy{CalledSessions: [][]byte{{0x41}, {0x42, 0x43}}}, validate.TSDUs, "I> 0d8d0506130100160102140200023302000134024243c1773175a003800101a26e8102000182020001a423300f0201010604520100013004060251013010020103060528ca220201300406025101613f303d020101a0386036a107060528ca220203be2b2829020103a024a82280020400810101820101a416800101810305f100820c03ee1c00000408000079ef18\n"},
	{"called session selector not listed", validate.Policy{CalledSessions: [][]byte{{0x41}, {0x42, 0x43}}}, validate.TSDUs, "I> 0d8c05061301001601021402000233024243340142c1773175a003800101a26e8102000182020001a423300f0201010604520100013004060251013010020103060528ca220201300406025101613f303d020101a0386036a107060528ca220203be2b2829020103a024a82280020400810101820101a416800101810305f100820c03ee1c00000408000079ef18 = reject kind:unsupported\n"},
	{"called session selector absent", validate.Policy{CalledSessions: [][]byte{{0x41}, {0x42, 0x43}}}, validate.TSDUs, "I> 0d8905061301001601021402000233020001c1773175a003800101a26e8102000182020001a423300f0201010604520100013004060251013010020103060528ca220201300406025101613f303d020101a0386036a107060528ca220203be2b2829020103a024a82280020400810101820101a416800101810305f100820c03ee1c00000408000079ef18 = reject kind:unsupported\n"},
	{"calling session selector listed", validate.Policy{CallingSessions: [][]byte{{0x41}, {0x42, 0x43}}}, validate.TSDUs, "I> 0d8d0506130100160102140200023302424334020001c1773175a003800101a26e8102000182020001a423300f0201010604520100013004060251013010020103060528ca220201300406025101613f303d020101a0386036a107060528ca220203be2b2829020103a024a82280020400810101820101a416800101810305f100820c03ee1c00000408000079ef18\n"},
	{"calling session selector not listed", validate.Policy{CallingSessions: [][]byte{{0x41}, {0x42, 0x43}}}, validate.TSDUs, "I> 0d8c05061301001601021402000233014234024243c1773175a003800101a26e8102000182020001a423300f0201010604520100013004060251013010020103060528ca220201300406025101613f303d020101a0386036a107060528ca220203be2b2829020103a024a82280020400810101820101a416800101810305f100820c03ee1c00000408000079ef18 = reject kind:unsupported\n"},
	{"calling session selector absent", validate.Policy{CallingSessions: [][]byte{{0x41}, {0x42, 0x43}}}, validate.TSDUs, "I> 0d8905061301001601021402000234024243c1773175a003800101a26e8102000182020001a423300f0201010604520100013004060251013010020103060528ca220201300406025101613f303d020101a0386036a107060528ca220203be2b2829020103a024a82280020400810101820101a416800101810305f100820c03ee1c00000408000079ef18 = reject kind:unsupported\n"},
	{"called presentation selector listed", validate.Policy{CalledPresentations: [][]byte{{0x41}, {0x42, 0x43}}}, validate.TSDUs, "I> 0d8d0506130100160102140200023302000134020001c1773175a003800101a26e8102000182024243a423300f0201010604520100013004060251013010020103060528ca220201300406025101613f303d020101a0386036a107060528ca220203be2b2829020103a024a82280020400810101820101a416800101810305f100820c03ee1c00000408000079ef18\n"},
	{"called presentation selector not listed", validate.Policy{CalledPresentations: [][]byte{{0x41}, {0x42, 0x43}}}, validate.TSDUs, "I> 0d8c0506130100160102140200023302000134020001c1763174a003800101a26d81024243820142a423300f0201010604520100013004060251013010020103060528ca220201300406025101613f303d020101a0386036a107060528ca220203be2b2829020103a024a82280020400810101820101a416800101810305f100820c03ee1c00000408000079ef18 = reject kind:unsupported\n"},
	{"called presentation selector absent", validate.Policy{CalledPresentations: [][]byte{{0x41}, {0x42, 0x43}}}, validate.TSDUs, "I> 0d890506130100160102140200023302000134020001c1733171a003800101a26a81024243a423300f0201010604520100013004060251013010020103060528ca220201300406025101613f303d020101a0386036a107060528ca220203be2b2829020103a024a82280020400810101820101a416800101810305f100820c03ee1c00000408000079ef18 = reject kind:unsupported\n"},
	{"calling presentation selector listed", validate.Policy{CallingPresentations: [][]byte{{0x41}, {0x42, 0x43}}}, validate.TSDUs, "I> 0d8d0506130100160102140200023302000134020001c1773175a003800101a26e8102424382020001a423300f0201010604520100013004060251013010020103060528ca220201300406025101613f303d020101a0386036a107060528ca220203be2b2829020103a024a82280020400810101820101a416800101810305f100820c03ee1c00000408000079ef18\n"},
	{"calling presentation selector not listed", validate.Policy{CallingPresentations: [][]byte{{0x41}, {0x42, 0x43}}}, validate.TSDUs, "I> 0d8c0506130100160102140200023302000134020001c1763174a003800101a26d81014282024243a423300f0201010604520100013004060251013010020103060528ca220201300406025101613f303d020101a0386036a107060528ca220203be2b2829020103a024a82280020400810101820101a416800101810305f100820c03ee1c00000408000079ef18 = reject kind:unsupported\n"},
	{"calling presentation selector absent", validate.Policy{CallingPresentations: [][]byte{{0x41}, {0x42, 0x43}}}, validate.TSDUs, "I> 0d890506130100160102140200023302000134020001c1733171a003800101a26a82024243a423300f0201010604520100013004060251013010020103060528ca220201300406025101613f303d020101a0386036a107060528ca220203be2b2829020103a024a82280020400810101820101a416800101810305f100820c03ee1c00000408000079ef18 = reject kind:unsupported\n"},
	{"an absent selector where the empty one is listed", validate.Policy{CalledTSAPs: [][]byte{{}}}, validate.NSDUs, "I> 06e00000123400\n"},
	{"an empty session selector where the empty one is listed", validate.Policy{CalledSessions: [][]byte{{}}}, validate.TSDUs, "I> 0d8b050613010016010214020002330200013400c1773175a003800101a26e8102000182020001a423300f0201010604520100013004060251013010020103060528ca220201300406025101613f303d020101a0386036a107060528ca220203be2b2829020103a024a82280020400810101820101a416800101810305f100820c03ee1c00000408000079ef18\n"},
	{"a selector where the list is empty", validate.Policy{CalledTSAPs: [][]byte{}}, validate.NSDUs, "I> 09e00000123400c20142 = reject kind:unsupported\n"},
	{"abstract syntaxes listed", validate.Policy{AbstractSyntaxes: []osi.OID{osi.MustOID("2.2.1.0.1"), osi.MustOID("1.0.9506.2.1")}}, validate.TSDUs, factsLine0},
	{"abstract syntaxes not listed", validate.Policy{AbstractSyntaxes: []osi.OID{osi.MustOID("2.2.1.0.1"), osi.MustOID("1.0.9506.2.1")}}, validate.TSDUs, "I> 0d5f0506130100160102140200023302000134020001c1493147a003800101a2408102000182020001a422300f020101060452010001300406025101300f02010306042a03040530040602510161123010020101a00b6009a107060528ca220203 = reject kind:unsupported\n"},
	{"abstract syntax of an addition listed", validate.Policy{AbstractSyntaxes: []osi.OID{osi.MustOID("2.2.1.0.1"), osi.MustOID("1.0.9506.2.1")}}, validate.TSDUs, factsLine1 +
		factsLine2 +
		"I> 2100a014a0123010020105060528ca220201300406025101\n"},
	{"abstract syntax of an addition not listed", validate.Policy{AbstractSyntaxes: []osi.OID{osi.MustOID("2.2.1.0.1"), osi.MustOID("1.0.9506.2.1")}}, validate.TSDUs, factsLine1 +
		factsLine2 +
		"I> 2100a013a011300f02010506042a030405300406025101 = reject kind:unsupported\n"},
	{"application contexts listed", validate.Policy{ApplicationContexts: []osi.OID{osi.MustOID("1.0.9506.2.3")}}, validate.TSDUs, factsLine0 +
		"R> 0e8005061301001601021402000234020001c16e316ca003800101a26583020001a512300780010081025101300780010081025101614b3049020101a0446142a107060528ca220203a203020100a305a103020100be2b2829020103a024a92280020400810101820101a416800101810305f100820c03ee1c00000408000079ef18\n"},
	{"application contexts not listed", validate.Policy{ApplicationContexts: []osi.OID{osi.MustOID("1.0.9506.2.3")}}, validate.TSDUs, "I> 0d5f0506130100160102140200023302000134020001c1493147a003800101a2408102000182020001a423300f0201010604520100013004060251013010020103060528ca2202013004060251016111300f020101a00a6008a106060456000106 = reject kind:unsupported\n"},
	{"application context of the AARE not listed", validate.Policy{ApplicationContexts: []osi.OID{osi.MustOID("1.0.9506.2.3")}}, validate.TSDUs, factsLine0 +
		"R> 0e5205061301001601021402000234020001c140313ea003800101a23783020001a512300780010081025101300780010081025101611d301b020101a0166114a106060456000106a203020100a305a103020100 = reject kind:unsupported\n"},
	{"PDUs listed", validate.Policy{Top: osi.Session, PDUs: map[osi.Layer][]string{osi.Session: {"CN", "AC"}}}, validate.TSDUs, "I> 0d0c050613010016010214020002\nR> 0e0c050613010016010214020002\nI> 0100010041 = reject kind:unsupported\n"},
	{"DT without Enclosure Item where a TSDU size is agreed", validate.Strict(), validate.TPKTs, "I> 0300000b06e00000123400\nR> 0300000b06d01234567800\n" +
		factsLine3 +
		factsLine4 +
		"I> 0300001602f0800100010061093007020103a0020500 = reject layer:session\n"},
	{"the same by the responder", validate.Strict(), validate.TPKTs, "I> 0300000b06e00000123400\nR> 0300000b06d01234567800\n" +
		factsLine3 +
		factsLine4 +
		"R> 0300001602f0800100010061093007020103a0020500 = reject layer:session\n"},
	{"the same behind one with an Enclosure Item", validate.Strict(), validate.TPKTs, "I> 0300000b06e00000123400\nR> 0300000b06d01234567800\n" +
		factsLine3 +
		factsLine4 +
		"I> 0300001902f0800100010319010361093007020103a0020500\nI> 0300001602f0800100010061093007020103a0020500 = reject layer:session\n"},
	{"DT with Enclosure Item where a TSDU size is agreed", validate.Strict(), validate.TPKTs, "I> 0300000b06e00000123400\nR> 0300000b06d01234567800\n" +
		factsLine3 +
		factsLine4 +
		"I> 0300001902f0800100010319010361093007020103a0020500\nR> 0300001902f0800100010319010361093007020103a0020500\nI> 0300001902f0800100010319010361093007020103a0020500\n"},
	{"DT with Enclosure Item where no TSDU size is agreed", validate.Strict(), validate.TPKTs, "I> 0300000b06e00000123400\nR> 0300000b06d01234567800\nI> 0300009602f0800d8d0506130100160102140200023302000134020001c1773175a003800101a26e8102000182020001a423300f0201010604520100013004060251013010020103060528ca220201300406025101613f303d020101a0386036a107060528ca220203be2b2829020103a024a82280020400810101820101a416800101810305f100820c03ee1c00000408000079ef18\nR> 0300008902f0800e8005061301001601021402000234020001c16e316ca003800101a26583020001a512300780010081025101300780010081025101614b3049020101a0446142a107060528ca220203a203020100a305a103020100be2b2829020103a024a92280020400810101820101a416800101810305f100820c03ee1c00000408000079ef18\nI> 0300001902f0800100010319010361093007020103a0020500 = reject layer:session\n"},
	{"a TSDU size of one direction", validate.Policy{Top: osi.Session}, validate.TSDUs, "I> 0d12050c13010015040400000016010214020002\nR> 0e12050c13010015040400000016010214020002\nR> 0100010041\nI> 0100010041 = reject layer:session\n"},
	{"TSDU above the size agreed", validate.Policy{Top: osi.Session}, validate.TSDUs, "I> 0d12050c13010015040010001016010214020002\nR> 0e12050c13010015040010001016010214020002\nI> 01000103190103 41*9\nI> 01000103190103 41*10 = reject layer:session\n"},
	{"RF in the data phase", validate.Policy{Top: osi.Session}, validate.TSDUs, "I> 0d0c050613010016010214020002\nR> 0e0c050613010016010214020002\nR> 0c00 = reject kind:state\n"},
	{"RF of the initiator in the data phase", validate.Policy{Top: osi.Session}, validate.TSDUs, "I> 0d0c050613010016010214020002\nR> 0e0c050613010016010214020002\nI> 0c03320100 = reject kind:state\n"},
	{"short form in the data phase", validate.Policy{Top: osi.Session}, validate.TSDUs, "I> 0d0c050613010016010214020002\nR> 0e0c050613010016010214020002\nI> 8841 = reject\n"},
	{"short form while an AB is under way", validate.Policy{Top: osi.Session}, validate.TSDUs, "I> 0d0c050613010016010214020002\nR> 0e0c050613010016010214020002\nI> 1903110102\nR> 8841 = reject\n"},
	{"ACA that selects what is not proposed", validate.Strict(), validate.TSDUs, factsLine1 +
		factsLine2 +
		"I> 2100a013a011300f02010506042a030405300406025101\nR> 2100a10ba009300780010081025103 = reject layer:presentation\n"},
	{"ACA without an AC", validate.Strict(), validate.TSDUs, factsLine1 +
		factsLine2 +
		"R> 2100a10ba009300780010081025101 = reject layer:presentation\n"},
	{"RS with user data of an undefined context", validate.Strict(), validate.TSDUs, factsLine5 +
		factsLine6 +
		"I> 010035151b01002a0131c10d300b61093007020109a0020500 = reject layer:presentation\n"},
	{"RS with user data of a defined context", validate.Strict(), validate.TSDUs, factsLine5 +
		factsLine6 +
		"I> 010035151b01002a0131c10d300b61093007020103a0020500\n"},
	{"RSA with user data of an undefined context", validate.Strict(), validate.TSDUs, factsLine5 +
		factsLine6 +
		"I> 010035061b01002a0131\nR> 020022122a0131c10d300b61093007020109a0020500 = reject layer:presentation\n"},
	{"restarts that collide, met in the middle", validate.Policy{Top: osi.X25, Midway: true, Initiator: x25.FromDTE}, validate.Packets, "I> 1000fb0000\nR> 1000fb0700\nI> 10010b0000\nR> 10010f\nI> 10010041\n"},
	{"a restart confirmed, met in the middle", validate.Policy{Top: osi.X25, Midway: true, Initiator: x25.FromDTE}, validate.Packets, "I> 1000fb0000\nR> 1000ff\nR> 10010b0000\nI> 10010f\nR> 10010041\n"},
	{"extended concatenation negotiated", validate.Policy{Top: osi.Session}, validate.TSDUs, "I> 0d1805121301011504040004001601021701311a01001402000a\nR> 0e1805121301011504040004001601021701311a01001402000a\nI> 010031032a0131010319010342\n"},
	{"extended concatenation with the acknowledgement first", validate.Policy{Top: osi.Session}, validate.TSDUs, "I> 0d1805121301011504040004001601021701311a01001402000a\nR> 0e1805121301011504040004001601021701311a01001402000a\nI> 010031032a0131010319010342\nR> 010032032a0131010319010343\n"},
	{"extended concatenation begins an activity", validate.Policy{Top: osi.Session}, validate.TSDUs, "I> 0d15050f1301011504040004001601021a010014020349\nR> 0e15050f1301011504040004001601021a010014020349\nI> 01002d0329013131032a0131010319010342\n"},
	{"extended concatenation that the receiver did not announce", validate.Policy{Top: osi.Session}, validate.TSDUs, "I> 0d12050c1301011601021701311a01001402000a\nR> 0e12050c1301001601021701311a01001402000a\nI> 010031032a0131010042 = reject layer:session\n"},
	{"extended concatenation towards the side that announced it", validate.Policy{Top: osi.Session}, validate.TSDUs, "I> 0d12050c1301011601021701311a01001402000a\nR> 0e12050c1301001601021701311a01001402000a\nI> 0100010041\nR> 0100010042\n"},
	{"CC with a TPDU size to a CR without, X.25", validate.Policy{Top: osi.Transport}, validate.NSDUs, "I> 06e00000123400\nR> 09d01234567800c00107\nI> 02f080 41*125\nI> 02f080 41*126 = reject layer:transport\n"},
	{"CC with a TPDU size to a CR without, RFC 1006", validate.Policy{Top: osi.Transport}, validate.TPKTs, "I> 0300000b06e00000123400\nR> 0300000e09d01234567800c0010b\nI> 0300080402f080 41*2045\nI> 0300080502f080 41*2046 = reject layer:transport\n"},
	{"AC without Token Setting, no tokens", validate.Policy{Top: osi.Session}, validate.TSDUs, "I> 0d0c050613010016010214020002\nR> 0e0c050613010016010214020002\nI> 0100010041\nR> 0100010041\n"},
	{"presentation requirements as a constructed BIT STRING", validate.Strict(), validate.TSDUs, "I> 0d930506130100160102140204023302000134020001c17d317ba003800101a2748102000182020001a423300f0201010604520100013004060251013010020103060528ca220201300406025101a80403020780613f303d020101a0386036a107060528ca220203be2b2829020103a024a82280020400810101820101a416800101810305f100820c03ee1c00000408000079ef18\n" +
		factsLine2 +
		"I> 2100a013a011300f02010506042a030405300406025101\nR> 2100a10ba009300780010081025101\nI> 0100010061093007020105a0020500\n"},
	{"value as a constructed BIT STRING", validate.Strict(), validate.TSDUs, factsLine0 +
		"R> 0e8005061301001601021402000234020001c16e316ca003800101a26583020001a512300780010081025101300780010081025101614b3049020101a0446142a107060528ca220203a203020100a305a103020100be2b2829020103a024a92280020400810101820101a416800101810305f100820c03ee1c00000408000079ef18\nI> 01000100610c300a020103a2050303000500\n"},
	{"an unknown unit twice", validate.Policy{Top: osi.Session}, validate.TSDUs, "I> 0d120506130100160102140200023f01003f0100\nR> 0e0c050613010016010214020002\nI> 0100010041\n"},
	{"an unknown group twice", validate.Policy{Top: osi.Session}, validate.TSDUs, "I> 0d160506130100160102140200027f030102037f03010203\n"},
	{"ED of 16 octets", validate.Policy{Top: osi.Transport, Tolerate: osi.Class0Expedited}, validate.TPKTs, "I> 0300000b06e00000123400\nR> 0300000b06d01234567800\nI> 03000017021080 41*16\nI> 03000018021080 41*17 = reject layer:transport\n"},
	{"contexts altered and used", validate.Strict(), validate.TSDUs, factsLine1 +
		factsLine2 +
		"I> 2100a013a011300f02010506042a030405300406025101\nR> 2100a10ba009300780010081025101\nI> 0100010061093007020105a0020500\nR> 0100010061093007020105a0020500\nI> 0100010061093007020107a0020500 = reject layer:presentation\n"},
}
