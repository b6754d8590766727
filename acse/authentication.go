package acse

import (
	"bytes"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/internal/ber"
	"github.com/osi-go/osi/internal/text"
)

// AuthenticationForm says which alternative of Authentication-value is present, X.227 9.1.
type AuthenticationForm uint8

// The alternatives. The zero AuthenticationForm is an absent value.
const (
	NoAuthentication AuthenticationForm = iota
	CharString
	BitString
	ExternalValue
	OtherValue
	UndefinedValue // an alternative that X.227 does not define, which an AARQ may have (7.4)
)

var authenticationFormNames = [...]string{
	NoAuthentication: "absent",
	CharString:       "charstring",
	BitString:        "bitstring",
	ExternalValue:    "external",
	OtherValue:       "other",
	UndefinedValue:   "undefined",
}

// String returns the name in ASN.1; "absent" for the zero form.
func (f AuthenticationForm) String() string { return text.Name(authenticationFormNames[:], f, "form") }

// Authentication is a calling or responding authentication value. It is the peer's secret:
// no error text of this module shows it. JSON does.
type Authentication struct {
	Form AuthenticationForm

	// Value is, by Form, the characters, the bits, the contents octets of the EXTERNAL, the
	// encoding of other-mechanism-value, or that of the undefined alternative with its tag.
	Value []byte

	Unused    int     // BitString: low bits of the last octet that are no part of the value, 0 to 7
	Mechanism osi.OID // OtherValue: other-mechanism-name
}

// External returns a Value of form ExternalValue in new memory; its Offset counts in a.Value. ok is
// false for other forms.
func (a *Authentication) External() (x External, ok bool) {
	if a.Form != ExternalValue {
		return x, false
	}
	whole := ber.AppendPrimitive(nil, 0x28, a.Value)
	x, ok = UserInformation(whole).First()
	x.Offset -= len(whole) - len(a.Value)
	return x, ok
}

func (a *Authentication) clone() { a.Value = bytes.Clone(a.Value) }

// same reports whether a and m are the same, see Entity.same.
func (a *Authentication) same(m *Authentication) bool {
	return a.Form == m.Form && bytes.Equal(a.Value, m.Value) && a.Unused == m.Unused && a.Mechanism == m.Mechanism
}

// authentication reads the field as Authentication-value. mechanism is the mechanism-name of the
// APDU.
func (w *walk) authentication(a *Authentication, mechanism osi.OID, scratch *[]byte) {
	in := w.Explicit(&w.Component)
	switch in.Tag {
	case 0x80, 0xa0:
		a.Form = CharString
		a.Value, *scratch = w.String(&in, 0x04, *scratch)
	case 0x81, 0xa1:
		a.Form = BitString
		a.Value, a.Unused, *scratch = w.BitSegments(&in, *scratch)
	case 0xa2:
		a.Form = ExternalValue
		checkExternal(&w.Reader, &in)
		a.Value = w.Contents(&in)
	case 0xa3:
		a.Form = OtherValue
		v := attribute(&w.Reader, &in) // an OBJECT IDENTIFIER and a value, too
		a.Mechanism, a.Value = v.Type, v.Value
		if a.Mechanism != mechanism {
			w.Fail(ruleMechanism, in.Start, 0, 0)
		}
	default:
		if !w.extensible {
			w.Fail(ruleType, in.Offset, int(in.Tag&0xff), 0)
		}
		a.Form, a.Value = UndefinedValue, w.undefined()
	}
}

func (a *Authentication) append(b []byte, tag ber.Tag, f ber.Form) []byte {
	if a.Form == NoAuthentication {
		return b
	}
	b, m := ber.Open(b, tag, f)
	switch a.Form {
	case CharString:
		b = ber.AppendPrimitive(b, 0x80, a.Value)
	case BitString:
		b = ber.AppendBitString(b, 0x81, a.Value, a.Unused)
	case ExternalValue:
		b = ber.AppendPrimitive(b, 0xa2, a.Value)
	case OtherValue:
		var in ber.Mark
		b, in = ber.Open(b, 0xa3, f)
		b = append(ber.AppendOID(b, 0x06, a.Mechanism), a.Value...)
		b = ber.Close(b, in)
	case UndefinedValue:
		b = append(b, a.Value...)
	case NoAuthentication:
	}
	return ber.Close(b, m)
}
