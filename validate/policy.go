package validate

import (
	"bytes"
	"math"
	"slices"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/acse"
	"github.com/osi-go/osi/presentation"
	"github.com/osi-go/osi/session"
	"github.com/osi-go/osi/session/spm"
	"github.com/osi-go/osi/stack"
	"github.com/osi-go/osi/transport"
	"github.com/osi-go/osi/x25"
)

// A Policy says what may pass. The zero Policy is the strict one: every layer is checked, nothing
// beyond the standards is tolerated, the limits are the defaults, and every address and application
// is allowed.
//
// In JSON layers, tolerances, sides and the like stand by name, object identifiers in dots or by
// the name that [osi.OIDByName] knows, selectors as [osi.Selector] writes them, and the user data
// of calls in base64. A field that is left out is zero.
type Policy struct {
	Limits   osi.Limits
	Tolerate osi.Tolerance

	// Top is the highest layer that is checked: osi.X25 (of XOT and Packets), osi.Transport,
	// osi.Session, osi.Presentation or, what zero means, osi.RTSE for all. What it carries passes
	// as octets.
	Top osi.Layer

	// Midway says that connections may be met in the middle: the first unit need not begin one.
	// What was negotiated before is not known then, and not checked.
	Midway bool

	// Order says what becomes of PDUs of session and ACSE that are out of turn.
	Order stack.Order
	// Summary is what the short forms of X.225 Amd.1 stand for. Connections in short forms pass only
	// where it has functional units.
	Summary spm.Summary

	// ForeignCalls lets X.25 calls pass whose call user data name a protocol that is known, and is
	// not OSI transport: their packets are checked, their data not.
	ForeignCalls bool
	// Calls say how X.25 calls are used, by their addresses and call user data; the first one that
	// matches decides.
	Calls []stack.CallRule
	// PermanentCircuits is the number of X.25 logical channels, from 1 up, that are permanent
	// virtual circuits.
	PermanentCircuits uint16
	// Initiator is the side of the X.25 interface that [osi.FromInitiator] stands for. Zero:
	// neither is a DCE.
	Initiator osi.Side
	// Modulo is that of the X.25 interface.
	Modulo x25.Modulo
	// Subscription is what holds on the X.25 interface where its packets do not say.
	Subscription Subscription

	// PDUs are the ones that may pass. Of a layer that is not in the map all may.
	PDUs PDUs

	// What connections may name. nil allows all; an absent selector is the empty one, and allowed
	// only by an empty element.
	CalledTSAPs, CallingTSAPs                 []osi.Selector // of a CR
	CalledSessions, CallingSessions           []osi.Selector // session selectors of a CN
	CalledPresentations, CallingPresentations []osi.Selector // presentation selectors of a CP
	AbstractSyntaxes                          []osi.OID
	ApplicationContexts                       []osi.OID // of AARQ and AARE

	// Opaque lets values of applications pass that are not well-formed BER, though their transfer
	// syntax is BER, CER or DER.
	Opaque bool

	// Whole holds TSDUs and SSDUs of the data phase until they are whole. Otherwise their TPDUs and
	// segments pass as they come once what is in front of the first value is judged; the one that
	// would complete an invalid unit does not pass. Of the Limits those of TSDU, SSDU, Segments and
	// Elements do not bound them then, and Depth counts within each value. PDUs, a Top of session or
	// presentation, and an Inspect that wants PDUs of the data phase hold them, too.
	Whole bool

	// Transfers has the APDUs that RTSE transfers, the messages of MTAs, followed through the RTTRs of
	// an activity, X.228 7.3: each must be one well-formed value in BER, and whole when the activity
	// ends. Otherwise the contents of an RTTR pass as octets.
	Transfers bool

	// Reserve is the number of octets that each stream may hold whatever the others hold; 0 means
	// 64 KiB, which is one TPKT of any size, and negative none.
	Reserve int
	// Memory bounds the octets that all streams together hold beyond their reserves; 0 means 256
	// MiB. No stream may take more of it than the others leave free.
	Memory int
	// StreamMemory bounds the octets that one stream holds beyond its reserve; 0 means twice
	// Limits.TSDU and Limits.SSDU.
	StreamMemory int
}

// Subscription is what the two sides of an X.25 interface have agreed on beforehand.
type Subscription = stack.Subscription

// Strict returns the zero Policy.
func Strict() Policy { return Policy{} }

// Default returns the Policy for MTAs and servers as they are: strict but for the deviations that
// many of today's stacks show, and with X.25 calls for other protocols let pass.
func Default() Policy {
	return Policy{Tolerate: Usual, ForeignCalls: true}
}

// Usual are the deviations that [Default] tolerates. Each was seen in recorded traffic of stacks in
// use.
const Usual = osi.TPKTReserved | osi.Class0TPDUSize | osi.Class0Parameter | osi.Class0DisconnectData | osi.Class0Expedited | osi.Class0Disconnect |
	osi.ErrorReference | osi.EmptySegment | osi.ZeroReference | osi.SurplusSerial | osi.ResyncTokenRole | osi.RejectUserData | osi.AbortWithoutContexts | osi.OtherModeReference

// RFC1006 returns the Policy for connections whose protocol above transport is not that of OSI,
// such as S7: TPKTs and TPDUs are checked, TSDUs pass as they are.
func RFC1006() Policy {
	p := Default()
	p.Top = osi.Transport
	return p
}

// policy is a Policy that is ready to use.
type policy struct {
	Policy
	allowed pduSet // PDUs; of a layer that it does not list all are
}

// compile returns a copy that shares no list with p, with every zero replaced by what it stands
// for.
func (p Policy) compile() (policy, error) {
	p.Limits = p.Limits.WithDefaults()
	if p.Top == 0 {
		p.Top = osi.RTSE
	}
	if !slices.Contains([]osi.Layer{osi.X25, osi.Transport, osi.Session, osi.Presentation, osi.RTSE}, p.Top) {
		return policy{}, &osi.Error{Rule: ruleTop, Got: int(p.Top)}
	}
	if !p.Order.Valid() {
		return policy{}, &osi.Error{Rule: ruleOrder, Got: int(p.Order)}
	}
	if !p.Subscription.Valid(p.Modulo) {
		return policy{}, &osi.Error{Rule: ruleSubscription, Got: p.Subscription.Window, Want: p.Modulo.Max()}
	}
	setDefault(&p.Reserve, 64<<10)
	setDefault(&p.Memory, 256<<20)
	const most = math.MaxInt / 4 // of each: twice the sum of two is an int of 32 bits, too
	setDefault(&p.StreamMemory, 2*(min(p.Limits.TSDU, most)+min(p.Limits.SSDU, most)))
	for _, list := range []*[]osi.Selector{&p.CalledTSAPs, &p.CallingTSAPs, &p.CalledSessions, &p.CallingSessions, &p.CalledPresentations, &p.CallingPresentations} {
		*list = slices.Clone(*list)
		for i := range *list {
			(*list)[i] = slices.Clone((*list)[i])
		}
	}
	p.AbstractSyntaxes, p.ApplicationContexts = slices.Clone(p.AbstractSyntaxes), slices.Clone(p.ApplicationContexts)
	p.Calls = slices.Clone(p.Calls)
	allowed, err := p.PDUs.set()
	if err != nil {
		return policy{}, err
	}
	return policy{p, allowed}, nil
}

func setDefault(v *int, def int) {
	if *v == 0 {
		*v = def
	}
	*v = max(*v, 0)
}

// config returns what package stack needs to know.
func (p *policy) config() stack.Config {
	return stack.Config{
		Limits: p.Limits, Tolerate: p.Tolerate, Top: p.Top, Midway: p.Midway, Order: p.Order, Summary: p.Summary, Opaque: p.Opaque, Whole: p.Whole, Transfers: p.Transfers,
		Interface: stack.Interface{
			Modulo: p.Modulo, Initiator: p.Initiator, PermanentCircuits: p.PermanentCircuits, Subscription: p.Subscription, Calls: p.Calls, Foreign: p.ForeignCalls,
		},
	}
}

// skip returns the PDUs about which check has no question.
func (p *policy) skip() stack.Skip {
	s := p.allowed.skip()
	if p.PDUs == nil {
		s = stack.SkipAll
	}
	for l, asked := range map[osi.Layer]bool{
		osi.Transport:    true, // the class
		osi.Session:      p.CalledSessions != nil || p.CallingSessions != nil,
		osi.Presentation: p.CalledPresentations != nil || p.CallingPresentations != nil || p.AbstractSyntaxes != nil,
		osi.ACSE:         p.ApplicationContexts != nil,
	} {
		if asked {
			s &^= stack.SkipLayer(l)
		}
	}
	return s
}

// check applies the policy to one PDU.
func (p *policy) check(e *stack.Event) error {
	if p.PDUs != nil && p.allowed.lists(e.Layer) && !p.allowed.has(e.Layer, e.PDU) {
		return &osi.Error{Rule: rulePDU, PDU: e.PDU.String()}
	}
	var broken *osi.Rule
	switch v := e.PDU.(type) {
	case *transport.ConnectionRequest:
		switch {
		case v.Class != 0 && !v.Choices().Has(0):
			broken = ruleClass
		case !allows(p.CalledTSAPs, v.Called):
			broken = ruleCalledTSAP
		case !allows(p.CallingTSAPs, v.Calling):
			broken = ruleCallingTSAP
		}
	case *transport.ConnectionConfirm:
		if v.Class != 0 {
			broken = ruleClass
		}
	case *session.Connect:
		switch {
		case !allows(p.CalledSessions, v.CalledSelector):
			broken = ruleCalledSSAP
		case !allows(p.CallingSessions, v.CallingSelector):
			broken = ruleCallingSSAP
		}
	case *presentation.Connect:
		switch {
		case !allows(p.CalledPresentations, v.CalledSelector):
			broken = ruleCalledPSAP
		case !allows(p.CallingPresentations, v.CallingSelector):
			broken = ruleCallingPSAP
		case !p.allowsSyntaxes(v.Contexts), v.DefaultContext != presentation.DefaultContext{} && !allowsOID(p.AbstractSyntaxes, v.DefaultContext.AbstractSyntax):
			broken = ruleSyntax
		}
	case *presentation.AlterContext:
		if !p.allowsSyntaxes(v.Additions) {
			broken = ruleSyntax
		}
	case *acse.AssociateRequest:
		if !allowsOID(p.ApplicationContexts, v.ApplicationContext) {
			broken = ruleApplication
		}
	case *acse.AssociateResponse:
		if !allowsOID(p.ApplicationContexts, v.ApplicationContext) {
			broken = ruleApplication
		}
	}
	if broken == nil {
		return nil
	}
	return &osi.Error{Rule: broken, PDU: e.PDU.String()}
}

func (p *policy) allowsSyntaxes(list []presentation.Context) bool {
	for i := range list {
		if !allowsOID(p.AbstractSyntaxes, list[i].AbstractSyntax) {
			return false
		}
	}
	return true
}

// allows reports whether the list, in which nil stands for all, has the selector.
func allows(list []osi.Selector, selector osi.Selector) bool {
	return list == nil || slices.ContainsFunc(list, func(s osi.Selector) bool { return bytes.Equal(s, selector) })
}

func allowsOID(list []osi.OID, o osi.OID) bool { return list == nil || slices.Contains(list, o) }
