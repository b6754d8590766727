package stack

import (
	"github.com/osi-go/osi"
	"github.com/osi-go/osi/session"
)

// userData takes a TSDU.
func (c *Conn) userData(s *sink, h *half, tsdu []byte, off int64) {
	if c.foreign(tsdu) {
		s.emit(Event{Octets: tsdu, Offset: off})
		return
	}
	h.session.Tolerated = 0
	spdus, err := h.session.TSDU(tsdu)
	if err != nil {
		h.ssdu.Reset()
		s.fail(err, tsdu, off)
		return
	}
	if len(spdus) == 1 {
		c.spdu(s, h, spdus[0], tsdu, off)
		return
	}
	i := 0
	for f, err := range session.SPDUs(tsdu) {
		if err != nil || i == len(spdus) {
			return // cannot be: TSDU has decoded the same SPDUs
		}
		c.spdu(s, h, spdus[i], f.Octets, off+int64(f.Offset))
		i++
	}
}

// foreign reports whether the connection carries another protocol than that of session: Config.Guess
// asks for the guess, which the first octet of the first TSDU decides.
func (c *Conn) foreign(tsdu []byte) bool {
	if c.config.Guess && !c.guessed && len(tsdu) > 0 {
		c.guessed = true
		c.other = !session.Begins(tsdu[0])
	}
	return c.other
}

// spdu takes a decoded SPDU and passes on the SSDU that it ends.
func (c *Conn) spdu(s *sink, h *half, p session.SPDU, b []byte, off int64) {
	s.emit(Event{Layer: osi.Session, PDU: p, Octets: b, Offset: off, Tolerated: h.session.Tolerated})
	h.session.Tolerated = 0
	switch p := p.(type) {
	case *session.Connect:
		cn := p.Clone()
		c.cn = &cn
	case *session.Accept:
		c.selected(p)
	}
	whole, err := h.ssdu.Add(p)
	if err != nil {
		s.fail(err, b, off)
	} else if whole != nil {
		c.ssdu(s, h, whole, off)
	}
}

// selected tells the decoders of both directions what CN and AC have agreed on.
func (c *Conn) selected(ac *session.Accept) {
	if c.cn == nil {
		return
	}
	n, err := session.Negotiate(c.cn, ac)
	if err != nil {
		return // whether the AC fits the CN is policy, see package validate
	}
	for d, extended := range [...]bool{FromInitiator: n.ExtendedToResponder, FromResponder: n.ExtendedToInitiator} {
		h := &c.halves[d]
		h.session.Version, h.session.SerialDigits, h.session.Extended = n.Version, n.SerialDigits, extended
	}
}

// ssdu is where a layer above session is plugged in: it gets the SPDU that carries each SSDU.
func (c *Conn) ssdu(s *sink, h *half, p session.SPDU, off int64) {
	if b := p.SSDU(); len(b) > 0 {
		s.emit(Event{Octets: b, Offset: off})
	}
}
