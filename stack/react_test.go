package stack_test

import (
	"encoding/hex"
	"fmt"
	"strings"
	"testing"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/acse"
	"github.com/osi-go/osi/presentation"
	"github.com/osi-go/osi/stack"
)

// expeditedUp opens an association that uses the transport expedited flow of RFC 1006, by octets
// from an association with a server of MMS: CR, CC, CN with CP and AARQ, AC with CPA and AARE.
var expeditedUp = [...]string{
	"0300000e 09e00000000100c60101",
	"0300000e 09d00001000200c60101",
	"0300008a 02f080 0d81 0506130100160102 14020006 c173 3171a003800101a26aa423300f0201010604520100013004060251013010020103060528ca2202013004060251016143" +
		"3041020101a03c603aa107060528ca220203be2f282d020103a028a826800300fde881010a82010a830105a416800101810305f100820c03ee1c00000408000079ef18",
	"0300008b 02f080 0e82 0506130100160102 14020006 c174 3172a003800101a26b830400000001a512300780010081025101300780010081025101614f" +
		"304d020101a0486146a107060528ca220203a203020100a305a103020100be2f282d020103a028a926800300fde881010a82010a830105a416800101810305f100820c03ee1c00000408000079ef18",
}

// TestReactExpedited has faults where the transport expedited flow is used: the AB that answers
// goes there, X.225 7.9.1, or behind a PR where it has more than 9 octets of user data. Without
// that flow it goes in a DT.
func TestReactExpedited(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		unit, want string
		without    bool
	}{
		"an SPDU that is none": {unit: "0300000b 02f080 01006300", want: "0300000f 021080 1906110105310163"},
		"a PPDU that is none":  {unit: "0300000d 02f080 01000100 3000", want: "03000016 021080 190d110103c1083006800101810107"},
		"an APDU that is none": {unit: "03000016 02f080 01000100 61093007020101a0020500", want: "0300000c 021080 0703180104" + // PR (abort)
			"| 03000029 02f080 1920110103c11ba019a009300702010106025101610c300a020101a0056403800101"},
		"without the flow": {unit: "0300000b 02f080 01006300", want: "0300000f 02f080 1906110105310163", without: true},
	} {
		conn := stack.New(stack.Config{}).Conn(stack.TPKTs)
		next := func(d osi.Direction, text string) stack.Unit {
			if c.without {
				text = strings.NewReplacer("c60101", "c60100", "14020006", "14020002").Replace(text)
			}
			octets, err := hex.DecodeString(strings.ReplaceAll(text, " ", ""))
			if err != nil {
				t.Fatal(err)
			}
			u, _ := conn.Next(d, octets, func(*stack.Event) bool { return true })
			return u
		}
		for i, text := range expeditedUp {
			if u := next(osi.Direction(i%2), text); u.State != stack.Valid {
				t.Fatalf("%s, unit %d: %v", name, i, u.Fault)
			}
		}
		u := next(osi.FromInitiator, c.unit)
		if u.State != stack.Invalid {
			t.Fatalf("%s: %v", name, u.State)
		}
		var got []string
		for _, unit := range conn.React(osi.FromInitiator, u.Fault).Answer {
			got = append(got, fmt.Sprintf("%x", unit))
		}
		if want := strings.ReplaceAll(c.want, " ", ""); strings.Join(got, "|") != want {
			t.Errorf("%s: %s, want %s", name, strings.Join(got, "|"), want)
		}
	}
}

// TestReactWithoutRule refuses PDUs by an error that names no rule: it is answered as one that is
// not of this module.
func TestReactWithoutRule(t *testing.T) {
	t.Parallel()
	for _, carrier := range []stack.Carrier{stack.TPKTs, stack.NSDUs, stack.TSDUs, stack.SSDUs, stack.XOT, stack.Packets} {
		for layer := range osi.RTSE + 1 {
			for _, pdu := range []stack.PDU{nil, &presentation.Connect{}, &acse.AssociateRequest{}} {
				conn := stack.New(stack.Config{}).Conn(carrier)
				r := conn.React(osi.FromInitiator, &stack.Event{Layer: layer, PDU: pdu, Octets: []byte{0x60, 0}, Err: &osi.Error{}})
				if r.Reaction == stack.NoReaction {
					t.Errorf("%v, %v, %v: no reaction", carrier, layer, pdu)
				}
			}
		}
	}
}
