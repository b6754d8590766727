package session

import (
	"strconv"

	"github.com/osi-go/osi/internal/text"
)

// The enumerations and sets of this package implement [encoding.TextMarshaler],
// [encoding.TextAppender] and [encoding.TextUnmarshaler]. The text is that of String, for any
// number. Any other text is an error and leaves the value as it was.

// AppendText appends the text of String.
func (u FunctionalUnits) AppendText(b []byte) ([]byte, error) { return append(b, u.String()...), nil }

// MarshalText returns the text of String.
func (u FunctionalUnits) MarshalText() ([]byte, error) { return u.AppendText(nil) }

// UnmarshalText is the inverse of MarshalText.
func (u *FunctionalUnits) UnmarshalText(b []byte) error { return text.Parse(u, b) }

// AppendText appends the text of String.
func (t Tokens) AppendText(b []byte) ([]byte, error) { return append(b, t.String()...), nil }

// MarshalText returns the text of String.
func (t Tokens) MarshalText() ([]byte, error) { return t.AppendText(nil) }

// UnmarshalText is the inverse of MarshalText.
func (t *Tokens) UnmarshalText(b []byte) error { return text.Parse(t, b) }

// AppendText appends the text of String.
func (v Version) AppendText(b []byte) ([]byte, error) { return append(b, v.String()...), nil }

// MarshalText returns the text of String.
func (v Version) MarshalText() ([]byte, error) { return v.AppendText(nil) }

// UnmarshalText is the inverse of MarshalText.
func (v *Version) UnmarshalText(b []byte) error { return text.Parse(v, b) }

// AppendText appends the text of String.
func (o ProtocolOptions) AppendText(b []byte) ([]byte, error) { return append(b, o.String()...), nil }

// MarshalText returns the text of String.
func (o ProtocolOptions) MarshalText() ([]byte, error) { return o.AppendText(nil) }

// UnmarshalText is the inverse of MarshalText.
func (o *ProtocolOptions) UnmarshalText(b []byte) error { return text.Parse(o, b) }

// AppendText appends the text of String.
func (d TransportDisconnect) AppendText(b []byte) ([]byte, error) {
	return append(b, d.String()...), nil
}

// MarshalText returns the text of String.
func (d TransportDisconnect) MarshalText() ([]byte, error) { return d.AppendText(nil) }

// UnmarshalText is the inverse of MarshalText.
func (d *TransportDisconnect) UnmarshalText(b []byte) error { return text.Parse(d, b) }

// AppendText appends the text of String.
func (t SyncType) AppendText(b []byte) ([]byte, error) { return append(b, t.String()...), nil }

// MarshalText returns the text of String.
func (t SyncType) MarshalText() ([]byte, error) { return t.AppendText(nil) }

// UnmarshalText is the inverse of MarshalText.
func (t *SyncType) UnmarshalText(b []byte) error { return text.Parse(t, b) }

// AppendText appends the text of String.
func (e Enclosure) AppendText(b []byte) ([]byte, error) { return append(b, e.String()...), nil }

// MarshalText returns the text of String.
func (e Enclosure) MarshalText() ([]byte, error) { return e.AppendText(nil) }

// UnmarshalText is the inverse of MarshalText.
func (e *Enclosure) UnmarshalText(b []byte) error { return text.Parse(e, b) }

// AppendText appends the text of String.
func (r ExceptionReason) AppendText(b []byte) ([]byte, error) { return append(b, r.String()...), nil }

// MarshalText returns the text of String.
func (r ExceptionReason) MarshalText() ([]byte, error) { return r.AppendText(nil) }

// UnmarshalText is the inverse of MarshalText.
func (r *ExceptionReason) UnmarshalText(b []byte) error { return text.Parse(r, b) }

// AppendText appends the text of String.
func (r RefuseReason) AppendText(b []byte) ([]byte, error) { return append(b, r.String()...), nil }

// MarshalText returns the text of String.
func (r RefuseReason) MarshalText() ([]byte, error) { return r.AppendText(nil) }

// UnmarshalText is the inverse of MarshalText.
func (r *RefuseReason) UnmarshalText(b []byte) error { return text.Parse(r, b) }

// AppendText appends the text of String.
func (t ResyncType) AppendText(b []byte) ([]byte, error) { return append(b, t.String()...), nil }

// MarshalText returns the text of String.
func (t ResyncType) MarshalText() ([]byte, error) { return t.AppendText(nil) }

// UnmarshalText is the inverse of MarshalText.
func (t *ResyncType) UnmarshalText(b []byte) error { return text.Parse(t, b) }

// AppendText appends the text of String.
func (t PrepareType) AppendText(b []byte) ([]byte, error) { return append(b, t.String()...), nil }

// MarshalText returns the text of String.
func (t PrepareType) MarshalText() ([]byte, error) { return t.AppendText(nil) }

// UnmarshalText is the inverse of MarshalText.
func (t *PrepareType) UnmarshalText(b []byte) error { return text.Parse(t, b) }

// AppendText appends the text of String.
func (r TransportReason) AppendText(b []byte) ([]byte, error) { return append(b, r.String()...), nil }

// MarshalText returns the text of String.
func (r TransportReason) MarshalText() ([]byte, error) { return r.AppendText(nil) }

// UnmarshalText is the inverse of MarshalText.
func (r *TransportReason) UnmarshalText(b []byte) error { return text.Parse(r, b) }

// AppendText appends the text of String.
func (f Flow) AppendText(b []byte) ([]byte, error) { return append(b, f.String()...), nil }

// MarshalText returns the text of String.
func (f Flow) MarshalText() ([]byte, error) { return f.AppendText(nil) }

// UnmarshalText is the inverse of MarshalText.
func (f *Flow) UnmarshalText(b []byte) error { return text.Parse(f, b) }

// AppendText appends the text of String; "type(99)" for a number that is no type.
func (t Type) AppendText(b []byte) ([]byte, error) {
	return append(b, numberedType(t).String()...), nil
}

// MarshalText returns what AppendText appends.
func (t Type) MarshalText() ([]byte, error) { return t.AppendText(nil) }

// UnmarshalText is the inverse of MarshalText.
func (t *Type) UnmarshalText(b []byte) error {
	n := numberedType(*t)
	err := text.Parse(&n, b)
	*t = Type(n)
	return err
}

// A numberedType is a Type whose text tells all numbers apart.
type numberedType Type

func (t numberedType) String() string {
	if s := Type(t).String(); s != "" || Type(t) == TypeNone {
		return s
	}
	return "type(" + strconv.Itoa(int(t)) + ")"
}
