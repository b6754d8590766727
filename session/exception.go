package session

import (
	"bytes"

	"github.com/osi-go/osi/internal/text"
)

// ExceptionReason is the Reason Code of ED, AI and AD, X.225 8.3.28.4, 8.3.31.4 and 8.3.33.4.
type ExceptionReason uint8

// The reasons; all other values are reserved.
const (
	NoSpecificReason   ExceptionReason = 0
	TemporarilyUnable  ExceptionReason = 1 // to continue
	UserSequenceError  ExceptionReason = 3
	LocalUserError     ExceptionReason = 5 // local SS-user error
	UnrecoverableError ExceptionReason = 6 // unrecoverable procedural error
	DemandDataToken    ExceptionReason = 128
)

var exceptionNames = [...]string{ //nolint:gosec // the token is one of X.225, no credential
	NoSpecificReason:   "no specific reason stated",
	TemporarilyUnable:  "temporarily unable to continue",
	UserSequenceError:  "user sequence error",
	LocalUserError:     "local SS-user error",
	UnrecoverableError: "unrecoverable procedural error",
	DemandDataToken:    "demand data token",
}

// String returns the meaning in the words of X.225.
func (r ExceptionReason) String() string { return text.Name(exceptionNames[:], r, "reason") }

// fault refuses a reserved value.
func (r ExceptionReason) fault() fault {
	if int(r) < len(exceptionNames) && exceptionNames[r] != "" {
		return fault{}
	}
	return newFault(ruleExceptionReason, parReason, int(r), 0)
}

// MaxReflect is the largest number of octets of Reflect Parameter Values in an ER, X.225 8.3.27.3.
const MaxReflect = 65531

// ExceptionReport is the EXCEPTION REPORT (ER) SPDU, X.225 8.3.27.
type ExceptionReport struct {
	Common
	Reflect []byte // the faulty SPDU up to and including the fault; empty only in a nested connection
}

// Type returns TypeER.
func (*ExceptionReport) Type() Type { return TypeER }

// String returns "ER".
func (*ExceptionReport) String() string { return "ER" }

// Decode decodes the SPDU in b strictly. s aliases b.
func (s *ExceptionReport) Decode(b []byte) error { return s.decode(b, nil) }

func (s *ExceptionReport) decode(b []byte, d *Decoder) error {
	reset(s, &s.Common)
	var w walker
	w.start(TypeER, b, d, &s.Common)
	for w.next(&s.Common) {
		s.Reflect = w.value()
	}
	return w.finish(&s.Common, s.check())
}

func (s *ExceptionReport) check() fault {
	if len(s.Reflect) == 0 && s.Reflect != nil && !s.Nested.Present {
		return newFault(ruleMissing, parReflect, 0, int(parameters[parReflect].code))
	}
	return fault{}
}

// AppendBinary appends the SPDU to b.
func (s *ExceptionReport) AppendBinary(b []byte) ([]byte, error) {
	var e encoder
	e.begin(TypeER, b, &s.Common)
	e.enclosure()
	e.unit(parReflect, s.Reflect)
	return e.finish(parUserData, s.UserData, s.check())
}

// Clone returns a copy that shares no memory with s or its buffer.
func (s *ExceptionReport) Clone() ExceptionReport {
	return ExceptionReport{s.clone(), bytes.Clone(s.Reflect)}
}

// ExceptionData is the EXCEPTION DATA (ED) SPDU, X.225 8.3.28.
type ExceptionData struct {
	Common
	Reason ExceptionReason
}

// Type returns TypeED.
func (*ExceptionData) Type() Type { return TypeED }

// String returns "ED".
func (*ExceptionData) String() string { return "ED" }

// Decode decodes the SPDU in b strictly. s aliases b.
func (s *ExceptionData) Decode(b []byte) error { return s.decode(b, nil) }

func (s *ExceptionData) decode(b []byte, d *Decoder) error {
	reset(s, &s.Common)
	var w walker
	w.start(TypeED, b, d, &s.Common)
	for w.next(&s.Common) {
		s.Reason = ExceptionReason(w.octet())
	}
	return w.finish(&s.Common, s.Reason.fault())
}

// AppendBinary appends the SPDU to b.
func (s *ExceptionData) AppendBinary(b []byte) ([]byte, error) {
	var e encoder
	e.begin(TypeED, b, &s.Common)
	e.enclosure()
	if !s.Enclosure.continues() || s.Reason != 0 { // the latter is refused
		e.octet(parReason, uint8(s.Reason))
	}
	return e.finish(parUserData, s.UserData, s.Reason.fault())
}

// Clone returns a copy that shares no memory with s or its buffer.
func (s *ExceptionData) Clone() ExceptionData { return ExceptionData{s.clone(), s.Reason} }
