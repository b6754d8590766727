package relay_test

import (
	"bytes"
	"context"
	"encoding/hex"
	"errors"
	"io"
	"net"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/validate"
	"github.com/osi-go/osi/validate/relay"
)

const (
	initiator = osi.FromInitiator
	responder = osi.FromResponder
)

// An association of MMS as a client and a server have begun it, and a unit of its data phase.
const (
	realCR = "0300001611e00000000100c0010dc2020001c1020001"
	realCC = "0300000e09d00001000200c0010d"
	realCN = "030000bb02f0800db20506130100160102140200023302000134020001c19c318199a003800101a28191810400000001820400000001a423300f0201010604520100013004060251013010020103060528ca220201300406025101615e305c020101a0576055a107060528ca220203a20706052901876701a30302010ca606060429018767a70302010cbe2f282d020103a028a826800300fde881010582010583010aa416800101810305f100820c03ee1c00000408000079ef18"
	realAC = "0300008f02f0800e8605061301001601021402000234020001c1743172a003800101a26b830400000001a512300780010081025101300780010081025101614f304d020101a0486146a107060528ca220203a203020100a305a103020100be2f282d020103a028a926800300fde881010582010583010aa416800101810305f100820c03ee1c00000002000040ed18"
	realDT = "0300008702f08001000100617a3078020103a073a171020105a46ca16aa268a218a20787050800000000840303000091080000000000000000a218a20787050800000000840303000091080000000000000000a218a20787050800000000840303000091080000000000000000a218a20787050800000000840303000091080000000000000000"
)

// The beginning of a connection of RFC 1006, an octet of data, and units that are rejected. The
// first is dropped and answered with an ER, the second ends the connection with one.
const (
	plainCR = "0300000B 06E00000000100"
	plainCC = "0300000B 06D00001000200"
	plainDT = "03000008 02F08041"

	badCR       = "0300000B 07E00000000100"
	badCRAnswer = "0300000C 07700001 00C10107"
	badDT       = "03000008 02F28041"
	badDTAnswer = "0300000D 08700001 02C10202F2"
)

func octets(t testing.TB, text string) []byte {
	t.Helper()
	b, err := hex.DecodeString(strings.ReplaceAll(text, " ", ""))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// data is a unit of n octets with a whole TSDU.
func data(n int) []byte {
	b := bytes.Repeat([]byte{'A'}, n)
	copy(b, []byte{3, 0, byte(n >> 8), byte(n), 2, 0xf0, 0x80})
	return b
}

func newGuard(t testing.TB, p validate.Policy) *validate.Guard {
	t.Helper()
	g, err := validate.New(p)
	if err != nil {
		t.Fatal(err)
	}
	return g
}

// pair returns both ends of a connection.
func pair(t testing.TB, network string) (a, b net.Conn) {
	t.Helper()
	switch network {
	case "pipe":
		a, b = net.Pipe()
	default:
		address := "127.0.0.1:0"
		if network == "unixpacket" {
			address = t.TempDir() + "/s"
		}
		l, err := net.Listen(network, address)
		if err != nil {
			t.Skip(err)
		}
		defer l.Close()
		if a, err = net.Dial(network, l.Addr().String()); err != nil {
			t.Fatal(err)
		}
		if b, err = l.Accept(); err != nil {
			t.Fatal(err)
		}
	}
	t.Cleanup(func() { a.Close(); b.Close() })
	for _, c := range []net.Conn{a, b} {
		c.SetDeadline(time.Now().Add(5 * time.Minute))
	}
	return a, b
}

// A joint is two peers with a relay between them.
type joint struct {
	ends     [2]net.Conn
	counters relay.Counters
	guard    *validate.Guard
	cancel   context.CancelFunc
	done     chan error
}

// setting is how a joint is made.
type setting struct {
	network string // "tcp" where empty
	carrier validate.Carrier
	policy  *validate.Policy // validate.RFC1006 where nil
	relay.Options
}

func join(t testing.TB, s setting) *joint {
	t.Helper()
	if s.network == "" {
		s.network = "tcp"
	}
	if s.policy == nil {
		p := validate.RFC1006()
		s.policy = &p
	}
	j := &joint{guard: newGuard(t, *s.policy), done: make(chan error, 1)}
	s.Counters = &j.counters
	var inner [2]net.Conn
	for i := range inner {
		j.ends[i], inner[i] = pair(t, s.network)
	}
	ctx, cancel := context.WithCancel(t.Context())
	j.cancel = cancel
	go func() { j.done <- relay.Run(ctx, inner[0], inner[1], j.guard.Stream(s.carrier), s.Options) }()
	return j
}

// opened is join and a transport connection.
func opened(t testing.TB, s setting) *joint {
	t.Helper()
	j := join(t, s)
	j.say(t, initiator, plainCR)
	j.say(t, responder, plainCC)
	return j
}

// say sends whole units from d to the other end.
func (j *joint) say(t testing.TB, d osi.Direction, text string) {
	t.Helper()
	b := octets(t, text)
	if _, err := j.ends[d].Write(b); err != nil {
		t.Fatal(err)
	}
	got := make([]byte, len(b))
	if _, err := io.ReadFull(j.ends[d^1], got); err != nil || !bytes.Equal(got, b) {
		t.Fatalf("%s: %x %v", d, got, err)
	}
}

// end waits for the relay and checks that nothing is left. want is nil for an end in order.
func (j *joint) end(t testing.TB, want error) *relay.Error {
	t.Helper()
	var err error
	select {
	case err = <-j.done:
	case <-time.After(5 * time.Minute):
		t.Fatal("the relay goes on")
	}
	var e *relay.Error
	if !errors.Is(err, want) || err != nil && !errors.As(err, &e) {
		t.Errorf("the relay: %v, want %v", err, want)
	}
	if s := j.guard.Stats(); s.Streams != 0 || s.Memory != 0 || s.Panics != 0 {
		t.Errorf("afterwards %+v", s)
	}
	s := j.counters.Stats()
	if s.Open != 0 || s.Connections != 1 || (s.Ordered == 1) != (err == nil) || (len(s.Ends) == 0) != (err == nil) {
		t.Errorf("afterwards %+v", s)
	}
	return e
}

// rest returns all that c still gets, up to the end of the connection.
func rest(t testing.TB, c net.Conn) []byte {
	t.Helper()
	b, err := io.ReadAll(c)
	if err != nil {
		t.Errorf("after %d octets: %v", len(b), err)
	}
	return b
}

func closeWrite(t testing.TB, c net.Conn) {
	t.Helper()
	if err := c.(interface{ CloseWrite() error }).CloseWrite(); err != nil {
		t.Fatal(err)
	}
}

// collector keeps what verdicts there were.
type collector struct {
	mu   sync.Mutex
	list []string
	busy bool
}

func (c *collector) take(v *validate.Verdict) {
	if c.busy {
		panic("two calls at a time")
	}
	c.busy = true
	text := v.Action.String() + " " + v.From.String()
	if e := osi.AsError(v.Err); e != nil {
		text += " " + e.ID
	}
	c.mu.Lock()
	c.list = append(c.list, text)
	c.mu.Unlock()
	c.busy = false
}

func (c *collector) String() string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return strings.Join(c.list, ", ")
}
