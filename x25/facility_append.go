package x25

import (
	"math/bits"
	"time"

	"github.com/osi-go/osi/internal/octets"
)

// sections in the order in which they are encoded.
var sections = [...]Section{SectionX25, SectionCallingNetwork, SectionCalledNetwork, SectionDTE}

// AppendFacilities appends the facilities to the field with the markers they need: those of X.25 first, then those of the calling
// network, the called network and the DTE, each section in the order given. It checks the result as Check does, for modulo m;
// on an error f is returned unchanged. A Facility that is a marker adds nothing but its marker.
func AppendFacilities(f FacilityField, m Modulo, fs ...Facility) (FacilityField, error) {
	out := f
	current := SectionX25
	for e, err := range f.All() {
		if err != nil {
			return f, err
		}
		current = e.Section
	}
	for _, section := range sections {
		for _, e := range fs {
			if e.Section != section {
				continue
			}
			if section != current {
				out = append(out, 0, byte(section))
				current = section
			}
			var ok bool
			if out, ok = e.appendTo(out); !ok {
				return f, fail(ruleFacilityLength, TypeNone, len(out), len(e.Value), 0)
			}
		}
	}
	if err := out.Check(m); err != nil {
		return f, err
	}
	return out, nil
}

func (f Facility) appendTo(b FacilityField) (FacilityField, bool) {
	if f.IsMarker() {
		return b, true
	}
	b = append(b, f.Octet)
	if class := int(f.Octet >> 6); class < 3 {
		return append(b, f.Value...), len(f.Value) == class+1
	}
	n, ok := octets.Uint8(len(f.Value))
	return append(append(b, n), f.Value...), ok
}

// NewFacility returns the facility with code c and the parameter value, the length octet of class D not included.
func NewFacility(c FacilityCode, value ...byte) Facility {
	return Facility{Section: Section(octets.Low8(uint64(c >> 8))), Octet: octets.Low8(uint64(c)), Value: value}
}

// refused is an octet that no parameter it is used for may have: it makes the check of the field refuse what does not fit.
const refused = 0xff

func octetOf(n int) byte {
	if v, ok := octets.Uint8(n); ok {
		return v
	}
	return refused
}

// Facility returns facility 01.
func (o CallOptions) Facility() Facility {
	if o.FastSelect > 3 || o.ICRD > 3 {
		return NewFacility(CodeReverseCharging, refused)
	}
	return NewFacility(CodeReverseCharging, byte(o.FastSelect)<<6|byte(o.ICRD)<<4|flag(o.ReverseCharging, 1))
}

// Facility returns the facility with code c: CodeThroughput, CodeThroughputExtended or one of the two minima of the DTE.
func (t ThroughputClasses) Facility(c FacilityCode) Facility {
	if c == CodeThroughputExtended || c == CodeMinimumThroughputExtended {
		return NewFacility(c, byte(t.FromCalled), byte(t.FromCalling))
	}
	if t.FromCalled > 15 || t.FromCalling > 15 {
		return NewFacility(c, 0)
	}
	return NewFacility(c, byte(t.FromCalled)<<4|byte(t.FromCalling))
}

// Facility returns facility 42.
func (s PacketSizes) Facility() Facility {
	return NewFacility(CodePacketSize, log2(s.FromCalled), log2(s.FromCalling))
}

// log2 returns the code of a packet size; refused for what is none.
func log2(n int) byte {
	if n < 16 || n > MaxUserData || n&(n-1) != 0 {
		return refused
	}
	return octetOf(bits.Len(uint(n)) - 1)
}

// Facility returns facility 43.
func (s WindowSizes) Facility() Facility {
	return NewFacility(CodeWindowSize, octetOf(s.FromCalled), octetOf(s.FromCalling))
}

// Facility returns facility 03, 09, 41, 47 or 48.
func (g ClosedUserGroup) Facility() Facility {
	n := int(g.Index)
	high, low := bcd(n/100), bcd(n%100)
	switch {
	case g.Bilateral:
		return NewFacility(CodeBilateralCUG, high, low)
	case g.Extended && g.Outgoing:
		return NewFacility(CodeCUGOutgoingExtended, high, low)
	case g.Extended:
		return NewFacility(CodeCUGExtended, high, low)
	case g.Outgoing:
		return NewFacility(CodeCUGOutgoing, bcd(n))
	}
	return NewFacility(CodeCUG, bcd(n))
}

func bcd(n int) byte {
	if n > 99 {
		return refused
	}
	return octetOf(n/10<<4 | n%10)
}

// Facility returns facility C3 or D1, which c says.
func (r Redirection) Facility(c FacilityCode) Facility {
	v := []byte{byte(r.Reason), octetOf(r.Address.Len())}
	return NewFacility(c, appendSemiOctets(v, r.Address, SemiOctets{})...)
}

// TransitDelayFacility returns facility 49, to the millisecond. A delay that does not fit gives a facility that AppendFacilities refuses.
func TransitDelayFacility(d time.Duration) Facility {
	return NewFacility(CodeTransitDelay, appendMilliseconds(nil, d)...)
}

func appendMilliseconds(b []byte, d time.Duration) []byte {
	if ms := d.Milliseconds(); ms >= 0 && ms <= 65535 {
		return octets.AppendUint(b, uint64(ms), 2)
	}
	return append(b, refused) // of no valid length
}

// Facility returns facility C9 or CB of the DTE, which c says.
func (a AddressExtension) Facility(c FacilityCode) Facility {
	n := octetOf(a.Address.Len())
	if a.Use > 3 || n > MaxExtension {
		return NewFacility(c, refused)
	}
	return NewFacility(c, appendSemiOctets([]byte{byte(a.Use)<<6 | n}, a.Address, SemiOctets{})...)
}

// Facility returns facility CA of the DTE. A Maximum without Requested is refused by AppendFacilities.
func (d EndToEndDelay) Facility() Facility {
	v := appendMilliseconds(nil, d.Cumulative)
	if d.Requested.Present {
		v = appendMilliseconds(v, d.Requested.Value)
	}
	if d.Maximum.Present {
		if !d.Requested.Present {
			return NewFacility(CodeEndToEndDelay)
		}
		v = appendMilliseconds(v, d.Maximum.Value)
	}
	return NewFacility(CodeEndToEndDelay, v...)
}

// Facility returns facility D2 of the DTE, without the unspecified priorities at its end.
func (p Priority) Facility() Facility {
	v := []byte{p.Data, p.Gain, p.Keep, p.LowestData, p.LowestGain, p.LowestKeep}
	for len(v) > 1 && v[len(v)-1] == UnspecifiedPriority {
		v = v[:len(v)-1]
	}
	return NewFacility(CodePriority, v...)
}

// Facility returns facility D3 of the DTE.
func (p Protection) Facility() Facility {
	if p.Format == 0 || p.Format > 3 || len(p.Level) > MaxFacilities || len(p.Lowest) > MaxFacilities {
		return NewFacility(CodeProtection)
	}
	v := append([]byte{p.Format << 6, octetOf(len(p.Level))}, p.Level...)
	if p.Lowest != nil {
		v = append(append(v, octetOf(len(p.Lowest))), p.Lowest...)
	}
	return NewFacility(CodeProtection, v...)
}
