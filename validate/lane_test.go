package validate_test

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"strings"
	"testing"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/stack"
	"github.com/osi-go/osi/validate"
)

// dataUnit returns a TPKT of size octets with DT, GT and DT, and a value of the context: an OCTET
// STRING, all lengths of three octets.
func dataUnit(size int, context byte) []byte {
	be := binary.BigEndian.AppendUint16
	b := be([]byte{3, 0}, uint16(size))
	b = append(b, 2, 0xf0, 0x80, 1, 0, 1, 0)
	for _, head := range [][]byte{{0x61, 0x82}, {0x30, 0x82}, {2, 1, context, 0xa0, 0x82}, {4, 0x82}} {
		b = append(b, head...)
		b = be(b, uint16(size-len(b)-2))
	}
	return append(b, make([]byte, size-len(b))...)
}

// On the short way nothing passes that the general way would stop: sizes, context and phase bind as
// before.
func TestLane(t *testing.T) {
	t.Parallel()
	short := func(change func(*validate.Policy)) *validate.Stream {
		policy := validate.Default()
		change(&policy)
		s := associated(t, guard(t, policy))
		for range 3 { // the first of them opens the lane
			if v, _ := s.Check(initiator, dataUnit(400, 3)); v.Action != validate.Pass {
				t.Fatal(v.Err)
			}
		}
		return s
	}
	same := func(*validate.Policy) {}
	cut := func(b []byte) []byte { // one octet less, and the TPKT says so
		b = b[:len(b)-1]
		binary.BigEndian.PutUint16(b[2:], uint16(len(b)))
		return b
	}
	for name, c := range map[string]struct {
		change func(*validate.Policy)
		unit   []byte
		want   string // rule; empty: it passes
	}{
		"TPDU as long as agreed": {same, dataUnit(4+8192, 3), ""},
		"TPDU one longer":        {same, dataUnit(4+8193, 3), "class0.tpdu-size"},
		"TSDU of the limit":      {func(p *validate.Policy) { p.Limits.TSDU = 993 }, dataUnit(1000, 3), ""},
		"TSDU one longer":        {func(p *validate.Policy) { p.Limits.TSDU = 992 }, dataUnit(1000, 3), "transport.tsdu-limit"},
		"TPDU over the limit":    {func(p *validate.Policy) { p.Limits.TPDU = 995 }, dataUnit(1000, 3), "tpkt.limit"},
		"another context":        {same, dataUnit(400, 5), "stack.context"},
		"two TPKTs in one":       {same, append(dataUnit(400, 3), 3), ""},
		"value that is cut":      {same, cut(dataUnit(399, 3)), "ber.length"},
		"GT alone":               {same, octets(t, "0300000902F0800100"), "session.lone-category0"},
		"three SPDUs":            {same, octets(t, "0300000D02F080010001000100"), "presentation.user-data"},
	} {
		t.Run(name, func(t *testing.T) {
			// CheckData takes nothing but what the lane takes.
			taken := 0
			if c.want == "" {
				taken = 1
			}
			if n, units := short(c.change).CheckData(initiator, c.unit); units != taken || n != taken*int(binary.BigEndian.Uint16(c.unit[2:])) {
				t.Errorf("the lane takes %d units, %d octets", units, n)
			}
			v, _ := short(c.change).Check(initiator, c.unit)
			rule := ""
			if e := osi.AsError(v.Err); e != nil {
				rule = e.ID
			}
			if rule != c.want {
				t.Errorf("%q, want %q: %v", rule, c.want, v.Err)
			}
		})
	}
	t.Run("after a DR", func(t *testing.T) {
		s := short(same)
		run(t, s, []step{{initiator, "0300000B06800002000100", "$"}})
		if v, _ := s.Check(initiator, dataUnit(400, 3)); v.Action != validate.Reject || osi.AsError(v.Err).ID != "class0.a6" {
			t.Error(outcome(v))
		}
	})
	t.Run("within a TSDU", func(t *testing.T) {
		s := short(same)
		run(t, s, []step{{initiator, "03000009 02F000 0100", "hold"}})
		// The TSDU goes on with another GT and DT, which are then user data of the first DT, and no PPDU.
		if v, _ := s.Check(initiator, dataUnit(400, 3)); v.Action != validate.Reject || osi.AsError(v.Err).ID != "presentation.user-data" {
			t.Error(outcome(v))
		}
	})
}

// What becomes of the first TPDU of a TSDU does not depend on how the octets of its TPKT come: one
// that ends in the header of the value is held until the TSDU is whole, and one that has a fault
// behind it does not pass.
func TestLaneFirstTPDU(t *testing.T) {
	t.Parallel()
	const head = "01000100 611e 301c 020103 a017" // GT, DT, and a PDV-list of context 3 with a value of 23 octets
	for name, c := range map[string]struct{ first, last, want string }{
		"whole header":   {"03000018 02f000" + head + "3015 0500", "0300001a 02f080 0411" + strings.Repeat("41", 17), "pass 24, pass 26, "},
		"half a header":  {"03000015 02f000" + head + "30", "0300001d 02f080 15 0413" + strings.Repeat("41", 19), "hold, pass 50, "},
		"no header":      {"03000014 02f000" + head, "0300001e 02f080 3015 0413" + strings.Repeat("41", 19), "hold, pass 50, "},
		"a fault in it":  {"0300001a 02f000" + head + "3015 0500 1f80", "03000018 02f080" + strings.Repeat("00", 17), "ber.high-tag, validate.closed, "},
		"a fault behind": {"03000018 02f000" + head + "3015 0500", "0300001a 02f080 1f80" + strings.Repeat("00", 17), "pass 24, ber.high-tag, "},
	} {
		for _, most := range []int{1, 5, 100} {
			s := associated(t, guard(t, validate.Default()))
			for range 3 {
				s.Check(initiator, dataUnit(400, 3)) // the first of them opens the lane
			}
			got := ""
			for _, text := range []string{c.first, c.last} {
				held := false
				for rest := octets(t, text); len(rest) > 0; {
					n := min(most, len(rest))
					v, _ := s.Check(initiator, rest[:n])
					rest = rest[n:]
					if held = v.Action == validate.Hold; held {
						continue
					}
					if v.Action == validate.Reject {
						got += osi.AsError(v.Err).ID + ", "
						break
					}
					got += fmt.Sprintf("pass %d, ", len(v.Octets))
				}
				if held {
					got += "hold, "
				}
			}
			if got != c.want {
				t.Errorf("%s, in chunks of %d: %s, want %s", name, most, got, c.want)
			}
		}
	}
}

// The CN and AC of KB Q86988.
const (
	kbCN = "0D60011C0A0514034353490B1317113932303530393134353234392D3037303005091301001601011A010014020249C131312FA003800100A128800100810101820100840101A31AA018A11680107767632E6D6963726F736F66742E6361A1021600"
	kbAC = "0E53011E090514034353490B1317313932303530393134353234392D3037303 00C0005091301001601011A0100140202 49C1223120A003800100A119800100810101A211A00FA10D800765616E2E756263A1021600"
)

// In X.410 mode the SSDUs of the data phase are octets, of the size that the TPDU allows.
func TestLaneX410(t *testing.T) {
	t.Parallel()
	s := guard(t, validate.Default()).Stream(validate.NSDUs)
	data := func(n int) string { return "02F080 01000100" + strings.Repeat("A5", n) }
	lane := func(d osi.Direction, unit string, want int) {
		if n, units := s.CheckData(d, octets(t, unit)); units != want || n != want*len(octets(t, unit)) {
			t.Errorf("the lane of the %v takes %d units, %d octets, want %d", d, units, n, want)
		}
	}
	run(t, s, []step{
		{initiator, "09E00000000100C00107", "$"},
		{responder, "09D00001000200C00107", "$"},
		{initiator, "02F080" + kbCN, "$"},
		{responder, "02F080" + kbAC, "$"},
		{initiator, data(1), "$"},
		{initiator, data(1), "$"},
		{initiator, data(121), "$"},
	})
	lane(initiator, data(121), 1)
	lane(initiator, data(122), 0)
	lane(responder, data(1), 0)
	run(t, s, []step{
		{initiator, "02F080 0103100101", "$"}, // the data token
		{responder, data(1), "$"},
		{responder, data(121), "$"},
	})
	lane(initiator, data(1), 0)
	lane(responder, data(121), 1)
	run(t, s, []step{
		{responder, data(122), "class0.tpdu-size, disconnect transport, 0770000200c10102"},
	})
}

// CheckData takes the units that Check would let pass, up to the first that it has to judge, and
// counts them alike.
func TestCheckData(t *testing.T) {
	t.Parallel()
	unit, bad := dataUnit(400, 3), dataUnit(400, 3)
	bad[12]-- // a length
	g := guard(t, validate.Default())
	s := associated(t, g)
	if n, units := s.CheckData(responder, bad); n != 0 || units != 0 {
		t.Errorf("%d octets, %d units", n, units)
	}
	s.Check(initiator, unit)
	before := g.Stats()
	for name, c := range map[string]struct {
		b     []byte
		units int
	}{
		"units":      {bytes.Repeat(unit, 5), 5},
		"a part":     {append(bytes.Repeat(unit, 2), unit[:399]...), 2},
		"a bad unit": {append(bytes.Clone(unit), bad...), 1},
		"nothing":    {nil, 0},
		"a bad one":  {bad, 0},
	} {
		if n, units := s.CheckData(initiator, c.b); n != c.units*400 || units != c.units {
			t.Errorf("%s: %d octets, %d units", name, n, units)
		}
	}
	if after := g.Stats(); after.Passed != before.Passed+8 || after.Octets != before.Octets+8*400 {
		t.Errorf("%+v, then %+v", before, after)
	}
	if v, _ := s.Check(initiator, bad); v.Action != validate.Reject {
		t.Error(outcome(v))
	}
	if n, _ := s.CheckData(initiator, unit); n != 0 || !s.Closed() {
		t.Errorf("%d octets pass a closed stream", n)
	}
	inspected := associated(t, g)
	if err := inspected.Inspect(nil, func(*stack.Event) error { return nil }); err != nil {
		t.Fatal(err)
	}
	if n, _ := inspected.CheckData(initiator, unit); n != 0 {
		t.Errorf("%d octets pass a check", n)
	}
	var zero validate.Stream
	if n, _ := zero.CheckData(initiator, unit); n != 0 {
		t.Errorf("%d octets pass the zero Stream", n)
	}
}
