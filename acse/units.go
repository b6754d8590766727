package acse

import (
	"iter"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/internal/ber"
	"github.com/osi-go/osi/internal/text"
)

// ContextNames is the contents octets of an application-context-name-list. A decoded one is well
// formed; nil is absent.
type ContextNames []byte

// All yields the names. It stops where n is not well formed.
func (n ContextNames) All() iter.Seq[osi.OID] {
	return eachElement(n, (*ber.Reader).OID)
}

// Append returns n with o, which must not be zero, added.
func (n ContextNames) Append(o osi.OID) ContextNames { return ber.AppendOID(n, 0x06, o) }

func (w *walk) contextNames() ContextNames {
	c := w.Reader.Enter(&w.Component)
	for e, ok := c.Next(); ok; e, ok = c.Next() {
		if e.Tag != 0x06 {
			c.Fail(ruleType, e.Offset, int(e.Tag&0xff), 0x06)
			break
		}
		c.OID(&e)
	}
	w.Reader.Leave(&c)
	return w.Contents(&w.Component)
}

// Requirements is a set of functional units of ACSE, X.227 6.2.
type Requirements uint32

// The functional units beside the kernel.
const (
	RequireAuthentication     Requirements = 1 << iota
	RequireContextNegotiation              // application context negotiation
)

const knownRequirements = uint32(RequireAuthentication | RequireContextNegotiation)

var requirementNames = [...]string{"authentication", "application-context-negotiation"}

// String returns the names in ASN.1, joined by commas.
func (q Requirements) String() string { return text.Bits(uint64(q), requirementNames[:]) }

// Versions is a set of protocol versions, X.227 7.1.4.1: bit n is version n+1. The zero set means
// that the field is absent, which says the same as Version1.
type Versions uint32

// Version1 is the only version of X.227.
const Version1 Versions = 1

// String returns "version1"; nothing when the field is absent.
func (v Versions) String() string { return text.Bits(uint64(v), []string{"version1"}) }

// Has reports whether v includes version; the zero v includes Version1.
func (v Versions) Has(version Versions) bool { return v == 0 && version == Version1 || v&version != 0 }

func appendVersions(b []byte, v Versions) []byte {
	if v == 0 {
		return b
	}
	return ber.AppendBits(b, 0x80, uint32(v), 1)
}

// versions reads the field as Protocol Version. It is not empty, since its last bit must be one.
func (w *walk) versions() Versions {
	v := Versions(w.Bits(&w.Component))
	if v == 0 {
		w.Fail(ruleNoVersion, w.Component.Start, 0, int(Version1))
	}
	return v
}

// units checks that u, to which the field belongs, is one of the selected functional units.
func (w *walk) units(selected, u Requirements) {
	if selected&u == 0 && !w.Leniency.Excuse(osi.UnselectedFunctionalUnit) {
		w.Fail(ruleFunctional, w.Component.Offset, int(w.Component.Tag&0xff), 0)
	}
}

// appendUnits appends the fields of the functional units, of which the requirements have the given
// number.
func appendUnits(b []byte, number ber.Tag, units Requirements, mechanism osi.OID, a *Authentication, names ContextNames, f ber.Form) []byte {
	tag := number | 0x80
	if units != 0 {
		b = ber.AppendBits(b, tag, uint32(units), 1)
	}
	if !mechanism.IsZero() {
		b = ber.AppendOID(b, tag+1, mechanism)
	}
	b = a.append(b, tag+2|0x20, f)
	return ber.AppendOptional(b, tag+3|0x20, names)
}
