package validate

import (
	"github.com/osi-go/osi"
	"github.com/osi-go/osi/acse"
	"github.com/osi-go/osi/presentation"
	"github.com/osi-go/osi/session"
	"github.com/osi-go/osi/stack"
	"github.com/osi-go/osi/transport"
)

// react adds to the verdict on a unit of d what the layer at fault suggests.
func (s *Stream) react(dec *decoders, d stack.Direction, f fault, v *Verdict) {
	c := s.conn
	switch f.layer {
	case osi.Transport:
		action, p := transport.Answer(f.err, f.octets, transport.Situation{Format: c.format, PeerRef: c.refs[d], MaxTPDU: c.maxTPDU})
		switch action {
		case osi.Discard:
			v.Reaction = DropUnit
			return
		case osi.Send, osi.SendAndDisconnect:
			v.Answer = s.tpdu(p)
		case osi.Disconnect:
		}
		v.Reaction = DisconnectTransport
	case osi.Session:
		_, p := session.Answer(f.err, f.octets, session.Situation{
			Connected: c.sessionPhase == connected || c.sessionPhase == ending, Overflow: c.oa != nil, Selected: c.units,
		})
		v.Reaction, v.Answer = AbortSession, s.session(dec, p)
	case osi.Presentation, osi.ACSE, osi.RTSE:
		c.upperAbort(dec, f)
		v.Reaction, v.Answer = AbortSession, s.session(dec, &dec.abort)
	default: // the framing, and limits of the guard
		v.Reaction = DisconnectTransport
	}
}

// tpdu returns the answer of one TPDU as units of the carrier.
func (s *Stream) tpdu(p transport.TPDU) [][]byte {
	b, err := s.encoded(s.space[:0], p)
	if err != nil {
		return nil
	}
	s.answer[0] = b
	return s.answer[:]
}

func (s *Stream) encoded(b []byte, p transport.TPDU) ([]byte, error) {
	if s.carrier == TPKTs {
		return transport.AppendTPKT(b, p)
	}
	return p.AppendBinary(b)
}

// upperAbort sets dec.abort to the ABORT of a fault above session: an ARP of presentation, or the ABRT of ACSE in an ARU.
func (c *conn) upperAbort(dec *decoders, f fault) {
	b := dec.ppdu[:0]
	var err error
	switch {
	case f.layer == osi.Presentation:
		_, p := presentation.Answer(f.err, f.octets, presentation.Situation{})
		switch p.(type) {
		case nil: // the peer's own abort is broken: it needs no answer but the end
			dec.abort = providerAbort(nil)
			return
		case *presentation.ConnectReject: // the gate has no REFUSE yet: it aborts
			p = abortOfConnect(f.err)
		}
		b, err = p.AppendBinary(b)
	case c.acseContext != 0 && c.cp != nil && c.cp.Mode == presentation.NormalMode:
		abrt, _ := (&acse.Abort{Source: acse.ServiceProvider}).AppendBinary(nil)
		aru := presentation.AbnormalReleaseUser{Mode: presentation.NormalMode}
		aru.UserData.PDVs = []presentation.PDV{{Context: c.acseContext, Form: presentation.SingleASN1Type, Value: abrt}}
		b, err = aru.AppendBinary(b)
	default:
		b, err = new(presentation.AbnormalReleaseProvider).AppendBinary(b)
	}
	if err != nil || c.version == session.Version1 && len(b) > maxAbortVersion1 {
		dec.abort = providerAbort(f.err)
		return
	}
	dec.ppdu = b
	dec.abort = session.Abort{Disconnect: session.ReleaseTransport | session.UserAbort}
	dec.abort.UserData = b
}

// abortOfConnect returns the ARP in answer to a CP.
func abortOfConnect(err error) *presentation.AbnormalReleaseProvider {
	reason := presentation.AbortReasonNotSpecified
	switch e := osi.AsError(err); {
	case e.Kind == osi.ErrLimit || e.Kind == osi.ErrUnsupported:
	case e.Layer == osi.Presentation:
		reason = presentation.AbortReason(e.Reason)
	default:
		reason = presentation.AbortInvalidParameter
	}
	return &presentation.AbnormalReleaseProvider{Reason: osi.Some(reason), Event: osi.Some(presentation.EventCP)}
}

// maxAbortVersion1 is the largest number of octets of user data of an ABORT of protocol version 1, X.225 Annex D.
const maxAbortVersion1 = 9

// providerAbort returns the ABORT that answers err, without octets of the peer's.
func providerAbort(err error) session.Abort {
	if _, p := session.Answer(err, nil, session.Situation{}); p != nil {
		if ab, ok := p.(*session.Abort); ok {
			return *ab
		}
	}
	return session.Abort{Disconnect: session.ReleaseTransport}
}

// session returns the answer p as units of the carrier.
func (s *Stream) session(dec *decoders, p session.SPDU) [][]byte {
	if s.carrier == SSDUs {
		if p.SSDU() == nil {
			return nil
		}
		s.answer[0] = append(s.space[:0], p.SSDU()...)
		return s.answer[:]
	}
	tsdu, err := p.AppendBinary(dec.tsdu[:0])
	if err != nil {
		return nil
	}
	dec.tsdu = tsdu
	if s.carrier == TSDUs {
		s.answer[0] = append(s.space[:0], tsdu...)
		return s.answer[:]
	}
	size := s.conn.maxTPDU
	if size == 0 {
		size = transport.TPDUSize128.Octets()
	}
	units, space := s.answer[:0], s.space[:0]
	for dt := range transport.Segments(tsdu, size) {
		from := len(space)
		if space, err = s.encoded(space, &dt); err != nil {
			return nil
		}
		units = append(units, space[from:len(space):len(space)])
	}
	return units
}
