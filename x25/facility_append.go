package x25

import (
	"slices"
	"time"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/internal/octets"
)

// sections in the order in which they are encoded.
var sections = [...]Section{SectionX25, SectionCallingNetwork, SectionCalledNetwork, SectionDTE}

// AppendFacilities adds facilities to the field f, with the markers they need, each at the end of
// its section. The section of X.25 stands first, then those of the calling network, the called
// network and the DTE. A Facility that is a marker adds nothing but its marker.
//
// The octets of f stay in their order. The result is a new slice if a facility belongs in front of
// some of them, and otherwise f as append extends it. It is checked for modulo m, with the errors
// of [FacilityField.Check]; on an error f is returned unchanged.
func AppendFacilities(f FacilityField, m Modulo, fs ...Facility) (FacilityField, error) {
	for _, e := range fs {
		switch {
		case e.refused:
			return f, fail(ruleFacilityValue, TypeNone, len(f), int(e.Octet), 0)
		case !slices.Contains(sections[:], e.Section):
			return f, fail(ruleFacilityMarker, TypeNone, len(f), int(e.Section), 0)
		case !e.fits():
			return f, fail(ruleFacilityLength, TypeNone, len(f), len(e.Value), 0)
		}
	}
	out := f
	for _, section := range sections {
		var err error
		if out, err = out.appendSection(section, fs); err != nil {
			return f, err
		}
	}
	if err := out.Check(m); err != nil {
		return f, err
	}
	return out, nil
}

// appendSection adds those of fs that are of the section.
func (f FacilityField) appendSection(section Section, fs []Facility) (FacilityField, error) {
	end, found := 0, section == SectionX25
	for e, err := range f.All() {
		if err != nil {
			return f, err
		}
		if e.Section == section {
			end, found = e.Offset+1+len(e.Value)+int(e.Octet>>6/3), true
		}
	}
	if !found {
		end = len(f)
	}
	var added FacilityField
	if end == len(f) {
		added = f
	}
	for _, e := range fs {
		if e.Section != section {
			continue
		}
		if !found {
			added, found = append(added, 0, byte(section)), true
		}
		if !e.IsMarker() {
			added = e.appendTo(added)
		}
	}
	if end < len(f) && len(added) > 0 {
		return slices.Concat(f[:end], added, f[end:]), nil
	}
	if end < len(f) {
		return f, nil
	}
	return added, nil
}

// fits reports whether the parameter has a length that the class of the code permits.
func (f Facility) fits() bool {
	if class := int(f.Octet >> 6); class < 3 {
		return len(f.Value) == class+1 || f.IsMarker()
	}
	_, ok := octets.Uint8(len(f.Value))
	return ok
}

// appendTo appends f, whose parameter fits.
func (f Facility) appendTo(b FacilityField) FacilityField {
	b = append(b, f.Octet)
	if f.Octet>>6 == 3 {
		b = append(b, octets.Len8(len(f.Value)))
	}
	return append(b, f.Value...)
}

// NewFacility returns the facility with code c and the parameter value, the length octet of class D
// not included.
func NewFacility(c FacilityCode, value ...byte) Facility {
	return Facility{Section: Section(octets.Low8(uint64(c >> 8))), Octet: octets.Low8(uint64(c)), Value: value}
}

// refuse returns a facility that AppendFacilities refuses: code c cannot hold the value.
func refuse(c FacilityCode) Facility {
	f := NewFacility(c)
	f.refused = true
	return f
}

// Facility returns facility 01.
func (o CallOptions) Facility() Facility {
	if o.FastSelect > 3 || o.FastSelect != o.FastSelect.known() || o.ICRD > 3 {
		return refuse(CodeReverseCharging)
	}
	return NewFacility(CodeReverseCharging, byte(o.FastSelect)<<6|byte(o.ICRD)<<4|flag(o.ReverseCharging, 1))
}

// Facility returns the facility with code c: CodeThroughput, CodeThroughputExtended or one of the
// two minima of the DTE.
func (t ThroughputClasses) Facility(c FacilityCode) Facility {
	switch {
	case c == CodeThroughputExtended, c == CodeMinimumThroughputExtended:
		return NewFacility(c, byte(t.FromCalled), byte(t.FromCalling))
	case c != CodeThroughput && c != CodeMinimumThroughput, t.FromCalled > 15, t.FromCalling > 15:
		return refuse(c)
	}
	return NewFacility(c, byte(t.FromCalled)<<4|byte(t.FromCalling))
}

// Facility returns facility 42.
func (s PacketSizes) Facility() Facility {
	if !isPacketSize(s.FromCalled) || !isPacketSize(s.FromCalling) {
		return refuse(CodePacketSize)
	}
	return NewFacility(CodePacketSize, octets.Log2(s.FromCalled), octets.Log2(s.FromCalling))
}

// isPacketSize reports whether n is a maximum packet size, X.25 4.3.2.
func isPacketSize(n int) bool { return n >= 16 && n <= MaxUserData && n&(n-1) == 0 }

// Facility returns facility 43.
func (s WindowSizes) Facility() Facility {
	called, okCalled := octets.Uint8(s.FromCalled)
	calling, okCalling := octets.Uint8(s.FromCalling)
	if !okCalled || !okCalling {
		return refuse(CodeWindowSize)
	}
	return NewFacility(CodeWindowSize, called, calling)
}

// Facility returns facility 03, 09, 41, 47 or 48.
func (g ClosedUserGroup) Facility() Facility {
	code, most := CodeCUG, uint16(99)
	switch {
	case g.Bilateral:
		code, most = CodeBilateralCUG, 9999
	case g.Extended && g.Outgoing:
		code, most = CodeCUGOutgoingExtended, 9999
	case g.Extended:
		code, most = CodeCUGExtended, 9999
	case g.Outgoing:
		code = CodeCUGOutgoing
	}
	switch {
	case g.Index > most, g.Bilateral && (g.Extended || g.Outgoing):
		return refuse(code)
	case most > 99:
		return NewFacility(code, bcd(g.Index/100), bcd(g.Index%100))
	}
	return NewFacility(code, bcd(g.Index))
}

// bcd returns the two digits of n, which is under 100.
func bcd(n uint16) byte { return octets.Low8(uint64(n/10<<4 | n%10)) }

// Facility returns facility C3 or D1, which c says.
func (r Redirection) Facility(c FacilityCode) Facility {
	if c != CodeRedirection && c != CodeDeflection {
		return refuse(c)
	}
	v := []byte{byte(r.Reason), octets.Len8(r.Address.Len())}
	return NewFacility(c, appendSemiOctets(v, r.Address, SemiOctets{})...)
}

// TransitDelayFacility returns facility 49. AppendFacilities refuses a delay that is not 0 to 65
// 535 whole milliseconds.
func TransitDelayFacility(d time.Duration) Facility {
	v, ok := appendMilliseconds(nil, d)
	if !ok {
		return refuse(CodeTransitDelay)
	}
	return NewFacility(CodeTransitDelay, v...)
}

// appendMilliseconds appends two octets; ok is false for a duration that they do not hold.
func appendMilliseconds(b []byte, d time.Duration) (v []byte, ok bool) {
	ms := d.Milliseconds()
	if ms < 0 || ms > 65535 || d%time.Millisecond != 0 {
		return b, false
	}
	return octets.AppendUint(b, uint64(ms), 2), true
}

// Facility returns facility C9 or CB of the DTE, which c says.
func (a AddressExtension) Facility(c FacilityCode) Facility {
	n := octets.Len8(a.Address.Len())
	if c != CodeCalledExtension && c != CodeCallingExtension || a.Use > OtherExtension || n > MaxExtension {
		return refuse(c)
	}
	return NewFacility(c, appendSemiOctets([]byte{byte(a.Use)<<6 | n}, a.Address, SemiOctets{})...)
}

// Facility returns facility CA of the DTE. AppendFacilities refuses a Maximum without Requested,
// and a delay that is not 0 to 65 535 whole milliseconds.
func (d EndToEndDelay) Facility() Facility {
	v, ok := appendMilliseconds(nil, d.Cumulative)
	for _, delay := range [...]osi.Opt[time.Duration]{d.Requested, d.Maximum} {
		if ok && delay.Present {
			v, ok = appendMilliseconds(v, delay.Value)
		}
	}
	if !ok || d.Maximum.Present && !d.Requested.Present {
		return refuse(CodeEndToEndDelay)
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
		return refuse(CodeProtection)
	}
	v := append([]byte{p.Format << 6, octets.Len8(len(p.Level))}, p.Level...)
	if p.Lowest != nil {
		v = append(append(v, octets.Len8(len(p.Lowest))), p.Lowest...)
	}
	return NewFacility(CodeProtection, v...)
}
