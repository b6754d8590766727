package validate_test

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/internal/vectors"
	"github.com/osi-go/osi/presentation"
	"github.com/osi-go/osi/stack"
	"github.com/osi-go/osi/validate"
)

// A fuzzed connection: records of one octet of direction and length of the chunk, 1 to 128, and the
// chunk.
func chunks(script []byte) func(yield func(osi.Direction, []byte) bool) {
	return func(yield func(osi.Direction, []byte) bool) {
		for len(script) > 0 {
			n := min(int(script[0]&0x7f)+1, len(script)-1)
			if !yield(osi.Direction(script[0]>>7), script[1:1+n]) {
				return
			}
			script = script[1+n:]
		}
	}
}

func scripted(d osi.Direction, b []byte) (script []byte) {
	for len(b) > 0 {
		n := min(128, len(b))
		script = append(script, byte(d)<<7|byte(n-1))
		script, b = append(script, b[:n]...), b[n:]
	}
	return script
}

// A unit is what a verdict decided, but for holds.
type unit struct {
	from   osi.Direction
	passed string // octets
	rule   string
}

func seeds(f *testing.F) {
	f.Helper()
	var all []byte
	for i, text := range []string{realCR, realCC, realCN, realAC, realDT, realDT} {
		all = append(all, scripted(osi.Direction(i%2), octets(f, text))...)
		f.Add(bytes.Clone(all), uint8(7), false)
	}
	for _, layer := range []string{"transport", "session"} {
		vs, err := vectors.Load(layer)
		if err != nil {
			f.Fatal(err)
		}
		for i := range vs {
			b := vs[i].Octets
			if vs[i].Get("form") != "tpkt" {
				n := len(b) + 4
				if vs[i].Layer == "session" {
					b, n = append([]byte{2, 0xf0, 0x80}, b...), n+3
				}
				b = append([]byte{3, 0, byte(n >> 8), byte(n)}, b...)
			}
			if len(b) < 1000 {
				f.Add(scripted(0, b), uint8(1), true)
			}
		}
	}
}

// Whatever passes decodes without an error in every layer, whatever the chunks; chunks make no
// difference; nothing is changed; all memory is given back.
func FuzzStream(f *testing.F) {
	seeds(f)
	usual := octets(f, realCN[108:182]) // the contexts of the CP: their transfer syntaxes are BER
	f.Fuzz(func(t *testing.T, script []byte, size uint8, midway bool) {
		policy := validate.Default()
		policy.Midway = midway
		policy.Limits = osi.Limits{TSDU: 4096, SSDU: 8192}
		g := guard(t, policy)
		before := bytes.Clone(script)
		whole := judge(t, g.Stream(validate.TPKTs), script, 1<<20)
		if cut := judge(t, g.Stream(validate.TPKTs), script, int(size)+1); !slices.Equal(cut, whole) {
			t.Fatalf("in chunks of %d: %+v, whole %+v", int(size)+1, cut, whole)
		}
		if general := judge(t, inspected(t, g, validate.TPKTs, nil, approve), script, 1<<20); !slices.Equal(general, whole) {
			t.Fatalf("general way: %+v, short way %+v", general, whole)
		}
		if !bytes.Equal(before, script) {
			t.Fatal("input modified")
		}
		config := stack.Config{Limits: policy.Limits, Tolerate: policy.Tolerate, Midway: midway}
		if judged := judgeConn(t, stack.New(config).Conn(stack.TPKTs), script); !agree(judged, whole) {
			t.Fatalf("stack %+v, gate %+v", judged, whole)
		}
		walk := !midway && bytes.Contains(script, usual)
		// Who only looks finds no fault in what passes, but in what a unit that was dropped would
		// have said.
		c := stack.New(config).Conn(stack.TPKTs)
		for _, u := range whole {
			if u.rule != "" {
				break
			}
			for e := range c.Feed(u.from, []byte(u.passed)) {
				if e.Err != nil {
					t.Fatalf("passed, but %v in %x", e.Err, u.passed)
				}
				if e.Layer == 0 && len(e.Octets) > 0 && walk && e.Primitive == presentation.SData && !wellFormed(e.Octets, config.Limits.WithDefaults().Depth) {
					t.Fatalf("passed, but no BER: %x", e.Octets)
				}
			}
		}
		if s := g.Stats(); s.Memory != 0 || s.Streams != 0 || s.Panics != 0 {
			t.Fatalf("afterwards %+v", s)
		}
	})
}

// agree reports whether the gate says of each unit what package stack says, up to the first one
// that is refused: by stack, or by the policy, of which stack knows nothing.
func agree(judged, gate []unit) bool {
	if i := slices.IndexFunc(gate, func(u unit) bool { return u.rule != "" }); i >= 0 {
		if strings.HasPrefix(gate[i].rule, "validate.") {
			return len(judged) > i && slices.Equal(judged[:i], gate[:i])
		}
		gate = gate[:i+1]
	}
	return slices.Equal(judged, gate)
}

// judgeConn returns what package stack makes of the script, up to its first fault.
func judgeConn(t *testing.T, c *stack.Conn, script []byte) (out []unit) {
	t.Helper()
	for d, b := range chunks(script) {
		for len(b) > 0 {
			var u stack.Unit
			u, b = c.Next(d, b, func(e *stack.Event) bool { return e.Err == nil })
			switch u.State {
			case stack.Valid:
				out = append(out, unit{d, string(u.Octets), ""})
			case stack.Invalid:
				return append(out, unit{d, "", u.Fault.Err.ID})
			case stack.Held:
			}
		}
	}
	return out
}

// approve is a check that looks at every PDU, which closes the short way.
func approve(*stack.Event) error { return nil }

// judge returns the units of a script whose chunks are cut to size.
func judge(t *testing.T, s *validate.Stream, script []byte, size int) (out []unit) {
	t.Helper()
	defer s.Close()
	for d, b := range chunks(script) {
		for from := 0; from < len(b) && !s.Closed(); from += size {
			part := b[from:min(from+size, len(b))]
			for len(part) > 0 {
				fed := part
				var v validate.Verdict
				v, part = s.Check(d, part)
				switch v.Action {
				case validate.Pass:
					out = append(out, unit{d, string(v.Octets), ""})
				case validate.Reject:
					e := osi.AsError(v.Err)
					if e == nil || e.Offset < 0 || e.Offset > len(v.Faulty) {
						t.Fatalf("%v in %x", v.Err, v.Faulty)
					}
					if v.Reaction == validate.NoReaction {
						t.Fatal("no reaction")
					}
					out = append(out, unit{d, "", e.ID})
				case validate.Hold:
					if len(part) > 0 {
						t.Fatalf("hold with octets left of %x", fed)
					}
				}
			}
		}
	}
	return out
}

// Whatever X.25 packets come, the gate keeps its account, and the NSDUs of what passes decode.
func FuzzPackets(f *testing.F) {
	vs, err := vectors.Load("x25")
	if err != nil {
		f.Fatal(err)
	}
	var all []byte
	for i := range vs {
		if b := vs[i].Octets; len(b) > 0 && len(b) <= 128 {
			f.Add(scripted(0, b), false)
			all = append(all, scripted(osi.Direction(i%2), b)...)
		}
	}
	f.Add(all, true)
	call := scripted(0, octets(f, "10010B000003010100"))
	call = append(call, scripted(1, octets(f, "10010F"))...)
	call = append(call, scripted(0, octets(f, "10010006E00000000100"))...)
	call = append(call, scripted(1, octets(f, "10012006D00001000200"))...)
	call = append(call, scripted(0, octets(f, "10013202F080"))...)
	f.Add(append(call, scripted(0, octets(f, "1001240900"))...), false)
	var x410 []byte // up to the data phase
	for _, line := range overX25 {
		x410 = append(x410, scripted(osi.Direction(strings.Index("><", line[:1])), octets(f, line[2:]))...)
	}
	for _, data := range []string{"100166 02F08001000100A5A5A5A5A5", "100168 02F08001000100A5A5A5A5A6", "10016A 02F08001000100A5A5A5A5A6"} {
		x410 = append(x410, scripted(0, octets(f, data))...)
	}
	f.Add(x410, false)
	f.Fuzz(func(t *testing.T, script []byte, midway bool) {
		policy := validate.Default()
		policy.Midway = midway
		short := judgePackets(t, policy, script, nil)
		if general := judgePackets(t, policy, script, approve); !slices.Equal(general, short) {
			t.Fatalf("general way: %q, short way %q", general, short)
		}
	})
}

// judgePackets returns the outcomes of a script whose chunks are packets.
func judgePackets(t *testing.T, policy validate.Policy, script []byte, check func(*stack.Event) error) (out []string) {
	t.Helper()
	g := guard(t, policy)
	s := g.Stream(validate.Packets)
	if check != nil {
		if err := s.Inspect(nil, check); err != nil {
			t.Fatal(err)
		}
	}
	for d, b := range chunks(script) {
		v, rest := s.Check(d, b)
		if len(rest) > 0 || v.Action == validate.Hold {
			t.Fatalf("%s, %d octets left", outcome(v), len(rest))
		}
		if v.Action == validate.Reject && (osi.AsError(v.Err) == nil || v.Reaction == validate.NoReaction) {
			t.Fatal(outcome(v))
		}
		out = append(out, outcome(v))
	}
	s.Close()
	if st := g.Stats(); st.Memory != 0 || st.Streams != 0 || st.Panics != 0 {
		t.Fatalf("afterwards %+v", st)
	}
	return out
}
