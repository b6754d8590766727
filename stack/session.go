package stack

import (
	"iter"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/session"
)

// userData takes a TSDU.
func (c *Conn) userData(s *sink, h *half, tsdu []byte, off int64) {
	if c.foreign(tsdu) {
		s.emit(Event{Octets: tsdu, Offset: off})
		return
	}
	d := &c.d.session
	d.Tolerated = 0
	d.Version, d.SerialDigits, d.Extended = h.selected.version, h.selected.serialDigits, h.selected.extended
	spdus, err := d.TSDU(tsdu)
	if err != nil {
		h.ssdu.Reset()
		s.fail(err, tsdu, off)
		return
	}
	switch {
	case len(spdus) == 1:
		c.show(s, spdus[0], tsdu, off)
		c.spdu(s, h, spdus[0], tsdu, off)
		return
	case len(spdus) == 2 && tsdu[1] == 0: // nearly always: a GT or PT without parameters in front of another
		c.show(s, spdus[0], tsdu[:2:2], off)
		c.show(s, spdus[1], tsdu[2:], off+2)
		c.spdu(s, h, spdus[1], tsdu[2:], off+2) // 6.3.7.1
		c.spdu(s, h, spdus[0], tsdu[:2:2], off)
		return
	}
	for i, f := range frames(tsdu) {
		c.show(s, spdus[i], f.Octets, off+int64(f.Offset))
	}
	for p := range session.ProcessingOrder(spdus) {
		for i, f := range frames(tsdu) {
			if spdus[i] == p {
				c.spdu(s, h, p, f.Octets, off+int64(f.Offset))
			}
		}
	}
}

// frames walks a TSDU that has been decoded without an error.
func frames(tsdu []byte) iter.Seq2[int, session.Frame] {
	return func(yield func(int, session.Frame) bool) {
		i := 0
		for f, err := range session.SPDUs(tsdu) {
			if err != nil || !yield(i, f) {
				return
			}
			i++
		}
	}
}

// foreign reports whether the connection carries another protocol than that of session: Config.Guess
// asks for the guess, which the first octet of the first TSDU decides.
func (c *Conn) foreign(tsdu []byte) bool {
	if c.config.Guess && !c.guessedSession && len(tsdu) > 0 {
		c.guessedSession = true
		c.noSession = !session.Begins(tsdu[0])
	}
	return c.noSession
}

// show emits a decoded SPDU. Those of one TSDU are shown as they stand in it, and taken as X.225 6.3.7.1 orders them.
func (c *Conn) show(s *sink, p session.SPDU, b []byte, off int64) {
	s.emit(Event{Layer: osi.Session, PDU: p, Octets: b, Offset: off, Tolerated: c.d.session.Tolerated})
	c.d.session.Tolerated = 0
}

// spdu takes a decoded SPDU and passes on the SSDU that it ends.
func (c *Conn) spdu(s *sink, h *half, p session.SPDU, b []byte, off int64) {
	switch p := p.(type) {
	case *session.Connect:
		cn := p.Clone()
		c.cn, c.oa = &cn, nil
	case *session.OverflowAccept:
		oa := p.Clone()
		c.oa = &oa
	case *session.Accept:
		if p.Enclosure.Begins() {
			c.selected(p)
		}
	}
	whole, err := h.ssdu.Add(p)
	if err != nil {
		s.fail(err, b, off)
	} else if whole != nil {
		c.ssdu(s, h, whole, b, off)
	}
	if session.Voids(p) {
		for i := range c.halves {
			if other := &c.halves[i]; other != h {
				other.ssdu.Void(p)
			}
		}
	}
}

// selected tells the decoders of both directions what CN and AC have agreed on.
func (c *Conn) selected(ac *session.Accept) {
	if c.cn == nil {
		return
	}
	n, err := session.Negotiate(c.cn, c.oa, ac)
	if err != nil {
		return // whether the AC fits the CN is policy, see package validate
	}
	for d, extended := range [...]bool{FromInitiator: n.ExtendedToResponder, FromResponder: n.ExtendedToInitiator} {
		c.halves[d].selected = selected{n.Version, n.SerialDigits, extended}
	}
}
