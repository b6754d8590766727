package association

import (
	"iter"
	"slices"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/acse"
	"github.com/osi-go/osi/acse/acpm"
	"github.com/osi-go/osi/presentation"
	"github.com/osi-go/osi/presentation/ppm"
	"github.com/osi-go/osi/session"
	"github.com/osi-go/osi/session/spm"
	"github.com/osi-go/osi/stack"
	"github.com/osi-go/osi/transport"
	"github.com/osi-go/osi/transport/class0"
)

// A Config says what an association runs on and what it accepts. The zero Config is for RFC 1006
// over TCP, strict, with the default limits.
type Config struct {
	Carrier  stack.Carrier // TPKTs, NSDUs or TSDUs; of TSDUs there is no transport layer
	Limits   osi.Limits
	Tolerate osi.Tolerance // deviations of the peer that are accepted

	// Reuse says that the transport connection is kept for another association if the peer asks for
	// that, X.225 6.2.4. See [Association.Kept].
	Reuse bool

	// Opaque says that values of the application need not be well-formed BER if their transfer syntax
	// is BER.
	Opaque bool
}

// An Association is one end of an application association. Make it with [New]. It is not safe for
// concurrent use.
type Association struct {
	config Config
	own    osi.Direction // in which this end sends
	conn   *stack.Conn
	see    func(*stack.Event) bool

	transport    class0.Machine
	session      spm.Machine
	presentation ppm.Machine
	acse         acpm.Machine

	encoder stack.Encoder
	stale   bool        // the encoder is out of date
	opening []stack.PDU // the CN and the PDUs above it, until the CC comes
	broken  error       // why conn has refused what this end has sent
	over    bool        // see Ended
	out     [][]byte    // see Output
	events  []Event     // of the unit at hand
	heard   int         // how many of events were yielded
	rest    []byte      // received, but not taken: the iteration was stopped at an event

	cr     *transport.ConnectionRequest
	header []byte // of the CR received
	asks   Event  // the Connecting or Requested to be answered, or nil

	dialogue

	dt    session.DataTransfer // of Data
	value stack.Value          // of Data

	request layered
	pdvs    []presentation.PDV         // of the request at hand
	names   []presentation.ContextName // of the ARU at hand
	blank   presentation.Data          // of the request at hand
	in      arrival
}

// dialogue is the state of one association. Its transport connection may have carried others
// before.
type dialogue struct {
	cn        *session.Connect
	oa        *session.OverflowAccept
	cp        *presentation.Connect
	aarq      *acse.AssociateRequest
	rs        *session.Resynchronize
	agreed    session.Negotiated
	overflow  []stack.PDU // a CN with more user data than it takes, and what is above it, until there is an OA
	answer    []stack.PDU // to a release that collides, until the peer has accepted ours
	finishing bool        // this end has sent an FN that is not answered
	keeps     bool        // this end has asked to keep the transport connection
}

// New returns the end of a new network connection that sends in direction d. The initiator is the
// side that has set up the network connection.
func New(d osi.Direction, c Config) *Association {
	c.Limits = c.Limits.WithDefaults()
	a := &Association{config: c, own: d & 1, stale: true}
	s := stack.New(stack.Config{Limits: c.Limits, Tolerate: c.Tolerate, Opaque: c.Opaque})
	a.conn = s.Conn(c.Carrier)
	a.see = a.told
	a.transport.OverTCP, a.transport.Tolerate = c.Carrier == stack.TPKTs, c.Tolerate
	if c.Carrier == stack.TSDUs {
		a.session = spm.Connected(a.own, false)
		a.session.Local.Reuse = c.Reuse
	}
	return a
}

// Output returns the units of the carrier that are to be sent now, in order, and forgets them. For
// [stack.TPKTs] they are pieces of the stream. They belong to the caller.
func (a *Association) Output() [][]byte {
	out := a.out
	a.out = nil
	return out
}

// Ended reports whether the association is over and the network connection is to be closed, once
// what Output returns has been sent.
func (a *Association) Ended() bool { return a.over }

// Kept reports whether the association is over and its transport connection is kept for another
// one. The initiator of the transport connection opens it with [Association.Open], without a CR;
// the other end is told by a [Requested]. [Association.Abort] ends the transport connection
// instead.
//
// An FN of that initiator, an RF or an AB asks by its Transport Disconnect to keep the transport
// connection, which is not possible with the transport expedited flow. It is kept if the other
// end has Config.Reuse. After an AB it is kept only once the AA of the peer has come.
func (a *Association) Kept() bool {
	return (a.config.Reuse || a.keeps) && !a.over && a.cn != nil && a.session.State() == spm.STA01C
}

// Timer reports whether a timer is to run: after a CR until there is an answer (TS1, X.224
// 6.5.4), and after an RF, AB or DN until the peer closes the connection (TIM, X.225 A.5.5).
func (a *Association) Timer() bool {
	return !a.over && (a.transport.State() == class0.WFCC || a.session.Timer())
}

// Session returns a copy of the session protocol machine. It tells the state, the functional units
// selected, the tokens of this end, the serial numbers, and whether an activity is in progress.
func (a *Association) Session() *spm.Machine {
	m := a.session
	return &m
}

// Contexts returns the defined context set, which is empty until the association is open.
func (a *Association) Contexts() presentation.ContextSet { return a.presentation.Contexts() }

// Expire tells that the timer has expired. The network connection is then to be closed. The event
// is nil if an earlier one has said that the association is over.
func (a *Association) Expire() Event {
	switch {
	case a.over:
		return nil
	case a.transport.State() == class0.WFCC:
		_, _ = a.transport.Expire()
		a.end()
		return &Refused{Layer: osi.Transport, Reason: reasonNoAnswer}
	case a.session.Timer():
		_, _ = a.session.Expire()
		a.end()
	}
	return nil
}

// Disconnected tells that the network connection is closed. The event is nil if an earlier one
// has said that the association is over.
func (a *Association) Disconnected() Event {
	if a.over {
		return nil
	}
	var ev Event
	switch {
	case a.transport.State() == class0.WFCC:
		ev = &Refused{Layer: osi.Transport, Reason: reasonClosedEarly}
	case a.session.State() == spm.STA02A || a.session.State() == spm.STA02B:
		ev = &Refused{Layer: osi.Session, Reason: reasonClosedCN}
	case a.session.State() == spm.STA03:
		ev = &Aborted{Layer: osi.Transport, Reason: reasonClosedFN}
	case a.acse.State() != acpm.STA0 || a.presentation.State() != ppm.STAI0:
		ev = &Aborted{Layer: osi.Transport, Reason: reasonClosed}
	}
	a.end()
	return ev
}

// end ends the association and the network connection.
func (a *Association) end() {
	a.over = true
	a.acse, a.presentation, a.session = acpm.Machine{}, ppm.Machine{}, spm.Machine{}
	_, _ = a.transport.Disconnect()
	a.opening, a.overflow, a.answer, a.asks, a.rest = nil, nil, nil, nil, nil
}

// anew begins another association on the same transport connection.
func (a *Association) anew() {
	a.dialogue = dialogue{}
	a.acse, a.presentation = acpm.Machine{}, ppm.Machine{}
	a.asks, a.broken, a.stale = nil, nil, true
	a.in.first, a.in.waiting = nil, nil
}

// closing reports whether the session connection is over, but not the transport connection.
func (a *Association) closing() bool {
	s := a.session.State()
	return s == spm.STA16 || s == spm.STA01A
}

// Rules of this package.
var (
	ruleOver    = &osi.Rule{ID: "association.over", Field: "association", Clause: "association", Kind: osi.ErrState}
	ruleRequest = &osi.Rule{ID: "association.request", Field: "PDUs", Clause: "association", Kind: osi.ErrOrder}
	ruleAnswer  = &osi.Rule{ID: "association.answer", Field: "nothing to accept", Clause: "association", Kind: osi.ErrState}
	ruleSize    = &osi.Rule{ID: "association.size", Field: "TSDU", Clause: "limit", Kind: osi.ErrLimit}
	ruleNested  = &osi.Rule{ID: "association.nested", Layer: osi.Session, Field: "Nested Connection Identifier", Clause: "policy", Kind: osi.ErrUnsupported}

	rules = [...]*osi.Rule{ruleOver, ruleRequest, ruleAnswer, ruleSize, ruleNested}
)

// Rules yields every rule of this package that an error can name. The rules of the layers are their
// own.
func Rules() iter.Seq[*osi.Rule] { return slices.Values(rules[:]) }

func refuse(r *osi.Rule, p stack.PDU) error {
	e := &osi.Error{Rule: r}
	if p != nil {
		e.PDU = p.String()
	}
	return e
}
