package presentation

import (
	"strings"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/internal/ber"
	"github.com/osi-go/osi/internal/octets"
)

// Versions is a Protocol-version, X.226 8.2. Zero means absent, which is Version1.
type Versions uint8

// Version1 is the only version of the protocol.
const Version1 Versions = 1

// Requirements is a Presentation-requirements, X.226 8.2: the functional units beside the kernel. Zero means absent, none.
type Requirements uint8

// The functional units.
const (
	ContextManagement  Requirements = 1 << iota
	ContextRestoration              // needs ContextManagement
)

var requirementNames = [...]string{"context-management", "restoration"}

// String returns the names of the units, joined by commas.
func (q Requirements) String() string { return bitNames(uint32(q), requirementNames[:]) }

// Options is a Protocol-options, X.226 Amd.1 8.2. Zero means absent, none.
type Options uint8

// The options.
const (
	NominatedContext Options = 1 << iota
	ShortEncoding
	PackedEncodingRules
)

var optionNames = [...]string{"nominated-context", "short-encoding", "packed-encoding-rules"}

// String returns the names of the options, joined by commas.
func (o Options) String() string { return bitNames(uint32(o), optionNames[:]) }

// SessionRequirements is a User-session-requirements, X.226 8.2. Bit n is that of the session user requirements of X.225 8.3.1.16.
type SessionRequirements uint16

var sessionNames = [...]string{
	"half-duplex", "duplex", "expedited-data", "minor-synchronize", "major-synchronize", "resynchronize",
	"activity-management", "negotiated-release", "capability-data", "exceptions", "typed-data",
	"symmetric-synchronize", "data-separation",
}

// String returns the names of the functional units, joined by commas.
func (q SessionRequirements) String() string { return bitNames(uint32(q), sessionNames[:]) }

func bitNames(v uint32, names []string) string {
	var set []string
	for i, name := range names {
		if v>>i&1 != 0 {
			set = append(set, name)
		}
	}
	return strings.Join(set, ",")
}

// The named bits of each type.
const (
	versionMask     = uint32(Version1)
	requirementMask = 1<<len(requirementNames) - 1
	optionMask      = 1<<len(optionNames) - 1
	sessionMask     = 1<<len(sessionNames) - 1
)

// namedBits reads e, a BIT STRING, whose bits outside mask X.226 8.5 ignores in a CP and forbids elsewhere.
func namedBits(r *ber.Reader, e *ber.Element, mask uint32, ignore bool) uint32 {
	v := uint32(0)
	if !e.Tag.Constructed() {
		v = r.Bits(e)
	} else {
		joined, unused, _ := bitString(r, e, nil)
		for i := range min(8*len(joined)-int(unused), 32) {
			if joined[i/8]&(0x80>>(i%8)) != 0 {
				v |= 1 << i
			}
		}
	}
	if v&^mask != 0 && !ignore && r.Err() == nil {
		r.Fail(ruleBits, e.Start, int(v), int(mask))
	}
	return v & mask
}

// version reads a Protocol-version; without version 1 the PPDU is of another protocol.
func version(r *ber.Reader, e *ber.Element, ignore bool) Versions {
	v := namedBits(r, e, versionMask, ignore)
	if v == 0 && r.Err() == nil {
		r.Fail(ruleVersion, e.Start, 0, 0)
	}
	return Versions(v & versionMask)
}

// bitString reads e, a BIT STRING in either form (X.690 8.6.4), as String does an OCTET STRING.
func bitString(r *ber.Reader, e *ber.Element, scratch []byte) (bits []byte, unused uint8, grown []byte) {
	if !e.Tag.Constructed() {
		bits, n := r.BitString(e)
		return bits, octets.Len8(n), scratch
	}
	s := segments{joined: scratch, bits: []byte{}}
	in := r.Enter(e)
	s.read(&in)
	r.Leave(&in)
	if r.Err() != nil {
		return nil, 0, scratch
	}
	if s.count > 1 {
		s.bits = s.joined[len(scratch):len(s.joined):len(s.joined)]
		return s.bits, s.unused, s.joined
	}
	return s.bits, s.unused, scratch
}

// segments joins those of a constructed BIT STRING.
type segments struct {
	joined, bits []byte
	count        int
	unused       uint8 // of the last segment; more may only follow when it is 0
}

func (s *segments) read(r *ber.Reader) {
	for {
		e, ok := r.Next()
		if !ok {
			return
		}
		switch e.Tag {
		case tagBits:
			if s.unused != 0 {
				r.Fail(ruleBitSegments, e.Offset, int(s.unused), 0)
				return
			}
			bits, unused := r.BitString(&e)
			s.bits, s.unused = bits, octets.Len8(unused)
			s.joined = append(s.joined, bits...)
			s.count++
		case tagBits | 0x20:
			in := r.Enter(&e)
			s.read(&in)
			r.Leave(&in)
		default:
			unknown(r, ber.RuleSegment, &e)
			return
		}
	}
}

// appendBits appends nothing for what is absent.
func appendBits(b []byte, tag ber.Tag, v uint32) []byte {
	if v == 0 {
		return b
	}
	return ber.AppendBits(b, tag, v, 0)
}

func checkBits(pdu string, v, mask uint32) error {
	if v&^mask != 0 {
		return fail(ruleBits, pdu, 0, int(v), int(mask))
	}
	return nil
}

func appendSession(b []byte, q osi.Opt[SessionRequirements]) []byte {
	if !q.Present {
		return b
	}
	return ber.AppendBits(b, 0x89, uint32(q.Value), 0)
}
