package ppm

import (
	"errors"
	"strings"
	"testing"
	"unsafe"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/presentation"
)

const (
	machineSize = int(unsafe.Sizeof(Machine{}))
	monitorSize = int(unsafe.Sizeof(Monitor{}))
)

// Rules have names of their own, clauses and kinds; those of tables are of kind ErrState.
func TestRules(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for r := range Rules() {
		if seen[r.ID] || !strings.HasPrefix(r.ID, "ppm.") || r.Layer != osi.Presentation || r.Kind == 0 || r.Field == "" ||
			!strings.HasPrefix(r.Clause, "X.226 ") && r.Clause != "limit" {
			t.Errorf("%+v", r)
		}
		seen[r.ID] = true
	}
	if len(seen) != 25 {
		t.Errorf("%d rules", len(seen))
	}
}

// Text of errors, names of numbers that name nothing, and what no machine is told.
func TestText(t *testing.T) {
	t.Parallel()
	var m Machine
	err := m.Send(&presentation.Data{}, Parameters{})
	if got, want := err.Error(), "presentation: P-DTreq: blank cell in STAI0 (X.226 Table A.25)"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
	a, _, _ := connected(t, 0)
	err = a.Send(&presentation.Data{UserData: presentation.UserData{PDVs: []presentation.PDV{{Context: 9, Value: []byte{5, 0}}}}}, Parameters{})
	if got, want := err.Error(), "presentation: P-DTreq: no predicate is true in STAt0 (X.226 Table A.25)"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
	for got, want := range map[string]string{
		State(99).String(): "state(99)", Event(200).String(): "event(200)", Event(0).String(): "event(0)", Output(200).String(): "output(200)",
		STAac2.String(): "STAac2", EventPSYNMreq.String(): "P-SYNMreq", OutputPCONcnfReject.String(): "P-CONcnf-", OutputNone.String(): "",
	} {
		if got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
	for _, p := range []presentation.PPDU{
		nil, &presentation.UnitData{}, &presentation.ShortUnitData{}, &presentation.AbnormalReleaseProvider{},
		&presentation.Data{Primitive: presentation.SConnect}, &presentation.Data{Primitive: 200}, &presentation.Data{Primitive: presentation.SUnitData},
	} {
		before := a
		if err := a.Send(p, Parameters{}); err == nil || osi.AsError(err).Rule != ruleEvent || a.describe() != before.describe() {
			t.Errorf("%v: %v", p, err)
		}
		if _, ok := p.(*presentation.AbnormalReleaseProvider); ok {
			continue
		}
		b := a
		if o, err := b.Receive(p, Parameters{}); err == nil || osi.AsError(err).Rule != ruleEvent || b.state != STAI0 || o.Reply == nil {
			t.Errorf("%v: %v %v", p, o, err)
		}
	}
}

// What a machine sends by itself: a CPR that says why, a SHORT-CPR, and an ARP where there is a
// session connection to send it on.
func TestReply(t *testing.T) {
	t.Parallel()
	cp := &presentation.Connect{Contexts: testContexts(1)}
	for _, x := range []struct {
		params Parameters
		reason presentation.RejectReason
	}{
		{Parameters{Unacceptable: true}, presentation.RejectReasonNotSpecified},
		{Parameters{Unacceptable: true, Reject: presentation.RejectTemporaryCongestion}, presentation.RejectTemporaryCongestion},
		{Parameters{DefaultUnsupported: true}, presentation.RejectDefaultContextNotSupported},
		{Parameters{Unreadable: true}, presentation.RejectUserDataNotReadable},
	} {
		var m Machine
		o, err := m.Receive(cp, x.params)
		cpr, ok := o.Reply.(*presentation.ConnectReject)
		if err != nil || !ok || o.Out != OutputCPR || cpr.Reason != osi.Some(x.reason) || m.state != STAI0 {
			t.Errorf("%+v: %+v %v", x.params, o, err)
			continue
		}
		if _, err := cpr.AppendBinary(nil); err != nil {
			t.Errorf("%+v: %v", cpr, err)
		}
	}
	var m Machine
	if o, _ := m.Receive(&presentation.Connect{Mode: osi.X410Mode}, Parameters{Unacceptable: true}); o.Reply == nil {
		t.Error("no CPR in X.410-1984 mode")
	} else if _, err := o.Reply.AppendBinary(nil); err != nil {
		t.Error(err)
	}
	if o, err := m.Receive(&presentation.ShortConnect{}, Parameters{Unacceptable: true}); err != nil || o.Out != OutputSCR || o.Reply.String() != "SHORT-CPR" {
		t.Errorf("%v %v", o, err)
	}
	a, _, _ := connected(t, 0)
	for p, arp := range map[presentation.PPDU]bool{
		&presentation.ConnectReject{}: false, &presentation.Connect{}: true, &presentation.AlterContextAcknowledge{}: true,
		&presentation.Data{Primitive: presentation.SConnectReject}: false,
	} {
		b := a
		if o, err := b.Receive(p, Parameters{}); err == nil || (o.Reply != nil) != arp || o.Out != OutputPPABind {
			t.Errorf("%v: %v %v", p, o, err)
		}
	}
	if o, err := a.SessionAbort(); err != nil || o.Out != OutputPPABind || o.Reply != nil || a.state != STAI0 {
		t.Errorf("%v %v", o, err)
	}
	if o, err := a.SessionException(); err == nil || o.Reply != nil { // in STAI0
		t.Errorf("%v %v", o, err)
	}
}

// A short connection has no presentation octets, and no ARP.
func TestShort(t *testing.T) {
	t.Parallel()
	var a, b Machine
	steps := []error{a.Send(&presentation.ShortConnect{}, Parameters{})}
	o, err := b.Receive(&presentation.ShortConnect{}, Parameters{})
	steps = append(steps, err)
	if o.Out != OutputPCONind || a.state != STAI3 || b.state != STAI4 {
		t.Errorf("%v %v %v", o, a.state, b.state)
	}
	var state *StateError
	if err := b.Send(&presentation.ConnectAccept{}, Parameters{}); !errors.As(err, &state) {
		t.Errorf("a CPA to a SHORT-CP: %v", err)
	}
	steps = append(steps, b.Send(&presentation.ShortAccept{}, Parameters{}))
	o, err = a.Receive(&presentation.ShortAccept{}, Parameters{})
	data := &presentation.Data{UserData: presentation.UserData{Simple: []byte{5, 0}}}
	steps = append(steps, err, a.Send(data, Parameters{}))
	if _, err := b.Receive(data, Parameters{}); err != nil || o.Out != OutputPCONcnfAccept {
		t.Errorf("%v %v", o, err)
	}
	if o, err := b.Receive(&presentation.AlterContext{}, Parameters{}); err == nil || o.Reply != nil {
		t.Errorf("%v %v", o, err)
	}
	steps = append(steps, a.Send(&presentation.Data{Primitive: presentation.SUserAbort}, Parameters{}))
	if err := errors.Join(steps...); err != nil || a.state != STAI0 {
		t.Error(err)
	}
}

// A CPA selects functional units that the CP proposes, at both ends: X.216 10.2.2.2 a.
func TestUnitsProposed(t *testing.T) {
	t.Parallel()
	for _, units := range [...]presentation.Requirements{0, presentation.ContextManagement} {
		var a, b Machine
		cp := &presentation.Connect{Requirements: units}
		if err := a.Send(cp, Parameters{}); err != nil {
			t.Fatal(err)
		}
		if _, err := b.Receive(cp, Parameters{}); err != nil {
			t.Fatal(err)
		}
		cpa := &presentation.ConnectAccept{Requirements: presentation.ContextManagement}
		_, err := a.Receive(cpa, Parameters{})
		for _, err := range [...]error{err, b.Send(cpa, Parameters{})} {
			if e := osi.AsError(err); (e == nil) != (units != 0) || e != nil && e.ID != "presentation.requirements-proposed" {
				t.Errorf("proposed %v: %v", units, err)
			}
		}
	}
}

// Beside the tables: a value that names another transfer syntax than the one selected; identifiers
// and lists.
func TestBeside(t *testing.T) {
	t.Parallel()
	a, b, w := connected(t, presentation.ContextManagement)
	other := osi.MustOID("2.1.2.0")
	ac := func(ids ...int64) *presentation.AlterContext {
		return &presentation.AlterContext{Additions: testContexts(ids...)}
	}
	td := &presentation.Data{UserData: presentation.UserData{PDVs: []presentation.PDV{{Context: 1, TransferSyntax: other, Value: []byte{5, 0}}}}}
	for _, x := range []struct {
		p    presentation.PPDU
		id   string // of the machine, and of the monitor
		seen string
	}{
		{td, "ppm.transfer-syntax", "ppm.transfer-syntax"},
		{ac(2), "presentation.context-parity", "ppm.parity"},
		{ac(3), "ppm.reused", "ppm.reused"},
		{&presentation.AlterContext{Deletions: []int64{7}}, "ppm.deletion", "ppm.deletion"},
		{&presentation.Resynchronize{Contexts: testNames(1)}, "ppm.list", "ppm.list"},
		{&presentation.Resynchronize{Contexts: testNames(1, 3, 5)}, "ppm.list", "ppm.list"},
		{&presentation.AlterContextAcknowledge{}, "ppm.a24", "ppm.answer"},
	} {
		if err := a.Send(x.p, Parameters{}); err == nil || osi.AsError(err).ID != x.id {
			t.Errorf("%v: %v, want %s", x.p, err, x.id)
		}
		v := w
		if err := v.See(osi.FromInitiator, x.p); err == nil || osi.AsError(err).ID != x.seen {
			t.Errorf("%v: %v, want %s", x.p, err, x.seen)
		}
	}
	if err := a.Send(ac(5), Parameters{}); err != nil {
		t.Fatal(err)
	}
	if err := w.See(osi.FromInitiator, ac(5)); err != nil {
		t.Fatal(err)
	}
	if err := w.See(osi.FromInitiator, ac(7)); err == nil || osi.AsError(err).ID != "ppm.awaits" {
		t.Errorf("an AC while an ACA is awaited: %v", err)
	}
	if _, err := b.Receive(ac(5), Parameters{}); err != nil {
		t.Fatal(err)
	}
	wrong := &presentation.AlterContextAcknowledge{Additions: []presentation.Result{{TransferSyntax: other}}}
	if err := b.Send(wrong, Parameters{}); err == nil {
		t.Error("a transfer syntax that was not proposed")
	}
	if err := w.See(osi.FromResponder, wrong); err == nil || osi.AsError(err).ID != "ppm.selected" {
		t.Errorf("a transfer syntax that was not proposed: %v", err)
	}
	for _, n := range []int{0, 2} {
		aca := &presentation.AlterContextAcknowledge{Additions: testResults(n, accepted)}
		if b.Send(aca, Parameters{}) == nil {
			t.Errorf("%d results to 1 proposal", n)
		}
		if err := w.See(osi.FromResponder, aca); err == nil || osi.AsError(err).ID != "ppm.results" {
			t.Errorf("%d results to 1 proposal: %v", n, err)
		}
	}
}

// With context management a TTD needs the typed data functional unit among the requirements of both
// users, p14 and 6.6.3.2.
func TestTypedData(t *testing.T) {
	t.Parallel()
	a, _, _ := connected(t, presentation.ContextManagement)
	a.noTTD = true
	if err := a.Send(&presentation.Data{Primitive: presentation.STypedData}, Parameters{}); err == nil {
		t.Error("a TTD without the functional unit")
	}
	requires := osi.Some[presentation.SessionRequirements]
	for _, x := range []struct {
		cp, cpa osi.Opt[presentation.SessionRequirements]
		params  Parameters
		no      bool
	}{
		{no: false},
		{params: Parameters{NoTypedData: true}, no: true},
		{cpa: requires(0x402), params: Parameters{NoTypedData: true}, no: false},
		{cpa: requires(2), no: true},
		{cp: requires(2), no: true}, // in both, 6.6.3.2
		{cp: requires(0x402), cpa: requires(2), no: true},
		{cp: requires(0x402), cpa: requires(0x402), no: false},
	} {
		var m Machine
		cp := &presentation.Connect{Requirements: presentation.ContextManagement, SessionRequirements: x.cp}
		cpa := &presentation.ConnectAccept{Requirements: presentation.ContextManagement, SessionRequirements: x.cpa}
		if err := m.Send(cp, Parameters{}); err != nil {
			t.Fatal(err)
		}
		if _, err := m.Receive(cpa, x.params); err != nil || m.noTTD != x.no {
			t.Errorf("%+v: %v %v", x, err, m.noTTD)
		}
		if x.params.NoTypedData { // not on the path
			continue
		}
		var w Monitor
		for i, p := range []presentation.PPDU{cp, cpa} {
			if err := w.See(osi.Direction(i), p); err != nil {
				t.Fatal(err)
			}
		}
		ttd := &presentation.Data{Primitive: presentation.STypedData, UserData: presentation.UserData{Simple: []byte{5, 0}}}
		err := w.See(osi.FromInitiator, ttd)
		if (err != nil) != x.no || err != nil && osi.AsError(err).ID != "ppm.typed-data" {
			t.Errorf("%+v: %v", x, err)
		}
	}
}

// A copy is a snapshot: what happens to the one changes nothing of the other.
func TestSnapshot(t *testing.T) {
	t.Parallel()
	a, _, _ := connected(t, presentation.ContextManagement|presentation.ContextRestoration)
	for n := range uint32(5) {
		if err := a.Send(&presentation.Data{Primitive: presentation.SSyncMinor}, Parameters{SerialNumber: n}); err != nil {
			t.Fatal(err)
		}
	}
	if len(a.stored.runs) != 1 {
		t.Errorf("%d runs of points with one set", len(a.stored.runs))
	}
	x, y := a, a
	before := a.describe()
	ac := &presentation.AlterContext{Additions: testContexts(5)}
	for _, m := range []*Machine{&x, &y} {
		if err := m.Send(ac, Parameters{}); err != nil {
			t.Fatal(err)
		}
		if err := m.Send(&presentation.Data{Primitive: presentation.SActivityInterrupt}, Parameters{}); err != nil {
			t.Fatal(err)
		}
		if err := m.Send(&presentation.Data{Primitive: presentation.SSyncMinor}, Parameters{SerialNumber: 9}); err != nil {
			t.Fatal(err)
		}
		if a.describe() != before {
			t.Errorf("%s, was %s", a.describe(), before)
		}
	}
	ac.Additions[0].ID = 99 // the machine has a copy
	if x.describe() != y.describe() {
		t.Errorf("%s, want %s", x.describe(), y.describe())
	}
}

// Values and parameters that only one alternative of a cell looks at.
func TestPredicates(t *testing.T) {
	t.Parallel()
	value := func(id int64) presentation.UserData {
		return presentation.UserData{PDVs: []presentation.PDV{{Context: id, Value: []byte{5, 0}}}}
	}
	aru := func(id int64) *presentation.AbnormalReleaseUser {
		return &presentation.AbnormalReleaseUser{Contexts: testNames(id), UserData: value(id)}
	}
	var called Machine // p23: the encoding of values in an ARU
	if _, err := called.Receive(&presentation.Connect{Contexts: testContexts(1)}, Parameters{}); err != nil {
		t.Fatal(err)
	}
	for _, unreadable := range []bool{false, true} {
		m := called
		if _, err := m.Receive(aru(1), Parameters{Unreadable: unreadable}); (err != nil) != unreadable {
			t.Errorf("p23, unreadable %v: %v", unreadable, err)
		}
	}
	both, _, _ := connected(t, presentation.ContextManagement) // p25: STAac2
	if err := both.Send(&presentation.AlterContext{Additions: testContexts(5)}, Parameters{}); err != nil {
		t.Fatal(err)
	}
	if _, err := both.Receive(&presentation.AlterContext{Additions: testContexts(2), Deletions: []int64{3}}, Parameters{}); err != nil {
		t.Fatal(err)
	}
	for id, ok := range map[int64]bool{1: true, 5: true, 3: false, 2: false} {
		m := both
		if _, err := m.Receive(aru(id), Parameters{}); (err == nil) != ok {
			t.Errorf("p25, context %d: %v", id, err)
		}
	}
	m, _, _ := connected(t, presentation.ContextManagement|presentation.ContextRestoration) // p27, p28
	start := &presentation.Data{Primitive: presentation.SActivityStart}
	if err := m.Send(start, Parameters{Activity: []byte("a1")}); err != nil {
		t.Fatal(err)
	}
	if err := m.Send(&presentation.Data{Primitive: presentation.SSyncMinor}, Parameters{SerialNumber: 1}); err != nil {
		t.Fatal(err)
	}
	m.dcs = testSet(t, presentation.ContextManagement|presentation.ContextRestoration, 7)
	for _, old := range []bool{false, true} {
		x := m
		params := Parameters{Activity: []byte("a2"), OldActivity: []byte("a1"), SerialNumber: 1, OldConnection: old}
		if err := x.Send(&presentation.Data{Primitive: presentation.SActivityResume}, params); err != nil {
			t.Fatal(err)
		}
		if _, restored := x.Contexts().Lookup(3); restored == old {
			t.Errorf("p27, old connection %v: %s", old, x.describe())
		}
	}
}

// What a machine stores is bounded.
func TestMachineLimits(t *testing.T) {
	t.Parallel()
	m, _, _ := connected(t, presentation.ContextManagement|presentation.ContextRestoration)
	m.stored.runs = make([]storedRun, maxStored)
	err := m.Send(&presentation.Data{Primitive: presentation.SSyncMinor}, Parameters{SerialNumber: 1})
	if err == nil || osi.AsError(err).Rule != ruleStored {
		t.Errorf("a synchronization point: %v", err)
	}
	ids := make([]int64, everDefined*defaultContexts)
	for i := range ids {
		ids[i] = int64(2*i + 5)
	}
	if err := m.Send(&presentation.AlterContext{Additions: testContexts(ids...)}, Parameters{}); err == nil || osi.AsError(err).Rule != ruleLimit {
		t.Errorf("%d contexts: %v", len(ids), err)
	}
}

// FuzzMachines gives events to two machines and a monitor as the octets say: no panic; an error of
// Send leaves the machine as it was, one of Receive leaves it idle, and one of the monitor about a
// PPDU leaves that as it was.
func FuzzMachines(f *testing.F) {
	f.Add([]byte{1, 2, 3, 4, 5, 6, 7, 8, 9})
	f.Add([]byte("alteration and resynchronization"))
	f.Fuzz(fuzzMachines)
}
