package acse

import "github.com/osi-go/osi/internal/text"

// The enumerations and sets of this package implement [encoding.TextMarshaler],
// [encoding.TextAppender] and [encoding.TextUnmarshaler]. The text is that of String, for any
// number. Any other text is an error and leaves the value as it was.

// AppendText appends the text of String.
func (v Versions) AppendText(b []byte) ([]byte, error) { return append(b, v.String()...), nil }

// MarshalText returns the text of String.
func (v Versions) MarshalText() ([]byte, error) { return v.AppendText(nil) }

// UnmarshalText is the inverse of MarshalText.
func (v *Versions) UnmarshalText(b []byte) error { return text.ParseSet(v, b) }

// AppendText appends the text of String.
func (q Requirements) AppendText(b []byte) ([]byte, error) { return append(b, q.String()...), nil }

// MarshalText returns the text of String.
func (q Requirements) MarshalText() ([]byte, error) { return q.AppendText(nil) }

// UnmarshalText is the inverse of MarshalText.
func (q *Requirements) UnmarshalText(b []byte) error { return text.ParseSet(q, b) }

// AppendText appends the text of String.
func (f AuthenticationForm) AppendText(b []byte) ([]byte, error) {
	return append(b, f.String()...), nil
}

// MarshalText returns the text of String.
func (f AuthenticationForm) MarshalText() ([]byte, error) { return f.AppendText(nil) }

// UnmarshalText is the inverse of MarshalText.
func (f *AuthenticationForm) UnmarshalText(b []byte) error { return text.Parse(f, b) }

// AppendText appends the text of String.
func (e Encoding) AppendText(b []byte) ([]byte, error) { return append(b, e.String()...), nil }

// MarshalText returns the text of String.
func (e Encoding) MarshalText() ([]byte, error) { return e.AppendText(nil) }

// UnmarshalText is the inverse of MarshalText.
func (e *Encoding) UnmarshalText(b []byte) error { return text.Parse(e, b) }

// AppendText appends the text of String.
func (r Result) AppendText(b []byte) ([]byte, error) { return append(b, r.String()...), nil }

// MarshalText returns the text of String.
func (r Result) MarshalText() ([]byte, error) { return r.AppendText(nil) }

// UnmarshalText is the inverse of MarshalText.
func (r *Result) UnmarshalText(b []byte) error { return text.Parse(r, b) }

// AppendText appends the text of String.
func (s Source) AppendText(b []byte) ([]byte, error) { return append(b, s.String()...), nil }

// MarshalText returns the text of String.
func (s Source) MarshalText() ([]byte, error) { return s.AppendText(nil) }

// UnmarshalText is the inverse of MarshalText.
func (s *Source) UnmarshalText(b []byte) error { return text.Parse(s, b) }

// AppendText appends the text of String.
func (d AbortDiagnostic) AppendText(b []byte) ([]byte, error) { return append(b, d.String()...), nil }

// MarshalText returns the text of String.
func (d AbortDiagnostic) MarshalText() ([]byte, error) { return d.AppendText(nil) }

// UnmarshalText is the inverse of MarshalText.
func (d *AbortDiagnostic) UnmarshalText(b []byte) error { return text.Parse(d, b) }

// AppendText appends the text of String.
func (r ReleaseRequestReason) AppendText(b []byte) ([]byte, error) {
	return append(b, r.String()...), nil
}

// MarshalText returns the text of String.
func (r ReleaseRequestReason) MarshalText() ([]byte, error) { return r.AppendText(nil) }

// UnmarshalText is the inverse of MarshalText.
func (r *ReleaseRequestReason) UnmarshalText(b []byte) error { return text.Parse(r, b) }

// AppendText appends the text of String.
func (r ReleaseResponseReason) AppendText(b []byte) ([]byte, error) {
	return append(b, r.String()...), nil
}

// MarshalText returns the text of String.
func (r ReleaseResponseReason) MarshalText() ([]byte, error) { return r.AppendText(nil) }

// UnmarshalText is the inverse of MarshalText.
func (r *ReleaseResponseReason) UnmarshalText(b []byte) error { return text.Parse(r, b) }
