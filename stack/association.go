package stack

import (
	"unsafe"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/acse/acpm"
	"github.com/osi-go/osi/session"
	"github.com/osi-go/osi/transport"
	"github.com/osi-go/osi/transport/class0"
)

// An association is both directions of one transport connection and of what it carries, with the
// state of each layer.
type association struct {
	carrier      Carrier
	transport    class0.Monitor
	session      sessionState
	presentation presentationState
	service      service // in place of transport and session, for the carrier SSDUs
	halves       [2]half
	transfers    [2]*transfer           // of RTSE; nil until one begins
	nested       map[uint8]*association // session connections of X.225 Amd.2, by identifier; their transport is unused
	parent       *association           // of a nested one
	identifier   osi.Opt[uint8]         // of a nested one
	ended        bool                   // the session connection, but for what confirms or crosses that
	guess        guess
}

// half is what an association holds of one direction.
type half struct {
	tsdu  transport.Reassembler
	parts bool // tsdu has the beginning of a TSDU
	early []expeditedTSDU
	ssdu  session.Reassembler
	flow  *flow // nil until a unit of the data phase comes in pieces
	rest  bool  // the first segments may belong to an SSDU whose beginning was not seen
}

// An expeditedTSDU has overtaken the rest of the TSDU that was sent before it, and waits for it.
type expeditedTSDU struct {
	octets []byte
	at     int64 // offset
}

// begin makes a, which is zero, a new association. midway says that it may have begun before.
func (a *association) begin(c *Config, carrier Carrier, midway bool) {
	a.carrier = carrier
	a.transport.Tolerate, a.transport.OverTCP = c.Tolerate, carrier == TPKTs
	a.session.begin(c, osi.FromInitiator)
	a.presentation.contexts.Limits = c.Limits
	for i := range a.halves {
		a.halves[i].tsdu.Limits, a.halves[i].ssdu.Limits, a.halves[i].rest = c.Limits, c.Limits, midway
	}
	if midway {
		a.transport.Lose()
		a.session.order.Lose()
		a.service.phase = unknown
	} else {
		a.transport.Owner = osi.Some(osi.FromInitiator)
	}
}

// held returns the octets of memory for what the peers have sent. TSDUs in several TPDUs count for
// X.25 alone: for other carriers the TPDUs themselves are held, and counted by [Conn.Held].
func (a *association) held() int {
	n := a.session.memory() + a.presentation.memory + cap(a.presentation.request.names)
	for i := range a.halves {
		h := &a.halves[i]
		n += h.ssdu.Held()
		if h.flow != nil || h.early != nil || a.transfers[i] != nil {
			n += h.flow.memory() + a.transfers[i].memory() + cap(h.early)*(int(unsafe.Sizeof(expeditedTSDU{}))+transport.MaxExpeditedData)
		}
		if a.carrier.x25() {
			n += h.tsdu.Held()
		}
	}
	if len(a.nested) > 0 { // to begin an iteration costs
		for _, nested := range a.nested {
			n += int(unsafe.Sizeof(*nested)) + nested.held()
		}
	}
	return n
}

// lose is called after a gap in what d has sent: what is half assembled of it is dropped, and the
// state of no layer is known any more.
func (a *association) lose(d osi.Direction) {
	a.reset(d)
	a.halves[d].rest = true
	a.transport.Lose()
	a.session.order.Lose()
	a.presentation.order = acpm.Midway()
	a.service.phase = unknown
	a.transfers = [2]*transfer{}
}

// reset drops what is half assembled of d.
func (a *association) reset(d osi.Direction) {
	h := &a.halves[d]
	h.drop()
	h.dropSSDU()
}

// dropSSDU drops what is half assembled of a segmented SSDU.
func (h *half) dropSSDU() {
	h.ssdu.Reset()
	h.flow.stop(ofSegments)
}

// drop drops what is half assembled of a TSDU.
func (h *half) drop() {
	h.tsdu.Reset()
	h.parts, h.early = false, nil
	h.flow.stop(ofTPDUs)
}

// guess is what Config.Guess has found out about the protocols above the carrier.
type guess struct {
	transport, session, presentation       bool // guessed
	noTransport, noSession, noPresentation bool
}
