package lapb

import "github.com/osi-go/osi"

// Situation is what the octets of an invalid frame do not say. The zero Situation is that of modulo
// 8 with no I frame sent or received.
type Situation struct {
	Format       // of the answer; Sender is who answers
	VS, VR uint8 // V(S) and V(R) of who answers: 0 to 7 or 0 to 127
}

// Answer returns the reaction of X.25 2.3.5.3 and 2.3.5.4 to the invalid frame that gave err: FRMR
// for an undefined control field, an information field that is not permitted or too long, and a
// frame of wrong length; nothing for a frame that is too short or has a wrong address, which is
// ignored. The link is to be set up again after an FRMR: what it rejects cannot be made good by
// sending again.
//
// N1 is agreed between both sides, so that a longer information field is the peer's fault (Y), not
// a limit of ours. An invalid N(R) (Z) is the caller's to find: an err of layer osi.LAPB with
// RejectZ as Reason is answered, too. The result is nil when nothing is sent.
func Answer(err error, frame []byte, s Situation) (osi.Action, *Frame) {
	e := osi.AsError(err)
	if e == nil || e.Rule == nil || e.Layer != osi.LAPB || e.Reason == 0 || len(frame) < 2 {
		return osi.Discard, nil
	}
	r := RejectInformation{Extended: s.Extended, Control: [2]uint8{frame[1]}, VS: s.VS, VR: s.VR, Reasons: e.Reason}
	if s.Extended && frame[1]&3 != 3 && len(frame) > 2 {
		r.Control[1] = frame[2]
	}
	answer := &Frame{Format: s.Format, Type: FRMR, Address: frame[0]}
	switch s.Sender { // a response has the address of its sender
	case osi.DTE:
		answer.Address = AddressA
	case osi.DCE:
		answer.Address = AddressB
	case osi.AnySide, osi.OverXOT: // what is answered is taken for a command, which has the address of its receiver
	}
	r.Response = frame[0] != answer.Address
	var failed error
	if answer.Information, failed = r.AppendBinary(nil); failed != nil {
		return osi.Discard, nil
	}
	return osi.Send, answer
}
