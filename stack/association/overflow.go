package association

import (
	"slices"

	"github.com/osi-go/osi/session"
	"github.com/osi-go/osi/stack"
	"github.com/osi-go/osi/transport"
)

// cut keeps a CN whose user data continue in CDOs, which are sent once an OA has come, X.225 7.1.1.
func (a *Association) cut(l *layered, before *machines, units [][]byte) ([][]byte, error) {
	rest, err := a.encoder.Overflow()
	if err != nil || len(rest) == 0 {
		return units, err
	}
	cn := *l.last().(*session.Connect)
	cn.Overflow = true
	a.session, a.overflow = before.session, slices.Clone(l.list())
	_, err = a.session.Request(&cn)
	return units, err
}

// sendOverflow sends the CDOs of a CN, in TSDUs of the size that the OA allows.
func (a *Association) sendOverflow() error {
	e := a.conn.Encoder(a.own)
	if e.Carrier == stack.NSDUs && e.MaxTPDU == 0 {
		e.MaxTPDU = transport.TPDUSize128.Octets()
	}
	pdus := a.overflow
	a.overflow = nil
	if _, err := e.Units(pdus...); err != nil {
		return err
	}
	units, err := e.Overflow()
	if err != nil {
		return err
	}
	return a.put(units)
}
