package stack_test

import (
	"encoding/binary"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/stack"
)

// tpkts returns TSDUs, each in a DT and a TPKT.
func tpkts(t *testing.T, tsdus ...string) (list [][]byte) {
	t.Helper()
	for _, text := range tsdus {
		tsdu := octets(t, text)
		b := binary.BigEndian.AppendUint16([]byte{3, 0}, uint16(len(tsdu)+7))
		list = append(list, append(append(b, 2, 0xf0, 0x80), tsdu...))
	}
	return list
}

// What is told of a unit of the data phase, and what the unit is, does not depend on the way that
// it takes, nor on whether the stack guesses.
func TestShortWayTells(t *testing.T) {
	t.Parallel()
	const (
		cr, cc     = "0300000b06e00000000100", "0300000b06d00001000200"
		x410CN     = "0D60011C0A0514034353490B1317113932303530393134353234392D3037303005091301001601011A010014020249C131312FA003800100A128800100810101820100840101A31AA018A11680107767632E6D6963726F736F66742E6361A1021600"
		x410AC     = "0E53011E090514034353490B1317313932303530393134353234392D303730300C0005091301001601011A010014020249C1223120A003800100A119800100810101A211A00FA10D800765616E2E756263A1021600"
		value      = "01000100 610e 300c 020103 a007 a105 0201 01 a000"
		another    = "01000100 610e 300c 020101 a007 a105 0201 01 a000"
		cut        = "01000100 610e 300c 020103 a007 a105 0201 01 a001"
		indefinite = "01000100 610e 300c 020103 a007 a180 0201 01 0000"
		long       = "01000100 61820012 3082000e 020103 a0820007 a105 0201 01 a000"
		alone      = "0100"
	)
	begun := slices.Concat([][]byte{octets(t, cr), octets(t, cc)}, tpkts(t, stackCN, stackAC))
	part := octets(t, "03000009 02f000 0100")
	for name, units := range map[string][][]byte{
		"normal":                        slices.Concat(begun, tpkts(t, value, value, value, another, value, cut, value, value, indefinite, value, value, long, alone, value, value)),
		"X.410":                         slices.Concat([][]byte{octets(t, cr), octets(t, cc)}, tpkts(t, x410CN, x410AC, "01000100a5", "0100 0100 a5a5", "01000100", "010001003003020105")),
		"parts":                         slices.Concat(begun, tpkts(t, value, value), [][]byte{part, nil}, tpkts(t, value, value, value, value), [][]byte{part, nil}, tpkts(t, value[4:], value, value)),
		"parts of GT and TD":            slices.Concat(begun, tpkts(t, value, value), [][]byte{part, nil}, tpkts(t, "2100"+value[9:], value, value)),
		"parts with an AB between them": slices.Concat(begun, tpkts(t, value, value), [][]byte{slices.Concat(part, octets(t, "0300000c 021080 1903110103"), tpkts(t, value[4:])[0])}, tpkts(t, value)),
		"broken":                        slices.Concat(begun, tpkts(t, value, value), [][]byte{octets(t, "04000007"), nil}, tpkts(t, value, value)),
	} {
		for _, gate := range []bool{false, true} {
			for stop := -1; stop < 6; stop++ { // the event of each unit that is the last one
				play := func(config stack.Config) (out []string) {
					c := stack.New(config).Conn(stack.TPKTs)
					for i, b := range units {
						d, n := osi.Direction(i%2), 0
						see := func(e *stack.Event) bool {
							pdu, err := strings.ReplaceAll(fmt.Sprintf("%#v", e.PDU), "{}", "(nil)"), fmt.Sprint(e.Err)
							out = append(out, fmt.Sprint(d, e.Dir, e.Channel, e.Layer, pdu, fmt.Sprintf("%x", e.Octets), e.Offset, err, e.Tolerated, e.Primitive, cap(e.Octets)))
							n++
							return i < 4 || n != stop
						}
						if gate {
							u, rest := c.Next(d, b, see)
							out = append(out, fmt.Sprintf("%v %v %x %x %v", u.State, u.Tolerated, u.Octets, rest, c.Pending(d)))
							continue
						}
						for e := range c.Feed(d, b) {
							if !see(&e) {
								break
							}
						}
					}
					return out
				}
				config := stack.Config{Tolerate: ^osi.Tolerance(0)}
				guessing := config
				guessing.Guess = true
				short, general := play(config), play(stack.WithoutLanes(config))
				if !slices.Equal(play(guessing), short) {
					t.Fatalf("%s, gate %v, stop %d: a stack that guesses differs", name, gate, stop)
				}
				for i := range min(len(short), len(general)) {
					if short[i] != general[i] {
						t.Fatalf("%s, gate %v, stop %d: %d of %d:\n%s\n%s", name, gate, stop, i, len(general), short[i], general[i])
					}
				}
				if len(short) != len(general) || len(short) < len(units) {
					t.Errorf("%s, gate %v, stop %d: %d, %d", name, gate, stop, len(short), len(general))
				}
			}
		}
	}
}

// A stack takes the short way: with a check for every PDU, and where it guesses, too.
func TestShortWayTaken(t *testing.T) {
	t.Parallel()
	for _, guess := range []bool{false, true} {
		takesShortWay(t, stack.Config{Tolerate: ^osi.Tolerance(0), Guess: guess})
	}
}

func takesShortWay(t *testing.T, config stack.Config) {
	t.Helper()
	c := stack.New(config).Conn(stack.TPKTs)
	units := tpkts(t, stackCN, stackAC, "01000100 610e 300c 020103 a007 a105 0201 01 a000")
	n := 0
	see := func(*stack.Event) bool { n++; return true }
	for i, b := range [][]byte{octets(t, "0300000b06e00000000100"), octets(t, "0300000b06d00001000200"), units[0], units[1], units[2]} {
		if u, _ := c.Next(osi.Direction(i%2), b, see); u.State != stack.Valid {
			t.Fatal(u.Fault.Err)
		}
	}
	// It is open in both directions, and while a TSDU is in parts in neither of them but the other.
	part := []byte{3, 0, 0, 9, 2, 0xf0, 0, 1, 0}
	if u, _ := c.Next(osi.FromInitiator, part, see); u.State != stack.Held {
		t.Fatal(u)
	}
	if c.DataUnit(osi.FromInitiator, units[2]) != 0 || c.DataUnit(osi.FromResponder, units[2]) != len(units[2]) {
		t.Error("the way of the direction that has a part of a TSDU is open, or the other is not")
	}
	if u, _ := c.Next(osi.FromInitiator, tpkts(t, "0100610e300c020103a007a1050201 01a000")[0], see); u.State != stack.Valid {
		t.Fatal(u.Fault.Err)
	}
	if c.DataUnit(osi.FromInitiator, units[2]) != len(units[2]) {
		t.Error("behind a TSDU in parts the short way is closed")
	}
}

// Over X.25 the short way is closed while a TSDU is in parts, too.
func TestPacketLaneParts(t *testing.T) {
	t.Parallel()
	c := stack.New(stack.Config{Tolerate: ^osi.Tolerance(0)}).Conn(stack.Packets)
	c.Skip(stack.SkipData)
	begin(t, c, overX25)
	n := 0
	for _, text := range []string{"100146 02F000 0100", "100148 02F080 01000100 A5A5A5A5A5"} {
		n = 0
		if u, _ := c.Next(osi.FromInitiator, octets(t, text), func(*stack.Event) bool { n++; return true }); u.State != stack.Valid {
			t.Fatalf("%+v", u.Fault)
		}
	}
	if n < 3 {
		t.Errorf("told of %d", n)
	}
}
