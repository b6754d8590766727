package association_test

import (
	"flag"
	"fmt"
	"math/rand/v2"
	"slices"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/acse"
	"github.com/osi-go/osi/presentation"
	"github.com/osi-go/osi/session"
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
	added     [2][]int64 // identifiers of contexts that were accepted, as the end knows
	owed      [2]stack.PDU
	connected [2]bool
	over      [2]bool // told so
	activity  bool    // an AI, AD or ED was sent
	purged    bool    // an RS was sent
	quiet     bool    // users only let what is under way come to an end
	reuse     bool    // users keep the transport connection, or not
	reused    int     // associations on a transport connection that was kept
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
	w.reuse = !w.expedited && r.IntN(3) == 0
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
		w.ends[d] = association.New(osi.Direction(d), association.Config{Carrier: w.carrier, Reuse: w.reuse})
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

// data returns a value that the user at end d sends, of a context that was added perhaps. Where an
// ACA may have been discarded, the ends do not agree on those: race 1 of docs/conformance/ppm.md.
func (w *walk) data(d int) *stack.Value {
	v := w.value()
	if n := len(w.added[d]); n > 0 && !w.activity && !w.purged && w.r.IntN(2) == 0 {
		v.AbstractSyntax, v.Context = osi.OID{}, w.added[d][w.r.IntN(n)]
	}
	return v
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
		case validate.Hold:
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

// drain moves all that is under way.
func (w *walk) drain() {
	for w.err == nil {
		w.collect()
		if !w.pass(0) && !w.pass(1) && !w.take(0) && !w.take(1) {
			return
		}
	}
}
