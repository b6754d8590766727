package acpm

import (
	"compress/gzip"
	"encoding/csv"
	"encoding/hex"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/acse"
)

var testContext = osi.MustOID("2.6.0.1.6")

// testAPDU returns the APDU of an event; nil when it has none.
func testAPDU(e Event) (p acse.APDU, params Parameters) {
	aare := func(r acse.Result) *acse.AssociateResponse {
		return &acse.AssociateResponse{ApplicationContext: testContext, Result: r, Diagnostic: acse.Diagnostic{Source: acse.ServiceUser}}
	}
	switch {
	case e == EventAASCreq || e == EventAARQ:
		return &acse.AssociateRequest{ApplicationContext: testContext}, params
	case e == EventAASCrspAccept || e == EventAAREAccept:
		return aare(acse.Accepted), params
	case e == EventAASCrspReject || e == EventAAREReject:
		return aare(acse.RejectedTransient), params
	case e == EventARLSreq || e == EventRLRQ:
		return &acse.ReleaseRequest{}, params
	case e == EventARLSrspAccept || e == EventRLREAccept:
		return &acse.ReleaseResponse{}, params
	case e == EventARLSrspReject || e == EventRLREReject:
		return &acse.ReleaseResponse{}, Parameters{Negative: true}
	case e == EventAABRreq || e == EventABRT:
		return &acse.Abort{}, params
	}
	return nil, params
}

// give gives the event to m.
func give(m *Machine, e Event, params Parameters) (o Outcome, err error) {
	p, x := testAPDU(e)
	params.Negative = x.Negative
	switch {
	case e == EventEXTRN1:
		return m.Disrupted()
	case e == EventEXTRN2:
		return o, m.Disrupt()
	case e == EventPPABind:
		return m.ProviderAbort()
	case e == EventPCONcnfReject:
		return m.ProviderReject()
	case e.User():
		return o, m.Send(p, params)
	}
	return m.Receive(p, params)
}

type printedRow struct{ event, state, alt, predicate, out, next string }

func printed(t *testing.T) (list []printedRow) {
	t.Helper()
	f, err := os.Open("testdata/state-table.csv")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	all, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range all[1:] {
		list = append(list, printedRow{c[2], c[3], c[4], c[5], c[6], c[7]})
	}
	return list
}

// Every cell of Table A.5 is executed, with each predicate both ways; a blank cell is a
// *StateError.
func TestCells(t *testing.T) {
	t.Parallel()
	executed, blank := map[printedRow]bool{}, 0
	list := printed(t)
	for e := Event(1); e < events; e++ {
		for s := range states {
			var cell []printedRow
			for _, r := range list {
				if r.event == e.String() && r.state == s.String() {
					cell = append(cell, r)
				}
			}
			for n := range 4 {
				p1, p2 := n&1 != 0, n&2 != 0
				m := Machine{state: s, initiator: p2}
				before := m
				var want printedRow
				for _, r := range cell {
					if map[string]bool{"": true, "p1": p1, "!p1": !p1, "p2": p2, "!p2": !p2}[r.predicate] {
						want = r
					}
				}
				o, err := give(&m, e, Parameters{Unsupported: !p1})
				if want.event == "" {
					var state *StateError
					if !errors.As(err, &state) || state.State != s || state.Event != e || state.Blank != (len(cell) == 0) ||
						!errors.Is(err, osi.ErrState) || osi.AsError(err).Rule != ruleTable {
						t.Errorf("%v in %v: %v", e, s, err)
					}
					if e.User() && m != before || !e.User() && e != EventEXTRN2 && (m != Machine{} || o.Out != OutputAABRind || o.Reply == nil) {
						t.Errorf("%v in %v: then %v, %v", e, s, m, o)
					}
					blank++
					continue
				}
				if err != nil || m.state.String() != want.next || !e.User() && e != EventEXTRN2 && o.Out.String() != want.out {
					t.Errorf("%v in %v: %v %v %v, want %v", e, s, m, o, err, want)
				}
				executed[want] = true
			}
		}
	}
	if len(executed) != len(list) || len(list) != len(rows) {
		t.Errorf("%d alternatives executed, %d in the table, %d in the array", len(executed), len(list), len(rows))
	}
	for i, r := range rows {
		if !slices.Contains(list, printedRow{r.event.String(), r.state.String(), fmt.Sprint(r.alt), conditions[r.when].text, r.out.String(), r.next.String()}) {
			t.Errorf("row %d is not in the table: %v", i, r)
		}
	}
	t.Logf("%d of %d alternatives executed; %d blank cells and false predicates", len(executed), len(list), blank)
}

type sequence struct {
	Name  string
	Steps []struct {
		At, Event, Ev, APDU, APDUOut, Expect, Why string
		Probe                                     bool
		Out, Answer                               []string
		Then                                      struct{ State string }
	}
}

// The sequences of an independent execution of Table A.5 have the same states, outgoing events and
// answers.
func TestSequences(t *testing.T) {
	t.Parallel()
	f, err := os.Open("testdata/machine.json.gz")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	var list []sequence
	if err := json.NewDecoder(z).Decode(&list); err != nil {
		t.Fatal(err)
	}
	steps := 0
	for _, v := range list {
		var ends [2]Machine
		for i, s := range v.Steps {
			steps++
			m := &ends[strings.Index("AB", s.At)]
			if s.Probe {
				c := *m
				m = &c
			}
			e := Event(slices.Index(eventNames[:], s.Event))
			if s.APDU != "" { // the octets are the event's
				b, err := hex.DecodeString(s.APDU)
				if err != nil {
					t.Fatal(err)
				}
				p, err := acse.Parse(b)
				if err != nil {
					t.Fatal(err)
				}
				if got := carriages[carrierOf(p, s.Event == "RLRE-")].received; got != e {
					t.Fatalf("%s: step %d: %s is %v", v.Name, i, s.APDU, got)
				}
			}
			o, err := give(m, e, Parameters{})
			if (err == nil) != (s.Expect == "ok") {
				t.Fatalf("%s: step %d, %s: %v, want %s %s", v.Name, i, s.Event, err, s.Expect, s.Why)
			}
			if err == nil && (m.state.String() != s.Then.State || s.Ev == "rcv" && o.Out.String() != s.Out[0]) {
				t.Errorf("%s: step %d, %s: %v %v, want %s %s", v.Name, i, s.Event, m.state, o.Out, s.Then.State, s.Out)
			}
			if err != nil && s.Ev == "rcv" && (o.Out.String() != s.Answer[0] || o.Reply.String() != "ABRT") {
				t.Errorf("%s: step %d, %s: answer %v", v.Name, i, s.Event, o)
			}
		}
	}
	t.Logf("%d sequences, %d steps", len(list), steps)
}

var walks = flag.Int("walk", 20_000, "random walks of two machines")

// A message is what one end has sent.
type message struct {
	c      Carrier
	p      acse.APDU
	params Parameters
}

// A walk is two machines whose messages cross: sent, then seen by the monitor, then received.
type walk struct {
	ends   [2]Machine
	sent   [2][]message
	passed [2][]message
	order  []osi.Direction
	msgs   []message
}

var sentIn = map[Event]Carrier{
	EventAASCreq: PConnect, EventAASCrspAccept: PConnectAccept, EventAASCrspReject: PConnectReject, EventARLSreq: PRelease,
	EventARLSrspAccept: PReleaseAccept, EventARLSrspReject: PReleaseReject, EventAABRreq: PUserAbort,
}

func (w *walk) send(i int, e Event) bool {
	p, params := testAPDU(e)
	if w.ends[i].Send(p, params) != nil {
		return false
	}
	w.sent[i] = append(w.sent[i], message{sentIn[e], p, params})
	return true
}

// run does steps at random: the association is set up, and released by one end, or by both at once,
// or aborted.
func (w *walk) run(t *testing.T, r *rand.Rand, steps int) {
	t.Helper()
	w.send(0, EventAASCreq)
	collide := r.IntN(2) == 0 // without tokens both may release, and none may refuse
	for range steps {
		d := r.IntN(2)
		if r.IntN(2) == 0 {
			e := []Event{EventAASCrspAccept, EventAASCrspAccept, EventAASCrspReject, EventARLSreq, EventARLSrspAccept, EventARLSrspReject, EventAABRreq}[r.IntN(7)]
			if e == EventARLSreq && !collide && d == 1 || e == EventARLSrspReject && collide || e == EventAABRreq && r.IntN(10) > 0 {
				continue
			}
			w.send(d, e)
			continue
		}
		if len(w.passed[d]) > 0 && r.IntN(2) == 0 {
			m := w.passed[d][0]
			w.passed[d] = w.passed[d][1:]
			if w.ends[1-d].state == STA0 && m.c != PConnect { // the connection is gone
				continue
			}
			if _, err := w.ends[1-d].Receive(m.p, m.params); err != nil {
				t.Fatal(err)
			}
		} else if len(w.sent[d]) > 0 {
			w.order, w.msgs = append(w.order, osi.Direction(d&1)), append(w.msgs, w.sent[d][0])
			w.passed[d] = append(w.passed[d], w.sent[d][0])
			w.sent[d] = w.sent[d][1:]
		}
	}
}

// Two machines back to back never meet a cell that is blank, and the monitor refuses nothing that
// passes between them. Of walks with one message changed it refuses most.
func TestWalks(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(227, 1995))
	passed, changed, caught := 0, 0, 0
	for range *walks {
		var w walk
		w.run(t, r, 10+r.IntN(100))
		var m Monitor
		for i, x := range w.msgs {
			if err := m.See(w.order[i], x.c, x.p); err != nil {
				t.Fatalf("message %d of %v %v: %v", i, w.order, w.msgs, err)
			}
			passed++
		}
		if len(w.msgs) < 2 || w.msgs[len(w.msgs)-1].c == PUserAbort {
			continue
		}
		i := 1 + r.IntN(len(w.msgs)-1) // is sent twice
		order, msgs := slices.Insert(slices.Clone(w.order), i, w.order[i]), slices.Insert(slices.Clone(w.msgs), i, w.msgs[i])
		changed++
		m = Monitor{}
		for i, x := range msgs {
			if m.See(order[i], x.c, x.p) != nil {
				caught++
				break
			}
		}
	}
	t.Logf("%d walks, %d APDUs, none refused; %d of %d walks with an APDU twice refused", *walks, passed, caught, changed)
	if caught < changed {
		t.Errorf("an APDU twice passes %d times", changed-caught)
	}
}

// Table 8: which primitive carries which APDU; P-CONNECT and P-RELEASE have one, 6.3.
func TestFits(t *testing.T) {
	t.Parallel()
	apdus := []acse.APDU{
		&acse.AssociateRequest{}, &acse.AssociateResponse{}, &acse.AssociateResponse{Result: acse.RejectedTransient},
		&acse.ReleaseRequest{}, &acse.ReleaseResponse{}, &acse.Abort{}, &acse.UnitData{}, nil,
	}
	for c, want := range map[Carrier]string{ // of AARQ AARE+ AARE- RLRQ RLRE ABRT AUDT none
		OtherPrimitive:     ".......y",
		PConnect:           "y.......",
		PConnectAccept:     ".y......",
		PConnectReject:     "..y.....",
		PConnectProviderNo: ".......y",
		PRelease:           "...y....",
		PReleaseAccept:     "....y...",
		PReleaseReject:     "....y...",
		PUserAbort:         ".....y.y",
		PProviderAbort:     ".......y",
		carriers:           ".......y",
		99:                 ".......y",
	} {
		for i, p := range apdus {
			err := Fits(c, p)
			switch e := osi.AsError(err); {
			case (err == nil) != (want[i] == 'y'):
				t.Errorf("carrier %d, %s: %v", c, name(p), err)
			case err == nil:
			case p == nil && e.Rule != ruleMissing, p != nil && (e.Rule != ruleCarrier || e.PDU != p.String()):
				t.Errorf("carrier %d, %s: %+v", c, name(p), e)
			}
		}
	}
}

// A resynchronization or an exception ends a release that is in progress.
func TestDisrupt(t *testing.T) {
	t.Parallel()
	var w Monitor
	see := func(d osi.Direction, c Carrier, e Event) error {
		p, _ := testAPDU(e)
		return w.See(d, c, p)
	}
	for _, err := range []error{
		see(osi.FromInitiator, PConnect, EventAARQ), see(osi.FromResponder, PConnectAccept, EventAAREAccept),
		see(osi.FromInitiator, PRelease, EventRLRQ),
	} {
		if err != nil {
			t.Fatal(err)
		}
	}
	again := w
	if err := see(osi.FromInitiator, PRelease, EventRLRQ); err == nil {
		t.Error("a second RLRQ passes")
	}
	w = again
	w.Disrupt(osi.FromResponder)
	if err := see(osi.FromResponder, PReleaseAccept, EventRLREAccept); err == nil {
		t.Error("an RLRE passes behind the RS of its sender")
	}
	if err := see(osi.FromInitiator, PRelease, EventRLRQ); err != nil {
		t.Error(err)
	}
	m := Midway()
	if err := m.See(osi.FromResponder, PReleaseAccept, &acse.ReleaseResponse{}); err != nil {
		t.Error(err)
	}
}

// Rules have names, clauses and kinds.
func TestRules(t *testing.T) {
	t.Parallel()
	want := map[string]string{
		"acpm.a5": "event, X.227 Table A.5, wrong state", "acpm.event": "APDU, X.227 Table A.1, unknown code",
		"acpm.carrier": "APDU, X.227 Table 8, wrong state", "acpm.missing": "APDU, X.227 6.3, Table 8, missing",
	}
	for r := range Rules() {
		if got := r.Field + ", " + r.Clause + ", " + r.Kind.Error(); got != want[r.ID] || r.Layer != osi.ACSE {
			t.Errorf("%+v", r)
		}
		delete(want, r.ID)
	}
	if len(want) != 0 {
		t.Errorf("no rules %v", want)
	}
	var m Machine
	for _, p := range []acse.APDU{nil, &acse.UnitData{}} {
		if err := m.Send(p, Parameters{}); osi.AsError(err).Rule != ruleEvent || osi.AsError(err).PDU != name(p) {
			t.Error(err)
		}
		if o, err := m.Receive(p, Parameters{}); osi.AsError(err).Rule != ruleEvent || osi.AsError(err).PDU != name(p) || o.Reply == nil {
			t.Error(o, err)
		}
	}
	err := m.Send(&acse.ReleaseRequest{}, Parameters{})
	if got, want := err.Error(), "acse: A-RLSreq: blank cell in STA0 (X.227 Table A.5)"; got != want || osi.AsError(err).PDU != "RLRQ" {
		t.Errorf("%q, want %q", got, want)
	}
}

// Events allocate nothing.
func TestAllocations(t *testing.T) {
	aarq, _ := testAPDU(EventAARQ)
	aare, _ := testAPDU(EventAAREAccept)
	rlrq, _ := testAPDU(EventRLRQ)
	rlre, _ := testAPDU(EventRLREAccept)
	if n := testing.AllocsPerRun(100, func() { associate(aarq, aare, rlrq, rlre) }); n != 0 {
		t.Errorf("%v allocations", n)
	}
}

func associate(aarq, aare, rlrq, rlre acse.APDU) (a, b Machine, w Monitor, err error) {
	var none Parameters
	step := func(from, to *Machine, d osi.Direction, c Carrier, p acse.APDU) {
		_, failed := to.Receive(p, none)
		err = errors.Join(from.Send(p, none), w.See(d, c, p), failed)
	}
	step(&a, &b, osi.FromInitiator, PConnect, aarq)
	step(&b, &a, osi.FromResponder, PConnectAccept, aare)
	step(&a, &b, osi.FromInitiator, PRelease, rlrq)
	step(&b, &a, osi.FromResponder, PReleaseAccept, rlre)
	return a, b, w, err
}

// An association of two machines under a monitor: four APDUs sent, seen and received.
func BenchmarkAssociation(b *testing.B) {
	aarq, _ := testAPDU(EventAARQ)
	aare, _ := testAPDU(EventAAREAccept)
	rlrq, _ := testAPDU(EventRLRQ)
	rlre, _ := testAPDU(EventRLREAccept)
	b.ReportAllocs()
	for b.Loop() {
		if _, _, _, err := associate(aarq, aare, rlrq, rlre); err != nil {
			b.Fatal(err)
		}
	}
}

// FuzzMachine gives events to two machines and a monitor as the octets say: no panic, no state
// outside the table, and an error leaves a machine as it was, or idle.
func FuzzMachine(f *testing.F) {
	f.Add([]byte{0, 1, 2, 3, 4, 5, 6, 7, 8})
	f.Fuzz(func(t *testing.T, b []byte) {
		var m Machine
		var w Monitor
		for _, x := range b {
			e := Event(x%uint8(events-1)) + 1
			before := m
			_, err := give(&m, e, Parameters{Unsupported: x&0x80 != 0})
			if m.state >= states || err != nil && m != before && m != (Machine{}) {
				t.Fatalf("%v in %v: %v, %v", e, before, m, err)
			}
			p, _ := testAPDU(e)
			old := w
			if w.See(osi.Direction(x>>6&1), Carrier(x&15), p) != nil && w != old {
				t.Fatal("an error, and the monitor is not as it was")
			}
			if x&0x30 == 0x30 {
				w.Disrupt(osi.Direction(x >> 6 & 1))
			}
		}
	})
}

// An abort without an ABRT is one by the user; with version 1 of the session protocol a protocol
// error is answered without one.
func TestVersion1(t *testing.T) {
	t.Parallel()
	m := Machine{state: STA5}
	if o, err := m.UserAbort(); err != nil || o.Out != OutputAABRind || m.state != STA0 {
		t.Errorf("%v %v %v", o, err, m)
	}
	m = Machine{state: STA5}
	o, err := m.Receive(&acse.AssociateRequest{}, Parameters{SessionVersion1: true})
	if err == nil || o.Out != OutputAABRind || o.Reply != nil || !o.Abort {
		t.Errorf("%v %v", o, err)
	}
}

// A P-P-EXCEPTION-REPORT ends a release at either end.
func TestProviderException(t *testing.T) {
	t.Parallel()
	for _, s := range []State{STA3, STA4, STA5} {
		m := Machine{state: s, initiator: true}
		if o, err := m.ProviderException(); err != nil || o.Out != OutputNone || m.state != STA5 || !m.initiator {
			t.Errorf("%v: %v %v %v", s, o, err, m)
		}
	}
	m := Machine{state: STA6}
	if _, err := m.ProviderException(); err == nil {
		t.Error("a blank cell")
	}
}
