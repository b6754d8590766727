package rtse

import (
	"github.com/osi-go/osi"
	"github.com/osi-go/osi/internal/ber"
)

// A Situation is what the octets of an APDU do not say about its answer. The zero Situation is
// normal mode and a carrier that has not ended the presentation connection.
type Situation struct {
	Mode osi.Mode

	// Request says that the APDU is an RTORQ. In normal mode, and for an error of this package, it
	// need not be set: the tag or the error says so.
	Request bool

	// Connected says that the carrier of the APDU is no CP: an RTORQ is answered as any other APDU is.
	Connected bool

	// Released says that the carrier of the APDU has ended the presentation connection, as those of
	// an RTORJ and an RTAB do.
	Released bool
}

// Answer returns what an RTPM does about the APDU in pdu: what becomes of the presentation
// connection, and the APDU to send, nil when there is none: Append encodes it in s.Mode. err is the
// error of decoding pdu.
//
//   - An invalid RTORQ: SendAndDisconnect, an RTORJ, in an AARE that rejects or in a CPR of X.410
//     mode. In X.410 mode its reason is unacceptableDialogueMode for that fault, else
//     validationFailure: never rtsBusy, since the same request would be refused again. In normal
//     mode it has none.
//   - Any APDU when s.Released or err is nil: Discard.
//   - Any other invalid APDU: SendAndDisconnect, an RTAB, in an ABRT or in an ARU of X.410 mode.
//     Its reason is protocolError. When the peer is not at fault it is permanentProblem, in X.410
//     mode, which lacks that, localSystemProblem: for a limit, for what is not supported, and for
//     an err that is no *osi.Error or has no Rule.
//
// The text of X.228 was not at hand: reasons follow the names that its ASN.1 gives them.
func Answer(err error, pdu []byte, s Situation) (osi.Action, APDU) {
	e := osi.AsError(err)
	requests := s.Request || e != nil && e.PDU == "RTORQ" ||
		(e == nil || e.PDU == "") && s.Mode == osi.NormalMode && len(pdu) > 0 && ber.Tag(pdu[0]) == tagRTORQ
	switch {
	case err == nil || s.Released:
		return osi.Discard, nil
	case requests && !s.Connected:
		p := new(OpenReject)
		if s.Mode == osi.X410Mode {
			p.Reason = osi.Some(ValidationFailure)
			if e != nil && e.Rule == ruleDialogue {
				p.Reason = osi.Some(UnacceptableDialogueMode)
			}
		}
		return osi.SendAndDisconnect, p
	case e != nil && e.Rule != nil && e.Kind != osi.ErrLimit && e.Kind != osi.ErrUnsupported:
		return osi.SendAndDisconnect, &Abort{Reason: osi.Some(ProtocolError)}
	case s.Mode == osi.X410Mode:
		return osi.SendAndDisconnect, &Abort{Reason: osi.Some(LocalSystemProblem)}
	}
	return osi.SendAndDisconnect, &Abort{Reason: osi.Some(PermanentProblem)}
}
