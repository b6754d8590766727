package stack

import (
	"github.com/osi-go/osi"
	"github.com/osi-go/osi/acse"
	"github.com/osi-go/osi/presentation"
	"github.com/osi-go/osi/rtse"
)

// values takes the presentation data values of a PPDU at off.
func (c *Conn) values(s *sink, u *presentation.UserData, off int64) {
	if u.Simple != nil {
		s.emit(Event{Octets: u.Simple, Offset: off + int64(u.Offset)})
	}
	for i := range u.PDVs {
		v := &u.PDVs[i]
		at := off + int64(v.Offset)
		switch layer := c.layerOf(v.Context); {
		case layer == osi.ACSE && v.Form == presentation.SingleASN1Type:
			c.acse(s, v.Value, at)
		case layer == osi.RTSE && v.Form == presentation.SingleASN1Type:
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
	information, from := acse.InformationOf(p)
	for x := range information.All() {
		at := off + int64(from+x.Offset)
		if x.Encoding == acse.SingleASN1Type && c.layerOf(x.IndirectReference.Or(0)) == osi.RTSE {
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

// opening takes the APDU of RTSE that a PPDU has in X.410-1984 mode; else b is nil.
func (c *Conn) opening(s *sink, carrier presentation.PPDU, b []byte, off int64) {
	if b == nil {
		return
	}
	c.d.rtse.Tolerated = 0
	p, err := DecodeX410(&c.d.rtse, carrier, b)
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
