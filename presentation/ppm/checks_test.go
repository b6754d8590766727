package ppm

import (
	"testing"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/presentation"
)

// Without splits a run: of the points 1 to 9 without 3 to 5 there remain 1 and 2, and 6 to 9.
func TestWithoutSplits(t *testing.T) {
	t.Parallel()
	s := storedOf([]storedRun{{first: 1, last: 9}})
	out := s.without(activity{}, 3, 5)
	if len(out.runs) != 2 || out.runs[0].first != 1 || out.last(0) != 2 || out.runs[1].first != 6 || out.last(1) != 9 {
		t.Errorf("%+v", out)
	}
	for _, c := range []struct {
		first, last uint32
		want        int // runs
	}{{1, 9, 0}, {1, 8, 1}, {2, 9, 1}, {10, 12, 1}} {
		if out := s.without(activity{}, c.first, c.last); len(out.runs) != c.want {
			t.Errorf("without %d to %d: %+v", c.first, c.last, out)
		}
	}
}

// What ends the session connection cannot be answered.
func TestAnswerable(t *testing.T) {
	t.Parallel()
	for _, e := range []Event{EventCPR, EventSCR, EventSCONcnfReject, EventSRELcnfAccept, EventARU, EventARP, EventSPABind, EventSUABindnd} {
		if (&input{event: e}).answerable() {
			t.Errorf("%v is answered", e)
		}
	}
	for _, e := range []Event{EventCP, EventCPA, EventTD, EventAC, EventACA} {
		if !(&input{event: e}).answerable() {
			t.Errorf("%v is not answered", e)
		}
	}
}

// A machine refuses the values of a CPA that name another transfer syntax than its result selects,
// 8.4.2.7, and takes those that name it.
func TestSyntaxOfAccept(t *testing.T) {
	t.Parallel()
	for syntax, ok := range map[osi.OID]bool{presentation.BasicEncoding(): true, presentation.CanonicalEncoding(): false} {
		var m Machine
		if err := m.Send(&presentation.Connect{Contexts: testContexts(1)}, Parameters{}); err != nil {
			t.Fatal(err)
		}
		_, err := m.Receive(&presentation.ConnectAccept{
			Results:  testResults(1, accepted),
			UserData: presentation.UserData{PDVs: []presentation.PDV{{Context: 1, TransferSyntax: syntax, Value: []byte{5, 0}}}},
		}, Parameters{})
		if e := osi.AsError(err); ok != (err == nil) || err != nil && e.Rule != ruleSyntax {
			t.Errorf("%v: %v", syntax, err)
		}
	}
}

// A direction has one bit; the others mean nothing.
func TestDirectionBits(t *testing.T) {
	t.Parallel()
	var w Monitor
	if err := w.Take(2, &presentation.Connect{Contexts: testContexts(1)}); err != nil {
		t.Fatal(err)
	}
	if err := w.Take(3, &presentation.ConnectAccept{Results: testResults(1, accepted)}); err != nil {
		t.Error(err)
	}
}

// An ARP about a PPDU names its event, X.226 8.2.
func TestEventNumbers(t *testing.T) {
	t.Parallel()
	for e, want := range map[Event]presentation.Event{
		EventCP: 0, EventCPA: 1, EventCPR: 2, EventARU: 3, EventARP: 4, EventAC: 5, EventACA: 6, EventRS: 12, EventRSA: 13,
	} {
		if n, ok := (&input{event: e}).eventNumber(); !ok || n != want {
			t.Errorf("%v: %d, %t; want %d", e, n, ok, want)
		}
	}
	for p, want := range map[presentation.Primitive]presentation.Event{
		presentation.SData: 7, presentation.STypedData: 8, presentation.SExpeditedData: 9, presentation.SCapabilityData: 10,
		presentation.SCapabilityDataConfirm: 11,
	} {
		if n, ok := (&input{event: EventTD, ppdu: &presentation.Data{Primitive: p}}).eventNumber(); !ok || n != want {
			t.Errorf("%v: %d, %t; want %d", p, n, ok, want)
		}
	}
	if _, ok := (&input{event: EventTD}).eventNumber(); ok {
		t.Error("octets that are no PPDU have an event")
	}
}
