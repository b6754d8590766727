package class0_test

import (
	"github.com/osi-go/osi"
	"github.com/osi-go/osi/transport"
	"github.com/osi-go/osi/transport/class0"
)

// A caller4 is an entity that has classes 0 and 4. Of class 4 it has what can be met before a CC
// selects class 0: it retransmits its CR, and gives it up with a DR: Table A.14.
type caller4 struct {
	refs  uint16
	ref   uint16 // 0: no connection
	given bool   // has sent a DR
	zero  bool   // the CR is of class 0
	open  bool
	down  bool
}

func (c *caller4) state() class0.State {
	if c.open {
		return class0.OPEN
	}
	return class0.CLOSED
}

func (c *caller4) cr() *transport.ConnectionRequest {
	cr := &transport.ConnectionRequest{Alternatives: 1}
	cr.Class, cr.SrcRef = 4, c.ref
	return cr
}

func (c *caller4) act(w *path, d osi.Direction) {
	r := w.rand
	switch {
	case c.down:
	case c.ref == 0:
		c.refs++
		c.ref, c.given, c.zero = c.refs, false, r.IntN(5) == 0
		if c.zero { // falls back
			cr := &transport.ConnectionRequest{}
			cr.SrcRef = c.ref
			w.send(d, cr)
			return
		}
		w.send(d, c.cr())
	case c.open && r.IntN(10) == 0:
		c.open, c.down = false, true
		w.disconnect(d)
	case c.open:
		w.send(d, &transport.Data{EOT: true, UserData: []byte{1}})
	case c.given:
		switch r.IntN(4) {
		case 0:
			w.send(d, c.dr(0, c.ref))
		case 1: // gives up for good
			c.ref = 0
		}
	case c.zero:
		if r.IntN(40) == 0 {
			c.down = true
			w.disconnect(d)
		}
	case r.IntN(4) == 0:
		w.send(d, c.cr())
	case r.IntN(20) == 0:
		c.given = true
		w.send(d, c.dr(0, c.ref))
	}
}

func (c *caller4) dr(dst, src uint16) transport.TPDU {
	return &transport.DisconnectRequest{Format: transport.Format{Class: 2}, DstRef: dst, SrcRef: src, Reason: transport.ReasonNormal}
}

func (c *caller4) take(w *path, d osi.Direction, b []byte) {
	if b == nil {
		c.down, c.open, c.ref = true, false, 0
		return
	}
	if c.down {
		return
	}
	f := transport.Format{Class: 4}
	if c.open || b[1] == 0xf0 { // of a connection that it has given up
		f = transport.Format{}
	}
	switch p := w.decode(f, b).(type) {
	case *transport.ConnectionConfirm:
		switch {
		case p.DstRef != c.ref:
			w.send(d, c.dr(p.SrcRef, 0))
		case c.given:
			c.down, c.ref = true, 0
			w.disconnect(d)
		default:
			c.open = true
		}
	case *transport.DisconnectRequest:
		if p.DstRef == c.ref {
			c.ref = 0
		}
	case *transport.TPDUError:
		if p.DstRef == c.ref && c.open {
			c.open, c.down = false, true
			w.disconnect(d)
		} else if p.DstRef == c.ref {
			c.ref = 0
		}
	case *transport.DisconnectConfirm:
		if p.DstRef == c.ref {
			c.ref = 0
		}
	}
}
