package acse

import (
	"bytes"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/internal/ber"
)

// The tags of the APDUs, X.227 9.1 and X.237.
const (
	tagAARQ ber.Tag = 0x60
	tagAARE ber.Tag = 0x61
	tagRLRQ ber.Tag = 0x62
	tagRLRE ber.Tag = 0x63
	tagABRT ber.Tag = 0x64
	tagAUDT ber.Tag = 0x60
)

// An APDU is one of *AssociateRequest, *AssociateResponse, *ReleaseRequest, *ReleaseResponse,
// *Abort and *UnitData. There is no unknown one: X.227 7.4 makes every other APDU a protocol error.
//
//sumtype:decl
type APDU interface {
	String() string // the abbreviation of X.227: "AARQ"

	// AppendBinary appends the shortest encoding with definite lengths. The package overview says
	// what it refuses.
	AppendBinary(b []byte) ([]byte, error)

	// AppendIndefinite appends an equally valid encoding with indefinite lengths (X.690 8.1.3.6).
	AppendIndefinite(b []byte) ([]byte, error)

	decode(b []byte, o *options) error
}

// A Decoder decodes APDUs without allocating. The zero Decoder is strict. It is not safe for
// concurrent use. Do not copy a Decoder that was used: the copy would share its memory.
type Decoder struct {
	osi.Leniency
	Limits osi.Limits // Depth and Elements

	opts options
	aarq AssociateRequest
	aare AssociateResponse
	rlrq ReleaseRequest
	rlre ReleaseResponse
	abrt Abort
	audt UnitData
}

// Parse decodes the one APDU of the connection-oriented protocol in b, strictly, into a new value
// that aliases b.
func Parse(b []byte) (APDU, error) { return (*Decoder)(nil).Decode(b) }

// ParseUnitData decodes the one APDU of the connectionless protocol in b, strictly, into a new
// value that aliases b.
func ParseUnitData(b []byte) (APDU, error) { return (*Decoder)(nil).DecodeUnitData(b) }

// Decode decodes the one APDU of the connection-oriented protocol (X.227) in b. The result aliases
// b and is d's own: it is valid until the next call. A nil d decodes strictly into a new value.
func (d *Decoder) Decode(b []byte) (APDU, error) {
	if len(b) == 0 {
		return nil, fail(ruleAPDU, "", 0, 0, 0)
	}
	var p APDU
	switch ber.Tag(b[0]) {
	case tagAARQ:
		p = ownOrNew(d, func(d *Decoder) *AssociateRequest { return &d.aarq })
	case tagAARE:
		p = ownOrNew(d, func(d *Decoder) *AssociateResponse { return &d.aare })
	case tagRLRQ:
		p = ownOrNew(d, func(d *Decoder) *ReleaseRequest { return &d.rlrq })
	case tagRLRE:
		p = ownOrNew(d, func(d *Decoder) *ReleaseResponse { return &d.rlre })
	case tagABRT:
		p = ownOrNew(d, func(d *Decoder) *Abort { return &d.abrt })
	default:
		return nil, fail(ruleAPDU, "", 0, int(b[0]), 0)
	}
	if err := p.decode(b, d.start()); err != nil {
		return nil, err
	}
	return p, nil
}

// DecodeUnitData is Decode for the connectionless protocol (X.237). Its only APDU, the AUDT, has
// the tag of an AARQ: what carried b tells them apart.
func (d *Decoder) DecodeUnitData(b []byte) (APDU, error) {
	p := ownOrNew(d, func(d *Decoder) *UnitData { return &d.audt })
	if err := p.decode(b, d.start()); err != nil {
		return nil, err
	}
	return p, nil
}

// ownOrNew returns d's own value; a new one when d is nil.
func ownOrNew[T any](d *Decoder, own func(*Decoder) *T) *T {
	if d == nil {
		return new(T)
	}
	return own(d)
}

// options are what a decode depends on beside its octets.
type options struct {
	l               *osi.Leniency
	depth, elements int
	discard         bool // ignored fields are not kept
	general         bool // predict nothing, for tests
}

var (
	defaults = osi.Limits{}.WithDefaults()
	strict   = options{depth: defaults.Depth, elements: defaults.Elements}

	// checking are the options with which an encoder decodes what it has appended.
	checking = options{depth: 255, elements: 1 << 30, discard: true}
)

// checkedAPDU returns out, which an encoder made of b and a PDU, or b with an error: err, that of
// decoding what was appended, or that what was decoded is not the same.
func checkedAPDU(b, out []byte, pdu string, err error, same bool) ([]byte, error) {
	switch {
	case err != nil:
		return b, err
	case !same:
		return b, fail(ruleType, pdu, 0, 0, 0)
	}
	return out, nil
}

// sameOctets reports whether a and b are the same octets, or both absent.
func sameOctets[T ~[]byte](a, b T) bool { return (a == nil) == (b == nil) && bytes.Equal(a, b) }

// start returns the options of one call of d.
func (d *Decoder) start() *options {
	if d == nil {
		return &strict
	}
	o := &d.opts
	o.l, o.depth, o.elements = &d.Leniency, strict.depth, strict.elements
	if d.Limits.Depth > 0 {
		o.depth = min(d.Limits.Depth, 255)
	}
	if d.Limits.Elements > 0 {
		o.elements = d.Limits.Elements
	}
	return o
}

func fail(r *osi.Rule, pdu string, off, got, want int) error {
	return &osi.Error{Rule: r, PDU: pdu, Offset: off, Got: got, Want: want}
}
