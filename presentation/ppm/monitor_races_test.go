package ppm

import (
	"slices"
	"testing"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/presentation"
)

// A seen is one PPDU that the monitor is shown, in the sequence of a test.
type seen struct {
	d    osi.Direction
	p    presentation.PPDU
	rule string // that refuses it; empty: it passes
}

const (
	fromA = osi.FromInitiator
	fromB = osi.FromResponder
)

func carriedBy(p presentation.Primitive, ids ...int64) *presentation.Data {
	u := presentation.UserData{}
	for _, id := range ids {
		u.PDVs = append(u.PDVs, presentation.PDV{Context: id, Value: []byte{5, 0}})
	}
	return &presentation.Data{Primitive: p, UserData: u}
}

func uses(ids ...int64) *presentation.Data { return carriedBy(presentation.SData, ids...) }

func adds(ids ...int64) *presentation.AlterContext {
	return &presentation.AlterContext{Additions: testContexts(ids...)}
}

func deletes(ids ...int64) *presentation.AlterContext {
	return &presentation.AlterContext{Deletions: ids}
}

// added and removed are ACAs with n results of acceptance.
func added(n int) *presentation.AlterContextAcknowledge {
	return &presentation.AlterContextAcknowledge{Additions: testResults(n, accepted)}
}

func removed(n int) *presentation.AlterContextAcknowledge {
	return &presentation.AlterContextAcknowledge{Deletions: make([]presentation.Outcome, n)}
}

func listing(answer bool, ids ...int64) *presentation.Resynchronize {
	return &presentation.Resynchronize{Acknowledge: answer, Contexts: testNames(ids...)}
}

// What may pass, step by step, of a connection with contexts 1 and 3 and context management.
func TestMonitorRaces(t *testing.T) {
	t.Parallel()
	const answer, context, deletion, list, awaits = "ppm.answer", "ppm.context", "ppm.deletion", "ppm.list", "ppm.awaits"
	ai, aia := carriedBy(presentation.SActivityInterrupt), carriedBy(presentation.SActivityInterruptConfirm)
	ad, ada := carriedBy(presentation.SActivityDiscard), carriedBy(presentation.SActivityDiscardConfirm)
	rs, rsa := listing(false, 1, 3), listing(true, 1, 3)
	bareRS, bareRSA := carriedBy(presentation.SResynchronize), carriedBy(presentation.SResynchronizeConfirm)
	ed := carriedBy(presentation.SUserExceptionReport)
	rejects := &presentation.AlterContextAcknowledge{Deletions: []presentation.Outcome{presentation.UserRejection}}
	for name, steps := range map[string][]seen{
		// 6.5.4.1, 6.1.2 d: what an AC adds is in the set behind the ACA; what it deletes, no longer
		"an AC adds":            {{fromA, adds(5), ""}, {fromA, uses(5), context}, {fromB, added(1), ""}, {fromA, uses(5), ""}, {fromB, uses(5), ""}},
		"an AC deletes":         {{fromA, deletes(3), ""}, {fromA, uses(3), context}, {fromB, uses(3), ""}, {fromB, removed(1), ""}, {fromB, uses(3), context}, {fromA, uses(3), context}},
		"which is rejected":     {{fromA, deletes(3), ""}, {fromA, uses(3), context}, {fromB, rejects, ""}, {fromA, uses(3), ""}, {fromB, uses(3), ""}},
		"deletes what is gone":  {{fromA, deletes(3), ""}, {fromB, removed(1), ""}, {fromA, deletes(3), deletion}, {fromB, deletes(3), deletion}},
		"adds the first again":  {{fromA, adds(1), "ppm.reused"}},
		"adds one twice":        {{fromA, adds(5, 5), "ppm.reused"}},
		"a list that is absent": {{fromA, deletes(1, 3), ""}, {fromB, removed(1), "ppm.results"}, {fromB, &presentation.AlterContextAcknowledge{}, ""}, {fromB, uses(1), context}},
		// 6.5.5.3: both ends give up an alteration. Behind an AI, AD or RS nothing answers it
		"AI":                      {{fromA, adds(5), ""}, {fromB, ai, ""}, {fromB, added(1), answer}},
		"AD":                      {{fromA, adds(5), ""}, {fromB, ad, ""}, {fromB, added(1), answer}},
		"RS":                      {{fromA, adds(5), ""}, {fromB, listing(false, 1, 3), ""}, {fromB, added(1), answer}},
		"the own RS":              {{fromA, adds(5), ""}, {fromA, rs, ""}, {fromB, added(1), ""}, {fromB, added(1), answer}},
		"the RSA":                 {{fromA, adds(5), ""}, {fromA, rs, ""}, {fromB, rsa, ""}, {fromB, added(1), answer}},
		"the AIA":                 {{fromA, adds(5), ""}, {fromA, ai, ""}, {fromB, aia, ""}, {fromB, added(1), answer}},
		"the ADA":                 {{fromA, adds(5), ""}, {fromA, ad, ""}, {fromB, ada, ""}, {fromB, added(1), answer}},
		"behind the AIA":          {{fromA, ai, ""}, {fromB, aia, ""}, {fromB, adds(2), ""}, {fromB, adds(4), awaits}},
		"behind the ADA":          {{fromA, ad, ""}, {fromB, ada, ""}, {fromB, adds(2), ""}, {fromB, adds(4), awaits}},
		"behind the RSA":          {{fromA, rs, ""}, {fromB, rsa, ""}, {fromB, adds(2), ""}, {fromB, adds(4), awaits}},
		"an AC that crosses":      {{fromB, ai, ""}, {fromA, deletes(3), ""}, {fromA, aia, ""}, {fromA, uses(3), ""}},
		"given up":                {{fromA, deletes(3), ""}, {fromA, uses(3), context}, {fromA, ai, ""}, {fromA, carriedBy(presentation.SUserAbort, 3), ""}, {fromB, aia, ""}, {fromA, uses(3), ""}},
		"an ACA crosses the AI":   {{fromA, deletes(3), ""}, {fromB, removed(1), ""}, {fromA, uses(3), context}, {fromA, carriedBy(presentation.SActivityInterrupt, 3), ""}, {fromA, uses(3), ""}, {fromB, uses(3), context}},
		"which carries a value":   {{fromA, deletes(3), ""}, {fromB, removed(1), ""}, {fromA, carriedBy(presentation.SUserExceptionReport, 3), ""}},
		"taken by the next AC":    {{fromA, deletes(3), ""}, {fromB, removed(1), ""}, {fromA, adds(5), ""}, {fromA, carriedBy(presentation.SActivityInterrupt, 3), context}},
		"an ACA crosses the ED":   {{fromA, deletes(3), ""}, {fromB, removed(1), ""}, {fromA, ed, ""}, {fromA, uses(3), ""}, {fromB, uses(3), context}},
		"an ED of the other":      {{fromA, deletes(3), ""}, {fromB, removed(1), ""}, {fromB, ed, ""}, {fromA, uses(3), context}},
		"an ACA behind the ED":    {{fromA, adds(5), ""}, {fromB, ed, ""}, {fromB, added(1), ""}, {fromB, added(1), answer}},
		"of one AC or the other":  {{fromA, adds(5), ""}, {fromB, ed, ""}, {fromA, adds(7), ""}, {fromB, added(1), ""}, {fromB, uses(5), ""}, {fromB, uses(7), ""}},
		"of the AC given up":      {{fromA, adds(5), ""}, {fromB, ed, ""}, {fromA, adds(7, 9), ""}, {fromB, added(1), ""}, {fromB, uses(5), ""}, {fromB, uses(7), context}},
		"of that and the next":    {{fromA, adds(5), ""}, {fromB, ed, ""}, {fromA, adds(7, 9), ""}, {fromB, added(1), ""}, {fromB, added(1), "ppm.results"}, {fromB, added(2), ""}, {fromB, added(2), answer}},
		"of neither behind an AI": {{fromA, adds(5), ""}, {fromB, ed, ""}, {fromA, adds(7, 9), ""}, {fromB, ai, ""}, {fromB, added(1), answer}, {fromB, added(2), answer}},
		"the ACA may be lost":     {{fromA, adds(5), ""}, {fromB, added(1), ""}, {fromA, ed, ""}, {fromA, adds(7), ""}, {fromA, listing(false, 1, 3), ""}},
		"or be of neither":        {{fromA, adds(5), ""}, {fromB, ed, ""}, {fromA, adds(7, 9), ""}, {fromB, added(1), ""}, {fromB, ai, ""}, {fromA, aia, ""}, {fromA, adds(11), ""}, {fromA, listing(false, 1, 3), ""}},
		// 6.8.2.4, 6.8.3.3: an RS and RSA list the set of their sender, which may be behind an ACA
		"lists what it deletes":    {{fromA, deletes(3), ""}, {fromB, removed(1), ""}, {fromA, listing(false, 1, 3), ""}, {fromA, uses(3), ""}, {fromB, listing(true, 1, 3), ""}, {fromB, uses(3), ""}},
		"or the set behind it":     {{fromA, deletes(3), ""}, {fromB, removed(1), ""}, {fromA, listing(false, 1), ""}, {fromB, listing(true, 1, 3), list}, {fromB, listing(true, 1), ""}, {fromA, listing(false, 1, 3), list}},
		"lists what it adds":       {{fromA, adds(5), ""}, {fromB, added(1), ""}, {fromA, listing(false, 1, 3, 5), ""}, {fromB, listing(true, 1, 3), list}, {fromB, listing(true, 1, 3, 5), ""}},
		"or not":                   {{fromA, adds(5), ""}, {fromB, added(1), ""}, {fromA, listing(false, 1, 3), ""}, {fromA, uses(5), context}, {fromB, listing(true, 1, 3), ""}, {fromB, uses(5), context}},
		"the accepting end's list": {{fromA, adds(5), ""}, {fromB, added(1), ""}, {fromB, listing(false, 1, 3), list}, {fromB, listing(false, 1, 3, 5), ""}},
		"RSs cross":                {{fromA, deletes(3), ""}, {fromB, removed(1), ""}, {fromB, listing(false, 1), ""}, {fromA, listing(false, 1, 3), ""}},
		"an ACA crosses the RS": {
			{fromA, adds(5), ""},
			{fromA, listing(false, 1, 3), ""},
			{fromB, added(1), ""},
			{fromB, listing(true, 1, 3), ""},
			{fromA, uses(5), context},
			{fromA, listing(false, 1), list},
		},
		// 6.8.4.5, 6.8.4.11: with context management the list is that set; no list is an empty one
		"RS without a list":      {{fromA, bareRS, list}, {fromA, &presentation.Resynchronize{}, list}, {fromA, rs, ""}, {fromB, bareRSA, list}, {fromB, rsa, ""}},
		"of an empty set":        {{fromA, deletes(1, 3), ""}, {fromB, removed(2), ""}, {fromB, bareRS, ""}, {fromA, bareRSA, ""}},
		"of one to be empty":     {{fromA, deletes(1, 3), ""}, {fromA, bareRS, list}, {fromB, removed(2), ""}, {fromA, bareRS, ""}},
		"behind the RSA, a list": {{fromA, listing(false, 1, 3), ""}, {fromB, listing(true, 1, 3), ""}, {fromA, adds(5), ""}, {fromB, added(1), ""}, {fromB, listing(false, 1, 3), list}},
		"no results":             {{fromA, ai, ""}, {fromB, aia, ""}, {fromA, adds(5), ""}, {fromB, added(0), "ppm.results"}},
		"another transfer syntax": {{fromA, &presentation.Resynchronize{Contexts: []presentation.ContextName{
			{ID: 1, TransferSyntax: testSyntax}, {ID: 3, TransferSyntax: osi.MustOID("2.1.2.0")},
		}}, list}},
	} {
		for _, caller := range []osi.Direction{fromA, fromB} { // the other way round, too
			if caller == fromB && slices.ContainsFunc(steps, func(s seen) bool { return s.d == fromB && isAC(s.p) }) {
				continue // identifiers of the responder are even
			}
			w := agreed(t, caller, presentation.ContextManagement)
			for i, s := range steps {
				id := ""
				if err := w.See(s.d^caller, s.p); err != nil {
					id = osi.AsError(err).ID
				}
				if id != s.rule {
					t.Errorf("%s: caller %v, step %d, %v: %q, want %q", name, caller, i, s.p, id, s.rule)
				}
			}
		}
	}
}

func isAC(p presentation.PPDU) bool {
	_, ok := p.(*presentation.AlterContext)
	return ok
}

// agreed returns the monitor of a connection with contexts 1 and 3.
func agreed(t *testing.T, caller osi.Direction, units presentation.Requirements) (w Monitor) {
	t.Helper()
	for _, s := range []seen{
		{caller, &presentation.Connect{Contexts: testContexts(1, 3), Requirements: units}, ""},
		{caller.Opposite(), &presentation.ConnectAccept{Results: testResults(2, accepted), Requirements: units}, ""},
	} {
		if err := w.See(s.d, s.p); err != nil {
			t.Fatal(err)
		}
	}
	return w
}

// The text of each rule that the monitor alone has, with what is at fault.
func TestMonitorErrors(t *testing.T) {
	t.Parallel()
	_, _, managed := connected(t, presentation.ContextManagement)
	_, _, plain := connected(t, 0)
	value := func(pdv presentation.PDV) *presentation.Data {
		return &presentation.Data{UserData: presentation.UserData{PDVs: []presentation.PDV{pdv}}}
	}
	for _, x := range []struct {
		w    Monitor
		p    presentation.PPDU
		want string
	}{
		{plain, adds(5), "presentation: AC PPDU: wrong state (octet 0, X.226 6.5)"},
		{managed, added(1), "presentation: ACA PPDU: wrong state (octet 0, X.226 6.5.3, 6.2.3)"},
		{managed, adds(1), "presentation: AC presentation-context-identifier: duplicate: got 0x01 (octet 0, X.226 6.5.2.1)"},
		{managed, adds(6), "presentation: AC presentation-context-identifier: bad value: got 0x06 (octet 0, X.226 6.5.2.1)"},
		{managed, deletes(7), "presentation: AC presentation-context-deletion-list: bad value: got 0x07 (octet 0, X.226 6.5.2.2; X.216 10.5.1.2)"},
		{managed, value(presentation.PDV{Context: 5, Offset: 17, Value: []byte{5, 0}}), "presentation: TD presentation-context-identifier: bad value: got 0x05 (octet 17, X.226 6.1.2)"},
		{managed, value(presentation.PDV{Context: 3, TransferSyntax: osi.MustOID("2.1.2.0"), Offset: 17, Value: []byte{5, 0}}), "presentation: TD transfer-syntax-name: bad value: got 0x03 (octet 17, X.226 8.4.2.7)"},
	} {
		if err := x.w.See(fromA, x.p); err == nil || err.Error() != x.want {
			t.Errorf("%v\nwant %s", err, x.want)
		}
	}
	if err := managed.See(fromA, &presentation.Data{UserData: presentation.UserData{Simple: []byte{5, 0}, Offset: 17}}); err == nil ||
		err.Error() != "presentation: TD presentation-context-identifier: bad value: got 0x00 (octet 17, X.226 6.1.2)" {
		t.Error(err)
	}
	altered := managed
	if err := altered.See(fromA, adds(5)); err != nil {
		t.Fatal(err)
	}
	other := &presentation.AlterContextAcknowledge{Additions: []presentation.Result{{TransferSyntax: osi.MustOID("2.1.2.0")}}}
	if err := altered.See(fromB, other); err == nil || err.Error() != "presentation: ACA transfer-syntax-name: bad value: got 0x05 (octet 0, X.226 6.5.3.1)" {
		t.Error(err)
	}
	const again = "presentation: CPA PPDU: wrong state (octet 0, X.226 6.5.3, 6.2.3)"
	if err := managed.See(fromB, &presentation.ConnectAccept{}); err == nil || err.Error() != again {
		t.Errorf("%v\nwant %s", err, again)
	}
	var w Monitor
	if err := w.See(fromA, &presentation.Connect{}); err != nil {
		t.Fatal(err)
	}
	if err := w.See(fromA, &presentation.ConnectAccept{}); err == nil || err.Error() != again {
		t.Errorf("a CPA of the initiator: %v", err)
	}
	var midway Monitor
	if err := midway.See(fromB, &presentation.ConnectAccept{}); err != nil {
		t.Errorf("a CPA whose CP was not seen: %v", err)
	}
	const mode = "presentation: CPA mode-selector: bad value: got 0x00 (octet 0, X.226 6.2.3.1, 8.2)"
	if err := w.See(fromB, &presentation.ConnectAccept{Mode: osi.X410Mode}); err == nil || err.Error() != mode {
		t.Errorf("%v\nwant %s", err, mode)
	}
	const aborts = "presentation: ARU mode-selector: bad value: got 0x00 (octet 0, X.226 6.2.3.1, 8.2)"
	if err := w.See(fromB, &presentation.AbnormalReleaseUser{Mode: osi.X410Mode}); err == nil || err.Error() != aborts {
		t.Errorf("%v\nwant %s", err, aborts)
	}
	if err := w.See(fromB, &presentation.AbnormalReleaseUser{}); err != nil {
		t.Errorf("an ARU of the mode of the CP: %v", err)
	}
	var before Monitor
	if err := before.See(fromB, &presentation.AbnormalReleaseUser{Mode: osi.X410Mode}); err != nil {
		t.Errorf("an ARU whose CP was not seen: %v", err)
	}
}

// Which session primitive carries a PPDU, 7.
func TestCarrier(t *testing.T) {
	t.Parallel()
	for p, want := range map[presentation.PPDU]presentation.Primitive{
		&presentation.Connect{}: presentation.SConnect, &presentation.ConnectAccept{}: presentation.SConnectAccept,
		&presentation.ConnectReject{}: presentation.SConnectReject, &presentation.AbnormalReleaseUser{}: presentation.SUserAbort,
		&presentation.AbnormalReleaseProvider{}: presentation.SUserAbort, &presentation.AlterContext{}: presentation.STypedData,
		&presentation.AlterContextAcknowledge{}: presentation.STypedData, &presentation.Resynchronize{}: presentation.SResynchronize,
		&presentation.Resynchronize{Acknowledge: true}: presentation.SResynchronizeConfirm, uses(): presentation.SData,
		carriedBy(presentation.SSyncMinor): presentation.SSyncMinor,
	} {
		if got := carrierOf(p); got != want {
			t.Errorf("%v: %v, want %v", p, got, want)
		}
	}
}

// The default context, and lists of contexts in an ARU, by what CP and CPA say: 6.1.2, 6.4.2.1.
func TestMonitorDefault(t *testing.T) {
	t.Parallel()
	for _, x := range []struct {
		ids              []int64
		units            presentation.Requirements
		early, set, list bool // the default context in the CP, and behind it; an ARU lists
		simple           bool // 8.4.1.2, 8.4.1.3
	}{
		{nil, 0, true, true, false, true},
		{nil, presentation.ContextManagement, true, true, true, true},
		{[]int64{1}, 0, false, false, true, true},
		{[]int64{1}, presentation.ContextManagement, false, false, true, false},
		{[]int64{1, 3}, 0, false, false, true, false},
	} {
		var w Monitor
		if err := w.See(fromA, &presentation.Connect{Contexts: testContexts(x.ids...), Requirements: x.units}); err != nil {
			t.Fatal(err)
		}
		if w.PermitsDefault(fromA, presentation.SConnect) != x.early || w.MaySimple(fromA, presentation.SConnect) != x.early {
			t.Errorf("%v: the default context in the CP", x.ids)
		}
		if err := w.See(fromB, &presentation.ConnectAccept{Results: testResults(len(x.ids), accepted), Requirements: x.units}); err != nil {
			t.Fatal(err)
		}
		for _, p := range []presentation.Primitive{presentation.SData, presentation.SUserAbort} {
			if w.PermitsDefault(fromA, p) != x.set || w.PermitsDefault(fromB, p) != x.set {
				t.Errorf("%v: the default context in %v", x.ids, p)
			}
		}
		if w.Lists() != x.list {
			t.Errorf("%v: an ARU lists: %v", x.ids, w.Lists())
		}
		if only := w.Only(fromA, presentation.SData).ID; only != 0 && !x.simple || x.simple && only != int64(len(x.ids)) { // 1, or 0
			t.Errorf("%v, units %v: simply encoded values are of %d", x.ids, x.units, only)
		}
		if w.Simple(fromA) != x.simple || w.Simple(fromB) != x.simple {
			t.Errorf("%v, units %v: simply encoded %v", x.ids, x.units, w.Simple(fromA))
		}
	}
	var midway Monitor
	if midway.Lists() {
		t.Error("nothing is known, and an ARU lists")
	}
	// an end that deletes all of its set encodes simply behind the AC, 8.4.1.2; its peer not yet
	_, _, w := connected(t, presentation.ContextManagement)
	for _, p := range []presentation.PPDU{deletes(1, 3), uses()} {
		if err := w.See(fromA, p); err != nil {
			t.Fatal(err)
		}
	}
	if !w.Simple(fromA) || w.Simple(fromB) {
		t.Errorf("simply encoded: %v %v", w.Simple(fromA), w.Simple(fromB))
	}
}

// What is kept of a context: its abstract syntax, and whether an end may have it in its set. After
// an ACA that the session of one end discards the sets differ.
func TestMonitorContexts(t *testing.T) {
	t.Parallel()
	name := osi.MustOID("2.1.9")
	var w Monitor
	cp := &presentation.Connect{Contexts: testContexts(1, 3), Requirements: presentation.ContextManagement}
	cp.Contexts[1].AbstractSyntax = name
	if err := w.See(fromA, cp); err != nil {
		t.Fatal(err)
	}
	ac := adds(2)
	ac.Additions[0].AbstractSyntax, ac.Deletions = name, []int64{3}
	aca := added(1)
	aca.Deletions = removed(1).Deletions
	for _, s := range []seen{
		{fromB, &presentation.ConnectAccept{Results: testResults(2, accepted), Requirements: cp.Requirements}, ""}, {fromB, ac, ""},
	} {
		if err := w.See(s.d, s.p); err != nil {
			t.Fatal(err)
		}
	}
	for _, id := range []int64{2, 3} {
		if c := w.Lookup(id); c == nil || c.AbstractSyntax != name || w.Defined(c) != (id == 3) || (c.TransferSyntax == testSyntax) != (id == 3) {
			t.Errorf("context %d: %+v", id, c)
		}
	}
	if c := w.Lookup(2); !slices.Equal(c.Offered, []osi.OID{testSyntax}) {
		t.Errorf("offered: %v", c.Offered)
	}
	if err := w.See(fromA, aca); err != nil {
		t.Fatal(err)
	}
	if w.Defined(w.Lookup(3)) || !w.Defined(w.Lookup(2)) {
		t.Error("2 is defined, and 3 is not")
	}
	w.Disrupt(fromB)
	if !w.Defined(w.Lookup(3)) {
		t.Error("the session of the responder may have discarded the ACA that deletes 3")
	}
	if err := w.See(fromA, uses(3)); err == nil {
		t.Error("the end that has accepted the deletion uses the context")
	}
	if err := w.See(fromB, uses(3)); err != nil {
		t.Error(err)
	}
}

// An AC that is not answered keeps what it offers, whatever the next one of its sender does.
func TestMonitorOffers(t *testing.T) {
	t.Parallel()
	_, _, w := connected(t, presentation.ContextManagement)
	first, second := adds(5), adds(7)
	other := osi.MustOID("2.1.2.0")
	second.Additions[0].TransferSyntaxes = []osi.OID{other}
	for _, s := range []seen{{fromA, first, ""}, {fromA, carriedBy(presentation.SActivityInterrupt), ""}, {fromB, carriedBy(presentation.SActivityInterruptConfirm), ""}, {fromA, second, ""}} {
		if err := w.See(s.d, s.p); err != nil {
			t.Fatal(err)
		}
	}
	first.Additions[0].TransferSyntaxes[0] = osi.OID{} // the monitor has a copy
	if a, b := w.Lookup(5).Offered, w.Lookup(7).Offered; !slices.Equal(a, []osi.OID{testSyntax}) || !slices.Equal(b, []osi.OID{other}) {
		t.Errorf("offered: %v, %v", a, b)
	}
}

// A value in a CP may name a transfer syntax that is proposed for its context, 8.4.2.7; no other.
func TestMonitorProposedSyntax(t *testing.T) {
	t.Parallel()
	for syntax, want := range map[osi.OID]string{testSyntax: "", osi.MustOID("2.1.2.0"): "ppm.transfer-syntax"} {
		var w Monitor
		cp := &presentation.Connect{Contexts: testContexts(1), UserData: presentation.UserData{
			PDVs: []presentation.PDV{{Context: 1, TransferSyntax: syntax, Value: []byte{5, 0}}},
		}}
		id := ""
		if err := w.See(fromA, cp); err != nil {
			id = osi.AsError(err).ID
		}
		if id != want {
			t.Errorf("%v: %q, want %q", syntax, id, want)
		}
	}
}

// Behind an AC a DT of its sender may need to be shown, which ends what the AC deletes.
func TestMonitorSettled(t *testing.T) {
	t.Parallel()
	for _, d := range []osi.Direction{fromA, fromB} {
		w := agreed(t, d, presentation.ContextManagement)
		if err := w.See(d, deletes(3)); err != nil {
			t.Fatal(err)
		}
		if w.Settled(d) || !w.Settled(d.Opposite()) {
			t.Errorf("%v: settled %v, %v", d, w.Settled(d), w.Settled(d.Opposite()))
		}
		if err := w.See(d, uses(1)); err != nil || !w.Settled(d) {
			t.Errorf("%v: %v, settled %v", d, err, w.Settled(d))
		}
		for c := range w.All() { // may be left early
			if c.ID != 1 {
				t.Errorf("the first context is %d", c.ID)
			}
			break
		}
	}
}

// What disrupts an alteration may use what the ACA under way to its sender deletes, 6.1.2 d; asked
// before the monitor is shown it.
func TestMonitorPermits(t *testing.T) {
	t.Parallel()
	for _, d := range []osi.Direction{fromA, fromB} {
		w := agreed(t, d, presentation.ContextManagement)
		for _, s := range []seen{{d, deletes(3), ""}, {d.Opposite(), removed(1), ""}} {
			if err := w.See(s.d, s.p); err != nil {
				t.Fatal(err)
			}
		}
		for p, want := range map[presentation.Primitive]bool{
			presentation.SActivityInterrupt: true, presentation.SActivityDiscard: true, presentation.SUserExceptionReport: true,
			presentation.SResynchronize: true, presentation.SUserAbort: true, presentation.SData: false, presentation.SRelease: false,
		} {
			if got := permits(&w, d, p, 3); got != want {
				t.Errorf("%v of %v: %v", p, d, got)
			}
			if p != presentation.SUserAbort && permits(&w, d.Opposite(), p, 3) {
				t.Errorf("%v of the end that has accepted the deletion", p)
			}
		}
	}
}

// A CP may have 128 contexts, unless Limits says otherwise.
func TestMonitorDefaultLimit(t *testing.T) {
	t.Parallel()
	for n, want := range map[int]bool{128: true, 129: false} {
		var w Monitor
		cp := &presentation.Connect{}
		for i := range n {
			cp.Contexts = append(cp.Contexts, testContexts(int64(2*i+1))...)
		}
		if err := w.See(fromA, cp); (err == nil) != want {
			t.Errorf("%d contexts: %v", n, err)
		}
	}
}

// permits is Permits, whose context is the one asked for.
func permits(w *Monitor, d osi.Direction, p presentation.Primitive, id int64) bool {
	c, ok := w.Permits(d, p, id)
	return ok && (c == nil || c.ID == id)
}
