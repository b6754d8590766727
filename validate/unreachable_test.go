package validate_test

import (
	"encoding/hex"
	"errors"
	"io"
	"strings"
	"testing"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/validate"
)

// A connection request whose responder is not there is refused with the reason that its standard
// has for that.
func TestUnreachable(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name    string
		carrier validate.Carrier
		unit    string
		rule    string
		answer  string // empty: none
	}{
		{"CR", validate.TPKTs, "0300000B 06E00000123400", "unreachable-tsap", "0300000B 06801234000002"},
		{"CR of RFC 1006 in a T-CONNECT with selectors", validate.TPKTs, realCR, "unreachable-tsap", "0300000B 06800001000002"},
		{"CR in an NSDU", validate.NSDUs, "06E00000123400", "unreachable-tsap", "06801234000002"},
		{"CALL over XOT", validate.XOT, "0000000F 10010B 00 06 420707 430202 03010100", "unreachable-nsap", "00000005 10011300E7"},
		{"CALL", validate.Packets, "10010B 000003010100", "unreachable-nsap", "10011300E7"},
		{"CN", validate.TSDUs, "0D0C0506130100160102 14020002", "unreachable-ssap", "0C06 160103 320182"},
		{"SSDU", validate.SSDUs, "3118A003800101A211A40F300D02010106022A03300406025101", "unreachable-ssap", ""},
		{"PVC SETUP", validate.XOT, framedSetup(), "unreachable-nsap", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			policy := validate.Policy{Tolerate: validate.Usual}
			if c.carrier == validate.TSDUs {
				policy.Top = osi.Session
			}
			g := guard(t, policy)
			s := g.Stream(c.carrier)
			unit := octets(t, c.unit)
			if c.carrier != validate.SSDUs {
				if v, _ := s.Check(initiator, unit); v.Action != validate.Pass {
					t.Fatal(outcome(v))
				}
			}
			v := s.Unreachable(initiator, unit, io.ErrNoProgress)
			if e := osi.AsError(v.Err); e == nil || e.ID != "validate."+c.rule || !errors.Is(v.Err, io.ErrNoProgress) || v.Reaction != validate.DisconnectTransport {
				t.Errorf("%v, %v", v.Err, v.Reaction)
			}
			var answer string
			for _, u := range v.Answer {
				answer += hex.EncodeToString(u)
			}
			if want := strings.ToLower(strings.ReplaceAll(c.answer, " ", "")); answer != want {
				t.Errorf("answer %s, want %s", answer, want)
			}
			if !s.Closed() || g.Stats().Rejected != 0 {
				t.Errorf("closed %v, %+v", s.Closed(), g.Stats())
			}
			if v := s.Unreachable(initiator, unit, nil); !v.Late() {
				t.Error("not late after the end")
			}
			s.Close()
			if n := g.Stats().Memory; n != 0 {
				t.Errorf("%d octets held", n)
			}
		})
	}
}

func framedSetup() string {
	_, text, _ := strings.Cut(framed("> "+pvcSetup(0, 2, 2, 7, 7)), " ")
	return strings.TrimSpace(text)
}
