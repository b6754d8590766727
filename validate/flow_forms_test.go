package validate_test

import (
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/internal/ber"
	"github.com/osi-go/osi/stack"
	"github.com/osi-go/osi/validate"
)

// judgedAll feeds c what was sent and reports whether all of it is valid, and what was tolerated.
// Skip is called with one of skips before each unit.
func judgedAll(t *testing.T, c *stack.Conn, direct bool, all []sent, skips ...stack.Skip) (valid bool, tolerated osi.Tolerance) {
	t.Helper()
	for i, x := range all {
		c.Skip(skips[i%len(skips)])
		if direct && c.DataUnit(x.from, x.nsdu) > 0 {
			continue
		}
		u, _ := c.Next(x.from, x.nsdu, func(*stack.Event) bool { return true })
		if f := u.Fault; f != nil {
			if f.Err.Offset < 0 || f.Err.Offset > len(f.Octets) {
				t.Errorf("%v in %d octets", f.Err, len(f.Octets))
			}
			return false, 0
		}
		tolerated |= u.Tolerated
	}
	return true, tolerated
}

// judgedChunks is judgedAll for TPKTs in chunks of any size, which package relay gives to CheckData
// and Check.
func judgedChunks(r *rand.Rand, s *validate.Stream, all []sent) bool {
	for i := 0; i < len(all); {
		var stream []byte
		from := all[i].from
		for ; i < len(all) && all[i].from == from; i++ {
			stream = append(stream, tpkt(all[i].nsdu)...)
		}
		for len(stream) > 0 {
			n := 1 + r.IntN(min(len(stream), 1<<r.IntN(12)))
			chunk := stream[:n]
			stream = stream[n:]
			for len(chunk) > 0 {
				n, _ = s.CheckData(from, chunk)
				var v validate.Verdict
				if chunk = chunk[n:]; len(chunk) > 0 {
					if v, chunk = s.Check(from, chunk); v.Action == validate.Reject {
						return false
					}
				}
			}
		}
	}
	return s.Pending() == 0
}

// judgedPackets is judgedAll over X.25, in packets of at most 128 octets that are acknowledged one
// by one.
func judgedPackets(t *testing.T, c *stack.Conn, all []sent) bool {
	t.Helper()
	see := func(*stack.Event) bool { return true }
	for i, call := range []string{"10010b 00 06 420707 430202 03010100", "10010f"} {
		if u, _ := c.Next(osi.Direction(i&1), octets(t, call), see); u.State != stack.Valid {
			t.Fatal(u.Fault.Err)
		}
	}
	var next [2]byte // P(S)
	for _, x := range all {
		for rest, first := x.nsdu, true; first || len(rest) > 0; first = false {
			n := min(len(rest), 128)
			more := byte(0)
			if n < len(rest) {
				more = 0x10
			}
			packet := append([]byte{0x10, 1, next[x.from^1]<<5 | more | next[x.from]<<1}, rest[:n]...)
			if u, _ := c.Next(x.from, packet, see); u.State == stack.Invalid {
				return false
			}
			rest = rest[n:]
			next[x.from] = (next[x.from] + 1) & 7
			if u, _ := c.Next(x.from^1, []byte{0x10, 1, next[x.from]<<5 | 1}, see); u.State == stack.Invalid {
				t.Fatal(u.Fault.Err)
			}
		}
	}
	return true
}

// TestFlowForms has S-DATA in all that X.226 and X.690 let senders choose, valid and not: judged
// whole, in pieces, in chunks and in packets, whoever is told of it, the verdict is the same.
func TestFlowForms(t *testing.T) {
	t.Parallel()
	connections := [][]sent{fiveContexts(t, ""), fiveContexts(t, ", restoration"), fiveContexts(t, ", activities"), fiveContexts(t, ", segmented")}
	const activities, segmented = 2, 3
	policies := []validate.Policy{
		{},
		{Opaque: true},
		{Transfers: true},
		{Transfers: true, Order: stack.OrderOff},
		{Tolerate: osi.UndefinedElement | osi.EitherEncoding},
		{Midway: true, Transfers: true},
	}
	r := rand.New(rand.NewPCG(5, 6))
	n := *flows / 4
	if testing.Short() {
		n /= 4
	}
	valid := 0
	for i := range n {
		kind, p := i%len(connections), policies[r.IntN(len(policies))]
		all := slices.Clone(connections[kind])
		if kind == activities {
			all = append(all, sent{initiator, octets(t, "02f080 01002d03290131")}) // AS
		}
		if kind != segmented && r.IntN(2) == 0 { // the lane is open
			all = append(all, sent{initiator, octets(t, "02f080 01000100 6109 3007 020103 a0020500")})
		}
		var ssdus [][]byte
		for range 1 + r.IntN(2) {
			ssdu := ssduForm(r)
			ssdus = append(ssdus, ssdu)
			for _, tsdu := range tsdus(r, ssdu, []int{segmented: 400}[kind]) {
				all = append(all, sentTSDU(r, initiator, tsdu)...)
			}
		}
		if kind == activities {
			all = append(all, sent{initiator, octets(t, "02f080 010029032a0131")}) // AE
		}
		met := 0
		if p.Midway {
			met = r.IntN(len(connections[kind]) + 1)
		}
		config := stack.Config{Midway: p.Midway, Tolerate: p.Tolerate, Opaque: p.Opaque, Transfers: p.Transfers, Order: p.Order}
		pieces := stack.New(config)
		config.Whole = true
		want, tolerated := judgedAll(t, stack.New(config).Conn(stack.NSDUs), false, all[met:], 0)
		if want {
			valid++
		}
		one := stack.SkipLayer(osi.Layer(r.IntN(16)))
		for _, skips := range [][]stack.Skip{
			{0}, {stack.SkipData}, {stack.SkipAll}, {one}, {one | stack.SkipData}, {stack.SkipAll &^ one}, {stack.SkipAll, stack.SkipData, 0},
		} {
			for _, direct := range []bool{true, false} {
				got, with := judgedAll(t, pieces.Conn(stack.NSDUs), direct, all[met:], skips...)
				if got != want || with != tolerated {
					t.Errorf("%d, %x, skip %x, direct %v: %v, %v, whole %v, %v", i, ssdus, skips, direct, got, with, want, tolerated)
				}
			}
		}
		if got := judgedChunks(r, guard(t, p).Stream(validate.TPKTs), all[met:]); got != want {
			t.Errorf("%d, %x, in chunks: %v, whole %v", i, ssdus, got, want)
		}
		c := pieces.Conn(stack.Packets)
		c.Skip(stack.SkipData)
		if got := judgedPackets(t, c, all); got != want && met == 0 {
			t.Errorf("%d, %x, in packets: %v, whole %v", i, ssdus, got, want)
		}
		if t.Failed() {
			t.FailNow()
		}
	}
	if valid < n/10 || valid > n-n/10 {
		t.Errorf("%d of %d are valid", valid, n)
	}
}

// TestFlowTransfers has an APDU, valid or not, transferred in several S-DATA of one activity, in
// normal and in X.410-1984 mode. Judged whole, in pieces, in chunks and in packets, it passes if it
// is one element that is well formed.
func TestFlowTransfers(t *testing.T) {
	t.Parallel()
	var x410 []sent
	for i, b := range flowConnections(t)["X.410"].units {
		x410 = append(x410, sent{osi.Direction(i & 1), b[4:]})
	}
	normal := fiveContexts(t, ", activities")
	policy := validate.Policy{Tolerate: validate.Usual, Transfers: true}
	chunks := guard(t, policy)
	config := stack.Config{Tolerate: policy.Tolerate, Transfers: true}
	pieces := stack.New(config)
	config.Whole = true
	whole := stack.New(config)
	r := rand.New(rand.NewPCG(7, 8))
	n := *flows / 4
	if testing.Short() {
		n /= 4
	}
	valid := 0
	for i := range n {
		apdu := valueForm(r, 4)
		if r.IntN(2) == 0 {
			apdu = spoil(r, apdu)
		}
		all := slices.Clone([][]sent{normal, x410}[i&1])
		all = append(all, sent{initiator, octets(t, "02f080 01002d03290131")}) // AS
		serial := byte('1')
		for rest := apdu; len(rest) > 0; {
			n := 1 + r.IntN(len(rest))
			ssdu := rest[:n]
			if i&1 == 0 {
				rttr := formOf(r, []byte{0x24}, segmentForms(r, 4, ssdu, 0, 2))
				form := []byte{0xa0, 0x81}[r.IntN(2)]
				ssdu = formOf(r, []byte{0x61}, formOf(r, []byte{0x30}, append([]byte{2, 1, 9}, formOf(r, []byte{form}, rttr)...)))
			}
			all = append(all, sentTSDU(r, initiator, append([]byte{1, 0, 1, 0}, ssdu...))...)
			if rest = rest[n:]; serial < '9' && r.IntN(3) == 0 {
				all = append(all, sent{initiator, append(octets(t, "02f080 0100 31032a01"), serial)}) // MIP
				serial++
			}
		}
		all = append(all, sent{initiator, append(octets(t, "02f080 0100 29032a01"), serial)}) // AE
		want := ber.Check(apdu, osi.Limits{}.WithDefaults().Depth, 1<<20) == nil
		if want {
			valid++
		}
		if got, _ := judgedAll(t, whole.Conn(stack.NSDUs), false, all, 0); got != want {
			t.Errorf("%d, %x, whole: %v", i, apdu, got)
		}
		for _, skip := range []stack.Skip{0, stack.SkipAll} {
			if got, _ := judgedAll(t, pieces.Conn(stack.NSDUs), skip > 0, all, skip); got != want {
				t.Errorf("%d, %x, skip %x: %v", i, apdu, skip, got)
			}
		}
		if got := judgedChunks(r, chunks.Stream(validate.TPKTs), all); got != want {
			t.Errorf("%d, %x, in chunks: %v", i, apdu, got)
		}
		c := pieces.Conn(stack.Packets)
		c.Skip(stack.SkipAll)
		if got := judgedPackets(t, c, all); got != want {
			t.Errorf("%d, %x, in packets: %v", i, apdu, got)
		}
		if t.Failed() {
			t.FailNow()
		}
	}
	if valid < n/5 || valid > n-n/5 {
		t.Errorf("%d of %d are valid", valid, n)
	}
}
