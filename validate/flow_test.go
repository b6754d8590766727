package validate_test

import (
	"bytes"
	"encoding/binary"
	"flag"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/session"
	"github.com/osi-go/osi/validate"
)

var flows = flag.Int("flows", 6000, "SSDUs that TestFlowSame has judged in pieces and whole")

// Associations in which context 3 is of RTSE, in normal mode and in X.410-1984 mode.
const (
	flowCP  = "313ca003800101a235a420300f020101060452010001300406025101300d020103060253023004060251016111300f020101a00a6008a106060456000106"
	flowCPA = "313aa003800101a233a512300780010081025101300780010081025101611d301b020101a0166114a106060456000106a203020100a305a103020100"

	// The same, and context 5 of an application.
	activeCP  = "314ba003800101a244a42f300f020101060452010001300406025101300d0201030602530030040602510130 0d 020105 06022a03 3004 06025101 6111300f020101a00a6008a106060456000106"
	activeCPA = "3143a003800101a23ca51b300780010081025101300780010081025101 3007800100 81025101 611d301b020101a0166114a106060456000106a203020100a305a103020100"

	flowX410CN = "0D60011C0A0514034353490B1317113932303530393134353234392D3037303005091301001601011A010014020249C131312FA003800100A128800100810101820100840101A31AA018A11680107767632E6D6963726F736F66742E6361A1021600"
	flowX410AC = "0E53011E090514034353490B1317313932303530393134353234392D303730300C0005091301001601011A010014020249C1223120A003800100A119800100810101A211A00FA10D800765616E2E756263A1021600"
)

// flowConnection is a connection that has come to its data phase.
type flowConnection struct {
	units [][]byte // TPKTs of the two sides in turn
	most  int      // octets of a TSDU; 0: any
	bare  bool     // there is no presentation protocol
}

// flowConnections are the connections of the tests of flows.
func flowConnections(t testing.TB) map[string]flowConnection {
	t.Helper()
	begun := [][]byte{octets(t, realCR), octets(t, realCC)}
	of := func(cn, ac []byte) [][]byte {
		return slices.Concat(begun, [][]byte{tpkt(dataTPDU(cn, true)), tpkt(dataTPDU(ac, true))})
	}
	connect := func(c *session.Connect, a *session.Accept) [][]byte {
		cn, err := c.AppendBinary(nil)
		if err != nil {
			t.Fatal(err)
		}
		ac, err := a.AppendBinary(nil)
		if err != nil {
			t.Fatal(err)
		}
		return of(cn, ac)
	}
	var cn session.Connect
	var ac session.Accept
	if err := cn.Decode(octets(t, realCN)[7:]); err != nil {
		t.Fatal(err)
	}
	if err := ac.Decode(octets(t, realAC)[7:]); err != nil {
		t.Fatal(err)
	}
	rtseCN, rtseAC := cn, ac
	rtseCN.UserData, rtseAC.UserData = octets(t, flowCP), octets(t, flowCPA)
	cn.TSDUSize = osi.Some(session.TSDUSize{ToResponder: 400, ToInitiator: 400})
	ac.TSDUSize = cn.TSDUSize
	activeCN, activeAC := rtseCN, rtseAC
	activeCN.Requirements = osi.Some(session.FUHalfDuplex | session.FUMinorSynchronize | session.FUActivityManagement | session.FUExceptions | session.FUTypedData)
	activeAC.Requirements = activeCN.Requirements
	activeCN.UserData, activeAC.UserData = octets(t, activeCP), octets(t, activeCPA)
	return map[string]flowConnection{
		"MMS":        {units: association(t)},
		"RTSE":       {units: connect(&rtseCN, &rtseAC)},
		"activities": {units: connect(&activeCN, &activeAC)},
		"X.410":      {units: of(octets(t, flowX410CN), octets(t, flowX410AC)), bare: true},
		"segmented":  {units: connect(&cn, &ac), most: 400},
	}
}

// tpkt puts a TPDU in a TPKT.
func tpkt(tpdu []byte) []byte {
	return append(binary.BigEndian.AppendUint16([]byte{3, 0}, uint16(len(tpdu)+4)), tpdu...)
}

// dataTPDU returns a DT of class 0.
func dataTPDU(data []byte, eot bool) []byte {
	b := []byte{2, 0xf0, 0}
	if eot {
		b[2] = 0x80
	}
	return append(b, data...)
}

// cut cuts a TSDU into DT TPDUs at random; the last may be empty but for EOT.
func cut(r *rand.Rand, tsdu []byte) (list [][]byte) {
	for most := 1 + r.IntN(len(tsdu)+1); ; {
		n := min(len(tsdu), 1+r.IntN(most))
		last := n == len(tsdu) && r.IntN(4) > 0
		list = append(list, tpkt(dataTPDU(tsdu[:n], last)))
		if tsdu = tsdu[n:]; last {
			return list
		}
		if len(tsdu) == 0 {
			return append(list, tpkt(dataTPDU(nil, true)))
		}
	}
}

// tsdus returns the TSDUs of an S-DATA.
func tsdus(r *rand.Rand, ssdu []byte, most int) (list [][]byte) {
	if most == 0 {
		return [][]byte{append([]byte{1, 0, 1, 0}, ssdu...)}
	}
	for first := true; ; first = false {
		n := min(len(ssdu), 1+r.IntN(most-7))
		enclosure := byte(0)
		if first {
			enclosure |= 1
		}
		if n == len(ssdu) {
			enclosure |= 2
		}
		list = append(list, append([]byte{1, 0, 1, 3, 25, 1, enclosure}, ssdu[:n]...))
		if ssdu = ssdu[n:]; len(ssdu) == 0 {
			return list
		}
	}
}

// element returns an element of BER with a length of any form.
func element(r *rand.Rand, id byte, contents []byte) []byte {
	b := []byte{id}
	switch n := len(contents); {
	case id&0x20 != 0 && r.IntN(3) == 0:
		return append(append(append(b, 0x80), contents...), 0, 0)
	case r.IntN(3) == 0:
		b = append(b, 0x84, 0, 0, byte(n>>8), byte(n))
	case n > 255:
		b = append(b, 0x82, byte(n>>8), byte(n))
	case n > 127:
		b = append(b, 0x81, byte(n))
	default:
		b = append(b, byte(n))
	}
	return append(b, contents...)
}

// anyValue returns a value of BER.
func anyValue(r *rand.Rand, depth int) []byte {
	if depth == 0 || r.IntN(3) == 0 {
		return element(r, []byte{2, 4, 0x80, 0x85, 0x1a}[r.IntN(5)], make([]byte, 1+r.IntN(300)))
	}
	var contents []byte
	for range r.IntN(4) {
		contents = append(contents, anyValue(r, depth-1)...)
	}
	return element(r, []byte{0x30, 0xa0, 0x31, 0x61}[r.IntN(4)], contents)
}

// ssduOf returns an SSDU: PDV-lists of any form, most of them valid.
func ssduOf(r *rand.Rand, c *flowConnection) []byte {
	if c.bare {
		return make([]byte, 1+r.IntN(2000))
	}
	var lists []byte
	for range 1 + r.IntN(8)/6 + r.IntN(8)/7 {
		context := []byte{3, 3, 3, 3, 3, 3, 3, 1, 5}[r.IntN(9)]
		var list []byte
		if r.IntN(8) == 0 {
			list = element(r, 6, []byte{0x51, 1}) // BER
		}
		list = append(list, element(r, 2, []byte{context})...)
		value := anyValue(r, r.IntN(4))
		if r.IntN(3) == 0 { // an RTTR
			value = element(r, 4, make([]byte, r.IntN(1500)))
			if r.IntN(3) == 0 {
				value = element(r, 0x24, append(value, element(r, 4, make([]byte, 20))...))
			}
		}
		switch r.IntN(8) {
		case 0:
			for range r.IntN(3) {
				value = append(value, anyValue(r, 1)...)
			}
			list = append(list, element(r, 0x81, value)...)
		case 1:
			list = append(list, element(r, 0x82, append([]byte{0}, value...))...)
		case 2:
			k := r.IntN(len(value))
			list = append(list, element(r, 0xa1, append(element(r, 4, value[:k]), element(r, 0x24, element(r, 4, value[k:]))...))...)
		case 3:
			k := r.IntN(len(value))
			list = append(list, element(r, 0xa2, append(element(r, 3, append([]byte{0}, value[:k]...)), element(r, 3, append([]byte{0}, value[k:]...))...))...)
		default:
			if r.IntN(8) == 0 { // it may have one
				value = append(value, element(r, 4, make([]byte, 1+r.IntN(20)))...)
			}
			list = append(list, element(r, 0xa0, value)...)
		}
		lists = append(lists, element(r, 0x30, list)...)
	}
	return element(r, 0x61, lists)
}

// spoil changes a few octets, or the length.
func spoil(r *rand.Rand, b []byte) []byte {
	for range 1 + r.IntN(2) {
		switch i := r.IntN(len(b)); r.IntN(5) {
		case 0:
			b[i]++
		case 1:
			b[i] = byte(r.Uint32())
		case 2:
			b = slices.Delete(b, i, i+1)
		case 3:
			b = slices.Insert(b, i, byte(r.Uint32()))
		case 4:
			b[min(i, 40)%len(b)] ^= 1 << r.IntN(8)
		}
		if len(b) == 0 {
			return []byte{0x61}
		}
	}
	return b
}

// fed feeds a stream TPKTs up to the first that is rejected, and returns what passed. It asks
// CheckData about every other one first, as package relay does.
func fed(t *testing.T, s *validate.Stream, units [][]byte) (passed []byte, last validate.Verdict) {
	t.Helper()
	for i, unit := range units {
		var rest []byte
		if i%2 == 0 {
			if n, _ := s.CheckData(initiator, unit); n > 0 {
				passed, last = append(passed, unit[:n]...), validate.Verdict{Action: validate.Pass}
				continue
			}
		}
		if last, rest = s.Check(initiator, unit); len(rest) > 0 && last.Action != validate.Reject {
			t.Fatalf("%d octets are left", len(rest))
		}
		if last.Action == validate.Reject {
			return passed, last
		}
		passed = append(passed, last.Octets...)
	}
	return passed, last
}

// FuzzFlow holds an SSDU that comes in pieces against the same one whole.
func FuzzFlow(f *testing.F) {
	connections := flowConnections(f)
	flow, whole := guard(f, validate.Policy{Tolerate: validate.Usual}), guard(f, validate.Policy{Tolerate: validate.Usual, Whole: true})
	for _, text := range []string{
		"610e300c020103a007a10502 0101a000", "6180 3080 0201 03 a080 3080 0401 41 0000 0000 0000 0000", "610d 300b 020103 a106 0402 0500 0400", "610c 300a 020103 8205 00 04024142",
		"610f 300d 020103 a008 2403 040141 040142",
	} {
		for kind := range uint8(8) {
			f.Add(octets(f, text), uint64(1), kind)
		}
	}
	f.Fuzz(func(t *testing.T, ssdu []byte, seed uint64, kind uint8) {
		if len(ssdu) == 0 || len(ssdu) > 1<<12 {
			return
		}
		r := rand.New(rand.NewPCG(seed, 2))
		name := []string{"MMS", "RTSE", "X.410", "segmented"}[kind&3]
		c := connections[name]
		var units [][]byte
		for _, tsdu := range tsdus(r, ssdu, c.most) {
			units = append(units, cut(r, tsdu)...)
		}
		open := slices.Clone(c.units)
		if c.most == 0 && kind&4 == 0 { // the lane is open
			open = append(open, tpkt(dataTPDU(octets(t, "01000100610b3009020103a004040241 42"), true)))
		}
		_, got := fed(t, opened(t, flow, open), units)
		_, want := fed(t, opened(t, whole, open), units)
		if (got.Action == validate.Reject) != (want.Action == validate.Reject) {
			t.Fatalf("%s: %s, whole %s", name, outcomeOf(got), outcomeOf(want))
		}
	})
}

// TestFlowSame has SSDUs of every form, valid and not, judged in pieces as they come and held until
// they are whole: the same pass. Of an invalid one the last TPDU never passes.
func TestFlowSame(t *testing.T) {
	t.Parallel()
	connections := flowConnections(t)
	r := rand.New(rand.NewPCG(3, 4))
	policy := validate.Policy{Tolerate: validate.Usual}
	flow := guard(t, policy)
	policy.Opaque = true
	flowOpaque := guard(t, policy)
	policy.Whole = true
	wholeOpaque := guard(t, policy)
	policy.Opaque = false
	whole := guard(t, policy)
	n := *flows
	if testing.Short() {
		n /= 4
	}
	passed, rejected, early := 0, 0, 0
	for i := range n {
		name := []string{"MMS", "RTSE", "X.410", "segmented"}[i%4]
		c := connections[name]
		ssdu := ssduOf(r, &c)
		if r.IntN(2) == 0 {
			ssdu = spoil(r, ssdu)
		}
		var units [][]byte
		for _, tsdu := range tsdus(r, ssdu, c.most) {
			units = append(units, cut(r, tsdu)...)
		}
		all := slices.Concat(units...)
		pieceGuard, wholeGuard := flow, whole
		if r.IntN(4) == 0 {
			pieceGuard, wholeGuard = flowOpaque, wholeOpaque
		}
		open := slices.Clone(c.units)
		if c.most == 0 && r.IntN(2) == 0 { // the lane is open
			open = append(open, tpkt(dataTPDU(octets(t, "01000100610b3009020103a004040241 42"), true)))
		}
		s := opened(t, pieceGuard, open)
		got, last := fed(t, s, units)
		_, want := fed(t, opened(t, wholeGuard, open), units)
		if (last.Action == validate.Reject) != (want.Action == validate.Reject) {
			t.Fatalf("%s in %d TPDUs: %s, whole %s: %x", name, len(units), outcomeOf(last), outcomeOf(want), ssdu)
		}
		switch {
		case last.Action == validate.Reject && len(got) >= len(all):
			t.Fatalf("%s, %x: all octets of an invalid SSDU passed", name, ssdu)
		case last.Action == validate.Reject:
			if rejected++; len(got) > 0 {
				early++
			}
			e := osi.AsError(last.Err)
			if e == nil || e.Offset < 0 || e.Offset > len(last.Faulty) {
				t.Fatalf("%s, %x: %v in %d octets", name, ssdu, last.Err, len(last.Faulty))
			}
		case !bytes.Equal(got, all):
			t.Fatalf("%s: passed %d octets of %d", name, len(got), len(all))
		default:
			passed++
			if v, _ := s.Check(initiator, units[0]); v.Action == validate.Reject && len(units) == 1 {
				t.Fatalf("%s, %x: again: %s", name, ssdu, outcomeOf(v))
			}
		}
	}
	if passed < n/4 || rejected < n/10 || early < n/100 {
		t.Errorf("%d passed, %d rejected, %d of them begun", passed, rejected, early)
	}
	t.Logf("%d passed, %d rejected, %d of them begun", passed, rejected, early)
}

// head returns what stands in front of an OCTET STRING of n octets that is a value of context 3.
func head(n int) []byte {
	long := func(b []byte, n int) []byte { return binary.BigEndian.AppendUint32(append(b, 0x84), uint32(n)) }
	b := long([]byte{0x61}, n+6+6+3+6)
	b = long(append(b, 0x30), n+6+6+3)
	b = long(append(b, 2, 1, 3, 0xa0), n+6)
	return long(append(b, 4), n)
}

// TestBulkMemory has one stream pass a TSDU of a gibibyte, which no limit cuts, in memory that does
// not grow with it.
func TestBulkMemory(t *testing.T) {
	t.Parallel()
	const size = 4 << 10
	n := 1 << 30
	if testing.Short() {
		n >>= 4
	}
	for _, name := range []string{"MMS", "RTSE", "X.410"} {
		c := flowConnections(t)[name]
		s := opened(t, guard(t, validate.Default()), c.units)
		first := []byte{1, 0, 1, 0}
		if !c.bare {
			first = append(first, head(n)...)
		}
		pass := func(unit []byte) {
			if v, _ := s.Check(initiator, unit); v.Action != validate.Pass {
				t.Fatalf("%s: %s", name, outcomeOf(v))
			}
			if held := s.Held(); held > 64<<10 {
				t.Fatalf("%s: %d octets of memory", name, held)
			}
		}
		pass(tpkt(dataTPDU(first, false)))
		middle := tpkt(dataTPDU(make([]byte, size), false))
		for range n/size - 1 {
			pass(middle)
		}
		pass(tpkt(dataTPDU(make([]byte, size), true)))
		pass(tpkt(dataTPDU(octets(t, "01000100610b3009020103a0040402 4142"), true)))
	}
}

// TestBulkMessage has an MTA transfer a message of 50 MB in one activity without checkpoints, in
// TPDUs of 2 048 octets, as the MTAs of KB Q86988 do.
func TestBulkMessage(t *testing.T) {
	t.Parallel()
	const start, end = "01002d052903020101", "010029032a0131" // AS, AE
	n := 50_000_000
	octetString := []byte{4, 0x84, 0x02, 0xfa, 0xf0, 0x80} // of n octets
	for name, front := range map[string][]byte{
		"activities": slices.Concat([]byte{1, 0, 1, 0}, head(len(octetString)+n), octetString),
		"X.410":      slices.Concat([]byte{1, 0, 1, 0}, octetString),
	} {
		policy := validate.Default()
		policy.Transfers = true
		s := opened(t, guard(t, policy), flowConnections(t)[name].units)
		pass := func(unit []byte) {
			if v, _ := s.Check(initiator, unit); v.Action != validate.Pass {
				t.Fatalf("%s: %s", name, outcomeOf(v))
			}
		}
		pass(tpkt(dataTPDU(octets(t, start), true)))
		pass(tpkt(dataTPDU(front, false)))
		message := make([]byte, 2045)
		for left := n; left > 0; left -= len(message) {
			message = message[:min(left, len(message))]
			pass(tpkt(dataTPDU(message, left == len(message))))
		}
		pass(tpkt(dataTPDU(octets(t, end), true)))
	}
}

// TestBulkTransport passes a TSDU of any protocol TPDU by TPDU where nothing above transport is
// checked.
func TestBulkTransport(t *testing.T) {
	t.Parallel()
	s := opened(t, guard(t, validate.RFC1006()), [][]byte{octets(t, realCR), octets(t, realCC)})
	for range 1_000 {
		if v, _ := s.Check(initiator, tpkt(dataTPDU(make([]byte, 4_000), false))); v.Action != validate.Pass {
			t.Fatal(outcomeOf(v))
		}
	}
	if v, _ := s.Check(initiator, tpkt(dataTPDU(nil, true))); v.Action != validate.Pass || s.Held() > 64<<10 {
		t.Errorf("%s, %d octets", outcomeOf(v), s.Held())
	}
}

// TestFlowAnswer has a unit rejected while a TSDU passes to its sender: an answer would be taken as
// a part of that TSDU, so there is none but the end of the transport connection.
func TestFlowAnswer(t *testing.T) {
	t.Parallel()
	const wrong = "01000100610b3009020103a004020241" // a length
	for name, begun := range map[string]bool{"within a TSDU": true, "between TSDUs": false} {
		s := opened(t, guard(t, validate.Policy{Tolerate: validate.Usual}), flowConnections(t)["MMS"].units)
		if begun {
			if v, _ := s.Check(responder, tpkt(dataTPDU(append([]byte{1, 0, 1, 0}, head(100)...), false))); v.Action != validate.Pass {
				t.Fatal(outcomeOf(v))
			}
		}
		v, _ := s.Check(initiator, tpkt(dataTPDU(octets(t, wrong), true)))
		if v.Action != validate.Reject || (v.Answer == nil) != begun || (v.Reaction == validate.DisconnectTransport) != begun {
			t.Errorf("%s: %s", name, outcome(v))
		}
	}
}
