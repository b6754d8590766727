package association_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/session"
	"github.com/osi-go/osi/stack"
	"github.com/osi-go/osi/stack/association"
	"github.com/osi-go/osi/transport"
	"github.com/osi-go/osi/validate"
)

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

// TestRefusedCR has a CR of class 0, and one of class 4 with the alternative 0: each is refused by
// a DR or an ER, which passes the gate and, in class 0, is a refusal to the peer. In class 4 it has
// a checksum, X.224 6.17.3.
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
