package presentation

// Encoding is the encoding choice of the short PPDUs, X.226 Amd.1 8.1.4: the transfer syntax of the one context.
type Encoding uint8

// The encodings.
const (
	Bilateral Encoding = iota // known by bilateral agreement
	BasicEncoding
	UnalignedPER
	AlignedPER
)

// A ShortConnect is the SHORT-CP or SHORT-CPA PPDU, X.226 Amd.1 8.1.5 and 8.1.6: S-CONNECT of a connection that
// uses null encoding. That a connection uses it is known beforehand, not seen in the octets.
type ShortConnect struct {
	Encoding Encoding
	UserData []byte // null encoding: the values, concatenated. Aliases the input
}

// Decode decodes the PPDU in b.
func (s *ShortConnect) Decode(b []byte) error {
	*s = ShortConnect{}
	if len(b) == 0 {
		return fail(ruleEmpty, "SHORT-CP", 0, 0, 1)
	}
	if b[0]&^3 != 0 {
		return fail(ruleShort, "SHORT-CP", 0, int(b[0]), 0)
	}
	s.Encoding, s.UserData = Encoding(b[0]&3), b[1:len(b):len(b)]
	return nil
}

// AppendBinary appends the PPDU. It returns an error and b unchanged for an encoding that does not exist.
func (s *ShortConnect) AppendBinary(b []byte) ([]byte, error) {
	if s.Encoding > AlignedPER {
		return b, fail(ruleShort, "SHORT-CP", 0, int(s.Encoding), 0)
	}
	return append(append(b, byte(s.Encoding)), s.UserData...), nil
}

// ShortReason says why a SHORT-CPR rejects, X.226 Amd.1 8.1.4.
type ShortReason uint8

// The reasons.
const (
	ShortPresentationUser ShortReason = iota // not the provider
	ShortReasonNotSpecified
	ShortTemporaryCongestion
	ShortLocalLimitExceeded
	ShortCalledAddressUnknown
	ShortVersionNotSupported
	ShortDefaultContextNotSupported
	ShortUserDataNotReadable
)

// A ShortReject is the SHORT-CPR PPDU, X.226 Amd.1 8.1.4.
type ShortReject struct {
	Reason   ShortReason
	Encoding Encoding
	UserData []byte // null encoding: the values, concatenated. Aliases the input
}

// Decode decodes the PPDU in b.
func (s *ShortReject) Decode(b []byte) error {
	*s = ShortReject{}
	if len(b) == 0 {
		return fail(ruleEmpty, "SHORT-CPR", 0, 0, 1)
	}
	if b[0]&0x8c != 0 {
		return fail(ruleShort, "SHORT-CPR", 0, int(b[0]), 0)
	}
	s.Reason, s.Encoding, s.UserData = ShortReason(b[0]>>4), Encoding(b[0]&3), b[1:len(b):len(b)]
	return nil
}

// AppendBinary appends the PPDU. It returns an error and b unchanged for a reason or an encoding that does not exist.
func (s *ShortReject) AppendBinary(b []byte) ([]byte, error) {
	if s.Encoding > AlignedPER || s.Reason > ShortUserDataNotReadable {
		return b, fail(ruleShort, "SHORT-CPR", 0, int(s.Reason), 0)
	}
	return append(append(b, byte(s.Reason)<<4|byte(s.Encoding)), s.UserData...), nil
}

// ShortData is the user data of an S-DATA with Special User-data, X.226 Amd.1 8.2 bis: one value without
// presentation octets around it.
type ShortData struct {
	Context uint8  // its context, 1 to 254; zero: the nominated one, or the only one there is (special value 1, not 2)
	Value   []byte // its encoding. Aliases the input
}

// Decode decodes the SS-user data in b of an S-DATA whose Special User-data is special, 1 or 2.
func (s *ShortData) Decode(special uint8, b []byte) error {
	*s = ShortData{}
	switch special {
	case 1:
		s.Value = b[:len(b):len(b)]
	case 2:
		if len(b) == 0 {
			return fail(ruleShortContext, "TD", 0, 0, 1)
		}
		if b[0] == 0 || b[0] == 255 {
			return fail(ruleContextID, "TD", 0, int(b[0]), 0)
		}
		s.Context, s.Value = b[0], b[1:len(b):len(b)]
	default:
		return fail(ruleShort, "TD", 0, int(special), 0)
	}
	return nil
}

// AppendBinary appends the SS-user data, and returns the Special User-data to send with it. It returns an error and b unchanged for context 255.
func (s *ShortData) AppendBinary(b []byte) (out []byte, special uint8, err error) {
	switch s.Context {
	case 0:
		return append(b, s.Value...), 1, nil
	case 255:
		return b, 0, fail(ruleContextID, "TD", 0, 255, 0)
	}
	return append(append(b, s.Context), s.Value...), 2, nil
}
