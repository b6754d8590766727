package rtse

import (
	"bytes"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/internal/ber"
	"github.com/osi-go/osi/internal/text"
)

// RefuseReason is the reason of a PRefuse, X.410 mode only. Other numbers are possible.
type RefuseReason int64

// The reasons.
const (
	Busy RefuseReason = iota
	CannotRecover
	ValidationFailure
	UnacceptableDialogueMode
)

var refuseReasonNames = [...]string{
	Busy:                     "rtsBusy",
	CannotRecover:            "cannotRecover",
	ValidationFailure:        "validationFailure",
	UnacceptableDialogueMode: "unacceptableDialogueMode",
}

// String returns the name in ASN.1.
func (r RefuseReason) String() string { return text.Name(refuseReasonNames[:], r, "reason") }

// OpenReject is the RTORJ APDU, in X.410 mode the PRefuse.
type OpenReject struct {
	Reason   osi.Opt[RefuseReason] // present in X.410 mode, absent in normal mode
	UserData []byte                // encoding of the user's value, with its tag; normal mode only; nil when absent
	Ignored  [][]byte              // as in an OpenRequest
}

// String returns "RTORJ".
func (*OpenReject) String() string { return "RTORJ" }

// Decode decodes the one RTORJ of normal mode in b. The fields alias b.
func (p *OpenReject) Decode(b []byte) error { return p.decode(b, strict) }

func (p *OpenReject) reset() { *p = OpenReject{Ignored: p.Ignored[:0]} }

func (p *OpenReject) decode(b []byte, o options) error {
	p.reset()
	var w walk
	w.begin(b, tagRTORJ, grammarRTORJ, o)
	for n, ok := w.Next(); ok; n, ok = w.Next() {
		switch n {
		case 0:
			w.only(osi.X410Mode)
			p.Reason = osi.Some(RefuseReason(w.Integer(&w.Component)))
		case 1:
			w.only(osi.NormalMode)
			p.UserData = w.any(&w.Component)
		default:
			w.ignored(&p.Ignored)
		}
	}
	if o.mode == osi.X410Mode {
		w.Require(0, 0x80, ruleNoRefuse)
	}
	if err := w.Finish("RTORJ"); err != nil {
		p.reset()
		return err
	}
	return nil
}

// AppendBinary appends the RTORJ of normal mode to b.
func (p *OpenReject) AppendBinary(b []byte) ([]byte, error) { return p.append(b, osi.NormalMode) }

// AppendX410 appends the contents of the x400-mode-parameters of a CPR to b.
func (p *OpenReject) AppendX410(b []byte) ([]byte, error) { return p.append(b, osi.X410Mode) }

func (p *OpenReject) append(b []byte, m osi.Mode) ([]byte, error) {
	out, mark := openSet(b, tagRTORJ, m)
	out = ber.AppendOptionalInteger(out, 0x80, p.Reason)
	out, err := appendIgnored(ber.AppendOptional(out, 0xa1, p.UserData), "RTORJ", grammarRTORJ, p.Ignored)
	if err != nil {
		return b, err
	}
	out = ber.Close(out, mark)
	var check OpenReject
	return checked(b, out, check.decode(out[len(b):], checkingOptions(m)))
}

// Clone returns a copy that shares no memory with p or its buffer.
func (p *OpenReject) Clone() OpenReject {
	return OpenReject{p.Reason, bytes.Clone(p.UserData), cloneAll(p.Ignored)}
}
