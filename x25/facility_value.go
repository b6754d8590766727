package x25

import (
	"encoding/binary"
	"strconv"
	"time"
)

// FastSelect is what a call asks for in facility 01, X.25 6.16.
type FastSelect uint8

// The values of fast select.
const (
	NoFastSelect         FastSelect = 0
	FastSelect128        FastSelect = 2 // fast select with no restriction on response
	FastSelectRestricted FastSelect = 3 // the call may only be cleared, not accepted
)

func (f FastSelect) known() FastSelect {
	if f == 1 { // 00 and 01 are the same
		return NoFastSelect
	}
	return f
}

// ICRD is the prevention of call redirection and deflection, X.25 6.25.
type ICRD uint8

// CallOptions is facility 01.
type CallOptions struct {
	ReverseCharging bool
	FastSelect      FastSelect
	ICRD            ICRD // 0 none, 1 prevention requested, 2 allowance requested, 3 not allowed
}

// CallOptions returns the value of facility 01; ok is false for any other.
func (f Facility) CallOptions() (o CallOptions, ok bool) {
	if f.Code() != CodeReverseCharging || len(f.Value) != 1 {
		return o, false
	}
	v := f.Value[0]
	return CallOptions{v&1 != 0, FastSelect(v >> 6).known(), ICRD(v >> 4 & 3)}, true
}

// ThroughputClass is a code of X.25 6.13: 3 (75 bit/s) to 13 (64 000) and, extended, to 44 (2 048
// 000).
type ThroughputClass uint8

var throughputs = [...]int{3: 75, 4: 150, 5: 300, 6: 600, 7: 1200, 8: 2400, 9: 4800, 10: 9600, 11: 19200, 12: 48000}

// BitsPerSecond returns the throughput; 0 for a reserved code.
func (c ThroughputClass) BitsPerSecond() int {
	switch {
	case int(c) < len(throughputs):
		return throughputs[c]
	case c <= 0x2c:
		return (int(c) - 12) * 64000
	}
	return 0
}

// ThroughputClasses is facility 02, 4C, 0A or 4D: one class for each direction of data.
type ThroughputClasses struct {
	FromCalled, FromCalling ThroughputClass
}

// ThroughputClasses returns the value of facility 02 or 4C, and 0A or 4D of the DTE; ok is false
// for any other.
func (f Facility) ThroughputClasses() (c ThroughputClasses, ok bool) {
	v := f.Value
	switch code := f.Code(); {
	case len(v) == 1 && (code == CodeThroughput || code == CodeMinimumThroughput):
		return ThroughputClasses{ThroughputClass(v[0] >> 4), ThroughputClass(v[0] & 0x0f)}, true
	case len(v) == 2 && (code == CodeThroughputExtended || code == CodeMinimumThroughputExtended):
		return ThroughputClasses{ThroughputClass(v[0]), ThroughputClass(v[1])}, true
	}
	return c, false
}

// PacketSizes is facility 42: maximum octets of user data, 16 to 4096 and a power of two, for each
// direction of data.
type PacketSizes struct {
	FromCalled, FromCalling int
}

// PacketSizes returns the value of facility 42; ok is false for any other.
func (f Facility) PacketSizes() (s PacketSizes, ok bool) {
	if f.Code() != CodePacketSize || len(f.Value) != 2 || f.Value[0]-4 > 8 || f.Value[1]-4 > 8 {
		return s, false
	}
	return PacketSizes{1 << f.Value[0], 1 << f.Value[1]}, true
}

// WindowSizes is facility 43: 1 to 7 or, of modulo 128, 127 packets, for each direction of data.
type WindowSizes struct {
	FromCalled, FromCalling int
}

// WindowSizes returns the value of facility 43; ok is false for any other.
func (f Facility) WindowSizes() (s WindowSizes, ok bool) {
	if f.Code() != CodeWindowSize || len(f.Value) != 2 || f.Value[0] == 0 || f.Value[1] == 0 {
		return s, false
	}
	return WindowSizes{int(f.Value[0]), int(f.Value[1])}, true
}

// ClosedUserGroup is facility 03, 09, 41, 47 or 48.
type ClosedUserGroup struct {
	Index     uint16 // 0 to 99, 0 to 9999 where Extended or Bilateral
	Extended  bool   // four digits: 47, 48
	Outgoing  bool   // with outgoing access: 09, 48
	Bilateral bool   // 41; neither Extended nor Outgoing
}

// ClosedUserGroup returns the value of facility 03, 09, 41, 47 or 48; ok is false for any other.
func (f Facility) ClosedUserGroup() (g ClosedUserGroup, ok bool) {
	code := f.Code()
	g.Outgoing = code == CodeCUGOutgoing || code == CodeCUGOutgoingExtended
	g.Extended = code == CodeCUGExtended || code == CodeCUGOutgoingExtended
	g.Bilateral = code == CodeBilateralCUG
	if code != CodeCUG && g == (ClosedUserGroup{}) {
		return g, false
	}
	for _, x := range f.Value {
		g.Index = g.Index*100 + uint16(x>>4)*10 + uint16(x&0x0f)
	}
	return g, true
}

// ROA returns the DNICs of facility 44 or C4 in transit order, four digits each; ok is false for
// any other.
func (f Facility) ROA() (dnics SemiOctets, ok bool) {
	if f.Code() != CodeROA && f.Code() != CodeROAExtended || 2*len(f.Value) > MaxSemiOctets {
		return dnics, false
	}
	return readSemiOctets(f.Value, 0, 2*len(f.Value)), true
}

// Flag returns the value of facility 04, charging requested, and 0B of the DTE, use of expedited
// data; ok is false for any other.
func (f Facility) Flag() (set, ok bool) {
	if f.Code() != CodeChargingRequest && f.Code() != CodeExpedited || len(f.Value) != 1 {
		return false, false
	}
	return f.Value[0]&1 != 0, true
}

// RedirectionReason is why a call reached another address, X.25 6.25 and 6.26.
type RedirectionReason uint8

// The reasons. C0 to FF are set by the called DTE.
const (
	ReasonBusy       RedirectionReason = 0x01
	ReasonHuntGroup  RedirectionReason = 0x07
	ReasonOutOfOrder RedirectionReason = 0x09
	ReasonSystematic RedirectionReason = 0x0f
	ReasonCalledDTE  RedirectionReason = 0xc0 // and above
)

// String returns the reason in words, with the number where the words do not tell it.
func (r RedirectionReason) String() string {
	switch r {
	case ReasonBusy:
		return "originally called DTE busy"
	case ReasonHuntGroup:
		return "call distribution within a hunt group"
	case ReasonOutOfOrder:
		return "originally called DTE out of order"
	case ReasonSystematic:
		return "systematic call redirection"
	case ReasonCalledDTE:
		return "called DTE originated"
	}
	if r > ReasonCalledDTE {
		return "called DTE originated(" + strconv.Itoa(int(r)) + ")"
	}
	return "reason(" + strconv.Itoa(int(r)) + ")"
}

func (r RedirectionReason) valid(huntGroup bool) bool {
	switch r {
	case ReasonBusy, ReasonOutOfOrder, ReasonSystematic:
		return true
	case ReasonHuntGroup:
		return huntGroup
	case ReasonCalledDTE:
	}
	return r >= ReasonCalledDTE
}

// RedirectionReason returns the value of facility 08; ok is false for any other.
func (f Facility) RedirectionReason() (r RedirectionReason, ok bool) {
	if f.Code() != CodeCalledModified || len(f.Value) != 1 {
		return 0, false
	}
	return RedirectionReason(f.Value[0]), true
}

// Redirection is facility C3 or D1.
type Redirection struct {
	Reason  RedirectionReason
	Address SemiOctets // C3: the address originally called; D1: the alternative one
}

// Redirection returns the value of facility C3 or D1; ok is false for any other.
func (f Facility) Redirection() (r Redirection, ok bool) {
	v := f.Value
	if f.Code() != CodeRedirection && f.Code() != CodeDeflection || len(v) < 2 || v[1] > MaxAlternative || len(v) != 2+(int(v[1])+1)/2 {
		return r, false
	}
	return Redirection{RedirectionReason(v[0]), readSemiOctets(v[2:], 0, int(v[1]))}, true
}

// TransitDelay returns the value of facility 49; ok is false for any other.
func (f Facility) TransitDelay() (d time.Duration, ok bool) {
	if f.Code() != CodeTransitDelay || len(f.Value) != 2 {
		return 0, false
	}
	return milliseconds(f.Value), true
}

// milliseconds reads two octets.
func milliseconds(v []byte) time.Duration {
	return time.Duration(binary.BigEndian.Uint16(v)) * time.Millisecond
}

// SegmentCounts has the segments of one tariff period, as facility C2 charges them.
type SegmentCounts struct {
	ToDTE, FromDTE uint32 // as many as eight digits
}

// Segments returns tariff period i, from 0, of facility C2; ok is false for any other, and behind
// the last period.
func (f Facility) Segments(i int) (s SegmentCounts, ok bool) {
	if f.Code() != CodeSegmentCount || i < 0 || i >= len(f.Value)/8 {
		return s, false
	}
	v := f.Value[8*i : 8*i+8]
	return SegmentCounts{decimalValue(v[:4]), decimalValue(v[4:])}, true
}

// CallDuration returns tariff period i, from 0, of facility C1; ok is false for any other, and
// behind the last period.
func (f Facility) CallDuration(i int) (d time.Duration, ok bool) {
	if f.Code() != CodeCallDuration || i < 0 || i >= len(f.Value)/4 {
		return 0, false
	}
	v := f.Value[4*i : 4*i+4]
	for n, unit := range [...]time.Duration{24 * time.Hour, time.Hour, time.Minute, time.Second} {
		d += time.Duration(decimalValue(v[n:n+1])) * unit
	}
	return d, true
}

// decimalValue reads BCD.
func decimalValue(v []byte) (n uint32) {
	for _, x := range v {
		n = n*100 + uint32(x>>4)*10 + uint32(x&0x0f)
	}
	return n
}
