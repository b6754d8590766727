package class0

import (
	"github.com/osi-go/osi"
	"github.com/osi-go/osi/transport"
)

// A Monitor watches the TPDUs of one network connection from the path between its ends. The zero
// Monitor is strict and expects to see it from the beginning. It is a plain value: a program that
// does not forward a TPDU after all restores a copy made before [Monitor.See]. Tolerate has a
// meaning for [osi.Class0Disconnect], [osi.ErrorReference] and [osi.Class0Expedited].
//
// After a CC that selects another class than 0 the Monitor knows no more than the Format and
// refuses nothing, as after [Monitor.Lose].
type Monitor struct {
	osi.Leniency
	Owner   osi.Opt[osi.Direction] // the end that has opened the network connection, which alone may send a CR; absent: not known
	OverTCP bool                   // RFC 1006; does not change what is accepted

	lost     bool // the state is not known
	strayed  bool // nor will it be: see stray
	called   bool // a CR was seen
	released bool // the network connection carries no other transport connection
	again    bool // the CR repeats one that was refused: the caller may not have taken the refusal then
	taken    bool // the caller has sent what it sends behind the CC alone
	caller   osi.Direction
	state    [2]State // of each end once it has taken all that was forwarded to it
	ended    [2]bool  // has sent a DR or ER after which it sends no more
	within   [2]bool  // a TSDU is begun and not ended
	refs     [2]uint16
	copies   int           // retransmissions of the CR
	earlier  [4]unanswered // CRs before, the oldest first
	forgot   bool          // there were more of them
	confirms int           // DC TPDUs that the responder may still send for CRs that were given up
	size     int
	format   transport.Format
	cr       transport.ConnectionRequest // without what is not negotiated
}

// unanswered is a CR of class 4 that is over for its caller.
type unanswered struct {
	ref  uint16
	most int // answers that the responder may still give, one for each time that it was sent; 0: none
}

// See takes the TPDU p of d, which is the octets b. It returns nil if a conforming end may have
// sent it. The error is a *StateError for a TPDU out of turn, and otherwise an *osi.Error: see the
// package documentation. Nothing has changed then but Tolerated. [transport.Answer] makes an answer
// from the error and the [Monitor.Situation].
func (w *Monitor) See(d osi.Direction, p transport.TPDU, b []byte) error {
	d &= 1
	switch p := p.(type) {
	case *transport.Data:
		return w.seeDT(d, p, len(b))
	case *transport.ExpeditedData:
		return w.seeED(d, p, len(b))
	case *transport.ConnectionRequest:
		return w.seeCR(d, p)
	case *transport.ConnectionConfirm:
		return w.seeCC(d, p, b)
	case *transport.DisconnectRequest:
		return w.seeDR(d, p, len(b))
	case *transport.TPDUError:
		return w.seeER(d, p, len(b))
	case *transport.DisconnectConfirm:
		return w.seeDC(d, p)
	}
	if w.lost && w.format.Class != 0 {
		return nil
	}
	return w.refuse(d, p)
}

// Settled reports whether a DT of d that is a whole TSDU, of at most Size octets, is allowed and
// changes nothing, so that it need not be given to See.
func (w *Monitor) Settled(d osi.Direction) bool {
	d &= 1
	return w.format.Class == 0 && w.transfers(d) && !w.within[d] && (w.lost || w.taken || d != w.caller)
}

// State returns the state that the end of d is in once it has taken all that was forwarded to it,
// and CLOSED after a DR or ER of its own. It has no meaning while Lost.
func (w *Monitor) State(d osi.Direction) State {
	d &= 1
	if w.ended[d] {
		return CLOSED
	}
	return w.state[d]
}

// Lost reports whether the state is not known. Any TPDU is then accepted, until a CR or CC.
func (w *Monitor) Lost() bool { return w.lost }

// Lose tells the Monitor that the state is not known: the connection had begun before it was seen,
// or a TPDU that was refused was forwarded nevertheless. Format and references are kept.
func (w *Monitor) Lose() { w.lost = true }

// Reset tells the Monitor that the network connection was reset. A class 0 transport connection
// does not survive that, 6.8.3, and only the end of the network connection may follow. But the
// sender of a CR of another class need not have received the CC: it sends the CR again in classes 1
// and 3, 6.14.4.1, and may send another one in class 2. In class 4 it goes on waiting.
func (w *Monitor) Reset() {
	if w.state == [2]State{} || w.cr.Class == 4 && w.state[w.caller] == WFCC {
		return
	}
	w.released, w.state, w.within = w.cr.Class == 0, [2]State{}, [2]bool{}
}

// Caller returns the end that has sent the CR. ok is false if none was seen.
func (w *Monitor) Caller() (d osi.Direction, ok bool) { return w.caller, w.called }

// Format returns the format of the next TPDU: that of the CR, then that of the CC, and that of
// class 4 while an earlier CR of class 4 may still be answered. A DR with a checksum, and the DC
// that confirms it, are of class 4: if they cross a CC of class 0 they cannot be decoded in the
// Format of that CC. The network connection ends then in any case.
func (w *Monitor) Format() transport.Format {
	f := w.format
	if w.earlier[0].most > 0 && !w.lost {
		f = transport.Format{Class: 4}
	}
	f.OverTCP = w.OverTCP || w.format.OverTCP
	return f
}

// Expedited reports whether expedited data are agreed on.
func (w *Monitor) Expedited() bool { return w.state[0] == OPEN && expedited(w.format) }

// Size returns the largest TPDU in octets that was agreed on; 0: not known.
func (w *Monitor) Size() int { return w.size }

// Pass is [Monitor.See] for a DT of d of n octets with user data that changes nothing but
// [Monitor.Within]. It reports false if See has to decide.
func (w *Monitor) Pass(d osi.Direction, n int, eot bool) bool {
	d &= 1
	if !w.transfers(d) || !w.lost && !w.taken && d == w.caller || w.size > 0 && n > w.size || w.format.Class != 0 {
		return false
	}
	w.within[d] = !eot
	return true
}

// Within reports whether d has begun a TSDU and not ended it.
func (w *Monitor) Within(d osi.Direction) bool { return w.within[d&1] }

// Situation returns what [transport.Answer] has to know of a TPDU of d that [Monitor.See] or a
// decoder refuses.
func (w *Monitor) Situation(d osi.Direction) transport.Situation {
	return transport.Situation{
		Format: w.Format(), PeerRef: w.refs[d&1], OwnRef: w.refs[d&1^1], MaxTPDU: w.size,
		Unassociated: !w.lost && w.state == [2]State{},
	}
}

func (w *Monitor) refuse(d osi.Direction, p transport.TPDU) error {
	return stateError(ruleTable, w.State(d), requestOf(p), p)
}

// transfers reports whether d may send a DT.
func (w *Monitor) transfers(d osi.Direction) bool {
	return w.lost || !w.ended[d] && transferring[w.state[d]]
}

// transferring says in which states a T-DATA request is allowed.
var transferring = func() (in [states]bool) {
	for s := range in {
		in[s] = len(table[TDTreq][s]) > 0
	}
	return in
}()

func (w *Monitor) seeDT(d osi.Direction, p *transport.Data, n int) error {
	switch {
	case !w.transfers(d):
		return w.refuse(d, p)
	case w.size > 0 && n > w.size:
		return fail(ruleSize, "DT", 0, n, w.size)
	}
	w.took(d)
	w.within[d] = !p.EOT && (w.within[d] || len(p.UserData) > 0) // some peers send empty ones to be heard
	return nil
}

func (w *Monitor) seeED(d osi.Direction, p *transport.ExpeditedData, n int) error {
	if w.lost {
		return nil
	}
	switch {
	case !w.transfers(d), !expedited(w.format) && !w.Excuse(osi.Class0Expedited):
		return w.refuse(d, p)
	case n > w.size:
		return fail(ruleSize, "ED", 0, n, w.size)
	}
	w.took(d)
	return nil
}

// took notes that d has sent what an end sends in OPEN: if it is the caller, it has taken the CC.
func (w *Monitor) took(d osi.Direction) {
	if d == w.caller && !w.lost {
		w.taken = true
	}
}
