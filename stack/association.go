package stack

import (
	"github.com/osi-go/osi"
	"github.com/osi-go/osi/session"
	"github.com/osi-go/osi/transport"
)

// An association is one transport connection and what it carries, both directions, with one state
// for each layer.
type association struct {
	carrier      Carrier
	transport    transportState
	session      sessionState
	presentation presentationState
	halves       [2]half
	guess        guess
}

// half is what an association holds of one direction.
type half struct {
	tsdu  transport.Reassembler
	parts bool // tsdu has the beginning of a TSDU
	ssdu  session.Reassembler
}

// phase is that of a connection of transport or session.
type phase uint8

const (
	idle      phase = iota // nothing yet
	calling                // CR or CN seen
	connected              // CC or AC seen
	refused                // the responder has refused
	ending                 // DR, ER or AB in a connection: only its receiver may still send
	unknown                // met midway
)

// begin makes a a new association.
func (a *association) begin(c *Config, carrier Carrier) {
	*a = association{carrier: carrier}
	a.transport.format.OverTCP = carrier == TPKTs
	for i := range a.halves {
		a.halves[i].tsdu.Limits, a.halves[i].ssdu.Limits = c.Limits, c.Limits
	}
	if c.Midway {
		a.transport.phase, a.session.phase = unknown, unknown
	}
}

// held returns the octets of memory for what the peers have sent. A TSDU in several TPDUs counts
// where the TPDUs are held, and only of X.25 here, where they are not.
func (a *association) held() int {
	n := cap(a.transport.cr) + a.session.kept + a.presentation.kept()
	for i := range a.halves {
		n += a.halves[i].ssdu.Held()
		if a.carrier.x25() {
			n += a.halves[i].tsdu.Held()
		}
	}
	return n
}

// lose is what a gap in what d sends does: what is half assembled of it is dropped, and the phases
// are not known any more.
func (a *association) lose(d osi.Direction) {
	a.reset(d)
	a.transport.phase, a.session.phase = unknown, unknown
}

// reset drops what is half assembled of direction d.
func (a *association) reset(d osi.Direction) {
	h := &a.halves[d]
	h.tsdu.Reset()
	h.ssdu.Reset()
	h.parts = false
}

// guess is what Config.Guess has found out about the protocols above.
type guess struct {
	transport, session, presentation       bool // guessed
	noTransport, noSession, noPresentation bool
}
