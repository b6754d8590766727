package session

import (
	"errors"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/internal/text"
)

// A Situation is what [Answer] must know beside the octets of an invalid SPDU. The zero Situation
// is the usual case: nothing is known of the connection, and an ABORT is preferred to an EXCEPTION
// REPORT.
type Situation struct {
	// Refuse is the reason of the RF that answers a CN, where the caller knows it:
	// RefusedSelectorUnknown, RefusedNotAttached, RefusedSPMCongestion, … Where it is 0 the error
	// decides.
	Refuse RefuseReason

	Connected      bool // the session connection that the SPDU is of exists: a CN is answered as any other SPDU is
	Overflow       bool // an OA has been sent: an RF repeats its version, X.225 8.3.5.8
	NullEncoding   bool // the null-encoding protocol option is selected: there are no SPDUs to answer with, Amd.1 7.48.1
	Connectionless bool // X.235, which answers nothing

	Selected FunctionalUnits // of the connection

	// What A.4.1.2 b) makes an EXCEPTION REPORT depend on, besides Selected.
	Report    bool // prefer it where it is allowed; the note there advises against it: it may lead to a deadlock
	DataToken bool // this side owns the data token
	Activity  bool // an activity is in progress, or the state is STA22
	Open      bool // the state is one of those listed there: 4A, 4B, 5A, 5B, 5C, 6, 10A, 10B, 11A to 11C, 15A to 15C, 19, 20, 22, 713
}

// allowsReport reports whether an EXCEPTION REPORT may answer an invalid SPDU.
func (s Situation) allowsReport() bool {
	return s.Open && s.Selected.Has(FUHalfDuplex|FUExceptions) && !s.DataToken && (!s.Selected.Has(FUActivityManagement) || s.Activity)
}

// Answer returns what X.225 has the receiver of an invalid SPDU do, and the SPDU to send, if any:
// A.4.1.2, A.4.3.1.2, A.4.3.2 and 7.5. pdu is what the Offset of err counts in: a TSDU, or one
// SPDU; nil where nothing of it shall be sent back. The SPDU aliases pdu. The action is
//
//   - Send and a [*Refuse] for a CN. Its reason is that of s, that of the rule ([osi.Rule] Reason),
//     134 (implementation restriction) for kinds ErrLimit and ErrUnsupported, else 133. All are
//     persistent, except for 131, which only the caller can ask for.
//   - Send and an [*ExceptionReport] where s asks for it, A.4.1.2 b) allows it, and the fault is
//     the peer's. It reflects the SPDU up to and including the fault, 7.27.1.
//   - Send and an [*Abort] for all else. It says protocol error for a fault of the peer's, with the
//     nine octets up to the fault as Reflect Parameter Values, whose content 8.3.9.5 leaves open;
//     implementation restriction for kinds ErrLimit and ErrUnsupported; no reason for an err that
//     has no [*osi.Error], or nil.
//   - Disconnect, and nothing sent, with null encoding.
//   - Discard, and nothing sent, with X.235.
//
// Behind an RF or AB the sender waits, under the timer TIM, for the peer to disconnect the
// transport connection, and then does so itself: 7.5.2, 7.9.2. In a nested connection the transport
// connection is kept. A.4.3.2 also allows any other action that violates no procedure, and none; an
// RF for an invalid CN, where it allows an AB as well, is such an action.
func Answer(err error, pdu []byte, s Situation) (osi.Action, SPDU) {
	switch {
	case s.Connectionless:
		return osi.Discard, nil
	case s.NullEncoding:
		return osi.Disconnect, nil
	}
	e := osi.AsError(err)
	ours := errors.Is(err, osi.ErrLimit) || errors.Is(err, osi.ErrUnsupported)
	var spdu []byte
	at := 0
	if e != nil {
		spdu, at = Faulty(e, pdu)
	} else {
		spdu = pdu
	}
	nested := s.nested(spdu)
	switch {
	case len(spdu) > 0 && firstTypes[spdu[0]] == TypeCN && !s.Connected:
		return osi.Send, s.refusal(e, ours, nested)
	case s.Report && s.allowsReport() && e != nil && !ours && len(spdu) > 0:
		seen := upTo(spdu, at)
		return osi.Send, &ExceptionReport{Common: Common{Nested: nested}, Reflect: seen[:min(len(seen), MaxReflect)]}
	}
	a := &Abort{Common: Common{Nested: nested}, Disconnect: ReleaseTransport}
	if nested.Present {
		a.Disconnect = 0
	}
	switch {
	case e == nil:
		a.Disconnect |= NoReason
	case ours:
		a.Disconnect |= ImplementationRestriction
	default:
		a.Disconnect |= ProtocolError
		if seen := upTo(spdu, at); len(seen) > 0 {
			a.Reflect = seen[max(0, len(seen)-maxReflect):]
		}
	}
	return osi.Send, a
}

// refusal returns the RF that answers a CN.
func (s Situation) refusal(e *osi.Error, ours bool, nested osi.Opt[uint8]) *Refuse {
	reason := RefusedBySPM
	switch {
	case s.Refuse != 0 && s.Refuse.defined():
		reason = s.Refuse
	case e != nil && e.Rule != nil && e.Layer == osi.Session && e.Reason != 0 && RefuseReason(e.Reason).defined():
		reason = RefuseReason(e.Reason)
	case ours:
		reason = RefusedBySPMRestrictions
	}
	r := &Refuse{Common: Common{Nested: nested}, Version: Version1 | Version2, Reason: osi.Some(reason)}
	if s.Overflow {
		r.Version = Version2
	}
	if nested.Present {
		r.Disconnect = osi.Some(TransportDisconnect(0))
	}
	return r
}

// nested returns the Nested Connection Identifier of an SPDU, where there are nested connections.
func (s Situation) nested(spdu []byte) (id osi.Opt[uint8]) {
	if !s.Selected.Has(FUNestedConnections) {
		return id
	}
	return NestedIdentifier(spdu)
}

// NestedIdentifier returns the Nested Connection Identifier of an SPDU that need not be valid, in
// the long form or a short form, X.225 Amd.2. It is absent where none can be found, and where it is
// 0, which no nested connection has.
func NestedIdentifier(spdu []byte) (id osi.Opt[uint8]) {
	if len(spdu) == 0 {
		return id
	}
	t := firstTypes[spdu[0]]
	if t >= TypeSCN { // X.225 8.6.1.5, 8.6.2.5, 8.6.5.6
		if t.presents() && len(spdu) > 2 && spdu[0]&indicateParameters != 0 && spdu[1]&presentNested != 0 {
			id = osi.Opt[uint8]{Value: spdu[2], Present: spdu[2] != 0}
		}
		return id
	}
	for u, err := range Units(t, spdu) {
		if err == nil && u.Group == 0 && parOf(u.Code) == parNested && len(u.Value) == 1 && u.Value[0] != 0 {
			id = osi.Some(u.Value[0])
		}
	}
	return id
}

// Faulty returns the SPDU in tsdu that err is about, and the offset of the fault in that SPDU: what
// an EXCEPTION REPORT reflects, X.225 8.3.27.3. The Offset of err counts in tsdu. Where tsdu cannot
// be told apart into SPDUs as far as the fault, it is the rest behind the last one found. An err
// without an [*osi.Error] is about the first octet.
func Faulty(err error, tsdu []byte) (spdu []byte, offset int) {
	at := 0
	if e := osi.AsError(err); e != nil {
		at = min(max(e.Offset, 0), len(tsdu))
	}
	from := 0
	for f, err := range SPDUs(tsdu) {
		if err != nil {
			break // from here on nothing can be told apart
		}
		end := f.Offset + len(f.Octets)
		if at < end || end == len(tsdu) {
			return f.Octets, at - f.Offset
		}
		from = end
	}
	return tsdu[from:len(tsdu):len(tsdu)], at - from
}

// upTo returns b up to and including the octet at off.
func upTo(b []byte, off int) []byte {
	n := min(max(off, 0)+1, len(b))
	return b[:n:n]
}

// TransportReason is the first octet of the user data of a T-DISCONNECT request, X.225 6.6.4.
// Sending it is optional, and what the receiver does with it a local matter.
type TransportReason uint8

// The reasons. With null encoding 1 is an S-U-ABORT, and its user data may follow: Amd.1 7.48.1.
const (
	TransportProtocolError TransportReason = iota // a session protocol error for which no ABORT could be sent
	TransportNormal                               // the transport connection is not to be used again
	TransportNoReuse                              // it was to be used again, which local reasons prevent
)

// String returns the meaning in short, or the number of a value without one.
func (r TransportReason) String() string { return text.Name(transportNames[:], r, "reason") }

var transportNames = [...]string{"session protocol error", "normal transport disconnection", "reuse not possible"}
