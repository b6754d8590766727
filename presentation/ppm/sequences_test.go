package ppm

import (
	"compress/gzip"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/osi-go/osi/presentation"
)

// A sequence is one of testdata: events at one or two machines, and what an independent execution
// of the tables makes of them.
type sequence struct {
	Kind   string
	Name   string
	Role   string
	Steps  []sequenceStep
	Probes []sequenceStep // each at a copy of the machine behind the steps
}

type sequenceStep struct {
	At, Ev, Event, PPDU, Expect, Cell, Why string
	Probe                                  bool
	ARP                                    *string
	Out                                    []string
	Params                                 struct {
		Contexts              []int64
		Serial                uint32
		ResyncType            string
		Activity, OldActivity string
		OldConnection         bool
		False                 string
		Default               bool
		Requirements          string
	}
	Then struct {
		State                     string
		DCS, InterActivity        []int64
		AddLocal, AddRemote       []int64
		DeleteLocal, DeleteRemote []int64
		AEP, CR, RL               bool
		Stored                    [][]any
	}

	From, SPDU string // of an observer
	PDUKind    string `json:"kind"`
}

func loadSequences(t *testing.T, name string) (list []sequence) {
	t.Helper()
	f, err := os.Open("testdata/" + name)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	if err := json.NewDecoder(z).Decode(&list); err != nil {
		t.Fatal(err)
	}
	return list
}

// primitiveOf returns the session primitive that carries what the event is.
func primitiveOf(e Event) (p presentation.Primitive, negative bool) {
	for i, c := range primitives {
		if e == c.sent || e == c.received {
			return presentation.Primitive(i), false
		}
	}
	switch {
	case e == EventPCONreq || e == EventCP:
		return presentation.SConnect, false
	case e == EventPCONrspAccept || e == EventCPA:
		return presentation.SConnectAccept, false
	case e == EventPCONrspReject || e == EventCPR:
		return presentation.SConnectReject, false
	case e == EventPUABreq || e == EventARU || e == EventARP:
		return presentation.SUserAbort, false
	case e == EventPALTERreq || e == EventAC || e == EventPALTERrsp || e == EventACA:
		return presentation.STypedData, false
	case e == EventPRELrspReject || e == EventSRELcnfReject:
		return presentation.SReleaseConfirm, true
	}
	return 0, false
}

func eventNamed(t *testing.T, name string) Event {
	t.Helper()
	i := slices.Index(eventNames[:], name)
	if i <= 0 {
		t.Fatalf("no event %q", name)
	}
	return Event(i)
}

// allUnits is what each CP proposes: in most sequences the CPA alone says the units, [12].
const allUnits = presentation.ContextManagement | presentation.ContextRestoration

// ppdu returns the PPDU of a step, and its parameters. ok is false when the octets are none that
// the codec takes.
func (s *sequenceStep) ppdu(t *testing.T) (p presentation.PPDU, params Parameters, ok bool) {
	t.Helper()
	e := eventNamed(t, s.Event)
	primitive, negative := primitiveOf(e)
	params = Parameters{
		Negative: negative, SerialNumber: s.Params.Serial, Activity: []byte(s.Params.Activity), OldActivity: []byte(s.Params.OldActivity),
		OldConnection: s.Params.OldConnection,
		Resync:        map[string]ResyncType{"": Restart, "r": Restart, "s": Set, "a": Abandon}[s.Params.ResyncType],
	}
	switch s.Params.False {
	case "p01":
		params.Unacceptable = true
	case "p02":
		params.DefaultUnsupported = true
	case "p22", "p23":
		params.Unreadable = true
	}
	octets, err := hex.DecodeString(s.PPDU)
	if err != nil {
		t.Fatal(err)
	}
	if len(octets) == 0 {
		switch {
		case e == EventCP: // not written: a named default context
			return &presentation.Connect{Requirements: allUnits}, params, true
		case primitive == presentation.SConnect || primitive == presentation.SConnectAccept:
			t.Fatalf("%s without a PPDU", s.Event)
		}
		return &presentation.Data{Primitive: primitive}, params, true
	}
	// those have no PPDU, whatever the sequence puts there
	if e == EventSUABindnd || e == EventSCONcnfReject {
		return &presentation.Data{Primitive: primitive}, params, true
	}
	d := presentation.Decoder{Simple: slices.Contains(s.Params.Contexts, 0)}
	p, err = d.Decode(primitive, octets)
	if err != nil && primitive == presentation.SExpeditedData {
		t.Fatal(err)
	}
	// the codec knows no TE that is fully encoded
	if primitive == presentation.SExpeditedData && !d.Simple {
		u := presentation.Data{Primitive: presentation.SData}
		if err := u.Decode(octets); err != nil {
			t.Fatal(err)
		}
		p = &presentation.Data{Primitive: presentation.SExpeditedData, UserData: u.UserData}
	}
	if cp, ok := p.(*presentation.Connect); ok {
		cp.Requirements = allUnits
	}
	return p, params, err == nil
}

// apply gives a step to m.
func (s *sequenceStep) apply(t *testing.T, m *Machine) (o Outcome, err error, ok bool) {
	t.Helper()
	switch s.Event {
	case "S-PABind":
		o, err = m.SessionAbort()
		return o, err, true
	case "S-PERind":
		o, err = m.SessionException()
		return o, err, true
	}
	p, params, ok := s.ppdu(t)
	if s.Expect != "ok" && m.dcs.Simple() && m.dcs.Len() == 1 && slices.Contains(s.Params.Contexts, 0) {
		// simply encoded values are of the one member, 8.4.1.3, whatever the sequence says
		ok = false
	}
	if !ok {
		return o, nil, false
	}
	if s.Ev == "user" {
		return o, m.Send(p, params), true
	}
	o, err = m.Receive(p, params)
	return o, err, true
}

// play makes m the end that the sequence says: in some, the responder sends the CP.
func (m *Machine) play(role string) {
	if role == "" || m.state < STAt0 {
		return
	}
	if m.side = presentation.Initiator; role == "responder" {
		m.side = presentation.Responder
	}
}

// check compares what a step gives with what the sequence says. It returns the first difference.
func (s *sequenceStep) check(t *testing.T, m, before *Machine, o Outcome, err error) string {
	t.Helper()
	if s.Expect == "ok" != (err == nil) {
		return fmt.Sprintf("%s in %s: %v, want %s %s %s", s.Event, before.state, err, s.Expect, s.Why, s.Cell)
	}
	if err != nil {
		var state *StateError
		blank, none := strings.HasPrefix(s.Why, "blank"), strings.HasPrefix(s.Why, "no predicate")
		if errors.As(err, &state); blank != (state != nil && state.Blank) || none && state == nil {
			return fmt.Sprintf("%s in %s: %v, want %s", s.Event, before.state, err, s.Why)
		}
		if s.Ev == "rcv" && s.ARP != nil && o.Reply != nil {
			if b, err := o.Reply.AppendBinary(nil); err != nil || hex.EncodeToString(b) != *s.ARP {
				return fmt.Sprintf("%s in %s: answer %x, want %s (%v)", s.Event, before.state, b, *s.ARP, err)
			}
		}
		return ""
	}
	if s.Cell != "" {
		if r := s.row(t, before); fmt.Sprint(r.state, " ", r.alt) != strings.Join(strings.Fields(s.Cell)[2:], " ") {
			return fmt.Sprintf("%s in %s: alternative %d, want %s", s.Event, before.state, r.alt, s.Cell)
		}
	}
	if s.Ev == "rcv" && o.Out.String() != s.Out[0] {
		return fmt.Sprintf("%s in %s: %v, want %v", s.Event, before.state, o.Out, s.Out)
	}
	got, want := m.describe(), s.describe()
	if got != want {
		return fmt.Sprintf("%s (%s)\ngot  %s\nwant %s", s.Event, s.Cell, got, want)
	}
	return ""
}

// row returns the alternative that m takes for the step.
func (s *sequenceStep) row(t *testing.T, before *Machine) *row {
	t.Helper()
	m := *before
	in := input{event: Event(slices.Index(eventNames[:], s.Event))}
	if in.event != EventSPABind && in.event != EventSPERind {
		p, params, _ := s.ppdu(t)
		_, u := eventsOf(p, false)
		in.ppdu, in.params, in.data = p, params, u
	}
	r, err := m.take(&in)
	if err != nil {
		return &row{}
	}
	return r
}

func (m *Machine) describe() string {
	var dcs, inter, al, ar []int64
	for c := range m.dcs.All() {
		dcs = append(dcs, c.ID)
	}
	for c := range m.interActivity.All() {
		inter = append(inter, c.ID)
	}
	for i, p := range []*presentation.AlterContext{m.local, m.remote} {
		for j := 0; p != nil && j < len(p.Additions); j++ {
			if i == 0 {
				al = append(al, p.Additions[j].ID)
			} else {
				ar = append(ar, p.Additions[j].ID)
			}
		}
	}
	var stored []string
	for i, r := range m.stored.runs {
		r.last = m.stored.last(i)
		for n := r.first; n <= r.last; n++ {
			var ids []int64
			for c := range r.set.All() {
				ids = append(ids, c.ID)
			}
			key := ""
			if r.activity.n > 0 {
				key = string(r.activity.octets[:r.activity.n-1])
			}
			stored = append(stored, fmt.Sprint(key, n, ids))
		}
	}
	slices.Sort(stored)
	return fmt.Sprint(m.state, " dcs ", dcs, " inter ", inter, " add ", al, ar, " delete ", deletions(m.local), deletions(m.remote), " ",
		m.aep, m.cr, m.rl, stored)
}

func (s *sequenceStep) describe() string {
	w := &s.Then
	var stored []string
	for _, x := range w.Stored {
		key := ""
		if x[0] != nil {
			key = x[0].(string)
		}
		ids := []int64{}
		for _, id := range x[2].([]any) {
			ids = append(ids, int64(id.(float64)))
		}
		stored = append(stored, fmt.Sprint(key, x[1], ids))
	}
	slices.Sort(stored)
	return fmt.Sprint(w.State, " dcs ", w.DCS, " inter ", w.InterActivity, " add ", w.AddLocal, w.AddRemote, " delete ", w.DeleteLocal,
		w.DeleteRemote, " ", w.AEP, w.CR, w.RL, stored)
}

// The sequences of an independent execution of the tables have the same cells, outgoing events,
// sets, variables and answers.
func TestSequences(t *testing.T) {
	t.Parallel()
	steps, refused, skipped := 0, 0, 0
sequences:
	for _, v := range loadSequences(t, "machine.json.gz") {
		var ends [2]Machine
		for i := range v.Steps {
			s := &v.Steps[i]
			if s.Expect == "" { // the session discards it
				continue
			}
			at := 0
			if s.At == "B" {
				at = 1
			}
			ends[at].play(v.Role)
			m := ends[at]
			o, err, ok := s.apply(t, &m)
			if !ok {
				skipped++
				t.Logf("%s: the codec refuses the %s: %s", v.Name, s.Event, s.PPDU)
				continue sequences
			}
			steps++
			if diff := s.check(t, &m, &ends[at], o, err); diff != "" {
				t.Errorf("%s: step %d: %s", v.Name, i, diff)
				continue sequences
			}
			if !s.Probe {
				ends[at] = m
			}
		}
		for i := range v.Probes {
			s := &v.Probes[i]
			ends[0].play(v.Role)
			m := ends[0]
			o, err, ok := s.apply(t, &m)
			if !ok {
				skipped++
				t.Logf("%s: the codec refuses the %s: %s", v.Name, s.Event, s.PPDU)
				continue
			}
			steps++
			if err != nil {
				refused++
			}
			if diff := s.check(t, &m, &ends[0], o, err); diff != "" {
				t.Errorf("%s: probe %d: %s", v.Name, i, diff)
			}
		}
	}
	t.Logf("%d steps, of which %d are refused; %d have octets that the codec refuses", steps, refused, skipped)
}
