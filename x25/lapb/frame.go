// Package lapb decodes, checks and encodes the frames of LAPB, X.25 clause 2 and ISO/IEC 7776:
// single link procedure, modulo 8 and 128, behind HDLC: without flags, stuffing and FCS. Multilink
// and modulo 32768 are not supported.
//
// What the octets do not say, modulo and the side that sent the frame, is the [Format] of a
// [Decoder]. A [Frame] aliases its input. Errors are [*osi.Error]; [Rules] lists what can be
// broken, each with its Kind. Reason of a rule is the W, X, Y or Z bits of an FRMR that reports it,
// see [Answer]. The package keeps no link state: the caller checks N(S) and N(R) against the
// variables of the link.
package lapb

//go:generate go run github.com/osi-go/osi/internal/text/generate

import (
	"bytes"
	"iter"
	"slices"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/internal/text"
)

// Format is what the octets of a frame do not decide. The zero Format is modulo 8 from any sender.
type Format struct {
	Extended bool     // modulo 128
	Sender   osi.Side // who sent the frame; AnySide: an RR, RNR or REJ may be a command or a response
}

// The addresses of the single link procedure, X.25 2.4.2. Commands carry the address of their
// receiver, responses that of their sender.
const (
	AddressA = 0x03 // the DTE: commands of the DCE, responses of the DTE
	AddressB = 0x01 // the DCE: commands of the DTE, responses of the DCE
)

// Type is a frame type: its control field with sequence numbers and P/F removed.
type Type uint8

// The frame types, X.25 2.3.4.
const (
	I     Type = 0x00
	RR    Type = 0x01
	RNR   Type = 0x05
	REJ   Type = 0x09
	DM    Type = 0x0f
	SABM  Type = 0x2f
	DISC  Type = 0x43
	UA    Type = 0x63
	SABME Type = 0x6f
	FRMR  Type = 0x87
	None  Type = 0xff // of octets whose type is not known
)

// String returns the standard's abbreviation; empty for None; "type(2)" for any other number.
func (t Type) String() string {
	if t == None {
		return ""
	}
	return text.Name(typeNames[:], t, "type")
}

var typeNames = [...]string{
	I:     "I",
	RR:    "RR",
	RNR:   "RNR",
	REJ:   "REJ",
	DM:    "DM",
	SABM:  "SABM",
	DISC:  "DISC",
	UA:    "UA",
	SABME: "SABME",
	FRMR:  "FRMR",
}

// The reason bits of an FRMR, X.25 2.3.4.9.
const (
	RejectW = 1 << iota // control field undefined or not implemented
	RejectX             // information field not permitted, or a supervisory or unnumbered frame of wrong length
	RejectY             // information field longer than N1
	RejectZ             // invalid N(R)
)

var (
	ruleShort       = rule("truncated", "frame", "X.25 2.3.5.3", osi.ErrTruncated, 0)
	ruleAddress     = rule("address", "address field", "X.25 2.4.2", osi.ErrValue, 0)
	ruleControl     = rule("control", "control field", "X.25 2.3.2", osi.ErrUnknown, RejectW)
	ruleCommand     = rule("command", "control field", "X.25 2.3.4", osi.ErrState, RejectW)
	ruleLong        = rule("information", "information field", "X.25 2.3.4", osi.ErrTrailing, RejectW|RejectX)
	ruleReject      = rule("frmr", "information field", "X.25 2.3.4.9", osi.ErrLength, RejectW|RejectX)
	ruleNumber      = rule("number", "N(S) and N(R)", "X.25 2.3.2", osi.ErrValue, 0)
	ruleRejectField = rule("frmr-field", "frame reject information", "X.25 2.3.4.9", osi.ErrValue, 0)
	ruleLimit       = rule("limit", "information field", "limit", osi.ErrLimit, RejectY)
)

var rules = [...]*osi.Rule{ruleShort, ruleAddress, ruleControl, ruleCommand, ruleLong, ruleReject, ruleNumber, ruleRejectField, ruleLimit}

func rule(id, field, clause string, kind osi.Kind, reason uint8) *osi.Rule {
	return &osi.Rule{ID: "lapb." + id, Layer: osi.LAPB, Field: field, Clause: clause, Kind: kind, Reason: reason}
}

// Rules yields every rule that an error of this package can name. Reason is the bits of an FRMR; 0
// where the frame is ignored.
func Rules() iter.Seq[*osi.Rule] { return slices.Values(rules[:]) }

func fail(r *osi.Rule, t Type, off, got, want int) error {
	return &osi.Error{Rule: r, PDU: t.String(), Offset: off, Got: got, Want: want}
}

// A Frame is one frame of any type, X.25 2.3.
type Frame struct {
	Format
	Address     uint8 // AddressA or AddressB
	Type        Type
	PF          bool   // P bit of a command, F bit of a response
	NS          uint8  // N(S) of I: 0 to 7 or 0 to 127
	NR          uint8  // N(R) of I, RR, RNR, REJ: 0 to 7 or 0 to 127
	Information []byte // of I: an X.25 packet, nil and empty are the same; of FRMR: see DecodeReject; of all others nil. Aliases the input
}

// String returns the abbreviation of the frame's type.
func (f *Frame) String() string { return f.Type.String() }

// Command reports whether the frame is a command. known is false if only the sender would tell, and
// is not known.
func (f *Frame) Command() (command, known bool) {
	switch f.Type {
	case I, SABM, SABME, DISC:
		return true, true
	case DM, UA, FRMR:
		return false, true
	case RR, RNR, REJ, None:
	}
	return (f.Sender == osi.DTE) == (f.Address == AddressB), f.Sender == osi.DTE || f.Sender == osi.DCE
}

// Decode decodes the frame in b. It takes modulo 8 and any side, see [Decoder].
func (f *Frame) Decode(b []byte) error { return f.decode(b, Format{}, 0) }

// A Decoder decodes the frames of one direction of a link without allocating. The zero Decoder
// takes modulo 8 from any side. It is not safe for concurrent use.
type Decoder struct {
	Format Format
	N1     int // octets that an information field may have, as agreed; 0 is no limit

	frame Frame
}

// Decode decodes the frame in b. The result aliases b and is d's own: it is valid until the next
// call.
func (d *Decoder) Decode(b []byte) (*Frame, error) {
	if err := d.frame.decode(b, d.Format, d.N1); err != nil {
		return nil, err
	}
	return &d.frame, nil
}

func (f *Frame) decode(b []byte, format Format, n1 int) error {
	*f = Frame{}
	if len(b) < 2 {
		return fail(ruleShort, None, len(b), len(b), 2)
	}
	if b[0] != AddressA && b[0] != AddressB {
		return fail(ruleAddress, None, 0, int(b[0]), 0)
	}
	d := Frame{Format: format, Address: b[0], Type: typeOf(b[1], format.Extended), PF: b[1]&0x10 != 0}
	if d.Type == None {
		return fail(ruleControl, None, 1, int(b[1]), 0)
	}
	end := 2
	if d.Type <= REJ { // I and supervisory frames
		var err error
		if end, err = d.numbers(b); err != nil {
			return err
		}
	}
	if err := d.checkSender(); err != nil {
		return err
	}
	if err := d.information(b, end, n1); err != nil {
		return err
	}
	*f = d
	return nil
}

func typeOf(control byte, extended bool) Type {
	switch {
	case control&1 == 0:
		return I
	case control&3 == 1:
		low := control & 0x0f
		if extended {
			low = control
		}
		if t := Type(low); t == RR || t == RNR || t == REJ {
			return t
		}
		return None
	}
	if t := Type(control &^ 0x10); t == DM || t == SABM || t == DISC || t == UA || t == SABME || t == FRMR {
		return t
	}
	return None
}

// numbers reads the sequence numbers and returns where the control field ends.
func (f *Frame) numbers(b []byte) (end int, err error) {
	if !f.Extended {
		f.NR = b[1] >> 5
		if f.Type == I {
			f.NS = b[1] >> 1 & 7
		}
		return 2, nil
	}
	if len(b) < 3 {
		return 0, fail(ruleShort, f.Type, 2, 2, 3)
	}
	f.NR, f.PF = b[2]>>1, b[2]&1 != 0
	if f.Type == I {
		f.NS = b[1] >> 1
	}
	return 3, nil
}

// checkSender checks that the address suits a command or response of the sender.
func (f *Frame) checkSender() error {
	if f.Sender != osi.DTE && f.Sender != osi.DCE {
		return nil
	}
	want := uint8(AddressA)
	if command, _ := f.Command(); command == (f.Sender == osi.DTE) {
		want = AddressB
	}
	if f.Address != want {
		return fail(ruleCommand, f.Type, 0, int(f.Address), int(want))
	}
	return nil
}

// information takes what stands behind the control field, from offset end on.
func (f *Frame) information(b []byte, end, n1 int) error {
	n := len(b) - end
	switch f.Type {
	case I:
		if n1 > 0 && n > n1 {
			return fail(ruleLimit, I, end+n1, n, n1)
		}
		f.Information = b[end:len(b):len(b)]
	case FRMR:
		if want := f.rejectLength(); n != want {
			return fail(ruleReject, FRMR, end, n, want)
		}
		f.Information = b[end:len(b):len(b)]
	case RR, RNR, REJ, DM, SABM, DISC, UA, SABME, None:
		if n > 0 {
			return fail(ruleLong, f.Type, end, n, 0)
		}
	}
	return nil
}

// AppendBinary appends the frame to b.
func (f *Frame) AppendBinary(b []byte) ([]byte, error) {
	if f.Address != AddressA && f.Address != AddressB {
		return b, fail(ruleAddress, f.Type, 0, int(f.Address), 0)
	}
	if f.Type == None || typeOf(byte(f.Type), true) != f.Type {
		return b, fail(ruleControl, f.Type, 1, int(f.Type), 0)
	}
	most, end := uint8(7), 2
	if f.Extended {
		most = 127
		if f.Type <= REJ {
			end = 3
		}
	}
	switch {
	case f.NS > most, f.NS > 0 && f.Type != I:
		return b, fail(ruleNumber, f.Type, 1, int(f.NS), 0)
	case f.NR > most, f.NR > 0 && f.Type > REJ:
		return b, fail(ruleNumber, f.Type, end-1, int(f.NR), 0)
	case len(f.Information) > 0 && f.Type != I && f.Type != FRMR:
		return b, fail(ruleLong, f.Type, end, len(f.Information), 0)
	case f.Type == FRMR && len(f.Information) != f.rejectLength():
		return b, fail(ruleReject, f.Type, 2, len(f.Information), f.rejectLength())
	}
	if err := f.checkSender(); err != nil {
		return b, err
	}
	pf := byte(0)
	if f.PF {
		pf = 1
	}
	switch control := byte(f.Type) | f.NS<<1; {
	case f.Type > REJ:
		b = append(b, f.Address, control|pf<<4)
	case f.Extended:
		b = append(b, f.Address, control, f.NR<<1|pf)
	default:
		b = append(b, f.Address, control|f.NR<<5|pf<<4)
	}
	return append(b, f.Information...), nil
}

// Clone returns a copy that does not alias the input.
func (f *Frame) Clone() Frame {
	c := *f
	c.Information = bytes.Clone(f.Information)
	return c
}
