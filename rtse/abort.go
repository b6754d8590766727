package rtse

import (
	"bytes"
	"math/bits"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/internal/ber"
	"github.com/osi-go/osi/internal/octets"
	"github.com/osi-go/osi/internal/text"
)

// AbortReason is the reason of an RTAB. Other numbers are possible: an RTAB ends the association
// whatever it says.
type AbortReason int64

// The reasons. PermanentProblem and UserError exist in normal mode only.
const (
	LocalSystemProblem AbortReason = iota
	InvalidParameter
	UnrecognizedActivity
	TemporaryProblem // no recovery should be tried for a while
	ProtocolError
	PermanentProblem
	UserError
	TransferCompleted
)

var abortReasons = [...]string{
	"localSystemProblem", "invalidParameter", "unrecognizedActivity", "temporaryProblem",
	"protocolError", "permanentProblem", "userError", "transferCompleted",
}

// String returns the name in ASN.1.
func (r AbortReason) String() string { return text.Name(abortReasons[:], r, "reason") }

// Abort is the RTAB APDU.
type Abort struct {
	Reason    osi.Opt[AbortReason]
	Reflected osi.Opt[Bits] // the parameter that was invalid; only with InvalidParameter
	UserData  []byte        // encoding of the user's value, with its tag; only with UserError, in normal mode; nil when absent
	Ignored   [][]byte      // as in an OpenRequest
}

// Bits is a BIT STRING of at most eight bits.
type Bits struct {
	Octet uint8 // the first bit is the high one; those that Len excludes are zero
	Len   uint8 // 0 to 8
}

// String returns "RTAB".
func (*Abort) String() string { return "RTAB" }

// Decode decodes the one RTAB of normal mode in b. The fields alias b.
func (p *Abort) Decode(b []byte) error { return p.decode(b, strict) }

func (p *Abort) reset() { *p = Abort{Ignored: p.Ignored[:0]} }

func (p *Abort) decode(b []byte, o options) error {
	p.reset()
	var w walk
	var reflected, user int // offsets
	w.begin(b, tagRTAB, grammarRTAB, o)
	for n, ok := w.Next(); ok; n, ok = w.Next() {
		switch n {
		case 0:
			p.Reason = osi.Some(AbortReason(w.Integer(&w.Component)))
			if r := p.Reason.Value; o.mode == osi.X410Mode && (r == PermanentProblem || r == UserError) {
				w.Fail(ruleAbortReason, w.Component.Start, int(r), 0)
			}
		case 1:
			p.Reflected, reflected = osi.Some(w.reflected()), w.Component.Offset
		case 2:
			w.only(osi.NormalMode)
			p.UserData, user = w.any(&w.Component), w.Component.Offset
		default:
			w.ignored(&p.Ignored)
		}
	}
	if p.Reflected.Present && p.Reason != osi.Some(InvalidParameter) {
		w.Fail(ruleReflectedReason, reflected, 0x81, 0)
	}
	if w.Has(2) && p.Reason != osi.Some(UserError) {
		w.Fail(ruleAbortUser, user, 0xa2, 0)
	}
	if err := w.Finish("RTAB"); err != nil {
		p.reset()
		return err
	}
	return nil
}

// reflected reads the component as a BIT STRING of at most eight bits, in either form.
func (w *walk) reflected() (v Bits) {
	named, n := w.NamedBits(&w.Component)
	if n > 8 {
		w.Fail(ruleReflected, w.Component.Start, n, 8)
		return v
	}
	return Bits{Octet: bits.Reverse8(octets.Low8(uint64(named))), Len: octets.Len8(n)}
}

// AppendBinary appends the RTAB of normal mode to b.
func (p *Abort) AppendBinary(b []byte) ([]byte, error) { return p.append(b, osi.NormalMode) }

// AppendX410 appends the contents of the x400-mode-parameters of an ARU to b.
func (p *Abort) AppendX410(b []byte) ([]byte, error) { return p.append(b, osi.X410Mode) }

func (p *Abort) append(b []byte, m osi.Mode) ([]byte, error) {
	out, mark := openSet(b, tagRTAB, m)
	out = ber.AppendOptionalInteger(out, 0x80, p.Reason)
	if v := p.Reflected.Value; p.Reflected.Present {
		if v.Len > 8 || v.Octet<<v.Len != 0 {
			return b, fail(ruleReflected, "RTAB", 0, int(v.Len), 8)
		}
		one := [1]byte{v.Octet}
		out = ber.AppendBitString(out, 0x81, one[:min(int(v.Len), 1)], (8-int(v.Len))%8)
	}
	out, err := appendIgnored(ber.AppendOptional(out, 0xa2, p.UserData), "RTAB", grammarRTAB, p.Ignored)
	if err != nil {
		return b, err
	}
	out = ber.Close(out, mark)
	var check Abort
	return checked(b, out, check.decode(out[len(b):], checkingOptions(m)))
}

// Clone returns a copy that shares no memory with p or its buffer.
func (p *Abort) Clone() Abort {
	return Abort{p.Reason, p.Reflected, bytes.Clone(p.UserData), cloneAll(p.Ignored)}
}
