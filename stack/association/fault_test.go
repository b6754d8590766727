package association_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/acse"
	"github.com/osi-go/osi/presentation"
	"github.com/osi-go/osi/session"
	"github.com/osi-go/osi/stack"
	"github.com/osi-go/osi/stack/association"
	"github.com/osi-go/osi/transport"
)

// TestFaults has octets that break the protocol: each is answered, reported, and ends the
// association.
func TestFaults(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		state  int // of states, before the octets come to end 1
		octets string
		want   string // of the event and of the PDU that answers
	}{
		"no TPKT":              {4, "GET / HTTP/1.1\r\n", "Aborted tpkt <nil> user=false"},
		"no TPDU":              {4, "\x03\x00\x00\x07\x02\x00\x80", "Aborted transport <nil> user=false 0300000d0870000102c1020200"},
		"no SPDU":              {4, "\x03\x00\x00\x09\x02\xf0\x80\xff\x00", "Aborted session <nil> user=false 0300000f"},
		"a DN out of turn":     {4, "\x03\x00\x00\x09\x02\xf0\x80\x0a\x00", "Aborted session <nil> user=false 0300000f"},
		"no PPDU":              {4, "\x03\x00\x00\x0d\x02\xf0\x80\x01\x00\x01\x00\x05\x00", "Aborted presentation <nil> user=false 03000"},
		"a value of context 9": {4, "\x03\x00\x00\x16\x02\xf0\x80\x01\x00\x01\x00\x61\x09\x30\x07\x02\x01\x09\xa0\x02\x05\x00", "Aborted presentation <nil> user=false 03000"},
		"a CR that is none":    {0, "\x03\x00\x00\x0b\x06\xe0\x00\x00\x00\x00\x00", "Aborted transport <nil> user=false 03000"},
		"a DT first":           {0, "\x03\x00\x00\x07\x02\xf0\x80", ""},
	} {
		p, texts := told(association.Config{}, nil)
		states[c.state](p)
		if err := p.settle(); err != nil {
			t.Fatal(err)
		}
		a := p.ends[1]
		var faults []error
		for ev := range a.Receive([]byte(c.octets)) {
			p.hear(1, ev)
			if ev, ok := ev.(*association.Aborted); ok {
				faults = append(faults, ev.Err)
			}
		}
		got := ""
		if n := len(texts[1]); n > 0 {
			got = texts[1][n-1]
		}
		for _, err := range faults {
			if e := osi.AsError(err); e == nil || e.PDU == "ER" || e.PDU == "AB" || e.PDU == "ARU" || e.PDU == "ARP" {
				t.Errorf("%s: the error is about the answer: %v", name, err)
			}
		}
		for _, unit := range a.Output() {
			got += fmt.Sprintf(" %x", unit)
		}
		if !strings.HasPrefix(got, c.want) || c.want == "" && got != "" {
			t.Errorf("%s: %q", name, got)
		}
		if err := a.Data(mms, []byte{5, 0}); err == nil {
			t.Errorf("%s: data are sent", name)
		}
		if got := a.Disconnected(); c.want != "" && got != nil {
			t.Errorf("%s: told twice: %+v", name, got)
		}
	}
}

// TestSimpleFault has an APDU that is none where values are simply encoded: the ARU that answers it
// lists its context, and passes the gate.
func TestSimpleFault(t *testing.T) {
	t.Parallel()
	p, _ := told(association.Config{}, nil)
	if err := p.ends[0].Open(alone()...); err != nil {
		t.Fatal(err)
	}
	if err := p.settle(); err != nil {
		t.Fatal(err)
	}
	tsdu, err := (&session.Finish{Common: session.Common{UserData: []byte{0x62, 3, 0x80, 5, 0}}}).AppendBinary(nil)
	if err != nil {
		t.Fatal(err)
	}
	unit, err := transport.AppendTPKT(nil, &transport.Data{EOT: true, UserData: tsdu})
	if err != nil {
		t.Fatal(err)
	}
	for ev := range p.ends[1].Receive(unit) {
		if ev, ok := ev.(*association.Aborted); !ok || ev.Layer != osi.ACSE || osi.AsError(ev.Err).PDU == "ARU" {
			t.Errorf("%T %+v", ev, ev)
		}
	}
	p.hear = func(end int, ev association.Event) {
		if got := text(ev); end != 0 || got != "Aborted acse ABRT user=false" {
			t.Error(end, got)
		}
	}
	if err := p.settle(); err != nil {
		t.Error(err)
	}
}

// TestErrors has requests that are refused: nothing is changed by them.
func TestErrors(t *testing.T) {
	t.Parallel()
	p, _ := told(association.Config{}, nil)
	a := p.ends[0]
	value := &stack.Value{AbstractSyntax: mms, Octets: []byte{5, 0}}
	check := func(err error, kind osi.Kind, rule string) {
		t.Helper()
		if e := osi.AsError(err); e == nil || e.Kind != kind || e.ID != rule {
			t.Errorf("%v, want %v of %s", err, kind, rule)
		}
	}
	check(a.Open(), osi.ErrOrder, "association.request")
	check(a.Open(request(session.FUDuplex)[1:]...), osi.ErrOrder, "association.request")
	check(a.Open(&transport.ConnectionRequest{}, &session.Connect{}, &acse.AssociateRequest{ApplicationContext: mms}), osi.ErrOrder, "association.request")
	bad := request(session.FUDuplex | session.FUCapabilityData)
	check(a.Open(bad...), osi.ErrState, "session.negotiate-requirements")
	check(a.Data(mms, []byte{5, 0}), osi.ErrState, "class0.a6")
	check(a.Accept(), osi.ErrState, "association.answer")
	open(p)
	check(a.Send(), osi.ErrOrder, "association.request")
	check(a.Send(value), osi.ErrOrder, "association.request")
	check(a.Send(&transport.Data{}, &session.DataTransfer{}, value), osi.ErrOrder, "association.request")
	check(a.Send(&session.DataTransfer{}, &presentation.Data{}, &presentation.Data{}, value), osi.ErrOrder, "association.request")
	check(a.Send(&session.Abort{}, &acse.Abort{}, &acse.Abort{}), osi.ErrOrder, "association.request")
	check(a.Data(osi.MustOID("1.3.9999.7"), []byte{5, 0}), osi.ErrMissing, "stack.encode-context")
	check(a.Data(mms, []byte{5, 1}), osi.ErrLength, "ber.length")
	check(p.ends[1].Data(mms, []byte{5, 0}), osi.ErrState, "spm.a9")
	check(a.Send(&session.DataTransfer{Common: session.Common{Nested: osi.Some(uint8(1))}}, value), osi.ErrUnsupported, "association.nested")
	check(a.Data(mms, append([]byte{4, 0x83, 0x20, 0, 0}, make([]byte, 0x200000)...)), osi.ErrLimit, "association.size")
	if err := a.Data(mms, []byte{5, 0}); err != nil {
		t.Error(err)
	}
	if err := p.settle(); err != nil {
		t.Error(err)
	}
	a.Abort()
	a.Abort()
	check(a.Open(request(session.FUDuplex)...), osi.ErrState, "association.over")
	check(a.Data(mms, []byte{5, 0}), osi.ErrState, "association.over")
	n := 0
	for r := range association.Rules() {
		if r.ID == "" || !strings.HasPrefix(r.ID, "association.") || errors.Is(r.Kind, nil) {
			t.Error(r)
		}
		n++
	}
	if n != 5 {
		t.Error(n)
	}
}

// TestBroken has an AC that the CN does not allow: what was encoded is refused, and nothing but an
// abort is possible.
func TestBroken(t *testing.T) {
	t.Parallel()
	var errs []error
	p, texts := told(association.Config{}, func(a *association.Association, ev association.Event) error {
		if _, ok := ev.(*association.Connecting); ok {
			if err := a.Accept(&session.Accept{}); !errors.Is(err, osi.ErrState) {
				t.Errorf("an AC for a CR: %v", err)
			}
			return a.Accept()
		}
		errs = append(errs, a.Accept(&session.Accept{ConnectAcceptItem: session.ConnectAcceptItem{Version: session.Version2}, Requirements: osi.Some(session.FUHalfDuplex)}))
		errs = append(errs, a.Accept())
		a.Abort()
		return nil
	})
	if err := p.ends[0].Open(request(session.FUDuplex)...); err != nil {
		t.Fatal(err)
	}
	if err := p.settle(); err != nil {
		t.Fatal(err)
	}
	if len(errs) != 2 || errs[0] == nil || errs[1] == nil || texts[0][1] != "Aborted acse ABRT user=true" {
		t.Errorf("%v, %q", errs, *texts)
	}
}
