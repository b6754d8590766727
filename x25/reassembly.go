package x25

import (
	"iter"

	"github.com/osi-go/osi"
)

// A Reassembler joins the DATA packets of one direction of one channel into M-bit sequences: the
// data up to and with the first packet whose M is 0, X.25 4.3.4 and ISO/IEC 8208; the NSDU of
// X.223. Its memory follows the octets that arrived, up to Limits.TSDU; the buffer is kept for the
// next sequence until Reset. The zero Reassembler is ready to use. It is not safe for concurrent
// use.
type Reassembler struct {
	Limits     osi.Limits // of which TSDU and Segments apply
	PacketSize int        // octets agreed for this direction; 0: not known, and packets are not checked against it

	buf     []byte
	packets int
	q       bool
	skim    bool // nothing is held, and no limit applies: see Sequences.Check
}

// Add takes the next DATA packet. When p ends a sequence, done is true and sdu is the whole of it,
// valid until the next call. A sequence of one packet is not copied: sdu aliases its user data. The
// Q of the sequence is that of p.
//
// A packet over PacketSize is an error of kind [osi.ErrLength]. A changed Q is one of kind
// [osi.ErrState], and so is, if PacketSize is known, a packet that is partially full with M = 1 and
// D = 0. Their offset counts in the packet. A broken limit is an error of kind [osi.ErrLimit],
// whose offset counts in the sequence. What is held is dropped after an error.
//
// X.25 permits a sequence without user data: sdu is then empty. It is no NSDU, and a call of the
// OSI network service ignores it, X.223 12 c.
func (r *Reassembler) Add(p *Data) (sdu []byte, done bool, err error) {
	if n := len(p.UserData); r.packets == 0 && !p.M && (r.PacketSize == 0 || n <= r.PacketSize) && (n <= r.Limits.TSDU || r.Limits.TSDU <= 0 && n <= MaxUserData) {
		return p.UserData, true, nil
	}
	if err := r.check(p); err != nil {
		r.Reset()
		return nil, false, err
	}
	if r.packets == 0 && !p.M {
		return p.UserData, true, nil
	}
	if r.packets == 0 {
		r.buf, r.q = r.buf[:0], p.Q
	}
	if r.skim {
		r.packets = 1
	} else {
		r.buf = append(r.buf, p.UserData...)
		r.packets++
	}
	if p.M {
		return nil, false, nil
	}
	r.packets = 0
	return r.buf[:len(r.buf):len(r.buf)], true, nil
}

func (r *Reassembler) check(p *Data) error {
	limits := r.Limits.WithDefaults()
	held := r.Len()
	header := p.Modulo.size()
	switch n := len(p.UserData); {
	case r.PacketSize > 0 && n > r.PacketSize:
		return fail(rulePacketSize, TypeData, header+r.PacketSize, n, r.PacketSize)
	case r.packets > 0 && p.Q != r.q:
		return fail(ruleQualifier, TypeData, 0, int(flag(p.Q, 1)), int(flag(r.q, 1)))
	case r.PacketSize > 0 && p.M && !p.D && n < r.PacketSize:
		return fail(rulePartial, TypeData, header-1, 1, 0)
	case r.skim:
	case n > limits.TSDU-held:
		return fail(ruleUnitLimit, TypeData, held, held+n, limits.TSDU)
	case r.packets >= limits.Segments:
		return fail(rulePacketLimit, TypeData, held, r.packets+1, limits.Segments)
	}
	return nil
}

// Pending reports whether a sequence has begun that is not finished.
func (r *Reassembler) Pending() bool { return r.packets > 0 }

// Len returns the number of octets held for an unfinished sequence.
func (r *Reassembler) Len() int {
	if r.packets == 0 {
		return 0
	}
	return len(r.buf)
}

// Reset drops what is held, and the memory for it: for a reset or a clear.
func (r *Reassembler) Reset() { r.buf, r.packets = nil, 0 }

// Sequences joins the DATA packets of one direction of an interface into M-bit sequences, channel
// by channel. Only a channel in the middle of a sequence takes memory. The zero Sequences is ready
// to use. It is not safe for concurrent use.
type Sequences struct {
	Limits osi.Limits // of which TSDU and Segments apply to each channel, and Channels to the number of channels in the middle of a sequence

	open  map[uint32]*Reassembler
	spare *Reassembler // the one that finished last: its buffer may be lent
}

// Add is [Reassembler.Add] for a packet of any channel. size is the packet size agreed for this
// direction of the channel; 0: not known. sdu is valid until the next call for any channel. Too
// many channels in the middle of a sequence are an error of kind [osi.ErrLimit], too.
func (s *Sequences) Add(p *Data, size int) (sdu []byte, done bool, err error) {
	return s.add(p, size, false)
}

// Check is Add for a packet whose data nobody wants: they are not held, and the sequence may have
// any length. For one sequence use either Add or Check.
func (s *Sequences) Check(p *Data, size int) error {
	_, _, err := s.add(p, size, true)
	return err
}

func (s *Sequences) add(p *Data, size int, skim bool) (sdu []byte, done bool, err error) {
	r := s.open[uint32(p.LCI)]
	if r == nil {
		if !p.M {
			one := Reassembler{Limits: s.Limits, PacketSize: size, skim: skim}
			return one.Add(p)
		}
		if most := s.Limits.WithDefaults().Channels; len(s.open) >= most {
			return nil, false, fail(ruleChannels, TypeData, 0, len(s.open)+1, most)
		}
		if r, s.spare = s.spare, nil; r == nil {
			r = new(Reassembler)
		}
		if s.open == nil {
			s.open = make(map[uint32]*Reassembler)
		}
		s.open[uint32(p.LCI)] = r
	}
	r.Limits, r.PacketSize, r.skim = s.Limits, size, skim
	sdu, done, err = r.Add(p)
	if done || err != nil {
		delete(s.open, uint32(p.LCI))
		if s.spare = r; cap(r.buf) > maxSpare {
			s.spare = nil
		}
	}
	return sdu, done, err
}

// maxSpare is the number of octets that a spare buffer has at most: a link that once had a long
// sequence does not keep the memory.
const maxSpare = 1 << 16

// Open returns the number of channels in the middle of a sequence.
func (s *Sequences) Open() int { return len(s.open) }

// Len returns the number of octets held for the unfinished sequence of a channel.
func (s *Sequences) Len(lci uint16) int {
	if r := s.open[uint32(lci)]; r != nil {
		return r.Len()
	}
	return 0
}

// Drop forgets the unfinished sequence of a channel: for a reset or a clear.
func (s *Sequences) Drop(lci uint16) { delete(s.open, uint32(lci)) }

// Reset forgets all unfinished sequences: for a restart.
func (s *Sequences) Reset() { s.open, s.spare = nil, nil }

// Packets yields the DATA packets that carry sdu as one M-bit sequence, each of at most size octets
// of user data, which alias sdu. A size below 16 is taken as 16, one above 4096 as 4096. The
// packets have the header, Q, PR and the first P(S) of first. The last has D = 1 if first has.
func Packets(first Data, sdu []byte, size int) iter.Seq[Data] {
	return func(yield func(Data) bool) {
		size = min(max(size, 16), MaxUserData)
		p := first
		for rest := sdu; ; {
			n := min(len(rest), size)
			p.UserData, p.M = rest[:n:n], n < len(rest)
			p.D = first.D && !p.M
			if !yield(p) || !p.M {
				return
			}
			rest = rest[n:]
			if p.PS++; int(p.PS) > p.Modulo.Max() {
				p.PS = 0
			}
		}
	}
}
