package stack_test

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/stack"
)

// What broke other stacks and needs more than one PDU to show. The names are those of the Knowledge
// Base articles.
func TestIncidents(t *testing.T) {
	t.Parallel()
	t.Run("Q157708: an AC before there is a CN", func(t *testing.T) {
		c := stack.New(stack.Config{Midway: true}).Conn(stack.TSDUs)
		got := lines(c, osi.FromResponder, octets(t, "0E0C 0506130100160102 14020002"))
		if len(got) != 2 || !strings.HasSuffix(got[0], "session AC") || !strings.HasSuffix(got[1], "presentation.empty at 0") {
			t.Errorf("%q", got)
		}
	})
	t.Run("Q194385: a GT alone in the first TPDU, the DT in the second", func(t *testing.T) {
		c := stack.New(stack.Config{Midway: true}).Conn(stack.TPKTs)
		if got := lines(c, osi.FromInitiator, octets(t, "03000009 02F000 0100")); len(got) != 1 {
			t.Errorf("something is delivered before EOT: %q", got)
		}
		got := lines(c, osi.FromInitiator, octets(t, "03000014 02F080 0100 61093007020103A0020500"))
		if want := "initiator 29 0500"; len(got) != 5 || got[4] != want {
			t.Errorf("%q, want %q last", got, want)
		}
	})
	t.Run("Q189753: the offset of an error far behind", func(t *testing.T) {
		c := stack.New(stack.Config{Midway: true}).Conn(stack.TPKTs)
		good := octets(t, "03000016 02F080 0100 0100 61093007020103A0020500")
		stream := append(bytes.Repeat(good, 1305), octets(t, "03000016 02F080 0100 0100 61093007020103A0030500")...)
		var at []int64
		for e := range c.Feed(osi.FromInitiator, stream) {
			if e.Err != nil {
				at = append(at, e.Offset+int64(e.Err.Offset))
			}
		}
		if len(at) != 1 || at[0] != 28710+11+8 {
			t.Errorf("errors at %d", at)
		}
	})
	t.Run("Q264329: an error on one link leaves the other alone", func(t *testing.T) {
		a, b := stack.New(stack.Config{}).Conn(stack.Packets), stack.New(stack.Config{}).Conn(stack.Packets)
		call, broken, data := octets(t, "10010B0000 03010100"), octets(t, "10010B0F"), octets(t, "100100 02F0800900")
		lines(a, osi.FromInitiator, call)
		lines(b, osi.FromInitiator, call)
		want := fmt.Sprint(lines(a, osi.FromInitiator, data))
		lines(a, osi.FromInitiator, broken)
		if got := fmt.Sprint(lines(b, osi.FromInitiator, data)); got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	})
	t.Run("Q164862: packets for a call that is cleared", func(t *testing.T) {
		l := stack.New(stack.Config{Midway: true}).Conn(stack.Packets)
		for _, p := range []string{"10010B0000 03010100", "100113 0000", "100117", "10010F", "10011B 0000", "100117", "100100 02F0800900"} {
			for e := range l.Feed(osi.FromInitiator, octets(t, p)) {
				if e.Err != nil {
					t.Errorf("%s: %v", p, e.Err)
				}
			}
		}
	})
	t.Run("Q225157: every truncation of the AC of Q86988, in a TPKT that says so", func(t *testing.T) {
		ac := octets(t, "0E53011E090514034353490B13171139323035303931343532343 92D303730300C0005091301001601011A0100140202 49C1223120A003800100A11980010081 0101A211A00FA10D80076561 6E2E756263A1021600")
		for n := range ac {
			c := stack.New(stack.Config{Midway: true}).Conn(stack.TPKTs)
			frame := append([]byte{3, 0, 0, byte(7 + n), 2, 0xf0, 0x80}, ac[:n]...)
			var err error
			for e := range c.Feed(osi.FromResponder, frame) {
				if e.Err != nil {
					err = e.Err
				}
			}
			if osi.AsError(err) == nil {
				t.Errorf("the first %d octets are accepted", n)
			}
		}
	})
	t.Run("LCN 4095 on a table of 100", func(t *testing.T) {
		l := stack.New(stack.Config{Limits: osi.Limits{Channels: 100}, Interface: stack.Interface{Initiator: osi.DTE}}).Conn(stack.Packets)
		var err error
		for lci := 4095; lci > 3900; lci-- {
			for e := range l.Feed(osi.FromInitiator, []byte{0x10 | byte(lci>>8), byte(lci), 0x0b, 0, 0}) {
				if e.Err != nil {
					err = e.Err
				}
			}
		}
		if !errors.Is(err, osi.ErrLimit) || l.Channels() != 100 {
			t.Errorf("%d channels, %v", l.Channels(), err)
		}
	})
}
