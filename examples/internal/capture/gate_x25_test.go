package capture_test

import (
	"bytes"
	"cmp"
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

// faultyX25 are the captures of Linux X.25 in which the kernel departs from the standard, with the rules the gate must name; and those that XOT
// does not carry whole: restarts, and the lost packets.
var faultyX25 = map[string]map[string]int{
	// The called kernel sends what was agreed for the other direction.
	"l04_window_packet":     {"x25.packet-size": 2},
	"l04_window_packet/xot": {"x25.packet-size": 2},
	// It accepts a call with restricted response.
	"l06_reverse_fastselect":     {"x25.restricted-response": 1},
	"l06_reverse_fastselect/xot": {"x25.restricted-response": 1},
	// It confirms clears that have collided.
	"t05_collisions":     {"validate.x25-p1": 2},
	"t05_collisions/xot": {"validate.x25-p1": 2},

	"t01_restart_confirm/xot": {"validate.x25-p4": 1},
	"t02_reset/xot":           {"validate.x25-ps": 1},
}

// The kernel's X.25 passes from its first restart on, each packet in its phase, within the window and the packet size that the call has agreed on or, without
// facilities, X.25's own.
func TestGateX25(t *testing.T) {
	for name, path := range x25Lists(t) {
		t.Run(name, func(t *testing.T) {
			g := gateX25(t, name, validate.Packets)
			g.list(path, func(b []byte) []byte { return b })
			checkFaults(t, g, name)
		})
		t.Run(name+"/xot", func(t *testing.T) {
			g := gateX25(t, name, validate.XOT)
			f, err := os.Open(filepath.Join(filepath.Dir(path), "../xot", name+".xot.pcap"))
			if err != nil {
				t.Fatal(err)
			}
			defer f.Close()
			r, last := capture.NewReassembler(g, []uint16{1998}), 0
			if err := capture.Frames(f, func(fr capture.Frame) error { r.Frame(fr); last = fr.Number; return nil }); err != nil {
				t.Fatal(err)
			}
			r.Close(last)
			checkFaults(t, g, name+"/xot")
		})
	}
}

// The windows and packet sizes of the captures are used to the full: had the calls agreed on less, the gate would have refused the data.
func TestGateX25Tight(t *testing.T) {
	lists := x25Lists(t)
	for name, c := range map[string]struct {
		code byte
		rule string
	}{
		"l04_window_packet":      {0x43, "validate.x25-window"},
		"l16_mod128":             {0x43, "validate.x25-window"},
		"l20_osi_mms_ps1024":     {0x42, "x25.packet-size"},
		"l21_osi_mms_ps128_nsap": {0x43, "validate.x25-window"},
		"l22_osi_mms_tpdu1024":   {0x42, "x25.packet-size"},
	} {
		t.Run(name, func(t *testing.T) {
			g := gateX25(t, name, validate.Packets)
			g.list(lists[name], func(b []byte) []byte { return less(b, c.code) })
			if g.faults[c.rule] == 0 {
				t.Errorf("faults: %v, want %s", g.faults, c.rule)
			}
		})
	}
}

// less returns a call or its answer with the two values of facility code one less.
func less(b []byte, code byte) []byte {
	if b[2] != byte(x25.TypeCallRequest) && b[2] != byte(x25.TypeCallAccepted) {
		return b
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
	return b
}

func x25Lists(t *testing.T) map[string]string {
	corpus := cmp.Or(os.Getenv("OSI_CORPUS"), "../../../../shared/corpus")
	paths, _ := filepath.Glob(filepath.Join(corpus, "made/x25/hex/*.hex"))
	lists := map[string]string{}
	for _, path := range paths {
		lists[strings.TrimSuffix(filepath.Base(path), ".hex")] = path
	}
	if len(lists) == 0 {
		t.Skip("the corpus is not there")
	}
	delete(lists, "t07_injected") // broken by hand throughout
	return lists
}

// checkFaults compares all faults but what a fault has closed: the recorded peers know nothing of the gate's answers.
func checkFaults(t *testing.T, g *gate, name string) {
	delete(g.faults, "validate.closed")
	if !maps.Equal(g.faults, faultyX25[name]) {
		t.Errorf("faults: %v, want %v", g.faults, faultyX25[name])
	}
	for _, s := range g.streams {
		s.Close()
	}
	if s := g.guard.Stats(); s.Memory != 0 || s.Streams != 0 || s.Panics != 0 {
		t.Errorf("afterwards: %+v", s)
	}
}

func gateX25(t *testing.T, name string, carrier validate.Carrier) *gate {
	policy := validate.Default()
	policy.Tolerate |= osi.X25LongCallUserData | osi.XOTNoFlowControl
	policy.Subscription = validate.Subscription{PacketSize: x25.DefaultPacketSize, Window: x25.DefaultWindow}
	if !strings.Contains(name, "osi_mms") {
		policy.Top = osi.X25
	}
	if strings.Contains(name, "mod128") {
		policy.Modulo = x25.Modulo128
	}
	guard, err := validate.New(policy)
	if err != nil {
		t.Fatal(err)
	}
	return &gate{t: t, guard: guard, carrier: carrier, faults: map[string]int{}}
}

// list checks a list of packets, also those that were lost behind the gate.
func (g *gate) list(path string, change func(b []byte) []byte) {
	s := g.guard.Stream(validate.Packets)
	g.streams = append(g.streams, s)
	b, err := os.ReadFile(path)
	if err != nil {
		g.t.Fatal(err)
	}
	if err := text.Packets(bytes.NewReader(b), func(u text.Unit) error {
		from := capture.Responder
		if u.Sent {
			from = capture.Initiator
		}
		g.check(s, from, u.Line, change(u.Octets))
		return nil
	}); err != nil {
		g.t.Fatal(err)
	}
}
