package validate_test

import (
	"testing"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/session"
	"github.com/osi-go/osi/stack"
	"github.com/osi-go/osi/validate"
)

// TestFlowAskedTwice has a TPDU whose value is wrong, FF as a length, given to CheckData and then
// to Check, as package relay does: neither passes it.
func TestFlowAskedTwice(t *testing.T) {
	t.Parallel()
	const (
		before = "01000100610b3009020103a00404024142"
		head   = "0100010061820100308200fc020103a08200f5308200f1"
	)
	for name, tpdus := range map[string][]string{"in the first": {head + "04ff", "00"}, "in the second": {head + "04", "ff", "00"}, "in the last": {head + "04", "ff"}} {
		s := opened(t, guard(t, validate.Default()), append(flowConnections(t)["MMS"].units, tpkt(dataTPDU(octets(t, before), true))))
		rule := ""
		for i, text := range tpdus {
			unit := tpkt(dataTPDU(octets(t, text), i == len(tpdus)-1))
			if n, _ := s.CheckData(initiator, unit); n > 0 {
				continue
			}
			if v, _ := s.Check(initiator, unit); v.Action == validate.Reject && rule == "" {
				rule = osi.AsError(v.Err).ID
			}
		}
		if rule != "ber.length-ff" {
			t.Errorf("%s: %q", name, rule)
		}
	}
}

// TestFlowSimple has values simply encoded, as X.226 8.4.1.3 has those of a single context. The
// first begins as fully encoded data do, and another follows: it is no such data.
func TestFlowSimple(t *testing.T) {
	t.Parallel()
	var cn session.Connect
	var ac session.Accept
	if err := cn.Decode(octets(t, realCN)[7:]); err != nil {
		t.Fatal(err)
	}
	if err := ac.Decode(octets(t, realAC)[7:]); err != nil {
		t.Fatal(err)
	}
	cn.UserData = octets(t, "3123a003800101a21ca40f300d02010306022a0330040602510161093007020103a0020500")
	ac.UserData = octets(t, "3116a003800101a20fa50930078001008102510140020500")
	units := [][]byte{octets(t, realCR), octets(t, realCC)}
	for _, p := range []session.SPDU{&cn, &ac} {
		b, err := p.AppendBinary(nil)
		if err != nil {
			t.Fatal(err)
		}
		units = append(units, tpkt(dataTPDU(b, true)))
	}
	s := opened(t, guard(t, validate.Policy{Tolerate: validate.Usual | osi.WithoutACSE}), units)
	for i, text := range []string{"01000100610b3009020103a0040402", "4142 0500"} {
		if v, _ := s.Check(initiator, tpkt(dataTPDU(octets(t, text), i == 1))); v.Action == validate.Reject {
			t.Error(outcomeOf(v))
		}
	}
}

// TestFlowBehindAC has a TSDU pass in pieces behind an AC that its sender has just sent. What that
// proposes to delete may not be used in it, X.226 6.1.2 d.
func TestFlowBehindAC(t *testing.T) {
	t.Parallel()
	for last, want := range map[string]validate.Action{"02f080 3007 020103 a0020500": validate.Pass, "02f080 3007 020107 a0020500": validate.Reject} {
		s := guard(t, validate.Policy{}).Stream(validate.NSDUs)
		for _, x := range append(fiveContexts(t, ""), sent{initiator, octets(t, "02f080 2100 a005a103020107")},
			sent{initiator, octets(t, "02f000 01000100 6112 3007 020103 a0020500")}) {
			if v, _ := s.Check(x.from, x.nsdu); v.Action != validate.Pass {
				t.Fatal(outcome(v))
			}
		}
		if v, _ := s.Check(initiator, octets(t, last)); v.Action != want {
			t.Errorf("%s: %s", last, outcome(v))
		}
	}
}

// TestFlowInspected has a check that wants all PDUs begin within a TSDU that passes in pieces: the
// last TPDU, which looks like a TSDU of its own, is judged as the rest of that.
func TestFlowInspected(t *testing.T) {
	t.Parallel()
	const whole = "01000100610b3009020103a00404024142"
	for name, before := range map[string][][]byte{"the lane is open": {tpkt(dataTPDU(octets(t, whole), true))}, "it is not": nil} {
		s := opened(t, guard(t, validate.Default()), append(flowConnections(t)["MMS"].units, before...))
		if v, _ := s.Check(initiator, tpkt(dataTPDU(octets(t, "0100010061820100308200fc020103a08200f5308200f10403414243"), false))); v.Action != validate.Pass {
			t.Fatalf("%s: %s", name, outcomeOf(v))
		}
		if err := s.Inspect(nil, func(*stack.Event) error { return nil }); err != nil {
			t.Fatal(err)
		}
		if v, _ := s.Check(initiator, tpkt(dataTPDU(octets(t, whole), true))); v.Action != validate.Reject {
			t.Errorf("%s: %s", name, outcomeOf(v))
		}
	}
}

// TestHeldNSDUs holds a TSDU in NSDUs of one octet of user data each: where each of them ends is
// held, too, and counts.
func TestHeldNSDUs(t *testing.T) {
	t.Parallel()
	const n = 10_000
	s := guard(t, validate.Policy{Tolerate: validate.Usual, Whole: true}).Stream(validate.NSDUs)
	for i, b := range flowConnections(t)["MMS"].units {
		if v, _ := s.Check(osi.Direction(i%2), b[4:]); v.Action != validate.Pass {
			t.Fatal(outcomeOf(v))
		}
	}
	for range n {
		if v, _ := s.Check(initiator, []byte{2, 0xf0, 0, 1}); v.Action != validate.Hold {
			t.Fatal(outcomeOf(v))
		}
	}
	if held := s.Held(); held < n*(4+4) {
		t.Errorf("%d octets of memory for %d NSDUs of 4 octets", held, n)
	}
}
