package session

import "bytes"

// ShortRefuse is the SHORT REFUSE (SRF) SPDU, X.225 8.6.5. It has UserData, or else
// Nested, Recognized and Response.
type ShortRefuse struct {
	Common
	Release    bool   // of the transport connection
	Persistent bool   // the refusal may be reported as persistent
	Recognized bool   // the Connection Summary of the SCN was recognized
	Response   []byte // Summary-response, only with Recognized; nil is absent
}

// Type returns TypeSRF.
func (*ShortRefuse) Type() Type { return TypeSRF }

// String returns "SRF".
func (*ShortRefuse) String() string { return "SRF" }

// Decode decodes the SPDU in b, a whole TSDU, strictly. s aliases b.
func (s *ShortRefuse) Decode(b []byte) error { return s.decode(b, nil) }

func (s *ShortRefuse) decode(b []byte, _ *Decoder) error {
	reset(s, &s.Common)
	r := shortReader{t: TypeSRF}
	low, p := r.open(b)
	s.Release, s.Persistent = low&2 != 0, low&1 != 0
	if p {
		s.Recognized = r.presence(&s.Common, false)&presentBit7 != 0
		at := r.off
		if s.Response = r.rest(); s.Response != nil && !s.Recognized {
			r.fail(ruleShortResponse, at, len(s.Response), 0)
		}
	} else {
		s.UserData = r.rest()
	}
	return r.err
}

// AppendBinary appends the SPDU to b.
func (s *ShortRefuse) AppendBinary(b []byte) ([]byte, error) {
	w := shortWriter{t: TypeSRF, in: b, b: b}
	w.open(bitIf(s.Release, 2)|bitIf(s.Persistent, 1), s.Nested.Present || s.Recognized || len(s.Response) > 0)
	w.presence(&s.Common, bitIf(s.Recognized, presentBit7), ConnectionSummary{})
	if len(s.Response) > 0 && !s.Recognized {
		w.fail(ruleShortResponse, len(s.Response), 0)
	}
	w.b = append(w.b, s.Response...)
	return w.finish(&s.Common)
}

// Clone returns a copy that shares no memory with s or its buffer.
func (s *ShortRefuse) Clone() ShortRefuse {
	return ShortRefuse{s.clone(), s.Release, s.Persistent, s.Recognized, bytes.Clone(s.Response)}
}

// ShortRefuseContinue is the SHORT REFUSE CONTINUE (SRFC) SPDU, X.225 8.6.10.
type ShortRefuseContinue struct {
	Common
}

// Type returns TypeSRFC.
func (*ShortRefuseContinue) Type() Type { return TypeSRFC }

// String returns "SRFC".
func (*ShortRefuseContinue) String() string { return "SRFC" }

// Decode decodes the SPDU in b, a whole TSDU, strictly. s aliases b.
func (s *ShortRefuseContinue) Decode(b []byte) error { return s.decode(b, nil) }

func (s *ShortRefuseContinue) decode(b []byte, _ *Decoder) error {
	reset(s, &s.Common)
	r := shortReader{t: TypeSRFC}
	r.open(b)
	s.UserData = r.rest()
	return r.err
}

// AppendBinary appends the SPDU to b.
func (s *ShortRefuseContinue) AppendBinary(b []byte) ([]byte, error) {
	w := shortWriter{t: TypeSRFC, in: b, b: b}
	w.open(0, false)
	return w.finish(&s.Common)
}

// Clone returns a copy that shares no memory with s or its buffer.
func (s *ShortRefuseContinue) Clone() ShortRefuseContinue {
	return ShortRefuseContinue{s.clone()}
}
