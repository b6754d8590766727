package x25

import (
	"time"

	"github.com/osi-go/osi"
)

// MaxExtension is the largest number of semi-octets of an address extension, X.25 Annex G.3.1.
const MaxExtension = 40

// ExtensionUse says what an address extension holds.
type ExtensionUse uint8

// The uses.
const (
	FullNSAP       ExtensionUse = iota // an NSAP address of X.213
	PartialNSAP                        // part of one
	OtherExtension                     // not of OSI
)

// AddressExtension is facility C9 (called) or CB (calling) of the DTE.
type AddressExtension struct {
	Use     ExtensionUse
	Address SemiOctets // 0 to 40 semi-octets
}

// AddressExtension returns the value of facility C9 or CB of the DTE; ok is false for any other.
func (f Facility) AddressExtension() (a AddressExtension, ok bool) {
	v := f.Value
	if f.Code() != CodeCalledExtension && f.Code() != CodeCallingExtension || len(v) == 0 {
		return a, false
	}
	n := int(v[0] & 0x3f)
	if n > MaxExtension || len(v) != 1+(n+1)/2 {
		return a, false
	}
	return AddressExtension{ExtensionUse(v[0] >> 6), readSemiOctets(v[1:], 0, n)}, true
}

// EndToEndDelay is facility CA of the DTE, to the millisecond. In call accepted and call connected
// only Cumulative is there.
type EndToEndDelay struct {
	Cumulative time.Duration
	Requested  osi.Opt[time.Duration]
	Maximum    osi.Opt[time.Duration] // never without Requested
}

// EndToEndDelay returns the value of facility CA of the DTE; ok is false for any other.
func (f Facility) EndToEndDelay() (d EndToEndDelay, ok bool) {
	if f.Code() != CodeEndToEndDelay || len(f.Value) < 2 {
		return d, false
	}
	d.Cumulative = milliseconds(f.Value)
	if len(f.Value) >= 4 {
		d.Requested = osi.Some(milliseconds(f.Value[2:]))
	}
	if len(f.Value) >= 6 {
		d.Maximum = osi.Some(milliseconds(f.Value[4:]))
	}
	return d, true
}

// UnspecifiedPriority is the value of a priority that is not given.
const UnspecifiedPriority = 0xff

// Priority is facility D2 of the DTE: 0 (lowest) to 14, or UnspecifiedPriority.
type Priority struct {
	Data, Gain, Keep                   uint8 // target, available or selected, by the packet
	LowestData, LowestGain, LowestKeep uint8 // lowest acceptable
}

// Priority returns the value of facility D2 of the DTE; ok is false for any other. What was left
// out is UnspecifiedPriority.
func (f Facility) Priority() (p Priority, ok bool) {
	if f.Code() != CodePriority || len(f.Value) == 0 || len(f.Value) > 6 {
		return p, false
	}
	v := [6]uint8{0xff, 0xff, 0xff, 0xff, 0xff, 0xff}
	copy(v[:], f.Value)
	return Priority{v[0], v[1], v[2], v[3], v[4], v[5]}, true
}

// Protection is facility D3 of the DTE.
type Protection struct {
	Format uint8  // 1 source address specific, 2 destination address specific, 3 globally unique
	Level  []byte // target or selected; aliases the field
	Lowest []byte // lowest acceptable; nil when absent; aliases the field
}

// Protection returns the value of facility D3 of the DTE; ok is false for any other.
func (f Facility) Protection() (p Protection, ok bool) {
	v := f.Value
	if f.Code() != CodeProtection || len(v) < 2 {
		return p, false
	}
	end := 2 + int(v[1])
	switch {
	case end == len(v):
		return Protection{Format: v[0] >> 6, Level: v[2:end:end]}, true
	case end < len(v) && end+1+int(v[end]) == len(v):
		return Protection{v[0] >> 6, v[2:end:end], v[end+1 : len(v) : len(v)]}, true
	}
	return p, false
}
