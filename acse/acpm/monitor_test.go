package acpm

import (
	"encoding"
	"encoding/hex"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/acse"
)

// mayBe returns the states that d may be in, as they are printed.
func (w *Monitor) mayBe(d osi.Direction) string {
	var list []string
	for s := range states {
		if w.May(d, s) {
			list = append(list, s.String())
		}
	}
	return strings.Join(list, " ")
}

// Table A.5 along conversations: the states that each end may be in when what passes towards it may
// be taken or not.
func TestMonitorStates(t *testing.T) {
	t.Parallel()
	const i, r = osi.FromInitiator, osi.FromResponder
	type step struct {
		d                    osi.Direction
		c                    Carrier
		p                    acse.APDU
		initiator, responder string
	}
	aarq, rlrq, rlre := &acse.AssociateRequest{}, &acse.ReleaseRequest{}, &acse.ReleaseResponse{}
	rejects := &acse.AssociateResponse{Result: acse.RejectedPermanent}
	const disrupt = carriers + 1
	associated := []step{
		{i, PConnect, aarq, "STA1", "STA0 STA2"},
		{r, PConnectAccept, &acse.AssociateResponse{}, "STA1 STA5", "STA5"},
	}
	for name, steps := range map[string][]step{
		"other": {
			{i, OtherPrimitive, nil, "STA0", "STA0"},
			{i, carriers, nil, "STA0", "STA0"},
			{i, 99, nil, "STA0", "STA0"},
			{i, PProviderAbort, nil, "STA0", "STA0"},
			{2, PProviderAbort, nil, "STA0", "STA0"}, // 2 is as 0
			{2, disrupt, nil, "STA0", "STA0"},
			{i, disrupt, nil, "STA0", "STA0"},
		},
		"collision": append(slices.Clone(associated),
			step{i, PRelease, rlrq, "STA3", "STA4 STA5"},
			step{r, PRelease, rlrq, "STA3 STA6", "STA3 STA7"},
			step{i, PReleaseAccept, rlre, "STA3", "STA3 STA4 STA7"},
			step{r, PReleaseAccept, rlre, "STA0 STA3", "STA0"}),
		"refusal": append(slices.Clone(associated),
			step{i, PRelease, rlrq, "STA3", "STA4 STA5"},
			step{r, OtherPrimitive, nil, "STA3", "STA4 STA5"},
			step{r, PReleaseReject, rlre, "STA3 STA5", "STA5"}),
		"rejection": {
			{i, PConnect, aarq, "STA1", "STA0 STA2"},
			{r, PConnectReject, rejects, "STA0 STA1", "STA0"},
		},
		"disrupted by the responder": append(slices.Clone(associated),
			step{i, PRelease, rlrq, "STA3", "STA4 STA5"},
			step{r, disrupt, nil, "STA3 STA5", "STA5"},
			step{i, PRelease, rlrq, "STA3", "STA4 STA5"}),
		"disrupted by the initiator": append(slices.Clone(associated),
			step{i, PRelease, rlrq, "STA3", "STA4 STA5"},
			step{i, disrupt, nil, "STA5", "STA4 STA5"}),
		"discarded by the session": append(slices.Clone(associated),
			step{i, PRelease, rlrq, "STA3", "STA4 STA5"},
			step{r, PReleaseReject, rlre, "STA3 STA5", "STA5"},
			step{r, PRelease, rlrq, "STA3 STA4 STA5", "STA3"},
			step{r, disrupt, nil, "STA3 STA4 STA5", "STA5"}, // an S-P-EXCEPTION-REPORT
			step{i, PReleaseReject, rlre, "STA5", "STA5"},
			step{i, PRelease, rlrq, "STA3 STA5", "STA4 STA5"},
			step{r, PReleaseAccept, rlre, "STA0 STA3 STA5", "STA0"}),
		// of eleven events under way to the responder the oldest count as taken or not
		"much under way": slices.Concat(associated,
			[]step{{r, PRelease, rlrq, "STA1 STA4 STA5", "STA3"}},
			slices.Repeat([]step{{i, disrupt, nil, "STA1 STA5", "STA3 STA5"}}, 5),
			[]step{{i, PRelease, rlrq, "STA3", "STA3 STA4 STA5"}},
			slices.Repeat([]step{{i, disrupt, nil, "STA5", "STA3 STA4 STA5"}}, 4),
			[]step{{i, disrupt, nil, "STA5", "STA3 STA4 STA5 STA7"}}, // wider: RLRQ is the oldest
			[]step{{r, PReleaseReject, rlre, "STA5", "STA5"}}),
		"disrupted too early": {
			{i, PConnect, aarq, "STA1", "STA0 STA2"},
			{i, disrupt, nil, "STA1", "STA0 STA2"},
		},
		"rejected by the provider": {
			{i, PConnect, aarq, "STA1", "STA0 STA2"},
			{r, PConnectProviderNo, nil, "STA0 STA1", "STA0"},
		},
		"aborted by the provider": append(slices.Clone(associated), step{r, PProviderAbort, nil, "STA0 STA1 STA5", "STA0"}),
		"aborted with an ABRT":    append(slices.Clone(associated), step{i, PUserAbort, &acse.Abort{}, "STA0", "STA0 STA5"}),
		"aborted without":         append(slices.Clone(associated), step{i, PUserAbort, nil, "STA0", "STA0 STA5"}),
		"the other way round": {
			{r, PConnect, aarq, "STA0 STA2", "STA1"},
			{i, PConnectAccept, &acse.AssociateResponse{}, "STA5", "STA1 STA5"},
			{i, PRelease, rlrq, "STA3", "STA1 STA4 STA5"},
			{r, PRelease, rlrq, "STA3 STA7", "STA3 STA6"},
		},
	} {
		var w Monitor
		if got := w.mayBe(i) + ", " + w.mayBe(r); got != "STA0, STA0" {
			t.Errorf("first: %s", got)
		}
		for n, s := range steps {
			if s.c == disrupt {
				w.Disrupt(s.d)
			} else if err := w.See(s.d, s.c, s.p); err != nil {
				t.Fatalf("%s, step %d: %v", name, n, err)
			}
			if got, want := w.mayBe(i)+", "+w.mayBe(r), s.initiator+", "+s.responder; got != want {
				t.Errorf("%s, step %d: %s, want %s", name, n, got, want)
			}
		}
	}
	var unseen Monitor
	if unseen.Disrupt(i); unseen != (Monitor{}) {
		t.Errorf("what comes before an association is noted: %+v", unseen)
	}
	if m := Midway(); m.mayBe(i) != "STA0 STA1 STA2 STA3 STA4 STA5 STA6 STA7" || m.mayBe(r) != m.mayBe(i) {
		t.Errorf("midway: %s", m.mayBe(i))
	}
}

// What no conforming end sends is refused, with the APDU, an event of Table A.5 and a state.
func TestMonitorRefuses(t *testing.T) {
	t.Parallel()
	var w Monitor
	if err := w.See(osi.FromInitiator, PConnect, &acse.AssociateRequest{}); err != nil {
		t.Fatal(err)
	}
	err := w.See(osi.FromInitiator, PRelease, &acse.ReleaseRequest{})
	if got, want := err.Error(), "acse: A-RLSreq: blank cell in STA1 (X.227 Table A.5)"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
	if got := osi.AsError(err).PDU; got != "RLRQ" {
		t.Errorf("PDU %q", got)
	}
	before := w
	if err := w.See(osi.FromResponder, PConnectAccept, &acse.ReleaseRequest{}); err == nil || osi.AsError(err).ID != "acpm.carrier" || w != before {
		t.Errorf("an RLRQ in a CPA: %v", err)
	}
}

// EXTRN-1 leads from STA3 and EXTRN-2 from STA4 to STA5, A.4. An S-P-EXCEPTION-REPORT, which a
// monitor does not tell from a P-RESYNCHRONIZE indication, is both. No other state changes.
func TestMonitorDisrupts(t *testing.T) {
	t.Parallel()
	var w Monitor
	for s, want := range [states][2]stateSet{
		STA0: {1 << STA0, 1 << STA0}, STA1: {1 << STA1, 1 << STA1}, STA2: {1 << STA2, 1 << STA2},
		STA3: {1 << STA5, 1 << STA3}, STA4: {1<<STA4 | 1<<STA5, 1<<STA4 | 1<<STA5}, STA5: {1 << STA5, 1 << STA5},
		STA6: {1 << STA6, 1 << STA6}, STA7: {1 << STA7, 1 << STA7},
	} {
		if s == int(STA4) {
			want[1] = 1 << STA5
		}
		for n, e := range [...]Event{EventEXTRN1, EventEXTRN2} {
			if got := w.move(0, 1<<s, e); got != want[n] {
				t.Errorf("%v in STA%d: %08b, want %08b", e, s, got, want[n])
			}
		}
	}
}

// An explanation is a machine, and how many of the events under way to it have been taken.
type explanation struct {
	m     Machine
	taken int
}

// An oracle has all explanations of each end, without a bound.
type oracle struct {
	ends  [2]map[explanation]bool
	under [2][]Event
	lossy [2]bool // it has disrupted, so that its session may discard what is under way to it
}

// takes yields the explanations with more events taken. What disrupts a release changes no other
// state.
func (o *oracle) takes(d osi.Direction) map[explanation]bool {
	all := map[explanation]bool{}
	var add func(x explanation)
	add = func(x explanation) {
		if all[x] {
			return
		}
		if all[x] = true; x.taken == len(o.under[d]) {
			return
		}
		e := o.under[d][x.taken]
		x.taken++
		if o.lossy[d] {
			add(x)
		}
		y := x
		if _, err := y.m.take(e, "", Parameters{}); err == nil {
			add(y)
		} else if e == EventEXTRN1 {
			add(x)
			if x.m.state == STA4 {
				x.m.state = STA5
				add(x)
			}
		}
	}
	for x := range o.ends[d] {
		add(x)
	}
	return all
}

func (o *oracle) send(d osi.Direction, sent, received Event) bool {
	after := map[explanation]bool{}
	for x := range o.takes(d) {
		if _, err := x.m.take(sent, "", Parameters{}); err == nil {
			after[x] = true
		}
	}
	if len(after) == 0 {
		return false
	}
	o.ends[d] = after
	o.under[d^1] = append(o.under[d^1], received)
	return true
}

func (o *oracle) disrupt(d osi.Direction) {
	after := map[explanation]bool{}
	for x := range o.takes(d) {
		if s := x.m.state; s == STA3 || s == STA4 {
			x.m.state = STA5
		}
		after[explanation{m: x.m}] = true
	}
	kept := slices.DeleteFunc(slices.Clone(o.under[d]), func(e Event) bool { return e != EventEXTRN1 }) // a GT may come between
	o.ends[d], o.under[d], o.lossy[d] = after, kept, true
	o.under[d^1] = append(o.under[d^1], EventEXTRN1)
}

// underWay returns how many events the end that has taken least has not taken.
func (o *oracle) underWay(d osi.Direction) int {
	least := len(o.under[d])
	for x := range o.ends[d] {
		least = min(least, x.taken)
	}
	return len(o.under[d]) - least
}

// The monitor refuses what no explanation allows, and nothing else, while at most 6 events are
// under way to an end.
func TestMonitorOracle(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(227, 5))
	sends := [...]Event{
		EventAASCreq, EventAASCrspAccept, EventAASCrspReject, EventARLSreq, EventARLSrspAccept, EventARLSrspReject, EventAABRreq,
	}
	arrives := [...]Event{EventAARQ, EventAAREAccept, EventAAREReject, EventRLRQ, EventRLREAccept, EventRLREReject, EventABRT}
	allowed, refused := 0, 0
	for range 2000 {
		o := oracle{ends: [2]map[explanation]bool{{explanation{}: true}, {explanation{}: true}}}
		var w Monitor
		for n := 0; n < 40 && o.underWay(0) <= 6 && o.underWay(1) <= 6; n++ {
			d, e := osi.Direction(r.IntN(2)), r.IntN(len(sends))
			if n == 0 {
				d, e = 0, 0
			}
			if e == 0 && n > 0 || e == len(sends)-1 && r.IntN(10) > 0 { // one association
				continue
			}
			if n > 2 && r.IntN(4) == 0 {
				o.disrupt(d)
				w.Disrupt(d)
			} else {
				p, _ := testAPDU(sends[e])
				may := o.send(d, sends[e], arrives[e])
				if err := w.See(d, sentIn[sends[e]], p); may != (err == nil) {
					t.Fatalf("%v of %v: allowed %v, %v", sends[e], d, may, err)
				}
				if allowed++; !may {
					allowed, refused = allowed-1, refused+1
				}
			}
			for _, d := range []osi.Direction{0, 1} {
				var want stateSet
				for x := range o.takes(d) {
					want |= 1 << x.m.state
				}
				if got := w.states(d); got != want && o.underWay(d) <= 6 {
					t.Fatalf("%v may be in %08b, want %08b", d, got, want)
				}
			}
		}
	}
	t.Logf("%d allowed, %d refused", allowed, refused)
	if allowed < 2000 || refused < 5000 {
		t.Error("too few")
	}
}

// Of an AARQ that the ACPM does not support, the AARE says no-common-acse-version, 7.1.3.2; of a
// protocol error, the ABRT has the source acse-service-provider, 7.3.3.4.
func TestReplies(t *testing.T) {
	t.Parallel()
	for _, v := range []struct {
		p    acse.APDU
		want string
	}{
		{&acse.AssociateRequest{ApplicationContext: testContext}, "6118" + "80020780" + "a106060456000106" + "a203020101" + "a305a203020102"},
		{&acse.ReleaseRequest{}, "6403" + "800101"},
	} {
		var m Machine
		o, _ := m.Receive(v.p, Parameters{Unsupported: true})
		b, err := o.Reply.(encoding.BinaryAppender).AppendBinary(nil)
		if got := hex.EncodeToString(b); err != nil || got != v.want {
			t.Errorf("%v: %s %v, want %s", v.p, got, err, v.want)
		}
	}
}

// An end that has released an association is the responder of the next when it receives its AARQ:
// p2 is of an association.
func TestNextAssociation(t *testing.T) {
	t.Parallel()
	var m Machine
	for _, e := range []Event{
		EventAASCreq, EventAAREAccept, EventARLSreq, EventRLREAccept,
		EventAARQ, EventAASCrspAccept, EventARLSreq, EventRLRQ,
	} {
		if _, err := give(&m, e, Parameters{}); err != nil {
			t.Fatal(e, err)
		}
	}
	if m.State() != STA7 {
		t.Errorf("%v, want STA7", m.State())
	}
}

// Numbers without a name; and the events of the user, Table A.1.
func TestNames(t *testing.T) {
	t.Parallel()
	for _, v := range [][2]string{
		{State(7).String(), "STA7"},
		{State(8).String(), "state(8)"},
		{Event(0).String(), "event(0)"},
		{Event(19).String(), "event(19)"},
		{EventRLRQ.String(), "RLRQ"},
		{OutputNone.String(), ""},
		{OutputRLRQ.String(), "RLRQ"},
		{Output(16).String(), "output(16)"},
	} {
		if v[0] != v[1] {
			t.Errorf("%q, want %q", v[0], v[1])
		}
	}
	if Event(0).User() || !EventAABRreq.User() || !EventARLSrspReject.User() || EventAAREAccept.User() {
		t.Error("the events of the user are A-ABRreq to A-RLSrsp-")
	}
}
