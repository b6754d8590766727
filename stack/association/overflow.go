package association

import (
	"slices"

	"github.com/osi-go/osi/session"
	"github.com/osi-go/osi/stack"
	"github.com/osi-go/osi/transport"
)

// cut keeps a CN whose user data go on in CDOs, which are made when an OA has come, X.225 7.1.1 f.
func (a *Association) cut(l *layered, before *machines, units [][]byte) ([][]byte, error) {
	rest, err := a.encoder.AppendOverflow(nil)
	if err != nil || len(rest) == 0 {
		return units, err
	}
	cn := *l.last().(*session.Connect)
	cn.Overflow = true
	a.session, a.overflow = before.session, slices.Clone(l.list())
	_, err = a.session.Request(&cn)
	return units, err
}

// sendOverflow sends the CDOs of a CN in TSDUs of the size that the OA says.
func (a *Association) sendOverflow() error {
	e := a.conn.Encoder(a.own)
	if e.Carrier == stack.NSDUs && e.MaxTPDU == 0 {
		e.MaxTPDU = transport.TPDUSize128.Octets()
	}
	e.MaxTSDU = int(min(a.cn.TSDUSize.Value.ToResponder, a.oa.TSDUSize.Value.ToResponder)) // 0, unlimited, prevails
	pdus := a.overflow
	a.overflow = nil
	if _, err := e.Units(pdus...); err != nil {
		return err
	}
	e.Carrier = stack.TPKTs // whose units tell where each ends
	stream, err := e.AppendOverflow(nil)
	if err != nil {
		return err
	}
	return a.put(carried(stream, a.config.Carrier))
}

// carried returns the units of the carrier that a stream of TPKTs with DT TPDUs is.
func carried(b []byte, c stack.Carrier) (units [][]byte) {
	var tsdu []byte
	for len(b) > 0 {
		frame, _, err := transport.SplitTPKT(b, transport.MaxTPDU, nil)
		if err != nil || frame == nil {
			return nil
		}
		b = b[len(frame):]
		var dt transport.Data
		switch tpdu := frame.TPDU(); {
		case c == stack.TPKTs:
			units = append(units, frame)
		case c == stack.NSDUs:
			units = append(units, tpdu)
		case dt.Decode(tpdu, transport.Format{}) == nil:
			if tsdu = append(tsdu, dt.UserData...); dt.EOT {
				units, tsdu = append(units, tsdu), nil
			}
		}
	}
	return units
}
