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
	"github.com/osi-go/osi/session"
	"github.com/osi-go/osi/stack"
	"github.com/osi-go/osi/transport"
	"github.com/osi-go/osi/validate"
	"github.com/osi-go/osi/x25"
)

const xotPort = 1998

// exception is what a capture needs beyond the strict policy, or loses under it. The zero
// exception: it passes in full.
type exception struct {
	tolerate osi.Tolerance  // each of which is used
	midway   int            // conversations of which the capture has not the beginning
	faults   map[string]int // rejected units by rule
	skipped  string         // why it is not judged
}

// Every capture passes in full, octet by octet, up to the layer that the catalogue gives it: under
// the strict policy, with calls for other protocols, and the exceptions listed; and under the
// default policy, which tolerates more, no less and no more of them.
func TestGate(t *testing.T) { checkGate(t, published, false, "made/*.pcap*", "made/x25/*/*.pcap*") }

// The captures of others, likewise. They are not ours to publish: they are beside the checkout, or
// where OSI_CORPUS says.
func TestGateFound(t *testing.T) {
	t.Parallel()
	corpus := cmp.Or(os.Getenv("OSI_CORPUS"), "../../../../shared/corpus")
	if _, err := os.Stat(filepath.Join(corpus, "found")); err != nil {
		t.Skipf("the captures of others are not there: %v", err)
	}
	checkGate(t, corpus, true, "found/*.pcap*")
}

// published has the captures of this repository.
const published = "../../testdata/corpus"

func checkGate(t *testing.T, corpus string, found bool, patterns ...string) {
	t.Helper()
	list := readCatalogue(t, corpus)
	unseen := maps.Clone(exceptions)
	maps.DeleteFunc(unseen, func(name string, _ exception) bool { return strings.Contains(name, "__") != found }) // owner__name
	for _, pattern := range patterns {
		paths, _ := filepath.Glob(filepath.Join(corpus, pattern))
		if len(paths) == 0 {
			t.Errorf("no captures %s", pattern)
		}
		for _, path := range paths {
			name := filepath.Base(path)
			delete(unseen, name)
			t.Run(name, func(t *testing.T) {
				top, bare := list.top(t, name)
				conversations := read(t, path)
				if section, _, _ := strings.Cut(name, "."); strings.HasSuffix(name, ".lapb.pcap") {
					if n := len(conversations[0].Packets()); n == 0 || n != list.lapb[section] {
						t.Errorf("%d packets, the catalogue has %d", n, list.lapb[section])
					}
				}
				checkCapture(t, conversations, top, bare, exceptions[name])
			})
		}
	}
	for name := range unseen {
		t.Errorf("%s is listed and not there", name)
	}
}

func read(t *testing.T, path string) []*capture.Conversation {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	list, err := capture.Conversations(f, transport.Port, 3389, xotPort)
	if err != nil {
		t.Fatal(err)
	}
	return list
}

func checkCapture(t *testing.T, conversations []*capture.Conversation, top osi.Layer, bare int, want exception) {
	t.Helper()
	switch {
	case len(conversations) == 0:
		if want.skipped != nothing.skipped {
			t.Error("no conversations")
		}
	case conversations[0].Link != nil && conversations[0].Link.Directed == (want.skipped == undirected.skipped):
		t.Errorf("directed: %v", conversations[0].Link.Directed)
	}
	if want.skipped != "" {
		t.Skip(want.skipped)
	}
	sum, usual := newOutcome(), newOutcome()
	midway := 0
	for _, c := range conversations {
		policy := validate.Policy{ForeignCalls: true, Tolerate: want.tolerate, Top: top}
		if bare > 0 && bareSession(c) {
			policy.Top = osi.Session
			bare--
		}
		if policy.Midway = metMidway(c); policy.Midway {
			midway++
		}
		sum.judge(t, policy, c)
		policy.Tolerate |= validate.Default().Tolerate
		usual.judge(t, policy, c)
	}
	if bare != 0 {
		t.Errorf("the catalogue has %d more session connections without presentation", bare)
	}
	if midway != want.midway {
		t.Errorf("%d conversations are met midway, want %d", midway, want.midway)
	}
	if !maps.Equal(sum.faults, want.faults) || !maps.Equal(usual.faults, want.faults) {
		t.Errorf("faults: %v, under the default policy %v, want %v", sum.faults, usual.faults, want.faults)
	}
	for tolerance := range want.tolerate.All() {
		if sum.tolerated[tolerance.String()] == 0 {
			t.Errorf("%v is not needed", tolerance)
		}
	}
}

// outcome is what became of the octets of a capture.
type outcome struct {
	faults    map[string]int
	tolerated map[string]uint64
}

func newOutcome() outcome { return outcome{faults: map[string]int{}, tolerated: map[string]uint64{}} }

// judge gives a conversation to a gate of its own.
func (o *outcome) judge(t *testing.T, policy validate.Policy, c *capture.Conversation) {
	t.Helper()
	carrier, pieces := validate.TPKTs, c.Pieces
	switch {
	case c.Link != nil:
		carrier, pieces = validate.Packets, c.Packets()
	case c.Port == xotPort:
		carrier = validate.XOT
	}
	if carrier != validate.TPKTs {
		policy.Modulo = moduloOf(packetOf(carrier, pieces[0].Octets))
	}
	guard, err := validate.New(policy)
	if err != nil {
		t.Fatal(err)
	}
	s := guard.Stream(carrier)
	var fed, passed [2][]byte
	rejected, faults := 0, 0
	for _, p := range pieces {
		fed[p.From] = append(fed[p.From], p.Octets...)
		for rest := p.Octets; len(rest) > 0 && !s.Closed(); {
			var v validate.Verdict
			v, rest = s.Check(osi.Direction(p.From), rest)
			switch v.Action {
			case validate.Hold:
			case validate.Pass:
				passed[p.From] = append(passed[p.From], v.Octets...)
			case validate.Reject:
				faults++
				rejected += len(v.Octets)
				o.faults[osi.AsError(v.Err).ID]++
				t.Logf("frame %d: %v", p.Frame, v.Err)
			}
		}
	}
	if n := s.Pending(); n != 0 {
		t.Errorf("frame %d ff: %d octets of a unit that does not end", pieces[0].Frame, n)
	}
	closed := s.Closed()
	s.Close()
	st := guard.Stats()
	for name, n := range st.Tolerated {
		o.tolerated[name] += n
	}
	if st.Memory != 0 || st.Streams != 0 || st.Panics != 0 {
		t.Errorf("afterwards: %+v", st)
	}
	for d := range fed {
		if (faults == 0 || faults == 1 && closed) && !bytes.HasPrefix(fed[d], passed[d]) {
			t.Errorf("frame %d ff: what passed is not what came", pieces[0].Frame)
		}
	}
	if n := len(fed[0]) + len(fed[1]) - len(passed[0]) - len(passed[1]) - rejected; n != 0 && !closed {
		t.Errorf("frame %d ff: %d octets are not accounted for", pieces[0].Frame, n)
	}
}

// packetOf returns the X.25 packet in a unit.
func packetOf(c validate.Carrier, unit []byte) []byte {
	if c == validate.XOT {
		return unit[4:]
	}
	return unit
}

func moduloOf(packet []byte) x25.Modulo {
	if packet[0]&0x30 == 0x20 {
		return x25.Modulo128
	}
	return x25.Modulo8
}

// metMidway reports whether the capture begins within the conversation: it has no SYN, and no CR
// comes first.
func metMidway(c *capture.Conversation) bool {
	if c.Begun {
		return false
	}
	first := c.Pieces[0].Octets
	if c.Link != nil {
		first = c.Packets()[0].Octets
		return x25.Type(first[2]) != x25.TypeRestartRequest && x25.Type(first[2]) != x25.TypeCallRequest
	}
	return len(first) < 6 || first[5]&0xf0 != 0xe0
}

// bareSession reports whether the CN of a conversation has user data, and they are no CP.
func bareSession(c *capture.Conversation) bool {
	if c.Link != nil || c.Port != transport.Port {
		return false
	}
	conn := stack.New(stack.Config{Guess: true, Midway: true, Tolerate: ^osi.Tolerance(0)}).Conn(stack.TPKTs)
	for _, p := range c.Pieces {
		for e := range conn.Feed(osi.Direction(p.From), p.Octets) {
			if cn, ok := e.PDU.(*session.Connect); ok {
				return len(cn.UserData) > 0 && cn.UserData[0] != 0x31
			}
		}
	}
	return false
}
