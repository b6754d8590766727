package lapb

import "github.com/osi-go/osi"

// RejectInformation is the information field of an FRMR, X.25 2.4.9 Table 9 (modulo 8) and 10 (modulo 128).
type RejectInformation struct {
	Extended bool     // modulo 128: five octets instead of three
	Control  [2]uint8 // control field of the rejected frame; the second octet is 0 in modulo 8, and of an unnumbered frame
	VS, VR   uint8    // V(S) and V(R) of who sends the FRMR: 0 to 7 or 0 to 127
	Response bool     // the rejected frame was a response
	Reasons  uint8    // RejectW, RejectX, RejectY and RejectZ
}

func (f *Frame) rejectLength() int {
	if f.Extended {
		return 5
	}
	return 3
}

// DecodeReject reads the information field of an FRMR. Reserved bits are ignored.
func (f *Frame) DecodeReject() (r RejectInformation, ok bool) {
	v := f.Information
	if f.Type != FRMR || len(v) != f.rejectLength() {
		return r, false
	}
	if !f.Extended {
		return RejectInformation{
			Control: [2]uint8{v[0]}, VS: v[1] >> 1 & 7, VR: v[1] >> 5, Response: v[1]&0x10 != 0, Reasons: v[2] & 0x0f,
		}, true
	}
	return RejectInformation{
		Extended: true, Control: [2]uint8{v[0], v[1]}, VS: v[2] >> 1, VR: v[3] >> 1, Response: v[3]&1 != 0, Reasons: v[4] & 0x0f,
	}, true
}

// AppendBinary appends the information field to b.
func (r RejectInformation) AppendBinary(b []byte) ([]byte, error) {
	most := uint8(7)
	if r.Extended {
		most = 127
	}
	if r.VS > most || r.VR > most || r.Reasons > 0x0f {
		return b, fail(ruleReject, FRMR, 2, int(max(r.VS, r.VR, r.Reasons)), int(most))
	}
	response := byte(0)
	if r.Response {
		response = 1
	}
	if !r.Extended {
		return append(b, r.Control[0], r.VR<<5|response<<4|r.VS<<1, r.Reasons), nil
	}
	return append(b, r.Control[0], r.Control[1], r.VS<<1, r.VR<<1|response, r.Reasons), nil
}

// RejectFor returns the information field of the FRMR that answers the invalid frame which gave err. ok is false where X.25 2.3.5.3 says to ignore the
// frame instead: one that is too short or has a wrong address. The caller knows V(S) and V(R).
func RejectFor(err error, frame []byte, format Format, vs, vr uint8) (r RejectInformation, ok bool) {
	e := osi.AsError(err)
	if e == nil || e.Layer != osi.LAPB || e.Reason == 0 || len(frame) < 2 {
		return r, false
	}
	r = RejectInformation{Extended: format.Extended, Control: [2]uint8{frame[1]}, VS: vs, VR: vr, Reasons: e.Reason}
	if format.Extended && frame[1]&3 != 3 && len(frame) > 2 {
		r.Control[1] = frame[2]
	}
	r.Response = format.Sender == FromDTE && frame[0] == AddressA || format.Sender == FromDCE && frame[0] == AddressB
	return r, true
}
