package ppm

import (
	"errors"
	"slices"
	"testing"

	"github.com/osi-go/osi/presentation"
)

// members returns the identifiers of the defined context set.
func (m *Machine) members() (ids []int64) {
	for c := range m.dcs.All() {
		ids = append(ids, c.ID)
	}
	return ids
}

// An act is what the user of a machine sends, or what it receives.
type act struct {
	receives bool
	p        presentation.PPDU
	params   Parameters
	set      []int64 // the defined context set behind it
}

// The defined context sets that context restoration stores, of a connection with contexts 1 and 3
// to which 5 is added: 6.8.4 and 6.10.2.
func TestRestoredSets(t *testing.T) {
	t.Parallel()
	first, wider := []int64{1, 3}, []int64{1, 3, 5}
	point := func(n uint32, set []int64) act {
		return act{p: carriedBy(presentation.SSyncMinor), params: Parameters{SerialNumber: n}, set: set}
	}
	starts := func(id string, set []int64) act {
		return act{p: carriedBy(presentation.SActivityStart), params: Parameters{Activity: []byte(id)}, set: set}
	}
	sends := func(p presentation.Primitive, set []int64) act { return act{p: carriedBy(p), set: set} }
	receives := func(p presentation.Primitive, set []int64) act {
		return act{receives: true, p: carriedBy(p), set: set}
	}
	resumes := func(n uint32, set []int64) act {
		return act{p: carriedBy(presentation.SActivityResume), params: Parameters{
			Activity: []byte("b"), OldActivity: []byte("a"), SerialNumber: n,
		}, set: set}
	}
	resync := func(kind ResyncType, n uint32, set []int64) act { // to point n-1
		return act{p: listing(false, set...), params: Parameters{Resync: kind, SerialNumber: n}, set: set}
	}
	alters := []act{{p: adds(5), set: first}, {receives: true, p: added(1), set: wider}}
	interrupted := []act{
		sends(presentation.SActivityInterrupt, first), receives(presentation.SActivityInterruptConfirm, first),
	}
	for name, acts := range map[string][]act{
		// 6.8.4.6, 6.8.4.9: restart restores the set of the point, abandon does not
		"restart": slices.Concat([]act{starts("a", first), point(1, first)}, alters, []act{point(2, wider), resync(Restart, 2, first)}),
		"abandon": slices.Concat([]act{starts("a", first), point(1, first)}, alters, []act{point(2, wider), resync(Abandon, 2, wider)}),
		"set":     slices.Concat([]act{starts("a", first), point(1, first)}, alters, []act{point(2, wider), resync(Set, 3, wider)}),
		"in between": slices.Concat([]act{starts("a", first), point(1, first)}, alters, []act{
			point(2, wider), {p: deletes(5), set: wider}, {receives: true, p: removed(1), set: first}, point(3, first), resync(Restart, 3, wider),
		}),
		"unknown": slices.Concat([]act{starts("a", first), point(1, first)}, alters, []act{resync(Set, 9, wider)}),
		"below":   slices.Concat([]act{starts("a", first), point(4, first)}, alters, []act{resync(Restart, 3, first)}),
		// 6.10.2: between activities the set is that of their start; without one an interrupt changes
		// nothing
		"interrupted":   slices.Concat([]act{starts("a", first)}, alters, interrupted),
		"no activity":   slices.Concat(alters, []act{sends(presentation.SActivityInterrupt, wider)}),
		"ended, resync": slices.Concat(alters, []act{starts("a", wider), point(0, wider), sends(presentation.SActivityEnd, wider), receives(presentation.SActivityEndConfirm, wider)}),
		// 6.10.2.6: a resumed activity has the set of the point, and those up to it alone
		"resumed":      slices.Concat([]act{starts("a", first), point(1, first)}, alters, []act{point(2, wider)}, interrupted, []act{resumes(2, wider)}),
		"resumed at 1": slices.Concat([]act{starts("a", first), point(1, first)}, alters, []act{point(2, wider)}, interrupted, []act{resumes(1, first), resync(Restart, 3, first)}),
		// at a point of which no set is known, 6.10.2.6
		"resumed at 7": slices.Concat([]act{starts("a", first), point(1, first)}, alters, []act{point(2, wider)}, interrupted, []act{resumes(7, first)}),
	} {
		m, _, _ := connected(t, presentation.ContextManagement|presentation.ContextRestoration)
		for i, x := range acts {
			var err error
			if x.receives {
				_, err = m.Receive(x.p, x.params)
			} else {
				err = m.Send(x.p, x.params)
			}
			if err != nil || !slices.Equal(m.members(), x.set) {
				t.Fatalf("%s: step %d, %v: %v %v, want %v", name, i, x.p, m.members(), err, x.set)
			}
		}
	}
}

// The set that results from an RS is known before, 6.8.2.4: with context restoration that of the
// point, that of the establishment below the first point, and otherwise the one at hand.
func TestResulting(t *testing.T) {
	t.Parallel()
	first, wider, widest := []int64{1, 3}, []int64{1, 3, 5}, []int64{1, 3, 5, 7}
	for _, c := range []struct {
		units  presentation.Requirements
		params Parameters
		want   []int64
	}{
		{presentation.ContextRestoration, Parameters{SerialNumber: 4}, first},
		{presentation.ContextRestoration, Parameters{SerialNumber: 5}, first}, // point 4
		{presentation.ContextRestoration, Parameters{SerialNumber: 6}, wider}, // point 5
		{presentation.ContextRestoration, Parameters{SerialNumber: 6, Resync: Set}, wider},
		{presentation.ContextRestoration, Parameters{SerialNumber: 6, Resync: Abandon}, widest},
		{presentation.ContextRestoration, Parameters{SerialNumber: 7}, widest}, // no point is 6
		{0, Parameters{SerialNumber: 4}, widest},
		{0, Parameters{SerialNumber: 5}, widest},
	} {
		m, _, _ := connected(t, presentation.ContextManagement|c.units)
		for _, x := range []act{
			{p: carriedBy(presentation.SSyncMinor), params: Parameters{SerialNumber: 4}},
			{p: adds(5)},
			{receives: true, p: added(1)},
			{p: carriedBy(presentation.SSyncMinor), params: Parameters{SerialNumber: 5}},
			{p: adds(7)},
			{receives: true, p: added(1)},
		} {
			var err error
			if x.receives {
				_, err = m.Receive(x.p, x.params)
			} else {
				err = m.Send(x.p, x.params)
			}
			if err != nil {
				t.Fatal(err)
			}
		}
		var got []int64
		set := m.Resulting(c.params)
		for v := range set.All() {
			got = append(got, v.ID)
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%+v: %v, want %v", c, got, c.want)
		}
		if err := m.Send(listing(false, got...), c.params); err != nil { // which the machine takes
			t.Errorf("%+v: %v", c, err)
		}
	}
}

// Simply encoded values are those of the context that their sender has nominated, X.226 Amd.1
// 8.4.1; without one, and with two contexts, there are none.
func TestNominatedMachine(t *testing.T) {
	t.Parallel()
	cp := &presentation.Connect{Contexts: testContexts(1, 3), Options: presentation.NominatedContext, NominatedContext: 3}
	simple := &presentation.Data{UserData: presentation.UserData{Simple: []byte{5, 0}}}
	for _, nominated := range []int64{0, 1} { // by the responder
		cpa := &presentation.ConnectAccept{Results: testResults(2, accepted), Options: presentation.NominatedContext, NominatedContext: nominated}
		var ends [2]Machine
		for i, p := range []presentation.PPDU{cp, cpa} {
			if err := ends[i].Send(p, Parameters{}); err != nil {
				t.Fatal(err)
			}
			if _, err := ends[1-i].Receive(p, Parameters{}); err != nil {
				t.Fatal(err)
			}
		}
		for from := range ends {
			want := from == 0 || nominated != 0
			sends, receives := ends[from], ends[1-from]
			if err := sends.Send(simple, Parameters{}); (err == nil) != want {
				t.Errorf("nominated %d: end %d sends: %v", nominated, from, err)
			}
			if _, err := receives.Receive(simple, Parameters{}); (err == nil) != want {
				t.Errorf("nominated %d: of end %d: %v", nominated, from, err)
			}
		}
	}
}

// The simply encoded values of a CPA are those of the only context that it accepts, X.226 8.4.1.2:
// with two there are none.
func TestSimpleAccept(t *testing.T) {
	t.Parallel()
	for n, want := range map[int]bool{1: true, 2: false} {
		cp := &presentation.Connect{Contexts: testContexts(1, 3)[:n]}
		cpa := &presentation.ConnectAccept{Results: testResults(n, accepted), UserData: presentation.UserData{Simple: []byte{5, 0}}}
		var a, b Machine
		if err := a.Send(cp, Parameters{}); err != nil {
			t.Fatal(err)
		}
		if _, err := b.Receive(cp, Parameters{}); err != nil {
			t.Fatal(err)
		}
		if err := b.Send(cpa, Parameters{}); (err == nil) != want {
			t.Errorf("%d contexts: the responder: %v", n, err)
		}
		if _, err := a.Receive(cpa, Parameters{}); (err == nil) != want {
			t.Errorf("%d contexts: the initiator: %v", n, err)
		}
	}
}

// The sets of an activity that has ended are stored no longer, from point 0 on: Table A.19 [19].
func TestEndedSets(t *testing.T) {
	t.Parallel()
	m, _, _ := connected(t, presentation.ContextManagement|presentation.ContextRestoration)
	params := Parameters{Activity: []byte("a")}
	for _, x := range []act{
		{p: carriedBy(presentation.SActivityStart), params: params},
		{p: carriedBy(presentation.SSyncMinor), params: Parameters{SerialNumber: 0}},
		{p: carriedBy(presentation.SActivityEnd)},
		{receives: true, p: carriedBy(presentation.SActivityEndConfirm)},
	} {
		if x.receives {
			if _, err := m.Receive(x.p, x.params); err != nil {
				t.Fatal(err)
			}
		} else if err := m.Send(x.p, x.params); err != nil {
			t.Fatal(err)
		}
	}
	if len(m.stored.runs) != 0 {
		t.Errorf("%d runs of points are stored", len(m.stored.runs))
	}
}

// The list of an RS takes the place of the set where an alteration is under way, [21]. An RS
// without a list changes nothing.
func TestListedSets(t *testing.T) {
	t.Parallel()
	for _, x := range []struct {
		p    presentation.PPDU
		want []int64
	}{
		{listing(false, 1, 3, 5), []int64{1, 3, 5}}, // the session has discarded the ACA
		{listing(false, 3), []int64{3}},
		{listing(false, 7), []int64{7}}, // nor known
		{&presentation.Resynchronize{}, []int64{1, 3}},
		{carriedBy(presentation.SResynchronize), []int64{1, 3}},
	} {
		m, _, _ := connected(t, presentation.ContextManagement)
		if err := m.Send(adds(5), Parameters{}); err != nil {
			t.Fatal(err)
		}
		if _, err := m.Receive(x.p, Parameters{}); err != nil || !slices.Equal(m.members(), x.want) || m.State() != STAt0 {
			t.Errorf("%+v: %v in %v, %v", x.p, m.members(), m.State(), err)
		}
	}
}

// Values of the default context: an ARU may have some behind an AC only if it leaves
// nothing of the set, p24. Those of a CPR are of accepted contexts, or without results of the
// default context, p04 and 6.2.4.10.
func TestDefaultValues(t *testing.T) {
	t.Parallel()
	simple := &presentation.AbnormalReleaseUser{UserData: presentation.UserData{Simple: []byte{5, 0}}}
	for _, x := range []struct {
		deletes []int64
		want    bool
	}{{[]int64{1}, false}, {[]int64{3}, false}, {[]int64{1, 3}, true}} {
		m, _, _ := connected(t, presentation.ContextManagement)
		if err := m.Send(deletes(x.deletes...), Parameters{}); err != nil {
			t.Fatal(err)
		}
		var state *StateError
		if _, err := m.Receive(simple, Parameters{}); (err == nil) != x.want || err != nil && !errors.As(err, &state) {
			t.Errorf("deletes %v: %v", x.deletes, err)
		}
	}
	var m Machine
	if _, err := m.Receive(&presentation.Connect{Contexts: testContexts(1, 3)}, Parameters{}); err != nil {
		t.Fatal(err)
	}
	n := m
	if err := n.Send(&presentation.ConnectReject{UserData: uses(1).UserData}, Parameters{}); err == nil {
		t.Error("a CPR without results has a value of 1")
	}
	if err := n.Send(&presentation.ConnectReject{UserData: presentation.UserData{Simple: []byte{5, 0}}}, Parameters{}); err != nil {
		t.Errorf("a CPR without results, with a value of the default context: %v", err)
	}
	two := []presentation.Result{{TransferSyntax: testSyntax}, {Outcome: presentation.UserRejection}}
	for id, want := range map[int64]bool{1: true, 3: false} {
		n := m
		err := n.Send(&presentation.ConnectReject{Results: two, UserData: uses(id).UserData}, Parameters{})
		if (err == nil) != want {
			t.Errorf("a CPR that accepts 1 alone, with a value of %d: %v", id, err)
		}
	}
}

// A point that is passed again, behind a resynchronization, has the set that it has then: A.5.2 g.
func TestPointPassedAgain(t *testing.T) {
	t.Parallel()
	first, wider := []int64{1, 3}, []int64{1, 3, 5}
	m, _, _ := connected(t, presentation.ContextManagement|presentation.ContextRestoration)
	for i, x := range []act{
		{p: carriedBy(presentation.SSyncMinor), params: Parameters{SerialNumber: 4}, set: first},
		{p: carriedBy(presentation.SSyncMinor), params: Parameters{SerialNumber: 5}, set: first},
		{p: listing(false, 1, 3), params: Parameters{SerialNumber: 5}, set: first},
		{receives: true, p: listing(true, 1, 3), set: first},
		{p: adds(5), set: first},
		{receives: true, p: added(1), set: wider},
		{p: carriedBy(presentation.SSyncMinor), params: Parameters{SerialNumber: 5}, set: wider}, // 5 again
		{p: deletes(5), set: wider},
		{receives: true, p: removed(1), set: first},
		{p: listing(false, 1, 3, 5), params: Parameters{SerialNumber: 6}, set: wider},
	} {
		var err error
		if x.receives {
			_, err = m.Receive(x.p, x.params)
		} else {
			err = m.Send(x.p, x.params)
		}
		if err != nil || !slices.Equal(m.members(), x.set) {
			t.Fatalf("step %d, %v: %v %v, want %v", i, x.p, m.members(), err, x.set)
		}
	}
}
