package stack

import (
	"slices"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/acse"
	"github.com/osi-go/osi/presentation"
	"github.com/osi-go/osi/rtse"
)

// A syntax is an abstract syntax as far as this package tells them apart.
type syntax uint8

const (
	syntaxOther syntax = iota
	syntaxACSE
	syntaxRTSE
)

var (
	oidACSE = osi.MustOID("2.2.1.0.1")
	oidRTSE = [...]osi.OID{
		osi.MustOID("2.3.2"),      // rTSE-abstract-syntax
		osi.MustOID("2.3.0"),      // as some stacks name it
		osi.MustOID("2.6.0.2.8"),  // id-as-mts-rtse
		osi.MustOID("2.6.0.2.10"), // id-as-ms-rtse
		osi.MustOID("2.6.0.2.12"), // id-as-mta-rtse
	}
)

func syntaxOf(o osi.OID) syntax {
	if o == oidACSE {
		return syntaxACSE
	}
	if slices.Contains(oidRTSE[:], o) {
		return syntaxRTSE
	}
	return syntaxOther
}

// values takes the presentation data values of a PPDU at off.
func (c *Conn) values(s *sink, u *presentation.UserData, off int64) {
	if u.Simple != nil {
		s.emit(Event{Octets: u.Simple, Offset: off + int64(u.Offset)})
	}
	for i := range u.PDVs {
		v := &u.PDVs[i]
		at := off + int64(v.Offset)
		switch syntax := c.syntaxOf(v.Context); {
		case syntax == syntaxACSE && v.Form == presentation.SingleASN1Type:
			c.acse(s, v.Value, at)
		case syntax == syntaxRTSE && v.Form == presentation.SingleASN1Type:
			c.rtse(s, v.Value, at)
		default:
			s.emit(Event{Octets: v.Value, Offset: at})
		}
	}
}

// acse takes an APDU of ACSE.
func (c *Conn) acse(s *sink, b []byte, off int64) {
	c.d.acse.Tolerated = 0
	p, err := c.d.acse.Decode(b)
	if err != nil {
		s.fail(err, b, off)
		return
	}
	s.emit(Event{Layer: osi.ACSE, PDU: p, Octets: b, Offset: off, Tolerated: c.d.acse.Tolerated})
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
		if x.Encoding == acse.SingleASN1Type && c.syntaxOf(x.IndirectReference.Or(0)) == syntaxRTSE {
			c.rtse(s, x.Value, at)
		} else {
			s.emit(Event{Octets: x.Value, Offset: at})
		}
	}
}

// rtse takes an APDU of RTSE in normal mode.
func (c *Conn) rtse(s *sink, b []byte, off int64) {
	c.d.rtse.Tolerated = 0
	p, err := c.d.rtse.Decode(b)
	if err != nil {
		s.fail(err, b, off)
		return
	}
	c.apdu(s, p, b, off)
}

// opening takes the RTSE parameters of a PPDU in X.410-1984 mode.
func (c *Conn) opening(s *sink, carrier presentation.PPDU, b []byte, off int64, m presentation.Mode) {
	if m != presentation.X410Mode || b == nil {
		return
	}
	c.d.rtse.Tolerated = 0
	var p rtse.APDU
	var err error
	switch carrier.(type) {
	case *presentation.Connect:
		p, err = c.d.rtse.DecodeConnect(b)
	case *presentation.ConnectAccept:
		p, err = c.d.rtse.DecodeAccept(b)
	case *presentation.ConnectReject:
		p, err = c.d.rtse.DecodeRefuse(b)
	default:
		p, err = c.d.rtse.DecodeAbort(b)
	}
	if err != nil {
		s.fail(err, b, off)
		return
	}
	c.apdu(s, p, b, off)
}

// apdu passes on an APDU of RTSE, and what an MTA says of itself in it.
func (c *Conn) apdu(s *sink, p rtse.APDU, b []byte, off int64) {
	s.emit(Event{Layer: osi.RTSE, PDU: p, Octets: b, Offset: off, Tolerated: c.d.rtse.Tolerated})
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
	if err := c.d.bind.Decode(open); err != nil { // another application's bind
		s.emit(Event{Octets: open, Offset: at})
		return
	}
	s.emit(Event{Layer: osi.RTSE, PDU: &c.d.bind, Octets: open, Offset: at})
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
