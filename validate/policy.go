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

// A Policy says what may pass. The zero Policy is the strict one: it checks every layer,
// tolerates no deviation from the standards, has the default limits, and allows every address and
// application.
//
// In JSON, layers, tolerances, sides and other enumerations are written by name, object
// identifiers in dotted form or by a name that [osi.OIDByName] knows, selectors as [osi.Selector]
// writes them, and call user data in base64. A field that is left out is zero.
type Policy struct {
	Limits   osi.Limits
	Tolerate osi.Tolerance

	// Top is the highest layer that is checked: osi.X25 (for XOT and Packets), osi.Transport,
	// osi.Session, osi.Presentation or osi.RTSE. Zero means osi.RTSE: all layers. What the top layer
	// carries passes as octets.
	Top osi.Layer

	// Midway says that a connection may have begun before its first unit was seen. What was
	// negotiated before that is unknown and is not checked.
	Midway bool

	// Order says what becomes of PDUs of session and ACSE that are out of turn.
	Order stack.Order
	// Summary tells what the short forms of X.225 Amd.1 stand for. Connections in short forms pass
	// only if it has functional units.
	Summary spm.Summary

	// ForeignCalls passes X.25 calls whose call user data name a known protocol other than OSI
	// transport. Their packets are checked, their data are not.
	ForeignCalls bool
	// Calls say how X.25 calls are used, by their addresses and call user data. The first one that
	// matches a call decides.
	Calls []stack.CallRule
	// PermanentCircuits is the number of permanent virtual circuits: they are the X.25 logical
	// channels 1 to PermanentCircuits.
	PermanentCircuits uint16
	// Initiator is the side of the X.25 interface that [osi.FromInitiator] stands for. Zero means that
	// neither side is known to be a DCE.
	Initiator osi.Side
	// Modulo is the modulo of the X.25 interface.
	Modulo x25.Modulo
	// Subscription has what the two sides of the X.25 interface have agreed on beforehand.
	Subscription Subscription

	// PDUs are the PDUs that may pass. All PDUs of a layer that is not in the map may.
	PDUs PDUs

	// What connections may name. nil allows all. An absent selector counts as empty, so only an empty
	// element allows it.
	CalledTSAPs, CallingTSAPs                 []osi.Selector // of a CR
	CalledSessions, CallingSessions           []osi.Selector // session selectors of a CN
	CalledPresentations, CallingPresentations []osi.Selector // presentation selectors of a CP
	AbstractSyntaxes                          []osi.OID
	ApplicationContexts                       []osi.OID // of AARQ and AARE

	// Opaque says that values of applications are not looked at. Otherwise they must be well-formed
	// BER if their transfer syntax is BER, CER or DER.
	Opaque bool

	// Whole says that TSDUs and SSDUs of the data phase are held until they are complete. Otherwise
	// their TPDUs and segments pass as they arrive once the context of the first value is judged,
	// and the one that would complete an invalid unit does not pass. Limits.TSDU, SSDU, Segments and
	// Elements do not bound what passes this way, and Limits.Depth counts within each value. PDUs, a
	// Top of osi.Session or osi.Presentation, and a check of [Stream.Inspect] for data PDUs hold
	// them, too; to tolerate osi.UndefinedElement holds most.
	Whole bool

	// Transfers says that the APDUs that RTSE transfers, the messages of MTAs, are judged, X.228 7.3.
	// Each comes in the RTTRs of one activity and must be one well-formed BER value, complete when the
	// activity ends. Otherwise the contents of an RTTR pass as octets. So does what is transferred in
	// an activity that is resumed, and where no context of an application is in BER.
	Transfers bool

	// Reserve is the number of octets that each stream may hold whatever the others hold. 0 means
	// 64 KiB, enough for one TPKT of any size; a negative number means none.
	Reserve int
	// Memory bounds the octets that all streams together hold beyond their reserves. 0 means 256 MiB.
	// A stream may take no more of it than the others leave free.
	Memory int
	// StreamMemory bounds the octets that one stream holds beyond its reserve. 0 means twice the sum
	// of Limits.TSDU and Limits.SSDU.
	StreamMemory int
}

// Subscription is what the two sides of an X.25 interface have agreed on beforehand.
type Subscription = stack.Subscription

// Strict returns the zero Policy.
func Strict() Policy { return Policy{} }

// Default returns the Policy for MTAs and servers in use. It tolerates the deviations of [Usual]
// and passes X.25 calls of other protocols; otherwise it is strict.
func Default() Policy {
	return Policy{Tolerate: Usual, ForeignCalls: true}
}

// Usual are the deviations that [Default] tolerates. Each was seen in recorded traffic of stacks in
// use.
const Usual = osi.TPKTReserved | osi.Class0TPDUSize | osi.Class0Parameter | osi.Class0DisconnectData | osi.Class0Expedited | osi.Class0Disconnect |
	osi.ErrorReference | osi.EmptySegment | osi.ZeroReference | osi.SurplusSerial | osi.ResyncTokenRole | osi.RejectUserData | osi.AbortWithoutContexts | osi.OtherModeReference

// RFC1006 returns the Policy for connections with a protocol other than OSI session above
// transport, such as S7. TPKTs and TPDUs are checked, TSDUs pass as they are.
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

// compile returns a copy that shares no list with p, and has the default in place of each zero.
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
	if i := (&policy{Policy: p}).config().Interface; !i.Valid() {
		return policy{}, &osi.Error{Rule: ruleInterface}
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

// skip returns the PDUs that check accepts without looking at them.
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
		case !allowsSelector(p.CalledTSAPs, v.Called):
			broken = ruleCalledTSAP
		case !allowsSelector(p.CallingTSAPs, v.Calling):
			broken = ruleCallingTSAP
		}
	case *transport.ConnectionConfirm:
		if v.Class != 0 {
			broken = ruleClass
		}
	case *session.Connect:
		switch {
		case !allowsSelector(p.CalledSessions, v.CalledSelector):
			broken = ruleCalledSSAP
		case !allowsSelector(p.CallingSessions, v.CallingSelector):
			broken = ruleCallingSSAP
		}
	case *presentation.Connect:
		switch {
		case !allowsSelector(p.CalledPresentations, v.CalledSelector):
			broken = ruleCalledPSAP
		case !allowsSelector(p.CallingPresentations, v.CallingSelector):
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

// allowsSelector reports whether the list has the selector; nil has all.
func allowsSelector(list []osi.Selector, selector osi.Selector) bool {
	return list == nil || slices.ContainsFunc(list, func(s osi.Selector) bool { return bytes.Equal(s, selector) })
}

func allowsOID(list []osi.OID, o osi.OID) bool { return list == nil || slices.Contains(list, o) }
