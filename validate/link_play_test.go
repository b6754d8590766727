package validate_test

import (
	"strings"
	"testing"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/validate"
)

// play gives the lines of a script to s: > is from the initiator, < from the responder. What stands
// behind = is the outcome of a rejection; all else is to pass.
func play(t *testing.T, s *validate.Stream, script string) {
	t.Helper()
	for line := range strings.Lines(script) {
		line = strings.TrimSpace(line)
		if line == "" || line[0] == '#' {
			continue
		}
		packet, want, rejected := strings.Cut(line[1:], "=")
		from := initiator
		if line[0] == '<' {
			from = responder
		}
		packet = strings.ReplaceAll(packet, " ", "")
		if want = strings.TrimSpace(want); !rejected {
			want = "pass " + strings.ToLower(packet)
		}
		v, rest := s.Check(from, octets(t, packet))
		if got := outcome(v); got != want || len(rest) > 0 {
			t.Fatalf("%s\ngot  %s\nwant %s", line, got, want)
		}
	}
}

// A played is a script under a policy of its own.
type played struct {
	policy validate.Policy
	script string
}

func playAll(t *testing.T, carrier validate.Carrier, scripts map[string]played) {
	t.Helper()
	for name, c := range scripts {
		t.Run(name, func(t *testing.T) {
			g := guard(t, c.policy)
			s := g.Stream(carrier)
			play(t, s, c.script)
			s.Close()
			if st := g.Stats(); st.Memory != 0 || st.Panics != 0 || st.Rules["other"] != 0 {
				t.Errorf("afterwards %+v", st)
			}
		})
	}
}

// The initiator is the DTE of the interface; nothing above X.25 is checked.
var dte = validate.Policy{Top: osi.X25, Initiator: osi.DTE}

func subscribed(s validate.Subscription) validate.Policy {
	p := dte
	p.Subscription = s
	return p
}

func midway(p validate.Policy) validate.Policy {
	p.Midway = true
	return p
}

// dataOf returns a DATA packet of channel 1, modulo 8, with n octets.
func dataOf(header string, n int) string { return header + strings.Repeat("41", n) }

// lastError gives the packet to s and returns why it is rejected.
func lastError(t *testing.T, s *validate.Stream, from osi.Direction, packet string) *osi.Error {
	t.Helper()
	v, _ := s.Check(from, octets(t, packet))
	if v.Action != validate.Reject {
		t.Fatalf("%s: %s", packet, outcome(v))
	}
	return osi.AsError(v.Err)
}
