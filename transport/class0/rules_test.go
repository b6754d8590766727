package class0_test

import (
	"errors"
	"fmt"
	"testing"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/transport"
	"github.com/osi-go/osi/transport/class0"
)

// The rules, with the clauses of X.224 and the reject cause or reason that 13.5.3 and 13.12.4
// assign.
func TestRules(t *testing.T) {
	t.Parallel()
	want := map[string]string{
		"class0.a6":                   "event, X.224 Table A.6, 2",
		"class0.class":                "class and option, X.224 6.5.4 Table 3, 130",
		"class0.owner":                "network connection, X.224 6.1.1.3, 0",
		"class0.reference":            "DST-REF, X.224 6.9.1.4.2, 0",
		"class0.source-reference":     "SRC-REF, X.224 6.9.1.4.2 d, 0",
		"class0.unassigned-reference": "SRC-REF, X.224 6.6.3, 0",
		"class0.tpdu-size":            "TPDU, X.224 6.5.4 j, 0",
		"class0.refusal-size":         "TPDU, X.224 13.5.4, 0",
	}
	for r := range class0.Rules() {
		if got := fmt.Sprintf("%s, %s, %d", r.Field, r.Clause, r.Reason); got != want[r.ID] || r.Layer != osi.Transport {
			t.Errorf("%s: %s, want %s", r.ID, got, want[r.ID])
		}
		delete(want, r.ID)
	}
	if len(want) > 0 {
		t.Errorf("no rule %v", want)
	}
}

// The TPDU codes of X.224 13.1 in the errors of TPDUs that are out of turn, and their names.
func TestCodes(t *testing.T) {
	t.Parallel()
	class4 := transport.ConnectionRequest{Alternatives: 1}
	class4.Class = 4
	for _, c := range []struct {
		p    transport.TPDU
		name string
		code int
	}{
		{&class4, "CR", 0xe0},
		{&transport.ConnectionConfirm{}, "CC", 0xd0},
		{&transport.DisconnectRequest{}, "DR", 0x80},
		{&transport.DisconnectConfirm{}, "DC", 0xc0},
		{&transport.Data{}, "DT", 0xf0},
		{&transport.ExpeditedData{}, "ED", 0x10},
		{&transport.DataAcknowledgement{}, "AK", 0x60},
		{&transport.ExpeditedAcknowledgement{}, "EA", 0x20},
		{&transport.Reject{}, "RJ", 0x50},
		{&transport.TPDUError{}, "ER", 0x70},
	} {
		var w class0.Monitor // in which both have begun, and the network connection is reset
		see(t, &w, network, "I "+cr0, "R "+cc0)
		w.Reset()
		e := osi.AsError(w.See(osi.FromInitiator, c.p, nil))
		if e == nil || e.ID != "class0.a6" || e.PDU != c.name || e.Got != c.code || e.Offset != 1 {
			t.Errorf("%s: %+v", c.name, e)
		}
	}
	var m class0.Machine
	if _, err := m.Receive(&transport.UnitData{}); !errors.Is(err, osi.ErrState) || m.State() != class0.CLOSED {
		t.Errorf("UD: %v", err)
	}
}

// A class that is not acceptable, 6.5.4 Table 3, is in the high bits of octet 7.
func TestClassErrors(t *testing.T) {
	t.Parallel()
	var m class0.Machine
	called := responder(t, network, "09e00000123420c70100", "")
	for name, err := range map[string]error{
		"CR": m.Send(decode(t, network, cr2)),
		"CC": called.Send(decode(t, network, "06d01234567820")),
	} {
		if e := osi.AsError(err); e == nil || e.ID != "class0.class" || e.PDU != name || e.Offset != 6 || e.Got != 0x20 || e.Want != 0 {
			t.Errorf("%s: %+v", name, e)
		}
	}
	o, err := m.Receive(decode(t, network, cr2))
	if e := osi.AsError(o.Refused); err != nil || e == nil || e.ID != "class0.class" || e.PDU != "CR" || e.Offset != 6 || e.Got != 0x20 || e.Want != 0 {
		t.Errorf("received: %+v, %v", e, err)
	}
}

// Expedited data are agreed on by the additional option parameter of CR and CC, RFC 1006 5. Without
// the parameter they are not.
func TestExpeditedAgreed(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		cr, cc string
		want   bool
	}{{crTP, ccTP, true}, {cr0, cc0, false}} {
		m := initiator(t, tcp, c.cr, c.cc)
		if err := m.Send(&transport.ExpeditedData{UserData: []byte{0x41}}); (err == nil) != c.want {
			t.Errorf("%s %s: %v", c.cr, c.cc, err)
		}
	}
}

// An ER for a CR that could not be decoded is of no connection, 6.22.1.3: the next one is as any.
func TestErrorBeforeConnection(t *testing.T) {
	t.Parallel()
	var m class0.Machine
	must(t, m.Send(decode(t, network, er1234)))
	if _, err := m.Expire(); err == nil {
		t.Error("TS2 runs")
	}
	must(t, m.Send(decode(t, network, er1234)))
	if _, err := m.Receive(decode(t, network, cr0)); err != nil {
		t.Fatal(err)
	}
	must(t, m.Send(decode(t, network, cc0)))
	must(t, m.Send(decode(t, network, dt41)))
}

// A DC over TCP says so: its length is then that of RFC 1006.
func TestConfirmOverTCP(t *testing.T) {
	t.Parallel()
	m := confirming(t, "")
	o, err := m.Receive(decode(t, tcp, "06801234567800"))
	if err != nil || o.DC.Format != (transport.Format{Class: 4, OverTCP: true}) {
		t.Errorf("%+v, %v", o.DC.Format, err)
	}
}

// What an answer has to know of a connection of 128 octets: 6.22 with 13.12.4 and 13.5.4.
func TestSituation(t *testing.T) {
	t.Parallel()
	var w class0.Monitor
	see(t, &w, network, "I "+cr0, "R "+cc0)
	if got := w.Situation(osi.FromInitiator); got != (transport.Situation{Format: w.Format(), PeerRef: 0x1234, OwnRef: 0x5678, MaxTPDU: 128}) {
		t.Errorf("%+v", got)
	}
}

// An ED has at most the size agreed on, 128 octets here, as any TPDU: 6.5.4 j.
func TestExpeditedSize(t *testing.T) {
	t.Parallel()
	var w class0.Monitor
	w.Tolerate = osi.Class0Expedited
	see(t, &w, network, "I "+cr0, "R "+cc0)
	must(t, w.See(osi.FromInitiator, &transport.ExpeditedData{UserData: make([]byte, 125)}, make([]byte, 128)))
	check(t, "129 octets", w.See(osi.FromInitiator, &transport.ExpeditedData{UserData: make([]byte, 126)}, make([]byte, 129)), "class0.tpdu-size 0")
}
