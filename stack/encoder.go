package stack

import (
	"slices"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/acse"
	"github.com/osi-go/osi/presentation"
	"github.com/osi-go/osi/rtse"
	"github.com/osi-go/osi/session"
	"github.com/osi-go/osi/transport"
)

// A Value is a presentation data value of an application: the innermost of the PDUs that an
// [Encoder] is given.
type Value struct {
	AbstractSyntax osi.OID // the value is of the first context with this one; zero: Context says which
	Context        int64   // presentation context identifier, where AbstractSyntax is zero
	Octets         []byte  // the value as the transfer syntax has it: in BER one element
}

// String returns "value".
func (*Value) String() string { return "value" }

// An Encoder makes units of a carrier from PDUs, in one direction of a connection. They are given
// as one would list them, that of the lowest layer first:
//
//	e.Append(nil, &transport.Data{}, &session.Connect{…}, &presentation.Connect{…},
//		&acse.AssociateRequest{…}, &stack.Value{…})
//
// What one layer derives from another is filled in: user data, lengths, contexts, the GT or PT in
// front of an SPDU of category 2, the segments of SSDUs and TSDUs. The transport.Data may be left
// out. A PDU whose user data is given and made, too, is an error, and so is one that is not of the
// layer above the one before it.
//
// [Conn.Encoder] makes an Encoder of what a connection has agreed on. The zero Encoder is that of a
// new connection over TCP. It is not safe for concurrent use, nor are PDUs that it is given at that
// time: it puts their user data in and takes them out again.
type Encoder struct {
	Carrier Carrier // TPKTs, NSDUs, TSDUs or SSDUs

	// MaxTPDU is the largest TPDU in octets; 0 is 128, and over TCP 65 531.
	MaxTPDU int
	// MaxTSDU is the largest TSDU in octets; 0 is unlimited: SSDUs are not segmented then.
	MaxTSDU int
	// Version is that of the session protocol; 0 is 2.
	Version session.Version

	// Contexts are those of the connection. They are replaced by those of a CP that is encoded.
	Contexts []presentation.Context
	// Simple says that values are simply encoded, X.226 8.4.1: there is one context, or none, and
	// no context management.
	Simple bool
	// X410 says that the connection is in X.410-1984 mode.
	X410 bool

	overflow *session.Connect // with all its user data, of which the first 10 240 octets are sent
}

// Encoder returns an Encoder of what the connection has agreed on so far, for what d sends. It is
// to be made anew behind a CC, an AC, and whatever alters the contexts.
func (c *Conn) Encoder(d osi.Direction) Encoder {
	d &= 1
	e := Encoder{
		Carrier: c.carrier, MaxTPDU: c.transport.Size(), MaxTSDU: c.session.agreed.MaxTSDU(d), Version: c.session.agreed.Version(),
		Simple: c.presentation.contexts.Simple(d), X410: c.presentation.x410(),
	}
	for v := range c.presentation.contexts.All() {
		if !c.presentation.contexts.Defined(v) {
			continue
		}
		syntaxes := slices.Clone(v.Offered)
		if !v.TransferSyntax.IsZero() {
			syntaxes = []osi.OID{v.TransferSyntax}
		}
		e.Contexts = append(e.Contexts, presentation.Context{ID: v.ID, AbstractSyntax: v.AbstractSyntax, TransferSyntaxes: syntaxes})
	}
	return e
}

// Append appends the units that the PDUs are to b, one behind the other. The error is an
// [osi.Error] of the layer that refuses; b is then returned as it was. Of a CN with more than 10
// 240 octets of user data it appends the CN alone: see [Encoder.Overflow].
func (e *Encoder) Append(b []byte, pdus ...PDU) ([]byte, error) {
	units, err := e.Units(pdus...)
	if err != nil {
		return b, err
	}
	for _, unit := range units {
		b = append(b, unit...)
	}
	return b, nil
}

// Units is Append for carriers that are no stream: it returns the units one by one.
func (e *Encoder) Units(pdus ...PDU) ([][]byte, error) {
	var l layered
	if err := l.sort(pdus); err != nil {
		return nil, err
	}
	if l.transport != nil && (e.Carrier == TSDUs || e.Carrier == SSDUs) || len(l.session) > 0 && e.Carrier == SSDUs || e.Carrier.x25() {
		return nil, refuse(ruleEncodeLayer, pdus[0])
	}
	switch p := l.presentation.(type) {
	case *presentation.Connect:
		e.X410, e.Contexts, e.Simple = p.Mode == presentation.X410Mode, p.Contexts, len(p.Contexts) == 0
	case *presentation.ConnectAccept:
		e.accept(p)
	}
	ssdu, err := e.ssdu(&l)
	if err != nil || e.Carrier == SSDUs {
		return [][]byte{ssdu}, err
	}
	tsdus, err := e.tsdus(&l, ssdu)
	if err != nil || e.Carrier == TSDUs {
		return tsdus, err
	}
	return e.nsdus(l.transport, tsdus)
}

// Overflow returns the units of the CDOs of the CN encoded last, which are sent when an OA has
// come, X.225 7.3; MaxTSDU is then to be that of the OA. Where the CN has none it returns none.
func (e *Encoder) Overflow() ([][]byte, error) {
	cn := e.overflow
	if e.overflow = nil; cn == nil {
		return nil, nil
	}
	tsdus, err := e.segments(nil, cn)
	if err != nil || e.Carrier == TSDUs {
		return tsdus[min(1, len(tsdus)):], err
	}
	return e.nsdus(nil, tsdus[1:])
}

// accept makes the contexts those that a CPA accepts.
func (e *Encoder) accept(p *presentation.ConnectAccept) {
	if p.Results != nil {
		var accepted []presentation.Context
		for i, r := range p.Results {
			if i < len(e.Contexts) && r.Outcome == presentation.Acceptance {
				accepted = append(accepted, e.Contexts[i])
				accepted[len(accepted)-1].TransferSyntaxes = []osi.OID{r.TransferSyntax}
			}
		}
		e.Contexts = accepted
	}
	e.Simple = len(e.Contexts) == 0 || len(e.Contexts) == 1 && p.Requirements&presentation.ContextManagement == 0
}

// layered are PDUs by layer.
type layered struct {
	transport    transport.TPDU
	session      []session.SPDU
	presentation presentation.PPDU
	acse         acse.APDU
	values       []PDU // RTSE's, or *Value
}

// sort takes the PDUs, that of the lowest layer first.
func (l *layered) sort(pdus []PDU) error {
	last := osi.Layer(0)
	for _, p := range pdus {
		layer, several := osi.RTSE, true
		switch p := p.(type) {
		case transport.TPDU:
			l.transport, layer, several = p, osi.Transport, false
		case session.SPDU:
			l.session, layer = append(l.session, p), osi.Session
		case presentation.PPDU:
			l.presentation, layer, several = p, osi.Presentation, false
		case acse.APDU:
			l.acse, layer, several = p, osi.ACSE, false
		case rtse.APDU, *Value:
			l.values = append(l.values, p)
		default:
			return &osi.Error{Rule: ruleEncodeLayer}
		}
		if layer < last || layer == last && !several {
			return refuse(ruleEncodeLayer, p)
		}
		last = layer
	}
	if len(pdus) == 0 {
		return &osi.Error{Rule: ruleEncodeLayer}
	}
	return nil
}

func refuse(r *osi.Rule, p PDU) error { return &osi.Error{Rule: r, PDU: p.String()} }
