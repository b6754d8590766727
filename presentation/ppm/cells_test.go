package ppm

import (
	"encoding/csv"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/presentation"
)

// A printedRow is an alternative of a cell in the transcription, with the reading taken.
type printedRow struct {
	table, event, state, alt, predicate, next, out string
	actions                                        []string
	doubtful                                       bool
}

func csvRecords(t testing.TB, name string) [][]string {
	t.Helper()
	f, err := os.Open("testdata/" + name)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	all, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return all[1:]
}

// printed returns the rows of the transcription. Amd.1 replaces Table A.21.
func printed(t testing.TB) (out []printedRow) {
	t.Helper()
	readings := csvRecords(t, "readings.csv")
	for i, name := range []string{"state-tables.csv", "state-tables-amd1.csv"} {
		for _, c := range csvRecords(t, name) {
			if i == 0 && c[0] == "A.21" {
				continue
			}
			r := printedRow{table: strings.Fields(c[0])[0], event: c[2], state: c[3], alt: c[4], predicate: c[5], next: c[7]}
			actions := c[6]
			for _, x := range readings {
				if x[0] != c[0] || x[1] != c[2] || x[2] != c[3] || x[3] != c[4] {
					continue
				}
				r.doubtful = true
				switch x[4] {
				case "event":
					r.event = x[6]
				case "predicate":
					r.predicate = x[6]
				case "actions":
					actions = x[6]
				case "next_state":
					r.next = x[6]
				}
			}
			r.split(actions)
			out = append(out, r)
		}
	}
	for _, x := range readings {
		if x[4] == "row" {
			words := strings.Fields(x[6])
			r := printedRow{table: x[0], event: x[1], state: x[2], alt: x[3], next: words[len(words)-1], doubtful: true}
			r.split(words[0])
			out = append(out, r)
		}
	}
	return out
}

func (r *printedRow) split(actions string) {
	for w := range strings.FieldsSeq(actions) {
		if strings.HasPrefix(w, "[") {
			r.actions = append(r.actions, strings.Trim(w, "[]"))
		} else {
			r.out = w
		}
	}
}

// A expression evaluates a predicate expression as it is printed: ! before & before |.
type expression struct {
	rest  string
	value func(n int) bool
}

func evaluate(text string, value func(n int) bool) bool {
	if text == "" {
		return true
	}
	e := expression{strings.ReplaceAll(text, " ", ""), value}
	return e.or()
}

func (e *expression) or() bool {
	v := e.and()
	for strings.HasPrefix(e.rest, "|") {
		e.rest = e.rest[1:]
		v = e.and() || v
	}
	return v
}

func (e *expression) and() bool {
	v := e.factor()
	for strings.HasPrefix(e.rest, "&") {
		e.rest = e.rest[1:]
		v = e.factor() && v
	}
	return v
}

func (e *expression) factor() bool {
	switch e.rest[0] {
	case '!':
		e.rest = e.rest[1:]
		return !e.factor()
	case '(':
		e.rest = e.rest[1:]
		v := e.or()
		e.rest = e.rest[1:]
		return v
	}
	n := int(e.rest[1]-'0')*10 + int(e.rest[2]-'0')
	e.rest = e.rest[3:]
	return e.value(n)
}

func predicatesIn(text string) (list []int) {
	for n := range 32 {
		if strings.Contains(text, fmt.Sprintf("p%02d", n)) {
			list = append(list, n)
		}
	}
	return list
}

// The generated array is the transcription with its readings: rows, actions, and expressions by
// their truth tables.
func TestTranscription(t *testing.T) {
	t.Parallel()
	all := printed(t)
	if len(all) != len(rows) {
		t.Fatalf("%d rows in the transcription, %d in the array", len(all), len(rows))
	}
	doubtful := 0
	for _, p := range all {
		if p.doubtful {
			doubtful++
		}
		i := slices.IndexFunc(rows[:], func(r row) bool {
			return r.event.String() == p.event && r.state.String() == p.state && fmt.Sprint(r.alt) == p.alt
		})
		if i < 0 {
			t.Errorf("%v is not in the array", p)
			continue
		}
		r := rows[i]
		var actions []string
		for _, n := range r.actions {
			if n != 0 {
				actions = append(actions, fmt.Sprintf("%02d", n))
			}
		}
		if !slices.Equal(actions, p.actions) || r.out.String() != p.out || r.next.String() != p.next || fmt.Sprintf("A.%d", 21+int(r.table)) != p.table {
			t.Errorf("%v: the array has %v", p, r)
		}
		if c := cells[r.event][r.state]; i < int(c.first) || i >= int(c.first)+int(c.count) {
			t.Errorf("%v: the cell is elsewhere", p)
		}
		in := predicatesIn(p.predicate)
		for n := range 1 << len(in) {
			value := func(p int) bool { return n>>slices.Index(in, p)&1 != 0 }
			if got, want := terms(r.when, value), evaluate(p.predicate, value); got != want {
				t.Errorf("%v: %q is %v", p, conditions[r.when].text, got)
			}
		}
	}
	filled := 0
	for e := range cells {
		for s := range cells[e] {
			if cells[e][s].count > 0 {
				filled++
			}
		}
	}
	t.Logf("%d alternatives in %d cells, %d of them read otherwise than printed, or added", len(all), filled, doubtful)
}

func terms(when uint8, value func(int) bool) bool {
	c := &conditions[when]
	for _, t := range c.terms {
		ok := true
		for n := range 32 {
			ok = ok && (t.holds>>n&1 == 0 || value(n)) && (t.fails>>n&1 == 0 || !value(n))
		}
		if ok {
			return true
		}
	}
	return len(c.terms) == 0
}

var testSyntax = presentation.BasicEncoding()

func testContexts(ids ...int64) (list []presentation.Context) {
	for _, id := range ids {
		list = append(list, presentation.Context{ID: id, AbstractSyntax: testSyntax, TransferSyntaxes: []osi.OID{testSyntax}})
	}
	return list
}

func testNames(ids ...int64) []presentation.ContextName {
	list := []presentation.ContextName{}
	for _, id := range ids {
		list = append(list, presentation.ContextName{ID: id, TransferSyntax: testSyntax})
	}
	return list
}

func testResults(n int, outcome func(i int) presentation.Outcome) (list []presentation.Result) {
	for i := range n {
		r := presentation.Result{Outcome: outcome(i)}
		switch {
		case r.Outcome == presentation.Acceptance:
			r.TransferSyntax = testSyntax
		case r.Outcome == presentation.ProviderRejection:
			r.Reason = osi.Some(presentation.ContextReason(1))
		}
		list = append(list, r)
	}
	return list
}

func accepted(int) presentation.Outcome { return presentation.Acceptance }

// testSet returns a set with the members.
func testSet(t testing.TB, units presentation.Requirements, ids ...int64) presentation.ContextSet {
	t.Helper()
	set, err := presentation.Established(&presentation.Connect{Contexts: testContexts(ids...), Requirements: units},
		&presentation.ConnectAccept{Results: testResults(len(ids), accepted), Requirements: units})
	if err != nil {
		t.Fatal(err)
	}
	return set
}

func pick[T any](r *rand.Rand, list ...T) T { return list[r.IntN(len(list))] }

// testMachine returns a machine in state s, at random: sets that differ in few members, so that
// each predicate is met both ways.
func testMachine(t testing.TB, r *rand.Rand, s State) Machine {
	t.Helper()
	m := Machine{state: s, aep: r.IntN(2) == 0, rl: r.IntN(2) == 0, cr: r.IntN(2) == 0}
	if s == STAI0 {
		return Machine{}
	}
	m.side = pick(r, presentation.Initiator, presentation.Responder)
	m.proposed = &presentation.Connect{Contexts: testContexts(pick(r, nil, []int64{1}, []int64{1, 3})...)}
	if m.null = s == STAI3 || s == STAI4; m.null {
		m.proposed = nil
	}
	if s < STAt0 {
		return m
	}
	units := pick(r, 0, presentation.ContextManagement, presentation.ContextManagement|presentation.ContextRestoration)
	if s != STAt0 && units == 0 {
		units = presentation.ContextManagement
	}
	m.noTTD = r.IntN(2) == 0
	m.dcs = testSet(t, units, pick(r, nil, []int64{1}, []int64{1, 3})...)
	m.established = testSet(t, units, pick(r, nil, []int64{1}, []int64{5})...)
	m.known = testSet(t, units, 1, 3, 5)
	if units&presentation.ContextRestoration != 0 {
		m.interActivity = testSet(t, units, pick(r, nil, []int64{5})...)
		m.activity = pick(r, activity{}, activityOf([]byte("a1")))
		set := testSet(t, units, pick(r, nil, []int64{1}, []int64{5})...)
		if n := r.IntN(3); n > 0 {
			m.stored = m.stored.with(m.activity, 4, &set)
		}
	}
	if s == STAac0 || s == STAac2 {
		m.local = &presentation.AlterContext{Additions: testContexts(pick(r, nil, []int64{7})...), Deletions: pick(r, nil, []int64{1}, []int64{1, 3})}
	}
	if s == STAac1 || s == STAac2 {
		m.remote = &presentation.AlterContext{Additions: testContexts(pick(r, nil, []int64{8})...), Deletions: pick(r, nil, []int64{1}, []int64{3})}
	}
	return m
}

// testPPDU returns a PPDU of the event, at random, that answers what m has in progress.
func testPPDU(r *rand.Rand, m *Machine, e Event) (p presentation.PPDU, params Parameters) {
	params = Parameters{
		SerialNumber: pick[uint32](r, 3, 4, 5, 6, 9), Resync: pick(r, Restart, Abandon, Set), Activity: []byte("a2"),
		OldActivity: pick(r, []byte("a1"), []byte("zz")), OldConnection: r.IntN(2) == 0,
		Unacceptable: r.IntN(4) == 0, DefaultUnsupported: r.IntN(4) == 0, Unreadable: r.IntN(4) == 0,
	}
	var u presentation.UserData
	if id := pick[int64](r, -1, 0, 1, 3, 5, 7, 8, 99); id == 0 {
		u.Simple = []byte{5, 0}
	} else if id > 0 {
		u.PDVs = []presentation.PDV{{Context: id, Value: []byte{5, 0}}}
	}
	outcome := func(int) presentation.Outcome { return pick(r, presentation.Acceptance, presentation.UserRejection) }
	list := pick(r, nil, testNames(), testNames(1), testNames(1, 3), testNames(5))
	n := 0
	if m.proposed != nil {
		n = len(m.proposed.Contexts)
	}
	switch {
	case e == EventPCONreq || e == EventCP:
		if e == EventPCONreq && r.IntN(2) == 0 {
			return &presentation.ShortConnect{}, params
		}
		return &presentation.Connect{Contexts: testContexts(pick(r, nil, []int64{1}, []int64{1, 3})...), UserData: u}, params
	case e == EventPCONrspAccept || e == EventCPA:
		if m.state == STAI4 && e.User() {
			return &presentation.ShortAccept{}, params
		}
		return &presentation.ConnectAccept{Results: testResults(n, outcome), UserData: u}, params
	case e == EventPCONrspReject || e == EventCPR:
		if m.state == STAI4 && e.User() {
			return &presentation.ShortReject{}, params
		}
		return &presentation.ConnectReject{Results: testResults(n, outcome), UserData: u}, params
	case e == EventSCN:
		return &presentation.ShortConnect{}, params
	case e == EventSCA:
		return &presentation.ShortAccept{}, params
	case e == EventSCR:
		return &presentation.ShortReject{}, params
	case e == EventPUABreq || e == EventARU:
		return &presentation.AbnormalReleaseUser{Contexts: list, UserData: u}, params
	case e == EventARP:
		return &presentation.AbnormalReleaseProvider{}, params
	case e == EventPALTERreq || e == EventAC:
		return &presentation.AlterContext{UserData: u}, params
	case e == EventPALTERrsp || e == EventACA:
		ac := m.local
		if e == EventPALTERrsp {
			ac = m.remote
		}
		aca := &presentation.AlterContextAcknowledge{UserData: u}
		if ac != nil {
			aca.Additions = testResults(len(ac.Additions), outcome)
			for range ac.Deletions {
				aca.Deletions = append(aca.Deletions, outcome(0))
			}
		}
		return aca, params
	case e == EventPRSYNreq || e == EventRS || e == EventPRSYNrsp || e == EventRSA:
		return &presentation.Resynchronize{Acknowledge: e == EventPRSYNrsp || e == EventRSA, Contexts: list, UserData: u}, params
	}
	primitive, negative := primitiveOf(e)
	params.Negative = negative
	return &presentation.Data{Primitive: primitive, UserData: u}, params
}

// give gives the event to m, as its user or peer does.
func give(m *Machine, e Event, p presentation.PPDU, params Parameters) (o Outcome, err error) {
	switch {
	case e == EventSPABind:
		return m.SessionAbort()
	case e == EventSPERind:
		return m.SessionException()
	case e.User():
		return o, m.Send(p, params)
	}
	return m.Receive(p, params)
}

// Every alternative of every cell is executed, and each of its predicates met both ways, as far as
// the tables let it. What the machine does is what the transcription says of the values that the
// predicates have.
func TestCells(t *testing.T) {
	t.Parallel()
	type cell struct{ event, state string }
	table := map[cell][]printedRow{}
	for _, r := range printed(t) {
		c := cell{r.event, r.state}
		table[c] = append(table[c], r)
	}
	executed, alternatives, oneWay := 0, 0, map[string]bool{}
	for e := Event(1); e < events; e++ {
		for s := range states {
			list := table[cell{e.String(), s.String()}]
			if len(list) == 0 {
				testBlank(t, e, s)
				continue
			}
			alternatives += len(list)
			taken, seen := map[string]bool{}, map[int]int{}
			r := rand.New(rand.NewPCG(uint64(e), uint64(s)))
			for n := range 5000 {
				if n > 100 && complete(list, taken, seen) {
					break
				}
				m := testMachine(t, r, s)
				p, params := testPPDU(r, &m, e)
				in := input{event: e, ppdu: p, params: params}
				if e != EventSPABind && e != EventSPERind {
					_, in.data = eventsOf(p, false)
				}
				before := m
				if probe := m; probe.prepare(&in) != nil {
					continue // beside the tables
				}
				want := printedRow{}
				for _, x := range list {
					holds := evaluate(x.predicate, func(n int) bool {
						v := m.predicate(&in, n)
						seen[n] |= 1 << map[bool]int{false: 0, true: 1}[v]
						return v
					})
					if holds {
						want = x
						break
					}
				}
				o, err := give(&m, e, p, params)
				var state *StateError
				switch {
				case want.event == "":
					if !errors.As(err, &state) || state.Blank || state.State != s || state.Event != e || !errors.Is(err, osi.ErrState) {
						t.Fatalf("%s in %s: %v, want no predicate", e, s, err)
					}
				case err != nil:
					if osi.AsError(err).Rule != ruleList {
						t.Fatalf("%s in %s, alternative %s: %v", e, s, want.alt, err)
					}
				default:
					if m.state.String() != want.next || !e.User() && o.Out.String() != want.out {
						t.Fatalf("%s in %s, alternative %s: %v %v, want %s %s", e, s, want.alt, m.state, o.Out, want.next, want.out)
					}
					taken[want.alt] = true
				}
				if err != nil && e.User() && m.describe() != before.describe() {
					t.Fatalf("%s in %s: refused, and the machine is not as it was", e, s)
				}
			}
			executed += len(taken)
			for _, x := range list {
				if !taken[x.alt] {
					t.Errorf("%s in %s: alternative %s is never taken", e, s, x.alt)
				}
				for _, n := range predicatesIn(x.predicate) {
					if seen[n] != 3 {
						oneWay[fmt.Sprintf("p%02d in %s %s", n, e, s)] = true
					}
				}
			}
		}
	}
	t.Logf("%d of %d alternatives executed", executed, alternatives)
	var names []string
	for n := range oneWay {
		names = append(names, n)
	}
	slices.Sort(names)
	for _, n := range names {
		t.Logf("met one way: %s", n)
	}
}

// complete reports whether all alternatives were taken, and all predicates met both ways.
func complete(list []printedRow, taken map[string]bool, seen map[int]int) bool {
	for _, x := range list {
		if !taken[x.alt] {
			return false
		}
		for _, n := range predicatesIn(x.predicate) {
			if seen[n] != 3 {
				return false
			}
		}
	}
	return true
}

// testBlank gives e to a machine in a state that has no cell for it.
func testBlank(t *testing.T, e Event, s State) {
	t.Helper()
	r := rand.New(rand.NewPCG(uint64(e), uint64(s)))
	m := testMachine(t, r, s)
	p, params := testPPDU(r, &Machine{state: s}, e)
	_, err := give(&m, e, p, params)
	var state *StateError
	if !errors.As(err, &state) || !state.Blank || state.State != s || state.Event != e {
		t.Errorf("%s in %s: %v, want a blank cell", e, s, err)
		return
	}
	if x := osi.AsError(err); x == nil || x.Rule != stateRules[tableOf(e)] || !errors.Is(err, osi.ErrState) {
		t.Errorf("%s in %s: the rule is %v", e, s, x)
	}
	if want := s; e.User() && m.state != want || !e.User() && m.state != STAI0 {
		t.Errorf("%s in %s: then %s", e, s, m.state)
	}
}
