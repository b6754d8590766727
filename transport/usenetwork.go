package transport

import (
	"github.com/osi-go/osi/internal/octets"
	"github.com/osi-go/osi/internal/text"
)

// Protocol is the PRT-ID of a UN TPDU: the transport protocol that a network connection is for.
type Protocol uint8

// The protocols of X.264.
const (
	ProtocolConnection     Protocol = 1 // X.224
	ProtocolConnectionless Protocol = 2 // X.234

	// ProtocolSecureConnection and the next are with transport layer security, X.274. This package
	// decodes none of its TPDUs.
	ProtocolSecureConnection     Protocol = 3
	ProtocolSecureConnectionless Protocol = 4
)

func (p Protocol) valid() bool { return p >= ProtocolConnection && p <= ProtocolSecureConnectionless }

// String returns the protocol's standard, or "protocol(9)" for a number that has none.
func (p Protocol) String() string { return text.Name(protocolTexts[:], p, "protocol") }

var protocolTexts = [...]string{
	ProtocolConnection:           "X.224",
	ProtocolConnectionless:       "X.234",
	ProtocolSecureConnection:     "X.224 over X.274",
	ProtocolSecureConnectionless: "X.234 over X.274",
}

const codeUN = 0x01

// UseNetwork is the UN TPDU of X.264: the first octets of the user data of an
// N-CONNECT, which is the call user data of X.25. `03 01 01 00` announces X.224.
// It is no TPDU of X.224.
type UseNetwork struct {
	Protocol Protocol
	Sharing  uint8  // 0: the network connection serves one transport connection
	Variable []byte // parameters, which X.264 leaves to bilateral agreement; empty when there are none
}

// Decode decodes the UN TPDU at the front of call user data and returns what follows it, for
// example NCM TPDUs or an operator's own octets. Fields and rest alias b. An error is of kind
// [osi.ErrValue] for another protocol identification, X.263, of kind [osi.ErrUnknown] for an
// unknown PRT-ID, and of kind [osi.ErrTruncated] or [osi.ErrLength] for a broken LI.
func (u *UseNetwork) Decode(b []byte) (rest []byte, err error) {
	*u = UseNetwork{}
	switch {
	case len(b) < 4:
		return nil, fail(ruleEmpty, "UN", len(b), len(b), 4)
	case b[1] != codeUN:
		return nil, fail(ruleUseNetwork, "UN", 1, int(b[1]), codeUN)
	case b[0] > maxLI:
		return nil, fail(ruleLI, "UN", 0, 255, maxLI)
	case b[0] < 3:
		return nil, fail(ruleFixed, "UN", 0, int(b[0]), 3)
	case int(b[0]) > len(b)-1:
		return nil, fail(ruleHeader, "UN", 0, len(b), int(b[0])+1)
	case !Protocol(b[2]).valid():
		return nil, fail(ruleProtocol, "UN", 2, int(b[2]), 0)
	}
	end := int(b[0]) + 1
	*u = UseNetwork{Protocol(b[2]), b[3], b[4:end:end]}
	return b[end:len(b):len(b)], nil
}

// AppendBinary appends the UN TPDU to b.
func (u *UseNetwork) AppendBinary(b []byte) ([]byte, error) {
	li, ok := octets.Uint8(3 + len(u.Variable))
	switch {
	case !u.Protocol.valid():
		return b, fail(ruleProtocol, "UN", 0, int(u.Protocol), 0)
	case !ok || li > maxLI:
		return b, fail(ruleLI, "UN", 0, 3+len(u.Variable), maxLI)
	}
	return append(append(b, li, codeUN, byte(u.Protocol), u.Sharing), u.Variable...), nil
}
