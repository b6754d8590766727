package plp

import (
	"cmp"
	"slices"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/internal/octets"
	"github.com/osi-go/osi/x25"
)

// Side is what an end acts as: it says on which logical channels the end calls, whose call wins a
// collision, and which table applies. It is no [osi.Side], which says what the sender of a packet
// is, or that this is not known: of two DTEs one acts as the DCE.
type Side uint8

// The sides.
const (
	DTE Side = iota
	DCE
	sides
)

// String returns "DTE" or "DCE".
func (s Side) String() string {
	if s == DCE {
		return "DCE"
	}
	return "DTE"
}

// Opposite returns the other side.
func (s Side) Opposite() Side { return s ^ 1 }

// A ChannelRange is a range of logical channels. The zero ChannelRange is empty.
type ChannelRange struct{ First, Last uint16 }

func (c ChannelRange) has(lci uint16) bool { return lci != 0 && lci >= c.First && lci <= c.Last }

func (c ChannelRange) valid() bool {
	return c == ChannelRange{} || c.First >= 1 && c.First <= c.Last && c.Last <= x25.MaxLCI
}

// Manual is the set of packets that the user of a machine sends. The machine sends those that are
// not in the set by itself, as soon as they are due.
type Manual uint8

// The packets that the user may send.
const (
	ManualRestart   Manual = 1 << iota // RESTART CONFIRMATION
	ManualClear                        // CLEAR CONFIRMATION
	ManualReset                        // RESET CONFIRMATION: the N-RESET response of X.223
	ManualInterrupt                    // INTERRUPT CONFIRMATION
	ManualReceipt                      // RR: the user decides which P(R) the peer gets, as for receipt confirmation
)

// Retries are the retransmission counts of ISO/IEC 8208 Table 27.
type Retries struct {
	R20, R22, R23 uint8 // of RESTART, RESET and CLEAR
	R25           uint8 // of DATA, with the packet retransmission facility
	R27           uint8 // of REJ
	R28           uint8 // of REGISTRATION REQUEST
}

// defaultRetries are the counts that apply if the profile has none.
var defaultRetries = Retries{R20: 1, R22: 1, R23: 1, R28: 1}

// A Profile is what both ends of an interface have agreed on beforehand, the subscription, and how
// a [Machine] is to act. The zero Profile is a DTE with modulo 8 and no logical channel.
type Profile struct {
	Side   Side
	Modulo x25.Modulo // x25.AnyModulo is refused

	// BetweenDTEs says that neither end is a DCE, ISO/IEC 8208: causes are 00, the timers are those
	// of a DTE, and both ends may send REJ and DIAGNOSTIC. Side is then what this end acts as.
	BetweenDTEs bool
	// SideByRestart says that the restart procedure decides the Side between two DTEs: the end
	// whose RESTART is confirmed acts as the DTE. Until then no CALL can be sent.
	SideByRestart bool

	// The logical channels, X.25 Annex A. Permanent is the number of permanent virtual circuits,
	// which have the channels 1 to Permanent. The DTE may not call on Incoming, nor the DCE on
	// Outgoing. The ranges must not overlap.
	Permanent                  uint16
	Incoming, TwoWay, Outgoing ChannelRange

	PacketSize int // default packet size of both directions, X.25 6.9: 16 to 4096 octets, a power of two; 0: 128
	Window     int // default window size of both directions, X.25 6.10: 1 to 7 or 127 packets; 0: 2

	Retransmission  bool // packet retransmission, X.25 6.4: REJ
	Registration    bool // on-line facility registration, X.25 6.1: the user of a DCE answers REGISTRATION REQUEST, and what is confirmed changes the profile. Otherwise the DCE refuses the request
	TOANPI          bool // TOA/NPI addresses, X.25 6.28
	FixedFlow       bool // flow control parameter negotiation, X.25 6.12, is not subscribed to: facilities 42 and 43 are refused
	FixedThroughput bool // throughput class negotiation, X.25 6.13, is not subscribed to: facilities 02 and 4C are refused
	NoDelivery      bool // the D bit procedure is not supported: DATA with D = 1 is refused

	IncomingBarred, OutgoingBarred bool // X.25 6.5, 6.6: the DCE, or the DTE, may not call
	NoFastSelect                   bool // fast select acceptance, X.25 6.17, is not subscribed to: incoming calls have no fast select
	NoReverseCharging              bool // reverse charging acceptance, X.25 6.19, is not subscribed to: incoming calls have none
	// Groups are the closed user groups of the DTE, X.25 6.14: a call names one of these or none.
	// nil: any. Empty and not nil: none.
	Groups []x25.ClosedUserGroup
	// AnyFacility says that a packet may have facilities that X.25 7.2 does not allow in it: see
	// [x25.FacilityField.Permitted].
	AnyFacility bool

	Manual      Manual
	Acknowledge int                  // number of DATA packets that one RR confirms, if the user sends no DATA; 0: half of the window
	Retries     osi.Opt[Retries]     // absent: one of each, but none of DATA and REJ
	Limits      osi.Limits           // of which Channels applies: more assigned channels are refused
	Cause       osi.Opt[RestartCode] // of the RESTART of [Machine.LinkReset]; absent: 00 from a DTE, "network operational" from a DCE
}

// RestartCode is a cause and diagnostic of a RESTART.
type RestartCode struct {
	Cause      x25.RestartCause
	Diagnostic x25.Diagnostic
}

// check returns the rule that the profile breaks, and the value that breaks it; nil for none.
func (p *Profile) check() (r *osi.Rule, got int) {
	switch {
	case p.Modulo > x25.Modulo128:
		return ruleModulo, int(p.Modulo)
	case p.Side >= sides:
		return ruleProfile, int(p.Side)
	case p.SideByRestart && !p.BetweenDTEs:
		return ruleProfile, 0
	case !validSize(p.PacketSize):
		return ruleProfile, p.PacketSize
	case p.Window < 0 || p.Window > p.Modulo.Max():
		return ruleProfile, p.Window
	case p.Permanent > x25.MaxLCI:
		return ruleProfile, int(p.Permanent)
	}
	ranges := []ChannelRange{p.Incoming, p.TwoWay, p.Outgoing}
	if p.Permanent > 0 {
		ranges = append(ranges, ChannelRange{1, p.Permanent})
	}
	slices.SortFunc(ranges, func(a, b ChannelRange) int { return int(a.First) - int(b.First) })
	assigned := 0
	last := uint16(0)
	for _, c := range ranges {
		switch {
		case !c.valid():
			return ruleProfile, int(c.First)
		case c == ChannelRange{}:
			continue
		case c.First <= last:
			return ruleProfile, int(c.First)
		}
		assigned += int(c.Last-c.First) + 1
		last = c.Last
	}
	if assigned > p.Limits.WithDefaults().Channels {
		return ruleChannels, assigned
	}
	return nil, 0
}

// last returns the highest channel assigned.
func (p *Profile) last() uint16 {
	return max(p.Permanent, p.Incoming.Last, p.TwoWay.Last, p.Outgoing.Last)
}

func (p *Profile) retries() Retries { return p.Retries.Or(defaultRetries) }

// flow returns the defaults of a call that negotiates nothing.
func (p *Profile) flow() x25.FlowControl {
	size, window := cmp.Or(p.PacketSize, x25.DefaultPacketSize), cmp.Or(p.Window, x25.DefaultWindow)
	return x25.FlowControl{
		PacketSizes: x25.PacketSizes{FromCalled: size, FromCalling: size},
		WindowSizes: x25.WindowSizes{FromCalled: window, FromCalling: window},
	}
}

// acknowledge returns how many DATA packets one RR confirms where the peer's window is w.
func (p *Profile) acknowledge(w uint8) uint8 {
	n := int(w+1) / 2
	if p.Acknowledge > 0 {
		n = min(p.Acknowledge, int(w))
	}
	return octets.Len8(n)
}
