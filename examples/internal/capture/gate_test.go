package capture_test

import (
	"cmp"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/examples/internal/capture"
	"github.com/osi-go/osi/stack"
	"github.com/osi-go/osi/validate"
	"github.com/osi-go/osi/x25"
)

// gate gives the streams of a capture to a Guard.
type gate struct {
	t       *testing.T
	guard   *validate.Guard
	carrier validate.Carrier
	faults  map[string]int
	passed  int
	octets  int
	fed     int
	streams []*validate.Stream
}

type streamed struct {
	s *validate.Stream
}

func (g *gate) Octets(c *capture.Connection, from capture.Side, n int, b []byte) {
	if c.State == nil {
		s := g.guard.Stream(g.carrier)
		g.streams = append(g.streams, s)
		c.State = &streamed{s}
	}
	g.check(c.State.(*streamed).s, from, n, b)
}

func (g *gate) Unit(l *capture.Link, from capture.Side, n int, b []byte) {
	if l.LAPB || !l.Directed {
		return
	}
	if l.State == nil {
		s := g.guard.Stream(validate.Packets)
		g.streams = append(g.streams, s)
		l.State = &streamed{s}
	}
	g.check(l.State.(*streamed).s, from, n, b)
}

func (g *gate) check(s *validate.Stream, from capture.Side, n int, b []byte) {
	if s.Closed() {
		return
	}
	g.fed += len(b)
	for {
		var v validate.Verdict
		v, b = s.Check(stack.Direction(from), b)
		switch v.Action {
		case validate.Hold:
		case validate.Pass:
			g.passed++
			g.octets += len(v.Octets)
		case validate.Reject:
			g.faults[osi.AsError(v.Err).ID]++
			g.t.Logf("frame %d: %v", n, v.Err)
		}
		if len(b) == 0 {
			return
		}
	}
}

func (g *gate) Gap(c *capture.Connection, from capture.Side, n, missing int) {
	if c.State != nil { // a gate sees no gaps: what follows is another stream
		s := c.State.(*streamed).s
		g.fed -= s.Pending()
		s.Close()
		c.State = nil
	}
}

// Captures of something else than all layers up to ACSE.
var (
	foreign = regexp.MustCompile(`(?i)s7|rdp|step7|tia_|V13_1200|kwSiemens|cisagov|snap7|CotpAnalog|COTP_Example|isode_tsap`) // own protocols above transport
	bare    = regexp.MustCompile(`isode_ssap|isode_refuse|isode_reject_release`)                                              // no presentation layer
	packets = regexp.MustCompile(`x25_linux_.*_core`)                                                                         // no transport
	handed  = regexp.MustCompile(`iti__mms|uenouan__0x0C0008`)                                                                // TPKTs of 5 octets, made by hand
)

// faulty are the captures that are broken, most on purpose, with the rules the gate must name.
var faulty = map[string]map[string]int{
	"robidev__ccc2.pcapng": {"ber.length": 1},
	"isode_probes.pcap": {
		"ber.unexpected-eoc": 2, "session.overflow-enclosure": 1, "presentation.user-data": 1, "presentation.context": 1, "ber.oid": 1,
		"presentation.mode": 1, "session.li": 1, "transport.code": 1, "transport.checksum-missing": 1, "transport.invalid-tpdu": 1, "transport.header": 1,
	},
	// The peer answers this P(S), sent to provoke it, with a reset.
	"x25_linux_mod8_core_xot.pcap":   {"validate.x25-ps": 1},
	"x25_linux_mod128_core_xot.pcap": {"validate.x25-ps": 1},

	"ntop__rdp_over_tls.pcap":                {"transport.parameter": 1},
	"oisf__RDP-003.pcap":                     {"transport.parameter": 1},
	"realjimmy__rdp-no-cookie-mstshash.pcap": {"transport.parameter": 1},
	"realjimmy__rdp-invalid-length.pcap":     {"tpkt.version": 1},
	"realjimmy__rdp-unknown-keyboard.pcap":   {"transport.parameter": 1},
	"realjimmy__rdp-x509.pcap":               {"transport.parameter": 1},
}

// Every capture passes in full under the default policy, but for what is broken in it.
func TestGate(t *testing.T) {
	corpus := cmp.Or(os.Getenv("OSI_CORPUS"), "../../../../shared/corpus")
	var paths []string
	for _, pattern := range []string{"found/*.pcap*", "made/*.pcap*", "made/x25/*.pcap*"} {
		found, _ := filepath.Glob(filepath.Join(corpus, pattern))
		paths = append(paths, found...)
	}
	if len(paths) == 0 {
		t.Skip("the corpus is not there")
	}
	for _, path := range paths {
		t.Run(filepath.Base(path), func(t *testing.T) { gateCapture(t, path) })
	}
}

func gateCapture(t *testing.T, path string) {
	name := filepath.Base(path)
	policy := validate.Default()
	switch {
	case foreign.MatchString(name):
		policy.Top = osi.Transport
	case bare.MatchString(name):
		policy.Top = osi.Session
	case packets.MatchString(name):
		policy.Top = osi.X25
	}
	policy.Midway = true // captures begin where they begin
	if strings.Contains(name, "mod128") {
		policy.Modulo = x25.Modulo128
	}
	guard, err := validate.New(policy)
	if err != nil {
		t.Fatal(err)
	}
	g := &gate{t: t, guard: guard, faults: map[string]int{}}
	ports := []uint16{102}
	switch {
	case strings.Contains(name, "xot"):
		g.carrier, ports = validate.XOT, []uint16{1998}
	case strings.Contains(strings.ToLower(name), "rdp"):
		ports = []uint16{102, 3389}
	}
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	r, last := capture.NewReassembler(g, ports), 0
	if err := capture.Frames(f, func(fr capture.Frame) error { r.Frame(fr); last = fr.Number; return nil }); err != nil {
		t.Fatal(err)
	}
	r.Close(last)
	for _, s := range g.streams {
		g.fed -= s.Pending()
		s.Close()
	}
	switch {
	case handed.MatchString(name):
		if g.faults["tpkt.length"] == 0 {
			t.Errorf("faults: %v", g.faults)
		}
	case !maps.Equal(g.faults, faulty[name]):
		t.Errorf("faults: %v, want %v", g.faults, faulty[name])
	case len(g.faults) == 0 && g.octets != g.fed:
		t.Errorf("%d of %d octets passed", g.octets, g.fed)
	}
	if s := guard.Stats(); s.Memory != 0 || s.Streams != 0 || s.Panics != 0 {
		t.Errorf("afterwards: %+v", s)
	}
}
