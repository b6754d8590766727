package x25

import (
	"strconv"

	"github.com/osi-go/osi"
)

// Modulo is how sequence numbers count, X.25 5.1.1. It is fixed per interface.
type Modulo uint8

// The modulos. X.25 (1996) also has 32768, which is refused by name.
const (
	Modulo8   Modulo = iota // sequence numbers 0 to 7
	Modulo128               // sequence numbers 0 to 127
	AnyModulo               // for decoding alone: whichever of the two each packet says
)

// String returns "8", "128" or "any".
func (m Modulo) String() string {
	switch m {
	case Modulo8:
		return "8"
	case Modulo128:
		return "128"
	case AnyModulo:
		return "any"
	}
	return "modulo(" + strconv.Itoa(int(m)) + ")"
}

// Max returns the largest sequence number, and so the largest window: 7 or 127.
func (m Modulo) Max() int {
	if m == Modulo8 {
		return 7
	}
	return 127
}

// size returns the number of octets of a DATA, RR, RNR or REJ packet before user data.
func (m Modulo) size() int {
	if m == Modulo8 {
		return 3
	}
	return 4
}

// Format is what the octets of a packet do not decide. The zero Format is modulo 8 from any sender.
type Format struct {
	Modulo Modulo
	Sender osi.Side // who sent the packet
}

// MaxLCI is the largest logical channel identifier, X.25 5.1.2.
const MaxLCI = 4095

// Header is what every packet begins with, X.25 5.1. A decoded header has the modulo of the packet
// and the sender of the Format it was decoded with; both guide the encoder.
type Header struct {
	Format
	LCI uint16 // 0 to 4095; but over XOT, 0 in RESTART, DIAGNOSTIC and REGISTRATION packets alone
}

// Channel returns the LCI: promoted to every packet.
func (h *Header) Channel() uint16 { return h.LCI }

// head returns h: promoted to every packet.
func (h *Header) head() *Header { return h }

// Type identifies a packet type: its PTI with the sequence numbers removed, X.25 Table 17. The
// types of the two sides share a PTI.
type Type uint8

// The packet types.
const (
	TypeNone                     Type = 0xfe // of octets whose type is not known
	TypeData                     Type = 0x00
	TypeRR                       Type = 0x01
	TypeRNR                      Type = 0x05
	TypeREJ                      Type = 0x09
	TypeCallRequest              Type = 0x0b // call request, incoming call
	TypeCallAccepted             Type = 0x0f // call accepted, call connected
	TypeClearRequest             Type = 0x13 // clear request, clear indication
	TypeClearConfirmation        Type = 0x17
	TypeResetRequest             Type = 0x1b // reset request, reset indication
	TypeResetConfirmation        Type = 0x1f
	TypeInterrupt                Type = 0x23
	TypeInterruptConfirmation    Type = 0x27
	TypeDiagnostic               Type = 0xf1
	TypeRegistrationRequest      Type = 0xf3
	TypeRegistrationConfirmation Type = 0xf7
	TypeRestartRequest           Type = 0xfb // restart request, restart indication
	TypeRestartConfirmation      Type = 0xff
)

// What a type may have in its header.
const (
	lciZero  = 1 << iota // LCI must be 0
	dBit                 // D bit
	aBit                 // A bit
	qBit                 // Q bit
	dteAlone             // only a DTE sends it
	dceAlone             // only a DCE sends it
)

// describe returns what the standard says of t; name is empty for a type that does not exist.
func (t Type) describe() (name, fromDTE, fromDCE string, traits uint8) {
	switch t {
	case TypeData:
		return "DATA", "DTE data", "DCE data", dBit | qBit
	case TypeRR:
		return "RR", "DTE RR", "DCE RR", 0
	case TypeRNR:
		return "RNR", "DTE RNR", "DCE RNR", 0
	case TypeREJ:
		return "REJ", "DTE REJ", "", dteAlone
	case TypeCallRequest:
		return "CALL", "call request", "incoming call", aBit | dBit
	case TypeCallAccepted:
		return "CALL-ACC", "call accepted", "call connected", aBit | dBit
	case TypeClearRequest:
		return "CLEAR", "clear request", "clear indication", aBit
	case TypeClearConfirmation:
		return "CLEAR-CONF", "DTE clear confirmation", "DCE clear confirmation", aBit
	case TypeResetRequest:
		return "RESET", "reset request", "reset indication", 0
	case TypeResetConfirmation:
		return "RESET-CONF", "DTE reset confirmation", "DCE reset confirmation", 0
	case TypeInterrupt:
		return "INT", "DTE interrupt", "DCE interrupt", 0
	case TypeInterruptConfirmation:
		return "INT-CONF", "DTE interrupt confirmation", "DCE interrupt confirmation", 0
	case TypeDiagnostic:
		return "DIAG", "", "diagnostic", lciZero | dceAlone
	case TypeRegistrationRequest:
		return "REG", "registration request", "", lciZero | dteAlone
	case TypeRegistrationConfirmation:
		return "REG-CONF", "", "registration confirmation", lciZero | dceAlone
	case TypeRestartRequest:
		return "RESTART", "restart request", "restart indication", lciZero
	case TypeRestartConfirmation:
		return "RESTART-CONF", "DTE restart confirmation", "DCE restart confirmation", lciZero
	case TypeNone:
	}
	return "", "", "", 0
}

// String returns a short name, "CALL-ACC", the same for both senders; empty for TypeNone.
func (t Type) String() string {
	name, _, _, _ := t.describe()
	return name
}

// Name returns the standard's name, which depends on the sender: "call request" or "incoming call".
// For any sender it is that of the DTE, if there is one.
func (t Type) Name(s osi.Side) string {
	_, dte, dce, _ := t.describe()
	if dte == "" || s == osi.DCE && dce != "" {
		return dce
	}
	return dte
}

// TypeOf returns the type that PTI p, the third octet of a packet, says; TypeNone when none.
func TypeOf(p byte, m Modulo) Type {
	if p&1 == 0 {
		return TypeData
	}
	t := Type(p)
	if m == Modulo8 {
		switch low := Type(p & 0x1f); low {
		case TypeRR, TypeRNR, TypeREJ:
			return low
		}
	}
	if t.String() == "" {
		return TypeNone
	}
	return t
}

// A Packet is one of *CallRequest, *CallAccepted, *ClearRequest, *ClearConfirmation,
// *Data, *Interrupt, *InterruptConfirmation, *ReceiveReady, *ReceiveNotReady,
// *Reject, *ResetRequest, *ResetConfirmation, *RestartRequest, *RestartConfirmation,
// *DiagnosticPacket, *RegistrationRequest and *RegistrationConfirmation. X.25 has no packet
// that a receiver must ignore, so there is no unknown one: an undefined PTI is an error.
//
//sumtype:decl
type Packet interface {
	String() string // the name of its Type: "CALL-ACC"
	Type() Type
	AppendBinary(b []byte) ([]byte, error)
	Channel() uint16 // the LCI of its Header

	head() *Header
	// decode decodes b, which has the header h and a PTI of the receiver's type. It sets every field,
	// but for an error, behind which the receiver means nothing. A nil o is strict.
	decode(b []byte, h Header, o *Decoder) error
}

// HeaderOf returns the header of p.
func HeaderOf(p Packet) Header { return *p.head() }

// identify reads the header of b, X.25 5.1.
func identify(b []byte, f Format) (h Header, t Type, err error) {
	if len(b) < 3 {
		if len(b) < 2 {
			return h, TypeNone, fail(ruleHeader, TypeNone, len(b), len(b), 2)
		}
		return h, TypeNone, fail(rulePTI, TypeNone, 2, 2, 3)
	}
	h = Header{Format: f, LCI: uint16(b[0]&0x0f)<<8 | uint16(b[1])}
	switch b[0] & 0x30 {
	case 0x10:
		h.Modulo = Modulo8
	case 0x20:
		h.Modulo = Modulo128
	case 0x30:
		return h, TypeNone, fail(ruleSuper, TypeNone, 0, int(b[0]>>4), 0)
	default: // 00 is reserved
		return h, TypeNone, fail(ruleGFI, TypeNone, 0, int(b[0]>>4), 0)
	}
	if f.Modulo != AnyModulo && f.Modulo != h.Modulo {
		return h, TypeNone, fail(ruleGFI, TypeNone, 0, int(b[0]>>4), 0)
	}
	t = TypeOf(b[2], h.Modulo)
	if t == TypeNone {
		return h, t, fail(ruleType, t, 2, int(b[2]), 0)
	}
	return h, t, h.check(t, b[0], b[2])
}

// check checks the bits of octet 1, the LCI and the sender against what t, whose PTI is pti, may
// have.
func (h *Header) check(t Type, first, pti byte) error {
	_, _, _, traits := t.describe()
	high, d := first&0x80 != 0, first&0x40 != 0
	switch {
	case high && traits&(aBit|qBit) == 0, d && traits&dBit == 0:
		return fail(ruleGFI, t, 0, int(first>>4), int(first>>4&3))
	case h.LCI != 0 && traits&lciZero != 0 && h.Sender != osi.OverXOT:
		return fail(ruleLCIZero, t, 1, int(h.LCI), 0)
	case h.LCI == 0 && traits&lciZero == 0 && h.Sender != osi.OverXOT:
		return fail(ruleLCI, t, 1, 0, 0)
	case h.Sender == osi.DTE && traits&dceAlone != 0, h.Sender == osi.DCE && traits&dteAlone != 0:
		return fail(ruleSender, t, 2, int(pti), 0)
	}
	return nil
}

// appendHeader appends the three octets that begin every packet; h is checked as on decoding.
func (h *Header) appendHeader(b []byte, t Type, bits, pti byte) ([]byte, error) {
	switch h.Modulo {
	case Modulo8:
		bits |= 0x10
	case Modulo128:
		bits |= 0x20
	default: // AnyModulo is for decoding alone
		return b, fail(ruleGFI, t, 0, int(bits>>4), 0)
	}
	if h.LCI > MaxLCI {
		return b, fail(ruleLCI, t, 0, int(h.LCI), 0)
	}
	if err := h.check(t, bits, pti); err != nil {
		return b, err
	}
	return append(b, bits|byte(h.LCI>>8&0x0f), byte(h.LCI&0xff), pti), nil
}

// decodeAs is the typed Decode: b must hold a packet of p's type, and nothing is tolerated.
func decodeAs[T any, P interface {
	*T
	Packet
}](p P, b []byte) error {
	h, t, err := identify(b, Format{})
	switch {
	case err != nil:
	case t != p.Type():
		err = fail(ruleOther, p.Type(), 2, int(b[2]), int(p.Type()))
	default:
		err = p.decode(b, h, nil)
	}
	if err != nil {
		*p = *new(T)
	}
	return err
}
