package main

import (
	"encoding/binary"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/x25"
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
	m, modulo, ps, pr := x25.Modulo8, 8, int(b[2]>>1&7), b[2]>>4 // the low bit of pr is M
	whole := true
	if b[0]>>4&3 == 2 {
		m, modulo, ps, whole = x25.Modulo128, 128, int(b[2]>>1), len(b) > 3
		if whole {
			pr = b[3]
		}
	}
	switch t := x25.TypeOf(b[2], m); {
	case t == x25.TypeData && whole:
		return c.data(ps, int(pr>>1), modulo, pr&1 != 0)
	case (t == x25.TypeRR || t == x25.TypeRNR || t == x25.TypeREJ) && whole:
		return c.acknowledges(int(pr>>1), modulo)
	case t == x25.TypeClearConfirmation || t == x25.TypeResetConfirmation || t == x25.TypeInterruptConfirmation || t == x25.TypeRestartConfirmation:
		return c.last ^ 1
	case t == x25.TypeCallRequest:
		*c = channel{known: [2]bool{true, true}, last: osi.FromInitiator}
	case t == x25.TypeCallAccepted:
		c.last = osi.FromResponder
	case t == x25.TypeResetRequest:
		*c = channel{known: [2]bool{true, true}, last: c.last}
	}
	return c.last
}

// data is sender of a DATA packet.
func (c *channel) data(ps, pr, modulo int, more bool) osi.Direction {
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
