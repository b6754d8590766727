package main

import (
	"encoding/binary"

	"github.com/osi-go/osi"
)

// sides tells who sent the X.25 packets of a capture that does not say it: of each packet it takes
// the side whose sequence numbers it continues. A call comes from the initiator.
type sides struct{ channels map[uint16]*channel }

// channel is what is known of a logical channel, by direction.
type channel struct {
	next  [2]int  // P(S) of the next DATA
	acked [2]int  // P(R) of the last packet
	known [2]bool // next is known
	last  osi.Direction
	more  bool // the last DATA has M 1: its sender goes on
}

func newSides() *sides { return &sides{channels: map[uint16]*channel{}} }

// Packet types, X.25 Table 5-2.
const (
	typeCall, typeCallAccepted       = 0x0b, 0x0f
	typeClearConfirm, typeReset      = 0x17, 0x1b
	typeResetConfirm, typeIntConfirm = 0x1f, 0x27
	typeRestartConfirm               = 0xff
	typeRR, typeRNR, typeREJ         = 0x01, 0x05, 0x09 // the low five bits
)

// sender returns who sent packet b.
func (s *sides) sender(b []byte) osi.Direction {
	if len(b) < 3 {
		return osi.FromInitiator
	}
	lci := binary.BigEndian.Uint16(b) & 0x0fff
	c := s.channels[lci]
	if c == nil {
		c = &channel{}
		s.channels[lci] = c
	}
	modulo := 8
	if b[0]>>4&3 == 2 {
		modulo = 128
	}
	switch t := b[2]; {
	case t&1 == 0:
		return c.data(b, modulo)
	case t == typeCall:
		*c = channel{known: [2]bool{true, true}, last: osi.FromInitiator}
	case t == typeCallAccepted:
		c.last = osi.FromResponder
	case t == typeClearConfirm, t == typeResetConfirm, t == typeIntConfirm, t == typeRestartConfirm:
		return c.last ^ 1
	case t == typeReset:
		*c = channel{known: [2]bool{true, true}, last: c.last}
	case modulo == 8 && (t&0x1f == typeRR || t&0x1f == typeRNR || t&0x1f == typeREJ):
		return c.acknowledges(int(t>>5), modulo)
	case modulo == 128 && len(b) > 3 && (t == typeRR || t == typeRNR || t == typeREJ):
		return c.acknowledges(int(b[3]>>1), modulo)
	}
	return c.last
}

// data is sender of a DATA packet.
func (c *channel) data(b []byte, modulo int) osi.Direction {
	ps, pr, more := int(b[2]>>1&7), int(b[2]>>5), b[2]&0x10 != 0
	if modulo == 128 {
		if len(b) < 4 {
			return c.last
		}
		ps, pr, more = int(b[2]>>1), int(b[3]>>1), b[3]&1 != 0
	}
	d, best := c.last, -1
	for _, by := range [2]osi.Direction{c.last, c.last ^ 1} {
		score := c.fits(by, pr, modulo)
		if !c.known[by] || c.next[by] == ps {
			score += 4
		}
		if c.more == (by == c.last) { // who began a sequence ends it; else the other answers
			score++
		}
		if score > best {
			d, best = by, score
		}
	}
	c.next[d], c.known[d], c.acked[d], c.last, c.more = (ps+1)%modulo, true, pr, d, more
	return d
}

// acknowledges is sender of a packet that has a P(R) only.
func (c *channel) acknowledges(pr, modulo int) osi.Direction {
	d := c.last ^ 1
	if c.fits(d^1, pr, modulo) > c.fits(d, pr, modulo) {
		d ^= 1
	}
	c.acked[d] = pr
	return d
}

// fits tells how well P(R) suits a packet of by: it acknowledges what the other side has sent, best
// all of it.
func (c *channel) fits(by osi.Direction, pr, modulo int) int {
	other := by ^ 1
	outstanding := (c.next[other] - c.acked[by] + modulo) % modulo
	switch {
	case !c.known[other]:
		return 1
	case pr == c.next[other]:
		return 3
	case (pr-c.acked[by]+modulo)%modulo <= outstanding:
		return 2
	}
	return 0
}
