package lapb

// RejectInformation is the information field of an FRMR, X.25 2.3.4.9.
type RejectInformation struct {
	Extended bool     // modulo 128: five octets instead of three
	Control  [2]uint8 // control field of the rejected frame; in modulo 8, and of an unnumbered frame, the second octet is 0
	VS, VR   uint8    // V(S) and V(R) of the sender of the FRMR: 0 to 7 or 0 to 127
	Response bool     // the rejected frame was a response
	Reasons  uint8    // RejectW, RejectX, RejectY and RejectZ
}

func (f *Frame) rejectLength() int {
	if f.Extended {
		return 5
	}
	return 3
}

// DecodeReject reads the information field of an FRMR. Reserved bits are ignored. ok is false for
// any other frame, and for a field of wrong length, which no decoded frame has.
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

// AppendBinary appends the information field to b. An error is of kind [osi.ErrValue]; its offset
// counts in the frame.
func (r RejectInformation) AppendBinary(b []byte) ([]byte, error) {
	most, at := uint8(7), [...]int{3, 3, 4} // of V(S), V(R) and the reasons in the frame
	if r.Extended {
		most, at = 127, [...]int{4, 5, 6}
	}
	switch {
	case !r.Extended && r.Control[1] != 0:
		return b, fail(ruleRejectField, FRMR, 3, int(r.Control[1]), 0)
	case r.VS > most:
		return b, fail(ruleRejectField, FRMR, at[0], int(r.VS), 0)
	case r.VR > most:
		return b, fail(ruleRejectField, FRMR, at[1], int(r.VR), 0)
	case r.Reasons > RejectW|RejectX|RejectY|RejectZ:
		return b, fail(ruleRejectField, FRMR, at[2], int(r.Reasons), 0)
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
