package dump_test

import (
	"bytes"
	"encoding/hex"
	"strings"
	"testing"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/acse"
	"github.com/osi-go/osi/dump"
	"github.com/osi-go/osi/stack"
)

// connects are whole connects with a password in them, as NSDUs: of ACSE (the value of
// authentication "top secret"), of an MTA in X.410-1984 mode, and a call with an NUI.
var connects = []struct {
	carrier          stack.Carrier
	octets, password string
}{
	{
		stack.TSDUs, "0dcc0506130100160102140200023305000102030434020001c1b33181b0a003800101a281a8810412345678820487654321a423300f02" +
			"01010604520100013004060251013010020103060528ca22020130040602510161753073020101a06e606ca107060528ca220203a20606" +
			"042bce0f0da30302010ca60706052a89300f03a7030201018a0204808b03520301ac0c800a746f7020736563726574be2f282d020103a0" +
			"28a826800300fde881010582010583010aa416800101810305f100820c03ee1c00000408000079ef18",
		"top secret",
	},
	{
		stack.TSDUs, "0d4805091301001601011a010014020249c1373135a003800100a12e800100810101820100840101a320a01ea11c800b6d74612e657861" +
			"6d706c65a10d160b736573616d65206f70656e",
		"sesame open",
	},
	{stack.Packets, "10010b0006" + "c604" + "70617373", "pass"},
}

// A password is in no line of tree or JSON unless it is asked for, in none of its forms, whatever
// layers carry it.
func TestSecrets(t *testing.T) {
	t.Parallel()
	everywhere := stack.New(stack.Config{Top: osi.RTSE, Tolerate: everything, Order: stack.OrderOff})
	for _, c := range connects {
		b, err := hex.DecodeString(c.octets)
		if err != nil {
			t.Fatal(err)
		}
		for _, o := range []dump.Options{{}, {Octets: dump.OctetsNone}, {Passwords: true}, {Octets: dump.OctetsAll}} {
			var out []byte
			for e := range everywhere.Conn(c.carrier).Feed(osi.FromInitiator, b) {
				if e.Err != nil {
					t.Fatal(e.Err)
				}
				out = dump.AppendJSON(dump.AppendText(out, &e, &o), &e, &o)
			}
			masked := bytes.Contains(out, []byte(`"(masked)"`)) && bytes.Contains(out, []byte(": (masked)"))
			readable := bytes.Contains(out, []byte(c.password)) || bytes.Contains(out, []byte(hex.EncodeToString([]byte(c.password)))) ||
				bytes.Contains(out, []byte(hexPairs(c.password)))
			if masked == o.Passwords {
				t.Errorf("%s with %+v: masked is %v:\n%s", c.password, o, masked, out)
			}
			if want := o.Passwords || o.Octets == dump.OctetsAll; readable != want {
				t.Errorf("%s with %+v: readable is %v:\n%s", c.password, o, readable, out)
			}
		}
	}
}

// Where a length is wrong, the octet at fault may lie in a password or beside it: here in the user
// data of a CN, and in a facility behind an NUI. The tree shows that octet alone.
func TestSecretBesideFault(t *testing.T) {
	t.Parallel()
	everywhere := stack.New(stack.Config{Top: osi.RTSE, Tolerate: everything, Order: stack.OrderOff})
	for _, c := range []struct {
		carrier      stack.Carrier
		octets, want string
	}{
		{stack.TSDUs, "0d0c" + "c104" + hex.EncodeToString([]byte("pass")) + "32" + "05" + hex.EncodeToString([]byte("word")), "      0009: [05]\n"},
		{stack.Packets, "10010b00" + "09" + "c604" + hex.EncodeToString([]byte("pass")) + "42ff07", "      000c: [ff]\n"},
	} {
		b, err := hex.DecodeString(c.octets)
		if err != nil {
			t.Fatal(err)
		}
		var out []byte
		for e := range everywhere.Conn(c.carrier).Feed(osi.FromInitiator, b) {
			out = dump.AppendText(out, &e, nil)
		}
		if !bytes.Contains(out, []byte(c.want)) {
			t.Errorf("got\n%s", out)
		}
	}
}

// A fault beside a password does not show it: here the functional unit of authentication is not
// selected.
func TestSecretAtFault(t *testing.T) {
	t.Parallel()
	b, err := hex.DecodeString("6017a106060456000106ac0d800b" + hex.EncodeToString([]byte("sesame open")))
	if err != nil {
		t.Fatal(err)
	}
	var p acse.AssociateRequest
	fault := osi.AsError(p.Decode(b))
	if fault == nil || fault.Offset != 10 {
		t.Fatalf("%v", fault)
	}
	e := stack.Event{Layer: osi.ACSE, Octets: b, Err: fault}
	for _, c := range []struct {
		o    dump.Options
		want string
	}{
		{dump.Options{}, "      000a: [ac]\n"},
		{dump.Options{Octets: dump.OctetsNone}, ""},
		{dump.Options{Passwords: true}, "      0002: a1 06 06 04 56 00 01 06 [ac] 0d 80 0b 73 65 73 61 6d\n"},
	} {
		want := "  acse AARQ, 25 octets at 0\n    error: " + fault.Error() + "\n" + c.want + "    rule: " + fault.ID + "\n"
		if got := string(dump.AppendText(nil, &e, &c.o)); got != want {
			t.Errorf("got\n%s\nwant\n%s", got, want)
		}
	}
	if line := dump.AppendJSON(nil, &e, nil); bytes.Contains(line, []byte("736573")) || bytes.Contains(line, []byte("ses")) {
		t.Errorf("%s", line)
	}
}

// hexPairs returns s in hex as the tree has it.
func hexPairs(s string) string {
	b := hex.EncodeToString([]byte(s))
	var pairs []string
	for i := 0; i < len(b); i += 2 {
		pairs = append(pairs, b[i:i+2])
	}
	return strings.Join(pairs, " ")
}
