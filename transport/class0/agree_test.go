package class0_test

import (
	"testing"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/transport"
	"github.com/osi-go/osi/transport/class0"
)

// everyTPDU returns TPDUs with all pairs of the references 1234, 5678, 0 and 9999.
func everyTPDU() (octets []string) {
	refs := []string{"1234", "5678", "0000", "9999"}
	for _, dst := range refs {
		octets = append(octets, "0770"+dst+"00c10106", "0460"+dst+"00", "0420"+dst+"00", "0410"+dst+"8041", "0450"+dst+"00")
		for _, src := range refs {
			octets = append(octets, "0680"+dst+src+"00", "05c0"+dst+src)
			if src != "0000" {
				octets = append(octets, "06d0"+dst+src+"00", "09d0"+dst+src+"00c00108", "06d0"+dst+src+"20")
			}
		}
	}
	for _, src := range []string{"1234", "5678", "9999"} {
		octets = append(octets, "06e00000"+src+"00", "06e00000"+src+"10", "06e00000"+src+"20")
	}
	return append(octets, dt41, "02f00041")
}

// everyEnd has the TPDUs that lead both ends of a connection to each pair of states.
var everyEnd = map[string][]string{
	"CLOSED": nil, "called": {"I " + cr0}, "open": {"I " + cr0, "R " + cc0}, "refused": {"I " + cr0, "R " + refusal}, "erred": {"I " + cr0, "R " + er1234},
}

// A monitor accepts nothing that the machine behind it takes for a protocol error, but an ER: its
// sender may send it in OPEN, 6.22.1.3, and Table A.6 note 2 ends the connection. What a monitor
// refuses is answered with its Situation as the machine answers it: 6.9.1.4.2, 6.22 and Table A.6.
func TestAgreesWithMachine(t *testing.T) {
	t.Parallel()
	for name, units := range everyEnd {
		for _, octets := range everyTPDU() {
			for _, d := range []osi.Direction{osi.FromInitiator, osi.FromResponder} {
				var w class0.Monitor
				var m [2]class0.Machine
				w.Owner = osi.Some(osi.FromInitiator)
				for _, u := range units {
					must(t, show(t, &w, network, u))
					p, from := decode(t, network, u[2:]), map[byte]osi.Direction{'I': osi.FromInitiator, 'R': osi.FromResponder}[u[0]]
					must(t, m[from].Send(p))
					_, err := m[from.Opposite()].Receive(p)
					must(t, err)
				}
				got, refused := monitored(&w, d, unhex(t, octets))
				want, fault := received(t, &m[d.Opposite()], unhex(t, octets))
				if isCR(octets) && d == osi.FromResponder { // a machine does not know the owner
					want, fault = "disconnect", true
				}
				er := octets[2:4] == "70"
				if !refused && fault && !er || refused && got != want {
					t.Errorf("%s, %v %s: %v, %s; the machine: %v, %s", name, d, octets, refused, got, fault, want)
				}
			}
		}
	}
}

// monitored returns the answer to b of d, if w or the decoder refuses it.
func monitored(w *class0.Monitor, d osi.Direction, b []byte) (answer string, refused bool) {
	dec := transport.Decoder{Format: w.Format()}
	p, err := dec.Decode(b)
	if err == nil {
		err = w.See(d, p, b)
	}
	if err == nil {
		return "", false
	}
	return answered(transport.Answer(err, b, w.Situation(d))), true
}

// received returns what m does about b, and whether it is an error.
func received(t *testing.T, m *class0.Machine, b []byte) (answer string, fault bool) {
	t.Helper()
	var p transport.TPDU
	for _, f := range []transport.Format{network, class2, {Class: 3}} { // in which the TPDU exists
		var err error
		dec := transport.Decoder{Format: f}
		if p, err = dec.Decode(b); err == nil {
			break
		}
	}
	s := m.Situation()
	o, err := m.Receive(p)
	switch {
	case err != nil:
		return answered(transport.Answer(err, b, s)), true
	case o.Outputs.Has(class0.SendDR):
		return answered(osi.Send, &o.DR), false
	case o.Outputs.Has(class0.NDISreq):
		return "disconnect", false
	case o.Outputs == 0:
		return osi.Discard.String(), false
	}
	return o.Outputs.String(), false
}

// answered returns an answer as text. An ER says no more than the end of the network connection.
func answered(action osi.Action, p transport.TPDU) string {
	dr, refuses := p.(*transport.DisconnectRequest)
	switch {
	case action == osi.Disconnect || action == osi.SendAndDisconnect:
		return "disconnect"
	case refuses:
		b, err := dr.AppendBinary(nil)
		if err != nil {
			return err.Error()
		}
		return action.String() + " " + string(b)
	}
	return action.String()
}
