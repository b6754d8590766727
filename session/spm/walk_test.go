package spm

import (
	"flag"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/session"
)

var walks = flag.Int("walks", 1500, "random walks of two machines")

// count is the number of walks; -short is for the race detector.
func count() uint64 {
	if testing.Short() {
		return uint64(*walks / 10)
	}
	return uint64(*walks)
}

// A walk joins two machines by flows with delay. Somebody on the path sees each SPDU on its way.
type walk struct {
	r          *rand.Rand
	m          [2]Machine
	units      session.FunctionalUnits
	expedited  bool
	overtaking bool
	early      bool              // what is on the expedited flow overtakes on its way to the observer, too
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
	reports    bool // an end may report any SPDU by an ER: it takes no more user data, A.4.3.1.2
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
	w.early = w.overtaking && seed%2 == 0
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
	i := 0
	if w.early && w.r.IntN(2) == 0 {
		i = max(0, slices.IndexFunc(w.out[d], onExpedited))
	}
	p := w.out[d][i]
	w.out[d] = slices.Delete(w.out[d], i, i+1)
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
	if w.reports && m.MayReport() && !onExpedited(p) && w.r.IntN(60) == 0 {
		w.m[d].state = STA20
		w.out[d] = append(w.out[d], &session.ExceptionReport{Reflect: []byte{1}})
		return true
	}
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

var data = session.Common{UserData: []byte{1}}

// TestWalks has two machines, each told by its own user what to send, exchange SPDUs that cross: no
// machine ever refuses what a conforming peer sent, both agree on tokens, numbers and activities
// when nothing is under way, and can always release or abort.
func TestWalks(t *testing.T) {
	t.Parallel()
	events, races := 0, map[string]int{}
	for seed := range count() {
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
	t.Logf("%d walks, %d events; races of the standard: %v", count(), events, races)
}
