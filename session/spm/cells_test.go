package spm

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/session"
)

func stateOf(t testing.TB, name string) State {
	t.Helper()
	i := slices.Index(stateNames[:], name)
	if i < 0 {
		t.Fatalf("no state %q", name)
	}
	return State(i)
}

func eventOf(t testing.TB, name string) Event {
	t.Helper()
	i := slices.Index(eventNames[:], name)
	if i < 0 {
		t.Fatalf("no event %q", name)
	}
	return Event(i)
}

// randomMachine has small numbers, so that predicates hold both ways.
func randomMachine(r *rand.Rand, s State) Machine {
	n := func() int64 { return r.Int64N(4) }
	b := func() bool { return r.IntN(2) == 0 }
	m := Machine{
		state: s, Expedited: b(), selected: session.FunctionalUnits(r.IntN(1 << 13)), owned: session.Tokens(r.IntN(256)) & tkDom,
		vtca: b(), vtrr: b(), vcoll: b(), vdnr: b(), vact: b(), vnextact: b(), vsc: b(), discardReceived: b(), discardSent: b(),
		vrsp: resync(r.IntN(6)), vrsps: resync(r.IntN(6)), vrspr: resync(r.IntN(6)), vrspnb: n(), vrspnbs: n(), vrspnbr: n(),
		va: n(), vm: n(), vr: n(), vado: n() - 1, vadi: n() - 1, vas: n(), vms: n(), vrs: n(), varr: n(), vmr: n(), vrr: n(),
		Local: Local{Refuse: b(), NoPrepare: b(), InConnect: b(), Interpreted: b(), NullEncoding: b()},
	}
	m.vtrr = m.vtrr && !m.vcoll          // [8] goes with [18]
	m.vdnr = m.vdnr && m.vtca && m.vcoll // [32] needs p69 and not p01
	if m.selected.Has(fuSS) {
		m.selected &^= fuSY // 8.3.4.17
	}
	m.proposed = m.selected
	m.Local.Summary.Units = m.selected
	return m
}

func randomInput(r *rand.Rand, e Event) input {
	n := func() int64 { return r.Int64N(5) - 1 }
	b := func() bool { return r.IntN(2) == 0 }
	in := input{
		event: e, units: 1<<13 - 1, tokens: session.Tokens(r.IntN(256)) & tkDom, sn: n(), snd: n(), rcv: n(), sndType: resync(r.IntN(4)),
		rcvType: resync(r.IntN(4)), received: b(), local: b(), short: b(), overflow: b(), end: b(), user: b(), long: b(),
	}
	in.overflow = in.overflow && !in.short // an SCN has no Data Overflow
	switch {
	case e == EventRSa || e == EventSRSYNreqAbandon:
		in.sndType, in.rcvType = resyncAbandon, 0
	case e == EventRSr || e == EventSRSYNreqRestart:
		in.sndType, in.rcvType = resyncRestart, 0
	case e == EventRSs || e == EventSRSYNreqSet:
		in.sndType, in.rcvType = resyncSet, 0
	}
	return in
}

// TestCells executes every alternative of every cell of every table, and each of its predicates
// both ways, and compares what happens with the CSV files: which alternative it is, the outgoing
// events, the specific actions and the state.
func TestCells(t *testing.T) {
	t.Parallel()
	cells, impossible := printed(t)
	text := map[string]string{}
	for _, r := range readCSV(t, "predicates.csv") {
		text[r[0]] = r[1]
	}
	inTable, executed, predicates, bothWays := 0, 0, 0, 0
	for k, c := range cells {
		seed := uint64(len(k.event))<<32 + uint64(k.set)<<16 + uint64(stateOf(t, k.state))
		r := rand.New(rand.NewPCG(seed, 8))
		done := make([]bool, len(c.next))
		truths := make([]map[string]int, len(c.next)) // bit 0: was false, bit 1: was true
		for i := range truths {
			truths[i] = map[string]int{}
		}
		complete := func() bool {
			for i := range done {
				if !done[i] {
					return false
				}
				for _, v := range truths[i] {
					if v != 3 {
						return false
					}
				}
			}
			return true
		}
		for try := 0; try < 20000 && (try < 30 || !complete()); try++ {
			oneCell(t, k, c, text, r, done, truths)
			if t.Failed() {
				t.FailNow()
			}
		}
		for i := range done {
			inTable++
			if done[i] {
				executed++
			} else {
				t.Errorf("%v alternative %d (%s) never executed", k, i+1, c.predicates[i])
			}
			for p, v := range truths[i] {
				predicates++
				if v == 3 {
					bothWays++
				} else {
					t.Errorf("%v alternative %d: %s was only %v", k, i+1, p, v == 2)
				}
			}
		}
	}
	blanks := blankCells(t, cells, impossible)
	t.Logf("alternatives executed %d of %d; predicates both ways %d of %d; blank or impossible cells refused %d", executed, inTable, bothWays, predicates, blanks)
}

func oneCell(t *testing.T, k cellKey, c *printedCell, text map[string]string, r *rand.Rand, done []bool, truths []map[string]int) {
	t.Helper()
	e, s := eventOf(t, k.event), stateOf(t, k.state)
	m, in := randomMachine(r, s), randomInput(r, e)
	own := m.selects(&in).Has(fuSS) == (k.set == 1)
	cell := grid[k.set][e][s]
	list := alternatives[cellStart[cell]:cellStart[cell+1]]
	if len(list) != len(c.next) {
		t.Fatalf("%v: %d alternatives, want %d", k, len(list), len(c.next))
	}
	first := -1
	for i := range c.next {
		holds := true
		for one := range strings.SplitSeq(c.predicates[i], "&") {
			if one == "" {
				continue
			}
			name := strings.TrimPrefix(one, "!")
			v := (&formula{t: t, m: &m, in: &in, text: text}).predicate(name)
			if v {
				truths[i][name] |= 2
			} else {
				truths[i][name] |= 1
			}
			n, _ := strconv.Atoi(name[1:])
			if got := m.holds(int16(n), &in); got != v {
				t.Fatalf("%v: %s is %v, want %v: %+v %+v", k, name, got, v, m, in)
			}
			holds = holds && v != strings.HasPrefix(one, "!")
		}
		a := &list[i]
		if m.all(a, &in) != holds {
			t.Fatalf("%v alternative %d: holds %v, want %v", k, i+1, !holds, holds)
		}
		if !holds {
			continue
		}
		if first >= 0 && own {
			t.Fatalf("%v: alternatives %d and %d both hold", k, first+1, i+1)
		}
		if first < 0 {
			first = i
		}
		done[i] = true
		got, o := m, Outcome{}
		if err := got.perform(a, &in, &o).err(nil); err != nil {
			t.Fatalf("%v: %v", k, err)
		}
		compareCell(t, k, c, i, m, in, got, &o)
	}
	if own {
		got, o := m, Outcome{}
		if err := got.step(&in, &o).err(nil); (err == nil) != (first >= 0) {
			t.Fatalf("%v: %v, want alternative %d", k, err, first+1)
		}
	}
}

// compareCell compares an action list that was taken with the printed one.
func compareCell(t *testing.T, k cellKey, c *printedCell, i int, before Machine, in input, after Machine, o *Outcome) {
	t.Helper()
	var events []string
	want, queued := before, false
	for w := range strings.FieldsSeq(c.actions[i] + " " + strings.ReplaceAll(c.post[i], "[6]", "")) {
		name, note, _ := strings.Cut(w, "(")
		switch {
		case w == "[10]":
			queued = true
		case strings.HasPrefix(w, "["):
			n, _ := strconv.Atoi(strings.Trim(w, "[]"))
			var x Outcome
			want.act(op(n), &in, &x)
			switch n {
			case 3:
				events = append(events, "TIM-")
			case 4:
				events = append(events, "TIM+")
			}
		case note == "1)" && !before.Expedited:
		case note == "4)" && (!before.Expedited || !in.long):
		case note == "5)" && (!before.Expedited || want.p81() || before.selected&fuDS != 0 && before.Local.NoPrepare):
		case note == "3)" && in.user:
			events = append(events, "SUABind")
		case note == "3)":
			events = append(events, "SPABind")
		default:
			events = append(events, name)
		}
	}
	want.state = stateOf(t, c.next[i])
	if queued {
		if after.queues != 1 || after.queue[0].event != in.event || !o.queued {
			t.Fatalf("%v: not queued", k)
		}
		want.queue, want.queues = after.queue, 1
	}
	if got := strings.Fields(o.String()); !slices.Equal(got, events) {
		t.Fatalf("%v alternative %d: events %v, want %v", k, i+1, got, events)
	}
	if after != want {
		t.Fatalf("%v alternative %d:\n%+v\n%+v", k, i+1, after, want)
	}
}

// blankCells verifies that each blank cell, and each printed //, gives the typed error, and that m
// stays as it was.
func blankCells(t *testing.T, cells map[cellKey]*printedCell, impossible map[cellKey]bool) (n int) {
	t.Helper()
	r := rand.New(rand.NewPCG(1, 1))
	for set := range 2 {
		for e := range incomingEvents {
			if e == EventNone {
				continue
			}
			for s := range State(numStates) {
				k := cellKey{set, e.String(), s.String()}
				if cells[k] != nil {
					continue
				}
				if (grid[set][e][s] == 1) != impossible[k] {
					t.Errorf("%v: impossible %v", k, !impossible[k])
				}
				m, in := randomMachine(r, s), randomInput(r, e)
				m.selected &^= fuSS
				if set == 1 {
					m.selected |= fuSS
				}
				m.proposed, m.Local.Summary.Units = m.selected, m.selected
				before, o := m, Outcome{}
				err := m.step(&in, &o).err(&session.MinorSyncPoint{})
				var f *StateError
				if !errors.As(err, &f) || f.State != s || f.Event != e || !errors.Is(err, osi.ErrState) || m != before {
					t.Fatalf("%v: %v", k, err)
				}
				table := int(tableOf[e]) + 9*set
				if id := fmt.Sprintf("spm.a%d", table); osi.AsError(err).ID != id && table%9 != 0 {
					t.Fatalf("%v: rule %s, want %s", k, osi.AsError(err).ID, id)
				}
				n++
			}
		}
	}
	return n
}
