package association_test

import (
	"errors"
	"flag"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/acse"
	"github.com/osi-go/osi/acse/acpm"
	"github.com/osi-go/osi/presentation"
	"github.com/osi-go/osi/session"
	"github.com/osi-go/osi/session/spm"
	"github.com/osi-go/osi/stack"
	"github.com/osi-go/osi/stack/association"
	"github.com/osi-go/osi/transport"
	"github.com/osi-go/osi/validate"
)

var walks = flag.Int("walks", 1000, "random walks of two associations")

// A walk is two associations back to back with users at random. What one sends passes the strict
// gate in pieces and reaches the other in others, later.
type walk struct {
	r         *rand.Rand
	carrier   stack.Carrier
	ends      [2]*association.Association
	gate      *validate.Stream
	sent      [2][][]byte // by sender, before the gate
	passed    [2][][]byte // behind it
	units     session.FunctionalUnits
	manages   bool
	expedited bool // the transport expedited flow is used
	events    int
	requests  int
	kinds     map[string]int
	aborted   map[string]int // by state
	next      [2]int64       // identifier of the next context
	proposed  [2]*presentation.AlterContext
	owed      [2]stack.PDU
	connected [2]bool
	over      [2]bool // told so
	activity  bool    // an AI, AD or ED was sent
	purged    bool    // an RS was sent
	quiet     bool    // users only let what is under way come to an end
	err       error
}

func (w *walk) fail(format string, args ...any) {
	if w.err == nil {
		w.err = fmt.Errorf(format, args...)
	}
}

func newWalk(seed uint64) *walk {
	r := rand.New(rand.NewPCG(seed, 8650))
	w := &walk{r: r, kinds: map[string]int{}, aborted: map[string]int{}, next: [2]int64{101, 102}}
	if r.IntN(3) == 0 {
		w.carrier = stack.NSDUs
	}
	w.expedited = w.carrier == stack.TPKTs && r.IntN(3) == 0
	u := session.FUDuplex
	if r.IntN(2) == 0 {
		u = session.FUHalfDuplex
	}
	for _, f := range [...]session.FunctionalUnits{
		session.FUMajorSynchronize, session.FUResynchronize, session.FUActivityManagement, session.FUNegotiatedRelease, session.FUTypedData,
	} {
		if r.IntN(2) == 0 {
			u |= f
		}
	}
	switch r.IntN(4) {
	case 0:
		u |= session.FUSymmetricSynchronize
	case 1, 2:
		u |= session.FUMinorSynchronize
	}
	if u.Has(session.FUActivityManagement) && r.IntN(2) == 0 {
		u |= session.FUCapabilityData
	}
	if u.Has(session.FUHalfDuplex) && r.IntN(2) == 0 {
		u |= session.FUExceptions
	}
	if w.expedited && r.IntN(2) == 0 {
		u |= session.FUExpeditedData
	}
	w.units = u
	guard, err := validate.New(validate.Strict())
	if err != nil {
		panic(err)
	}
	w.gate = guard.Stream(w.carrier)
	for d := range w.ends {
		w.ends[d] = association.New(osi.Direction(d), association.Config{Carrier: w.carrier})
	}
	return w
}

func (w *walk) value() *stack.Value {
	n := w.r.IntN(20)
	if w.r.IntN(8) == 0 {
		n = w.r.IntN(3000)
	}
	v := []byte{4, 0x82, byte(n >> 8), byte(n)}
	return &stack.Value{AbstractSyntax: mms, Octets: append(v, make([]byte, n)...)}
}

// open makes the PDUs of all layers.
func (w *walk) open() []stack.PDU {
	r := w.r
	cr := &transport.ConnectionRequest{}
	if w.expedited {
		cr.Options = osi.Some(transport.OptionExpedited)
	}
	if r.IntN(2) == 0 {
		cr.TPDUSize = transport.TPDUSize(7 + r.IntN(5))
	}
	cn := &session.Connect{Requirements: osi.Some(w.units)}
	if w.units&(session.FUMinorSynchronize|session.FUSymmetricSynchronize|session.FUMajorSynchronize|session.FUResynchronize) != 0 && w.units&session.FUActivityManagement == 0 {
		cn.InitialSerial = session.Serial(r.Uint64N(30))
		if w.units.Has(session.FUSymmetricSynchronize) {
			cn.SecondInitialSerial = session.Serial(r.Uint64N(30))
		}
	}
	setting := session.TokenSetting(0)
	for _, t := range tokens {
		setting = setting.With(t, uint8(r.IntN(3)))
	}
	cn.TokenSetting = osi.Some(setting)
	if r.IntN(3) == 0 {
		cn.TSDUSize = osi.Some(session.TSDUSize{ToResponder: uint16(100 + r.IntN(900)), ToInitiator: uint16(100 + r.IntN(900))})
	}
	if r.IntN(2) == 0 {
		cn.Options = session.ExtendedConcatenation
	}
	if r.IntN(4) == 0 {
		cn.CalledSelector, cn.CallingSelector = []byte("called"), []byte("calling")
	}
	cp := &presentation.Connect{Contexts: association.Contexts(mms)}
	if r.IntN(8) == 0 { // one context: values are simply encoded
		cp.Contexts = cp.Contexts[:1]
	}
	if w.manages = r.IntN(2) == 0 && w.units.Has(session.FUTypedData); w.manages {
		cp.Requirements = presentation.ContextManagement
	}
	pdus := []stack.PDU{cr, cn, cp, &acse.AssociateRequest{ApplicationContext: osi.MustOID("1.0.9506.2.3")}}
	if r.IntN(2) == 0 && len(cp.Contexts) > 1 {
		pdus = append(pdus, w.value())
	}
	if r.IntN(20) == 0 && len(cp.Contexts) > 1 { // Data Overflow
		pdus = append(pdus, &stack.Value{AbstractSyntax: mms, Octets: append([]byte{4, 0x82, 0x40, 0}, make([]byte, 0x4000)...)})
	}
	return pdus
}

var tokens = [...]session.Tokens{session.DataToken, session.MinorToken, session.MajorToken, session.ReleaseToken}

// request has the user at end d send PDUs, if it may now.
func (w *walk) request(d int, pdus ...stack.PDU) bool {
	if err := w.ends[d].Send(pdus...); err != nil {
		if e := osi.AsError(err); e == nil || e.Kind != osi.ErrState && e.Kind != osi.ErrMissing && e.Kind != osi.ErrValue && e.Kind != osi.ErrLimit {
			w.fail("end %d, %v: %w", d, pdus, err)
		}
		return false
	}
	w.requests++
	w.kinds[pdus[0].String()]++
	if len(pdus) > 3 {
		w.kinds["extended concatenation"]++
	}
	return true
}

func (w *walk) collect() {
	for d, a := range w.ends {
		w.sent[d] = append(w.sent[d], a.Output()...)
	}
}

// cut takes a piece off the front of a queue: of a stream any number of octets, else a unit.
func (w *walk) cut(queue *[][]byte) []byte {
	b := (*queue)[0]
	n := len(b)
	if w.carrier == stack.TPKTs && w.r.IntN(3) == 0 {
		n = 1 + w.r.IntN(n)
	}
	if (*queue)[0] = b[n:]; n == len(b) {
		*queue = (*queue)[1:]
	}
	return b[:n:n]
}

// pass lets something of end d pass the gate.
func (w *walk) pass(d int) bool {
	if len(w.sent[d]) == 0 {
		return false
	}
	piece := w.cut(&w.sent[d])
	for rest := piece; ; {
		var v validate.Verdict
		v, rest = w.gate.Check(osi.Direction(d), rest)
		switch v.Action {
		case validate.Reject:
			w.fail("the gate refuses what end %d sends: %w (%x)", d, v.Err, v.Octets)
			return false
		case validate.Pass:
			for unit := range v.Units() {
				w.passed[d] = append(w.passed[d], slices.Clone(unit))
			}
		}
		if len(rest) == 0 {
			return true
		}
	}
}

// take has end d take something that has passed.
func (w *walk) take(d int) bool {
	if len(w.passed[1-d]) == 0 {
		return false
	}
	for ev := range w.ends[d].Receive(w.cut(&w.passed[1-d])) {
		w.events++
		w.hear(d, ev)
	}
	return true
}

// hear is the user at end d.
func (w *walk) hear(d int, ev association.Event) {
	a := w.ends[d]
	check := func(err error) {
		if err != nil {
			w.fail("end %d, %T: %w", d, ev, err)
		}
	}
	w.kinds[fmt.Sprintf("%T", ev)[len("*association."):]]++
	switch ev := ev.(type) {
	case *association.Connecting:
		cc := &transport.ConnectionConfirm{}
		cc.TPDUSize, cc.Options = ev.CR.TPDUSize, ev.CR.Options
		check(a.Accept(cc))
	case *association.Requested:
		var values []stack.PDU
		if w.r.IntN(2) == 0 && len(ev.CP.Contexts) > 1 {
			values = append(values, w.value())
		}
		w.connected[d] = true
		if cpa := w.accepts(ev); cpa != nil {
			values = append([]stack.PDU{cpa}, values...)
		}
		check(a.Accept(values...))
	case *association.Opened:
		w.connected[d] = true
	case *association.Refused:
		w.fail("end %d: refused: %v", d, ev)
	case *association.Aborted:
		if w.over[d] = true; ev.Err != nil {
			w.fail("end %d: %w", d, ev.Err)
		}
	case *association.Released:
		w.over[d] = true
	case *association.Data:
		for _, v := range ev.Values {
			if v.AbstractSyntax != mms && ev.Primitive != presentation.SExpeditedData {
				w.fail("end %d: value of %v, context %d", d, v.AbstractSyntax, v.Context)
			}
		}
	case *association.Indication:
		switch p := ev.PPDU.(type) {
		case *presentation.AlterContext:
			w.proposed[d] = p
		}
		if _, ok := ev.SPDU.(*session.Resynchronize); ok {
			w.owed[d] = ev.SPDU
		}
	}
}

// accepts makes a CPA with context management.
func (w *walk) accepts(ev *association.Requested) stack.PDU {
	if !w.manages {
		return nil
	}
	cpa := ev.CP.Accept(func(*presentation.Context) presentation.Result {
		return presentation.Result{TransferSyntax: presentation.BasicEncoding()}
	})
	cpa.Requirements = presentation.ContextManagement
	return cpa
}

func some(r *rand.Rand, of session.Tokens) osi.Opt[session.Tokens] {
	if t := of & session.Tokens(r.IntN(256)); t != 0 {
		return osi.Some(t)
	}
	return osi.Some(of)
}

// act lets the user at end d do something.
func (w *walk) act(d int) {
	a, r := w.ends[d], w.r
	if !w.connected[d] || w.over[d] || a.Ended() {
		return
	}
	m := a.Session()
	if m.State() == spm.STA09 { // asked to release
		if w.units.Has(session.FUNegotiatedRelease) && r.IntN(3) == 0 && m.Tokens()&session.ReleaseToken == 0 {
			w.request(d, &session.NotFinished{}, &acse.ReleaseResponse{Reason: osi.Some(acse.ReleasedNotFinished)})
		} else if err := a.Release(); err != nil {
			w.fail("end %d: release: %w", d, err)
		}
		return
	}
	k := r.IntN(34)
	if w.quiet {
		k = [...]int{2, 4, 5, 6, 7, 8, 9, 11, 14, 27}[r.IntN(10)]
	}
	ss := m.Selected().Has(session.FUSymmetricSynchronize)
	va, vm, vr := m.Serials()
	ra, rm, rr := m.ReceivingSerials()
	switch k {
	case 0, 1:
		w.request(d, &session.TypedData{}, w.value())
	case 2:
		w.request(d, &session.GiveTokens{Tokens: some(r, m.Tokens())})
	case 3:
		w.request(d, &session.PleaseTokens{Tokens: some(r, m.Selected().Tokens())})
	case 4, 5:
		w.request(d, &session.MajorSyncAck{})
	case 6:
		w.request(d, w.resyncAck(d, vm, rm, ss))
	case 7:
		w.request(d, &session.ActivityInterruptAck{})
	case 8:
		w.request(d, &session.ActivityDiscardAck{})
	case 9:
		w.request(d, &session.CapabilityDataAck{})
	case 10:
		w.request(d, &session.MinorSyncPoint{SyncType: session.SyncType(r.IntN(2))}, w.value())
	case 11, 12:
		if ss {
			va, vm = ra, rm
		}
		w.request(d, &session.MinorSyncAck{Serial: session.Serial(uint64(max(va+r.Int64N(max(vm-va, 1)), 0)))})
	case 13:
		w.request(d, &session.MajorSyncPoint{})
	case 14:
		w.purged = w.request(d, w.resync(vm, vr, rm, rr, ss)) || w.purged
	case 15:
		w.request(d, &session.CapabilityData{}, w.value())
	case 16:
		w.activity = w.request(d, &session.ActivityInterrupt{}) || w.activity
	case 17:
		w.activity = w.request(d, &session.ActivityDiscard{}) || w.activity
	case 18:
		w.request(d, &session.ActivityEnd{})
	case 19, 20:
		w.request(d, &session.ActivityStart{Activity: []byte{1}})
	case 21:
		ar := &session.ActivityResume{Activity: []byte{1}, OldActivity: []byte{2}, Serial: session.Serial(r.Uint64N(9))}
		if ss {
			ar.SecondSerial = session.Serial(r.Uint64N(9))
		}
		w.request(d, ar)
	case 22:
		w.request(d, &session.GiveTokensConfirm{})
	case 23:
		if r.IntN(4) == 0 {
			w.activity = w.request(d, &session.ExceptionData{}) || w.activity
		}
	case 24:
		if r.IntN(10) == 0 {
			w.request(d, &session.Finish{}, &acse.ReleaseRequest{})
		}
	case 25:
		if r.IntN(60) == 0 {
			w.abort(d)
		}
	case 26:
		w.alter(d)
	case 27:
		w.answer(d)
	case 29:
		w.request(d, &session.ExpeditedData{Common: session.Common{UserData: []byte("expedited")}})
	case 30: // extended concatenation
		w.request(d, &session.GiveTokens{Tokens: some(r, m.Tokens())}, &session.MinorSyncPoint{}, &session.DataTransfer{}, w.value())
	case 31:
		w.request(d, &session.PleaseTokens{Tokens: some(r, m.Selected().Tokens())}, &session.MinorSyncAck{Serial: session.Serial(uint64(max(va, 0)))}, &session.DataTransfer{}, w.value())
	case 28: // a token with data
		w.request(d, &session.GiveTokens{Tokens: some(r, m.Tokens())}, &session.DataTransfer{}, w.value())
	default:
		w.request(d, &session.DataTransfer{}, w.value())
	}
}

// abort aborts in whatever state the end is.
func (w *walk) abort(d int) {
	w.aborted[w.ends[d].Session().State().String()]++
	w.ends[d].Abort()
	w.over[d] = true
}

func (w *walk) alter(d int) {
	if !w.manages || w.proposed[d] != nil {
		return
	}
	ac := &presentation.AlterContext{Additions: []presentation.Context{{
		ID: w.next[d], AbstractSyntax: osi.MustOID("1.3.9999.1"), TransferSyntaxes: []osi.OID{presentation.BasicEncoding()},
	}}}
	if w.request(d, &session.TypedData{}, ac) {
		w.next[d] += 2
	}
}

func (w *walk) answer(d int) {
	ac := w.proposed[d]
	if ac == nil {
		return
	}
	aca := &presentation.AlterContextAcknowledge{}
	for range ac.Additions {
		aca.Additions = append(aca.Additions, presentation.Result{TransferSyntax: presentation.BasicEncoding()})
	}
	if w.request(d, &session.TypedData{}, aca) {
		w.proposed[d] = nil
	}
}

// resync makes an RS.
func (w *walk) resync(vm, vr, rm, rr int64, ss bool) stack.PDU {
	r := w.r
	setting := session.TokenSetting(0)
	for _, t := range tokens {
		setting = setting.With(t, uint8(r.IntN(3)))
	}
	s := &session.Resynchronize{Resync: session.Resync{Tokens: osi.Some(setting)}}
	flow := func(from, next int64) (osi.Opt[session.ResyncType], session.SerialNumber) {
		switch r.IntN(3) {
		case 0:
			return osi.Some(session.ResyncAbandon), session.Serial(uint64(max(next, 0)))
		case 1:
			return osi.Some(session.ResyncSet), session.Serial(r.Uint64N(40))
		}
		return osi.Some(session.ResyncRestart), session.Serial(uint64(max(from+r.Int64N(max(next-from+1, 1)), 0)))
	}
	if s.ResyncType, s.Serial = flow(vr, vm); ss {
		s.SecondType, s.SecondSerial = flow(rr, rm)
	}
	return s
}

// resyncAck makes the RA; with symmetric synchronize all is the user's to say.
func (w *walk) resyncAck(d int, vm, rm int64, ss bool) stack.PDU {
	rs, _ := w.owed[d].(*session.Resynchronize)
	if !ss || rs == nil {
		return &session.ResynchronizeAck{}
	}
	ra := &session.ResynchronizeAck{}
	number := func(t session.ResyncType, n session.SerialNumber, next int64) session.SerialNumber {
		if t == session.ResyncAbandon {
			return session.Serial(uint64(max(next, 0)))
		}
		return n
	}
	ra.ResyncType, ra.Serial = rs.ResyncType, number(rs.ResyncType.Value, rs.Serial, rm)
	ra.SecondType, ra.SecondSerial = rs.SecondType, number(rs.SecondType.Value, rs.SecondSerial, vm)
	return ra
}

// drain moves all that is under way.
func (w *walk) drain() {
	for w.err == nil {
		w.collect()
		if !w.pass(0) && !w.pass(1) && !w.take(0) && !w.take(1) {
			return
		}
	}
}

func (w *walk) run(steps int) {
	if err := w.ends[0].Open(w.open()...); err != nil {
		w.fail("open: %w", err)
	}
	for n := 0; n < steps && w.err == nil; n++ {
		d := w.r.IntN(2)
		switch w.collect(); w.r.IntN(8) {
		case 0, 1:
			w.pass(d)
		case 2, 3:
			w.take(d)
		case 4:
			if w.r.IntN(4) == 0 {
				w.drain()
				w.agree()
			}
		default:
			for range 4 {
				w.act(d)
			}
		}
	}
	w.finish()
}

// agree compares what both ends know when nothing is under way.
func (w *walk) agree() {
	a, b := w.ends[0].Session(), w.ends[1].Session()
	if w.err != nil || a.State() != spm.STA713 || b.State() != spm.STA713 {
		return
	}
	available := a.Selected().Tokens()
	if a.Selected() != b.Selected() || a.Tokens()|b.Tokens() != available || a.Tokens()&b.Tokens() != 0 {
		w.fail("units %v and %v, tokens %v and %v of %v", a.Selected(), b.Selected(), a.Tokens(), b.Tokens(), available)
	}
	if a.Activity() != b.Activity() {
		w.fail("activity %v and %v", a.Activity(), b.Activity())
	}
	x, y := w.ends[0].Contexts(), w.ends[1].Contexts()
	if w.activity || w.purged { // what crossed an AI, ED or RS is lost to one end
		return
	}
	if list, other := slices.Collect(x.All()), slices.Collect(y.All()); !slices.EqualFunc(list, other, func(c, d presentation.DefinedContext) bool { return c == d }) {
		w.fail("contexts %v and %v", list, other)
	}
}

// finish brings the association to an end: by a release where nothing forbids it, else by an abort.
func (w *walk) finish() {
	w.quiet = true
	for range 300 {
		w.drain()
		if w.idle() || w.over[0] || w.over[1] || w.err != nil {
			break
		}
		w.act(0)
		w.act(1)
	}
	w.agree()
	if w.err == nil && !w.over[0] && !w.over[1] && w.r.IntN(2) == 0 && w.idle() {
		w.release()
	}
	for d := range 2 {
		if !w.over[d] && w.err == nil {
			w.abort(d)
		}
		w.drain()
	}
	for d, a := range w.ends {
		if w.err != nil || a.Ended() {
			continue
		}
		if w.ends[1-d].Ended() {
			if ev := a.Disconnected(); ev != nil {
				w.fail("end %d is told of %T when the connection closes", d, ev)
			}
		} else if a.Timer() {
			a.Expire()
		}
		if !a.Ended() {
			w.fail("end %d does not end: %v", d, a.Session().State())
		}
	}
}

// idle reports whether both ends transfer data and wait for nothing.
func (w *walk) idle() bool {
	return w.ends[0].Session().State() == spm.STA713 && w.ends[1].Session().State() == spm.STA713
}

// release ends the activity, moves the tokens to the initiator and releases.
func (w *walk) release() {
	for d := range 2 {
		if m := w.ends[0].Session(); m.Activity() && w.request(d, &session.ActivityInterrupt{}) {
			w.drain()
			w.request(1-d, &session.ActivityInterruptAck{})
			w.drain()
		}
	}
	if m := w.ends[1].Session(); m.Tokens() != 0 {
		w.request(1, &session.GiveTokens{Tokens: osi.Some(m.Tokens())})
		w.drain()
	}
	if err := w.ends[0].Release(); err != nil {
		w.fail("release: %w", err)
		return
	}
	w.drain()
	if err := w.ends[1].Release(); err != nil {
		w.fail("response to a release: %w", err)
		return
	}
	w.drain()
	if !w.over[0] || !w.ends[0].Ended() || !w.ends[1].Timer() {
		w.fail("released: %v, %v", w.over, w.ends[1].Session().State())
	}
	w.over[1] = true
}

// race names what the standards themselves make a protocol error of between conforming ends: see
// docs/conformance/spm.md and ppm.md.
func (w *walk) race() string {
	var f *spm.StateError
	if errors.As(w.err, &f) {
		ss := w.units.Has(session.FUSymmetricSynchronize)
		name := f.Event.String() + " in " + f.State.String()
		switch {
		case w.expedited && f.State == spm.STA713 && (f.Event == spm.EventAI || f.Event == spm.EventAD),
			ss && f.State == spm.STA11A,
			ss && w.expedited && f.Event == spm.EventRS && (f.State == spm.STA05B || f.State == spm.STA05C):
			return name
		}
	}
	if e := osi.AsError(w.err); e != nil && e.Layer == osi.Presentation && w.manages && w.activity {
		return "contexts behind an AI or ED"
	}
	var g *acpm.StateError
	if errors.As(w.err, &g) && w.kinds["ED"] > 1 {
		return "release behind EDs that cross: acpm.Monitor drops what is under way to the sender of an ED"
	}
	return ""
}

// TestWalks has two associations with users at random and delayed, chunked, crossing delivery: no
// end ever refuses what the other sends, all of it passes the strict gate, both agree when nothing
// is under way, and every walk ends by a release or an abort.
func TestWalks(t *testing.T) {
	t.Parallel()
	n := *walks
	if testing.Short() {
		n /= 10
	}
	events, requests, bad, kinds, aborted, races := 0, 0, 0, map[string]int{}, map[string]int{}, map[string]int{}
	for seed := range uint64(n) {
		w := newWalk(seed)
		w.run(60 + int(seed%7)*60)
		events, requests = events+w.events, requests+w.requests
		for k, n := range w.kinds {
			kinds[k] += n
		}
		for k, n := range w.aborted {
			aborted[k] += n
		}
		if w.err == nil {
			continue
		}
		if name := w.race(); name != "" {
			races[name]++
			continue
		}
		t.Errorf("walk %d: %v", seed, w.err)
		if bad++; bad > 10 {
			break
		}
	}
	t.Logf("%d walks, %d requests, %d events: %v; aborted in %v; races of the standards: %v", n, requests, events, kinds, aborted, races)
}
