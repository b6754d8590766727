package rtse

import (
	"bytes"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/internal/ber"
)

// ConnectionData says whether a connection is a new one, with the value of the RTSE user, or recovers
// an old one.
type ConnectionData struct {
	Open    []byte // encoding of the user's value, with its tag; nil when Recover is present. For an MTA see Bind
	Recover osi.Opt[SessionConnectionIdentifier]
}

// SessionConnectionIdentifier names the session connection to recover. Its fields are the values that the CN of that
// connection carried, there with identifier and length octets.
type SessionConnectionIdentifier struct {
	CallingReference []byte // calling SS-user reference: a T61String when T61, as in X.410 mode, else octets
	T61              bool
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
		w.Explicit(&in)
		w.WellFormed(in.Start, in.End)
		c.Open = w.Contents(&in)
	case 0xa1:
		c.Recover = osi.Some(identifier(&w.Reader, &in, scratch))
	default:
		w.Fail(ruleType, in.Offset, int(in.Tag&0xff), 0xa0)
	}
}

// identifier reads the SessionConnectionIdentifier e.
func identifier(r *ber.Reader, e *ber.Element, scratch *[]byte) (s SessionConnectionIdentifier) {
	c := r.Enter(e)
	in, ok := c.Next()
	if ok && in.Tag.Primitive() != 0x04 && in.Tag.Primitive() != 0x14 {
		c.Fail(ruleReference, in.Offset, int(in.Tag&0xff), 0x04)
	}
	if ok {
		s.T61 = in.Tag.Primitive() == 0x14
		s.CallingReference, *scratch = c.String(&in, 0x04, *scratch)
		in, ok = c.Next()
	}
	if ok && in.Tag.Primitive() != 0x17 {
		c.Fail(ruleReference, in.Offset, int(in.Tag&0xff), 0x17)
	}
	if !ok {
		end := c.Offset()
		if e.Indefinite {
			end -= 2
		}
		c.Fail(ruleIdentifier, end, 0, 0x17)
	}
	s.CommonReference, *scratch = c.String(&in, 0x04, *scratch)
	if in, ok = c.Next(); ok {
		if in.Tag.Primitive() != 0x80 {
			c.Fail(ruleReference, in.Offset, int(in.Tag&0xff), 0x80)
		}
		s.Additional, *scratch = c.String(&in, 0x04, *scratch)
	}
	if more, ok := c.Next(); ok {
		c.Fail(ruleReference, more.Offset, int(more.Tag&0xff), 0)
	}
	r.Leave(&c)
	return s
}

func (c *ConnectionData) append(b []byte, tag ber.Tag) []byte {
	b, m := ber.Open(b, tag, ber.Definite)
	if c.Recover.Present {
		s := &c.Recover.Value
		var in ber.Mark
		b, in = ber.Open(b, 0xa1, ber.Definite)
		first := ber.Tag(0x04)
		if s.T61 {
			first = 0x14
		}
		b = ber.AppendPrimitive(b, first, s.CallingReference)
		b = ber.AppendPrimitive(b, 0x17, s.CommonReference)
		if s.Additional != nil {
			b = ber.AppendPrimitive(b, 0x80, s.Additional)
		}
		b = ber.Close(b, in)
	}
	return ber.Close(appendAny(b, 0xa0, c.Open), m)
}
