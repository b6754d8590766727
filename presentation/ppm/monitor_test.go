package ppm

import (
	"encoding/hex"
	"flag"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/presentation"
)

// spduPrimitives are the session primitives by the SPDU that a sequence names.
var spduPrimitives = map[string]presentation.Primitive{
	"AB": presentation.SUserAbort, "AC": presentation.SConnectAccept, "AD": presentation.SActivityDiscard,
	"ADA": presentation.SActivityDiscardConfirm, "AI": presentation.SActivityInterrupt, "AR": presentation.SActivityResume,
	"AS": presentation.SActivityStart, "CD": presentation.SCapabilityData, "CN": presentation.SConnect, "DT": presentation.SData,
	"GT": presentation.STokenGive, "GTC": presentation.SControlGive, "MAA": presentation.SSyncMajorConfirm, "MAP": presentation.SSyncMajor,
	"MIA": presentation.SSyncMinorConfirm, "MIP": presentation.SSyncMinor, "PT": presentation.STokenPlease,
	"RS": presentation.SResynchronize, "TD": presentation.STypedData,
}

// The monitor refuses what the sequences of an observer refuse, and nothing else, but for what only
// the session service refuses.
func TestObserver(t *testing.T) {
	t.Parallel()
	passed, refused := 0, 0
	for _, v := range loadSequences(t, "observer.json.gz") {
		unjudged := strings.Contains(v.Steps[1].Params.Requirements, "CR")
		var w Monitor
		for i := range v.Steps {
			s := &v.Steps[i]
			spdu, _, _ := strings.Cut(s.SPDU, "-")
			primitive, ok := spduPrimitives[spdu]
			if !ok {
				continue // has no user data
			}
			d := osi.FromInitiator
			if s.From == "B" {
				d = osi.FromResponder
			}
			b, err := hex.DecodeString(s.PPDU)
			if err != nil {
				t.Fatal(err)
			}
			decoder := presentation.Decoder{Simple: w.MaySimple(d, primitive) && len(b) > 0 && b[0] != 0x61}
			var p presentation.PPDU = &presentation.Data{Primitive: primitive}
			if len(b) > 0 {
				if p, err = decoder.Decode(primitive, b); err != nil {
					t.Fatalf("%s: %v", v.Name, err)
				}
			}
			err = w.See(d, p)
			switch {
			case s.Expect == "pass" && err != nil:
				t.Errorf("%s: step %d, %s %s: %v", v.Name, i, s.From, s.SPDU, err)
			case s.Expect == "refuse" && err == nil && !unjudged:
				t.Errorf("%s: step %d, %s %s passes: %s", v.Name, i, s.From, s.SPDU, s.Why)
			case err == nil:
				passed++
			default:
				refused++
			}
			if err != nil {
				break
			}
		}
	}
	t.Logf("%d pass, %d are refused", passed, refused)
}

var monitorWalks = flag.Int("monitor", 4000, "walks that the monitor sees")

// A passage is what the monitor sees of a walk.
type passage struct {
	d      osi.Direction
	p      presentation.PPDU
	params Parameters
}

// walkSeen returns what passes in a walk. The kind says what the session service allows.
func walkSeen(t *testing.T, r *rand.Rand, kind int) (seen []passage, w *walk) {
	t.Helper()
	w = newWalk(t, r)
	seen = append(seen, passage{osi.FromInitiator, &presentation.Connect{Contexts: w.ends[0].m.proposed.Contexts, Requirements: w.units}, Parameters{}})
	w.watch = func(d osi.Direction, m message) { seen = append(seen, passage{d, m.p, m.params}) }
	w.resync, w.races = kind > 0, kind > 1
	w.run(20 + r.IntN(150))
	return seen, w
}

// No walk of conforming ends is refused, whatever crosses: alterations, resynchronization, and
// exceptions and interrupts, behind which the sets of the ends may differ for good.
func TestMonitorWalks(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(6, 12))
	ppdus, differ := 0, 0
	for n := range long(*monitorWalks) {
		seen, w := walkSeen(t, r, n%3)
		var m Monitor
		for i, x := range seen {
			if err := m.See(x.d, x.p); err != nil {
				for _, y := range seen[:i+1] {
					t.Logf("%v %v %+v", y.d, y.p, y.p)
				}
				t.Fatalf("walk %d of kind %d, PPDU %d, %v of the %v: %v", n, n%3, i, x.p, x.d, err)
			}
		}
		ppdus += len(seen)
		differ += w.differ
	}
	t.Logf("%d walks, %d PPDUs, none refused; %d PPDUs were refused by the other end, whose set differs", long(*monitorWalks), ppdus, differ)
}

func refuses(seen []passage) bool {
	var m Monitor
	for _, x := range seen {
		if m.See(x.d, x.p) != nil {
			return true
		}
	}
	return false
}

// A hypothesis is a machine that explains what one end has sent, and how many of the PPDUs that
// passed towards it have been taken.
type hypothesis struct {
	m     Machine
	taken int
}

// explain reports whether two machines could have sent what passes: it keeps, for each end, all
// hypotheses of how many PPDUs it had taken before it sent each of its own.
func explain(seen []passage) bool {
	ends := [2][]hypothesis{{{}}, {{}}}
	var towards [2][]passage
	for _, x := range seen {
		var all, now []hypothesis
		for _, h := range ends[x.d] {
			for {
				if !slices.ContainsFunc(all, func(o hypothesis) bool { return o.taken == h.taken && o.m.describe() == h.m.describe() }) {
					all = append(all, h)
				}
				if h.taken == len(towards[x.d]) {
					break
				}
				if _, err := h.m.Receive(towards[x.d][h.taken].p, towards[x.d][h.taken].params); err != nil {
					break
				}
				h.taken++
			}
		}
		for _, h := range all {
			if h.m.Send(x.p, x.params) == nil {
				now = append(now, h)
			}
		}
		if len(now) == 0 {
			return false
		}
		ends[x.d] = now
		towards[x.d.Opposite()] = append(towards[x.d.Opposite()], x)
	}
	return true
}

// Of walks with one PPDU changed, the monitor refuses most. Of the others, where nothing disrupts
// an alteration, two machines explain all but an ARU, which is never refused for its context.
func TestMonitorChanged(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(7, 12))
	type kind struct {
		name   string
		change func(seen []passage, i int) []passage
	}
	other := func(p presentation.PPDU, id int64) presentation.PPDU {
		u := presentation.UserData{PDVs: []presentation.PDV{{Context: id, Value: []byte{5, 0}}}}
		switch v := p.(type) {
		case *presentation.Data:
			if v.Primitive != presentation.SExpeditedData {
				return &presentation.Data{Primitive: v.Primitive, UserData: u}
			}
		case *presentation.AlterContext:
			return &presentation.AlterContext{Additions: v.Additions, Deletions: v.Deletions, UserData: u}
		}
		return nil
	}
	is := func(p presentation.PPDU, event Event) bool {
		c, _ := eventsOf(p, false)
		return c.received == event
	}
	kinds := []kind{
		{"context that was never proposed", func(seen []passage, i int) []passage {
			p := other(seen[i].p, 999)
			if p == nil {
				return nil
			}
			return slices.Concat(seen[:i], []passage{{seen[i].d, p, seen[i].params}}, seen[i+1:])
		}},
		{"AC twice", func(seen []passage, i int) []passage {
			if !is(seen[i].p, EventAC) {
				return nil
			}
			return slices.Insert(slices.Clone(seen), i, seen[i])
		}},
		{"ACA twice", func(seen []passage, i int) []passage {
			if !is(seen[i].p, EventACA) {
				return nil
			}
			return slices.Insert(slices.Clone(seen), i, seen[i])
		}},
		{"AC dropped", func(seen []passage, i int) []passage {
			if !is(seen[i].p, EventAC) {
				return nil
			}
			return slices.Delete(slices.Clone(seen), i, i+1)
		}},
		{"ACA dropped", func(seen []passage, i int) []passage {
			if !is(seen[i].p, EventACA) {
				return nil
			}
			return slices.Delete(slices.Clone(seen), i, i+1)
		}},
		{"result more", func(seen []passage, i int) []passage {
			v, ok := seen[i].p.(*presentation.AlterContextAcknowledge)
			if !ok {
				return nil
			}
			more := &presentation.AlterContextAcknowledge{Additions: append(slices.Clone(v.Additions), testResults(1, accepted)...), Deletions: v.Deletions}
			return slices.Concat(seen[:i], []passage{{seen[i].d, more, Parameters{}}}, seen[i+1:])
		}},
		{"identifier of the other parity", func(seen []passage, i int) []passage {
			v, ok := seen[i].p.(*presentation.AlterContext)
			if !ok || len(v.Additions) == 0 {
				return nil
			}
			list := slices.Clone(v.Additions)
			list[0].ID += 1001
			return slices.Concat(seen[:i], []passage{{seen[i].d, &presentation.AlterContext{Additions: list}, Parameters{}}}, seen[i+1:])
		}},
		{"list of another set", func(seen []passage, i int) []passage {
			v, ok := seen[i].p.(*presentation.Resynchronize)
			if !ok || len(v.Contexts) == 0 {
				return nil
			}
			return slices.Concat(seen[:i], []passage{{seen[i].d, &presentation.Resynchronize{Acknowledge: v.Acknowledge, Contexts: v.Contexts[1:]}, seen[i].params}}, seen[i+1:])
		}},
	}
	caught, made := make([]int, len(kinds)), make([]int, len(kinds))
	explained, aborts := 0, 0
	for n := range long(*monitorWalks) {
		seen, w := walkSeen(t, r, n%3)
		if w.units != presentation.ContextManagement {
			continue
		}
		k := r.IntN(len(kinds))
		var places [][]passage
		for i := 2; i < len(seen); i++ {
			if s := kinds[k].change(seen, i); s != nil {
				places = append(places, s)
			}
		}
		if len(places) == 0 {
			continue
		}
		made[k]++
		changed := pick(r, places...)
		switch {
		case refuses(changed):
			caught[k]++
		case n%3 > 0: // what the session service discards is not modelled
		case explain(changed):
			explained++
		case is(changed[len(changed)-1].p, EventARU): // never refused for its context
			aborts++
		default:
			t.Errorf("%s: walk %d passes, and no machines explain it", kinds[k].name, n)
		}
	}
	for k := range kinds {
		t.Logf("%s: %d of %d refused", kinds[k].name, caught[k], made[k])
	}
	t.Logf("of the others, without resynchronization, conforming ends could have sent %d; %d have an ARU in a context of its past", explained, aborts)
}

// With context restoration, in X.410-1984 mode, and before a CP is seen, nothing is judged.
func TestMonitorRestoration(t *testing.T) {
	t.Parallel()
	_, _, restoring := connected(t, presentation.ContextManagement|presentation.ContextRestoration)
	var midway, x410 Monitor
	if err := x410.See(osi.FromInitiator, &presentation.Connect{Mode: osi.X410Mode}); err != nil {
		t.Fatal(err)
	}
	if err := x410.See(osi.FromResponder, &presentation.ConnectAccept{Mode: osi.X410Mode}); err != nil {
		t.Fatal(err)
	}
	if !restoring.Begun() || midway.Begun() || x410.Begun() {
		t.Error("Begun")
	}
	for _, w := range []Monitor{restoring, midway, x410} {
		for _, p := range []presentation.PPDU{
			&presentation.Data{UserData: presentation.UserData{PDVs: []presentation.PDV{{Context: 99, Value: []byte{5, 0}}}}},
			&presentation.Data{UserData: presentation.UserData{PDVs: []presentation.PDV{{Context: 99, TransferSyntax: testSyntax, Value: []byte{5, 0}}}}},
			&presentation.AlterContext{Additions: testContexts(2)}, &presentation.AlterContextAcknowledge{},
			&presentation.Resynchronize{Contexts: testNames(99)}, &presentation.ConnectReject{}, &presentation.Data{Primitive: presentation.SUserAbort},
		} {
			if err := w.See(osi.FromInitiator, p); err != nil {
				t.Errorf("%v: %v", p, err)
			}
		}
		if w.Judged() || !permits(&w, osi.FromInitiator, presentation.SData, 99) || !w.Settled(osi.FromInitiator) || w.Simple(osi.FromInitiator) {
			t.Errorf("judged: %+v", w)
		}
	}
}

// Contexts are bounded, in a CP and while the connection lasts.
func TestMonitorLimit(t *testing.T) {
	t.Parallel()
	w := Monitor{Limits: osi.Limits{Contexts: 2}}
	cp := &presentation.Connect{Contexts: testContexts(1, 3, 5), Requirements: presentation.ContextManagement}
	if err := w.See(osi.FromInitiator, cp); err == nil || osi.AsError(err).Rule != ruleLimit {
		t.Errorf("3 contexts: %v", err)
	}
	cp.Contexts = cp.Contexts[:2]
	cpa := &presentation.ConnectAccept{Results: testResults(2, accepted), Requirements: presentation.ContextManagement}
	for _, err := range []error{w.See(osi.FromInitiator, cp), w.See(osi.FromResponder, cpa)} {
		if err != nil {
			t.Fatal(err)
		}
	}
	n, memory := 2, 0
	for id := int64(5); ; id += 2 {
		before := memory
		if memory = w.Memory(); memory < before {
			t.Fatalf("%d contexts hold %d octets, fewer %d", n, memory, before)
		}
		err := w.See(osi.FromInitiator, &presentation.AlterContext{Additions: testContexts(id)})
		if err != nil {
			if osi.AsError(err).Rule != ruleLimit || n != 2*everDefined {
				t.Errorf("%d contexts: %v", n, err)
			}
			break
		}
		n++
		if err := w.See(osi.FromResponder, &presentation.AlterContextAcknowledge{Additions: testResults(1, accepted)}); err != nil {
			t.Fatal(err)
		}
		if c := w.Lookup(id); c == nil || c.ID != id || c.TransferSyntax != testSyntax || c.Offered != nil || !w.Defined(c) {
			t.Fatalf("context %d: %+v", id, c)
		}
	}
	if w.Lookup(999) != nil || w.Memory() > 64*1024 {
		t.Errorf("%d octets", w.Memory())
	}
}

// What the monitor is asked: the side, encodings, the default and nominated contexts, and what an
// ARU lists.
func TestMonitorQuestions(t *testing.T) {
	t.Parallel()
	var w Monitor
	name := presentation.DefaultContext{AbstractSyntax: osi.MustOID("2.1.9"), TransferSyntax: testSyntax}
	cp := &presentation.Connect{Contexts: testContexts(1, 3), DefaultContext: name, Options: presentation.NominatedContext, NominatedContext: 3}
	// who sends it is the initiator, whoever set up what is below
	if err := w.See(osi.FromResponder, cp); err != nil {
		t.Fatal(err)
	}
	if w.Side(osi.FromResponder) != presentation.Initiator || !w.Proposes() || w.MaySimple(osi.FromResponder, presentation.SConnect) {
		t.Errorf("%+v", w)
	}
	rejected, cpr := w, &presentation.ConnectReject{Results: []presentation.Result{{Outcome: presentation.UserRejection}, {TransferSyntax: testSyntax}}}
	rejected.contexts.list = slices.Clone(w.contexts.list)
	if err := rejected.See(osi.FromInitiator, cpr); err != nil || !rejected.MaySimple(osi.FromInitiator, presentation.SConnectReject) ||
		rejected.Only(osi.FromInitiator, presentation.SConnectReject).TransferSyntax != testSyntax {
		t.Error("a CPR that accepts one context")
	}
	if permits(&w, osi.FromInitiator, presentation.SConnectReject, 1) || permits(&w, osi.FromInitiator, presentation.SData, 1) {
		t.Error("before the CPA")
	}
	if err := w.See(osi.FromResponder, &presentation.ConnectAccept{}); err == nil {
		t.Error("a CPA of the one who sent the CP")
	}
	cpa := &presentation.ConnectAccept{Results: testResults(2, accepted), Options: presentation.NominatedContext}
	if err := w.See(osi.FromInitiator, cpa); err != nil {
		t.Fatal(err)
	}
	if w.Nominated(osi.FromResponder, presentation.SData) != 3 || w.Nominated(osi.FromInitiator, presentation.SData) != 0 || w.Only(osi.FromResponder, presentation.SData).ID != 3 {
		t.Error("nominated contexts")
	}
	if c := w.Only(osi.FromResponder, presentation.SExpeditedData); c != w.Default() || c.AbstractSyntax != name.AbstractSyntax || c.TransferSyntax != testSyntax || c.ID != 0 {
		t.Errorf("%+v", c)
	}
	of := func(list ...int64) (u presentation.UserData) {
		for _, id := range list {
			u.PDVs = append(u.PDVs, presentation.PDV{Context: id, Value: []byte{5, 0}})
		}
		return u
	}
	nominated, both := of(3, 3), of(3, 1)
	if w.MayFull(osi.FromResponder, presentation.SData, &nominated) || !w.MayFull(osi.FromResponder, presentation.SData, &both) ||
		!w.MayFull(osi.FromInitiator, presentation.SData, &nominated) || !w.MayFull(osi.FromResponder, presentation.SUserAbort, &nominated) {
		t.Error("full encoding of a nominated context")
	}
	if w.Simple(osi.FromInitiator) || w.MaySimple(osi.FromInitiator, presentation.SData) || !w.MaySimple(osi.FromResponder, presentation.SData) {
		t.Error("encodings")
	}
	if !w.Lists() || w.Management() || w.PermitsDefault(osi.FromInitiator, presentation.SData) || !w.PermitsDefault(osi.FromInitiator, presentation.SExpeditedData) {
		t.Error("lists, default context")
	}
	if err := w.See(osi.FromInitiator, cpa); err == nil {
		t.Error("a second CPA")
	}
	simple := &presentation.Data{UserData: presentation.UserData{Simple: []byte{5, 0}}}
	if err := w.See(osi.FromInitiator, simple); err == nil || osi.AsError(err).Rule != ruleContext {
		t.Errorf("the default context with a set of two: %v", err)
	}
	if err := w.See(osi.FromResponder, simple); err != nil { // of the nominated context
		t.Error(err)
	}
	n := 0
	for c := range w.All() {
		n += int(c.ID)
	}
	if n != 4 {
		t.Errorf("contexts sum up to %d", n)
	}
}

// What the monitor forgets in time: an AC behind an answered one settles the set of its sender; one
// whose confirm of an interrupt has passed is given up; an RSA makes the sets of both ends one.
func TestMonitorSettles(t *testing.T) {
	t.Parallel()
	aca := &presentation.AlterContextAcknowledge{Additions: testResults(1, accepted)}
	ac := func(id int64) *presentation.AlterContext {
		return &presentation.AlterContext{Additions: testContexts(id)}
	}
	type step struct {
		d  osi.Direction
		p  presentation.PPDU
		ok bool
	}
	const a, b = osi.FromInitiator, osi.FromResponder
	rs := func(answer bool, ids ...int64) *presentation.Resynchronize {
		return &presentation.Resynchronize{Acknowledge: answer, Contexts: testNames(ids...)}
	}
	ai := &presentation.Data{Primitive: presentation.SActivityInterrupt}
	aia := &presentation.Data{Primitive: presentation.SActivityInterruptConfirm}
	use := func(id int64) *presentation.Data {
		return &presentation.Data{UserData: presentation.UserData{PDVs: []presentation.PDV{{Context: id, Value: []byte{5, 0}}}}}
	}
	for name, steps := range map[string][]step{
		"the ACA may not be taken": {{a, ac(5), true}, {b, aca, true}, {a, rs(false, 1, 3), true}},
		"the ACA is taken":         {{a, ac(5), true}, {b, aca, true}, {a, ac(7), true}, {a, rs(false, 1, 3), false}},
		"no ACA behind the AIA":    {{a, ac(5), true}, {a, ai, true}, {b, aia, true}, {b, aca, false}},
		"no ACA behind the own AI": {{a, ac(5), true}, {b, ai, true}, {b, aca, false}},
		"RSA is the set of both":   {{a, rs(false, 1, 3), true}, {b, rs(true, 1), false}, {b, rs(true, 1, 3), true}, {a, use(3), true}, {b, use(1), true}},
		"deleted in its AC":        {{a, &presentation.AlterContext{Deletions: []int64{3}, UserData: use(3).UserData}, true}, {a, use(3), false}},
	} {
		_, _, w := connected(t, presentation.ContextManagement)
		for i, s := range steps {
			if err := w.See(s.d, s.p); (err == nil) != s.ok {
				t.Errorf("%s: step %d, %v: %v", name, i, s.p, err)
			}
		}
	}
}

// Values of a CPR are of the contexts that its list calls accepted, or without a list of the
// default context, X.226 6.2.4.10. They are simply encoded in the default context alone.
func TestMonitorReject(t *testing.T) {
	t.Parallel()
	accepted, rejected := presentation.Result{TransferSyntax: testSyntax}, presentation.Result{Outcome: presentation.UserRejection}
	simple := presentation.UserData{Simple: []byte{5, 0}}
	for name, x := range map[string]struct {
		results []presentation.Result
		data    presentation.UserData
		want    bool
	}{
		"accepted":             {[]presentation.Result{accepted, rejected}, uses(1).UserData, true},
		"rejected":             {[]presentation.Result{accepted, rejected}, uses(3).UserData, false},
		"not proposed":         {[]presentation.Result{accepted, accepted}, uses(5).UserData, false},
		"no list":              {nil, uses(1).UserData, false},
		"no list, default":     {nil, simple, true},
		"a list, default":      {[]presentation.Result{accepted, accepted}, simple, false},
		"none accepted":        {[]presentation.Result{rejected, rejected}, uses(1).UserData, false},
		"accepted, no values":  {[]presentation.Result{accepted, accepted}, presentation.UserData{}, true},
		"both, of the second":  {[]presentation.Result{accepted, accepted}, uses(3).UserData, true},
		"second, of the first": {[]presentation.Result{rejected, accepted}, uses(1).UserData, false},
	} {
		var w Monitor
		if err := w.See(osi.FromInitiator, &presentation.Connect{Contexts: testContexts(1, 3)}); err != nil {
			t.Fatal(err)
		}
		if err := w.See(osi.FromResponder, &presentation.ConnectReject{Results: x.results, UserData: x.data}); (err == nil) != x.want {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// The responder alone sends a CPR. Where the order of the PPDUs is not judged, a CPA behind it
// defines the set by itself.
func TestMonitorRejectThenAccept(t *testing.T) {
	t.Parallel()
	accepted, rejected := presentation.Result{TransferSyntax: testSyntax}, presentation.Result{Outcome: presentation.UserRejection}
	var w Monitor
	for i, s := range []struct {
		d  osi.Direction
		p  presentation.PPDU
		ok bool
	}{
		{osi.FromInitiator, &presentation.Connect{Contexts: testContexts(1, 3)}, true},
		{osi.FromInitiator, &presentation.ConnectReject{Results: []presentation.Result{accepted, accepted}}, false},
		{osi.FromResponder, &presentation.ConnectReject{Results: []presentation.Result{accepted, accepted}}, true},
		{osi.FromResponder, &presentation.ConnectAccept{Results: []presentation.Result{accepted, rejected}}, true},
	} {
		if err := w.See(s.d, s.p); (err == nil) != s.ok {
			t.Errorf("step %d, %v: %v", i, s.p, err)
		}
	}
	for d := range osi.Direction(2) {
		_, of1 := w.Permits(d, presentation.SData, 1)
		_, of3 := w.Permits(d, presentation.SData, 3)
		if !of1 || of3 || !w.Simple(d) {
			t.Errorf("%v: context 1 %t, context 3 %t, simply encoded %t", d, of1, of3, w.Simple(d))
		}
	}
}
