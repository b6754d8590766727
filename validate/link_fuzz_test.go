package validate_test

import (
	"bytes"
	"encoding/binary"
	"slices"
	"strings"
	"testing"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/internal/vectors"
	"github.com/osi-go/osi/stack"
	"github.com/osi-go/osi/validate"
	"github.com/osi-go/osi/x25"
	"github.com/osi-go/osi/x25/xot"
)

// seedsXOT adds connections of RFC 1613, and each vector as the packet of a call.
func seedsXOT(f *testing.F) {
	f.Helper()
	script := func(text string) (out []byte) {
		for line := range strings.Lines(framed(text)) {
			d := initiator
			if line[0] == '<' {
				d = responder
			}
			out = append(out, scripted(d, octets(f, strings.TrimSpace(line[1:])))...)
		}
		return out
	}
	call := "> " + xotCall + "\n < 10010F\n"
	for _, text := range []string{
		call + "> 100100 06E00000000100\n < 100120 06D00001000200\n > 100122 02F08041\n < 100141\n > 1001130000\n < 100117\n > " + xotCall,
		call + "> 100100 41\n > 100102 41\n > 100104 41",
		call + "> 100100 41\n < 10011B0000\n > 100102 41\n > 10011F\n < 10012341\n > 100127",
		call + "> 1001130000\n < 1001130000\n < " + xotCall + "\n > 100117",
		"> " + pvcSetup(0, 3, 2, 8, 7) + "\n < " + pvcSetup(0, 2, 3, 7, 8) + "\n > 10011B0000\n < 10011B0000\n < 100100 41",
	} {
		f.Add(script(text), uint8(1), false)
		f.Add(script(text), uint8(6), true)
	}
	vs, err := vectors.Load("x25")
	if err != nil {
		f.Fatal(err)
	}
	for i := range vs {
		b := vs[i].Octets
		if len(b) < 3 || len(b) > 1000 {
			continue
		}
		frame := append(binary.BigEndian.AppendUint16([]byte{0, 0}, uint16(len(b))), b...)
		f.Add(append(script(call), scripted(responder, frame)...), uint8(20), i%2 == 0)
	}
}

// Whatever comes by XOT, chunks make no difference, what passes is no fault for who only looks, and
// all memory is given back.
func FuzzXOT(f *testing.F) {
	seedsXOT(f)
	f.Fuzz(func(t *testing.T, script []byte, size uint8, midway bool) {
		policy := validate.Policy{Midway: midway, ForeignCalls: true, Limits: osi.Limits{TSDU: 4096, SSDU: 8192}}
		g := guard(t, policy)
		before := bytes.Clone(script)
		whole := judgeXOT(t, g, script, 1<<20)
		cut := judgeXOT(t, g, script, int(size)+1)
		if len(cut) != len(whole) {
			t.Fatalf("in chunks of %d: %d units, whole %d", int(size)+1, len(cut), len(whole))
		}
		for i := range cut {
			if cut[i] != whole[i] {
				t.Fatalf("in chunks of %d: %+v, whole %+v", int(size)+1, cut[i], whole[i])
			}
		}
		if !bytes.Equal(before, script) {
			t.Fatal("input modified")
		}
		// A second gate behind the first one finds nothing.
		behind := g.Stream(validate.XOT)
		link := stack.New(stack.Config{Limits: policy.Limits, Midway: midway, Interface: stack.Interface{Foreign: true}}).Conn(stack.XOT)
		for _, u := range whole {
			if u.rule != "" {
				break // the stream is closed, or the peers would know
			}
			if v, rest := behind.Check(u.from, []byte(u.passed)); v.Action != validate.Pass || len(rest) > 0 {
				t.Fatalf("%x passed once: %s", u.passed, outcome(v))
			}
			for e := range link.Feed(u.from, []byte(u.passed)) {
				if e.Err != nil {
					t.Fatalf("passed, but %v in %x", e.Err, u.passed)
				}
			}
		}
		behind.Close()
		if s := g.Stats(); s.Memory != 0 || s.Streams != 0 || s.Panics != 0 || s.Rules["other"] != 0 {
			t.Fatalf("afterwards %+v", s)
		}
	})
}

// judgeXOT returns the units of a script whose chunks are cut to size.
func judgeXOT(t *testing.T, g *validate.Guard, script []byte, size int) (out []unit) {
	t.Helper()
	s := g.Stream(validate.XOT)
	defer s.Close()
	for d, b := range chunks(script) {
		for from := 0; from < len(b) && !s.Closed(); from += size {
			part := b[from:min(from+size, len(b))]
			for len(part) > 0 {
				var v validate.Verdict
				v, part = s.Check(d, part)
				switch v.Action {
				case validate.Pass:
					out = append(out, unit{d, string(v.Octets), ""})
				case validate.Reject:
					e := osi.AsError(v.Err)
					if e == nil || e.Offset < 0 || e.Offset > len(v.Faulty) || v.Reaction == validate.NoReaction {
						t.Fatalf("%v, %s in %x", v.Err, v.Reaction, v.Faulty)
					}
					for _, answer := range slices.Concat(v.Answer, v.Notice) {
						if err := decodeXOT(answer); err != nil {
							t.Fatalf("answer %x: %v", answer, err)
						}
					}
					out = append(out, unit{d, "", e.ID})
				case validate.Hold:
				}
			}
		}
	}
	return out
}

// decodeXOT decodes a frame of one packet.
func decodeXOT(b []byte) error {
	frame, err := xot.Parse(b)
	if err != nil {
		return err
	}
	if xot.BeginsSetup(frame.Packet()) {
		return new(xot.PVCSetup).Decode(frame.Packet())
	}
	d := x25.Decoder{Format: x25.Format{Modulo: x25.AnyModulo, Sender: osi.OverXOT}}
	_, err = d.Decode(frame.Packet())
	return err
}
