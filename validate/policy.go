package validate

import (
	"slices"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/stack"
	"github.com/osi-go/osi/x25"
)

// A Policy says what may pass. The zero Policy is the strict one: every layer is checked, nothing beyond the
// standards is tolerated, the limits are the defaults, and every address and application is allowed.
type Policy struct {
	Limits   osi.Limits
	Tolerate osi.Tolerance

	// Top is the highest layer that is checked: osi.X25 (of XOT and Packets), osi.Transport, osi.Session, osi.Presentation or, what zero means, osi.RTSE for all. What it
	// carries passes as octets.
	Top osi.Layer

	// Midway says that connections may be met in the middle: the first unit need not begin one. What was
	// negotiated before is not known then, and not checked.
	Midway bool

	// ForeignCalls lets X.25 calls pass whose call user data name a protocol that is known, and is not OSI transport: their packets are checked, their data not.
	ForeignCalls bool
	// PermanentCircuits is the number of X.25 logical channels, from 1 up, that are permanent virtual circuits.
	PermanentCircuits uint16
	// Initiator is the side of the X.25 interface that [stack.FromInitiator] stands for. Zero: neither is a DCE.
	Initiator x25.Sender
	// Modulo is that of the X.25 interface.
	Modulo x25.Modulo
	// Subscription is what holds on the X.25 interface where its packets do not say.
	Subscription Subscription

	// PDUs are the ones that may pass, by layer and abbreviation, as a PDU's String gives it: {osi.Session: {"CN", "AC", …}}. Of a layer that is not in the
	// map all may. A name that no PDU has allows nothing.
	PDUs map[osi.Layer][]string

	// What connections may name. nil allows all; an absent selector is the empty one, and allowed only by an empty element.
	CalledTSAPs, CallingTSAPs                 [][]byte // of a CR
	CalledSessions, CallingSessions           [][]byte // session selectors of a CN
	CalledPresentations, CallingPresentations [][]byte // presentation selectors of a CP
	AbstractSyntaxes                          []osi.OID
	ApplicationContexts                       []osi.OID // of AARQ and AARE

	// Memory bounds the octets that all streams hold together; 0 means 256 MiB. No stream may hold more than the others leave free, so one alone holds half of it
	// at most.
	Memory int
	// StreamMemory bounds the octets that one stream, or channel of it, holds; 0 means twice Limits.TSDU and Limits.SSDU.
	StreamMemory int

	// Machine, if not nil, is called for each connection, at its first unit, and returns what follows its protocol. nil from it is none.
	Machine func() Machine
}

// A Subscription is what the two sides of an X.25 interface have agreed on beforehand. The zero Subscription knows nothing: packet and window sizes
// are then those that calls negotiate, and not checked of calls that negotiate none.
type Subscription struct {
	// PacketSize is the default packet size, X.25 6.9: 16 to 4096 octets of user data, a power of two. It is that of permanent virtual circuits and of calls
	// without facility 42, of both directions; the larger one, where they differ. X.25's own is [x25.DefaultPacketSize]. 0: not known.
	PacketSize int
	// Window is the default window size, X.25 6.10: 1 to 7 or, of modulo 128, 127 packets, for what PacketSize is for. X.25's own is [x25.DefaultWindow]. 0: not known.
	Window int
	// Retransmission says that REJ may ask for DATA again, X.25 6.4. A repetition must be the same octets as before.
	Retransmission bool
}

func (s Subscription) valid(m x25.Modulo) bool {
	return s.Window >= 0 && s.Window <= m.Max() &&
		(s.PacketSize == 0 || s.PacketSize >= 16 && s.PacketSize <= x25.MaxUserData && s.PacketSize&(s.PacketSize-1) == 0)
}

// A Machine follows the state of one connection. It is where the state tables of the standards plug in, and a caller's own checks. Step is told each PDU,
// the lower layer's first, before the unit that carries it passes. An error rejects the unit; one without an [osi.Error] is taken as a violation of state.
// The PDU is lent for the call. Step may panic: see [PanicError].
type Machine interface {
	Step(from stack.Direction, p stack.PDU) error
}

// Strict returns the zero Policy.
func Strict() Policy { return Policy{} }

// Default returns the Policy for MTAs and servers as they are: strict but for the deviations that many of today's stacks show, and
// with X.25 calls for other protocols let pass.
func Default() Policy {
	return Policy{Tolerate: Usual, ForeignCalls: true}
}

// Usual are the deviations that [Default] tolerates. Each was seen in recorded traffic of stacks in use.
const Usual = osi.Class0TPDUSize | osi.Class0Parameter | osi.Class0DisconnectData | osi.Class0Expedited | osi.EmptySegment | osi.ZeroReference |
	osi.SurplusSerial | osi.RejectUserData | osi.OtherModeReference

// RFC1006 returns the Policy for connections whose protocol above transport is not that of OSI, such as S7: TPKTs and TPDUs are checked, TSDUs
// pass as they are.
func RFC1006() Policy {
	p := Default()
	p.Top = osi.Transport
	return p
}

var (
	ruleTop          = policyRule("policy-top", 0, "Top")
	ruleSubscription = policyRule("policy-subscription", osi.X25, "Subscription")
)

// withDefaults returns a copy that shares no list with p, with every zero replaced by what it stands for.
func (p Policy) withDefaults() (Policy, error) {
	p.Limits = p.Limits.WithDefaults()
	switch p.Top {
	case 0:
		p.Top = osi.RTSE
	case osi.X25, osi.Transport, osi.Session, osi.Presentation, osi.RTSE:
	default:
		return p, &osi.Error{Rule: ruleTop, Got: int(p.Top)}
	}
	if !p.Subscription.valid(p.Modulo) {
		return p, &osi.Error{Rule: ruleSubscription, Got: p.Subscription.Window, Want: p.Modulo.Max()}
	}
	if p.Memory <= 0 {
		p.Memory = 256 << 20
	}
	if p.StreamMemory <= 0 {
		p.StreamMemory = 2 * (p.Limits.TSDU + p.Limits.SSDU)
	}
	for _, list := range []*[][]byte{&p.CalledTSAPs, &p.CallingTSAPs, &p.CalledSessions, &p.CallingSessions, &p.CalledPresentations, &p.CallingPresentations} {
		*list = slices.Clone(*list)
		for i := range *list {
			(*list)[i] = slices.Clone((*list)[i])
		}
	}
	if p.PDUs != nil {
		pdus := make(map[osi.Layer][]string, len(p.PDUs))
		for l, list := range p.PDUs {
			pdus[l] = slices.Clone(list)
		}
		p.PDUs = pdus
	}
	p.AbstractSyntaxes, p.ApplicationContexts = slices.Clone(p.AbstractSyntaxes), slices.Clone(p.ApplicationContexts)
	return p, nil
}

func (p *Policy) newMachine() Machine {
	if p.Machine == nil {
		return nil
	}
	return p.Machine()
}

func allows(list [][]byte, selector []byte) bool {
	if list == nil {
		return true
	}
	for _, s := range list {
		if string(s) == string(selector) {
			return true
		}
	}
	return false
}

func allowsOID(list []osi.OID, o osi.OID) bool { return list == nil || slices.Contains(list, o) }
