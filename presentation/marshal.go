package presentation

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
func (o Options) AppendText(b []byte) ([]byte, error) { return append(b, o.String()...), nil }

// MarshalText returns the text of String.
func (o Options) MarshalText() ([]byte, error) { return o.AppendText(nil) }

// UnmarshalText is the inverse of MarshalText.
func (o *Options) UnmarshalText(b []byte) error { return text.ParseSet(o, b) }

// AppendText appends the text of String.
func (q SessionRequirements) AppendText(b []byte) ([]byte, error) {
	return append(b, q.String()...), nil
}

// MarshalText returns the text of String.
func (q SessionRequirements) MarshalText() ([]byte, error) { return q.AppendText(nil) }

// UnmarshalText is the inverse of MarshalText.
func (q *SessionRequirements) UnmarshalText(b []byte) error { return text.ParseSet(q, b) }

// AppendText appends the text of String.
func (m Mode) AppendText(b []byte) ([]byte, error) { return append(b, m.String()...), nil }

// MarshalText returns the text of String.
func (m Mode) MarshalText() ([]byte, error) { return m.AppendText(nil) }

// UnmarshalText is the inverse of MarshalText.
func (m *Mode) UnmarshalText(b []byte) error { return text.Parse(m, b) }

// AppendText appends the text of String.
func (f Form) AppendText(b []byte) ([]byte, error) { return append(b, f.String()...), nil }

// MarshalText returns the text of String.
func (f Form) MarshalText() ([]byte, error) { return f.AppendText(nil) }

// UnmarshalText is the inverse of MarshalText.
func (f *Form) UnmarshalText(b []byte) error { return text.Parse(f, b) }

// AppendText appends the text of String.
func (e Encoding) AppendText(b []byte) ([]byte, error) { return append(b, e.String()...), nil }

// MarshalText returns the text of String.
func (e Encoding) MarshalText() ([]byte, error) { return e.AppendText(nil) }

// UnmarshalText is the inverse of MarshalText.
func (e *Encoding) UnmarshalText(b []byte) error { return text.Parse(e, b) }

// AppendText appends the text of String.
func (p Primitive) AppendText(b []byte) ([]byte, error) { return append(b, p.String()...), nil }

// MarshalText returns the text of String.
func (p Primitive) MarshalText() ([]byte, error) { return p.AppendText(nil) }

// UnmarshalText is the inverse of MarshalText.
func (p *Primitive) UnmarshalText(b []byte) error { return text.Parse(p, b) }

// AppendText appends the text of String.
func (e Event) AppendText(b []byte) ([]byte, error) { return append(b, e.String()...), nil }

// MarshalText returns the text of String.
func (e Event) MarshalText() ([]byte, error) { return e.AppendText(nil) }

// UnmarshalText is the inverse of MarshalText.
func (e *Event) UnmarshalText(b []byte) error { return text.Parse(e, b) }

// AppendText appends the text of String.
func (a AbortReason) AppendText(b []byte) ([]byte, error) { return append(b, a.String()...), nil }

// MarshalText returns the text of String.
func (a AbortReason) MarshalText() ([]byte, error) { return a.AppendText(nil) }

// UnmarshalText is the inverse of MarshalText.
func (a *AbortReason) UnmarshalText(b []byte) error { return text.Parse(a, b) }

// AppendText appends the text of String.
func (r RejectReason) AppendText(b []byte) ([]byte, error) { return append(b, r.String()...), nil }

// MarshalText returns the text of String.
func (r RejectReason) MarshalText() ([]byte, error) { return r.AppendText(nil) }

// UnmarshalText is the inverse of MarshalText.
func (r *RejectReason) UnmarshalText(b []byte) error { return text.Parse(r, b) }

// AppendText appends the text of String.
func (o Outcome) AppendText(b []byte) ([]byte, error) { return append(b, o.String()...), nil }

// MarshalText returns the text of String.
func (o Outcome) MarshalText() ([]byte, error) { return o.AppendText(nil) }

// UnmarshalText is the inverse of MarshalText.
func (o *Outcome) UnmarshalText(b []byte) error { return text.Parse(o, b) }

// AppendText appends the text of String.
func (c ContextReason) AppendText(b []byte) ([]byte, error) { return append(b, c.String()...), nil }

// MarshalText returns the text of String.
func (c ContextReason) MarshalText() ([]byte, error) { return c.AppendText(nil) }

// UnmarshalText is the inverse of MarshalText.
func (c *ContextReason) UnmarshalText(b []byte) error { return text.Parse(c, b) }

// AppendText appends the text of String.
func (r ShortReason) AppendText(b []byte) ([]byte, error) { return append(b, r.String()...), nil }

// MarshalText returns the text of String.
func (r ShortReason) MarshalText() ([]byte, error) { return r.AppendText(nil) }

// UnmarshalText is the inverse of MarshalText.
func (r *ShortReason) UnmarshalText(b []byte) error { return text.Parse(r, b) }

// AppendText appends the text of String.
func (s Side) AppendText(b []byte) ([]byte, error) { return append(b, s.String()...), nil }

// MarshalText returns the text of String.
func (s Side) MarshalText() ([]byte, error) { return s.AppendText(nil) }

// UnmarshalText is the inverse of MarshalText.
func (s *Side) UnmarshalText(b []byte) error { return text.Parse(s, b) }
