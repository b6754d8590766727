package association_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/acse"
	"github.com/osi-go/osi/session"
	"github.com/osi-go/osi/stack"
	"github.com/osi-go/osi/stack/association"
	"github.com/osi-go/osi/transport"
	"github.com/osi-go/osi/validate"
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

// TestTransport has answers to a CR that no CC is.
func TestTransport(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ octets, want string }{
		"ER":                 {"\x03\x00\x00\x0d\x08\x70\x00\x01\x02\xc1\x02\x06\xe0", "Refused transport ER user=false"},
		"DR":                 {"\x03\x00\x00\x0b\x06\x80\x00\x01\x00\x00\x02", "Refused transport DR user=false"},
		"a CC of class 2":    {"\x03\x00\x00\x0b\x06\xd0\x00\x01\x00\x05\x20", "Aborted transport <nil> user=false 03000012"},
		"a CC to another CR": {"\x03\x00\x00\x0b\x06\xd0\x00\x07\x00\x05\x00", " 0300000b06800005000000"},
		"a DT":               {"\x03\x00\x00\x07\x02\xf0\x80", "Aborted transport <nil> user=false"},
	} {
		a := association.New(osi.FromInitiator, association.Config{})
		if err := a.Open(request(session.FUDuplex)...); err != nil {
			t.Fatal(err)
		}
		a.Output()
		got := ""
		for ev := range a.Receive([]byte(c.octets)) {
			got += text(ev)
		}
		for _, unit := range a.Output() {
			got += fmt.Sprintf(" %x", unit)
		}
		if !strings.HasPrefix(got, c.want) {
			t.Errorf("%s: %q", name, got)
		}
	}
	b := association.New(osi.FromResponder, association.Config{})
	for ev := range b.Receive([]byte("\x03\x00\x00\x0b\x06\xe0\x00\x00\x00\x05\x20")) { // class 2, without an alternative
		t.Errorf("%T", ev)
	}
	if out := b.Output(); len(out) != 1 || out[0][5] != 0x80 || !b.Ended() {
		t.Errorf("a CR of class 2: %x, %v", out, b.Ended())
	}
}

// TestRefusedCR has a CR of class 0, and one of class 4 with the alternative 0: each is refused by a
// DR or an ER, which passes the gate and, in class 0, is a refusal to the peer. In class 4 it has a
// checksum, X.224 6.17.3.
func TestRefusedCR(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		cr     transport.ConnectionRequest
		answer transport.TPDU
		want   string
	}{
		"DR":           {transport.ConnectionRequest{}, &transport.DisconnectRequest{Reason: transport.ReasonAddressUnknown}, "06800001000003"},
		"ER":           {transport.ConnectionRequest{}, &transport.TPDUError{Cause: transport.CauseParameterValue}, "0d70000103c10706e00000000100"},
		"ER of octets": {transport.ConnectionRequest{}, &transport.TPDUError{Cause: transport.CauseTPDUType, Invalid: []byte{6, 0xe0}}, "0870000102c10206e0"},
		"DR, class 4":  {four(), &transport.DisconnectRequest{Reason: transport.ReasonNotSpecified}, "0a800001000000c302"},
		"ER, class 4":  {four(), &transport.TPDUError{}, "1970000100c10f0ee00000000140c7021000c302"},
	} {
		p, texts := told(association.Config{Carrier: stack.NSDUs}, func(a *association.Association, _ association.Event) error { return a.Send(c.answer) })
		c.cr.SrcRef = 1
		cr, err := c.cr.AppendBinary(nil)
		if err != nil {
			t.Fatal(err)
		}
		if c.cr.Class == 0 { // what an association calls by
			if err := p.ends[0].Open(request(session.FUDuplex)...); err != nil {
				t.Fatal(err)
			}
			p.ends[0].Output()
		}
		if v, _ := p.gate.Check(osi.FromInitiator, cr); v.Action != validate.Pass {
			t.Errorf("%s: %v", name, v.Err)
		}
		for ev := range p.ends[1].Receive(cr) {
			p.hear(1, ev)
		}
		out := p.ends[1].Output()
		if got := fmt.Sprintf("%x", out); !strings.HasPrefix(got, "["+c.want) || !p.ends[1].Ended() {
			t.Errorf("%s: %s, want %s", name, got, c.want)
		}
		for _, unit := range out {
			if v, _ := p.gate.Check(osi.FromResponder, unit); v.Action != validate.Pass {
				t.Errorf("%s: %v", name, v.Err)
			}
			for ev := range p.ends[0].Receive(unit) {
				p.hear(0, ev)
			}
		}
		want := fmt.Sprintf("[Refused transport %v user=false]", c.answer)
		if c.cr.Class == 0 && (fmt.Sprint(texts[0]) != want || !p.ends[0].Ended()) {
			t.Errorf("%s: %q, %q", name, texts[0], texts[1])
		}
	}
	a := association.New(osi.FromResponder, association.Config{})
	if err := a.Send(&transport.TPDUError{}); err == nil || a.Ended() {
		t.Error("an ER without a CR")
	}
}

// four is a CR that prefers class 4 and offers class 0.
func four() transport.ConnectionRequest {
	cr := transport.ConnectionRequest{Alternatives: 0b11}
	cr.Class = 4
	return cr
}

// TestTPDUSize has a CR of class 0 that proposes 8192 octets, as clients of libiec61850 do: the CC
// selects 2048, X.224 13.3.4 b.
func TestTPDUSize(t *testing.T) {
	t.Parallel()
	for octets, want := range map[string]string{
		"\x03\x00\x00\x16\x11\xe0\x00\x00\x00\x01\x00\xc0\x01\x0d\xc2\x02\x00\x01\xc1\x02\x00\x01": "0300000e09d00001000100c0010b",
		"\x03\x00\x00\x0e\x09\xe0\x00\x00\x00\x01\x00\xc0\x01\x0a":                                 "0300000e09d00001000100c0010a",
		"\x03\x00\x00\x0b\x06\xe0\x00\x00\x00\x01\x00":                                             "0300000b06d00001000100",
	} {
		b := association.New(osi.FromResponder, association.Config{Tolerate: osi.Class0TPDUSize})
		for range b.Receive([]byte(octets)) {
			if err := b.Send(&transport.TPDUError{Cause: transport.CauseParameterValue}); err != nil {
				t.Errorf("%x: %v", octets, err)
			}
		}
		if got, cr := fmt.Sprintf("%x", b.Output()), fmt.Sprintf("%x", octets[4:]); !strings.HasSuffix(got, "70000103c1"+fmt.Sprintf("%02x", len(octets)-4)+cr+"]") {
			t.Errorf("%x: ER %s", octets, got)
		}
		a := association.New(osi.FromResponder, association.Config{Tolerate: osi.Class0TPDUSize})
		for range a.Receive([]byte(octets)) {
			if err := a.Accept(); err != nil {
				t.Errorf("%x: %v", octets, err)
			}
		}
		if got := fmt.Sprintf("%x", a.Output()); got != "["+want+"]" {
			t.Errorf("%x: %s, want %s", octets, got, want)
		}
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
