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

// A Value is a presentation data value of an application, the innermost PDU that an [Encoder]
// takes.
type Value struct {
	AbstractSyntax osi.OID // the value is in the first context with this syntax; zero: in Context
	Context        int64   // presentation context identifier, if AbstractSyntax is zero
	Octets         []byte  // the value, encoded in the transfer syntax: in BER, one element
}

// String returns "value".
func (*Value) String() string { return "value" }

// An Encoder makes units of a carrier from PDUs of one direction of a connection. PDUs are given in
// the order of the layers, the lowest first:
//
//	e.Append(nil, &transport.Data{}, &session.Connect{…}, &presentation.Connect{…},
//		&acse.AssociateRequest{…}, &stack.Value{…})
//
// The Encoder fills in what one layer derives from another: user data, lengths, contexts, the GT
// or PT in front of a category 2 SPDU, the segments of SSDUs and TSDUs. The transport.Data may be
// left out. It is an error if a PDU has user data although another PDU is to be its user data,
// and if a PDU is of a lower layer than the one before it.
//
// [Conn.Encoder] makes an Encoder from what a connection has agreed on. The zero Encoder is that
// of a new connection over TCP. An Encoder is not safe for concurrent use. The PDUs must not be
// used by others during a call, which puts their user data in and takes them out again.
type Encoder struct {
	Carrier Carrier // TPKTs, NSDUs, TSDUs or SSDUs

	// MaxTPDU is the largest TPDU in octets. 0 means 65 531 for TPKTs and 128 for NSDUs.
	MaxTPDU int
	// MaxTSDU is the largest TSDU in octets. 0 means that there is no limit, and no SSDU is segmented.
	MaxTSDU int
	// Version is the version of the session protocol; 0 means version 2.
	Version session.Version

	// Contexts are the presentation contexts of the connection. Encoding a CP replaces them with those
	// of the CP, encoding a CPA with those that it accepts.
	Contexts []presentation.Context
	// Simple says that values are simply encoded, X.226 8.4.1: there is at most one context, and no
	// context management.
	Simple bool
	// Nominated is the nominated context of the sender, X.226 Amd.1 6.2.6.6, whose values are simply
	// encoded. 0 means that there is none. Encoding a CP or CPA sets it to that of a responder.
	Nominated int64
	// X410 says that the connection is in X.410-1984 mode.
	X410 bool

	overflow *session.Connect // the last CN, with all its user data, of which 10 240 octets are sent
}

// Encoder returns an Encoder for what d sends, by what the connection has agreed on so far. It is
// out of date once a CC, an AC or a change of contexts has come.
func (c *Conn) Encoder(d osi.Direction) Encoder {
	d &= 1
	e := Encoder{
		Carrier: c.carrier, MaxTPDU: c.transport.Size(), MaxTSDU: c.session.agreed.MaxTSDU(d), Version: c.session.agreed.Version(),
		Simple: c.presentation.contexts.Simple(d), X410: c.presentation.x410(), Nominated: c.presentation.contexts.Nominated(d, presentation.SData),
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

// Append appends the units that carry the PDUs to b, one behind the other. The error is an
// [osi.Error] of the layer that cannot encode its PDU, or of this package: of kind ErrOrder,
// ErrDuplicate or ErrMissing. b is then returned as it was. For a CN with more than 10 240 octets
// of user data it appends the CN alone, see [Encoder.Overflow].
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

// Units is Append, but returns the units one by one, as carriers other than TPKTs need them.
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
		e.X410, e.Contexts, e.Simple, e.Nominated = p.Mode == osi.X410Mode, p.Contexts, len(p.Contexts) == 0, 0
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

// Overflow returns the units of the CDOs that continue the CN encoded last, and nil if it needs
// none. They are sent once an OA has come, X.225 7.3, with MaxTSDU set to that of the OA.
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

// accept sets the contexts to those that a CPA accepts.
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
	e.Nominated = p.NominatedContext
}

// layered are PDUs by layer.
type layered struct {
	transport    transport.TPDU
	session      []session.SPDU
	presentation presentation.PPDU
	acse         acse.APDU
	values       []PDU // RTSE's, or *Value
}

// sort sorts the PDUs by layer; they must come in that order.
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
