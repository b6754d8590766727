package session

import (
	"errors"

	"github.com/osi-go/osi"
)

// AbortFor returns the ABORT that answers an SPDU refused with err, X.225 A.4.1.2 a) and
// A.4.3.2. For a fault of the peer it says protocol error; for a limit of ours, or what is not supported
// here, implementation restriction; for any other error no reason. The transport connection is to be released.
//
// An error with octets attached, see [osi.Error.Attach], makes the nine octets up to the fault the Reflect
// Parameter Values, whose content X.225 8.3.9.5 leaves to the implementation.
func AbortFor(err error) Abort {
	e := osi.AsError(err)
	switch {
	case e == nil:
		return Abort{Disconnect: ReleaseTransport | NoReason}
	case errors.Is(err, osi.ErrLimit), errors.Is(err, osi.ErrUnsupported):
		return Abort{Disconnect: ReleaseTransport | ImplementationRestriction}
	}
	a := Abort{Disconnect: ReleaseTransport | ProtocolError}
	if e.Octets != nil {
		seen := faulty(e, e.Octets)
		a.Reflect = seen[max(0, len(seen)-maxReflect):]
	}
	return a
}

// faulty returns b up to and including the octet that e is about.
func faulty(e *osi.Error, b []byte) []byte {
	n := min(max(e.Offset, 0)+1, len(b))
	return b[:n:n]
}

// A Situation says what X.225 A.4.1.2 b) makes the EXCEPTION REPORT depend on.
type Situation struct {
	Selected  FunctionalUnits
	DataToken bool // this side owns the data token
	Activity  bool // an activity is in progress, or the state is STA22
	Open      bool // the state is one of those that A.4.1.2 b) lists: 4A, 4B, 5A, 5B, 5C, 6, 10A, 10B, 11A to 11C, 15A to 15C, 19, 20, 22, 713
}

// AllowsReport reports whether an EXCEPTION REPORT may answer an invalid SPDU. X.225 prefers an ABORT even then.
func (s Situation) AllowsReport() bool {
	return s.Open && s.Selected.Has(FUHalfDuplex|FUExceptions) && !s.DataToken && (!s.Selected.Has(FUActivityManagement) || s.Activity)
}

// ExceptionReportFor returns the EXCEPTION REPORT that answers spdu, refused with err, in situation s. It reflects the SPDU
// up to and including the fault, X.225 7.27.1, and aliases it. ok is false where A.4.1.2 b) does not allow it, or err is not about
// the peer's octets; [AbortFor] then has the answer.
func ExceptionReportFor(err error, spdu []byte, s Situation) (r ExceptionReport, ok bool) {
	e := osi.AsError(err)
	if e == nil || len(spdu) == 0 || !s.AllowsReport() || errors.Is(err, osi.ErrLimit) || errors.Is(err, osi.ErrUnsupported) {
		return r, false
	}
	seen := faulty(e, spdu)
	return ExceptionReport{Reflect: seen[:min(len(seen), MaxReflect)]}, true
}
