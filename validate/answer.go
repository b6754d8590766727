package validate

import (
	"github.com/osi-go/osi"
	"github.com/osi-go/osi/acse"
	"github.com/osi-go/osi/presentation"
	"github.com/osi-go/osi/session"
	"github.com/osi-go/osi/stack"
	"github.com/osi-go/osi/transport"
)

// answer returns what the layer at fault suggests for the unit of d.
func (c *conn) answer(d stack.Direction, f fault, carrier Carrier) (Reaction, [][]byte) {
	switch f.layer {
	case osi.Transport:
		action, tpdu := transport.RejectFor(f.err, f.octets)
		switch action {
		case transport.ActionDiscard:
			return DropUnit, nil
		case transport.ActionDisconnect:
			return DisconnectTransport, nil
		case transport.ActionReject:
		}
		return DisconnectTransport, c.tpduAnswer(d, tpdu, carrier)
	case osi.Session:
		err := f.err
		if e := osi.AsError(err); e != nil && e.Kind != osi.ErrLimit && e.Kind != osi.ErrUnsupported {
			err = e.Attach(f.octets)
		}
		ab := session.AbortFor(err)
		return AbortSession, c.carried(&ab, carrier)
	case osi.Presentation, osi.ACSE, osi.RTSE:
		return AbortSession, c.carried(c.upperAbort(f), carrier)
	default: // the framing, and limits of the guard
		return DisconnectTransport, nil
	}
}

func (c *conn) tpduAnswer(d stack.Direction, p transport.TPDU, carrier Carrier) [][]byte {
	switch p := p.(type) {
	case *transport.TPDUError:
		p.DstRef = c.refs[d]
	case *transport.DisconnectRequest:
		if p.DstRef == 0 {
			p.DstRef = c.refs[d]
		}
	}
	b, err := encoded(p, carrier)
	if err != nil {
		return nil
	}
	return [][]byte{b}
}

func encoded(p transport.TPDU, carrier Carrier) ([]byte, error) {
	if carrier == TPKTs {
		return transport.AppendTPKT(nil, p)
	}
	return p.AppendBinary(nil)
}

// upperAbort returns the ABORT of a fault above session: an ARP of presentation, or the ABRT of ACSE in an ARU.
func (c *conn) upperAbort(f fault) *session.Abort {
	ab := &session.Abort{Disconnect: session.ReleaseTransport | session.UserAbort}
	var b []byte
	switch {
	case f.layer == osi.Presentation:
		arp, ok := presentation.AbortFor(f.err)
		if !ok { // the peer's own abort is broken: it needs no answer but the end
			provider := session.AbortFor(nil)
			return &provider
		}
		b, _ = arp.AppendBinary(nil)
	case c.acseContext != 0 && c.cp != nil && c.cp.Mode == presentation.NormalMode:
		abrt, err := acse.AbortFor(f.err).AppendBinary(nil)
		if err == nil {
			aru := presentation.AbnormalReleaseUser{Mode: presentation.NormalMode}
			aru.UserData.PDVs = []presentation.PDV{{Context: c.acseContext, Form: presentation.SingleASN1Type, Value: abrt}}
			b, _ = aru.AppendBinary(nil)
		}
	default:
		b, _ = new(presentation.AbnormalReleaseProvider).AppendBinary(nil)
	}
	if c.version == session.Version1 && len(b) > maxAbortVersion1 || b == nil {
		provider := session.AbortFor(f.err)
		return &provider
	}
	ab.UserData = b
	return ab
}

// maxAbortVersion1 is the largest number of octets of user data of an ABORT of protocol version 1, X.225 Annex D.
const maxAbortVersion1 = 9

// carried returns the TSDU of one SPDU as units of the carrier.
func (c *conn) carried(p *session.Abort, carrier Carrier) [][]byte {
	tsdu, err := p.AppendBinary(nil)
	if err != nil {
		return nil
	}
	if carrier == TSDUs {
		return [][]byte{tsdu}
	}
	size := c.maxTPDU
	if size == 0 {
		size = 128
	}
	var units [][]byte
	for dt := range transport.Segments(tsdu, size) {
		b, err := encoded(&dt, carrier)
		if err != nil {
			return nil
		}
		units = append(units, b)
	}
	return units
}
