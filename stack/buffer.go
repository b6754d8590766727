package stack

import (
	"math/bits"
	"sync"
)

// keptBuffer is the largest buffer, in octets, that is kept for the next unit.
const keptBuffer = 4096

// buffers has the memory for incomplete units, which the connections of a Stack share. The sizes
// are powers of two, so that what a connection holds follows the octets that have arrived.
// Buffers larger than a TPKT are not shared.
type buffers [4]sync.Pool // of *[]byte: of 8, 16, 32 and 64 KiB

// append appends b to what is held of one direction.
func (p *buffers) append(in *input, b []byte) {
	need := len(in.buf) + len(b)
	if class := classOf(need); need > cap(in.buf) && class >= 0 && class < len(p) {
		lease, ok := p[class].Get().(*[]byte)
		if !ok {
			fresh := make([]byte, 0, keptBuffer<<(class+1))
			lease = &fresh
		}
		in.buf = append((*lease)[:0], in.buf...)
		p.give(in)
		in.lease = lease
	}
	in.buf = append(in.buf, b...)
	if in.lease != nil && cap(in.buf) > cap(*in.lease) { // it has outgrown the largest
		p.give(in)
	}
}

// classOf returns the index of the pool for buffers of n octets; below zero there is none.
func classOf(n int) int { return bits.Len(uint(max(n, 1)-1)/keptBuffer) - 1 }

// give gives back the buffer that in has of p.
func (p *buffers) give(in *input) {
	if in.lease != nil {
		p[classOf(cap(*in.lease))].Put(in.lease)
		in.lease = nil
	}
}

// release empties the buffer of in, if it was lent in a Unit.
func (p *buffers) release(in *input) {
	if !in.lent {
		return
	}
	in.lent, in.done, in.ends = false, 0, in.ends[:0]
	if in.lease != nil || cap(in.buf) > keptBuffer {
		p.give(in)
		in.buf = nil
	}
	in.buf = in.buf[:0]
	if cap(in.ends) > keptBuffer/8 {
		in.ends = nil
	}
}
