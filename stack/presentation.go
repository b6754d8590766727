package stack

import (
	"github.com/osi-go/osi"
	"github.com/osi-go/osi/presentation"
	"github.com/osi-go/osi/session"
)

// primitives gives the session service primitive that an SPDU's user data belongs to; SData, the zero Primitive, stands
// for none with all types but TypeDT.
var primitives = [...]presentation.Primitive{
	session.TypeCN: presentation.SConnect, session.TypeAC: presentation.SConnectAccept, session.TypeRF: presentation.SConnectReject,
	session.TypeAB: presentation.SUserAbort, session.TypeTD: presentation.STypedData, session.TypeEX: presentation.SExpeditedData,
	session.TypeCD: presentation.SCapabilityData, session.TypeCDA: presentation.SCapabilityDataConfirm,
	session.TypeRS: presentation.SResynchronize, session.TypeRA: presentation.SResynchronizeConfirm,
	session.TypeFN: presentation.SRelease, session.TypeDN: presentation.SReleaseConfirm, session.TypeNF: presentation.SReleaseConfirm,
	session.TypeGT: presentation.STokenGive, session.TypePT: presentation.STokenPlease, session.TypeGTC: presentation.SControlGive,
	session.TypeMIP: presentation.SSyncMinor, session.TypeMIA: presentation.SSyncMinorConfirm,
	session.TypeMAP: presentation.SSyncMajor, session.TypeMAA: presentation.SSyncMajorConfirm,
	session.TypeED: presentation.SUserExceptionReport, session.TypeAS: presentation.SActivityStart, session.TypeAR: presentation.SActivityResume,
	session.TypeAI: presentation.SActivityInterrupt, session.TypeAIA: presentation.SActivityInterruptConfirm,
	session.TypeAD: presentation.SActivityDiscard, session.TypeADA: presentation.SActivityDiscardConfirm,
	session.TypeAE: presentation.SActivityEnd, session.TypeUD: presentation.SUnitData,
}

// primitiveOf returns what carries the SSDU of p; ok is false when that is no presentation data.
func primitiveOf(p session.SPDU) (primitive presentation.Primitive, ok bool) {
	t := p.Type()
	if t == session.TypeDT {
		return presentation.SData, true
	}
	if r, refuse := p.(*session.Refuse); refuse && r.Reason != osi.Some(session.RefusedByUser) || int(t) >= len(primitives) {
		return 0, false
	}
	return primitives[t], primitives[t] != presentation.SData
}

// ssdu takes the SSDU that p carries; b and off are those of its SPDU.
func (c *Conn) ssdu(s *sink, h *half, p session.SPDU, b []byte, off int64) {
	data := p.SSDU()
	if len(data) == 0 {
		return
	}
	if n := len(b) - len(data); n > 0 && &b[n] == &data[0] { // nearly always it ends the SPDU
		off += int64(n)
	}
	primitive, ok := primitiveOf(p)
	if !ok || c.bare(primitive, data) {
		s.emit(Event{Octets: data, Offset: off})
		return
	}
	d := &c.d.presentation
	d.Tolerated, d.Simple = 0, h.simple
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
		c.opening(s, v, p.X410, off+int64(p.X410Offset), p.Mode)
		c.values(s, &p.UserData, off)
	case *presentation.ConnectAccept:
		c.setMode(p.Mode)
		if c.cp != nil && p.Mode == presentation.NormalMode {
			if set, err := presentation.Established(c.cp, p); err == nil { // whether they fit is policy, see package validate
				c.setContexts(set)
			}
		}
		c.opening(s, v, p.X410, off+int64(p.X410Offset), p.Mode)
		c.values(s, &p.UserData, off)
	case *presentation.ConnectReject:
		c.opening(s, v, p.X410, off+int64(p.X410Offset), p.Mode)
		c.values(s, &p.UserData, off)
	case *presentation.AbnormalReleaseUser:
		c.opening(s, v, p.X410, off+int64(p.X410Offset), p.Mode)
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

// syntaxOf returns what the values of a context are: by the defined context set, or before there is one by what the CP proposes.
func (c *Conn) syntaxOf(id int64) syntax {
	if id != c.recent.context {
		c.recent.context, c.recent.syntax = id, syntaxOf(c.abstractSyntax(id))
	}
	return c.recent.syntax
}

func (c *Conn) abstractSyntax(id int64) osi.OID {
	if c.established {
		d, _ := c.contexts.Lookup(id)
		return d.AbstractSyntax
	}
	if c.cp != nil {
		for i := range c.cp.Contexts {
			if c.cp.Contexts[i].ID == id {
				return c.cp.Contexts[i].AbstractSyntax
			}
		}
	}
	return osi.OID{}
}

// setContexts notes a new defined context set.
func (c *Conn) setContexts(set presentation.ContextSet) {
	c.contexts, c.established = set, true
	c.recent.context = 0
	c.setSimple(set.Simple())
}
