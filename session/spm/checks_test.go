package spm

import (
	"testing"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/session"
)

// TestKeptTransport verifies action 9 and p66: an FN that asks for it leaves the transport
// connection to the next session connection, one that does not ends it behind the DN.
func TestKeptTransport(t *testing.T) {
	t.Parallel()
	for disconnect, want := range map[session.TransportDisconnect]string{0: "DN STA01C", session.ReleaseTransport: "DN TIM+ STA16"} {
		m := Connected(osi.FromResponder, false)
		m.Local.Reuse = true
		m.state, m.selected = STA713, fuFD
		if o, err := m.Receive(&session.Finish{Disconnect: osi.Some(disconnect)}); err != nil || o.String() != "SRELind" {
			t.Fatal(o.String(), err)
		}
		o, err := m.Request(&session.Disconnect{})
		if got := o.String() + " " + m.State().String(); err != nil || got != want {
			t.Errorf("%v: %s, %v; want %s", disconnect, got, err, want)
		}
	}
}

// TestFormOf verifies which of the outgoing events of a cell may be the SPDU that was asked for:
// the form with the local choice, the other without it, and nothing that is no SPDU of the user's.
func TestFormOf(t *testing.T) {
	t.Parallel()
	for e, want := range map[Event][2]bool{ // without and with the local choice
		EventABr: {false, true}, EventFNr: {false, true}, EventRFr: {false, true}, EventSABr: {false, true}, EventSFNr: {false, true},
		EventSRFTCr: {false, true}, EventSRFTDr: {false, true},
		EventABnr: {true, false}, EventFNnr: {true, false}, EventRFnr: {true, false}, EventSABnr: {true, false}, EventSFNnr: {true, false},
		EventSRFTCnr: {true, false}, EventSRFTDnr: {true, false},
		EventPRMAA: {}, EventPRRS: {}, EventPRRA: {}, EventPRAB: {}, EventStartTIM: {}, EventStopTIM: {}, EventTCONreq: {}, EventTDISreq: {},
		EventDT: {true, true}, EventCN: {true, true},
	} {
		for i, local := range []bool{false, true} {
			if got := formOf(e, &input{local: local}); got != want[i] {
				t.Errorf("%v, local choice %t: %t", e, local, got)
			}
		}
	}
}

// TestIncomplete verifies what an RS, RA and AR need once functional units are selected: without
// symmetric synchronize RS and RA a serial number, and the RS a type, X.225 8.3.24; with it the
// type of a flow, 7.24.3.1, and the AR both serial numbers, 7.30.2.
func TestIncomplete(t *testing.T) {
	t.Parallel()
	const without, with = fuFD | fuRESYN, fuFD | fuRESYN | fuSS
	one := input{sn: 1, snd: 1, rcv: noSerial}
	both := input{sn: 1, snd: 1, rcv: 1}
	restart := input{sn: 1, snd: 1, rcv: noSerial, sndType: resyncRestart}
	second := input{sn: noSerial, snd: noSerial, rcv: 1, rcvType: resyncSet}
	none := input{sn: noSerial, snd: noSerial, rcv: noSerial}
	for _, s := range [...]State{STA01A, STA15D, STA16} { // they are discarded
		m := Machine{state: s, selected: without}
		if m.incomplete(&input{event: EventRSa, sn: noSerial}) {
			t.Errorf("%v", s)
		}
	}
	for _, c := range []struct {
		units  session.FunctionalUnits
		events []Event
		in     input
		want   bool
	}{
		{0, []Event{EventRS, EventRA, EventAR, EventSRSYNreq, EventSRSYNrsp}, none, false},
		{without, []Event{EventRS, EventRSr, EventRSs, EventRSa, EventRA, EventSRSYNreq, EventSRSYNreqAbandon, EventSRSYNrsp}, none, true},
		{without, []Event{EventRSr, EventRSs, EventRSa, EventSRSYNreqRestart, EventSRSYNreqSet, EventSRSYNreqAbandon}, restart, false},
		{without, []Event{EventRA, EventSRSYNrsp, EventAR, EventSACTRreq}, one, false},
		{without, []Event{EventRS, EventSRSYNreq}, one, true}, // of no type it is never complete
		{with, []Event{EventRS, EventRA, EventSRSYNreq, EventSRSYNrsp}, none, true},
		{with, []Event{EventRS, EventRA, EventSRSYNreq, EventSRSYNrsp}, both, true},
		{with, []Event{EventRS, EventRA, EventSRSYNreq, EventSRSYNrsp}, restart, false},
		{with, []Event{EventRS, EventRA, EventSRSYNreq, EventSRSYNrsp}, second, false},
		{with, []Event{EventAR, EventSACTRreq}, one, true},
		{with, []Event{EventAR, EventSACTRreq}, second, true},
		{with, []Event{EventAR, EventSACTRreq}, both, false},
		{with, []Event{EventAS, EventMIP, EventMAA}, none, false},
	} {
		for _, e := range c.events {
			m := Connected(osi.FromInitiator, false)
			m.state, m.selected, c.in.event = STA713, c.units, e
			if got := m.incomplete(&c.in); got != c.want {
				t.Errorf("%v of %v, %+v: %t", e, c.units, c.in, got)
			}
		}
	}
}

// TestReady verifies what may be taken of a queue: the oldest of each flow, but nothing of the
// normal flow that was sent behind something of the expedited flow.
func TestReady(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		flows, taken uint32
		want         [2]int // of the normal and the expedited flow
	}{
		{0b00, 0b00, [2]int{0, -1}},
		{0b10, 0b00, [2]int{0, 1}},
		{0b01, 0b00, [2]int{-1, 0}},
		{0b01, 0b01, [2]int{1, -1}},
		{0b11, 0b00, [2]int{-1, 0}},
		{0b11, 0b01, [2]int{-1, 1}},
		{0b10, 0b01, [2]int{-1, 1}},
		{0b00, 0b11, [2]int{-1, -1}},
	} {
		e := end{queue: make([]input, 2), flows: c.flows}
		if got := e.ready(c.taken); got != c.want {
			t.Errorf("flows %b, taken %b: %v, want %v", c.flows, c.taken, got, c.want)
		}
	}
}

// TestEventsOf verifies which event of Tables A.2 and A.3 each SPDU is for its receiver and its
// sender: of short forms by the direction of the connection, of others by themselves. None is an
// event that only the SPM sends.
func TestEventsOf(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		p              session.SPDU
		received, sent Event
	}{
		{&session.Connect{}, EventCN, EventSCONreq},
		{&session.Accept{}, EventAC, EventSCONrspPositive},
		{&session.DataTransfer{}, EventDT, EventSDTreq},
		{&session.TypedData{}, EventTD, EventSTDreq},
		{&session.ExpeditedData{}, EventEX, EventSEXreq},
		{&session.CapabilityData{}, EventCD, EventSCDreq},
		{&session.CapabilityDataAck{}, EventCDA, EventSCDrsp},
		{&session.MinorSyncPoint{}, EventMIP, EventSSYNmreq},
		{&session.MinorSyncAck{}, EventMIA, EventSSYNmrsp},
		{&session.ActivityStart{}, EventAS, EventSACTSreq},
		{&session.ActivityResume{}, EventAR, EventSACTRreq},
		{&session.ActivityInterrupt{}, EventAI, EventSACTIreq},
		{&session.ActivityInterruptAck{}, EventAIA, EventSACTIrsp},
		{&session.ActivityDiscard{}, EventAD, EventSACTDreq},
		{&session.ActivityDiscardAck{}, EventADA, EventSACTDrsp},
		{&session.ActivityEnd{}, EventAE, EventSACTEreq},
		{&session.ExceptionData{}, EventED, EventSUERreq},
		{&session.GiveTokensConfirm{}, EventGTC, EventSCGreq},
		{&session.GiveTokensAck{}, EventGTA, EventNone},
		{&session.AbortAccept{}, EventAA, EventNone},
		{&session.OverflowAccept{}, EventOA, EventNone},
		{&session.ConnectDataOverflow{}, EventCDO, EventNone},
		{&session.Prepare{PrepareType: session.PrepareAbort}, EventPRAB, EventNone},
		{&session.ExceptionReport{}, EventER, EventNone},
		{&session.ShortRefuseContinue{}, EventSRFCTC, EventNone},
		{&session.ShortConnectContinue{}, EventSCNC, EventNone},
		{&session.ShortDataTransfer{}, EventSDT, EventSDTreq},
		{&session.GiveTokens{}, EventNone, EventNone},
		{&session.PleaseTokens{}, EventNone, EventNone},
		{&session.GiveTokens{Tokens: osi.Some(dk)}, EventGT, EventSGTreq},
		{&session.PleaseTokens{Tokens: osi.Some(dk)}, EventPT, EventSPTreq},
	} {
		m := Connected(osi.FromInitiator, false)
		for received, want := range map[bool]Event{true: c.received, false: c.sent} {
			if in, r := m.read(c.p, received); in.event != want || r.refused() {
				t.Errorf("%v, received %v: %v, want %v", c.p, received, in.event, want)
			}
		}
	}
}
