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

// A printedCell is a cell as the CSV files have it: read here a second time, without the generator.
type printedCell struct{ predicates, actions, next, post []string }

type cellKey struct {
	set          int
	event, state string
}

// printed reads the tables, the readings and Amd.1.
func printed(t testing.TB) (cells map[cellKey]*printedCell, impossible map[cellKey]bool) {
	cells, impossible = map[cellKey]*printedCell{}, map[cellKey]bool{}
	add := func(k cellKey, p, a, next, post string) {
		c := cells[k]
		if c == nil {
			c = &printedCell{}
			cells[k] = c
		}
		c.predicates, c.actions, c.next, c.post = append(c.predicates, p), append(c.actions, a), append(c.next, next), append(c.post, post)
	}
	set := func(table string) int {
		n, err := strconv.Atoi(table[2:])
		if err != nil {
			t.Fatal(err)
		}
		return (n - 8) / 9
	}
	type row struct{ predicate, actions, next, post string }
	readings, order := map[string]row{}, []string{}
	for _, r := range readCSV(t, "readings.csv") {
		id := strings.Join(r[:4], ",")
		readings[id] = row{r[4], r[5], r[6], r[7]}
		order = append(order, id)
	}
	for _, r := range readCSV(t, "state-tables.csv") {
		k := cellKey{set(r[0]), r[1], r[2]}
		if r[4] == "impossible" {
			impossible[k] = true
		}
		if r[4] != "valid" {
			continue
		}
		id := strings.Join(r[:4], ",")
		if c, ok := readings[id]; !ok {
			add(k, r[5], r[6], r[7], r[8])
		} else if c.predicate != "-" {
			add(k, c.predicate, c.actions, c.next, c.post)
		}
		delete(readings, id)
	}
	for _, id := range order {
		if c, ok := readings[id]; ok {
			f := strings.Split(id, ",")
			add(cellKey{set(f[0]), f[1], f[2]}, c.predicate, c.actions, c.next, c.post)
		}
	}
	amended := map[cellKey]bool{}
	for _, r := range readCSV(t, "state-tables-amd1.csv") {
		for s := range 2 {
			k := cellKey{s, r[1], r[2]}
			answers := (r[1] == "AC" && r[2] == "STA02A") || (r[1] == "SCONrsp+" && r[2] == "STA08")
			if answers && r[4] == "!p208" {
				continue
			}
			if answers {
				c := cells[k]
				for i := range c.predicates {
					c.predicates[i] = strings.TrimPrefix(c.predicates[i]+"&!p208", "&")
					c.post[i] = "[6]"
				}
			} else if !amended[k] {
				delete(cells, k)
				amended[k] = true
			}
			actions, post := strings.Replace(r[5], "[6] ", "", 1), r[7]
			if actions != r[5] {
				post = "[6]"
			}
			add(k, r[4], actions, r[6], post)
		}
	}
	amendRows(cells)
	return cells, impossible
}

// amendRows adds the rows and columns of Amd.1 that repeat others.
func amendRows(cells map[cellKey]*printedCell) {
	short := map[string]string{"DT": "SDT", "DN": "SDN", "FN-nr": "SFN-nr", "FN-r": "SFN-r", "AB-nr": "SAB-nr", "AB-r": "SAB-r"}
	requests := []string{"SDTreq", "SRELreq", "SRELrsp+", "SUABreq"}
	var keys []cellKey
	for k := range cells {
		keys = append(keys, k)
	}
	for _, k := range keys {
		c := cells[k]
		if s := short[k.event]; s != "" {
			cells[cellKey{k.set, s, k.state}] = c
		}
		if !slices.Contains(requests, k.event) {
			continue
		}
		for i := range c.actions {
			var words []string
			found := false
			for _, w := range strings.Fields(c.actions[i]) {
				switch {
				case short[w] != "":
					found = true
					words = append(words, short[w])
				case w != "PR-AB(4)":
					words = append(words, w)
				}
			}
			if found {
				p := strings.TrimPrefix(c.predicates[i]+"&", "&")
				c.predicates[i] = p + "!p211"
				c.predicates, c.actions = append(c.predicates, p+"p211"), append(c.actions, strings.Join(words, " "))
				c.next, c.post = append(c.next, c.next[i]), append(c.post, c.post[i])
			}
		}
	}
	abort := []string{"AA", "AB-nr", "AB-r", "SAB-nr", "SAB-r", "PR-AB", "SUABreq", "TDISind", "TIM"}
	for set := range 2 {
		for _, e := range abort {
			if c := cells[cellKey{set, e, "STA02A"}]; c != nil {
				for _, s := range []string{"STA02C", "STA02D", "STA07", "STA08B", "STA08C"} {
					cells[cellKey{set, e, s}] = c
				}
			}
		}
		cells[cellKey{set, "SCONrsp-", "STA08B"}] = cells[cellKey{set, "SCONrsp-", "STA08C"}]
	}
}

func stateOf(t testing.TB, name string) State {
	i := slices.Index(stateNames[:], name)
	if i < 0 {
		t.Fatalf("no state %q", name)
	}
	return State(i)
}

func eventOf(t testing.TB, name string) Event {
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
	switch e {
	case EventRSa, EventSRSYNreqAbandon:
		in.sndType, in.rcvType = resyncAbandon, 0
	case EventRSr, EventSRSYNreqRestart:
		in.sndType, in.rcvType = resyncRestart, 0
	case EventRSs, EventSRSYNreqSet:
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
	e, s := eventOf(t, k.event), stateOf(t, k.state)
	m, in := randomMachine(r, s), randomInput(r, e)
	own := m.selects(&in).Has(fuSS) == (k.set == 1)
	list := cellList[grid[k.set][e][s]]
	if int(list.n) != len(c.next) {
		t.Fatalf("%v: %d alternatives, want %d", k, list.n, len(c.next))
	}
	first := -1
	for i := range c.next {
		holds := true
		for one := range strings.SplitSeq(c.predicates[i], "&") {
			if one == "" {
				continue
			}
			name := strings.TrimPrefix(one, "!")
			v := formula{t: t, m: &m, in: &in, text: text}.predicate(name)
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
		a := &alternatives[int(list.first)+i]
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
	for _, w := range strings.Fields(c.actions[i] + " " + strings.ReplaceAll(c.post[i], "[6]", "")) {
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
				if cellList[grid[set][e][s]].impossible != impossible[k] {
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
