package lapb

import "github.com/osi-go/osi"

// Situation is what the octets of an invalid frame do not say. The zero Situation is that of modulo
// 8 with no I frame sent or received.
type Situation struct {
	Format       // of the answer; Sender is the side that answers
	VS, VR uint8 // V(S) and V(R) of the side that answers: 0 to 7 or 0 to 127
}

// Answer returns the reaction of X.25 2.3.5.3 and 2.3.5.4 to the invalid frame that gave err: FRMR
// for an undefined control field, an information field that is not permitted or too long, and a
// frame of wrong length; nothing for a frame that is too short or has a wrong address, which is
// ignored. After an FRMR the link is to be set up again: to send the frame again would not help.
//
// The F bit of the FRMR is the P bit of a command that it answers, X.25 2.4.3.
//
// Both sides have agreed on N1, so that a longer information field is a fault of the peer (Y), and
// no limit of ours. The caller finds an invalid N(R) (Z): an err of layer osi.LAPB with RejectZ as
// Reason is answered, too. The action is osi.Send or osi.Discard, which has no frame. The answer is
// a new value.
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
	answer.PF = !r.Response && polls(frame, s.Extended)
	var failed error
	if answer.Information, failed = r.AppendBinary(nil); failed != nil {
		return osi.Discard, nil
	}
	return osi.Send, answer
}

// polls reports whether the P/F bit of a frame is set.
func polls(frame []byte, extended bool) bool {
	if extended && frame[1]&3 != 3 { // an I frame or a supervisory one
		return len(frame) > 2 && frame[2]&1 != 0
	}
	return frame[1]&0x10 != 0
}
