package transport

import (
	"encoding/binary"
	"slices"

	"github.com/osi-go/osi"
)

// Situation is what [Answer] has to know and the octets of a TPDU do not say. The zero Situation is
// a TPDU of class 0 over a network service, of a connection whose references and size are not
// known.
type Situation struct {
	Format Format // of the connection; that of the CR until there is a CC

	// Unassociated says that no transport connection has the DST-REF of the TPDU, or that the network
	// connection has none at all, X.224 6.9.1.4.2.
	Unassociated bool

	PeerRef uint16 // reference of the TPDU's sender, from its CR or CC; 0 is not known
	OwnRef  uint16 // reference of the TPDU's receiver, from its CR or CC; 0 is not known
	MaxTPDU int    // the size agreed on; 0 is not known: 128 octets, which every connection allows
}

// Answer returns what X.224 6.6.3, 6.9.1.4.2, 6.17.3 and 6.22.1.3 have the receiver of pdu, one
// TPDU, do about err, and what it sends, which is nil unless the action sends. The answer is a new
// value and aliases pdu.
//
//   - A broken TPKT, and an err without *osi.Error: Disconnect. The stream has no next frame.
//   - A wrong checksum, or one that is missing: Discard.
//   - A CR on a network connection that has a transport connection (OwnRef or PeerRef is known, or
//     err is of kind ErrState): Disconnect, 6.9.1.4.2. If err is of kind ErrState, Discard one of
//     class 4 whose SRC-REF is PeerRef or PeerRef not known: it is a retransmission.
//   - A CR that a limit, a lack of support or a policy refuses (ErrLimit, ErrUnsupported), or whose
//     class does not exist: Send a DR. Its reason is that of the rule for ErrUnsupported: a caller
//     that refuses by policy makes a rule with the reason that it wants, for example
//     [ReasonAddressUnknown]. A limit has "reason not specified", a class
//     [ReasonNegotiationFailed]. Reasons from 80 hex on are not sent for class 0. The network
//     connection stays: the caller may try another class on it, 6.6.3 note 3.
//   - Any other CR: Send an ER. 6.6.3 would allow a DR as well.
//   - A TPDU that cannot be decoded, without connection (Unassociated): Disconnect, 6.9.1.4.1 b.
//     6.9.1.4.1 would allow to reset the network connection instead.
//   - Another TPDU without connection: for a CC, Send a DR without SRC-REF; for a DR that has a
//     SRC-REF, in class 0 Disconnect, else Send a DC; Discard the rest. A TPDU that can be decoded
//     is without connection, too, if its DST-REF is not OwnRef, or its SRC-REF not PeerRef where
//     both are known.
//   - Another TPDU that a limit or lack of support refuses: the peer is not to blame, so there is
//     no ER. In class 0 Disconnect; else Send a DR, or Discard it without the peer's reference.
//   - An ER, to which no ER must answer: Disconnect in class 0, else Discard.
//   - Anything else: an ER, in class 0 with SendAndDisconnect, else Send. 6.22.1.3 would allow to
//     reset or disconnect the network connection instead, or a DR in classes 1 to 4.
//
// The class is that of the Format, but that of a CR which is answered, and class 0 for a CC that
// selects it, Table A.6.
//
// DST-REF is the SRC-REF of pdu when it is a CR, CC, DR or DC, else PeerRef. An ER has the header
// of pdu up to the octet at fault, as much as MaxTPDU allows. In class 4 an answer has a checksum
// if pdu has one or one is agreed on.
func Answer(err error, pdu []byte, s Situation) (osi.Action, TPDU) {
	e := osi.AsError(err)
	if e == nil || e.Rule == nil || e.Layer == osi.TPKT {
		return osi.Disconnect, nil
	}
	if e.Rule == ruleChecksum || e.Rule == ruleChecksumMissing {
		return osi.Discard, nil
	}
	k, _ := kindOf(pdu, s.Format.credit())
	a := answering{k, e, pdu, s}
	switch {
	case k == kindCR:
		return a.connectionRequest()
	case s.Unassociated && !a.decoded():
		return osi.Disconnect, nil
	case s.Unassociated, e.Rule == ruleConfirmRef, a.decoded() && a.mismatched():
		return a.unassociated()
	case k == kindCC && len(pdu) >= connectionFixed && pdu[6]>>4 == 0:
		a.ownClass()
	}
	switch {
	case k == kindER:
		return a.byClass(osi.Disconnect, osi.Discard), nil
	case ownRestriction(e):
		if a.s.Format.Class == 0 {
			return osi.Disconnect, nil
		}
		if a.dstRef() == 0 {
			return osi.Discard, nil
		}
		return osi.Send, a.disconnect(a.reason(), s.OwnRef)
	}
	return a.byClass(osi.SendAndDisconnect, osi.Send), a.tpduError()
}

// ownRestriction reports whether e is a restriction of ours and no fault of the peer.
func ownRestriction(e *osi.Error) bool { return e.Kind == osi.ErrLimit || e.Kind == osi.ErrUnsupported }

// answering is one call of Answer.
type answering struct {
	k   kind
	e   *osi.Error
	pdu []byte
	s   Situation
}

func (a *answering) byClass(class0, others osi.Action) osi.Action {
	if a.s.Format.Class == 0 {
		return class0
	}
	return others
}

func (a *answering) connectionRequest() (osi.Action, TPDU) {
	class := a.ownClass()
	ref, peer := a.dstRef(), a.s.PeerRef
	switch occupied := !a.s.Unassociated && peer|a.s.OwnRef != 0; {
	case a.e.Kind == osi.ErrState && class == 4 && (peer == 0 || ref == peer):
		return osi.Discard, nil
	case a.e.Kind == osi.ErrState || occupied:
		return osi.Disconnect, nil
	case class > maxClass:
		return osi.Send, a.disconnect(ReasonNegotiationFailed, 0)
	case ownRestriction(a.e):
		return osi.Send, a.disconnect(a.reason(), 0)
	}
	return osi.Send, a.tpduError()
}

// reason returns the reason of a DR for a restriction of ours.
func (a *answering) reason() Reason {
	if a.e.Kind == osi.ErrUnsupported {
		return Reason(a.e.Reason)
	}
	return ReasonNotSpecified
}

// decoded reports whether the TPDU itself can be decoded: it exists in no class of the connection,
// is out of turn, disagrees with the CR, or breaks a rule that is none of this package's.
func (a *answering) decoded() bool {
	r := a.e.Rule
	return r == ruleClass || slices.Contains(confirmRules[:], r) || !slices.Contains(rules[:], r)
}

// mismatched reports whether the references of the TPDU are not those of the connection, X.224
// 6.9.1.4.2 a and c to e. The SRC-REF counts once the connection is open, and 0 is unassigned.
func (a *answering) mismatched() bool {
	f, s := a.s.Format, &a.s
	if len(a.pdu) < 4 || a.k.fixed(f) < 4 || a.k == kindAK && f.simple() { // has no DST-REF
		return false
	}
	return s.OwnRef != 0 && (binary.BigEndian.Uint16(a.pdu[2:]) != s.OwnRef || s.PeerRef != 0 && a.dstRef() != s.PeerRef)
}

// ownClass returns the class that a CR or CC names, and makes the answer one of that class.
func (a *answering) ownClass() Class {
	class := Class(0)
	if len(a.pdu) >= connectionFixed {
		class = Class(a.pdu[6] >> 4)
	}
	a.s.Format = Format{Class: min(class, maxClass), OverTCP: a.s.Format.OverTCP}
	return class
}

// unassociated is X.224 6.9.1.4.2 a, c, d 1 and e.
func (a *answering) unassociated() (osi.Action, TPDU) {
	a.s.PeerRef = 0
	ref := a.dstRef()
	switch {
	case ref == 0:
	case a.k == kindCC:
		a.ownClass()
		return osi.Send, a.disconnect(ReasonMismatchedReference, 0)
	case a.k == kindDR && a.s.Format.Class == 0:
		return osi.Disconnect, nil
	case a.k == kindDR:
		return osi.Send, &DisconnectConfirm{
			Format: a.s.Format, DstRef: ref, SrcRef: binary.BigEndian.Uint16(a.pdu[2:]), Checksum: a.checksum(),
		}
	}
	return osi.Discard, nil
}

// dstRef returns the reference of the sender of the TPDU.
func (a *answering) dstRef() uint16 {
	if kinds[a.k].srcRef && len(a.pdu) >= 6 {
		if ref := binary.BigEndian.Uint16(a.pdu[4:]); ref != 0 {
			return ref
		}
	}
	return a.s.PeerRef
}

// checksum reports whether the answer has one, X.224 6.17.3.
func (a *answering) checksum() bool {
	f := a.s.Format
	switch {
	case f.Class != 4:
		return false
	case f.Options.Present:
		return !f.must(OptionNoChecksum)
	case a.k == kindNone:
		return false
	}
	end := min(int(a.pdu[0])+1, len(a.pdu))
	return a.k.offsetOf(ParameterChecksum, a.pdu[:end], f) > 0
}

// disconnect returns a DR. The SRC-REF is 0 where there is no connection.
func (a *answering) disconnect(r Reason, srcRef uint16) TPDU {
	if r >= 0x80 && a.s.Format.Class == 0 {
		r = ReasonNotSpecified
	}
	return &DisconnectRequest{Format: a.s.Format, DstRef: a.dstRef(), SrcRef: srcRef, Reason: r, Checksum: a.checksum()}
}

func (a *answering) tpduError() TPDU {
	checksum := a.checksum()
	most := max(a.s.MaxTPDU, TPDUSize128.Octets())
	room := min(most-1, maxLI) - 6 // LI counts the fixed part, and code and length of C1
	if checksum {
		room -= 4
	}
	n := 0
	if len(a.pdu) > 0 {
		n = min(a.e.Offset+1, int(a.pdu[0])+1, len(a.pdu), room)
	}
	invalid := a.pdu[:n:n]
	if invalid == nil {
		invalid = []byte{}
	}
	return &TPDUError{Format: a.s.Format, DstRef: a.dstRef(), Cause: a.cause(), Invalid: invalid, Checksum: checksum}
}

// cause returns the reject cause, which the Reason of a rule of this layer is.
func (a *answering) cause() RejectCause {
	if a.e.Layer == osi.Transport {
		return RejectCause(a.e.Reason)
	}
	return CauseNotSpecified
}
