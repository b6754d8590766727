package stack

import (
	"github.com/osi-go/osi"
	"github.com/osi-go/osi/transport"
)

// stream takes octets of a TPKT stream.
func (c *Conn) stream(s *sink, h *half, b []byte) {
	off := h.fed
	for len(b) > 0 && !h.broken {
		if len(h.buf) > 0 {
			b, off = c.complete(s, h, b, off)
			continue
		}
		frame, _, err := transport.SplitTPKT(b, c.config.Limits.TPDU, &h.decoder.Leniency)
		if err != nil || frame == nil {
			c.incomplete(s, h, b, off, err)
			return
		}
		c.frame(s, h, frame, off)
		b, off = b[len(frame):], off+int64(len(frame))
	}
}

// complete adds octets of b to the unfinished TPKT and returns the rest of b.
func (c *Conn) complete(s *sink, h *half, b []byte, off int64) ([]byte, int64) {
	_, want, _ := transport.SplitTPKT(h.buf, c.config.Limits.TPDU, &h.decoder.Leniency)
	n := min(want-len(h.buf), len(b))
	h.buf = append(h.buf, b[:n]...)
	off += int64(n)
	start := off - int64(len(h.buf))
	frame, _, err := transport.SplitTPKT(h.buf, c.config.Limits.TPDU, &h.decoder.Leniency)
	switch {
	case err != nil:
		c.incomplete(s, h, h.buf, start, err)
	case frame != nil:
		c.frame(s, h, frame, start)
		h.buf = h.buf[:0]
	}
	return b[n:], off
}

// incomplete keeps b until the rest of its TPKT arrives; with an error it ends the direction.
func (c *Conn) incomplete(s *sink, h *half, b []byte, off int64, err error) {
	if err == nil {
		h.buf = append(h.buf, b...)
		return
	}
	s.fail(err, b, off)
	h.broken = true
	h.buf = nil
	h.tsdu.Reset()
}

// frame takes one TPKT, which holds exactly one TPDU.
func (c *Conn) frame(s *sink, h *half, frame transport.TPKT, off int64) {
	tpdu := frame.TPDU()
	c.tpdu(s, h, tpdu, off+int64(len(frame)-len(tpdu)))
}

// nsdu takes one NSDU, which in classes 1 to 4 may hold several TPDUs.
func (c *Conn) nsdu(s *sink, h *half, b []byte, off int64) {
	next := off
	for tpdu, err := range transport.Split(b, h.decoder.Format) {
		if err != nil {
			c.reject(s, h, err, b, off)
			return
		}
		c.tpdu(s, h, tpdu, next)
		next += int64(len(tpdu))
	}
}

func (c *Conn) reject(s *sink, h *half, err error, b []byte, off int64) {
	h.tsdu.Reset()
	h.decoder.Tolerated = 0
	s.fail(err, b, off)
}

// tpdu decodes one TPDU and passes on its user data.
func (c *Conn) tpdu(s *sink, h *half, b []byte, off int64) {
	t, err := h.decoder.Decode(b)
	if err != nil {
		c.reject(s, h, err, b, off)
		return
	}
	s.emit(Event{Layer: osi.Transport, PDU: t, Octets: b, Offset: off, Tolerated: h.decoder.Tolerated})
	h.decoder.Tolerated = 0
	switch p := t.(type) {
	case *transport.ConnectionConfirm: // from now on both directions have its format
		h.decoder.Format = p.Format()
		c.halves[s.dir.other()&1].decoder.Format = p.Format()
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
