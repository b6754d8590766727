package rtse

import (
	"github.com/osi-go/osi"
	"github.com/osi-go/osi/internal/ber"
)

// The tags of RTSE-apdus.
const (
	tagRTORQ ber.Tag = 0xb0
	tagRTOAC ber.Tag = 0xb1
	tagRTORJ ber.Tag = 0xb2
	tagRTAB  ber.Tag = 0xb6
	tagRTTP  ber.Tag = 0x02
	tagRTTR  ber.Tag = 0x04
)

// An APDU is one of *OpenRequest, *OpenAccept, *OpenReject, *TokenPlease, *Transfer and *Abort.
//
//sumtype:decl
type APDU interface {
	String() string // the abbreviation of X.228: "RTORQ"

	// AppendBinary appends the shortest encoding of normal mode. The package overview says what it
	// refuses.
	AppendBinary(b []byte) ([]byte, error)

	decode(b []byte, o options) error
}

// A Decoder decodes APDUs without allocating. The zero Decoder is strict. It is not safe for
// concurrent use. Do not copy a Decoder that was used: the copy would share its memory.
type Decoder struct {
	osi.Leniency
	Limits osi.Limits // Depth and Elements

	rtorq OpenRequest
	rtoac OpenAccept
	rtorj OpenReject
	rttp  TokenPlease
	rttr  Transfer
	rtab  Abort
}

// Parse decodes the one APDU of normal mode in b, strictly, into a new value that aliases b.
func Parse(b []byte) (APDU, error) { return (*Decoder)(nil).Decode(b) }

// Decode decodes the one APDU of normal mode in b. The result aliases b and is d's own: it is valid
// until the next call. A nil d decodes strictly into a new value.
func (d *Decoder) Decode(b []byte) (APDU, error) {
	if len(b) == 0 {
		return nil, fail(ruleAPDU, "", 0, 0, 0)
	}
	var p APDU
	switch ber.Tag(b[0]) {
	case tagRTTR, tagRTTR | 0x20:
		p = ownOrNew(d, func(d *Decoder) *Transfer { return &d.rttr })
	case tagRTTP:
		p = ownOrNew(d, func(d *Decoder) *TokenPlease { return &d.rttp })
	case tagRTORQ:
		p = ownOrNew(d, func(d *Decoder) *OpenRequest { return &d.rtorq })
	case tagRTOAC:
		p = ownOrNew(d, func(d *Decoder) *OpenAccept { return &d.rtoac })
	case tagRTORJ:
		p = ownOrNew(d, func(d *Decoder) *OpenReject { return &d.rtorj })
	case tagRTAB:
		p = ownOrNew(d, func(d *Decoder) *Abort { return &d.rtab })
	default:
		return nil, fail(ruleAPDU, "", 0, int(b[0]), 0)
	}
	return orError(p, p.decode(b, d.options(osi.NormalMode)))
}

// DecodeConnect decodes the contents of the x410-mode-parameters of a CP: an RTORQ without its tag,
// the PConnect of X.410. The result is as that of Decode.
func (d *Decoder) DecodeConnect(parameters []byte) (*OpenRequest, error) {
	p := ownOrNew(d, func(d *Decoder) *OpenRequest { return &d.rtorq })
	return orError(p, p.decode(parameters, d.options(osi.X410Mode)))
}

// DecodeAccept is DecodeConnect for a CPA: an RTOAC, the PAccept of X.410.
func (d *Decoder) DecodeAccept(parameters []byte) (*OpenAccept, error) {
	p := ownOrNew(d, func(d *Decoder) *OpenAccept { return &d.rtoac })
	return orError(p, p.decode(parameters, d.options(osi.X410Mode)))
}

// DecodeRefuse is DecodeConnect for a CPR: an RTORJ, the PRefuse of X.410.
func (d *Decoder) DecodeRefuse(parameters []byte) (*OpenReject, error) {
	p := ownOrNew(d, func(d *Decoder) *OpenReject { return &d.rtorj })
	return orError(p, p.decode(parameters, d.options(osi.X410Mode)))
}

// DecodeAbort is DecodeConnect for an ARU: an RTAB, the abort information of X.410.
func (d *Decoder) DecodeAbort(parameters []byte) (*Abort, error) {
	p := ownOrNew(d, func(d *Decoder) *Abort { return &d.rtab })
	return orError(p, p.decode(parameters, d.options(osi.X410Mode)))
}

// DecodePlease is DecodeConnect for the user data of a token request: an RTTP, which has its tag in
// both modes.
func (d *Decoder) DecodePlease(userData []byte) (*TokenPlease, error) {
	p := ownOrNew(d, func(d *Decoder) *TokenPlease { return &d.rttp })
	return orError(p, p.decode(userData, d.options(osi.X410Mode)))
}

// ParseConnect is DecodeConnect into a new value, strictly.
func ParseConnect(parameters []byte) (*OpenRequest, error) {
	return (*Decoder)(nil).DecodeConnect(parameters)
}

// ParseAccept is DecodeAccept into a new value, strictly.
func ParseAccept(parameters []byte) (*OpenAccept, error) {
	return (*Decoder)(nil).DecodeAccept(parameters)
}

// ParseRefuse is DecodeRefuse into a new value, strictly.
func ParseRefuse(parameters []byte) (*OpenReject, error) {
	return (*Decoder)(nil).DecodeRefuse(parameters)
}

// ParseAbort is DecodeAbort into a new value, strictly.
func ParseAbort(parameters []byte) (*Abort, error) { return (*Decoder)(nil).DecodeAbort(parameters) }

// ownOrNew returns d's own value; a new one when d is nil.
func ownOrNew[T any](d *Decoder, own func(*Decoder) *T) *T {
	if d == nil {
		return new(T)
	}
	return own(d)
}

// orError returns p, or the error of decoding it.
func orError[P APDU](p P, err error) (P, error) {
	if err != nil {
		var none P
		return none, err
	}
	return p, nil
}

// Append appends p to b as it is encoded in mode m: by AppendBinary, or in X.410 mode by AppendX410
// where p has that. An RTTR, which X.410 mode does not have, is then an error of kind ErrState.
func Append(b []byte, p APDU, m osi.Mode) ([]byte, error) {
	if m != osi.X410Mode {
		return p.AppendBinary(b)
	}
	switch p := p.(type) {
	case *OpenRequest:
		return p.AppendX410(b)
	case *OpenAccept:
		return p.AppendX410(b)
	case *OpenReject:
		return p.AppendX410(b)
	case *Abort:
		return p.AppendX410(b)
	case *TokenPlease:
		return p.AppendBinary(b)
	case *Transfer:
	}
	return b, fail(ruleMode, p.String(), 0, int(tagRTTR), 0)
}

// options are what a decode depends on beside its octets.
type options struct {
	l               *osi.Leniency
	depth, elements int
	mode            osi.Mode
	discard         bool // ignored components are not kept
}

var (
	defaults = osi.Limits{}.WithDefaults()
	strict   = options{depth: defaults.Depth, elements: defaults.Elements}
)

// options returns the options of one call of d.
func (d *Decoder) options(m osi.Mode) options {
	if d == nil {
		return options{depth: strict.depth, elements: strict.elements, mode: m}
	}
	o := options{l: &d.Leniency, depth: strict.depth, elements: strict.elements, mode: m}
	if d.Limits.Depth|d.Limits.Elements != 0 {
		limits := d.Limits.WithDefaults()
		o.depth, o.elements = limits.Depth, limits.Elements
	}
	return o
}

const maxDepth, maxElements = 255, 1 << 30

// checkingOptions returns the options with which an encoder decodes what it has appended.
func checkingOptions(m osi.Mode) options {
	return options{depth: maxDepth, elements: maxElements, mode: m, discard: true}
}

// checked returns out, which an encoder made of b; b when decoding what was appended gave an error.
func checked(b, out []byte, err error) ([]byte, error) {
	if err != nil {
		return b, err
	}
	return out, nil
}

func fail(r *osi.Rule, pdu string, off, got, want int) error {
	return &osi.Error{Rule: r, PDU: pdu, Offset: off, Got: got, Want: want}
}
