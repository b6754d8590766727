package class0_test

import (
	"encoding/hex"
	"errors"
	"reflect"
	"strings"
	"testing"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/transport"
	"github.com/osi-go/osi/transport/class0"
)

// answer returns the octets of the TPDU that an outcome sends.
func answer(t testing.TB, o *class0.Outcome) string {
	t.Helper()
	var b []byte
	var err error
	switch {
	case o.Outputs.Has(class0.SendDR):
		b, err = o.DR.AppendBinary(nil)
	case o.Outputs.Has(class0.SendDC):
		b, err = o.DC.AppendBinary(nil)
	}
	must(t, err)
	return hex.EncodeToString(b)
}

// What a TPDU leads to, with the octets that are sent. References: the machines of machine_test.go.
func TestOutcome(t *testing.T) {
	t.Parallel()
	calling := initiator(t, network, cr0, "")
	open, answered := initiator(t, network, cr0, cc0), responder(t, network, cr0, cc0)
	called4 := responder(t, network, cr4, "")
	referenced := tolerant(calling, osi.ErrorReference)
	for _, c := range []struct {
		name   string
		m      class0.Machine
		do     action
		out    string
		state  class0.State
		answer string
	}{
		{"a CR of class 2 alone", class0.Machine{}, receive(cr2, network), "DR", class0.CLOSED, "06801234000082"},
		{"T-DISCONNECT request in WFTRESP", responder(t, network, cr0, ""), call((*class0.Machine).Disconnect), "DR", class0.CLOSED, "06801234000000"},
		{"the same, class 4", called4, call((*class0.Machine).Disconnect), "DR", class0.CLOSED, "0a801234000000c302c99f"},
		{"a CC without connection", class0.Machine{}, receive(cc0, network), "DR", class0.CLOSED, "06805678000000"},
		{"a CC of class 2 without connection", class0.Machine{}, receive("06d01234567820", network), "DR", class0.CLOSED, "06805678000084"},
		{"a CC for another CR", calling, receive("06d04321567800", network), "DR", class0.WFCC, "06805678000000"},
		{"a CC for another CR in OPEN", open, receive("06d04321567800", network), "DR", class0.OPEN, "06805678000000"},
		{"a CC of another connection, 6.9.1.4.2 e", open, receive("06d01234567900", network), "DR", class0.OPEN, "06805679000000"},
		{"a DR without connection", class0.Machine{}, receive("06801234567880", class2), "NDISreq", class0.CLOSED, ""},
		{"the same, confirmed", confirming(t, ""), receive("06801234567880", class2), "DC", class0.CLOSED, "05c056781234"},
		{"the same, of class 0", confirming(t, ""), receive("06801234567800", network), "DC", class0.CLOSED, "05c056781234"},
		{"a DR for another connection", open, receive("06804321567800", network), "TDISind NDISreq", class0.CLOSED, ""},
		{"a DR of another connection", answered, receive("06805678432100", network), "TDISind NDISreq", class0.CLOSED, ""},
		{"a DR of no connection", open, receive("06804321000000", network), "", class0.OPEN, ""},
		{"the CR is given up", confirming(t, cr4), receive("06800000123480", class2), "TDISind DC", class0.CLOSED, "05c012340000"},
		{"the same, of a DR with a DST-REF, [6]", confirming(t, cr4), receive("06809999123480", class2), "TDISind DC", class0.CLOSED, "05c012340000"},
		{"the same, with checksum", confirming(t, cr4), receive("0a800000123480c3025494", transport.Format{Class: 4}), "TDISind DC", class0.CLOSED, "09c012340000c302a188"},
		{"a DR of no connection, CLOSED", class0.Machine{}, receive("06801234000000", network), "", class0.CLOSED, ""},
		{"an ER for another connection", calling, receive("0770432100c10106", network), "", class0.WFCC, ""},
		{"an ER with DST-REF 0", calling, receive("0770000000c10106", network), "", class0.WFCC, ""},
		{"the same, tolerated", referenced, receive("0770000000c10106", network), "TDISind [1]", class0.CLOSED, ""},
		{"DT without EOT", open, receive("02f00041", network), "", class0.OPEN, ""},
		{"TS1", calling, call((*class0.Machine).Expire), "TDISind NDISreq", class0.CLOSED, ""},
	} {
		o, err := c.do(t, &c.m)
		if err != nil || o.Outputs.String() != c.out || c.m.State() != c.state || answer(t, &o) != c.answer {
			t.Errorf("%s: %v, %v, %v, %s", c.name, err, o.Outputs, c.m.State(), answer(t, &o))
		}
	}
	if referenced.Tolerated != 0 || calling.Tolerated != 0 {
		t.Error("a copy is no snapshot")
	}
}

// What Send refuses beside the blank cells, with the offset in the TPDU.
func TestSendRefuses(t *testing.T) {
	t.Parallel()
	open, called := initiator(t, network, cr0, cc0), responder(t, network, cr0, "")
	for _, c := range []struct {
		name   string
		m      class0.Machine
		octets string
		format transport.Format
		rule   string
		offset int
	}{
		{"a CR of class 2", class0.Machine{}, cr2, network, "class0.class", 6},
		{"a CR that offers class 1", class0.Machine{}, cr1, network, "class0.class", 6},
		{"a CR that offers another class", class0.Machine{}, cr4, network, "class0.class", 6},
		{"a CC of class 2", responder(t, network, "09e00000123420c70100", ""), "06d01234567820", network, "class0.class", 6},
		{"a CC to another CR", called, "06d04321567800", network, "transport.confirm-reference", 2},
		{"a CC with a larger size", called, ccLarge, network, "transport.confirm-tpdu-size", 0},
		{"a DT of 129 octets", open, "02f080" + strings.Repeat("41", 126), network, "class0.tpdu-size", 0},
		{"a DR to another CR", called, "06804321000000", network, "class0.reference", 2},
		{"a DR with SRC-REF", called, "06801234567800", network, "class0.unassigned-reference", 4},
		{"an ER to another connection", open, "0770432100c10106", network, "class0.reference", 2},
		{"an ER of 129 octets", open, "8070567800c17a" + strings.Repeat("06", 122), network, "class0.tpdu-size", 0},
		{"an ER to another CR", called, "0770432100c10106", network, "class0.reference", 2},
	} {
		before := c.m
		err := c.m.Send(decode(t, c.format, c.octets))
		if e := osi.AsError(err); e == nil || e.ID != c.rule || e.Offset != c.offset {
			t.Errorf("%s: %v", c.name, err)
		}
		if !reflect.DeepEqual(c.m, before) {
			t.Errorf("%s: an error changes the machine", c.name)
		}
	}
	for _, octets := range []string{"02f080" + strings.Repeat("41", 125), "7f70567800c179" + strings.Repeat("06", 121)} {
		if err := open.Send(decode(t, network, octets)); err != nil {
			t.Errorf("128 octets: %v", err)
		}
	}
	{ // a size that was agreed on, both ways
		long := initiator(t, network, "09e00000123400c0010a", "09d01234567800c00109")
		must(t, long.Send(decode(t, network, "02f000"+strings.Repeat("41", 509))))
		if err := long.Send(decode(t, network, "02f000"+strings.Repeat("41", 510))); !errors.Is(err, osi.ErrLength) {
			t.Errorf("a DT of 513 octets: %v", err)
		}
		if _, err := long.Receive(decode(t, network, "02f000"+strings.Repeat("41", 510))); !errors.Is(err, osi.ErrLength) || osi.AsError(err).Got != 513 || osi.AsError(err).Want != 512 || osi.AsError(err).Offset != 0 {
			t.Errorf("a DT of 513 octets: %v", err)
		}
		if s := long.Situation(); long.Size() != 512 || s.MaxTPDU != 512 || s.PeerRef != 0x5678 || s.Unassociated || s.Format != long.Format() {
			t.Errorf("%+v", s)
		}
	}
	small := initiator(t, tcp, "0ce00000123400c00107c60101", "0cd01234567800c00107c60101")
	if _, err := small.Receive(&transport.ExpeditedData{UserData: make([]byte, 126)}); !errors.Is(err, osi.ErrLength) {
		t.Errorf("an ED of 129 octets: %v", err)
	}
	if o, err := small.Receive(&transport.ExpeditedData{UserData: make([]byte, 125)}); err != nil || o.Outputs != class0.TEXind {
		t.Errorf("an ED of 128 octets: %v", err)
	}
	if err := small.Send(&transport.ExpeditedData{UserData: make([]byte, 126)}); !errors.Is(err, osi.ErrLength) {
		t.Errorf("an ED of 129 octets: %v", err)
	}
}

// A TSDU of three DT is indicated with the last one. A DT without data and EOT, which some peers
// send, begins none.
func TestSegments(t *testing.T) {
	t.Parallel()
	m := responder(t, network, cr0, cc0)
	for i, c := range []struct {
		octets string
		out    class0.Outputs
	}{{"02f00041", 0}, {"02f00042", 0}, {"02f08043", class0.TDTind}, {"02f080", class0.TDTind}} {
		if o, err := m.Receive(decode(t, network, c.octets)); err != nil || o.Outputs != c.out {
			t.Errorf("DT %d: %v, %v", i, o.Outputs, err)
		}
	}
	var w class0.Monitor
	see(t, &w, network, "I "+cr0, "R "+cc0)
	for i, c := range []struct {
		p      transport.Data
		within bool
	}{
		{transport.Data{}, false},
		{transport.Data{UserData: []byte{1}}, true},
		{transport.Data{}, true},
		{transport.Data{EOT: true}, false},
	} {
		if err := w.See(osi.FromInitiator, &c.p, make([]byte, 3+len(c.p.UserData))); err != nil || w.Within(osi.FromInitiator) != c.within || w.Settled(osi.FromInitiator) == c.within {
			t.Errorf("DT %d: %v, within %v", i, err, w.Within(osi.FromInitiator))
		}
	}
}

// Pass takes the DTs of an open connection, up to the size that was agreed on: by default 128
// octets, X.224 13.3.4. The caller has to have heard of the CC.
func TestPass(t *testing.T) {
	t.Parallel()
	var w class0.Monitor
	pass := func(d osi.Direction, n int, eot, want bool) {
		t.Helper()
		if w.Pass(d, n, eot) != want {
			t.Errorf("a DT of %d octets of the %v: want %v", n, d, want)
		}
	}
	pass(osi.FromInitiator, 4, true, false)
	see(t, &w, network, "I "+cr0)
	pass(osi.FromInitiator, 4, true, false)
	see(t, &w, network, "R "+cc0)
	pass(osi.FromResponder, 128, false, true)
	pass(osi.FromResponder, 129, false, false)
	if !w.Within(osi.FromResponder) || w.Within(osi.FromInitiator) {
		t.Error("the responder alone is within a TSDU")
	}
	pass(osi.FromResponder, 4, true, true)
	if w.Within(osi.FromResponder) {
		t.Error("the TSDU has ended")
	}
	see(t, &w, network, "I "+dt41)
	pass(osi.FromInitiator, 4, false, true)
}

// An ER is sent for a fault: it refuses a CR, otherwise it is the last but the end of the network
// connection, which TS2 sees to.
func TestSendER(t *testing.T) {
	t.Parallel()
	m := responder(t, network, cr0, "")
	must(t, m.Send(decode(t, network, "0770123400c10106")))
	if m.State() != class0.CLOSED {
		t.Errorf("in %v after an ER that refuses", m.State())
	}
	must(t, m.Send(decode(t, network, "0770432100c10106"))) // to a CR that could not be decoded
	w := waiting(t)
	if err := w.Send(decode(t, network, "0770123400c10106")); !errors.Is(err, osi.ErrState) {
		t.Errorf("in WFNC: %v", err)
	}
	for _, m := range []class0.Machine{initiator(t, network, cr0, cc0), initiator(t, network, cr0, "")} {
		must(t, m.Send(decode(t, network, "0770567800c10106")))
		for _, p := range []string{"02f08041", "0770567800c10106"} {
			var s *class0.StateError
			if err := m.Send(decode(t, network, p)); !errors.As(err, &s) {
				t.Errorf("%s behind an ER: %v", p, err)
			}
		}
		if o, err := m.Expire(); err != nil || o.Outputs != class0.TDISind|class0.NDISreq || m.State() != class0.CLOSED {
			t.Errorf("TS2: %v, %v, %v", o.Outputs, err, m.State())
		}
	}
}

// What the owner of a machine has set, and what is known of the carrier, outlive a connection;
// nothing else does.
func TestClosed(t *testing.T) {
	t.Parallel()
	m := class0.Machine{OverTCP: true, DisconnectConfirm: true}
	if m.Format() != tcp || m.Situation().Format != tcp {
		t.Errorf("%+v", m.Format())
	}
	m.Tolerate = osi.ErrorReference
	must(t, m.Send(decode(t, tcp, crTP)))
	if _, err := m.Receive(decode(t, tcp, ccTP)); err != nil || !m.Initiator() || m.Size() != 65531 {
		t.Fatalf("%v, %d", err, m.Size())
	}
	if _, err := m.NetworkDisconnect(); err != nil {
		t.Fatal(err)
	}
	if m.State() != class0.CLOSED || m.Size() != 0 || m.Initiator() || m.Format() != (transport.Format{OverTCP: true}) ||
		m.Tolerate != osi.ErrorReference || !m.DisconnectConfirm || !m.Situation().Unassociated {
		t.Errorf("%+v", m)
	}
}

// An unacceptable CR in WFNC is refused where it is sent; the machine still waits.
func TestNetworkConnect(t *testing.T) {
	t.Parallel()
	m := waiting(t)
	err := m.NetworkConnect(decode(t, network, cr2).(*transport.ConnectionRequest))
	if e := osi.AsError(err); e == nil || e.ID != "class0.class" || m.State() != class0.WFNC {
		t.Errorf("%v in %v", err, m.State())
	}
	called := m
	if o, err := m.Disconnect(); err != nil || o.Outputs != class0.MayDisconnect {
		t.Errorf("%v, %v", o.Outputs, err)
	}
	must(t, called.NetworkConnect(decode(t, network, cr0).(*transport.ConnectionRequest)))
	if _, err := called.Receive(decode(t, network, cc0)); err != nil || !called.Initiator() || called.Situation().PeerRef != 0x5678 {
		t.Errorf("%v: %+v", err, called.Situation())
	}
}

// Every name, also of what does not exist.
func TestNames(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ got, want string }{
		{class0.CLOSED.String(), "CLOSED"},
		{class0.WFTRESP.String(), "WFTRESP"},
		{class0.State(5).String(), "state(5)"},
		{class0.TCONreq.String(), "TCONreq"},
		{class0.ER.String(), "ER"},
		{class0.TS.String(), "TS"},
		{class0.Event(19).String(), "event(19)"},
		{class0.Outputs(0).String(), ""},
		{(class0.TDISind | class0.MayDisconnect).String(), "TDISind [1]"},
		{class0.Outputs(1 << 15).String(), "output(15)"},
	} {
		if c.got != c.want {
			t.Errorf("%q, want %q", c.got, c.want)
		}
	}
	seen := map[string]bool{}
	for r := range class0.Rules() {
		if seen[r.ID] || !strings.HasPrefix(r.ID, "class0.") || r.Layer != osi.Transport || r.Clause == "" || r.Kind == 0 {
			t.Errorf("%+v", r)
		}
		seen[r.ID] = true
	}
}
