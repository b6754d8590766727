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

// A sent is an NSDU of one side.
type sent struct {
	from osi.Direction
	nsdu []byte
}

// sentUnits returns units of testdata/faults/units.txt.
func sentUnits(t testing.TB, names ...string) (list []sent) {
	t.Helper()
	units := map[string]string{}
	for name, lines := range factBlocks(t, "testdata/faults/units.txt") {
		units[name] = lines[0]
	}
	for i, name := range names {
		list = append(list, sent{osi.Direction(i & 1), factOctets(t, units[name][2:])})
	}
	return list
}

// fiveContexts returns the association of five contexts that has units of that kind.
func fiveContexts(t testing.TB, kind string) []sent {
	t.Helper()
	return sentUnits(t, "CR in an NSDU", "CC in an NSDU", "CN of five contexts"+kind, "AC of five contexts"+kind)
}

// sentTSDU cuts a TSDU into DT TPDUs at random.
func sentTSDU(r *rand.Rand, from osi.Direction, tsdu []byte) (list []sent) {
	most := 1 + r.IntN(len(tsdu)+1)
	if r.IntN(4) == 0 {
		most = 1 + r.IntN(4)
	}
	for {
		n := min(len(tsdu), 1+r.IntN(most))
		list = append(list, sent{from, dataTPDU(tsdu[:n], n == len(tsdu))})
		if tsdu = tsdu[n:]; len(tsdu) == 0 {
			return list
		}
	}
}

// formOf returns an element of BER whose length has any form.
func formOf(r *rand.Rand, id []byte, contents []byte) []byte {
	b := slices.Clone(id)
	switch n := len(contents); {
	case id[0]&0x20 != 0 && r.IntN(4) == 0:
		return append(append(append(b, 0x80), contents...), 0, 0)
	case r.IntN(8) == 0:
		b = append(b, 0x84, 0, 0, byte(n>>8), byte(n))
	case r.IntN(16) == 0:
		b = append(b, 0x88, 0, 0, 0, 0, 0, 0, byte(n>>8), byte(n))
	case n > 255:
		b = append(b, 0x82, byte(n>>8), byte(n))
	case n > 127:
		b = append(b, 0x81, byte(n))
	default:
		b = append(b, byte(n))
	}
	return append(b, contents...)
}

// The identifiers of the values below. One in ten is of a form that its type does not have.
var (
	primitiveForms   = [][]byte{{2}, {4}, {0x80}, {0x9f, 0x1f}, {0x5f, 0x81, 0x01}, {0x1a}, {0x85}, {3}, {4}, {0x10}}
	constructedForms = [][]byte{{0x30}, {0xa0}, {0x31}, {0x61}, {0x24}, {0x23}, {0xbf, 0x1f}, {0x7f, 0x81, 0x01}, {0xa1}, {0x25}}
)

func valueForm(r *rand.Rand, depth int) []byte {
	if depth == 0 || r.IntN(3) == 0 {
		n := r.IntN(4)
		if r.IntN(10) == 0 {
			n = r.IntN(300)
		}
		return formOf(r, primitiveForms[r.IntN(10)], make([]byte, n))
	}
	var contents []byte
	for range r.IntN(4) {
		contents = append(contents, valueForm(r, depth-1)...)
	}
	return formOf(r, constructedForms[r.IntN(10)], contents)
}

// segmentForms cuts data into segments of a string, some of them in others, some empty. tag is that
// of a primitive segment; of a BIT STRING the last has the unused bits.
func segmentForms(r *rand.Rand, tag byte, data []byte, unused byte, depth int) (contents []byte) {
	for n := r.IntN(4); n > 0 || len(data) > 0; n-- {
		k := len(data)
		if n > 1 {
			k = r.IntN(k + 1)
		}
		part := data[:k]
		data = data[k:]
		switch {
		case depth > 0 && r.IntN(4) == 0:
			contents = append(contents, formOf(r, []byte{tag | 0x20}, segmentForms(r, tag, part, unused, depth-1))...)
			continue
		case tag == 3 && r.IntN(60) == 0:
			part = append([]byte{byte(r.IntN(9))}, part...)
		case tag == 3 && len(part) > 0 && (len(data) == 0 || r.IntN(20) == 0):
			part = append([]byte{unused}, part...)
		case tag == 3:
			part = append([]byte{0}, part...)
		}
		contents = append(contents, formOf(r, []byte{tag}, part)...)
	}
	return contents
}

// contextForm returns a value of one of the five contexts: 1 is of ACSE, 3 of MMS, 5 of another
// transfer syntax than BER, 7 in DER, 9 of RTSE.
func contextForm(r *rand.Rand, context byte) []byte {
	switch {
	case context == 5:
		b := make([]byte, r.IntN(20))
		for i := range b {
			b[i] = byte(r.Uint32())
		}
		return b
	case context == 9 && r.IntN(12) > 0:
		data := make([]byte, r.IntN(20))
		if r.IntN(2) == 0 {
			return formOf(r, []byte{4}, data)
		}
		return formOf(r, []byte{0x24}, segmentForms(r, 4, data, 0, 3))
	}
	return valueForm(r, r.IntN(4))
}

// listForm returns a PDV-list, most of them valid.
func listForm(r *rand.Rand) (list []byte) {
	context := []byte{3, 3, 3, 5, 5, 7, 9, 9, 9}[r.IntN(9)]
	if r.IntN(60) == 0 {
		context = []byte{0, 1, 11, 0xff}[r.IntN(4)]
	}
	if r.IntN(10) == 0 {
		list = append(list, formOf(r, []byte{6}, [][]byte{{0x51, 1}, {0x51, 2, 1}, {0x51, 3, 0}, {0x51}}[r.IntN(4)])...)
	}
	identifier := []byte{context}
	switch r.IntN(60) {
	case 0:
		identifier = []byte{0, context}
	case 1:
		identifier = nil
	}
	list = append(list, formOf(r, []byte{2}, identifier)...)
	if r.IntN(40) == 0 { // an undefined element
		list = append(list, valueForm(r, 1)...)
	}
	var values []byte
	for range r.IntN(4) {
		values = append(values, contextForm(r, context)...)
	}
	unused := byte(0)
	if r.IntN(6) == 0 {
		unused = byte(r.IntN(9))
	}
	switch r.IntN(6) {
	case 0:
		list = append(list, formOf(r, []byte{0x81}, values)...)
	case 1:
		list = append(list, formOf(r, []byte{0xa1}, segmentForms(r, 4, values, 0, 2))...)
	case 2:
		list = append(list, formOf(r, []byte{0x82}, append([]byte{unused}, values...))...)
	case 3:
		list = append(list, formOf(r, []byte{0xa2}, segmentForms(r, 3, values, unused, 2))...)
	case 4: // of context 5, too, a value in BER
		list = append(list, formOf(r, []byte{0xa0}, valueForm(r, 2))...)
	default:
		list = append(list, formOf(r, []byte{0xa0}, contextForm(r, context))...)
	}
	if r.IntN(60) == 0 {
		list = append(list, valueForm(r, 1)...)
	}
	return formOf(r, []byte{0x30}, list)
}

// ssduForm returns the SSDU of an S-DATA.
func ssduForm(r *rand.Rand) []byte {
	var lists []byte
	for range 1 + r.IntN(3) {
		lists = append(lists, listForm(r)...)
	}
	b := formOf(r, []byte{0x61}, lists)
	switch r.IntN(30) {
	case 0:
		b = append(b, 0)
	case 1:
		b = b[:len(b)-1-r.IntN(3)]
	case 2, 3, 4, 5, 6:
		b = spoil(r, b)
	}
	return b
}

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
