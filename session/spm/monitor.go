package spm

import (
	"unsafe"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/session"
)

// Bounds of what a Monitor keeps for each end. Without symmetric synchronize conforming ends have
// not been seen to need more.
const (
	maxConfigurations = 16
	maxForwarded      = 32
)

// What there is room for at first, of each kind: it does for nearly all connections.
const (
	fewConfigurations = 2
	fewForwarded      = 2
)

// A Monitor knows what each end of a session connection may send next. It is told the SPDUs of both
// ends by somebody on the path, those of each end in the order in which that end sends them, but
// see Overtaking. The zero Monitor is that of a new transport connection without transport
// expedited flow. For another transport connection assign a new value. It is not safe for
// concurrent use, and copies share memory.
//
// SPDUs are given as to a [Machine]: SSDUs whole, except that a CN with Data Overflow, the OA and
// each CDO are given as they come.
//
// Of Tolerate it looks at [osi.ResyncTokenRole] alone.
type Monitor struct {
	Expedited bool          // the transport expedited flow is used; set before the first SPDU, or see Expedite
	Initiator osi.Direction // the end that has set up the transport connection; set before the first SPDU
	osi.Leniency

	// Overtaking says that the two flows are not one stream: an EX, PR or AB on the expedited flow
	// may come before what its end has sent before it on the normal flow, X.225 6.4.4. Set it
	// before the first SPDU on that flow.
	Overtaking bool

	// Summary and NullEncoding are what a short form of Amd.1 stands for. A connection that begins
	// with an SCN is lost where Summary has no units: nothing then says what is selected.
	Summary      Summary
	NullEncoding bool

	ends  [2]end
	begun bool

	overflows int             // how often an end was taken to have received an SPDU because too many were under way
	largest   int             // number of configurations of an end
	scratch   []configuration // nodes of the search
	found     []configuration
}

// An end has what explains all that was seen of it.
type end struct {
	set    []configuration // never empty, once begun
	queue  []input         // what was sent to this end, oldest first, without what every configuration has taken
	flows  uint32          // which of queue are on the expedited flow
	forced bool            // an SPDU was taken because there were too many; until the queue is empty
	points bool            // the same of an MIP: only the serial number of an RS depends on when it is taken
	lost   bool            // nothing is known any more, until an AB or the end of the connection
	data   settled

	prepared [maxPrepared]preparation // the PRs whose SPDUs have not come, oldest first; one, without Overtaking
	prepares uint8                    // number of them
	aborted  bool                     // an AB was seen that may have overtaken SPDUs
}

// maxPrepared is the largest number of SPDUs of one end that PRs announce at a time.
const maxPrepared = 6

// A preparation is what a PR announces.
type preparation struct {
	event Event
	types [2]resync // of an RS with symmetric synchronize: sending flow, receiving flow
}

// A configuration is a machine and which of the queue it has taken.
type configuration struct {
	m     Machine
	taken uint32
	role  bool // the tokens are where resync-token-role has them
}

type settled uint8

const (
	settledUnknown settled = iota
	settledYes
	settledNo
)

// See takes the next SPDU of end d. An error says that no conforming end would have sent p here. It
// is a [*StateError] of kind ErrState, ErrMissing or ErrLimit, and w is then as it was. p is not
// kept.
func (w *Monitor) See(d osi.Direction, p session.SPDU) error {
	e, o, lost := w.sides(d, p)
	if lost {
		return w.seeLost(d&1, p)
	}
	in, r := e.set[0].m.read(p, false)
	if r.refused() {
		return r.err(p)
	}
	if in.event == EventNone && headerOnly(p) {
		return nil
	}
	data, early := carriesData(p), w.overtakes(p)
	if data && (!early || e.prepares == 0 && !e.aborted) && w.unchanged(e, &in) {
		return nil
	}
	if r := w.explain(e, p, &in); r.refused() {
		if !e.excuses(p) {
			return r.err(p)
		}
		w.Lose()
		return nil
	}
	if in.event == EventSCONreq && in.short && w.Summary.Units == 0 && !w.NullEncoding {
		w.Lose()
		return nil
	}
	e.follows(p, early)
	if e.data = settledUnknown; !early {
		e.set, w.found = w.found, e.set
		w.report(e)
		w.trim(e)
	}
	if !data {
		o.data = settledUnknown
		w.forward(o, p)
	}
	w.bound(e)
	w.bound(o)
	w.largest = max(w.largest, len(e.set), len(o.set))
	return nil
}

// May returns the error that See would, and takes nothing.
func (w *Monitor) May(d osi.Direction, p session.SPDU) error {
	e, _, lost := w.sides(d, p)
	if lost {
		return nil
	}
	in, r := e.set[0].m.read(p, false)
	if !r.refused() && (in.event != EventNone || !headerOnly(p)) {
		if r = w.explain(e, p, &in); e.excuses(p) {
			return nil
		}
	}
	return r.err(p)
}

// sides returns end d, which sends p, and the other; lost says that nothing is known by which to
// judge p.
func (w *Monitor) sides(d osi.Direction, p session.SPDU) (e, o *end, lost bool) {
	if !w.begun {
		w.begin()
	}
	e, o = &w.ends[d&1], &w.ends[d&1^1]
	return e, o, e.lost || o.lost && p.Type() == session.TypeCN
}

// excuses reports whether e may send p all the same, because it was made to take by force
// what it need not have taken.
func (e *end) excuses(p session.SPDU) bool { return e.forced || e.points && p.Type() == session.TypeRS }

// Settled reports whether a DT of end d is allowed and changes nothing, until See is called with
// another SPDU than DT, TD, PT or EX.
func (w *Monitor) Settled(d osi.Direction) bool {
	e := &w.ends[d&1]
	if e.data == settledUnknown {
		e.data = settledNo
		in := input{event: EventSDTreq, sn: noSerial, snd: noSerial, rcv: noSerial}
		if e.lost || w.begun && w.unchanged(e, &in) {
			e.data = settledYes
		}
	}
	return e.data == settledYes
}

// Lost reports whether the state of the connection is unknown: too much was under way to be
// followed, or Lose was called. See then takes what comes, until a CN begins another connection.
func (w *Monitor) Lost() bool { return w.ends[0].lost && w.ends[1].lost }

// Lose says that the state is not known: the connection is met in the middle, or an SPDU that was
// refused went on its way nevertheless.
func (w *Monitor) Lose() {
	if !w.begun {
		w.begin()
	}
	w.lose(osi.FromInitiator)
	w.lose(osi.FromResponder)
}

// Memory returns the octets that w holds beyond the 2 KiB or so that it has from its first SPDU on.
func (w *Monitor) Memory() int {
	sets := cap(w.scratch) + cap(w.found) + cap(w.ends[0].set) + cap(w.ends[1].set) - 4*fewConfigurations
	queued := cap(w.ends[0].queue) + cap(w.ends[1].queue) - 2*fewForwarded
	return max(sets, 0)*int(unsafe.Sizeof(configuration{})) + max(queued, 0)*int(unsafe.Sizeof(input{}))
}

// Selected returns the functional units of the connection; 0 before the AC.
func (w *Monitor) Selected() session.FunctionalUnits {
	if !w.begun {
		return 0
	}
	return w.ends[0].set[0].m.selected | w.ends[1].set[0].m.selected
}

// Machine returns the machine of end d that has taken least of what was sent to it: for the answer
// to an SPDU that See refused.
func (w *Monitor) Machine(d osi.Direction) Machine {
	if !w.begun {
		return Connected(d^w.Initiator, w.Expedited)
	}
	m := w.ends[d&1].set[0].m
	if w.ends[d&1].aborted {
		m.state = STA16
	}
	return m
}

func (w *Monitor) begin() {
	w.begun = true
	if w.scratch == nil {
		var memory struct { // in one piece
			sets   [4][fewConfigurations]configuration
			queues [2][fewForwarded]input
		}
		w.scratch, w.found = memory.sets[2][:0], memory.sets[3][:0]
		for d := range w.ends {
			w.ends[d].set, w.ends[d].queue = memory.sets[d][:0], memory.queues[d][:0]
		}
	}
	for d := range w.ends {
		m := Connected(osi.Direction(d&1)^w.Initiator, w.Expedited)
		m.Local = Local{Interpreted: true, Summary: w.Summary, NullEncoding: w.NullEncoding}
		w.ends[d] = end{set: append(w.ends[d].set[:0], configuration{m: m}), queue: w.ends[d].queue[:0]}
	}
}

// carriesData reports whether p is one of those that change no configuration where they are
// allowed, and are never queued.
func carriesData(p session.SPDU) bool {
	const data uint64 = 1<<session.TypeDT | 1<<session.TypeTD | 1<<session.TypePT | 1<<session.TypeEX | 1<<session.TypeSDT |
		1<<session.TypeNL
	return data>>p.Type()&1 != 0
}

// unchanged reports whether every configuration of e allows the request where it stands, and stays
// as it is.
func (w *Monitor) unchanged(e *end, in *input) bool {
	if e.prepares > 0 && !w.Overtaking {
		return false
	}
	for i := range e.set {
		if !e.set[i].m.stays(in) {
			return false
		}
	}
	return true
}
