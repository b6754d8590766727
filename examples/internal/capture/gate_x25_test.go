package capture_test

import (
	"bytes"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/examples/internal/capture"
	"github.com/osi-go/osi/examples/internal/text"
	"github.com/osi-go/osi/validate"
	"github.com/osi-go/osi/x25"
)

// faultyX25 are the captures of Linux X.25 in which the kernel departs from the standard, with the
// rules the gate must name; and those that XOT does not carry whole: restarts, and the lost
// packets.
var faultyX25 = map[string]map[string]int{
	// The called kernel sends what was agreed for the other direction.
	"l04_window_packet":     {"x25.packet-size": 2},
	"l04_window_packet/xot": {"x25.packet-size": 2},
	// It accepts a call with restricted response.
	"l06_reverse_fastselect":     {"x25.restricted-response": 1},
	"l06_reverse_fastselect/xot": {"x25.restricted-response": 1},
	// It confirms clears that have collided.
	"t05_collisions":     {"plp.p1": 2},
	"t05_collisions/xot": {"plp.p1": 2},

	"t01_restart_confirm/xot": {"plp.p4": 1},
	"t02_reset/xot":           {"plp.ps": 3},
}

// The kernel's X.25 passes from its first restart on, each packet in its phase, within the window
// and the packet size that the call has agreed on or, without facilities, X.25's own.
func TestGateX25(t *testing.T) {
	t.Parallel()
	for name, path := range x25Lists(t) {
		t.Run(name, func(t *testing.T) {
			sum := newOutcome()
			sum.judge(t, policyX25(name), x25List(t, path))
			checkFaults(t, sum, name)
		})
		t.Run(name+"/xot", func(t *testing.T) {
			sum := newOutcome()
			for _, c := range read(t, filepath.Join(filepath.Dir(path), "../xot", name+".xot.pcap")) {
				sum.judge(t, policyX25(name), c)
			}
			checkFaults(t, sum, name+"/xot")
		})
	}
}

// The windows and packet sizes of the captures are used to the full: had the calls agreed on less,
// the gate would have refused the data.
func TestGateX25Tight(t *testing.T) {
	t.Parallel()
	lists := x25Lists(t)
	for name, c := range map[string]struct {
		code byte
		rule string
	}{
		"l04_window_packet":      {0x43, "plp.window"},
		"l16_mod128":             {0x43, "plp.window"},
		"l20_osi_mms_ps1024":     {0x42, "x25.packet-size"},
		"l21_osi_mms_ps128_nsap": {0x43, "plp.window"},
		"l22_osi_mms_tpdu1024":   {0x42, "x25.packet-size"},
	} {
		t.Run(name, func(t *testing.T) {
			list := x25List(t, lists[name])
			for i := range list.Pieces {
				less(list.Pieces[i].Octets, c.code)
			}
			sum := newOutcome()
			sum.judge(t, policyX25(name), list)
			if sum.faults[c.rule] == 0 {
				t.Errorf("faults: %v, want %s", sum.faults, c.rule)
			}
		})
	}
}

// less makes the two values of facility code of a call or its answer one less.
func less(b []byte, code byte) {
	if b[2] != byte(x25.TypeCallRequest) && b[2] != byte(x25.TypeCallAccepted) {
		return
	}
	at := 4 + (int(b[3]>>4)+int(b[3]&0x0f)+1)/2 + 1 // of the facility field
	for off := at; off < at+int(b[at-1]) && b[off] != 0; off += 3 {
		if b[off] == code && b[off+1] > 1 && b[off+2] > 1 {
			b[off+1]--
			b[off+2]--
		}
		if b[off] != 0x42 && b[off] != 0x43 {
			break
		}
	}
}

func x25Lists(t *testing.T) map[string]string {
	t.Helper()
	paths, _ := filepath.Glob(filepath.Join(published, "made/x25/hex/*.hex"))
	lists := map[string]string{}
	for _, path := range paths {
		lists[strings.TrimSuffix(filepath.Base(path), ".hex")] = path
	}
	if len(lists) != 16 {
		t.Fatalf("%d lists of packets, want 16", len(lists))
	}
	delete(lists, "t07_injected") // broken by hand throughout
	return lists
}

// checkFaults compares all faults but what a fault has closed: the recorded peers know nothing of
// the gate's answers.
func checkFaults(t *testing.T, sum outcome, name string) {
	t.Helper()
	delete(sum.faults, "validate.closed")
	delete(sum.faults, "plp.closed")
	if !maps.Equal(sum.faults, faultyX25[name]) {
		t.Errorf("faults: %v, want %v", sum.faults, faultyX25[name])
	}
}

func policyX25(name string) validate.Policy {
	policy := validate.Default()
	policy.Tolerate |= osi.X25LongCallUserData | osi.XOTNoFlowControl | osi.XOTUnstatedFlowControl
	policy.Subscription = validate.Subscription{PacketSize: x25.DefaultPacketSize, Window: x25.DefaultWindow}
	if !strings.Contains(name, "osi_mms") {
		policy.Top = osi.X25
	}
	return policy
}

// x25List returns a list of packets, also those that were lost behind the gate.
func x25List(t *testing.T, path string) *capture.Conversation {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	c := &capture.Conversation{Link: &capture.Link{Directed: true}}
	if err := text.Packets(bytes.NewReader(b), func(u text.Unit) error {
		from := capture.Responder
		if u.Sent {
			from = capture.Initiator
		}
		c.Pieces = append(c.Pieces, capture.Piece{From: from, Frame: u.Line, Octets: bytes.Clone(u.Octets)})
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	return c
}
