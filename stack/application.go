package stack

import (
	"github.com/osi-go/osi"
	"github.com/osi-go/osi/acse"
	"github.com/osi-go/osi/presentation"
	"github.com/osi-go/osi/rtse"
)

// The abstract syntaxes that this package decodes.
var (
	syntaxACSE = osi.MustOID("2.2.1.0.1")
	syntaxRTSE = [...]osi.OID{
		osi.MustOID("2.3.2"),      // rTSE-abstract-syntax
		osi.MustOID("2.3.0"),      // as some stacks name it
		osi.MustOID("2.6.0.2.8"),  // id-as-mts-rtse
		osi.MustOID("2.6.0.2.10"), // id-as-ms-rtse
		osi.MustOID("2.6.0.2.12"), // id-as-mta-rtse
	}
)

func isRTSE(o osi.OID) bool {
	for i := range syntaxRTSE {
		if o == syntaxRTSE[i] {
			return true
		}
	}
	return false
}

// values takes the presentation data values of a PPDU at off.
func (c *Conn) values(s *sink, h *half, u *presentation.UserData, off int64) {
	if u.Simple != nil {
		s.emit(Event{Octets: u.Simple, Offset: off + int64(u.Offset)})
	}
	for i := range u.PDVs {
		v := &u.PDVs[i]
		at := off + int64(v.Offset)
		switch syntax := c.abstractSyntax(v.Context); {
		case syntax == syntaxACSE && v.Form == presentation.SingleASN1Type:
			c.acse(s, h, v.Value, at)
		case isRTSE(syntax) && v.Form == presentation.SingleASN1Type:
			c.rtse(s, h, v.Value, at)
		default:
			s.emit(Event{Octets: v.Value, Offset: at})
		}
	}
}

// acse takes an APDU of ACSE.
func (c *Conn) acse(s *sink, h *half, b []byte, off int64) {
	h.acse.Tolerated = 0
	p, err := h.acse.Decode(b)
	if err != nil {
		s.fail(err, b, off)
		return
	}
	s.emit(Event{Layer: osi.ACSE, PDU: p, Octets: b, Offset: off, Tolerated: h.acse.Tolerated})
	var info acse.UserInformation
	switch p := p.(type) {
	case *acse.AssociateRequest:
		info = p.UserInformation
	case *acse.AssociateResponse:
		info = p.UserInformation
	case *acse.ReleaseRequest:
		info = p.UserInformation
	case *acse.ReleaseResponse:
		info = p.UserInformation
	case *acse.Abort:
		info = p.UserInformation
	case *acse.UnitData:
		info = p.UserInformation
	}
	from := 0
	for x := range info.All() {
		from = place(b, x.Value, from)
		at := off + int64(from)
		if x.Encoding == acse.SingleASN1Type && isRTSE(c.abstractSyntax(x.IndirectReference.Or(0))) {
			c.rtse(s, h, x.Value, at)
		} else {
			s.emit(Event{Octets: x.Value, Offset: at})
		}
	}
}

// rtse takes an APDU of RTSE in normal mode.
func (c *Conn) rtse(s *sink, h *half, b []byte, off int64) {
	h.rtse.Tolerated = 0
	p, err := h.rtse.Decode(b)
	if err != nil {
		s.fail(err, b, off)
		return
	}
	c.apdu(s, h, p, b, off)
}

// opening takes the RTSE parameters of a PPDU in X.410-1984 mode.
func (c *Conn) opening(s *sink, h *half, carrier presentation.PPDU, b []byte, off int64, m presentation.Mode) {
	if m != presentation.X410Mode || b == nil {
		return
	}
	h.rtse.Tolerated = 0
	var p rtse.APDU
	var err error
	switch carrier.(type) {
	case *presentation.Connect:
		p, err = h.rtse.DecodeConnect(b)
	case *presentation.ConnectAccept:
		p, err = h.rtse.DecodeAccept(b)
	case *presentation.ConnectReject:
		p, err = h.rtse.DecodeRefuse(b)
	default:
		p, err = h.rtse.DecodeAbort(b)
	}
	if err != nil {
		s.fail(err, b, off)
		return
	}
	c.apdu(s, h, p, b, off)
}

// apdu passes on an APDU of RTSE, and what an MTA says of itself in it.
func (c *Conn) apdu(s *sink, h *half, p rtse.APDU, b []byte, off int64) {
	s.emit(Event{Layer: osi.RTSE, PDU: p, Octets: b, Offset: off, Tolerated: h.rtse.Tolerated})
	var open []byte
	switch p := p.(type) {
	case *rtse.OpenRequest:
		open = p.Connection.Open
	case *rtse.OpenAccept:
		open = p.Connection.Open
	case *rtse.Transfer:
		s.emit(Event{Octets: p.Data, Offset: off + int64(place(b, p.Data, 0))})
	}
	if open == nil {
		return
	}
	at := off + int64(place(b, open, 0))
	if err := h.bind.Decode(open); err != nil { // another application's bind
		s.emit(Event{Octets: open, Offset: at})
		return
	}
	s.emit(Event{Layer: osi.RTSE, PDU: &h.bind, Octets: open, Offset: at})
}

// place returns where part lies in b, at from or behind it; 0 when it does not.
func place(b, part []byte, from int) int {
	for i := from; len(part) > 0 && i <= len(b)-len(part); i++ {
		if &b[i] == &part[0] {
			return i
		}
	}
	return 0
}
