package validate_test

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/internal/vectors"
	"github.com/osi-go/osi/stack"
	"github.com/osi-go/osi/validate"
)

// A fuzzed connection: records of one octet of direction and length of the chunk, 1 to 128, and the chunk.
func chunks(script []byte) func(yield func(stack.Direction, []byte) bool) {
	return func(yield func(stack.Direction, []byte) bool) {
		for len(script) > 0 {
			n := min(int(script[0]&0x7f)+1, len(script)-1)
			if !yield(stack.Direction(script[0]>>7), script[1:1+n]) {
				return
			}
			script = script[1+n:]
		}
	}
}

func scripted(d stack.Direction, b []byte) (script []byte) {
	for len(b) > 0 {
		n := min(128, len(b))
		script = append(script, byte(d)<<7|byte(n-1))
		script, b = append(script, b[:n]...), b[n:]
	}
	return script
}

// A unit is what a verdict decided, but for holds.
type unit struct {
	from   stack.Direction
	passed string // octets
	rule   string
}

func seeds(f *testing.F) {
	var all []byte
	for i, text := range []string{realCR, realCC, realCN, realAC, realDT, realDT} {
		all = append(all, scripted(stack.Direction(i%2), octets(f, text))...)
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

// Whatever passes decodes without an error in every layer, whatever the chunks; chunks make no difference; nothing is changed; all memory is given back.
func FuzzStream(f *testing.F) {
	seeds(f)
	f.Fuzz(func(t *testing.T, script []byte, size uint8, midway bool) {
		policy := validate.Default()
		policy.Midway = midway
		policy.Limits = osi.Limits{TSDU: 4096, SSDU: 8192}
		g := guard(t, policy)
		before := bytes.Clone(script)
		whole := judge(t, g, script, 1<<20)
		if cut := judge(t, g, script, int(size)+1); !slices.Equal(cut, whole) {
			t.Fatalf("in chunks of %d: %+v, whole %+v", int(size)+1, cut, whole)
		}
		policy.Machine = func() validate.Machine { return machine{} } // which closes the short way
		if general := judge(t, guard(t, policy), script, 1<<20); !slices.Equal(general, whole) {
			t.Fatalf("general way: %+v, short way %+v", general, whole)
		}
		if !bytes.Equal(before, script) {
			t.Fatal("input modified")
		}
		c := stack.New(stack.Config{Limits: policy.Limits, Tolerate: policy.Tolerate})
		for _, u := range whole {
			for e := range c.Feed(u.from, []byte(u.passed)) {
				if e.Err != nil {
					t.Fatalf("passed, but %v in %x", e.Err, u.passed)
				}
			}
		}
		if s := g.Stats(); s.Memory != 0 || s.Streams != 0 || s.Panics != 0 {
			t.Fatalf("afterwards %+v", s)
		}
	})
}

// judge returns the units of a script whose chunks are cut to size.
func judge(t *testing.T, g *validate.Guard, script []byte, size int) (out []unit) {
	s := g.Stream(validate.TPKTs)
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
			all = append(all, scripted(stack.Direction(i%2), b)...)
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
		x410 = append(x410, scripted(stack.Direction(strings.Index("><", line[:1])), octets(f, line[2:]))...)
	}
	for _, data := range []string{"100166 02F08001000100A5A5A5A5A5", "100168 02F08001000100A5A5A5A5A6", "10016A 02F08001000100A5A5A5A5A6"} {
		x410 = append(x410, scripted(0, octets(f, data))...)
	}
	f.Add(x410, false)
	f.Fuzz(func(t *testing.T, script []byte, midway bool) {
		policy := validate.Default()
		policy.Midway = midway
		short := judgePackets(t, policy, script)
		policy.Machine = func() validate.Machine { return machine{} } // which closes the short way
		if general := judgePackets(t, policy, script); !slices.Equal(general, short) {
			t.Fatalf("general way: %q, short way %q", general, short)
		}
	})
}

// judgePackets returns the outcomes of a script whose chunks are packets.
func judgePackets(t *testing.T, policy validate.Policy, script []byte) (out []string) {
	g := guard(t, policy)
	s := g.Stream(validate.Packets)
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
