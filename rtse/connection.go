package rtse

import (
	"bytes"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/internal/ber"
)

// ConnectionData says whether a connection is a new one, with the value of the RTSE user, or
// recovers an old one.
type ConnectionData struct {
	Open    []byte // encoding of the user's value, with its tag; nil when there is none, or Recover is present. For an MTA see Bind
	Recover osi.Opt[SessionConnectionIdentifier]
}

// SessionConnectionIdentifier names the session connection to recover. Its fields are the values
// that the CN of that connection carried with identifier and length octets: see References.
type SessionConnectionIdentifier struct {
	CallingReference []byte // calling SS-user reference; nil is the same as empty
	T61              bool   // CallingReference is a T61String, as it must be in X.410 mode and must not be in normal mode
	CommonReference  []byte // characters of a UTCTime
	Additional       []byte // additional reference information, a T61String; nil when absent
}

func (c *ConnectionData) clone() {
	c.Open = bytes.Clone(c.Open)
	s := &c.Recover.Value
	s.CallingReference, s.CommonReference, s.Additional = bytes.Clone(s.CallingReference), bytes.Clone(s.CommonReference), bytes.Clone(s.Additional)
}

// connectionData reads the component as ConnectionData.
func (w *walk) connectionData(c *ConnectionData, scratch *[]byte) {
	in := w.Explicit(&w.Component)
	switch in.Tag {
	case 0xa0:
		c.Open = w.any(&in)
	case 0x80: // [0] IMPLICIT NULL: the user gives no value
		w.Null(&in)
	case 0xa1:
		c.Recover = osi.Some(w.identifier(&in, scratch))
	default:
		w.Fail(ruleType, in.Offset, int(in.Tag&0xff), 0xa0)
	}
}

// identifier reads the SessionConnectionIdentifier e.
func (w *walk) identifier(e *ber.Element, scratch *[]byte) (s SessionConnectionIdentifier) {
	c := w.Reader.Enter(e)
	if in, ok := c.Next(); ok {
		s.T61 = in.Tag.Primitive() == 0x14
		if !s.T61 && in.Tag.Primitive() != 0x04 {
			c.Fail(ruleReference, in.Offset, int(in.Tag&0xff), 0x04)
		} else if s.T61 != (w.mode == osi.X410Mode) && !w.Leniency.Excuse(osi.OtherModeReference) {
			c.Fail(ruleMode, in.Offset, int(in.Tag&0xff), 0)
		}
		s.CallingReference, *scratch = c.String(&in, 0x04, *scratch)
	}
	in, ok := c.Next()
	if !ok {
		c.Fail(ruleIdentifier, c.End(), 0, 0x17)
	}
	if in.Tag.Primitive() != 0x17 {
		c.Fail(ruleReference, in.Offset, int(in.Tag&0xff), 0x17)
	}
	s.CommonReference, *scratch = c.String(&in, 0x04, *scratch)
	if !utcTime(s.CommonReference) {
		c.Fail(ruleUTCTime, in.Start, 0, 0)
	}
	if in, ok = c.Next(); ok {
		if in.Tag.Primitive() != 0x80 {
			c.Fail(ruleReference, in.Offset, int(in.Tag&0xff), 0x80)
		}
		s.Additional, *scratch = c.String(&in, 0x04, *scratch)
	}
	if in, ok = c.Next(); ok {
		c.Fail(ruleReference, in.Offset, int(in.Tag&0xff), 0)
	}
	w.Reader.Leave(&c)
	return s
}

// utcTime reports whether c is the text of a UTCTime, X.680: YYMMDDhhmm, perhaps ss, then Z or a
// difference of hours and minutes.
func utcTime(c []byte) bool {
	most := [...]byte{99, 12, 31, 23, 59, 59}
	n := 0
	for ; n < len(most) && len(c) >= 2 && digit(c[0]); n++ {
		if v, ok := twoDigits(c); !ok || v > most[n] || v == 0 && (n == 1 || n == 2) {
			return false
		}
		c = c[2:]
	}
	switch {
	case n < 5:
		return false
	case len(c) == 1:
		return c[0] == 'Z'
	case len(c) != 5 || c[0] != '+' && c[0] != '-':
		return false
	}
	hours, ok := twoDigits(c[1:])
	minutes, also := twoDigits(c[3:])
	return ok && also && hours < 24 && minutes < 60
}

func digit(x byte) bool { return x >= '0' && x <= '9' }

// twoDigits returns the value of the two digits that c begins with.
func twoDigits(c []byte) (v byte, ok bool) {
	if !digit(c[0]) || !digit(c[1]) {
		return 0, false
	}
	return 10*(c[0]-'0') + c[1] - '0', true
}

func (c *ConnectionData) append(b []byte, tag ber.Tag) []byte {
	b, m := ber.Open(b, tag, ber.Definite)
	switch {
	case c.Recover.Present:
		s := &c.Recover.Value
		var in ber.Mark
		b, in = ber.Open(b, 0xa1, ber.Definite)
		b = ber.AppendPrimitive(b, s.callingTag(), s.CallingReference)
		b = ber.AppendPrimitive(b, 0x17, s.CommonReference)
		b = ber.Close(ber.AppendOptional(b, 0x80, s.Additional), in)
	case c.Open == nil:
		b = ber.AppendPrimitive(b, 0x80, nil)
	}
	return ber.Close(ber.AppendOptional(b, 0xa0, c.Open), m)
}
