package main

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/examples/internal/capture"
	"github.com/osi-go/osi/validate"
)

// conversation is what a captured connection carried, in turns.
type conversation struct {
	name   string
	sides  [2][]byte
	turns  []turn
	broken bool // octets are missing
}

type turn struct {
	from capture.Side
	b    []byte
	out  int // octets of from that have passed then
}

// conversations collects those of a capture.
type conversations struct{ list []*conversation }

func (c *conversations) Octets(k *capture.Connection, from capture.Side, _ int, b []byte) {
	v, ok := k.State.(*conversation)
	if !ok {
		v = new(conversation)
		k.State = v
		c.list = append(c.list, v)
	}
	v.sides[from] = append(v.sides[from], b...)
	v.turns = append(v.turns, turn{from: from, b: bytes.Clone(b)})
}

func (c *conversations) Gap(k *capture.Connection, _ capture.Side, _, _ int) {
	if v, ok := k.State.(*conversation); ok {
		v.broken = true
	}
}
func (*conversations) Unit(*capture.Link, capture.Side, int, []byte) {}

// packets is the policy for X.25 whatever it carries.
func packets() validate.Policy {
	p := validate.Default()
	p.Top = osi.X25
	return p
}

// recorded returns the whole, valid conversations of a capture: of each turn it is known what it
// lets pass.
func recorded(t testing.TB, path string, carrier validate.Carrier, policy validate.Policy) (list []*conversation) {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var c conversations
	r := capture.NewReassembler(&c, []uint16{102, 1998})
	if err := capture.Frames(f, func(fr capture.Frame) error { r.Frame(fr); return nil }); err != nil {
		t.Fatal(err)
	}
	guard, err := validate.New(policy)
	if err != nil {
		t.Fatal(err)
	}
	for i, v := range c.list {
		v.name = fmt.Sprintf("%s, connection %d", filepath.Base(path), i)
		if !v.broken && v.pass(guard.Stream(carrier)) {
			list = append(list, v)
		}
	}
	return list
}

// pass notes what each turn lets pass. It reports whether all does.
func (c *conversation) pass(s *validate.Stream) bool {
	defer s.Close()
	var out [2]int
	for i := range c.turns {
		u := &c.turns[i]
		for rest := u.b; len(rest) > 0; {
			var v validate.Verdict
			v, rest = s.Check(osi.Direction(u.from), rest)
			switch v.Action {
			case validate.Hold:
			case validate.Pass:
				out[u.from] += len(v.Octets)
			case validate.Reject:
				return false
			}
		}
		u.out = out[u.from]
	}
	return out == [2]int{len(c.sides[0]), len(c.sides[1])}
}

var odd = [...]int{1, 3, 7, 1021, 61, 4093, 251, 2, 16381}

// opening returns the first turns up to a unit that passes, and their number.
func (c *conversation) opening() (b []byte, turns int) {
	for _, u := range c.turns {
		if u.from != 0 {
			break
		}
		b, turns = append(b, u.b...), turns+1
		if u.out > 0 {
			break
		}
	}
	return b, turns
}

// play speaks one side's turns on c, but for its opening, each when it has heard what came before
// it, ends its direction, and checks what it has heard until the end. between is called after half
// of the turns.
func (c *conversation) play(conn *net.TCPConn, side capture.Side, between func()) error {
	last := 0
	for i, u := range c.turns {
		if u.from == side {
			last = i
		}
	}
	var heard []byte
	piece := 0
	_, said := c.opening()
	for i, u := range c.turns {
		if i == len(c.turns)/2 {
			between()
		}
		if u.from != side {
			n := max(0, u.out-len(heard))
			heard = append(heard, make([]byte, n)...)
			if _, err := io.ReadFull(conn, heard[len(heard)-n:]); err != nil {
				return fmt.Errorf("%s: side %d, turn %d: %w", c.name, side, i, err)
			}
			continue
		}
		b := u.b
		if i < said {
			b = nil
		}
		for ; len(b) > 0; piece++ {
			n := min(len(b), odd[piece%len(odd)])
			if _, err := conn.Write(b[:n]); err != nil {
				return fmt.Errorf("%s: side %d, turn %d: %w", c.name, side, i, err)
			}
			b = b[n:]
		}
		if i == last {
			if err := conn.CloseWrite(); err != nil {
				return err
			}
		}
	}
	rest, err := io.ReadAll(conn)
	if heard = append(heard, rest...); err != nil || !bytes.Equal(heard, c.sides[1-side]) {
		return fmt.Errorf("%s: side %d heard %d octets of %d, %w", c.name, side, len(heard), len(c.sides[1-side]), cmp.Or(err, errors.New("not as sent")))
	}
	return nil
}

// converse plays c between two ends through the guard at addr.
func (c *conversation) converse(ends [2]*net.TCPConn, between func()) error {
	var both sync.WaitGroup
	var errs [2]error
	for side, conn := range ends {
		both.Go(func() {
			defer conn.Close()
			if side == 1 || between == nil {
				errs[side] = c.play(conn, capture.Side(side), func() {})
				return
			}
			errs[side] = c.play(conn, 0, between)
		})
	}
	both.Wait()
	return errors.Join(errs[:]...)
}

// Recorded conversations of real peers pass through the program unharmed: every octet, in order, in
// both directions, however it is cut, many at once.
func TestRecorded(t *testing.T) {
	const made = "../testdata/corpus/made"
	found := cmp.Or(os.Getenv("OSI_CORPUS"), "../../../shared/corpus") + "/found" // of others, if they are there
	withoutACSE := validate.Default()
	withoutACSE.Tolerate |= osi.WithoutACSE // the presentation tests of ISODE
	for _, set := range []struct {
		name     string
		args     []string
		carrier  validate.Carrier
		policy   validate.Policy
		captures []string
		least    int // conversations of this repository
	}{
		{"OSI", []string{"-tolerate", "without-acse"}, validate.TPKTs, withoutACSE, []string{
			made + "/isode_probes.pcap", made + "/libiec61850*.pcap", made + "/*_client*.pcap",
			made + "/isode_psap*.pcap", made + "/isode_rtsap*.pcap", made + "/isode_[fiv]*.pcap", found + "/emreekin*", found + "/robidev*",
		}, 65}, // isode_rtsap_acse has a fault
		{"RFC 1006", []string{"-policy", "rfc1006"}, validate.TPKTs, validate.RFC1006(), []string{
			made + "/isode_tsap.pcap", found + "/*s7*", found + "/iti__step7*",
		}, 3},
		{"XOT", []string{"-listen", "xot://127.0.0.1:0", "-tolerate", "without-acse"}, validate.XOT, withoutACSE, []string{
			made + "/*_cotp_xot.pcap", made + "/x25/xot/l2*.pcap",
		}, 10},
		{"X.25 of its own", []string{"-listen", "xot://127.0.0.1:0", "-policy", "x25"}, validate.XOT, packets(), []string{
			made + "/x25/xot/l0*.pcap",
		}, 51},
	} {
		t.Run(set.name, func(t *testing.T) {
			var all []*conversation
			for _, pattern := range set.captures {
				paths, err := filepath.Glob(pattern)
				if err != nil {
					t.Fatal(err)
				}
				for _, path := range paths {
					all = append(all, recorded(t, path, set.carrier, set.policy)...)
				}
			}
			if len(all) < set.least {
				t.Fatalf("%d conversations", len(all))
			}
			const copies = 4
			server := listen(t)
			p := execute(t, server, append(set.args, "-peer-connections", "0")...)
			var running sync.WaitGroup
			octets := 0
			for range copies {
				for _, c := range all {
					opening, _ := c.opening()
					ends := connected(t, p.addr, server, opening)
					octets += len(c.sides[0]) + len(c.sides[1])
					running.Go(func() {
						if err := c.converse(ends, nil); err != nil {
							t.Error(err)
						}
					})
				}
			}
			running.Wait()
			t.Logf("%d conversations, %d times each, %d octets", len(all), copies, octets)
			p.stop(t)
			if t.Failed() || strings.Contains(p.log.String(), "msg=rejected") {
				t.Errorf("log: %.2000s", p.log)
			}
		})
	}
}

// Told to stop in the middle of conversations, the program takes no more connections, lets those
// end, and then ends.
func TestDrain(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("no SIGTERM")
	}
	list := recorded(t, "../testdata/corpus/made/libiec61850_client5_tsel_ssel_psel.pcap", validate.TPKTs, validate.Default())
	server := listen(t)
	p := execute(t, server, "-grace", "30s")
	opening, _ := list[0].opening()
	ends := connected(t, p.addr, server, opening)
	server.Close() // a connection that is still taken has nowhere to go
	err := list[0].converse(ends, func() {
		if err := p.cmd.Process.Signal(syscall.SIGTERM); err != nil {
			t.Error(err)
		}
		for range 6000 { // it may take a moment
			c, err := net.Dial("tcp", p.addr)
			if err != nil {
				return
			}
			c.Close()
			time.Sleep(10 * time.Millisecond)
		}
		t.Error("it still listens")
	})
	if err != nil {
		t.Error(err)
	}
	if err := p.cmd.Wait(); err != nil || !strings.Contains(p.log.String(), "rejected=0") {
		t.Errorf("%v, log %s", err, p.log)
	}
}

// A second interrupt does not wait for connections.
func TestSecondInterrupt(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("no SIGTERM")
	}
	server := listen(t)
	p := execute(t, server, "-grace", "1h")
	connected(t, p.addr, server, octets(t, requestTPKT))
	server.Close()
	done := make(chan error, 1)
	go func() { done <- p.cmd.Wait() }()
	for {
		p.cmd.Process.Signal(syscall.SIGTERM)
		select {
		case err := <-done:
			if err == nil {
				t.Error("it waited for the connection, or dropped it in silence")
			}
			return
		case <-time.After(20 * time.Millisecond):
		}
	}
}
