package relay_test

import (
	"bytes"
	"context"
	"errors"
	"net"
	"testing"

	"github.com/osi-go/osi/validate"
	"github.com/osi-go/osi/validate/relay"
)

// Whatever an initiator sends, in whatever chunks: RunDial dials when the first unit passes, once,
// and never before. What passes and is answered is what Stream.Check says; where the responder is
// not to be had the initiator gets that and the answer to it.
func FuzzRunDial(f *testing.F) {
	f.Add(uint8(0), uint16(4000), true, script(initiator, octets(f, badCR+plainCR), 5))
	f.Add(uint8(0), uint16(4000), false, script(initiator, octets(f, badCR+plainCR+badDT), 128))
	f.Add(uint8(4), uint16(4000), true, script(initiator, octets(f, "00000004 10010041"), 128))
	f.Add(uint8(4), uint16(7), true, script(initiator, octets(f, "0000000F 10010B 00 06 420707 430202 03010100"), 5))
	f.Add(uint8(2), uint16(4000), true, script(initiator, octets(f, "0D0C0506130100160102 14020002"), 128))
	g := newGuard(f, validate.Default())
	f.Fuzz(func(t *testing.T, carrier uint8, buffer uint16, there bool, script []byte) {
		c, o := inputs(carrier, buffer)
		reference, sides := g.Stream(c), [2]*played{play(false), play(false)}
		defer reference.Close()
		dials := 0
		dial := func(context.Context) (net.Conn, error) {
			if dials++; there {
				return sides[1], nil
			}
			return nil, errors.New("not there")
		}
		done := make(chan error, 1)
		go func() { done <- relay.RunDial(t.Context(), sides[0], dial, g.Stream(c), o) }()
		var want wish
		for _, b := range chunks(script) {
			for part := range pieces(b, o.Buffer) {
				if over := reference.Closed() || !there && len(want.out[1]) > 0; over {
					break
				}
				want.take(reference, initiator, part, false)
				sides[0].feed(part)
			}
		}
		sides[0].end()
		sides[1].end()
		err := <-done
		passed := len(want.out[1]) > 0
		if (dials == 1) != passed || dials > 1 {
			t.Errorf("dialled %d times, and %x passed", dials, want.out[1])
		}
		if passed && !there {
			if !errors.Is(err, relay.ErrUnreachable) {
				t.Errorf("%v", err)
			}
			want.out[1] = nil // and what its sender gets is for TestDialFails
		} else if !bytes.Equal(sides[0].out, want.out[0]) {
			t.Errorf("the initiator got %x, want %x", sides[0].out, want.out[0])
		}
		if !bytes.Equal(sides[1].out, want.out[1]) {
			t.Errorf("the responder got %x, want %x", sides[1].out, want.out[1])
		}
		reference.Close()
		if s := g.Stats(); s.Streams != 0 || s.Memory != 0 || s.Panics != 0 {
			t.Errorf("afterwards %+v", s)
		}
	})
}
