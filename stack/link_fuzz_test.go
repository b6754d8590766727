package stack_test

import (
	"strings"
	"testing"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/internal/vectors"
	"github.com/osi-go/osi/stack"
	"github.com/osi-go/osi/x25"
)

// packed writes a script for FuzzLink: of each packet its direction, its length and its octets.
func packed(t testing.TB, script string) (out []byte) {
	t.Helper()
	for line := range strings.Lines(script) {
		if line = strings.TrimSpace(line); line == "" {
			continue
		}
		packet, _, _ := strings.Cut(line[1:], "=")
		b := octets(t, packet)
		d := byte(0)
		if line[0] == '<' {
			d = 1
		}
		out = append(append(out, d, byte(len(b))), b...)
	}
	return out
}

// FuzzLink gives packets to a gate, to one that skips data, and to one who only looks. They agree
// on the first fault; a gate goes on behind it as its reaction says, every answer and notice is a
// packet of its side, and memory is given back with the calls.
func FuzzLink(f *testing.F) {
	for _, script := range []string{
		osiCall + "> 100100 06E00000000100\n < 100120 06D00001000200\n > 100122 02F08041\n < 100141\n > 1001130000\n < 100117\n > 10010B 00 00",
		osiCall + "> 100110 41\n < 10011B0000\n > 100102 41\n > 10011F\n < 10012341\n > 100127\n > 10011B0000\n < 10011B0000\n < 10011F",
		"> 10010B 00 00\n < 10010B 00 00\n < 10010F\n > 10010041\n > 10010241\n < 100109\n > 10010041\n > 10010241",
		"> 10010B 00 00\n > 1001130000\n < 10010B 00 03 430101\n > 10010F\n < 100100 41\n < 100117\n > 100117",
		"> 1000FB0000\n < 1000FB0000\n > 1000FB0000\n < 1000FF\n > 10020B 00 00 01000000\n < 10020F 00 03 420404\n > 90020041",
		"> 20010B 00 00\n < 20010F\n > 20010000 41\n < 20010102\n > 20010200",
	} {
		for _, mode := range []uint8{0, 1, 2, 4, 8, 16, 31} {
			f.Add(packed(f, script), mode)
		}
	}
	vs, err := vectors.Load("x25")
	if err != nil {
		f.Fatal(err)
	}
	for i := range vs {
		if b := vs[i].Octets; len(b) < 200 {
			f.Add(append(append(packed(f, osiCall), 1, byte(len(b))), b...), uint8(i))
		}
	}
	f.Fuzz(func(t *testing.T, script []byte, mode uint8) {
		config := stack.Config{Midway: mode&1 != 0, Limits: osi.Limits{Channels: 5}}
		config.Interface = stack.Interface{Foreign: mode&2 != 0, Modulo: x25.AnyModulo, Subscription: stack.Subscription{Retransmission: mode&4 != 0}}
		if mode&8 != 0 {
			config.Interface.Initiator, config.Interface.PermanentCircuits = osi.DTE, 1
		}
		if mode&16 != 0 {
			config.Tolerate, config.Interface.Subscription.Window = ^osi.Tolerance(0), 3
		}
		s := stack.New(config)
		gate, terse, watch := s.Conn(stack.Packets), s.Conn(stack.Packets), s.Conn(stack.Packets)
		terse.Skip(stack.SkipData)
		clean := true
		for len(script) > 2 {
			d, n := osi.Direction(script[0]&1), min(int(script[1]), len(script)-2)
			b := script[2 : 2+n : 2+n]
			script = script[2+n:]
			u, _ := gate.Next(d, b, func(e *stack.Event) bool { return e.Err == nil })
			short, _ := terse.Next(d, b, func(e *stack.Event) bool { return e.Err == nil })
			if u.State != short.State || u.State == stack.Invalid && u.Fault.Err.Rule != short.Fault.Err.Rule {
				t.Fatalf("%x: %+v, skipping data %+v", b, u, short)
			}
			var first *osi.Error
			for e := range watch.Feed(d, b) {
				if e.Err != nil && first == nil {
					first = e.Err
				}
			}
			if u.State != stack.Invalid {
				if clean && first != nil {
					t.Fatalf("%x passes, and is %v", b, first)
				}
				continue
			}
			if clean && (first == nil || first.Rule != u.Fault.Err.Rule) {
				t.Fatalf("%x is refused: %v, and is %v", b, u.Fault.Err, first)
			}
			clean = false
			r := gate.React(d, u.Fault)
			terse.React(d, short.Fault)
			sender := config.Interface.Initiator
			if d == osi.FromInitiator {
				sender = sender.Opposite()
			}
			decodes(t, r.Answer, sender)
			decodes(t, r.Notice, sender.Opposite())
			if r.Heard != (r.Notice != nil) || r.Reaction == stack.NoReaction || r.Reaction == stack.AbortSession || r.Reaction == stack.DisconnectTransport {
				t.Fatalf("%x: %+v", b, r)
			}
		}
		for _, b := range []string{"1000fb0000", "1000ff"} { // by both, so that whatever was waited for has come
			for d := range osi.Direction(2) {
				gate.Next(d, octets(t, b), func(*stack.Event) bool { return true })
			}
		}
		if gate.Channels() != 0 || gate.Held() != 0 {
			t.Fatalf("%d channels, %d octets", gate.Channels(), gate.Held())
		}
	})
}

func decodes(t *testing.T, packets [][]byte, sender osi.Side) {
	t.Helper()
	for _, b := range packets {
		d := x25.Decoder{Format: x25.Format{Modulo: x25.AnyModulo, Sender: sender}}
		if _, err := d.Decode(b); err != nil {
			t.Fatalf("%x: %v", b, err)
		}
	}
}
