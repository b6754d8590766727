package x25

import (
	"iter"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/internal/octets"
	"github.com/osi-go/osi/internal/text"
)

// MaxFacilities is the largest facility or registration length, X.25 5.2.2 (1988 and later; 63 in
// 1984), in octets.
const MaxFacilities = 109

// Section is the part of a facility field in which a code has its meaning, X.25 7.1.
type Section uint8

// The sections. All but the first follow a marker of two octets: 00 and the value here.
const (
	SectionX25            Section = 0x01 // facilities of X.25: no marker
	SectionCallingNetwork Section = 0x00 // of the network of the calling DTE
	SectionCalledNetwork  Section = 0xff // of the network of the called DTE
	SectionDTE            Section = 0x0f // ITU-T specified DTE facilities, Annex G
)

// String returns "X.25", "calling network", "called network" or "DTE".
func (s Section) String() string { return text.Name(sectionNames[:], s, "section") }

var sectionNames = [...]string{
	SectionX25:            "X.25",
	SectionCallingNetwork: "calling network",
	SectionCalledNetwork:  "called network",
	SectionDTE:            "DTE",
}

// A Facility is one element of a facility field, or a marker.
type Facility struct {
	Section Section
	Octet   uint8  // the facility code as it stands in the field; 00 for a marker
	Value   []byte // the parameter, the length octet of class D not included; aliases the field
	Offset  int    // of the code, in the field

	refused bool // made of a value that no parameter can hold: AppendFacilities refuses it
}

// Code returns the code with its section.
func (f Facility) Code() FacilityCode { return FacilityCode(f.Section)<<8 | FacilityCode(f.Octet) }

// IsMarker reports whether f is a marker; its Section is then that of what follows.
func (f Facility) IsMarker() bool { return f.Octet == 0 }

// FacilityField is the contents of a facility field, behind the facility length. That of a decoded
// packet is valid; [FacilityField.Check] tells whether another one is.
type FacilityField []byte

// facilityEnd returns where the element at off, which is in the field, ends; its value is the last
// n octets. ok is false when it runs past the end.
func facilityEnd(b []byte, off int) (end, n int, ok bool) {
	n = int(b[off]>>6) + 1
	end = off + 1 + n
	if n == 4 { // class D
		if off+1 >= len(b) {
			return off + 2, 0, false
		}
		n = int(b[off+1])
		end = off + 2 + n
	}
	return end, n, end <= len(b)
}

// All yields the elements of the field in order, markers included. It looks at the framing alone.
// It yields an error at most once, last: of kind [osi.ErrTruncated], with its offset in the field.
func (f FacilityField) All() iter.Seq2[Facility, error] {
	return func(yield func(Facility, error) bool) {
		section := SectionX25
		for off := 0; off < len(f); {
			end, n, ok := facilityEnd(f, off)
			if !ok {
				yield(Facility{}, fail(ruleFacilityOverrun, TypeNone, off, len(f)-off, end-off))
				return
			}
			if f[off] == 0 {
				section = Section(f[off+1])
			}
			if !yield(Facility{Section: section, Octet: f[off], Value: f[end-n : end : end], Offset: off}, nil) {
				return
			}
			off = end
		}
	}
}

// Find returns the first element with code c. ok is false when there is none before a broken
// element.
func (f FacilityField) Find(c FacilityCode) (found Facility, ok bool) {
	section := SectionX25
	for off := 0; off < len(f); {
		end, n, ok := facilityEnd(f, off)
		if !ok {
			return Facility{}, false
		}
		if f[off] == 0 {
			section = Section(f[off+1])
		} else if f[off] == octets.Low8(uint64(c&0xff)) && section == Section(octets.Low8(uint64(c>>8))) {
			return Facility{Section: section, Octet: f[off], Value: f[end-n : end : end], Offset: off}, true
		}
		off = end
	}
	return Facility{}, false
}

// Check checks the field as the decoder of a packet of modulo m does: framing, values, duplicates
// and combinations. Unknown codes are no error. An error is of kind [osi.ErrTruncated],
// [osi.ErrLength], [osi.ErrValue], [osi.ErrDuplicate], [osi.ErrState] (a combination) or
// [osi.ErrUnsupported] (the reserved code FF). Its offset counts in the field.
func (f FacilityField) Check(m Modulo) error {
	var s facilityScan
	if len(f) > MaxFacilities {
		return fail(ruleFacilityField, TypeNone, MaxFacilities, len(f), MaxFacilities)
	}
	return s.scan(TypeNone, f, 0, len(f), m)
}

// A facilityScan is what one pass over a facility field finds.
type facilityScan struct {
	seen    [4]uint64 // bit n of word c: code c<<6|n has occurred in the section
	x25     [4]uint64 // the same of SectionX25, once a marker ended it
	marked  bool
	options uint8 // the parameter of facility 01
	count   int
	markers uint8
}

// fastSelect returns what facility 01 asks for.
func (s *facilityScan) fastSelect() FastSelect { return FastSelect(s.options >> 6).known() }

func (s *facilityScan) maxCallData() int {
	if s.fastSelect() != NoFastSelect {
		return MaxFastSelectData
	}
	return MaxCallUserData
}

// scan checks the field b[off:end] of a packet b.
func (s *facilityScan) scan(t Type, b []byte, off, end int, m Modulo) error {
	field, start := b[:end], off
	section := SectionX25
	for off < end {
		code := field[off]
		if last := off + 1 + int(code>>6); code < 0x80 && last < end && section == SectionX25 { // class A or B
			u, word, bit := &x25Bounds[code], &s.seen[code>>6], uint64(1)<<(code&0x3f)
			if u.holds(field[off+1]) && u.holds(field[last]) && *word&bit == 0 {
				*word |= bit
				s.count++
				off = last + 1
				continue
			}
		}
		next, n, ok := facilityEnd(field, off)
		if !ok {
			return fail(ruleFacilityOverrun, t, off, end-off, next-off)
		}
		s.count++
		if code == 0 {
			section = Section(field[off+1])
			if err := s.marker(t, off, section); err != nil {
				return err
			}
			off = next
			continue
		}
		word, bit := &s.seen[code>>6], uint64(1)<<(code&0x3f)
		if *word&bit != 0 {
			return fail(ruleFacilityTwice, t, off, int(code), 0)
		}
		*word |= bit
		value := field[next-n : next]
		check := checkNone // of the networks' own
		switch section {
		case SectionX25:
			check = x25Checks[code]
			if code == 0x01 {
				s.options = value[0]
			}
		case SectionDTE:
			check = dteChecks[code]
		case SectionCallingNetwork, SectionCalledNetwork:
		}
		if r, at := check.value(value, m); r != nil {
			return valueFault(r, t, section, next-n, value, at)
		}
		if code == 0xff {
			return fail(ruleFacilityReserved, t, off, int(code), 0)
		}
		off = next
	}
	if s.marked {
		s.seen = s.x25
	}
	if s.seen[0]&(1<<0x03|1<<0x09) == 0 && s.seen[1]&(1<<(0x44-0x40)|1<<(0x47-0x40)) == 0 { // no combination without one of these
		return nil
	}
	return s.combinations(t, b[start:end], start)
}

// valueFault makes the error of a parameter that breaks r at offset at; the parameter is at offset
// off.
func valueFault(r *osi.Rule, t Type, section Section, off int, value []byte, at int) error {
	got := len(value)
	if section == SectionDTE {
		r = ruleDTEFacility
	}
	if r.Kind == osi.ErrValue && at < len(value) {
		got = int(value[at])
	}
	return fail(r, t, off+at, got, 0)
}

func (s *facilityScan) marker(t Type, off int, section Section) error {
	if !s.marked {
		s.x25, s.marked = s.seen, true
	}
	s.seen = [4]uint64{}
	var bit uint8
	switch section {
	case SectionCallingNetwork:
		bit = 1
	case SectionCalledNetwork:
		bit = 2
	case SectionDTE:
		bit = 4
	case SectionX25:
	}
	switch {
	case bit == 0:
		return fail(ruleFacilityMarker, t, off+1, int(section), 0)
	case s.markers&bit != 0:
		return fail(ruleFacilityTwice, t, off, int(section), 0)
	}
	s.markers |= bit
	return nil
}

// Codes of which only one may occur, X.25 6.14 and 6.23.
var exclusive = [...][2]FacilityCode{
	{CodeROA, CodeROAExtended},
	{CodeCUG, CodeCUGExtended},
	{CodeCUGOutgoing, CodeCUGOutgoingExtended},
	{CodeCUG, CodeCUGOutgoing},
	{CodeCUG, CodeCUGOutgoingExtended},
	{CodeCUGOutgoing, CodeCUGExtended},
	{CodeCUGExtended, CodeCUGOutgoingExtended},
}

func (s *facilityScan) has(c FacilityCode) bool { return s.seen[c>>6&3]>>(c&0x3f)&1 != 0 }

func (s *facilityScan) combinations(t Type, field FacilityField, start int) error {
	for _, pair := range exclusive {
		if !s.has(pair[0]) || !s.has(pair[1]) {
			continue
		}
		first, _ := field.Find(pair[0])
		second, _ := field.Find(pair[1])
		if first.Offset > second.Offset { // the later one is the offending one
			second = first
		}
		return fail(ruleFacilityPair, t, start+second.Offset, int(second.Octet), 0)
	}
	return nil
}

// readFacilities reads the facility length at off and the field behind it. end is the offset of
// what follows.
func readFacilities(t Type, b []byte, off int, m Modulo, o *Decoder, s *facilityScan) (f FacilityField, end int, err error) {
	if off >= len(b) {
		return nil, off, fail(ruleFacilityMissing, t, len(b), 0, 1)
	}
	n := int(b[off])
	off++
	switch end = off + n; {
	case n > MaxFacilities:
		return nil, off, fail(ruleFacilityField, t, off-1, n, MaxFacilities)
	case end > len(b):
		return nil, off, fail(ruleFacilityShort, t, off-1, len(b)-off, n)
	}
	if err := s.scan(t, b, off, end, m); err != nil {
		return nil, off, err
	}
	if o != nil && o.Limits.Facilities > 0 && s.count > o.Limits.Facilities {
		return nil, off, fail(ruleFacilityCount, t, off, s.count, o.Limits.Facilities)
	}
	return FacilityField(b[off:end:end]), end, nil
}

// appendTo appends the facility length and the field, which begins at offset off of its packet.
func (f FacilityField) appendTo(b []byte, t Type, off int, m Modulo, s *facilityScan) ([]byte, error) {
	n, ok := octets.Uint8(len(f))
	if !ok || n > MaxFacilities {
		return b, fail(ruleFacilityField, t, off, len(f), MaxFacilities)
	}
	if err := s.scan(t, f, 0, len(f), m); err != nil {
		return b, osi.Rebase(err, "", off+1)
	}
	return append(append(b, n), f...), nil
}
