package stack_test

import (
	"strings"
	"testing"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/stack"
)

// The association of KB Q86988 over X.25, up to its data phase.
const overX25 = `
	> 10010B 00 06 420A0A 430303 03010100
	< 10010F
	> 100100 09E00000000100C00109
	< 100120 09D00001000200C00109
	> 100122 02F080 0D60011C0A0514034353490B1317113932303530393134353234392D3037303005091301001601011A010014020249C131312FA003800100A128800100810101820100840101A31AA018A11680107767632E6D6963726F736F66742E6361A1021600
	< 100142 02F080 0E53011E090514034353490B1317313932303530393134353234392D373030 30 0C000509130100160101 1A010014020249C1223120A003800100A119800100810101A211A00FA10D800765616E2E756263A1021600
	> 100144 02F08001000100A5
	< 100161
`

// A DATA packet of the data phase that nobody wants to be told of is not decoded beyond X.25, and
// judged as if it were.
func TestPacketLane(t *testing.T) {
	t.Parallel()
	s := stack.New(stack.Config{Tolerate: ^osi.Tolerance(0)})
	start := func(skip stack.Skip) *stack.Conn {
		c := s.Conn(stack.Packets)
		c.Skip(skip)
		begin(t, c, overX25)
		return c
	}
	told := func(c *stack.Conn, b []byte) (n int, u stack.Unit) {
		u, _ = c.Next(osi.FromInitiator, b, func(e *stack.Event) bool {
			n++
			return e.Err == nil
		})
		return n, u
	}
	good := octets(t, "100146 02F080 01000100 A5A5A5A5A5")
	if n, u := told(start(stack.SkipData), good); n != 1 || u.State != stack.Valid {
		t.Errorf("told of %d PDUs, %+v", n, u.Fault)
	}
	if n, u := told(start(0), good); n < 4 || u.State != stack.Valid {
		t.Errorf("told of %d PDUs, %+v", n, u.Fault)
	}
	for at := range good {
		for _, flip := range []byte{1, 2, 4, 0x10, 0x40, 0x80, 0xff} {
			b := append([]byte(nil), good...)
			b[at] ^= flip
			_, short := told(start(stack.SkipData), b)
			_, whole := told(start(0), b)
			if short.State != whole.State || short.State == stack.Invalid && short.Fault.Err.Rule != whole.Fault.Err.Rule {
				t.Errorf("%x: %+v, as a whole %+v", b, short.Fault, whole.Fault)
			}
		}
	}
}

// begin gives a script to c whose packets all pass, with what they are tolerated for.
func begin(t *testing.T, c *stack.Conn, script string) {
	t.Helper()
	for line := range strings.Lines(script) {
		if line = strings.TrimSpace(line); line == "" {
			continue
		}
		from := osi.FromInitiator
		if line[0] == '<' {
			from = osi.FromResponder
		}
		if u, _ := c.Next(from, octets(t, line[1:]), func(e *stack.Event) bool { return e.Err == nil }); u.State != stack.Valid {
			t.Fatalf("%s: %+v", line, u.Fault)
		}
	}
}

// TestPacketBulk has a TSDU of more than Limits.TSDU octets pass over X.25, whose packets pass as
// they come anyway, in memory that does not grow with it.
func TestPacketBulk(t *testing.T) {
	t.Parallel()
	for _, whole := range []bool{false, true} {
		c := stack.New(stack.Config{Tolerate: ^osi.Tolerance(0), Whole: whole, Limits: osi.Limits{TSDU: 100_000}}).Conn(stack.Packets)
		c.Skip(stack.SkipData)
		begin(t, c, overX25)
		refused := 0
		for i := range 2_000 { // of 122 octets
			ps := byte(3+i) & 7
			packet := append(octets(t, "100100 02F000"), make([]byte, 122)...)
			packet[2] |= ps<<1 | 0x40
			if i == 0 {
				copy(packet[6:], "\x01\x00\x01\x00")
			}
			if i == 1_999 {
				packet[5] = 0x80
			}
			u, _ := c.Next(osi.FromInitiator, packet, func(*stack.Event) bool { return true })
			if u.State == stack.Invalid {
				refused++
				break
			}
			rr := []byte{0x10, 0x01, (ps+1)<<5 | 1}
			if u, _ := c.Next(osi.FromResponder, rr, func(*stack.Event) bool { return true }); u.State != stack.Valid {
				t.Fatal(u.Fault.Err)
			}
			if c.Held() > 16<<10 && !whole {
				t.Fatalf("%d octets of memory", c.Held())
			}
		}
		if (refused > 0) != whole {
			t.Errorf("whole %v: %d refused", whole, refused)
		}
	}
}
