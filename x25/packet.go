package x25

import (
	"encoding/binary"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/internal/text"
)

// Modulo is how sequence numbers count, X.25 5.1.1. It is fixed per interface.
type Modulo uint8

// The modulos. X.25 (1996) also has 32768, which the decoders refuse.
const (
	Modulo8   Modulo = iota // sequence numbers 0 to 7
	Modulo128               // sequence numbers 0 to 127
	AnyModulo               // for decoding alone: whichever of the two each packet says
)

// String returns "8", "128" or "any".
func (m Modulo) String() string { return text.Name(moduloNames[:], m, "modulo") }

var moduloNames = [...]string{
	Modulo8:   "8",
	Modulo128: "128",
	AnyModulo: "any",
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

// Channel returns the LCI. Every packet has this method.
func (h *Header) Channel() uint16 { return h.LCI }

// head returns h. Every packet has this method.
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

// Bits of the first two octets that a type may have to be 0.
const (
	noBit8 uint16 = 0x8000 // Q of DATA, A of call set-up and clearing
	noD    uint16 = 0x4000
	noBits        = noBit8 | noD
)

// types has what the standard says of each type; the name of one that does not exist is empty.
var types = [256]struct {
	name, fromDTE, fromDCE string                              // the short name, and the standard's by side
	zero                   uint16                              // bits of the first two octets that are 0
	side                   osi.Side                            // the only one that sends it; AnySide is both
	lciZero                bool                                // its LCI is 0, and that of no other type
	lend                   func(d *Decoder, fresh bool) Packet // d's own value, or a new one
}{
	TypeNone:                     {zero: 0xffff},
	TypeData:                     {"DATA", "DTE data", "DCE data", 0, osi.AnySide, false, func(d *Decoder, fresh bool) Packet { return ownOrNew(fresh, &d.data) }},
	TypeRR:                       {"RR", "DTE RR", "DCE RR", noBits, osi.AnySide, false, func(d *Decoder, fresh bool) Packet { return ownOrNew(fresh, &d.rr) }},
	TypeRNR:                      {"RNR", "DTE RNR", "DCE RNR", noBits, osi.AnySide, false, func(d *Decoder, fresh bool) Packet { return ownOrNew(fresh, &d.rnr) }},
	TypeREJ:                      {"REJ", "DTE REJ", "", noBits, osi.DTE, false, func(d *Decoder, fresh bool) Packet { return ownOrNew(fresh, &d.rej) }},
	TypeCallRequest:              {"CALL", "call request", "incoming call", 0, osi.AnySide, false, func(d *Decoder, fresh bool) Packet { return ownOrNew(fresh, &d.call) }},
	TypeCallAccepted:             {"CALL-ACC", "call accepted", "call connected", 0, osi.AnySide, false, func(d *Decoder, fresh bool) Packet { return ownOrNew(fresh, &d.accepted) }},
	TypeClearRequest:             {"CLEAR", "clear request", "clear indication", noD, osi.AnySide, false, func(d *Decoder, fresh bool) Packet { return ownOrNew(fresh, &d.clear) }},
	TypeClearConfirmation:        {"CLEAR-CONF", "DTE clear confirmation", "DCE clear confirmation", noD, osi.AnySide, false, func(d *Decoder, fresh bool) Packet { return ownOrNew(fresh, &d.cleared) }},
	TypeResetRequest:             {"RESET", "reset request", "reset indication", noBits, osi.AnySide, false, func(d *Decoder, fresh bool) Packet { return ownOrNew(fresh, &d.reset) }},
	TypeResetConfirmation:        {"RESET-CONF", "DTE reset confirmation", "DCE reset confirmation", noBits, osi.AnySide, false, func(d *Decoder, fresh bool) Packet { return ownOrNew(fresh, &d.resetDone) }},
	TypeInterrupt:                {"INT", "DTE interrupt", "DCE interrupt", noBits, osi.AnySide, false, func(d *Decoder, fresh bool) Packet { return ownOrNew(fresh, &d.interrupt) }},
	TypeInterruptConfirmation:    {"INT-CONF", "DTE interrupt confirmation", "DCE interrupt confirmation", noBits, osi.AnySide, false, func(d *Decoder, fresh bool) Packet { return ownOrNew(fresh, &d.interrupted) }},
	TypeDiagnostic:               {"DIAG", "", "diagnostic", noBits, osi.DCE, true, func(d *Decoder, fresh bool) Packet { return ownOrNew(fresh, &d.diagnostic) }},
	TypeRegistrationRequest:      {"REG", "registration request", "", noBits, osi.DTE, true, func(d *Decoder, fresh bool) Packet { return ownOrNew(fresh, &d.registration) }},
	TypeRegistrationConfirmation: {"REG-CONF", "", "registration confirmation", noBits, osi.DCE, true, func(d *Decoder, fresh bool) Packet { return ownOrNew(fresh, &d.registered) }},
	TypeRestartRequest:           {"RESTART", "restart request", "restart indication", noBits, osi.AnySide, true, func(d *Decoder, fresh bool) Packet { return ownOrNew(fresh, &d.restart) }},
	TypeRestartConfirmation:      {"RESTART-CONF", "DTE restart confirmation", "DCE restart confirmation", noBits, osi.AnySide, true, func(d *Decoder, fresh bool) Packet { return ownOrNew(fresh, &d.restarted) }},
}

// String returns a short name, "CALL-ACC", the same for both sides. It is empty for TypeNone, and
// "type(2)" for any other number.
func (t Type) String() string {
	if name := types[t].name; name != "" || t == TypeNone {
		return name
	}
	return text.Name(nil, t, "type")
}

// Name returns the standard's name, which depends on the side that sends the packet: "call request"
// or "incoming call". If that is neither a DTE nor a DCE, it is the name of the DTE's packet, or of
// the DCE's if only that exists.
func (t Type) Name(s osi.Side) string {
	x := &types[t]
	if x.fromDTE == "" || s == osi.DCE && x.fromDCE != "" {
		return x.fromDCE
	}
	return x.fromDTE
}

// typeOf has the types by modulo and PTI.
var typeOf = func() (table [2][256]Type) {
	for i := range 256 {
		for m := range table {
			switch low := Type(i & 0x1f); {
			case i&1 == 0:
				table[m][i] = TypeData
			case m == int(Modulo8) && (low == TypeRR || low == TypeRNR || low == TypeREJ):
				table[m][i] = low
			case types[i].name != "":
				table[m][i] = Type(i)
			default:
				table[m][i] = TypeNone
			}
		}
	}
	return table
}()

// TypeOf returns the type that p, the third octet of a packet, stands for; TypeNone if none.
func TypeOf(p byte, m Modulo) Type {
	if m == Modulo8 {
		return typeOf[Modulo8][p]
	}
	return typeOf[Modulo128][p]
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
	// decode decodes b, which has the header h and a PTI of the receiver's type. It sets every field.
	// After an error the receiver has no meaning. A nil o is strict.
	decode(b []byte, h Header, o *Decoder) error
}

// HeaderOf returns the header of p.
func HeaderOf(p Packet) Header { return *p.head() }

// identify reads the header of b, X.25 5.1.
func identify(b []byte, f Format) (Header, Type, error) {
	if len(b) >= 3 {
		first := binary.BigEndian.Uint16(b)
		m, lci := Modulo(first>>13&1), first&MaxLCI
		t := typeOf[m][b[2]]
		x := &types[t]
		if first&0x3000 == 0x1000<<m && (f.Modulo == m || f.Modulo == AnyModulo) &&
			first&x.zero == 0 && (lci == 0) == x.lciZero && x.side == osi.AnySide {
			return Header{Format{m, f.Sender}, lci}, t, nil
		}
	}
	return identifyOdd(b, f)
}

// identifyOdd is identify for what is wrong, or may be by the side or the LCI.
func identifyOdd(b []byte, f Format) (h Header, t Type, err error) {
	switch {
	case len(b) < 2:
		return h, TypeNone, fail(ruleHeader, TypeNone, len(b), len(b), 2)
	case len(b) < 3:
		return h, TypeNone, fail(rulePTI, TypeNone, 2, 2, 3)
	case b[0]&0x30 == 0x30:
		return h, TypeNone, fail(ruleSuper, TypeNone, 0, int(b[0]>>4), 0)
	}
	m := Modulo(b[0] >> 5 & 1)
	if b[0]&0x30 == 0 || f.Modulo != m && f.Modulo != AnyModulo { // 00 is reserved
		return h, TypeNone, fail(ruleGFI, TypeNone, 0, int(b[0]>>4), 0)
	}
	h = Header{Format{m, f.Sender}, binary.BigEndian.Uint16(b) & MaxLCI}
	if t = typeOf[m][b[2]]; t == TypeNone {
		return h, t, fail(ruleType, t, 2, int(b[2]), 0)
	}
	return h, t, h.check(t, b[0], b[2])
}

// check checks the bits of octet 1, the LCI and the side against what t, whose PTI is pti, may
// have.
func (h *Header) check(t Type, first, pti byte) error {
	x := &types[t]
	switch {
	case uint16(first)<<8&x.zero != 0:
		return fail(ruleGFI, t, 0, int(first>>4), int(first>>4&3))
	case h.Sender != osi.OverXOT && x.lciZero && h.LCI != 0:
		return fail(ruleLCIZero, t, 1, int(h.LCI), 0)
	case h.Sender != osi.OverXOT && !x.lciZero && h.LCI == 0:
		return fail(ruleLCI, t, 1, 0, 0)
	case h.Sender != osi.AnySide && h.Sender == x.side.Opposite():
		return fail(ruleSender, t, 2, int(pti), 0)
	}
	return nil
}

// appendHeader appends the three octets that begin every packet; h is checked as on decoding.
func (h *Header) appendHeader(b []byte, t Type, bits, pti byte) ([]byte, error) {
	if h.Modulo > Modulo128 { // AnyModulo is for decoding alone
		return b, fail(ruleGFI, t, 0, int(bits>>4), 0)
	}
	bits |= 0x10 << h.Modulo
	if h.LCI > MaxLCI {
		return b, fail(ruleLCI, t, 0, int(h.LCI), 0)
	}
	if err := h.check(t, bits, pti); err != nil {
		return b, err
	}
	return append(b, bits|byte(h.LCI>>8&0x0f), byte(h.LCI&0xff), pti), nil
}

// decodeAs is the typed Decode: b must hold a packet of p's type, which is t, and nothing is
// tolerated.
func decodeAs[T any, P interface {
	*T
	Packet
}](p P, t Type, b []byte) error {
	h, got, err := identify(b, Format{})
	switch {
	case err != nil:
	case got != t:
		err = fail(ruleOther, t, 2, int(b[2]), int(t))
	default:
		err = p.decode(b, h, nil)
	}
	if err != nil {
		*p = *new(T)
	}
	return err
}
