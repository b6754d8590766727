package spm

import (
	"errors"
	"flag"
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/session"
)

var walks = flag.Int("walks", 1500, "random walks of two machines")

// A walk joins two machines by flows with delay. Somebody on the path sees each SPDU on its way.
type walk struct {
	r          *rand.Rand
	m          [2]Machine
	units      session.FunctionalUnits
	expedited  bool
	overtaking bool
	out        [2][]session.SPDU // sent by an end, not yet seen on the path
	in         [2][]session.SPDU // seen, not yet taken by an end
	inX        [2][]session.SPDU // the same of the expedited flow
	before     [2][]int          // for each of in: how many of inX were sent before it and not taken
	see        func(d osi.Direction, p session.SPDU)
	events     int
	ended      bool
	oneFlow    bool // one flow alone was resynchronized
	err        error
	long       bool // nobody ends the connection soon
	quiet      bool // users only let what is under way come to an end
}

// length is the number of steps of a walk; some are long.
func length(seed uint64) int {
	if seed%64 == 5 {
		return 800
	}
	return 80
}

func newWalk(seed uint64) *walk {
	r := rand.New(rand.NewPCG(seed, 225))
	w := &walk{r: r, long: length(seed) > 80}
	w.expedited = r.IntN(3) == 0
	w.overtaking = w.expedited && r.IntN(2) == 0
	u := fuFD
	if r.IntN(2) == 0 {
		u = fuHD
	}
	for _, f := range [...]session.FunctionalUnits{fuMA, fuRESYN, fuACT, fuNR, fuTD} {
		if r.IntN(2) == 0 {
			u |= f
		}
	}
	switch r.IntN(4) {
	case 0:
		u |= fuSS
	case 1, 2:
		u |= fuSY
	}
	if u&(fuSY|fuSS) != 0 && u&fuACT == 0 && r.IntN(2) == 0 {
		u |= fuDS
	}
	if u&fuACT != 0 && r.IntN(2) == 0 {
		u |= fuCD
	}
	if u&fuHD != 0 && r.IntN(2) == 0 {
		u |= fuEXCEP
	}
	if w.expedited && r.IntN(2) == 0 {
		u |= fuEX
	}
	w.units = u
	w.m = [2]Machine{Connected(osi.FromInitiator, w.expedited), Connected(osi.FromResponder, w.expedited)}
	return w
}

func (w *walk) connect() {
	item := session.ConnectAcceptItem{Version: session.Version2}
	if w.units&(fuSY|fuSS|fuMA|fuRESYN) != 0 && w.units&fuACT == 0 {
		item.InitialSerial = session.Serial(uint64(w.r.IntN(30)))
		if w.units.Has(fuSS) {
			item.SecondInitialSerial = session.Serial(uint64(w.r.IntN(30)))
		}
	}
	setting := session.TokenSetting(0)
	for _, t := range [...]session.Tokens{dk, mi, ma, tr} {
		setting = setting.With(t, uint8(w.r.IntN(2)))
	}
	item.TokenSetting = osi.Some(setting)
	w.request(0, &session.Connect{ConnectAcceptItem: item, Requirements: osi.Some(w.units)})
	w.drain()
	w.request(1, &session.Accept{ConnectAcceptItem: item, Requirements: osi.Some(w.units)})
	w.drain()
}

// request has the user at end d send p, if it may.
func (w *walk) request(d int, p session.SPDU) bool {
	if w.m[d].vcoll && p.Type() != session.TypeDN { // a user who has released and is asked to release answers
		return false
	}
	o, err := w.m[d].Request(p)
	if err != nil {
		return false
	}
	w.events++
	if rs, ok := p.(*session.Resynchronize); ok && w.units.Has(fuSS) {
		w.oneFlow = w.oneFlow || rs.ResyncType.Present != rs.SecondType.Present
	}
	w.send(d, p, &o)
	return true
}

// send puts what an outcome sends on its way.
func (w *walk) send(d int, p session.SPDU, o *Outcome) {
	for e := range o.Events() {
		switch {
		case e == EventPRRS:
			pr := &session.Prepare{PrepareType: session.PrepareResync}
			if rs, ok := p.(*session.Resynchronize); ok && w.units.Has(fuSS) {
				pr.ResyncType, pr.SecondType = rs.ResyncType, rs.SecondType
			}
			w.out[d] = append(w.out[d], pr)
		case e == EventPRRA:
			w.out[d] = append(w.out[d], &session.Prepare{PrepareType: session.PrepareResyncAck})
		case e == EventPRMAA:
			w.out[d] = append(w.out[d], &session.Prepare{PrepareType: session.PrepareMajorSyncAck})
		case e == EventPRAB:
			w.out[d] = append(w.out[d], &session.Prepare{PrepareType: session.PrepareAbort})
		case e == EventAA:
			w.out[d] = append(w.out[d], &session.AbortAccept{})
		case e == EventGTA:
			w.out[d] = append(w.out[d], &session.GiveTokensAck{})
		case e == EventTDISreq:
			w.ended = true
		case e < EventSACTDreq || e == EventMAAout || e == EventAEAout:
			w.out[d] = append(w.out[d], p)
		}
	}
}

func onExpedited(p session.SPDU) bool {
	switch p := p.(type) {
	case *session.ExpeditedData, *session.Prepare:
		return true
	case *session.Abort:
		return len(p.UserData) <= session.MaxExpeditedAbort
	}
	return false
}

// pass lets the oldest SPDU of end d pass the observer.
func (w *walk) pass(d int) bool {
	if len(w.out[d]) == 0 {
		return false
	}
	p := w.out[d][0]
	w.out[d] = w.out[d][1:]
	if w.see != nil {
		w.see(osi.Direction(d), p)
	}
	to := 1 - d
	if w.overtaking && onExpedited(p) {
		w.inX[to] = append(w.inX[to], p)
	} else {
		w.in[to] = append(w.in[to], p)
		w.before[to] = append(w.before[to], len(w.inX[to]))
	}
	return true
}

// take has end d take the next SPDU.
func (w *walk) take(d int) bool {
	var p session.SPDU
	normal := len(w.in[d]) > 0 && w.before[d][0] == 0
	switch {
	case len(w.inX[d]) > 0 && (!normal || w.r.IntN(2) == 0):
		p = w.inX[d][0]
		w.inX[d] = w.inX[d][1:]
		for i := range w.before[d] {
			w.before[d][i] = max(0, w.before[d][i]-1)
		}
	case normal:
		p = w.in[d][0]
		w.in[d], w.before[d] = w.in[d][1:], w.before[d][1:]
	default:
		return false
	}
	w.events++
	m := w.m[d]
	o, err := w.m[d].Receive(p)
	if err != nil {
		w.err = fmt.Errorf("end %d, units %v, expedited %v: %w; %+v", d, w.units, w.expedited, err, Variables(&m))
		w.ended = true
		return false
	}
	w.send(d, p, &o)
	return true
}

func (w *walk) drain() {
	for !w.ended && (w.pass(0) || w.pass(1) || w.take(0) || w.take(1)) {
	}
}

func (w *walk) step() {
	d := w.r.IntN(2)
	switch w.r.IntN(4) {
	case 0:
		w.pass(d)
	case 1:
		w.take(d)
	default:
		for range 12 {
			if w.request(d, w.choose(d)) {
				break
			}
		}
	}
}

func num(n int64) session.SerialNumber {
	if n < 0 {
		return nil
	}
	return session.Serial(uint64(n))
}

var data = session.Common{UserData: []byte{1}}

// choose makes an SPDU that the user of end d might want to send.
func (w *walk) choose(d int) session.SPDU {
	m, r := &w.m[d], w.r
	ss := m.symmetric()
	next := m.vm
	if ss {
		next = m.vms
	}
	if m.vcoll {
		return &session.Disconnect{}
	}
	k := r.IntN(30)
	if w.quiet {
		k = [...]int{4, 5, 6, 7, 8, 9, 11, 14, 16, 19}[r.IntN(10)]
	}
	switch k {
	case 0:
		return &session.TypedData{Common: data}
	case 1:
		return &session.ExpeditedData{Common: data}
	case 2:
		return &session.GiveTokens{Tokens: osi.Some(someTokens(r, m.owned))}
	case 3:
		return &session.PleaseTokens{Tokens: osi.Some(someTokens(r, m.available()))}
	case 4:
		return &session.MajorSyncAck{Serial: num(m.vm - 1)}
	case 5:
		if ss {
			return &session.MajorSyncAck{SecondSerial: num(m.vms)}
		}
		return &session.MajorSyncAck{Serial: num(m.vm - 1)}
	case 6:
		return w.resyncAck(m)
	case 7:
		return &session.ActivityInterruptAck{}
	case 8:
		return &session.ActivityDiscardAck{}
	case 9:
		return &session.CapabilityDataAck{}
	case 10:
		return &session.MinorSyncPoint{Serial: num(next), SyncType: session.SyncType(r.IntN(4))}
	case 11, 12:
		if ss {
			return &session.MinorSyncAck{Serial: num(m.varr + r.Int64N(max(m.vmr-m.varr, 1)))}
		}
		return &session.MinorSyncAck{Serial: num(m.va + r.Int64N(max(m.vm-m.va, 1)))}
	case 13:
		return &session.MajorSyncPoint{Serial: num(next)}
	case 14:
		return w.resync(m)
	case 15:
		return &session.CapabilityData{Common: data}
	case 16:
		return &session.ActivityInterrupt{}
	case 17:
		return &session.ActivityDiscard{}
	case 18:
		return &session.ActivityEnd{Serial: num(next)}
	case 19:
		return &session.NotFinished{}
	case 20:
		return &session.ActivityStart{Activity: []byte{1}}
	case 21:
		a := &session.ActivityResume{Activity: []byte{1}, OldActivity: []byte{2}, Serial: num(r.Int64N(9))}
		if ss {
			a.SecondSerial = num(r.Int64N(9))
		}
		return a
	case 22:
		return &session.GiveTokensConfirm{}
	case 23:
		return &session.ExceptionData{}
	case 24:
		if !w.long || r.IntN(200) == 0 {
			return &session.Finish{}
		}
	case 25:
		if n := 20; r.IntN(n) == 0 && (!w.long || r.IntN(n) == 0) {
			return &session.Abort{Disconnect: session.ReleaseTransport | session.UserAbort, Common: session.Common{UserData: make([]byte, r.IntN(20))}}
		}
		return &session.DataTransfer{Common: data}
	case 26:
		if r.IntN(10) == 0 {
			return &session.Disconnect{}
		}
	}
	return &session.DataTransfer{Common: data}
}

func someTokens(r *rand.Rand, of session.Tokens) session.Tokens {
	if t := of & session.Tokens(r.IntN(256)); t != 0 {
		return t
	}
	return of
}

// resync makes an RS that the user of m may ask for.
func (w *walk) resync(m *Machine) session.SPDU {
	r := w.r
	setting := session.TokenSetting(0)
	for _, t := range [...]session.Tokens{dk, mi, ma, tr} {
		setting = setting.With(t, uint8(r.IntN(3)))
	}
	s := &session.Resynchronize{Resync: session.Resync{Tokens: osi.Some(setting)}}
	flow := func(from, next int64) (osi.Opt[session.ResyncType], session.SerialNumber) {
		switch r.IntN(3) {
		case 0:
			return osi.Some(session.ResyncAbandon), num(next)
		case 1:
			return osi.Some(session.ResyncSet), num(r.Int64N(40))
		}
		return osi.Some(session.ResyncRestart), num(from + r.Int64N(max(next-from+1, 1)))
	}
	if !m.symmetric() {
		s.ResyncType, s.Serial = flow(m.vr, m.vm)
		return s
	}
	k := r.IntN(3)
	if k != 0 {
		s.ResyncType, s.Serial = flow(m.vrs, m.vms)
	}
	if k != 1 {
		s.SecondType, s.SecondSerial = flow(m.vrr, m.vmr)
	}
	return s
}

// resyncAck makes the RA that answers the RS that m has received.
func (w *walk) resyncAck(m *Machine) session.SPDU {
	setting := m.resyncTokens
	for _, t := range [...]session.Tokens{dk, mi, ma, tr} {
		if setting.Side(t) >= session.ResponderChoice {
			setting = setting.With(t, uint8(w.r.IntN(2)))
		}
	}
	s := &session.ResynchronizeAck{Resync: session.Resync{Tokens: osi.Some(setting)}}
	types := map[resync]osi.Opt[session.ResyncType]{
		resyncAbandon: osi.Some(session.ResyncAbandon), resyncSet: osi.Some(session.ResyncSet), resyncRestart: osi.Some(session.ResyncRestart),
	}
	number := func(t resync, nb, next int64) session.SerialNumber {
		switch t {
		case resyncAbandon:
			return num(next)
		case resyncRestart:
			return num(nb)
		case resyncSet:
			return num(w.r.Int64N(40))
		default:
			return nil
		}
	}
	if !m.symmetric() {
		s.Serial = number(m.vrsp, m.vrspnb, m.vm)
		return s
	}
	s.ResyncType, s.Serial = types[m.vrspr], number(m.vrspr, m.vrspnbr, m.vmr)
	s.SecondType, s.SecondSerial = types[m.vrsps], number(m.vrsps, m.vrspnbs, m.vms)
	return s
}

// agreement compares what both ends know when nothing is under way.
func (w *walk) agreement() error {
	a, b := &w.m[0], &w.m[1]
	if a.state != STA713 || b.state != STA713 {
		return nil
	}
	switch {
	case a.owned|b.owned != a.available() || a.owned&b.owned != 0:
		return fmt.Errorf("tokens %v and %v of %v", a.owned, b.owned, a.available())
	case a.fu(fuACT) && a.vact != b.vact:
		return fmt.Errorf("Vact %v and %v", a.vact, b.vact)
	case a.fu(fuACT) && !a.vact: // AS and AR begin anew
	case !a.symmetric() && a.selected&(fuSY|fuMA|fuRESYN|fuACT) != 0 && (a.vm != b.vm || !a.fu(fuEXCEP) && a.va != b.va || a.vr != b.vr):
		return fmt.Errorf("V(A), V(M), V(R) %d %d %d and %d %d %d", a.va, a.vm, a.vr, b.va, b.vm, b.vr)
	case a.symmetric() && (a.vms != b.vmr || a.vmr != b.vms || a.vas != b.varr || a.varr != b.vas || a.vrs != b.vrr || a.vrr != b.vrs):
		return fmt.Errorf("serial numbers of flows %+v and %+v", Variables(a), Variables(b))
	case a.vrsp != resyncNo || b.vrsp != resyncNo || a.vrsps|a.vrspr|b.vrsps|b.vrspr != resyncNo:
		return fmt.Errorf("a resynchronization is in progress")
	case a.queues+b.queues != 0:
		return fmt.Errorf("events are queued")
	}
	return nil
}

// finish brings a walk to a state in which nothing is under way, and ends the connection by a
// release or an abort.
func (w *walk) finish() error {
	w.quiet = true
	for range 400 {
		w.drain()
		if w.ended || w.m[0].state == STA713 && w.m[1].state == STA713 {
			break
		}
		for d := range 2 {
			w.request(d, w.choose(d))
		}
	}
	if w.ended || w.m[0].state == STA16 || w.m[1].state == STA16 {
		return nil
	}
	if err := w.agreement(); err != nil {
		return err
	}
	if w.m[0].state == STA713 && w.m[1].state == STA713 && w.r.IntN(2) == 0 {
		return w.release()
	}
	if !w.request(0, &session.Abort{Disconnect: session.ReleaseTransport}) {
		return fmt.Errorf("no abort in %v", w.m[0].state)
	}
	w.drain()
	if w.m[0].state != STA16 || w.m[1].state != STA01 {
		return fmt.Errorf("aborted: %v and %v", w.m[0].state, w.m[1].state)
	}
	return nil
}

// release ends the activity, moves the tokens to the initiator and releases.
func (w *walk) release() error {
	if w.m[0].Activity() {
		for d := range 2 {
			if w.request(d, &session.ActivityInterrupt{}) {
				w.drain()
				w.request(1-d, &session.ActivityInterruptAck{})
				w.drain()
			}
		}
	}
	if t := w.m[1].owned; t != 0 {
		w.request(1, &session.GiveTokens{Tokens: osi.Some(t)})
		w.drain()
	}
	if !w.request(0, &session.Finish{}) {
		return fmt.Errorf("no release: %+v", Variables(&w.m[0]))
	}
	w.drain()
	if !w.request(1, &session.Disconnect{}) {
		return fmt.Errorf("no response to a release: %+v", Variables(&w.m[1]))
	}
	w.drain()
	if w.m[0].state != STA01 || w.m[1].state != STA16 {
		return fmt.Errorf("released: %v and %v", w.m[0].state, w.m[1].state)
	}
	return nil
}

// TestWalks has two machines, each told by its own user what to send, exchange SPDUs that cross: no
// machine ever refuses what a conforming peer sent, both agree on tokens, numbers and activities
// when nothing is under way, and can always release or abort.
func TestWalks(t *testing.T) {
	t.Parallel()
	events, races := 0, map[string]int{}
	for seed := range uint64(*walks) {
		w := newWalk(seed)
		w.connect()
		for range length(seed) {
			if w.ended {
				break
			}
			w.step()
		}
		err := w.err
		if err == nil {
			err = w.finish()
		}
		if err == nil {
			err = w.err
		}
		events += w.events
		if err != nil {
			if name := knownRace(err, w); name != "" {
				races[name]++
				continue
			}
			t.Errorf("walk %d: %v", seed, err)
			if races["shown"]++; races["shown"] > 20 {
				t.FailNow()
			}
		}
	}
	t.Logf("%d walks, %d events; races of the standard: %v", *walks, events, races)
}

// knownRace names the cells of the standard in which conforming ends meet a protocol error:
// docs/conformance/spm.md.
func knownRace(err error, w *walk) string {
	var f *StateError
	if !errors.As(err, &f) {
		if w.oneFlow {
			return "one flow: no agreement"
		}
		return ""
	}
	name := f.Event.String() + " in " + f.State.String()
	switch ss := w.units.Has(fuSS); {
	case ss && w.oneFlow:
		return "one flow: " + name
	case w.expedited && (f.State == STA713 && (f.Event == EventAI || f.Event == EventAD)),
		ss && f.State == STA11A,
		ss && w.units.Has(fuDS) && f.Event == EventMIA,
		w.overtaking && f.State == STA15C && (f.Event == EventRS || f.Event == EventRSa || f.Event == EventRSr || f.Event == EventRSs),
		w.overtaking && ss && f.Event == EventRA && f.State == STA06,
		w.overtaking && w.units.Has(fuDS) && f.State == STA15B && (f.Event == EventED || f.Event == EventER || f.Event == EventFNnr):
		return name
	}
	return ""
}
