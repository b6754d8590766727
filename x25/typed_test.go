package x25_test

import (
	"bytes"
	"reflect"
	"testing"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/x25"
)

// ofEachType is one valid packet of each type, in the order of [every].
var ofEachType = [...]struct{ octets, name, dte, dce string }{
	{"10 01 0B 02 12 02 02 BB 41", "CALL", "call request", "incoming call"},
	{"10 01 0F 00 02 02 BB 41", "CALL-ACC", "call accepted", "call connected"},
	{"10 01 13 00 F1 00 00 41", "CLEAR", "clear request", "clear indication"},
	{"10 01 17 00 02 C5 00", "CLEAR-CONF", "DTE clear confirmation", "DCE clear confirmation"},
	{"10 01 E4 41", "DATA", "DTE data", "DCE data"},
	{"10 01 23 41", "INT", "DTE interrupt", "DCE interrupt"},
	{"10 01 27", "INT-CONF", "DTE interrupt confirmation", "DCE interrupt confirmation"},
	{"10 01 61", "RR", "DTE RR", "DCE RR"},
	{"10 01 65", "RNR", "DTE RNR", "DCE RNR"},
	{"10 01 69", "REJ", "DTE REJ", "DTE REJ"},
	{"10 01 1B 00 FA", "RESET", "reset request", "reset indication"},
	{"10 01 1F", "RESET-CONF", "DTE reset confirmation", "DCE reset confirmation"},
	{"10 00 FB 00 00", "RESTART", "restart request", "restart indication"},
	{"10 00 FF", "RESTART-CONF", "DTE restart confirmation", "DCE restart confirmation"},
	{"10 00 F1 24 10 05 61", "DIAG", "diagnostic", "diagnostic"},
	{"10 00 F3 00 03 45 14 00", "REG", "registration request", "registration request"},
	{"10 00 F7 7F 00 00 03 45 14 00", "REG-CONF", "registration confirmation", "registration confirmation"},
}

// Each type's Decode takes its own packets, and of every other type it names itself and the type
// that it found, and is empty then.
func TestTypedDecodeOthers(t *testing.T) {
	t.Parallel()
	for i, make := range every {
		for j, c := range ofEachType {
			p, b := make(), octets(t, c.octets)
			if err := p.Decode(octets(t, ofEachType[i].octets)); err != nil {
				t.Fatalf("%s: %v", ofEachType[i].name, err)
			}
			err := p.Decode(b)
			if i == j {
				if out, errOut := p.AppendBinary(nil); err != nil || errOut != nil || !bytes.Equal(out, b) || p.String() != c.name || p.Channel() != uint16(b[1]) {
					t.Errorf("%s: %v; % x, %v", c.name, err, out, errOut)
				}
				continue
			}
			e := osi.AsError(err)
			if e == nil || e.ID != "x25.packet-type" || e.Offset != 2 || e.PDU != p.String() || e.Got != int(b[2]) || e.Want != int(p.Type()) {
				t.Errorf("%s from %s: %v", p, c.name, err)
			}
			if !reflect.DeepEqual(p, make()) {
				t.Errorf("%s from %s: %+v stands", p, c.name, p)
			}
		}
	}
}

// A Decode of octets that are no packet leaves nothing of what was there.
func TestTypedDecodeResets(t *testing.T) {
	t.Parallel()
	for i, make := range every {
		whole := octets(t, ofEachType[i].octets)
		for n := range whole {
			p := make()
			if err := p.Decode(whole); err != nil {
				t.Fatal(err)
			}
			if err := p.Decode(whole[:n]); err != nil && !reflect.DeepEqual(p, make()) {
				t.Errorf("%s, %d octets: %+v stands behind %v", p, n, p, err)
			}
		}
	}
}

// A clone is equal, and does not change with the input. Clones of what is nil are nil.
func TestClone(t *testing.T) {
	t.Parallel()
	for i, make := range every {
		b := octets(t, ofEachType[i].octets)
		p, want := make(), make()
		if p.Decode(b) != nil || want.Decode(bytes.Clone(b)) != nil {
			t.Fatal(ofEachType[i].name)
		}
		got := x25.Clone(p)
		if got == x25.Packet(p) || !reflect.DeepEqual(got, x25.Packet(p)) {
			t.Errorf("%s: %+v, clone %+v", p, p, got)
		}
		for k := 3; k < len(b); k++ {
			b[k] = 0xee
		}
		if !reflect.DeepEqual(got, x25.Packet(want)) {
			t.Errorf("%s: the clone changed to %+v", p, got)
		}
		if empty := x25.Clone(make()); !reflect.DeepEqual(empty, x25.Packet(make())) {
			t.Errorf("%s: %+v", p, empty)
		}
	}
}

// The names of the packet types are those of X.25 Table 17.
func TestTypeNames(t *testing.T) {
	t.Parallel()
	for i, make := range every {
		p, c := make(), ofEachType[i]
		if p.Type().String() != c.name || p.Type().Name(osi.DTE) != c.dte || p.Type().Name(osi.DCE) != c.dce || p.Type().Name(osi.AnySide) != c.dte {
			t.Errorf("%s: %q %q %q", p.Type(), p.Type().Name(osi.DTE), p.Type().Name(osi.DCE), p.Type().Name(osi.AnySide))
		}
		parsed, err := x25.Parse(octets(t, c.octets))
		if err != nil || parsed.Type() != p.Type() {
			t.Errorf("%s: %v, %v", c.name, parsed, err)
		}
	}
	if x25.TypeNone.String() != "" || x25.TypeNone.Name(osi.DTE) != "" {
		t.Error("TypeNone has a name")
	}
	for got, want := range map[string]string{
		x25.Modulo8.String(): "8", x25.Modulo128.String(): "128", x25.AnyModulo.String(): "any", x25.Modulo(3).String(): "modulo(3)",
	} {
		if got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
	if x25.Modulo8.Max() != 7 || x25.Modulo128.Max() != 127 || x25.AnyModulo.Max() != 127 {
		t.Error("Max")
	}
}

// Each encoder refuses what its packet cannot be, says the rule and where, and leaves the buffer as
// it was.
func TestRefusals(t *testing.T) {
	t.Parallel()
	h, h128, zero := x25.Header{LCI: 1}, x25.Header{LCI: 1, Format: x25.Format{Modulo: x25.Modulo128}}, x25.Header{}
	dte, dce := x25.Header{LCI: 1, Format: x25.Format{Sender: osi.DTE}}, x25.Header{LCI: 1, Format: x25.Format{Sender: osi.DCE}}
	address, _ := x25.ParseAddress("12")
	toanpi, _ := x25.ParseAddress("1/3/12")
	long := func(n int) []byte { return make([]byte, n) }
	for _, c := range []struct {
		p         x25.Packet
		rule      string
		offset    int
		got, want int
	}{
		{&x25.Data{Header: h, PS: 8}, "sequence-number", 2, 8, 0},
		{&x25.Data{Header: h, PR: 8}, "sequence-number", 2, 8, 0},
		{&x25.Data{Header: h128, PS: 128}, "sequence-number", 2, 128, 0},
		{&x25.Data{Header: h128, PR: 128}, "sequence-number", 3, 128, 0},
		{&x25.Data{Header: h, UserData: long(4097)}, "user-data", 4099, 4097, 4096},
		{&x25.Data{Header: h128, UserData: long(65536)}, "user-data", 4100, 65536, 4096},
		{&x25.Data{}, "lci", 1, 0, 0},
		{&x25.Data{Header: x25.Header{LCI: 4096}}, "lci", 0, 4096, 0},
		{&x25.Data{Header: x25.Header{LCI: 4096, Format: x25.Format{Sender: osi.OverXOT}}}, "lci", 0, 4096, 0},
		{&x25.Data{Header: x25.Header{LCI: 1, Format: x25.Format{Modulo: x25.AnyModulo}}}, "gfi", 0, 0, 0},
		{&x25.Data{Header: x25.Header{LCI: 1, Format: x25.Format{Modulo: 3}}, Q: true, D: true}, "gfi", 0, 12, 0},
		{&x25.ReceiveReady{Header: h, PR: 8}, "sequence-number", 2, 8, 0},
		{&x25.ReceiveNotReady{Header: h128, PR: 128}, "sequence-number", 3, 128, 0},
		{&x25.Reject{Header: h128, PR: 255}, "sequence-number", 3, 255, 0},
		{&x25.Reject{Header: dce, PR: 3}, "sender", 2, 0x69, 0},
		{&x25.Interrupt{Header: h}, "interrupt-empty", 3, 0, 0},
		{&x25.Interrupt{Header: h, UserData: long(33)}, "interrupt-user-data", 35, 33, 32},
		{&x25.Interrupt{UserData: long(1)}, "lci", 1, 0, 0},
		{&x25.InterruptConfirmation{}, "lci", 1, 0, 0},
		{&x25.ResetConfirmation{}, "lci", 1, 0, 0},
		{&x25.RestartConfirmation{Header: h}, "lci-zero", 1, 1, 0},
		{&x25.ResetRequest{Header: dte, Cause: 1}, "cause", 3, 1, 0},
		{&x25.ResetRequest{Header: dte, Cause: 0x7f}, "cause", 3, 0x7f, 0},
		{&x25.ResetRequest{Header: dce}, "diagnostic-missing", 4, 0, 0},
		{&x25.RestartRequest{Header: h}, "lci-zero", 1, 1, 0},
		{&x25.RestartRequest{Header: x25.Header{Format: x25.Format{Sender: osi.DTE}}, Cause: 7}, "cause", 3, 7, 0},
		{&x25.RestartRequest{Header: x25.Header{Format: x25.Format{Sender: osi.DCE}}}, "diagnostic-missing", 4, 0, 0},
		{&x25.DiagnosticPacket{Explanation: long(4)}, "explanation", 7, 4, 3},
		{&x25.DiagnosticPacket{Header: h}, "lci-zero", 1, 1, 0},
		{&x25.DiagnosticPacket{Header: x25.Header{Format: x25.Format{Sender: osi.DTE}}}, "sender", 2, 0xf1, 0},
		{&x25.RegistrationRequest{Header: h}, "lci-zero", 1, 1, 0},
		{&x25.RegistrationRequest{Header: x25.Header{Format: x25.Format{Sender: osi.DCE}}}, "sender", 2, 0xf3, 0},
		{&x25.RegistrationRequest{Registration: x25.Registration{Elements: long(110)}}, "registration-length", 4, 110, 109},
		{&x25.RegistrationRequest{Registration: x25.Registration{DTE: address, Elements: long(256)}}, "registration-length", 5, 256, 109},
		{&x25.RegistrationRequest{Registration: x25.Registration{Elements: []byte{0, 0, 0x45, 1}}}, "registration-overrun", 7, 2, 3},
		{&x25.RegistrationRequest{Registration: x25.Registration{DCE: toanpi}}, "called-address", 0, 0, 0},
		{&x25.RegistrationConfirmation{Registration: x25.Registration{DTE: toanpi}}, "calling-address", 0, 0, 0},
		{&x25.RegistrationConfirmation{Registration: x25.Registration{Elements: []byte{0xc5}}}, "registration-overrun", 7, 1, 2},
		{&x25.RegistrationConfirmation{Header: h}, "lci-zero", 1, 1, 0},
		{&x25.CallRequest{Header: zero}, "lci", 1, 0, 0},
		{&x25.CallRequest{Header: h, UserData: long(17)}, "call-user-data", 21, 17, 16},
		{&x25.CallRequest{Header: h, Facilities: x25.FacilityField{1, 0x80}, UserData: long(129)}, "call-user-data", 135, 129, 128},
		{&x25.CallRequest{Header: h, Facilities: x25.FacilityField{1, 0x41}, UserData: long(17)}, "call-user-data", 23, 17, 16},
		{&x25.CallRequest{Header: h, Facilities: long(110)}, "facility-length", 4, 110, 109},
		{&x25.CallRequest{Header: h, Facilities: long(256)}, "facility-length", 4, 256, 109},
		{&x25.CallRequest{Header: h, Facilities: x25.FacilityField{0x42, 7}}, "facility-overrun", 5, 2, 3},
		{&x25.CallRequest{Header: h, Facilities: x25.FacilityField{0x43, 7, 8}}, "facility-parameter", 7, 8, 0},
		{&x25.CallRequest{Header: h, Addresses: x25.Addresses{Called: toanpi}}, "called-address", 0, 0, 0},
		{&x25.CallRequest{Header: h, Addresses: x25.Addresses{TOANPI: true, Calling: address}}, "calling-address", 0, 0x80, 0},
		{&x25.CallAccepted{Header: zero}, "lci", 1, 0, 0},
		{&x25.CallAccepted{Header: h, HasBlock: true, Facilities: x25.FacilityField{}, UserData: long(129)}, "called-user-data", 133, 129, 128},
		{&x25.CallAccepted{Header: h, Addresses: x25.Addresses{Called: address}}, "address-truncated", 3, 0, 2},
		{&x25.CallAccepted{Header: h, Facilities: x25.FacilityField{}}, "address-truncated", 3, 0, 1},
		{&x25.CallAccepted{Header: h, UserData: long(1)}, "address-truncated", 3, 0, 1},
		{&x25.CallAccepted{Header: h, HasBlock: true, UserData: long(1)}, "facility-length-missing", 4, 0, 1},
		{&x25.CallAccepted{Header: h, HasBlock: true, Addresses: x25.Addresses{Called: toanpi}}, "called-address", 0, 0, 0},
		{&x25.CallAccepted{Header: h, HasBlock: true, Facilities: long(110)}, "facility-length", 4, 110, 109},
		{&x25.ClearRequest{Header: zero}, "lci", 1, 0, 0},
		{&x25.ClearRequest{Header: h, HasBlock: true}, "diagnostic-missing", 4, 0, 0},
		{&x25.ClearRequest{Header: dte, Cause: 5}, "cause", 3, 5, 0},
		{&x25.ClearRequest{Header: dce}, "diagnostic-missing", 4, 0, 0},
		{&x25.ClearRequest{Header: h, Diagnostic: osi.Some(x25.DiagNone), HasBlock: true, Addresses: x25.Addresses{Called: address}}, "non-zero-address", 5, 2, 0},
		{&x25.ClearRequest{Header: h, Diagnostic: osi.Some(x25.DiagNone), UserData: long(1)}, "address-truncated", 5, 0, 1},
		{&x25.ClearRequest{Header: h, Diagnostic: osi.Some(x25.DiagNone), HasBlock: true, Facilities: x25.FacilityField{}, UserData: long(129)}, "clear-user-data", 135, 129, 128},
		{&x25.ClearConfirmation{Header: dte, HasBlock: true}, "too-long", 3, 1, 0},
		{&x25.ClearConfirmation{Header: h, Facilities: x25.FacilityField{}}, "address-truncated", 3, 0, 1},
		{&x25.ClearConfirmation{Header: h, HasBlock: true, Facilities: x25.FacilityField{0xff, 0}}, "facility-code", 5, 0xff, 0},
	} {
		in := []byte{0xaa, 0xbb}[:1]
		out, err := c.p.AppendBinary(in)
		e := osi.AsError(err)
		if e == nil || len(out) != 1 || out[0] != 0xaa {
			t.Errorf("%+v: % x, %v", c.p, out, err)
			continue
		}
		if e.ID != "x25."+c.rule || e.PDU != c.p.String() || e.Offset != c.offset || e.Got != c.got || e.Want != c.want {
			t.Errorf("%+v: %v [%s, %d %d], want x25.%s at %d, %d %d", c.p, err, e.ID, e.Got, e.Want, c.rule, c.offset, c.got, c.want)
		}
	}
}
