package presentation

import (
	"github.com/osi-go/osi"
	"github.com/osi-go/osi/internal/ber"
	"github.com/osi-go/osi/internal/text"
)

// Versions is a Protocol-version, X.226 8.2: bit 0 is version 1, the only one that is defined. Zero
// means absent, which is Version1. Versions behind the first 32 are ignored.
type Versions uint32

// Version1 is the only version of the protocol.
const Version1 Versions = 1

// String returns "version-1"; nothing when it is absent.
func (v Versions) String() string { return text.Bits(uint64(v), []string{"version-1"}) }

// Requirements is a Presentation-requirements, X.226 8.2: the functional units beside the kernel.
// Zero means absent, none.
type Requirements uint8

// The functional units.
const (
	ContextManagement  Requirements = 1 << iota
	ContextRestoration              // needs ContextManagement
)

var requirementNames = [...]string{"context-management", "restoration"}

// String returns the names of the units, joined by commas.
func (q Requirements) String() string { return text.Bits(uint64(q), requirementNames[:]) }

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
func (o Options) String() string { return text.Bits(uint64(o), optionNames[:]) }

// SessionRequirements is a User-session-requirements, X.226 8.2. Bit n is that of the session user
// requirements of X.225 8.3.1.16.
type SessionRequirements uint16

var sessionNames = [...]string{
	"half-duplex", "duplex", "expedited-data", "minor-synchronize", "major-synchronize", "resynchronize",
	"activity-management", "negotiated-release", "capability-data", "exceptions", "typed-data",
	"symmetric-synchronize", "data-separation",
}

// String returns the names of the functional units, joined by commas.
func (q SessionRequirements) String() string { return text.Bits(uint64(q), sessionNames[:]) }

// The named bits of each type.
const (
	versionMask     = uint32(Version1)
	requirementMask = 1<<len(requirementNames) - 1
	optionMask      = 1<<len(optionNames) - 1
	sessionMask     = 1<<len(sessionNames) - 1
)

// namedBits reads e, a BIT STRING, whose bits outside mask X.226 8.5 ignores in a CP and forbids
// elsewhere.
func namedBits(r *ber.Reader, e *ber.Element, mask uint32, sc *scan) uint32 {
	v, n := r.NamedBits(e)
	if !sc.ignore && r.Err() == nil && (v&^mask != 0 || n > 32) {
		unnamedBit(r, e, mask)
	}
	return v & mask
}

// unnamedBit makes r fail for the first octet of the BIT STRING e that has a bit outside mask, if
// any has.
func unnamedBit(r *ber.Reader, e *ber.Element, mask uint32) {
	joined, unused, _ := r.BitSegments(e, nil)
	for i, x := range joined {
		if i == len(joined)-1 {
			x &= 0xff << unused
		}
		named := byte(0)
		for bit := range 8 {
			if i < 4 && mask>>(8*i+bit)&1 != 0 {
				named |= 0x80 >> bit
			}
		}
		if x&^named == 0 {
			continue
		}
		off := e.Start
		if !e.Tag.Constructed() {
			off += 1 + i
		}
		r.Fail(ruleBits, off, int(x), int(named))
		return
	}
}

// readVersions reads a Protocol-version. Without version 1 the PPDU is of another protocol; only a
// CPR may name others alone, X.226 6.2.6.4.
func readVersions(r *ber.Reader, e *ber.Element, sc *scan) Versions {
	v := Versions(namedBits(r, e, versionMask, sc))
	if v == 0 && r.Err() == nil {
		r.Fail(ruleVersion, e.Start, 0, 0)
	}
	return v
}

// appendBits appends nothing for what is absent.
func appendBits(b []byte, tag ber.Tag, v uint32) []byte {
	if v == 0 {
		return b
	}
	return ber.AppendBits(b, tag, v, 0)
}

func appendSession(b []byte, q osi.Opt[SessionRequirements]) []byte {
	if !q.Present {
		return b
	}
	return ber.AppendBits(b, 0x89, uint32(q.Value), 0)
}
