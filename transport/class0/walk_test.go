package class0_test

import (
	"flag"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/transport"
	"github.com/osi-go/osi/transport/class0"
)

var walkEvents = flag.Int("walk", 60_000, "events of TestWalk")

// A path carries TPDUs between two ends, and past a monitor on the way. nil is the end of the
// network connection.
type path struct {
	t       *testing.T
	rand    *rand.Rand
	carrier transport.Format
	monitor class0.Monitor
	sent    [2][][]byte // by the end of a direction, not seen by the monitor yet
	seen    [2][][]byte
	down    bool // an end has disconnected the network connection
	seenAll int
	log     []string // what the monitor and the ends have seen last
}

func (w *path) send(d osi.Direction, p transport.TPDU) {
	b, err := p.AppendBinary(nil)
	if err != nil {
		w.t.Fatalf("%v of %v: %v", p, d, err)
	}
	w.sent[d] = append(w.sent[d], b)
}

func (w *path) disconnect(d osi.Direction) {
	w.down = true
	w.sent[d] = append(w.sent[d], nil)
}

func (w *path) decode(f transport.Format, b []byte) transport.TPDU {
	f.OverTCP = w.carrier.OverTCP
	p, err := (&transport.Decoder{Format: f}).Decode(b)
	if err != nil && (b[1] == 0x80 || b[1] == 0xc0) { // of class 4, and has crossed a CC
		f = transport.Format{Class: 4, OverTCP: f.OverTCP}
		p, err = (&transport.Decoder{Format: f}).Decode(b)
	}
	if err != nil {
		w.t.Fatalf("%x in %v: %v\n%s", b, f.Class, err, strings.Join(w.log, "\n"))
	}
	return p
}

func (w *path) note(format string, args ...any) {
	if w.log = append(w.log, fmt.Sprintf(format, args...)); len(w.log) > 40 {
		w.log = w.log[20:]
	}
}

// pass shows the monitor what the end of d has sent first.
func (w *path) pass(d osi.Direction) {
	b := w.sent[d][0]
	w.sent[d] = w.sent[d][1:]
	w.seen[d] = append(w.seen[d], b)
	if b == nil {
		return
	}
	w.seenAll++
	w.note("%v: %x", d, b[:min(len(b), 12)])
	settled := w.monitor.Settled(d)
	p := w.decode(w.monitor.Format(), b)
	before := w.monitor
	if err := w.monitor.See(d, p, b); err != nil {
		w.t.Fatalf("the monitor refuses %x of the %v: %v\n%s", b, d, err, strings.Join(w.log, "\n"))
	}
	if dt, ok := p.(*transport.Data); ok && dt.EOT && settled && !sameMonitor(&before, &w.monitor) {
		w.t.Fatal("a DT changes a settled monitor")
	}
}

// An end is one that the walk drives.
type end interface {
	act(w *path, d osi.Direction)            // whatever it may do now
	take(w *path, d osi.Direction, b []byte) // b is nil when the network connection has ended
	state() class0.State
}

// reset resets the network connection: what is on the way is lost, and in class 0 both ends give it
// up.
func (w *path) reset(ends [2]end) {
	w.monitor.Reset()
	w.down = true
	w.sent, w.seen = [2][][]byte{}, [2][][]byte{}
	for _, e := range ends {
		switch e := e.(type) {
		case *caller4:
			*e = caller4{down: true}
		case *user:
			o, err := e.NetworkReset()
			if closed := err != nil; e.State() != class0.CLOSED || !closed && !o.Outputs.Has(class0.NDISreq|class0.TDISind) {
				w.t.Fatalf("%v, %v", o.Outputs, err)
			}
			e.down = true
		}
	}
}

// walk lets two ends act, and TPDUs travel, in random order until the network connection has ended
// or the steps are used up. Then all that travels arrives.
func (w *path) walk(ends [2]end, steps int) {
	deliver := func(d osi.Direction) {
		b := w.seen[d][0]
		w.seen[d] = w.seen[d][1:]
		w.note("%v takes %x", d.Opposite(), b[:min(len(b), 12)])
		ends[d.Opposite()].take(w, d.Opposite(), b)
	}
	for ; steps > 0 && !w.down; steps-- {
		d := osi.Direction(w.rand.IntN(2))
		switch w.rand.IntN(3) {
		case 0:
			ends[d].act(w, d)
		case 1:
			if len(w.sent[d]) > 0 {
				w.pass(d)
			}
		default:
			if len(w.seen[d]) > 0 {
				deliver(d)
			}
		}
	}
	if !w.down && w.rand.IntN(10) == 0 {
		w.reset(ends)
	}
	for range 10 { // what arrives may be answered
		for _, d := range []osi.Direction{osi.FromInitiator, osi.FromResponder} {
			for len(w.sent[d]) > 0 {
				w.pass(d)
			}
			for len(w.seen[d]) > 0 {
				deliver(d)
			}
		}
	}
}

// Two machines, and a machine with a caller of class 4, do what the standard allows, in any order
// and with any delay. The monitor between them refuses nothing. When all has arrived the ends agree
// with each other and with the monitor, and can be released.
func TestWalk(t *testing.T) {
	t.Parallel()
	refs := uint16(0)
	reached := map[string]int{}
	events, walks := 0, 0
	for seed := uint64(1); events < *walkEvents; seed++ {
		r := rand.New(rand.NewPCG(seed, 0))
		w := path{t: t, rand: r, carrier: transport.Format{OverTCP: r.IntN(2) == 0}}
		owner := osi.Direction(r.IntN(2))
		if r.IntN(2) == 0 {
			w.monitor.Owner = osi.Some(owner)
		}
		called := &user{refs: &refs, Machine: class0.Machine{DisconnectConfirm: r.IntN(2) == 0}}
		caller := &user{refs: &refs, calls: true}
		ends := [2]end{}
		ends[owner], ends[owner.Opposite()] = caller, called
		class4 := r.IntN(3) == 0
		if class4 {
			w.carrier.OverTCP = false
			called.class4 = true
			ends[owner] = &caller4{}
		}
		w.walk(ends, 20+r.IntN(400))
		events += w.seenAll
		walks++
		if class4 {
			reached["class 4, "+called.State().String()]++
			continue
		}
		reached[caller.State().String()]++
		agree := map[class0.State]class0.State{class0.CLOSED: class0.CLOSED, class0.WFCC: class0.WFTRESP, class0.OPEN: class0.OPEN}
		if agree[caller.State()] != called.State() {
			t.Fatalf("seed %d: %v and %v", seed, caller.State(), called.State())
		}
		if caller.State() == class0.OPEN && (caller.Size() != called.Size() || caller.Size() != w.monitor.Size() || caller.Format() != called.Format() || caller.Format() != w.monitor.Format()) {
			t.Fatalf("seed %d: the ends or the monitor disagree: %d, %d, %d", seed, caller.Size(), called.Size(), w.monitor.Size())
		}
		if !w.down {
			for d, e := range ends {
				if got := w.monitor.State(osi.Direction(d)); got != e.state() && got != class0.CLOSED {
					t.Fatalf("seed %d: the monitor has %v, the end of the %v %v", seed, got, osi.Direction(d), e.state())
				}
			}
		}
		for _, u := range []*user{caller, called} {
			closed := u.State() == class0.CLOSED
			if _, err := u.Disconnect(); (err != nil) != closed || u.State() != class0.CLOSED {
				t.Fatalf("seed %d: not released: %v", seed, err)
			}
		}
	}
	for _, end := range []string{"CLOSED", "OPEN", "WFCC", "class 4, CLOSED", "class 4, OPEN", "class 4, WFTRESP"} {
		if reached[end] == 0 {
			t.Errorf("no walk ends in %s", end)
		}
	}
	t.Logf("%d walks, %d TPDUs seen, none refused; where they end: %v", walks, events, reached)
}
