package association

import (
	"github.com/osi-go/osi"
	"github.com/osi-go/osi/internal/ber"
	"github.com/osi-go/osi/presentation"
	"github.com/osi-go/osi/session"
	"github.com/osi-go/osi/session/spm"
	"github.com/osi-go/osi/stack"
	"github.com/osi-go/osi/transport"
)

// check makes those checks that the conn would make only after it has taken a part of the unit.
func (a *Association) check(l *layered) error {
	for _, p := range l.session {
		if session.CommonOf(p).Nested.Present {
			return refuse(ruleNested, p)
		}
	}
	if a.config.Opaque {
		return nil
	}
	for _, p := range l.values {
		v, ok := p.(*stack.Value)
		if !ok || !a.inBER(v) {
			continue
		}
		if err := ber.Check(v.Octets, a.config.Limits.Depth, a.config.Limits.Elements); err != nil {
			return err
		}
	}
	return nil
}

// inBER reports whether the transfer syntax of v is a form of BER.
func (a *Association) inBER(v *stack.Value) bool {
	if a.encoder.X410 || a.encoder.Simple {
		return !a.encoder.X410
	}
	for i := range a.encoder.Contexts {
		c := &a.encoder.Contexts[i]
		if c.AbstractSyntax == v.AbstractSyntax || v.AbstractSyntax.IsZero() && c.ID == v.Context {
			return len(c.TransferSyntaxes) == 0 || encodesBER(c.TransferSyntaxes[0])
		}
	}
	return true
}

func encodesBER(o osi.OID) bool {
	return o == presentation.BasicEncoding() || o == syntaxCER || o == syntaxDER
}

var (
	syntaxCER = osi.MustOID("2.1.2.0")
	syntaxDER = osi.MustOID("2.1.2.1")
)

// measure notes how much user data an AB has, on which its transport flow depends.
func (a *Association) measure(l *layered) error {
	l.abort = len(session.CommonOf(l.last()).UserData)
	if !a.session.Expedited || l.last().Type() != session.TypeAB || l.presentation == nil {
		return nil
	}
	e := a.encoder
	e.Carrier = stack.SSDUs
	units, err := e.Units(l.list()[len(l.session):]...)
	for _, unit := range units {
		l.abort += len(unit)
	}
	return err
}

// renew brings the encoder up to date with what the connection has agreed on, and the request.
func (a *Association) renew(l *layered) {
	if a.stale {
		a.encoder, a.stale = a.conn.Encoder(a.own), false
	}
	switch p := l.presentation.(type) {
	case *presentation.Connect:
		a.encoder.Contexts, a.encoder.Simple, a.encoder.X410 = p.Contexts, len(p.Contexts) == 0, p.Mode == osi.X410Mode
	case *presentation.ConnectAccept: // the encoder makes its contexts those that are accepted
		a.stale = true
	}
}

// encode returns the units that carry the PDUs.
func (a *Association) encode(pdus ...stack.PDU) ([][]byte, error) {
	units, err := a.encoder.Units(pdus...)
	if err != nil {
		return nil, err
	}
	size, limit := 0, a.config.Limits.TSDU
	if a.encoder.MaxTSDU > 0 {
		limit = a.config.Limits.SSDU
	}
	for _, u := range units {
		size += len(u)
	}
	if size > limit {
		return nil, &osi.Error{Rule: ruleSize, PDU: pdus[0].String(), Got: size, Want: limit}
	}
	return units, nil
}

// concatenated checks that the SPDUs may be concatenated, X.225 6.3.7.
func (a *Association) concatenated(l *layered) error {
	e := a.encoder
	e.Carrier, l.transport = stack.TSDUs, nil
	tsdus, err := e.Units(l.list()...)
	if err != nil {
		return err
	}
	d := session.Decoder{Extended: a.agreed.ExtendedToResponder, Limits: a.config.Limits}
	if a.own == osi.FromResponder {
		d.Extended = a.agreed.ExtendedToInitiator
	}
	for _, tsdu := range tsdus {
		if _, err := d.TSDU(tsdu); err != nil {
			return err
		}
	}
	return nil
}

// prepare sends the PR that announces the request p.
func (a *Association) prepare(p session.SPDU, o *spm.Outcome) error {
	for e := range o.Events() {
		if announced, ok := announcements[e]; ok {
			pr := session.Prepare{PrepareType: announced}
			if rs, ok := p.(*session.Resynchronize); ok && a.session.Selected().Has(session.FUSymmetricSynchronize) { // X.225 8.3.26.4, 8.3.26.5
				pr.ResyncType, pr.SecondType = rs.ResyncType, rs.SecondType
			}
			return a.transmit(&transport.ExpeditedData{Format: transport.Format{OverTCP: true}}, &pr)
		}
	}
	return nil
}

// announcements has the types of PR that the session protocol machine sends.
var announcements = map[spm.Event]session.PrepareType{
	spm.EventPRMAA: session.PrepareMajorSyncAck, spm.EventPRRS: session.PrepareResync, spm.EventPRRA: session.PrepareResyncAck, spm.EventPRAB: session.PrepareAbort,
}

// transmit sends PDUs that the machines allow.
func (a *Association) transmit(pdus ...stack.PDU) error {
	if a.stale {
		a.renew(&layered{})
	}
	units, err := a.encode(pdus...)
	if err != nil {
		return err
	}
	return a.put(units)
}

// put judges units of this end, as the peer will, and adds them to the output.
func (a *Association) put(units [][]byte) error {
	a.conn.Skip(stack.SkipAll)
	for _, unit := range units {
		for rest := unit; len(rest) > 0; {
			var u stack.Unit
			if u, rest = a.conn.Next(a.own, rest, ignoreEvent); u.State != stack.Invalid {
				continue
			}
			a.broken = refuse(ruleRequest, nil)
			if u.Fault != nil {
				a.broken = u.Fault.Err
			}
			return a.broken
		}
	}
	a.out = append(a.out, units...)
	return nil
}

func ignoreEvent(*stack.Event) bool { return true }
