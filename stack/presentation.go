package stack

import (
	"github.com/osi-go/osi"
	"github.com/osi-go/osi/presentation"
	"github.com/osi-go/osi/session"
)

// ssdu takes the SSDU that p carries; b and off are those of its SPDU.
func (c *Conn) ssdu(s *sink, h *half, p session.SPDU, b []byte, off int64) {
	data := p.SSDU()
	if len(data) == 0 {
		return
	}
	if n := len(b) - len(data); n > 0 && &b[n] == &data[0] { // nearly always it ends the SPDU
		off += int64(n)
	}
	primitive, ok := PrimitiveOf(p)
	if !ok || c.bare(primitive, data) {
		s.emit(Event{Octets: data, Offset: off})
		return
	}
	d := &c.d.presentation
	d.Tolerated, d.Simple = 0, h.simple
	d.Nominated = c.contexts.Nominated(presentation.Initiator) != 0 || c.contexts.Nominated(presentation.Responder) != 0
	if primitive == presentation.SData {
		v, err := d.Data(primitive, data)
		if err != nil {
			s.fail(err, data, off)
			return
		}
		s.emit(Event{Layer: osi.Presentation, PDU: v, Octets: data, Offset: off, Tolerated: d.Tolerated})
		c.values(s, &v.UserData, off)
		return
	}
	v, err := d.Decode(primitive, data)
	if err != nil {
		s.fail(err, data, off)
		return
	}
	s.emit(Event{Layer: osi.Presentation, PDU: v, Octets: data, Offset: off, Tolerated: d.Tolerated})
	c.ppdu(s, v, off)
}

// bare reports whether the connection has no presentation protocol, which Config.Guess asks to be guessed by the first
// octet of its first SSDU: a CP, CPA, CPR or ABORT begins with 30, 31 or A0, user data with 61, all other with A0, A1 or 61.
func (c *Conn) bare(p presentation.Primitive, data []byte) bool {
	if c.config.Guess && !c.guessedPresentation {
		c.guessedPresentation = true
		switch p {
		case presentation.SConnect, presentation.SConnectAccept:
			c.noPresentation = data[0] != 0x31
		default:
			c.noPresentation = data[0] != 0x61 && data[0] != 0x30 && data[0] != 0x31 && data[0] != 0xa0
		}
	}
	return c.noPresentation
}

// ppdu takes a PPDU that is not of the data phase: it follows the contexts and passes on the user data.
func (c *Conn) ppdu(s *sink, v presentation.PPDU, off int64) {
	switch p := v.(type) {
	case *presentation.Connect:
		c.cp, c.established, c.recent.context = p.Clone(), false, 0
		c.setMode(p.Mode)
		c.opening(s, v, p.X410, off+int64(p.X410Offset))
		c.values(s, &p.UserData, off)
	case *presentation.ConnectAccept:
		c.setMode(p.Mode)
		if c.cp != nil && p.Mode == presentation.NormalMode {
			if set, err := presentation.Established(c.cp, p); err == nil { // whether they fit is policy, see package validate
				c.setContexts(set)
			}
		}
		c.opening(s, v, p.X410, off+int64(p.X410Offset))
		c.values(s, &p.UserData, off)
	case *presentation.ConnectReject:
		c.opening(s, v, p.X410, off+int64(p.X410Offset))
		c.values(s, &p.UserData, off)
	case *presentation.AbnormalReleaseUser:
		c.opening(s, v, p.X410, off+int64(p.X410Offset))
		c.values(s, &p.UserData, off)
	case *presentation.AlterContext:
		c.ac = p.Clone()
		c.values(s, &p.UserData, off)
	case *presentation.AlterContextAcknowledge:
		if c.ac != nil {
			if set, err := c.contexts.Alter(c.ac, p); err == nil {
				c.setContexts(set)
			}
			c.ac = nil
		}
		c.values(s, &p.UserData, off)
	case *presentation.Resynchronize:
		c.values(s, &p.UserData, off)
	case *presentation.Data:
		if p.Primitive == presentation.STokenPlease && c.cp != nil && c.cp.Mode == presentation.X410Mode {
			c.opening(s, v, p.UserData.Simple, off)
			return
		}
		c.values(s, &p.UserData, off)
	case *presentation.UnitData:
		c.values(s, &p.UserData, off)
	case *presentation.AbnormalReleaseProvider: // has no user data
	}
}

func (c *Conn) setMode(m presentation.Mode) { c.setSimple(m == presentation.X410Mode) }

func (c *Conn) setSimple(simple bool) {
	for i := range c.halves {
		c.halves[i].simple = simple
	}
}

// layerOf returns which layer the values of a context belong to: by the defined context set, or before there is one by what the CP proposes.
func (c *Conn) layerOf(id int64) osi.Layer {
	if id != c.recent.context {
		c.recent.context, c.recent.layer = id, LayerOf(c.abstractSyntax(id))
	}
	return c.recent.layer
}

func (c *Conn) abstractSyntax(id int64) osi.OID {
	if c.established {
		d, _ := c.contexts.Lookup(id)
		return d.AbstractSyntax
	}
	if c.cp == nil {
		return osi.OID{}
	}
	v, _ := c.cp.Lookup(id)
	return v.AbstractSyntax
}

// setContexts notes a new defined context set.
func (c *Conn) setContexts(set presentation.ContextSet) {
	c.contexts, c.established = set, true
	c.recent.context = 0
	c.setSimple(set.Simple())
}
