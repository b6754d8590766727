package presentation

import (
	"github.com/osi-go/osi/internal/ber"
	"github.com/osi-go/osi/internal/text"
)

// EncodingChoice is the encoding choice of the short PPDUs, X.226 Amd.1 8.1.4: the transfer syntax
// of the one context.
type EncodingChoice uint8

// The encodings.
const (
	EncodingBilateral    EncodingChoice = iota // known by bilateral agreement
	EncodingBasic                              // Basic Encoding Rules
	EncodingUnalignedPER                       // Packed Encoding Rules
	EncodingAlignedPER
)

var encodingNames = [...]string{"bilateral", "BER", "unaligned PER", "aligned PER"}

// String returns "bilateral", "BER", "unaligned PER" or "aligned PER".
func (e EncodingChoice) String() string { return text.Name(encodingNames[:], e, "encoding") }

// short is what SHORT-CP, SHORT-CPA and SHORT-UD are: an octet 000000zz and the data behind it.
type short struct {
	Encoding EncodingChoice
	UserData []byte
}

func (s *short) decode(b []byte, pdu string) error {
	*s = short{}
	switch {
	case len(b) == 0:
		return fail(ruleEmpty, pdu, 0, 0, 1)
	case b[0] > byte(EncodingAlignedPER):
		return fail(ruleShort, pdu, 0, int(b[0]), 0)
	}
	s.Encoding = EncodingChoice(b[0])
	if len(b) > 1 {
		s.UserData = b[1:len(b):len(b)]
	}
	return nil
}

func (s *short) append(b []byte, pdu string) ([]byte, error) {
	if s.Encoding > EncodingAlignedPER {
		return b, fail(ruleShort, pdu, 0, 0, 0)
	}
	return append(append(b, byte(s.Encoding)), s.UserData...), nil
}

// A ShortConnect is the SHORT-CP PPDU, X.226 Amd.1 8.1.5: the SS-user data of the S-CONNECT request
// of a connection with null encoding. That it has null encoding is known beforehand: the octets do
// not say so.
type ShortConnect struct {
	Encoding EncodingChoice
	UserData []byte // null encoding: the values, concatenated; empty: absent. Aliases the input
}

// String returns "SHORT-CP".
func (s *ShortConnect) String() string { return "SHORT-CP" }

// Decode decodes the PPDU in b. s aliases b.
func (s *ShortConnect) Decode(b []byte) error { return s.decode(b, nil) }

func (s *ShortConnect) decode(b []byte, _ *scan) error { return (*short)(s).decode(b, "SHORT-CP") }

// AppendBinary appends the PPDU. It returns an error and b unchanged for an encoding that does not
// exist.
func (s *ShortConnect) AppendBinary(b []byte) ([]byte, error) { return s.append(b, ber.Definite) }

func (s *ShortConnect) append(b []byte, _ ber.Form) ([]byte, error) {
	return (*short)(s).append(b, "SHORT-CP")
}

// A ShortAccept is the SHORT-CPA PPDU, X.226 Amd.1 8.1.6: the SS-user data of the positive
// S-CONNECT response to a SHORT-CP. The octets do not tell it from a SHORT-CP.
type ShortAccept struct {
	Encoding EncodingChoice
	UserData []byte // null encoding: the values, concatenated; empty: absent. Aliases the input
}

// String returns "SHORT-CPA".
func (s *ShortAccept) String() string { return "SHORT-CPA" }

// Decode decodes the PPDU in b. s aliases b.
func (s *ShortAccept) Decode(b []byte) error { return s.decode(b, nil) }

func (s *ShortAccept) decode(b []byte, _ *scan) error { return (*short)(s).decode(b, "SHORT-CPA") }

// AppendBinary appends the PPDU. It returns an error and b unchanged for an encoding that does not
// exist.
func (s *ShortAccept) AppendBinary(b []byte) ([]byte, error) { return s.append(b, ber.Definite) }

func (s *ShortAccept) append(b []byte, _ ber.Form) ([]byte, error) {
	return (*short)(s).append(b, "SHORT-CPA")
}

// A ShortUnitData is the SHORT-UD PPDU of the connectionless protocol, X.236 Amd.1 8.1.4. That
// short encoding is used is known beforehand: the octets do not say so.
type ShortUnitData struct {
	Encoding EncodingChoice
	UserData []byte // the values, concatenated; empty: absent. Aliases the input
}

// String returns "SHORT-UD".
func (s *ShortUnitData) String() string { return "SHORT-UD" }

// Decode decodes the PPDU in b. s aliases b.
func (s *ShortUnitData) Decode(b []byte) error { return s.decode(b, nil) }

func (s *ShortUnitData) decode(b []byte, _ *scan) error { return (*short)(s).decode(b, "SHORT-UD") }

// AppendBinary appends the PPDU. It returns an error and b unchanged for an encoding that does not
// exist.
func (s *ShortUnitData) AppendBinary(b []byte) ([]byte, error) { return s.append(b, ber.Definite) }

func (s *ShortUnitData) append(b []byte, _ ber.Form) ([]byte, error) {
	return (*short)(s).append(b, "SHORT-UD")
}

// ShortReason says why a SHORT-CPR rejects, X.226 Amd.1 8.1.4.
type ShortReason uint8

// The reasons. Those from 1 to 3 are transient, those from 4 permanent.
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

var shortReasonNames = [...]string{
	"presentation user", "reason not specified", "temporary congestion", "local limit exceeded",
	"called presentation address unknown", "protocol version not supported", "default context not supported",
	"user data not readable",
}

// String returns the standard's name.
func (r ShortReason) String() string { return text.Name(shortReasonNames[:], r, "reason") }

// A ShortReject is the SHORT-CPR PPDU, X.226 Amd.1 8.1.4.
type ShortReject struct {
	Reason   ShortReason
	Encoding EncodingChoice
	UserData []byte // null encoding: the values, concatenated; empty: absent. Only the user may send it, 7.1.5.2. Aliases the input
}

// String returns "SHORT-CPR".
func (s *ShortReject) String() string { return "SHORT-CPR" }

// Decode decodes the PPDU in b. s aliases b.
func (s *ShortReject) Decode(b []byte) error { return s.decode(b, nil) }

func (s *ShortReject) decode(b []byte, _ *scan) error {
	*s = ShortReject{}
	switch {
	case len(b) == 0:
		return fail(ruleEmpty, "SHORT-CPR", 0, 0, 1)
	case b[0]&0x8c != 0:
		return fail(ruleShort, "SHORT-CPR", 0, int(b[0]), 0)
	case b[0]>>4 != 0 && len(b) > 1:
		return fail(ruleRejectData, "SHORT-CPR", 1, int(b[1]), 0)
	}
	s.Reason, s.Encoding = ShortReason(b[0]>>4), EncodingChoice(b[0]&3)
	if len(b) > 1 {
		s.UserData = b[1:len(b):len(b)]
	}
	return nil
}

// AppendBinary appends the PPDU. It returns an error and b unchanged for a reason or an encoding
// that does not exist, and for user data of the provider.
func (s *ShortReject) AppendBinary(b []byte) ([]byte, error) { return s.append(b, ber.Definite) }

func (s *ShortReject) append(b []byte, _ ber.Form) ([]byte, error) {
	switch {
	case s.Encoding > EncodingAlignedPER || s.Reason > ShortUserDataNotReadable:
		return b, fail(ruleShort, "SHORT-CPR", 0, 0, 0)
	case s.Reason != ShortPresentationUser && len(s.UserData) > 0:
		return b, fail(ruleRejectData, "SHORT-CPR", 0, 0, 0)
	}
	return append(append(b, byte(s.Reason)<<4|byte(s.Encoding)), s.UserData...), nil
}

// ShortData is the user data of an S-DATA with Special User-data, X.226 Amd.1 8.2 bis: one value
// without presentation octets around it.
type ShortData struct {
	Context uint8  // its context, 1 to 254; zero: the nominated one, or the only one there is (special value 1, not 2)
	Value   []byte // its encoding; never nil. Aliases the input
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
		return fail(ruleSpecial, "TD", 0, int(special), 0)
	}
	if s.Value == nil {
		s.Value = []byte{}
	}
	return nil
}

// AppendBinary appends the SS-user data, and returns the Special User-data to send with it. It
// returns an error and b unchanged for context 255.
func (s *ShortData) AppendBinary(b []byte) (out []byte, special uint8, err error) {
	switch s.Context {
	case 0:
		return append(b, s.Value...), 1, nil
	case 255:
		return b, 0, fail(ruleContextID, "TD", 0, 255, 0)
	}
	return append(append(b, s.Context), s.Value...), 2, nil
}
