package validate_test

import (
	"bytes"
	"slices"
	"testing"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/stack"
	"github.com/osi-go/osi/transport"
	"github.com/osi-go/osi/validate"
)

// The release of the association of TestTraffic, confirmed.
const (
	benchFN = "0300001902f0800910c10e610c300a020101a0056203800100"
	benchDN = "0300001602f0800a0dc10b61093007020101a0026300"
)

// A unit of the data phase: a value of MMS in 25 elements of BER, and 8 KiB in one. "short" is the
// way of a stream that nobody looks at, "inspected" that of one whose PDUs are all shown to a
// check, "parts" that of a TSDU in two TPDUs; "copy" is what a program pays that looks at nothing.
func BenchmarkGate(b *testing.B) {
	g := guard(b, validate.Default())
	for _, c := range []struct {
		name string
		unit []byte
	}{{"100", octets(b, realDT)}, {"8KiB", dataUnit(8192, 3)}} {
		half := len(c.unit) / 2
		first, second := bytes.Clone(c.unit[:half]), append(bytes.Clone(c.unit[:7]), c.unit[half:]...)
		first[6] = 0 // no EOT
		for _, part := range [][]byte{first, second} {
			part[2], part[3] = byte(len(part)>>8), byte(len(part))
		}
		to := make([]byte, len(c.unit))
		pass := func(b *testing.B, s *validate.Stream, units ...[]byte) {
			b.Helper()
			b.SetBytes(int64(len(c.unit)))
			b.ReportAllocs()
			for b.Loop() {
				var v validate.Verdict
				for _, unit := range units {
					v, _ = s.Check(initiator, unit)
				}
				if v.Action != validate.Pass {
					b.Fatal(v.Err)
				}
			}
		}
		b.Run(c.name+"/copy", func(b *testing.B) {
			b.SetBytes(int64(len(c.unit)))
			b.ReportAllocs()
			for b.Loop() {
				copy(to, c.unit)
			}
		})
		b.Run(c.name+"/short", func(b *testing.B) { pass(b, associated(b, g), c.unit) })
		b.Run(c.name+"/parts", func(b *testing.B) { pass(b, associated(b, g), first, second) })
		b.Run(c.name+"/inspected", func(b *testing.B) {
			s := associated(b, g)
			if err := s.Inspect(nil, func(*stack.Event) error { return nil }); err != nil {
				b.Fatal(err)
			}
			pass(b, s, c.unit)
		})
	}
}

// A whole association: CR, CC, CN, AC, one DT, FN and DN, with order judged and without; and one
// whose DT is rejected.
func BenchmarkAssociation(b *testing.B) {
	bad := octets(b, realDT)
	bad[13]-- // a length
	for _, c := range []struct {
		name  string
		units [][]byte
		order stack.Order
		want  validate.Action // of the last
	}{
		{"whole", append(association(b), octets(b, realDT), nil, octets(b, benchFN), octets(b, benchDN)), stack.OrderOn, validate.Pass},
		{"unordered", append(association(b), octets(b, realDT), nil, octets(b, benchFN), octets(b, benchDN)), stack.OrderOff, validate.Pass},
		{"rejected", append(association(b), bad), stack.OrderOn, validate.Reject},
	} {
		policy := validate.Default()
		policy.Order = c.order
		g := guard(b, policy)
		b.Run(c.name, func(b *testing.B) {
			n := 0
			for _, unit := range c.units {
				n += len(unit)
			}
			b.SetBytes(int64(n))
			b.ReportAllocs()
			for b.Loop() {
				s := g.Stream(validate.TPKTs)
				var v validate.Verdict
				for i, unit := range c.units {
					if unit != nil {
						v, _ = s.Check(osi.Direction(i%2), unit)
					}
				}
				if s.Close(); v.Action != c.want {
					b.Fatal(outcome(v))
				}
			}
		})
	}
}

// A CN with CP and AARQ, decoded and judged by package stack, which is told of no PDU and does not
// judge order. What it allocates is what the connection keeps.
func BenchmarkConnect(b *testing.B) {
	c := stack.New(stack.Config{Order: stack.OrderOff}).Conn(stack.TSDUs)
	c.Skip(stack.SkipAll)
	cn := octets(b, realCN)[7:]
	b.ReportAllocs()
	for b.Loop() {
		if u, _ := c.Next(initiator, cn, func(*stack.Event) bool { return true }); u.State != stack.Valid {
			b.Fatal(u.Fault.Err)
		}
	}
}

// piecesOf returns the TPKTs of a TSDU in DT TPDUs of at most size octets.
func piecesOf(tsdu []byte, size int) (units [][]byte) {
	for dt := range transport.Segments(tsdu, size) {
		units = append(units, tpkt(dataTPDU(dt.UserData, dt.EOT)))
	}
	return units
}

// passAll is the loop of a benchmark: units that pass, or are held.
func passAll(b *testing.B, s *validate.Stream, units [][]byte) {
	b.Helper()
	n := 0
	for _, unit := range units {
		n += len(unit)
	}
	b.SetBytes(int64(n))
	b.ReportAllocs()
	for b.Loop() {
		for _, unit := range units {
			if v, _ := s.Check(initiator, unit); v.Action == validate.Reject {
				b.Fatal(v.Err)
			}
		}
	}
}

// Bulk: a TSDU of 10 KiB in TPDUs of 2 048 octets, whose value is one element, or many of 13
// octets. "flow" passes it as it comes, "whole" holds it; "reads" takes it in reads of 1 460
// octets.
func BenchmarkBulk(b *testing.B) {
	one := append(octets(b, "0100010061822800308227fc020103a08227f5048227f1"), make([]byte, 0x27f1)...)
	many := append(octets(b, "0100010061822800308227fc020103a08227f5308227f1"), bytes.Repeat(octets(b, "a00b 020103 8106102030405060"), 0x27f1/13)...)
	many = append(append(many, 4, byte(len(one)-len(many)-2)), make([]byte, len(one)-len(many)-2)...)
	for name, tsdu := range map[string][]byte{"one": one, "many": many} {
		units := piecesOf(tsdu, 2048)
		all := slices.Concat(units...)
		to := make([]byte, len(all))
		b.Run(name+"/copy", func(b *testing.B) {
			b.SetBytes(int64(len(all)))
			for b.Loop() {
				for rest, at := units, 0; len(rest) > 0; rest = rest[1:] {
					at += copy(to[at:], rest[0])
				}
			}
		})
		b.Run(name+"/reads", func(b *testing.B) {
			s := associated(b, guard(b, validate.Default()))
			b.SetBytes(int64(len(all)))
			b.ReportAllocs()
			for b.Loop() {
				for rest := all; len(rest) > 0; {
					n := min(len(rest), 1460)
					for read := rest[:n]; len(read) > 0; {
						var v validate.Verdict
						if v, read = s.Check(initiator, read); v.Action == validate.Reject {
							b.Fatal(v.Err)
						}
					}
					rest = rest[n:]
				}
			}
		})
		for way, whole := range map[string]bool{"flow": false, "whole": true} {
			b.Run(name+"/"+way, func(b *testing.B) {
				policy := validate.Default()
				policy.Whole = whole
				s := associated(b, guard(b, policy))
				passAll(b, s, units)
			})
		}
	}
}
