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

	// Released says that the carrier of the APDU has ended the presentation connection, as those of
	// an RTORJ and an RTAB always do.
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
//   - An RTORJ, an RTAB, and any APDU when s.Released or err is nil: Discard.
//   - Any other invalid APDU: SendAndDisconnect, an RTAB, in an ABRT or in an ARU of X.410 mode.
//     Its reason is protocolError. When the peer is not at fault it is permanentProblem, in X.410
//     mode, which lacks that, localSystemProblem: for a limit, for what is not supported, and for
//     an err that is no *osi.Error or has no Rule.
//
// The text of X.228 was not at hand: reasons follow the names that its ASN.1 gives them.
func Answer(err error, pdu []byte, s Situation) (osi.Action, APDU) {
	e := osi.AsError(err)
	name := ""
	if e != nil {
		name = e.PDU
	}
	if name == "" && s.Mode == osi.NormalMode && len(pdu) > 0 {
		name = nameOf(ber.Tag(pdu[0]))
	}
	switch {
	case err == nil || s.Released || name == "RTORJ" || name == "RTAB":
		return osi.Discard, nil
	case name == "RTORQ" || s.Request:
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

// nameOf returns the name of the APDUs that Answer tells apart.
func nameOf(tag ber.Tag) string {
	switch tag {
	case tagRTORQ:
		return "RTORQ"
	case tagRTORJ:
		return "RTORJ"
	case tagRTAB:
		return "RTAB"
	}
	return ""
}
