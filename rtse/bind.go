package rtse

import (
	"bytes"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/internal/ber"
	"github.com/osi-go/osi/internal/text"
)

// Bind is what an MTA says of itself when it opens or accepts an association: the argument or
// result of MTABind (X.411), and the same in X.410 mode.
type Bind struct {
	Phase BindPhase // says in which tag the value stands

	// Name is the initiator-name or responder-name, an IA5String. It is nil when the value is NULL:
	// an association without authentication. An empty name is not nil; whether to accept it is the
	// application's choice.
	Name []byte

	// Password has simple credentials; Strong is the encoding of strong or protected ones, with its
	// tag. One of the two is present, not nil, unless Name is nil. An empty password is not nil.
	Password []byte
	Octets   bool // Password is an OCTET STRING and no IA5String
	Strong   []byte

	Security []byte // contents of the security-context, which a Result does not have; nil when absent

	scratch []byte
}

// String returns "MTABind".
func (*Bind) String() string { return "MTABind" }

// A BindPhase is the tag around a bind value, which says whether it is the argument or the result
// of BIND, X.219.
type BindPhase uint8

// The phases.
const (
	Bare     BindPhase = iota // no tag: X.410 mode
	Argument                  // [16], in an RTORQ
	Result                    // [17], in an RTOAC
)

// The tags of X.219 BIND.
const (
	tagArgument ber.Tag = 0xb0
	tagResult   ber.Tag = 0xb1
	tagError    ber.Tag = 0xb2
)

var bindPhaseNames = [...]string{
	Bare:     "bare",
	Argument: "argument",
	Result:   "result",
}

// String returns "bare", "argument" or "result".
func (p BindPhase) String() string { return text.Name(bindPhaseNames[:], p, "phase") }

// Decode decodes the value of ConnectionData.Open, in which offsets of errors count. The fields
// alias it, but for strings that came in segments, which are valid until the next Decode into p.
func (p *Bind) Decode(value []byte) error {
	*p = Bind{scratch: p.scratch[:0]}
	r := ber.NewReader(value, strict.depth, strict.elements)
	e, ok := r.Next()
	if !ok {
		_ = r.Fail(ruleBind, 0, 0, 0xa1)
	}
	in := e
	switch e.Tag {
	case tagArgument:
		p.Phase, in = Argument, r.Explicit(&e)
	case tagResult:
		p.Phase, in = Result, r.Explicit(&e)
	}
	switch in.Tag {
	case 0x05:
		r.Null(&in)
	case 0xa1:
		p.authenticated(&r, &in)
	default:
		_ = r.Fail(ruleBind, in.Offset, int(in.Tag&0xff), 0xa1)
	}
	if err := r.Finish(); err != nil {
		*p = Bind{scratch: p.scratch[:0]}
		return osi.Rebase(err, "MTABind", 0)
	}
	return nil
}

var grammarBind = &ber.Grammar{Known: 0b111, Set: true, Unknown: ruleBind, Duplicate: ruleDuplicate}

// authenticated reads the SET e.
func (p *Bind) authenticated(r *ber.Reader, e *ber.Element) {
	var w ber.Walk
	w.Enter(r, e, grammarBind, nil)
	for n, ok := w.Next(); ok; n, ok = w.Next() {
		in := &w.Component
		switch n {
		case 0:
			p.Name, p.scratch = w.String(in, 0x04, p.scratch)
			ia5(&w.Reader, in, p.Name)
		case 1:
			p.credentials(&w.Reader, in)
		case 2:
			if !in.Tag.Constructed() {
				w.Fail(ruleBind, in.Offset, int(in.Tag&0xff), 0xa2)
			}
			if p.Phase == Result {
				w.Fail(ruleSecurity, in.Offset, int(in.Tag&0xff), 0)
			}
			p.Security = w.Contents(in)
			w.WellFormed(in.Offset, w.Offset())
		}
	}
	w.Require(0, 0x80, ruleBindName)
	w.Require(1, 0xa1, ruleNoCredentials)
	w.Leave(r)
}

// ia5 fails when s, the value of e, has an octet that is no character of IA5.
func ia5(r *ber.Reader, e *ber.Element, s []byte) {
	for i, x := range s {
		if x < 0x80 {
			continue
		}
		if e.Tag.Constructed() {
			i = 0
		}
		r.Fail(ruleIA5, e.Start+i, int(x), 0)
		return
	}
}

func (p *Bind) credentials(r *ber.Reader, e *ber.Element) {
	in := r.Explicit(e)
	switch in.Tag {
	case 0x16, 0x36:
		p.Password, p.scratch = r.String(&in, 0x04, p.scratch)
		ia5(r, &in, p.Password)
	case 0x04, 0x24:
		p.Octets = true
		p.Password, p.scratch = r.String(&in, 0x04, p.scratch)
	case 0xa0, 0xa1:
		r.WellFormed(e.Start, e.End)
		p.Strong = r.Contents(e)
	default:
		r.Fail(ruleCredentials, in.Offset, int(in.Tag&0xff), 0x16)
	}
}

// AppendBinary appends the value for ConnectionData.Open to b. The package overview says what it
// refuses.
func (p *Bind) AppendBinary(b []byte) ([]byte, error) {
	out, m := b, ber.Mark{}
	switch p.Phase {
	case Bare:
	case Argument:
		out, m = ber.Open(b, tagArgument, ber.Definite)
	case Result:
		out, m = ber.Open(b, tagResult, ber.Definite)
	default:
		return b, fail(ruleBind, "MTABind", 0, int(p.Phase), 0)
	}
	out = ber.Close(p.append(out), m)
	var check Bind
	err := check.Decode(out[len(b):])
	if err == nil && !check.same(p) {
		err = fail(ruleCredentials, "MTABind", 0, 0, 0)
	}
	return checked(b, out, err)
}

// append appends the value without the tag of BIND.
func (p *Bind) append(b []byte) []byte {
	if p.Name == nil {
		return append(b, 0x05, 0)
	}
	b, set := ber.Open(b, 0xa1, ber.Definite)
	b = ber.AppendPrimitive(b, 0x80, p.Name)
	switch {
	case p.Strong != nil:
		b = ber.AppendPrimitive(b, 0xa1, p.Strong)
	case p.Password != nil:
		tag := ber.Tag(0x16)
		if p.Octets {
			tag = 0x04
		}
		var m ber.Mark
		b, m = ber.Open(b, 0xa1, ber.Definite)
		b = ber.Close(ber.AppendPrimitive(b, tag, p.Password), m)
	}
	return ber.Close(ber.AppendOptional(b, 0xa2, p.Security), set)
}

// same reports whether p and q have the same fields. They differ when an encoder is given fields
// beside a nil Name, or two kinds of credentials.
func (p *Bind) same(q *Bind) bool {
	is := func(a, b []byte) bool { return (a == nil) == (b == nil) && bytes.Equal(a, b) }
	return p.Phase == q.Phase && is(p.Name, q.Name) && is(p.Password, q.Password) && p.Octets == q.Octets && is(p.Strong, q.Strong) && is(p.Security, q.Security)
}

// Clone returns a copy that shares no memory with p or its buffer.
func (p *Bind) Clone() Bind {
	return Bind{
		Phase: p.Phase, Name: bytes.Clone(p.Name), Password: bytes.Clone(p.Password), Octets: p.Octets,
		Strong: bytes.Clone(p.Strong), Security: bytes.Clone(p.Security),
	}
}

// BindError is the error of MTABind, the value [18] in the UserData of an OpenReject.
type BindError int64

// The errors of X.411.
const (
	BindBusy                         BindError = 0
	BindAuthenticationError          BindError = 2
	BindUnacceptableDialogueMode     BindError = 3
	BindUnacceptableSecurityContext  BindError = 4
	BindInadequateAssociationSecrecy BindError = 5
)

var bindErrorNames = [...]string{
	BindBusy:                         "busy",
	BindAuthenticationError:          "authentication-error",
	BindUnacceptableDialogueMode:     "unacceptable-dialogue-mode",
	BindUnacceptableSecurityContext:  "unacceptable-security-context",
	BindInadequateAssociationSecrecy: "inadequate-association-confidentiality",
}

// String returns the name in ASN.1.
func (e BindError) String() string { return text.Name(bindErrorNames[:], e, "error") }

// ParseBindError decodes the UserData of an OpenReject. A number that X.411 does not define is
// valid. An error has one of the EncodingRules, or kind ErrUnknown for another type of value.
func ParseBindError(value []byte) (BindError, error) {
	r := ber.NewReader(value, strict.depth, strict.elements)
	e, ok := r.Next()
	if !ok || e.Tag != tagError {
		_ = r.Fail(ruleBind, 0, int(e.Tag&0xff), int(tagError))
	}
	in := r.Explicit(&e)
	if in.Tag != 0x02 {
		_ = r.Fail(ruleBind, in.Offset, int(in.Tag&0xff), 0x02)
	}
	v := r.Integer(&in)
	if err := r.Finish(); err != nil {
		return 0, osi.Rebase(err, "MTABind", 0)
	}
	return BindError(v), nil
}

// Append appends the UserData of an OpenReject to b.
func (e BindError) Append(b []byte) []byte {
	b, m := ber.Open(b, tagError, ber.Definite)
	return ber.Close(ber.AppendInteger(b, 0x02, int64(e)), m)
}
