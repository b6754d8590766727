package stack

import (
	"github.com/osi-go/osi"
	"github.com/osi-go/osi/transport"
)

// tpkts takes octets of a TPKT stream.
func (c *Conn) tpkts(s *sink, h *half, b []byte) {
	h.stream.feed(
		b, h.fed,
		func(b []byte) ([]byte, int, error) {
			return transport.SplitTPKT(b, c.config.Limits.TPDU, &c.d.transport.Leniency)
		},
		func(frame []byte, off int64) { // exactly one TPDU
			tpdu := transport.TPKT(frame).TPDU()
			c.tpdu(s, h, tpdu, off+int64(len(frame)-len(tpdu)))
		},
		func(err error, b []byte, off int64) {
			s.fail(err, b, off)
			h.tsdu.Reset()
		},
	)
}

// nsdu takes one NSDU, which in classes 1 to 4 may hold several TPDUs.
func (c *Conn) nsdu(s *sink, h *half, b []byte) {
	off := h.fed
	if c.config.Guess && !c.guessedTransport {
		c.guessedTransport = true
		c.noTransport = !transport.Begins(b)
	}
	if c.noTransport {
		s.emit(Event{Octets: b, Offset: off})
		return
	}
	for tpdu, err := range transport.Split(b, h.format) {
		if err != nil {
			c.reject(s, h, err, b, h.fed)
			return
		}
		c.tpdu(s, h, tpdu, off)
		off += int64(len(tpdu))
	}
}

func (c *Conn) reject(s *sink, h *half, err error, b []byte, off int64) {
	h.tsdu.Reset()
	c.d.transport.Tolerated = 0
	s.fail(err, b, off)
}

// tpdu decodes one TPDU and passes on its user data.
func (c *Conn) tpdu(s *sink, h *half, b []byte, off int64) {
	d := &c.d.transport
	d.Format = h.format
	t, err := d.Decode(b)
	if err != nil {
		c.reject(s, h, err, b, off)
		return
	}
	s.emit(Event{Layer: osi.Transport, PDU: t, Octets: b, Offset: off, Tolerated: d.Tolerated})
	d.Tolerated = 0
	switch p := t.(type) {
	case *transport.ConnectionRequest: // a CR of an open connection is a retransmission
		if !c.confirmed {
			c.formats(p.Format())
		}
	case *transport.ConnectionConfirm: // from now on both directions have its format
		c.confirmed = true
		c.formats(p.Format())
	case *transport.Data:
		if p.Format.Class != 0 {
			return // its TSDUs may be multiplexed and out of order
		}
		tsdu, done, err := h.tsdu.Add(p)
		if err != nil {
			s.fail(err, b, off)
		} else if done {
			c.userData(s, h, tsdu, off+int64(len(b)-len(p.UserData)))
		}
	case *transport.ExpeditedData:
		if p.Format.Class == 0 {
			c.userData(s, h, p.UserData, off+int64(len(b)-len(p.UserData)))
		}
	}
}

func (c *Conn) formats(f transport.Format) {
	for i := range c.halves {
		c.halves[i].format = f
	}
}
