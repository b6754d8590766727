package validate_test

import (
	"strings"
	"testing"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/validate"
)

// An IEC 61850 client and server, as they were recorded; the CC is made to fit.
const (
	realCR = "0300001611e00000000100c0010dc2020001c1020001"
	realCC = "0300000e09d00001000200c0010d"
	realCN = "030000bb02f0800db20506130100160102140200023302000134020001c19c318199a003800101a28191810400000001820400000001a423300f0201010604520100013004060251013010020103060528ca220201300406025101615e305c020101a0576055a107060528ca220203a20706052901876701a30302010ca606060429018767a70302010cbe2f282d020103a028a826800300fde881010582010583010aa416800101810305f100820c03ee1c00000408000079ef18"
	realAC = "0300008f02f0800e8605061301001601021402000234020001c1743172a003800101a26b830400000001a512300780010081025101300780010081025101614f304d020101a0486146a107060528ca220203a203020100a305a103020100be2f282d020103a028a926800300fde881010582010583010aa416800101810305f100820c03ee1c00000002000040ed18"
	realDT = "0300008702f08001000100617a3078020103a073a171020105a46ca16aa268a218a20787050800000000840303000091080000000000000000a218a20787050800000000840303000091080000000000000000a218a20787050800000000840303000091080000000000000000a218a20787050800000000840303000091080000000000000000"
)

// association returns the units that begin it, initiator and responder in turn.
func association(t testing.TB) (units [][]byte) {
	t.Helper()
	for _, text := range []string{realCR, realCC, realCN, realAC} {
		units = append(units, octets(t, text))
	}
	return units
}

// associated returns a stream with an association.
func associated(t testing.TB, g *validate.Guard) *validate.Stream {
	t.Helper()
	return opened(t, g, association(t))
}

// opened returns a stream that has passed units.
func opened(t testing.TB, g *validate.Guard, units [][]byte) *validate.Stream {
	t.Helper()
	s := g.Stream(validate.TPKTs)
	for i, b := range units {
		v, rest := s.Check(osi.Direction(i%2), b)
		if v.Action != validate.Pass || len(rest) > 0 {
			t.Fatalf("step %d: %s", i, outcome(v))
		}
	}
	return s
}

func TestNoAllocation(t *testing.T) {
	if race {
		t.Skip("the race detector allocates")
	}
	g := guard(t, validate.Default())
	s := associated(t, g)
	dt := octets(t, realDT)
	for name, chunks := range map[string][][]byte{
		"whole":     {dt},
		"in chunks": {dt[:3], dt[3:20], dt[20:]},
		"two":       {append(append([]byte{}, dt...), dt...)},
	} {
		if n := testing.AllocsPerRun(1000, func() {
			for _, b := range chunks {
				for len(b) > 0 {
					var v validate.Verdict
					if v, b = s.Check(initiator, b); v.Action == validate.Reject {
						t.Fatal(v.Err)
					}
				}
			}
		}); n != 0 {
			t.Errorf("%s: %v allocations", name, n)
		}
	}
	if st := g.Stats(); st.Memory > 2048 || st.Memory != int64(s.Held()) {
		t.Errorf("%d octets held", st.Memory)
	}
}

func BenchmarkParallel(b *testing.B) {
	g := guard(b, validate.Default())
	dt := octets(b, realDT)
	b.SetBytes(int64(len(dt)))
	b.ReportAllocs()
	b.RunParallel(func(pb *testing.PB) {
		s := associated(b, g)
		for pb.Next() {
			if v, _ := s.Check(initiator, dt); v.Action != validate.Pass {
				b.Error(v.Err)
				return
			}
		}
	})
}

// What comes to a closed stream is rejected for no more than a valid unit costs, without allocating
// but for the first.
func BenchmarkClosed(b *testing.B) {
	s := guard(b, validate.Default()).Stream(validate.TPKTs)
	s.Close()
	dt := octets(b, realDT)
	b.ReportAllocs()
	for b.Loop() {
		if v, _ := s.Check(initiator, dt); v.Action != validate.Reject {
			b.Fatal("passed")
		}
	}
}

func TestClosed(t *testing.T) {
	g := guard(t, validate.Default())
	s := g.Stream(validate.TPKTs)
	s.Close()
	dt := octets(t, realDT)
	check := func() {
		if v, rest := s.Check(initiator, dt); v.Action != validate.Reject || v.Reaction != validate.DropUnit || v.Answer != nil || rest != nil || osi.AsError(v.Err).ID != "validate.closed" {
			t.Fatal(outcome(v))
		}
	}
	check()
	if st := g.Stats(); st.Rejected != 0 || st.Late != 1 || len(st.Rules) != 0 {
		t.Errorf("%+v", st)
	}
	if race {
		t.Skip("the race detector allocates")
	}
	if n := testing.AllocsPerRun(100, check); n != 0 {
		t.Errorf("%v allocations", n)
	}
}

// A flood of malformed units is to cost less than valid traffic: each pair is one unit of the same
// kind, on a new connection and on an association.
func BenchmarkFlood(b *testing.B) {
	g := guard(b, validate.Default())
	units := association(b)
	for _, c := range []struct {
		name   string
		before [][]byte
		octets string
		want   validate.Action
	}{
		{"no TPKT", nil, "4745542f20485454502f312e310d0a", validate.Reject},
		{"CR", nil, realCR, validate.Pass},
		{"CR malformed", nil, "0300001612e00000000100c0010dc2020001c1020001", validate.Reject},
		{"CN", units[:2], realCN, validate.Pass},
		{"CN malformed", units[:2], "030000bb02f0800db3" + realCN[18:], validate.Reject},
		{"CP malformed", units[:2], strings.Replace(realCN, "318199", "318198", 1), validate.Reject},
		{"DT", units, realDT, validate.Pass},
		{"DT malformed", units, strings.Replace(realDT, "617a3078", "617a3077", 1), validate.Reject},
	} {
		unit := octets(b, c.octets)
		b.Run(c.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				s := opened(b, g, c.before)
				if v, _ := s.Check(initiator, unit); v.Action != c.want {
					b.Fatal(v.Err)
				}
				s.Close()
			}
		})
	}
}
