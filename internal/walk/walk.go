// Package walk makes conforming conversations for tests: two protocol machines, each driven by a
// random user, exchange SPDUs that cross on the way. What somebody on the path sees of them is
// recorded as octets. A walk is made by its seed.
package walk

import (
	"math/rand/v2"
	"slices"
	"strings"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/session"
	"github.com/osi-go/osi/session/spm"
)

// A Unit is one TSDU on its way past the observer.
type Unit struct {
	From      osi.Direction
	Expedited bool // on the transport expedited flow
	TSDU      []byte
	SPDUs     []session.SPDU // in it, whole ones; nil of what is a segment
}

// Options say what a walk may do.
type Options struct {
	Steps     int
	Expedited bool // the transport expedited flow is used
	Overtakes bool // what is on it may overtake on its way to the observer
	Layers    bool // with presentation and ACSE above
}

// A Walk is one transport connection.
type Walk struct {
	Units     []Unit
	Selected  session.FunctionalUnits // on the first session connection
	Deviated  string                  // what ended the walk because an end met a protocol error
	Connected int                     // session connections

	o       Options
	r       *rand.Rand
	m       [2]spm.Machine
	ends    [2]end
	out     [2][]message // sent by an end, not seen on the path yet
	in      [2][]message // seen, not taken by the other end yet
	inX     [2][]message
	before  [2][]int // for each of in: how many of inX were sent before it and are not taken
	closing bool     // the users want to release
	over    bool     // the transport connection
	upper   *upper
}

// end is what the user and the codec of one end know.
type end struct {
	proposal *session.Connect
	more     []session.SPDU // CDOs behind a CN
	oa       *session.OverflowAccept
	size     int // largest TSDU that it may send; 0: any
	version  session.Version
	extended bool // it may send extended concatenated SPDUs
	resync   []*session.Resync
	sentFN   bool
	heardFN  bool
}

// message is an SPDU, or those of one TSDU in the order in which they are processed, and the TSDUs
// that carry them.
type message struct {
	spdus []session.SPDU
	tsdus [][]byte
	x     bool
	begun bool // the observer has seen one of the TSDUs
}

// New makes a walk.
func New(seed uint64, o Options) *Walk {
	w := &Walk{o: o, r: rand.New(rand.NewPCG(seed, 225))}
	w.m = [2]spm.Machine{spm.Connected(osi.FromInitiator, o.Expedited), spm.Connected(osi.FromResponder, o.Expedited)}
	if o.Layers {
		w.upper = newUpper()
	}
	for range o.Steps {
		if w.over {
			break
		}
		w.step()
	}
	for !w.over && (w.pass(0) || w.pass(1)) {
	}
	return w
}

func (w *Walk) step() {
	d := w.r.IntN(2)
	switch n := w.r.IntN(16); {
	case n < 4:
		w.pass(d)
	case n < 8:
		w.take(d)
	case n == 8 && w.r.IntN(4) == 0: // all arrives
		for !w.over && (w.pass(0) || w.pass(1) || w.take(0) || w.take(1)) {
		}
	case w.m[d].State() == spm.STA01C:
		if d == 0 {
			w.connect()
		}
	case w.m[d].State() == spm.STA08:
		w.respond(d)
	default:
		for range 12 {
			if w.request(d, w.choose(d)) {
				break
			}
		}
	}
}

// request has the user at end d send p, if he may.
func (w *Walk) request(d int, p session.SPDU) bool {
	e := &w.ends[d]
	if p == nil || e.sentFN && e.heardFN && p.Type() != session.TypeDN && p.Type() != session.TypeAB {
		return false // a user who has released and is asked to release answers
	}
	m := w.m[d]
	u := w.upper.clone()
	if !u.fill(w, d, p) {
		return false
	}
	o, err := m.Request(p)
	if err != nil {
		return false
	}
	if w.m[d] = m; o != (spm.Outcome{}) { // else it is discarded
		w.upper = u
	}
	switch p := p.(type) {
	case *session.Finish:
		e.sentFN = true
	case *session.Disconnect:
		e.heardFN = false
	case *session.NotFinished:
		e.heardFN = false
	case *session.Resynchronize:
		e.resync = append(e.resync, &p.Resync)
	}
	w.send(d, p, &o)
	return true
}

// send puts what an outcome sends on its way.
func (w *Walk) send(d int, p session.SPDU, o *spm.Outcome) {
	for e := range o.Events() {
		switch {
		case e == spm.EventPRRS:
			pr := &session.Prepare{PrepareType: session.PrepareResync}
			if rs, ok := p.(*session.Resynchronize); ok && w.m[d].Selected().Has(session.FUSymmetricSynchronize) {
				pr.ResyncType, pr.SecondType = rs.ResyncType, rs.SecondType
			}
			w.emit(d, pr)
		case e == spm.EventPRRA:
			w.emit(d, &session.Prepare{PrepareType: session.PrepareResyncAck})
		case e == spm.EventPRMAA:
			w.emit(d, &session.Prepare{PrepareType: session.PrepareMajorSyncAck})
		case e == spm.EventPRAB:
			w.emit(d, &session.Prepare{PrepareType: session.PrepareAbort})
		case e == spm.EventAA:
			w.emit(d, &session.AbortAccept{})
		case e == spm.EventGTA:
			w.emit(d, &session.GiveTokensAck{})
		case e == spm.EventOA:
			w.emit(d, w.overflowAccept(d))
		case e == spm.EventCDO:
			for _, c := range w.ends[d].more {
				w.emit(d, c)
			}
		case e == spm.EventRFr, e == spm.EventRFnr:
			if _, ok := p.(*session.Refuse); ok {
				w.emit(d, p)
				break
			}
			rf := &session.Refuse{Reason: osi.Some(session.RefusedBySPM), Version: session.Version2}
			if e == spm.EventRFr {
				rf.Disconnect = osi.Some(session.TransportDisconnect(0))
			}
			w.emit(d, rf)
		case e == spm.EventTDISreq:
			w.over = true
		case e < spm.EventSACTDreq || e == spm.EventMAAout || e == spm.EventAEAout:
			w.emit(d, p)
		}
	}
}

// pass lets the oldest TSDU of end d pass the observer, or an EX or PR that overtakes it.
func (w *Walk) pass(d int) bool {
	if len(w.out[d]) == 0 {
		return false
	}
	i := 0
	if w.o.Overtakes && w.r.IntN(2) == 0 {
		i = w.overtaking(d)
	}
	if i == 0 {
		w.join(d)
	}
	m := &w.out[d][i]
	u := Unit{From: osi.Direction(d & 1), Expedited: m.x, TSDU: m.tsdus[0]}
	if len(m.tsdus) == 1 {
		u.SPDUs = m.spdus
	}
	w.Units = append(w.Units, u)
	if m.tsdus = m.tsdus[1:]; len(m.tsdus) > 0 {
		return true
	}
	to := 1 - d
	if m.x {
		w.inX[to] = append(w.inX[to], *m)
	} else {
		w.in[to] = append(w.in[to], *m)
		w.before[to] = append(w.before[to], len(w.inX[to]))
	}
	w.out[d] = slices.Delete(w.out[d], i, i+1)
	return true
}

// overtaking returns the index of the first EX or PR that may overtake what end d has sent before
// it: not a CN, nor an AC with the presentation contexts of what is in the EX. 0 is none.
func (w *Walk) overtaking(d int) int {
	for i, m := range w.out[d] {
		switch t := m.spdus[0].Type(); {
		case t == session.TypeCN || t == session.TypeAC && w.o.Layers || t == session.TypeAB:
			return 0
		case m.x:
			return i
		}
	}
	return 0
}

// take has end d take the next TSDU.
func (w *Walk) take(d int) bool {
	var m message
	normal := len(w.in[d]) > 0 && w.before[d][0] == 0
	switch {
	case len(w.inX[d]) > 0 && (!normal || w.r.IntN(2) == 0):
		m = w.inX[d][0]
		w.inX[d] = w.inX[d][1:]
		for i := range w.before[d] {
			w.before[d][i] = max(0, w.before[d][i]-1)
		}
	case normal:
		m = w.in[d][0]
		w.in[d], w.before[d] = w.in[d][1:], w.before[d][1:]
	default:
		return false
	}
	for _, p := range m.spdus {
		if w.over {
			break
		}
		w.receive(d, p)
	}
	return true
}

func (w *Walk) receive(d int, p session.SPDU) {
	m := &w.m[d]
	m.Local.Reuse = w.r.IntN(2) == 0
	m.Local.Refuse = p.Type() == session.TypeCN && w.r.IntN(12) == 0
	before := *m
	o, err := m.Receive(p)
	if mip, ok := p.(*session.MinorSyncPoint); ok && mip.SyncType&session.SeparateData != 0 && m.State() == spm.STA16 {
		return // discarded, though p82 is false where the AB has crossed the AC
	}
	if err != nil {
		w.Deviated = err.Error()
		_, q, _ := m.Answer(err, nil, w.r.IntN(2) == 0)
		if q == nil || w.o.Overtakes && before.State() == spm.STA16 { // a monitor does not follow what an AB answers that may have overtaken
			w.over = true
			return
		}
		w.emit(d, q)
		return
	}
	w.heard(d, p, &before)
	w.send(d, p, &o)
	if indicates(&o) && !w.over {
		if reply := w.upper.take(d, p); reply != nil {
			w.Deviated = "presentation"
			w.request(d, reply)
		}
	}
}

// heard keeps what the user of end d and its codec know by an SPDU.
func (w *Walk) heard(d int, p session.SPDU, before *spm.Machine) {
	e := &w.ends[d]
	switch p := p.(type) {
	case *session.Connect:
		if before.State() == spm.STA01C {
			*e = end{proposal: p}
		}
	case *session.OverflowAccept:
		e.oa = p
	case *session.Accept:
		w.agree(d, p)
	case *session.Finish:
		e.heardFN = true
	case *session.NotFinished, *session.Disconnect:
		e.sentFN = false
	case *session.Resynchronize:
		e.resync = append(e.resync, &p.Resync)
	}
}

// indicates reports whether the user is told of something.
func indicates(o *spm.Outcome) bool {
	for e := range o.Events() {
		if name := e.String(); name[0] == 'S' && (strings.Contains(name, "ind") || strings.Contains(name, "cnf")) {
			return true
		}
	}
	return false
}
