package ppm

import (
	"flag"
	"math/rand/v2"
	"testing"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/presentation"
)

var walkEvents = flag.Int("walk", 60_000, "events of random walks of two machines")

// long returns a tenth of n with -short, which is for the race detector.
func long(n int) int {
	if testing.Short() {
		return n / 10
	}
	return n
}

// A message is what one end has sent, under way to the other.
type message struct {
	p      presentation.PPDU
	params Parameters
}

// A walkEnd is one end of a walk: a machine, its user, who is random, and what the session service
// lets him do.
type walkEnd struct {
	m        Machine
	awaitRSA bool // it has sent an RS: the session discards what comes before the RSA
	owesRSA  bool // it has an RS, and may send nothing but the RSA, or abort
	awaitAIA bool // the same of an AI
	owesAIA  bool
	awaitGT  bool // it has sent an ED: the session discards what comes before a GT, RS or AI
	owesGT   bool
	finSent  bool // it has sent an FN: nothing more until it is answered
	finHeard bool // it has an FN and has not answered it
	answered bool // it has answered a colliding FN
	over     bool
	next     int64 // identifier that it adds next
}

// A walk is two ends, and the two places of each direction that a message is in: before and behind
// the one who watches.
type walk struct {
	t      testing.TB
	r      *rand.Rand
	ends   [2]walkEnd
	sent   [2][]message // by direction, before the watcher
	passed [2][]message // behind the watcher
	watch  func(d osi.Direction, m message)

	units  presentation.Requirements
	refuse bool // releases are refused at times: only the initiator releases
	resync bool // the resynchronize functional unit
	// ED and AI, behind which the sets of the ends may differ: a PPDU of a conforming end may then
	// be refused
	races  bool
	serial uint32
	events int
	aborts int
	differ int // PPDUs that were refused since the sets differ
}

// admit is the session service with ED and AI: it reports whether it delivers what arrives at end
// i.
func (w *walk) admit(i int, event Event) bool {
	e := &w.ends[i]
	switch {
	case event == EventARU || event == EventARP || event == EventSUABindnd:
		return true
	case event == EventSACTIind:
		if e.awaitAIA && i == 0 || e.awaitRSA && i == 0 { // a collision: the initiator wins
			return false
		}
		e.awaitAIA, e.awaitRSA, e.awaitGT, e.owesGT, e.owesRSA, e.owesAIA = false, false, false, false, false, true
	case event == EventSACTIcnf:
		if !e.awaitAIA {
			return false
		}
		e.awaitAIA = false
	case event == EventRS:
		if e.awaitAIA && i == 0 || e.awaitRSA && i == 0 {
			return false
		}
		e.awaitAIA, e.awaitGT, e.owesGT, e.owesAIA = false, false, false, false
	case event == EventRSA:
		return e.awaitRSA
	case event == EventSUERind:
		if e.awaitAIA || e.awaitRSA || e.awaitGT {
			return false
		}
		e.owesGT = true
	case event == EventSGTind:
		if e.awaitAIA || e.awaitRSA {
			return false
		}
		e.awaitGT = false
	default:
		return !e.awaitAIA && !e.awaitRSA && !e.awaitGT
	}
	return true
}

func newWalk(t testing.TB, r *rand.Rand) *walk {
	t.Helper()
	w := &walk{t: t, r: r, refuse: r.IntN(2) == 0, resync: r.IntN(2) == 0}
	w.units = pick(r, 0, presentation.ContextManagement, presentation.ContextManagement,
		presentation.ContextManagement|presentation.ContextRestoration)
	w.ends[1].next = 2
	ids := pick(r, nil, []int64{1}, []int64{1, 3}, []int64{1, 3, 5})
	w.ends[0].next = int64(2*len(ids) + 1)
	cp := &presentation.Connect{Contexts: testContexts(ids...), Requirements: w.units}
	cp.UserData = w.values(ids)
	if !w.send(0, cp, Parameters{}) {
		t.Fatal("no CP")
	}
	w.deliver(0)
	w.deliver(0)
	cpa := &presentation.ConnectAccept{
		Requirements: w.units,
		Results:      testResults(len(ids), func(int) presentation.Outcome { return pick(r, presentation.Acceptance, presentation.UserRejection) }),
	}
	if !w.send(1, cpa, Parameters{}) {
		t.Fatal("no CPA")
	}
	return w
}

// values returns user data with values of contexts at random, of those that are known.
func (w *walk) values(ids []int64) (u presentation.UserData) {
	for range w.r.IntN(3) {
		if len(ids) == 0 {
			u.Simple, u.PDVs = []byte{5, 0}, nil
			return u
		}
		u.PDVs = append(u.PDVs, presentation.PDV{Context: pick(w.r, ids...), Value: []byte{5, 0}})
	}
	return u
}

// usual returns values of the DCS of end i, simply encoded where 8.4.1 says so.
func (w *walk) usual(i int) (u presentation.UserData) {
	set := w.ends[i].m.Contexts()
	var ids []int64
	for c := range set.All() {
		ids = append(ids, c.ID)
	}
	if u = w.values(ids); len(u.PDVs) > 0 && set.Simple() {
		u = presentation.UserData{Simple: []byte{5, 0}}
	}
	return u
}

// send lets end i send p, and reports whether its machine does.
func (w *walk) send(i int, p presentation.PPDU, params Parameters) bool {
	before := w.ends[i].m.describe()
	if err := w.ends[i].m.Send(p, params); err != nil {
		if w.ends[i].m.describe() != before {
			w.t.Fatalf("%v: the machine is not as it was", err)
		}
		return false
	}
	w.events++
	w.sent[i] = append(w.sent[i], message{p, params})
	return true
}

// deliver moves one message of direction d: past the watcher, or to the other end.
func (w *walk) deliver(d int) {
	if len(w.passed[d]) > 0 && (len(w.sent[d]) == 0 || w.r.IntN(2) == 0) {
		m := w.passed[d][0]
		w.passed[d] = w.passed[d][1:]
		w.receive(1-d, m)
		return
	}
	if len(w.sent[d]) > 0 {
		m := w.sent[d][0]
		w.sent[d] = w.sent[d][1:]
		w.passed[d] = append(w.passed[d], m)
		if w.watch != nil {
			w.watch(osi.Direction(d&1), m)
		}
	}
}

// receive gives a message to end i, unless the session service discards it.
func (w *walk) receive(i int, m message) {
	e := &w.ends[i]
	if e.over {
		return
	}
	c, _ := eventsOf(m.p, m.params.Negative)
	if w.races && !w.admit(i, c.received) {
		return
	}
	switch event := c.received; {
	case event == EventRS:
		if e.awaitRSA && i == 0 { // both have sent one: that of the initiator wins
			return
		}
		e.awaitRSA, e.owesRSA, e.finSent, e.finHeard = false, true, false, false
	case event == EventRSA:
		if !e.awaitRSA {
			return
		}
		e.awaitRSA = false
	case event == EventARU || event == EventARP || event == EventSUABindnd:
	default:
		if e.awaitRSA {
			return
		}
	}
	w.events++
	if _, err := e.m.Receive(m.p, m.params); err != nil {
		if w.races && c.received != EventARU && c.received != EventACA {
			w.differ++
		} else if c.received != EventARU && !w.races { // its contexts may have changed on the way
			w.t.Fatalf("end %d: %v of a conforming end", i, err)
		}
		e.over = true
		return
	}
	switch event := c.received; {
	case event == EventSRELind:
		e.finHeard = true
	case event == EventSRELcnfReject:
		e.finSent = false
	case event == EventSRELcnfAccept:
		if e.m.state == STAI0 {
			e.over = true
		} else {
			e.answered = true
		}
	case event == EventARU || event == EventARP || event == EventSUABindnd || event == EventCPR:
		e.over = true
	}
}

// act lets the user of end i do something.
func (w *walk) act(i int) {
	e := &w.ends[i]
	r := w.r
	switch {
	case e.over || e.m.state == STAI0 || e.m.state == STAI1:
		return
	case r.IntN(400) == 0:
		w.abort(i)
		return
	case e.awaitRSA || e.awaitAIA || e.awaitGT:
		return
	case e.owesAIA:
		e.owesAIA = !w.send(i, &presentation.Data{Primitive: presentation.SActivityInterruptConfirm, UserData: w.usual(i)}, Parameters{})
		return
	case e.owesGT:
		e.owesGT = !w.send(i, &presentation.Data{Primitive: presentation.STokenGive, UserData: w.usual(i)}, Parameters{})
		return
	case e.owesRSA:
		rsa := &presentation.Resynchronize{Acknowledge: true, UserData: w.usual(i)}
		w.list(i, rsa)
		e.owesRSA = !w.send(i, rsa, Parameters{SerialNumber: w.serial})
		return
	case e.finSent && e.finHeard: // a collision: the initiator answers first
		if (i == 0 || e.answered) && w.send(i, &presentation.Data{Primitive: presentation.SReleaseConfirm, UserData: w.usual(i)}, Parameters{}) {
			e.over, e.finHeard = e.m.state == STAI0, false
		}
		return
	case e.finSent:
		return
	case e.finHeard && r.IntN(3) == 0:
		no := w.refuse && r.IntN(2) == 0
		if w.send(i, &presentation.Data{Primitive: presentation.SReleaseConfirm, UserData: w.usual(i)}, Parameters{Negative: no}) {
			e.finHeard, e.over = false, !no
		}
		return
	}
	w.free(i)
}

// free lets the user of end i do what the session service allows in its data transfer phase.
func (w *walk) free(i int) {
	e, r := &w.ends[i], w.r
	switch n := r.IntN(20); {
	case w.races && n < 3 && !e.finHeard:
		switch r.IntN(3) {
		case 0:
			e.awaitAIA = w.send(i, &presentation.Data{Primitive: presentation.SActivityInterrupt, UserData: w.usual(i)}, Parameters{})
		case 1:
			e.awaitGT = i == 0 && w.send(i, &presentation.Data{Primitive: presentation.SUserExceptionReport, UserData: w.usual(i)}, Parameters{})
		case 2:
			if i == 1 {
				w.send(i, &presentation.Data{Primitive: presentation.STokenGive, UserData: w.usual(i)}, Parameters{})
			}
		}
	case n < 6:
		p := pick(r, presentation.SData, presentation.STypedData, presentation.SCapabilityData, presentation.STokenPlease, presentation.SSyncMinorConfirm)
		u := w.usual(i)
		if r.IntN(4) == 0 { // mostly refused
			u = w.values([]int64{1, 2, 3, 4, 5, 6, 99})
		}
		w.send(i, &presentation.Data{Primitive: p, UserData: u}, Parameters{})
	case n < 7:
		w.send(i, &presentation.Data{Primitive: presentation.SExpeditedData, UserData: presentation.UserData{Simple: []byte{5, 0}}}, Parameters{})
	case n < 10:
		w.alter(i)
	case n < 15:
		w.answer(i)
	case n < 16 && w.resync && !e.finHeard && (w.units&presentation.ContextRestoration == 0 || w.quiet()):
		rs := &presentation.Resynchronize{UserData: w.usual(i)}
		w.list(i, rs)
		kind := pick(r, Restart, Abandon, Set)
		serial := w.serial + uint32(r.IntN(2))
		if w.units&presentation.ContextRestoration != 0 && kind != Abandon {
			serial = w.restored(i, rs, kind, serial)
		}
		e.awaitRSA = w.send(i, rs, Parameters{Resync: kind, SerialNumber: serial})
	case n < 17 && w.units&presentation.ContextRestoration != 0 && w.quiet():
		w.serial++
		w.send(i, &presentation.Data{Primitive: presentation.SSyncMinor}, Parameters{SerialNumber: w.serial})
	case n < 18 && r.IntN(8) == 0 && (!w.refuse || i == 0) && !e.finHeard:
		e.finSent = w.send(i, &presentation.Data{Primitive: presentation.SRelease, UserData: w.usual(i)}, Parameters{})
	}
}

// restored makes the list of an RS that of the set that results, by a machine of its own.
func (w *walk) restored(i int, rs *presentation.Resynchronize, kind ResyncType, serial uint32) uint32 {
	m := w.ends[i].m
	in := input{event: EventPRSYNreq, ppdu: rs, data: &rs.UserData, params: Parameters{Resync: kind, SerialNumber: serial}}
	c := cells[EventPRSYNreq][m.state]
	for k := c.first; k < c.first+uint16(c.count); k++ {
		if m.holds(&in, rows[k].when) {
			m.act(&in, &rows[k])
			break
		}
	}
	set := m.Contexts()
	rs.Contexts, rs.UserData = []presentation.ContextName{}, presentation.UserData{}
	for c := range set.All() {
		rs.Contexts = append(rs.Contexts, presentation.ContextName{ID: c.ID, TransferSyntax: c.TransferSyntax})
	}
	return serial
}

func (w *walk) list(i int, rs *presentation.Resynchronize) {
	if w.units&presentation.ContextManagement == 0 {
		return
	}
	rs.Contexts = []presentation.ContextName{}
	for c := range w.ends[i].m.Contexts().All() {
		rs.Contexts = append(rs.Contexts, presentation.ContextName{ID: c.ID, TransferSyntax: c.TransferSyntax})
	}
}

func (w *walk) alter(i int) {
	e, r := &w.ends[i], w.r
	ac := &presentation.AlterContext{UserData: w.usual(i)}
	for range r.IntN(3) {
		ac.Additions = append(ac.Additions, testContexts(e.next+2*int64(len(ac.Additions)))...)
	}
	for c := range e.m.Contexts().All() {
		if r.IntN(3) == 0 {
			ac.Deletions = append(ac.Deletions, c.ID)
		}
	}
	if w.send(i, ac, Parameters{}) {
		e.next += 2 * int64(len(ac.Additions))
	}
}

func (w *walk) answer(i int) {
	e, r := &w.ends[i], w.r
	ac := e.m.remote
	if ac == nil {
		return
	}
	aca := &presentation.AlterContextAcknowledge{UserData: w.usual(i)}
	outcome := func(int) presentation.Outcome {
		return pick(r, presentation.Acceptance, presentation.Acceptance, presentation.ProviderRejection)
	}
	aca.Additions = testResults(len(ac.Additions), outcome)
	for range ac.Deletions {
		aca.Deletions = append(aca.Deletions, pick(r, presentation.Acceptance, presentation.Acceptance, presentation.UserRejection))
	}
	w.send(i, aca, Parameters{})
}

func (w *walk) abort(i int) {
	set := w.ends[i].m.Contexts()
	aru := &presentation.AbnormalReleaseUser{UserData: w.usual(i)}
	for k := range aru.UserData.PDVs {
		c, _ := set.Lookup(aru.UserData.PDVs[k].Context)
		if k == 0 || c.ID != aru.Contexts[0].ID {
			aru.Contexts = append(aru.Contexts, presentation.ContextName{ID: c.ID, TransferSyntax: c.TransferSyntax})
		}
	}
	if !w.send(i, aru, Parameters{}) && !w.send(i, &presentation.AbnormalReleaseUser{}, Parameters{}) {
		w.t.Fatalf("end %d in %s: cannot abort", i, w.ends[i].m.state)
	}
	w.ends[i].over = true
	w.aborts++
}

// quiet reports whether nothing is under way.
func (w *walk) quiet() bool {
	for d := range 2 {
		if len(w.sent[d])+len(w.passed[d]) > 0 || w.ends[d].m.state != STAt0 || w.ends[d].awaitRSA || w.ends[d].owesRSA || w.ends[d].finSent {
			return false
		}
	}
	return true
}

// agree checks, when nothing is under way, that both ends have the same sets, and that states are
// those of each other's peer.
func (w *walk) agree() {
	a, b := &w.ends[0].m, &w.ends[1].m
	if !sameMembers(&a.dcs, &b.dcs) && a.local == nil && b.local == nil {
		w.t.Fatalf("the ends differ:\n%s\n%s", a.describe(), b.describe())
	}
	peer := map[State]State{STAt0: STAt0, STAac0: STAac1, STAac1: STAac0, STAac2: STAac2}
	if peer[a.state] != b.state {
		w.t.Fatalf("the ends are in %s and %s", a.state, b.state)
	}
	if w.units&presentation.ContextRestoration != 0 && w.quiet() {
		for n := range w.serial + 1 {
			x, y := a.stored.find(a.activity, int64(n)), b.stored.find(b.activity, int64(n))
			if (x == nil) != (y == nil) || x != nil && !sameMembers(x, y) {
				w.t.Fatalf("the ends differ at point %d", n)
			}
		}
	}
}

func (w *walk) run(steps int) {
	for n := 0; n < steps && (!w.ends[0].over || !w.ends[1].over); n++ {
		i := w.r.IntN(2)
		switch k := w.r.IntN(10); {
		case k < 4:
			w.act(i)
		case k < 9:
			w.deliver(i)
		default: // all arrives
			for len(w.sent[0])+len(w.passed[0])+len(w.sent[1])+len(w.passed[1]) > 0 {
				w.deliver(w.r.IntN(2))
			}
			if !w.races && !w.ends[0].over && !w.ends[1].over && !w.ends[0].awaitRSA && !w.ends[1].awaitRSA {
				w.agree()
			}
		}
	}
}

// Two machines back to back, with users at random and messages that cross: whatever one may send,
// the other may receive. Their sets are the same when nothing is under way, and each can abort at
// any time. Behind the walk, a release ends what still lives.
func TestWalks(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(226, 1994))
	events, walks, aborts, released := 0, 0, 0, 0
	for ; events < long(*walkEvents); walks++ {
		w := newWalk(t, r)
		w.run(20 + r.IntN(200))
		for n := 0; n < 400 && !w.ends[0].over && !w.ends[1].over; n++ { // to an end
			for len(w.sent[0])+len(w.passed[0])+len(w.sent[1])+len(w.passed[1]) > 0 {
				w.deliver(r.IntN(2))
			}
			for i := range 2 {
				if w.ends[i].awaitRSA || w.ends[i].owesRSA || w.ends[i].finSent || w.ends[i].finHeard {
					w.act(i)
				}
			}
			if e := &w.ends[0]; !e.over && !e.finSent && !e.awaitRSA && !e.owesRSA && !w.ends[1].awaitRSA && !w.ends[1].finSent && e.m.state >= STAt0 {
				e.finSent = w.send(0, &presentation.Data{Primitive: presentation.SRelease}, Parameters{})
			}
		}
		if !w.ends[0].over && !w.ends[1].over {
			t.Fatalf("no release: %+v %+v", w.ends[0], w.ends[1])
		}
		if aborts += w.aborts; w.aborts == 0 {
			released++
		}
		events += w.events
	}
	t.Logf("%d events in %d walks; %d released, %d aborted", events, walks, released, aborts)
}
