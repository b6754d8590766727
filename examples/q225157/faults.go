package main

import (
	"bytes"
	"math/rand/v2"
	"slices"
)

// A fault is a way in which a driver malforms its buffers.
type fault uint8

const (
	none fault = iota
	truncated
	overlong
	stale // the end is of an earlier buffer
	swapped
	wrongLength // of the transport header or of the SPDU
	split
	joined
	flipped // one bit
	duplicated
	empty
	faults
)

var faultNames = [...]string{"none", "truncated", "over-long", "stale octets", "swapped", "wrong length indicator", "split", "joined", "bit flip", "duplicated", "zero length"}

func (f fault) String() string { return faultNames[f] }

// malform applies faults to a share of the buffers.
func malform(r *rand.Rand, list []buffer, share float64) (out []buffer) {
	var last []byte
	for i := 0; i < len(list); i++ {
		b := list[i]
		if r.Float64() >= share {
			out, last = append(out, b), b.octets
			continue
		}
		b.fault = 1 + fault(r.IntN(int(faults)-1))
		b.octets = bytes.Clone(b.octets)
		n := len(b.octets)
		switch b.fault {
		case truncated:
			b.octets = b.octets[:r.IntN(n)]
		case overlong:
			b.octets = append(b.octets, make([]byte, 1+r.IntN(64))...)
		case stale:
			at := r.IntN(n)
			if at < len(last) {
				copy(b.octets[at:], last[at:])
			}
		case swapped:
			if i+1 < len(list) {
				next := list[i+1]
				next.fault = swapped
				out = append(out, next)
				i++
			}
		case wrongLength:
			at := 0
			if n > 4 && r.IntN(2) == 0 {
				at = 4
			}
			b.octets[at] += byte(1 + r.IntN(255))
		case split:
			at := r.IntN(n)
			first := b
			first.octets = b.octets[:at:at]
			b.octets = b.octets[at:]
			out = append(out, first)
		case joined:
			if i+1 < len(list) {
				b.octets = append(b.octets, list[i+1].octets...)
				i++
			}
		case flipped:
			b.octets[r.IntN(n)] ^= 1 << r.IntN(8)
		case duplicated:
			out = append(out, b)
		case empty:
			b.octets = nil
		case none, faults:
		}
		out, last = append(out, b), b.octets
	}
	return slices.Clip(out)
}
